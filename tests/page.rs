//! The pages that the simulated server shows to a browser, requested over a socket.
#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop"
)]

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use bbb_sdk::Checksum;
use bbb_sdk::testing::{Fault, Profile, TestRecording, TestServer};

#[path = "page/overview.rs"]
mod overview;

#[path = "page/leaving.rs"]
mod leaving;

/// A response: status, head and body.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value)
    }

    /// Returns the value of the hidden field that every form sends.
    fn token(&self) -> &str {
        let (_, rest) = self
            .body
            .split_once("name=\"form_token\" value=\"")
            .unwrap();
        rest.split('"').next().unwrap()
    }

    #[track_caller]
    fn shows(&self, text: &str) {
        assert!(self.body.contains(text), "no {text} in\n{}", self.body);
    }

    #[track_caller]
    fn lacks(&self, text: &str) {
        assert!(!self.body.contains(text), "{text} in\n{}", self.body);
    }
}

/// A browser, which does not follow redirects by itself and keeps one cookie.
struct Browser<'a> {
    server: &'a TestServer,
    cookie: String,
    /// The path and the query of the current page.
    at: String,
}

impl<'a> Browser<'a> {
    fn new(server: &'a TestServer) -> Self {
        Self {
            server,
            cookie: String::new(),
            at: "/".to_owned(),
        }
    }

    fn send(&self, method: &str, target: &str, headers: &str, body: &str) -> Answer {
        let host = host(self.server);
        let mut stream = TcpStream::connect(&host).unwrap();
        let mut request =
            format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}");
        if !self.cookie.is_empty() {
            let _ = write!(request, "Cookie: other=1; {}\r\n", self.cookie);
        }
        let _ = write!(request, "Content-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    fn get(&self, target: &str) -> Answer {
        self.send("GET", target, "", "")
    }

    /// Reloads the page.
    fn page(&self) -> Answer {
        self.get(&self.at)
    }

    /// Opens a join link.
    fn join(&mut self, query: &str) -> Answer {
        let signature = Checksum::SHA256.sign("join", query, self.server.secret());
        let target = format!(
            "/bigbluebutton/api/join?{query}&checksum={}",
            signature.as_str()
        );
        let answer = self.get(&target);
        assert_eq!(answer.status, 302, "{}", answer.body);
        let cookie = answer.header("Set-Cookie").unwrap();
        cookie
            .split(';')
            .next()
            .unwrap()
            .clone_into(&mut self.cookie);
        self.at = path(answer.header("Location").unwrap());
        self.page()
    }

    /// Sends a form of the client.
    fn act(&self, fields: &str) -> Answer {
        let token = self.page().token().to_owned();
        let (base, query) = self.at.split_once("/?").unwrap();
        self.post(
            &format!("{base}/act?{query}"),
            &format!("form_token={token}&{fields}"),
        )
    }

    /// Sends a form of the server's own page.
    fn own(&self, fields: &str) -> Answer {
        let token = self.get("/").token().to_owned();
        self.post("/test-server/act", &format!("form_token={token}&{fields}"))
    }

    fn post(&self, target: &str, body: &str) -> Answer {
        self.send(
            "POST",
            target,
            "Content-Type: application/x-www-form-urlencoded\r\n",
            body,
        )
    }
}

fn host(server: &TestServer) -> String {
    let rest = server.url().strip_prefix("http://").unwrap();
    rest.split('/').next().unwrap().to_owned()
}

/// Returns the path and the query of a URL.
fn path(url: &str) -> String {
    let rest = url.split_once("://").unwrap().1;
    rest[rest.find('/').unwrap()..].to_owned()
}

/// Sends a signed call.
fn call(server: &TestServer, call: &str, query: &str) -> String {
    let signature = Checksum::SHA256.sign(call, query, server.secret());
    let target = format!(
        "/bigbluebutton/api/{call}?{query}&checksum={}",
        signature.as_str()
    );
    Browser::new(server).get(&target).body
}

/// Returns the IDs of the events that are sent to webhooks.
fn events(server: &TestServer) -> Vec<String> {
    let id = |event: &String| event.split('"').nth(9).unwrap().to_owned();
    server.events().iter().map(id).collect()
}

