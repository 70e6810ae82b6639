//! Callbacks with a token: recording ready, analytics, meeting ended.
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
use bbb_sdk::error::{CallbackProblem, Limit};
use bbb_sdk::json::{Value, json};
use bbb_sdk::{Error, Timestamp};

#[path = "callback_tokens/analytics.rs"]
mod analytics;
#[path = "callback_tokens/meeting_ended.rs"]
mod meeting_ended;

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

/// While a secret is being changed, or with a load balancer that has several, each of them may sign, and no other.
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
    // New URLs use the first secret.
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

    // Changed claims, and claims that somebody else signed.
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

/// A token from a public collection, with another secret: the signature is right, and the claims are others.
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
    refuses_form(
        &vec![b'a'; 50 << 20],
        &CallbackProblem::TooLarge(Limit::IncomingBodyBytes(4 << 20)),
    );
    refuses_token(
        &"a".repeat(2 << 20),
        &CallbackProblem::TooLarge(Limit::IncomingTokenBytes(16 << 10)),
    );
    let mut limits = IncomingLimits::default();
    limits.token = READY.len() - 1;
    let form = format!("signed_parameters={READY}");
    let incoming = Incoming::new("/", form.as_bytes());
    let reason = rejection(ready().limits(limits).verify(&incoming));
    assert_eq!(
        reason,
        CallbackProblem::TooLarge(Limit::IncomingTokenBytes(READY.len() - 1))
    );
    let mut exact = IncomingLimits::default();
    exact.token = READY.len();
    assert!(ready().limits(exact).verify(&incoming).is_ok());
}

fn analytics() -> AnalyticsVerifier {
    AnalyticsVerifier::new(SECRET).unwrap()
}

fn ended() -> MeetingEndedVerifier {
    MeetingEndedVerifier::new(SECRET).unwrap()
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
fn what_is_shown_of_requests() {
    let incoming = Incoming::new("/a?token=xyzzy", b"token=xyzzy").header("Authorization", "xyzzy");
    assert_eq!(format!("{incoming:?}"), "Incoming(11 bytes)");
    let sent = send::recording_ready(URL, SECRET, "room-1", "183f0bf3-1700000000123").unwrap();
    let length = "signed_parameters=".len() + READY.len();
    assert_eq!(
        format!("{sent:?}"),
        format!("Outgoing(POST, {length} bytes)")
    );
}

/// A claim is blanked by its own name, or by that of the list or the object that it stands in.
#[test]
fn claims_are_shown_without_secrets() {
    let claims = json!({
        "meeting_id": "room-1", "record_id": "r-1", "password": ["xyzzy", 7, { "size": 7 }], "token": 7,
        "formats": ["video", 7, { "secret": null, "url": "https://h/?token=xyzzy" }],
    });
    let ready = ready().verify(&signed(&claims).incoming()).unwrap();
    let shown = r#"RecordingReady { meeting_id: "room-1", record_id: "r-1", claims: {"#.to_owned()
        + r#""formats":["video",7,{"secret":"***","url":"https://h/?token=***"}],"meeting_id":"room-1","#
        + r#""password":["***","***",{"size":7}],"record_id":"r-1","token":"***"} }"#;
    assert_eq!(format!("{ready:?}"), shown);
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
