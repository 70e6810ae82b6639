//! Calls for recordings: `getRecordings`, `publishRecordings`, `deleteRecordings` and `updateRecordings`.
//!
//! The feature `json` adds `getRecordingTextTracks` and `putRecordingTextTrack`.

use std::fmt;

use crate::call::{Call, ListCall, Response};
use crate::error::{Error, ErrorKey, Result};
use crate::query::{Query, is_blank, twice};
use crate::value::open_enum;
use crate::xml::Element;

// Rustdoc lists the methods of child modules in this order, so the constructor comes first.
mod new;

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

/// Lists recordings, by default the published and unpublished ones (`getRecordings`).
///
/// Without IDs the server reads every recording it has, which is slow. A server can be configured to return an empty list
/// for such a call. The order is the server's own. [`pages`](Self::pages) iterates over the list a hundred recordings at a
/// time.
///
/// Since 0.8.
///
/// ```
/// # #[cfg(feature = "sha256")] {
/// use bbb_sdk::{Server, recording::{GetRecordings, RecordingState}};
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let call = GetRecordings::new()
///     .meeting_ids(["room-1"])
///     .states([RecordingState::Published])
///     .meta("course", "Physics%");
/// let url = server.url(&call)?;
/// assert!(url.contains("?meetingID=room-1&state=published&meta_course=Physics%25&"));
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// <https://docs.bigbluebutton.org/development/api/#getrecordings>
#[derive(Debug, Clone, Default)]
#[must_use = "a call does nothing until it is sent"]
pub struct GetRecordings(Query);

impl GetRecordings {
    /// Selects the recordings of these meetings (`meetingID`).
    ///
    /// Servers ignore it if record IDs are given as well. BigBlueButton decodes these IDs once too often, so it
    /// reads `+` as a space and `%` as the beginning of an escape. For IDs that contain either, use
    /// [`meeting_ids_encoded_twice`](Self::meeting_ids_encoded_twice).
    ///
    /// An empty list and an ID that is empty or blank are refused before anything is sent, because servers read them as all
    /// recordings. So is an ID that BigBlueButton decodes to blanks, such as `+` or `%20`.
    pub fn meeting_ids<T: fmt::Display>(mut self, ids: impl IntoIterator<Item = T>) -> Self {
        self.0.list("meetingID", ids);
        refuse_all(&mut self.0, "meetingID", NO_IDS);
        self
    }

    /// Selects meetings whose IDs contain `+` or `%` (`meetingID`), on BigBlueButton itself.
    ///
    /// Scalelite, b3lb and b3scale decode IDs only once, as they should, and find nothing this way.
    pub fn meeting_ids_encoded_twice<T: fmt::Display>(
        self,
        ids: impl IntoIterator<Item = T>,
    ) -> Self {
        self.meeting_ids(ids.into_iter().map(twice::encoded))
    }

    /// Selects the recordings with these IDs (`recordID`).
    ///
    /// Since 1.0 servers also list the recordings whose IDs begin with one of them. An empty list and blank IDs are refused,
    /// as in [`meeting_ids`](Self::meeting_ids).
    pub fn record_ids<T: fmt::Display>(mut self, ids: impl IntoIterator<Item = T>) -> Self {
        self.0.list("recordID", ids);
        refuse_all(&mut self.0, "recordID", NO_IDS);
        self
    }

    /// Selects the recordings in these states (`state`). An empty list selects those of the default.
    ///
    /// Default: published and unpublished. Since 1.0.
    pub fn states(mut self, states: impl IntoIterator<Item = RecordingState>) -> Self {
        self.0.list("state", states);
        self
    }

    /// Selects the recordings with this metadata (`meta_*`). A `%` at the beginning or the end matches any text.
    ///
    /// If there are several filters, all must match on BigBlueButton, and one must match on Scalelite. b3lb ignores
    /// filters. BigBlueButton looks up names in lower case, so it never finds `meetingName` and other names in mixed case.
    /// An empty or blank value is refused before it is sent, because servers respond to it with HTTP 500.
    ///
    /// Since 1.0.
    pub fn meta(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.meta(name, value);
        let parameter = format!("meta_{}", name.to_ascii_lowercase());
        let value = self.0.get(&parameter);
        if value.is_some_and(|value| is_blank(&value)) {
            self.0
                .refuse(&parameter, "is a filter and must not be empty or blank");
        }
        self
    }

    /// Skips this many recordings (`offset`).
    ///
    /// It takes effect only with a [`limit`](Self::limit). Load balancers ignore it.
    ///
    /// Default: `0`. Since 2.6.
    pub fn offset(mut self, offset: u32) -> Self {
        self.0.set("offset", offset);
        self
    }

