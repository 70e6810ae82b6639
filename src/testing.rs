//! A BigBlueButton server in the process: for tests of this crate, and for tests of programs that use it.
//!
//! It listens on a free port of the loopback device, checks signatures as the real one does, keeps meetings, recordings and
//! webhooks in memory, and is gone, with its threads and connections, when it is dropped. What a user's test looks like:
//!
//! ```
//! # #[cfg(feature = "http")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use bbb_sdk::{Client, Key, administration::{Create, End}, monitoring::GetMeetingInfo, testing::{Fault, TestServer}};
//!
//! let server = TestServer::start()?;
//! let client = Client::new(server.server());
//!
//! client.send(&Create::new("room-1", "Physics").duration(60))?;
//! let ada = server.meeting("room-1").unwrap().join_as_moderator("Ada");
//! assert_eq!(client.send(&GetMeetingInfo::new("room-1"))?.attendees.len(), 1);
//! assert_eq!(server.last_asked().unwrap().parameter("meetingID"), Some("room-1"));
//!
//! server.fail_next("end", Fault::Status(502));
//! assert!(client.send(&End::new("room-1")).unwrap_err().is_retryable());
//! server.advance(std::time::Duration::from_secs(3600));
//! assert_eq!(client.send(&End::new("room-1")).unwrap_err().key(), Some(&Key::NotFound));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "http"))]
//! # fn main() {}
//! ```
//!
//! | what | how |
//! |---|---|
//! | which server is simulated | [`Builder::profile`]: versions of BigBlueButton, Scalelite, b3lb |
//! | what people do | [`TestServer::meeting`], [`TestServer::open`] for a join link |
//! | recordings | [`TestServer::add_recording`], or record a meeting and let time pass |
//! | time | stands still until [`TestServer::advance`] |
//! | what was asked | [`TestServer::asked`] |
//! | what goes wrong | [`TestServer::fail_next`], [`TestServer::fail_from_now_on`], [`TestServer::refuse_connections`] |
//!
//! Many servers live in one process, each with a port, a clock and a memory of its own.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::checksum::Checksum;
use crate::server::Server;

mod answer;
mod api;
mod asked;
mod callouts;
mod checks;
mod clock;
mod create;
#[cfg(feature = "callbacks")]
mod deliveries;
mod documents;
mod events;
mod faults;
mod hooks;
mod http;
mod join;
mod json;
mod lifecycle;
mod meetings;
mod pages;
mod parameters;
mod profile;
mod recordings;
mod script;
mod session;
mod state;
mod time;
mod tracks;
mod xml;

use api::Ask;
pub use asked::Asked;
pub use callouts::{Callout, CalloutKind};
pub use checks::Signed;
use clock::Clock;
#[cfg(feature = "callbacks")]
pub use deliveries::Attempt;
pub use faults::Fault;
use faults::Faults;
use http::{Handler, Listener, Reply, Request, Step};
use lifecycle::Times;
use parameters::Parameters;
pub use profile::Profile;
pub use recordings::Recording;
pub use script::{Person, Room};
use state::State;

/// The secret of a server that was given none: the one of BigBlueButton's documentation.
const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";

/// A BigBlueButton server in this process. See the [module](self).
pub struct TestServer {
    core: Arc<Core>,
    /// Ends threads and connections when it is dropped.
    listener: Listener,
    url: String,
    server: Server,
}

/// What all connections share.
struct Core {
    options: Options,
    /// The server's address without a path; known once it listens.
    origin: Mutex<String>,
    clock: Clock,
    state: Mutex<State>,
    faults: Mutex<Faults>,
    asked: Mutex<Vec<Asked>>,
}

/// What a server was started with.
struct Options {
    profile: Profile,
    secret: String,
    times: Times,
    old_paging: bool,
    observer: Option<Observer>,
}

type Observer = Arc<dyn Fn(&Asked) + Send + Sync>;

