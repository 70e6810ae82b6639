//! Events of real servers: nothing is lost, and every field has the expected value.
#![cfg(feature = "callbacks")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::collections::BTreeMap;

use bbb_sdk::callbacks::send::WebhookSender;
use bbb_sdk::callbacks::{Event, EventId, EventMeeting, WebhookVerifier};
use bbb_sdk::error::CallbackProblem;
use bbb_sdk::json::{Value, json};
use bbb_sdk::{Error, Timestamp};
use proptest::prelude::*;

#[path = "callback_events/shown.rs"]
mod shown;

const URL: &str = "https://app.example/cb";

/// Events of a real webhooks server, by ID.
fn events() -> BTreeMap<String, Vec<Value>> {
    serde_json::from_str(include_str!("fixtures/callbacks/webhook-events.json")).unwrap()
}

#[track_caller]
fn event(id: &str) -> Event {
    let events = events();
    Event::from_json(&events[id][0].to_string()).unwrap()
}

/// Returns the part of `Debug` after the time and the meeting, which are the same for most events.
#[track_caller]
fn shows(id: &str, expected: &str) {
    let event = event(id);
    let shown = format!("{event:?}");
    let (_, parts) = shown.split_once("presentation_id: None }, ").unwrap();
    assert_eq!(parts, expected);
    assert_eq!(event.meeting.external_id.as_deref(), Some(EXTERNAL_ID));
    assert_eq!(event.meeting.internal_id.as_deref(), Some(INTERNAL_ID));
}

const EXTERNAL_ID: &str = "Cours d'été 1+1=2 & 100% *~* \"q\" <b>";
const INTERNAL_ID: &str = "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000123";

#[test]
fn nothing_of_an_event_is_lost() {
    for (id, values) in events() {
        for value in values {
            // The order, the blanks and the text are kept exactly.
            for text in [
                value.to_string(),
                serde_json::to_string_pretty(&value).unwrap(),
            ] {
                let sent = WebhookSender::new(URL, "secret").unwrap();
                let sent = sent.deliver_json(&format!("[{text}]"), 1);
                let verifier = WebhookVerifier::new(URL, "secret").unwrap();
                let delivery = verifier.verify(&sent.incoming()).unwrap();
                let [event] = delivery.events.as_slice() else {
                    panic!("{id}");
                };
                assert_eq!(event.json(), text);
                assert_eq!(serde_json::from_str::<Value>(event.json()).unwrap(), value);
                assert_eq!(*event.attributes(), value["data"]["attributes"]);
                assert_eq!(event.id.as_str(), id);
                assert!(!matches!(event.id, EventId::Other(_)), "{id}");
                let time = event.time.as_ref().and_then(Timestamp::millis);
                assert_eq!(time, value["data"]["event"]["ts"].as_i64());
                assert!(event.meeting.internal_id.is_some());
                assert_eq!(Event::from_json(event.json()).unwrap(), *event);
            }
        }
    }
}

#[test]
fn every_known_id() {
    let known = "meeting-created meeting-ended meeting-recording-started meeting-recording-stopped \
        meeting-recording-unhandled meeting-screenshare-started meeting-screenshare-stopped \
        meeting-presentation-changed user-joined user-left user-audio-voice-enabled \
        user-audio-voice-disabled user-audio-muted user-audio-unmuted user-audio-unhandled \
        user-cam-broadcast-start user-cam-broadcast-end user-presenter-assigned \
        user-presenter-unassigned user-emoji-changed user-raise-hand-changed \
        chat-group-message-sent transcript-updated pad-content poll-started poll-responded \
        rap-archive-started rap-sanity-started rap-post-archive-started rap-process-started \
        rap-post-process-started rap-publish-started rap-post-publish-started rap-archive-ended \
        rap-sanity-ended rap-post-archive-ended rap-process-ended rap-post-process-ended \
        rap-post-publish-ended rap-publish-ended rap-published rap-unpublished rap-deleted \
        chat-public-message-sent chat-private-message-sent user-audio-listen-only-enabled \
        user-audio-listen-only-disabled meeting-recording-changed";
    assert_eq!(known.split_whitespace().count(), 43 + 5);
    for id in known.split_whitespace() {
        let known = EventId::from(id);
        assert!(!matches!(known, EventId::Other(_)), "{id}");
        assert_eq!(known.to_string(), id);
    }
    assert_eq!(
        EventId::from("user-waved"),
        EventId::Other("user-waved".to_owned())
    );
}

