//! Prints the table of targets: each measured ratio beside its target.
//!
//! A ratio is the time of the work divided by that of its floor, which take turns in one run, so that it is reliable on
//! a busy machine. A word after `--` selects the rows that contain it. The bench `memory` counts allocations.
//!
//! Calls go to a server in another thread. On one processor, `taskset -c 0 cargo bench …`, the two take turns. On two
//! processors, most of a call's time is what the system takes to wake the other thread, which may vary tenfold between
//! calls.

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use bbb_sdk::callbacks::send::WebhookSender;
use bbb_sdk::callbacks::{Event, EventId, WebhookVerifier};
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings, IsMeetingRunning};
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::{Call, Checksum, Client, Server};
use bbb_sdk_benches::paired::{self, Paired, paired};
use bbb_sdk_benches::{SECRET, client_of, data, join, loopback, peer, stream};
use roxmltree::Document;
use sha2::Digest;

const TIME: Duration = Duration::from_secs(1);

const NO_TARGET: f64 = f64::INFINITY;

fn main() {
    if let Ok(address) = std::env::var(ONCE) {
        once(&address);
        return;
    }
    if std::env::var_os(ALONE).is_none() {
        println!(
            "{:<44} {:>10} {:>10} {:>7} {:>7}",
            "work / floor", "floor", "work", "ratio", "target"
        );
    }
    sign::<sha1::Sha1>(Checksum::SHA1, 2.3);
    sign::<sha2::Sha256>(Checksum::SHA256, 2.3);
    sign::<sha2::Sha384>(Checksum::SHA384, 1.6);
    sign::<sha2::Sha512>(Checksum::SHA512, 1.6);
    webhook();
    call();
    choices();
    decode::<GetMeetingInfo, peer::Meeting>(
        "getMeetingInfo, 500 attendees",
        &data::meeting_info(500),
        1.30,
    );
    decode::<GetMeetings, peer::Meetings>("getMeetings, 1000 × 10", &data::meetings(1000, 10), 1.0);
    decode::<GetRecordings, peer::Recordings>(
        "getRecordings, 5000 × 2",
        &data::recordings(5000, 2),
        1.0,
    );
    for count in [10, 100, 1000] {
        decode::<GetRecordings, peer::Recordings>(
            &format!("getRecordings, {count} × 2"),
            &data::recordings(count, 2),
            1.40,
        );
    }
    for count in [100, 1_000, 10_000] {
        streams(count);
    }
    for count in [304, 1_000, 10_000] {
        streams_once(count);
    }
    if is_picked("growth") {
        growth();
    }
}

/// Compares a stream whose records are dropped with `send`, and with bare ureq and the parser.
fn streams(count: usize) {
    let address = loopback::serve(&data::recordings(count, 2));
    let server = Server::new(&address, SECRET).expect("the address is one");
    let list = GetRecordings::new();
    let url = server.url(&list).expect("the call is complete");
    let client = Client::new(server);
    let agent = ureq::agent();
    let streamed = || stream(&client);
    // A list that fits in the caches leaves no time to save.
    let target = if count < 1_000 { NO_TARGET } else { 1.0 };
    row(
        &format!("stream, {count} × 2 / ureq and parse"),
        target,
        || paired(TIME, || received_and_parsed(&agent, &url), streamed),
    );
    row(&format!("stream, {count} × 2 / send"), 1.05, || {
        paired(TIME, || client.send(&list), streamed)
    });
}

/// Reads a whole response with bare ureq and parses it. Returns its length.
fn received_and_parsed(agent: &ureq::Agent, url: &str) -> usize {
    let mut answer = agent.get(url).call().expect("it answers");
    let body = answer.body_mut().with_config().limit(u64::MAX);
    let text = body.read_to_string().expect("it is text");
    let _ = black_box(Document::parse(&text)).expect("it is XML");
    text.len()
}

/// Compares a stream with bare ureq and the parser in programs that read one list.
///
/// In a program that has read such a list before, the heap already has the memory for the parser's tree.
fn streams_once(count: usize) {
    let name = format!("one stream of {count} × 2 / ureq and parse");
    row(&name, 1.0, || {
        let address = loopback::serve(&data::recordings(count, 2));
        let run = |work: &str| timed_once(&address, work);
        paired::rounds(3 * TIME, || run("floor"), || run("work"))
    });
}

