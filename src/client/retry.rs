//! [`Retry`]: when a call is retried, and how long the client waits before each retry.

use std::hash::{BuildHasher, RandomState};
use std::thread;
use std::time::{Duration, Instant};

use crate::call::{Request, RetryAfter};
use crate::error::{Error, TimeoutPhase, TransportProblem};

/// A policy for retries: how often and for how long a client retries a call.
///
/// A client retries a call that is idempotent ([`Call::IDEMPOTENT`](crate::Call::IDEMPOTENT)) after an error for which a
/// retry can help ([`Error::is_retryable`]): the host name did not resolve, the connection failed or broke before or within
/// the response, a timeout passed, or the status is 429, 502, 503 or 504. There is one exception: a body of more than 64
/// KiB is sent again only if the server cannot have seen it, because a connection often breaks when the server refuses the
/// body.
///
/// The pause doubles with each retry up to a maximum. Half of it is random, so that many clients do not return at the same
/// time. If a server asks for a longer pause in `Retry-After`, in seconds or as a date, the client waits that long, or does
/// not retry if it exceeds the maximum. No retry begins after the total time or the deadline.
///
/// An earlier attempt may have succeeded although its response was lost. The server then refuses the retry, and the call
/// decides what that means ([`Call::recover`](crate::Call::recover)). If `end` finds no meeting, the meeting has ended. If
/// a recording or a hook to delete is not found, it has been deleted. `create` still fails with
/// [`already_exists`](Error::already_exists), because the meeting may belong to another program. If [`Error::tries`] is
/// more than 1, find out with `getMeetingInfo`.
///
/// ```
/// use bbb_sdk::Retry;
/// use std::time::Duration;
///
/// let retry = Retry::times(5)
///     .first_pause(Duration::from_millis(100))
///     .total(Duration::from_secs(10));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Retry {
    times: u32,
    first: Duration,
    longest: Duration,
    total: Duration,
}

impl Retry {
    /// Never retries. This is the default.
    pub const NEVER: Self = Self::times(0);

    /// Creates a policy with up to this many retries, with pauses from 250 milliseconds to 10 seconds, that begin within 60
    /// seconds of the first attempt.
    pub const fn times(times: u32) -> Self {
        Self {
            times,
            first: Duration::from_millis(250),
            longest: Duration::from_secs(10),
            total: Duration::from_secs(60),
        }
    }

    /// Sets the pause before the first retry. Zero means that all retries follow at once, unless the server asks for a pause.
    ///
    /// Default: 250 milliseconds.
    pub const fn first_pause(mut self, pause: Duration) -> Self {
        self.first = pause;
        self
    }

    /// Sets the maximum pause. If a server asks for a longer one, the client does not retry. Zero means that all retries
    /// follow at once, and that there is none if the server asks for a pause.
    ///
    /// Default: 10 seconds.
    pub const fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest = pause;
        self
    }

    /// Sets the time after the first attempt within which the last retry must begin. Zero means that there is no retry.
    ///
    /// Default: 60 seconds.
    pub const fn total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// Returns the pause before the next retry, or `None` if there is no retry.
    fn pause(
        &self,
        error: &Error,
        repeats: u32,
        asked: Option<Duration>,
        elapsed: Duration,
    ) -> Option<Duration> {
        if repeats >= self.times || !error.is_retryable() {
            return None;
        }
        let doubled = 2_u32.saturating_pow(repeats);
        let pause = self.first.saturating_mul(doubled).min(self.longest);
        let pause = jittered(pause, chance());
        let pause = asked.map_or(pause, |asked| asked.max(pause));
        let begins = elapsed.checked_add(pause)?;
        let in_time = begins <= self.total && !self.total.is_zero();
        (pause <= self.longest && in_time).then_some(pause)
    }
}

/// A failed attempt.
pub(super) struct Tried<'a> {
    pub(super) request: &'a Request,
    pub(super) error: &'a Error,
    /// The number of retries so far.
    pub(super) repeats: u32,
    /// The headers in which the server asks for a pause.
    pub(super) asked: RetryAfter,
    /// The start of the first attempt.
    pub(super) start: Instant,
    pub(super) deadline: Option<Instant>,
}

