//! The requests that the simulated server sends to an application, and that the verifiers accept them.
#![cfg(all(feature = "testing", feature = "callbacks", feature = "http"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop"
)]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

use bbb_sdk::administration::Create;
use bbb_sdk::callbacks::{
    AnalyticsVerifier, Incoming, MeetingEnded, RawMessage, RecordingReadyVerifier, Signing,
    WebhookVerifier,
};
use bbb_sdk::testing::{DeliveryAttempt, OutgoingKind, Profile, TestServer, WebhooksVersion};
use bbb_sdk::webhooks::{CreateHook, ListHooks};
use bbb_sdk::{Call, Checksum, Client};

/// A request that the application received.
struct Came {
    target: String,
    authorization: String,
    body: String,
}

impl Came {
    fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        let mut byte = [0];
        while !bytes.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).unwrap();
            bytes.extend(byte);
        }
        let head = String::from_utf8(bytes).unwrap();
        let header = |name: &str| {
            let found = head.lines().find_map(|line| line.strip_prefix(name));
            found.unwrap_or_default().to_owned()
        };
        let mut body = vec![0; header("Content-Length: ").parse().unwrap()];
        stream.read_exact(&mut body).unwrap();
        Self {
            target: head.split(' ').nth(1).unwrap().to_owned(),
            authorization: header("Authorization: "),
            body: String::from_utf8(body).unwrap(),
        }
    }

    fn incoming(&self) -> Incoming<'_> {
        let incoming = Incoming::new(&self.target, self.body.as_bytes());
        incoming.header("Authorization", &self.authorization)
    }
}

/// An application that answers its requests with these statuses, one after the other.
struct Application {
    url: String,
    thread: JoinHandle<Vec<Came>>,
}

impl Application {
    fn answering(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let thread = thread::spawn(move || {
            let answer = |status: &u16| {
                let (mut stream, _) = listener.accept().unwrap();
                let came = Came::read(&mut stream);
                let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
                came
            };
            statuses.iter().map(answer).collect()
        });
        Self { url, thread }
    }

    fn came(self) -> Vec<Came> {
        self.thread.join().unwrap()
    }
}

fn statuses(attempts: &[DeliveryAttempt]) -> Vec<Option<u16>> {
    attempts.iter().map(|attempt| attempt.status).collect()
}

#[test]
fn webhooks_in_every_generation() {
    for (profile, signing, checksum) in [
        (Profile::Bbb30, Signing::Body, Checksum::SHA256),
        (Profile::Bbb30, Signing::Constant, Checksum::SHA1),
        (Profile::Bbb30, Signing::Bearer, Checksum::SHA1),
        (Profile::Bbb27, Signing::Fields, Checksum::SHA1),
    ] {
        let server = TestServer::builder().profile(profile).start().unwrap();
        let client = Client::new(server.server());
        let application = Application::answering(&[200, 204]);
        let url = format!("{}/cb?a=1", application.url);
        client.send(&CreateHook::new(&url)).unwrap();
        client.send(&Create::new("room-1", "Physics")).unwrap();
        server.meeting("room-1").unwrap().join_as_moderator("Ada");

        let attempts = server.deliver_signed(signing, checksum);
        assert_eq!(statuses(&attempts), [Some(200), Some(204)]);
        assert!(server.outgoing().is_empty());

        let verifier = WebhookVerifier::new(&*url, server.secret()).unwrap();
        let verifier = verifier.accept([signing]);
        let came = application.came();
        let events: Vec<_> = came
            .iter()
            .map(|came| verifier.verify(&came.incoming()).unwrap())
            .flat_map(|delivery| delivery.events)
            .collect();
        let ids: Vec<_> = events.iter().map(|event| event.id.as_str()).collect();
        assert_eq!(ids, ["meeting-created", "user-joined"]);
        let user = events[1].user.as_ref().unwrap();
        assert_eq!(user.name.as_deref(), Some("Ada"));
    }
}

