//! Opens a link in the browser.

use std::process::{Command, Stdio};

use crate::failure::{Exit, Failure, Result};

/// The command that opens a link on this system.
const OPENER: &[&str] = if cfg!(target_os = "macos") {
    &["open"]
} else if cfg!(windows) {
    &["rundll32", "url.dll,FileProtocolHandler"]
} else {
    &["xdg-open"]
};

/// Opens a link with the system's program for it.
pub(crate) fn open(link: &str) -> Result {
    let failed = |reason: String| {
        let message =
            format!("the browser does not open: {reason}; `bbb join MEETING` prints the link");
        Failure::new(Exit::Output, message)
    };
    let (program, arguments) = OPENER.split_first().unwrap_or((&"xdg-open", &[]));
    let started = Command::new(program)
        .args(arguments)
        .arg(link)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match started {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(format!("{program}: {status}"))),
        Err(error) => Err(failed(format!("{program}: {error}"))),
    }
}
