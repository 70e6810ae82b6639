//! Time under the test's control.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The server's time. It stands still until the test moves it, unless the server runs in real time.
#[derive(Clone)]
pub(super) struct Clock(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    now: Duration,
    /// Since when real time runs beside `now`.
    running: Option<Instant>,
    interrupted: bool,
}

/// How waiting ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wait {
    Passed,
    Interrupted,
}

impl Clock {
    pub(super) fn new(start: SystemTime, real: bool) -> Self {
        let state = State {
            now: start.duration_since(UNIX_EPOCH).unwrap_or_default(),
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

    /// The time since 1970.
    pub(super) fn now(&self) -> Duration {
        self.lock().now()
    }

    /// The time since 1970 in milliseconds.
    pub(super) fn millis(&self) -> i64 {
        i64::try_from(self.now().as_millis()).unwrap_or(i64::MAX)
    }

    /// Moves the time on.
    pub(super) fn advance(&self, by: Duration) {
        let mut state = self.lock();
        state.now = state.now.saturating_add(by);
        self.0.changed.notify_all();
    }

    /// Waits until so much of this clock's time has passed.
    pub(super) fn sleep(&self, time: Duration) -> Wait {
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
    pub(super) fn wait_for_interrupt(&self) {
        let mut state = self.lock();
        while !state.interrupted {
            let waited = self.0.changed.wait(state);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Ends all waiting, now and later.
    pub(super) fn interrupt(&self) {
        self.lock().interrupted = true;
        self.0.changed.notify_all();
    }

    /// Lets be waited again.
    pub(super) fn resume(&self) {
        self.lock().interrupted = false;
    }
}

impl State {
    fn now(&self) -> Duration {
        let passed = self.running.map_or(Duration::ZERO, |since| since.elapsed());
        self.now.saturating_add(passed)
    }
}
