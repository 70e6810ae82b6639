//! Meetings and their users.

use super::World;

/// A meeting.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an element of an answer"
)]
pub(in crate::testing) struct Meeting {
    pub(in crate::testing) internal_id: String,
    pub(in crate::testing) external_id: String,
    pub(in crate::testing) name: String,
    pub(in crate::testing) created: i64,
    pub(in crate::testing) attendee_password: String,
    pub(in crate::testing) moderator_password: String,
    pub(in crate::testing) voice_bridge: String,
    pub(in crate::testing) dial_number: String,
    /// In minutes. 0 means no limit.
    pub(in crate::testing) duration: i64,
    pub(in crate::testing) record: bool,
    /// Whether the meeting is being recorded, and whether it ever was.
    pub(in crate::testing) recording: bool,
    pub(in crate::testing) recorded: bool,
    pub(in crate::testing) has_user_joined: bool,
    pub(in crate::testing) forcibly_ended: bool,
    pub(in crate::testing) started: i64,
    pub(in crate::testing) ended: i64,
    /// 0 means no limit.
    pub(in crate::testing) max_users: i64,
    pub(in crate::testing) metadata: Vec<(String, String)>,
    pub(in crate::testing) guest_policy: String,
    pub(in crate::testing) logout_url: String,
    /// The URLs that are called when the meeting ends: `meta_endCallbackUrl` and `meetingEndedURL`.
    pub(in crate::testing) end_url: Option<String>,
    pub(in crate::testing) ended_url: Option<String>,
    /// The URLs for the recording (`meta_bbb-recording-ready-url`) and the analytics (`meta_analytics-callback-url`).
    pub(in crate::testing) ready_url: Option<String>,
    pub(in crate::testing) analytics_url: Option<String>,
    pub(in crate::testing) breakout: Option<Breakout>,
    pub(in crate::testing) rooms: Vec<String>,
    pub(in crate::testing) disabled: Vec<String>,
    pub(in crate::testing) keep_events: bool,
    pub(in crate::testing) without_session: bool,
    /// The minutes after which the meeting ends if nobody joins, and if everybody has left. 0 means never.
    pub(in crate::testing) minutes_unjoined: i64,
    pub(in crate::testing) minutes_empty: i64,
    /// When the last user left.
    pub(in crate::testing) empty_since: i64,
    /// The server's address without a path.
    pub(in crate::testing) origin: String,
    pub(in crate::testing) users: Vec<User>,
    pub(in crate::testing) documents: Vec<String>,
    pub(in crate::testing) chat: Vec<(String, String)>,
    /// The load balancer's tenant that the meeting belongs to.
    pub(in crate::testing) tenant: Option<String>,
    /// The parameters of `create`, for those that are only shown.
    pub(in crate::testing) given: Vec<(String, String)>,
}

/// The properties of a breakout room.
#[derive(Debug, Clone)]
pub(in crate::testing) struct Breakout {
    pub(in crate::testing) parent_internal_id: String,
    pub(in crate::testing) sequence: i64,
    pub(in crate::testing) free_join: bool,
}

/// A user of a meeting: registered by `join`, and online once the browser has connected.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an element of an answer"
)]
pub(in crate::testing) struct User {
    pub(in crate::testing) internal_id: String,
    pub(in crate::testing) external_id: String,
    pub(in crate::testing) name: String,
    pub(in crate::testing) moderator: bool,
    pub(in crate::testing) presenter: bool,
    pub(in crate::testing) waiting: bool,
    pub(in crate::testing) guest: bool,
    pub(in crate::testing) sessions: Vec<Session>,
    pub(in crate::testing) online: bool,
    pub(in crate::testing) left: bool,
    pub(in crate::testing) listening_only: bool,
    pub(in crate::testing) in_voice: bool,
    pub(in crate::testing) muted: bool,
    pub(in crate::testing) camera: bool,
    pub(in crate::testing) hand_raised: bool,
    /// When the user joined and left.
    pub(in crate::testing) joined_at: i64,
    pub(in crate::testing) left_at: i64,
    /// How often the user spoke and raised a hand.
    pub(in crate::testing) talks: i64,
    pub(in crate::testing) hands: i64,
    pub(in crate::testing) data: Vec<(String, String)>,
    /// The URL to which this user is sent after leaving, instead of the meeting's.
    pub(in crate::testing) logout_url: Option<String>,
    /// The parameters of `join`, for those that are only shown.
    pub(in crate::testing) given: Vec<(String, String)>,
}

/// A browser in which a user is logged in.
#[derive(Debug, Clone)]
pub(in crate::testing) struct Session {
    pub(in crate::testing) token: String,
    /// The cookie that `join` set. Users that a test adds have none and need none.
    pub(in crate::testing) cookie: Option<String>,
}

impl Meeting {
    /// Returns the users who are online.
    pub(in crate::testing) fn online(&self) -> impl Iterator<Item = &User> {
        self.users.iter().filter(|user| user.online)
    }

    pub(in crate::testing) fn is_running(&self) -> bool {
        !self.forcibly_ended && self.online().next().is_some()
    }

    /// Counts the users who are online and match a condition.
    pub(in crate::testing) fn count(&self, which: fn(&User) -> bool) -> i64 {
        let count = self.online().filter(|user| which(user)).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    }
}

impl User {
    /// Returns the session with this token.
    pub(in crate::testing) fn session(&self, token: &str) -> Option<&Session> {
        self.sessions.iter().find(|session| session.token == token)
    }

    pub(in crate::testing) fn role(&self) -> &'static str {
        if self.moderator {
            "MODERATOR"
        } else {
            "VIEWER"
        }
    }
}

impl World {
    /// Returns all users, each with their meeting.
    pub(in crate::testing) fn users(&self) -> impl Iterator<Item = (&Meeting, &User)> {
        self.meetings.iter().flat_map(|meeting| {
            let users = meeting.users.iter();
            users.map(move |user| (meeting, user))
        })
    }

    /// Returns the tokens of all sessions.
    pub(in crate::testing) fn session_tokens(&self) -> Vec<String> {
        let sessions = self.users().flat_map(|(_, user)| &user.sessions);
        sessions.map(|session| session.token.clone()).collect()
    }

    /// Returns the meeting with this external or internal ID, unless it has ended.
    pub(in crate::testing) fn meeting(&self, id: &str) -> Option<&Meeting> {
        let is_it =
            |m: &&Meeting| !m.forcibly_ended && (m.external_id == id || m.internal_id == id);
        self.meetings.iter().rev().find(is_it)
    }

    /// Returns the meeting with this ID, even if it has ended.
    pub(in crate::testing) fn known_meeting(&self, id: &str) -> Option<&Meeting> {
        let is_it = |m: &&Meeting| m.external_id == id || m.internal_id == id;
        self.meeting(id)
            .or_else(|| self.meetings.iter().rev().find(is_it))
    }

    pub(in crate::testing) fn meeting_mut(&mut self, id: &str) -> Option<&mut Meeting> {
        let is_it =
            |m: &&mut Meeting| !m.forcibly_ended && (m.external_id == id || m.internal_id == id);
        self.meetings.iter_mut().rev().find(is_it)
    }
}
