//! Shared parts of the benches: responses to decode, a loopback server, a stopwatch for ratios, a counting allocator.

use bbb_sdk::administration::{Join, Role};
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::{Client, Server};

pub mod counting;
pub mod data;
pub mod loopback;
pub mod paired;
pub mod peer;

/// A secret in the form that `bbb-conf --secret` prints.
pub const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b3f2a";

/// Returns a join link with six parameters, some of them with non-ASCII characters.
pub fn join() -> Join {
    Join::new("room-8d7f0c1e5a", "Zoë Müller 李小龙", Role::Moderator)
        .user_id("user 4711")
        .create_time(1_715_546_442_788_i64)
        .redirect(true)
}

/// Returns the client of a server that answers every request with this body.
pub fn client_of(body: &str) -> Client {
    Client::new(Server::new(&loopback::serve(body), SECRET).expect("the address is one"))
}

/// Streams recordings, drops each of them, and counts them.
pub fn stream(client: &Client) -> usize {
    client.stream(&GetRecordings::new()).flatten().count()
}
