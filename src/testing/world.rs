//! What exists on a server and what happened there: meetings, people, recordings, webhooks, events.

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
    /// What happened, in its order.
    pub(in crate::testing) events: VecDeque<WorldEvent>,
    /// What happened since [`take_news`](Self::take_news) was called last.
    news: Vec<WorldEvent>,
    /// Whether the server behind a load balancer can be reached.
    pub(in crate::testing) node: NodeState,
    /// What the poller of a load balancer saw last, and when.
    pub(in crate::testing) polled: Polled,
    /// Where those who are gone are led, by their session tokens.
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
    /// It answers.
    #[default]
    Up,
    /// It does not answer, and a load balancer has not noticed yet. nginx in front of BigBlueButton answers 502.
    Unreachable,
    /// It does not answer, and a load balancer has noticed: its meetings are none any more.
    Offline,
}

/// The most that is kept of requests, events and deliveries, so that a server can run for ever.
const KEPT: usize = 10_000;

/// Adds to a list, which forgets its oldest item when it is full.
pub(in crate::testing) fn remember<T>(list: &mut VecDeque<T>, item: T) {
    if list.len() == KEPT {
        list.pop_front();
    }
    list.push_back(item);
}
