//! `bbb completions`: prints a completion script for a shell.

use clap_complete::{Shell, generate};

use crate::app::App;
use crate::failure::{Failure, Result};

/// Print a completion script for a shell
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb completions bash > ~/.local/share/bash-completion/completions/bbb"
)]
pub(crate) struct Args {
    /// bash, elvish, fish, powershell or zsh
    #[arg(hide_possible_values = true)]
    shell: Shell,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let mut script = Vec::new();
    generate(args.shell, &mut crate::command(), "bbb", &mut script);
    let script = String::from_utf8(script).map_err(|_| Failure::usage("the script is not text"))?;
    app.output.exactly(script.trim_end())
}
