//! A BigBlueButton server in the process: for tests of this crate, and for tests of programs that use it.
//!
//! It listens on a free port of the loopback device, checks signatures as the real one does, keeps meetings, recordings and
//! webhooks in memory, and is gone, with its threads and connections, when it is dropped. What a user's test looks like:
//!
//! ```
//! # #[cfg(feature = "http")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use bbb_sdk::{Client, ErrorKey, administration::{Create, End}, monitoring::GetMeetingInfo, testing::{Fault, TestServer}};
//!
//! let server = TestServer::start()?;
//! let client = Client::new(server.server());
//!
//! client.send(&Create::new("room-1", "Physics").duration(60))?;
//! server.meeting("room-1").unwrap().join_as_moderator("Ada");
//! assert_eq!(client.send(&GetMeetingInfo::new("room-1"))?.attendees.len(), 1);
//! assert_eq!(server.last_asked().unwrap().parameter("meetingID"), Some("room-1"));
//!
//! server.fail_next("end", Fault::Status(502));
//! assert!(client.send(&End::new("room-1")).unwrap_err().is_retryable());
//! server.advance(std::time::Duration::from_secs(3600));
//! assert_eq!(client.send(&End::new("room-1")).unwrap_err().key(), Some(&ErrorKey::NotFound));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "http"))]
//! # fn main() {}
//! ```
//!
//! | what | how |
//! |---|---|
//! | which server is simulated | [`Builder::profile`]: versions of BigBlueButton, Scalelite, b3lb |
//! | how a load balancer is set up | [`Builder::create_override`] and its like, [`Builder::server_tag`] |
//! | what people do | [`TestServer::meeting`], [`TestServer::open`] for a join link |
//! | recordings | [`TestServer::add_recording`], or record a meeting and let time pass |
//! | time | stands still until [`TestServer::advance`] |
//! | what was asked | [`TestServer::asked`] |
//! | what the server tells the application | [`TestServer::callouts`]; with the feature `callbacks` it is sent by `deliver` |
//! | what goes wrong | [`TestServer::fail_next`], [`TestServer::fail_from_now_on`], [`TestServer::refuse_connections`] |
//!
//! Many servers live in one process, each with a port, a clock and a memory of its own.
//!
//! Some things are left out:
//!
//! - Webhooks with raw events are told who joins and who leaves, in messages with an empty body. Real servers send many
//!   more messages, whose bodies differ between versions.
//! - Somebody who waits gets the address of the client in 2.x as well, where a real server leads to a page of its own.
//! - Files in the form of a `create` are ignored; documents come with its XML.
//! - Scalelite keeps the addresses for recordings and analytics as they are given, where a real one puts its own in their
//!   place. It has one tenant and no longest duration.
//! - b3scale is not simulated.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::address::Parts;
use crate::server::Server;

mod answer;
mod api;
mod asked;
mod balancer;
mod builder;
mod callouts;
mod checks;
mod clock;
mod core;
mod create;
#[cfg(feature = "callbacks")]
mod deliveries;
mod digits;
mod documents;
mod events;
mod faults;
mod hooks;
mod http;
mod join;
mod json;
mod lifecycle;
mod meetings;
mod multipart;
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

use self::core::Core;
pub use asked::Asked;
pub use builder::Builder;
pub use callouts::{Callout, CalloutKind};
pub use checks::Signed;
#[cfg(feature = "callbacks")]
pub use deliveries::Attempt;
pub use faults::Fault;
use http::{Listener, Request};
pub use profile::Profile;
pub use recordings::Recording;
pub use script::{Person, Room};

/// A BigBlueButton server in this process. See the [module](self).
pub struct TestServer {
    core: Arc<Core>,
    /// Ends threads and connections when it is dropped.
    listener: Listener,
    url: String,
}

impl TestServer {
    /// Starts BigBlueButton 3.0 on a free port of the loopback device.
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// A server with a profile, a secret or an address of one's own.
    pub fn builder() -> Builder {
        Builder::new()
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
        self.core.server.clone()
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

    /// Creates a meeting that may be recorded, as the call does, without a call: its ID is its name as well.
    ///
    /// What the call refuses, such as an ID of one character, is not created, and nothing happens in such a room.
    pub fn create_meeting(&self, id: &str) -> Room<'_> {
        let mut query = crate::query::Query::new();
        query
            .set("name", id)
            .set("meetingID", id)
            .set("record", true);
        let target = format!("{}/create?{}", self.core.base(), query.as_str());
        let request = Request::get(target);
        let profile = self.core.options.profile;
        let ask = self.core.ask(&request, profile, "create");
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
    /// A link with `existingUserID` gives the user that was there already.
    /// Where the link is refused there is nobody: [`last_asked`](Self::last_asked) tells the key.
    pub fn open(&self, link: &str) -> Option<Person<'_>> {
        let before = self.core.state().session_tokens();
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
        let is_new = |session: &meetings::Session| !before.contains(&session.token);
        let mut users = state.users();
        let (meeting, user) = users.find(|(_, user)| user.sessions.iter().any(is_new))?;
        Some(Person {
            server: self,
            meeting: meeting.internal_id.clone(),
            id: user.internal_id.clone(),
        })
    }

    /// Puts a recording on the server and returns its record ID.
    pub fn add_recording(&self, recording: Recording) -> String {
        let recording = recording.complete(&self.core.origin);
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

    /// What the server was asked, in the order the answers were found; the last ten thousand.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.core.asked).iter().cloned().collect()
    }

    /// What the server was asked last.
    pub fn last_asked(&self) -> Option<Asked> {
        lock(&self.core.asked).back().cloned()
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
    /// With the feature `callbacks` the method `deliver` tells it.
    pub fn callouts(&self) -> Vec<Callout> {
        self.core.tick();
        self.core.state().callouts.iter().cloned().collect()
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

/// Path and query of a URL.
fn path_of(url: &str) -> String {
    let parts = Parts::of(url);
    let query = parts
        .query
        .map_or_else(String::new, |query| format!("?{query}"));
    [parts.request_path(), &query].concat()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
