//! `bbb recordings export`: writes every recording to a file.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::COLUMNS;
use super::list::Filter;
use crate::app::App;
use crate::args::Format;
use crate::failure::{Failure, Result};
use crate::list::List;
use crate::output::say;
use crate::stop;

/// Write recordings with all their columns to a file
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb recordings export recordings.csv")]
pub(crate) struct Args {
    /// The file, which ends with .csv, .json or .jsonl; an old one is replaced
    file: PathBuf,
    #[command(flatten)]
    filter: Filter,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let format = match args.file.extension().and_then(|end| end.to_str()) {
        Some("csv") => Format::Csv,
        Some("json") => Format::Json,
        Some("jsonl" | "ndjson") => Format::Jsonl,
        _ => {
            return Err(Failure::usage(
                "the file's name must end with .csv, .json or .jsonl",
            ));
        }
    };
    let file = Unfinished::new(&args.file)?;
    let output = app.output.for_file(&file.part, &args.file, format);
    let mut list = List::new(&output, COLUMNS)?;
    if output.columns.is_empty() {
        list = list.with_all_columns(COLUMNS);
    }
    let call = args.filter.call();
    let rows = app.rows(|target| Ok(app.entries(target, &call)))?;
    let mut count = 0;
    list.print(rows.inspect(|_| count += 1))?;
    file.finish()?;
    let name = args.file.display();
    // Sorting reads what is beyond the limit as well.
    let count = output.limit.map_or(count, |limit| count.min(limit));
    let plural = if count == 1 { "" } else { "s" };
    app.output
        .note(&format!("{count} recording{plural} in {name}"));
    Ok(())
}

/// A file that has another name while it is incomplete, so that an incomplete export is not mistaken for a complete one. It is
/// removed unless it is finished.
struct Unfinished<'f> {
    /// The name in the arguments, for messages.
    named: &'f Path,
    /// The file itself, if the name is that of a link.
    file: PathBuf,
    part: PathBuf,
}

impl<'f> Unfinished<'f> {
    /// Creates the file. A directory, a device or a pipe cannot be replaced, which is found out before anything is sent.
    fn new(named: &'f Path) -> Result<Self> {
        let failed = |reason: &str| Failure::usage(format!("{}: {reason}", named.display()));
        let file = match fs::canonicalize(named) {
            Ok(file) if file.is_file() => file,
            Ok(_) => return Err(failed("is not a regular file")),
            Err(_) => named.to_owned(),
        };
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = file.with_file_name(name);
        let (unfinished, name) = (part.clone(), named.display().to_string());
        stop::end_after(move || {
            let _ = fs::remove_file(&unfinished);
            if io::stderr().is_terminal() {
                // Clear the progress.
                let _ = write!(io::stderr(), "\r\x1b[K");
            }
            say(&format!("interrupted: {name} was not written"));
        });
        File::create(&part).map_err(|error| failed(&error.to_string()))?;
        Ok(Self { named, file, part })
    }

    /// Gives the file its name, once all of it is on the disk.
    fn finish(&self) -> Result {
        let written = File::open(&self.part).and_then(|file| file.sync_all());
        let renamed = written.and_then(|()| fs::rename(&self.part, &self.file));
        renamed.map_err(|error| Failure::file(self.named, &error))
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        // After `finish` there is no such file.
        let _ = fs::remove_file(&self.part);
    }
}
