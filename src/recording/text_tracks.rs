//! Calls for captions and subtitles of a recording. They return JSON.

use std::collections::BTreeSet;
use std::fmt;

use crate::call::{Body, Call, Response};
use crate::error::{ErrorKey, Result};
use crate::json::{self, Value};
use crate::query::Query;
use crate::secret::Secret;
use crate::value::open_enum;

open_enum! {
    /// The kind of a text track.
    pub enum TrackKind {
        /// Speech as text, for viewers who do not understand the language.
        Subtitles = "subtitles",
        /// Speech and sounds as text, for viewers who cannot hear.
        Captions = "captions",
    }
}

open_enum! {
    /// The origin of a text track.
    pub enum TrackSource {
        /// The track was uploaded.
        Upload = "upload",
        /// The track was typed during the meeting.
        Live = "live",
        /// A program generated the track.
        Automatic = "automatic",
    }
}

/// Lists the captions and subtitles of a recording (`getRecordingTextTracks`).
///
/// If the recording does not exist, the server refuses the call with [`ErrorKey::NoRecordings`]. If it has no tracks, the
/// server refuses with [`ErrorKey::NoCaptionsFound`]. No load balancer has the call.
///
/// Since 2.2.
///
/// <https://docs.bigbluebutton.org/development/api/#getrecordingtexttracks>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct GetRecordingTextTracks(Query);

impl GetRecordingTextTracks {
    /// Creates the call for the recording with this ID (`recordID`).
    #[inline]
    pub fn new(record_id: &str) -> Self {
        let mut query = Query::new();
        query.require("recordID", record_id);
        Self(query)
    }
}

impl Call for GetRecordingTextTracks {
    type Output = TextTracks;
    const NAME: &'static str = "getRecordingTextTracks";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<TextTracks> {
        response.json(|answer| {
            Ok(TextTracks {
                tracks: json::list(answer, "tracks", TextTrack::read),
            })
        })
    }
}

/// The response to [`GetRecordingTextTracks`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TextTracks {
    /// The tracks.
    #[cfg_attr(feature = "serde", serde(default))]
    pub tracks: Vec<TextTrack>,
}

/// Captions or subtitles in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TextTrack {
    /// The URL of the file. It contains a token, works only once, and expires after an hour.
    ///
    /// Before 4.1 the URLs of live captions do not work.
    pub href: Option<Secret>,
    /// The kind of track.
    pub kind: Option<TrackKind>,
    /// The label in the player.
    pub label: Option<String>,
    /// The language, such as `en-US`.
    pub lang: Option<String>,
    /// The origin of the track.
    pub source: Option<TrackSource>,
}

impl TextTrack {
    #[inline]
    fn read(track: &Value) -> Self {
        Self {
            href: json::opt(track, "href"),
            kind: json::opt(track, "kind"),
            label: json::opt(track, "label"),
            lang: json::opt(track, "lang"),
            source: json::opt(track, "source"),
        }
    }
}

/// Adds captions or subtitles to a recording (`putRecordingTextTrack`).
///
/// The file is SubRip, SubStation Alpha or WebVTT. The server processes it after it has responded, with a service that
/// works only since 4.1. No load balancer has the call.
///
/// Since 2.2.
///
/// ```
/// # #[cfg(feature = "sha256")] {
/// use bbb_sdk::{Server, recording::{PutRecordingTextTrack, TrackKind}};
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let text = "WEBVTT\n\n00:00.000 --> 00:04.000\nOlá\n";
/// let call = PutRecordingTextTrack::new("record-1", TrackKind::Captions, "pt_BR", text);
/// let request = server.request(&call)?;
/// assert_eq!(request.method(), "POST");
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// <https://docs.bigbluebutton.org/development/api/#putrecordingtexttrack>
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct PutRecordingTextTrack {
    query: Query,
    name: String,
    content_type: String,
    content: Vec<u8>,
}

impl PutRecordingTextTrack {
    /// Adds a file of a kind (`kind`) in a language (`lang`) to the recording with this ID (`recordID`).
    ///
    /// BigBlueButton's documentation writes languages as `pt-BR`, but its code accepts two letters or the form
    /// `pt_BR`, and refuses anything else with [`ErrorKey::InvalidLang`].
    pub fn new(record_id: &str, kind: TrackKind, lang: &str, content: impl Into<Vec<u8>>) -> Self {
        let mut query = Query::new();
        query
            .require("recordID", record_id)
            .require("kind", kind)
            .require("lang", lang);
        Self {
            query,
            name: "track.vtt".to_owned(),
            content_type: "text/vtt".to_owned(),
            content: content.into(),
        }
    }

