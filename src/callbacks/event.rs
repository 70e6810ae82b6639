//! Events of meetings and recordings, as a webhooks server sends them.

use std::fmt;

use crate::checksum::Checksum;
use crate::error::{CallbackProblem, Result};
use crate::json::{self, Value};
use crate::value::{FromText, Timestamp};

mod id;
mod parts;
mod raw;
mod recording;

pub use id::EventId;
pub use parts::{ChatMessage, EventMeeting, EventUser, PadChange, Poll, PollAnswer, Transcript};
pub use raw::RawMessage;
pub use recording::{EventRecording, PublishedPlayback, PublishedRecording};

/// Something that happened in a meeting or to a recording.
///
/// Which parts an event has depends on its [`id`](Self::id) and on the server's version, so every part is optional.
/// [`json`](Self::json) returns the event as it was received, and [`attributes`](Self::attributes) reaches what has no
/// field here.
///
/// `Debug` shows the fields without passwords and tokens. Serialised events leave them out, and the text that
/// [`json`](Self::json) returns as well. To store an event and read it back, store that text and use
/// [`from_json`](Self::from_json).
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Event {
    /// What happened (`id`).
    pub id: EventId,
    /// When the webhooks server heard of it (`ts`). For `rap-…` events, when the recording's script reported it.
    ///
    /// Webhooks since 3.0 do not keep deliveries in order. Sort by this where the order matters.
    pub time: Option<Timestamp>,
    /// The meeting in which it happened (`meeting`).
    pub meeting: EventMeeting,
    /// The user who did it or to whom it was done (`user`). The writer of a chat message is also in
    /// [`chat`](Self::chat).
    pub user: Option<EventUser>,
    /// The message (`chat-message`). For `chat-…` events.
    pub chat: Option<ChatMessage>,
    /// What a user said (`transcript`). For `transcript-updated`.
    pub transcript: Option<Transcript>,
    /// The change of the shared notes (`pad`). For `pad-content`.
    pub pad: Option<PadChange>,
    /// The poll (`poll`). For `poll-…` events.
    pub poll: Option<Poll>,
    /// The recording and what was done to it. For `rap-…` events.
    pub recording: Option<EventRecording>,
    #[cfg_attr(feature = "serde", serde(skip))]
    json: Value,
    #[cfg_attr(feature = "serde", serde(skip))]
    text: String,
}

impl Event {
    /// Creates an event as a server would send it, for tests. `millis` is its time in milliseconds since 1970.
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

    /// Reads an event from its text, such as one that was stored.
    ///
    /// # Errors
    ///
    /// Returns an error for a text that is not JSON, and for JSON without an event's ID.
    pub fn from_json(text: &str) -> Result<Self> {
        let json =
            json::parse_script(text).map_err(|error| CallbackProblem::Json(error.to_string()))?;
        let read = Self::read(text.trim(), json);
        Ok(read.map_err(|_| CallbackProblem::Shape("an event with an id"))?)
    }

    /// Reads JSON that has an ID, and returns JSON without one unchanged.
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
            ChatMessage::read(attributes, chat)
        });
        let sender = chat.as_ref().and_then(|chat| chat.sender.clone());
        Self {
            id,
            time: data
                .get("event")
                .and_then(|event| json::member(event, "ts")),
            meeting: part(attributes, "meeting", EventMeeting::read).unwrap_or_default(),
            user: part(attributes, "user", EventUser::read).or(sender),
            chat,
            transcript: part(attributes, "transcript", Transcript::read),
            pad: part(attributes, "pad", PadChange::read),
            poll: part(attributes, "poll", Poll::read),
            recording: EventRecording::read(attributes),
            json,
            text,
        }
    }

    /// Returns the event exactly as it was received.
    pub fn json(&self) -> &str {
        &self.text
    }

    /// Returns the event's attributes, including those that have no field here.
    ///
    /// ```
    /// use bbb_sdk::callbacks::Event;
    ///
    /// let json = r#"{"data":{"id":"user-waved","attributes":{"user":{"hands":2}}}}"#;
    /// let event = Event::from_json(json)?;
    /// let hands = event.attributes().pointer("/user/hands");
    /// assert_eq!(hands.and_then(|hands| hands.as_i64()), Some(2));
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    pub fn attributes(&self) -> &Value {
        self.json
            .pointer("/data/attributes")
            .unwrap_or(&Value::Null)
    }

    /// Returns an ID that tells this event from every other, and is the same each time a delivery is repeated.
    ///
    /// It is the SHA-256 of the event's text in hex. The kind, the meeting and the time are not enough: when a meeting
    /// ends, all its users leave in the same millisecond.
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

/// Reads a member that is an object with at least one member of its own.
fn part<T>(json: &Value, name: &str, read: impl FnOnce(&Value) -> T) -> Option<T> {
    let part = json.get(name)?;
    part.as_object()
        .is_some_and(|members| !members.is_empty())
        .then(|| read(part))
}

/// Reads text that a person wrote, with the blanks around it. Empty text is `None`.
fn verbatim<T: FromText>(json: &Value, name: &str) -> Option<T> {
    match json.get(name) {
        Some(Value::String(text)) if !text.is_empty() => T::from_text(text),
        _ => json::member(json, name),
    }
}

fn digest(text: &str) -> String {
    let signature = Checksum::SHA256.sign_parts(&[text.as_bytes()]);
    signature.as_str().to_owned()
}
