//! What an event says about a meeting, a user, a message, the notes or a poll.

use std::fmt;

use super::verbatim;
use crate::json::{self, Value};
use crate::redact::UrlShown;
use crate::secret::Secret;
use crate::value::{Metadata, Timestamp};

/// A meeting, as an event describes it.
///
/// Most events have only the two IDs. `meeting-created` has the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct EventMeeting {
    /// The server's own ID (`internal-meeting-id`).
    pub internal_id: Option<String>,
    /// The ID that the application chose (`external-meeting-id`). `None` after a week without events.
    pub external_id: Option<String>,
    /// The name (`name`).
    pub name: Option<String>,
    /// Whether the meeting is a breakout room (`is-breakout`).
    pub is_breakout: Option<bool>,
    /// The internal ID of the meeting that a breakout room belongs to (`parent-id`). Other meetings have `bbb-none`.
    pub parent_id: Option<String>,
    /// The time limit in minutes (`duration`). 0 means no limit.
    pub duration_minutes: Option<i64>,
    /// When the meeting was created (`create-time`).
    pub create_time: Option<Timestamp>,
    /// When the meeting was created, in the server's own words (`create-date`).
    pub create_date: Option<String>,
    /// The moderators' password (`moderator-pass`).
    pub moderator_password: Option<Secret>,
    /// The viewers' password (`viewer-pass`).
    pub viewer_password: Option<Secret>,
    /// Whether the meeting is recorded (`record`).
    pub record: Option<bool>,
    /// The number of the voice conference (`voice-conf`).
    pub voice_bridge: Option<String>,
    /// The telephone number to dial (`dial-number`).
    pub dial_number: Option<String>,
    /// The maximum number of users (`max-users`). 0 means no limit.
    pub max_users: Option<i64>,
    /// The metadata (`metadata`). The names are in lower case.
    pub metadata: Metadata,
    /// The bridge that carries audio (`audioBridge`). Since webhooks 3.4.
    pub audio_bridge: Option<String>,
    /// The bridge that carries cameras (`cameraBridge`). Since webhooks 3.4.
    pub camera_bridge: Option<String>,
    /// The bridge that carries shared screens (`screenShareBridge`). Since webhooks 3.4.
    pub screen_share_bridge: Option<String>,
    /// The presentation's ID (`presentation-id`). For `meeting-presentation-changed`.
    pub presentation_id: Option<String>,
}

impl EventMeeting {
    pub(super) fn read(json: &Value) -> Self {
        Self {
            internal_id: json::member(json, "internal-meeting-id"),
            external_id: verbatim(json, "external-meeting-id"),
            name: verbatim(json, "name"),
            is_breakout: json::member(json, "is-breakout"),
            parent_id: json::member(json, "parent-id"),
            duration_minutes: json::member(json, "duration"),
            create_time: json::member(json, "create-time"),
            create_date: json::member(json, "create-date"),
            moderator_password: verbatim(json, "moderator-pass"),
            viewer_password: verbatim(json, "viewer-pass"),
            record: json::member(json, "record"),
            voice_bridge: json::member(json, "voice-conf"),
            dial_number: json::member(json, "dial-number"),
            max_users: json::member(json, "max-users"),
            metadata: json.get("metadata").map(json::metadata).unwrap_or_default(),
            audio_bridge: json::member(json, "audioBridge"),
            camera_bridge: json::member(json, "cameraBridge"),
            screen_share_bridge: json::member(json, "screenShareBridge"),
            presentation_id: json::member(json, "presentation-id"),
        }
    }
}

/// A user, as an event describes one.
///
/// An event has the two IDs and what it is about. Other fields are `None`.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct EventUser {
    /// The server's own ID (`internal-user-id`).
    pub internal_id: Option<String>,
    /// The ID that the application chose (`external-user-id`), or the internal one where it chose none.
    pub external_id: Option<String>,
    /// The name (`name`).
    pub name: Option<String>,
    /// The role (`role`): `MODERATOR` or `VIEWER`.
    pub role: Option<String>,
    /// Whether the user is the presenter (`presenter`).
    pub presenter: Option<bool>,
    /// Whether the user joined as a guest (`guest`). Since webhooks 3.1.
    pub guest: Option<bool>,
    /// The `userdata-…` parameters of the user's `join` (`userdata`).
    pub userdata: Metadata,
    /// The camera's stream (`stream`). For `user-cam-…` events.
    pub stream: Option<String>,
    /// The user's IP address (`ip-address`). For `user-joined`. Since webhooks 3.5.
    pub ip_address: Option<String>,
    /// The user's browser (`user-agent`). For `user-joined`. Since webhooks 3.5.
    pub user_agent: Option<String>,
    /// The page that the user came from (`referer`). For `user-joined`. Since webhooks 3.5.
    pub referer: Option<String>,
    /// The token of the user's session (`session-token`). For `user-joined`. Since webhooks 3.5.
    pub session_token: Option<Secret>,
    /// Whether the user only listens (`listening-only`). For `user-audio-…` events.
    pub listening_only: Option<bool>,
    /// Whether the microphone is connected (`sharing-mic`). For `user-audio-…` events.
    pub sharing_mic: Option<bool>,
    /// Whether the user is muted (`muted`). For `user-audio-…` events.
    pub muted: Option<bool>,
    /// The emoji (`emoji`), or `none` when it was cleared. For `user-emoji-changed`.
    pub emoji: Option<String>,
    /// Whether the hand is raised (`raise-hand`). For `user-raise-hand-changed`.
    pub raise_hand: Option<bool>,
}

