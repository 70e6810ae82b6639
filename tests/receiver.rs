//! The example `receiver`, the built-in server and the client together: a meeting from its creation to its recording.
#![cfg(all(feature = "callbacks", feature = "http", feature = "testing"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

use bbb_sdk::Client;
use bbb_sdk::administration::{Create, End};
use bbb_sdk::callbacks::send::WebhookSender;
use bbb_sdk::callbacks::{Event, EventId, IncomingLimits, WebhookVerifier};
use bbb_sdk::testing::TestServer;
use bbb_sdk::webhooks::{CreateHook, DestroyHook, ListHooks};

use receiver::Receiver;

#[path = "../examples/receiver/receiver.rs"]
mod receiver;

fn start(server: &TestServer) -> (Receiver, mpsc::Receiver<Event>, String) {
    let http = tiny_http::Server::http("127.0.0.1:0").unwrap();
    let url = format!("http://{}/bbb?token=a%20b", http.server_addr());
    let verifier = WebhookVerifier::new(&*url, server.secret()).unwrap();
    let (receiver, events) = Receiver::start(http, verifier);
    (receiver, events, url)
}

/// The status that comes for a request, sent byte for byte.
fn status(url: &str, target: &str, body: &str) -> u16 {
    let authority = url.split('/').nth(2).unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    let length = body.len();
    let request = format!(
        "POST {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_meeting_from_its_creation_to_its_recording() {
    let server = TestServer::start().unwrap();
    let client = Client::new(server.server());
    let (_receiver, events, url) = start(&server);
    let hook = client.send(&CreateHook::new(&url)).unwrap().hook_id;

    client
        .send(&Create::new("room-1", "Physics & more").record(true))
        .unwrap();
    let room = server.meeting("room-1").unwrap();
    let ada = room.join_as_moderator("Ada");
    room.start_recording();
    ada.chat("1 < 2");
    ada.leave();
    client.send(&End::new("room-1")).unwrap();
    server.advance(Duration::from_secs(60 * 60));
    let attempts = server.deliver();
    assert!(attempts.iter().all(|attempt| attempt.status == Some(200)));
    client.send(&DestroyHook::new(&hook)).unwrap();
    assert!(client.send(&ListHooks::new()).unwrap().hooks.is_empty());

    let events: Vec<Event> = events.try_iter().collect();
    let ids: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "meeting-created",
            "user-joined",
            "meeting-recording-started",
            "chat-group-message-sent",
            "user-left",
            "meeting-ended",
            "rap-archive-started",
            "rap-publish-ended",
        ]
    );
    for event in &events {
        assert_eq!(
            event.meeting.external_id.as_deref(),
            Some("room-1"),
            "{event:?}"
        );
        assert!(event.time.is_some(), "{event:?}");
    }
    assert_eq!(events[0].meeting.name.as_deref(), Some("Physics & more"));
    assert_eq!(
        events[1].user.as_ref().unwrap().name.as_deref(),
        Some("Ada")
    );
    assert_eq!(
        events[1].user.as_ref().unwrap().role.as_deref(),
        Some("MODERATOR")
    );
    let chat = events[3].chat.as_ref().unwrap();
    assert_eq!(chat.message.as_deref(), Some("1 &lt; 2"));
    let recording = events[7].recording.as_ref().unwrap();
    assert_eq!(recording.workflow.as_deref(), Some("presentation"));
    assert_eq!(recording.record_id, events[7].meeting.internal_id);
}

#[test]
fn what_is_not_the_servers_is_refused_and_what_comes_again_is_told_once() {
    let server = TestServer::start().unwrap();
    let (_receiver, events, url) = start(&server);
    let event = Event::new(EventId::MeetingEnded, 1, &bbb_sdk::json::json!({}));
    let sender = WebhookSender::new(&*url, server.secret()).unwrap();
    let sent = sender.deliver([&event], 1);
    let target = sent.target();

    assert_eq!(status(&url, &target, sent.body()), 200);
    assert_eq!(status(&url, &target, sent.body()), 200);
    let forged = sent.body().replace("meeting-ended", "meeting-created");
    assert_eq!(status(&url, &target, &forged), 403);
    assert_eq!(status(&url, "/bbb?token=a%20b", sent.body()), 403);
    let large = "a".repeat(IncomingLimits::default().body + 1);
    assert_eq!(status(&url, &target, &large), 413);
    assert_eq!(events.try_iter().collect::<Vec<_>>(), [event]);
}
