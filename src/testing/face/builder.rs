//! The builder of a [`TestServer`].

use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use super::TestServer;
use super::router::Router;
use crate::checksum::Checksum;
use crate::server::Server;
use crate::testing::clock::Clock;
use crate::testing::profiles::{Balancing, Profile, Settings, Times, WebhooksVersion};
use crate::testing::site::request_record::RequestRecord;
use crate::testing::site::{Observer, Site};
use crate::testing::wire::Listener;

/// The default secret, which is the one in BigBlueButton's documentation.
const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";

/// Configures and starts a [`TestServer`]. Returned by [`TestServer::builder`].
#[must_use = "a builder does nothing until `start`"]
pub struct TestServerBuilder {
    address: SocketAddr,
    start: Option<SystemTime>,
    real_time: bool,
    settings: Settings,
    observer: Option<Observer>,
}

impl TestServerBuilder {
    pub(super) fn new() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            start: None,
            real_time: false,
            settings: Settings {
                profile: Profile::default(),
                webhooks: None,
                secret: SECRET.to_owned(),
                times: Times {
                    ending: Duration::ZERO,
                    processing: Duration::from_secs(60),
                },
                old_paging: false,
                balancing: Balancing::default(),
            },
            observer: None,
        }
    }

    /// Sets the address to listen on. Port 0 selects a free port.
    ///
    /// Default: a free port of the loopback interface.
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the shared secret.
    ///
    /// Default: the secret in BigBlueButton's documentation.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.settings.secret = secret.into();
        self
    }

    /// Sets which server is simulated.
    ///
    /// Default: [`Profile::Bbb30`].
    pub fn profile(mut self, profile: Profile) -> Self {
        self.settings.profile = profile;
        self
    }

    /// Sets the generation of webhooks.
    ///
    /// Default: the generation that belongs to the profile's release.
    pub fn webhooks(mut self, version: WebhooksVersion) -> Self {
        self.settings.webhooks = Some(version);
        self
    }

    /// Sets the time on the server's clock.
    ///
    /// Default: the system's time at the start.
    pub fn starts_at(mut self, time: SystemTime) -> Self {
        self.start = Some(time);
        self
    }

    /// Makes the server's clock run.
    ///
    /// By default the clock stands still until the test moves it.
    pub fn real_time(mut self) -> Self {
        self.real_time = true;
        self
    }

    /// Sets how long the server still knows a meeting that has ended. Real servers keep it for some seconds.
    ///
    /// Default: zero.
    pub fn ending_takes(mut self, time: Duration) -> Self {
        self.settings.times.ending = time;
        self
    }

    /// Sets the time until a recording is processed, and again until it is published.
    ///
    /// Default: one minute.
    pub fn processing_takes(mut self, time: Duration) -> Self {
        self.settings.times.processing = time;
        self
    }

    /// Pages recordings in the older shape, with `<pagination>`, as 2.6, early 2.7, and 3.0 before November 2025 do.
    pub fn old_paging(mut self) -> Self {
        self.settings.old_paging = true;
        self
    }

    /// Makes a load balancer set a parameter of `create` if the request does not. It has no effect without a load balancer.
    pub fn create_default(mut self, name: &str, value: &str) -> Self {
        let defaults = &mut self.settings.balancing.defaults;
        defaults.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Makes a load balancer set a parameter of `create`, and replace the request's value.
    ///
    /// For example, b3lb sets `record` to `false` if the operator has disabled recordings.
    pub fn create_override(mut self, name: &str, value: &str) -> Self {
        let overrides = &mut self.settings.balancing.overrides;
        overrides.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Makes a load balancer drop a parameter of `create`.
    pub fn create_blocked(mut self, name: &str) -> Self {
        self.settings.balancing.blocked.push(name.to_owned());
        self
    }

    /// Adds a tenant with its own secret to Scalelite.
    ///
    /// The first label of a request's host is the name of its tenant: `acme` in `http://acme.localhost:8090/`. A
    /// tenant sees and changes only its own meetings and recordings. A recording belongs to the tenant in its metadata
    /// `tenant-name`, which Scalelite sets when it creates the meeting. Once there is a tenant, requests of unknown tenants are
    /// refused with `checksumError`.
    pub fn tenant(mut self, name: &str, secret: &str) -> Self {
        let tenants = &mut self.settings.balancing.tenants;
        tenants.push((name.to_owned(), secret.to_owned()));
        self
    }

    /// Sets the longest duration of a meeting at Scalelite, in minutes (`MAX_MEETING_DURATION`). A longer duration, and none, become this one.
    ///
    /// Default: no limit.
    pub fn longest_duration_minutes(mut self, minutes: u32) -> Self {
        let longest = &mut self.settings.balancing.longest_duration_minutes;
        *longest = Some(minutes).filter(|minutes| *minutes > 0);
        self
    }

    /// Adds a server with a tag to Scalelite, for `meta_server-tag`. A required tag that no server has is refused.
    pub fn server_tag(mut self, tag: &str) -> Self {
        self.settings.balancing.server_tags.push(tag.to_owned());
        self
    }

    /// Calls a function for every request, after its response is created and before it is sent.
    ///
    /// A panic in the function resets the connection, and resumes in the thread that next uses or drops the [`TestServer`].
    pub fn observe(mut self, observer: impl Fn(&RequestRecord) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Starts the server.
    ///
    /// Fails if the server cannot listen on the address, or if the secret is empty.
    pub fn start(self) -> io::Result<TestServer> {
        let listener = TcpListener::bind(self.address)?;
        let origin = format!("http://{}", listener.local_addr()?);
        let (profile, webhooks) = (self.settings.profile, self.settings.webhooks());
        let url = format!("{origin}{}", profile.base());
        let server = Server::with_checksum(&url, self.settings.secret.as_str(), Checksum::SHA256)
            .map_err(io::Error::other)?;
        let server = match webhooks.algorithms() {
            [only] => server.hooks_checksum(*only),
            _ => server,
        };
        let start = self.start.unwrap_or_else(SystemTime::now);
        let clock = Clock::new(start, self.real_time);
        let site = Arc::new(Site {
            settings: self.settings,
            observer: self.observer,
            server,
            origin,
            form_token: unguessable(),
            clock: clock.clone(),
            world: Mutex::default(),
            outgoing: Mutex::default(),
            faults: Mutex::default(),
            requests: Mutex::default(),
            panic: Mutex::default(),
        });
        let router = Arc::new(Router(Arc::clone(&site)));
        let listener = Listener::start(listener, clock, router)?;
        Ok(TestServer {
            inside: site,
            listener,
            url,
        })
    }
}

/// Returns a text that another process cannot guess. The standard library seeds its hashers at random.
fn unguessable() -> String {
    let part = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", part(), part())
}

impl fmt::Debug for TestServerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestServerBuilder")
            .field("address", &self.address)
            .field("profile", &self.settings.profile)
            .finish_non_exhaustive()
    }
}
