//! Text tracks of recordings, which answer in JSON.

use super::answer::Answer;
use super::api::Ask;
use super::json::{array, object, refused as refused_json, response, string};
use super::profile::Profile;
use super::recordings::{Recording, Track};
use super::state::State;

/// `getRecordingTextTracks`.
pub(super) fn get(state: &State, ask: &Ask<'_>) -> Answer {
    let id = ask.parameters.filled("recordID").unwrap_or_default();
    if ask.profile == Profile::B3lb {
        return Answer::Json(refused_json("noRecordings", "No recording found"));
    }
    let Some(recording) = find(state, id) else {
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
        .map(|track| track.object(id, ask.origin));
    Answer::Json(response([
        ("returncode", string("SUCCESS")),
        ("tracks", array(tracks)),
    ]))
}

fn find<'a>(state: &'a State, id: &str) -> Option<&'a Recording> {
    state.recordings.iter().find(|r| r.record_id() == id)
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
pub(super) fn put(state: &mut State, ask: &Ask<'_>) -> Answer {
    let text = |name| ask.parameters.filled(name).unwrap_or_default();
    let (id, kind, lang) = (text("recordID"), text("kind"), text("lang"));
    if find(state, id).is_none() {
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
    if !has_file(ask) {
        return Answer::Json(refused_json(
            "empty_uploaded_text_track",
            "Empty uploaded text track.",
        ));
    }
    let track = Track {
        kind: kind.to_owned(),
        lang: lang.replace('_', "-"),
        label: ask.parameters.filled("label").unwrap_or(lang).to_owned(),
        source: "upload",
    };
    if let Some(recording) = state.recordings.iter_mut().find(|r| r.record_id() == id) {
        recording.tracks.push(track);
    }
    Answer::Json(response([
        ("returncode", string("SUCCESS")),
        ("messageKey", string("upload_text_track_success")),
        ("message", string("Text track uploaded successfully")),
        ("recordId", string(id)),
    ]))
}

/// Whether Java's `LocaleUtils` takes the text: two letters, perhaps `_` and a country. QUIRK: a hyphen is refused.
fn is_locale(text: &str) -> bool {
    let (language, country) = text.split_once('_').unwrap_or((text, "XX"));
    let two =
        |text: &str, kind: fn(&u8) -> bool| text.len() == 2 && text.as_bytes().iter().all(kind);
    two(language, u8::is_ascii_lowercase) && two(country, u8::is_ascii_uppercase)
}

/// Whether the form has a field `file` that is not empty.
fn has_file(ask: &Ask<'_>) -> bool {
    let kind = ask.request.header("content-type").unwrap_or_default();
    let body = String::from_utf8_lossy(&ask.request.body);
    let fields = super::multipart::fields(kind, &body);
    let mut files = fields.iter().filter(|field| field.name == "file");
    files.any(|file| !file.content.is_empty())
}

/// What is missing, which is told before the checksum is looked at.
pub(super) fn required(ask: &Ask<'_>) -> Option<Answer> {
    if ask.call != "putRecordingTextTrack" {
        return None;
    }
    let names = ["checksum", "recordID", "kind", "lang"];
    let missing = names
        .iter()
        .find(|name| ask.parameters.filled(name).is_none())?;
    let words = format!("Missing param {missing}.");
    Some(Answer::Json(refused_json("paramError", &words)))
}
