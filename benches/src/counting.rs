//! Counts allocations.
#![allow(unsafe_code, reason = "a global allocator is")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, with counters for each thread.
pub struct Counting;

thread_local! {
    static COUNTS: Cell<Counts> = const { Cell::new(Counts { allocations: 0, held: 0, peak: 0 }) };
}

/// The allocations of a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// The number of allocations. Growing a block in place counts as one.
    pub allocations: usize,
    /// The number of bytes that are allocated now.
    pub held: usize,
    /// The largest number of bytes that were allocated at the same time.
    pub peak: usize,
}

fn count(change: impl FnOnce(&mut Counts)) {
    // The counters no longer exist while the thread ends.
    let _ = COUNTS.try_with(|cell| {
        let mut counts = cell.get();
        change(&mut counts);
        cell.set(counts);
    });
}

fn taken(bytes: usize) {
    count(|counts| {
        counts.allocations += 1;
        counts.held += bytes;
        counts.peak = counts.peak.max(counts.held);
    });
}

fn freed(bytes: usize) {
    count(|counts| counts.held = counts.held.saturating_sub(bytes));
}

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        freed(layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        freed(layout.size());
        taken(size);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Returns what the work allocates on this thread: the number of allocations, the peak, and the bytes of its result.
pub fn counted<T>(work: impl FnOnce() -> T) -> Counts {
    COUNTS.set(Counts {
        allocations: 0,
        held: 0,
        peak: 0,
    });
    let result = work();
    let counts = COUNTS.get();
    drop(result);
    counts
}
