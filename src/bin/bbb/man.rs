//! `bbb man`: the manual.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap_mangen::Man;

use crate::app::App;
use crate::failure::{CODES, Failure, Result};

/// Print the manual page, or write those of every command into a folder
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb man | man -l -\n  bbb man --to ~/.local/share/man/man1")]
pub(crate) struct Args {
    /// Write a page for each command into this folder
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let command = crate::command().after_help("");
    match &args.to {
        None => {
            let page = page(&command).map_err(|error| Failure::output(&error))?;
            app.output.exactly(page.trim_end())
        }
        Some(folder) => {
            let failed = |error: io::Error| Failure::output(&error);
            fs::create_dir_all(folder).map_err(failed)?;
            let mut count = 0;
            write(&command, "bbb", folder, &mut count).map_err(failed)?;
            app.output
                .note(&format!("{count} pages in {}", folder.display()));
            Ok(())
        }
    }
}

fn write(
    command: &clap::Command,
    name: &str,
    folder: &std::path::Path,
    count: &mut u32,
) -> io::Result<()> {
    fs::write(
        folder.join(format!("{name}.1")),
        page(&command.clone().name(name.to_owned()))?,
    )?;
    *count += 1;
    for subcommand in command.get_subcommands() {
        let name = format!("{name}-{}", subcommand.get_name());
        write(subcommand, &name, folder, count)?;
    }
    Ok(())
}

fn page(command: &clap::Command) -> io::Result<String> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    let mut page = String::from_utf8(page).map_err(io::Error::other)?;
    page.push_str(".SH \"EXIT STATUS\"\n.nf\n");
    page.push_str(CODES);
    page.push_str("\n.fi\n");
    Ok(page)
}