/// The environment variable with the address, in a process that reads one list.
const ONCE: &str = "BBB_SDK_BENCH_ONCE";

/// Returns the time that another process takes to read one list.
fn timed_once(address: &str, work: &str) -> Duration {
    let program = std::env::current_exe().expect("the bench is a file");
    let output = Command::new(program).arg(work).env(ONCE, address).output();
    let output = output.expect("the process runs").stdout;
    let nanoseconds = String::from_utf8_lossy(&output).trim().parse();
    Duration::from_nanos(nanoseconds.expect("the process prints its time"))
}

/// Reads one list, and prints the time in nanoseconds.
fn once(address: &str) {
    let server = Server::new(address, SECRET).expect("the address is one");
    let url = server.url(&GetRecordings::new());
    let url = url.expect("the call is complete");
    let (client, agent) = (Client::new(server), ureq::agent());
    let start = Instant::now();
    let read = match std::env::args().nth(1).as_deref() {
        Some("floor") => received_and_parsed(&agent, &url),
        _ => stream(&client),
    };
    let took = start.elapsed();
    assert_ne!(black_box(read), 0);
    println!("{}", took.as_nanos());
}

fn sign<D: Digest>(checksum: Checksum, target: f64) {
    let server = Server::with_checksum("https://bbb.example.com", SECRET, checksum)
        .expect("the address is one");
    let link = join();
    let signed = ["join", link.query().as_str(), SECRET].concat();
    let hash = || D::digest(black_box(signed.as_bytes()));
    let url = || server.url(black_box(&link));
    row(&format!("sign, {} / hash", checksum.name()), target, || {
        paired(TIME, hash, url)
    });
}

/// Compares reading a delivery of one event, from its target and body to the event, with hashing it and parsing its
/// JSON.
fn webhook() {
    let attributes = serde_json::json!({
        "meeting": { "internal-meeting-id": "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1700000000123", "external-meeting-id": "room-1" },
        "user": { "internal-user-id": "w_xfsb9gxtlfom", "external-user-id": "ada", "name": "Ada Lovelace", "role": "MODERATOR" },
    });
    let url = "https://app.example.com/bbb/events";
    let event = Event::new(EventId::UserJoined, 1_700_000_000_000, &attributes);
    let sender = WebhookSender::new(url, SECRET).expect("the URL is one");
    let sent = sender.deliver([&event], 1_700_000_000_001);
    let verifier = WebhookVerifier::new(url, SECRET).expect("the URL is one");
    let signed = [url, sent.body(), SECRET].concat();
    let floor = || {
        let hash = sha1::Sha1::digest(black_box(signed.as_bytes()));
        (
            hash,
            serde_json::from_str::<serde_json::Value>(black_box(event.json())),
        )
    };
    let read = || verifier.verify(black_box(&sent.incoming()));
    assert_eq!(read().expect("it is signed").events.len(), 1);
    row("a webhook / hash and serde_json", NO_TARGET, || {
        paired(TIME, floor, read)
    });
}

fn call() {
    let address = loopback::serve(&data::running());
    let server = Server::new(&address, SECRET).expect("the address is one");
    let running = IsMeetingRunning::new("room-1");
    let url = server.url(&running).expect("the call is complete");
    let watched = Client::builder(server.clone()).deadline(Duration::from_secs(220));
    let (client, watched) = (Client::new(server), watched.build());
    let sent = || client.send(&running);
    row("a call with a deadline / without", NO_TARGET, || {
        paired(TIME, sent, || watched.send(&running))
    });
    row("a call / bare ureq", 1.10, || {
        paired(TIME, bare(&ureq::agent(), &url), sent)
    });
    row("a call / ureq with time limits", 1.10, || {
        paired(TIME, bare(&limited(), &url), sent)
    });
}

/// Returns a function that sends a request with bare ureq.
fn bare(agent: &ureq::Agent, url: &str) -> impl Fn() -> Result<String, ureq::Error> {
    move || agent.get(url).call()?.body_mut().read_to_string()
}

/// Returns an agent with the timeouts that the client has.
fn limited() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_send_request(Some(Duration::from_secs(30)))
        .timeout_recv_response(Some(Duration::from_secs(60)))
        .timeout_recv_body(Some(Duration::from_secs(120)));
    config.build().into()
}

