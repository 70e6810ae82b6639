//! The blocking [`Client`]: a [`Server`], a [`Transport`], timeouts, limits and retries.
//!
//! With the feature `http` a client has a built-in transport, which is ureq. [`Client::with_transport`] creates a client on
//! any other transport, with or without that feature.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::call::{Request, Response, RetryAfter};
use crate::error::{Error, Result, TimeoutPhase, TransportProblem};
use crate::server::Server;
use crate::transport::{Timeouts, Transport};
use crate::xml::Limits;

// Rustdoc lists the methods of child modules in this order, so the constructors and `send` come first.
mod new;

mod body;
mod builder;
pub mod check;
mod copies;
mod headers;
#[cfg_attr(not(feature = "log"), path = "client/no_logging.rs")]
mod logging;
mod observe;
mod retry;
mod shortcuts;
mod stream;
#[cfg_attr(not(feature = "http"), path = "client/no_http.rs")]
mod ureq;
mod watched;

pub use self::builder::ClientBuilder;
pub use self::observe::Exchange;
pub use self::retry::Retry;
pub use self::stream::ListStream;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use self::ureq::Tls;
#[cfg(feature = "http")]
pub use self::ureq::Ureq;

use self::body::Incoming;
use self::headers::Headers;
use self::observe::Observer;
use self::retry::{Repeats, Tried};

/// A blocking client: a [`Server`] and the transport that sends calls to it.
///
/// A client is cheap to clone and can be shared between threads. Clones share a pool of connections. A client never follows
/// a redirect, and retries a call only if [`ClientBuilder::retries`] allows it.
///
/// With the feature `log` it logs a line for every request at the level debug: the call, its outcome and its duration. At
/// the level trace, ureq writes signed URLs to the log. At debug it leaves them out.
///
/// ```no_run
/// # #[cfg(all(feature = "http", feature = "monitoring", feature = "sha256"))] {
/// use bbb_sdk::{Client, Server, monitoring::IsMeetingRunning};
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let client = Client::new(server);
/// println!("{}", client.send(&IsMeetingRunning::new("room-1"))?.running);
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    server: Arc<Server>,
    transport: Arc<dyn Transport>,
    settings: Settings,
}

/// The settings of a client.
#[derive(Clone)]
struct Settings {
    /// The timeouts, without a deadline, which starts with each call.
    timeouts: Timeouts,
    deadline: Option<Duration>,
    /// Whether the transport enforces deadlines.
    watched: bool,
    headers: Headers,
    observer: Observer,
    body_limit: usize,
    limits: Limits,
    repeats: Repeats,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeouts: Timeouts {
                connect: Some(Duration::from_secs(10)),
                send: Some(Duration::from_secs(30)),
                response: Some(Duration::from_secs(60)),
                body: Some(Duration::from_secs(120)),
                read: None,
                deadline: None,
            },
            deadline: None,
            watched: false,
            headers: Headers::default(),
            observer: Observer::default(),
            body_limit: 64 << 20,
            limits: Limits::default(),
            repeats: Repeats::NONE,
        }
    }
}

impl Client {
    /// Sends a request with the client's headers and bounds until it succeeds or may not be repeated.
    fn deliver(&self, mut request: Request, idempotent: bool, read: Reader<'_>) -> Option<Failed> {
        request.extra = self.settings.headers.shared();
        let bounds = Bounds {
            timeouts: self.settings.timeouts,
            body_limit: self.settings.body_limit,
        };
        self.run(&request, idempotent, bounds, read)
    }

    /// Sends a request until a response can be read or an error is final.
    ///
    /// It is not generic, so that each type of call adds only the code that reads its response.
    fn run(
        &self,
        request: &Request,
        idempotent: bool,
        mut bounds: Bounds,
        read: Reader<'_>,
    ) -> Option<Failed> {
        if let Err(error) = bounds.timeouts.check() {
            return Some(Failed {
                error,
                attempt: 0,
                may_have_succeeded: false,
            });
        }
        let start = Instant::now();
        let deadline = self.settings.deadline;
        // A deadline that an `Instant` cannot represent is no deadline.
        bounds.timeouts.deadline = deadline.and_then(|deadline| start.checked_add(deadline));
        let mut unseen = false;
        let mut attempt = 0_u32;
        loop {
            attempt = attempt.saturating_add(1);
            let (result, asked) = self.attempt(request, &bounds, attempt, read);
            let error = result.err()?;
            let tried = Tried {
                request,
                error: &error,
                repeats: attempt - 1,
                asked,
                start,
                deadline: bounds.timeouts.deadline,
            };
            if !idempotent || !self.settings.repeats.wait(&tried) {
                let may_have_succeeded = unseen && matches!(error, Error::Api { .. });
                return Some(Failed {
                    error,
                    attempt,
                    may_have_succeeded,
                });
            }
            unseen |= retry::may_have_arrived(&error);
        }
    }

