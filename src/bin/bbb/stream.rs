//! Reads long lists while they arrive.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use bbb_sdk::client::ListStream;
use bbb_sdk::monitoring::{GetMeetings, Meetings};
use bbb_sdk::recording::{GetRecordings, Recordings};
use bbb_sdk::{Client, ListCall};

use crate::failure::{Failure, Result};
use crate::output::say;

/// The interval between progress messages.
const PAUSE: Duration = Duration::from_millis(250);

/// A list that counts the entries that were skipped because nothing identifies them.
pub(crate) trait Damaged: ListCall {
    fn damaged(answer: &Self::Output) -> usize;
}

impl Damaged for GetMeetings {
    fn damaged(answer: &Meetings) -> usize {
        answer.damaged.len()
    }
}

impl Damaged for GetRecordings {
    fn damaged(answer: &Recordings) -> usize {
        answer.damaged.len()
    }
}

/// Returns the entries of a list as they arrive.
pub(crate) struct Entries<C: Damaged> {
    stream: ListStream<C>,
    count: u64,
    /// When progress was last shown, if it is shown.
    shown: Option<Instant>,
    is_shown: bool,
}

/// Requests a list. With `watched`, the terminal shows how many entries have arrived.
pub(crate) fn entries<C: Damaged>(client: &Client, call: &C, watched: bool) -> Entries<C> {
    Entries {
        stream: client.stream(call),
        count: 0,
        shown: watched.then(Instant::now),
        is_shown: false,
    }
}

impl<C: Damaged> Entries<C> {
    fn progress(&mut self) {
        self.count += 1;
        if self.shown.is_some_and(|shown| shown.elapsed() > PAUSE) {
            let _ = write!(io::stderr(), "\r{}", self.count);
            self.shown = Some(Instant::now());
            self.is_shown = true;
        }
    }

    fn end_of_progress(&mut self) {
        if self.is_shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
            self.is_shown = false;
        }
    }
}

impl<C: Damaged> Iterator for Entries<C> {
    type Item = Result<C::Item>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.stream.next();
        match &next {
            Some(Ok(_)) => self.progress(),
            Some(Err(_)) => self.end_of_progress(),
            None => {
                self.end_of_progress();
                let damaged = self.stream.answer().map_or(0, C::damaged);
                if damaged > 0 {
                    say(&format!(
                        "{damaged} entries left out that the server cannot read itself"
                    ));
                }
            }
        }
        next.map(|item| item.map_err(Failure::from))
    }
}

impl<C: Damaged> Drop for Entries<C> {
    fn drop(&mut self) {
        self.end_of_progress();
    }
}

/// Returns whether to show progress: somebody is at the terminal, and the list is not printed there as it arrives.
pub(crate) fn is_watched(quiet: bool, buffered: bool) -> bool {
    !quiet && io::stderr().is_terminal() && (buffered || !io::stdout().is_terminal())
}
