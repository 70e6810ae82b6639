//! The built-in server beside real ones: for the same request the same status, the same words and the same elements.
//!
//! The requests and answers are those of `tests/captures`. A request that the real server accepted is signed anew, for
//! the secret of some of these servers is not known.
#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use bbb_sdk::Checksum;
use bbb_sdk::testing::{Profile, TestRecording, TestServer};

/// The secret of the webhooks servers.
const HOOKS_SECRET: &str = "s3cr3t-Of-The.Webhooks_Server~2024";

/// What these exchanges show is not what the server does: what stands behind it was a stand-in, or broken.
const LEFT_OUT: &[(&str, &str)] = &[
    (
        "b3lb/55-sendChatMessage",
        "answered by a stand-in for the server",
    ),
    (
        "b3lb-more/18-by-host",
        "the tenant is told by the host's name",
    ),
    (
        "b3lb-more/21-checksumHash-param-sha512",
        "which text is signed is not known",
    ),
    (
        "b3lb-more/25-node-down-existing-passthrough",
        "the server is down",
    ),
    (
        "b3lb-more/27-node-down-noticed-create",
        "the server is down",
    ),
    (
        "hooks-3.3.1/65-api-root",
        "asked without the server in front of it",
    ),
    (
        "hooks-3.5.0/65-api-root",
        "asked without the server in front of it",
    ),
    (
        "hooks-3.5.0/66-create-getRaw-not-json",
        "the real one hangs",
    ),
    (
        "scalelite-more/28-create-long-query",
        "answered by a stand-in for the server",
    ),
    ("scalelite-more/36-outage-end", "the server is down"),
    ("scalelite-more/38-offline-create", "the server is down"),
];

/// Bytes of HTTP, apart: the first line, the headers, the body without chunks.
struct Message {
    first: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Message {
    fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.lines();
        let first = lines.next().unwrap_or_default().to_owned();
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut body = body.to_owned();
        if headers.iter().any(|(name, _)| name == "transfer-encoding") {
            body = unchunked(&body);
        }
        Self {
            first,
            headers,
            body,
        }
    }

    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(found, _)| found == name);
        found.map_or("", |(_, value)| value)
    }

    fn status(&self) -> &str {
        self.first.split(' ').nth(1).unwrap_or_default()
    }

    /// The first text of an element.
    fn element(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("<{name}>"))?;
        rest.split_once("</").map(|(text, _)| text)
    }
}

fn unchunked(text: &str) -> String {
    let (mut body, mut rest) = (String::new(), text);
    while let Some((size, tail)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 || !tail.is_char_boundary(size) {
            break;
        }
        body.push_str(&tail[..size]);
        rest = tail[size..].strip_prefix("\r\n").unwrap();
    }
    body
}

/// Where each element of an answer stands, so that lists of different lengths are alike. Names of metadata are people's.
fn paths(body: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let (mut path, mut rest) = (Vec::new(), body);
    while let Some((_, tail)) = rest.split_once('<') {
        if let Some(tail) = tail.strip_prefix("![CDATA[") {
            rest = tail.split_once("]]>").unwrap().1;
            continue;
        }
        let (tag, tail) = tail.split_once('>').unwrap_or((tail, ""));
        rest = tail;
        if tag.starts_with(['?', '!']) {
            continue;
        }
        if tag.starts_with('/') {
            path.pop();
            continue;
        }
        let name = tag.trim_end_matches('/').split(' ').next().unwrap();
        path.push(name.to_owned());
        found.insert(path.join("/"));
        if tag.ends_with('/') {
            path.pop();
        }
    }
    let wanted = |path: &String| path.starts_with("response") && !path.contains("/metadata/");
    found.into_iter().filter(wanted).collect()
}

/// An exchange with a real server.
struct Exchange {
    name: String,
    request: Message,
    method: String,
    path: String,
    query: String,
    response: Message,
}

impl Exchange {
    fn load(path: &Path) -> Self {
        let bytes = fs::read(path).unwrap();
        let marker = b"<<< RESPONSE (raw bytes follow)\n";
        let at = bytes
            .windows(marker.len())
            .position(|window| window == marker)
            .unwrap();
        let request = &bytes[b">>> REQUEST\n".len()..at];
        let request = String::from_utf8_lossy(request)
            .replace("\r\n", "\n")
            .replace('\n', "\r\n");
        let request = Message::of(request.as_bytes());
        let mut words = request.first.split(' ');
        let method = words.next().unwrap().to_owned();
        let target = words.next().unwrap();
        let (path_text, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            name: format!(
                "{}/{}",
                path.parent()
                    .unwrap()
                    .file_name()
                    .unwrap()
                    .to_string_lossy(),
                path.file_stem().unwrap().to_string_lossy()
            ),
            path: path_text.to_owned(),
            query: query.to_owned(),
            method,
            response: Message::of(&bytes[at + marker.len()..]),
            request,
        }
    }

