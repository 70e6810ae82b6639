//! Compares the simulated server with real ones: the same request gets the same status, words and elements.
//!
//! The requests and responses are those of `tests/captures`. A request that the real server accepted is signed again,
//! because the secrets of some of these servers are not known.
#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use bbb_sdk::Checksum;
use bbb_sdk::testing::{NodeState, Profile, TestRecording, TestServer, WebhooksVersion};

/// The secret of the webhooks servers.
const HOOKS_SECRET: &str = "s3cr3t-Of-The.Webhooks_Server~2024";

/// The exchanges in which the simulated server differs, and why.
const DIFFERENCES: &[(&str, &str)] = &[
    (
        "b3lb/55-sendChatMessage",
        "answered by a stand-in for the server",
    ),
    (
        "scalelite/01-root",
        "started from its sources, without the number of a build",
    ),
    (
        "hooks-3.5.0/66-create-getRaw-not-json",
        "the real one hangs",
    ),
];

/// Requests to webhooks that did not pass through nginx, which routes this path to another program.
const WITHOUT_NGINX: [&str; 2] = ["hooks-3.3.1/65-api-root", "hooks-3.5.0/65-api-root"];

/// The parts of an HTTP message: the first line, the headers, and the body without chunks.
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

    /// Returns the text of the first element with this name.
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

/// Returns the path of each element of a response, so that lists of different lengths are alike. Names of metadata are
/// left out, because users choose them.
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

    /// Returns the name of the call.
    fn call(&self) -> &str {
        self.path.split_once("/api/").map_or("", |(_, call)| call)
    }

    fn parameter(&self, name: &str) -> Option<String> {
        let found = bbb_sdk::Query::parameters(&self.query).find(|(found, _)| found == name);
        found.map(|(_, value)| value)
    }

    /// Returns whether the real server accepted the checksum.
    fn was_accepted(&self) -> bool {
        self.response.status() != "401" && !self.response.body.contains("checksumError")
    }

    /// Returns the query, signed with this server's secret if the real server accepted the checksum.
    fn query_for(&self, server: &TestServer, query: &str) -> String {
        let Some(old) = self.parameter("checksum").filter(|_| self.was_accepted()) else {
            return query.to_owned();
        };
        let algorithm = match old.len() {
            40 => Checksum::SHA1,
            64 => Checksum::SHA256,
            96 => Checksum::SHA384,
            128 => Checksum::SHA512,
            _ => return query.to_owned(),
        };
        let pairs = query
            .split('&')
            .filter(|pair| !pair.starts_with("checksum="));
        let rest = pairs.collect::<Vec<_>>().join("&");
        let call = match self.call() {
            call if call.starts_with("hooks/") => call,
            call => call.trim_end_matches('/'),
        };
        let new = algorithm.sign(call, &rest, server.secret());
        query.replace(&old, new.as_str())
    }

    /// Sends the request to the server, with the server's IDs in place of the real ones.
    fn send(&self, server: &TestServer, ids: &BTreeMap<String, String>) -> Message {
        let mut exchange = self.query.clone();
        for (real, own) in ids {
            let own = format!("hookID={own}&");
            exchange = exchange.replace(&format!("hookID={real}&"), &own);
        }
        let query = self.query_for(server, &exchange);
        let sign = if query.is_empty() { "" } else { "?" };
        exchange_with(
            server,
            &self.method,
            &format!("{}{sign}{query}", self.path),
            &self.request,
        )
    }

    /// Returns the difference between two responses.
    fn difference(&self, got: &Message) -> Option<String> {
        let words = |message: &Message, element: &str| {
            let text = message.element(element).unwrap_or_default();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let media = |message: &Message| message.header("content-type").replace(' ', "");
        // The query of `join` as a load balancer forwards it.
        let handed_on = |message: &Message| {
            let (_, query) = message.header("location").split_once("/join?")?;
            Some(query.split_once("&checksum=")?.0.to_owned())
        };
        // Scalelite's own voice bridges have more digits than those of a server.
        let digits = |message: &Message| message.element("voiceBridge").map(str::len);
        let seen = |message: &Message| {
            let elements = if self.method == "HEAD" {
                BTreeSet::new()
            } else {
                paths(&message.body)
            };
            let status = message.status().to_owned();
            let media = if status == "200" {
                media(message)
            } else {
                String::new()
            };
            let words = ["returncode", "messageKey", "message"].map(|name| words(message, name));
            (
                status,
                words,
                elements,
                media,
                handed_on(message),
                digits(message),
            )
        };
        let (got, real) = (seen(got), seen(&self.response));
        (got != real).then(|| format!("{}:\n  {got:?}\n  {real:?}", self.name))
    }
}

/// Sends a request with the headers and the body of another, and reads the response.
fn exchange_with(server: &TestServer, method: &str, target: &str, like: &Message) -> Message {
    let authority = server.url().split('/').nth(2).unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    let host = match like.header("host") {
        "" => authority,
        host => host,
    };
    let mut request =
        format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    if !like.header("content-type").is_empty() {
        let _ = write!(request, "Content-Type: {}\r\n", like.header("content-type"));
    }
    let _ = write!(
        request,
        "Content-Length: {}\r\n\r\n{}",
        like.body.len(),
        like.body
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    Message::of(&bytes)
}

/// Returns the exchanges of a folder, in their order.
fn exchanges(folder: &str) -> Vec<Exchange> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/captures")
        .join(folder);
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| Exchange::load(file)).collect()
}

