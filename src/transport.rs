//! The [`Transport`] trait, which carries a [`Request`] to the server and brings the response back.
//!
//! A [`Client`](crate::client::Client) uses a transport: the built-in one with the feature `http`, or any other HTTP
//! client. Retries, deadlines, size limits, paging and diagnosis belong to the client and work with every transport.

use std::fmt;
use std::io::{self, Cursor, Read};
use std::time::{Duration, Instant};

use crate::call::{Head, Request};
use crate::error::{Error, Result, TimeoutPhase};

/// Carries requests to a server.
///
/// A transport sends one request and returns one response. It must send [`Request::url`] unchanged. It must not follow a
/// redirect, which would carry the signed URL to another host. A status such as 404 or 500 is a response, not an error. It
/// must not retry, because only the client knows which calls may be repeated.
///
/// A closure is a transport:
///
/// ```
/// # #[cfg(all(feature = "monitoring", feature = "sha256"))] {
/// use bbb_sdk::client::Client;
/// use bbb_sdk::transport::{HttpResponse, Timeouts};
/// use bbb_sdk::{Request, Server, monitoring::IsMeetingRunning};
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let client = Client::with_transport(server, |request: &Request, _: &Timeouts| {
///     assert_eq!(request.call(), "isMeetingRunning");
///     Ok(HttpResponse::from(
///         "<response><returncode>SUCCESS</returncode><running>true</running></response>",
///     ))
/// });
/// assert!(client.send(&IsMeetingRunning::new("room-1"))?.running);
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
pub trait Transport: Send + Sync {
    /// Sends a request and returns the response as soon as its head has arrived.
    ///
    /// `timeouts` limits each phase. A transport that supports fewer timeouts uses [`Timeouts::total`] or the closest that
    /// it supports.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Transport`], whose problem decides whether the call is retried.
    fn send(&self, request: &Request, timeouts: &Timeouts) -> Result<HttpResponse>;

    /// Tells the transport that the response to a request was broken: truncated, doubled or not well-formed.
    ///
    /// The transport should not use that connection again, or any idle connection to that host, because further bytes on it
    /// may belong to that response.
    ///
    /// Default: does nothing.
    fn distrust(&self, _request: &Request) {}
}

impl<F> Transport for F
where
    F: Fn(&Request, &Timeouts) -> Result<HttpResponse> + Send + Sync,
{
    fn send(&self, request: &Request, timeouts: &Timeouts) -> Result<HttpResponse> {
        self(request, timeouts)
    }
}

/// The timeouts of a [`Transport`] for one request. `None` means no timeout. The client never passes a timeout of zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// The time for connecting, including TLS.
    pub connect: Option<Duration>,
    /// The time for sending the head and the body.
    pub send: Option<Duration>,
    /// The time from the end of the request to the end of the response's head.
    pub response: Option<Duration>,
    /// The time from the end of the response's head to the end of its body.
    pub body: Option<Duration>,
    /// The time for each read of the body. It is set for streams, which have no `body` timeout.
    pub read: Option<Duration>,
    /// The moment by which the request must end.
    pub deadline: Option<Instant>,
}

impl Timeouts {
    /// No timeouts.
    pub const NONE: Self = Self {
        connect: None,
        send: None,
        response: None,
        body: None,
        read: None,
        deadline: None,
    };

    /// Returns the maximum time for the whole request, for a transport that supports only one timeout.
    ///
    /// It is the sum of the phases, or the time until the deadline if that is shorter.
    pub fn total(&self) -> Option<Duration> {
        let parts = [self.connect, self.send, self.response, self.body];
        let sum = parts.into_iter().try_fold(Duration::ZERO, |sum, part| {
            part.map(|part| sum.saturating_add(part))
        });
        shorter(sum, self.until_deadline())
    }

    /// Refuses a timeout of zero, which no request can meet. It names the setting of the client.
    pub(crate) fn check(&self) -> Result<()> {
        let settings = [
            (TimeoutPhase::Connect, self.connect),
            (TimeoutPhase::Send, self.send),
            (TimeoutPhase::Response, self.response),
            (TimeoutPhase::Body, self.body.or(self.read)),
        ];
        match settings
            .iter()
            .find(|(_, time)| *time == Some(Duration::ZERO))
        {
            None => Ok(()),
            Some((phase, _)) => Err(Error::parameter(
                phase.setting(),
                "is zero, which leaves no time: use `None` for no timeout",
            )),
        }
    }

    /// Returns the time that is left until the deadline.
    pub fn until_deadline(&self) -> Option<Duration> {
        let deadline = self.deadline?;
        Some(deadline.saturating_duration_since(Instant::now()))
    }
}

/// Returns the shorter of two times, either of which may be missing.
pub(crate) fn shorter(one: Option<Duration>, other: Option<Duration>) -> Option<Duration> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// A response from a [`Transport`]: a status, headers, and a body that is still to be read.
///
/// Dropping the body before its end must close the connection, or at least prevent that it is used again.
///
/// An error of the reader says what becomes of the call: [`UnexpectedEof`](std::io::ErrorKind::UnexpectedEof) is a body that was cut
/// off, [`TimedOut`](std::io::ErrorKind::TimedOut) a timeout, an [`Error`] within the [`io::Error`] is that error,
/// and everything else is a connection that broke.
pub struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) head: Head,
    pub(crate) length: Option<u64>,
    pub(crate) body: BodyReader,
}

/// Reads the next bytes of a body. Of [`Read`] only this one method is used, and its other methods are not linked.
pub(crate) type BodyReader = Box<dyn FnMut(&mut [u8]) -> io::Result<usize> + Send>;

impl HttpResponse {
    /// Creates a response with a status and a body.
    pub fn new(status: u16, mut body: impl Read + Send + 'static) -> Self {
        Self {
            status,
            head: Head::default(),
            length: None,
            body: Box::new(move |buffer| body.read(buffer)),
        }
    }

    /// Adds a header. Headers that the crate does not read are dropped.
    ///
    /// The crate reads `Content-Type`, `Location`, `Set-Cookie`, `Retry-After` and `Date`.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.add(name, value);
        self
    }

    /// Sets the length of the body in bytes, so that a body over the limit is refused before it is read.
    ///
    /// It is the length after decompression. A transport that decompresses bodies must not set it.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }
}

/// Creates a response with this body and the status 200.
impl<T: Into<Vec<u8>>> From<T> for HttpResponse {
    fn from(body: T) -> Self {
        let body = body.into();
        let length = u64::try_from(body.len()).ok();
        Self {
            length,
            ..Self::new(200, Cursor::new(body))
        }
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpResponse({})", self.status)
    }
}
