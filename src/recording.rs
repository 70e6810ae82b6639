//! What was recorded: getRecordings, publishRecordings, deleteRecordings, updateRecordings; with the feature `json`
//! getRecordingTextTracks and putRecordingTextTrack.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::call::{Call, Response};
use crate::error::{Key, Result};
use crate::query::{self, Query};
use crate::value::{Metadata, Timestamp, open_enum};
use crate::xml::Element;

mod pages;
#[cfg(feature = "json")]
mod text_tracks;

pub use pages::Pages;
#[cfg(feature = "json")]
pub use text_tracks::{
    GetRecordingTextTracks, PutRecordingTextTrack, TextTrack, TextTrackUploaded, TextTracks,
    TrackKind, TrackSource,
};

/// `getRecordings`: the recordings that are published or unpublished, or those of other states on demand.
///
/// Without IDs the server looks at every recording it has, which is slow; it may be set up to show none then. The order
/// is the server's own. [`pages`](Self::pages) goes through them a hundred at a time. Since BigBlueButton 0.8.
///
/// ```
/// # #[cfg(feature = "sha256")] {
/// use bbb_sdk::{Server, recording::{GetRecordings, State}};
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let call = GetRecordings::new().meeting_ids(["room-1"]).states([State::Published]).meta("course", "Physics%");
/// assert!(server.url(&call)?.contains("?meetingID=room-1&state=published&meta_course=Physics%25&"));
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// <https://docs.bigbluebutton.org/development/api/#getrecordings>
#[derive(Debug, Clone, Default)]
#[must_use = "a call does nothing until it is sent"]
pub struct GetRecordings(Query);

impl GetRecordings {
    /// Asks for all recordings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for the recordings of these meetings. Ignored by servers when record IDs are given as well.
    ///
    /// QUIRK: BigBlueButton decodes these IDs once more than it should, so that `+` is taken for a space and `%` for the
    /// beginning of a code. For IDs with either see [`meeting_ids_encoded_twice`](Self::meeting_ids_encoded_twice).
    pub fn meeting_ids<T: fmt::Display>(mut self, ids: impl IntoIterator<Item = T>) -> Self {
        self.0.list("meetingID", ids);
        self
    }

    /// [`meeting_ids`](Self::meeting_ids) for IDs with `+` or `%` on BigBlueButton itself.
    ///
    /// Scalelite, b3lb and b3scale decode once, as they should, and find nothing this way.
    pub fn meeting_ids_encoded_twice<T: fmt::Display>(
        self,
        ids: impl IntoIterator<Item = T>,
    ) -> Self {
        self.meeting_ids(ids.into_iter().map(query::encoded))
    }

    /// Asks for the recordings with these IDs, or with IDs that begin so: prefixes since 1.0.
    pub fn record_ids<T: fmt::Display>(mut self, ids: impl IntoIterator<Item = T>) -> Self {
        self.0.list("recordID", ids);
        self
    }

    /// Asks for recordings in these states; published and unpublished by default. Since 1.0.
    pub fn states(mut self, states: impl IntoIterator<Item = State>) -> Self {
        self.0.list("state", states);
        self
    }

    /// Asks for recordings with this metadata; `%` at the beginning or the end stands for any text. Since 1.0.
    ///
    /// BigBlueButton wants all of several to match, Scalelite any; b3lb ignores them. BigBlueButton looks the name up in
    /// lower case and so never finds `meetingName` and other names in mixed case. An empty value is refused: servers
    /// answer it with HTTP 500.
    pub fn meta(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.meta(name, value);
        let parameter = format!("meta_{name}");
        if self.0.get(&parameter).is_some_and(|value| value.is_empty()) {
            self.0
                .refuse(&parameter, "is a filter and must not be empty");
        }
        self
    }

    /// Leaves out as many recordings. Only with [`limit`](Self::limit). Since 2.6; load balancers ignore it.
    pub fn offset(mut self, offset: u32) -> Self {
        self.0.set("offset", offset);
        self
    }

    /// Asks for as many recordings at most, 1 to 100. Since 2.6; load balancers ignore it.
    ///
    /// A page may show less of a recording than a call by its ID does: some builds give one playback format alone.
    pub fn limit(mut self, limit: u32) -> Self {
        if (1..=pages::MOST).contains(&limit) {
            self.0.set("limit", limit);
        } else {
            self.0
                .refuse("limit", "is not between 1 and 100, which servers make it");
        }
        self
    }

    /// Sets a parameter the crate does not know.
    pub fn param(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.set(name, value);
        self
    }
}

