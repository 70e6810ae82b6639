//! `Server::verify`: verifies received requests, as a gateway does.
#![cfg(all(
    feature = "verify",
    feature = "sha1",
    feature = "sha256",
    feature = "sha384",
    feature = "sha512"
))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use std::fs;
use std::path::Path;

use bbb_sdk::error::SignatureProblem;
use bbb_sdk::{Checksum, Error, Query, Server};
use proptest::prelude::*;

#[path = "support/generated.rs"]
mod generated;

use generated::for_all;

/// The secret of the webhooks servers whose exchanges are in `tests/captures`.
const SECRET: &str = "s3cr3t-Of-The.Webhooks_Server~2024";

fn server() -> Server {
    Server::new("https://bbb.example.com", SECRET).unwrap()
}

/// A recorded request, and whether the server accepted its signature.
struct Captured {
    name: String,
    call: String,
    query: String,
    accepted: bool,
}

fn captured(version: &str) -> Vec<Captured> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/captures")
        .join(version);
    let load = |path: &Path| {
        let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        let target = text.lines().nth(1)?.split(' ').nth(1)?.to_owned();
        let (path_of_call, query) = target.split_once('?')?;
        Some(Captured {
            name: path.file_name()?.to_string_lossy().into_owned(),
            call: path_of_call.strip_prefix("/bigbluebutton/api/")?.to_owned(),
            query: query.to_owned(),
            accepted: !text.contains("checksumError") && !text.contains("500 Internal"),
        })
    };
    let paths = fs::read_dir(folder).unwrap();
    paths
        .filter_map(|entry| load(&entry.unwrap().path()))
        .collect()
}

#[test]
fn what_real_servers_accept_is_accepted() {
    let mut seen = 0;
    for version in ["hooks-2.6.1", "hooks-3.3.1", "hooks-3.5.0"] {
        for captured in captured(version).iter().filter(|it| it.accepted) {
            // These servers do not sign the slash at the end of the call's name.
            let call = captured.call.trim_end_matches('/');
            let verified = server().verify(call, &captured.query);
            let verified = verified.or_else(|_| server().verify(&captured.call, &captured.query));
            let odd = [
                "create-utf8-raw-bytes",
                "head-list",
                "unknown",
                "post-create",
            ];
            if !odd.iter().any(|odd| captured.name.contains(odd)) {
                assert!(
                    verified.is_ok(),
                    "{version}/{}: {verified:?}",
                    captured.name
                );
                seen += 1;
            }
        }
    }
    println!("{seen} requests");
    assert!(seen > 40);
}

#[test]
fn what_is_not_signed_is_refused_by_both() {
    let mut seen = 0;
    for version in ["hooks-2.6.1", "hooks-3.3.1", "hooks-3.5.0"] {
        for captured in captured(version) {
            let odd = [
                "head-list",
                "unknown",
                "post-create",
                "65-",
                "trailing-slash",
                "ping",
            ];
            if odd.iter().any(|odd| captured.name.contains(odd)) {
                continue;
            }
            let verified = server().verify(&captured.call, &captured.query);
            if verified.is_err() {
                assert!(!captured.accepted, "{version}/{}", captured.name);
                seen += 1;
            }
        }
    }
    println!("{seen} requests");
    assert!(seen > 5);
}

const ALGORITHMS: [Checksum; 4] = [
    Checksum::SHA1,
    Checksum::SHA256,
    Checksum::SHA384,
    Checksum::SHA512,
];

fn query() -> impl Strategy<Value = Query> {
    let pairs = prop::collection::vec((".{1,8}", ".{0,20}"), 0..6);
    pairs.prop_map(|pairs| {
        let mut query = Query::new();
        for (name, value) in pairs {
            query.set(&name, value);
        }
        query
    })
}

/// Inserts a parameter at a position of the query.
fn inserted(query: &str, parameter: &str, place: usize) -> String {
    let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    pairs.insert(place % (pairs.len() + 1), parameter);
    pairs.join("&")
}