#[test]
fn webhooks_of_one_meeting_and_some_events() {
    let server = TestServer::start().unwrap();
    let client = Client::new(server.server());
    let hook = CreateHook::new("http://127.0.0.1:1/").meeting_id("room-1");
    client
        .send(&hook.param("eventID", "user-joined, user-left,MEETING-ended"))
        .unwrap();
    for id in ["room-1", "room-2"] {
        client.send(&Create::new(id, "Physics")).unwrap();
        let room = server.meeting(id).unwrap();
        room.join_as_viewer("Bob").leave();
        room.end();
    }
    let told: Vec<_> = server.outgoing();
    let told: Vec<_> = told
        .iter()
        .filter_map(|callout| callout.json.as_deref())
        .collect();
    assert_eq!(told.len(), 2);
    // The blank in front of `user-left` makes it another event.
    assert!(told[0].contains("user-joined") && told[1].contains("meeting-ended"));
    assert!(
        told.iter()
            .all(|json| json.contains("\"external-meeting-id\":\"room-1\""))
    );
}

#[test]
fn a_webhook_with_raw_events() {
    let server = TestServer::start().unwrap();
    let client = Client::new(server.server());
    let application = Application::answering(&[200, 200, 200]);
    let hook = CreateHook::new(&application.url).raw_events(true);
    client.send(&hook).unwrap();
    let chosen = CreateHook::new("http://127.0.0.1:1/").raw_events(true);
    client
        .send(&chosen.param("eventID", "user-joined"))
        .unwrap();
    let room = server.create_meeting("room-1");
    let ada = room.join_as_moderator("Ada");
    // The server does not report that the user left. Webhooks add that event themselves.
    room.end();

    let attempts = server.deliver();
    assert_eq!(statuses(&attempts), [Some(200); 3]);
    let verifier = WebhookVerifier::new(&*application.url, server.secret()).unwrap();
    let came = application.came();
    let messages: Vec<_> = came
        .iter()
        .flat_map(|came| {
            let delivery = verifier.verify(&came.incoming()).unwrap();
            assert_eq!(delivery.events, []);
            delivery.raw
        })
        .collect();
    let (meeting, user) = (room.internal_id(), ada.internal_id());
    let created = format!(
        r#"{{"envelope":{{"name":"MeetingCreatedEvtMsg","routing":{{"msgType":"BROADCAST_TO_MEETING","meetingId":"{meeting}"}}}},"core":{{"header":{{"name":"MeetingCreatedEvtMsg","meetingId":"{meeting}"}},"body":{{"props":{{"meetingProp":{{"name":"room-1","extId":"room-1","intId":"{meeting}","isBreakout":false}}}}}}}}}}"#
    );
    let joined = format!(
        r#"{{"envelope":{{"name":"UserJoinedMeetingEvtMsg","routing":{{"msgType":"BROADCAST_TO_MEETING","meetingId":"{meeting}","userId":"{user}"}}}},"core":{{"header":{{"name":"UserJoinedMeetingEvtMsg","meetingId":"{meeting}","userId":"{user}"}},"body":{{"intId":"{user}","extId":"{user}","name":"Ada","role":"MODERATOR","guest":false,"presenter":true}}}}}}"#
    );
    let ended = format!(
        r#"{{"envelope":{{"name":"MeetingEndedEvtMsg","routing":{{"msgType":"BROADCAST_TO_MEETING","meetingId":"{meeting}"}}}},"core":{{"header":{{"name":"MeetingEndedEvtMsg","meetingId":"{meeting}"}},"body":{{"meetingId":"{meeting}"}}}}}}"#
    );
    let texts: Vec<_> = messages.iter().map(RawMessage::json).collect();
    assert_eq!(texts, [created, joined, ended]);
    for message in &messages {
        assert_eq!(message.internal_meeting_id.as_deref(), Some(meeting));
    }
    assert_eq!(messages[1].internal_user_id.as_deref(), Some(user));
}