impl Call for GetRecordings {
    type Answer = Recordings;
    const NAME: &'static str = "getRecordings";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn read(response: &Response<'_>) -> Result<Recordings> {
        response.xml_list(
            ("recordings", "recording"),
            |recording| Ok(Entry::read(&recording)),
            |answer, entries| Ok(Recordings::read(&answer, entries)),
        )
    }
}

open_enum! {
    /// How far a recording has come.
    pub enum State {
        /// Its processing waits or runs.
        Processing = "processing",
        /// Processed and not yet published.
        Processed = "processed",
        /// It can be seen.
        Published = "published",
        /// It was published and is hidden.
        Unpublished = "unpublished",
        /// Deleted, and kept by the server all the same.
        Deleted = "deleted",
        /// Only to ask with: whatever the state.
        Any = "any",
    }
}

/// The answer of [`GetRecordings`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Recordings {
    /// The recordings.
    pub recordings: Vec<Recording>,
    /// What the server says in place of recordings whose metadata it cannot read: the path of the file. Versions 1.1 to 2.0.
    pub damaged: Vec<String>,
    /// How many there are on all pages. Where a limit was asked for and the server knows of pages.
    ///
    /// QUIRK: 2.6, early 2.7 and 3.0 up to November 2025 count playback formats.
    pub total: Option<i64>,
    /// The page, as some versions describe it: 2.6, early 2.7 and 3.0 up to November 2025.
    pub page: Option<Page>,
    /// [`Key::NoRecordings`] where there are none.
    pub message_key: Option<Key>,
    /// The same in words.
    pub message: Option<String>,
}

impl Recordings {
    fn read(answer: &Element<'_, '_>, entries: Vec<Entry>) -> Self {
        let mut read = Self {
            message_key: answer.opt("messageKey"),
            message: answer.opt("message"),
            total: answer.opt("totalElements"),
            ..Self::default()
        };
        if let Some(pagination) = answer.child("pagination") {
            read.page = Some(Page::read(&pagination));
            read.total = read.total.or_else(|| pagination.opt("totalElements"));
        }
        for entry in entries {
            match entry {
                Entry::Recording(recording) => read.recordings.push(*recording),
                Entry::Damaged(path) => read.damaged.push(path),
            }
        }
        read
    }
}

/// How a server describes a page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Page {
    /// How many recordings were left out.
    pub offset: Option<i64>,
    /// How many were asked for.
    pub limit: Option<i64>,
    /// Whether this is a page.
    pub paged: Option<bool>,
    /// Whether this is all.
    pub unpaged: Option<bool>,
    /// Whether nothing is on it.
    pub empty: Option<bool>,
}

impl Page {
    fn read(pagination: &Element<'_, '_>) -> Self {
        let pageable = pagination.child("pageable");
        let pageable = pageable.as_ref().unwrap_or(pagination);
        Self {
            offset: pageable.opt("offset"),
            limit: pageable.opt("limit"),
            paged: pageable.opt("paged"),
            unpaged: pageable.opt("unpaged"),
            empty: pagination.opt("empty"),
        }
    }
}

/// An element of the list: a recording, or what stands for one that cannot be read.
enum Entry {
    Recording(Box<Recording>),
    Damaged(String),
}

impl Entry {
    fn read(recording: &Element<'_, '_>) -> Self {
        let damaged = recording
            .child("error")
            .and_then(|error| error.opt("recordID"));
        match damaged {
            Some(path) => Self::Damaged(path),
            None => Self::Recording(Box::new(Recording::read(recording))),
        }
    }
}

