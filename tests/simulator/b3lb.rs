//! The behaviour of b3lb, as observed on a real one, and that of b3scale, as far as it is known.

use std::time::Duration;

use bbb_sdk::Checksum;
use bbb_sdk::testing::{NodeState, Profile, TestRecording};

use crate::asking::{base, call, key, send, with_meeting};
use crate::real::{documents, post, server};

#[test]
fn b3lb_checks_ids_and_names_itself() {
    let server = server(Profile::B3lb);
    let said = |query: &str| {
        let answer = call(&server, "create", query);
        assert_eq!(answer.header("content-type"), "text/xml");
        (
            key(&answer).to_owned(),
            answer.element("message").to_owned(),
        )
    };
    let length = "Meeting id must be between 2 and 100 characters";
    for id in ["a".to_owned(), "a".repeat(101), "a".repeat(257)] {
        let (key, words) = said(&format!("name=Demo&meetingID={id}"));
        assert_eq!((key.as_str(), words.as_str()), ("FAILED", length));
    }
    assert_eq!(said("name=a").0, "missingParamMeetingID");
    assert_eq!(said("").0, "missingParamMeetingID");
    assert_eq!(said("name=a&meetingID=room-1").0, "sizeError");
    assert_eq!(said("meetingID=room-1").0, "sizeError");
}

#[test]
fn b3lb_knows_single_states() {
    let server = server(Profile::B3lb);
    for state in ["published", "unpublished"] {
        server.add_recording(TestRecording::new("room-1").id(state).state(state));
    }
    let count = |query: &str| {
        let answer = call(&server, "getRecordings", query);
        answer.body.matches("<recording>").count()
    };
    assert_eq!(count(""), 2);
    assert_eq!(count("state=published"), 1);
    assert_eq!(count("state=unpublished"), 1);
    assert_eq!(count("state=published,unpublished"), 0);
    assert_eq!(count("state=any"), 0);
}

#[test]
fn b3lb_polls_meetings_and_escapes_them_twice() {
    let server = server(Profile::B3lb);
    call(&server, "create", "name=A%20%26%20B&meetingID=r%3C1");
    let answer = call(&server, "getMeetings", "");
    assert_eq!(key(&answer), "noMeetings");
    let info = call(&server, "getMeetingInfo", "meetingID=r%3C1");
    assert_eq!(info.element("meetingName"), "A &amp; B");
    assert_eq!(info.header("content-type"), "text/xml;charset=utf-8");
    server.advance(Duration::from_secs(15));
    let answer = call(&server, "getMeetings", "");
    assert_eq!(answer.element("meetingName"), "A &amp;amp; B");
    assert_eq!(answer.element("meetingID"), "r&amp;lt;1");
    assert_eq!(answer.header("content-type"), "text/xml");
}

#[test]
fn b3lb_knows_which_meetings_there_are() {
    let server = server(Profile::B3lb);
    for name in ["getMeetingInfo", "end"] {
        assert_eq!(key(&call(&server, name, "meetingID=nope")), "notFound");
    }
    let chat = call(&server, "sendChatMessage", "meetingID=nope&message=hi");
    assert_eq!(key(&chat), "notFound");
    let xml = documents("<document url=\"https://a.b/c.pdf\"/>");
    let insert = |query| post(&server, "insertDocument", query, "application/xml", &xml);
    assert_eq!(key(&insert("meetingID=nope")), "notFound");
    let join = call(&server, "join", "fullName=Ada&role=VIEWER");
    assert_eq!((join.status, key(&join)), (200, "missingParamMeetingID"));
    let join = call(&server, "join", "fullName=Ada&role=VIEWER&meetingID=nope");
    assert_eq!((join.status, join.body.as_str()), (400, ""));
}

#[test]
fn b3lb_takes_the_url_for_recordings_to_itself() {
    let server = server(Profile::B3lb);
    let url = "meta_bbb-recording-ready-url=https%3A%2F%2Fa.b%2Fc";
    for (id, record, kept) in [("room-1", "true", false), ("room-2", "false", true)] {
        let query = format!("name=Demo&meetingID={id}&record={record}&{url}");
        call(&server, "create", &query);
        let info = call(&server, "getMeetingInfo", &format!("meetingID={id}"));
        assert_eq!(info.body.contains("<bbb-recording-ready-url>"), kept);
    }
}

#[test]
fn b3lb_refuses_large_documents() {
    let server = server(Profile::B3lb);
    let large = documents(&format!(
        "<document name=\"a.pdf\">{}</document>",
        "A".repeat(20 << 20)
    ));
    let answer = post(
        &server,
        "create",
        "name=Demo&meetingID=room-1",
        "application/xml",
        &large,
    );
    assert_eq!(answer.status, 400);
    assert!(server.meeting("room-1").is_none());
}

