//! The program's failures and exit codes.

use std::path::Path;
use std::{fmt, io};

use bbb_sdk::{Error, ErrorKey};

use crate::text::{clean, quoted};

/// The program's result type.
pub(crate) type Result<T = (), E = Failure> = std::result::Result<T, E>;

/// An exit code. [`CODES`] describes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    Refused = 1,
    Usage = 2,
    NoAnswer = 3,
    NotFound = 4,
    NotConfirmed = 5,
    Partly = 6,
    Output = 7,
    Interrupted = 130,
    ClosedPipe = 141,
}

/// The exit codes as the man page shows them.
pub(crate) const CODES: &str = "\
0    success
1    the server refused
2    an argument or the configuration is wrong; nothing was sent
3    there was no response, or something other than BigBlueButton responded
4    the meeting, recording or webhook does not exist
5    the user did not confirm; nothing was changed
6    partial success; the summary says what failed
7    the output could not be written, for example on a full disk
130  interrupted
141  the reader of the output closed the pipe";

/// The way to find out more about a call that failed.
const CHECK: &str = "`bbb check` looks closer.";

/// The reason why the program ends early.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// Empty if there is nothing to print.
    pub(crate) message: String,
    /// Whether the message says all there is to say, so that `bbb check` would not help.
    is_explained: bool,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            is_explained: false,
        }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Creates the failure of a call about a meeting. It names a meeting that does not exist.
    pub(crate) fn of_meeting(id: &str, error: Error) -> Self {
        if error.is_not_found() {
            let id = quoted(id);
            let message =
                format!("there is no meeting with the ID {id}: `bbb meetings` lists them");
            return Self::new(Exit::NotFound, message);
        }
        Self::from(error)
    }

    /// Creates the failure of a call about a recording. It names a recording that does not exist.
    pub(crate) fn of_recording(id: &str, error: Error) -> Self {
        if error.is_not_found() || error.key() == Some(&ErrorKey::NoRecordings) {
            return Self::no_recording(id);
        }
        Self::from(error)
    }

    pub(crate) fn no_recording(id: &str) -> Self {
        let id = quoted(id);
        let message =
            format!("there is no recording with the ID {id}: `bbb recordings list` lists them");
        Self::new(Exit::NotFound, message)
    }

    /// Creates the failure of a call, without advice.
    pub(crate) fn plain(error: &Error) -> Self {
        let exit = match error {
            error if error.is_not_found() => Exit::NotFound,
            // b3lb refuses a checksum with a status alone.
            error if error.is_checksum() => Exit::Refused,
            Error::Api { .. } => Exit::Refused,
            Error::Address { .. } | Error::Parameter { .. } => Exit::Usage,
            _ => Exit::NoAnswer,
        };
        Self::new(exit, clean(&words(error)))
    }

    /// Creates the failure of a write to standard output.
    pub(crate) fn output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::ClosedPipe, "");
        }
        Self::new(
            Exit::Output,
            format!("the output could not be written: {error}"),
        )
    }

    /// Creates the failure of a write to a file.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        let message = format!("{} could not be written: {error}", path.display());
        Self::new(Exit::Output, message)
    }

    /// Adds a sentence to the message.
    #[must_use]
    pub(crate) fn with(mut self, sentence: &str) -> Self {
        let message = self.message.trim_end_matches('.');
        let point = if message.ends_with('?') { "" } else { "." };
        self.message = format!("{message}{point} {sentence}");
        self
    }

    /// Adds a sentence after which `bbb check` would not help.
    #[must_use]
    pub(crate) fn explained(mut self, sentence: &str) -> Self {
        self.is_explained = true;
        self.with(sentence)
    }

    /// Adds that `bbb check` finds out more, unless the message says enough.
    #[must_use]
    pub(crate) fn recommend_check(self) -> Self {
        if self.message.is_empty() || self.is_explained {
            self
        } else {
            self.explained(CHECK)
        }
    }

    /// Adds the server's name before the message.
    pub(crate) fn at(mut self, server: &str) -> Self {
        if !self.message.is_empty() {
            self.message = format!("{}: {}", clean(server), self.message);
        }
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let failure = Self::plain(&error);
        if error.is_checksum() {
            failure.explained(&format!("Is it this server's secret? {CHECK}"))
        } else if error.is_unsupported() && matches!(error, Error::Api { .. }) {
            // The address is right, because a server refused.
            failure.explained("The server does not have this call.")
        } else if error.is_unsupported() {
            failure.explained(&format!(
                "The server does not have this call, or its address is wrong. {CHECK}"
            ))
        } else {
            failure
        }
    }
}

/// Returns the error's message for people, without names of the library's API.
pub(crate) fn words(error: &Error) -> String {
    without_api(&error.to_string())
}

/// Leaves out the clauses that name a part of the library's API, such as ``, set by `Server::url_limit` ``.
pub(crate) fn without_api(message: &str) -> String {
    let is_api = |clause: &str| {
        let mut code = clause.split('`').skip(1).step_by(2);
        code.any(|code| code.contains("::")) || clause.ends_with("of ureq")
    };
    let mut kept: Vec<&str> = Vec::new();
    for clause in clauses(message) {
        if !is_api(clause) {
            kept.push(clause);
            continue;
        }
        if clause.starts_with(", use ") {
            // The clause before says what for.
            kept.pop();
        }
        // The end of the sentence, or of the parentheses that the clause is in.
        let rest = clause.trim_end_matches([')', '.']);
        kept.extend(clause.strip_prefix(rest));
    }
    kept.concat()
}

/// Splits a message before each comma, semicolon and colon that a blank follows.
fn clauses(message: &str) -> impl Iterator<Item = &str> {
    let mut rest = message;
    std::iter::from_fn(move || {
        let mut ends = rest.match_indices([',', ';', ':']).map(|(at, _)| at);
        let is_end =
            |at: &usize| *at > 0 && rest.get(at + 1..).is_some_and(|it| it.starts_with(' '));
        let (clause, behind) = rest.split_at(ends.find(is_end).unwrap_or(rest.len()));
        rest = behind;
        (!clause.is_empty()).then_some(clause)
    })
}