/// Generates a query, a position for the checksum, and an algorithm.
fn request() -> impl Strategy<Value = (Query, usize, Checksum)> {
    (query(), 0_usize..10, prop::sample::select(&ALGORITHMS[..]))
}

#[test]
fn a_signed_query_is_verified_wherever_the_checksum_stands() {
    for_all(request(), |(query, place, algorithm)| {
        let checksum = algorithm.sign("create", query.as_str(), SECRET);
        let parameter = format!("checksum={}", checksum.as_str());
        let query = inserted(query.as_str(), &parameter, place);
        let verified = server().verify("create", &query).unwrap();
        assert_eq!(verified.name(), algorithm.name());
    });
}

/// Only the checksum and its `&` are removed. Empty pairs are signed unchanged.
#[test]
fn empty_pairs_are_signed_as_they_stand() {
    for (signed, received) in [
        (
            "a=1&&b=2",
            [
                "checksum=#&a=1&&b=2",
                "a=1&checksum=#&&b=2",
                "a=1&&b=2&checksum=#",
            ],
        ),
        (
            "a=1&&b=2",
            [
                "a=1&&checksum=#&b=2",
                " a=1&&b=2&checksum=# ",
                "a=1&\0&b=2&checksum=#",
            ],
        ),
        (
            "&a=1&",
            ["&a=1&&checksum=#", "checksum=#&&a=1&", "&checksum=#&a=1&"],
        ),
    ] {
        let mut digest = [0; 64];
        let parts = ["getMeetings", signed, SECRET].map(str::as_bytes);
        let length = Checksum::SHA256.digest(&parts, &mut digest);
        let digits = digest.iter().take(length);
        let hex: Vec<_> = digits.map(|byte| format!("{byte:02x}")).collect();
        let hex = hex.concat();
        for query in received {
            let query = query.replace('#', &hex);
            let verified = server().verify("getMeetings", &query);
            assert_eq!(verified.unwrap().name(), "sha256", "{query}");
        }
        let fewer = format!(
            "{}&checksum={hex}",
            signed.replace("&&", "&").trim_matches('&')
        );
        refused(
            server().verify("getMeetings", &fewer),
            SignatureProblem::Mismatch("sha256"),
        );
    }
    let pairs: Vec<_> = Query::parameters("&a=1&&b=2&").collect();
    let expected = [("a", "1"), ("b", "2")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(pairs, expected);
}

#[track_caller]
fn refused(result: Result<Checksum, Error>, expected: SignatureProblem) {
    match result {
        Err(Error::Signature { problem, .. }) => assert_eq!(problem, expected),
        other => panic!("{other:?}"),
    }
}

#[test]
fn another_secret_call_or_parameter_is_refused() {
    let other = Server::new("https://bbb.example.com", "other").unwrap();
    for_all(request(), |(query, place, algorithm)| {
        let checksum = algorithm.sign("create", query.as_str(), SECRET);
        let parameter = format!("checksum={}", checksum.as_str());
        let signed = inserted(query.as_str(), &parameter, place);
        let more = inserted(&signed, "added=1", place);
        let twice = inserted(&signed, &parameter, place + 1);
        let mismatch = SignatureProblem::Mismatch(algorithm.name());
        refused(other.verify("create", &signed), mismatch);
        refused(server().verify("end", &signed), mismatch);
        refused(server().verify("create", &more), mismatch);
        refused(
            server().verify("create", &twice),
            SignatureProblem::Repeated,
        );
    });
}

#[test]
fn any_text_is_refused_without_a_panic() {
    for_all((".{0,20}", ".{0,200}"), |(call, query)| {
        let signed = format!("{query}&checksum={query}");
        assert!(server().verify(&call, &query).is_err());
        assert!(server().verify(&call, &signed).is_err());
    });
}
