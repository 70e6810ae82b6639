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
use bbb_sdk::error::CallbackProblem;
use bbb_sdk::json::Value;
use bbb_sdk::{Checksum, Error};
use proptest::prelude::*;

const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
const URL: &str = "https://app.example/cb?a=1";
const EVENT: &str = r#"[{"data":{"type":"event","id":"meeting-ended"}}]"#;
const BODY: &str = "domain=bbb.example&event=%5B%7B%22data%22%3A%7B%22type%22%3A%22event%22%2C%22id%22%3A%22meeting-ended%22%7D%7D%5D&timestamp=1700000000000";

const ALGORITHMS: [Checksum; 4] = [
    Checksum::SHA1,
    Checksum::SHA256,
    Checksum::SHA384,
    Checksum::SHA512,
];

/// A delivery of a real webhooks server.
#[derive(Clone)]
struct Vector {
    algorithm: Checksum,
    secret: String,
    url: String,
    target: String,
    body: Vec<u8>,
    signing: Signing,
}

fn vectors() -> Vec<Vector> {
    let vectors = include_str!("fixtures/callbacks/webhook-vectors.json");
    let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap();
    let read = |vector: &Value| {
        let text = |name: &str| vector[name].as_str().unwrap().to_owned();
        let rule = text("rule");
        let algorithm = text("algorithm");
        let algorithm = ALGORITHMS
            .into_iter()
            .find(|known| known.name() == algorithm);
        let is_over = |what: &str| rule.contains(what);
        Vector {
            algorithm: algorithm.unwrap(),
            secret: text("secret"),
            url: text("callback_url"),
            target: text("request_target"),
            body: text("body").into_bytes(),
            signing: match (is_over("'{}'"), is_over("JSON.stringify")) {
                (true, _) => Signing::Constant,
                (_, true) => Signing::Fields,
                _ => Signing::Body,
            },
        }
    };
    vectors.iter().map(read).collect()
}

impl Vector {
    fn verify(&self) -> bbb_sdk::Result<Delivery> {
        WebhookVerifier::new(&*self.url, &*self.secret)?
            .accept([Signing::Body, Signing::Fields, self.signing])
            .verify(&Incoming::new(&self.target, &self.body))
    }

    /// Every delivery that differs in one byte of the text that `of` picks, changed as `change` says.
    fn changed(
        &self,
        of: impl Fn(&mut Self) -> &mut String,
        change: impl Fn(u8) -> u8,
    ) -> Vec<Self> {
        let original = of(&mut self.clone()).clone().into_bytes();
        let with = |at: usize| {
            let mut bytes = original.clone();
            bytes[at] = change(bytes[at]);
            let mut changed = self.clone();
            *of(&mut changed) = String::from_utf8(bytes).ok()?;
            Some(changed)
        };
        (0..original.len()).filter_map(with).collect()
    }
}

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

/// Refused for what it holds, though it is signed. What stands for itself in JSON alone is escaped first.
#[track_caller]
fn refuses_body(body: &[u8], expected: &CallbackProblem) {
    let escape = |byte: &u8| match byte {
        b'[' | b']' | b'{' | b'}' | b'"' | b':' | b' ' => format!("%{byte:02X}").into_bytes(),
        byte => vec![*byte],
    };
    let body: Vec<u8> = body.iter().flat_map(escape).collect();
    refuses(&target(&body), &body, expected);
}

#[test]
fn deliveries_of_real_servers_are_accepted() {
    for vector in vectors() {
        let delivery = vector.verify().unwrap();
        assert_eq!(delivery.signing, vector.signing, "{}", vector.target);
        assert_eq!(delivery.domain.as_deref(), Some("bbb.loopback.test"));
        assert_eq!(delivery.events.len(), 1);
    }
}

