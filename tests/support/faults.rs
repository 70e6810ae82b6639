//! Every fault of the simulated server.

use std::time::Duration;

use bbb_sdk::testing::Fault;

/// The effect of a fault on a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The right response comes.
    Harmless,
    /// No response comes.
    Harmful,
    /// No response comes within any timeout.
    Endless,
}

/// Returns every fault, with its effect on a call.
pub(crate) fn all() -> Vec<(Fault, Effect)> {
    use Effect::{Endless, Harmful, Harmless};
    vec![
        (Fault::ResetBeforeAnswer, Harmful),
        (Fault::ResetInBody, Harmful),
        (Fault::ResetAfterAnswer, Harmless),
        (Fault::Hangup, Harmful),
        (Fault::CutOff, Harmful),
        (Fault::CutOffText, Harmful),
        (Fault::Silence, Endless),
        (Fault::Drip(Duration::from_secs(1)), Endless),
        (Fault::SlowStart(Duration::from_secs(1)), Endless),
        (Fault::Status(404), Harmful),
        (Fault::Status(502), Harmful),
        (Fault::Busy(1), Harmful),
        (Fault::RateLimited(None), Harmful),
        (Fault::RateLimited(Some(1)), Harmful),
        (Fault::ContentType("text/html".to_owned()), Harmless),
        (Fault::Huge(2 << 20), Harmful),
        (Fault::Garbage, Harmful),
        (Fault::GarbageBody, Harmful),
        (
            Fault::Redirect("https://elsewhere.example/?checksum=swordfish".to_owned()),
            Harmful,
        ),
        (Fault::Twice, Harmful),
        (Fault::Split, Harmless),
        (Fault::EndlessHeaders, Harmful),
        (Fault::Continue, Harmless),
        (Fault::text(""), Harmful),
        (Fault::text("<html>token=swordfish</html>"), Harmful),
        (Fault::text("{\"token\": \"swordfish\"}"), Harmful),
        (Fault::text("<response><a></b></response>"), Harmful),
    ]
}
