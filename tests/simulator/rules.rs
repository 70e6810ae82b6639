//! The checks before every call: methods, content types, forms, the checksum.

use bbb_sdk::Checksum;
use bbb_sdk::testing::{Profile, SignatureCheck, TestServer};

use crate::asking::{authority, call, key, send, with_meeting};

const FORM: &str = "application/x-www-form-urlencoded";

fn target(server: &TestServer, name: &str, query: &str) -> String {
    let signature = Checksum::SHA256.sign(name, query, server.secret());
    let sign = if query.is_empty() { "" } else { "&" };
    format!(
        "/bigbluebutton/api/{name}?{query}{sign}checksum={}",
        signature.as_str()
    )
}

#[test]
fn methods() {
    let server = with_meeting(Profile::Bbb30);
    let status =
        |method, name, query| send(&server, method, &target(&server, name, query), "", "").status;
    assert_eq!(status("POST", "getMeetings", ""), 200);
    assert_eq!(
        status("POST", "join", "fullName=Ada&meetingID=room-1&role=VIEWER"),
        405
    );
    assert_eq!(
        status("POST", "publishRecordings", "recordID=x&publish=true"),
        405
    );
    assert_eq!(status("GET", "insertDocument", "meetingID=room-1"), 405);
    assert_eq!(status("PUT", "getMeetings", ""), 405);
    assert_eq!(status("GET", "getmeetings", ""), 404);
    let old = with_meeting(Profile::Bbb24);
    let query = "fullName=Ada&meetingID=room-1&role=VIEWER";
    assert_eq!(
        send(&old, "POST", &target(&old, "join", query), "", "").status,
        302
    );
}

#[test]
fn content_types() {
    let server = with_meeting(Profile::Bbb30);
    let said = |kind, body| {
        let answer = send(
            &server,
            "POST",
            &target(&server, "getMeetingInfo", "meetingID=room-1"),
            kind,
            body,
        );
        key(&answer).to_owned()
    };
    assert_eq!(said(FORM, "a=1"), "SUCCESS");
    assert_eq!(
        said("application/x-www-form-urlencoded; charset=utf-8", "a=1"),
        "SUCCESS"
    );
    assert_eq!(said("application/xml", "<a/>"), "unsupportedContentType");
    assert_eq!(said("text/plain", "a"), "unsupportedContentType");
    // Without a body the content type does not matter.
    assert_eq!(said("text/plain", ""), "SUCCESS");
    let old = with_meeting(Profile::Bbb24);
    let answer = send(
        &old,
        "POST",
        &target(&old, "getMeetingInfo", "meetingID=room-1"),
        "text/plain",
        "a",
    );
    assert_eq!(key(&answer), "SUCCESS");
}

#[test]
fn parameters_in_a_form() {
    let server = TestServer::start().unwrap();
    // All parameters are in the form, so only the name of the call is signed.
    let checksum = Checksum::SHA256.sign("create", "", server.secret());
    let body = format!("name=De+mo&meetingID=room-1&checksum={}", checksum.as_str());
    let answer = send(&server, "POST", "/bigbluebutton/api/create", FORM, &body);
    assert_eq!(answer.element("meetingID"), "room-1");
    // Some parameters are in the query and signed, others are in the form.
    let answer = send(
        &server,
        "POST",
        &target(&server, "create", "name=Demo"),
        FORM,
        "meetingID=room-2",
    );
    assert_eq!(answer.element("meetingID"), "room-2");
    // The same with a multipart form. A file in it is not a parameter.
    let parts = "--b\r\nContent-Disposition: form-data; name=\"meetingID\"\r\n\r\nroom-3\r\n--b\r\n\
                 Content-Disposition: form-data; name=\"meta_a\"; filename=\"a.pdf\"\r\n\r\n%PDF\r\n--b--\r\n";
    let answer = send(
        &server,
        "POST",
        &target(&server, "create", "name=Demo"),
        "multipart/form-data; boundary=b",
        parts,
    );
    assert_eq!(answer.element("meetingID"), "room-3");
    let info = call(&server, "getMeetingInfo", "meetingID=room-3");
    assert_eq!(info.element("metadata"), "\n");
    // If a parameter occurs twice, the first one counts.
    let answer = call(&server, "getMeetingInfo", "meetingID=room-1&meetingID=x");
    assert_eq!(answer.element("meetingName"), "De mo");
}

#[test]
fn signatures() {
    let server = with_meeting(Profile::Bbb30);
    let said = |query: &str| {
        let answer = send(
            &server,
            "GET",
            &format!("/bigbluebutton/api/getMeetings?{query}"),
            "",
            "",
        );
        (
            key(&answer).to_owned(),
            answer.element("message").to_owned(),
            server.last_request().unwrap().signature().clone(),
        )
    };
    let error = |words: &str, signed| ("checksumError".to_owned(), words.to_owned(), signed);
    assert_eq!(
        said(""),
        error("You must provide the checksum", SignatureCheck::Missing)
    );
    assert_eq!(
        said("checksum=abc"),
        error("Checksums do not match", SignatureCheck::UnknownLength(3))
    );
    let right = Checksum::SHA1.sign("getMeetings", "", server.secret());
    let twice = format!("checksum={}&checksum={}", right.as_str(), right.as_str());
    assert_eq!(
        said(&twice),
        error("Checksums do not match", SignatureCheck::Repeated)
    );
    let asked = server.last_request().unwrap();
    assert_eq!(
        (asked.call(), asked.method(), asked.status()),
        ("getMeetings", "GET", 200)
    );
    assert_eq!(asked.key(), Some("checksumError"));
}

