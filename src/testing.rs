//! A BigBlueButton server in the process: for tests of this crate, and for tests of programs that use it.
//!
//! It listens on a free port of the loopback device, checks signatures as the real one does, keeps meetings, recordings and
//! webhooks in memory, and is gone, with its threads and connections, when it is dropped.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use bbb_sdk::testing::TestServer;
//!
//! let server = TestServer::start()?;
//! assert!(server.url().starts_with("http://127.0.0.1:"));
//! # Ok(())
//! # }
//! ```

#![allow(dead_code, reason = "what the script for people will use")]

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::checksum::Checksum;
use crate::server::Server;

mod answer;
mod api;
mod checks;
mod clock;
mod create;
mod hooks;
mod http;
mod join;
mod json;
mod meetings;
mod pages;
mod parameters;
mod profile;
mod recordings;
mod state;
mod time;
mod xml;

use api::Ask;
pub use checks::Signed;
use clock::Clock;
use http::{Handler, Listener, Request, Step};
use parameters::Parameters;
pub use profile::Profile;
pub use recordings::Recording;
use state::State;

/// The secret of a server that was given none.
const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";

/// A BigBlueButton server in this process.
pub struct TestServer {
    core: Arc<Core>,
    /// Ends the connections when it is dropped.
    _listener: Listener,
    url: String,
    server: Server,
}

/// What all connections share.
struct Core {
    profile: Profile,
    secret: String,
    origin: Mutex<String>,
    clock: Clock,
    state: Mutex<State>,
}

/// How a server is to be started.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `start`"]
pub struct Builder {
    address: SocketAddr,
    secret: String,
    profile: Profile,
    start: Option<SystemTime>,
    real_time: bool,
}

impl TestServer {
    /// Starts BigBlueButton 3.0 on a free port of the loopback device.
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// A server with a profile, a secret or an address of one's own.
    pub fn builder() -> Builder {
        Builder {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            secret: SECRET.to_owned(),
            profile: Profile::default(),
            start: None,
            real_time: false,
        }
    }

    /// The address that calls are sent to, ending with `/api`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The shared secret.
    pub fn secret(&self) -> &str {
        &self.core.secret
    }

    /// Address and secret, ready for a client, with algorithms that the profile accepts.
    pub fn server(&self) -> Server {
        self.server.clone()
    }

    /// Puts a recording on the server and returns its record ID.
    pub fn add_recording(&self, recording: Recording) -> String {
        let recording = recording.complete(&self.core.origin());
        let id = recording.record_id().to_owned();
        self.core.state().recordings.push(recording);
        id
    }
}

impl Builder {
    /// Listens at an address of one's own; port 0 is any that is free.
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the shared secret.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = secret.into();
        self
    }

    /// Sets which server is simulated.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
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

    /// Starts the server. An address that cannot be listened at and a secret that is empty are errors.
    pub fn start(self) -> io::Result<TestServer> {
        let start = self.start.unwrap_or_else(SystemTime::now);
        let clock = Clock::new(start, self.real_time);
        let core = Arc::new(Core {
            profile: self.profile,
            secret: self.secret,
            origin: Mutex::default(),
            clock: clock.clone(),
            state: Mutex::default(),
        });
        let handler = Arc::clone(&core);
        let listener = Listener::start(self.address, clock, handler)?;
        let origin = format!("http://{}", listener.address());
        let url = format!("{origin}{}", self.profile.base());
        core.origin_lock().clone_from(&origin);
        let server = Server::with_checksum(&url, core.secret.as_str(), Checksum::SHA256)
            .map_err(io::Error::other)?;
        let server = match self.profile.hooks_algorithms() {
            [only] => server.hooks_checksum(*only),
            _ => server,
        };
        Ok(TestServer {
            core,
            _listener: listener,
            url,
            server,
        })
    }
}

impl Core {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn origin_lock(&self) -> MutexGuard<'_, String> {
        self.origin.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn origin(&self) -> String {
        self.origin_lock().clone()
    }
}

impl Handler for Core {
    fn handle(&self, request: &Request) -> Vec<Step> {
        let origin = self.origin();
        let base = self.profile.base();
        let reply = match request.path().strip_prefix(base) {
            Some(rest) => {
                let mut raw = Parameters::parse(request.query());
                let is_form = request
                    .header("content-type")
                    .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
                if is_form && self.profile.is_bbb() {
                    raw.extend(Parameters::parse(&String::from_utf8_lossy(&request.body)));
                }
                let ask = Ask {
                    profile: self.profile,
                    request,
                    call: rest.trim_matches('/'),
                    parameters: raw.sanitized(),
                    raw,
                    now: self.clock.millis(),
                    origin: &origin,
                    secret: &self.secret,
                    old_paging: false,
                };
                let signed = ask.signed();
                api::answer(&mut self.state(), &ask, &signed).print(self.profile)
            }
            None => answer::not_found().print(self.profile),
        };
        http::whole(&reply, request.method == "HEAD")
    }
}

impl fmt::Debug for TestServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestServer")
            .field("url", &self.url)
            .field("profile", &self.core.profile)
            .finish_non_exhaustive()
    }
}
