//! The calls whose response is JSON, with a client and the simulated server.
#![cfg(all(feature = "testing", feature = "http", feature = "json"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use bbb_sdk::administration::{Create, Join, Joined, Role};
use bbb_sdk::monitoring::{GetJoinUrl, LearningDashboard};
use bbb_sdk::recording::{GetRecordingTextTracks, PutRecordingTextTrack, TrackKind, TrackSource};
use bbb_sdk::testing::{TestRecording, TestServer};
use bbb_sdk::{Client, Error, ErrorKey};

/// A client, and the session of a user who joined.
fn joined(server: &TestServer, role: Role) -> (Client, Joined) {
    let client = Client::new(server.server());
    client.send(&Create::new("room-1", "Physics")).unwrap();
    let join = Join::new("room-1", "Ada", role).redirect(false);
    let session = client.send(&join).unwrap();
    (client, session)
}

#[test]
fn a_moderator_sees_the_dashboard() {
    let server = TestServer::start().unwrap();
    let (client, session) = joined(&server, Role::Moderator);
    let call = LearningDashboard::new(session.session_token.unwrap());
    let without_cookie = client.send(&call);
    assert!(
        matches!(without_cookie, Err(Error::Api { key: None, .. })),
        "{without_cookie:?}"
    );
    let call = call.jsessionid(session.session_cookie.unwrap());
    let seen: serde_json::Value = serde_json::from_str(&client.send(&call).unwrap().data).unwrap();
    assert!(seen.to_string().contains("Ada"), "{seen}");
}

#[test]
fn a_viewer_does_not() {
    let server = TestServer::start().unwrap();
    let (client, session) = joined(&server, Role::Viewer);
    let call = LearningDashboard::new(session.session_token.unwrap())
        .jsessionid(session.session_cookie.unwrap());
    let refused = client.send(&call);
    assert!(
        matches!(refused, Err(Error::Api { key: None, message, .. }) if message == "Access denied")
    );
}

#[test]
fn a_user_joins_once_more() {
    let server = TestServer::start().unwrap();
    let (client, session) = joined(&server, Role::Viewer);
    let call =
        GetJoinUrl::new(session.session_token.unwrap()).jsessionid(session.session_cookie.unwrap());
    let link = client.send(&call).unwrap().url;
    assert!(server.open(link.expose()).is_some(), "the link works");
    assert_eq!(
        server.last_request().unwrap().parameter("meetingID"),
        Some("room-1")
    );
}

#[test]
fn text_tracks_come_and_go() {
    let server = TestServer::start().unwrap();
    let client = Client::new(server.server());
    let id = server.add_recording(TestRecording::new("room-1"));
    let tracks = GetRecordingTextTracks::new(&id);
    assert_eq!(
        client.send(&tracks).unwrap_err().key(),
        Some(&ErrorKey::NoCaptionsFound)
    );
    let unknown = client.send(&GetRecordingTextTracks::new("nothing"));
    assert_eq!(unknown.unwrap_err().key(), Some(&ErrorKey::NoRecordings));

    let put = PutRecordingTextTrack::new(&id, TrackKind::Subtitles, "pt_BR", "WEBVTT\n")
        .label("Português");
    assert_eq!(
        client.send(&put).unwrap().message_key,
        Some(ErrorKey::UploadTextTrackSuccess)
    );
    assert_eq!(
        server.last_request().unwrap().parameter("lang"),
        Some("pt_BR")
    );
    let empty = PutRecordingTextTrack::new(&id, TrackKind::Subtitles, "en", "");
    assert_eq!(
        client.send(&empty).unwrap_err().key(),
        Some(&ErrorKey::EmptyUploadedTextTrack)
    );
    let hyphen = PutRecordingTextTrack::new(&id, TrackKind::Subtitles, "pt-BR", "x");
    assert_eq!(
        client.send(&hyphen).unwrap_err().key(),
        Some(&ErrorKey::InvalidLang)
    );

    let found = client.send(&tracks).unwrap().tracks;
    let [track] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(track.kind, Some(TrackKind::Subtitles));
    assert_eq!(track.source, Some(TrackSource::Upload));
    assert_eq!(track.lang.as_deref(), Some("pt-BR"));
    assert_eq!(track.label.as_deref(), Some("Português"));
}
