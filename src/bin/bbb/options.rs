//! `bbb options`: the options of every command.

use std::io::{self, IsTerminal};

use clap::CommandFactory;

use crate::app::App;
use crate::args::Cli;
use crate::failure::Result;

/// Explain the options of every command
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb options")]
pub(crate) struct Args {}

/// What is shown: each option in the words of [`Global`](crate::args::Global).
const PAGE: &str = "\
Example:
  bbb meetings --server staging --output csv --columns id,users --sort -users

{options}";

pub(crate) fn run(app: &App, _: &Args) -> Result {
    let mut command = Cli::command()
        .help_template(PAGE)
        .disable_help_flag(true)
        .disable_version_flag(true);
    let page = command.render_help();
    if io::stdout().is_terminal() {
        app.output.exactly(page.ansi().to_string().trim_end())
    } else {
        app.output.exactly(page.to_string().trim_end())
    }
}