#[test]
fn what_is_missing_is_told_before_a_wrong_checksum_by_the_recording_calls() {
    let server = TestServer::start().unwrap();
    let said = |name: &str, query: &str| {
        let target = format!(
            "/bigbluebutton/api/{name}?{query}checksum={}",
            "0".repeat(40)
        );
        key(&send(&server, "GET", &target, "", "")).to_owned()
    };
    assert_eq!(said("publishRecordings", ""), "missingParamRecordID");
    assert_eq!(
        said("publishRecordings", "recordID=x&"),
        "missingParamPublish"
    );
    assert_eq!(
        said("publishRecordings", "recordID=x&publish=true&"),
        "checksumError"
    );
    assert_eq!(said("getRecordings", ""), "checksumError");
    assert_eq!(said("getMeetingInfo", ""), "checksumError");
    let none = send(
        &server,
        "GET",
        "/bigbluebutton/api/deleteRecordings",
        "",
        "",
    );
    assert_eq!(key(&none), "checksumError");
}

#[test]
fn refusals_in_json_for_who_takes_nothing_else() {
    let server = TestServer::start().unwrap();
    let authority = authority(&server);
    let request = |headers: &str| {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(authority).unwrap();
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n\r\n",
            "/bigbluebutton/api/end?checksum=1"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text.split_once("\r\n\r\n").unwrap().1.to_owned()
    };
    assert_eq!(
        request("Accept: application/json"),
        r#"{"response":{"returncode":"FAILED","messageKey":"checksumError","message":"Checksums do not match"}}"#
    );
    assert!(request("Accept: application/json, */*").starts_with("<response>"));
}

#[test]
fn requests_that_are_none() {
    let server = TestServer::start().unwrap();
    assert_eq!(send(&server, "GET", "/elsewhere", "", "").status, 404);
    assert_eq!(
        send(&server, "GET", "/bigbluebutton/apiary", "", "").status,
        404
    );
    let long = format!("/bigbluebutton/api/create?name={}", "x".repeat(9000));
    assert_eq!(send(&server, "GET", &long, "", "").status, 414);
    assert_eq!(send(&server, "GE T", "/", "", "").status, 400);
}

#[test]
fn many_clients_on_one_server() {
    let server = TestServer::start().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let server = &server;
            scope.spawn(move || {
                for number in 0..25 {
                    let query = format!("name=Demo&meetingID=room-{thread}-{number}");
                    assert_eq!(key(&call(server, "create", &query)), "");
                }
            });
        }
    });
    let all = call(&server, "getMeetings", "");
    assert_eq!(all.body.matches("<meeting>").count(), 200);
    let bridges: std::collections::BTreeSet<_> = all
        .body
        .split("<voiceBridge>")
        .skip(1)
        .map(|text| &text[..5])
        .collect();
    assert_eq!(bridges.len(), 200);
}

#[test]
fn an_observer_sees_each_request() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let observer = move |asked: &bbb_sdk::testing::RequestRecord| {
        sender.send(asked.call().to_owned()).unwrap();
    };
    let server = TestServer::builder().observe(observer).start().unwrap();
    call(&server, "getMeetings", "");
    call(&server, "hooks/list", "");
    assert_eq!(
        receiver.try_iter().collect::<Vec<_>>(),
        ["getMeetings", "hooks/list"]
    );
    assert_eq!(server.requests().len(), 2);
    server.clear_requests();
    assert!(server.last_request().is_none());
}

#[test]
fn a_clock_that_runs() {
    let server = TestServer::builder().real_time().start().unwrap();
    let start = server.now();
    while server.now() == start {
        std::thread::yield_now();
    }
    let standing = TestServer::start().unwrap();
    assert_eq!(standing.now(), standing.now());
}

#[test]
fn a_connection_carries_many_requests() {
    use std::io::{Read as _, Write as _};
    let server = TestServer::start().unwrap();
    let mut stream = std::net::TcpStream::connect(authority(&server)).unwrap();
    let ask = "GET /bigbluebutton/api HTTP/1.1\r\nHost: a\r\n\r\n";
    let chunked = "POST /bigbluebutton/api HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
    let last = "GET /bigbluebutton/api HTTP/1.0\r\nHost: a\r\n\r\n";
    // All requests are sent at once, in pieces that end anywhere.
    for piece in format!("{ask}{ask}{chunked}{last}").as_bytes().chunks(7) {
        stream.write_all(piece).unwrap();
    }
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 4);
    assert_eq!(server.requests().len(), 4);
}
