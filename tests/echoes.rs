//! No error contains a secret that was sent, however the server echoes it.
//!
//! The tests use their own encoders, and spellings written by hand.
#![cfg(all(
    feature = "administration",
    feature = "monitoring",
    feature = "webhooks",
    feature = "sha256"
))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use std::error::Error as _;
use std::fmt::Write as _;

use bbb_sdk::administration::{Create, Document, End, InsertDocument, Join, PluginManifest, Role};
use bbb_sdk::client::Client;
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::webhooks::CreateHook;
use bbb_sdk::{Call, Error, Request, Server};
use proptest::prelude::*;

const SHARED: &str = "8cd8ef52e8e101574e400365b55e11a6";

/// Returns the error of a call to a server with this status and body.
fn error_of<C: Call>(call: &C, status: u16, body: impl Into<String>) -> Error
where
    C::Output: std::fmt::Debug,
{
    let body = body.into();
    let server = Server::new("https://bbb.example.com", SHARED).unwrap();
    let client = Client::with_transport(server, move |_: &Request, _: &Timeouts| {
        Ok(HttpResponse::new(
            status,
            std::io::Cursor::new(body.clone().into_bytes()),
        ))
    });
    client.send(call).unwrap_err()
}

/// Returns everything that an error shows.
fn everything(error: &Error) -> String {
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = write!(shown, " {cause} {cause:?}");
        source = cause.source();
    }
    shown
}

fn percent(text: &str, lower: bool, space: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        let _ = match byte {
            b' ' => write!(out, "{space}"),
            byte if byte.is_ascii_alphanumeric() => write!(out, "{}", char::from(byte)),
            byte if lower => write!(out, "%{byte:02x}"),
            byte => write!(out, "%{byte:02X}"),
        };
        out
    })
}

fn html(text: &str, form: u8) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        let _ = match (c, form) {
            (c, _) if c.is_ascii_alphanumeric() => write!(out, "{c}"),
            ('&', 0) => write!(out, "&amp;"),
            ('<', 0) => write!(out, "&lt;"),
            ('>', 0) => write!(out, "&gt;"),
            ('"', 0) => write!(out, "&quot;"),
            ('\'', 0) => write!(out, "&#039;"),
            ('é', 0) => write!(out, "&eacute;"),
            (c, 0) => write!(out, "{c}"),
            (c, 1) => write!(out, "&#{};", u32::from(c)),
            (c, _) => write!(out, "&#x{:X};", u32::from(c)),
        };
        out
    })
}

