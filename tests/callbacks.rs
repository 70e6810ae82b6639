//! Deliveries of webhooks: accepted as a server sends them, and refused after any change.
#![cfg(feature = "callbacks")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::fmt::Debug;

use bbb_sdk::callbacks::send::WebhookSender;
use bbb_sdk::callbacks::{
    Delivery, Incoming, IncomingLimits, RawMessage, Signing, WebhookVerifier,
};
use bbb_sdk::error::{CallbackProblem, Limit};
use bbb_sdk::json::Value;
use bbb_sdk::{Checksum, Error};
use proptest::prelude::*;

#[path = "callbacks/contents.rs"]
mod contents;
#[path = "callbacks/problems.rs"]
mod problems;
#[path = "callbacks/urls.rs"]
mod urls;
#[path = "callbacks/vectors.rs"]
mod vectors;

const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
const URL: &str = "https://app.example/cb?a=1";
const FIELDS_URL: &str = "https://app.example/cb";
const EVENT: &str = r#"[{"data":{"type":"event","id":"meeting-ended"}}]"#;
const BODY: &str = "domain=bbb.example&event=%5B%7B%22data%22%3A%7B%22type%22%3A%22event%22%2C%22id%22%3A%22meeting-ended%22%7D%7D%5D&timestamp=1700000000000";

const ALGORITHMS: [Checksum; 4] = [
    Checksum::SHA1,
    Checksum::SHA256,
    Checksum::SHA384,
    Checksum::SHA512,
];

const SIGNINGS: [Signing; 4] = [
    Signing::Body,
    Signing::Fields,
    Signing::Constant,
    Signing::Bearer,
];

#[track_caller]
fn rejection<T: Debug>(result: bbb_sdk::Result<T>) -> CallbackProblem {
    match result.unwrap_err() {
        Error::Callback { problem, .. } => problem,
        error => panic!("{error}"),
    }
}

fn verifier() -> WebhookVerifier {
    WebhookVerifier::new(URL, SECRET).unwrap()
}

fn sender() -> WebhookSender {
    WebhookSender::new(URL, SECRET)
        .unwrap()
        .domain("bbb.example")
}

/// A target for [`URL`] with the right checksum of this body.
fn target(body: &[u8]) -> String {
    let mut digest = [0; 64];
    let length = Checksum::SHA256.digest(&[URL.as_bytes(), body, SECRET.as_bytes()], &mut digest);
    format!("/cb?a=1&checksum={}", hex(&digest[..length]))
}

/// A target for [`FIELDS_URL`] with the SHA-1 checksum of these fields, as older servers sign them.
fn target_of_fields(signed: &str) -> String {
    let mut digest = [0; 64];
    let parts = [FIELDS_URL, signed, SECRET].map(str::as_bytes);
    let length = Checksum::SHA1.digest(&parts, &mut digest);
    format!("/cb?checksum={}", hex(&digest[..length]))
}

/// What the verifier makes of a delivery with these events.
#[track_caller]
fn delivered(events: &str) -> Delivery {
    let sent = sender().deliver_json(events, 1);
    verifier().verify(&sent.incoming()).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digit = |digit: u8| char::from(b"0123456789abcdef"[usize::from(digit)]);
    digits.map(digit).collect()
}

#[track_caller]
fn refuses(target: &str, body: &[u8], expected: &CallbackProblem) {
    let reason = rejection(verifier().verify(&Incoming::new(target, body)));
    assert_eq!(reason, *expected, "{target}");
}

#[test]
fn every_way_of_signing_with_every_algorithm() {
    let expected = [
        (Signing::Body, 0, "4b35c4c309590dda2c96e264cda4585284a20aea"),
        (
            Signing::Body,
            1,
            "0305b1d37a2948d4d2c6e34f8e938c5dde7f23e17dfa1f498e23007c83846859",
        ),
        (
            Signing::Fields,
            0,
            "96c682fc2c165a721faa512d30bc591be4062fda",
        ),
        (
            Signing::Constant,
            0,
            "17afa5782ef9a39781099f6bc9ebd0cfbe6fa102",
        ),
    ];
    for (signing, algorithm, checksum) in expected {
        let sender = sender().signing(signing).checksum(ALGORITHMS[algorithm]);
        let sent = sender.deliver_json(EVENT, 1_700_000_000_000);
        assert_eq!(sent.url(), format!("{URL}&checksum={checksum}"));
    }
    for signing in SIGNINGS {
        for algorithm in ALGORITHMS {
            let sender = sender().signing(signing).checksum(algorithm);
            let sent = sender.deliver_json(EVENT, 1_700_000_000_000);
            let delivery = verifier()
                .accept([signing])
                .verify(&sent.incoming())
                .unwrap();
            assert_eq!(delivery.signing, signing);
            assert_eq!(delivery.timestamp.millis(), Some(1_700_000_000_000));
            for other in SIGNINGS {
                let verified = verifier().accept([other]).verify(&sent.incoming());
                assert_eq!(verified.is_ok(), other == signing, "{signing:?} {other:?}");
            }
        }
    }
}

