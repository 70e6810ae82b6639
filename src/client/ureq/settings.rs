//! The settings of the built-in transport: its proxy and its TLS.

use std::sync::Arc;

use ureq::{Agent, Proxy, ProxyProtocol};

use super::{Own, Phases, Ureq, tls};
use crate::address::check_host;
use crate::client::ClientBuilder;
use crate::error::{Error, Result};
use crate::transport::{Timeouts, Transport};

/// The settings from which the agent is created.
pub(in crate::client) struct Settings {
    pub(super) config: Config,
}

pub(super) type Config = ureq::config::ConfigBuilder<ureq::typestate::AgentScope>;

impl Settings {
    pub(in crate::client) fn new() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("bbb-sdk/", env!("CARGO_PKG_VERSION")))
            .max_idle_connections(64)
            .max_idle_connections_per_host(32);
        Self {
            config: tls::prepared(config),
        }
    }

    /// Creates the transport. Requests with these timeouts need no settings of their own.
    pub(in crate::client) fn build(self, timeouts: &Timeouts) -> Arc<dyn Transport> {
        let phases = Phases::new(timeouts);
        let config = self
            .config
            .timeout_connect(phases.connect)
            .timeout_send_request(phases.send)
            .timeout_send_body(phases.send)
            .timeout_recv_response(phases.response)
            .timeout_recv_body(phases.body);
        let agent = config.build().new_agent();
        let own = Own {
            timeouts: *timeouts,
            proxy: agent.config().proxy().and_then(unusable),
        };
        Arc::new(Ureq::new(agent, Some(own)))
    }
}

/// Returns the part of an authority behind a user name and a password.
fn host_and_port(authority: &str) -> &str {
    authority.rsplit('@').next().unwrap_or_default()
}

/// Returns the reason why a proxy cannot be used, if there is one. The environment may name any proxy.
fn unusable(proxy: &Proxy) -> Option<&'static str> {
    let address = proxy.uri().authority().map_or("", |it| it.as_str());
    match proxy.protocol() {
        _ if check_host(host_and_port(address)).is_err() => {
            Some("the proxy's address has no usable host and port")
        }
        ProxyProtocol::Http => None,
        ProxyProtocol::Https if tls::AVAILABLE => None,
        ProxyProtocol::Https => {
            Some("the program has no TLS for its proxy: enable the feature `rustls`")
        }
        _ => Some("the proxy speaks SOCKS, which is not supported: it takes an HTTP proxy"),
    }
}

/// Settings of the built-in transport. They have no effect on a custom transport.
impl ClientBuilder {
    /// Sends through an HTTP proxy, such as `http://user:password@proxy.example.com:3128`.
    ///
    /// The scheme may be missing if the host has a dot or a port.
    ///
    /// By default the client uses the proxy in the environment: `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY`, except for the
    /// hosts in `NO_PROXY`. SOCKS is not supported: if the environment names such a proxy, calls fail before anything is
    /// sent.
    ///
    /// The proxy is asked to `CONNECT` to the server, for `http://` addresses as well.
    pub fn proxy(mut self, url: &str) -> Result<Self> {
        // Without a scheme, a mere word would be the name of a host.
        let is_address = url.contains("://") || host_and_port(url).contains(['.', ':']);
        let proxy = Proxy::new(url)
            .ok()
            .filter(|proxy| is_address && unusable(proxy).is_none());
        let Some(proxy) = proxy else {
            return Err(Error::parameter(
                "proxy",
                "is not the URL of an HTTP proxy, such as `http://proxy.example.com:3128`",
            ));
        };
        self.transport.config = self.transport.config.proxy(Some(proxy));
        Ok(self)
    }

    /// Sends without a proxy, even if the environment names one.
    pub fn no_proxy(mut self) -> Self {
        self.transport.config = self.transport.config.proxy(None);
        self
    }
}
