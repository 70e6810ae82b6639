//! The calls of `administration`: the whole text that each sends, and the values read from responses.
#![cfg(feature = "administration")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use bbb_sdk::administration::{
    Bridge, Create, CreateForm, Created, Document, End, Feature, Group, GuestPolicy, GuestStatus,
    InsertDocument, Join, Joined, Layout, NotesEditor, PluginManifest, PresenterPolicy, Role,
    SendChatMessage, userdata,
};
use bbb_sdk::error::ResponseProblem;
use bbb_sdk::{Call, Error, ErrorKey, Response, Secret, Timestamp};
use calls::{sends, sends_all};

#[path = "support/calls.rs"]
mod calls;

#[path = "administration/join.rs"]
mod join;

#[path = "administration/create.rs"]
mod create;

/// Returns the parameters that `tests/parameters.txt` lists for a call, with the values that this test sets.
fn listed(call: &str) -> String {
    let lines = include_str!("parameters.txt").lines();
    let lines = lines.skip_while(|line| *line != call).skip(1);
    let pairs = lines.map_while(|line| {
        let (name, value) = line.strip_prefix("    ")?.split_once(' ')?;
        Some(match name.strip_suffix('*') {
            Some(start) => format!("{start}{value}"),
            None => format!("{name}={value}"),
        })
    });
    pairs.collect::<Vec<_>>().join("&")
}

#[track_caller]
fn refuses(call: &impl Call, expected: &str) {
    let error = call
        .query()
        .check()
        .and_then(|()| call.body())
        .expect_err("the call is refused");
    assert_eq!(error.to_string(), expected);
}

#[track_caller]
fn body(call: &impl Call, content_type: &str, expected: &str) {
    let body = call.body().unwrap().expect("the call has a body");
    assert_eq!(std::str::from_utf8(body.bytes()).unwrap(), expected);
    assert_eq!(body.content_type(), content_type);
}

#[test]
fn short_calls_send_their_parameters() {
    let end = End::new("room-1").password("mp");
    sends_all(&end, "end", "meetingID=room-1&password=mp");
    sends(&end.param("x", 1), "meetingID=room-1&password=mp&x=1");
    let slides = Document::url("https://a.example/a.pdf");
    let insert = InsertDocument::new("room-1", slides);
    sends_all(&insert, "insertDocument", "meetingID=room-1");
    sends(&insert.param("x", 1), "meetingID=room-1&x=1");
    let chat = SendChatMessage::new("room-1", "Break!").user_name("Ada");
    let query = "meetingID=room-1&message=Break%21&userName=Ada";
    sends_all(&chat, "sendChatMessage", query);
    sends(&chat.param("x", 1), &format!("{query}&x=1"));
    let missing = "parameter `meetingID` is required and must not be empty";
    refuses(&End::new(""), missing);
    let blank = "parameter `meetingID` is required and must not be blank";
    for id in [" ", "\t\r\n", "\u{A0}", "\0"] {
        refuses(&End::new(id), blank);
        refuses(&SendChatMessage::new(id, "Hello"), blank);
        let slides = Document::url("https://a.example/a.pdf");
        refuses(&InsertDocument::new(id, slides), blank);
    }
    sends(&End::new(" a b "), "meetingID=%20a%20b%20");
    refuses(&SendChatMessage::new("", "Hello"), missing);
    refuses(
        &InsertDocument::new("", Document::url("https://a.example/a.pdf")),
        missing,
    );
    refuses(
        &SendChatMessage::new("room-1", ""),
        "parameter `message` is required and must not be empty",
    );
}

#[test]
fn which_calls_may_be_repeated() {
    fn repeats<C: Call>(expected: bool) {
        assert_eq!(C::IDEMPOTENT, expected, "{}", C::NAME);
    }
    repeats::<Create>(true);
    repeats::<CreateForm>(true);
    repeats::<End>(true);
    repeats::<Join>(false);
    repeats::<InsertDocument>(false);
    repeats::<SendChatMessage>(false);
}

#[test]
fn nothing_secret_is_shown() {
    let create = create::all_of_create()
        .document(Document::bytes("a.pdf", *b"s3cret"))
        .document(Document::url(
            "https://files.example/a.pdf?signature=s3cret",
        ))
        .client_settings_override("s3cret");
    assert_eq!(
        format!("{:?}", create.clone().moderator_password("s3cret")).find("s3cret"),
        None
    );
    assert_eq!(format!("{:?}", create.into_form()).find("s3cret"), None);
    assert_eq!(
        format!("{:?}", Document::bytes("a.pdf", *b"s3cret").current(true)),
        "Document { source: \"6 bytes\", filename: Some(\"a.pdf\"), current: Some(true), downloadable: None, removable: None }"
    );
    assert_eq!(
        format!("{:?}", Join::with_password("room-1", "Ada", "s3cret")),
        "Join(Query[\"meetingID\", \"fullName\", \"password\"])"
    );
}
