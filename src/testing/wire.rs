//! HTTP over sockets: requests, responses, and the faults that happen on a connection.

use std::any::Any;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

mod body;
pub(in crate::testing) mod error_pages;
pub(in crate::testing) mod faults;
mod input;
mod listener;
pub(in crate::testing) mod multipart;
pub(in crate::testing) mod parameters;

pub(in crate::testing) use listener::Listener;

/// A request as it arrived.
#[derive(Debug, Clone, Default)]
pub(in crate::testing) struct Request {
    pub(in crate::testing) method: String,
    /// The path and the query, not decoded. A target is not a URL: `//` at its start does not begin a host, and `#` does not
    /// begin a fragment.
    pub(in crate::testing) target: String,
    headers: Vec<(String, String)>,
    pub(in crate::testing) body: Vec<u8>,
}

impl Request {
    /// Creates a `GET` request without headers and body.
    pub(in crate::testing) fn get(target: impl Into<String>) -> Self {
        Self {
            method: "GET".to_owned(),
            target: target.into(),
            ..Self::default()
        }
    }

    pub(in crate::testing) fn set_header(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Returns the first header with this name.
    pub(in crate::testing) fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the path, without the query.
    pub(in crate::testing) fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(&self.target, |(path, _)| path)
    }

    /// Returns the query, without `?` and not decoded.
    pub(in crate::testing) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

/// A response.
#[derive(Debug, Clone)]
pub(in crate::testing) struct Reply {
    pub(in crate::testing) status: u16,
    pub(in crate::testing) headers: Vec<(&'static str, String)>,
    pub(in crate::testing) body: Vec<u8>,
}

impl Reply {
    pub(in crate::testing) fn new(
        status: u16,
        content_type: &str,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        let headers = vec![("Content-Type", content_type.to_owned())];
        Self {
            status,
            headers,
            body: body.into(),
        }
    }

    pub(in crate::testing) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Returns the first header with this name.
    pub(in crate::testing) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(found, _)| *found == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the status line and the headers, with the length of the body.
    pub(in crate::testing) fn head(&self) -> Vec<u8> {
        self.head_declaring(self.body.len())
    }

    /// Returns the status line and the headers, with a length that may differ from the body's.
    pub(in crate::testing) fn head_declaring(&self, length: usize) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            // A line break in a value would start another header.
            let value = value.replace(['\r', '\n'], " ");
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(head, "Content-Length: {length}\r\n\r\n");
        head.into_bytes()
    }
}

/// A step that the server takes on a connection to answer a request.
#[derive(Debug, Clone)]
pub(in crate::testing) enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends a piece this many times.
    Repeat(Vec<u8>, u64),
    /// Sends one byte after each interval of this length.
    Drip(Vec<u8>, Duration),
    /// Waits.
    Pause(Duration),
    /// Sends nothing more and keeps the connection open.
    Silence,
    /// Closes the connection.
    Close,
    /// Resets the connection.
    Reset,
}

/// Answers requests.
pub(in crate::testing) trait Handler: Send + Sync + 'static {
    fn handle(&self, request: &Request) -> Vec<Step>;

    /// Takes the message of a panic in [`handle`](Self::handle). The connection is reset.
    fn panicked(&self, message: Panic);
}

/// The message of a panic.
pub(in crate::testing) type Panic = Box<dyn Any + Send>;

/// Returns the steps that send a whole response.
pub(in crate::testing) fn whole(reply: &Reply, head_only: bool) -> Vec<Step> {
    let mut bytes = reply.head();
    if !head_only {
        bytes.extend_from_slice(&reply.body);
    }
    vec![Step::Send(bytes)]
}

/// Returns the steps that refuse bytes that are not a request.
fn refusal(status: u16) -> Vec<Step> {
    let body = error_pages::nginx(status);
    let reply = Reply::new(status, "text/html", body).with("Connection", "close");
    let mut steps = whole(&reply, false);
    steps.push(Step::Close);
    steps
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Request Entity Too Large",
        414 => "Request-URI Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Temporarily Unavailable",
        504 => "Gateway Time-out",
        _ => "Status",
    }
}

/// Locks a mutex, even if a thread panicked while it held it.
pub(in crate::testing) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
