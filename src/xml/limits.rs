//! What an answer may hold, and how much memory reading it may take.

use std::cell::Cell;

/// What an answer may hold at most. Servers stay far below the defaults.
///
/// The length of an answer as a whole is not among them: the client limits it, and a stream of records needs no such limit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Elements and texts that are parsed at a time. Default: 4 million.
    ///
    /// An answer is parsed at once, apart from the records of a list, which are parsed some at a time.
    pub nodes: u32,
    /// Elements within elements. Default: 64.
    pub depth: usize,
    /// Attributes of one element, declarations of namespaces included. Default: 64.
    pub attributes: usize,
    /// Bytes of one record of a list, and of all that stands around the records. Default: 16 MiB.
    ///
    /// Of an answer that is not read as a list, it limits the length of the whole.
    pub record_bytes: usize,
    /// What reading may take, the values included, as a multiple of the length of the text they are read from, beyond
    /// [`memory_allowance`](Self::memory_allowance). Default: 8.
    ///
    /// A stream counts the text of some records at a time, because it does not keep the values.
    pub memory: usize,
    /// Bytes that reading may take whatever the length. Default: 48 MiB.
    ///
    /// A dense list of small values takes more than its length allows.
    pub memory_allowance: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            nodes: 4_000_000,
            depth: 64,
            attributes: 64,
            record_bytes: 16 << 20,
            memory: 8,
            memory_allowance: 48 << 20,
        }
    }
}

/// The memory that reading may still take; nothing once it asked for more.
///
/// A list of large values may be written in few bytes: `<attendee/>`.
pub(super) struct Budget {
    left: Cell<Option<usize>>,
    allowance: usize,
    factor: usize,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            left: Cell::new(Some(limits.memory_allowance)),
            allowance: limits.memory_allowance,
            // The strings among the values are together no longer than the text.
            factor: limits.memory.saturating_sub(1),
        }
    }

    /// Allows what a text of this length may take.
    pub(super) fn allow(&self, length: usize) {
        let more = self.factor.saturating_mul(length);
        self.change(|left| Some(left.saturating_add(more)));
    }

    /// Begins anew, once the values that were counted have been handed on.
    pub(super) fn restart(&self) {
        self.change(|_| Some(self.allowance));
    }

    /// How many bytes may still be taken.
    pub(super) fn left(&self) -> usize {
        self.left.get().unwrap_or_default()
    }

    /// Takes so many bytes: whether there were as many left.
    pub(super) fn take(&self, bytes: usize) -> bool {
        self.change(|left| left.checked_sub(bytes))
    }

    /// Gives back what was taken.
    pub(super) fn give(&self, bytes: usize) {
        self.change(|left| left.checked_add(bytes));
    }

    /// Whether there was always enough.
    pub(super) fn suffices(&self) -> bool {
        self.left.get().is_some()
    }

    fn change(&self, change: impl FnOnce(usize) -> Option<usize>) -> bool {
        self.left.set(self.left.get().and_then(change));
        self.suffices()
    }

    /// Passes items on for as long as there is memory for a list of them. A list begins with four places, and has up to
    /// twice as many as items.
    pub(super) fn limited<T>(&self, items: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        let places = std::iter::once(4).chain(std::iter::repeat(2));
        items
            .zip(places)
            .take_while(|(_, places)| self.take(places * size_of::<T>()))
            .map(|(item, _)| item)
    }
}
