//! What the values of an answer may take.

use std::cell::Cell;

use super::guard::{Limits, memory};

/// What the values that are read may still take; nothing once they wanted more.
///
/// A list of large values may be written in few bytes: `<attendee/>`.
pub(super) struct Budget(Cell<Option<usize>>);

impl Budget {
    pub(super) fn for_values(text: &str, limits: &Limits) -> Self {
        // The strings in them are together no longer than the text.
        let strings = text.len();
        Self(Cell::new(memory(limits, strings).checked_sub(strings)))
    }

    /// Whether there is room for so many bytes.
    pub(super) fn take(&self, bytes: usize) -> bool {
        self.change(|left| left.checked_sub(bytes))
    }

    /// Gives back what was taken: whether there was always room.
    pub(super) fn give(&self, bytes: usize) -> bool {
        self.change(|left| left.checked_add(bytes))
    }

    fn change(&self, change: impl FnOnce(usize) -> Option<usize>) -> bool {
        self.0.set(self.0.get().and_then(change));
        self.0.get().is_some()
    }

    /// The items of a list, for as long as there is room: it begins with four places and has up to twice as many as items.
    pub(super) fn bound<T>(&self, items: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        let places = std::iter::once(4).chain(std::iter::repeat(2));
        items
            .zip(places)
            .take_while(|(_, places)| self.take(places * size_of::<T>()))
            .map(|(item, _)| item)
    }
}
