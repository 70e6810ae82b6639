//! What the benches share: answers to decode, a loopback server, a stop-watch for ratios, a counting allocator.

use bbb_sdk::administration::{Join, Role};

pub mod counting;
pub mod data;
pub mod loopback;
pub mod paired;
pub mod peer;

/// A secret as `bbb-conf --secret` prints one.
pub const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b3f2a";

/// A join link with six parameters, some beyond ASCII.
pub fn join() -> Join {
    Join::new("room-8d7f0c1e5a", "Zoë Müller 李小龙", Role::Moderator)
        .user_id("user 4711")
        .create_time(1_715_546_442_788_i64)
        .redirect(true)
}