/// Compares settings of ureq. The client's settings were chosen by these rows.
fn choices() {
    let address = loopback::serve(&data::running());
    let global = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(220)));
    let global: ureq::Agent = global.build().into();
    row(
        "ureq: one limit in all / limits of phases",
        NO_TARGET,
        || paired(TIME, bare(&limited(), &address), bare(&global, &address)),
    );
    let named = address.replace("127.0.0.1", "localhost");
    row("ureq: a name / an address", NO_TARGET, || {
        let agent = ureq::agent();
        paired(TIME, bare(&agent, &address), bare(&agent, &named))
    });
    let few = ureq::agent();
    let many = ureq::Agent::config_builder().max_idle_connections_per_host(32);
    let many: ureq::Agent = many.build().into();
    row(
        "ureq, 8 threads: 3 kept connections / 32",
        NO_TARGET,
        || {
            let (few, many) = (bare(&few, &address), bare(&many, &address));
            paired(TIME, || in_threads(&many), || in_threads(&few))
        },
    );
}

fn in_threads<T>(work: impl Fn() -> T + Sync) {
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..50).for_each(|_| drop(black_box(work()))));
        }
    });
}

/// Returns the shortest of three times.
fn best<T>(work: impl Fn() -> T) -> Duration {
    let times = (0..3).map(|_| {
        let start = Instant::now();
        let _ = black_box(work());
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

fn best_decode(text: &str) -> Duration {
    best(|| GetRecordings::decode(black_box(text)))
}

/// Measures a stream over the loopback interface whose records are dropped.
fn best_stream(text: &str) -> Duration {
    let client = client_of(text);
    best(|| stream(&client))
}

/// Prints times that must not grow: for each record with the number of records, and for each byte of a hostile body
/// with its length.
fn growth() {
    println!("\n{:<44} {:>10} {:>10}", "getRecordings", "time", "each");
    for count in [10, 100, 1_000, 10_000, 100_000] {
        let best = best_decode(&data::recordings(count as usize, 2));
        println!("{count:<44} {best:>10.2?} {:>10.2?}", best / count);
    }
    hostile("decode", best_decode);
    hostile("stream", best_stream);
}

fn hostile(name: &str, best: impl Fn(&str) -> Duration) {
    println!(
        "\n{:<44} {:>10} {:>10} {:>10} {:>11}",
        format!("body, {name}"),
        "1 MB",
        "4 MB",
        "16 MB",
        "16 : 4"
    );
    for (name, body) in data::HOSTILE {
        let times = [1, 4, 16].map(|megabytes| best(&body(megabytes << 20)));
        let growth = times[2].as_secs_f64() / times[1].as_secs_f64();
        println!(
            "{name:<44} {:>10.2?} {:>10.2?} {:>10.2?} {growth:>10.1}×",
            times[0], times[1], times[2]
        );
    }
}

fn decode<C: Call, P: for<'a> serde::Deserialize<'a>>(name: &str, text: &str, target: f64) {
    let ours = || C::decode(black_box(text)).expect("the data is an answer");
    row(&format!("{name} / parse"), target, || {
        paired(TIME, || Document::parse(black_box(text)), ours)
    });
    row(&format!("{name} / quick-xml + serde"), 0.80, || {
        paired(TIME, || peer::read::<P>(black_box(text)), ours)
    });
}

fn row(name: &str, target: f64, measure: impl FnOnce() -> Paired) {
    if !is_picked(name) {
        return;
    }
    // Each row is measured in a process of its own, so that it does not profit from heap memory that another row left.
    if std::env::var_os(ALONE).is_none() {
        let program = std::env::current_exe().expect("the bench is a file");
        let alone = Command::new(program).arg(name).env(ALONE, "").status();
        assert!(alone.is_ok_and(|status| status.success()), "{name}");
        return;
    }
    let paired = measure();
    let verdict = match target {
        NO_TARGET => String::new(),
        _ if paired.ratio > target => format!("{target:>6.2}× missed"),
        _ => format!("{target:>6.2}×"),
    };
    println!(
        "{name:<44} {:>10.2?} {:>10.2?} {:>6.2}× {verdict}",
        paired.floor, paired.work, paired.ratio
    );
}

/// The environment variable that is set in the process that measures one row.
const ALONE: &str = "BBB_SDK_BENCH_ALONE";

/// Returns whether a row was requested. Cargo itself passes `--bench`.
fn is_picked(name: &str) -> bool {
    let mut words = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .peekable();
    words.peek().is_none() || words.any(|word| name.contains(&word))
}