#[test]
fn an_event_that_nobody_knows_yet() {
    let text = r#"{ "data": {"id": "user-waved", "attributes": {"meeting": {"internal-meeting-id": "183f-1", "mood": "good"}, "wave": {"hands": 2}}, "event": {"ts": "1700000000000"}}, "later": 1e400 }"#;
    let event = Event::from_json(text);
    // A number that is too large is not a JSON value.
    assert!(matches!(
        event,
        Err(Error::Callback {
            problem: CallbackProblem::Json(_),
            ..
        })
    ));

    let text = text.replace("1e400", "1.50");
    let event = Event::from_json(&text).unwrap();
    assert_eq!(event.id, EventId::Other("user-waved".to_owned()));
    assert_eq!(event.json(), text);
    assert_eq!(event.attributes()["wave"]["hands"], 2);
    assert_eq!(event.attributes()["meeting"]["mood"], "good");
    assert_eq!(event.meeting.internal_id.as_deref(), Some("183f-1"));
    assert_eq!(event.time.unwrap().millis(), Some(1_700_000_000_000));
}

#[test]
fn an_event_with_nothing_but_an_id() {
    for text in [
        r#"{"data":{"id":"user-left"}}"#,
        r#"{"data":{"id":"user-left","attributes":null,"event":null}}"#,
        r#"{"data":{"id":"user-left","attributes":{"user":{},"meeting":[],"poll":7},"event":{"ts":null}}}"#,
    ] {
        let event = Event::from_json(text).unwrap();
        assert_eq!(event.id, EventId::UserLeft);
        assert_eq!(event.time, None);
        assert_eq!(event.meeting, EventMeeting::default());
        assert_eq!(event.user, None);
        assert_eq!(event.poll, None);
        assert_eq!(event.json(), text);
    }
}

#[test]
fn ids_that_could_not_be_mapped() {
    for id in [json!(null), json!(""), json!([])] {
        let attributes =
            json!({ "meeting": { "external-meeting-id": id }, "user": { "external-user-id": id } });
        let event = Event::new(EventId::UserLeft, 1, &attributes);
        assert_eq!(event.meeting.external_id, None);
        assert_eq!(event.user.unwrap().external_id, None);
    }
    let attributes =
        json!({ "meeting": { "external-meeting-id": 7 }, "user": { "external-user-id": "007" } });
    let event = Event::new(EventId::UserLeft, 1, &attributes);
    assert_eq!(event.meeting.external_id.as_deref(), Some("7"));
    assert_eq!(event.user.unwrap().external_id.as_deref(), Some("007"));
}

#[test]
fn names_keep_their_blanks() {
    for (name, expected) in [
        (json!(" Ada \n"), Some(" Ada \n")),
        (json!(" "), Some(" ")),
        (json!(""), None),
        (json!(7), Some("7")),
    ] {
        let attributes =
            json!({ "meeting": { "name": name }, "user": { "name": name, "role": " VIEWER " } });
        let event = Event::new(EventId::UserLeft, 1, &attributes);
        assert_eq!(event.meeting.name.as_deref(), expected);
        let user = event.user.unwrap();
        assert_eq!(user.name.as_deref(), expected);
        assert_eq!(user.role.unwrap().as_str(), "VIEWER");
    }
}

