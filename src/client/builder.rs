//! The settings of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::ureq::Settings as TransportSettings;
use super::{Client, Retry, Settings};
use crate::server::Server;
use crate::transport::Transport;
use crate::xml::Limits;

/// The settings of a [`Client`].
///
/// Each timeout limits a whole phase of a call, even if the server sends a byte at a time. `None` disables it. With a timeout
/// of zero every call fails with [`Error::Parameter`](crate::Error::Parameter), and nothing is sent. An attempt
/// takes no longer than their sum, 220 seconds with the defaults, in addition to the time that the system takes to resolve
/// the host name. There are two exceptions: a server that accepts a large body in small pieces, see
/// [`send_timeout`](Self::send_timeout), and a proxy, for which the connect timeout starts again with each piece that it
/// sends before the tunnel is open.
///
/// ```
/// # #[cfg(all(feature = "http", feature = "sha256"))] {
/// use bbb_sdk::{Client, Retry, Server};
/// use std::time::Duration;
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let client = Client::builder(server)
///     .response_timeout(Duration::from_secs(20))
///     .body_timeout(None)
///     .retries(Retry::times(3))
///     .build();
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    server: Server,
    /// The settings of the built-in transport.
    pub(super) transport: TransportSettings,
    own: Option<Arc<dyn Transport>>,
    pub(super) settings: Settings,
    /// The function that enforces deadlines, if one is set. Programs without deadlines do not link it.
    watch: fn(Client) -> Client,
}

impl ClientBuilder {
    #[inline]
    pub(super) fn new(server: Server, own: Option<Arc<dyn Transport>>) -> Self {
        Self {
            server,
            transport: TransportSettings::new(),
            own,
            settings: Settings::default(),
            watch: |client| client,
        }
    }

    /// Sets the timeout for connecting, including TLS.
    ///
    /// Default: 10 seconds.
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.connect = limit.into();
        self
    }

    /// Sets the timeout for sending, half of it for the head and half for the body.
    ///
    /// The built-in transport checks it before each 128 KiB. Within them it applies to each write to the connection. A
    /// server that reads nothing reaches the timeout. A server that reads a large body in small pieces can make sending
    /// take longer.
    ///
    /// Default: 30 seconds.
    pub fn send_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.send = limit.into();
        self
    }

    /// Sets the timeout from the end of the request to the end of the response's head.
    ///
    /// `getRecordings` takes long on a server with many recordings.
    ///
    /// Default: 60 seconds.
    pub fn response_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.response = limit.into();
        self
    }

    /// Sets the timeout for reading the body, from the end of the response's head. For a [stream](Client::stream) it is the
    /// timeout of each read.
    ///
    /// Default: 120 seconds.
    pub fn body_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.body = limit.into();
        self
    }

    /// Sets the time limit for a whole call: all tries, the pauses between them, and the body.
    ///
    /// It is enforced on every transport, whatever the server or a proxy does: a thread does the work, and the call stops
    /// waiting for it. This costs a thread for each try, less than 0.1 ms, and a copy of the body. A thread that is no longer
    /// waited for ends with its own timeouts, which are cut to the deadline. If it waits for the system to resolve a name, it
    /// ends after that.
    ///
    /// A retry that could not begin before the deadline is skipped, and the last error is returned. With a deadline of zero
    /// nothing is sent, and every call fails with [`TimeoutPhase::Deadline`](crate::error::TimeoutPhase::Deadline).
    ///
    /// [`Client::deadline`] sets it for one call.
    ///
    /// Default: none.
    pub fn deadline(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.deadline = limit.into();
        self.watch = Client::watched;
        self
    }

    /// Sets the maximum length of a body in bytes, after decompression. A longer body is an error. `None` means no limit.
    ///
    /// Default: 64 MiB.
    pub fn body_limit(mut self, bytes: impl Into<Option<usize>>) -> Self {
        self.settings.body_limit = bytes.into().unwrap_or(usize::MAX);
        self
    }

    /// Sets the limits for reading a response.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.settings.limits = limits;
        self
    }

    /// Retries idempotent calls after errors for which a retry can help.
    ///
    /// Default: [`Retry::NEVER`].
    pub fn retries(mut self, retry: Retry) -> Self {
        self.settings.repeats = retry.into();
        self
    }

    /// Builds the client.
    #[inline]
    pub fn build(self) -> Client {
        let transport = match self.own {
            Some(transport) => transport,
            None => self.transport.build(&self.settings.timeouts),
        };
        (self.watch)(Client {
            server: Arc::new(self.server),
            transport,
            settings: self.settings,
        })
    }
}

impl fmt::Debug for ClientBuilder {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
