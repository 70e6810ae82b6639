//! Property tests: no text from a program can add a parameter, a path segment or a header.
#![cfg(all(feature = "administration", feature = "sha256"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use bbb_sdk::administration::{Create, End, Join, Role};
use bbb_sdk::{Call, Query, Server};
use proptest::prelude::*;

#[path = "support/generated.rs"]
mod generated;

use generated::for_all;

const ADDRESS: &str = "https://bbb.example.com/bigbluebutton/api/";

fn server() -> Server {
    Server::new(ADDRESS, "secret").unwrap()
}

/// Generates text in which characters with a meaning in URLs are frequent.
fn text() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec![
        "&",
        "=",
        "?",
        "#",
        "%",
        "%26",
        "+",
        " ",
        "/",
        "../",
        "\r\n",
        "\0",
        "'",
        "\"",
        "<",
        ";",
        ",",
        "é",
        "李",
        "checksum=",
        "\u{202E}",
    ]);
    prop::collection::vec(prop_oneof![sign.prop_map(str::to_owned), ".{0,6}"], 0..6)
        .prop_map(|parts| parts.concat())
}

/// Returns whether a text must be refused because it would make answers unreadable.
fn is_refused(text: &str) -> bool {
    text.contains(['\u{FFFE}', '\u{FFFF}'])
}

/// Asserts that the URL contains this call, these parameters and a checksum, and nothing else. A call is refused only for a
/// text that must not be sent.
#[track_caller]
fn holds<C: Call>(call: &C, parameters: &[(&str, &str)]) {
    let refused = parameters
        .iter()
        .any(|(name, value)| is_refused(name) || is_refused(value));
    let url = match server().url(call) {
        Ok(url) => url,
        Err(error) => return assert!(refused, "{error}: {parameters:?}"),
    };
    assert!(!refused, "{url}");
    let rest = url.strip_prefix(ADDRESS).unwrap();
    let (name, query) = rest.split_once('?').unwrap();
    assert_eq!(name, C::NAME);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.%&=".contains(&byte);
    assert!(query.bytes().all(plain), "{url}");
    let mut found: Vec<_> = Query::parameters(query).collect();
    assert_eq!(found.pop().unwrap().0, "checksum", "{url}");
    let found: Vec<_> = found
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    assert_eq!(found, parameters, "{url}");
}

#[test]
fn values_stay_values() {
    for_all((text(), text()), |(a, b)| {
        let is_blank = |text: &str| text.chars().all(|c| c.is_whitespace() || c.is_control());
        let join = Join::new(&a, &b, Role::Viewer);
        if is_blank(&a) || is_blank(&b) {
            assert!(server().url(&join).is_err(), "{a:?} {b:?}");
        } else {
            let parameters = [("meetingID", &*a), ("fullName", &*b), ("role", "VIEWER")];
            holds(&join, &parameters);
            let parameters = [("meetingID", &*a), ("password", &*b)];
            holds(&End::new(&a).password(&b), &parameters);
        }
    });
}

#[test]
fn names_stay_names() {
    for_all((text(), text()), |(name, value)| {
        if name != "meetingID" && !value.is_empty() {
            let call = End::new("room-1").param(&name, &value);
            if name.is_empty() || name == "checksum" {
                assert!(server().url(&call).is_err(), "{name}");
            } else {
                holds(&call, &[("meetingID", "room-1"), (&name, &value)]);
            }
        }
    });
}

/// Generates names of metadata. About half of them are valid.
fn meta_name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z][a-zA-Z0-9-]{0,8}", text()]
}

#[test]
fn metadata_stays_metadata() {
    for_all((meta_name(), text()), |(name, value)| {
        let mut signs = name.chars();
        let kept = signs.next().is_some_and(|sign| sign.is_ascii_alphabetic())
            && signs.all(|sign| sign.is_ascii_alphanumeric() || sign == '-');
        let call = Create::new("room-1", "Physics").meta(&name, &value);
        if kept {
            let name = format!("meta_{}", name.to_lowercase());
            holds(
                &call,
                &[
                    ("meetingID", "room-1"),
                    ("name", "Physics"),
                    (&name, &value),
                ],
            );
        } else {
            assert!(server().url(&call).is_err(), "{name}");
        }
    });
}

#[test]
fn every_text_comes_back_from_a_query() {
    for_all(prop::collection::vec((text(), text()), 0..8), |pairs| {
        let mut query = Query::new();
        let mut expected: Vec<(String, String)> = Vec::new();
        for (name, value) in pairs {
            if !name.is_empty() && name != "checksum" {
                expected.retain(|(set, _)| *set != name);
                query.set(&name, &value);
                expected.push((name, value));
            }
        }
        for (name, value) in &expected {
            assert_eq!(query.get(name).as_ref(), Some(value));
        }
        let found: Vec<_> = Query::parameters(query.as_str()).collect();
        assert_eq!(found, expected);
    });
}

#[test]
fn an_address_adds_nothing_to_its_path() {
    for_all((text(), text()), |(path, host)| {
        let addresses = [
            format!("https://h/{path}"),
            format!("https://{host}/bigbluebutton"),
            path,
        ];
        for address in addresses {
            if let Ok(server) = Server::new(&address, "secret") {
                let (_, rest) = server.address().split_once("://").unwrap();
                assert!(rest.ends_with("/api/") && rest.is_ascii(), "{rest}");
                let signs = ['?', '#', '@', '\\', ' ', '\r', '\n'];
                assert!(!rest.contains("//") && !rest.contains(signs), "{rest}");
                let up = rest.split('/').any(|segment| matches!(segment, "." | ".."));
                assert!(!up, "{rest}");
            }
        }
    });
}
