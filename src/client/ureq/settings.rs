//! The settings of the built-in transport: its proxy and its TLS.

use std::sync::Arc;

use ureq::Agent;

use super::{Phases, Ureq};
use crate::client::ClientBuilder;
use crate::error::{Error, Result};
use crate::transport::{Timeouts, Transport};

/// What the agent is made of.
pub(in crate::client) struct Settings {
    pub(super) config: Config,
}

type Config = ureq::config::ConfigBuilder<ureq::typestate::AgentScope>;

impl Settings {
    pub(in crate::client) fn new() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("bbb-sdk/", env!("CARGO_PKG_VERSION")))
            .max_idle_connections(64)
            .max_idle_connections_per_host(32);
        Self { config }
    }

    /// The transport. Requests with these timeouts need no settings of their own.
    pub(in crate::client) fn build(self, timeouts: &Timeouts) -> Arc<dyn Transport> {
        let phases = Phases::new(timeouts);
        let config = self
            .config
            .timeout_connect(phases.connect)
            .timeout_send_request(phases.send)
            .timeout_send_body(phases.send)
            .timeout_recv_response(phases.response)
            .timeout_recv_body(phases.body);
        Arc::new(Ureq {
            agent: config.build().new_agent(),
            own: Some(*timeouts),
        })
    }
}

/// Settings of the built-in transport. A transport of one's own has its own proxy and TLS, and these say nothing to it.
impl ClientBuilder {
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
        self.transport.config = self.transport.config.proxy(Some(proxy));
        Ok(self)
    }

    /// Sends without a proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.transport.config = self.transport.config.proxy(None);
        self
    }
}