#[test]
fn a_right_proof_that_is_not_accepted_is_named() {
    for (signing, name) in [
        (Signing::Body, "Signing::Body"),
        (Signing::Fields, "Signing::Fields"),
        (Signing::Bearer, "Signing::Bearer"),
    ] {
        let sent = sender().signing(signing).deliver_json(EVENT, 1);
        let none = verifier().accept([]);
        let problem = rejection(none.verify(&sent.incoming()));
        assert_eq!(problem, CallbackProblem::SigningRefused(name));
        assert_eq!(
            problem.to_string(),
            format!(
                "it is signed with `{name}`, which the verifier does not accept: see its `accept`"
            )
        );
        assert_eq!(problem.status(), 403);
    }
}

#[test]
fn several_secrets() {
    let secrets = ["old-one", SECRET, "newer-one"];
    let several = WebhookVerifier::new(URL, secrets[0])
        .and_then(|verifier| verifier.or_secret(format!("\t{SECRET} ")))
        .and_then(|verifier| verifier.or_secret(secrets[2]))
        .unwrap()
        .accept(SIGNINGS);
    for signing in SIGNINGS {
        for (secret, accepted) in [
            (secrets[0], true),
            (secrets[1], true),
            (secrets[2], true),
            ("another", false),
            ("old-onenewer-one", false),
        ] {
            let sent = WebhookSender::new(URL, secret).unwrap().signing(signing);
            let sent = sent.deliver_json(EVENT, 1);
            let delivery = several.verify(&sent.incoming());
            let found = delivery.as_ref().ok().map(|delivery| delivery.signing);
            assert_eq!(found, accepted.then_some(signing), "{signing:?} {secret}");
        }
    }
    let error = verifier().or_secret(" ").unwrap_err();
    assert_eq!(
        error.to_string(),
        "parameter `secret` is required and must not be empty"
    );
    let shown = format!("{several:?}");
    for secret in secrets {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn the_secret_as_a_bearer_token() {
    const RIGHT: &str = "Bearer 639259d4-9dd8-4b25-bf01-95f9567eaf4b";

    let body = BODY.as_bytes();
    let verify = |target: &str, values: &[&'static str]| {
        let incoming = values
            .iter()
            .fold(Incoming::new(target, body), |incoming, value| {
                incoming.header("authorization", *value)
            });
        verifier()
            .verify(&incoming)
            .map(|delivery| delivery.signing)
    };
    assert_eq!(verify("/cb?a=1", &[RIGHT]).unwrap(), Signing::Bearer);
    assert_eq!(
        verify("/cb?a=1", &["bearer 639259d4-9dd8-4b25-bf01-95f9567eaf4b"]).unwrap(),
        Signing::Bearer
    );
    for (values, expected) in [
        (&[][..], CallbackProblem::ChecksumMissing),
        (
            &["Bearer 639259d4-9dd8-4b25-bf01-95f9567eaf4"],
            CallbackProblem::SecretMismatch,
        ),
        (&["Bearer "], CallbackProblem::SecretMismatch),
        (
            &["Basic 639259d4-9dd8-4b25-bf01-95f9567eaf4b"],
            CallbackProblem::AuthorizationForm,
        ),
        (
            &["639259d4-9dd8-4b25-bf01-95f9567eaf4b"],
            CallbackProblem::AuthorizationForm,
        ),
        (&[RIGHT, RIGHT], CallbackProblem::AuthorizationRepeated),
    ] {
        assert_eq!(rejection(verify("/cb?a=1", values)), expected, "{values:?}");
    }
    assert_eq!(
        rejection(verify("/cb?a=2", &[RIGHT])),
        CallbackProblem::OtherQuery
    );
    assert_eq!(
        rejection(verify("/other?a=1", &[RIGHT])),
        CallbackProblem::OtherPath
    );
    // A checksum must be right if it is present, whatever else is present.
    let target = "/cb?a=1&checksum=0000000000000000000000000000000000000000";
    assert_eq!(
        rejection(verify(target, &[RIGHT])),
        CallbackProblem::ChecksumMismatch
    );
    // A proxy's own header is ignored if there is a checksum.
    let target = target_of_body();
    assert_eq!(verify(&target, &["Basic YTpi"]).unwrap(), Signing::Body);
}

fn target_of_body() -> String {
    target(BODY.as_bytes())
}

#[test]
fn what_is_wrong_with_a_checksum() {
    let body = BODY.as_bytes();
    let right = target(body);
    let (start, checksum) = right.split_once("checksum=").unwrap();
    let with = |checksum: &str| format!("{start}checksum={checksum}");
    refuses("/cb?a=1", body, &CallbackProblem::ChecksumMissing);
    refuses(
        "/cb?a=1&Checksum=00",
        body,
        &CallbackProblem::ChecksumMissing,
    );
    refuses(&with(""), body, &CallbackProblem::ChecksumForm);
    refuses(
        &with(&checksum.to_uppercase()),
        body,
        &CallbackProblem::ChecksumForm,
    );
    refuses(&with(&checksum[1..]), body, &CallbackProblem::ChecksumForm);
    refuses(
        &with(&checksum[2..]),
        body,
        &CallbackProblem::ChecksumLength(62),
    );
    refuses(
        &with(&"00".repeat(32)),
        body,
        &CallbackProblem::ChecksumMismatch,
    );
    refuses(
        &with(&checksum[..40]),
        body,
        &CallbackProblem::ChecksumMismatch,
    );
    refuses(
        &format!("{right}&checksum={checksum}"),
        body,
        &CallbackProblem::ChecksumRepeated,
    );
    refuses(
        &format!("/cb?checksum={checksum}&a=1"),
        body,
        &CallbackProblem::OtherQuery,
    );
    refuses(&format!("{right}&b=2"), body, &CallbackProblem::OtherQuery);
}

#[test]
fn fewer_algorithms() {
    let verifier = verifier().algorithms([Checksum::SHA256]);
    let sent = |algorithm| sender().checksum(algorithm).deliver_json(EVENT, 1);
    assert!(verifier.verify(&sent(Checksum::SHA256).incoming()).is_ok());
    let reason = rejection(verifier.verify(&sent(Checksum::SHA1).incoming()));
    assert_eq!(reason, CallbackProblem::ChecksumLength(40));
}

proptest! {
    #[test]
    fn what_is_sent_is_verified(
        path in "([^?#\\\\\\pC\\pZ./]+/?)*",
        query in "[^#\\pC\\pZ]*",
        secret in "[^\\s\\pC]+",
        domain in ".*",
        message in ".*",
        millis in 0..i64::MAX,
        signing in prop::sample::select(&SIGNINGS[..]),
    ) {
        let url = format!("https://app.example/{path}?{query}");
        let event = serde_json::json!([{ "data": { "id": "x", "attributes": { "message": message } } }]);
        let sender = WebhookSender::new(&*url, &*secret).unwrap().signing(signing).domain(&*domain);
        let sent = sender.deliver_json(&event.to_string(), millis);
        let verifier = WebhookVerifier::new(&*url, &*secret).unwrap().accept([signing]);
        let target = sent.target();
        let incoming = sent.authorization().iter().fold(
            Incoming::new(&target, sent.body().as_bytes()),
            |incoming, value| incoming.header("Authorization", *value),
        );
        let delivery = verifier.verify(&incoming).unwrap();
        prop_assert_eq!(delivery.timestamp.millis(), Some(millis));
        prop_assert_eq!(delivery.domain.unwrap_or_default(), domain);
        prop_assert_eq!(delivery.events[0].attributes()["message"].as_str().unwrap(), message);
    }

    #[test]
    fn anything_is_refused_without_a_panic(
        target in ".*",
        body in prop::collection::vec(any::<u8>(), 0..200),
        header in prop::collection::vec(any::<u8>(), 0..50),
    ) {
        let incoming = Incoming::new(&target, &body).header("Authorization", &header);
        prop_assert!(verifier().verify(&incoming).is_err());
    }
}
