//! A terminal that does not show what is typed or pasted.

#[cfg(unix)]
pub(crate) use unix::Unseen;

#[cfg(not(unix))]
pub(crate) struct Unseen;

#[cfg(not(unix))]
impl Unseen {
    #[expect(clippy::unnecessary_wraps, reason = "the form of the other systems")]
    pub(crate) fn new() -> std::io::Result<Self> {
        Ok(Self)
    }
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, Read, Write};
    use std::thread;
    use std::time::Duration;

    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
    };

    use crate::failure::Exit;

    /// How long nothing more must come at the end of a paste, in tenths of a second.
    const QUIET: u8 = 5;
    /// The most that is read at the end, in bytes.
    const MOST: u64 = 1 << 20;

    /// How long the program may take to end in order.
    const LATE: Duration = Duration::from_secs(1);

    /// The terminal, without echo until this value is dropped.
    ///
    /// What has not been read by then is discarded. The rest of a paste would otherwise be the next line of the shell, which
    /// shows it and keeps it in its history.
    pub(crate) struct Unseen {
        terminal: File,
        before: Termios,
    }

    impl Unseen {
        pub(crate) fn new() -> io::Result<Self> {
            let terminal = File::options().read(true).write(true).open("/dev/tty")?;
            let before = tcgetattr(&terminal)?;
            let mut unseen = before.clone();
            unseen.local_modes.remove(LocalModes::ECHO);
            let (at_end, shown) = (terminal.try_clone()?, before.clone());
            // `rpassword` reads Ctrl-C itself, sends the signal, and returns an error, after which the program ends in order.
            // The default action would leave the terminal as it is. A signal that comes otherwise ends the program
            // a little later.
            let handler = move || {
                thread::sleep(LATE);
                let _ = tcsetattr(&at_end, OptionalActions::Flush, &shown);
                let _ = writeln!(io::stderr());
                std::process::exit(Exit::Interrupted as i32);
            };
            let _ = ctrlc::set_handler(handler);
            tcsetattr(&terminal, OptionalActions::Now, &unseen)?;
            Ok(Self { terminal, before })
        }

        /// Reads until nothing more comes. A paste may arrive in several pieces, and need not end with a line break.
        fn discard(&self) -> io::Result<()> {
            let mut pieces = self.before.clone();
            pieces
                .local_modes
                .remove(LocalModes::ECHO | LocalModes::ICANON);
            pieces.special_codes[SpecialCodeIndex::VMIN] = 0;
            pieces.special_codes[SpecialCodeIndex::VTIME] = QUIET;
            tcsetattr(&self.terminal, OptionalActions::Now, &pieces)?;
            io::copy(&mut (&self.terminal).take(MOST), &mut io::sink())?;
            Ok(())
        }
    }

    impl Drop for Unseen {
        fn drop(&mut self) {
            // A terminal that is gone has nothing to discard and to restore.
            let _ = self.discard();
            let _ = tcsetattr(&self.terminal, OptionalActions::Flush, &self.before);
        }
    }
}