#[test]
fn the_sender_sends_what_real_servers_send() {
    for vector in vectors() {
        let delivery = vector.verify().unwrap();
        let sent = WebhookSender::new(&*vector.url, &*vector.secret)
            .unwrap()
            .signing(vector.signing)
            .checksum(vector.algorithm)
            .domain(delivery.domain.clone().unwrap())
            .deliver(&delivery.events, delivery.timestamp.millis().unwrap());
        assert_eq!(sent.target(), vector.target);
        assert_eq!(sent.body().as_bytes(), vector.body);
    }
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
    for signing in [
        Signing::Body,
        Signing::Fields,
        Signing::Constant,
        Signing::Bearer,
    ] {
        for algorithm in ALGORITHMS {
            let sender = sender().signing(signing).checksum(algorithm);
            let sent = sender.deliver_json(EVENT, 1_700_000_000_000);
            let delivery = verifier()
                .accept([signing])
                .verify(&sent.incoming())
                .unwrap();
            assert_eq!(delivery.signing, signing);
            assert_eq!(delivery.timestamp.millis(), Some(1_700_000_000_000));
            for other in [
                Signing::Body,
                Signing::Fields,
                Signing::Constant,
                Signing::Bearer,
            ] {
                let verified = verifier().accept([other]).verify(&sent.incoming());
                assert_eq!(verified.is_ok(), other == signing, "{signing:?} {other:?}");
            }
        }
    }
}

#[test]
fn a_change_of_any_bit_is_refused() {
    let vectors = vectors();
    for bit in 0..8 {
        refuses_changes(&vectors[1], 1, |byte| byte ^ (1 << bit));
    }
}

#[test]
fn a_change_of_a_byte_is_refused() {
    for vector in vectors() {
        // The case of a letter, for a digit of an escape is the same in both.
        refuses_changes(&vector, 7, |byte| byte ^ 0x20);
        refuses_changes(&vector, 7, |byte| byte ^ 1);
        refuses_changes(&vector, 7, |byte| if byte == b'+' { b' ' } else { b'+' });
    }
}

/// Any byte of URL, target and secret is changed, and of the body one in so many.
#[track_caller]
fn refuses_changes(vector: &Vector, step: usize, change: impl Fn(u8) -> u8) {
    let mut changed = vector.changed(|vector| &mut vector.url, &change);
    changed.extend(vector.changed(|vector| &mut vector.secret, &change));
    changed.extend(vector.changed(|vector| &mut vector.target, &change));
    // The checksum of 3.0.0 to 3.3.1 proves nothing about the body.
    let proven = vector.signing != Signing::Constant;
    for at in (0..vector.body.len()).step_by(step).filter(|_| proven) {
        let mut other = vector.clone();
        other.body[at] = change(other.body[at]);
        changed.push(other);
    }
    for other in changed {
        let same = other.url == vector.url
            && other.secret == vector.secret
            && other.target == vector.target
            && other.body == vector.body;
        assert!(
            same || other.verify().is_err(),
            "{}\n{}\n{}",
            other.url,
            other.target,
            String::from_utf8_lossy(&other.body)
        );
    }
}

