//! What was recorded: getRecordings, publishRecordings, deleteRecordings, updateRecordings; with the feature `json`
//! getRecordingTextTracks and putRecordingTextTrack.

use std::fmt;

use crate::call::{Call, Response};
use crate::error::{Error, ErrorKey, Result};
use crate::query::{self, Query};
use crate::value::open_enum;
use crate::xml::Element;

mod entry;
mod pages;
mod playback;
#[cfg(feature = "json")]
mod text_tracks;

use entry::Entry;
pub use entry::{BreakoutInfo, DataFile, Recording, RecordingCallback};
pub use pages::Pages;
pub use playback::{Playback, PlaybackKind, PlaybackLink, PreviewImage};
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
/// use bbb_sdk::{Server, recording::{GetRecordings, RecordingState}};
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let call = GetRecordings::new().meeting_ids(["room-1"]).states([RecordingState::Published]).meta("course", "Physics%");
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

    /// `meetingID`: asks for the recordings of these meetings. Ignored by servers when record IDs are given as well.
    ///
    /// QUIRK: BigBlueButton decodes these IDs once more than it should, so that `+` is taken for a space and `%` for the
    /// beginning of a code. For IDs with either see [`meeting_ids_encoded_twice`](Self::meeting_ids_encoded_twice).
    pub fn meeting_ids<T: fmt::Display>(mut self, ids: impl IntoIterator<Item = T>) -> Self {
        self.0.list("meetingID", ids);
        self
    }

    /// Selects meetings whose IDs hold `+` or `%` (`meetingID`), on BigBlueButton itself.
    ///
    /// Scalelite, b3lb and b3scale decode once, as they should, and find nothing this way.
    pub fn meeting_ids_encoded_twice<T: fmt::Display>(
        self,
        ids: impl IntoIterator<Item = T>,
    ) -> Self {
        self.meeting_ids(ids.into_iter().map(query::encoded))
    }

    /// `recordID`: asks for the recordings with these IDs, or with IDs that begin so: prefixes since 1.0.
    pub fn record_ids<T: fmt::Display>(mut self, ids: impl IntoIterator<Item = T>) -> Self {
        self.0.list("recordID", ids);
        self
    }

    /// `state`: asks for recordings in these states; published and unpublished by default. Since 1.0.
    pub fn states(mut self, states: impl IntoIterator<Item = RecordingState>) -> Self {
        self.0.list("state", states);
        self
    }

    /// Selects recordings with this metadata (`meta_*`); `%` at the beginning or the end stands for any text. Since 1.0.
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

    /// Leaves out as many recordings (`offset`). Only with [`limit`](Self::limit). Since 2.6; load balancers ignore it.
    ///
    /// Default: `0`.
    pub fn offset(mut self, offset: u32) -> Self {
        self.0.set("offset", offset);
        self
    }

    /// `limit`: asks for as many recordings at most, 1 to 100. Since 2.6; load balancers ignore it.
    ///
    /// A page may show less of a recording than a call by its ID does: some builds give one playback format alone.
    ///
    /// Default: no limit, unless a load balancer has one.
    pub fn limit(mut self, limit: u32) -> Self {
        if (1..=pages::MOST).contains(&limit) {
            self.0.set("limit", limit);
        } else {
            self.0
                .refuse("limit", "is not between 1 and 100, which servers make it");
        }
        self
    }
}

impl Call for GetRecordings {
    type Output = Recordings;
    const NAME: &'static str = "getRecordings";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
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
    pub enum RecordingState {
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Recordings {
    /// The recordings.
    #[cfg_attr(feature = "serde", serde(default))]
    pub recordings: Vec<Recording>,
    /// What the server says in place of recordings whose metadata it cannot read: the path of the file. Versions 1.1 to 2.0.
    #[cfg_attr(feature = "serde", serde(default))]
    pub damaged: Vec<String>,
    /// How many there are on all pages. Where a limit was asked for and the server knows of pages.
    ///
    /// QUIRK: 2.6, early 2.7 and 3.0 up to November 2025 count playback formats.
    pub total: Option<i64>,
    /// The page, as some versions describe it: 2.6, early 2.7 and 3.0 up to November 2025.
    pub page: Option<PageInfo>,
    /// [`ErrorKey::NoRecordings`] where there are none.
    pub message_key: Option<ErrorKey>,
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
            read.page = Some(PageInfo::read(&pagination));
            read.total = read.total.or_else(|| pagination.opt("totalElements"));
        }
        let recordings = entries.into_iter().filter_map(|entry| match entry {
            Entry::Recording(recording) => Some(recording),
            Entry::Damaged(path) => {
                read.damaged.push(path);
                None
            }
        });
        read.recordings = recordings.collect();
        read
    }
}

/// How a server describes a page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PageInfo {
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

impl PageInfo {
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
    /// Shows the recordings with these IDs (`recordID`), or hides them (`publish`).
    pub fn new<T: fmt::Display>(record_ids: impl IntoIterator<Item = T>, publish: bool) -> Self {
        let mut query = self::record_ids(record_ids);
        query.set("publish", publish);
        Self(query)
    }
}

impl Call for PublishRecordings {
    type Output = RecordingsPublished;
    const NAME: &'static str = "publishRecordings";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
    /// Deletes the recordings with these IDs (`recordID`).
    pub fn new<T: fmt::Display>(record_ids: impl IntoIterator<Item = T>) -> Self {
        Self(self::record_ids(record_ids))
    }
}

impl Call for DeleteRecordings {
    type Output = RecordingsDeleted;
    const NAME: &'static str = "deleteRecordings";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<RecordingsDeleted> {
        response.xml(|answer| {
            Ok(RecordingsDeleted {
                deleted: answer.opt("deleted"),
            })
        })
    }

    /// Recordings that are not there any more were deleted by an earlier try.
    fn recover(&self, refusal: Error) -> Result<RecordingsDeleted> {
        if refusal.is_not_found() {
            Ok(RecordingsDeleted {
                deleted: Some(true),
            })
        } else {
            Err(refusal)
        }
    }
}

/// The answer of [`DeleteRecordings`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
    /// Changes the recordings with these IDs (`recordID`).
    pub fn new<T: fmt::Display>(record_ids: impl IntoIterator<Item = T>) -> Self {
        Self(self::record_ids(record_ids))
    }

    /// Sets metadata (`meta_*`). An empty value removes it, as [`remove_meta`](Self::remove_meta) does.
    pub fn meta(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.meta(name, value);
        self
    }

    /// Removes metadata (`meta_*` without a value).
    pub fn remove_meta(self, name: &str) -> Self {
        self.meta(name, "")
    }

    /// Shows the recordings only to those who have a link made for them (`protect`). Scalelite and b3scale.
    ///
    /// Default: unchanged.
    pub fn protect(mut self, protect: bool) -> Self {
        self.0.set("protect", protect);
        self
    }
}

impl Call for UpdateRecordings {
    type Output = RecordingsUpdated;
    const NAME: &'static str = "updateRecordings";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RecordingsUpdated {
    /// Whether they were changed. Scalelite says `false`, and calls it a success, where it does not have all of them.
    pub updated: Option<bool>,
}
