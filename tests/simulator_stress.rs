//! Twenty servers at a time, with two hundred calls to each, leave nothing behind.
//!
//! `BBB_SDK_ROUNDS` sets the number of rounds; the default is one. The test is alone in its file because it counts the
//! threads and the open files of the whole process.
#![cfg(all(feature = "testing", feature = "http"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

use std::thread;

use bbb_sdk::Client;
use bbb_sdk::administration::{Create, End};
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings, IsMeetingRunning};
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::testing::{Fault, TestRecording, TestServer};

#[path = "support/open.rs"]
mod open;

use open::{comes_back_to, open};

/// Makes two hundred calls to a server of their own.
fn story() {
    let server = TestServer::start().unwrap();
    let client = Client::new(server.server());
    server.add_recording(TestRecording::new("room-0"));
    for round in 0..25 {
        let id = format!("room-{round}");
        client
            .send(&Create::new(&id, "Physics").record(true))
            .unwrap();
        let room = server.meeting(&id).unwrap();
        let ada = room.join_as_moderator("Ada");
        assert!(client.send(&IsMeetingRunning::new(&id)).unwrap().running);
        assert_eq!(client.send(&GetMeetings::new()).unwrap().meetings.len(), 1);
        ada.chat("hello");
        let info = client.send(&GetMeetingInfo::new(&id)).unwrap();
        assert_eq!(info.attendees.len(), 1);
        assert_eq!(
            client.send(&GetRecordings::new()).unwrap().recordings.len(),
            1
        );
        server.fail_next("getMeetings", Fault::ResetInBody);
        client.send(&GetMeetings::new()).unwrap_err();
        client.send(&End::new(&id)).unwrap();
        assert!(!client.send(&IsMeetingRunning::new(&id)).unwrap().running);
    }
    assert_eq!(server.requests().len(), 200);
}

#[test]
fn nothing_is_left_behind() {
    let rounds = std::env::var("BBB_SDK_ROUNDS");
    let rounds = rounds.map_or(1, |rounds| rounds.parse().unwrap());
    // The first round creates what exists once for the whole process, and is not counted.
    story();
    let before = open();
    for _ in 0..rounds {
        thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(story);
            }
        });
    }
    comes_back_to(before);
}