#[test]
fn a_meeting_was_created() {
    let vectors = include_str!("fixtures/callbacks/webhook-vectors.json");
    let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap();
    let text = |name: &str| vectors[1][name].as_str().unwrap();
    let verifier = WebhookVerifier::new(text("callback_url"), text("secret")).unwrap();
    let incoming =
        bbb_sdk::callbacks::Incoming::new(text("request_target"), text("body").as_bytes());
    let event = verifier.verify(&incoming).unwrap().events.remove(0);
    assert_eq!(
        format!("{:?}", event.meeting),
        "EventMeeting { internal_id: Some(\"183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000123\"), \
         external_id: Some(\"Cours d'été 1+1=2 & 100% *~* \\\"q\\\" <b>\"), \
         name: Some(\"Größe & Maß / 数学 😀 + 50%\"), is_breakout: Some(false), parent_id: Some(\"bbb-none\"), \
         duration_minutes: Some(0), create_time: Some(Millis(1698771157700)), \
         create_date: Some(\"Tue Oct 31 13:52:37 BRT 2023\"), moderator_password: Some(Secret(***)), \
         viewer_password: Some(Secret(***)), record: Some(false), voice_bridge: Some(\"71347\"), \
         dial_number: Some(\"613-555-1234\"), max_users: Some(0), \
         metadata: Metadata([(\"bbb-origin\", \"sdk\"), (\"endcallbackurl\", \"https://x.test/e?a=***&b=***\")]), \
         audio_bridge: Some(\"bbb-webrtc-sfu\"), camera_bridge: Some(\"bbb-webrtc-sfu\"), \
         screen_share_bridge: Some(\"bbb-webrtc-sfu\"), presentation_id: None }"
    );
    assert_eq!(event.meeting.moderator_password.unwrap().expose(), "mp");
}

#[test]
fn a_user_joined() {
    shows(
        "user-joined",
        "user: EventUser { internal_id: Some(\"w_xfsb9gxtlfom\"), external_id: Some(\"w_xfsb9gxtlfom\"), name: \
         Some(\"John Doe\"), role: Some(\"MODERATOR\"), presenter: Some(false), guest: Some(false), userdata: \
         Metadata([]), stream: None, ip_address: None, user_agent: None, referer: None, session_token: None, \
         listening_only: None, sharing_mic: None, muted: None, emoji: None, raise_hand: None }, .. }",
    );
}

#[test]
fn a_user_speaks() {
    shows(
        "user-audio-voice-enabled",
        "user: EventUser { internal_id: Some(\"w_xfsb9gxtlfom\"), external_id: Some(\"w_xfsb9gxtlfom\"), name: None, \
         role: None, presenter: None, guest: None, userdata: Metadata([]), stream: None, ip_address: None, \
         user_agent: None, referer: None, session_token: None, listening_only: Some(false), sharing_mic: \
         Some(true), muted: Some(false), emoji: None, raise_hand: None }, .. }",
    );
}

#[test]
fn a_user_raised_a_hand() {
    shows(
        "user-raise-hand-changed",
        "user: EventUser { internal_id: Some(\"w_xfsb9gxtlfom\"), external_id: Some(\"w_xfsb9gxtlfom\"), name: None, \
         role: None, presenter: None, guest: None, userdata: Metadata([]), stream: None, ip_address: None, \
         user_agent: None, referer: None, session_token: None, listening_only: None, sharing_mic: None, \
         muted: None, emoji: None, raise_hand: Some(true) }, .. }",
    );
}

#[test]
fn a_message_was_written() {
    shows(
        "chat-group-message-sent",
        "user: EventUser { internal_id: Some(\"w_xfsb9gxtlfom\"), external_id: Some(\"w_xfsb9gxtlfom\"), name: \
         Some(\"John Doe\"), role: None, presenter: None, guest: None, userdata: Metadata([]), stream: None, \
         ip_address: None, user_agent: None, referer: None, session_token: None, listening_only: None, \
         sharing_mic: None, muted: None, emoji: None, raise_hand: None }, chat: ChatMessage { chat_id: \
         Some(\"MAIN-PUBLIC-GROUP-CHAT\"), id: Some(\"1698771232706-9idm9pxf\"), message: Some(\"Public chat \
         test\"), sender: Some(EventUser { internal_id: Some(\"w_xfsb9gxtlfom\"), external_id: \
         Some(\"w_xfsb9gxtlfom\"), name: Some(\"John Doe\"), role: None, presenter: None, guest: None, userdata: \
         Metadata([]), stream: None, ip_address: None, user_agent: None, referer: None, session_token: None, \
         listening_only: None, sharing_mic: None, muted: None, emoji: None, raise_hand: None }), time: \
         Some(Millis(1698771232706)) }, .. }",
    );
}