/// A retry policy with the function that applies it. Programs without retries do not link that function.
#[derive(Clone, Copy)]
pub(super) struct Repeats {
    retry: Retry,
    wait: fn(&Retry, &Tried<'_>) -> bool,
}

impl Repeats {
    pub(super) const NONE: Self = Self {
        retry: Retry::NEVER,
        wait: |_, _| false,
    };

    /// Waits for the next retry. Returns whether there is to be one.
    pub(super) fn wait(&self, tried: &Tried<'_>) -> bool {
        (self.wait)(&self.retry, tried)
    }
}

impl From<Retry> for Repeats {
    fn from(retry: Retry) -> Self {
        Self {
            retry,
            wait: |retry, tried| {
                let pause = tried.pause(retry);
                pause.map(thread::sleep).is_some()
            },
        }
    }
}

impl Tried<'_> {
    /// Returns the pause before the next retry, or `None` if there is no retry.
    fn pause(&self, retry: &Retry) -> Option<Duration> {
        if !may_send_again(self.request, self.error) {
            return None;
        }
        let elapsed = self.start.elapsed();
        let pause = retry.pause(self.error, self.repeats, self.asked.wait(), elapsed)?;
        // A retry that would begin after the deadline is skipped, and the last error is returned.
        let next = Instant::now().checked_add(pause)?;
        self.deadline
            .is_none_or(|deadline| next < deadline)
            .then_some(pause)
    }
}

/// Returns whether a request may be sent again. A long body that the server may have refused is not sent twice.
fn may_send_again(request: &Request, error: &Error) -> bool {
    const LONG: usize = 64 << 10;
    let long = request.body().is_some_and(|body| body.bytes().len() > LONG);
    let lost = matches!(error, Error::Transport { .. }) && may_have_arrived(error);
    !(long && lost)
}

/// Returns whether the server may have carried out a call whose response the client did not see.
pub(super) fn may_have_arrived(error: &Error) -> bool {
    match error {
        Error::Transport { problem, .. } => matches!(
            problem,
            TransportProblem::Broken
                | TransportProblem::Protocol
                | TransportProblem::Timeout(
                    TimeoutPhase::Send | TimeoutPhase::Response | TimeoutPhase::Body
                )
        ),
        // The server refused to process the call.
        Error::Response { status, .. } => *status != 429,
        _ => false,
    }
}

/// Returns a random time between half of the pause and the whole pause.
fn jittered(pause: Duration, chance: u8) -> Duration {
    let half = pause / 2;
    half + half.saturating_mul(u32::from(chance)) / u32::from(u8::MAX)
}

