//! What a webhooks server tells: events of meetings and recordings.

use std::fmt;

use crate::checksum::Checksum;
use crate::error::{CallbackProblem, Result};
use crate::json::{self, Value};
use crate::redact::redact;
use crate::secret::Secret;
use crate::value::{FromText, Metadata, Timestamp, open_enum};

open_enum! {
    /// What happened.
    ///
    /// The last four are those of BigBlueButton up to 2.2.
    pub enum EventId {
        /// A meeting was created.
        MeetingCreated = "meeting-created",
        /// A meeting has ended. Not the last event: users leave and recordings are processed after it.
        MeetingEnded = "meeting-ended",
        /// The recording was started or resumed.
        MeetingRecordingStarted = "meeting-recording-started",
        /// The recording was paused.
        MeetingRecordingStopped = "meeting-recording-stopped",
        /// Something happened to the recording that the webhooks server does not understand.
        MeetingRecordingUnhandled = "meeting-recording-unhandled",
        /// Somebody shares a screen.
        MeetingScreenshareStarted = "meeting-screenshare-started",
        /// The screen is shared no more.
        MeetingScreenshareStopped = "meeting-screenshare-stopped",
        /// Another presentation is shown.
        MeetingPresentationChanged = "meeting-presentation-changed",
        /// A user joined.
        UserJoined = "user-joined",
        /// A user left. Since webhooks 3.0 also for everybody who is there when a meeting ends.
        UserLeft = "user-left",
        /// A user's audio was connected.
        UserAudioVoiceEnabled = "user-audio-voice-enabled",
        /// A user's audio was disconnected.
        UserAudioVoiceDisabled = "user-audio-voice-disabled",
        /// A user was muted. Since webhooks 3.0.
        UserAudioMuted = "user-audio-muted",
        /// A user was unmuted. Since webhooks 3.0.
        UserAudioUnmuted = "user-audio-unmuted",
        /// Something happened to a user's audio that the webhooks server does not understand. Since webhooks 3.0.
        UserAudioUnhandled = "user-audio-unhandled",
        /// A user shares a camera.
        UserCamBroadcastStart = "user-cam-broadcast-start",
        /// A user shares a camera no more.
        UserCamBroadcastEnd = "user-cam-broadcast-end",
        /// A user became the presenter.
        UserPresenterAssigned = "user-presenter-assigned",
        /// A user is the presenter no more.
        UserPresenterUnassigned = "user-presenter-unassigned",
        /// A user's emoji changed.
        UserEmojiChanged = "user-emoji-changed",
        /// A user raised or lowered a hand. Since webhooks 3.0.
        UserRaiseHandChanged = "user-raise-hand-changed",
        /// A message in the public chat; private ones are never sent.
        ChatGroupMessageSent = "chat-group-message-sent",
        /// The transcript of speech grew. Since webhooks 3.5.
        TranscriptUpdated = "transcript-updated",
        /// The shared notes changed. Since webhooks 2.5.
        PadContent = "pad-content",
        /// A poll was started. Since webhooks 3.0.
        PollStarted = "poll-started",
        /// A user answered a poll. Since webhooks 3.0.
        PollResponded = "poll-responded",
        /// Archiving of a recording began.
        RapArchiveStarted = "rap-archive-started",
        /// Archiving of a recording ended.
        RapArchiveEnded = "rap-archive-ended",
        /// The check of a recording began.
        RapSanityStarted = "rap-sanity-started",
        /// The check of a recording ended.
        RapSanityEnded = "rap-sanity-ended",
        /// Work after archiving began.
        RapPostArchiveStarted = "rap-post-archive-started",
        /// Work after archiving ended.
        RapPostArchiveEnded = "rap-post-archive-ended",
        /// Processing for a format began.
        RapProcessStarted = "rap-process-started",
        /// Processing for a format ended.
        RapProcessEnded = "rap-process-ended",
        /// Work after processing began.
        RapPostProcessStarted = "rap-post-process-started",
        /// Work after processing ended.
        RapPostProcessEnded = "rap-post-process-ended",
        /// Publishing of a format began.
        RapPublishStarted = "rap-publish-started",
        /// A format of a recording is published: it can be watched.
        RapPublishEnded = "rap-publish-ended",
        /// Work after publishing began.
        RapPostPublishStarted = "rap-post-publish-started",
        /// Work after publishing ended: nothing more comes for this format.
        RapPostPublishEnded = "rap-post-publish-ended",
        /// A recording was published again. Webhooks since 3.0 may never send it.
        RapPublished = "rap-published",
        /// A recording was hidden. Webhooks since 3.0 may never send it.
        RapUnpublished = "rap-unpublished",
        /// A recording was deleted. Webhooks since 3.0 may never send it.
        RapDeleted = "rap-deleted",
        /// A message in the public chat.
        ChatPublicMessageSent = "chat-public-message-sent",
        /// A message in a private chat.
        ChatPrivateMessageSent = "chat-private-message-sent",
        /// A user listens without a microphone.
        UserAudioListenOnlyEnabled = "user-audio-listen-only-enabled",
        /// A user listens no more.
        UserAudioListenOnlyDisabled = "user-audio-listen-only-disabled",
    }
}

