//! Responses equal those of the templates of real servers byte for byte, except for generated values.

use std::fs;
use std::path::Path;

use bbb_sdk::testing::{Profile, TestRecording, TestServer};

use crate::asking::{Answer, call, send, with_meeting};

/// The elements whose values differ between runs.
const MADE_UP: [&str; 17] = [
    "meetingName",
    "meetingID",
    "internalMeetingID",
    "createTime",
    "createDate",
    "voiceBridge",
    "attendeePW",
    "moderatorPW",
    "startTime",
    "meeting_id",
    "user_id",
    "auth_token",
    "session_token",
    "url",
    "graphqlWebsocketUrl",
    "graphqlApiUrl",
    "bbbVersion",
];

/// Returns the text with a mark in place of each generated value.
fn masked(text: &str) -> String {
    let mut out = text.to_owned();
    for name in MADE_UP {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let mut pieces = out.split(&open);
        let mut masked = pieces.next().unwrap().to_owned();
        for piece in pieces {
            let (_, rest) = piece.split_once(&close).unwrap();
            masked.extend([&open, "…", &close, rest]);
        }
        out = masked;
    }
    out
}

#[track_caller]
fn same(answer: &Answer, fixture: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(fixture);
    let expected = fs::read_to_string(path).unwrap();
    assert_eq!(masked(&answer.body), masked(&expected), "{fixture}");
}

/// Returns the text without values: only the names of elements, and the blanks between them.
fn skeleton(text: &str) -> String {
    let mut out = String::new();
    for piece in text.split_inclusive('>') {
        let (text, tag) = piece.rsplit_once('<').unwrap_or((piece, ""));
        out.push_str(if text.trim().is_empty() { text } else { "…" });
        let mut attributes = tag.split('"');
        out.push('<');
        out.push_str(attributes.next().unwrap());
        out.extend(attributes.skip(1).step_by(2));
    }
    out
}

#[track_caller]
fn same_skeleton(answer: &Answer, fixture: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(fixture);
    let expected = fs::read_to_string(path).unwrap();
    assert_eq!(skeleton(&answer.body), skeleton(&expected), "{fixture}");
}

#[test]
fn lists() {
    let server = TestServer::start().unwrap();
    let recording = TestRecording::new("a")
        .meta("isBreakout", "false")
        .meta("meetingName", "a");
    let recording = recording
        .meta("gl-listed", "false")
        .format("presentation", "https://p", 9);
    let recording = recording
        .preview("https://1")
        .preview("https://2")
        .preview("https://3");
    server.add_recording(recording);
    same_skeleton(
        &call(&server, "getRecordings", ""),
        "getRecordings/bbb-2.2+__one.xml",
    );

    for room in ["room-1", "room-2"] {
        call(
            &server,
            "create",
            &format!("name={room}&meetingID={room}&allowRequestsWithoutSession=true"),
        );
        call(
            &server,
            "join",
            &format!("fullName=Ada&meetingID={room}&role=VIEWER"),
        );
    }
    same_skeleton(
        &call(&server, "getSessions", ""),
        "getSessions/bbb-newest__two.xml",
    );
}

#[test]
fn successes() {
    let server = TestServer::start().unwrap();
    same(
        &call(&server, "getMeetings", ""),
        "getMeetings/bbb-newest__empty.xml",
    );
    same(
        &call(&server, "getSessions", ""),
        "getSessions/bbb-newest__empty.xml",
    );
    let create = "name=Demo&meetingID=test01&attendeePW=ap&moderatorPW=mp";
    same(
        &call(&server, "create", create),
        "create/bbb-dev-d0f2e880__new.xml",
    );
    same(
        &call(&server, "getMeetings", ""),
        "getMeetings/bbb-newest__one_minimal.xml",
    );
    same(
        &call(&server, "isMeetingRunning", "meetingID=test01"),
        "isMeetingRunning/bbb-newest__false.xml",
    );
    same(
        &call(&server, "sendChatMessage", "meetingID=test01&message=hi"),
        "sendChatMessage/bbb-newest__sent.xml",
    );
    let join = "fullName=Ada&meetingID=test01&role=VIEWER&redirect=false";
    same(&call(&server, "join", join), "join/bbb-newest__success.xml");
    server.meeting("test01").unwrap().join_as_viewer("Bob");
    same(
        &call(&server, "create", create),
        "create/bbb-2.2.31__duplicate.xml",
    );
    same(
        &call(&server, "end", "meetingID=test01"),
        "end/bbb-newest__sent.xml",
    );
    same(
        &send(&server, "GET", "/bigbluebutton/api", "", ""),
        "apiVersion/bbb-newest__graphql.xml",
    );
}