#[test]
fn somebody_said_something() {
    shows(
        "transcript-updated",
        "user: EventUser { internal_id: Some(\"w_xfsb9gxtlfom\"), external_id: None, name: None, role: None, \
         presenter: None, guest: None, userdata: Metadata([]), stream: None, ip_address: None, user_agent: \
         None, referer: None, session_token: None, listening_only: None, sharing_mic: None, muted: None, \
         emoji: None, raise_hand: None }, transcript: Transcript { id: Some(\"t-1\"), text: Some(\"hello \
         world\"), locale: Some(\"en-US\"), is_final: Some(false) }, .. }",
    );
}

#[test]
fn the_notes_changed() {
    shows(
        "pad-content",
        "pad: PadChange { id: Some(\"g.x$notes\"), external_id: Some(\"notes\"), revision: Some(3), start: Some(0), \
         end: Some(0), text: Some(\"<p>note</p>\") }, .. }",
    );
}

#[test]
fn a_poll_was_started() {
    shows(
        "poll-started",
        "user: EventUser { internal_id: Some(\"w_xfsb9gxtlfom\"), external_id: Some(\"w_xfsb9gxtlfom\"), name: None, \
         role: None, presenter: None, guest: None, userdata: Metadata([]), stream: None, ip_address: None, \
         user_agent: None, referer: None, session_token: None, listening_only: None, sharing_mic: None, \
         muted: None, emoji: None, raise_hand: None }, poll: Poll { id: \
         Some(\"2be5820127b5f8efc050fa003e83ef53fa62c356-1698771157729/1/1698771266437\"), question: Some(\"ABCD \
         Poll Test\"), answers: [PollAnswer { id: Some(0), key: Some(\"A\") }, PollAnswer { id: Some(1), key: \
         Some(\"B\") }, PollAnswer { id: Some(2), key: Some(\"C\") }, PollAnswer { id: Some(3), key: Some(\"D\") \
         }], answer_ids: [] }, .. }",
    );
}

#[test]
fn a_recording_is_archived() {
    shows(
        "rap-archive-started",
        "recording: EventRecording { record_id: Some(\"183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000123\"), \
         success: None, step_time_millis: None, workflow: None, recorded: None, duration: None, format: None, \
         published: None }, .. }",
    );
}

#[test]
fn a_recording_is_published() {
    shows(
        "rap-publish-ended",
        "recording: EventRecording { record_id: Some(\"183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000123\"), \
         success: Some(true), step_time_millis: Some(346), workflow: Some(\"presentation\"), recorded: None, duration: \
         None, format: None, published: Some(PublishedRecording { name: Some(\"Größe & Maß\"), is_breakout: \
         Some(false), start_time: Some(Millis(1700000000123)), end_time: Some(Millis(1700000061123)), size_bytes: \
         Some(12345), raw_size_bytes: Some(1000), metadata: Metadata([(\"bbb-recording-ready-url\", \
         \"https://x.test/r\"), (\"isBreakout\", \"false\"), (\"meetingId\", \"Cours d'été 1+1=2 & 100% *~* \\\"q\\\" \
         <b>\"), (\"meetingName\", \"Größe & Maß\")]), playback: Some(PublishedPlayback { format: Some(\"presentation\"), \
         link: \
         Some(\"https://bbb.test/playback/presentation/2.3/183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000123\"), \
         processing_time_millis: Some(5000), duration_millis: Some(61000), size_bytes: Some(12345), extensions: \
         {\"preview\":{}} }), download: None }) }, .. }",
    );
}

#[test]
fn a_poll_was_answered() {
    let attributes = json!({ "poll": { "id": "p/1", "answerIds": [0, "2", null] } });
    let poll = Event::new(EventId::PollResponded, 1, &attributes)
        .poll
        .unwrap();
    assert_eq!(poll.answer_ids, [0, 2]);
}

#[test]
fn hands_in_front_of_older_servers() {
    let attributes = json!({ "user": { "raiseHand": true } });
    let event = Event::new(EventId::UserRaiseHandChanged, 1, &attributes);
    assert_eq!(event.user.unwrap().raise_hand, Some(true));
}

