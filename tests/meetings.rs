//! The calls of `administration` sent to the built-in server.
#![cfg(all(feature = "testing", feature = "http"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop"
)]

use bbb_sdk::administration::{
    Create, Document, End, GuestPolicy, GuestStatus, InsertDocument, Join, Role, SendChatMessage,
};
use bbb_sdk::error::ResponseProblem;
use bbb_sdk::monitoring::GetMeetingInfo;
use bbb_sdk::testing::{Profile, TestServer};
use bbb_sdk::{Checksum, Client, Error, ErrorKey, Server};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

fn start(profile: Profile) -> (TestServer, Client) {
    let server = TestServer::builder().profile(profile).start().unwrap();
    let client = Client::new(server.server());
    (server, client)
}

#[track_caller]
fn key(error: Error) -> ErrorKey {
    match error {
        Error::Api { key: Some(key), .. } => key,
        other => panic!("{other:?}"),
    }
}

const ALGORITHMS: [Checksum; 4] = [
    Checksum::SHA1,
    Checksum::SHA256,
    Checksum::SHA384,
    Checksum::SHA512,
];

#[test]
fn awkward_names_survive() {
    let name = "Zoë O'Brien & 李小龙 <b>~*()!'";
    let id = "a !\"#$%&'()*+-./:;<=>?@[\\]^_`{|}~%2B+%é李😀";
    for algorithm in ALGORITHMS {
        let test = TestServer::start().unwrap();
        let server = Server::with_checksum(test.url(), test.secret(), algorithm).unwrap();
        let client = Client::new(server);
        let created = client.send(&Create::new(id, name)).unwrap();
        assert_eq!(created.meeting_id, id);
        let join = Join::new(id, name, Role::Viewer).user_id(id);
        assert!(client.send(&join).unwrap().session_token.is_some());
        let meeting = client.send(&GetMeetingInfo::new(id)).unwrap();
        assert_eq!(meeting.name.as_deref(), Some(name));
        client.send(&End::new(id)).unwrap();
    }
}