/// A recording.
///
/// QUIRK: BigBlueButton 2.0 and later escape `name` and `meeting_id` twice, and once more each time the recording was
/// published, hidden or updated, so that `R&D` comes as `R&amp;D` or `R&amp;amp;D`. The fields hold what the server wrote;
/// [`original_name`](Self::original_name) and [`original_meeting_id`](Self::original_meeting_id) undo it where that is certain.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Recording {
    /// The recording's ID, which is the meeting's internal ID; empty where the server gave none, `unknown` where it knew none.
    pub record_id: String,
    /// The application's ID of the meeting, or the record ID where that was lost.
    pub meeting_id: Option<String>,
    /// The server's ID of the meeting. Since 1.1.
    pub internal_meeting_id: Option<String>,
    /// The meeting's name.
    pub name: Option<String>,
    /// Whether it is of a breakout room. Since 1.1.
    pub is_breakout: Option<bool>,
    /// Whether it can be seen.
    pub published: Option<bool>,
    /// How far it has come. Since 1.0.
    pub state: Option<State>,
    /// When the meeting began.
    pub start_time: Option<Timestamp>,
    /// When the meeting ended.
    pub end_time: Option<Timestamp>,
    /// When it was deleted. Servers that keep recordings in a database.
    pub deleted_at: Option<Timestamp>,
    /// Servers that keep recordings in a database.
    pub publish_updated: Option<bool>,
    /// Whether it is shown to those alone who have a link made for them. Scalelite, and servers with a database.
    pub protected: Option<bool>,
    /// How many users took part. Since 1.1.
    pub participants: Option<i64>,
    /// The size of what was captured, in bytes. Since 2.0.
    pub raw_size: Option<i64>,
    /// The metadata, with `meetingId`, `meetingName` and `isBreakout` among it.
    pub metadata: Metadata,
    /// For breakout rooms. 2.6 and b3lb show one for others, too, with the parent `unknown`.
    pub breakout: Option<Breakout>,
    /// The record IDs of the meeting's breakout rooms.
    pub breakout_rooms: Vec<String>,
    /// The size of what is published, in bytes. Since 2.0.
    pub size: Option<i64>,
    /// The forms in which it can be seen.
    pub playback: Vec<Playback>,
    /// Data beside it. Since 2.2.
    pub data: Vec<Data>,
    /// What is called when it is ready. Servers that keep recordings in a database.
    pub callback: Option<Callback>,
}

impl Recording {
    fn read(recording: &Element<'_, '_>) -> Self {
        // QUIRK: the optional service that keeps recordings in a database spells names its own way.
        let database = recording.child("recordId");
        let [record_id, meeting_id, metadata] = match &database {
            None => ["recordID", "meetingID", "metadata"],
            Some(_) => ["recordId", "meetingId", "meta"],
        };
        Self {
            record_id: recording.opt(record_id).unwrap_or_default(),
            meeting_id: recording.opt(meeting_id),
            internal_meeting_id: recording.opt("internalMeetingID"),
            name: recording.opt("name"),
            is_breakout: recording.opt("isBreakout"),
            published: recording.opt("published"),
            protected: recording
                .opt("protected")
                .or_else(|| recording.opt("isProtected")),
            state: recording.opt("state"),
            start_time: recording.opt("startTime"),
            end_time: recording.opt("endTime"),
            deleted_at: recording.opt("deletedAt"),
            publish_updated: recording.opt("publishUpdated"),
            participants: recording.opt("participants"),
            raw_size: recording.opt("rawSize"),
            metadata: recording.map(metadata),
            breakout: recording
                .child("breakout")
                .map(|breakout| Breakout::read(&breakout)),
            breakout_rooms: recording.list("breakoutRooms", "breakoutRoom", |room| {
                room.text().into_owned()
            }),
            size: recording.opt("size"),
            playback: recording
                .child("playback")
                .map(|playback| Playback::read_all(&playback))
                .unwrap_or_default(),
            data: recording.list("data", "format", |data| Data {
                kind: data.opt("type"),
                url: data.opt("url"),
            }),
            callback: recording
                .child("callback")
                .map(|callback| Callback::read(&callback)),
        }
    }

    /// The name as the meeting was given it, where the server's escaping can be undone with certainty; else `name` as it is.
    ///
    /// It is certain where the metadata holds the same name under `meetingName`, which servers escape as they should.
    /// Undoing it anywhere else would spoil names that really hold `&amp;`.
    pub fn original_name(&self) -> Option<&str> {
        let name = self.name.as_deref()?;
        Some(original(name, self.metadata.get("meetingName")))
    }

    /// The meeting's ID as the application gave it, by the rule of [`original_name`](Self::original_name) and the metadata
    /// `meetingId`.
    pub fn original_meeting_id(&self) -> Option<&str> {
        let id = self.meeting_id.as_deref()?;
        Some(original(id, self.metadata.get("meetingId")))
    }
}

/// The candidate, if the text is nothing but the candidate escaped again and again; else the text.
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

/// How often a text may have been escaped: twice at first, and once each time a recording was published or updated.
const MOST_ROUNDS: usize = 32;

/// Undoes one round of escaping.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// How a breakout room belongs to its meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Breakout {
    /// The internal ID of the meeting it belongs to; `unknown` for recordings that are of no breakout room.
    pub parent_id: Option<String>,
    /// Its number, from 1.
    pub sequence: Option<i64>,
    /// Whether users chose their room. Since 2.0; it is lost, and `false`, when a recording was published or updated.
    pub free_join: Option<bool>,
}

