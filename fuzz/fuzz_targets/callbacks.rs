//! Verifies requests from a server. The input is the target, a line end, `Authorization`, a line end, and the body.
#![no_main]

use bbb_sdk::callbacks::{
    AnalyticsVerifier, Incoming, MeetingEnded, MeetingEndedVerifier, RecordingReadyVerifier,
    WebhookVerifier,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(3, |byte| *byte == b'\n');
    let mut next = || parts.next().unwrap_or_default();
    let (target, authorization, body) = (String::from_utf8_lossy(next()), next(), next());
    let incoming = Incoming::new(&target, body).header("Authorization", authorization);
    let webhooks = WebhookVerifier::new("https://app.example/cb?a=1", "secret").unwrap();
    assert!(webhooks.verify(&incoming).is_err());
    assert!(
        RecordingReadyVerifier::new("secret")
            .unwrap()
            .verify(&incoming)
            .is_err()
    );
    assert!(
        AnalyticsVerifier::new("secret")
            .unwrap()
            .verify(&incoming)
            .is_err()
    );
    assert!(
        MeetingEndedVerifier::new("secret")
            .unwrap()
            .verify(&incoming)
            .is_err()
    );
    let _ = MeetingEnded::unverified(&incoming);
});
