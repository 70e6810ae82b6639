//! What people do in a meeting, as a test tells it.

use super::TestServer;
use super::meetings::{Meeting, Session, User};
use super::state::{State, push};

/// A meeting on the server, for telling what happens in it. From [`TestServer::meeting`].
///
/// In one that has ended nothing happens any more.
///
/// ```
/// # fn main() -> std::io::Result<()> {
/// # use bbb_sdk::testing::TestServer;
/// # let server = TestServer::start()?;
/// # server.create_meeting("room-1");
/// let room = server.meeting("room-1").expect("it was created");
/// let ada = room.join_as_moderator("Ada");
/// let bob = room.join_as_viewer("Bob");
/// ada.speak();
/// bob.raise_hand();
/// bob.leave();
/// assert_eq!(room.users(), ["Ada"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Room<'a> {
    pub(super) server: &'a TestServer,
    pub(super) id: String,
}

/// A user in a meeting. From [`Room::join_as_viewer`] and its like, and from [`TestServer::open`].
#[derive(Debug, Clone)]
pub struct Person<'a> {
    pub(super) server: &'a TestServer,
    pub(super) meeting: String,
    pub(super) id: String,
}

/// Something that happened and that webhooks tell of.
#[derive(Debug, Clone)]
pub(super) struct Happening {
    /// The event's ID, such as `user-joined`.
    pub(super) id: &'static str,
    pub(super) at: i64,
    pub(super) internal_id: String,
    pub(super) external_id: String,
    pub(super) what: What,
}

/// What an event tells beside its meeting.
#[derive(Debug, Clone)]
pub(super) enum What {
    Created(Box<Meeting>),
    Ended(Box<Meeting>),
    Meeting,
    User(Box<User>),
    /// A user that was still there at the end of the meeting.
    Remaining(Box<User>),
    Chat {
        from: Box<User>,
        text: String,
    },
    /// The recording of this ID begins to be processed.
    Archiving(String),
    /// A recording is published.
    Published(Box<super::recordings::Recording>),
}

impl<'a> Room<'a> {
    /// The internal ID of the meeting.
    pub fn internal_id(&self) -> &str {
        &self.id
    }

    /// A moderator joins and is there.
    pub fn join_as_moderator(&self, name: &str) -> Person<'a> {
        self.join(name, true)
    }

    /// A viewer joins and is there.
    pub fn join_as_viewer(&self, name: &str) -> Person<'a> {
        self.join(name, false)
    }

    fn join(&self, name: &str, moderator: bool) -> Person<'a> {
        let mut state = self.server.core.state();
        let id = format!("w_{}", state.token(12));
        let user = User {
            external_id: id.clone(),
            internal_id: id.clone(),
            name: name.to_owned(),
            moderator,
            muted: true,
            sessions: vec![Session {
                token: state.token(16),
                cookie: None,
            }],
            ..User::default()
        };
        if let Some(meeting) = state.meeting_mut(&self.id) {
            meeting.users.push(user);
        }
        let now = self.server.core.clock.millis();
        state.connect(&self.id, &id, now);
        Person {
            server: self.server,
            meeting: self.id.clone(),
            id,
        }
    }

    /// The names of those that are there.
    pub fn users(&self) -> Vec<String> {
        let state = self.server.core.state();
        let meeting = state.meeting(&self.id);
        let online = meeting.into_iter().flat_map(Meeting::online);
        online.map(|user| user.name.clone()).collect()
    }

    /// A moderator starts the recording. Without `record=true` at `create` nothing is recorded.
    pub fn start_recording(&self) {
        self.record(true);
    }

    /// A moderator stops the recording.
    pub fn stop_recording(&self) {
        self.record(false);
    }

    fn record(&self, on: bool) {
        let now = self.server.core.clock.millis();
        let mut state = self.server.core.state();
        let Some(meeting) = state
            .meeting_mut(&self.id)
            .filter(|m| m.record && m.recording != on)
        else {
            return;
        };
        meeting.recording = on;
        meeting.recorded |= on;
        let id = if on {
            "meeting-recording-started"
        } else {
            "meeting-recording-stopped"
        };
        state.happened(id, &self.id, What::Meeting, now);
    }

    /// Whether it is being recorded.
    pub fn is_recording(&self) -> bool {
        let state = self.server.core.state();
        state
            .meeting(&self.id)
            .is_some_and(|meeting| meeting.recording)
    }

    /// The chat: who said what.
    pub fn chat(&self) -> Vec<(String, String)> {
        let state = self.server.core.state();
        state
            .known_meeting(&self.id)
            .map(|m| m.chat.clone())
            .unwrap_or_default()
    }

    /// The documents that were given to it, by name.
    pub fn documents(&self) -> Vec<String> {
        let state = self.server.core.state();
        state
            .known_meeting(&self.id)
            .map(|m| m.documents.clone())
            .unwrap_or_default()
    }

    /// A moderator ends the meeting.
    pub fn end(&self) {
        let core = &self.server.core;
        core.state()
            .end(&self.id, core.clock.millis(), &core.options.times);
    }
}

