//! Recordings.

use super::{Meeting, sha1};

/// A recording that a test adds to the server with [`TestServer::add_recording`](crate::testing::TestServer::add_recording).
///
/// ```
/// # fn main() -> std::io::Result<()> {
/// use bbb_sdk::testing::{TestRecording, TestServer};
///
/// let server = TestServer::start()?;
/// let recording = TestRecording::new("room-1").name("Physics").meta("course", "ph-101");
/// let id = server.add_recording(recording);
/// assert!(id.ends_with("-1700000000000"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a recording is nowhere until it is added to a server"]
pub struct TestRecording {
    pub(in crate::testing) id: Option<String>,
    pub(in crate::testing) meeting_id: String,
    pub(in crate::testing) name: String,
    pub(in crate::testing) is_breakout: bool,
    pub(in crate::testing) state: String,
    pub(in crate::testing) start: i64,
    pub(in crate::testing) end: i64,
    pub(in crate::testing) participants: i64,
    pub(in crate::testing) raw_size: i64,
    pub(in crate::testing) metadata: Vec<(String, String)>,
    pub(in crate::testing) formats: Vec<Format>,
    pub(in crate::testing) tracks: Vec<Track>,
    /// Since when the recording has been processing, if it will be published by itself.
    pub(in crate::testing) processing_since: Option<i64>,
    /// The URL that is called when the recording is published, besides the one in its metadata.
    pub(in crate::testing) ready_url: Option<String>,
    pub(in crate::testing) origin: String,
}

#[derive(Debug, Clone)]
pub(in crate::testing) struct Format {
    pub(in crate::testing) kind: String,
    pub(in crate::testing) url: String,
    pub(in crate::testing) minutes: i64,
    pub(in crate::testing) size: i64,
    pub(in crate::testing) images: Vec<String>,
}

#[derive(Debug, Clone)]
pub(in crate::testing) struct Track {
    pub(in crate::testing) kind: String,
    pub(in crate::testing) lang: String,
    pub(in crate::testing) label: String,
    pub(in crate::testing) source: &'static str,
}

impl TestRecording {
    /// Creates a published recording of the meeting with this external ID: one hour from 2023-11-14 22:13:20 UTC, as
    /// `presentation`.
    pub fn new(meeting_id: impl Into<String>) -> Self {
        let meeting_id = meeting_id.into();
        Self {
            id: None,
            name: meeting_id.clone(),
            meeting_id,
            is_breakout: false,
            state: "published".to_owned(),
            start: 1_700_000_000_000,
            end: 1_700_003_600_000,
            participants: 2,
            raw_size: 3_000_000,
            metadata: Vec::new(),
            formats: Vec::new(),
            tracks: Vec::new(),
            processing_since: None,
            ready_url: None,
            origin: String::new(),
        }
    }

    /// Sets the record ID.
    ///
    /// Default: the SHA-1 of the meeting's ID, a hyphen and the start, as in BigBlueButton.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the name.
    ///
    /// Default: the meeting's ID.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the state: `processing`, `processed`, `published`, `unpublished` or `deleted`.
    ///
    /// Default: `published`.
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = state.into();
        self
    }

    /// Sets when the recording started and ended, in milliseconds since 1970.
    pub fn times(mut self, start: i64, end: i64) -> Self {
        (self.start, self.end) = (start, end);
        self
    }

    /// Sets the number of participants.
    ///
    /// Default: 2.
    pub fn participants(mut self, count: i64) -> Self {
        self.participants = count;
        self
    }

    /// Adds metadata. Unlike `create`, it does not convert the name to lower case.
    pub fn meta(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.push((name.into(), value.into()));
        self
    }

    /// Adds a format with its type, its URL and its length in minutes. A recording without a format gets a `presentation`.
    pub fn format(mut self, kind: impl Into<String>, url: impl Into<String>, minutes: i64) -> Self {
        self.formats.push(Format {
            kind: kind.into(),
            url: url.into(),
            minutes,
            size: 1_000_000,
            images: Vec::new(),
        });
        self
    }

    /// Adds a preview image to the format that was added last.
    pub fn preview(mut self, url: impl Into<String>) -> Self {
        if let Some(format) = self.formats.last_mut() {
            format.images.push(url.into());
        }
        self
    }

    /// Adds a text track of the kind `subtitles` or `captions`, with its language and its label.
    pub fn track(
        mut self,
        kind: impl Into<String>,
        lang: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        self.tracks.push(Track {
            kind: kind.into(),
            lang: lang.into(),
            label: label.into(),
            source: "upload",
        });
        self
    }

    /// Creates the recording of a meeting that has ended.
    pub(in crate::testing) fn of(meeting: &Meeting, now: i64) -> Self {
        let mut recording = Self::new(&meeting.external_id)
            .id(&meeting.internal_id)
            .name(&meeting.name)
            .state("processing")
            .times(meeting.created, now)
            .participants(i64::try_from(meeting.users.len()).unwrap_or(i64::MAX));
        recording.metadata.clone_from(&meeting.metadata);
        recording.ready_url.clone_from(&meeting.ready_url);
        recording.is_breakout = meeting.breakout.is_some();
        recording.processing_since = Some(now);
        recording.complete(&meeting.origin)
    }

    /// Publishes the recording, with the format that every server makes.
    pub(in crate::testing) fn publish(&mut self) {
        "published".clone_into(&mut self.state);
        self.processing_since = None;
        if self.formats.is_empty() {
            self.formats.push(self.presentation());
        }
    }

    /// Deletes everything except the recording's own data.
    pub(in crate::testing) fn delete(&mut self) {
        "deleted".clone_into(&mut self.state);
        self.metadata.clear();
        self.formats.clear();
    }

    fn presentation(&self) -> Format {
        Format {
            kind: "presentation".to_owned(),
            url: format!(
                "{}/playback/presentation/2.3/{}",
                self.origin,
                self.record_id()
            ),
            minutes: self.end.saturating_sub(self.start) / 60_000,
            size: 1_000_000,
            images: Vec::new(),
        }
    }

    pub(in crate::testing) fn record_id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    pub(in crate::testing) fn is_published(&self) -> bool {
        self.state == "published"
    }

    /// Fills in defaults.
    pub(in crate::testing) fn complete(mut self, origin: &str) -> Self {
        let id = self
            .id
            .take()
            .unwrap_or_else(|| format!("{}-{}", sha1(&self.meeting_id), self.start));
        self.id = Some(id);
        origin.clone_into(&mut self.origin);
        if self.formats.is_empty() && matches!(self.state.as_str(), "published" | "unpublished") {
            self.formats.push(self.presentation());
        }
        let own = [
            ("isBreakout", self.is_breakout.to_string()),
            ("meetingId", self.meeting_id.clone()),
            ("meetingName", self.name.clone()),
        ];
        for (name, value) in own {
            if !self.metadata.iter().any(|(known, _)| known == name) {
                self.metadata.push((name.to_owned(), value));
            }
        }
        self
    }
}