/// Something happened in a meeting or to a recording.
///
/// Which of the parts there are depends on the [`id`](Self::id) and on the server's version, so each is optional.
/// [`json`](Self::json) is the event as it came, and [`attributes`](Self::attributes) reaches what has no field here.
///
/// `Debug` shows what the fields hold, but for passwords and tokens.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Event {
    /// What happened.
    pub id: EventId,
    /// When the webhooks server heard of it; for `rap-…`, when the recording's script said it.
    ///
    /// Webhooks since 3.0 do not keep the order of deliveries: sort by this where it matters.
    pub time: Option<Timestamp>,
    /// The meeting it happened in.
    pub meeting: Meeting,
    /// The user who did it or whom it was done to. The writer of a chat message is in [`chat`](Self::chat) as well.
    pub user: Option<User>,
    /// `chat-…`: the message.
    pub chat: Option<Chat>,
    /// `transcript-updated`: what was said.
    pub transcript: Option<Transcript>,
    /// `pad-content`: the shared notes.
    pub pad: Option<Pad>,
    /// `poll-…`: the poll.
    pub poll: Option<Poll>,
    /// `rap-…`: the recording and what was done to it.
    pub recording: Option<Recording>,
    #[cfg_attr(feature = "serde", serde(skip))]
    json: Value,
    #[cfg_attr(feature = "serde", serde(skip))]
    text: String,
}

impl Event {
    /// An event as a server would tell it, for tests.
    pub fn new(id: impl Into<EventId>, millis: i64, attributes: &Value) -> Self {
        let id = id.into();
        let text = format!(
            r#"{{"data":{{"type":"event","id":{},"attributes":{attributes},"event":{{"ts":{millis}}}}}}}"#,
            json::quoted(id.as_str())
        );
        let json = json::json!({
            "data": { "type": "event", "id": id.as_str(), "attributes": attributes, "event": { "ts": millis } }
        });
        Self::typed(id, json, text)
    }

    /// Reads an event, such as one that was stored.
    pub fn from_json(text: &str) -> Result<Self> {
        let json =
            json::parse_script(text).map_err(|error| CallbackProblem::Json(error.to_string()))?;
        let read = Self::read(text.trim(), json);
        Ok(read.map_err(|_| CallbackProblem::Shape("an event with an id"))?)
    }

    /// Reads what has an ID, and gives back what has none.
    pub(super) fn read(text: &str, json: Value) -> Result<Self, Value> {
        match json.pointer("/data/id").and_then(Value::as_str) {
            Some(id) => Ok(Self::typed(EventId::from(id), json, text.to_owned())),
            None => Err(json),
        }
    }

