//! Sends requests to a server as any HTTP client would.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use bbb_sdk::Checksum;
use bbb_sdk::testing::{Profile, TestServer};

/// An answer: status, head and body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    /// Returns the text of the first element with this name.
    #[track_caller]
    pub(crate) fn element(&self, name: &str) -> &str {
        let start = self
            .body
            .find(&format!("<{name}>"))
            .unwrap_or_else(|| panic!("no <{name}> in {}", self.body));
        let rest = &self.body[start + name.len() + 2..];
        &rest[..rest.find("</").unwrap()]
    }

    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        });
        line.unwrap_or_else(|| panic!("no {name} in {}", self.head))
    }
}

/// Sends a request with this target and this body.
pub(crate) fn send(
    server: &TestServer,
    method: &str,
    target: &str,
    content_type: &str,
    body: &str,
) -> Answer {
    let authority = authority(server);
    let mut request =
        format!("{method} {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n");
    if !body.is_empty() {
        let length = body.len();
        let _ = write!(
            request,
            "Content-Type: {content_type}\r\nContent-Length: {length}\r\n"
        );
    }
    request.push_str("\r\n");
    request.push_str(body);
    exchange(server, &request)
}

/// Sends a request for another host than the server's address.
pub(crate) fn send_to(server: &TestServer, host: &str, target: &str) -> Answer {
    let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    exchange(server, &request)
}

fn exchange(server: &TestServer, request: &str) -> Answer {
    let mut stream = TcpStream::connect(authority(server)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    Answer {
        status: head[9..12].parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// Returns the host and the port of a server.
pub(crate) fn authority(server: &TestServer) -> &str {
    server.url().split('/').nth(2).unwrap()
}

/// Returns the path of a server's calls.
pub(crate) fn base(server: &TestServer) -> &str {
    &server.url()["http://".len() + authority(server).len()..]
}

/// Sends a signed call.
pub(crate) fn call_signed(
    server: &TestServer,
    name: &str,
    query: &str,
    checksum: Checksum,
) -> Answer {
    let target = signed(server, name, query, checksum, server.secret());
    send(server, "GET", &target, "", "")
}

/// Returns the target of a call that is signed with this secret.
pub(crate) fn signed(
    server: &TestServer,
    name: &str,
    query: &str,
    checksum: Checksum,
    secret: &str,
) -> String {
    let checksum = checksum.sign(name, query, secret);
    let sign = if query.is_empty() { "" } else { "&" };
    let (base, checksum) = (base(server), checksum.as_str());
    format!("{base}/{name}?{query}{sign}checksum={checksum}")
}

pub(crate) fn call(server: &TestServer, name: &str, query: &str) -> Answer {
    call_signed(server, name, query, Checksum::SHA256)
}

/// Returns the key of a response, or its status if it has no key.
pub(crate) fn key(answer: &Answer) -> &str {
    if answer.body.contains("<messageKey>") {
        answer.element("messageKey")
    } else if answer.body.contains("<key>") {
        answer.element("key")
    } else if answer.body.contains("<returncode>") {
        answer.element("returncode")
    } else {
        &answer.head[9..12]
    }
}

/// Starts a server of a profile, with a meeting that has both passwords.
pub(crate) fn with_meeting(profile: Profile) -> TestServer {
    let server = TestServer::builder().profile(profile).start().unwrap();
    call(
        &server,
        "create",
        "name=Demo&meetingID=room-1&attendeePW=ap&moderatorPW=mp",
    );
    server
}
