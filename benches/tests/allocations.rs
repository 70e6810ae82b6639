//! Nothing allocates more than it did. The numbers do not depend on the machine or its load.
//!
//! A change that needs more raises the number here and says why. A change that needs less lowers it.

use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings, IsMeetingRunning};
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::{Call, Client, Server};
use bbb_sdk_benches::counting::{Counting, Counts, counted};
use bbb_sdk_benches::{SECRET, client_of, data, join, loopback, stream};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Fails if there are more than this many allocations, or if the peak is more than a tenth above this many bytes.
#[track_caller]
fn at_most(allocations: usize, peak: usize, found: Counts) {
    assert!(
        found.allocations <= allocations && found.peak <= peak + peak / 10,
        "{found:?}"
    );
}

fn server() -> Server {
    Server::new("https://bbb.example.com", SECRET).unwrap()
}

#[test]
fn building_a_join_link() {
    at_most(1, 256, counted(join));
}

#[test]
fn signing() {
    let (server, join) = (server(), join());
    at_most(1, 512, counted(|| server.url(&join).unwrap()));
}

#[test]
fn reading() {
    let answers = [
        data::running(),
        data::meetings(20, 10),
        data::meeting_info(50),
        data::recordings(50, 2),
    ];
    // A reader of pieces allocates the head of the text and a text for the parser, even if there is only one piece.
    at_most(
        16,
        2_200,
        counted(|| IsMeetingRunning::decode(&answers[0]).unwrap()),
    );
    let lists = [
        counted(|| GetMeetings::decode(&answers[1]).unwrap()),
        counted(|| GetMeetingInfo::decode(&answers[2]).unwrap()),
        counted(|| GetRecordings::decode(&answers[3]).unwrap()),
    ];
    let [meetings, info, recordings] = lists;
    at_most(1494, 291_044, meetings);
    at_most(342, 113_784, info);
    at_most(2032, 301_248, recordings);
}

#[test]
fn a_long_list_takes_little_more_than_its_values() {
    for text in [data::meetings(1000, 10), data::recordings(1000, 2)] {
        let counts = if text.contains("<meeting>") {
            counted(|| GetMeetings::decode(&text).unwrap())
        } else {
            counted(|| GetRecordings::decode(&text).unwrap())
        };
        assert!(
            counts.peak * 2 <= text.len() * 3,
            "{counts:?} of {}",
            text.len()
        );
    }
}

/// The maximum number of bytes that a stream takes besides the idle client, for any length of the list.
#[test]
fn a_stream_takes_the_same_for_any_length() {
    let peaks = [100, 10_000, 100_000].map(|count| {
        let server = Server::new(&loopback::serve(&data::recordings(count, 2)), SECRET).unwrap();
        let client = Client::new(server);
        let streamed = counted(|| {
            let stream = client.stream(&GetRecordings::new());
            assert_eq!(stream.map(Result::unwrap).count(), count);
        });
        println!("{count} recordings: {streamed:?}");
        streamed.peak
    });
    assert!(peaks.iter().all(|peak| *peak <= 1 << 20), "{peaks:?}");
}

/// The maximum that `send` takes for a list, including its body, in hundredths of the body.
#[test]
fn a_list_that_is_sent_for_is_never_held_as_a_body() {
    for (count, most) in [(304, 145), (400, 142), (3_000, 130)] {
        let text = data::recordings(count, 2);
        let client = Client::new(Server::new(&loopback::serve(&text), SECRET).unwrap());
        // The first call opens the connection.
        let _ = client.send(&GetRecordings::new());
        let sent = counted(|| client.send(&GetRecordings::new()).unwrap());
        println!("{count} recordings: {sent:?} of {}", text.len());
        assert!(
            sent.peak * 100 <= text.len() * most,
            "{sent:?} of {}",
            text.len()
        );
    }
}

#[test]
fn a_whole_call_beside_bare_ureq() {
    let server = Server::new(&loopback::serve(&data::running()), SECRET).unwrap();
    let call = IsMeetingRunning::new("room-1");
    let url = server.url(&call).unwrap();
    let (agent, client) = (ureq::agent(), Client::new(server));
    let bare = || {
        agent
            .get(&url)
            .call()
            .unwrap()
            .body_mut()
            .read_to_string()
            .unwrap()
    };
    let ours = || client.send(&call).unwrap();
    // The first calls open the connections.
    let _ = (bare(), ours());
    let (bare, ours) = (counted(bare), counted(ours));
    // The box of the body's reader is one of them, because the client works with any transport.
    assert!(
        ours.allocations <= bare.allocations + 14,
        "{ours:?} beside {bare:?}"
    );
}

#[test]
fn hostile_bodies() {
    let peak = |text: &str| {
        let recordings = counted(|| GetRecordings::decode(text).is_ok());
        let meetings = counted(|| GetMeetings::decode(text).is_ok());
        recordings.peak.max(meetings.peak)
    };
    for (name, body) in data::HOSTILE {
        for megabytes in [1, 16] {
            let text = body(megabytes << 20);
            let (peak, length) = (peak(&text), text.len());
            // More than the allowance of 48 MiB.
            let most = 8 * length + (48 << 20);
            assert!(peak < most, "{name}: {peak} bytes for {length}");
        }
    }
}

/// A stream takes at most a few times the length of the longest record, which is 16 MiB.
#[test]
fn hostile_bodies_through_a_stream() {
    for (name, body) in data::HOSTILE {
        for megabytes in [1, 16] {
            let client = client_of(&body(megabytes << 20));
            let peak = counted(|| stream(&client)).peak;
            println!("{name}: {peak} bytes for {megabytes} MB");
            assert!(peak < 40 << 20, "{name}: {peak} bytes for {megabytes} MB");
        }
    }
}
