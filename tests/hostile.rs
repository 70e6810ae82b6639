//! Answers of real servers, cut at every byte and with bytes flipped, through every call that may meet them.
//!
//! No panic, no success from a part, and none from a refusal. Answers are sampled, each at other places than the one before it:
//! a part may pass for a whole after the end of a tag, so that every such place is tried. `HOSTILE=all` tries every place.
#![cfg(all(
    feature = "administration",
    feature = "monitoring",
    feature = "recording",
    feature = "webhooks",
    feature = "json"
))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test may stop"
)]

use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use bbb_sdk::administration::{Create, End, InsertDocument, Join, SendChatMessage};
use bbb_sdk::error::ResponseProblem;
use bbb_sdk::monitoring::{
    GetJoinUrl, GetMeetingInfo, GetMeetings, GetSessions, IsMeetingRunning, LearningDashboard,
    Version,
};
use bbb_sdk::recording::{
    DeleteRecordings, GetRecordingTextTracks, GetRecordings, PublishRecordings,
    PutRecordingTextTrack, UpdateRecordings,
};
use bbb_sdk::webhooks::{CreateHook, DestroyHook, ListHooks, PingHooks};
use bbb_sdk::{Call, Error, Response};

/// The bodies of a folder of fixtures.
fn bodies(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(folder);
    let is_body = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        !name.ends_with(".json") || name.ends_with(".body.json")
    };
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(is_body)
        .collect();
    paths.sort();
    let with_body = |path: PathBuf| {
        let body = fs::read(&path).unwrap();
        (path, body)
    };
    paths.into_iter().map(with_body).collect()
}

/// Every how many places one is tried, so that there are no more than some hundred.
fn step(length: usize, most: usize) -> usize {
    match std::env::var("HOSTILE") {
        Ok(_) => 1,
        Err(_) => length / most + 1,
    }
}

/// The places to cut a body at: after each tag, and every so many.
fn cuts(body: &[u8], turn: usize) -> impl Iterator<Item = usize> {
    let step = step(body.len(), 40);
    (0..body.len())
        .filter(move |&end| end % step == turn % step || end > 0 && body[end - 1] == b'>')
}

/// The bits to flip: every so many.
fn flips(body: &[u8], turn: usize) -> impl Iterator<Item = (usize, u8)> {
    let step = step(body.len() * 8, 80);
    (turn % step..body.len() * 8)
        .step_by(step)
        .map(|bit| (bit / 8, 1 << (bit % 8)))
}

/// What a call makes of a body: the answer's text, or the kind of error.
fn outcome<C: Call<Output: Debug>>(body: &[u8]) -> Result<String, Error> {
    let response = Response::new(200, body).header("Content-Type", "text/xml;charset=utf-8");
    C::receive(&response).map(|answer| format!("{answer:?}"))
}

fn attack<C: Call<Output: Debug>>(folder: &str) {
    let mut tried = 0;
    for (turn, (path, body)) in bodies(folder).into_iter().enumerate() {
        let whole = outcome::<C>(&body);
        let trailed = matches!(
            whole,
            Err(Error::Response {
                problem: ResponseProblem::Doubled | ResponseProblem::Malformed(_),
                ..
            })
        );
        for end in cuts(&body, turn) {
            // What is cut off may be nothing but the line's end, or what made the body wrong.
            if let Ok(part) = outcome::<C>(&body[..end]) {
                let same = whole.as_ref().is_ok_and(|whole| *whole == part);
                assert!(same || trailed, "{} cut at {end}: {part}", path.display());
            }
            tried += 1;
        }
        // Text tracks know a refusal that says `SUCCESS` and is told by its key alone.
        let refused =
            matches!(&whole, Err(Error::Api { details, .. }) if details.returncode != "SUCCESS");
        let mut flipped = body.clone();
        for (at, mask) in flips(&body, turn) {
            flipped[at] ^= mask;
            let wrong = outcome::<C>(&flipped).is_ok() && refused;
            assert!(!wrong, "{} with byte {at} ^ {mask}", path.display());
            flipped[at] ^= mask;
            tried += 1;
        }
    }
    println!("{folder}, {}: {tried} bodies", C::NAME);
}

#[test]
fn administration() {
    attack::<Create>("create");
    attack::<Join>("join");
    attack::<End>("end");
    attack::<InsertDocument>("insertDocument");
    attack::<SendChatMessage>("sendChatMessage");
}

#[test]
fn monitoring() {
    attack::<Version>("apiVersion");
    attack::<IsMeetingRunning>("isMeetingRunning");
    attack::<GetMeetings>("getMeetings");
    attack::<GetMeetingInfo>("getMeetingInfo");
    attack::<GetSessions>("getSessions");
}

#[test]
fn recording() {
    attack::<GetRecordings>("getRecordings");
    attack::<PublishRecordings>("publishRecordings");
    attack::<DeleteRecordings>("deleteRecordings");
    attack::<UpdateRecordings>("updateRecordings");
    attack::<GetRecordingTextTracks>("getRecordingTextTracks");
    attack::<PutRecordingTextTrack>("putRecordingTextTrack");
}

#[test]
fn webhooks() {
    attack::<CreateHook>("hooks");
    attack::<DestroyHook>("hooks");
    attack::<ListHooks>("hooks");
    attack::<PingHooks>("hooks");
}

#[test]
fn errors_and_what_is_no_answer() {
    attack::<End>("errors");
    attack::<GetRecordingTextTracks>("errors");
    attack::<GetMeetings>("transport");
    attack::<GetMeetings>("values");
    attack::<GetJoinUrl>("json");
    attack::<LearningDashboard>("json");
}

/// Every call meets every kind of body.
#[test]
fn every_call_with_the_answers_of_others() {
    fn meets<C: Call<Output: Debug>>(body: &[u8]) {
        for status in [200, 302, 401, 500] {
            let response = Response::new(status, body).header("Location", "http://h/?errors=[{]");
            let _ = C::receive(&response);
        }
    }
    for folder in [
        "errors",
        "transport",
        "json",
        "create",
        "getMeetings",
        "hooks",
        "join",
    ] {
        for (_, body) in bodies(folder) {
            let meet = [
                meets::<Create>,
                meets::<Join>,
                meets::<End>,
                meets::<InsertDocument>,
                meets::<SendChatMessage>,
                meets::<Version>,
                meets::<IsMeetingRunning>,
                meets::<GetMeetings>,
                meets::<GetMeetingInfo>,
                meets::<GetSessions>,
                meets::<GetJoinUrl>,
                meets::<LearningDashboard>,
                meets::<GetRecordings>,
                meets::<PublishRecordings>,
                meets::<DeleteRecordings>,
                meets::<UpdateRecordings>,
                meets::<GetRecordingTextTracks>,
                meets::<PutRecordingTextTrack>,
                meets::<CreateHook>,
                meets::<DestroyHook>,
                meets::<ListHooks>,
                meets::<PingHooks>,
            ];
            for meet in meet {
                meet(&body);
            }
        }
    }
}
