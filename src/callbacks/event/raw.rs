//! Messages that are not events.

use std::fmt;

use super::digest;
use crate::json::{self, Value};

/// An internal message of the server, which a hook created with `getRaw=true` gets.
///
/// Its content is internal to BigBlueButton and differs between versions. The fields are `None` where a message does
/// not have them, or has them in a place that this crate does not know.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RawMessage {
    /// The message's name, such as `UserJoinedMeetingEvtMsg` or `archive_started`.
    pub name: Option<String>,
    /// The server's own ID of the meeting.
    pub internal_meeting_id: Option<String>,
    /// The ID that the application chose for the meeting. Only a few messages have it.
    pub external_meeting_id: Option<String>,
    /// The server's own ID of the user.
    pub internal_user_id: Option<String>,
    #[cfg_attr(feature = "serde", serde(skip))]
    json: Value,
    #[cfg_attr(feature = "serde", serde(skip))]
    text: String,
}

impl RawMessage {
    pub(in crate::callbacks) fn read(text: &str, json: Value) -> Self {
        let first = |pointers: &[&str]| {
            let mut values = pointers.iter().filter_map(|pointer| json.pointer(pointer));
            values.find_map(json::scalar)
        };
        // QUIRK: three shapes occur. Most messages have an envelope and a core. Those about a whole meeting name it in
        // their body instead of in a header. Those about recordings have a header and a payload at the top.
        Self {
            name: first(&["/envelope/name", "/core/header/name", "/header/name"]),
            internal_meeting_id: first(&[
                "/core/header/meetingId",
                "/envelope/routing/meetingId",
                "/core/body/props/meetingProp/intId",
                "/core/body/meetingId",
                "/payload/meeting_id",
            ]),
            external_meeting_id: first(&[
                "/core/body/props/meetingProp/extId",
                "/payload/external_meeting_id",
            ]),
            internal_user_id: first(&["/core/header/userId", "/envelope/routing/userId"]),
            json,
            text: text.to_owned(),
        }
    }

    /// Returns the message exactly as it was received.
    pub fn json(&self) -> &str {
        &self.text
    }

    /// Returns the message as a JSON value.
    pub fn value(&self) -> &Value {
        &self.json
    }

    /// Returns an ID that tells this message from every other: the SHA-256 of its text in hex.
    pub fn dedup_id(&self) -> String {
        digest(&self.text)
    }
}

impl fmt::Debug for RawMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawMessage")
            .field("name", &self.name)
            .field("internal_meeting_id", &self.internal_meeting_id)
            .field("external_meeting_id", &self.external_meeting_id)
            .field("internal_user_id", &self.internal_user_id)
            .finish_non_exhaustive()
    }
}
