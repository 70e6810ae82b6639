//! Requests on the connection, and panics in tests.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bbb_sdk::Checksum;
use bbb_sdk::testing::{Fault, TestRecording, TestServer};

use crate::asking::{authority, base, call};

/// Sends bytes, and reads until the server ends the connection.
fn raw(server: &TestServer, bytes: &[u8]) -> std::io::Result<String> {
    let authority = authority(server);
    let mut stream = TcpStream::connect(authority)?;
    stream.write_all(bytes)?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}

fn head(server: &TestServer, name: &str, query: &str, headers: &str) -> String {
    let signature = Checksum::SHA256.sign(name, query, server.secret());
    let base = base(server);
    let checksum = signature.as_str();
    format!(
        "POST {base}/{name}?{query}&checksum={checksum} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{headers}\r\n"
    )
}

#[test]
fn a_body_in_chunks() {
    let server = TestServer::start().unwrap();
    let headers = "Content-Type: application/xml\r\nTransfer-Encoding: chunked\r\n";
    let mut request = head(&server, "create", "name=Demo&meetingID=room-1", headers);
    let body = "<modules><module name=\"presentation\"><document url=\"https://a.example/b.pdf\"/></module></modules>";
    for piece in body.as_bytes().chunks(7) {
        let text = std::str::from_utf8(piece).unwrap();
        let _ = write!(request, "{:x}\r\n{text}\r\n", piece.len());
    }
    request.push_str("0\r\n\r\n");
    let answer = raw(&server, request.as_bytes()).unwrap();
    assert!(
        answer.contains("<returncode>SUCCESS</returncode>"),
        "{answer}"
    );
    assert_eq!(server.last_request().unwrap().text(), body);
    assert_eq!(server.meeting("room-1").unwrap().documents(), ["b.pdf"]);
}

#[test]
fn a_body_that_is_too_long_however_it_is_declared() {
    let server = TestServer::start().unwrap();
    let chunked = "Transfer-Encoding: chunked\r\n";
    for (headers, body) in [
        ("Content-Length: 67108865\r\n", ""),
        (chunked, "4000001\r\n"),
        (chunked, "1\r\na\r\n4000000\r\n"),
        (chunked, "ffffffffffffffff\r\n"),
    ] {
        let request = head(&server, "create", "name=Demo", headers) + body;
        let answer = raw(&server, request.as_bytes()).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 413 Request Entity Too Large\r\n"),
            "{answer}"
        );
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_length_that_is_no_single_number_is_refused() {
    let server = TestServer::start().unwrap();
    for headers in [
        "Content-Length: 4\r\nContent-Length: 5\r\n",
        "Content-Length: 4\r\ncontent-length: 4\r\n",
        "Content-Length: 4\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 4, 5\r\n",
        "Content-Length: +4\r\n",
        "Content-Length: -4\r\n",
        "Content-Length: 0x4\r\n",
        "Content-Length:\r\n",
    ] {
        let request = head(&server, "create", "name=Demo&meetingID=room-1", headers) + "a=bc";
        let answer = raw(&server, request.as_bytes()).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
            "{headers}: {answer}"
        );
    }
    assert!(server.requests().is_empty());
    let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length:  4 \r\n";
    let request = head(&server, "create", "name=Demo&meetingID=room-1", form) + "a=bc";
    let answer = raw(&server, request.as_bytes()).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!(server.last_request().unwrap().text(), "a=bc");
}

#[test]
fn a_panic_in_the_observer_ends_the_connection_and_the_test() {
    let said = |panic: Box<dyn std::any::Any + Send>| *panic.downcast::<String>().unwrap();
    let start = || {
        TestServer::builder()
            .observe(|request| assert_eq!(request.call(), "end"))
            .start()
            .unwrap()
    };
    let expected = "assertion `left == right` failed\n  left: \"getMeetings\"\n right: \"end\"";
    let request = |server: &TestServer| head(server, "getMeetings", "", "").replace("?&", "?");

    // The client gets an error instead of waiting, and the next use of the server panics.
    let server = start();
    assert!(raw(&server, request(&server).as_bytes()).is_err());
    let panic = catch_unwind(AssertUnwindSafe(|| server.requests())).unwrap_err();
    assert_eq!(said(panic), expected);
    // It is reported once, and the server goes on working.
    assert_eq!(server.requests().len(), 1);
    drop(server);

    // A test that does not use the server again fails at its end.
    let server = start();
    assert!(raw(&server, request(&server).as_bytes()).is_err());
    let panic = catch_unwind(AssertUnwindSafe(move || drop(server))).unwrap_err();
    assert_eq!(said(panic), expected);

    // A request of the script panics in the script.
    let server = start();
    let link = format!("{}/join", server.url());
    assert!(catch_unwind(AssertUnwindSafe(|| _ = server.open(&link))).is_err());
}

/// Returns the last moment of the year 9999.
fn last_moment() -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(253_402_300_799_999)
}

#[test]
fn time_stops_at_the_last_moment() {
    let longest = Duration::MAX;
    let server = TestServer::builder()
        .ending_takes(longest)
        .processing_takes(longest)
        .start()
        .unwrap();
    let meeting = server.create_meeting("room-1");
    meeting.join_as_moderator("Ada");
    meeting.start_recording();
    meeting.end();
    server.advance(longest);
    server.advance(longest);
    assert_eq!(server.now(), last_moment());
    let info = call(&server, "getMeetingInfo", "meetingID=room-1");
    assert_eq!(info.element("hasBeenForciblyEnded"), "true");
    server.create_meeting("room-2");
    let info = call(&server, "getMeetingInfo", "meetingID=room-2");
    assert_eq!(info.element("createDate"), "Fri Dec 31 23:59:59 UTC 9999");
    server.add_recording(TestRecording::new("room-3").times(i64::MIN, i64::MAX));
    let found = call(&server, "getRecordings", "meetingID=room-3");
    assert_eq!(found.element("length"), "153722867280912");

    let late = TestServer::builder()
        .starts_at(last_moment() + Duration::from_secs(1))
        .real_time()
        .start();
    assert_eq!(late.unwrap().now(), last_moment());
}

