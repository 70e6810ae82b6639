//! The settings of a client.

use std::fmt;
use std::time::Duration;

use ureq::Agent;

use super::{Client, Options, Retry};
use crate::error::{Error, Result};
use crate::server::Server;
use crate::xml::Limits;

/// The settings of a [`Client`].
///
/// Each time limit holds for its part of a call as a whole, however slowly the server drips. They add up: no call takes
/// longer than their sum, 220 seconds with the defaults, on top of the time the system takes to look up the host's name.
/// There are two exceptions: a server that takes a large body in drops, see [`send_timeout`](Self::send_timeout), and a
/// proxy, for which the limit for connecting holds anew for each piece that it sends before its tunnel stands.
///
/// ```
/// # #[cfg(feature = "sha256")] {
/// use bbb_sdk::{Client, Retry, Server};
/// use std::time::Duration;
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let client = Client::builder(server)
///     .response_timeout(Duration::from_secs(20))
///     .retries(Retry::times(3))
///     .build();
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    server: Server,
    pub(super) config: Config,
    options: Options,
}

type Config = ureq::config::ConfigBuilder<ureq::typestate::AgentScope>;

impl ClientBuilder {
    pub(super) fn new(server: Server) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("bbb-sdk/", env!("CARGO_PKG_VERSION")))
            .max_idle_connections(64)
            .max_idle_connections_per_host(32);
        Self {
            server,
            config,
            options: Options::default(),
        }
        .connect_timeout(Duration::from_secs(10))
        .send_timeout(Duration::from_secs(30))
        .response_timeout(Duration::from_secs(60))
        .body_timeout(Duration::from_secs(120))
    }

    /// The time for connecting, TLS included; 10 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.config = self.config.timeout_connect(Some(limit));
        self
    }

    /// The time for sending, half of it for the head and half for the body; 30 seconds.
    ///
    /// It is looked at before each 128 KiB, and within them it holds anew for each write to the connection. A server that
    /// takes nothing meets it; one that takes in drops what the system cannot hold for it makes sending last longer.
    pub fn send_timeout(mut self, limit: Duration) -> Self {
        self.config = self
            .config
            .timeout_send_request(Some(limit / 2))
            .timeout_send_body(Some(limit / 2));
        self
    }

    /// The time from the request to the end of the answer's head; 60 seconds. `getRecordings` on a large server takes long.
    pub fn response_timeout(mut self, limit: Duration) -> Self {
        self.config = self.config.timeout_recv_response(Some(limit));
        self
    }

    /// The time for reading the body; 120 seconds.
    pub fn body_timeout(mut self, limit: Duration) -> Self {
        self.config = self.config.timeout_recv_body(Some(limit));
        self
    }

    /// The longest body in bytes, decompressed; 64 MiB. A longer one is an error.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.options.body_limit = bytes;
        self
    }

    /// What an answer may hold at most.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.options.limits = limits;
        self
    }

    /// Repeats calls that may be repeated when a repetition can help; never, unless this is called.
    pub fn retries(mut self, retry: Retry) -> Self {
        self.options.retry = retry;
        self
    }

    /// Sends through an HTTP proxy, such as `http://user:password@proxy.example.com:3128`.
    ///
    /// Without it the proxy of the environment is used: `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY`, but for the hosts of
    /// `NO_PROXY`. SOCKS is not supported.
    pub fn proxy(mut self, url: &str) -> Result<Self> {
        let unusable = || Error::parameter("proxy", "is not the URL of an HTTP proxy");
        let proxy = ureq::Proxy::new(url).map_err(|_| unusable())?;
        // ureq panics when it is to use a protocol that is not compiled in.
        if !matches!(
            proxy.protocol(),
            ureq::ProxyProtocol::Http | ureq::ProxyProtocol::Https
        ) {
            return Err(unusable());
        }
        self.config = self.config.proxy(Some(proxy));
        Ok(self)
    }

    /// Sends without a proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.config = self.config.proxy(None);
        self
    }

    /// The client.
    pub fn build(self) -> Client {
        Client {
            server: self.server,
            agent: self.config.build().new_agent(),
            options: self.options,
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