impl Person<'_> {
    /// The internal user ID.
    pub fn internal_id(&self) -> &str {
        &self.id
    }

    /// Changes the user and tells of it.
    fn act(&self, event: Option<&'static str>, change: impl FnOnce(&mut User)) {
        let now = self.server.core.clock.millis();
        let mut state = self.server.core.state();
        let Some(user) = state.user_mut(&self.meeting, &self.id) else {
            return;
        };
        change(user);
        let user = Box::new(user.clone());
        if let Some(event) = event {
            state.happened(event, &self.meeting, What::User(user), now);
        }
    }

    /// Leaves the meeting.
    pub fn leave(&self) {
        let now = self.server.core.clock.millis();
        self.act(Some("user-left"), |user| user.go(now));
        if let Some(meeting) = self.server.core.state().meeting_mut(&self.meeting) {
            meeting.emptied(now);
        }
    }

    /// Lets somebody in that waits in the lobby.
    pub fn let_in(&self) {
        self.act(None, |user| user.waiting = false);
        let now = self.server.core.clock.millis();
        self.server
            .core
            .state()
            .connect(&self.meeting, &self.id, now);
    }

    /// Joins the audio with a microphone and speaks.
    pub fn speak(&self) {
        let joined = |user: &mut User| (user.in_voice, user.listening_only) = (true, false);
        self.act(Some("user-audio-voice-enabled"), joined);
        self.act(Some("user-audio-unmuted"), |user| {
            user.muted = false;
            user.talks += 1;
        });
    }

    /// Mutes the microphone.
    pub fn mute(&self) {
        self.act(Some("user-audio-muted"), |user| user.muted = true);
    }

    /// Joins the audio to listen.
    pub fn listen(&self) {
        let joined = |user: &mut User| (user.in_voice, user.listening_only) = (false, true);
        self.act(Some("user-audio-voice-enabled"), joined);
    }

    /// Leaves the audio.
    pub fn leave_audio(&self) {
        let left = |user: &mut User| {
            (user.in_voice, user.listening_only, user.muted) = (false, false, true);
        };
        self.act(Some("user-audio-voice-disabled"), left);
    }

    /// Shares the camera.
    pub fn share_camera(&self) {
        self.act(Some("user-cam-broadcast-start"), |user| user.camera = true);
    }

    /// Stops sharing the camera.
    pub fn stop_camera(&self) {
        self.act(Some("user-cam-broadcast-end"), |user| user.camera = false);
    }

    /// Becomes the presenter.
    pub fn present(&self) {
        self.act(Some("user-presenter-assigned"), |user| {
            user.presenter = true;
        });
    }

    /// Raises the hand.
    pub fn raise_hand(&self) {
        self.act(Some("user-raise-hand-changed"), |user| {
            user.hand_raised = true;
            user.hands += 1;
        });
    }

    /// Lowers the hand.
    pub fn lower_hand(&self) {
        self.act(Some("user-raise-hand-changed"), |user| {
            user.hand_raised = false;
        });
    }

    /// Writes to the public chat.
    pub fn chat(&self, text: &str) {
        let now = self.server.core.clock.millis();
        let mut state = self.server.core.state();
        let Some(user) = state.user_mut(&self.meeting, &self.id).cloned() else {
            return;
        };
        if let Some(meeting) = state.meeting_mut(&self.meeting) {
            meeting.chat.push((user.name.clone(), text.to_owned()));
        }
        let what = What::Chat {
            from: Box::new(user),
            text: text.to_owned(),
        };
        state.happened("chat-group-message-sent", &self.meeting, what, now);
    }

    /// Whether this user is there.
    pub fn is_there(&self) -> bool {
        let mut state = self.server.core.state();
        state
            .user_mut(&self.meeting, &self.id)
            .is_some_and(|user| user.online)
    }

    /// Whether this user waits for being let in.
    pub fn is_waiting(&self) -> bool {
        let mut state = self.server.core.state();
        state
            .user_mut(&self.meeting, &self.id)
            .is_some_and(|user| user.waiting)
    }
}