#[test]
fn a_meeting_as_its_users_see_it() {
    let server = TestServer::start().unwrap();
    call(
        &server,
        "create",
        "name=Physics&meetingID=room-1&record=true&welcome=Hi%20%3Cb%3Eall%3C%2Fb%3E%20in%20%25%25CONFNAME%25%25\
         &lockSettingsDisableCam=true&bannerText=Exam&moderatorOnlyMessage=Secret%20plan&disabledFeatures=polls",
    );
    let mut ada = Browser::new(&server);
    let page = ada.join("fullName=Ada&meetingID=room-1&role=MODERATOR&userdata-bbb_style=x");
    page.shows("<h1 dir=\"auto\">Physics</h1>");
    page.shows("You are <bdi>Ada</bdi>, a moderator");
    page.shows("Hi all in Physics");
    page.shows("Secret plan");
    page.shows("<span dir=\"auto\">Exam</span>");
    page.shows("<dt>Locked for viewers</dt><dd dir=\"auto\">cameras</dd>");
    page.shows("<dt>Disabled features</dt><dd dir=\"auto\">polls</dd>");
    page.shows("<dt>userdata-bbb_style</dt><dd dir=\"auto\">x</dd>");
    page.shows("Not recording");
    page.shows("Test server");
    let mut bob = Browser::new(&server);
    let page = bob.join("fullName=Bob&meetingID=room-1&role=VIEWER");
    page.shows("You are <bdi>Bob</bdi>, a viewer");
    page.lacks("Secret plan");
    page.lacks("End meeting");
    page.lacks("Share camera");
    ada.page().shows("<bdi>Bob</bdi>");
    assert_eq!(server.meeting("room-1").unwrap().users(), ["Ada", "Bob"]);
}

#[test]
fn every_act_of_a_user_has_its_consequences() {
    let server = TestServer::start().unwrap();
    call(
        &server,
        "create",
        "name=Physics&meetingID=room-1&record=true",
    );
    let (mut ada, mut bob) = (Browser::new(&server), Browser::new(&server));
    ada.join("fullName=Ada&meetingID=room-1&role=MODERATOR");
    bob.join("fullName=Bob&meetingID=room-1&role=VIEWER");
    for fields in [
        "act=raise-hand",
        "act=lower-hand",
        "act=speak",
        "act=camera-on",
        "act=camera-off",
        "act=chat&text=+1+%3C+2+",
        "act=chat&text=+",
    ] {
        assert_eq!(
            bob.act(fields).header("Location"),
            Some(&*bob.at),
            "{fields}"
        );
    }
    assert_eq!(ada.act("act=mute-all").status, 303);
    assert_eq!(bob.act("act=speak").status, 303);
    assert_eq!(bob.act("act=mute").status, 303);
    assert_eq!(ada.act("act=record").status, 303);
    assert!(server.meeting("room-1").unwrap().is_recording());
    assert_eq!(ada.act("act=stop-recording").status, 303);
    assert_eq!(
        server.meeting("room-1").unwrap().chat(),
        [("Bob".to_owned(), "1 < 2".to_owned())]
    );
    assert_eq!(bob.act("act=leave").status, 303);
    assert_eq!(ada.act("act=end").status, 303);
    assert_eq!(
        events(&server),
        [
            "meeting-created",
            "user-joined",
            "user-joined",
            "user-raise-hand-changed",
            "user-raise-hand-changed",
            "user-audio-voice-enabled",
            "user-audio-unmuted",
            "user-cam-broadcast-start",
            "user-cam-broadcast-end",
            "chat-group-message-sent",
            "user-audio-muted",
            "user-audio-voice-enabled",
            "user-audio-unmuted",
            "user-audio-muted",
            "meeting-recording-started",
            "meeting-recording-stopped",
            "user-left",
            "meeting-ended",
            "user-left",
            "rap-archive-started",
        ]
    );
}

#[test]
fn is_meeting_running_follows_the_browser() {
    let server = TestServer::start().unwrap();
    call(&server, "create", "name=Physics&meetingID=room-1");
    let running = |is: bool| {
        let answer = call(&server, "isMeetingRunning", "meetingID=room-1");
        assert!(
            answer.contains(&format!("<running>{is}</running>")),
            "{answer}"
        );
    };
    running(false);
    let mut ada = Browser::new(&server);
    ada.join("fullName=Ada&meetingID=room-1&role=VIEWER");
    running(true);
    ada.act("act=leave");
    running(false);
    // A user who has left does not return by reloading the page.
    ada.page().shows("Your session is over");
    running(false);
}

