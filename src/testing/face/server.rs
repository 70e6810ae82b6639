//! The server that a test holds.

use std::fmt;
use std::io;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

use super::router::respond;
use super::{TestMeeting, TestServerBuilder, TestUser};
use crate::address::Parts;
use crate::query::Query;
use crate::server::Server;
use crate::testing::outgoing::{DeliveryAttempt, OutgoingRequest};
use crate::testing::site::Site;
use crate::testing::site::request_record::RequestRecord;
use crate::testing::wire::faults::Fault;
use crate::testing::wire::{Listener, Request, lock};
use crate::testing::world::{NodeState, Session, TestRecording, World, WorldEvent};

/// A BigBlueButton server in this process. See the [module](crate::testing).
pub struct TestServer {
    pub(super) inside: Arc<Site>,
    pub(super) listener: Listener,
    pub(super) url: String,
}

impl TestServer {
    /// Starts BigBlueButton 3.0 on a free port of the loopback interface.
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// Returns a builder, for a server with another profile, secret or address.
    pub fn builder() -> TestServerBuilder {
        TestServerBuilder::new()
    }

    /// The server without its sockets. A panic in a thread of a connection goes on here.
    pub(super) fn site(&self) -> &Site {
        let panic = lock(&self.inside.panic).take();
        if let Some(message) = panic {
            resume_unwind(message);
        }
        &self.inside
    }

    /// The address that calls are sent to, ending in `/api`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The shared secret.
    pub fn secret(&self) -> &str {
        &self.site().settings.secret
    }

    /// Address and secret, ready for a client, with algorithms that the profile accepts.
    pub fn server(&self) -> Server {
        self.site().server.clone()
    }

    /// The time on the server's clock.
    pub fn now(&self) -> SystemTime {
        self.site().clock.time()
    }

    /// Moves the server's clock forward, and lets happen what is due: meetings end, recordings are published.
    ///
    /// The clock stops at the last moment it can show, however far it is moved.
    pub fn advance(&self, time: Duration) {
        self.site().clock.advance(time);
        self.site().tick();
    }

