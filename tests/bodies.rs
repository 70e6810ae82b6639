//! Property tests of what calls send: bodies are XML and parameters are JSON, and both can be read back.
#![cfg(all(feature = "administration", feature = "sha256"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop"
)]

use std::fmt::Write as _;

use bbb_sdk::administration::{Create, Document, Group, InsertDocument, Join, Role};
use bbb_sdk::{Call, Checksum, Error, NamedCall, Response, Server};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Runs a test with generated values that are the same in every run.
fn for_all<S: Strategy>(values: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(512)
    };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, random)
        .run(&values, test)
        .unwrap();
}

/// Generates text in which characters with a meaning in XML, JSON and URLs are frequent.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        proptest::sample::select(vec![
            "]]>",
            "<![CDATA[",
            "<!--",
            "&amp;",
            "&#0;",
            "<",
            ">",
            "\"",
            "'",
            "\\",
            "\r\n",
            "\r",
            "\n",
            "\t",
            " ",
            "\u{0}",
            "\u{FFFE}",
            "\u{85}",
            "%",
            "+",
            "&",
            "=",
            "é",
            "😀",
            "a",
            "1",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Generates text that a parameter may contain.
fn value() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.replace(['\u{FFFE}', '\u{FFFF}'], ""))
}

/// Returns whether XML 1.0 can represent the text.
fn is_xml(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
    })
}

/// Returns the call's body, or `None` if the call refuses.
fn body(call: &impl Call) -> Option<String> {
    match call.body() {
        Ok(body) => Some(String::from_utf8(body.unwrap().bytes().to_vec()).unwrap()),
        Err(Error::Parameter { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

/// A slow and simple base64 decoder.
fn from_base64(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    assert_eq!(text.len() % 4, 0);
    let bits: Vec<usize> = text
        .trim_end_matches('=')
        .chars()
        .map(|digit| DIGITS.find(digit).unwrap())
        .flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1))
        .collect();
    bits.chunks_exact(8)
        .map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | *bit))
        .map(|byte| u8::try_from(byte).unwrap())
        .collect()
}

/// A strict decoder of percent-encoding: only unreserved characters may be unescaped.
fn from_percents(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            byte => {
                assert!(byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
                byte
            }
        });
    }
    String::from_utf8(decoded).unwrap()
}

/// Returns the text without characters that must be escaped in a URL.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?".contains(*c))
        .collect()
}

#[test]
fn documents_read_back() {
    let values = (
        text(),
        text(),
        proptest::collection::vec(any::<u8>(), 0..40),
    );
    for_all(values, |(path, name, bytes)| {
        let url = format!("https://files.example/{}", plain(&path));
        let (shown, embedded) = (format!("a{name}.pdf"), format!("b{name}.odp"));
        let call = InsertDocument::new("room-1", Document::url(&url).filename(&shown))
            .document(Document::bytes(&embedded, bytes.clone()).current(true));
        let Some(body) = body(&call) else {
            prop_assert!(!is_xml(&url) || !is_xml(&name));
            return Ok(());
        };
        let xml = roxmltree::Document::parse(&body).unwrap();
        let documents: Vec<_> = xml
            .descendants()
            .filter(|node| node.has_tag_name("document"))
            .collect();
        let [linked, sent] = documents.as_slice() else {
            panic!("{body}");
        };
        prop_assert_eq!(linked.attribute("url"), Some(&*url));
        prop_assert_eq!(linked.attribute("filename"), Some(&*shown));
        prop_assert_eq!(linked.attributes().len(), 2);
        prop_assert_eq!(sent.attribute("name"), Some(&*embedded));
        prop_assert_eq!(sent.attribute("current"), Some("true"));
        prop_assert_eq!(from_base64(sent.text().unwrap_or_default()), bytes);
        Ok(())
    });
}