#[test]
fn a_constant_checksum_is_named_and_accepted_only_on_request() {
    let cause = "not a callback of the server: its checksum covers only the URL and proves nothing about the body, \
                 as webhooks 3.0.0 to 3.3.1 sign; update webhooks, or accept `Signing::Constant`";
    for vector in vectors() {
        if vector.signing != Signing::Constant {
            continue;
        }
        let verifier = WebhookVerifier::new(&*vector.url, &*vector.secret).unwrap();
        let incoming = Incoming::new(&vector.target, &vector.body);
        let error = verifier.verify(&incoming).unwrap_err();
        assert_eq!(error.to_string(), cause);
        let problem = rejection::<Delivery>(Err(error));
        assert_eq!(
            (problem.status(), &problem),
            (403, &CallbackProblem::ChecksumConstant)
        );
        let accepting = verifier.clone().accept([Signing::Constant]);
        assert!(accepting.verify(&incoming).is_ok());
        // A checksum that is not the server's is no constant one.
        let other = WebhookVerifier::new(&*vector.url, "another secret").unwrap();
        let problem = rejection(other.verify(&incoming));
        assert_eq!(problem, CallbackProblem::ChecksumMismatch);
    }
    for algorithm in ALGORITHMS {
        let sent = sender().signing(Signing::Constant).checksum(algorithm);
        let sent = sent.deliver_json(EVENT, 1_700_000_000_000);
        let problem = rejection(verifier().verify(&sent.incoming()));
        assert_eq!(problem, CallbackProblem::ChecksumConstant);
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
            format!("it is signed with `{name}`, which is not accepted")
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
        .accept([
            Signing::Body,
            Signing::Fields,
            Signing::Constant,
            Signing::Bearer,
        ]);
    for signing in [
        Signing::Body,
        Signing::Fields,
        Signing::Constant,
        Signing::Bearer,
    ] {
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
    // A checksum that is there has to be right, whatever else is there.
    let target = "/cb?a=1&checksum=0000000000000000000000000000000000000000";
    assert_eq!(
        rejection(verify(target, &[RIGHT])),
        CallbackProblem::ChecksumMismatch
    );
    // A proxy's own header beside a checksum does not matter.
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
fn what_is_wrong_with_a_url() {
    let body = BODY.as_bytes();
    let right = target(body);
    let query = right.split_once('?').unwrap().1;
    for target in [
        right.clone(),
        query.to_owned(),
        format!("?{query}"),
        // The host is whatever a proxy calls it.
        format!("http://10.0.0.1:8080{right}"),
    ] {
        let delivery = verifier().verify(&Incoming::new(&target, body));
        assert!(delivery.is_ok(), "{target}");
    }
    refuses(&format!("/CB?{query}"), body, &CallbackProblem::OtherPath);
    refuses(
        &format!("/prefix/cb?{query}"),
        body,
        &CallbackProblem::OtherPath,
    );
    refuses(&format!("/?{query}"), body, &CallbackProblem::OtherPath);
    refuses(
        &right.replace("a=1", "a=2"),
        body,
        &CallbackProblem::OtherQuery,
    );
    refuses(
        &right.replace("a=1&", ""),
        body,
        &CallbackProblem::OtherQuery,
    );
    refuses("", body, &CallbackProblem::ChecksumMissing);
}

#[test]
fn registered_urls_of_any_form() {
    for (url, target) in [
        ("https://app.example", "/?"),
        ("https://app.example/", "/?"),
        ("https://app.example?x", "/?x&"),
        ("https://app.example/cb?", "/cb?&"),
        ("https://app.example/cb?a=1&", "/cb?a=1&&"),
        (
            "https://app.example/ü'~*/a b?x=é&y=%2f'",
            "/%C3%BC'~*/a%20b?x=%C3%A9&y=%2f'&",
        ),
        ("https://app.example/cb?x='\"<>", "/cb?x=%27%22%3C%3E&"),
        ("https://app.example/cb?checksum=mine", "/cb?checksum=mine&"),
        (
            "https://app.example/cb?checksum=a&checksum",
            "/cb?checksum=a&checksum&",
        ),
        ("HTTPS://[::1]:8443/cb", "/cb?"),
    ] {
        let sent = WebhookSender::new(url, SECRET)
            .unwrap()
            .deliver_json(EVENT, 1);
        let checksum = sent.url().rsplit_once("checksum=").unwrap().1;
        let verifier = WebhookVerifier::new(url, SECRET).unwrap();
        for target in [format!("{target}checksum={checksum}"), sent.target()] {
            let incoming = Incoming::new(&target, sent.body().as_bytes());
            assert!(verifier.verify(&incoming).is_ok(), "{target}");
        }
        let bearer = sender_to(url)
            .signing(Signing::Bearer)
            .deliver_json(EVENT, 1);
        assert_eq!(bearer.url(), url);
        assert!(verifier.verify(&bearer.incoming()).is_ok(), "{url}");
    }
}

fn sender_to(url: &str) -> WebhookSender {
    WebhookSender::new(url, SECRET).unwrap()
}

#[test]
fn urls_and_secrets_that_cannot_be_used() {
    for (url, secret, expected) in [
        (
            "",
            SECRET,
            "parameter `callbackURL` begins neither with `https://` nor with `http://`",
        ),
        (
            "/cb",
            SECRET,
            "parameter `callbackURL` begins neither with `https://` nor with `http://`",
        ),
        ("https:///cb", SECRET, "parameter `callbackURL` has no host"),
        (
            "https://app.example/cb#top",
            SECRET,
            "parameter `callbackURL` has a fragment, which is never part of a request: `#` is written `%23`",
        ),
        (
            "https://user@app.example/cb",
            SECRET,
            "parameter `callbackURL` has a user name, which servers do not send: put a token into its query",
        ),
        (
            "https://app.example/a/../cb",
            SECRET,
            "parameter `callbackURL` has a path with `.` or `..`, which servers resolve before they call it",
        ),
        (
            "https://app.example\\cb",
            SECRET,
            "parameter `callbackURL` has no usable host or port",
        ),
        (
            "https://app.example/a\\cb",
            SECRET,
            "parameter `callbackURL` has a path with a backslash, which servers take for a slash",
        ),
        (
            "https://app.example/cb ",
            SECRET,
            "parameter `callbackURL` holds a control character, or a blank at an end",
        ),
        (
            URL,
            " \n",
            "parameter `secret` is required and must not be empty",
        ),
    ] {
        let error = WebhookVerifier::new(url, secret).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    let padded = WebhookVerifier::new(URL, format!(" {SECRET}\n")).unwrap();
    let sent = sender().deliver_json(EVENT, 1);
    assert!(padded.verify(&sent.incoming()).is_ok());
}

#[test]
fn fewer_algorithms() {
    let verifier = verifier().algorithms([Checksum::SHA256]);
    let sent = |algorithm| sender().checksum(algorithm).deliver_json(EVENT, 1);
    assert!(verifier.verify(&sent(Checksum::SHA256).incoming()).is_ok());
    let reason = rejection(verifier.verify(&sent(Checksum::SHA1).incoming()));
    assert_eq!(reason, CallbackProblem::ChecksumLength(40));
}

#[test]
fn what_is_wrong_with_a_body() {
    let event = "event=%5B%5D";
    refuses_body(b"", &CallbackProblem::FieldMissing("event"));
    refuses_body(b"timestamp=1", &CallbackProblem::FieldMissing("event"));
    refuses_body(
        event.as_bytes(),
        &CallbackProblem::FieldMissing("timestamp"),
    );
    refuses_body(
        b"event=[]&timestamp=soon",
        &CallbackProblem::FieldForm("timestamp"),
    );
    refuses_body(
        b"event=[]&timestamp=",
        &CallbackProblem::FieldForm("timestamp"),
    );
    refuses_body(
        b"event=[]&timestamp=1&event=[]",
        &CallbackProblem::FieldRepeated("event"),
    );
    refuses_body(
        b"event=[]&timestamp=1&timestamp=1",
        &CallbackProblem::FieldRepeated("timestamp"),
    );
    refuses_body(
        b"event=[]&timestamp=1&domain=a&domain=a",
        &CallbackProblem::FieldRepeated("domain"),
    );
    refuses_body(
        b"event=[]&timestamp=1&domain=\xFF",
        &CallbackProblem::NotUtf8,
    );
    refuses_body(b"event=[]&timestamp=1&domain=%FF", &CallbackProblem::Form);
    refuses_body(b"event=[]&timestamp=1&domain=%F", &CallbackProblem::Form);
    for event in ["", "7", "null", "%22moderator-pass%22"] {
        refuses_body(
            format!("event={event}&timestamp=1").as_bytes(),
            &CallbackProblem::Shape("an array of events"),
        );
    }
    let json = |text: &str| CallbackProblem::Json(text.to_owned());
    refuses_body(
        b"event=[{\"data\":]&timestamp=1",
        &json("expected value at line 1 column 10"),
    );
    refuses_body(
        b"event=[] []&timestamp=1",
        &json("trailing characters at line 1 column 4"),
    );
    let deep = format!("event=[{}&timestamp=1", "[".repeat(1_000_000));
    refuses_body(
        deep.as_bytes(),
        &json("EOF while parsing a list at line 1 column 1000001"),
    );
    let deep = format!("event=[{}{}]&timestamp=1", "[".repeat(200), "]".repeat(200));
    refuses_body(
        deep.as_bytes(),
        &json("recursion limit exceeded at line 1 column 128"),
    );
}

/// An older server signs the timestamp as a number, so a text that is none was never signed by one.
#[test]
fn a_timestamp_of_an_older_server_is_a_number() {
    let url = "https://app.example/cb";
    for timestamp in ["", "true", "1e3", "1.5", "-1", "+1", "0x1", "1 ", "\u{661}"] {
        let signed = format!(r#"{{"event":"[]","timestamp":{timestamp}}}"#);
        let mut digest = [0; 64];
        Checksum::SHA1.digest(&[url, &signed, SECRET].map(str::as_bytes), &mut digest);
        let target = format!("/cb?checksum={}", hex(&digest[..20]));
        let escaped: String = timestamp
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect();
        let body = format!("event=%5B%5D&timestamp={escaped}");
        let verifier = WebhookVerifier::new(url, SECRET).unwrap();
        let problem = rejection(verifier.verify(&Incoming::new(&target, body.as_bytes())));
        assert_eq!(problem, CallbackProblem::ChecksumMismatch, "{timestamp}");
    }
}

#[test]
fn a_registered_url_with_empty_pairs() {
    for (url, start) in [
        ("https://app.example/cb?a=1&&b=2", "/cb?a=1&&b=2&"),
        ("https://app.example/cb?&", "/cb?&&"),
        ("https://app.example/cb?&&=&", "/cb?&&=&&"),
    ] {
        let sent = sender_to(url).deliver_json(EVENT, 1);
        let (target, checksum) = (
            sent.target(),
            sent.url().rsplit_once('=').unwrap().1.to_owned(),
        );
        assert_eq!(target, format!("{start}checksum={checksum}"));
        let verifier = WebhookVerifier::new(url, SECRET).unwrap();
        let body = sent.body().as_bytes();
        assert!(verifier.verify(&Incoming::new(&target, body)).is_ok());
        let fewer = target.replacen("&&", "&", 1);
        let problem = rejection(verifier.verify(&Incoming::new(&fewer, body)));
        assert_eq!(problem, CallbackProblem::OtherQuery, "{fewer}");
    }
}

/// Who can write a message and read along takes the text that an older server signed for a form that a newer one signs.
#[test]
fn a_signed_text_is_not_taken_for_a_form() {
    let message = "&event=[{%22data%22:{%22id%22:%22forged%22}}]&timestamp=1&";
    let events = format!(r#"[{{"data":{{"id":"chat","attributes":{{"message":"{message}"}}}}}}]"#);
    let sent = sender().signing(Signing::Fields).deliver_json(&events, 1);
    assert!(verifier().verify(&sent.incoming()).is_ok());
    let quoted = serde_json::to_string(&events).unwrap();
    let signed = format!(r#"{{"event":{quoted},"timestamp":1,"domain":"bbb.example"}}"#);
    refuses(&sent.target(), signed.as_bytes(), &CallbackProblem::Form);
}

#[test]
fn what_is_too_large_is_refused_unread() {
    let large = vec![b'['; 50 << 20];
    refuses(
        "/cb?a=1&checksum=00",
        &large,
        &CallbackProblem::TooLarge("body"),
    );
    let long = format!("/cb?a=1&checksum={}", "0".repeat(2 << 20));
    refuses(&long, b"", &CallbackProblem::TooLarge("target"));
    let header = format!("Bearer {}", "0".repeat(2 << 20));
    let incoming = Incoming::new("/cb?a=1", b"").header("Authorization", &header);
    let reason = rejection(verifier().verify(&incoming));
    assert_eq!(reason, CallbackProblem::TooLarge("Authorization header"));

    let mut limits = IncomingLimits::default();
    (limits.body, limits.target) = (BODY.len(), target_of_body().len());
    let exact = verifier().limits(limits.clone());
    let target = target_of_body();
    let incoming = Incoming::new(&target, BODY.as_bytes());
    assert!(exact.verify(&incoming).is_ok());
    limits.body -= 1;
    let reason = rejection(verifier().limits(limits).verify(&incoming));
    assert_eq!(reason, CallbackProblem::TooLarge("body"));
}

#[test]
fn several_events_in_one_delivery() {
    let event = |id: &str| format!(r#"{{"data":{{"id":"{id}"}}}}"#);
    let text = format!("[ {}, {}\n]", event("user-left"), event("meeting-ended"));
    let sent = sender().deliver_json(&text, 1);
    let delivery = verifier().verify(&sent.incoming()).unwrap();
    let ids: Vec<&str> = delivery
        .events
        .iter()
        .map(|event| event.id.as_str())
        .collect();
    assert_eq!(ids, ["user-left", "meeting-ended"]);
    assert_eq!(delivery.events[0].json(), event("user-left"));
    let none = sender().deliver_json("[]", 1);
    let delivery = verifier().verify(&none.incoming()).unwrap();
    assert_eq!((delivery.events, delivery.raw), (Vec::new(), Vec::new()));
}

#[test]
fn internal_messages() {
    let message = r#"{"envelope":{"name":"UserLeftMeetingEvtMsg","routing":{"msgType":"BROADCAST_TO_MEETING","meetingId":"183f-1","userId":"w_1"},"timestamp":1.0},"core":{"header":{"name":"UserLeftMeetingEvtMsg","meetingId":"183f-1","userId":"w_1"},"body":{"intId":"w_1"}}}"#;
    let sent = sender().deliver_json(&format!("[{message}]"), 1);
    let delivery = verifier().verify(&sent.incoming()).unwrap();
    assert!(delivery.events.is_empty());
    let raw = &delivery.raw[0];
    assert_eq!(raw.json(), message);
    assert_eq!(raw.value()["core"]["body"]["intId"], "w_1");
    assert_eq!(
        format!("{raw:?}"),
        r#"RawMessage { name: Some("UserLeftMeetingEvtMsg"), internal_meeting_id: Some("183f-1"), external_meeting_id: None, internal_user_id: Some("w_1"), .. }"#
    );
}

#[track_caller]
fn names(message: &str, expected: [Option<&str>; 4]) {
    let sent = sender().deliver_json(&format!("[{message}]"), 1);
    let delivery = verifier().verify(&sent.incoming()).unwrap();
    assert!(delivery.events.is_empty());
    let raw = &delivery.raw[0];
    let found = [
        &raw.name,
        &raw.internal_meeting_id,
        &raw.external_meeting_id,
        &raw.internal_user_id,
    ];
    assert_eq!(found.map(Option::as_deref), expected, "{message}");
}

#[test]
fn internal_messages_of_every_shape() {
    names(
        r#"{"header":{"name":"archive_started","timestamp":1,"current_time":1,"version":"0.0.1"},"payload":{"meeting_id":"183f-1"}}"#,
        [Some("archive_started"), Some("183f-1"), None, None],
    );
    names(
        r#"{"header":{"name":"publish_ended"},"payload":{"success":true,"external_meeting_id":"room-1","meeting_id":"183f-1","record_id":"183f-1"}}"#,
        [Some("publish_ended"), Some("183f-1"), Some("room-1"), None],
    );
    names(
        r#"{"envelope":{"name":"MeetingCreatedEvtMsg","routing":{"sender":"bbb-apps-akka"}},"core":{"header":{"name":"MeetingCreatedEvtMsg"},"body":{"props":{"meetingProp":{"name":"Physics","extId":"room-1","intId":"183f-1","isBreakout":false}}}}}"#,
        [
            Some("MeetingCreatedEvtMsg"),
            Some("183f-1"),
            Some("room-1"),
            None,
        ],
    );
    names(
        r#"{"core":{"header":{"name":"MeetingEndedEvtMsg"},"body":{"meetingId":"183f-1"}}}"#,
        [Some("MeetingEndedEvtMsg"), Some("183f-1"), None, None],
    );
    // A value that cannot be an ID is passed over for the next place.
    names(
        r#"{"envelope":{"name":"","routing":{"meetingId":"183f-1"}},"core":{"header":{"name":"X","meetingId":null,"userId":["w"]}}}"#,
        [Some("X"), Some("183f-1"), None, None],
    );
    names(r#"{"header":7,"payload":[]}"#, [None; 4]);
}

#[test]
fn what_is_no_event_is_kept_as_it_came() {
    let sent = sender().deliver_json(r#"[{"data":{"id":7}}, {}, 7]"#, 1);
    let delivery = verifier().verify(&sent.incoming()).unwrap();
    let texts: Vec<&str> = delivery.raw.iter().map(RawMessage::json).collect();
    assert_eq!(texts, [r#"{"data":{"id":7}}"#, "{}", "7"]);
    assert!(delivery.events.is_empty());
}

#[test]
fn one_event_without_an_array() {
    let sent = sender().deliver_json(r#" {"data":{"id":"user-left"}} "#, 1);
    let delivery = verifier().verify(&sent.incoming()).unwrap();
    assert_eq!(delivery.events[0].json(), r#"{"data":{"id":"user-left"}}"#);
}

#[test]
fn fields_without_a_domain() {
    let url = "https://app.example/cb";
    let signed = r#"{"event":"[]","timestamp":1}"#;
    let mut digest = [0; 64];
    let parts = [url, signed, SECRET].map(str::as_bytes);
    Checksum::SHA1.digest(&parts, &mut digest);
    let target = format!("/cb?checksum={}", hex(&digest[..20]));
    let verifier = WebhookVerifier::new(url, SECRET).unwrap();
    let verify = |body: &str| verifier.verify(&Incoming::new(&target, body.as_bytes()));
    let delivery = verify("event=%5B%5D&timestamp=1").unwrap();
    assert_eq!((delivery.signing, delivery.domain), (Signing::Fields, None));
    // The same fields in another spelling.
    for body in [
        "event=%5b%5D&timestamp=1",
        "event=[]&timestamp=1",
        "event=%5B%5D&timestamp=01",
        "event=%5B%5D&timestamp=+1",
    ] {
        assert_eq!(
            rejection(verify(body)),
            CallbackProblem::ChecksumMismatch,
            "{body}"
        );
    }
}

#[test]
fn nothing_shows_a_secret() {
    let verifier = verifier();
    let sent = sender().deliver_json(EVENT, 1);
    let bearer = sender().signing(Signing::Bearer).deliver_json(EVENT, 1);
    let other = WebhookVerifier::new("https://app.example/other", SECRET).unwrap();
    let error = other.verify(&sent.incoming()).unwrap_err();
    let shown = format!(
        "{verifier:?} {sent:?} {bearer:?} {:?} {:?} {error} {error:?} {:?}",
        sent.incoming(),
        bearer.incoming(),
        sender(),
    );
    let checksum = sent.url().rsplit_once('=').unwrap().1;
    for secret in [SECRET, checksum, "a=1"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn no_rejection_is_answered_with_a_success() {
    for (reason, status) in [
        (CallbackProblem::TooLarge("body"), 413),
        (CallbackProblem::ChecksumMissing, 403),
        (CallbackProblem::ChecksumMismatch, 403),
        (CallbackProblem::SecretMismatch, 403),
        (CallbackProblem::TokenExpired, 403),
        (CallbackProblem::Form, 400),
        (CallbackProblem::FieldMissing("event"), 400),
    ] {
        assert_eq!(reason.status(), status, "{reason}");
    }
}

proptest! {
    #[test]
    fn what_is_sent_is_verified(
        path in "([^?#\\\\\\pC\\pZ./]+/?)*",
        query in "[^#\\pC\\pZ]*",
        secret in "\\S+",
        domain in ".*",
        message in ".*",
        millis in 0..i64::MAX,
        signing in prop::sample::select(vec![Signing::Body, Signing::Fields, Signing::Constant, Signing::Bearer]),
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
