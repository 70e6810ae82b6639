//! [`Recording`] and its parts.

use std::borrow::Cow;
use std::fmt;

use super::RecordingState;
use super::playback::Playback;
use crate::redact::{BLANK, UrlShown};
use crate::value::{Metadata, Timestamp};
use crate::xml::Element;

/// An element of the list: a recording, or the path of one that the server cannot read.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are recordings, and become the list of them where they stand"
)]
pub(super) enum Entry {
    Recording(Recording),
    Damaged(String),
}

impl Entry {
    #[inline]
    pub(super) fn read(recording: &Element<'_, '_>) -> Self {
        // Read last because it is rare: after the last field no element is left to search.
        let read = Recording::read(recording);
        let damaged = recording
            .child("error")
            .and_then(|error| error.opt("recordID"));
        match damaged {
            Some(path) => Self::Damaged(path),
            None => Self::Recording(read),
        }
    }
}

/// A recording.
///
/// BigBlueButton 2.0 and later escape `name` and `meeting_id` twice, and again each time the recording is published,
/// hidden or updated, so that `R&D` arrives as `R&amp;D` or `R&amp;amp;D`. The fields contain what the server wrote.
/// [`original_name`](Self::original_name) and [`original_meeting_id`](Self::original_meeting_id) undo the escaping where
/// that is certain to be right.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Recording {
    /// The recording's ID, which is the meeting's internal ID. It is empty if the server sent none, and `unknown` if the
    /// server does not know it.
    pub record_id: String,
    /// The application's ID of the meeting, or the recording's ID if the server has lost it.
    pub meeting_id: Option<String>,
    /// The server's ID of the meeting.
    ///
    /// Since 1.1.
    pub internal_meeting_id: Option<String>,
    /// The meeting's name.
    pub name: Option<String>,
    /// Whether the meeting was a breakout room.
    ///
    /// Since 1.1.
    pub is_breakout: Option<bool>,
    /// Whether the recording is published.
    pub published: Option<bool>,
    /// The state.
    ///
    /// Since 1.0.
    pub state: Option<RecordingState>,
    /// When the meeting began.
    pub start_time: Option<Timestamp>,
    /// When the meeting ended.
    pub end_time: Option<Timestamp>,
    /// When the recording was deleted. Only servers that keep recordings in a database send it.
    pub deleted_at: Option<Timestamp>,
    /// The value of `publishUpdated`. Only servers that keep recordings in a database send it.
    pub publish_updated: Option<bool>,
    /// Whether users need a personal link to watch the recording. Scalelite and servers that keep recordings in a database
    /// send it.
    pub protected: Option<bool>,
    /// The number of users who took part.
    ///
    /// Since 1.1.
    pub participants: Option<i64>,
    /// The size of the raw data.
    ///
    /// Since 2.0.
    pub raw_size_bytes: Option<i64>,
    /// The metadata, which includes `meetingId`, `meetingName` and `isBreakout`.
    #[cfg_attr(feature = "serde", serde(default))]
    pub metadata: Metadata,
    /// The relation of a recorded breakout room to its meeting. 2.6 and b3lb also send it for other meetings, with the
    /// parent `unknown`.
    pub breakout: Option<BreakoutInfo>,
    /// The IDs of the recordings of the meeting's breakout rooms.
    #[cfg_attr(feature = "serde", serde(default))]
    pub breakout_rooms: Vec<String>,
    /// The size of the published formats.
    ///
    /// Since 2.0.
    pub size_bytes: Option<i64>,
    /// The playback formats of the recording.
    #[cfg_attr(feature = "serde", serde(default))]
    pub playback: Vec<Playback>,
    /// Further data files.
    ///
    /// Since 2.2.
    #[cfg_attr(feature = "serde", serde(default))]
    pub data: Vec<DataFile>,
    /// The recording-ready callback. Only servers that keep recordings in a database send it.
    pub callback: Option<RecordingCallback>,
}

