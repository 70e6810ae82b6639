//! Any text is read as a response in JSON.
#![no_main]

use bbb_sdk::callbacks::{Analytics, Event};
use bbb_sdk::json;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let _ = json::read(text, |answer| Ok(answer.to_string()));
    let _ = Event::from_json(text);
    let _ = Analytics::from_json(text);
});
