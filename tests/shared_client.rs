//! A client that sixteen threads share while faults happen keeps working, mixes up no responses, and leaves nothing
//! behind.
//!
//! `BBB_SDK_ROUNDS` sets the number of rounds; the default is one. The test is alone in its file because it counts the
//! threads and the open files of the whole process.
#![cfg(all(feature = "testing", feature = "http"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop"
)]

use std::thread;
use std::time::Duration;

use bbb_sdk::Client;
use bbb_sdk::administration::Create;
use bbb_sdk::monitoring::GetMeetingInfo;
use bbb_sdk::testing::{Fault, TestServer};

#[path = "support/faults.rs"]
mod faults;
#[path = "support/kept.rs"]
mod kept;
#[path = "support/open.rs"]
mod open;

use kept::{everything, keeps};
use open::{comes_back_to, open};

/// Numbers that are the same in every run: the generator SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }
}

fn client(server: &TestServer) -> Client {
    let short = Duration::from_millis(100);
    Client::builder(server.server())
        .no_proxy()
        .response_timeout(short)
        .body_timeout(short)
        .body_limit(1 << 20)
        .build()
}

/// Requests a thread's own meeting while faults happen to this and all other threads. Returns how often a response
/// came.
fn ask(server: &TestServer, client: &Client, id: &str, seed: u64) -> usize {
    let faults: Vec<Fault> = faults::all().into_iter().map(|(fault, _)| fault).collect();
    let mut numbers = Numbers(seed);
    let mut answers = 0;
    for _ in 0..60 {
        // The fault happens to the next request, which may be that of another thread.
        if numbers.below(2) == 0 {
            server.fail_next("*", faults[numbers.below(faults.len())].clone());
        }
        match client.send(&GetMeetingInfo::new(id)) {
            Ok(info) => {
                assert_eq!(info.meeting_id, id);
                answers += 1;
            }
            Err(error) => keeps(server.secret(), &everything(&error), id),
        }
    }
    answers
}

/// Runs sixteen threads with one client.
fn story(round: u64) {
    let server = TestServer::start().unwrap();
    let patient = Client::new(server.server());
    let ids: Vec<String> = (0..16).map(|number| format!("room-{number}")).collect();
    for id in &ids {
        patient.send(&Create::new(id, "Physics")).unwrap();
    }
    let client = client(&server);
    let answers: usize = thread::scope(|scope| {
        let (server, client) = (&server, &client);
        let seeds = round * 16..;
        let threads: Vec<_> = seeds
            .zip(&ids)
            .map(|(seed, id)| scope.spawn(move || ask(server, client, id, seed)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    println!(
        "round {round}: {answers} of {} calls were answered",
        16 * 60
    );
    assert!(answers > 0);
    server.recover();
    // On a busy machine a short timeout may pass, so one successful call of many is enough.
    let works = |id: &String| client.send(&GetMeetingInfo::new(id)).is_ok();
    assert!((0..100).any(|_| ids.iter().any(works)));
}

#[test]
fn sixteen_threads_with_one_client() {
    let rounds = std::env::var("BBB_SDK_ROUNDS");
    let rounds = rounds.map_or(1, |rounds| rounds.parse().unwrap());
    // The first round creates what exists once for the whole process, and is not counted.
    story(0);
    let before = open();
    for round in 1..=rounds {
        story(round);
    }
    comes_back_to(before);
}
