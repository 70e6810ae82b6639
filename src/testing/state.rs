//! What the server knows: meetings, recordings, webhooks.

use std::collections::VecDeque;

use super::callouts::Callout;
use super::hooks::Hook;
use super::meetings::{Meeting, User};
use super::recordings::Recording;
use super::script::Happening;
use crate::checksum::Checksum;

/// Everything the server remembers.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) meetings: Vec<Meeting>,
    pub(super) recordings: Vec<Recording>,
    pub(super) hooks: Vec<Hook>,
    /// What happened, in its order.
    pub(super) happenings: VecDeque<Happening>,
    /// What is to be called.
    pub(super) callouts: VecDeque<Callout>,
    names: Names,
    last_created: i64,
    last_hook: u64,
}

impl State {
    /// All users, each with the meeting.
    pub(super) fn users(&self) -> impl Iterator<Item = (&Meeting, &User)> {
        self.meetings.iter().flat_map(|meeting| {
            let users = meeting.users.iter();
            users.map(move |user| (meeting, user))
        })
    }

    /// The tokens of all sessions.
    pub(super) fn session_tokens(&self) -> Vec<String> {
        let sessions = self.users().flat_map(|(_, user)| &user.sessions);
        sessions.map(|session| session.token.clone()).collect()
    }

    /// A text of lower-case letters and digits that no other of this server is like.
    pub(super) fn token(&mut self, length: usize) -> String {
        self.names.token(length)
    }

    /// So many digits that no other of this server are like; never nines alone, which are for sound checks.
    pub(super) fn voice_bridge(&mut self, digits: u32) -> String {
        let least = 10_u64.pow(digits - 1);
        loop {
            let number = least + self.names.next() % (9 * least - 1);
            let bridge = number.to_string();
            if !self.meetings.iter().any(|m| m.voice_bridge == bridge) {
                return bridge;
            }
        }
    }

    /// A UUID of version 4.
    pub(super) fn uuid(&mut self) -> String {
        let (high, low) = (self.names.next(), self.names.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            high >> 32,
            high >> 16 & 0xFFFF,
            high & 0xFFF,
            low >> 48 & 0xFFF,
            low & 0xFFFF_FFFF_FFFF
        )
    }

    /// The next number of a webhook.
    pub(super) fn hook_number(&mut self) -> String {
        self.last_hook = self.last_hook.saturating_add(1);
        self.last_hook.to_string()
    }

    /// The moment of a creation: no two are the same, though the test's clock stands still.
    pub(super) fn creation(&mut self, now: i64) -> i64 {
        self.last_created = now.max(self.last_created.saturating_add(1));
        self.last_created
    }
}

/// The most that is kept of what was asked and what happened, so that a server can run for ever.
const KEPT: usize = 10_000;

/// Adds to a list, which forgets its oldest.
pub(super) fn push<T>(list: &mut VecDeque<T>, item: T) {
    if list.len() == KEPT {
        list.pop_front();
    }
    list.push_back(item);
}

/// Names that look like chance and are the same in every run.
#[derive(Debug, Default)]
struct Names(u64);

impl Names {
    /// The next number of SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn token(&mut self, length: usize) -> String {
        let digit = |_| {
            let value = u32::try_from(self.next() % 36).unwrap_or(0);
            char::from_digit(value, 36).unwrap_or('0')
        };
        (0..length).map(digit).collect()
    }
}

/// The SHA-1 of a text in hex, which internal IDs begin with.
pub(super) fn sha1(text: &str) -> String {
    Checksum::SHA1.sign("", text, "").as_str().to_owned()
}
