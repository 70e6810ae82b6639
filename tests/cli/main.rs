//! Runs the program against the simulated server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

mod bbb;

mod bulk;
mod calls;
mod configuration;
mod examples;
mod help;
#[cfg(unix)]
mod join;
mod login;
mod meetings;
mod mistakes;
mod recordings;
mod serve;
mod several;
#[cfg(target_os = "linux")]
mod terminal;
mod webhooks;