/// How a server is to be started. From [`TestServer::builder`].
#[must_use = "a builder does nothing until `start`"]
pub struct Builder {
    address: SocketAddr,
    start: Option<SystemTime>,
    real_time: bool,
    options: Options,
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
                observer: None,
            },
        }
    }

    /// The address that calls are sent to, ending with `/api`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The shared secret.
    pub fn secret(&self) -> &str {
        &self.core.options.secret
    }

    /// Address and secret, ready for a client, with algorithms that the profile accepts.
    pub fn server(&self) -> Server {
        self.server.clone()
    }

    /// The time on the server's clock.
    pub fn now(&self) -> SystemTime {
        let now = UNIX_EPOCH.checked_add(self.core.clock.now());
        now.unwrap_or(UNIX_EPOCH)
    }

    /// Moves the server's clock on, and lets happen what is due: meetings end, recordings are published.
    pub fn advance(&self, time: Duration) {
        self.core.clock.advance(time);
        self.core.tick();
    }

    /// Creates a meeting as the call does, without a call: its ID is its name.
    pub fn create_meeting(&self, id: &str) -> Room<'_> {
        let mut query = crate::query::Query::new();
        query
            .set("name", id)
            .set("meetingID", id)
            .set("record", true);
        let request = Request::get(format!("{}/create?{}", self.core.base(), query.as_str()));
        let origin = self.core.origin();
        let ask = self
            .core
            .ask(&request, self.core.options.profile, "create", &origin);
        create::create(&mut self.core.state(), &ask);
        let id = self
            .meeting(id)
            .map_or_else(|| id.to_owned(), |room| room.id);
        Room { server: self, id }
    }

    /// The meeting of an ID, external or internal, to tell what happens in it.
    pub fn meeting(&self, id: &str) -> Option<Room<'_>> {
        self.core.tick();
        let id = self.core.state().meeting(id)?.internal_id.clone();
        Some(Room { server: self, id })
    }

    /// Opens a join link as a browser does; gives the user that is there, or waits to be let in.
    ///
    /// Where the link is refused there is nobody: [`last_asked`](Self::last_asked) tells the key.
    pub fn open(&self, link: &str) -> Option<Person<'_>> {
        let before = self.core.state().users();
        let mut request = Request::get(path_of(link));
        // One redirect leads from a load balancer to a server, the next to the client.
        for _ in 0..3 {
            let (reply, _) = self.core.reply(&request);
            let Some(location) = reply.header("Location") else {
                break;
            };
            request = Request::get(path_of(location));
            if let Some(cookie) = reply.header("Set-Cookie") {
                let cookie = cookie.split(';').next().unwrap_or_default();
                request.set_header("Cookie", cookie);
            }
        }
        let state = self.core.state();
        let users = state.meetings.iter().flat_map(|meeting| {
            let users = meeting.users.iter();
            users.map(|user| (meeting.internal_id.clone(), user.internal_id.clone()))
        });
        let (meeting, id) = users.into_iter().find(|(_, id)| !before.contains(id))?;
        Some(Person {
            server: self,
            meeting,
            id,
        })
    }

    /// Puts a recording on the server and returns its record ID.
    pub fn add_recording(&self, recording: Recording) -> String {
        let recording = recording.complete(&self.core.origin());
        let id = recording.record_id().to_owned();
        self.core.state().recordings.push(recording);
        id
    }

    /// Sets the state of a recording; says whether there is one of this ID.
    pub fn set_recording_state(&self, record_id: &str, to: &str) -> bool {
        let mut state = self.core.state();
        let mut recordings = state.recordings.iter_mut();
        match recordings.find(|recording| recording.record_id() == record_id) {
            Some(recording) => {
                to.clone_into(&mut recording.state);
                true
            }
            None => false,
        }
    }

    /// What the server was asked, in the order the answers were found.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.core.asked).clone()
    }

    /// What the server was asked last.
    pub fn last_asked(&self) -> Option<Asked> {
        lock(&self.core.asked).last().cloned()
    }

    /// Forgets what was asked.
    pub fn forget_asked(&self) {
        lock(&self.core.asked).clear();
    }

    /// What happened so far, each as the JSON of a webhook's event: meetings, users, chat, recordings.
    pub fn events(&self) -> Vec<String> {
        let state = self.core.state();
        state
            .happenings
            .iter()
            .map(script::Happening::json)
            .collect()
    }

    /// What the server wants to tell the application: events for webhooks, the ends of meetings, recordings, analytics.
    ///
    /// With the feature `callbacks` [`deliver`](Self::deliver) tells it.
    pub fn callouts(&self) -> Vec<Callout> {
        self.core.tick();
        self.core.state().callouts.clone()
    }

    /// Lets the next call of a name fail: `create`, `hooks/list`, or `*` for any. Several fail one after the other.
    pub fn fail_next(&self, call: &str, fault: Fault) {
        lock(&self.core.faults).add(call, fault, true);
    }

    /// Lets every call of a name fail from now on: `create`, `hooks/list`, or `*` for all.
    pub fn fail_from_now_on(&self, call: &str, fault: Fault) {
        lock(&self.core.faults).add(call, fault, false);
    }

    /// Lets no call fail any more.
    pub fn recover(&self) {
        lock(&self.core.faults).clear();
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.listener.connections()
    }

    /// Stops listening and ends every connection: from here on connections are refused.
    pub fn refuse_connections(&self) {
        self.listener.stop();
    }

    /// Listens again, at the same address, with all it knew before. It fails where something else has taken the port.
    pub fn accept_connections(&self) -> io::Result<()> {
        self.listener.resume()
    }
}