    /// The name of the call.
    fn call(&self) -> &str {
        self.path.split_once("/api/").map_or("", |(_, call)| call)
    }

    fn parameter(&self, name: &str) -> Option<String> {
        let found = bbb_sdk::Query::parameters(&self.query).find(|(found, _)| found == name);
        found.map(|(_, value)| value)
    }

    /// Whether the real server took the signature.
    fn was_accepted(&self) -> bool {
        self.response.status() != "401" && !self.response.body.contains("checksumError")
    }

    /// The query as this server's secret signs it, where the real one took it.
    fn query_for(&self, server: &TestServer) -> String {
        let Some(old) = self.parameter("checksum").filter(|_| self.was_accepted()) else {
            return self.query.clone();
        };
        let algorithm = match old.len() {
            40 => Checksum::SHA1,
            64 => Checksum::SHA256,
            96 => Checksum::SHA384,
            128 => Checksum::SHA512,
            _ => return self.query.clone(),
        };
        let pairs = self
            .query
            .split('&')
            .filter(|pair| !pair.starts_with("checksum="));
        let rest = pairs.collect::<Vec<_>>().join("&");
        let call = match self.call() {
            call if call.starts_with("hooks/") => call,
            call => call.trim_end_matches('/'),
        };
        let new = algorithm.sign(call, &rest, server.secret());
        self.query.replace(&old, new.as_str())
    }

    /// What must be there for the answer to be possible.
    fn prepare(&self, server: &TestServer) {
        let body = &self.response.body;
        let exists = match self.call().trim_end_matches('/') {
            "create" => body.contains("duplicateWarning"),
            "getMeetings" => !body.contains("noMeetings"),
            "join" => self.response.status() == "302",
            "getMeetingInfo" | "end" | "insertDocument" => body.contains("SUCCESS"),
            _ => false,
        };
        if exists {
            let id = self
                .parameter("meetingID")
                .unwrap_or_else(|| "m1".to_owned());
            let query = format!("name=abc&meetingID={id}&attendeePW=ap&moderatorPW=mp");
            signed(server, "create", &query);
        }
        if body.contains("<recordID>")
            || self.call().ends_with("Recordings") && !body.contains("noRecordings")
        {
            self.prepare_recordings(server);
        }
        if self.call().starts_with("hooks/") {
            self.prepare_hooks(server);
        }
    }

    fn prepare_recordings(&self, server: &TestServer) {
        let ids = self
            .parameter("recordID")
            .unwrap_or_else(|| "r-1".to_owned());
        if ids == "r1" {
            return;
        }
        for id in ids.split(',').filter(|id| *id != "zz") {
            let mut recording = TestRecording::new("rm 1")
                .id(id)
                .name("A")
                .state(self.state());
            if !self.response.body.contains("<state>deleted") {
                recording = recording
                    .meta("bbb-origin", "sdk")
                    .meta("gl-listed", "false");
                recording = recording.format("presentation", "https://bbb.example.com/p", 10);
            }
            if self.name.starts_with("scalelite") {
                recording = recording.preview("https://bbb.example.com/1.png");
            }
            server.add_recording(recording);
        }
    }

    fn state(&self) -> &str {
        let state = self.response.element("state");
        state.unwrap_or("published")
    }

    fn prepare_hooks(&self, server: &TestServer) {
        let add = |query: &str| signed(server, "hooks/create", query);
        if self.call() == "hooks/list" && self.response.body.contains("<hook>") {
            add("callbackURL=https%3A%2F%2Fa");
            add("callbackURL=https%3A%2F%2Fb&eventID=user-joined");
            let meeting = self
                .parameter("meetingID")
                .unwrap_or_else(|| "m".to_owned());
            if meeting != "nope"
                && !meeting.is_empty()
                && self.response.body.contains("<meetingID>")
            {
                let mut query = bbb_sdk::Query::new();
                query
                    .set("callbackURL", "https://c")
                    .set("meetingID", meeting);
                add(query.as_str());
            }
        }
        if self.call() == "hooks/create" && self.response.body.contains("duplicateWarning") {
            let mut query = bbb_sdk::Query::new();
            query.set("callbackURL", self.parameter("callbackURL").unwrap());
            add(query.as_str());
        }
    }

