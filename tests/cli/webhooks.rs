//! `bbb hooks` and `bbb receive`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;

use bbb_sdk::Client;
use bbb_sdk::callbacks::send::WebhookSender;
use bbb_sdk::callbacks::{Event, EventId, IncomingLimits};
use bbb_sdk::testing::{Fault, Profile, TestServer};
use bbb_sdk::webhooks::ListHooks;

use crate::bbb::{Bbb, Running, authority, server};

#[test]
fn a_webhook_that_is_there_already_is_told_apart() {
    let server = server();
    let url = "https://app.example/bbb";
    let create = |events: &str| Bbb::at(&server, &format!("hooks create {url} {events}")).run();
    let first = create("--event meeting-ended");
    assert_eq!((first.code, &*first.err), (Some(0), ""));
    let id = first
        .out
        .trim()
        .strip_prefix("created: ")
        .expect("an ID")
        .to_owned();
    let again = create("--event meeting-ended");
    again.is(0, &format!("already exists: {id}\n"), "");
    let other = create("");
    other.is(
        1,
        &format!("already exists: {id}\n"),
        &format!("bbb: webhook `{id}` has another meeting or other events and was not changed: run `bbb hooks destroy {id}`, then create it again\n"),
    );
    let list = Bbb::at(&server, "hooks list -o csv").run();
    list.is(
        0,
        &format!("id,url,meeting,events,raw,permanent\n{id},{url},all,meeting-ended,false,false\n"),
        "",
    );
    let gone = Bbb::at(
        &server,
        &format!("hooks destroy {id} nope --yes -o csv --jobs 1"),
    )
    .run();
    gone.is(
        6,
        &format!("id,outcome,detail\n{id},destroyed,\nnope,not found,\n"),
        "bbb: 1 destroyed, 1 not found\n",
    );
}

#[test]
fn what_no_server_can_call_or_send_is_refused() {
    let server = server();
    let url = Bbb::at(&server, "hooks create notaurl").run();
    assert_eq!((url.code, &*url.out), (Some(2), ""));
    assert!(server.requests().is_empty());
}

#[test]
fn an_event_that_is_not_known_is_told_with_those_that_are() {
    let server = server();
    for command in [
        "hooks create https://app.example",
        "receive --listen 127.0.0.1:0",
    ] {
        let ran = Bbb::at(&server, &format!("{command} --event Meeting-Endet")).run();
        assert_eq!((ran.code, &*ran.out), (Some(2), ""));
        let mut paragraphs = ran.err.split("\n\n");
        assert_eq!(
            paragraphs.next(),
            Some(
                "error: invalid value 'Meeting-Endet' for '--event <EVENT>': \
                 this program knows no such event; did you mean `meeting-ended`?"
            )
        );
        let known = paragraphs.next().expect("a list");
        let known: Vec<&str> = known.split_whitespace().collect();
        // From the documentation of BigBlueButton's webhooks.
        for event in [
            "meeting-created",
            "user-joined",
            "poll-started",
            "rap-publish-ended",
        ] {
            assert!(known.contains(&event), "{event}: {known:?}");
        }
        assert_eq!(
            paragraphs.next(),
            Some("For an event that only the server knows, use --other-event.")
        );
    }
    assert!(server.requests().is_empty());
    let script = Bbb::new(["completions", "bash"]).run().out;
    assert!(script.contains("rap-publish-ended"), "the names complete");
}

#[test]
fn an_event_that_only_the_server_knows_is_sent() {
    let server = server();
    let arguments = "hooks create https://app.example/bbb --event Meeting-Ended,user-left \
                     --other-event user-waved";
    for said in ["created", "already exists"] {
        let ran = Bbb::at(&server, arguments).run();
        assert_eq!((ran.code, &*ran.err), (Some(0), ""));
        assert!(ran.out.starts_with(said), "{}", ran.out);
    }
    let list = Bbb::at(&server, "hooks list -o csv --columns events").run();
    list.is(0, "events\n\"meeting-ended,user-left,user-waved\"\n", "");
    for wrong in ["a,b", "", "a b"] {
        let create = [
            "hooks",
            "create",
            "https://app.example/2",
            "--other-event",
            wrong,
        ];
        let ran = Bbb::new(create).server(&server).run();
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{wrong:?}");
    }
}