impl Breakout {
    fn read(breakout: &Element<'_, '_>) -> Self {
        Self {
            parent_id: breakout.opt("parentId"),
            sequence: breakout.opt("sequence"),
            free_join: breakout.opt("freeJoin"),
        }
    }
}

open_enum! {
    /// The form in which a recording can be seen.
    pub enum PlaybackKind {
        /// Slides, voices, cameras, chat.
        Presentation = "presentation",
        /// One video.
        Video = "video",
        /// Sound alone.
        Podcast = "podcast",
        /// The shared notes.
        Notes = "notes",
        /// The shared screen.
        Screenshare = "screenshare",
        /// What the learning dashboard showed.
        Statistics = "statistics",
        /// What was captured.
        Capture = "capture",
    }
}

/// A form in which a recording can be seen.
///
/// What else a processing script may have added is skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Playback {
    /// The form.
    pub kind: Option<PlaybackKind>,
    /// Where it can be seen.
    pub url: Option<String>,
    /// How long the processing took, in milliseconds.
    pub processing_time: Option<i64>,
    /// The length in whole minutes, rounded down. Servers with a database give [`length_millis`](Self::length_millis) instead.
    pub length_minutes: Option<i64>,
    /// The length in milliseconds. Servers that keep recordings in a database.
    pub length_millis: Option<i64>,
    /// The size in bytes. Since 2.0.
    pub size: Option<i64>,
    /// Pictures of slides.
    pub preview: Vec<Image>,
    /// Further addresses, as some scripts add them.
    pub urls: Vec<Link>,
}

impl Playback {
    fn read_all(playback: &Element<'_, '_>) -> Vec<Self> {
        // QUIRK: servers with a database put the fields of the one form right into `playback` and its kind into `format`.
        match playback.child("format") {
            Some(format) if format.elements().next().is_none() && !format.text().is_empty() => {
                vec![Self {
                    kind: playback.opt("format"),
                    url: playback.opt("url"),
                    length_minutes: None,
                    length_millis: playback.opt("length"),
                    processing_time: playback.opt("processingTime"),
                    size: playback.opt("size"),
                    preview: images(playback),
                    urls: Vec::new(),
                }]
            }
            _ => playback
                .children("format")
                .map(|format| Self::read(&format))
                .collect(),
        }
    }

    fn read(format: &Element<'_, '_>) -> Self {
        Self {
            kind: format.opt("type"),
            url: format.opt("url"),
            processing_time: format.opt("processingTime"),
            length_minutes: format.opt("length"),
            length_millis: None,
            size: format.opt("size"),
            preview: format
                .children("preview")
                .flat_map(|preview| images(&preview))
                .collect(),
            urls: format.list("urls", "url", |url| Link::read(&url)),
        }
    }

    /// The length: to the millisecond where the server gives it so, else in whole minutes.
    pub fn length(&self) -> Option<Duration> {
        let millis = self
            .length_millis
            .or_else(|| self.length_minutes?.checked_mul(60_000))?;
        u64::try_from(millis).ok().map(Duration::from_millis)
    }
}

fn images(preview: &Element<'_, '_>) -> Vec<Image> {
    preview
        .children("images")
        .flat_map(|images| images.children("image"))
        .map(|image| Image::read(&image))
        .collect()
}

/// A picture of a slide.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Image {
    /// Where it can be seen; older servers write `Link not found.` where it cannot.
    pub url: Option<String>,
    /// The width in pixels.
    pub width: Option<i64>,
    /// The height in pixels.
    pub height: Option<i64>,
    /// The slide's first words.
    pub alt: Option<String>,
    /// Its place among the pictures. Servers that keep recordings in a database.
    pub sequence: Option<i64>,
}

impl Image {
    fn read(image: &Element<'_, '_>) -> Self {
        Self {
            url: image.value(),
            width: image.attribute_value("width"),
            height: image.attribute_value("height"),
            alt: image.attribute_value("alt"),
            sequence: image.attribute_value("sequence"),
        }
    }
}

/// A further address of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Link {
    /// The address.
    pub url: Option<String>,
    /// Its `type`.
    pub kind: Option<String>,
    /// Its `category`.
    pub category: Option<String>,
}

impl Link {
    fn read(link: &Element<'_, '_>) -> Self {
        Self {
            url: link.value(),
            kind: link.attribute_value("type"),
            category: link.attribute_value("category"),
        }
    }
}

/// Data beside a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Data {
    /// The kind, such as `json`.
    pub kind: Option<String>,
    /// Where it is.
    pub url: Option<String>,
}

/// What is called when a recording is ready.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Callback {
    /// The meeting's internal ID.
    pub meeting_id: Option<String>,
    /// The settings as the server keeps them, in JSON.
    pub attributes: Option<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
}

