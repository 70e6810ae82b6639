//! The state of a server: meetings, users, recordings, webhooks, and the events so far.

use std::collections::VecDeque;

mod acts;
mod events;
mod farewells;
mod hooks;
mod lifecycle;
mod meetings;
mod names;
mod recordings;

pub(in crate::testing) use events::{EventDetails, WorldEvent};
pub(in crate::testing) use farewells::Farewell;
pub(in crate::testing) use hooks::Hook;
pub(in crate::testing) use meetings::{Breakout, Meeting, Session, User};
pub(in crate::testing) use names::sha1;
pub use recordings::TestRecording;
pub(in crate::testing) use recordings::{Format, Track};

/// Everything that a server remembers.
#[derive(Debug, Default)]
pub(in crate::testing) struct World {
    pub(in crate::testing) meetings: Vec<Meeting>,
    pub(in crate::testing) recordings: Vec<TestRecording>,
    pub(in crate::testing) hooks: Vec<Hook>,
    /// The events so far, in order.
    pub(in crate::testing) events: VecDeque<WorldEvent>,
    /// The events since the last call of [`take_news`](Self::take_news).
    news: Vec<WorldEvent>,
    /// Whether the server behind a load balancer can be reached.
    pub(in crate::testing) node: NodeState,
    /// What a load balancer's poller saw last, and when.
    pub(in crate::testing) polled: Polled,
    /// Where users are sent after they left, by session token.
    farewells: VecDeque<(String, Farewell)>,
    names: names::Names,
}

/// What a poller saw.
#[derive(Debug, Default)]
pub(in crate::testing) struct Polled {
    pub(in crate::testing) meetings: Vec<Meeting>,
    pub(in crate::testing) at_millis: i64,
}

/// Whether the server that has the meetings can be reached.
///
/// Set with [`TestServer::set_node`](crate::testing::TestServer::set_node).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum NodeState {
    /// It responds.
    #[default]
    Up,
    /// It does not respond, and a load balancer has not noticed yet. nginx in front of BigBlueButton responds with 502.
    Unreachable,
    /// It does not respond, and a load balancer has noticed and dropped its meetings.
    Offline,
}

/// The maximum number of recorded requests, events and deliveries. It bounds the memory of a server that runs for long.
const KEPT: usize = 10_000;

/// Appends an item, and removes the oldest one if the list is full.
pub(in crate::testing) fn remember<T>(list: &mut VecDeque<T>, item: T) {
    if list.len() == KEPT {
        list.pop_front();
    }
    list.push_back(item);
}