/// Returns a random number, from the random seeds of the standard library's hash maps.
fn chance() -> u8 {
    let [chance, ..] = RandomState::new().hash_one(0_u8).to_le_bytes();
    chance
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Body;
    use crate::error::ResponseProblem;
    use crate::secret::Zeroizing;
    use std::collections::HashSet;

    fn status(status: u16) -> Error {
        Error::answer(ResponseProblem::Html, "").of("getMeetings", status)
    }

    fn failed(problem: TransportProblem) -> Error {
        Error::from(problem)
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_is_retryable_is_repeated_and_nothing_else() {
        use TimeoutPhase as Phase;
        use TransportProblem as Problem;
        let cut_off = Error::answer(ResponseProblem::CutOff, "<response>").of("getMeetings", 200);
        let cases = [
            (failed(Problem::Resolve), true),
            (failed(Problem::Connect), true),
            (failed(Problem::Broken), true),
            (failed(Problem::Timeout(Phase::Connect)), true),
            (failed(Problem::Timeout(Phase::Send)), true),
            (failed(Problem::Timeout(Phase::Response)), true),
            (failed(Problem::Timeout(Phase::Body)), true),
            (failed(Problem::Timeout(Phase::Deadline)), false),
            (failed(Problem::Tls), false),
            (failed(Problem::Setup), false),
            (failed(Problem::Protocol), false),
            (failed(Problem::Proxy(None)), true),
            (failed(Problem::Proxy(Some(502))), true),
            (failed(Problem::Proxy(Some(403))), false),
            (failed(Problem::Proxy(Some(407))), false),
            (Error::parameter("name", "is wrong"), false),
            (cut_off, true),
            (status(200), false),
            (status(413), false),
            (status(429), true),
            (status(500), false),
            (status(502), true),
            (status(503), true),
            (status(504), true),
        ];
        for (error, expected) in cases {
            let pause = Retry::times(1).pause(&error, 0, None, Duration::ZERO);
            assert_eq!(
                (pause.is_some(), error.is_retryable()),
                (expected, expected),
                "{error}"
            );
        }
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_half_is_chance() {
        let retry = Retry::times(9)
            .first_pause(SECOND)
            .longest_pause(5 * SECOND);
        for (repeats, longest) in [(0, 1), (1, 2), (2, 4), (3, 5), (8, 5)] {
            let longest = longest * SECOND;
            let pause = retry.pause(&status(503), repeats, None, Duration::ZERO);
            let pause = pause.unwrap();
            assert!(longest / 2 <= pause && pause <= longest, "{pause:?}");
        }
        assert_eq!(jittered(4 * SECOND, 0), 2 * SECOND);
        assert_eq!(jittered(4 * SECOND, u8::MAX), 4 * SECOND);
    }

    #[test]
    fn number_and_time_are_bounded() {
        let retry = Retry::times(2).total(10 * SECOND);
        let pause =
            |repeats, elapsed: u32| retry.pause(&status(503), repeats, None, elapsed * SECOND);
        assert!(pause(1, 0).is_some());
        assert!(pause(2, 0).is_none());
        assert!(pause(0, 9).is_some());
        assert!(pause(0, 10).is_none());
        let huge = Retry::times(u32::MAX).first_pause(Duration::MAX);
        assert!(
            huge.pause(&status(503), u32::MAX - 1, None, SECOND)
                .is_some()
        );
        assert!(huge.pause(&status(503), 0, None, Duration::MAX).is_none());
        assert!(
            Retry::NEVER
                .pause(&status(503), 0, None, Duration::ZERO)
                .is_none()
        );
    }

    #[test]
    fn pauses_and_times_of_zero() {
        let pause = |retry: Retry, asked| retry.pause(&status(503), 0, asked, Duration::ZERO);
        let asked = Some(2 * SECOND);
        let at_once = Retry::times(9).first_pause(Duration::ZERO);
        assert_eq!(pause(at_once, None), Some(Duration::ZERO));
        assert_eq!(
            at_once.pause(&status(503), 8, None, SECOND),
            Some(Duration::ZERO)
        );
        assert_eq!(pause(at_once, asked), asked);
        let never_waits = Retry::times(9).longest_pause(Duration::ZERO);
        assert_eq!(pause(never_waits, None), Some(Duration::ZERO));
        assert_eq!(pause(never_waits, asked), None);
        assert_eq!(pause(at_once.total(Duration::ZERO), None), None);
    }

    #[test]
    fn the_server_may_ask_for_a_longer_pause_but_not_for_any() {
        let retry = Retry::times(2);
        let pause = |asked: u32| retry.pause(&status(429), 0, Some(asked * SECOND), Duration::ZERO);
        assert_eq!(pause(7), Some(7 * SECOND));
        assert!(pause(0).is_some_and(|pause| pause >= Duration::from_millis(125)));
        assert_eq!(pause(11), None);
    }

    #[test]
    fn a_long_body_is_sent_again_if_the_server_cannot_have_refused_it() {
        use TransportProblem as Problem;
        for (length, error, expected) in [
            (65_536, failed(Problem::Broken), true),
            (65_537, failed(Problem::Broken), false),
            (65_537, failed(Problem::Connect), true),
            (65_537, status(503), true),
        ] {
            let request = Request {
                call: "create".into(),
                url: Zeroizing::default(),
                body: Some(Body::new("text/plain", vec![b' '; length])),
                cookie: None,
                extra: None,
            };
            assert_eq!(may_send_again(&request, &error), expected, "{error}");
        }
    }

    #[test]
    fn pauses_differ() {
        let all: HashSet<u8> = (0..100).map(|_| chance()).collect();
        assert!(all.len() > 1, "{all:?}");
    }
}
