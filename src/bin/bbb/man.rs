//! `bbb man`: prints the manual.

use std::fs;
use std::io::{self, Write};
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
    let command = crate::command()
        .after_help("")
        .mut_args(|argument| argument.hide(false));
    match &args.to {
        None => {
            let page = page(&command).map_err(|error| Failure::output(&error))?;
            app.output.exactly(page.trim_end())
        }
        Some(folder) => {
            fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
            let mut count = 0;
            write(&command, "bbb", folder, &mut count)?;
            app.output
                .note(&format!("{count} pages in {}", folder.display()));
            Ok(())
        }
    }
}

fn write(command: &clap::Command, name: &str, folder: &std::path::Path, count: &mut u32) -> Result {
    let file = folder.join(format!("{name}.1"));
    let page = page(&command.clone().name(name.to_owned()));
    let written = page.and_then(|page| fs::write(&file, page));
    written.map_err(|error| Failure::file(&file, &error))?;
    *count += 1;
    for subcommand in command.get_subcommands() {
        let name = format!("{name}-{}", subcommand.get_name());
        write(subcommand, &name, folder, count)?;
    }
    Ok(())
}

/// The end of each page.
const ENVIRONMENT: &str = "\
BBB_URL, BBB_SECRET  the server, if neither --server nor --config selects one
BBB_CACERT           a file with trusted certificates, as --cacert
TZ                   the time zone
COLUMNS              the width of tables and of help
NO_COLOR             no colours and no bold type
HTTPS_PROXY          a proxy; also HTTP_PROXY, ALL_PROXY and NO_PROXY";

fn page(command: &clap::Command) -> io::Result<String> {
    let mut page = Vec::new();
    let man = Man::new(command.clone().before_help(""));
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    let example = command.get_before_help().map(ToString::to_string);
    let example = example.unwrap_or_default();
    let example = example.trim_start_matches("Example:\n");
    section(&mut page, "EXAMPLE", example)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    man.render_options_section(&mut page)?;
    section(&mut page, "ENVIRONMENT", ENVIRONMENT)?;
    section(&mut page, "EXIT STATUS", CODES)?;
    String::from_utf8(page).map_err(io::Error::other)
}

/// Adds a section whose lines are not filled.
fn section(page: &mut Vec<u8>, title: &str, text: &str) -> io::Result<()> {
    writeln!(page, ".SH \"{title}\"\n.nf")?;
    for line in text.lines() {
        writeln!(page, "{}", line.replace('\\', "\\e").replace('-', "\\-"))?;
    }
    writeln!(page, ".fi")
}
