//! The same through a client, from the simulated server.

use bbb_sdk::Client;
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::testing::{Profile, TestRecording, TestServer, TestServerBuilder};

/// Asserts that this many calls read all recordings of a server that has this many.
#[track_caller]
fn reads(server: TestServerBuilder, count: usize, calls: usize) {
    let server = server.start().unwrap();
    for number in 0..count {
        server.add_recording(TestRecording::new("room-1").id(format!("{number:05}")));
    }
    let client = Client::new(server.server());
    let pages = GetRecordings::new().pages(|call| client.send(call));
    let mut ids: Vec<String> = pages
        .recordings()
        .map(|one| one.unwrap().record_id)
        .collect();
    ids.sort();
    assert!(
        ids.into_iter()
            .eq((0..count).map(|number| format!("{number:05}"))),
        "{count}"
    );
    assert_eq!(server.requests().len(), calls, "{count}");
}

#[test]
fn page_by_page() {
    for (count, calls) in [(0, 1), (1, 1), (100, 1), (101, 2), (250, 3), (10_000, 100)] {
        reads(TestServer::builder(), count, calls);
    }
}

#[test]
fn with_the_total_of_older_versions() {
    for (count, calls) in [(0, 1), (100, 1), (101, 2), (250, 3)] {
        reads(TestServer::builder().old_paging(), count, calls);
    }
}

#[test]
fn all_at_once_where_paging_is_ignored() {
    for (count, calls) in [(0, 1), (99, 1), (100, 2), (101, 1), (250, 1)] {
        reads(
            TestServer::builder().profile(Profile::Scalelite),
            count,
            calls,
        );
    }
}
