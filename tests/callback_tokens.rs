//! Callbacks that come with a token: recording ready, analytics, meeting ended.
#![cfg(feature = "callbacks")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::fmt::Debug;
use std::time::{Duration, SystemTime};

use bbb_sdk::callbacks::send::{self, Outgoing};
use bbb_sdk::callbacks::{
    AnalyticsVerifier, Incoming, IncomingLimits, JwtAlgorithm, MeetingEnded, MeetingEndedVerifier,
    RecordingReadyVerifier,
};
use bbb_sdk::error::CallbackProblem;
use bbb_sdk::json::{Value, json};
use bbb_sdk::{Error, Timestamp};

const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
const URL: &str = "https://app.example/callback";

/// `{"alg":"HS256"}`, `{"meeting_id":"room-1","record_id":"183f0bf3-1700000000123"}`; made with Python.
const READY: &str = "eyJhbGciOiJIUzI1NiJ9.eyJtZWV0aW5nX2lkIjoicm9vbS0xIiwicmVjb3JkX2lkIjoiMTgzZjBiZjMtMTcwMDAwMDAwMDEyMyJ9.-QV2YqP-pFMLGwwx_xQTatowvW_5PFYWR-mVbS72cm8";

/// `{"typ":"JWT","alg":"HS512"}`, `{"exp":1700086400}`; made with Python.
const DAY: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.eyJleHAiOjE3MDAwODY0MDB9.0PErfVad6pEl4N0wFB06y0gTqAn3M1pMQ6Imr_RjAHuvrIwHiTryYkDdTd0JR7uiT1ZmiHZnM2YbLzv6MpNCmw";
const EXPIRY: u64 = 1_700_086_400;

#[track_caller]
fn rejection<T: Debug>(result: bbb_sdk::Result<T>) -> CallbackProblem {
    match result.unwrap_err() {
        Error::Callback { problem, .. } => problem,
        error => panic!("{error}"),
    }
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn ready() -> RecordingReadyVerifier {
    RecordingReadyVerifier::new(SECRET).unwrap()
}

#[track_caller]
fn refuses_form(form: &[u8], expected: &CallbackProblem) {
    let reason = rejection(ready().verify(&Incoming::new("/", form)));
    assert_eq!(reason, *expected, "{}", String::from_utf8_lossy(form));
}

#[track_caller]
fn refuses_token(token: &str, expected: &CallbackProblem) {
    refuses_form(format!("signed_parameters={token}").as_bytes(), expected);
}

fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let group = |bytes: &[u8]| {
        let bits = bytes
            .iter()
            .zip([16, 8, 0])
            .fold(0_u32, |bits, (byte, shift)| {
                bits | u32::from(*byte) << shift
            });
        let digits = [18, 12, 6, 0].map(|shift| char::from(DIGITS[(bits >> shift) as usize & 63]));
        digits[..=bytes.len()].iter().collect::<String>()
    };
    text.as_bytes().chunks(3).map(group).collect()
}

/// The recording-ready token with another header.
fn with_header(header: &str) -> String {
    let (_, rest) = READY.split_once('.').unwrap();
    format!("{}.{rest}", base64(header))
}

fn signed(claims: &Value) -> Outgoing {
    send::recording_ready_with(URL, SECRET, JwtAlgorithm::Hs256, claims).unwrap()
}

#[test]
fn a_recording_is_ready() {
    let form = format!("signed_parameters={READY}");
    let ready = ready()
        .verify(&Incoming::new("/ready", form.as_bytes()))
        .unwrap();
    assert_eq!(ready.meeting_id, "room-1");
    assert_eq!(ready.record_id, "183f0bf3-1700000000123");
    let sent = send::recording_ready(URL, SECRET, "room-1", "183f0bf3-1700000000123").unwrap();
    assert_eq!(sent.body(), form);
    assert_eq!(
        (
            sent.method(),
            sent.url(),
            sent.content_type(),
            sent.authorization()
        ),
        ("POST", URL, Some("application/x-www-form-urlencoded"), None)
    );
}