#[test]
fn guests_wait_until_they_are_let_in() {
    let server = TestServer::start().unwrap();
    call(
        &server,
        "create",
        "name=Physics&meetingID=room-1&guestPolicy=ASK_MODERATOR&logoutURL=https%3A%2F%2Fexample.org%2F",
    );
    let mut ada = Browser::new(&server);
    ada.join("fullName=Ada&meetingID=room-1&role=MODERATOR");
    let mut guests: Vec<Browser<'_>> = Vec::new();
    for name in ["Bob", "Eve", "Zoe", "Max"] {
        let mut guest = Browser::new(&server);
        guest
            .join(&format!(
                "fullName={name}&meetingID=room-1&role=VIEWER&guest=true"
            ))
            .shows("You are in the lobby");
        guests.push(guest);
    }
    let user = |place: usize| {
        server.meeting("room-1").unwrap().waiting()[place]
            .internal_id()
            .to_owned()
    };
    // A waiting guest cannot act in the meeting, and a viewer cannot let anybody in.
    assert_eq!(
        guests[0]
            .act(&format!("act=let-in&user={}", user(0)))
            .status,
        403
    );
    assert_eq!(guests[0].act("act=chat&text=hello").status, 403);
    ada.act(&format!("act=let-in&user={}", user(0)));
    guests[0]
        .page()
        .shows("You are <bdi>Bob</bdi>, a viewer and a guest");
    assert_eq!(guests[0].act("act=let-all-in").status, 403);
    ada.act(&format!("act=turn-away&user={}", user(0)));
    guests[1].page().shows("href=\"https://example.org/\"");
    assert_eq!(
        guests[2].act("act=leave").header("Location"),
        Some("https://example.org/")
    );
    ada.act("act=let-all-in");
    assert_eq!(
        server.meeting("room-1").unwrap().users(),
        ["Ada", "Bob", "Max"]
    );
}

#[test]
fn what_is_locked_cannot_be_done() {
    let server = TestServer::start().unwrap();
    call(
        &server,
        "create",
        "name=Physics&meetingID=room-1&record=true&allowStartStopRecording=false&lockSettingsDisablePublicChat=true\
         &lockSettingsDisableMic=true&lockSettingsDisableCam=true",
    );
    let (mut ada, mut bob) = (Browser::new(&server), Browser::new(&server));
    ada.join("fullName=Ada&meetingID=room-1&role=MODERATOR");
    bob.join("fullName=Bob&meetingID=room-1&role=VIEWER")
        .shows("The chat is locked.");
    for fields in [
        "act=chat&text=a",
        "act=speak",
        "act=camera-on",
        "act=end",
        "act=mute-all",
        "act=record",
        "act=nothing",
        "",
    ] {
        assert_eq!(bob.act(fields).status, 403, "{fields}");
    }
    assert_eq!(ada.act("act=record").status, 403);
    assert_eq!(ada.act("act=chat&text=a").status, 303);
    assert_eq!(server.meeting("room-1").unwrap().users(), ["Ada", "Bob"]);
}

#[test]
fn a_session_needs_its_cookie_and_a_form_its_token() {
    let server = TestServer::start().unwrap();
    call(&server, "create", "name=Physics&meetingID=room-1");
    let mut ada = Browser::new(&server);
    let token = ada
        .join("fullName=Ada&meetingID=room-1&role=MODERATOR")
        .token()
        .to_owned();
    let target = ada.at.replace("/?", "/act?");
    // Refused: a form of another site, a link, and a browser without the cookie.
    assert_eq!(ada.post(&target, "act=end").status, 403);
    assert_eq!(ada.post(&target, "form_token=x&act=end").status, 403);
    assert_eq!(
        ada.get(&format!("{target}&form_token={token}&act=end"))
            .status,
        405
    );
    let thief = Browser::new(&server);
    assert_eq!(thief.get(&ada.at).status, 404);
    thief.post(&target, &format!("form_token={token}&act=end"));
    assert_eq!(
        thief
            .post("/test-server/act", "act=end&meeting=room-1")
            .status,
        403
    );
    assert_eq!(thief.get("/test-server/act").status, 405);
    assert_eq!(server.meeting("room-1").unwrap().users(), ["Ada"]);
    // Each server has a token of its own.
    let other = TestServer::start().unwrap();
    assert_ne!(Browser::new(&other).get("/").token(), token);
}

#[test]
fn over_https_the_client_is_where_the_cookie_goes() {
    let server = TestServer::start().unwrap();
    call(&server, "create", "name=Physics&meetingID=room-1");
    let mut ada = Browser::new(&server);
    let query = "fullName=Ada&meetingID=room-1&role=VIEWER";
    let signature = Checksum::SHA256.sign("join", query, server.secret());
    let target = format!(
        "/bigbluebutton/api/join?{query}&checksum={}",
        signature.as_str()
    );
    let https = "X-Forwarded-Proto: https\r\n";
    let joined = ada.send("GET", &target, https, "");
    let cookie = joined.header("Set-Cookie").unwrap();
    assert!(
        cookie.ends_with("; Path=/bigbluebutton; Secure; HttpOnly"),
        "{cookie}"
    );
    let at = path(joined.header("Location").unwrap());
    let there = ada.send("GET", &at, https, "");
    let there = there.header("Location").unwrap().to_owned();
    assert_eq!(there, format!("/bigbluebutton{at}"));
    ada.cookie = cookie.split(';').next().unwrap().to_owned();
    ada.at = there;
    ada.page().shows("You are <bdi>Ada</bdi>");
    assert_eq!(ada.act("act=raise-hand").header("Location"), Some(&*ada.at));
}
