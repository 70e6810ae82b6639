//! Copies of a client that differ in one setting.

use std::sync::Arc;
use std::time::Duration;

use super::watched::Watched;
use super::{Client, Retry};
use crate::address::Parts;
use crate::server::Server;

/// Copies with another setting. A copy is cheap and shares the pool of connections: it can be made for one call.
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
    /// Returns a client of another server, with the same transport, pool of connections, timeouts, limits and retries.
    ///
    /// Headers that the client was given stay with their host: where scheme, host or port differ, the copy has none of them but
    /// the `User-Agent`.
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
    pub fn with_server(&self, server: Server) -> Self {
        let mut copy = self.clone();
        if origin(&server) != origin(&self.server) {
            copy.settings.headers = copy.settings.headers.for_others();
        }
        copy.server = Arc::new(server);
        copy
    }

    /// Returns a client whose calls are over after this time: see [`ClientBuilder::deadline`](super::ClientBuilder::deadline).
    pub fn deadline(&self, limit: impl Into<Option<Duration>>) -> Self {
        let mut copy = self.clone();
        copy.settings.deadline = limit.into();
        copy.watched()
    }

    /// A transport that keeps deadlines, where there is one to keep. Programs without deadlines do not link it.
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
    pub fn retries(&self, retry: Retry) -> Self {
        let mut copy = self.clone();
        copy.settings.repeats = retry.into();
        copy
    }
}

/// Scheme, host and port of a server's address.
fn origin(server: &Server) -> &str {
    let address = server.address();
    address
        .strip_suffix(Parts::of(address).path)
        .unwrap_or(address)
}
