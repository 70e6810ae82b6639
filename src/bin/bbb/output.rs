//! Writes results to standard output in the selected format.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::AutoStream;
use serde::Serialize;

use crate::args::{Format, Global};
use crate::failure::{Failure, Result};
use crate::list::Row;
use crate::text::{clean_lines, escape_json};
use crate::time::Zone;

/// Standard output, or a file, and the format.
pub(crate) struct Output {
    pub(crate) format: Format,
    pub(crate) columns: Vec<String>,
    pub(crate) sort: Option<String>,
    pub(crate) limit: Option<usize>,
    pub(crate) zone: Zone,
    pub(crate) quiet: bool,
    /// The file to write instead of standard output.
    to: Option<Target>,
    /// Whether something was changed on a server, which a failed write does not undo.
    changed: AtomicBool,
}

/// A file to write, and the name by which messages call it.
#[derive(Clone)]
struct Target {
    file: PathBuf,
    name: PathBuf,
}

impl Output {
    pub(crate) fn new(global: &Global) -> Self {
        Self {
            format: global.output,
            columns: global.columns.clone(),
            sort: global.sort.clone(),
            limit: global.limit,
            zone: Zone::new(global.utc),
            quiet: global.quiet,
            to: None,
            changed: AtomicBool::new(false),
        }
    }

    /// Returns whether the output is meant for people.
    pub(crate) fn is_for_people(&self) -> bool {
        matches!(self.format, Format::Table | Format::Wide)
    }

    /// Records that something was changed on a server.
    pub(crate) fn has_changed(&self) {
        self.changed.store(true, Ordering::Relaxed);
    }

    pub(crate) fn changed(&self) -> bool {
        self.changed.load(Ordering::Relaxed)
    }

    /// Returns the same output into an empty file. Messages call it by the name.
    pub(crate) fn for_file(&self, file: &Path, name: &Path, format: Format) -> Self {
        Self {
            format,
            columns: self.columns.clone(),
            sort: self.sort.clone(),
            limit: self.limit,
            zone: self.zone.clone(),
            quiet: self.quiet,
            to: Some(Target {
                file: file.to_owned(),
                name: name.to_owned(),
            }),
            changed: AtomicBool::new(false),
        }
    }

    /// Opens standard output, or the file.
    pub(crate) fn open(&self) -> Result<Writer> {
        let to: Box<dyn Write> = match &self.to {
            Some(target) => {
                let file = File::options().append(true).open(&target.file);
                Box::new(file.map_err(|error| Failure::file(&target.name, &error))?)
            }
            None => Box::new(AutoStream::auto(io::stdout().lock())),
        };
        Ok(Writer {
            to: BufWriter::with_capacity(1 << 16, to),
            file: self.to.as_ref().map(|target| target.name.clone()),
        })
    }

    /// Prints lines of text, cleaned. [`Self::exactly`] prints what must not be changed.
    pub(crate) fn lines(&self, text: &str) -> Result {
        self.exactly(&clean_lines(text))
    }

    /// Prints a text unchanged, followed by a line break.
    pub(crate) fn exactly(&self, text: &str) -> Result {
        let mut writer = self.open()?;
        writer.write(text)?;
        writer.write("\n")?;
        writer.end()
    }

    /// Prints a value as JSON in the JSON formats, and otherwise the text for people.
    pub(crate) fn value(&self, value: &impl Serialize, for_people: &str) -> Result {
        match self.format {
            Format::Json => self.exactly(&escape_json(&pretty(value)?)),
            Format::Jsonl => self.exactly(&escape_json(&compact(value)?)),
            _ => self.lines(for_people),
        }
    }

    /// Prints a remark to standard error, unless `--quiet` is set.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            say(text);
        }
    }
}

/// Writes a line to standard error, and ignores errors.
pub(crate) fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "bbb: {}", clean_lines(text));
}

/// An open output. It is complete only after [`Writer::end`] has succeeded.
pub(crate) struct Writer {
    to: BufWriter<Box<dyn Write>>,
    /// The name of the file, if it is not standard output.
    file: Option<PathBuf>,
}

impl Writer {
    pub(crate) fn write(&mut self, text: &str) -> Result {
        let written = self.to.write_all(text.as_bytes());
        written.map_err(|error| self.failed(&error))
    }

    pub(crate) fn end(mut self) -> Result {
        self.flush()
    }

    /// Flushes the output for a reader who waits for it.
    pub(crate) fn flush(&mut self) -> Result {
        self.to.flush().map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &io::Error) -> Failure {
        match &self.file {
            Some(name) => Failure::file(name, error),
            None => Failure::output(error),
        }
    }
}

/// Returns the width of the terminal, or of `COLUMNS` if it is set.
pub(crate) fn width() -> Option<usize> {
    let exported = std::env::var("COLUMNS").ok();
    let exported = exported.and_then(|columns| columns.parse().ok());
    if let Some(columns) = exported.filter(|columns| *columns > 0) {
        return Some(columns);
    }
    if !io::stdout().is_terminal() {
        return None;
    }
    let (width, _) = terminal_size::terminal_size()?;
    Some(usize::from(width.0))
}

/// Returns the JSON of a value on one line.
pub(crate) fn compact(value: &(impl Serialize + ?Sized)) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Failure::output(&error.into()))
}

pub(crate) fn pretty(value: &(impl Serialize + ?Sized)) -> Result<String> {
    serde_json::to_string_pretty(value).map_err(|error| Failure::output(&error.into()))
}

/// Returns the JSON of a row: the record, and its server if there are several.
pub(crate) fn row_json<T: Serialize>(row: &Row<T>) -> Result<String> {
    let record = compact(&row.value)?;
    let json = match (&row.server, record.strip_prefix('{')) {
        (Some(server), Some(rest)) => {
            let comma = if rest == "}" { "" } else { "," };
            format!("{{\"server\":{}{comma}{rest}", compact(&**server)?)
        }
        _ => record,
    };
    Ok(escape_json(&json))
}