impl fmt::Debug for TestServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestServer")
            .field("url", &self.url)
            .field("profile", &self.core.options.profile)
            .finish_non_exhaustive()
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

    /// Calls a function for every request, once its answer is found.
    pub fn observe(mut self, observer: impl Fn(&Asked) + Send + Sync + 'static) -> Self {
        self.options.observer = Some(Arc::new(observer));
        self
    }

    /// Starts the server. An address that cannot be listened at and a secret that is empty are errors.
    pub fn start(self) -> io::Result<TestServer> {
        let start = self.start.unwrap_or_else(SystemTime::now);
        let clock = Clock::new(start, self.real_time);
        let core = Arc::new(Core {
            options: self.options,
            origin: Mutex::default(),
            clock: clock.clone(),
            state: Mutex::default(),
            faults: Mutex::default(),
            asked: Mutex::default(),
        });
        let handler = Arc::clone(&core);
        let listener = Listener::start(self.address, clock, handler)?;
        let origin = format!("http://{}", listener.address());
        lock(&core.origin).clone_from(&origin);
        let url = format!("{origin}{}", core.base());
        let server = Server::with_checksum(&url, core.options.secret.as_str(), Checksum::SHA256)
            .map_err(io::Error::other)?;
        let server = match core.options.profile.hooks_algorithms() {
            [only] => server.hooks_checksum(*only),
            _ => server,
        };
        Ok(TestServer {
            core,
            listener,
            url,
            server,
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

impl Core {
    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn origin(&self) -> String {
        lock(&self.origin).clone()
    }

    fn base(&self) -> &'static str {
        self.options.profile.base()
    }

    /// Lets happen what is due.
    fn tick(&self) {
        self.state().tick(self.clock.millis(), &self.options.times);
    }

    fn ask<'a>(
        &'a self,
        request: &'a Request,
        profile: Profile,
        call: &'a str,
        origin: &'a str,
    ) -> Ask<'a> {
        let mut raw = Parameters::parse(request.query());
        let is_form = request
            .header("content-type")
            .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
        // Load balancers read the query alone.
        if is_form && profile.is_bbb() {
            raw.extend(Parameters::parse(&String::from_utf8_lossy(&request.body)));
        }
        Ask {
            profile,
            request,
            call,
            parameters: raw.sanitized(),
            raw,
            now: self.clock.millis(),
            origin,
            secret: &self.options.secret,
            options: &self.options,
        }
    }

    /// The answer to a request, or what happens instead of one.
    fn reply(&self, request: &Request) -> (Reply, Option<Vec<Step>>) {
        self.tick();
        let origin = self.origin();
        let path = request.path();
        let of = |base: &str| {
            path.strip_prefix(base)
                .filter(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let own = of(self.base()).map(|rest| (self.options.profile, rest));
        let node = of(api::NODE).map(|rest| (Profile::Bbb30, rest));
        let Some((profile, rest)) = own.or(node.filter(|_| !self.options.profile.is_bbb())) else {
            let ask = self.ask(request, self.options.profile, "", &origin);
            let page = path.starts_with("/html5client");
            let client = page
                .then(|| join::client(&mut self.state(), &ask))
                .flatten();
            let answer = client.unwrap_or_else(|| api::elsewhere(self.options.profile));
            return (answer.print(self.options.profile), None);
        };
        let call = rest.strip_prefix('/').unwrap_or(rest);
        let call = match profile {
            Profile::B3lb => call,
            _ => call.trim_end_matches('/'),
        };
        let ask = self.ask(request, profile, call, &origin);
        let signed = ask.signed();
        let fault = lock(&self.faults).take(call);
        if let Some(steps) = fault.as_ref().and_then(Fault::instead) {
            self.note(&ask, signed, 0, None);
            return (Reply::new(0, "", ""), Some(steps));
        }
        let answer = api::answer(&mut self.state(), &ask, &signed);
        let key = answer.key();
        let answer = if ask.wants_json() {
            answer.in_json()
        } else {
            answer
        };
        let reply = answer.print(profile);
        self.note(&ask, signed, reply.status, key);
        let steps = fault.map(|fault| fault.harm(reply.clone()));
        (reply, steps)
    }

    /// Writes down what was asked.
    fn note(&self, ask: &Ask<'_>, signed: Signed, status: u16, key: Option<String>) {
        let asked = Asked {
            call: ask.call.to_owned(),
            method: ask.request.method.clone(),
            query: ask.request.query().to_owned(),
            content_type: ask.request.header("content-type").map(str::to_owned),
            body: ask.request.body.clone(),
            signed,
            status,
            key,
            parameters: ask.raw.clone(),
        };
        if let Some(observer) = &self.options.observer {
            observer(&asked);
        }
        lock(&self.asked).push(asked);
    }
}

impl Handler for Core {
    fn handle(&self, request: &Request) -> Vec<Step> {
        let (reply, steps) = self.reply(request);
        steps.unwrap_or_else(|| http::whole(&reply, request.method == "HEAD"))
    }
}

/// Path and query of a URL.
fn path_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|start| rest.get(start..));
    path.unwrap_or("/").to_owned()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
