//! Does one work so many times, for tools that count instructions: `valgrind --tool=callgrind target/release/work getRecordings 10`.

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
    match work.as_str() {
        "parse" => {
            let text = data::recordings(200, 2);
            repeat(times, || roxmltree::Document::parse(&text).unwrap());
        }
        "getRecordings" => decode::<GetRecordings>(times, &data::recordings(200, 2)),
        "getMeetings" => decode::<GetMeetings>(times, &data::meetings(100, 10)),
        "getMeetingInfo" => decode::<GetMeetingInfo>(times, &data::meeting_info(500)),
        _ => eprintln!("work parse|getRecordings|getMeetings|getMeetingInfo TIMES"),
    }
}

fn decode<C: Call>(times: u32, text: &str) {
    repeat(times, || C::decode(text).expect("the data is an answer"));
}

fn repeat<T>(times: u32, work: impl Fn() -> T) {
    for _ in 0..times {
        std::hint::black_box(work());
    }
}