/// A running `bbb receive`: the lines that it prints, and its registered URL.
struct Receiver {
    running: Running,
    lines: mpsc::Receiver<String>,
    said: mpsc::Receiver<String>,
    url: String,
}

impl Receiver {
    fn start(server: &TestServer, arguments: &str) -> Self {
        let run = Bbb::at(server, &format!("receive --listen 127.0.0.1:0 {arguments}"));
        let mut running = run.start();
        let lines = lines_of(running.child.stdout.take().expect("standard output"));
        let said = lines_of(running.child.stderr.take().expect("standard error"));
        let first = said.recv().expect("the webhook is registered");
        let url = first
            .split(' ')
            .nth(4)
            .unwrap_or_default()
            .trim_end_matches(';')
            .to_owned();
        Self {
            running,
            lines,
            said,
            url,
        }
    }

    fn end(self) -> (Option<i32>, Vec<String>) {
        self.running.signal("TERM");
        let ran = self.running.wait();
        (ran.code, self.said.iter().collect())
    }
}

fn lines_of(from: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    lines
}

#[test]
fn a_meeting_from_its_creation_to_its_end() {
    let server = server();
    let receiver = Receiver::start(&server, "");
    let room = server.create_meeting("room-1");
    let ada = room.join_as_moderator("Ada\u{1B}[31m");
    ada.chat("1 < 2");
    room.end();
    let attempts = server.deliver();
    assert!(attempts.iter().all(|attempt| attempt.status == Some(200)));
    let lines: Vec<String> = receiver.lines.iter().take(5).collect();
    assert_eq!(
        lines,
        [
            "2026-03-01 13:00 CET  room-1  meeting-created",
            "2026-03-01 13:00 CET  room-1  user-joined  Ada [31m",
            "2026-03-01 13:00 CET  room-1  chat-group-message-sent  Ada [31m: 1 &lt; 2",
            "2026-03-01 13:00 CET  room-1  meeting-ended",
            "2026-03-01 13:00 CET  room-1  user-left",
        ]
    );
    let client = Client::new(server.server());
    let hooks = |client: &Client| {
        client
            .send(&ListHooks::new())
            .map(|answer| answer.hooks.len())
    };
    assert_eq!(hooks(&client).ok(), Some(1));
    let (code, said) = receiver.end();
    assert_eq!(code, Some(0));
    assert!(said.concat().ends_with(" destroyed"), "{said:?}");
    assert_eq!(hooks(&client).ok(), Some(0));
}

#[test]
fn an_old_server_signs_with_sha1() {
    let server = TestServer::builder().profile(Profile::Bbb27).start();
    let server = server.expect("the built-in server starts");
    let receiver = Receiver::start(&server, "--hooks-checksum sha1 --count 1 -o jsonl");
    server.create_meeting("room-1");
    server.deliver();
    let line = receiver.lines.recv().expect("an event");
    let event: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(event["id"], "meeting-created");
    assert_eq!(receiver.running.wait().code, Some(0));
}

/// Sends a request byte for byte, and returns the status of the response.
fn status(url: &str, target: &str, body: &str) -> u16 {
    let authority = authority(url);
    let mut stream = TcpStream::connect(authority).expect("the receiver listens");
    let length = body.len();
    let request = format!(
        "POST {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    // The program may not read a refused request to its end.
    let _ = stream.write_all(request.as_bytes());
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0)
}

