//! Opens a link in the browser.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tiny_http::{Header, Request, Response, Server};

use crate::failure::{Exit, Failure, Result};
use crate::text::clean;

/// The command that opens a link on this system.
const OPENER: &[&str] = if cfg!(target_os = "macos") {
    &["open"]
} else if cfg!(windows) {
    &["rundll32", "url.dll,FileProtocolHandler"]
} else {
    &["xdg-open"]
};

/// How long a browser may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// Opens a link with the system's program for it.
///
/// Other users see the arguments of every program, and this link is a way into the meeting as somebody else. So the browser
/// is given another address, on this machine, which leads to the link once. A file that leads there would be private as well,
/// but a browser from a sandboxed package cannot read it.
///
/// A failure advises the command, which prints the link.
pub(crate) fn open(link: &str, command: &str) -> Result {
    offer(link).map_err(|reason| {
        let message = format!(
            "the browser does not open: {reason}; `{}` prints the link",
            clean(command)
        );
        Failure::new(Exit::Output, message)
    })
}

/// Offers the link once. The error is the reason why nobody came for it.
fn offer(link: &str) -> Result<(), String> {
    let target = Header::from_bytes("Location", link)
        .map_err(|()| "the link cannot be sent in a header".to_owned())?;
    let server = Server::http("127.0.0.1:0").map_err(|error| error.to_string())?;
    let address = server.server_addr();
    let path = format!("/{:016x}{:016x}", random(), random());
    let mut opener = start(&format!("http://{address}{path}"))?;
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        let came = server.recv_timeout(Duration::from_millis(100));
        match came.map_err(|error| error.to_string())? {
            Some(request) if request.url() == path => return lead(request, target),
            Some(request) => {
                // Whoever asks for something else is told nothing.
                let _ = request.respond(Response::empty(404));
            }
            None => has_not_failed(&mut opener)?,
        }
    }
    Err("no browser came for the link within a minute".to_owned())
}

fn lead(request: Request, target: Header) -> Result<(), String> {
    let mut response = Response::empty(303).with_header(target);
    for (name, value) in [
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
    ] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    let sent = request.respond(response);
    sent.map_err(|error| error.to_string())
}

/// Starts the program that opens an address. Some end at once, and some with the browser.
fn start(address: &str) -> Result<Child, String> {
    let (program, arguments) = OPENER.split_first().unwrap_or((&"xdg-open", &[]));
    Command::new(program)
        .args(arguments)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("{program}: {error}"))
}

fn has_not_failed(opener: &mut Child) -> Result<(), String> {
    match opener.try_wait() {
        Ok(Some(status)) if !status.success() => {
            let program = OPENER.first().unwrap_or(&"xdg-open");
            Err(format!("{program}: {status}"))
        }
        _ => Ok(()),
    }
}

/// A number that nobody guesses: the seed of a hash map's hasher.
fn random() -> u64 {
    RandomState::new().hash_one(0)
}
