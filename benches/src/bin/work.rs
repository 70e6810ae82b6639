//! Does one work so many times, for tools that count instructions: `valgrind --tool=callgrind target/release/work getRecordings 10`.
//!
//! With `parse` behind it, parses the same text and reads nothing: the floor.

use bbb_sdk::Call;
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings};
use bbb_sdk::recording::GetRecordings;
use bbb_sdk_benches::data;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let work = arguments.next().unwrap_or_default();
    let times = arguments
        .next()
        .and_then(|times| times.parse().ok())
        .unwrap_or(1);
    let parse = arguments.next().is_some_and(|floor| floor == "parse");
    match work.as_str() {
        "getRecordings" => decode::<GetRecordings>(times, &data::recordings(200, 2), parse),
        "getMeetings" => decode::<GetMeetings>(times, &data::meetings(100, 10), parse),
        "getMeetingInfo" => decode::<GetMeetingInfo>(times, &data::meeting_info(500), parse),
        _ => eprintln!("work getRecordings|getMeetings|getMeetingInfo TIMES [parse]"),
    }
}

fn decode<C: Call>(times: u32, text: &str, parse: bool) {
    if parse {
        repeat(times, || roxmltree::Document::parse(text).unwrap());
    } else {
        repeat(times, || C::decode(text).expect("the data is an answer"));
    }
}

fn repeat<T>(times: u32, work: impl Fn() -> T) {
    for _ in 0..times {
        std::hint::black_box(work());
    }
}
