//! What a process holds of the system.

use std::{fs, thread};

/// How many threads and open files this process has, where the system tells.
pub(crate) fn open() -> Option<(usize, usize)> {
    let count = |folder| fs::read_dir(folder).ok().map(Iterator::count);
    Some((count("/proc/self/task")?, count("/proc/self/fd")?))
}

/// Waits until this is so again: the system takes a moment to strike off a thread that has ended.
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