#[test]
fn what_is_not_the_servers_is_refused_and_what_comes_again_is_told_once() {
    let server = server();
    let receiver = Receiver::start(&server, "");
    let event = Event::new(EventId::MeetingEnded, 1, &bbb_sdk::json::json!({}));
    let sender = WebhookSender::new(&*receiver.url, server.secret()).expect("a sender");
    let sent = sender.deliver([&event], 1);
    let (url, target) = (&receiver.url, sent.target());
    assert_eq!(status(url, &target, sent.body()), 200);
    assert_eq!(status(url, &target, sent.body()), 200);
    let forged = sent.body().replace("meeting-ended", "meeting-created");
    assert_eq!(status(url, &target, &forged), 403);
    assert_eq!(status(url, "/bbb", sent.body()), 403);
    let large = "a".repeat(IncomingLimits::default().body + 1);
    assert_eq!(status(url, &target, &large), 413);
    let lines = receiver.lines.recv().expect("an event");
    assert!(lines.ends_with("  -  meeting-ended"), "{lines}");
    assert!(receiver.lines.try_recv().is_err());
    let (code, said) = receiver.end();
    assert_eq!(code, Some(0));
    assert_eq!(
        said.iter()
            .filter(|line| line.starts_with("bbb: refused: "))
            .count(),
        3,
        "{said:?}"
    );
    let large = "bbb: refused: not a callback of the server: it is over the limit of 4194304 bytes for the body";
    assert!(said.iter().any(|line| line == large), "{said:?}");
}

#[test]
fn webhooks_of_an_old_server_have_a_hint_of_their_algorithm() {
    let old = TestServer::builder().profile(Profile::Bbb24).start();
    let old = old.expect("the built-in server starts");
    let hint = "Webhooks before BigBlueButton 3.0 accept only sha1: add --hooks-checksum sha1. \
                Otherwise the secret may be that of another server. `bbb check` looks closer.";
    for arguments in [
        "hooks list",
        "hooks create https://app.example/bbb",
        "receive --listen 127.0.0.1:0",
        "hooks destroy 1 --yes -o csv",
        "call hooks/list",
    ] {
        let ran = Bbb::at(&old, arguments).run();
        assert_eq!(ran.code, Some(1), "{arguments}");
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.trim_end().ends_with(hint), "{arguments}: {said}");
        let ran = Bbb::at(&old, &format!("{arguments} --hooks-checksum sha1"));
        let ran = ran.env("BBB_SECRET", "wrong-5ecret").run();
        let said = format!("{}{}", ran.out, ran.err);
        assert!(
            said.trim_end()
                .ends_with("Is it this server's secret? `bbb check` looks closer."),
            "{arguments}: {said}"
        );
    }
    let ran = Bbb::at(&old, "hooks list --hooks-checksum sha1").run();
    ran.is(0, "", "bbb: nothing to list\n");
}

#[test]
fn a_meeting_without_webhooks_is_told() {
    let server = server();
    server.create_meeting("room-1");
    let ran = Bbb::at(&server, "hooks list --meeting room-1").run();
    assert_eq!((ran.code, &*ran.out), (Some(1), ""));
    let said = ". Webhooks since 3.0 say so if no webhook is for this meeting.\n";
    assert!(ran.err.ends_with(said), "{}", ran.err);
}

#[test]
fn a_receiver_that_the_server_cannot_call_is_told() {
    let server = server();
    let ran = Bbb::at(&server, "receive --listen 0.0.0.0:0").run();
    let said = "--listen 0.0.0.0:0 is no address that the server can call: add --url with one";
    ran.is(2, "", &format!("bbb: {said}\n"));
    assert!(server.requests().is_empty());

    // An address that leads here, although it does not look so.
    let url = server.url().replace("127.0.0.1", "0.0.0.0");
    server.fail_from_now_on("hooks/create", Fault::Status(500));
    let run = Bbb::at(&server, "receive --listen 127.0.0.1:0").env("BBB_URL", &url);
    let ran = run.run();
    assert_eq!((ran.code, &*ran.out), (Some(3), ""));
    let said = "cannot call 127.0.0.1, which is an address of this machine alone: add --url with one that it can call";
    let expected = format!("bbb: {} {said}\n", authority(&url));
    assert!(ran.err.starts_with(&expected), "{}", ran.err);
    let ran = Bbb::at(&server, "receive --listen 127.0.0.1:0").run();
    assert!(!ran.err.contains("cannot call"), "{}", ran.err);
}