impl User {
    fn go(&mut self, now: i64) {
        self.left_at = now;
        (
            self.online,
            self.left,
            self.in_voice,
            self.listening_only,
            self.camera,
        ) = (false, true, false, false, false);
    }
}

impl Meeting {
    /// Takes note that the last user has gone.
    fn emptied(&mut self, now: i64) {
        if self.online().next().is_none() {
            self.empty_since = now;
            self.ended = now;
        }
    }
}

impl State {
    pub(super) fn user_mut(&mut self, meeting: &str, id: &str) -> Option<&mut User> {
        let users = &mut self.meeting_mut(meeting)?.users;
        users.iter_mut().find(|user| user.internal_id == id)
    }

    /// The browser of a registered user connects: from here on the user is there.
    pub(super) fn connect(&mut self, meeting: &str, id: &str, now: i64) {
        let Some(found) = self.meeting_mut(meeting) else {
            return;
        };
        let first = !found.users.iter().any(|user| user.online);
        let Some(user) = found.users.iter_mut().find(|user| user.internal_id == id) else {
            return;
        };
        if user.online || user.waiting || user.left {
            return;
        }
        user.online = true;
        user.joined_at = now;
        // The first to come presents.
        user.presenter |= first;
        let user = Box::new(user.clone());
        found.has_user_joined = true;
        found.ended = 0;
        if found.started == 0 {
            found.started = now;
        }
        self.happened("user-joined", meeting, What::User(user), now);
    }

    /// Writes down what happened.
    pub(super) fn happened(&mut self, id: &'static str, meeting: &str, what: What, at: i64) {
        let Some(meeting) = self.known_meeting(meeting) else {
            return;
        };
        let happening = Happening {
            id,
            at,
            internal_id: meeting.internal_id.clone(),
            external_id: meeting.external_id.clone(),
            what,
        };
        self.tell(happening);
    }

    /// A recording has been published; its meeting is long gone.
    pub(super) fn published(&mut self, record_id: &str, meeting_id: &str, at: i64) {
        let Some(recording) = self.recordings.iter().find(|r| r.record_id() == record_id) else {
            return;
        };
        let happening = Happening {
            id: "rap-publish-ended",
            at,
            internal_id: record_id.to_owned(),
            external_id: meeting_id.to_owned(),
            what: What::Published(Box::new(recording.clone())),
        };
        self.tell(happening);
    }

    fn tell(&mut self, happening: Happening) {
        self.call_out(&happening);
        push(&mut self.happenings, happening);
    }
}
