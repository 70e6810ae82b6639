//! Asks for confirmation before something is ended or deleted.

use std::io::{self, IsTerminal, Write};

use crate::app::{App, Target};
use crate::failure::{Exit, Failure, Result};
use crate::text::clean;

/// Asks for confirmation, and fails unless the answer is yes. The question names the server.
///
/// `--yes` skips the question. Without a terminal the answer is no.
pub(crate) fn confirm(app: &App, target: &Target, question: &str) -> Result {
    if app.global.yes || app.global.dry_run {
        return Ok(());
    }
    let no = "not confirmed, nothing was changed";
    if !io::stdin().is_terminal() {
        let message = format!("{no}; --yes does without the question");
        return Err(Failure::new(Exit::NotConfirmed, message));
    }
    let mut stderr = io::stderr();
    let (name, address) = (clean(&target.name), target.client.server().address());
    let asked = write!(stderr, "{question}\nOn {name} ({address})? [y/N] ");
    let asked = asked.and_then(|()| stderr.flush());
    let mut answer = String::new();
    let read = asked.and_then(|()| io::stdin().read_line(&mut answer));
    if !answer.ends_with('\n') {
        // The end of the input: what is said next begins a line.
        let _ = writeln!(stderr);
    }
    let answer = answer.trim().to_ascii_lowercase();
    if read.is_ok() && matches!(&*answer, "y" | "yes") {
        Ok(())
    } else {
        Err(Failure::new(Exit::NotConfirmed, no))
    }
}