    fn typed(id: EventId, json: Value, text: String) -> Self {
        let data = json.get("data").unwrap_or(&Value::Null);
        let attributes = data.get("attributes").unwrap_or(&Value::Null);
        let chat = part(attributes, "chat-message", |chat| {
            Chat::read(attributes, chat)
        });
        let sender = chat.as_ref().and_then(|chat| chat.sender.clone());
        Self {
            id,
            time: data
                .get("event")
                .and_then(|event| json::member(event, "ts")),
            meeting: part(attributes, "meeting", Meeting::read).unwrap_or_default(),
            user: part(attributes, "user", User::read).or(sender),
            chat,
            transcript: part(attributes, "transcript", Transcript::read),
            pad: part(attributes, "pad", Pad::read),
            poll: part(attributes, "poll", Poll::read),
            recording: Recording::read(attributes),
            json,
            text,
        }
    }

    /// The event as it came, to the letter.
    pub fn json(&self) -> &str {
        &self.text
    }

    /// The attributes as they came, those that have no field here among them.
    ///
    /// ```
    /// use bbb_sdk::callbacks::Event;
    ///
    /// let event = Event::from_json(r#"{"data":{"id":"user-waved","attributes":{"user":{"hands":2}}}}"#)?;
    /// assert_eq!(event.attributes().pointer("/user/hands").and_then(|hands| hands.as_i64()), Some(2));
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    pub fn attributes(&self) -> &Value {
        self.json
            .pointer("/data/attributes")
            .unwrap_or(&Value::Null)
    }

    /// What tells this event from every other: the same for each repetition of a delivery.
    ///
    /// It is the SHA-256 of the event's text in hex. ID, meeting and time are not enough: at the end of a meeting all its
    /// users leave in the same millisecond.
    pub fn dedup_id(&self) -> String {
        digest(&self.text)
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Event");
        shown
            .field("id", &self.id)
            .field("time", &self.time)
            .field("meeting", &self.meeting);
        let parts: [(&str, Option<&dyn fmt::Debug>); 6] = [
            ("user", self.user.as_ref().map(|part| part as _)),
            ("chat", self.chat.as_ref().map(|part| part as _)),
            ("transcript", self.transcript.as_ref().map(|part| part as _)),
            ("pad", self.pad.as_ref().map(|part| part as _)),
            ("poll", self.poll.as_ref().map(|part| part as _)),
            ("recording", self.recording.as_ref().map(|part| part as _)),
        ];
        for (name, part) in parts {
            if let Some(part) = part {
                shown.field(name, part);
            }
        }
        shown.finish_non_exhaustive()
    }
}

/// A message of the server's own bus, which a hook created with `getRaw=true` gets.
///
/// Its content is BigBlueButton's inner business and differs between versions.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RawMessage {
    /// The message's name: `UserJoinedMeetingEvtMsg`.
    pub name: Option<String>,
    /// The server's own ID of the meeting.
    pub internal_meeting_id: Option<String>,
    /// The server's own ID of the user.
    pub internal_user_id: Option<String>,
    #[cfg_attr(feature = "serde", serde(skip))]
    json: Value,
    #[cfg_attr(feature = "serde", serde(skip))]
    text: String,
}

impl RawMessage {
    pub(super) fn read(text: &str, json: Value) -> Self {
        let at = |pointer: &str| json.pointer(pointer).and_then(json::scalar);
        let either = |one, other| at(one).or_else(|| at(other));
        Self {
            name: either("/envelope/name", "/core/header/name"),
            internal_meeting_id: either("/core/header/meetingId", "/envelope/routing/meetingId"),
            internal_user_id: either("/core/header/userId", "/envelope/routing/userId"),
            json,
            text: text.to_owned(),
        }
    }

    /// The message as it came, to the letter.
    pub fn json(&self) -> &str {
        &self.text
    }

    /// The message as a value.
    pub fn value(&self) -> &Value {
        &self.json
    }