/// Sends the exchanges of folders to one server, one after the other, and compares the responses.
///
/// `between` does what was done to the real server before an exchange and is not in these folders.
fn replay(folders: &[&str], server: &TestServer, between: fn(&str, &TestServer)) {
    let (mut count, mut differences) = (0, Vec::new());
    let mut ids = BTreeMap::new();
    for exchange in folders.iter().flat_map(|folder| exchanges(folder)) {
        if WITHOUT_NGINX.contains(&&*exchange.name) {
            continue;
        }
        between(&exchange.name, server);
        let got = exchange.send(server, &ids);
        count += 1;
        differences.extend(exchange.difference(&got));
        let created = exchange.call() == "hooks/create";
        let pair = (got.element("hookID"), exchange.response.element("hookID"));
        if let (true, (Some(own), Some(real))) = (created, pair) {
            ids.insert(real.to_owned(), own.to_owned());
        }
    }
    let known = |text: &&String| {
        let mut known = DIFFERENCES.iter();
        known.any(|(name, _)| text.starts_with(&format!("{name}:")))
    };
    println!(
        "{folders:?}: {} of {count} alike",
        count - differences.len()
    );
    let unknown: Vec<_> = differences.iter().filter(|text| !known(text)).collect();
    assert!(unknown.is_empty(), "{}", differences.join("\n"));
    assert!(count > 20, "{count}");
}

fn started(profile: Profile) -> TestServer {
    let server = TestServer::builder().profile(profile);
    server.secret(HOOKS_SECRET).start().unwrap()
}

fn recording(id: &str, meeting: &str, state: &str) -> TestRecording {
    let recording = TestRecording::new(meeting).id(id).name("A").state(state);
    recording
        .meta("bbb-origin", "sdk")
        .format("presentation", "https://bbb.example.com/p", 10)
}

#[test]
fn scalelite() {
    let server = started(Profile::Scalelite);
    replay(
        &["scalelite", "scalelite-more"],
        &server,
        |name, server| match name {
            "scalelite-more/02-getRecordings-id" => {
                let id = "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000123";
                let first = recording(id, "rm 1", "published");
                let first = first.preview("https://bbb.example.com/1.png");
                server.add_recording(first.format("video", "https://bbb.example.com/v", 10));
                let id = "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000999";
                server.add_recording(recording(id, "rm2", "published"));
            }
            "scalelite-more/35-outage-join" => server.set_node(NodeState::Unreachable),
            "scalelite-more/37-offline-getMeetingInfo" => server.set_node(NodeState::Offline),
            _ => {}
        },
    );
}

#[test]
fn b3lb() {
    replay(&["b3lb"], &started(Profile::B3lb), |_, _| {});
    replay(
        &["b3lb-more"],
        &started(Profile::B3lb),
        |name, server| match name {
            "b3lb-more/01-getRecordings-all" => {
                for (id, meeting, state) in [
                    ("6fce3f5d-894e-43cd-8aef-4f94ff5fc917", "rm1", "unpublished"),
                    ("c4d312d6-4747-4ab6-bc9c-1b3d84de30a7", "rm0", "published"),
                    ("46e32e78-445e-4776-b138-5e7e6898f177", "rm0", "published"),
                ] {
                    server.add_recording(recording(id, meeting, state));
                }
            }
            "b3lb-more/15-getRecordings-after-delete" => {
                let id = "6fce3f5d-894e-43cd-8aef-4f94ff5fc917";
                server.set_recording_state(id, "deleted");
            }
            "b3lb-more/25-node-down-existing-passthrough" => {
                server.set_node(NodeState::Unreachable);
            }
            "b3lb-more/27-node-down-noticed-create" => server.set_node(NodeState::Offline),
            _ => {}
        },
    );
}

#[test]
fn webhooks_before_3_0() {
    replay(
        &["hooks-2.6.1"],
        &started(Profile::Bbb27),
        |name, server| {
            if name == "hooks-2.6.1/48-list-meetingID-known" {
                events_hook(server);
            }
        },
    );
}

#[test]
fn webhooks_since_3_0() {
    let old = TestServer::builder().webhooks(WebhooksVersion::V3_3);
    let old = old.secret(HOOKS_SECRET).start().unwrap();
    replay(&["hooks-3.3.1"], &old, |name, server| {
        if name == "hooks-3.3.1/51-list-all" {
            events_hook(server);
        }
    });
    replay(&["hooks-3.5.0"], &started(Profile::Bbb30), |_, _| {});
}

/// Registers the hook for some events that was registered between the exchanges.
fn events_hook(server: &TestServer) {
    let query = "callbackURL=http%3A%2F%2F127.0.0.1%3A3999%2Fcb%2Fe&eventID=user-joined";
    let checksum = Checksum::SHA1.sign("hooks/create", query, server.secret());
    let path = server.url().splitn(4, '/').nth(3).unwrap();
    let target = format!(
        "/{path}/hooks/create?{query}&checksum={}",
        checksum.as_str()
    );
    exchange_with(server, "GET", &target, &Message::of(b""));
}
