//! The calls of `webhooks`: the whole text that each sends, and the values read from responses.
#![cfg(feature = "webhooks")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use bbb_sdk::error::ResponseProblem;
use bbb_sdk::webhooks::{CreateHook, DestroyHook, ListHooks, PingHooks};
use bbb_sdk::{Call, Error, ErrorKey, Response};

#[path = "support/calls.rs"]
mod calls;

use calls::{refuses, sends, sends_all};

const URL: &str = "https://a.example/?x=1&y";
const ENCODED: &str = "callbackURL=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y";

#[test]
fn what_would_break_every_list_is_refused() {
    let breaks = |name: &str, what: &str| {
        format!(
            "parameter `{name}` contains {what}, which would make `hooks/list` unreadable for everyone"
        )
    };
    let control = "a control character";
    for (id, what) in [
        ("a]]>b", "`]]>`"),
        ("]]>\n", "`]]>`"),
        ("a\u{8}", control),
        ("\n", control),
        ("\u{85}", control),
    ] {
        let words = breaks("meetingID", what);
        refuses(&CreateHook::new(URL).meeting_id(id), &words);
    }
    for (event, what) in [
        ("<a", "`<`"),
        ("a&b", "`&`"),
        ("a\u{0}", control),
        ("a]]>b", "`]]>`"),
    ] {
        let words = breaks("eventID", what);
        refuses(&CreateHook::new(URL).event_ids(["b", event]), &words);
    }
    let words = "parameter `callbackURL` contains `>`: write it as `%3E`";
    refuses(&CreateHook::new("https://a.example/?a=]]>"), words);
    for id in ["a]]b", "]>", "<a>&amp;", "a]] >b"] {
        let call = CreateHook::new(URL).meeting_id(id);
        assert_eq!(call.query().get("meetingID").as_deref(), Some(id));
        call.query().check().unwrap();
    }
}

#[test]
fn create_hook() {
    let call = CreateHook::new(URL)
        .meeting_id("room 1")
        .event_ids(["Meeting-Ended", "user-joined"]);
    sends_all(
        &call.raw_events(false),
        "hooks/create",
        &format!("{ENCODED}&meetingID=room%201&eventID=meeting-ended%2Cuser-joined&getRaw=false"),
    );
    sends(
        &CreateHook::new(URL).raw_events(true),
        &format!("{ENCODED}&getRaw=true"),
    );
    sends(
        &CreateHook::new(URL).param("x", "y"),
        &format!("{ENCODED}&x=y"),
    );
    refuses(
        &CreateHook::new(""),
        "parameter `callbackURL` is required and must not be empty",
    );
}

/// An empty variable of a program must not register a hook for the events of all meetings.
#[test]
fn a_hook_of_a_meeting_without_an_id_is_refused() {
    let words = "parameter `meetingID` must not be empty or blank: leave `meeting_id` out for the events of all meetings";
    for id in ["", " ", "\u{A0} "] {
        refuses(&CreateHook::new(URL).meeting_id(id), words);
        refuses(&CreateHook::new(URL).meeting_id("a").meeting_id(id), words);
    }
    for id in [" a", "0", "-"] {
        let call = CreateHook::new(URL).meeting_id(id);
        assert_eq!(call.query().get("meetingID").as_deref(), Some(id));
        call.query().check().unwrap();
    }
}

/// An empty filter would never match an event, and the server would not say so.
#[test]
fn a_hook_without_chosen_events_sends_no_filter() {
    sends(&CreateHook::new(URL).event_ids::<&str>([]), ENCODED);
    refuses(
        &CreateHook::new(URL).event_ids([""]),
        "parameter `eventID` contains an empty value",
    );
    refuses(
        &CreateHook::new(URL).event_ids(["a", " b"]),
        "parameter `eventID` contains a blank, which matches no event",
    );
    refuses(
        &CreateHook::new(URL).event_ids(["a,b"]),
        "parameter `eventID` contains a value with a comma, which servers read as two values",
    );
}

#[test]
fn raw_events_cannot_be_chosen() {
    let words =
        "parameter `getRaw` cannot be combined with `eventID`: servers would deliver nothing";
    refuses(
        &CreateHook::new(URL).event_ids(["a"]).raw_events(true),
        words,
    );
    refuses(
        &CreateHook::new(URL).raw_events(true).event_ids(["a"]),
        words,
    );
}

#[test]
fn hooks_of_both_lines() {
    let read = CreateHook::decode(include_str!(
        "fixtures/hooks/bbb-webhooks__create_duplicated.xml"
    ))
    .unwrap();
    assert!(read.is_duplicate());
    assert_eq!(
        (read.hook_id.as_str(), read.permanent, read.message_key),
        ("1", None, Some(ErrorKey::DuplicateWarning))
    );
    let read = CreateHook::decode("<response><returncode>SUCCESS</returncode><hookID>58ec34e8-500b</hookID><permanentHook>false</permanentHook><rawData>true</rawData></response>").unwrap();
    assert_eq!(
        (read.hook_id.as_str(), read.permanent, read.raw),
        ("58ec34e8-500b", Some(false), Some(true))
    );
    assert!(!read.is_duplicate());
    let read = CreateHook::decode("<response><returncode>SUCCESS</returncode></response>");
    assert!(matches!(
        read,
        Err(Error::Response {
            problem: ResponseProblem::Missing(std::borrow::Cow::Borrowed("hookID")),
            ..
        })
    ));
}