#[test]
fn what_is_known_of_a_browser() {
    let attributes = json!({ "user": {
        "ip-address": "192.0.2.1", "user-agent": "Mozilla/5.0", "referer": "https://app.example/",
        "session-token": "xyzzy", "userdata": { "bbb_custom_language": "de" },
    } });
    let event = Event::new(EventId::UserJoined, 1, &attributes);
    assert!(!format!("{event:?}").contains("xyzzy"));
    let user = event.user.unwrap();
    assert_eq!(user.ip_address.as_deref(), Some("192.0.2.1"));
    assert_eq!(user.user_agent.as_deref(), Some("Mozilla/5.0"));
    assert_eq!(user.referer.as_deref(), Some("https://app.example/"));
    assert_eq!(user.session_token.unwrap().expose(), "xyzzy");
    assert_eq!(user.userdata.get("bbb_custom_language"), Some("de"));
}

#[test]
fn the_end_of_archiving() {
    let attributes = json!({ "record-id": "r", "success": "true", "step-time": 7, "recorded": false, "duration": 61 });
    let recording = Event::new(EventId::RapArchiveEnded, 1, &attributes)
        .recording
        .unwrap();
    assert_eq!(recording.recorded, Some(false));
    assert_eq!(
        (recording.success, recording.duration),
        (Some(true), Some(61))
    );
    let deleted = json!({ "record-id": "r", "format": "video" });
    let recording = Event::new(EventId::RapDeleted, 1, &deleted)
        .recording
        .unwrap();
    assert_eq!(recording.format.as_deref(), Some("video"));
}

#[test]
fn half_a_character() {
    // JavaScript may cut a text between the two halves of a character, and writes the rest as an escape.
    let text = r#"{"data":{"id":"user-joined","attributes":{"user":{"name":"A\\ud83d \ud83d\uDE00 \uD83D","role":"\udE00x"}}}}"#;
    let sent = WebhookSender::new(URL, "secret")
        .unwrap()
        .deliver_json(&format!("[{text}]"), 1);
    let verifier = WebhookVerifier::new(URL, "secret").unwrap();
    let event = verifier.verify(&sent.incoming()).unwrap().events.remove(0);
    assert_eq!(event.json(), text);
    let user = event.user.unwrap();
    assert_eq!(user.name.as_deref(), Some("A\\ud83d 😀 \u{FFFD}"));
    assert_eq!(user.role.as_deref(), Some("\u{FFFD}x"));
}

#[test]
fn an_event_is_told_from_every_other() {
    let left = |user: &str| {
        let attributes = json!({ "meeting": { "internal-meeting-id": "m" }, "user": { "internal-user-id": user } });
        Event::new(EventId::UserLeft, 1, &attributes).dedup_id()
    };
    assert_eq!(
        left("a"),
        "fc109ea1a2ec13631696e5f3fc1615912aa0f48efa84dca3bb4de6dab38eb2db"
    );
    assert_eq!(left("a"), left("a"));
    assert_ne!(left("a"), left("b"));
}

#[test]
#[cfg(feature = "serde")]
fn events_serialise_without_their_secrets() {
    let attributes = json!({ "meeting": { "moderator-pass": "mp", "name": "Physics" } });
    let event = Event::new(EventId::MeetingCreated, 1, &attributes);
    let written = serde_json::to_value(&event).unwrap();
    assert_eq!(written["id"], "meeting-created");
    assert_eq!(written["meeting"]["name"], "Physics");
    assert_eq!(written["meeting"]["moderator_password"], Value::Null);
    assert!(!written.to_string().contains("mp\""));
}

/// Generates any JSON, with a preference for names that events have.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    let name = prop::sample::select(vec![
        "meeting",
        "user",
        "poll",
        "answers",
        "recording",
        "playback",
        "chat-message",
        "sender",
        "metadata",
        "name",
        "time",
        "id",
        "x",
    ]);
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..4).prop_map(|members| {
                let members = members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value));
                Value::Object(members.collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn attributes_of_any_kind_are_kept(attributes in anything(), id in ".*", millis in any::<i64>()) {
        let event = Event::new(id.as_str(), millis, &attributes);
        prop_assert_eq!(event.id.as_str(), &*id);
        prop_assert_eq!(event.attributes(), &attributes);
        prop_assert_eq!(Event::from_json(event.json()).unwrap(), event);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".*") {
        if let Ok(event) = Event::from_json(&text) {
            prop_assert_eq!(event.json(), text.trim());
        }
    }
}
