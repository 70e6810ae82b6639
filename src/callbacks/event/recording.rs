//! What an event says about a recording.

use std::fmt;

use super::{part, verbatim};
use crate::callbacks::shown::shown_json;
use crate::json::{self, Value};
use crate::redact::shown_url;
use crate::value::{Metadata, Timestamp};

/// A recording, as an event describes it, and what was done to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct EventRecording {
    /// The recording's ID (`record-id`).
    pub record_id: Option<String>,
    /// Whether the step succeeded (`success`). For `rap-…-ended` events.
    pub success: Option<bool>,
    /// How long the step took, in milliseconds (`step-time`). For `rap-…-ended` events.
    pub step_time_millis: Option<i64>,
    /// The format's name (`workflow`), such as `presentation` or `video`. A recording with three formats goes through each
    /// step three times.
    pub workflow: Option<String>,
    /// Whether a user started the recording, so that there is something to process (`recorded`). For
    /// `rap-archive-ended`.
    pub recorded: Option<bool>,
    /// How long the meeting was (`duration`). For `rap-archive-ended`.
    ///
    /// BigBlueButton does not document the unit, so the number is passed on as it is.
    pub duration: Option<i64>,
    /// The format (`format`). For `rap-published`, `rap-unpublished` and `rap-deleted`.
    pub format: Option<String>,
    /// The published recording (`recording`). For `rap-publish-ended`.
    pub published: Option<PublishedRecording>,
}

impl EventRecording {
    pub(super) fn read(attributes: &Value) -> Option<Self> {
        let recording = Self {
            record_id: json::member(attributes, "record-id"),
            success: json::member(attributes, "success"),
            step_time_millis: json::member(attributes, "step-time"),
            workflow: json::member(attributes, "workflow"),
            recorded: json::member(attributes, "recorded"),
            duration: json::member(attributes, "duration"),
            format: json::member(attributes, "format"),
            published: part(attributes, "recording", PublishedRecording::read),
        };
        (recording != Self::default()).then_some(recording)
    }
}

/// A recording that was published in one format.
///
/// `Debug` blanks the tokens that links of protected recordings may hold.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PublishedRecording {
    /// The meeting's name (`name`).
    pub name: Option<String>,
    /// Whether the meeting was a breakout room (`is-breakout`).
    pub is_breakout: Option<bool>,
    /// When the recording starts (`start-time`).
    pub start_time: Option<Timestamp>,
    /// When the recording ends (`end-time`).
    pub end_time: Option<Timestamp>,
    /// The size in bytes (`size`).
    pub size_bytes: Option<i64>,
    /// The size of the raw material in bytes (`raw-size`).
    pub raw_size_bytes: Option<i64>,
    /// The metadata (`metadata`).
    pub metadata: Metadata,
    /// Where the recording can be watched (`playback`).
    pub playback: Option<PublishedPlayback>,
    /// Where the recording can be downloaded (`download`). The content depends on the format.
    pub download: Option<Value>,
}

impl fmt::Debug for PublishedRecording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublishedRecording")
            .field("name", &self.name)
            .field("is_breakout", &self.is_breakout)
            .field("start_time", &self.start_time)
            .field("end_time", &self.end_time)
            .field("size_bytes", &self.size_bytes)
            .field("raw_size_bytes", &self.raw_size_bytes)
            .field("metadata", &self.metadata)
            .field("playback", &self.playback)
            .field(
                "download",
                &format_args!("{}", shown_json(self.download.as_ref())),
            )
            .finish()
    }
}

impl PublishedRecording {
    pub(super) fn read(json: &Value) -> Self {
        Self {
            name: verbatim(json, "name"),
            is_breakout: json::member(json, "is-breakout"),
            start_time: json::member(json, "start-time"),
            end_time: json::member(json, "end-time"),
            size_bytes: json::member(json, "size"),
            raw_size_bytes: json::member(json, "raw-size"),
            metadata: json.get("metadata").map(json::metadata).unwrap_or_default(),
            playback: part(json, "playback", PublishedPlayback::read),
            download: part(json, "download", Value::clone),
        }
    }
}

/// Where a published recording can be watched.
///
/// `Debug` blanks the tokens that links of protected recordings may hold.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PublishedPlayback {
    /// The format (`format`), such as `presentation`.
    pub format: Option<String>,
    /// The URL (`link`).
    pub link: Option<String>,
    /// How long processing took, in milliseconds (`processing_time`).
    pub processing_time_millis: Option<i64>,
    /// The length of the playback in milliseconds (`duration`).
    pub duration_millis: Option<i64>,
    /// The size in bytes (`size`).
    pub size_bytes: Option<i64>,
    /// What the format adds, such as previews (`extensions`).
    pub extensions: Option<Value>,
}

impl fmt::Debug for PublishedPlayback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublishedPlayback")
            .field("format", &self.format)
            .field("link", &self.link.as_deref().map(shown_url))
            .field("processing_time_millis", &self.processing_time_millis)
            .field("duration_millis", &self.duration_millis)
            .field("size_bytes", &self.size_bytes)
            .field(
                "extensions",
                &format_args!("{}", shown_json(self.extensions.as_ref())),
            )
            .finish()
    }
}

impl PublishedPlayback {
    pub(super) fn read(json: &Value) -> Self {
        Self {
            format: json::member(json, "format"),
            link: json::member(json, "link"),
            processing_time_millis: json::member(json, "processing_time"),
            duration_millis: json::member(json, "duration"),
            size_bytes: json::member(json, "size"),
            extensions: json.get("extensions").cloned(),
        }
    }
}
