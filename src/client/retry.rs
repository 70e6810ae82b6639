//! When a call is repeated, and how long the client waits before.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::error::{Error, TimeoutPhase, TransportProblem};

/// How often and for how long a client repeats a call that got no answer.
///
/// Only a call is repeated that may be ([`Call::IDEMPOTENT`](crate::Call::IDEMPOTENT)), and only for what a repetition can
/// cure: no connection, one that broke before the answer, the statuses 502, 503 and 504 of a server that restarts, and
/// 429 with a time to wait in `Retry-After`. The pause doubles with each repetition up to a longest one, and half of it is
/// left to chance so that many clients do not come back at once. Nothing is repeated after the total time.
///
/// ```
/// use bbb_sdk::Retry;
/// use std::time::Duration;
///
/// let retry = Retry::times(5).first_pause(Duration::from_millis(100)).total(Duration::from_secs(10));
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
    /// No repetition: the default.
    pub const NEVER: Self = Self::times(0);

    /// Up to so many repetitions, with pauses from 250 milliseconds to 10 seconds, begun within 60 seconds of the first try.
    pub const fn times(times: u32) -> Self {
        Self {
            times,
            first: Duration::from_millis(250),
            longest: Duration::from_secs(10),
            total: Duration::from_secs(60),
        }
    }

    /// The pause before the first repetition; 250 milliseconds.
    pub const fn first_pause(mut self, pause: Duration) -> Self {
        self.first = pause;
        self
    }

    /// The longest pause; 10 seconds. A server that asks for a longer one gets no repetition.
    pub const fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest = pause;
        self
    }

    /// The time from the first try within which the last repetition begins; 60 seconds.
    pub const fn total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// The pause before the next repetition, if there is to be one.
    pub(super) fn pause(
        &self,
        error: &Error,
        repeats: u32,
        asked: Option<Duration>,
        elapsed: Duration,
    ) -> Option<Duration> {
        if repeats >= self.times || !is_curable(error, asked) {
            return None;
        }
        let doubled = 2_u32.saturating_pow(repeats);
        let pause = self.first.saturating_mul(doubled).min(self.longest);
        let pause = jittered(pause, chance());
        let pause = asked.map_or(pause, |asked| asked.max(pause));
        let begins = elapsed.checked_add(pause)?;
        (pause <= self.longest && begins <= self.total).then_some(pause)
    }
}

fn is_curable(error: &Error, asked: Option<Duration>) -> bool {
    let status = match error {
        Error::Transport { problem, .. } => {
            return matches!(
                problem,
                TransportProblem::Connect
                    | TransportProblem::Timeout(TimeoutPhase::Connect)
                    | TransportProblem::Broken
            );
        }
        Error::Response { status, .. } => *status,
        Error::Api { details, .. } => details.status,
        _ => return false,
    };
    matches!(status, 502..=504) || status == 429 && asked.is_some()
}

/// Between a half and the whole of the pause.
fn jittered(pause: Duration, chance: u8) -> Duration {
    let half = pause / 2;
    half + half.saturating_mul(u32::from(chance)) / u32::from(u8::MAX)
}

/// A number that differs from call to call: the standard library's hash maps are seeded by chance.
fn chance() -> u8 {
    let [chance, ..] = RandomState::new().hash_one(0_u8).to_le_bytes();
    chance
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ResponseProblem;

    fn status(status: u16) -> Error {
        Error::answer(ResponseProblem::Html, "").of("getMeetings", status)
    }

    fn failed(problem: TransportProblem) -> Error {
        Error::Transport {
            call: "getMeetings".into(),
            problem,
            source: None,
        }
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn only_what_a_repetition_can_cure() {
        let repeated = |error: &Error, asked| {
            let pause = Retry::times(1).pause(error, 0, asked, Duration::ZERO);
            pause.is_some()
        };
        for error in [
            failed(TransportProblem::Connect),
            failed(TransportProblem::Broken),
            failed(TransportProblem::Timeout(TimeoutPhase::Connect)),
            status(502),
            status(503),
            status(504),
        ] {
            assert!(repeated(&error, None), "{error}");
        }
        for error in [
            failed(TransportProblem::Resolve),
            failed(TransportProblem::Tls),
            failed(TransportProblem::Setup),
            failed(TransportProblem::Protocol),
            failed(TransportProblem::Timeout(TimeoutPhase::Send)),
            failed(TransportProblem::Timeout(TimeoutPhase::Response)),
            failed(TransportProblem::Timeout(TimeoutPhase::Body)),
            Error::parameter("name", "is wrong"),
            status(200),
            status(429),
            status(500),
        ] {
            assert!(!repeated(&error, None), "{error}");
        }
        assert!(repeated(&status(429), Some(SECOND)));
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
    fn the_server_may_ask_for_a_longer_pause_but_not_for_any() {
        let retry = Retry::times(2);
        let pause = |asked: u32| retry.pause(&status(429), 0, Some(asked * SECOND), Duration::ZERO);
        assert_eq!(pause(7), Some(7 * SECOND));
        assert!(pause(0).is_some_and(|pause| pause >= Duration::from_millis(125)));
        assert_eq!(pause(11), None);
    }
}
