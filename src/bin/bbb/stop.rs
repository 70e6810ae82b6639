//! Ctrl-C for commands that must end in order.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Exit;

static STOPPED: AtomicBool = AtomicBool::new(false);

/// Lets Ctrl-C, a hang-up and the signal to terminate set a mark instead of ending the program. The second one ends it.
pub(crate) fn watch() {
    let handler = || {
        if STOPPED.swap(true, Ordering::SeqCst) {
            std::process::exit(Exit::Interrupted as i32);
        }
    };
    // Without the handler a signal ends the program at once, which loses nothing but the summary.
    let _ = ctrlc::set_handler(handler);
}

/// Whether the program is to end.
pub(crate) fn is_asked() -> bool {
    STOPPED.load(Ordering::SeqCst)
}