    /// Sends the request to the server.
    fn send(&self, server: &TestServer) -> Message {
        let mut query = self.query_for(server);
        if self.call() == "hooks/destroy" && self.response.body.contains("removed") {
            let created = signed(server, "hooks/create", "callbackURL=https%3A%2F%2Fd");
            let rest = format!("hookID={}", created.element("hookID").unwrap());
            let checksum = Checksum::SHA1.sign("hooks/destroy", &rest, server.secret());
            query = format!("{rest}&checksum={}", checksum.as_str());
        }
        let sign = if query.is_empty() { "" } else { "?" };
        let target = format!("{}{sign}{query}", self.path);
        exchange(
            server,
            &self.method,
            &target,
            self.request.header("content-type"),
            &self.request.body,
        )
    }

    /// Compares what the server answers with what the real one did.
    fn check(&self, profile: Profile) {
        let server = TestServer::builder()
            .profile(profile)
            .secret(HOOKS_SECRET)
            .start()
            .unwrap();
        self.prepare(&server);
        let got = self.send(&server);
        let name = &self.name;
        assert_eq!(got.status(), self.response.status(), "{name}: {}", got.body);
        for element in ["returncode", "messageKey", "message"] {
            let words = |message: &Message| {
                let text = message.element(element).unwrap_or_default();
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            };
            assert_eq!(words(&got), words(&self.response), "{name}: {}", got.body);
        }
        if self.method != "HEAD" {
            assert_eq!(
                paths(&got.body),
                paths(&self.response.body),
                "{name}: {}",
                got.body
            );
        }
        // What a load balancer makes of the query of `join`.
        let handed_on = |message: &Message| {
            let (_, query) = message.header("location").split_once("/join?")?;
            Some(query.split_once("&checksum=")?.0.to_owned())
        };
        assert_eq!(handed_on(&got), handed_on(&self.response), "{name}");
        // A voice bridge of Scalelite's own has more digits than a server's.
        let digits = |message: &Message| message.element("voiceBridge").map(str::len);
        assert_eq!(digits(&got), digits(&self.response), "{name}");
        let media = |message: &Message| {
            message
                .header("content-type")
                .split(';')
                .next()
                .unwrap()
                .to_owned()
        };
        if self.response.status() == "200" {
            assert_eq!(media(&got), media(&self.response), "{name}");
        }
    }
}

/// Sends a request and reads its answer.
fn exchange(
    server: &TestServer,
    method: &str,
    target: &str,
    content_type: &str,
    body: &str,
) -> Message {
    let authority = server.url().split('/').nth(2).unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    let mut request =
        format!("{method} {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n");
    if !content_type.is_empty() {
        let _ = write!(request, "Content-Type: {content_type}\r\n");
    }
    let _ = write!(request, "Content-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    Message::of(&bytes)
}

/// Sends a call signed with SHA-1, which every server takes.
fn signed(server: &TestServer, call: &str, query: &str) -> Message {
    let path = server.url().splitn(4, '/').nth(3).unwrap();
    let checksum = Checksum::SHA1.sign(call, query, server.secret());
    let target = format!("/{path}/{call}?{query}&checksum={}", checksum.as_str());
    exchange(server, "GET", &target, "", "")
}

fn compare(folder: &str, profile: Profile) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/captures")
        .join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut compared = 0;
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|kind| kind == "http"))
    {
        let exchange = Exchange::load(file);
        if !LEFT_OUT.iter().any(|(name, _)| *name == exchange.name) {
            exchange.check(profile);
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
}

#[test]
fn scalelite() {
    compare("scalelite", Profile::Scalelite);
    compare("scalelite-more", Profile::Scalelite);
}

#[test]
fn b3lb() {
    compare("b3lb", Profile::B3lb);
    compare("b3lb-more", Profile::B3lb);
}

#[test]
fn webhooks_before_3_0() {
    compare("hooks-2.6.1", Profile::Bbb27);
}

#[test]
fn webhooks_since_3_0() {
    compare("hooks-3.3.1", Profile::Bbb30);
    compare("hooks-3.5.0", Profile::Bbb30);
}
