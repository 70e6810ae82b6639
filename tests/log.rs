//! The lines in the log: one for each request, without secrets.
#![cfg(all(feature = "http", feature = "log", feature = "testing"))]
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::sync::Mutex;

use bbb_sdk::administration::Create;
use bbb_sdk::monitoring::{GetMeetingInfo, IsMeetingRunning};
use bbb_sdk::testing::TestServer;
use bbb_sdk::{Client, Server};
use log::{LevelFilter, Log, Metadata, Record};

/// Collects the lines of this crate, without the duration at the end of each.
struct Lines(Mutex<Vec<String>>);

static LINES: Lines = Lines(Mutex::new(Vec::new()));

impl Log for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("bbb_sdk")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let line = record.args().to_string();
            let (line, _) = line.split_once("after ").unwrap();
            self.0.lock().unwrap().push(line.to_owned());
        }
    }

    fn flush(&self) {}
}

#[test]
fn each_request_leaves_a_line_without_secrets() {
    log::set_logger(&LINES).unwrap();
    log::set_max_level(LevelFilter::Debug);

    let server = TestServer::start().unwrap();
    let client = Client::new(server.server());
    let create = Create::new("room", "Physics").moderator_password("hunter2");
    client.send(&create).unwrap();
    client.send(&IsMeetingRunning::new("room")).unwrap();
    client.send(&GetMeetingInfo::new("none")).unwrap_err();
    let wrong = Client::new(Server::new(server.url(), "another").unwrap());
    wrong.send(&create).unwrap_err();

    let expected = [
        "create: answered ",
        "isMeetingRunning: answered ",
        "getMeetingInfo: the server refused with notFound: We could not find a meeting with that meeting ID (",
        "create: the server refused with checksumError: Checksums do not match (",
    ];
    assert_eq!(*LINES.0.lock().unwrap(), expected);
}
