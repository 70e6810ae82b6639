//! Measures each piece of work and its floor separately, with times and allocations: `cargo bench --bench works`.

use bbb_sdk::administration::Create;
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings, IsMeetingRunning};
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::{Call, Client, Server};
use bbb_sdk_benches::{SECRET, data, join, loopback};
use divan::{AllocProfiler, Bencher};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench]
fn build_join(bencher: Bencher<'_, '_>) {
    bencher.bench(join);
}

#[divan::bench]
fn sign_join(bencher: Bencher<'_, '_>) {
    let server = Server::new("https://bbb.example.com", SECRET).expect("the address is one");
    let link = join();
    bencher.bench(|| server.url(&link));
}

#[divan::bench]
fn decode_small(bencher: Bencher<'_, '_>) {
    let (running, created) = (data::running(), data::created());
    bencher.bench(|| (IsMeetingRunning::decode(&running), Create::decode(&created)));
}

#[divan::bench(args = [1, 10, 100, 1000])]
fn decode_meetings(bencher: Bencher<'_, '_>, count: usize) {
    decode::<GetMeetings>(bencher, &data::meetings(count, 10));
}

#[divan::bench(args = [10, 100, 500])]
fn decode_meeting_info(bencher: Bencher<'_, '_>, attendees: usize) {
    decode::<GetMeetingInfo>(bencher, &data::meeting_info(attendees));
}

#[divan::bench(args = [1, 10, 100, 1000, 5000])]
fn decode_recordings(bencher: Bencher<'_, '_>, count: usize) {
    decode::<GetRecordings>(bencher, &data::recordings(count, 2));
}

/// The floor of `decode_recordings`.
#[divan::bench(args = [1, 10, 100, 1000, 5000])]
fn parse_recordings(bencher: Bencher<'_, '_>, count: usize) {
    let text = data::recordings(count, 2);
    bencher.bench(|| roxmltree::Document::parse(&text).map(drop));
}

fn decode<C: Call>(bencher: Bencher<'_, '_>, text: &str) {
    bencher
        .counter(divan::counter::BytesCount::of_str(text))
        .bench_local(|| drop(C::decode(text).expect("the data is an answer")));
}

#[divan::bench]
fn call(bencher: Bencher<'_, '_>) {
    let server =
        Server::new(&loopback::serve(&data::running()), SECRET).expect("the address is one");
    let client = Client::new(server);
    bencher.bench(|| client.send(&IsMeetingRunning::new("room-1")));
}

/// The floor of `call`.
#[divan::bench]
fn call_bare(bencher: Bencher<'_, '_>) {
    let url = loopback::serve(&data::running());
    let agent = ureq::agent();
    bencher.bench(|| {
        agent
            .get(&url)
            .call()
            .and_then(|mut answer| answer.body_mut().read_to_string())
    });
}
