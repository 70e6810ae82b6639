//! Bulk operations: processes IDs in batches and in several threads, and reports the outcome of each ID.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Read, Write};
use std::sync::Mutex;
use std::sync::mpsc;
use std::thread;

use serde::Serialize;

use crate::app::App;
use crate::failure::{Exit, Failure, Result};
use crate::list::{Column, List, Row};
use crate::stop;
use crate::text::quoted;
use crate::value::Value;

/// The maximum length of a batch's IDs in a URL, in bytes.
const BATCH_BYTES: usize = 5_000;
/// The maximum number of IDs in a batch.
const BATCH_IDS: usize = 100;

/// The outcome for an ID.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the fields are the columns of the output"
)]
pub(crate) struct Outcome {
    pub(crate) id: String,
    pub(crate) outcome: &'static str,
    pub(crate) detail: Option<String>,
    #[serde(skip)]
    exit: Option<Exit>,
}

impl Outcome {
    /// Creates the outcome of an operation that succeeded or was not needed.
    pub(crate) fn done(id: &str, outcome: &'static str) -> Self {
        Self {
            id: id.to_owned(),
            outcome,
            detail: None,
            exit: None,
        }
    }

    pub(crate) fn not_found(id: &str) -> Self {
        Self {
            exit: Some(Exit::NotFound),
            ..Self::done(id, "not found")
        }
    }

    pub(crate) fn failed(id: &str, failure: &Failure) -> Self {
        Self {
            detail: Some(failure.message.clone()),
            exit: Some(failure.exit),
            ..Self::done(id, "failed")
        }
    }

    pub(crate) fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

const COLUMNS: &[Column<Outcome>] = &[
    Column::new("id", |it| Value::Id(it.id.clone())),
    Column::new("outcome", |it| Value::Word(it.outcome.to_owned())),
    Column::new("detail", |it| Value::text(it.detail.as_ref())),
];

/// Returns the IDs for a command. `-` reads them from standard input, one per line.
pub(crate) fn ids(arguments: &[String]) -> Result<Vec<String>> {
    let mut ids: Vec<String> = Vec::new();
    for argument in arguments {
        if argument == "-" {
            let mut text = String::new();
            let read = io::stdin().read_to_string(&mut text);
            read.map_err(|error| Failure::usage(format!("standard input: {error}")))?;
            ids.extend(text.lines().map(|line| line.trim().to_owned()));
        } else {
            ids.push(argument.trim().to_owned());
        }
    }
    ids.retain(|id| !id.is_empty());
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    if ids.is_empty() {
        return Err(Failure::usage("no ID is given"));
    }
    match ids.iter().find(|id| id.contains(',')) {
        Some(id) => Err(Failure::usage(format!(
            "{} contains a comma, which separates IDs: pass each ID as a separate argument",
            quoted(id)
        ))),
        None => Ok(ids),
    }
}

/// Processes batches of IDs in several threads, prints the outcome of each ID, and then a summary.
///
/// It goes on after a failure. After an interruption it finishes the batches that have begun, and reports the rest as not
/// done.
pub(crate) fn run(
    app: &App,
    ids: &[String],
    most: usize,
    work: impl Fn(&[String]) -> Vec<Outcome> + Sync,
) -> Result {
    let list = List::new(&app.output, COLUMNS)?;
    stop::watch();
    if !app.global.dry_run {
        app.output.has_changed();
    }
    let queue = Mutex::new(batches(ids, most.min(BATCH_IDS)).into_iter());
    let (sender, outcomes) = mpsc::channel();
    let mut summary = Summary::new(ids.len());
    let watched = app.output.is_for_people()
        && !app.output.quiet
        && app.global.verbose == 0
        && io::stderr().is_terminal();
    thread::scope(|scope| {
        for _ in 0..app.global.jobs.max(1) {
            let (sender, queue, work) = (sender.clone(), &queue, &work);
            scope.spawn(move || {
                while let Some(batch) = next(queue) {
                    let outcomes = if stop::is_asked() {
                        let left = |id: &String| Outcome {
                            exit: Some(Exit::Interrupted),
                            ..Outcome::done(id, "not done")
                        };
                        batch.iter().map(left).collect()
                    } else {
                        work(batch)
                    };
                    if sender.send(outcomes).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let rows = outcomes.into_iter().flatten().map(|value| {
            summary.count(&value, watched);
            let server = None;
            Ok(Row { server, value })
        });
        list.print(rows)
    })?;
    summary.end(app)
}

fn next<'i>(queue: &Mutex<std::vec::IntoIter<&'i [String]>>) -> Option<&'i [String]> {
    queue.lock().ok()?.next()
}

/// Splits IDs into batches that fit a URL.
fn batches(ids: &[String], most: usize) -> Vec<&[String]> {
    let mut batches = Vec::new();
    let mut rest = ids;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take(most.max(1)).take_while(|id| {
            // The comma between IDs takes three bytes.
            bytes += 3 + encoded_length(id);
            bytes <= BATCH_BYTES
        });
        let count = fits.count().max(1);
        let (batch, behind) = rest.split_at(count.min(rest.len()));
        batches.push(batch);
        rest = behind;
    }
    batches
}

fn encoded_length(id: &str) -> usize {
    let length = |byte: u8| {
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if plain { 1 } else { 3 }
    };
    id.bytes().map(length).sum()
}

/// The number of IDs for each outcome.
struct Summary {
    total: usize,
    counts: BTreeMap<&'static str, usize>,
    exits: Vec<(Exit, usize)>,
    seen: usize,
}

impl Summary {
    fn new(total: usize) -> Self {
        Self {
            total,
            counts: BTreeMap::new(),
            exits: Vec::new(),
            seen: 0,
        }
    }

    fn count(&mut self, outcome: &Outcome, watched: bool) {
        *self.counts.entry(outcome.outcome).or_default() += 1;
        self.seen += 1;
        if let Some(exit) = outcome.exit {
            match self.exits.iter_mut().find(|(known, _)| *known == exit) {
                Some((_, count)) => *count += 1,
                None => self.exits.push((exit, 1)),
            }
        }
        if watched && self.seen < self.total {
            let _ = write!(io::stderr(), "\r{} of {}", self.seen, self.total);
        } else if watched {
            // Return to the first column and clear the line.
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }

    /// Prints the summary, and returns the exit code: the common one of all failures, or the code for partial success.
    fn end(self, app: &App) -> Result {
        let counts = self.counts.iter();
        let counts: Vec<String> = counts
            .map(|(outcome, count)| match outcome.strip_prefix("was ") {
                Some(outcome) if *count != 1 => format!("{count} were {outcome}"),
                _ => format!("{count} {outcome}"),
            })
            .collect();
        if self.total > 1 {
            app.output.note(&counts.join(", "));
        }
        let bad: usize = self.exits.iter().map(|(_, count)| count).sum();
        let exit = match self.exits.as_slice() {
            [] => return Ok(()),
            exits if exits.iter().any(|(exit, _)| *exit == Exit::Interrupted) => Exit::Interrupted,
            [(exit, _)] if bad == self.total => *exit,
            _ => Exit::Partly,
        };
        Err(Failure::new(exit, ""))
    }
}
