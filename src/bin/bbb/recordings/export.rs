//! `bbb recordings export`: writes every recording to a file.

use std::fs;
use std::path::{Path, PathBuf};

use super::COLUMNS;
use super::list::Filter;
use crate::app::App;
use crate::args::Format;
use crate::failure::{Failure, Result};
use crate::list::List;
use crate::output::Output;

/// Write recordings with all their columns to a file
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb recordings export recordings.csv")]
pub(crate) struct Args {
    /// The file; its name ends with .csv, .json or .jsonl
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
    let unfinished = unfinished(&args.file);
    let output = app.output.for_file(&unfinished, format)?;
    let list = List::new(&output, COLUMNS)?.with_all_columns(COLUMNS);
    let counted = std::cell::Cell::new(0_u64);
    let call = args.filter.call();
    let rows = app.rows(|target| Ok(app.entries(target, &call)))?;
    list.print(rows.inspect(|_| counted.set(counted.get() + 1)))?;
    finish(&output, &unfinished, &args.file)?;
    app.output.note(&format!(
        "{} recordings in {}",
        counted.get(),
        args.file.display()
    ));
    Ok(())
}

/// Returns the name of the file while it is incomplete, so that an interrupted export is not mistaken for a complete one.
fn unfinished(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    file.with_file_name(name)
}

fn finish(_: &Output, from: &Path, to: &Path) -> Result {
    fs::rename(from, to).map_err(|error| Failure::output(&error))
}