    /// Makes one exchange. Returns the result, and the headers in which the server asks for a pause before the next one.
    fn attempt(
        &self,
        request: &Request,
        bounds: &Bounds,
        attempt: u32,
        read: Reader<'_>,
    ) -> (Result<()>, RetryAfter) {
        let begun = Instant::now();
        let mut seen = Seen::default();
        let mut asked = RetryAfter::default();
        let mut was_sent = false;
        let left = bounds.timeouts.until_deadline();
        let exchanged = if left.is_some_and(|left| left.is_zero()) {
            Err(TransportProblem::Timeout(TimeoutPhase::Deadline).into())
        } else {
            was_sent = true;
            self.exchange(request, bounds, begun, &mut seen)
        };
        let mut result = match exchanged {
            Ok(response) => {
                asked = response.head.retry_after;
                let result = if response.is_whole() {
                    read(&response, attempt).map_err(|error| {
                        self.without_secrets(request, error, &mut || read(&response, attempt).err())
                    })
                } else {
                    // The body can be read only once.
                    let sent = self.server.sent(request);
                    let (sent, result) = sent.while_reading(|| read(&response, attempt));
                    result.map_err(|error| error.blanked(&sent))
                };
                seen.bytes = response.length();
                result
            }
            Err(error) => Err(self.without_secrets(request, error, &mut || None)),
        };
        let status = seen.status.unwrap_or_default();
        if let Err(error) = &mut result {
            error.set_call(request.call.clone(), status);
            was_sent &= !error.is_setup();
            error.set_tries(attempt - u32::from(!was_sent));
            if body::is_broken(error) {
                self.transport.distrust(request);
            }
        }
        self.settings.observer.tell(&Exchange {
            call: request.call(),
            address: self.server.address(),
            attempt,
            status: seen.status,
            error: result.as_ref().err(),
            until_head: seen.until_head,
            took: begun.elapsed(),
            bytes_sent: request.body().map_or(0, |body| body.bytes().len()),
            bytes_received: seen.bytes,
        });
        (result, asked)
    }

    /// Blanks the secrets of the request in an error, however the server echoes them.
    ///
    /// If there is a response, it is read again, so that the secrets are blanked before the texts of the error are
    /// shortened.
    fn without_secrets(
        &self,
        request: &Request,
        error: Error,
        again: &mut dyn FnMut() -> Option<Error>,
    ) -> Error {
        let (sent, second) = self.server.sent(request).while_reading(again);
        second.unwrap_or(error).blanked(&sent)
    }

    fn exchange(
        &self,
        request: &Request,
        bounds: &Bounds,
        begun: Instant,
        seen: &mut Seen,
    ) -> Result<Response<'static>> {
        let response = self.transport.send(request, &bounds.timeouts)?;
        let status = response.status;
        (seen.status, seen.until_head) = (Some(status), Some(begun.elapsed()));
        let (head, body) = Incoming::new(response, bounds.body_limit)?;
        let (bytes, rest) = body.begin();
        let limits = self.settings.limits.clone();
        Ok(Response::received(status, head, limits, bytes, rest))
    }
}

/// The timeouts and the size limit of an exchange.
struct Bounds {
    timeouts: Timeouts,
    body_limit: usize,
}

/// A function that reads the value of a call from the response to an attempt, which has a number from 1.
type Reader<'a> = &'a mut dyn FnMut(&Response<'_>, u32) -> Result<()>;

/// A failed call.
struct Failed {
    error: Error,
    /// The number of the attempt that the error is from, from 1. It is 0 if nothing was sent.
    attempt: u32,
    /// Whether an earlier attempt may have succeeded, so that this refusal may only confirm it.
    may_have_succeeded: bool,
}

/// What is known about an exchange so far.
#[derive(Default)]
struct Seen {
    status: Option<u16>,
    until_head: Option<Duration>,
    bytes: Option<usize>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
