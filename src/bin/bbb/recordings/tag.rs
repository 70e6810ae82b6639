//! `bbb recordings tag`.

use std::collections::HashMap;

use bbb_sdk::Client;
use bbb_sdk::recording::{Recording, UpdateRecordings};
use clap::ArgGroup;

use super::with_ids;
use crate::app::App;
use crate::args::{Pair, id, pair};
use crate::bulk::{self, Outcome};
use crate::failure::{Exit, Failure, Result};

/// Change the metadata of recordings
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb recordings tag RECORDING --set course=PHY-101 --remove draft",
    group = ArgGroup::new("change").args(["set", "remove"]).required(true).multiple(true)
)]
pub(crate) struct Args {
    /// The recordings' IDs; - reads them from standard input
    #[arg(value_name = "RECORDING", required = true, value_parser = id())]
    ids: Vec<String>,
    /// Set a value; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    set: Vec<Pair>,
    /// Remove a value; may be given several times
    #[arg(long, value_name = "NAME")]
    remove: Vec<String>,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let ids = bulk::ids(&args.ids)?;
    let target = app.target()?;
    // Refuse names that no server accepts before anything is sent.
    target
        .client
        .server()
        .request(&update(args, ids.get(..1).unwrap_or_default()))?;
    bulk::run(app, &ids, usize::MAX, |batch| {
        batch_of(&target.client, args, batch, app.global.dry_run)
    })
}

fn update(args: &Args, ids: &[String]) -> UpdateRecordings {
    let mut update = UpdateRecordings::new(ids);
    for (name, value) in &args.set {
        update = update.meta(name, value);
    }
    for name in &args.remove {
        update = update.remove_meta(name);
    }
    update
}

/// Tags the recordings that exist and do not have the values yet, and checks the outcome.
fn batch_of(client: &Client, args: &Args, ids: &[String], dry_run: bool) -> Vec<Outcome> {
    let before = match with_ids(client, ids) {
        Ok(before) => before,
        Err(failure) => return ids.iter().map(|id| Outcome::failed(id, &failure)).collect(),
    };
    let is_open = |id: &&String| before.get(*id).is_some_and(|it| !is_tagged(it, args));
    let open: Vec<String> = ids.iter().filter(is_open).cloned().collect();
    let (sent, after) = if open.is_empty() || dry_run {
        (Ok(()), Ok(HashMap::new()))
    } else {
        let sent = client.send(&update(args, &open));
        (
            sent.map(|_| ()).map_err(Failure::from),
            with_ids(client, &open),
        )
    };
    let outcome = |id: &String| match before.get(id) {
        None => Outcome::not_found(id),
        Some(_) if !open.contains(id) => Outcome::done(id, "was tagged"),
        Some(_) if dry_run => Outcome::done(id, "would be tagged"),
        Some(_) => {
            let found = after.as_ref().ok().and_then(|after| after.get(id));
            match (found.is_some_and(|it| is_tagged(it, args)), &sent) {
                (true, _) => Outcome::done(id, "tagged"),
                (false, Err(failure)) => Outcome::failed(id, failure),
                (false, Ok(())) => {
                    let failure = Failure::new(Exit::Refused, "accepted, but nothing changed");
                    Outcome::failed(id, after.as_ref().err().unwrap_or(&failure))
                }
            }
        }
    };
    ids.iter().map(outcome).collect()
}

fn is_tagged(recording: &Recording, args: &Args) -> bool {
    let has = |name: &str| {
        // Servers return the names in lower case.
        let metadata = &recording.metadata;
        metadata
            .get(name)
            .or_else(|| metadata.get(&name.to_lowercase()))
    };
    let set = args.set.iter();
    set.clone()
        .all(|(name, value)| has(name).unwrap_or_default() == value.trim())
        && args
            .remove
            .iter()
            .all(|name| has(name).is_none_or(str::is_empty))
}
