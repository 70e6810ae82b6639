//! How a server is started.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use super::balancer::Settings;
use super::clock::Clock;
use super::core::{Core, Options};
use super::http::Listener;
use super::lifecycle::Times;
use super::{Asked, Profile, TestServer};
use crate::checksum::Checksum;
use crate::server::Server;

/// The secret of a server that was given none: the one of BigBlueButton's documentation.
const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";

/// How a server is to be started. From [`TestServer::builder`].
#[must_use = "a builder does nothing until `start`"]
pub struct Builder {
    address: SocketAddr,
    start: Option<SystemTime>,
    real_time: bool,
    options: Options,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            start: None,
            real_time: false,
            options: Options {
                profile: Profile::default(),
                secret: SECRET.to_owned(),
                times: Times {
                    ending: Duration::ZERO,
                    processing: Duration::from_secs(60),
                },
                old_paging: false,
                balancer: Settings::default(),
                observer: None,
            },
        }
    }

    /// Listens at an address of one's own; port 0 is any that is free.
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the shared secret.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.options.secret = secret.into();
        self
    }

    /// Sets which server is simulated.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.options.profile = profile;
        self
    }

    /// Sets the time at which the server's clock stands; without it the system's at the start.
    pub fn starts_at(mut self, time: SystemTime) -> Self {
        self.start = Some(time);
        self
    }

    /// Lets the server's clock run instead of standing still until the test moves it.
    pub fn real_time(mut self) -> Self {
        self.real_time = true;
        self
    }

    /// Keeps meetings that have ended for a time in which they can still be asked for, as real servers do for some seconds.
    pub fn ending_takes(mut self, time: Duration) -> Self {
        self.options.times.ending = time;
        self
    }

    /// How long a recording takes to be processed, and then again to be published. One minute.
    pub fn processing_takes(mut self, time: Duration) -> Self {
        self.options.times.processing = time;
        self
    }

    /// Answers pages of recordings in the older shape, with `<pagination>`: 2.6, early 2.7, and 3.0 before November 2025.
    pub fn old_paging(mut self) -> Self {
        self.options.old_paging = true;
        self
    }

    /// Lets a load balancer set a parameter of `create` where the request has none. Servers without one have no such setting.
    pub fn create_default(mut self, name: &str, value: &str) -> Self {
        let defaults = &mut self.options.balancer.defaults;
        defaults.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Lets a load balancer set a parameter of `create`, whatever the request has.
    ///
    /// `record` is `false` in b3lb where the operator has switched recordings off.
    pub fn create_override(mut self, name: &str, value: &str) -> Self {
        let overrides = &mut self.options.balancer.overrides;
        overrides.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Lets a load balancer drop a parameter of `create`.
    pub fn create_blocked(mut self, name: &str) -> Self {
        self.options.balancer.blocked.push(name.to_owned());
        self
    }

    /// Gives Scalelite a server with a tag, which `meta_server-tag` may ask for. Without one a required tag is refused.
    pub fn server_tag(mut self, tag: &str) -> Self {
        self.options.balancer.server_tags.push(tag.to_owned());
        self
    }

    /// Calls a function for every request, once its answer is found.
    pub fn observe(mut self, observer: impl Fn(&Asked) + Send + Sync + 'static) -> Self {
        self.options.observer = Some(Arc::new(observer));
        self
    }

    /// Starts the server. An address that cannot be listened at and a secret that is empty are errors.
    pub fn start(self) -> io::Result<TestServer> {
        let listener = TcpListener::bind(self.address)?;
        let origin = format!("http://{}", listener.local_addr()?);
        let profile = self.options.profile;
        let url = format!("{origin}{}", profile.base());
        let server = Server::with_checksum(&url, self.options.secret.as_str(), Checksum::SHA256)
            .map_err(io::Error::other)?;
        let server = match profile.hooks_algorithms() {
            [only] => server.hooks_checksum(*only),
            _ => server,
        };
        let start = self.start.unwrap_or_else(SystemTime::now);
        let clock = Clock::new(start, self.real_time);
        let core = Arc::new(Core {
            options: self.options,
            server: server.clone(),
            origin,
            clock: clock.clone(),
            state: Mutex::default(),
            faults: Mutex::default(),
            asked: Mutex::default(),
        });
        let handler = Arc::clone(&core);
        let listener = Listener::start(listener, clock, handler)?;
        Ok(TestServer {
            core,
            listener,
            url,
        })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("address", &self.address)
            .field("profile", &self.options.profile)
            .finish_non_exhaustive()
    }
}