impl Callback {
    fn read(callback: &Element<'_, '_>) -> Self {
        Self {
            meeting_id: callback.opt("meetingId"),
            attributes: callback.opt("callbackAttributes"),
            created_at: callback.opt("createdAt"),
        }
    }
}

/// The record IDs of a call that needs some.
fn record_ids<T: fmt::Display>(ids: impl IntoIterator<Item = T>) -> Query {
    let mut query = Query::new();
    query.list("recordID", ids);
    if query.get("recordID").is_none() {
        query.refuse("recordID", "is required and must not be empty");
    }
    query
}

/// `publishRecordings`: shows recordings or hides them.
///
/// One of the IDs must exist, the others are passed over. Since BigBlueButton 0.8.
///
/// <https://docs.bigbluebutton.org/development/api/#publishrecordings>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct PublishRecordings(Query);

impl PublishRecordings {
    /// Shows the recordings of these IDs, or hides them.
    pub fn new<T: fmt::Display>(record_ids: impl IntoIterator<Item = T>, publish: bool) -> Self {
        let mut query = self::record_ids(record_ids);
        query.set("publish", publish);
        Self(query)
    }

    /// Sets a parameter the crate does not know.
    pub fn param(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.set(name, value);
        self
    }
}

impl Call for PublishRecordings {
    type Answer = RecordingsPublished;
    const NAME: &'static str = "publishRecordings";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn read(response: &Response<'_>) -> Result<RecordingsPublished> {
        response.xml(|answer| {
            Ok(RecordingsPublished {
                published: answer.opt("published"),
            })
        })
    }
}

/// The answer of [`PublishRecordings`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RecordingsPublished {
    /// What the call asked for, repeated.
    pub published: Option<bool>,
}

/// `deleteRecordings`: deletes recordings, which cannot be undone by a call.
///
/// One of the IDs must exist, published or unpublished; the others are passed over. Since BigBlueButton 0.8.
///
/// <https://docs.bigbluebutton.org/development/api/#deleterecordings>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct DeleteRecordings(Query);

impl DeleteRecordings {
    /// Deletes the recordings of these IDs.
    pub fn new<T: fmt::Display>(record_ids: impl IntoIterator<Item = T>) -> Self {
        Self(self::record_ids(record_ids))
    }

    /// Sets a parameter the crate does not know.
    pub fn param(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.set(name, value);
        self
    }
}

impl Call for DeleteRecordings {
    type Answer = RecordingsDeleted;
    const NAME: &'static str = "deleteRecordings";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn read(response: &Response<'_>) -> Result<RecordingsDeleted> {
        response.xml(|answer| {
            Ok(RecordingsDeleted {
                deleted: answer.opt("deleted"),
            })
        })
    }
}

/// The answer of [`DeleteRecordings`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RecordingsDeleted {
    /// Whether they were deleted: always `true`.
    pub deleted: Option<bool>,
}

/// `updateRecordings`: changes the metadata of recordings. Since BigBlueButton 1.1.
///
/// b3lb changes `gl-listed` and `name` alone.
///
/// <https://docs.bigbluebutton.org/development/api/#updaterecordings>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct UpdateRecordings(Query);

impl UpdateRecordings {
    /// Changes the recordings of these IDs.
    pub fn new<T: fmt::Display>(record_ids: impl IntoIterator<Item = T>) -> Self {
        Self(self::record_ids(record_ids))
    }

    /// Sets metadata. An empty value removes it, as [`remove_meta`](Self::remove_meta) does.
    pub fn meta(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.meta(name, value);
        self
    }

    /// Removes metadata.
    pub fn remove_meta(self, name: &str) -> Self {
        self.meta(name, "")
    }

    /// Shows the recordings to those alone who have a link made for them. Scalelite and b3scale.
    pub fn protect(mut self, protect: bool) -> Self {
        self.0.set("protect", protect);
        self
    }

    /// Sets a parameter the crate does not know.
    pub fn param(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.set(name, value);
        self
    }
}

impl Call for UpdateRecordings {
    type Answer = RecordingsUpdated;
    const NAME: &'static str = "updateRecordings";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn read(response: &Response<'_>) -> Result<RecordingsUpdated> {
        response.xml(|answer| {
            Ok(RecordingsUpdated {
                updated: answer.opt("updated"),
            })
        })
    }
}

/// The answer of [`UpdateRecordings`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RecordingsUpdated {
    /// Whether they were changed. Scalelite says `false`, and calls it a success, where it does not have all of them.
    pub updated: Option<bool>,
}
