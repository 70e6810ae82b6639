//! The calls for text tracks, whose answers are JSON.

use super::answer::Answer;
use super::request::ApiRequest;
use crate::testing::text::json::{array, object, refused as refused_json, response, string};
use crate::testing::wire::multipart;
use crate::testing::world::{TestRecording, Track, World};

/// `getRecordingTextTracks`.
pub(super) fn get(world: &World, request: &ApiRequest<'_>) -> Answer {
    let id = request.parameters.filled("recordID").unwrap_or_default();
    let Some(recording) = find(world, id) else {
        let words = format!("No recording found for {id}");
        return Answer::Json(refused_json("noRecordings", &words));
    };
    if recording.tracks.is_empty() {
        let words = format!("No captions found for {id}");
        return Answer::Json(refused_json("noCaptionsFound", &words));
    }
    let tracks = recording
        .tracks
        .iter()
        .map(|track| track.object(id, request.origin));
    Answer::Json(response([
        ("returncode", string("SUCCESS")),
        ("tracks", array(tracks)),
    ]))
}

fn find<'a>(world: &'a World, id: &str) -> Option<&'a TestRecording> {
    world.recordings.iter().find(|r| r.record_id() == id)
}

impl Track {
    fn object(&self, record_id: &str, origin: &str) -> String {
        let file = format!("{}_{}.vtt", self.kind, self.lang);
        let href = format!("{origin}/bigbluebutton/textTrack/token/{record_id}/{file}");
        object([
            ("href", string(&href)),
            ("kind", string(&self.kind)),
            ("label", string(&self.label)),
            ("lang", string(&self.lang)),
            ("source", string(self.source)),
        ])
    }
}

/// `putRecordingTextTrack`.
pub(super) fn put(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    let text = |name| request.parameters.filled(name).unwrap_or_default();
    let (id, kind, lang) = (text("recordID"), text("kind"), text("lang"));
    if find(world, id).is_none() {
        return Answer::Json(refused_json(
            "noRecordings",
            &format!("No recording found for {id}"),
        ));
    }
    if !matches!(kind, "subtitles" | "captions") {
        let words = format!("Invalid kind parameter, expected='subtitles|captions' actual={kind}");
        return Answer::Json(refused_json("invalidKind", &words));
    }
    if !is_locale(lang) {
        let words = format!("Malformed lang param, received={lang}");
        return Answer::Json(refused_json("invalidLang", &words));
    }
    if !has_file(request) {
        return Answer::Json(refused_json(
            "empty_uploaded_text_track",
            "Empty uploaded text track.",
        ));
    }
    let track = Track {
        kind: kind.to_owned(),
        lang: lang.replace('_', "-"),
        label: request
            .parameters
            .filled("label")
            .unwrap_or(lang)
            .to_owned(),
        source: "upload",
    };
    if let Some(recording) = world.recordings.iter_mut().find(|r| r.record_id() == id) {
        recording.tracks.push(track);
    }
    Answer::Json(response([
        ("returncode", string("SUCCESS")),
        ("messageKey", string("upload_text_track_success")),
        ("message", string("Text track uploaded successfully")),
        ("recordId", string(id)),
    ]))
}

/// Returns whether Java's `LocaleUtils` accepts the text: two letters, and optionally `_` and a country. QUIRK: a hyphen is
/// refused.
fn is_locale(text: &str) -> bool {
    let (language, country) = text.split_once('_').unwrap_or((text, "XX"));
    let two =
        |text: &str, kind: fn(&u8) -> bool| text.len() == 2 && text.as_bytes().iter().all(kind);
    two(language, u8::is_ascii_lowercase) && two(country, u8::is_ascii_uppercase)
}

/// Returns whether the form has a field `file` that is not empty.
fn has_file(request: &ApiRequest<'_>) -> bool {
    let kind = request.http.header("content-type").unwrap_or_default();
    let body = String::from_utf8_lossy(&request.http.body);
    let fields = multipart::fields(kind, &body);
    let mut files = fields.iter().filter(|field| field.name == "file");
    files.any(|file| !file.content.is_empty())
}

/// Returns the refusal for a missing parameter. It comes before the checksum is checked.
pub(super) fn required(request: &ApiRequest<'_>) -> Option<Answer> {
    if request.name != "putRecordingTextTrack" {
        return None;
    }
    let names = ["checksum", "recordID", "kind", "lang"];
    let missing = names
        .iter()
        .find(|name| request.parameters.filled(name).is_none())?;
    let words = format!("Missing param {missing}.");
    Some(Answer::Json(refused_json("paramError", &words)))
}
