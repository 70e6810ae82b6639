//! Prints how much memory reading allocates. The numbers are exact, and `tests/allocations.rs` checks their bounds.

use bbb_sdk::Call;
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings};
use bbb_sdk::recording::GetRecordings;
use bbb_sdk_benches::counting::{Counting, counted};
use bbb_sdk_benches::{client_of, data, stream};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    println!(
        "{:<44} {:>10} {:>12} {:>10} {:>10}",
        "body", "bytes", "allocations", "peak", "values"
    );
    row::<GetMeetingInfo>("getMeetingInfo, 500 attendees", &data::meeting_info(500));
    row::<GetMeetings>("getMeetings, 1000 × 10", &data::meetings(1000, 10));
    for count in [10, 100, 1_000, 5_000, 10_000, 100_000] {
        let text = data::recordings(count, 2);
        row::<GetRecordings>(&format!("getRecordings, {count} × 2"), &text);
    }
    for (name, body) in data::HOSTILE {
        row::<GetRecordings>(name, &body(16 << 20));
    }
    println!(
        "\n{:<44} {:>10} {:>10} {:>10}",
        "body, streamed", "1 MB", "4 MB", "16 MB"
    );
    for (name, body) in data::HOSTILE {
        let peaks = [1, 4, 16].map(|megabytes| {
            let client = client_of(&body(megabytes << 20));
            counted(|| stream(&client)).peak >> 10
        });
        println!(
            "{name:<44} {:>7} kB {:>7} kB {:>7} kB",
            peaks[0], peaks[1], peaks[2]
        );
    }
}

/// Prints the peak and the memory that is left at the end, in lengths of the body.
fn row<C: Call>(name: &str, text: &str) {
    let counts = counted(|| C::decode(text).ok());
    let lengths = |bytes: usize| bytes as f64 / text.len() as f64;
    println!(
        "{name:<44} {:>10} {:>12} {:>9.2}× {:>9.2}×",
        text.len(),
        counts.allocations,
        lengths(counts.peak),
        lengths(counts.held)
    );
}