    /// What tells this message from every other: the SHA-256 of its text in hex.
    pub fn dedup_id(&self) -> String {
        digest(&self.text)
    }
}

impl fmt::Debug for RawMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawMessage")
            .field("name", &self.name)
            .field("internal_meeting_id", &self.internal_meeting_id)
            .field("internal_user_id", &self.internal_user_id)
            .finish_non_exhaustive()
    }
}

/// A meeting, as an event tells of it: mostly the two IDs; `meeting-created` has the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Meeting {
    /// The server's own ID.
    pub internal_id: Option<String>,
    /// The ID that the application chose. Missing once a week has passed without events.
    pub external_id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Whether it is a breakout room.
    pub is_breakout: Option<bool>,
    /// The internal ID of the meeting it is a breakout room of; `bbb-none` for none.
    pub parent_id: Option<String>,
    /// The time limit in minutes; 0 for none.
    pub duration: Option<i64>,
    /// When it was created.
    pub create_time: Option<Timestamp>,
    /// When it was created, in words.
    pub create_date: Option<String>,
    /// The moderators' password.
    pub moderator_password: Option<Secret>,
    /// The viewers' password.
    pub viewer_password: Option<Secret>,
    /// Whether it is recorded.
    pub record: Option<bool>,
    /// The number of the voice conference.
    pub voice_bridge: Option<String>,
    /// The number to dial.
    pub dial_number: Option<String>,
    /// How many users may be there; 0 for any number.
    pub max_users: Option<i64>,
    /// The metadata, their names in lower case.
    pub metadata: Metadata,
    /// What carries audio. Since webhooks 3.4, as are the next two.
    pub audio_bridge: Option<String>,
    /// What carries cameras.
    pub camera_bridge: Option<String>,
    /// What carries shared screens.
    pub screen_share_bridge: Option<String>,
    /// `meeting-presentation-changed`: the presentation's ID.
    pub presentation_id: Option<String>,
}

impl Meeting {
    fn read(json: &Value) -> Self {
        Self {
            internal_id: json::member(json, "internal-meeting-id"),
            external_id: verbatim(json, "external-meeting-id"),
            name: verbatim(json, "name"),
            is_breakout: json::member(json, "is-breakout"),
            parent_id: json::member(json, "parent-id"),
            duration: json::member(json, "duration"),
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

/// A user, as an event tells of one: the two IDs, and what the event is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct User {
    /// The server's own ID.
    pub internal_id: Option<String>,
    /// The ID that the application chose, or the internal one where it chose none.
    pub external_id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The role: `MODERATOR` or `VIEWER`.
    pub role: Option<String>,
    /// Whether the user is the presenter.
    pub presenter: Option<bool>,
    /// Whether the user joined as a guest. Since webhooks 3.1.
    pub guest: Option<bool>,
    /// What `join` was given as `userdata-…`.
    pub userdata: Metadata,
    /// `user-cam-…`: the camera's stream.
    pub stream: Option<String>,
    /// The user's address. `user-joined` since webhooks 3.5, as are the next three.
    pub ip_address: Option<String>,
    /// The user's browser.
    pub user_agent: Option<String>,
    /// Where the user came from.
    pub referer: Option<String>,
    /// The token of the user's session.
    pub session_token: Option<Secret>,
    /// `user-audio-…`: whether the user only listens.
    pub listening_only: Option<bool>,
    /// `user-audio-…`: whether the microphone is connected.
    pub sharing_mic: Option<bool>,
    /// `user-audio-…`: whether the user is muted.
    pub muted: Option<bool>,
    /// `user-emoji-changed`: the emoji; `none` for none.
    pub emoji: Option<String>,
    /// `user-raise-hand-changed`: whether the hand is raised.
    pub raise_hand: Option<bool>,
}

impl User {
    fn read(json: &Value) -> Self {
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
            // QUIRK: webhooks 3.x in front of BigBlueButton before 2.7 spell it as the server does.
            raise_hand: json::member(json, "raise-hand")
                .or_else(|| json::member(json, "raiseHand")),
        }
    }
}

/// A chat message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Chat {
    /// The chat it stands in: `MAIN-PUBLIC-GROUP-CHAT`.
    pub chat_id: Option<String>,
    /// The message's ID.
    pub id: Option<String>,
    /// The text, with the escapes of HTML.
    pub message: Option<String>,
    /// Who wrote it.
    pub sender: Option<User>,
    /// When it was written.
    pub time: Option<Timestamp>,
}