#[test]
fn settings_and_notes_read_back() {
    for_all((text(), text(), text()), |values| {
        let (settings, json, markdown) = &values;
        let create = Create::new("room-1", "Physics")
            .client_settings_override(settings)
            .shared_notes_initial_content_json(json)
            .shared_notes_initial_content_markdown_body(markdown);
        let expected: Vec<_> = [
            ("clientSettingsOverride", settings),
            ("sharedNotesInitialContentJson", json),
            ("sharedNotesInitialContentMarkdown", markdown),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect();
        if expected.is_empty() {
            prop_assert!(create.body().unwrap().is_none());
            return Ok(());
        }
        let Some(body) = body(&create) else {
            prop_assert!(expected.iter().any(|(_, text)| !is_xml(text)));
            return Ok(());
        };
        let xml = roxmltree::Document::parse(&body).unwrap();
        let found: Vec<_> = xml
            .root_element()
            .children()
            .map(|module| {
                let name = module.attribute("name").unwrap();
                (name, module.text().unwrap_or_default().to_owned())
            })
            .collect();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(name, text)| (name, text.clone()))
            .collect();
        prop_assert_eq!(found, expected);
        Ok(())
    });
}

#[test]
fn groups_read_back() {
    let group = (text(), text(), proptest::collection::vec(text(), 1..3));
    for_all(proptest::collection::vec(group, 1..3), |groups| {
        let create = Create::new("room-1", "Physics").groups(
            groups
                .iter()
                .map(|(id, name, roster)| Group::new(&format!("g{id}")).name(name).roster(roster)),
        );
        let json = create.query().get("groups").unwrap();
        let found: serde_json::Value = serde_json::from_str(&json).unwrap();
        let expected: Vec<_> = groups
            .iter()
            .map(|(id, name, roster)| {
                serde_json::json!({"id": format!("g{id}"), "name": name, "roster": roster})
            })
            .collect();
        prop_assert_eq!(found, serde_json::Value::from(expected));
        Ok(())
    });
}

#[test]
fn parameters_in_any_order_are_signed_as_they_are_sent() {
    let server = Server::new("https://bbb.example.com", "s3cret")
        .unwrap()
        .url_limit(usize::MAX);
    let parameter = ("[a-zA-Z_]{1,8}", value());
    for_all(proptest::collection::vec(parameter, 0..8), |parameters| {
        let mut join = Join::new("room-1", "Ada", Role::Viewer);
        let mut expected = vec![
            ("meetingID".to_owned(), "room-1".to_owned()),
            ("fullName".to_owned(), "Ada".to_owned()),
            ("role".to_owned(), "VIEWER".to_owned()),
        ];
        for (name, value) in parameters {
            join = join.param(&name, &value);
            expected.retain(|(found, _)| *found != name);
            expected.push((name, value));
        }
        let url = server.url(&join).unwrap();
        let (address, query) = url.split_once('?').unwrap();
        prop_assert_eq!(address, "https://bbb.example.com/bigbluebutton/api/join");
        let (query, checksum) = query.rsplit_once("&checksum=").unwrap();
        let signature = Checksum::SHA256.sign("join", query, "s3cret");
        prop_assert_eq!(checksum, signature.as_str());
        let found: Vec<_> = query
            .split('&')
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap();
                (from_percents(name), from_percents(value))
            })
            .collect();
        prop_assert_eq!(found, expected);
        Ok(())
    });
}

/// Escapes only the characters that Java's `URI` does not allow in a query.
fn as_java_quotes(text: &str) -> String {
    let mut quoted = String::new();
    for c in text.chars() {
        if c.is_ascii() && (c <= ' ' || "\"%<>\\^`{|}#\u{7F}".contains(c)) {
            write!(quoted, "%{:02X}", u32::from(c)).unwrap();
        } else {
            quoted.push(c);
        }
    }
    quoted
}

/// Returns the server's words as they may be printed to a terminal: invisible characters and those that move the cursor
/// become spaces.
fn on_one_line(text: &str) -> String {
    let invisible = "\u{AD}\u{34F}\u{61C}\u{115F}\u{1160}\u{180E}\u{200B}\u{200E}\u{200F}\u{3164}\u{FEFF}\u{FFA0}\u{FFF9}\u{FFFA}\u{FFFB}";
    let shown = |c: char| match u32::from(c) {
        0x2028..=0x202E | 0x2060..=0x206F | 0x1D173..=0x1D17A | 0xE0000..=0xE007F => ' ',
        _ if c.is_control() || invisible.contains(c) => ' ',
        _ => c,
    };
    text.chars().map(shown).collect()
}

