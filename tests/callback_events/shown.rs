//! The values that `Debug` leaves out.

use bbb_sdk::callbacks::{Analytics, IncomingLimits, Signing};

use super::*;

#[test]
fn links_are_shown_without_their_tokens() {
    let link = "https://h/playback/presentation/2.3/r-1?token=xyzzy";
    let recording = json!({
        "name": "Physics",
        "playback": { "format": "presentation", "link": link, "extensions": { "preview": link } },
        "download": { "video": link },
    });
    let attributes = json!({ "record-id": "r-1", "recording": recording });
    let event = Event::new(EventId::RapPublishEnded, 1_700_000_000_000, &attributes);
    let published = event.recording.clone().and_then(|found| found.published);
    let playback = published.and_then(|published| published.playback);
    assert_eq!(playback.unwrap().link.as_deref(), Some(link));
    let shown = format!("{event:?}");
    assert_eq!(shown.matches("2.3/r-1?token=***").count(), 3, "{shown}");
    assert!(!shown.contains("xyzzy"), "{shown}");
}

#[test]
fn what_is_shown_of_analytics() {
    let analytics = Analytics::from_json(
        r#"{"meeting_id":"room-1","internal_meeting_id":"i-1","data":{"start":"2024-01-01T00:00:00Z","files":["xyzzy"]}}"#,
    );
    assert_eq!(
        format!("{:?}", analytics.unwrap()),
        "Analytics { meeting_id: \"room-1\", internal_meeting_id: Some(\"i-1\"), start: Some(Millis(1704067200000)), \
         finish: None, attendees: [], .. }"
    );
}

#[test]
fn what_is_shown_of_a_verifier() {
    let mut limits = IncomingLimits::default();
    (limits.target, limits.body, limits.token) = (1, 2, 3);
    let verifier = WebhookVerifier::new(URL, "secret").unwrap();
    let verifier = verifier.accept([Signing::Body]).algorithms([]);
    assert_eq!(
        format!("{:?}", verifier.limits(limits)),
        "WebhookVerifier { accepted: [Body], algorithms: [], limits: IncomingLimits { target: 1, body: 2, token: 3 }, .. }"
    );
}

/// Secrets, by name or in a URL, are blanked in every part of every callback.
#[test]
fn nothing_that_is_shown_holds_a_token() {
    let url = "https://app.example/e?token=xyzzy&room=1";
    let metadata = json!({
        "endcallbackurl": url, "secret-lrs-payload": "xyzzy", "sessiontoken": "xyzzy",
        "bbb-recording-ready-url": url, "analytics-callback-url": url, "bbb-origin": "sdk",
    });
    let meeting = json!({
        "external-meeting-id": "room-1", "moderator-pass": "xyzzy", "viewer-pass": "xyzzy",
        "metadata": metadata,
    });
    let user = json!({
        "name": "Ada", "session-token": "xyzzy", "referer": url,
        "userdata": { "lrs-secret": "xyzzy", "bbb_custom_logo_url": url },
    });
    let playback = json!({ "link": url, "extensions": { "preview": { "image": url } } });
    let recording =
        json!({ "metadata": metadata, "playback": playback, "download": { "mp4": url } });
    let attributes =
        json!({ "meeting": meeting, "user": user, "record-id": "r-1", "recording": recording });
    let event = Event::new(EventId::UserJoined, 1_700_000_000_000, &attributes);
    let sender = WebhookSender::new(URL, "secret").unwrap();
    let raw = json!({ "core": { "body": { "sessionToken": "xyzzy" } } });
    let sent = sender.deliver_json(&format!("[{},{raw}]", event.json()), 1);
    let verifier = WebhookVerifier::new(URL, "secret").unwrap();
    let delivery = verifier.verify(&sent.incoming()).unwrap();
    let analytics = Analytics::from_json(
        &json!({
            "meeting_id": "room-1",
            "data": { "metadata": metadata, "attendees": [{ "name": "Ada", "sessions": { "w_1": { "token": "xyzzy" } } }] },
        })
        .to_string(),
    )
    .unwrap();
    let sessions = &analytics.attendees[0];
    let shown = format!(
        "{event:?} {delivery:?} {delivery:#?} {analytics:?} {sessions:?} {:?}",
        analytics.metadata
    );
    assert!(!shown.contains("xyzzy"), "{shown}");
    // Other values are kept.
    for text in ["room-1", "Ada", "sdk", "app.example"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
}