#[test]
fn destroy_hook() {
    sends_all(&DestroyHook::new("7"), "hooks/destroy", "hookID=7");
    sends(&DestroyHook::new("7").param("x", 1), "hookID=7&x=1");
    refuses(
        &DestroyHook::new(""),
        "parameter `hookID` is required and must not be empty",
    );
    refuses(
        &DestroyHook::new(" "),
        "parameter `hookID` is required and must not be blank",
    );
    let read = DestroyHook::decode(
        "<response><returncode>SUCCESS</returncode><removed>true</removed></response>",
    );
    assert_eq!(read.unwrap().removed, Some(true));
    let read = DestroyHook::decode(
        "<response><returncode>FAILED</returncode><messageKey>destroyMissingHook</messageKey><message>m</message></response>",
    );
    assert!(read.unwrap_err().is_not_found());
}

#[test]
fn list_hooks() {
    sends_all(
        &ListHooks::new().meeting_id("room 1"),
        "hooks/list",
        "meetingID=room%201",
    );
    sends(&ListHooks::new().param("x", 1), "x=1");
    for id in ["", " ", "\u{A0}\0"] {
        refuses(
            &ListHooks::new().meeting_id(id),
            "parameter `meetingID` must not be empty or blank: leave `meeting_id` out for the webhooks of all meetings",
        );
    }
    let read = ListHooks::decode(concat!(
        "<response><returncode>SUCCESS</returncode><hooks>",
        "<hook><hookID>1</hookID><callbackURL><![CDATA[https://a/?x=1&y=2]]></callbackURL><permanentHook>true</permanentHook><rawData>undefined</rawData></hook>",
        "<hook><hookID>2</hookID><callbackURL><![CDATA[https://b/]]></callbackURL><meetingID><![CDATA[m]]></meetingID><eventID>a, b</eventID></hook>",
        "<hook><hookID>3</hookID><eventID/></hook>",
        "</hooks></response>",
    ))
    .unwrap();
    let [all, some, none] = read.hooks.as_slice() else {
        panic!("{:?}", read.hooks)
    };
    assert_eq!(all.callback_url.as_deref(), Some("https://a/?x=1&y=2"));
    assert_eq!(
        (
            all.permanent,
            all.raw,
            all.meeting_id.as_ref(),
            all.event_ids.as_ref()
        ),
        (Some(true), None, None, None)
    );
    assert_eq!(
        some.event_ids.as_deref(),
        Some(&["a".to_owned(), " b".to_owned()][..])
    );
    assert_eq!(some.meeting_id.as_deref(), Some("m"));
    assert_eq!(none.event_ids.as_deref(), Some(&[][..]));
}

/// Hooks without an ID do not replace each other.
#[test]
fn hooks_without_an_id_are_kept_apart() {
    let read = ListHooks::decode(
        "<response><returncode>SUCCESS</returncode><hooks>\
         <hook><callbackURL>https://a/1</callbackURL></hook>\
         <hook><hookID>7</hookID><callbackURL>https://a/2</callbackURL></hook>\
         <hook><hookID> </hookID><callbackURL>https://a/3</callbackURL></hook>\
         <hook/></hooks></response>",
    )
    .unwrap();
    let [hook] = read.hooks.as_slice() else {
        panic!("{:?}", read.hooks)
    };
    assert_eq!(hook.hook_id, "7");
    let urls = read.damaged.iter().map(|hook| hook.callback_url.as_deref());
    assert_eq!(
        urls.collect::<Vec<_>>(),
        [Some("https://a/1"), Some("https://a/3"), None]
    );
    assert!(read.damaged.iter().all(|hook| hook.hook_id.is_empty()));
}

#[test]
fn ping_hooks() {
    calls::unsigned(
        &PingHooks::new(),
        "https://bbb.example.com/bigbluebutton/api/hooks/ping",
    );
    sends(&PingHooks::new().param("x", 1), "x=1");
    assert_eq!(
        PingHooks::decode("bbb-webhooks up!\n").unwrap().text,
        "bbb-webhooks up!"
    );
    for (text, expected) in [
        ("bbb-webhooks u", ResponseProblem::CutOff),
        ("bbb-webhooks up!bbb-webhooks up!", ResponseProblem::Doubled),
    ] {
        let wrong = PingHooks::decode(text);
        assert!(matches!(wrong, Err(Error::Response { problem, .. }) if problem == expected));
    }
    let gone = PingHooks::receive(&Response::new(
        404,
        &b"<html><body>404 Not Found</body></html>"[..],
    ));
    assert!(matches!(
        gone,
        Err(Error::Response {
            status: 404,
            problem: ResponseProblem::Html,
            ..
        })
    ));
    let other = PingHooks::decode("<response><returncode>SUCCESS</returncode></response>");
    assert!(matches!(
        other,
        Err(Error::Response {
            problem: ResponseProblem::Foreign(_),
            ..
        })
    ));
    let refused = PingHooks::decode(
        "<response><returncode>FAILED</returncode><messageKey>unsupportedRequest</messageKey></response>",
    );
    assert_eq!(
        refused.unwrap_err().key(),
        Some(&ErrorKey::UnsupportedRequest)
    );
}