    /// Creates a meeting that may be recorded, as the call does, without a call. Its ID is its name as well.
    ///
    /// What the call refuses, such as an ID of one character, is not created, and nothing happens in such a meeting.
    pub fn create_meeting(&self, id: &str) -> TestMeeting<'_> {
        let mut query = Query::new();
        query
            .set("name", id)
            .set("meetingID", id)
            .set("record", true);
        self.site().create(query.as_str());
        let internal_id = self.meeting(id).map(|meeting| meeting.id);
        TestMeeting {
            server: self,
            id: internal_id.unwrap_or_else(|| id.to_owned()),
        }
    }

    /// Returns the meeting of an ID, external or internal, to tell what happens in it.
    pub fn meeting(&self, id: &str) -> Option<TestMeeting<'_>> {
        self.site().tick();
        let id = self
            .site()
            .view(|world| Some(world.meeting(id)?.internal_id.clone()))?;
        Some(TestMeeting { server: self, id })
    }

    /// Opens a join link as a browser does, and returns the user that is there, or waits to be let in.
    ///
    /// A link with `existingUserID` gives the user that was there already. Where the link is refused there is nobody:
    /// [`last_request`](Self::last_request) tells the key.
    pub fn open(&self, link: &str) -> Option<TestUser<'_>> {
        let before = self.site().view(World::session_tokens);
        let mut request = Request::get(path_of(link));
        // One redirect leads from a load balancer to a server, the next to the client.
        for _ in 0..3 {
            let (reply, _) = respond(self.site(), &request);
            let Some(location) = reply.header("Location") else {
                break;
            };
            request = Request::get(path_of(location));
            if let Some(cookie) = reply.header("Set-Cookie") {
                let cookie = cookie.split(';').next().unwrap_or_default();
                request.set_header("Cookie", cookie);
            }
        }
        let is_new = |session: &Session| !before.contains(&session.token);
        let (meeting, id) = self.site().view(|world| {
            let mut users = world.users();
            let (meeting, user) = users.find(|(_, user)| user.sessions.iter().any(is_new))?;
            Some((meeting.internal_id.clone(), user.internal_id.clone()))
        })?;
        Some(TestUser {
            server: self,
            meeting,
            id,
        })
    }

    /// Puts a recording on the server, and returns its record ID.
    pub fn add_recording(&self, recording: TestRecording) -> String {
        let recording = recording.complete(&self.site().origin);
        let id = recording.record_id().to_owned();
        self.site()
            .change(|world, _| world.recordings.push(recording));
        id
    }

    /// Sets the state of a recording. Returns whether there is one of this ID.
    pub fn set_recording_state(&self, record_id: &str, to: &str) -> bool {
        self.site().change(|world, _| {
            let mut recordings = world.recordings.iter_mut();
            let found = recordings.find(|recording| recording.record_id() == record_id);
            found.is_some_and(|recording| {
                to.clone_into(&mut recording.state);
                true
            })
        })
    }

    /// Sets whether the server that has the meetings can be reached: one behind a load balancer, or BigBlueButton behind nginx.
    pub fn set_node(&self, state: NodeState) {
        self.site().change(|world, _| world.node = state);
    }

    /// The requests to the API, in the order in which they were answered. The last ten thousand are kept.
    pub fn requests(&self) -> Vec<RequestRecord> {
        lock(&self.site().requests).iter().cloned().collect()
    }

    /// The last request to the API.
    pub fn last_request(&self) -> Option<RequestRecord> {
        lock(&self.site().requests).back().cloned()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        lock(&self.site().requests).clear();
    }

    /// What happened so far, each as the JSON of a webhook's event: meetings, users, chat, recordings.
    pub fn events(&self) -> Vec<String> {
        self.site()
            .view(|world| world.events.iter().map(WorldEvent::json).collect())
    }

    /// What the server wants to send to the application: events for webhooks, the ends of meetings, recordings, analytics.
    ///
    /// With the feature `callbacks` the method `deliver` sends it.
    pub fn outgoing(&self) -> Vec<OutgoingRequest> {
        self.site().tick();
        lock(&self.site().outgoing).queue.iter().cloned().collect()
    }

    /// What was sent to the application so far, each attempt by itself. The last ten thousand are kept.
    pub fn delivery_attempts(&self) -> Vec<DeliveryAttempt> {
        lock(&self.site().outgoing)
            .attempts
            .iter()
            .cloned()
            .collect()
    }

    /// Makes the next call of a name fail: `create`, `hooks/list`, or `*` for any. Several faults happen one after the other.
    pub fn fail_next(&self, call: &str, fault: Fault) {
        lock(&self.site().faults).add(call, fault, true);
    }

    /// Makes every call of a name fail from now on: `create`, `hooks/list`, or `*` for all.
    pub fn fail_from_now_on(&self, call: &str, fault: Fault) {
        lock(&self.site().faults).add(call, fault, false);
    }

    /// Makes no call fail any more.
    pub fn recover(&self) {
        lock(&self.site().faults).clear();
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.listener.connections()
    }

    /// Stops listening and ends every connection. From here on connections are refused.
    pub fn refuse_connections(&self) {
        self.listener.stop();
    }

    /// Listens again at the same address, with all the server knew before.
    ///
    /// It is an error where something else has taken the port.
    pub fn accept_connections(&self) -> io::Result<()> {
        self.listener.resume()
    }
}

/// Ends every thread and every connection. A panic in an observer that no test has seen goes on here.
impl Drop for TestServer {
    fn drop(&mut self) {
        self.listener.stop();
        if !thread::panicking() {
            self.site();
        }
    }
}

impl fmt::Debug for TestServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestServer")
            .field("url", &self.url)
            .field("profile", &self.inside.settings.profile)
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