impl Chat {
    fn read(attributes: &Value, json: &Value) -> Self {
        let sender = json.get("sender");
        Self {
            chat_id: json::member(attributes, "chat-id"),
            id: json::member(json, "id"),
            message: verbatim(json, "message"),
            sender: sender.map(User::read),
            time: sender.and_then(|sender| json::member(sender, "time")),
        }
    }
}

/// What was said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Transcript {
    /// The ID, which stays the same while a sentence grows.
    pub id: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// The language: `en-US`.
    pub locale: Option<String>,
    /// Whether the text will not change any more.
    pub is_final: Option<bool>,
}

impl Transcript {
    fn read(json: &Value) -> Self {
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
pub struct Pad {
    /// The pad's ID.
    pub id: Option<String>,
    /// The pad's name: `notes`.
    pub external_id: Option<String>,
    /// The revision.
    pub revision: Option<i64>,
    /// Where the change begins.
    pub start: Option<i64>,
    /// Where the change ends.
    pub end: Option<i64>,
    /// The text, as HTML.
    pub text: Option<String>,
}

impl Pad {
    fn read(json: &Value) -> Self {
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
    /// The ID.
    pub id: Option<String>,
    /// `poll-started`: the question.
    pub question: Option<String>,
    /// `poll-started`: the answers to choose from.
    pub answers: Vec<PollAnswer>,
    /// `poll-responded`: the IDs of the chosen answers.
    pub answer_ids: Vec<i64>,
}

impl Poll {
    fn read(json: &Value) -> Self {
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

/// An answer to choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PollAnswer {
    /// The ID.
    pub id: Option<i64>,
    /// The text.
    pub key: Option<String>,
}

impl PollAnswer {
    fn read(json: &Value) -> Self {
        Self {
            id: json::member(json, "id"),
            key: verbatim(json, "key"),
        }
    }
}

/// A recording and what was done to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Recording {
    /// The recording's ID.
    pub record_id: Option<String>,
    /// `rap-…-ended`: whether the step succeeded.
    pub success: Option<bool>,
    /// `rap-…-ended`: how long the step took, in milliseconds.
    pub step_time: Option<i64>,
    /// The format's name: `presentation`, `video`. A recording with three formats has three of each step.
    pub workflow: Option<String>,
    /// `rap-archive-ended`: whether somebody started the recording, so that there is something to process.
    pub recorded: Option<bool>,
    /// `rap-archive-ended`: how long the meeting was.
    pub duration: Option<i64>,
    /// `rap-published`, `rap-unpublished`, `rap-deleted`: the format.
    pub format: Option<String>,
    /// `rap-publish-ended`: what was published.
    pub published: Option<PublishedRecording>,
}

impl Recording {
    fn read(attributes: &Value) -> Option<Self> {
        let recording = Self {
            record_id: json::member(attributes, "record-id"),
            success: json::member(attributes, "success"),
            step_time: json::member(attributes, "step-time"),
            workflow: json::member(attributes, "workflow"),
            recorded: json::member(attributes, "recorded"),
            duration: json::member(attributes, "duration"),
            format: json::member(attributes, "format"),
            published: part(attributes, "recording", PublishedRecording::read),
        };
        (recording != Self::default()).then_some(recording)
    }
}

/// A recording that was published in a format.
///
/// `Debug` blanks the tokens that links of protected recordings may hold.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PublishedRecording {
    /// The meeting's name.
    pub name: Option<String>,
    /// Whether it is that of a breakout room.
    pub is_breakout: Option<bool>,
    /// When it begins.
    pub start_time: Option<Timestamp>,
    /// When it ends.
    pub end_time: Option<Timestamp>,
    /// The size in bytes.
    pub size: Option<i64>,
    /// The size of what it was made of, in bytes.
    pub raw_size: Option<i64>,
    /// The metadata.
    pub metadata: Metadata,
    /// Where it can be watched.
    pub playback: Option<Playback>,
    /// Where it can be downloaded; formats differ.
    pub download: Option<Value>,
}

impl fmt::Debug for PublishedRecording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublishedRecording")
            .field("name", &self.name)
            .field("is_breakout", &self.is_breakout)
            .field("start_time", &self.start_time)
            .field("end_time", &self.end_time)
            .field("size", &self.size)
            .field("raw_size", &self.raw_size)
            .field("metadata", &self.metadata)
            .field("playback", &self.playback)
            .field(
                "download",
                &format_args!("{}", shown(self.download.as_ref())),
            )
            .finish()
    }
}

