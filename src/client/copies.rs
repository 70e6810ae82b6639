//! Methods that copy a client with a different setting.

use std::sync::Arc;
use std::time::Duration;

use super::watched::Watched;
use super::{Client, Retry};
use crate::address::Parts;
use crate::server::Server;

/// Methods that copy the client with a different setting. A copy is cheap and shares the pool of connections, so it can be
/// made for a single call.
///
/// ```no_run
/// # #[cfg(all(feature = "http", feature = "recording", feature = "sha256"))] {
/// use bbb_sdk::{Client, Server, recording::GetRecordings};
/// use std::time::Duration;
///
/// # let client = Client::new(Server::new("https://bbb.example.com/bigbluebutton/", "secret")?);
/// let patient = client.response_timeout(Duration::from_secs(300));
/// let recordings = patient.send(&GetRecordings::new())?;
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
impl Client {
    /// Returns a client for another server, with the same transport, pool of connections, timeouts, limits and retries.
    ///
    /// Headers of the client are sent only to their own host. If the scheme, the host or the port differs, the copy keeps
    /// only the `User-Agent`.
    ///
    /// ```
    /// # #[cfg(all(feature = "http", feature = "sha256"))] {
    /// use bbb_sdk::{Client, Retry, Server};
    ///
    /// let tenant = |name: &str| Server::new(&format!("https://{name}.bbb.example.com"), "secret");
    /// let first = Client::builder(tenant("physics")?).retries(Retry::times(3)).build();
    /// let second = first.with_server(tenant("history")?);
    /// assert_eq!(second.server().address(), "https://history.bbb.example.com/bigbluebutton/api/");
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    #[inline]
    pub fn with_server(&self, server: Server) -> Self {
        let mut copy = self.clone();
        if origin(&server) != origin(&self.server) {
            copy.settings.headers = copy.settings.headers.for_others();
        }
        copy.server = Arc::new(server);
        copy
    }

    /// Returns a client with another deadline for each call: see
    /// [`ClientBuilder::deadline`](super::ClientBuilder::deadline).
    pub fn deadline(&self, limit: impl Into<Option<Duration>>) -> Self {
        let mut copy = self.clone();
        copy.settings.deadline = limit.into();
        copy.watched()
    }

    /// Wraps the transport to enforce deadlines, if one is set. Programs without deadlines do not link it.
    #[inline]
    pub(super) fn watched(mut self) -> Self {
        if self.settings.deadline.is_some() && !self.settings.watched {
            self.settings.watched = true;
            self.transport = Arc::new(Watched(self.transport));
        }
        self
    }

    /// Returns a client with another timeout: see [`ClientBuilder::connect_timeout`](super::ClientBuilder::connect_timeout).
    pub fn connect_timeout(&self, limit: impl Into<Option<Duration>>) -> Self {
        let mut copy = self.clone();
        copy.settings.timeouts.connect = limit.into();
        copy
    }

    /// Returns a client with another timeout: see [`ClientBuilder::send_timeout`](super::ClientBuilder::send_timeout).
    pub fn send_timeout(&self, limit: impl Into<Option<Duration>>) -> Self {
        let mut copy = self.clone();
        copy.settings.timeouts.send = limit.into();
        copy
    }

    /// Returns a client with another timeout: see [`ClientBuilder::response_timeout`](super::ClientBuilder::response_timeout).
    pub fn response_timeout(&self, limit: impl Into<Option<Duration>>) -> Self {
        let mut copy = self.clone();
        copy.settings.timeouts.response = limit.into();
        copy
    }

    /// Returns a client with another timeout: see [`ClientBuilder::body_timeout`](super::ClientBuilder::body_timeout).
    pub fn body_timeout(&self, limit: impl Into<Option<Duration>>) -> Self {
        let mut copy = self.clone();
        copy.settings.timeouts.body = limit.into();
        copy
    }

    /// Returns a client with another limit: see [`ClientBuilder::body_limit`](super::ClientBuilder::body_limit).
    pub fn body_limit(&self, bytes: impl Into<Option<usize>>) -> Self {
        let mut copy = self.clone();
        copy.settings.body_limit = bytes.into().unwrap_or(usize::MAX);
        copy
    }

    /// Returns a client with other retries: see [`ClientBuilder::retries`](super::ClientBuilder::retries).
    #[inline]
    pub fn retries(&self, retry: Retry) -> Self {
        let mut copy = self.clone();
        copy.settings.repeats = retry.into();
        copy
    }
}

/// Returns the scheme, the host and the port of a server's address.
#[inline]
fn origin(server: &Server) -> &str {
    let address = server.address();
    address
        .strip_suffix(Parts::of(address).path)
        .unwrap_or(address)
}