#[test]
fn further_claims_are_kept() {
    let claims =
        json!({ "meeting_id": "a", "record_id": "b", "format": "video", "n": [1, { "x": null }] });
    let ready = ready().verify(&signed(&claims).incoming()).unwrap();
    assert_eq!(ready.claims, claims);
}

/// Scalelite 1.8.5 passes analytics on with a token of its own, and adds the customer to the body.
#[test]
fn scalelite_signs_analytics_with_hs512() {
    let body = r#"{"version":"1.0","meeting_id":"room-1","data":{},"customer":"hall"}"#;
    let header = format!("Bearer {DAY}");
    let incoming = Incoming::new("/a", body.as_bytes()).header("Authorization", &header);
    let read = analytics().verify_at(&incoming, at(EXPIRY)).unwrap();
    assert_eq!(read.meeting_id, "room-1");
    assert_eq!(read.json()["customer"], "hall");
    let reason = rejection(
        analytics()
            .algorithm(JwtAlgorithm::Hs256)
            .verify_at(&incoming, at(EXPIRY)),
    );
    assert_eq!(reason, CallbackProblem::TokenAlgorithm);
}

/// A secret is being changed, or a load balancer has several: each of them may sign, and no other.
#[test]
fn several_secrets() {
    let secrets = ["old-one", "newer-one", SECRET];
    let ready = RecordingReadyVerifier::new(secrets[0])
        .and_then(|verifier| verifier.or_secret(secrets[1]))
        .and_then(|verifier| verifier.or_secret(format!(" {SECRET}\n")))
        .unwrap();
    let analytics = AnalyticsVerifier::new(secrets[0])
        .and_then(|verifier| verifier.or_secret(secrets[1]))
        .and_then(|verifier| verifier.or_secret(secrets[2]))
        .unwrap();
    let ended = MeetingEndedVerifier::new(secrets[0])
        .and_then(|verifier| verifier.or_secret(secrets[1]))
        .and_then(|verifier| verifier.or_secret(secrets[2]))
        .unwrap();
    for (secret, accepted) in secrets.map(|secret| (secret, true)).into_iter().chain([
        ("another", false),
        ("old-on", false),
        ("old-onenewer-one", false),
    ]) {
        let sent = send::recording_ready(URL, secret, "room-1", "b").unwrap();
        assert_eq!(ready.verify(&sent.incoming()).is_ok(), accepted, "{secret}");
        let body = json!({ "meeting_id": "room-1" });
        let sent = send::analytics(URL, secret, at(EXPIRY), &body).unwrap();
        let read = analytics.verify_at(&sent.incoming(), at(EXPIRY));
        assert_eq!(read.is_ok(), accepted, "{secret}");
        let maker = MeetingEndedVerifier::new(secret).unwrap();
        let url = maker.url(URL, "room-1").unwrap();
        let read = ended.verify(&Incoming::new(url.expose(), b""));
        assert_eq!(read.is_ok(), accepted, "{secret}");
    }
    // New URLs are made with the first.
    let first = MeetingEndedVerifier::new(secrets[0]).unwrap();
    assert_eq!(
        ended.url(URL, "room-1").unwrap(),
        first.url(URL, "room-1").unwrap()
    );
    let shown = format!("{ready:?} {analytics:?} {ended:?}");
    for secret in secrets {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn both_claims_are_required() {
    for (claims, missing) in [
        (json!({}), "meeting_id"),
        (json!({ "record_id": "b" }), "meeting_id"),
        (json!({ "meeting_id": "", "record_id": "b" }), "meeting_id"),
        (json!({ "meeting_id": 7, "record_id": "b" }), "meeting_id"),
        (json!({ "meeting_id": "a" }), "record_id"),
        (
            json!({ "meeting_id": "a", "record_id": ["b"] }),
            "record_id",
        ),
    ] {
        let reason = rejection(ready().verify(&signed(&claims).incoming()));
        assert_eq!(reason, CallbackProblem::ClaimMissing(missing), "{claims}");
    }
}

#[test]
fn another_algorithm_on_request_alone() {
    let claims = json!({ "meeting_id": "a", "record_id": "b" });
    let sent = send::recording_ready_with(URL, SECRET, JwtAlgorithm::Hs512, &claims).unwrap();
    let reason = rejection(ready().verify(&sent.incoming()));
    assert_eq!(reason, CallbackProblem::TokenAlgorithm);
    let other = ready().algorithm(JwtAlgorithm::Hs512);
    assert!(other.verify(&sent.incoming()).is_ok());
    let reason = rejection(other.verify(&signed(&claims).incoming()));
    assert_eq!(reason, CallbackProblem::TokenAlgorithm);
}

#[test]
fn tokens_that_are_not_the_servers() {
    let (unsigned, signature) = READY.rsplit_once('.').unwrap();
    let (header, claims) = unsigned.split_once('.').unwrap();
    refuses_token("", &CallbackProblem::TokenForm);
    refuses_token("a.b", &CallbackProblem::TokenForm);
    refuses_token(unsigned, &CallbackProblem::TokenForm);
    refuses_token(&format!("{READY}.x"), &CallbackProblem::TokenForm);
    refuses_token(&format!("{unsigned}."), &CallbackProblem::TokenUnsigned);
    refuses_token(
        &format!("{unsigned}.{}", &signature[4..]),
        &CallbackProblem::TokenMismatch,
    );

    // The token does not choose its algorithm.
    for algorithm in [
        "none", "None", "NONE", "hs256", "HS384", "HS512", "RS256", "ES256", "",
    ] {
        let token = with_header(&format!(r#"{{"alg":"{algorithm}"}}"#));
        refuses_token(&token, &CallbackProblem::TokenAlgorithm);
        let unsigned = token.rsplit_once('.').unwrap().0;
        refuses_token(&format!("{unsigned}."), &CallbackProblem::TokenAlgorithm);
    }
    for header in [
        r#"{"typ":"JWT"}"#,
        r#"{"alg":null}"#,
        r#"{"alg":["HS256"]}"#,
    ] {
        refuses_token(&with_header(header), &CallbackProblem::TokenAlgorithm);
    }
    refuses_token(
        &with_header(r#"{"alg":"HS256","crit":["exp"]}"#),
        &CallbackProblem::TokenExtension,
    );
    refuses_token(&with_header("[]"), &CallbackProblem::TokenJson("header"));
    refuses_token(&with_header("{"), &CallbackProblem::TokenJson("header"));

    // One token has one spelling.
    refuses_token(
        &format!("{READY}%3D"),
        &CallbackProblem::TokenEncoding("signature"),
    );
    refuses_token(
        &format!("{unsigned}.{}9", &signature[..42]),
        &CallbackProblem::TokenEncoding("signature"),
    );
    refuses_token(
        &format!("{header}%3D.{claims}.{signature}"),
        &CallbackProblem::TokenEncoding("header"),
    );
    refuses_token(
        &format!("{header}.{claims}%3D%3D.{signature}"),
        &CallbackProblem::TokenMismatch,
    );
    refuses_token(
        &format!("{READY}+"),
        &CallbackProblem::TokenEncoding("signature"),
    );

    // Claims that were changed, and claims that somebody else signed.
    let changed = base64(r#"{"meeting_id":"room-2","record_id":"183f0bf3-1700000000123"}"#);
    refuses_token(
        &format!("{header}.{changed}.{signature}"),
        &CallbackProblem::TokenMismatch,
    );
    let other = send::recording_ready(URL, "another secret", "room-1", "b").unwrap();
    let reason = rejection(ready().verify(&other.incoming()));
    assert_eq!(reason, CallbackProblem::TokenMismatch);
}

#[test]
fn a_change_of_any_byte_of_a_token_is_refused() {
    for at in 0..READY.len() {
        for change in [1, 2, 4, 8, 16, 32, 64] {
            let mut form = format!("signed_parameters={READY}").into_bytes();
            form[18 + at] ^= change;
            let verified = ready().verify(&Incoming::new("/", &form));
            assert!(verified.is_err(), "{}", String::from_utf8_lossy(&form));
        }
    }
}

/// A token of a public collection, of a secret that is not ours: the signature is right, the claims are others.
#[test]
fn a_foreign_token() {
    let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
    let form = format!("signed_parameters={token}");
    let verifier = RecordingReadyVerifier::new("your-256-bit-secret").unwrap();
    let reason = rejection(verifier.verify(&Incoming::new("/", form.as_bytes())));
    assert_eq!(reason, CallbackProblem::ClaimMissing("meeting_id"));
}

#[test]
fn times_that_a_token_names_are_kept() {
    let verifier = ready().leeway(Duration::from_secs(10));
    let verify = |name: &str, value: Value, now: u64| {
        let mut claims = json!({ "meeting_id": "a", "record_id": "b" });
        claims[name] = value;
        verifier.verify_at(&signed(&claims).incoming(), at(now))
    };
    assert!(verify("exp", json!(1000), 1009).is_ok());
    assert_eq!(
        rejection(verify("exp", json!(1000), 1010)),
        CallbackProblem::TokenExpired
    );
    assert!(verify("exp", json!(1000.5), 1010).is_ok());
    assert_eq!(
        rejection(verify("exp", json!(-10), 0)),
        CallbackProblem::TokenExpired
    );
    assert!(verify("nbf", json!(1000), 990).is_ok());
    assert_eq!(
        rejection(verify("nbf", json!(1000), 989)),
        CallbackProblem::TokenNotYet
    );
    for value in [json!("1000"), json!(null), json!([])] {
        assert_eq!(
            rejection(verify("exp", value, 0)),
            CallbackProblem::ClaimMissing("exp")
        );
    }
}

#[test]
fn forms_that_cannot_be_read() {
    refuses_form(b"", &CallbackProblem::FieldMissing("signed_parameters"));
    refuses_form(
        b"signed_parameter=a.b.c",
        &CallbackProblem::FieldMissing("signed_parameters"),
    );
    let twice = format!("signed_parameters={READY}&signed_parameters={READY}");
    refuses_form(
        twice.as_bytes(),
        &CallbackProblem::FieldRepeated("signed_parameters"),
    );
    refuses_form(b"signed_parameters=\xFF", &CallbackProblem::NotUtf8);
    refuses_form(b"signed_parameters=%FF", &CallbackProblem::Form);
    refuses_form(&vec![b'a'; 50 << 20], &CallbackProblem::TooLarge("body"));
    refuses_token(&"a".repeat(2 << 20), &CallbackProblem::TooLarge("token"));
    let mut limits = IncomingLimits::default();
    limits.token = READY.len() - 1;
    let form = format!("signed_parameters={READY}");
    let incoming = Incoming::new("/", form.as_bytes());
    let reason = rejection(ready().limits(limits).verify(&incoming));
    assert_eq!(reason, CallbackProblem::TooLarge("token"));
}

fn analytics() -> AnalyticsVerifier {
    AnalyticsVerifier::new(SECRET).unwrap()
}

const BODY: &str = r#"{
    "version": "1.0",
    "meeting_id": "room-1",
    "internal_meeting_id": "183f0bf3-1700000000123",
    "data": {
        "metadata": { "analytics_callback_url": "https://app.example/a", "is_breakout": "false", "meeting_name": "Größe" },
        "duration": 3600,
        "start": "2023-11-14 22:13:20 UTC",
        "finish": "2023-11-14 23:13:20 UTC",
        "attendees": [{
            "ext_user_id": "ada", "name": "Ada", "moderator": true,
            "joins": ["2023-11-14 22:14:00 UTC"], "leaves": ["2023-11-14 23:13:20 UTC"],
            "duration": "3560", "recent_talking_time": "",
            "engagement": { "chats": 3, "talks": 2, "raisehand": 1, "emojis": 0, "poll_votes": 4, "talk_time": 95, "later": 1 },
            "sessions": { "w_1": { "joins": [], "leaves": [] } }
        }],
        "files": ["slides.pdf"],
        "polls": [{ "id": "p", "options": ["A"], "votes": { "ada": "A" } }],
        "later": true
    },
    "later": [1]
}"#;

#[track_caller]
fn refuses_header(values: &[&str], expected: &CallbackProblem) {
    let incoming = Incoming::new("/", BODY.as_bytes());
    let incoming = values.iter().fold(incoming, |incoming, value| {
        incoming.header("AUTHORIZATION", *value)
    });
    let reason = rejection(analytics().verify_at(&incoming, at(EXPIRY)));
    assert_eq!(reason, *expected, "{values:?}");
}

#[test]
fn what_happened_in_a_meeting() {
    let header = format!("Bearer {DAY}");
    let incoming = Incoming::new("/a", BODY.as_bytes()).header("Authorization", &header);
    let read = analytics()
        .verify_at(&incoming, at(EXPIRY - 86_400))
        .unwrap();
    assert_eq!(read.version.as_deref(), Some("1.0"));
    assert_eq!(read.meeting_id, "room-1");
    assert_eq!(
        read.internal_meeting_id.as_deref(),
        Some("183f0bf3-1700000000123")
    );
    assert_eq!(read.metadata.get("meeting_name"), Some("Größe"));
    assert_eq!(read.metadata.len(), 3);
    assert_eq!(read.duration_seconds, Some(3600));
    assert_eq!(read.start, Some(Timestamp::Millis(1_700_000_000_000)));
    assert_eq!(read.finish, Some(Timestamp::Millis(1_700_003_600_000)));
    assert_eq!(read.files, ["slides.pdf"]);
    assert_eq!(
        read.polls,
        [json!({ "id": "p", "options": ["A"], "votes": { "ada": "A" } })]
    );
    assert_eq!(
        format!("{:?}", read.attendees),
        "[AnalyticsAttendee { external_user_id: Some(\"ada\"), name: Some(\"Ada\"), moderator: Some(true), \
         joins: [Millis(1700000040000)], leaves: [Millis(1700003600000)], \
         duration_seconds: Some(3560), recent_talking_time: None, engagement: Engagement { chats: Some(3), \
         talks: Some(2), raise_hand: Some(1), emojis: Some(0), poll_votes: Some(4), talk_time_seconds: Some(95) }, \
         sessions: Some(Object {\"w_1\": Object {\"joins\": Array [], \"leaves\": Array []}}) }]"
    );
    let all: Value = serde_json::from_str(BODY).unwrap();
    assert_eq!(*read.json(), all);
}

#[test]
fn bodies_of_other_versions() {
    let verify = |body: &str| {
        let header = format!("Bearer {DAY}");
        let incoming = Incoming::new("/a", body.as_bytes()).header("Authorization", &header);
        analytics().verify_at(&incoming, at(EXPIRY))
    };
    let least = verify(r#"{"meeting_id":"a"}"#).unwrap();
    assert_eq!((least.meeting_id.as_str(), least.attendees.len()), ("a", 0));
    let odd = r#"{"meeting_id":"a","data":{"attendees":[7,null,{}],"files":{},"duration":"1,234","metadata":[]}}"#;
    let odd = verify(odd).unwrap();
    assert_eq!((odd.attendees.len(), odd.duration_seconds), (3, Some(1234)));
    let shape = CallbackProblem::Shape("an object with a meeting_id");
    for body in [
        "{}",
        "[]",
        "null",
        r#"{"meeting_id":""}"#,
        r#"{"data":{"meeting_id":"a"}}"#,
    ] {
        assert_eq!(rejection(verify(body)), shape, "{body}");
    }
    let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
    let recursion = "recursion limit exceeded at line 1 column 128";
    assert_eq!(
        rejection(verify(&deep)),
        CallbackProblem::Json(recursion.to_owned())
    );
    let eof = "EOF while parsing an object at line 1 column 1";
    assert_eq!(
        rejection(verify("{")),
        CallbackProblem::Json(eof.to_owned())
    );
    let large = "[".repeat(50 << 20);
    assert_eq!(rejection(verify(&large)), CallbackProblem::TooLarge("body"));
}

#[test]
fn tokens_of_analytics_expire() {
    let header = format!("Bearer {DAY}");
    let incoming = Incoming::new("/a", BODY.as_bytes()).header("Authorization", &header);
    let verify = |leeway, now| {
        let verifier = analytics().leeway(Duration::from_secs(leeway));
        verifier.verify_at(&incoming, at(now))
    };
    assert!(verify(0, EXPIRY - 1).is_ok());
    assert_eq!(rejection(verify(0, EXPIRY)), CallbackProblem::TokenExpired);
    assert!(verify(60, EXPIRY + 59).is_ok());
    assert_eq!(
        rejection(verify(60, EXPIRY + 60)),
        CallbackProblem::TokenExpired
    );
    let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
    let reason = rejection(analytics().verify_at(&incoming, before));
    assert_eq!(reason, CallbackProblem::TokenExpired);
    assert_eq!(
        rejection(analytics().verify(&incoming)),
        CallbackProblem::TokenExpired
    );
}

#[test]
fn what_is_wrong_with_a_bearer_token() {
    refuses_header(&[], &CallbackProblem::AuthorizationMissing);
    refuses_header(&[DAY], &CallbackProblem::AuthorizationForm);
    refuses_header(&["Bearer"], &CallbackProblem::AuthorizationForm);
    refuses_header(&["Bearer "], &CallbackProblem::TokenForm);
    refuses_header(&["Basic YTpi"], &CallbackProblem::AuthorizationForm);
    refuses_header(
        &["Bearer \u{e9}.b.c"],
        &CallbackProblem::TokenEncoding("header"),
    );
    let header = format!("Bearer {DAY}");
    refuses_header(&[&header, &header], &CallbackProblem::AuthorizationRepeated);
    refuses_header(
        &[&format!("{header}, {header}")],
        &CallbackProblem::TokenForm,
    );
    let long = format!("Bearer {}", "a".repeat(2 << 20));
    refuses_header(&[&long], &CallbackProblem::TooLarge("Authorization header"));
    // The secret itself is a token of webhooks, not of analytics; neither is one for recordings.
    refuses_header(&[&format!("Bearer {SECRET}")], &CallbackProblem::TokenForm);
    refuses_header(
        &[&format!("Bearer {READY}")],
        &CallbackProblem::TokenAlgorithm,
    );
    let (unsigned, _) = header.rsplit_once('.').unwrap();
    refuses_header(&[&format!("{unsigned}.")], &CallbackProblem::TokenUnsigned);
    refuses_header(
        &[&format!("{unsigned}.AAAA")],
        &CallbackProblem::TokenMismatch,
    );

    let verify = |algorithm, claims: &Value| {
        let sent = send::analytics_with(
            URL,
            SECRET,
            algorithm,
            claims,
            &json!({ "meeting_id": "a" }),
        );
        let sent = sent.unwrap();
        analytics().verify_at(&sent.incoming(), at(0))
    };
    assert!(verify(JwtAlgorithm::Hs512, &json!({ "exp": 1 })).is_ok());
    let reason = rejection(verify(JwtAlgorithm::Hs512, &json!({})));
    assert_eq!(reason, CallbackProblem::ClaimMissing("exp"));
    let reason = rejection(verify(JwtAlgorithm::Hs256, &json!({ "exp": 1 })));
    assert_eq!(reason, CallbackProblem::TokenAlgorithm);
}

#[test]
fn analytics_as_they_are_sent() {
    let body = json!({ "meeting_id": "a" });
    let sent = send::analytics(URL, SECRET, at(EXPIRY), &body).unwrap();
    assert_eq!(sent.body(), r#"{"meeting_id":"a"}"#);
    assert_eq!(
        (sent.method(), sent.content_type()),
        ("POST", Some("application/json"))
    );
    let read = analytics()
        .verify_at(&sent.incoming(), at(EXPIRY - 1))
        .unwrap();
    assert_eq!(read.meeting_id, "a");
}

fn ended() -> MeetingEndedVerifier {
    MeetingEndedVerifier::new(SECRET).unwrap()
}

#[test]
fn a_meeting_has_ended() {
    let url = ended()
        .url("https://app.example/ended?x=1", "Cours d'été & 1+1")
        .unwrap();
    let called = send::meeting_ended(url.expose(), "Cours d'été & 1+1", true);
    assert_eq!(called.method(), "GET");
    let read = ended().verify(&called.incoming()).unwrap();
    assert_eq!(read.meeting_id.as_deref(), Some("Cours d'été & 1+1"));
    assert_eq!(read.recording_marks, Some(true));
    assert_eq!(MeetingEnded::unverified(&called.incoming()).unwrap(), read);

    // `meetingEndedURL` is called as it is.
    let read = ended().verify(&Incoming::new(url.expose(), b"")).unwrap();
    assert_eq!(read.meeting_id.as_deref(), Some("Cours d'été & 1+1"));
    assert_eq!(read.recording_marks, None);
}

#[test]
fn who_does_not_know_the_url_cannot_end_a_meeting() {
    let url = ended().url(URL, "room-1").unwrap();
    let target = send::meeting_ended(url.expose(), "room-1", true).target();
    let (_, query) = target.split_once('?').unwrap();
    let refuses = |query: &str, expected: CallbackProblem| {
        let reason = rejection(ended().verify(&Incoming::new(query, b"")));
        assert_eq!(reason, expected, "{query}");
    };
    refuses("", CallbackProblem::FieldMissing("meeting"));
    refuses(
        "meetingID=room-1&recordingmarks=true",
        CallbackProblem::FieldMissing("meeting"),
    );
    refuses("meeting=room-1", CallbackProblem::FieldMissing("token"));
    refuses("meeting=room-1&token=", CallbackProblem::TokenMismatch);
    refuses(
        &query.replace("room-1", "room-2"),
        CallbackProblem::TokenMismatch,
    );
    refuses(
        &format!("{query}&token=x"),
        CallbackProblem::FieldRepeated("token"),
    );
    refuses(
        &format!("{query}&meeting=room-2"),
        CallbackProblem::FieldRepeated("meeting"),
    );
    refuses(
        &format!("{query}&meetingID=room-2"),
        CallbackProblem::FieldRepeated("meetingID"),
    );
    refuses(
        &format!("{query}&recordingmarks=false"),
        CallbackProblem::FieldRepeated("recordingmarks"),
    );
    refuses("meeting=%FF&token=x", CallbackProblem::Form);
    refuses(&"a".repeat(2 << 20), CallbackProblem::TooLarge("target"));
    let token = query
        .split_once("token=")
        .unwrap()
        .1
        .split('&')
        .next()
        .unwrap();
    for at in 0..token.len() {
        let mut changed = token.to_owned().into_bytes();
        changed[at] ^= 1;
        let changed = String::from_utf8(changed).unwrap();
        let target = query.replace(token, &changed);
        assert!(
            ended().verify(&Incoming::new(&target, b"")).is_err(),
            "{target}"
        );
    }
    let other = MeetingEndedVerifier::new("another secret").unwrap();
    let reason = rejection(other.verify(&Incoming::new(&target, b"")));
    assert_eq!(reason, CallbackProblem::TokenMismatch);
    // The token is made for this meeting, so what the query says beside it does not matter.
    let other = query.replace("meetingID=room-1", "meetingID=room-2");
    let read = ended().verify(&Incoming::new(&other, b"")).unwrap();
    assert_eq!(read.meeting_id.as_deref(), Some("room-1"));
}

#[test]
fn urls_for_the_end_of_a_meeting() {
    for (url, start) in [
        (
            "https://app.example/e",
            "https://app.example/e?meeting=a&token=",
        ),
        (
            "https://app.example/e?",
            "https://app.example/e?meeting=a&token=",
        ),
        (
            "https://app.example/e?x=1",
            "https://app.example/e?x=1&meeting=a&token=",
        ),
        (
            "https://app.example/e?x=1&",
            "https://app.example/e?x=1&meeting=a&token=",
        ),
    ] {
        let made = ended().url(url, "a").unwrap();
        assert!(made.expose().starts_with(start), "{made:?}");
    }
    let own = "parameter `meetingEndedURL` has a parameter of its own called meeting, token, meetingID or recordingmarks";
    for (url, id, expected) in [
        ("https://app.example/e?token=1", "a", own),
        ("https://app.example/e?x&meetin%67ID=1", "a", own),
        (
            "https://app.example/e#x",
            "a",
            "parameter `meetingEndedURL` has a fragment, which is never part of a request: `#` is written `%23`",
        ),
        (
            "https://app.example/e",
            "",
            "parameter `meeting` is required and must not be empty",
        ),
    ] {
        assert_eq!(ended().url(url, id).unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_meeting_has_ended_says_anybody() {
    let read = |query: &str| MeetingEnded::unverified(&Incoming::new(query, b""));
    let ended = read("/e?meetingID=room+1&recordingmarks=false").unwrap();
    assert_eq!(
        (ended.meeting_id.as_deref(), ended.recording_marks),
        (Some("room 1"), Some(false))
    );
    let ended = read("/e?meetingID=&recordingmarks=maybe").unwrap();
    assert_eq!((ended.meeting_id, ended.recording_marks), (None, None));
    let reason = rejection(read("/e?meetingID=a&meetingID=b"));
    assert_eq!(reason, CallbackProblem::FieldRepeated("meetingID"));
}

#[test]
fn nothing_shows_a_secret() {
    let sent = send::recording_ready(URL, SECRET, "room-1", "b").unwrap();
    let report = send::analytics(URL, SECRET, at(EXPIRY), &json!({})).unwrap();
    let url = ended().url(URL, "room-1").unwrap();
    let token = url.expose().split_once("token=").unwrap().1;
    let error = RecordingReadyVerifier::new("other")
        .unwrap()
        .verify(&sent.incoming())
        .unwrap_err();
    let shown = format!(
        "{:?} {:?} {:?} {sent:?} {report:?} {url:?} {error:?} {error}",
        ready(),
        analytics(),
        ended()
    );
    for secret in [SECRET, token, "eyJ"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn an_empty_secret_is_refused() {
    let expected = "parameter `secret` is required and must not be empty";
    let errors = [
        RecordingReadyVerifier::new("").unwrap_err(),
        AnalyticsVerifier::new(" ").unwrap_err(),
        MeetingEndedVerifier::new("\n").unwrap_err(),
        ready().or_secret("").unwrap_err(),
        analytics().or_secret(" ").unwrap_err(),
        ended().or_secret("\n").unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.to_string(), expected);
    }
}
