//! Does a piece of work this many times, for tools that count instructions:
//! `valgrind --tool=callgrind target/release/work getRecordings 10`.
//!
//! With `floor` appended it does the work's floor: it parses the same text without reading fields, or sends the URL
//! with bare ureq.

use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings, IsMeetingRunning};
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::{Call, Client, Server};
use bbb_sdk_benches::{SECRET, data, loopback};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let work = arguments.next().unwrap_or_default();
    let times = arguments
        .next()
        .and_then(|times| times.parse().ok())
        .unwrap_or(1);
    let floor = arguments.next().is_some_and(|floor| floor == "floor");
    match work.as_str() {
        "getRecordings" => decode::<GetRecordings>(times, &data::recordings(200, 2), floor),
        "getMeetings" => decode::<GetMeetings>(times, &data::meetings(100, 10), floor),
        "getMeetingInfo" => decode::<GetMeetingInfo>(times, &data::meeting_info(500), floor),
        "call" => call(times, floor),
        _ => eprintln!("work getRecordings|getMeetings|getMeetingInfo|call TIMES [floor]"),
    }
}

fn decode<C: Call>(times: u32, text: &str, floor: bool) {
    if floor {
        repeat(times, || roxmltree::Document::parse(text).unwrap());
    } else {
        repeat(times, || C::decode(text).expect("the data is an answer"));
    }
}

fn call(times: u32, floor: bool) {
    let server = Server::new(&loopback::serve(&data::running()), SECRET).expect("an address");
    let running = IsMeetingRunning::new("room-1");
    if floor {
        let url = server.url(&running).expect("the call is complete");
        let agent = ureq::agent();
        repeat(times, || {
            let mut answer = agent.get(&url).call().expect("it answers");
            answer.body_mut().read_to_string()
        });
    } else {
        let client = Client::new(server);
        repeat(times, || client.send(&running).expect("it answers"));
    }
}

fn repeat<T>(times: u32, work: impl Fn() -> T) {
    for _ in 0..times {
        std::hint::black_box(work());
    }
}
