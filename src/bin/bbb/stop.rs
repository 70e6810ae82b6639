//! Handles Ctrl-C for commands that must finish their work.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Exit;

static STOPPED: AtomicBool = AtomicBool::new(false);

/// Makes Ctrl-C, a hang-up and the signal to terminate set a flag instead of ending the program. The second signal ends it.
pub(crate) fn watch() {
    let handler = || {
        if STOPPED.swap(true, Ordering::SeqCst) {
            std::process::exit(Exit::Interrupted as i32);
        }
    };
    // Without the handler a signal ends the program at once, which loses only the summary.
    let _ = ctrlc::set_handler(handler);
}

/// Makes these signals end the program at once, after this last work.
pub(crate) fn end_after(last: impl Fn() + Send + 'static) {
    // Without the handler a signal ends the program without the last work.
    let _ = ctrlc::set_handler(move || {
        last();
        std::process::exit(Exit::Interrupted as i32);
    });
}

/// Returns whether the program was asked to stop.
pub(crate) fn is_asked() -> bool {
    STOPPED.load(Ordering::SeqCst)
}
