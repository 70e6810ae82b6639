//! Generates IDs that look random and are the same in every run.

use super::World;
use crate::checksum::Checksum;

/// The state of the generator.
#[derive(Debug, Default)]
pub(super) struct Names {
    random: u64,
    last_created: i64,
    last_hook: u64,
}

impl World {
    /// Returns a text of lower-case letters and digits that is unique on this server.
    pub(in crate::testing) fn token(&mut self, length: usize) -> String {
        self.names.token(length)
    }

    /// Returns a number with this many digits that no other meeting has. A number of nines only is reserved for sound checks.
    pub(in crate::testing) fn voice_bridge(&mut self, digits: u32) -> String {
        let least = 10_u64.pow(digits - 1);
        loop {
            let number = least + self.names.next() % (9 * least - 1);
            let bridge = number.to_string();
            if !self.meetings.iter().any(|m| m.voice_bridge == bridge) {
                return bridge;
            }
        }
    }

    /// Returns a UUID of version 4.
    pub(in crate::testing) fn uuid(&mut self) -> String {
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

    /// Returns the next number for a webhook.
    pub(in crate::testing) fn hook_number(&mut self) -> String {
        let last = &mut self.names.last_hook;
        *last = last.saturating_add(1);
        last.to_string()
    }

    /// Returns the time of a creation. No two are equal, even while the clock stands still.
    pub(in crate::testing) fn creation(&mut self, now: i64) -> i64 {
        let last = &mut self.names.last_created;
        *last = now.max(last.saturating_add(1));
        *last
    }
}

impl Names {
    /// Returns the next number of SplitMix64.
    fn next(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.random;
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

/// Returns the SHA-1 of a text in hex. Internal IDs begin with it.
pub(in crate::testing) fn sha1(text: &str) -> String {
    Checksum::SHA1.sign("", text, "").as_str().to_owned()
}
