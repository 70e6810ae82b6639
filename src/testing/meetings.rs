//! Meetings and the calls that look at them.

use super::answer::{Answer, Template, refused, success};
use super::api::Ask;
use super::digits::{Digits, grouped};
use super::profile::Profile;
use super::state::State;
use super::time::java_date;
use super::xml::Element;

/// A meeting.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an element of an answer"
)]
pub(super) struct Meeting {
    pub(super) internal_id: String,
    pub(super) external_id: String,
    pub(super) name: String,
    pub(super) created: i64,
    pub(super) attendee_password: String,
    pub(super) moderator_password: String,
    pub(super) voice_bridge: String,
    pub(super) dial_number: String,
    /// In minutes; 0 for no end.
    pub(super) duration: i64,
    pub(super) record: bool,
    /// Whether it is being recorded now, and whether it ever was.
    pub(super) recording: bool,
    pub(super) recorded: bool,
    pub(super) has_user_joined: bool,
    pub(super) forcibly_ended: bool,
    pub(super) started: i64,
    pub(super) ended: i64,
    /// 0 for no limit.
    pub(super) max_users: i64,
    pub(super) metadata: Vec<(String, String)>,
    pub(super) guest_policy: String,
    pub(super) logout_url: String,
    /// Whom to tell of its end: `meta_endCallbackUrl`, `meetingEndedURL`.
    pub(super) end_url: Option<String>,
    pub(super) ended_url: Option<String>,
    pub(super) breakout: Option<Breakout>,
    pub(super) rooms: Vec<String>,
    pub(super) disabled: Vec<String>,
    pub(super) keep_events: bool,
    pub(super) without_session: bool,
    /// After how many minutes it ends when nobody comes, and when everybody has left; 0 for never.
    pub(super) minutes_unjoined: i64,
    pub(super) minutes_empty: i64,
    /// When the last user left.
    pub(super) empty_since: i64,
    /// The server's address without a path.
    pub(super) origin: String,
    pub(super) users: Vec<User>,
    pub(super) documents: Vec<String>,
    pub(super) chat: Vec<(String, String)>,
}

/// What makes a meeting a breakout room.
#[derive(Debug, Clone)]
pub(super) struct Breakout {
    pub(super) parent_internal_id: String,
    pub(super) sequence: i64,
    pub(super) free_join: bool,
}

/// A user of a meeting: registered by `join`, there once the browser has connected.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an element of an answer"
)]
pub(super) struct User {
    pub(super) internal_id: String,
    pub(super) external_id: String,
    pub(super) name: String,
    pub(super) moderator: bool,
    pub(super) presenter: bool,
    pub(super) waiting: bool,
    pub(super) guest: bool,
    pub(super) sessions: Vec<Session>,
    pub(super) online: bool,
    pub(super) left: bool,
    pub(super) listening_only: bool,
    pub(super) in_voice: bool,
    pub(super) muted: bool,
    pub(super) camera: bool,
    pub(super) hand_raised: bool,
    /// When the user came and left.
    pub(super) joined_at: i64,
    pub(super) left_at: i64,
    /// How often the user spoke and raised a hand.
    pub(super) talks: i64,
    pub(super) hands: i64,
    pub(super) data: Vec<(String, String)>,
}

/// A browser in which a user is logged in.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) token: String,
    /// What `join` has set; people that a test lets in have none and need none.
    pub(super) cookie: Option<String>,
}

impl Meeting {
    /// The users that are there.
    pub(super) fn online(&self) -> impl Iterator<Item = &User> {
        self.users.iter().filter(|user| user.online)
    }

    pub(super) fn is_running(&self) -> bool {
        !self.forcibly_ended && self.online().next().is_some()
    }

