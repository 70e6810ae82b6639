//! Time under the test's control.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The server's time. It stands still until the test moves it, unless the server runs in real time.
#[derive(Clone)]
pub(in crate::testing) struct Clock(Arc<Inner>);

/// The last moment that the clock shows: the end of the year 9999.
const LAST: Duration = Duration::from_millis(253_402_300_799_999);

struct Inner {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    now: Duration,
    /// The start of the real time that is added to `now`, if the clock runs.
    running: Option<Instant>,
    interrupted: bool,
}

/// The reason why waiting ended.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::testing) enum Wait {
    Passed,
    Interrupted,
}

impl Clock {
    pub(in crate::testing) fn new(start: SystemTime, real: bool) -> Self {
        let state = State {
            now: start
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default()
                .min(LAST),
            running: real.then(Instant::now),
            interrupted: false,
        };
        Self(Arc::new(Inner {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the time since 1970.
    pub(in crate::testing) fn now(&self) -> Duration {
        self.lock().now()
    }

    /// Returns the time as a [`SystemTime`].
    pub(in crate::testing) fn time(&self) -> SystemTime {
        UNIX_EPOCH + self.now()
    }

    /// Returns the time since 1970 in milliseconds.
    pub(in crate::testing) fn millis(&self) -> i64 {
        millis(self.now())
    }

    /// Moves the clock forward.
    pub(in crate::testing) fn advance(&self, by: Duration) {
        let mut state = self.lock();
        state.now = state.now.saturating_add(by).min(LAST);
        self.0.changed.notify_all();
    }

    /// Waits until this much time has passed on this clock.
    pub(in crate::testing) fn sleep(&self, time: Duration) -> Wait {
        let mut state = self.lock();
        let end = state.now().saturating_add(time);
        loop {
            if state.interrupted {
                return Wait::Interrupted;
            }
            let left = end.saturating_sub(state.now());
            if left.is_zero() {
                return Wait::Passed;
            }
            state = if state.running.is_some() {
                let waited = self.0.changed.wait_timeout(state, left);
                waited.unwrap_or_else(PoisonError::into_inner).0
            } else {
                let waited = self.0.changed.wait(state);
                waited.unwrap_or_else(PoisonError::into_inner)
            };
        }
    }

    /// Waits until the server stops.
    pub(in crate::testing) fn wait_for_interrupt(&self) {
        let mut state = self.lock();
        while !state.interrupted {
            let waited = self.0.changed.wait(state);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Ends all waits, current and future.
    pub(in crate::testing) fn interrupt(&self) {
        self.lock().interrupted = true;
        self.0.changed.notify_all();
    }

    /// Allows waiting again.
    pub(in crate::testing) fn resume(&self) {
        self.lock().interrupted = false;
    }
}

impl State {
    fn now(&self) -> Duration {
        let passed = self.running.map_or(Duration::ZERO, |since| since.elapsed());
        self.now.saturating_add(passed).min(LAST)
    }
}

/// Returns a duration in whole milliseconds.
pub(in crate::testing) fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