fn json(text: &str, form: u8) -> String {
    let mut units = [0; 2];
    text.chars().fold(String::new(), |mut out, c| {
        match (c, form) {
            (c, _) if c.is_ascii_alphanumeric() => out.push(c),
            ('"' | '\\' | '/', 0) => {
                out.push('\\');
                out.push(c);
            }
            (c, 0) => out.push(c),
            (c, _) => {
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
        out
    })
}

/// Generates an encoding.
fn encoded(text: &str, how: u8) -> String {
    match how {
        0 => text.to_owned(),
        1 => percent(text, false, "%20"),
        2 => percent(text, true, "+"),
        3 => html(text, 0),
        4 => html(text, 1),
        5 => html(text, 2),
        6 => json(text, 0),
        7 => json(text, 1),
        _ => text.replace('\\', "\\\\"),
    }
}

/// Generates a secret that no escape changes into something else.
fn secret() -> impl Strategy<Value = String> {
    let middle = prop::string::string_regex("[a-z0-9 &'\"/+é李😀=:;,.(){}@!*-]{4,20}").unwrap();
    middle.prop_map(|middle| format!("Qx{middle}Zv"))
}

fn without_markup(text: &str) -> String {
    text.replace('<', "&lt;").replace("&lt;b>", "<b>")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_spelling_of_a_password_is_shown(
        secret in secret(), first in 0_u8..9, second in 0_u8..9, third in 0_u8..9, before in "[a-z =:>]{0,8}",
    ) {
        let echo = encoded(&encoded(&encoded(&secret, first), second), third);
        let text = format!("{before} {echo} end");
        let call = End::new("room-1").password(&secret);
        let in_json = text.replace('\\', "\\\\").replace('"', "\\\"");
        for (status, body) in [
            (502, format!("<html><p>{}</p></html>", without_markup(&text))),
            (500, text.clone()),
            (200, format!("<response><returncode>FAILED</returncode><messageKey>k {0}</messageKey><message>{0}</message></response>", html(&text, 1))),
            (500, format!("{{\"response\":{{\"returncode\":\"FAILED\",\"message\":\"{in_json}\"}}}}")),
        ] {
            let error = error_of(&call, status, body.clone());
            let shown = format!("{error}");
            prop_assert!(shown.contains("***"), "{shown} of {body}");
            let all = everything(&error);
            prop_assert!(!all.contains(&secret) && !all.contains(&echo), "{all} of {body}");
            // The secret begins and ends with letters that no encoder escapes.
            prop_assert!(!all.contains("Qx") && !all.contains("Zv"), "{all} of {body}");
        }
    }

    #[test]
    fn what_is_no_secret_is_left_alone(words in "[a-zA-Z0-9 .,]{1,80}") {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assume!(!words.is_empty());
        let call = End::new("room-1").password("Qxhunter2Zv");
        let error = error_of(&call, 200, format!("<response><returncode>FAILED</returncode><messageKey>k</messageKey><message>{words}</message></response>"));
        prop_assert_eq!(error.to_string(), format!("end: the server refused with k: {words}"));
    }
}

#[track_caller]
fn shows<C: Call>(call: &C, message: &str, expected: &str)
where
    C::Output: std::fmt::Debug,
{
    let body = format!(
        "<response><returncode>FAILED</returncode><messageKey>k</messageKey><message><![CDATA[{message}]]></message></response>"
    );
    let error = error_of(call, 200, body);
    assert_eq!(
        error.to_string(),
        format!("{}: the server refused with k: {expected}", call.name())
    );
}

#[test]
fn spellings_written_by_hand() {
    let end = End::new("room-1").password("it's \"two\" words/é");
    for spelling in [
        "it's \"two\" words/é",
        "it%27s%20%22two%22%20words%2F%C3%A9",
        "it%27s+%22two%22+words%2f%c3%a9",
        "it%2527s%2520%2522two%2522%2520words%252F%25C3%25A9",
        "it&#39;s &quot;two&quot; words/&eacute;",
        "it&#x27;s &#34;two&#34; words&#x2f;&#233;",
        "it&amp;#39;s &amp;quot;two&amp;quot; words/&amp;eacute;",
        r#"it's \"two\" words\/\u00e9"#,
        r"it\u0027s \u0022two\u0022 words\u002F\u00E9",
        r#"it's \\\"two\\\" words\\/é"#,
        // Notations of proxies, of programs in Python, Ruby, C and Rust, and of browsers in pages that are not UTF-8.
        "it%27s%20%22two%22%20words%2F%E9",
        r#"it\'s "two" words/\xe9"#,
        r"it\x27s \x22two\x22 words/\xc3\xa9",
        r#"it\047s \"two\" words/\303\251"#,
        r#"it's \"two\" words/\u{e9}"#,
        r#"it's \"two\" words/\U000000e9"#,
        // A server that reads UTF-8 in another encoding, or lacks the character.
        "it's \"two\" words/\u{c3}\u{a9}",
        "it's \"two\" words/?",
        "it's \"two\" words/??",
        "it's \"two\" words/\u{fffd}",
    ] {
        shows(
            &end,
            &format!("you sent {spelling}, which is wrong"),
            "you sent ***, which is wrong",
        );
    }
}

#[test]
fn ids_of_the_caller_are_no_secrets() {
    const HASH: &str = "4d134bc072212ace2df385dae143139da74ec0ef";
    for id in [
        HASH.to_owned(),
        format!("{HASH}-7-1"),
        HASH.to_uppercase(),
        HASH.repeat(2),
    ] {
        let end = End::new(&id).password("hunter2");
        shows(
            &end,
            &format!("{id} is not there"),
            &format!("{id} is not there"),
        );
        shows(
            &end,
            &format!("Meeting with id [{id}] not found"),
            &format!("Meeting with id [{id}] not found"),
        );
    }
    let end = End::new("room-1");
    shows(&end, &format!("expected {HASH}"), "expected ***");
    // A password that is the start of an ID does not blank a part of the ID.
    let end = End::new("room-1").password("room");
    shows(&end, "room-1 has no room", "room-1 has no ***");
    // A password that is the ID as well is a password.
    let end = End::new("room-1").password("room-1");
    shows(&end, "no room-1", "no ***");
}

#[test]
fn short_values_are_blanked_behind_their_names() {
    let end = End::new("a").password("mp");
    shows(
        &end,
        "mp: password=mp, a complaint",
        "mp: password=***, a complaint",
    );
}

#[test]
fn everything_that_went_out_as_a_secret() {
    let server = Server::new("https://bbb.example.com", SHARED).unwrap();
    let end = End::new("room-1").password("hunter2");
    let url = server.url(&end).unwrap();
    let (_, checksum) = url.rsplit_once('=').unwrap();
    shows(
        &end,
        &format!("got {checksum} and {SHARED}"),
        "got *** and ***",
    );
    shows(
        &end,
        &format!("GET {url}"),
        "GET https://bbb.example.com/bigbluebutton/api/end?meetingID=room-1&password=***&checksum=***",
    );

    let hook = CreateHook::new("https://app.example/cb?key=Zm9vYmFy&room=42");
    shows(
        &hook,
        "cannot call key Zm9vYmFy of room 42",
        "cannot call key *** of room 42",
    );
    let end = End::new("room-1").param(
        "logo",
        "https://ada:sword%20fish@app.example/logo?colour=blue&meetingID=meeting-1",
    );
    shows(
        &end,
        "no blue logo of meeting-1 with sword fish",
        "no blue logo of meeting-1 with ***",
    );
    let end = End::new("room-1").param(
        "text",
        "https://app.example/a?k=Zm9vYmFy or chapter?page=contents",
    );
    shows(&end, "no Zm9vYmFy, no contents", "no ***, no contents");
    let document = Document::url("https://app.example/a.pdf?token=swordfish");
    let insert = InsertDocument::new("room-1", document);
    shows(&insert, "cannot fetch swordfish", "cannot fetch ***");
    let create = Create::new("room-1", "Physics")
        .meta("endCallbackUrl", "https://app.example/end?t=Zm9vYmFyYmF6");
    shows(&create, "no Zm9vYmFyYmF6", "no ***");
    // URLs in a text and in JSON.
    let create = Create::new("room-1", "Physics")
        .welcome("See <a href=\"https://ada:swordfish@app.example/?t=Zm9vYmFyYmF6\">this</a>.")
        .plugin_manifests([PluginManifest::new(
            "https://app.example/m.json?key=cXV1eDEyMzQ",
        )]);
    shows(
        &create,
        "no swordfish, Zm9vYmFyYmF6, cXV1eDEyMzQ",
        "no ***, ***, ***",
    );
    let form = Create::new("room-1", "Physics")
        .moderator_password("hunter2")
        .into_form();
    shows(&form, "no hunter2", "no ***");
    let join = Join::new("room-1", "Ada", Role::Viewer)
        .password("hunter2")
        .redirect(false);
    shows(&join, "no hunter2", "no ***");
}

#[test]
fn windows_1252_in_the_place_of_utf_8() {
    let end = End::new("room-1").password("5€ für Ärzte");
    shows(&end, "got 5â‚¬ fÃ¼r Ã„rzte", "got ***");
}

#[test]
fn utf_16_and_utf_32_without_a_mark() {
    let end = End::new("room-1").password("swordfish");
    let text = "<p>got swordfish</p>";
    let units = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    };
    let wide = text
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    for (bytes, is_read) in [
        (units(u16::to_le_bytes), true),
        (units(u16::to_be_bytes), true),
        (wide, false),
    ] {
        let error = error_of(&end, 502, String::from_utf8(bytes).unwrap());
        let shown = error.to_string();
        assert!(
            shown.contains("***") && !everything(&error).contains("s w o"),
            "{shown}"
        );
        assert_eq!(shown.contains("root <p>"), is_read, "{shown}");
    }
}

#[test]
fn half_a_secret_is_not_left_where_a_body_is_cut_off() {
    let end = End::new("room-1").password("swordfish");
    for (body, expected) in [
        (
            "<response><returncode>FAILED</returncode><message>got swordf",
            "FAILED got ***",
        ),
        (
            "<response><returncode>FAILED</returncode><message>got swor",
            "FAILED got ***",
        ),
        (
            "<response><returncode>FAILED</returncode><message>got sw",
            "FAILED got sw",
        ),
        (
            "{\"response\":{\"returncode\":\"FAILED\",\"message\":\"got sword",
            "{\"response\":{\"returncode\":\"FAILED\",\"message\":\"got ***",
        ),
        ("<html>got &#115;word", "got ***"),
    ] {
        let error = error_of(&end, 200, body);
        let Error::Response { excerpt, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(excerpt, expected);
    }
}

#[test]
fn half_a_secret_is_not_left_where_a_text_is_cut() {
    let password = "correct horse battery staple, and a few words more than anyone could want";
    let end = End::new("room-1").password(password);
    for length in 60..170 {
        let body = format!("{}{password}", "x".repeat(length));
        let error = error_of(&end, 500, body.clone());
        let shown = everything(&error);
        assert!(!shown.contains("corr"), "{shown}");
        let error = error_of(
            &end,
            200,
            format!(
                "<response><returncode>FAILED</returncode><message>password={password}</message></response>"
            ),
        );
        assert_eq!(
            error.to_string(),
            "end: the server refused with FAILED: password=***"
        );
    }
    let body = format!(
        "<response><returncode>FAILED</returncode><message>{}{password}</message></response>",
        "x".repeat((16 << 10) - 4)
    );
    let shown = everything(&error_of(&end, 200, body));
    assert!(!shown.contains("corr"), "{}", &shown[shown.len() - 200..]);
}

#[test]
fn no_text_of_a_server_moves_the_cursor() {
    let marks = "\u{1b}[31m\t\u{85}\u{9b}\u{2028}\u{2029}\u{202e}\u{2066}\u{200f}\r\n";
    let end = End::new("room-1");
    let inner = marks.replace('\u{1b}', "");
    for (status, body) in [
        (200, format!("<response><returncode>F{inner}</returncode><messageKey>k{inner}y</messageKey><message>m{inner}n</message></response>")),
        (200, format!("<response><returncode>FAILED</returncode><errors><error key='a{inner}b' message='c{inner}d'/><error key='a{inner}b' message='c{inner}d'/></errors></response>")),
        (502, format!("<html>{marks}</html>")),
        (502, format!("text {marks} text")),
        (200, format!("<a{marks}/>")),
        (200, "<a\u{1b}/>".to_owned()),
        (200, "<x\u{1b}y></z>".to_owned()),
        (200, "{\"response\":{\"returncode\":\"FAILED\",\"messageKey\":\"a\\u001bb\",\"message\":\"c\\u009bd\"}}".to_owned()),
    ] {
        let error = error_of(&end, status, body.clone());
        let mut shown = error.to_string();
        if let Error::Api { key, message, details, .. } = &error {
            let _ = write!(shown, "{} {message} {}", key.as_ref().map(ToString::to_string).unwrap_or_default(), details.returncode);
            for (key, message) in &details.others {
                let _ = write!(shown, "{key} {message}");
            }
        }
        let found = shown.chars().find(|c| c.is_control() || "\u{2028}\u{2029}\u{202e}\u{2066}\u{200f}".contains(*c));
        assert_eq!(found, None, "{shown:?} of {body:?}");
    }
}

#[test]
fn what_answers_hold_in_urls_and_metadata() {
    let hooks = "<response><returncode>SUCCESS</returncode><hooks><hook><hookID>7</hookID>\
                 <callbackURL>https://u:swordfish@app.example/cb?token=swordfish&amp;k=swordfish&amp;meetingID=room-1</callbackURL></hook></hooks></response>";
    let hooks = bbb_sdk::webhooks::ListHooks::decode(hooks).unwrap();
    let shown = format!("{hooks:?}");
    assert!(!shown.contains("swordfish"), "{shown}");
    assert!(
        shown.contains("https://***@app.example/cb?token=***&k=***&meetingID=room-1"),
        "{shown}"
    );

    let meeting = "<response><returncode>SUCCESS</returncode><meetingID>room-1</meetingID><metadata>\
                   <endcallbackurl>https://app.example/end?t=swordfish</endcallbackurl><secret-lrs-payload>swordfish</secret-lrs-payload>\
                   <sessiontoken>swordfish</sessiontoken><course>physics</course></metadata></response>";
    let meeting = bbb_sdk::monitoring::GetMeetingInfo::decode(meeting).unwrap();
    let shown = format!("{:?}", meeting.metadata);
    assert_eq!(
        shown,
        r#"Metadata([("endcallbackurl", "https://app.example/end?t=***"), ("secret-lrs-payload", "***"), ("sessiontoken", "***"), ("course", "physics")])"#
    );
}
