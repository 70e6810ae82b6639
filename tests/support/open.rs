//! The resources that a process holds.

use std::{fs, thread};

/// Returns how many threads and open files this process has, if the system reports it.
pub(crate) fn open() -> Option<(usize, usize)> {
    let count = |folder| fs::read_dir(folder).ok().map(Iterator::count);
    Some((count("/proc/self/task")?, count("/proc/self/fd")?))
}

/// Waits until the counts are the same again. The system takes a moment to remove a thread that has ended.
#[track_caller]
pub(crate) fn comes_back_to(before: Option<(usize, usize)>) {
    let is_back = |_| {
        thread::yield_now();
        open() == before
    };
    assert!(
        (0..1_000_000).any(is_back),
        "{before:?} became {:?}",
        open()
    );
}