    fn count(&self, which: fn(&User) -> bool) -> i64 {
        let count = self.online().filter(|user| which(user)).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// The elements that `getMeetingInfo` and `getMeetings` share.
    fn elements<'a>(
        &'a self,
        users: impl Iterator<Item = &'a User>,
        digits: Digits,
    ) -> Vec<Element> {
        let count = |name, which| Element::text(name, digits.count(self.count(which)));
        let mut elements = vec![
            Element::text("meetingName", &self.name),
            Element::text("meetingID", &self.external_id),
            Element::text("internalMeetingID", &self.internal_id),
            Element::text("createTime", self.created),
            Element::text("createDate", java_date(self.created)),
            Element::text("voiceBridge", &self.voice_bridge),
            Element::text("dialNumber", &self.dial_number),
        ];
        elements.extend(self.passwords());
        elements.extend([
            Element::text("running", self.is_running()),
            Element::text("duration", self.duration),
            Element::text("hasUserJoined", self.has_user_joined),
            Element::text("recording", self.record),
            Element::text("hasBeenForciblyEnded", self.forcibly_ended),
            Element::text("startTime", self.started),
            Element::text("endTime", self.ended),
            count("participantCount", |_| true),
            count("listenerCount", |user| user.listening_only),
            count("voiceParticipantCount", |user| user.in_voice),
            count("videoCount", |user| user.camera),
            Element::text("maxUsers", digits.limit(self.max_users)),
            count("moderatorCount", |user| user.moderator),
            Element::list("attendees", users.map(User::element).collect()),
            Element::list("metadata", named(&self.metadata)),
            Element::text("isBreakout", self.breakout.is_some()),
        ]);
        if let Some(breakout) = &self.breakout {
            elements.extend([
                Element::text("parentMeetingID", &breakout.parent_internal_id),
                // QUIRK: grouped by every version.
                Element::text("sequence", grouped(breakout.sequence)),
                Element::text("freeJoin", breakout.free_join),
            ]);
        }
        if !self.rooms.is_empty() {
            let rooms = self.rooms.iter();
            let rooms = rooms.map(|room| Element::text("breakout", room)).collect();
            elements.push(Element::list("breakoutRooms", rooms));
        }
        elements
    }

    /// Both passwords, where the meeting has some.
    pub(super) fn passwords(&self) -> impl Iterator<Item = Element> {
        let passwords = [
            ("attendeePW", &self.attendee_password),
            ("moderatorPW", &self.moderator_password),
        ];
        let filled = passwords
            .into_iter()
            .filter(|(_, password)| !password.is_empty());
        filled.map(|(name, password)| Element::text(name, password))
    }
}

impl User {
    /// The session of a token.
    pub(super) fn session(&self, token: &str) -> Option<&Session> {
        self.sessions.iter().find(|session| session.token == token)
    }

    pub(super) fn role(&self) -> &'static str {
        if self.moderator {
            "MODERATOR"
        } else {
            "VIEWER"
        }
    }

    fn element(&self) -> Element {
        let mut fields = vec![
            Element::text("userID", &self.external_id),
            Element::text("fullName", &self.name),
            Element::text("role", self.role()),
            Element::text("isPresenter", self.presenter),
            Element::text("isListeningOnly", self.listening_only),
            Element::text("hasJoinedVoice", self.in_voice),
            Element::text("hasVideo", self.camera),
            Element::text("clientType", "HTML5"),
        ];
        if !self.data.is_empty() {
            fields.push(Element::list("customdata", named(&self.data)));
        }
        Element::list("attendee", fields)
    }
}

fn named(pairs: &[(String, String)]) -> Vec<Element> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| Element::text(name.clone(), value))
        .collect()
}

impl State {
    /// The meeting of an ID, external or internal, that has not ended.
    pub(super) fn meeting(&self, id: &str) -> Option<&Meeting> {
        let is_it =
            |m: &&Meeting| !m.forcibly_ended && (m.external_id == id || m.internal_id == id);
        self.meetings.iter().rev().find(is_it)
    }

    /// The meeting of an ID, though it may have ended.
    pub(super) fn known_meeting(&self, id: &str) -> Option<&Meeting> {
        let is_it = |m: &&Meeting| m.external_id == id || m.internal_id == id;
        self.meeting(id)
            .or_else(|| self.meetings.iter().rev().find(is_it))
    }

    pub(super) fn meeting_mut(&mut self, id: &str) -> Option<&mut Meeting> {
        let is_it =
            |m: &&mut Meeting| !m.forcibly_ended && (m.external_id == id || m.internal_id == id);
        self.meetings.iter_mut().rev().find(is_it)
    }
}