impl Recording {
    #[inline]
    fn read(recording: &Element<'_, '_>) -> Self {
        // QUIRK: the optional service that keeps recordings in a database spells some names its own way.
        let either = |name, other| recording.opt(name).or_else(|| recording.opt(other));
        Self {
            record_id: either("recordID", "recordId").unwrap_or_default(),
            meeting_id: either("meetingID", "meetingId"),
            internal_meeting_id: recording.opt("internalMeetingID"),
            name: recording.opt("name"),
            is_breakout: recording.opt("isBreakout"),
            published: recording.opt("published"),
            state: recording.opt("state"),
            start_time: recording.opt("startTime"),
            end_time: recording.opt("endTime"),
            participants: recording.opt("participants"),
            raw_size_bytes: recording.opt("rawSize"),
            metadata: Some(recording.map("metadata"))
                .filter(|metadata| !metadata.is_empty())
                .unwrap_or_else(|| recording.map("meta")),
            size_bytes: recording.opt("size"),
            playback: recording
                .child("playback")
                .map(|playback| Playback::read_all(&playback))
                .unwrap_or_default(),
            data: recording.list("data", "format", |data| DataFile {
                kind: data.opt("type"),
                url: data.opt("url"),
            }),
            breakout: recording
                .child("breakout")
                .map(|breakout| BreakoutInfo::read(&breakout)),
            breakout_rooms: recording.list("breakoutRooms", "breakoutRoom", |room| {
                room.text().into_owned()
            }),
            protected: recording
                .opt("protected")
                .or_else(|| recording.opt("isProtected")),
            deleted_at: recording.opt("deletedAt"),
            publish_updated: recording.opt("publishUpdated"),
            callback: recording
                .child("callback")
                .map(|callback| RecordingCallback::read(&callback)),
        }
    }

    /// Returns the name that the application gave the meeting, if the server's escaping can be undone with certainty, and
    /// `name` otherwise.
    ///
    /// It can be undone if the metadata contains the same name under `meetingName`, which servers escape only once.
    /// Otherwise undoing it would damage names that contain `&amp;` themselves.
    #[inline]
    pub fn original_name(&self) -> Option<&str> {
        let name = self.name.as_deref()?;
        Some(original(name, self.metadata.get("meetingName")))
    }

    /// Returns the meeting's ID as the application gave it. The rule is that of [`original_name`](Self::original_name),
    /// with the metadata `meetingId`.
    #[inline]
    pub fn original_meeting_id(&self) -> Option<&str> {
        let id = self.meeting_id.as_deref()?;
        Some(original(id, self.metadata.get("meetingId")))
    }
}

/// Returns the candidate, if escaping it some number of times gives the text, and the text otherwise.
#[inline]
fn original<'a>(text: &'a str, candidate: Option<&'a str>) -> &'a str {
    let Some(candidate) = candidate else {
        return text;
    };
    let mut unescaped = Cow::Borrowed(text);
    for _ in 0..MOST_ROUNDS {
        if unescaped == candidate {
            return candidate;
        }
        unescaped = Cow::Owned(unescape(&unescaped));
    }
    text
}

/// The maximum number of times that a text is unescaped. Servers escape it twice at first, and once each time a recording
/// is published or updated.
const MOST_ROUNDS: usize = 32;

/// Undoes one round of escaping.
#[inline]
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// The relation of a recorded breakout room to its meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct BreakoutInfo {
    /// The internal ID of the meeting that the room belongs to, or `unknown` if the recording is not of a breakout room.
    pub parent_id: Option<String>,
    /// The number of the room, from 1.
    pub sequence: Option<i64>,
    /// Whether users chose their room. Servers lose it when a recording is published or updated, and send `false` from then
    /// on.
    ///
    /// Since 2.0.
    pub free_join: Option<bool>,
}

impl BreakoutInfo {
    #[inline]
    fn read(breakout: &Element<'_, '_>) -> Self {
        Self {
            parent_id: breakout.opt("parentId"),
            sequence: breakout.opt("sequence"),
            free_join: breakout.opt("freeJoin"),
        }
    }
}

/// A data file of a recording.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct DataFile {
    /// The kind, such as `json`.
    pub kind: Option<String>,
    /// The URL.
    pub url: Option<String>,
}

impl fmt::Debug for DataFile {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataFile")
            .field("kind", &self.kind)
            .field("url", &UrlShown(&self.url))
            .finish()
    }
}

/// A recording-ready callback.
///
/// `Debug` leaves out the settings, which hold the URL of the callback.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RecordingCallback {
    /// The meeting's internal ID.
    pub meeting_id: Option<String>,
    /// The settings as the server keeps them, in JSON.
    pub attributes: Option<String>,
    /// When the callback was created.
    pub created_at: Option<Timestamp>,
}

impl fmt::Debug for RecordingCallback {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingCallback")
            .field("meeting_id", &self.meeting_id)
            .field("attributes", &self.attributes.as_ref().map(|_| BLANK))
            .field("created_at", &self.created_at)
            .finish()
    }
}

impl RecordingCallback {
    #[inline]
    fn read(callback: &Element<'_, '_>) -> Self {
        Self {
            meeting_id: callback.opt("meetingId"),
            attributes: callback.opt("callbackAttributes"),
            created_at: callback.opt("createdAt"),
        }
    }
}