#[test]
fn a_record_tells_the_response() {
    let server = TestServer::builder()
        .starts_at(UNIX_EPOCH + Duration::from_secs(60))
        .start()
        .unwrap();
    let answer = call(&server, "getMeetings", "");
    let record = server.last_request().unwrap();
    assert_eq!(record.at_millis(), 60_000);
    assert_eq!(record.response(), answer.body);
}

#[test]
fn the_status_of_a_request_is_what_the_client_got() {
    let (recorded, records) = mpsc::channel();
    let observe = move |request: &bbb_sdk::testing::RequestRecord| {
        let key = request.key().map(str::to_owned);
        let response = request.response().to_owned();
        recorded
            .send((request.status(), key, response))
            .expect("the test waits");
    };
    let server = TestServer::builder().observe(observe).start().unwrap();
    let bad_gateway = "<h1>502 Bad Gateway</h1>";
    let none = "<messageKey>noMeetings</messageKey>";
    let answer = Fault::Answer {
        status: 418,
        content_type: "text/plain".to_owned(),
        body: b"short and stout".to_vec(),
    };
    for (fault, status, key, response) in [
        (None, 200, Some("noMeetings"), none),
        (Some(Fault::Status(502)), 502, None, bad_gateway),
        (Some(Fault::Busy(3)), 503, None, "503 Service Unavailable"),
        (Some(Fault::RateLimited(None)), 429, None, "429 Too Many"),
        (
            Some(Fault::Redirect("https://a.b/".to_owned())),
            302,
            None,
            "302 Found",
        ),
        (Some(answer), 418, None, "short and stout"),
        (Some(Fault::Huge(5)), 200, None, ""),
        (Some(Fault::Garbage), 0, None, ""),
        (Some(Fault::EndlessHeaders), 0, None, ""),
        (Some(Fault::ResetBeforeAnswer), 0, Some("noMeetings"), none),
        (Some(Fault::Hangup), 0, Some("noMeetings"), none),
        (Some(Fault::Silence), 0, Some("noMeetings"), none),
        (Some(Fault::CutOff), 200, Some("noMeetings"), none),
    ] {
        let case = format!("{fault:?}");
        if let Some(fault) = fault {
            server.fail_next("getMeetings", fault);
        }
        let mut stream = TcpStream::connect(authority(&server)).unwrap();
        let request = head(&server, "getMeetings", "", "");
        stream.write_all(request.as_bytes()).unwrap();
        let (found, found_key, found_response) = records.recv().unwrap();
        assert_eq!((found, found_key.as_deref()), (status, key), "{case}");
        assert!(
            found_response.contains(response),
            "{case}: {found_response}"
        );
    }
}

#[test]
fn what_a_log_may_show_of_a_request() {
    let server = TestServer::start().unwrap();
    let query = "name=Demo&moderatorPW=5ecret-1&meta_secrettoken=5ecret-2&logo=https%3A%2F%2Fa.b%2Fl.png%3Ftoken%3D5ecret-3";
    let kind = "Content-Type: application/xml\r\n";
    let body = "<a>\n<moderatorPW>5ecret-4</moderatorPW>\n</a>";
    let length = body.len();
    let request = head(
        &server,
        "create",
        query,
        &format!("{kind}Content-Length: {length}\r\n"),
    );
    raw(&server, (request + body).as_bytes()).unwrap();
    let record = server.last_request().unwrap();
    let shown: Vec<(&str, String)> = record.redacted_parameters().collect();
    let expected = [
        ("name", "Demo"),
        ("moderatorPW", "***"),
        ("meta_secrettoken", "***"),
        ("logo", "https://a.b/l.png?token=***"),
    ];
    assert_eq!(
        shown,
        expected.map(|(name, value)| (name, value.to_owned()))
    );
    assert_eq!(
        record.redacted_text(),
        "<a>\n<moderatorPW>***</moderatorPW>\n</a>"
    );

    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    let body = "name=Demo&moderatorPW=5ecret-6&logo=https%3A%2F%2Fa.b%2F%3Ftoken%3D5ecret-7";
    let length = body.len();
    let request = head(
        &server,
        "create",
        "a=b",
        &format!("{kind}Content-Length: {length}\r\n"),
    );
    raw(&server, (request + body).as_bytes()).unwrap();
    let text = server.last_request().unwrap().redacted_text();
    assert_eq!(
        text,
        "name=Demo&moderatorPW=***&logo=https%3A%2F%2Fa.b%2F%3Ftoken%3D***"
    );

    let kind = "Content-Type: multipart/form-data; boundary=x\r\n";
    let part = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = part("name", "Demo") + &part("moderatorPW", "5ecret-5") + "--x--\r\n";
    let length = body.len();
    let request = head(
        &server,
        "create",
        "a=b",
        &format!("{kind}Content-Length: {length}\r\n"),
    );
    raw(&server, (request + &body).as_bytes()).unwrap();
    let text = server.last_request().unwrap().redacted_text();
    let expected = body.replace("5ecret-5", "***").replace("\r\n", "\n");
    assert_eq!(text, expected.trim_end());
    let page = raw(
        &server,
        b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    )
    .unwrap();
    assert!(
        page.contains("Request body") && !page.contains("5ecret"),
        "{page}"
    );
}