/// The words for a meeting that is not there.
pub(super) fn no_meeting(profile: Profile) -> Answer {
    let words = if profile.is_bbb() {
        "We could not find a meeting with that meeting ID"
    } else {
        "We could not find a meeting with that meeting ID - perhaps the meeting is not yet running?"
    };
    refused("notFound", words).by_balancer(profile)
}

/// `isMeetingRunning`.
pub(super) fn is_running(state: &State, ask: &Ask<'_>) -> Answer {
    let id = ask.parameters.filled("meetingID");
    if let (None, Some(answer)) = (id, ask.missing_meeting_id()) {
        return answer;
    }
    let running = id
        .and_then(|id| state.meeting(id))
        .is_some_and(Meeting::is_running);
    success(Template::Plain, [Element::text("running", running)])
}

/// `getMeetings`.
pub(super) fn all(state: &State, ask: &Ask<'_>) -> Answer {
    let none = [
        Element::text("messageKey", "noMeetings"),
        Element::text("message", "no meetings were found on this server"),
    ];
    let empty = Element::empty("meetings");
    if state.meetings.is_empty() {
        // QUIRK: Scalelite puts the words in front of the list.
        return if ask.profile == Profile::Scalelite {
            success(Template::Balancer, none.into_iter().chain([empty]))
        } else {
            success(Template::List, [empty].into_iter().chain(none))
        };
    }
    // QUIRK: this list holds users that have left as well, other than that of one meeting.
    let digits = Digits::of_list(ask.profile.version());
    let meetings = state.meetings.iter();
    let meetings = meetings.map(|m| Element::list("meeting", m.elements(m.users.iter(), digits)));
    success(
        Template::List,
        [Element::list("meetings", meetings.collect())],
    )
}

/// `getMeetingInfo`.
pub(super) fn info(state: &State, ask: &Ask<'_>) -> Answer {
    let Some(id) = ask.parameters.filled("meetingID") else {
        return ask
            .missing_meeting_id()
            .unwrap_or_else(|| no_meeting(ask.profile));
    };
    match state.known_meeting(id) {
        Some(meeting) => success(
            Template::List,
            meeting.elements(meeting.online(), Digits::PLAIN),
        ),
        None => no_meeting(ask.profile),
    }
}

/// `getSessions`.
pub(super) fn sessions(state: &State) -> Answer {
    let session = |meeting: &Meeting, user: &User| {
        let fields = vec![
            Element::text("meetingID", &meeting.internal_id),
            Element::text("meetingName", &meeting.name),
            Element::text("userName", &user.name),
        ];
        Element::list("meeting", fields)
    };
    let mut sessions = Vec::new();
    for meeting in &state.meetings {
        let users = meeting.users.iter().filter(|user| !user.left);
        let users = users.flat_map(|user| user.sessions.iter().map(move |_| user));
        sessions.extend(users.map(|user| session(meeting, user)));
    }
    if sessions.is_empty() {
        let fields = [
            Element::empty("sessions"),
            Element::text("messageKey", "noSessions"),
            Element::text("message", "no sessions were found on this serverr"),
        ];
        return success(Template::List, fields);
    }
    success(Template::List, [Element::list("sessions", sessions)])
}

/// `end`.
pub(super) fn end(state: &mut State, ask: &Ask<'_>) -> Answer {
    let password = ask.parameters.filled("password");
    if password.is_some_and(|password| !(2..=64).contains(&utf16(password))) {
        return refused(
            "invalidPassword",
            "Password must be between 2 and 64 characters",
        );
    }
    let id = ask.parameters.filled("meetingID");
    if let (None, Some(answer)) = (id, ask.missing_meeting_id()) {
        return answer;
    }
    let Some(id) = id
        .and_then(|id| state.meeting(id))
        .map(|m| m.internal_id.clone())
    else {
        return no_meeting(ask.profile);
    };
    state.end(&id, ask.now, &ask.options.times);
    let words = "A request to end the meeting was sent. Please wait a few seconds, and then use the getMeetingInfo or \
                 isMeetingRunning API calls to verify that it was ended.";
    let fields = [
        Element::text("messageKey", "sentEndMeetingRequest"),
        Element::text("message", words),
    ];
    success(Template::Plain, fields)
}

/// The length of a text as Java counts it.
pub(super) fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}