/// The values in the query of the referer are left out: a join link is one.
impl fmt::Debug for EventUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventUser")
            .field("internal_id", &self.internal_id)
            .field("external_id", &self.external_id)
            .field("name", &self.name)
            .field("role", &self.role)
            .field("presenter", &self.presenter)
            .field("guest", &self.guest)
            .field("userdata", &self.userdata)
            .field("stream", &self.stream)
            .field("ip_address", &self.ip_address)
            .field("user_agent", &self.user_agent)
            .field("referer", &UrlShown(&self.referer))
            .field("session_token", &self.session_token)
            .field("listening_only", &self.listening_only)
            .field("sharing_mic", &self.sharing_mic)
            .field("muted", &self.muted)
            .field("emoji", &self.emoji)
            .field("raise_hand", &self.raise_hand)
            .finish()
    }
}

impl EventUser {
    pub(super) fn read(json: &Value) -> Self {
        Self {
            internal_id: json::member(json, "internal-user-id"),
            external_id: verbatim(json, "external-user-id"),
            name: verbatim(json, "name"),
            role: json::member(json, "role"),
            presenter: json::member(json, "presenter"),
            guest: json::member(json, "guest"),
            userdata: json.get("userdata").map(json::metadata).unwrap_or_default(),
            stream: json::member(json, "stream"),
            ip_address: json::member(json, "ip-address"),
            user_agent: json::member(json, "user-agent"),
            referer: json::member(json, "referer"),
            session_token: json::member(json, "session-token"),
            listening_only: json::member(json, "listening-only"),
            sharing_mic: json::member(json, "sharing-mic"),
            muted: json::member(json, "muted"),
            emoji: json::member(json, "emoji"),
            // QUIRK: webhooks 3.x in front of BigBlueButton before 2.7 use the server's own spelling.
            raise_hand: json::member(json, "raise-hand")
                .or_else(|| json::member(json, "raiseHand")),
        }
    }
}

/// A message in a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ChatMessage {
    /// The chat's ID (`chat-id`), such as `MAIN-PUBLIC-GROUP-CHAT`.
    pub chat_id: Option<String>,
    /// The message's ID (`id`).
    pub id: Option<String>,
    /// The text (`message`), escaped as HTML.
    pub message: Option<String>,
    /// The user who wrote it (`sender`).
    pub sender: Option<EventUser>,
    /// When it was written (`time`).
    pub time: Option<Timestamp>,
}

impl ChatMessage {
    pub(super) fn read(attributes: &Value, json: &Value) -> Self {
        let sender = json.get("sender");
        Self {
            chat_id: json::member(attributes, "chat-id"),
            id: json::member(json, "id"),
            message: verbatim(json, "message"),
            sender: sender.map(EventUser::read),
            time: sender.and_then(|sender| json::member(sender, "time")),
        }
    }
}

/// What a user said, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Transcript {
    /// The ID (`id`). It stays the same while a sentence grows.
    pub id: Option<String>,
    /// The text (`transcript`).
    pub text: Option<String>,
    /// The language (`locale`), such as `en-US`.
    pub locale: Option<String>,
    /// Whether the text is final (`final`).
    pub is_final: Option<bool>,
}

impl Transcript {
    pub(super) fn read(json: &Value) -> Self {
        Self {
            id: json::member(json, "id"),
            text: verbatim(json, "transcript"),
            locale: json::member(json, "locale"),
            is_final: json::member(json, "final"),
        }
    }
}

/// A change of the shared notes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PadChange {
    /// The pad's ID (`id`).
    pub id: Option<String>,
    /// The pad's name (`external-pad-id`), such as `notes`.
    pub external_id: Option<String>,
    /// The revision (`rev`).
    pub revision: Option<i64>,
    /// The position where the change starts (`start`).
    pub start: Option<i64>,
    /// The position where the change ends (`end`).
    pub end: Option<i64>,
    /// The text as HTML (`text`).
    pub text: Option<String>,
}

impl PadChange {
    pub(super) fn read(json: &Value) -> Self {
        Self {
            id: json::member(json, "id"),
            external_id: json::member(json, "external-pad-id"),
            revision: json::member(json, "rev"),
            start: json::member(json, "start"),
            end: json::member(json, "end"),
            text: verbatim(json, "text"),
        }
    }
}

/// A poll.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Poll {
    /// The poll's ID (`id`).
    pub id: Option<String>,
    /// The question (`question`). For `poll-started`.
    pub question: Option<String>,
    /// The answers to choose from (`answers`). For `poll-started`.
    pub answers: Vec<PollAnswer>,
    /// The IDs of the answers that were chosen (`answerIds`). For `poll-responded`.
    pub answer_ids: Vec<i64>,
}

impl Poll {
    pub(super) fn read(json: &Value) -> Self {
        let answers = json.get("answers").and_then(Value::as_array);
        let ids = json.get("answerIds").and_then(Value::as_array);
        Self {
            id: json::member(json, "id"),
            question: verbatim(json, "question"),
            answers: answers
                .into_iter()
                .flatten()
                .map(PollAnswer::read)
                .collect(),
            answer_ids: ids.into_iter().flatten().filter_map(json::scalar).collect(),
        }
    }
}

/// An answer of a poll.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PollAnswer {
    /// The answer's ID (`id`).
    pub id: Option<i64>,
    /// The answer's text (`key`).
    pub key: Option<String>,
}

impl PollAnswer {
    pub(super) fn read(json: &Value) -> Self {
        Self {
            id: json::member(json, "id"),
            key: verbatim(json, "key"),
        }
    }
}