#[test]
fn any_text_survives() {
    let (_server, client) = start(Profile::Bbb30);
    // Servers remove control characters and replace several blanks with one.
    let kept = |c: char| !c.is_control() && !c.is_whitespace() && !"\u{FFFE}\u{FFFF}".contains(c);
    let text =
        || proptest::collection::vec(any::<char>().prop_filter("kept", move |c| kept(*c)), 2..20);
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(64)
    };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let numbers = std::cell::Cell::new(0);
    TestRunner::new_with_rng(config, random)
        .run(&(text(), text()), |(name, value)| {
            let (name, value) = (String::from_iter(name), String::from_iter(value));
            numbers.set(numbers.get() + 1);
            let id = format!("room-{}", numbers.get());
            let create = Create::new(&id, &name).meta("text", &value);
            client.send(&create).unwrap();
            let meeting = client.send(&GetMeetingInfo::new(&id)).unwrap();
            prop_assert_eq!(meeting.name, Some(name));
            prop_assert_eq!(meeting.metadata.get("text"), Some(&*value));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_form_carries_what_a_url_cannot() {
    for profile in [Profile::Bbb27, Profile::Bbb30, Profile::Bbb40] {
        let (_server, client) = start(profile);
        let create = Create::new("room & 1", "Zoë O'Brien & 李小龙")
            .record(true)
            .welcome(&"long ".repeat(3_000))
            .meta("course", "a+b & c%20d");
        let refused = client.send(&create).unwrap_err();
        assert!(matches!(refused, Error::Parameter { .. }), "{refused:?}");
        let created = client.send(&create.into_form()).unwrap();
        assert_eq!(created.meeting_id, "room & 1");
        let meeting = client.send(&GetMeetingInfo::new("room & 1")).unwrap();
        assert_eq!(meeting.name.as_deref(), Some("Zoë O'Brien & 李小龙"));
        assert_eq!(meeting.metadata.get("course"), Some("a+b & c%20d"));
        assert_eq!(meeting.recording, Some(true));
    }
}

#[test]
fn a_form_at_a_load_balancer() {
    // b3lb and b3scale do not read bodies.
    for profile in [Profile::B3lb, Profile::B3scale] {
        let (_server, client) = start(profile);
        let form = Create::new("room-1", "Physics").record(true).into_form();
        let error = client.send(&form).unwrap_err();
        assert!(matches!(error, Error::Api { .. }), "{error:?}");
        let error = client.send(&GetMeetingInfo::new("room-1")).unwrap_err();
        assert!(error.is_not_found(), "{error:?}");
    }
    // Scalelite turns the form into a URL, which may become too long.
    let (_server, client) = start(Profile::Scalelite);
    let create = Create::new("room-1", "Physics").record(true);
    let created = client.send(&create.clone().into_form()).unwrap();
    assert_eq!(created.meeting_id, "room-1");
    let long = create.welcome(&"long ".repeat(3_000)).into_form();
    let error = client.send(&long).unwrap_err();
    assert_eq!(error.key().unwrap().as_str(), "internalError");
}

#[test]
fn a_program_joins() {
    let (_server, client) = start(Profile::Bbb30);
    let created = client.send(&Create::new("room-1", "Physics")).unwrap();
    let join = Join::new("room-1", "Ada", Role::Moderator)
        .create_time(created.create_time.unwrap())
        .redirect(false);
    let joined = client.send(&join).unwrap();
    assert_eq!(joined.message_key, Some(ErrorKey::SuccessfullyJoined));
    assert_eq!(joined.meeting_id, created.internal_meeting_id);
    assert_eq!(joined.guest_status, Some(GuestStatus::Allow));
    assert!(joined.user_id.is_some() && joined.auth_token.is_some());
    let (token, url) = (joined.session_token.unwrap(), joined.url.unwrap());
    assert!(
        url.expose()
            .ends_with(&format!("sessionToken={}", token.expose()))
    );
    assert!(joined.session_cookie.is_some());

    let led = client.send(&join.redirect(true)).unwrap();
    assert!(led.url.is_some() && led.session_token.is_some() && led.session_cookie.is_some());
}

#[test]
fn a_program_is_refused() {
    for profile in [Profile::Bbb24, Profile::Bbb30, Profile::Bbb40] {
        let (_server, client) = start(profile);
        let create = Create::new("room-1", "Physics").guest_policy(GuestPolicy::AlwaysDeny);
        client.send(&create).unwrap();
        for redirect in [true, false] {
            let refused = |join: Join| key(client.send(&join.redirect(redirect)).unwrap_err());
            let join = |meeting: &str| Join::new(meeting, "Ada", Role::Viewer);
            assert_eq!(refused(join("none")), ErrorKey::MeetingForciblyEnded);
            assert_eq!(refused(join("room-1")), ErrorKey::GuestDeniedAccess);
            let other = Join::new("room-1", "Ada", Role::Other("OWNER".into()));
            assert_eq!(refused(other), ErrorKey::ParamsRequired);
            let earlier = Join::new("room-1", "Ada", Role::Moderator).create_time(1);
            assert_eq!(refused(earlier), ErrorKey::MismatchCreateTimeParam);
        }
    }
}

#[test]
fn a_balancer_leads_elsewhere() {
    for profile in [Profile::Scalelite, Profile::B3lb] {
        let (_server, client) = start(profile);
        client.send(&Create::new("room-1", "Physics")).unwrap();
        let join = Join::new("room-1", "Ada", Role::Viewer).redirect(false);
        match client.send(&join).unwrap_err() {
            Error::Response {
                problem: ResponseProblem::Redirect(_),
                status: 302,
                ..
            } => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn documents_messages_and_the_end() {
    let (_server, client) = start(Profile::Bbb30);
    let slides = Document::url("https://files.example/deck.pdf?a=1&b=2").current(true);
    let notes = Document::bytes("notes.txt", *b"Newton");
    let create = Create::new("room-1", "Physics")
        .document(slides.clone())
        .client_settings_override("{\"a\":\"]]>\"}");
    assert!(!client.send(&create).unwrap().is_duplicate());
    assert!(client.send(&create).unwrap().is_duplicate());

    let inserted = client
        .send(&InsertDocument::new("room-1", slides.clone()).document(notes))
        .unwrap();
    assert_eq!(
        (inserted.message_key, inserted.message.as_deref()),
        (None, Some("Presentation is being uploaded"))
    );
    client
        .send(&SendChatMessage::new("room-1", "Break <b>now</b>").user_name("Ada"))
        .unwrap();
    let ended = client.send(&End::new("room-1")).unwrap();
    assert_eq!(ended.message_key, Some(ErrorKey::SentEndMeetingRequest));

    assert!(client.send(&End::new("none")).unwrap_err().is_not_found());
    assert!(
        client
            .send(&SendChatMessage::new("none", "Hello"))
            .unwrap_err()
            .is_not_found()
    );
    let error = client.send(&InsertDocument::new("none", slides));
    assert!(matches!(error, Err(Error::Api { .. })), "{error:?}");
}
