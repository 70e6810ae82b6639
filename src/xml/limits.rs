//! [`Limits`]: limits for the content of a response, and for the memory that reading it takes.

use std::cell::Cell;

use crate::error::Limit;

/// Limits for reading a response. Servers stay far below the defaults.
///
/// They do not include the length of the whole response: the client limits it, and a stream of records needs no such limit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The maximum number of elements and texts that are parsed at a time.
    ///
    /// A response is parsed as a whole, except for the records of a list, which are parsed in batches.
    ///
    /// Default: 4 million.
    pub nodes: u32,
    /// The maximum depth of nested elements.
    ///
    /// Default: 64.
    pub depth: usize,
    /// The maximum number of attributes of an element, including namespace declarations.
    ///
    /// Default: 64.
    pub attributes: usize,
    /// The maximum length of a record of a list, and of everything around the records, in bytes.
    ///
    /// For a response that is not read as a list, it limits the whole length. In a stream it also limits what elements that
    /// are not items, such as damaged recordings, leave in the rest of the response.
    ///
    /// Default: 16 MiB.
    pub record_bytes: usize,
    /// The memory that reading may take, including the values, as a multiple of the length of the text, in addition to
    /// [`memory_allowance`](Self::memory_allowance).
    ///
    /// For a stream the text is that of one batch of records, because a stream does not keep the values.
    ///
    /// Default: 8.
    pub memory: usize,
    /// The memory that reading may always take, whatever the length of the text, in bytes.
    ///
    /// A dense list of small values takes more memory than the multiple of its length allows.
    ///
    /// Default: 48 MiB.
    pub memory_allowance: usize,
}

impl Limits {
    /// Returns the limit of memory, for errors.
    pub(crate) fn of_memory(&self) -> Limit {
        Limit::Memory {
            times: self.memory,
            allowance_bytes: self.memory_allowance,
        }
    }
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

/// The memory that reading may still take. `None` after it has asked for too much.
///
/// A few bytes, such as `<attendee/>`, can become a large value.
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
            // All strings in the values together are no longer than the text.
            factor: limits.memory.saturating_sub(1),
        }
    }

    /// Adds the memory that a text of this length may take.
    pub(super) fn allow(&self, length: usize) {
        let more = self.factor.saturating_mul(length);
        self.change(|left| Some(left.saturating_add(more)));
    }

    /// Starts again after the counted values were passed on.
    pub(super) fn restart(&self) {
        self.change(|_| Some(self.allowance));
    }

    /// Returns the number of bytes that may still be taken.
    pub(super) fn left(&self) -> usize {
        self.left.get().unwrap_or_default()
    }

    /// Takes this many bytes. Returns whether they were available.
    pub(super) fn take(&self, bytes: usize) -> bool {
        self.change(|left| left.checked_sub(bytes))
    }

    /// Releases bytes that were taken.
    pub(super) fn give(&self, bytes: usize) {
        self.change(|left| left.checked_add(bytes));
    }

    /// Returns whether there was always enough memory.
    pub(super) fn suffices(&self) -> bool {
        self.left.get().is_some()
    }

    fn change(&self, change: impl FnOnce(usize) -> Option<usize>) -> bool {
        self.left.set(self.left.get().and_then(change));
        self.suffices()
    }

    /// Takes the memory for one more item of a list of this length. A list starts with a capacity of four, and has a
    /// capacity of up to twice its length.
    pub(super) fn take_place<T>(&self, length: usize) -> bool {
        let places = if length == 0 { 4 } else { 2 };
        self.take(places * size_of::<T>())
    }

    /// Passes items on as long as there is memory for a list of them.
    pub(super) fn limited<T>(&self, items: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        items
            .enumerate()
            .take_while(|(length, _)| self.take_place::<T>(*length))
            .map(|(_, item)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns how many bytes a list of so many values takes.
    fn taken<T: Default>(count: usize) -> usize {
        const ALLOWANCE: usize = 1 << 20;
        let limits = Limits {
            memory_allowance: ALLOWANCE,
            ..Limits::default()
        };
        let budget = Budget::new(&limits);
        let items = std::iter::repeat_with(T::default).take(count);
        let list: Vec<T> = budget.limited(items).collect();
        assert_eq!(list.len(), count);
        let taken = ALLOWANCE - budget.left();
        assert!(list.capacity() * size_of::<T>() <= taken, "{count}");
        taken
    }

    #[test]
    fn a_list_takes_four_places_and_two_for_each_further_item() {
        assert_eq!(
            [0, 1, 2, 3, 100].map(taken::<[u8; 24]>),
            [0, 96, 144, 192, 4_848]
        );
        assert_eq!([0, 1, 2, 3, 100].map(taken::<u64>), [0, 32, 48, 64, 1_616]);
    }
}
