//! Responses as JSON: complete, under the names of their fields, without secrets, and equal when they are read back.

#![cfg(all(
    feature = "serde",
    feature = "json",
    feature = "administration",
    feature = "monitoring",
    feature = "recording",
    feature = "webhooks"
))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::fmt::Debug;
use std::fs;
use std::path::Path;

use bbb_sdk::administration::{
    Create, Created, End, InsertDocument, Join, Joined, SendChatMessage,
};
use bbb_sdk::monitoring::{
    GetJoinUrl, GetMeetingInfo, GetMeetings, GetSessions, IsMeetingRunning, LearningDashboard,
    Meeting, Release, Version,
};
use bbb_sdk::recording::{
    DeleteRecordings, GetRecordingTextTracks, GetRecordings, PublishRecordings,
    PutRecordingTextTrack, UpdateRecordings,
};
use bbb_sdk::webhooks::{CreateHook, DestroyHook, ListHooks, PingHooks};
use bbb_sdk::{Call, Metadata, Secret, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

#[path = "support/every_call.rs"]
mod every_call;

#[test]
fn an_answer_without_its_secrets() {
    let created = Create::decode(
        "<response><returncode>SUCCESS</returncode><meetingID>007</meetingID><attendeePW>ap</attendeePW>\
         <moderatorPW>mp</moderatorPW><createTime>1531155809613</createTime><messageKey>duplicateWarning</messageKey></response>",
    )
    .unwrap();
    let json = "{\"meeting_id\":\"007\",\"internal_meeting_id\":null,\"parent_meeting_id\":null,\
         \"attendee_password\":null,\"moderator_password\":null,\"create_time\":1531155809613,\
         \"voice_bridge\":null,\"dial_number\":null,\"create_date\":null,\"has_user_joined\":null,\
         \"duration_minutes\":null,\"has_been_forcibly_ended\":null,\"message_key\":\"duplicateWarning\",\"message\":null}";
    assert_eq!(serde_json::to_string(&created).unwrap(), json);

    let read: Created = serde_json::from_str(json).unwrap();
    assert_eq!(
        (read.attendee_password, read.create_time),
        (None, created.create_time)
    );
}

#[test]
fn metadata_is_a_map_and_a_time_in_words_is_text() {
    let meetings = GetMeetings::decode(
        "<response><returncode>SUCCESS</returncode><meetings><meeting><meetingID>a</meetingID>\
         <createTime>Tue May 04 20:00:30 UTC 2010</createTime><metadata><b>1</b><a></a><b>2</b></metadata></meeting></meetings></response>",
    )
    .unwrap();
    let text = serde_json::to_string(&meetings.meetings).unwrap();
    assert!(
        text.contains("\"metadata\":{\"b\":\"1\",\"a\":\"\"}"),
        "{text}"
    );
    assert!(
        text.contains("\"create_time\":\"Tue May 04 20:00:30 UTC 2010\""),
        "{text}"
    );
}

/// JSON that an older version wrote has fewer members, and JSON that a newer version wrote has more.
#[test]
fn members_may_be_missing_or_new() {
    let read: Meeting = serde_json::from_str(r#"{"meeting_id":"a","later":[1]}"#).unwrap();
    assert_eq!(read.meeting_id, "a");
    assert_eq!(
        (read.name, read.attendees.len(), read.metadata.len()),
        (None, 0, 0)
    );
}

#[test]
fn values_of_their_own() {
    let time = |text: &str| serde_json::from_str::<Timestamp>(text);
    assert_eq!(time("1500").unwrap(), Timestamp::Millis(1500));
    assert_eq!(time("-1500").unwrap(), Timestamp::Millis(-1500));
    assert_eq!(
        time("\"in May\"").unwrap(),
        Timestamp::Text("in May".into())
    );
    for wrong in ["1.5", "null", "[1]", "18446744073709551615", "true"] {
        assert!(time(wrong).is_err(), "{wrong}");
    }
    let secret: Secret = serde_json::from_str("\"s\"").unwrap();
    assert_eq!(secret.expose(), "s");
    assert_eq!(serde_json::to_string(&secret).unwrap(), "null");
    let none: Secret = serde_json::from_str("null").unwrap();
    assert_eq!(none, Secret::default());
    let twice: Metadata = serde_json::from_str(r#"{"a":"1","b":"2","a":"3"}"#).unwrap();
    assert_eq!(
        serde_json::to_string(&twice).unwrap(),
        r#"{"a":"1","b":"2"}"#
    );
    assert!(serde_json::from_str::<Metadata>(r#"{"a":1}"#).is_err());
    let release: Release = serde_json::from_str(r#"{"major":3,"minor":0}"#).unwrap();
    assert_eq!(release, Release::new(3, 0));
}

/// Writes an answer into a cache and reads it back, from text and from a tree with its members in alphabetical order.
#[track_caller]
fn cached<T: Serialize + DeserializeOwned + PartialEq + Debug>(mut answer: T, blank: fn(&mut T)) {
    let text = serde_json::to_string(&answer).unwrap();
    blank(&mut answer);
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), answer);
    let tree: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::from_value::<T>(tree).unwrap(), answer);
    assert_eq!(serde_json::to_string(&answer).unwrap(), text);
}

/// The names of the calls whose answers have been cached and read back.
#[derive(Default)]
struct Calls(Vec<&'static str>);

impl Calls {
    /// Caches every success in a folder, however old its server. There are at least this many.
    #[track_caller]
    fn cache<C: Call>(&mut self, folder: &str, blank: fn(&mut C::Output), least: usize)
    where
        C::Output: Serialize + DeserializeOwned + PartialEq + Debug,
    {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures")
            .join(folder);
        let mut successes = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            if let Ok(answer) = C::decode(&text) {
                cached(answer, blank);
                successes += 1;
            }
        }
        assert!(successes >= least, "{successes}");
        self.0.push(C::NAME);
    }

    /// Caches this answer, of a call without a stored success.
    #[track_caller]
    fn cache_text<C: Call>(&mut self, answer: &str, blank: fn(&mut C::Output))
    where
        C::Output: Serialize + DeserializeOwned + PartialEq + Debug,
    {
        cached(C::decode(answer).unwrap(), blank);
        self.0.push(C::NAME);
    }
}

fn nothing<T>(_: &mut T) {}

fn blank_created(created: &mut Created) {
    (created.attendee_password, created.moderator_password) = (None, None);
}

fn blank_meeting(meeting: &mut Meeting) {
    (meeting.attendee_password, meeting.moderator_password) = (None, None);
    meeting.meeting_token = None;
}

fn blank_joined(joined: &mut Joined) {
    (joined.auth_token, joined.session_token) = (None, None);
    (joined.url, joined.session_cookie) = (None, None);
}

fn cache_answers_in_xml(calls: &mut Calls) {
    calls.cache::<Create>("create", blank_created, 6);
    calls.cache::<Join>("join", blank_joined, 1);
    calls.cache::<End>("end", nothing, 1);
    calls.cache::<SendChatMessage>("sendChatMessage", nothing, 1);
    calls.cache::<IsMeetingRunning>("isMeetingRunning", nothing, 2);
    calls.cache::<GetMeetingInfo>("getMeetingInfo", blank_meeting, 20);
    let blank = |answer: &mut <GetMeetings as Call>::Output| {
        answer.meetings.iter_mut().for_each(blank_meeting);
    };
    calls.cache::<GetMeetings>("getMeetings", blank, 25);
    calls.cache::<GetSessions>("getSessions", nothing, 2);
    calls.cache::<Version>("apiVersion", nothing, 4);
    calls.cache::<GetRecordings>("getRecordings", nothing, 25);
    calls.cache::<PublishRecordings>("publishRecordings", nothing, 1);
    calls.cache::<DeleteRecordings>("deleteRecordings", nothing, 1);
    calls.cache::<UpdateRecordings>("updateRecordings", nothing, 1);
    calls.cache::<CreateHook>("hooks", nothing, 1);
    let inserted = "<response><returncode>SUCCESS</returncode><messageKey>k</messageKey><message>m</message></response>";
    calls.cache_text::<InsertDocument>(inserted, nothing);
    let hooks = "<response><returncode>SUCCESS</returncode><hooks><hook><hookID>1</hookID><callbackURL>https://a.example/cb</callbackURL>\
                 <meetingID>room</meetingID><eventID>a,b</eventID><permanentHook>true</permanentHook></hook></hooks></response>";
    calls.cache_text::<ListHooks>(hooks, nothing);
    let destroyed = "<response><returncode>SUCCESS</returncode><removed>true</removed></response>";
    calls.cache_text::<DestroyHook>(destroyed, nothing);
}

fn cache_answers_in_json(calls: &mut Calls) {
    let blank = |answer: &mut <GetRecordingTextTracks as Call>::Output| {
        answer.tracks.iter_mut().for_each(|track| track.href = None);
    };
    calls.cache::<GetRecordingTextTracks>("getRecordingTextTracks", blank, 1);
    let kept = r#"{"response":{"returncode":"SUCCESS","messageKey":"upload_text_track_success","message":"m","recordId":"a-1"}}"#;
    calls.cache_text::<PutRecordingTextTrack>(kept, nothing);
    calls.cache::<LearningDashboard>("json", nothing, 1);
    let url =
        r#"{"response":{"returncode":"SUCCESS","url":"https://a.example/?t=1","message":"m"}}"#;
    calls.cache_text::<GetJoinUrl>(url, |answer| answer.url = Secret::default());
}

#[test]
fn answers_are_cached_and_read_back() {
    let mut calls = Calls::default();
    cache_answers_in_xml(&mut calls);
    cache_answers_in_json(&mut calls);
    calls.cache_text::<PingHooks>("bbb-webhooks API up!", nothing);
    calls.0.sort_unstable();
    assert_eq!(calls.0, every_call::names());
}
