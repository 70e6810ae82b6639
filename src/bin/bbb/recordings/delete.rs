//! `bbb recordings delete`.

use std::collections::HashMap;

use bbb_sdk::Client;
use bbb_sdk::recording::DeleteRecordings;

use super::{is_deleted, with_ids};
use crate::app::{App, Target};
use crate::args::id;
use crate::bulk::{self, Outcome};
use crate::confirm::confirm;
use crate::failure::{Exit, Failure, Result};
use crate::output::say;
use crate::text::clean;
use crate::value::Value;

/// The number of recordings that are shown before the question.
const SHOWN: usize = 10;

/// Delete recordings for good
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb recordings list --meeting room-1 -o ids | bbb recordings delete --yes -"
)]
pub(crate) struct Args {
    /// The recordings' IDs; - reads them from standard input
    #[arg(value_name = "RECORDING", required = true, value_parser = id())]
    ids: Vec<String>,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let ids = bulk::ids(&args.ids)?;
    let target = app.target()?;
    if !app.global.yes && !app.global.dry_run {
        show(app, &target, &ids)?;
        confirm(
            app,
            &target,
            &format!("Delete {} for good?", recordings(ids.len())),
        )?;
    }
    delete(app, &target, &ids)
}

/// Formats a count: `1 recording`, `2 recordings`.
pub(super) fn recordings(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} recording{plural}")
}

/// Shows the first recordings that are about to be deleted.
fn show(app: &App, target: &Target, ids: &[String]) -> Result {
    let shown = ids.get(..SHOWN.min(ids.len())).unwrap_or_default();
    let found = with_ids(&target.client, shown)?;
    for id in shown {
        let recording = found.get(id);
        let began = Value::time(recording.and_then(|it| it.start_time.as_ref()));
        let name = recording.and_then(|it| it.original_name());
        let name = if recording.is_none() {
            "(not found)"
        } else {
            name.unwrap_or_default()
        };
        say(&format!(
            "  {}  {}  {}",
            clean(id),
            began.shown(&app.output.zone),
            clean(name)
        ));
    }
    if ids.len() > SHOWN {
        say(&format!("  and {} more", ids.len() - SHOWN));
    }
    Ok(())
}

/// Deletes recordings in batches, and checks the outcome of each.
pub(super) fn delete(app: &App, target: &Target, ids: &[String]) -> Result {
    bulk::run(app, ids, usize::MAX, |batch| {
        batch_of(&target.client, batch, app.global.dry_run)
    })
}

fn batch_of(client: &Client, ids: &[String], dry_run: bool) -> Vec<Outcome> {
    let before = match with_ids(client, ids) {
        Ok(before) => before,
        Err(failure) => return ids.iter().map(|id| Outcome::failed(id, &failure)).collect(),
    };
    let is_there = |id: &&String| before.get(*id).is_some_and(|it| !is_deleted(it));
    let there: Vec<String> = ids.iter().filter(is_there).cloned().collect();
    let (sent, after) = if there.is_empty() || dry_run {
        (Ok(()), Ok(HashMap::new()))
    } else {
        let sent = client.send(&DeleteRecordings::new(&there));
        (
            sent.map(|_| ()).map_err(Failure::from),
            with_ids(client, &there),
        )
    };
    let outcome = |id: &String| match before.get(id) {
        None => Outcome::not_found(id),
        Some(_) if !there.contains(id) => Outcome::done(id, "was deleted"),
        Some(_) if dry_run => Outcome::done(id, "would be deleted"),
        Some(_) => match (&after, &sent) {
            (Ok(after), _) if after.get(id).is_none_or(is_deleted) => Outcome::done(id, "deleted"),
            (_, Err(failure)) => Outcome::failed(id, failure),
            (Err(failure), Ok(())) => Outcome::failed(id, failure)
                .with_detail(format!("accepted, but the result is unknown: {failure}")),
            (Ok(_), Ok(())) => {
                let failure = Failure::new(Exit::Refused, "accepted, but it is still there");
                Outcome::failed(id, &failure)
            }
        },
    };
    ids.iter().map(outcome).collect()
}