    /// Sets the maximum number of recordings, from 1 to 100 (`limit`).
    ///
    /// Load balancers ignore it. With a limit some builds return only one playback format of each recording.
    ///
    /// Default: no limit, unless a load balancer has one. Since 2.6.
    pub fn limit(mut self, limit: u32) -> Self {
        if (1..=pages::MOST).contains(&limit) {
            self.0.set("limit", limit);
        } else {
            self.0.refuse(
                "limit",
                "is not between 1 and 100, and servers would change it",
            );
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

    #[inline]
    fn read(response: &Response<'_>) -> Result<Recordings> {
        response.list::<Self>()
    }
}

impl ListCall for GetRecordings {
    type Item = Recording;
    const LIST: &'static str = "recordings";
    const ITEM: &'static str = "recording";

    #[inline]
    fn read_item(
        recording: &Element<'_, '_>,
        answer: &mut Recordings,
    ) -> Result<Option<Recording>> {
        Ok(match Entry::read(recording) {
            Entry::Recording(recording) => Some(recording),
            Entry::Damaged(path) => {
                answer.damaged.push(path);
                None
            }
        })
    }

    #[inline]
    fn read_around(root: &Element<'_, '_>, answer: &mut Recordings) -> Result<()> {
        answer.message_key = root.opt("messageKey");
        answer.message = root.opt("message");
        answer.total = root.opt("totalElements");
        if let Some(pagination) = root.child("pagination") {
            answer.page = Some(PageInfo::read(&pagination));
            answer.total = answer.total.or_else(|| pagination.opt("totalElements"));
        }
        Ok(())
    }

    fn items(answer: &mut Recordings) -> &mut Vec<Recording> {
        &mut answer.recordings
    }
}

open_enum! {
    /// The state of a recording.
    pub enum RecordingState {
        /// The recording waits to be processed or is being processed.
        Processing = "processing",
        /// The recording is processed and not yet published.
        Processed = "processed",
        /// Users can watch the recording.
        Published = "published",
        /// The recording was published and is now hidden.
        Unpublished = "unpublished",
        /// The recording is deleted, but the server still has it.
        Deleted = "deleted",
        /// Any state. Only for selecting recordings.
        Any = "any",
    }
}

/// The response to [`GetRecordings`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Recordings {
    /// The recordings.
    #[cfg_attr(feature = "serde", serde(default))]
    pub recordings: Vec<Recording>,
    /// The paths of files whose metadata the server cannot read. Versions 1.1 to 2.0 send them in place of the recordings.
    #[cfg_attr(feature = "serde", serde(default))]
    pub damaged: Vec<String>,
    /// The number of recordings on all pages, if the call has a limit and the server supports paging.
    ///
    /// BigBlueButton 2.6, early 2.7 and 3.0 up to November 2025 count playback formats.
    pub total: Option<i64>,
    /// Details about the page, from some versions: 2.6, early 2.7, and 3.0 up to November 2025.
    pub page: Option<PageInfo>,
    /// [`ErrorKey::NoRecordings`] if there are no recordings.
    pub message_key: Option<ErrorKey>,
    /// The server's message for the key.
    pub message: Option<String>,
}

/// The server's details about a page of recordings.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PageInfo {
    /// The number of recordings that were skipped.
    pub offset: Option<i64>,
    /// The limit that the call set.
    pub limit: Option<i64>,
    /// Whether the response is one page of several.
    pub paged: Option<bool>,
    /// Whether the response contains all recordings.
    pub unpaged: Option<bool>,
    /// Whether the page is empty.
    pub empty: Option<bool>,
}

impl PageInfo {
    #[inline]
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

/// Returns the query of a call that requires record IDs.
fn record_ids<T: fmt::Display>(ids: impl IntoIterator<Item = T>) -> Query {
    let mut query = Query::new();
    query.list("recordID", ids);
    refuse_all(&mut query, "recordID", "is required and must not be empty");
    query
}

/// The reason for refusing an empty list of IDs that is a filter.
const NO_IDS: &str = "is a filter and must not be an empty list";

/// Refuses a list of IDs that is empty, for the given reason, or that BigBlueButton could read as a list with a blank ID.
fn refuse_all(query: &mut Query, name: &str, reason_if_empty: &str) {
    match query.get(name) {
        None => query.refuse(name, reason_if_empty),
        // QUIRK: BigBlueButton decodes these IDs once more before it splits the list.
        Some(ids) if twice::has_blank(&ids) => query.refuse(
            name,
            "contains a value that BigBlueButton decodes to a blank",
        ),
        Some(_) => return,
    };
}

/// Publishes or hides recordings (`publishRecordings`).
///
/// At least one of the IDs must exist. The server ignores the others.
///
/// Since 0.8.
///
/// <https://docs.bigbluebutton.org/development/api/#publishrecordings>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct PublishRecordings(Query);

impl PublishRecordings {
    /// Publishes or hides (`publish`) the recordings with these IDs (`recordID`).
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

    #[inline]
    fn read(response: &Response<'_>) -> Result<RecordingsPublished> {
        response.xml(|answer| {
            Ok(RecordingsPublished {
                published: answer.opt("published"),
            })
        })
    }
}

/// The response to [`PublishRecordings`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RecordingsPublished {
    /// Whether the recordings are now published: the value from the call.
    pub published: Option<bool>,
}

/// Deletes recordings (`deleteRecordings`). No call restores them.
///
/// At least one of the IDs must be that of a published or unpublished recording. The server ignores the others.
///
/// Since 0.8.
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

    #[inline]
    fn read(response: &Response<'_>) -> Result<RecordingsDeleted> {
        response.xml(|answer| {
            Ok(RecordingsDeleted {
                deleted: answer.opt("deleted"),
            })
        })
    }

    /// Treats missing recordings as a success: an earlier attempt deleted them.
    #[inline]
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

/// The response to [`DeleteRecordings`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RecordingsDeleted {
    /// Whether the recordings were deleted: always `true`.
    pub deleted: Option<bool>,
}

/// Changes the metadata of recordings (`updateRecordings`).
///
/// b3lb changes only `gl-listed` and `name`.
///
/// Since 1.1.
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

    /// Restricts the recordings to users with a personal link (`protect`).
    ///
    /// Only Scalelite and b3scale support it.
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

    #[inline]
    fn read(response: &Response<'_>) -> Result<RecordingsUpdated> {
        response.xml(|answer| {
            Ok(RecordingsUpdated {
                updated: answer.opt("updated"),
            })
        })
    }
}

/// The response to [`UpdateRecordings`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RecordingsUpdated {
    /// Whether the recordings were changed. If Scalelite does not have all of them, it reports success and sends `false`.
    pub updated: Option<bool>,
}