impl PublishedRecording {
    fn read(json: &Value) -> Self {
        Self {
            name: verbatim(json, "name"),
            is_breakout: json::member(json, "is-breakout"),
            start_time: json::member(json, "start-time"),
            end_time: json::member(json, "end-time"),
            size: json::member(json, "size"),
            raw_size: json::member(json, "raw-size"),
            metadata: json.get("metadata").map(json::metadata).unwrap_or_default(),
            playback: part(json, "playback", Playback::read),
            download: part(json, "download", Value::clone),
        }
    }
}

/// Where a recording can be watched.
///
/// `Debug` blanks the tokens that links of protected recordings may hold.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Playback {
    /// The format: `presentation`.
    pub format: Option<String>,
    /// The URL.
    pub link: Option<String>,
    /// How long processing took, in milliseconds.
    pub processing_time: Option<i64>,
    /// How long it plays, in milliseconds.
    pub duration: Option<i64>,
    /// The size in bytes.
    pub size: Option<i64>,
    /// What the format adds of its own, such as previews.
    pub extensions: Option<Value>,
}

impl fmt::Debug for Playback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Playback")
            .field("format", &self.format)
            .field("link", &self.link.as_deref().map(redact))
            .field("processing_time", &self.processing_time)
            .field("duration", &self.duration)
            .field("size", &self.size)
            .field(
                "extensions",
                &format_args!("{}", shown(self.extensions.as_ref())),
            )
            .finish()
    }
}

/// JSON with links in it, for `Debug`.
fn shown(json: Option<&Value>) -> String {
    redact(&format!("{json:?}"))
}

impl Playback {
    fn read(json: &Value) -> Self {
        Self {
            format: json::member(json, "format"),
            link: json::member(json, "link"),
            processing_time: json::member(json, "processing_time"),
            duration: json::member(json, "duration"),
            size: json::member(json, "size"),
            extensions: json.get("extensions").cloned(),
        }
    }
}

/// A member that is an object with at least one member of its own.
fn part<T>(json: &Value, name: &str, read: impl FnOnce(&Value) -> T) -> Option<T> {
    let part = json.get(name)?;
    part.as_object()
        .is_some_and(|members| !members.is_empty())
        .then(|| read(part))
}

/// What people wrote, with the blanks around it; nothing where it is empty.
fn verbatim<T: FromText>(json: &Value, name: &str) -> Option<T> {
    match json.get(name) {
        Some(Value::String(text)) if !text.is_empty() => T::from_text(text),
        Some(Value::String(_)) => None,
        _ => json::member(json, name),
    }
}

fn digest(text: &str) -> String {
    let signature = Checksum::SHA256.sign_parts(&[text.as_bytes()]);
    signature.as_str().to_owned()
}