#[test]
fn versions_before_3_0() {
    let server = TestServer::builder()
        .profile(Profile::Bbb24)
        .start()
        .unwrap();
    same(
        &send(&server, "GET", "/bigbluebutton/api", "", ""),
        "apiVersion/bbb-2.4+__bbbVersion.xml",
    );
}

#[test]
fn refusals() {
    let server = with_meeting(Profile::Bbb30);
    let wrong = send(
        &server,
        "GET",
        "/bigbluebutton/api/getMeetings?checksum=0",
        "",
        "",
    );
    same(&wrong, "errors/bbb-newest__checksumError_2.xml");
    same(
        &call(&server, "getMeetingInfo", "meetingID=x"),
        "errors/bbb-newest__notFound_2.xml",
    );
    let recordings = call(&server, "deleteRecordings", "recordID=x");
    same(&recordings, "errors/bbb-newest__notFound_3.xml");
    let join = |query: &str| {
        call(
            &server,
            "join",
            &format!("fullName=Ada&redirect=false&{query}"),
        )
    };
    same(
        &join("meetingID=x&role=VIEWER"),
        "errors/bbb-newest__meetingForciblyEnded.xml",
    );
    same(
        &join("meetingID=room-1&password=wrong"),
        "errors/bbb-newest__Params_required.xml",
    );
    let room = "name=Demo&meetingID=b1&isBreakout=true&parentMeetingID=x&sequence=1";
    same(
        &call(&server, "create", room),
        "errors/bbb-newest__parentMeetingDoesNotExist.xml",
    );
    let bridge = call(&server, "getMeetingInfo", "meetingID=room-1")
        .element("voiceBridge")
        .to_owned();
    let taken = format!("name=Demo&meetingID=room-2&voiceBridge={bridge}");
    same(
        &call(&server, "create", &taken),
        "errors/bbb-newest__list_one.xml",
    );
    call(
        &server,
        "create",
        "name=Demo&meetingID=closed&guestPolicy=ALWAYS_DENY",
    );
    same(
        &join("meetingID=closed&role=VIEWER"),
        "errors/bbb-newest__guestDeniedAccess.xml",
    );
}

#[test]
fn recordings() {
    let server = TestServer::start().unwrap();
    let id = server.add_recording(TestRecording::new("a"));
    let publish = |value: &str| {
        call(
            &server,
            "publishRecordings",
            &format!("recordID={id}&publish={value}"),
        )
    };
    same(&publish("TRUE"), "publishRecordings/bbb-2.2+__upper.xml");
    same(&publish("false"), "publishRecordings/bbb-2.2+__false.xml");
    let delete = call(&server, "deleteRecordings", &format!("recordID={id}"));
    same(&delete, "deleteRecordings/bbb-1.0__success.xml");
}

#[test]
fn scalelite() {
    let server = with_meeting(Profile::Scalelite);
    same(
        &call(&server, "getRecordings", ""),
        "getRecordings/scalelite__empty.xml",
    );
    same(
        &call(&server, "updateRecordings", "recordID=x"),
        "updateRecordings/scalelite__false.xml",
    );
    same(
        &call(&server, "end", "meetingID=x"),
        "errors/scalelite__01_notFound.xml",
    );
}