#[test]
fn raw_messages_of_chat_and_recordings() {
    let server = TestServer::start().unwrap();
    hook_raw(&server, "http://a.example/b");
    let room = server.create_meeting("room-1");
    let ada = room.join_as_moderator("Ada");
    ada.chat("1 < 2");
    room.start_recording();
    room.end();
    server.advance(Duration::from_secs(120));
    let messages: Vec<_> = server
        .outgoing()
        .into_iter()
        .map(|request| request.json.unwrap())
        .collect();
    assert_eq!(messages.len(), 12, "{messages:?}");
    let chat = &messages[2];
    assert!(chat.contains(r#""message":"1 < 2""#), "{chat}");
    assert!(
        chat.contains(r#""core":{"header":{"name":"GroupChatMessageBroadcastEvtMsg","#),
        "{chat}"
    );
    let id = room.internal_id();
    let payload = format!(
        r#""payload":{{"meeting_id":"{id}","external_meeting_id":"room-1","record_id":"{id}"}}"#
    );
    for (message, name) in [
        (&messages[4], "archive_started"),
        (&messages[9], "process_ended"),
        (&messages[11], "publish_ended"),
    ] {
        assert!(
            message.contains(&format!(r#""name":"{name}""#)),
            "{message}"
        );
        assert!(message.contains(&payload), "{message}");
    }
}

#[test]
fn a_webhook_that_fails_is_tried_again_and_then_deleted() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let server = TestServer::builder().starts_at(start).start().unwrap();
    let client = Client::new(server.server());
    let application = Application::answering(&[500, 401]);
    client.send(&CreateHook::new(&application.url)).unwrap();
    client.send(&Create::new("room-1", "Physics")).unwrap();

    let first = server.deliver();
    assert_eq!(statuses(&first), [Some(500)]);
    assert_eq!(server.deliver(), []);
    server.advance(Duration::from_millis(100));
    // 401 counts as a success.
    assert_eq!(statuses(&server.deliver()), [Some(401)]);
    assert_eq!(application.came().len(), 2);

    // The application no longer listens.
    server.meeting("room-1").unwrap().end();
    let mut waits = Vec::new();
    while let [attempt] = &*server.deliver() {
        let Some(again) = attempt.retry_millis else {
            break;
        };
        let again = SystemTime::UNIX_EPOCH + Duration::from_millis(again.try_into().unwrap());
        let wait = again.duration_since(server.now()).unwrap();
        waits.push(wait.as_millis());
        server.advance(wait);
    }
    assert_eq!(
        waits,
        [
            100, 500, 1000, 2000, 4000, 8000, 10_000, 30_000, 60_000, 60_000, 60_000, 60_000
        ]
    );
    assert!(client.send(&ListHooks::new()).unwrap().hooks.is_empty());
}

#[test]
fn the_end_of_a_recorded_meeting() {
    let server = TestServer::start().unwrap();
    let client = Client::new(server.server());
    let application = Application::answering(&[503, 200, 200, 200, 200]);
    let url = &application.url;
    let create = Create::new("room-1", "Physics")
        .record(true)
        .param("meetingEndedURL", format!("{url}/ended?token=1"))
        .param("meta_endCallbackUrl", format!("{url}/end?token=1"))
        .param("meta_analytics-callback-url", format!("{url}/analytics"))
        .param("meta_bbb-recording-ready-url", format!("{url}/ready"));
    let record_id = client.send(&create).unwrap().internal_meeting_id.unwrap();
    let room = server.meeting("room-1").unwrap();
    let ada = room.join_as_moderator("Ada");
    room.start_recording();
    ada.raise_hand();
    server.advance(Duration::from_secs(30));
    room.end();

    let attempts = server.deliver();
    assert_eq!(statuses(&attempts), [Some(503), Some(200), Some(200)]);
    let kinds: Vec<_> = attempts
        .iter()
        .map(|attempt| attempt.request.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            OutgoingKind::MeetingEnded,
            OutgoingKind::MeetingEndedUrl,
            OutgoingKind::Analytics
        ]
    );
    server.advance(Duration::from_secs(30));
    assert_eq!(statuses(&server.deliver()), [Some(200)]);
    // From processing over processed to published takes two minutes.
    server.advance(Duration::from_secs(90));
    assert_eq!(statuses(&server.deliver()), [Some(200)]);

    let came = application.came();
    let [failed, ended, analytics, end, ready] = &*came else {
        panic!("{} came", came.len());
    };
    assert_eq!(ended.target, "/ended?token=1");
    assert_eq!(
        failed.target,
        "/end?token=1&meetingID=room-1&recordingmarks=true"
    );
    let end = MeetingEnded::unverified(&end.incoming()).unwrap();
    assert_eq!(end.recording_marks, Some(true));

    let verifier = AnalyticsVerifier::new(server.secret()).unwrap();
    let told = verifier
        .verify_at(&analytics.incoming(), server.now())
        .unwrap();
    assert_eq!(told.meeting_id, "room-1");
    assert_eq!(told.attendees[0].name.as_deref(), Some("Ada"));
    assert_eq!(told.attendees[0].engagement.raise_hand, Some(1));

    let verifier = RecordingReadyVerifier::new(server.secret()).unwrap();
    let told = verifier.verify(&ready.incoming()).unwrap();
    assert_eq!(
        (told.meeting_id, told.record_id),
        ("room-1".to_owned(), record_id)
    );
}

/// Registers a hook with any URL, as a client without checks does.
fn hook(server: &TestServer, url: &str, meeting: &str) {
    let mut query = bbb_sdk::Query::new();
    query.set("callbackURL", url);
    if !meeting.is_empty() {
        query.set("meetingID", meeting);
    }
    register(server, &query);
}

/// Registers a hook for raw messages.
fn hook_raw(server: &TestServer, url: &str) {
    let mut query = bbb_sdk::Query::new();
    query.set("callbackURL", url).set("getRaw", true);
    register(server, &query);
}

fn register(server: &TestServer, query: &bbb_sdk::Query) {
    let checksum = Checksum::SHA1.sign("hooks/create", query.as_str(), server.secret());
    let link = format!(
        "{}/hooks/create?{}&checksum={}",
        server.url(),
        query.as_str(),
        checksum.as_str()
    );
    server.open(&link);
}

#[test]
fn hooks_for_one_meeting_are_called_by_each_generation_in_its_way() {
    for (version, own, foreign) in [
        (WebhooksVersion::V2_6, 4, 1),
        (WebhooksVersion::V3_3, 4, 4),
        (WebhooksVersion::V3_5, 2, 1),
    ] {
        let server = TestServer::builder().webhooks(version).start().unwrap();
        hook(&server, "http://a.example/all", "");
        for name in ["one", "two", "three"] {
            hook(&server, &format!("http://a.example/{name}"), "room-1");
        }
        server.create_meeting("room-1");
        assert_eq!(server.outgoing().len(), own, "{version:?}");
        server.create_meeting("room-2");
        assert_eq!(server.outgoing().len(), own + foreign, "{version:?}");
    }
}

#[test]
fn urls_are_called_as_each_generation_calls_them() {
    let target = |version, path: &str| {
        let server = TestServer::builder().webhooks(version).start().unwrap();
        let application = Application::answering(&[200]);
        hook(&server, &format!("{}{path}", application.url), "");
        server.create_meeting("room-1");
        let attempts = server.deliver_signed(Signing::Bearer, Checksum::SHA1);
        assert_eq!(statuses(&attempts), [Some(200)]);
        application.came().remove(0).target
    };
    let (old, new) = (WebhooksVersion::V2_6, WebhooksVersion::V3_5);
    assert_eq!(target(old, "/a/../b?c=/../d"), "/a/../b?c=/../d");
    assert_eq!(target(new, "/a/../b?c=/../d"), "/b?c=/../d");
    assert_eq!(target(old, "/a\\b"), "/a/b");
    assert_eq!(target(new, "/a\\b"), "/a/b");
    assert_eq!(target(new, "/a "), "/a");
    assert_eq!(target(new, "/ä"), "/%C3%A4");
}

#[test]
fn what_cannot_be_called_is_registered_and_the_log_says_so() {
    let problem = |version, url: &str| {
        let server = TestServer::builder().webhooks(version).start().unwrap();
        hook(&server, url, "");
        server.create_meeting("room-1");
        let attempts = server.deliver();
        assert_eq!(statuses(&attempts), [None]);
        assert_eq!(server.delivery_attempts(), attempts);
        attempts[0].problem.clone().unwrap()
    };
    let (old, new) = (WebhooksVersion::V2_6, WebhooksVersion::V3_5);
    let no_http = "the URL is not one of HTTP";
    for url in [
        "not a url",
        "ftp://a.example/b",
        "",
        "https%3A%2F%2Fa.example%2Fb",
    ] {
        assert_eq!(problem(new, url), no_http, "{url}");
        assert_eq!(problem(old, url), no_http, "{url}");
    }
    assert_eq!(problem(new, "http://"), "the URL has no host");
    assert_eq!(
        problem(new, "http://u@a.example/b"),
        "the URL has a user name"
    );
    assert_eq!(problem(old, "http://a.example/ä"), "the URL is not ASCII");
}