#[test]
fn b3lb_tells_its_version_when_it_is_signed() {
    let server = server(Profile::B3lb);
    let unsigned = send(&server, "GET", &format!("{}/", base(&server)), "", "");
    assert_eq!(unsigned.status, 401);
    let signed = call(&server, "", "");
    let expected = "<response>\n<returncode>SUCCESS</returncode>\n<version>2.0</version>\n\
                    <apiVersion>2.0</apiVersion>\n<bbbVersion></bbbVersion>\n</response>";
    assert_eq!(signed.body, expected);
    // Tenants have names in lower case.
    let path = "/b3lb/t/ACME/bbb/api/getMeetings";
    assert_eq!(send(&server, "GET", path, "", "").status, 404);
}

#[test]
fn b3lb_lets_a_parameter_choose_the_algorithm() {
    let server = server(Profile::B3lb);
    let status = |query, algorithm| {
        crate::asking::call_signed(&server, "getMeetings", query, algorithm).status
    };
    assert_eq!(status("checksumHash=sha512", Checksum::SHA1), 401);
    assert_eq!(status("checksumHash=sha512", Checksum::SHA512), 200);
    assert_eq!(status("checksumHash=md5", Checksum::SHA1), 401);
    assert_eq!(status("", Checksum::SHA1), 200);
}

#[test]
fn b3lb_without_its_servers() {
    let server = with_meeting(Profile::B3lb);
    server.set_node(NodeState::Unreachable);
    assert_eq!(
        call(&server, "getMeetingInfo", "meetingID=room-1").status,
        500
    );
    server.set_node(NodeState::Offline);
    let create = call(&server, "create", "name=Demo&meetingID=room-2");
    assert_eq!(
        (key(&create), create.element("message")),
        ("FAILED", "No Node available.")
    );
    let running = call(&server, "isMeetingRunning", "meetingID=room-1");
    assert_eq!(running.element("running"), "false");
    assert_eq!(key(&call(&server, "getMeetings", "")), "noMeetings");
}

#[test]
fn b3scale() {
    let server = server(Profile::B3scale);
    let said = |name: &str, query: &str| {
        let answer = call(&server, name, query);
        let code = answer.element("returncode").to_owned();
        (answer.status, code, key(&answer).to_owned())
    };
    let failed = |status, code: &str, key: &str| (status, code.to_owned(), key.to_owned());
    assert_eq!(
        said("getMeetingInfo", "meetingID=nope"),
        failed(200, "FAILED", "notFound")
    );
    let unknown = failed(500, "FAILED", "b3scaleGatewayError");
    assert_eq!(said("nothing", ""), unknown);
    assert_eq!(said("hooks/list", ""), unknown);
    let wrong = format!("{}/getMeetings?checksum={}", base(&server), "0".repeat(64));
    let wrong = send(&server, "GET", &wrong, "", "");
    assert_eq!((wrong.status, key(&wrong)), (500, "checksumError"));
    // b3scale does not know this algorithm.
    let sha512 = crate::asking::call_signed(&server, "getMeetings", "", Checksum::SHA512);
    assert_eq!(key(&sha512), "checksumError");
    assert_eq!(
        call(&server, "getMeetings", "").body,
        "<response><returncode>SUCCESS</returncode><meetings></meetings></response>"
    );
    assert_eq!(
        call(&server, "isMeetingRunning", "").element("running"),
        "false"
    );
    assert_eq!(
        said("publishRecordings", "recordID=r&publish=true").2,
        "invalidRecordingIdentifier"
    );
    assert_eq!(
        said("getRecordingTextTracks", "recordID=r").2,
        "notImplemented"
    );

    let created = call(&server, "create", "name=Demo&meetingID=room-1");
    assert!(!created.body.contains("messageKey"), "{}", created.body);
    assert_eq!(created.header("content-type"), "application/xml");
    let join = "fullName=Ada&meetingID=room-1&role=VIEWER";
    assert!(
        call(&server, "join", join)
            .header("location")
            .contains("/node/")
    );
    let nobody = call(&server, "join", "fullName=Ada&meetingID=nope&role=VIEWER");
    assert_eq!(nobody.status, 404);
    server.set_node(NodeState::Unreachable);
    assert_eq!(
        said("create", "name=Demo&meetingID=room-2"),
        failed(500, "ERROR", "b3scale_server_error")
    );
    assert!(
        call(&server, "join", join)
            .header("location")
            .contains("/b3s/retry-join/")
    );

    server.add_recording(
        TestRecording::new("room-1")
            .id("r")
            .meta("a", "1")
            .meta("b", "2"),
    );
    let count = |query| {
        call(&server, "getRecordings", query)
            .body
            .matches("<recording>")
            .count()
    };
    assert_eq!(count("meta_a=1&meta_b=2"), 1);
    assert_eq!(count("meta_a=1&meta_b=3"), 0);
    assert_eq!(count("meta_a=1%25"), 0);
}