    /// Sets the label in the player (`label`).
    ///
    /// Default: the name of the language.
    pub fn label(mut self, label: &str) -> Self {
        self.query.set_or_remove("label", label);
        self
    }

    /// Sets the file's name and content type (part `file` of the body).
    ///
    /// Default: `track.vtt` and `text/vtt`.
    pub fn file(mut self, name: &str, content_type: &str) -> Self {
        if content_type.bytes().any(|byte| byte.is_ascii_control()) {
            self.query
                .refuse("file", "has a content type with a control character");
        }
        name.clone_into(&mut self.name);
        content_type.clone_into(&mut self.content_type);
        self
    }
}

impl fmt::Debug for PutRecordingTextTrack {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PutRecordingTextTrack")
            .field("query", &self.query)
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.content.len())
            .finish()
    }
}

impl Call for PutRecordingTextTrack {
    type Output = TextTrackUploaded;
    const NAME: &'static str = "putRecordingTextTrack";

    fn query(&self) -> &Query {
        &self.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.query
    }

    #[inline]
    fn body(&self) -> Result<Option<Body>> {
        let boundary = boundary(&self.content);
        let mut body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
            quoted(&self.name),
            self.content_type,
        )
        .into_bytes();
        body.extend_from_slice(&self.content);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let content_type = format!("multipart/form-data; boundary={boundary}");
        Ok(Some(Body::new(content_type, body)))
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<TextTrackUploaded> {
        response.json(|answer| {
            // QUIRK: the documentation shows a failed upload with the return code of a success.
            let message_key = json::opt(answer, "messageKey");
            if message_key == Some(ErrorKey::UploadTextTrackFailed) {
                return Err(json::refusal(answer));
            }
            Ok(TextTrackUploaded {
                record_id: json::opt(answer, "recordId"),
                message_key,
                message: json::opt(answer, "message"),
            })
        })
    }
}

/// The response to [`PutRecordingTextTrack`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TextTrackUploaded {
    /// The recording's ID.
    pub record_id: Option<String>,
    /// [`ErrorKey::UploadTextTrackSuccess`].
    pub message_key: Option<ErrorKey>,
    /// The server's message for the key.
    pub message: Option<String>,
}

/// The beginning of a boundary, before its number.
const BOUNDARY: &str = "bbb-sdk-";

/// Returns a boundary that the content does not contain, with the lowest possible number.
#[inline]
fn boundary(content: &[u8]) -> String {
    let taken: BTreeSet<usize> = content
        .windows(BOUNDARY.len())
        .enumerate()
        .filter(|(_, window)| *window == BOUNDARY.as_bytes())
        .filter_map(|(at, _)| number(content.get(at + BOUNDARY.len()..)?))
        .collect();
    let free = (0..).zip(&taken).find(|(free, taken)| free != *taken);
    format!("{BOUNDARY}{}.", free.map_or(taken.len(), |(free, _)| free))
}

/// Reads the number before a full stop.
#[inline]
fn number(content: &[u8]) -> Option<usize> {
    let end = content.iter().take(20).position(|byte| *byte == b'.')?;
    std::str::from_utf8(content.get(..end)?).ok()?.parse().ok()
}

/// Escapes a name for a quoted string, as browsers do.
#[inline]
fn quoted(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '"' => "%22".to_owned(),
            c if c.is_control() => format!("%{:02X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn boundary_of(content: &str, expected: &str) {
        assert!(!content.contains(expected));
        assert_eq!(boundary(content.as_bytes()), expected);
    }

    #[test]
    fn boundaries_that_the_content_does_not_hold() {
        boundary_of("", "bbb-sdk-0.");
        boundary_of("--bbb-sdk-", "bbb-sdk-0.");
        boundary_of("--bbb-sdk-0", "bbb-sdk-0.");
        boundary_of("--bbb-sdk-0.--bbb-sdk-1.bbb-sdk-3.", "bbb-sdk-2.");
        boundary_of("bbb-sdk-1.", "bbb-sdk-0.");
        boundary_of(
            "bbb-sdk-0.bbb-sdk-bbb-sdk-1.bbb-sdk-99999999999999999999999.",
            "bbb-sdk-2.",
        );
    }

    #[test]
    fn names_stay_within_their_quotes() {
        assert_eq!(quoted("a\"b\r\nc\u{85}é.srt"), "a%22b%0D%0Ac%85é.srt");
    }
}