#[test]
fn refusals_in_a_redirect_read_back() {
    let values = (text(), text(), any::<bool>());
    for_all(values, |(key, message, swapped)| {
        let (key, message) = (format!("k{key}"), format!("m{message}"));
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut members = [
            format!("\"key\":{}", quoted(&key)),
            format!("\"message\":{}", quoted(&message)),
        ];
        if swapped {
            members.reverse();
        }
        let errors = as_java_quotes(&format!("[{{{}}}]", members.join(",")));
        for target in ["https://app.example/", "https://app.example/bye?a=1&b"] {
            let sign = if target.contains('?') { '&' } else { '?' };
            let location = format!("{target}{sign}errors={errors}#top");
            let response = Response::new(302, &b""[..]).header("Location", &location);
            match Join::receive(&response) {
                Err(Error::Api {
                    key: Some(found),
                    message: words,
                    ..
                }) => {
                    prop_assert_eq!(found.as_str(), on_one_line(&key));
                    prop_assert_eq!(words, on_one_line(&message));
                }
                other => panic!("{other:?}"),
            }
        }
        Ok(())
    });
}

#[test]
fn a_form_holds_what_the_url_would() {
    for_all((value(), value()), |(welcome, name)| {
        let create = Create::new("room-1", &format!("P{name}")).welcome(&welcome);
        let form = create.clone().into_form();
        let body = body(&form).unwrap();
        let whole = format!("{}&{body}", form.query().as_str());
        prop_assert_eq!(whole, create.query().as_str());
        Ok(())
    });
}

/// Neither a URL nor a request is made for a call that is too long.
#[track_caller]
fn is_too_long<C: Call>(server: &Server, call: &C, expected: &str) {
    let expected = expected.replace(
        "EXCESS",
        "which is over the limit of 7500 bytes, set by `Server::url_limit`",
    );
    assert_eq!(server.url(call).unwrap_err().to_string(), expected);
    assert_eq!(server.request(call).unwrap_err().to_string(), expected);
}

#[test]
fn a_url_beyond_the_limit_is_refused_with_advice() {
    let server = Server::new("https://bbb.example.com", "s3cret").unwrap();
    let create = Create::new("room-1", "Physics").welcome(&"w".repeat(7_500));
    is_too_long(
        &server,
        &create,
        "parameter `welcome` takes 7508 of the 7661 bytes of the URL, EXCESS: send fewer or shorter values, \
         or send them in the body with `Create::into_form`",
    );
    assert!(server.request(&create.clone().into_form()).is_ok());
    assert!(server.clone().url_limit(8_000).url(&create).is_ok());

    let long = "w".repeat(7_500);
    // The body of these calls is in use, or the form leaves the long parameter in the URL.
    is_too_long(
        &server,
        &create.document(Document::url("https://a.example/b.pdf")),
        "parameter `welcome` takes 7508 of the 7661 bytes of the URL, EXCESS: send fewer or shorter values",
    );
    let form = Create::new("room-1", "Physics").into_form();
    is_too_long(
        &server,
        &form.param("meta_a", &long),
        "parameter `meta_a` takes 7507 of the 7647 bytes of the URL, EXCESS: send fewer or shorter values",
    );
    is_too_long(
        &server,
        &Create::new(&long, "Physics"),
        "parameter `meetingID` takes 7510 of the 7646 bytes of the URL, EXCESS: send fewer or shorter values",
    );
    is_too_long(
        &server,
        &Join::new("room-1", "Ada", Role::Viewer).password(&long),
        "parameter `password` takes 7509 of the 7672 bytes of the URL, EXCESS: send fewer or shorter values",
    );
    is_too_long(
        &server,
        &NamedCall::new("create").param("a&b", &long),
        "parameter `a%26b` takes 7506 of the 7629 bytes of the URL, EXCESS: send fewer or shorter values",
    );
    let half = "w".repeat(3_750);
    is_too_long(
        &server,
        &NamedCall::new("getMeetings")
            .param("a", &half)
            .param("b", &half),
        "parameter `a` takes 3752 of the 7633 bytes of the URL, EXCESS: send fewer or shorter values",
    );
    is_too_long(
        &server.url_limit(20),
        &NamedCall::new("getMeetings"),
        "the server's address makes a URL of 127 bytes, over the limit of 20 bytes, set by `Server::url_limit`",
    );
}
