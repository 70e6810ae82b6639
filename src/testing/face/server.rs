//! [`TestServer`].

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

/// A simulated BigBlueButton server in this process: see the [module](crate::testing).
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

    /// Returns a builder for a server with another profile, secret or address.
    pub fn builder() -> TestServerBuilder {
        TestServerBuilder::new()
    }

    /// Returns the server without its sockets. Resumes a panic from a connection's thread.
    pub(super) fn site(&self) -> &Site {
        let panic = lock(&self.inside.panic).take();
        if let Some(message) = panic {
            resume_unwind(message);
        }
        &self.inside
    }

    /// Returns the address that calls are sent to, which ends in `/api`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the address that the calls of a [tenant](TestServerBuilder::tenant) are sent to, such as
    /// `http://acme.localhost:8090/bigbluebutton/api`. Returns `None` if there is no such tenant.
    pub fn tenant_url(&self, name: &str) -> Option<String> {
        let site = self.site();
        let tenants = &site.settings.balancing.tenants;
        tenants.iter().find(|(known, _)| known == name)?;
        let (port, base) = (self.listener.nearby().port(), site.settings.profile.base());
        Some(format!("http://{name}.localhost:{port}{base}"))
    }

    /// Returns the address of the page for a browser.
    pub fn page_url(&self) -> String {
        format!("{}/", self.site().origin)
    }

    /// Returns the shared secret.
    pub fn secret(&self) -> &str {
        &self.site().settings.secret
    }

    /// Returns the address and the secret for a client, with algorithms that the profile accepts.
    pub fn server(&self) -> Server {
        self.site().server.clone()
    }

    /// Returns the time on the server's clock.
    pub fn now(&self) -> SystemTime {
        self.site().clock.time()
    }

    /// Moves the server's clock forward, and applies what becomes due: meetings end, recordings are published.
    ///
    /// The clock stops at the end of the year 9999.
    pub fn advance(&self, time: Duration) {
        self.site().clock.advance(time);
        self.site().tick();
    }

    /// Creates a meeting with `record=true`, without a request. Its ID is also its name. If Scalelite has
    /// [tenants](TestServerBuilder::tenant), they take turns: the first meeting belongs to the first tenant.
    ///
    /// If `create` refuses the ID, such as an ID of one character, no meeting is created, and the methods of the returned
    /// value have no effect.
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

    /// Returns the meeting with this external or internal ID, to make users act in it.
    pub fn meeting(&self, id: &str) -> Option<TestMeeting<'_>> {
        self.site().tick();
        let id = self
            .site()
            .view(|world| Some(world.meeting(id)?.internal_id.clone()))?;
        Some(TestMeeting { server: self, id })
    }

    /// Opens a join link as a browser does, and returns the user, who is in the meeting or waiting to be let in.
    ///
    /// A link with `existingUserID` returns the existing user. If the link is refused, it returns `None`, and
    /// [`last_request`](Self::last_request) has the key of the refusal.
    pub fn open(&self, link: &str) -> Option<TestUser<'_>> {
        let before = self.site().view(World::session_tokens);
        let mut request = Request::get(path_of(link));
        // One redirect goes from a load balancer to a server, the next one to the client.
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

    /// Adds a recording to the server, and returns its record ID.
    pub fn add_recording(&self, recording: TestRecording) -> String {
        let recording = recording.complete(&self.site().origin);
        let id = recording.record_id().to_owned();
        self.site()
            .change(|world, _| world.recordings.push(recording));
        id
    }

    /// Sets the state of a recording. Returns whether a recording with this ID exists.
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

    /// Sets whether the server that has the meetings is reachable: one behind a load balancer, or BigBlueButton behind nginx.
    pub fn set_node(&self, state: NodeState) {
        self.site().change(|world, _| world.node = state);
    }

    /// Returns the last ten thousand requests to the API, in the order in which they were answered.
    pub fn requests(&self) -> Vec<RequestRecord> {
        lock(&self.site().requests).iter().cloned().collect()
    }

    /// Returns the last request to the API.
    pub fn last_request(&self) -> Option<RequestRecord> {
        lock(&self.site().requests).back().cloned()
    }

    /// Removes all recorded requests.
    pub fn clear_requests(&self) {
        lock(&self.site().requests).clear();
    }

    /// Returns the events so far of meetings, users, chat and recordings, each as the JSON of a webhook.
    pub fn events(&self) -> Vec<String> {
        self.site()
            .view(|world| world.events.iter().map(WorldEvent::json).collect())
    }

    /// Returns the requests that the server will send to the application: webhooks and the other callbacks.
    ///
    /// With the feature `callbacks` the method `deliver` sends them.
    pub fn outgoing(&self) -> Vec<OutgoingRequest> {
        self.site().tick();
        lock(&self.site().outgoing).queue.iter().cloned().collect()
    }

    /// Returns the last ten thousand attempts to send a request to the application.
    pub fn delivery_attempts(&self) -> Vec<DeliveryAttempt> {
        lock(&self.site().outgoing)
            .attempts
            .iter()
            .cloned()
            .collect()
    }

    /// Makes the next call with this name fail, such as `create` or `hooks/list`, or `*` for any call. Several faults apply to
    /// one call each.
    pub fn fail_next(&self, call: &str, fault: Fault) {
        lock(&self.site().faults).add(call, fault, true);
    }

    /// Makes every call with this name fail from now on, such as `create` or `hooks/list`, or `*` for all calls.
    pub fn fail_from_now_on(&self, call: &str, fault: Fault) {
        lock(&self.site().faults).add(call, fault, false);
    }

    /// Removes all faults.
    pub fn recover(&self) {
        lock(&self.site().faults).clear();
    }

    /// Returns the number of open connections.
    pub fn connections(&self) -> usize {
        self.listener.connections()
    }

    /// Stops listening and ends every connection. New connections are refused.
    pub fn refuse_connections(&self) {
        self.listener.stop();
    }

    /// Listens again on the same address. The server's state is unchanged.
    ///
    /// Fails if another process has taken the port.
    pub fn accept_connections(&self) -> io::Result<()> {
        self.listener.resume()
    }
}

/// Ends every thread and every connection. Resumes a panic of an observer that has not been resumed before.
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

/// Returns the path and the query of a URL.
fn path_of(url: &str) -> String {
    let parts = Parts::of(url);
    let query = parts
        .query
        .map_or_else(String::new, |query| format!("?{query}"));
    [parts.request_path(), &query].concat()
}
