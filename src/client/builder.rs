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
/// Each timeout holds for its part of a call as a whole, however slowly the server drips. `None` switches it off.
/// They add up: no call takes longer than their sum, 220 seconds with the defaults, on top of the time the system takes to look
/// up the host's name.
/// There are two exceptions: a server that takes a large body in drops, see [`send_timeout`](Self::send_timeout), and a
/// proxy, for which the timeout for connecting holds anew for each piece that it sends before its tunnel stands.
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
    /// The built-in transport's.
    pub(super) transport: TransportSettings,
    own: Option<Arc<dyn Transport>>,
    pub(super) settings: Settings,
    /// What makes deadlines hold, where there is one: programs without do not link it.
    watch: fn(Client) -> Client,
}

impl ClientBuilder {
    pub(super) fn new(server: Server, own: Option<Arc<dyn Transport>>) -> Self {
        Self {
            server,
            transport: TransportSettings::new(),
            own,
            settings: Settings::default(),
            watch: |client| client,
        }
    }

    /// Sets the time for connecting, TLS included. Default: 10 seconds.
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.connect = limit.into();
        self
    }

    /// Sets the time for sending, half of it for the head and half for the body. Default: 30 seconds.
    ///
    /// The built-in transport looks at it before each 128 KiB, and within them it holds anew for each write to the connection.
    /// A server that takes nothing meets it; one that takes in drops what the system cannot hold for it makes sending last longer.
    pub fn send_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.send = limit.into();
        self
    }

    /// Sets the time from the end of the request to the end of the response's head. Default: 60 seconds.
    ///
    /// `getRecordings` on a large server takes long.
    pub fn response_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.response = limit.into();
        self
    }

    /// Sets the time for reading the body, from the end of the response's head. Default: 120 seconds.
    pub fn body_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.body = limit.into();
        self
    }

    /// Sets the time for a whole call: all tries, the pauses between them, and the body. Default: none.
    ///
    /// It holds on every transport and whatever the server or a proxy does, for a thread does the work and the call stops
    /// waiting for it. That costs a thread for each try, some ten microseconds, and a copy of the body on its way. A thread that
    /// nobody waits for any more ends with the timeouts of its part, which are cut to the deadline; one that waits for the system
    /// to look up a name ends with that.
    ///
    /// A repetition that could not begin before the deadline is left out, and the last error returned.
    ///
    /// [`Client::deadline`] sets it for one call.
    pub fn deadline(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.deadline = limit.into();
        self.watch = Client::watched;
        self
    }

    /// Sets the longest body in bytes, decompressed. A longer one is an error. Default: 64 MiB. `None` is no limit.
    pub fn body_limit(mut self, bytes: impl Into<Option<usize>>) -> Self {
        self.settings.body_limit = bytes.into().unwrap_or(usize::MAX);
        self
    }

    /// Sets what an answer may hold at most.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.settings.limits = limits;
        self
    }

    /// Repeats calls that may be repeated when a repetition can help. Default: never.
    pub fn retries(mut self, retry: Retry) -> Self {
        self.settings.repeats = retry.into();
        self
    }

    /// Builds the client.
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
