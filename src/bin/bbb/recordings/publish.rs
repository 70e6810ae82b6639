//! `bbb recordings publish` and `bbb recordings unpublish`.

use std::collections::HashMap;

use bbb_sdk::Client;
use bbb_sdk::recording::{PublishRecordings, Recording, RecordingState};

use super::{is_deleted, with_ids};
use crate::app::App;
use crate::args::id;
use crate::bulk::{self, Outcome};
use crate::failure::{Exit, Failure, Result};

/// Let everyone with the link see recordings
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb recordings list --state unpublished -o ids | bbb recordings publish -"
)]
pub(crate) struct Args {
    /// The recordings' IDs; - reads them from standard input
    #[arg(value_name = "RECORDING", required = true, value_parser = id())]
    pub(super) ids: Vec<String>,
}

/// Hide recordings
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb recordings list --meeting room-1 -o ids | bbb recordings unpublish -"
)]
pub(crate) struct Unpublish {
    /// The recordings' IDs; - reads them from standard input
    #[arg(value_name = "RECORDING", required = true, value_parser = id())]
    pub(super) ids: Vec<String>,
}

pub(crate) fn run(app: &App, ids: &[String], publish: bool) -> Result {
    let ids = bulk::ids(ids)?;
    let target = app.target()?;
    bulk::run(app, &ids, usize::MAX, |batch| {
        let work = Work {
            client: &target.client,
            publish,
            dry_run: app.global.dry_run,
        };
        work.batch(batch)
    })
}

struct Work<'c> {
    client: &'c Client,
    publish: bool,
    dry_run: bool,
}

impl Work<'_> {
    /// Publishes the recordings that exist and are not published yet, and checks the outcome.
    fn batch(&self, ids: &[String]) -> Vec<Outcome> {
        let before = match with_ids(self.client, ids) {
            Ok(before) => before,
            Err(failure) => return ids.iter().map(|id| Outcome::failed(id, &failure)).collect(),
        };
        let is_open = |id: &&String| {
            let recording = before.get(*id);
            recording.is_some_and(|it| !is_deleted(it) && self.is_done(it) != Some(true))
        };
        let open: Vec<String> = ids.iter().filter(is_open).cloned().collect();
        let (sent, after) = if open.is_empty() || self.dry_run {
            (Ok(()), Ok(HashMap::new()))
        } else {
            let sent = self
                .client
                .send(&PublishRecordings::new(&open, self.publish));
            (
                sent.map(|_| ()).map_err(Failure::from),
                with_ids(self.client, &open),
            )
        };
        let outcome = |id: &String| match before.get(id) {
            None => Outcome::not_found(id),
            Some(recording) if is_deleted(recording) => {
                Outcome::not_found(id).with_detail("deleted")
            }
            Some(_) if !open.contains(id) => {
                Outcome::done(id, self.word(["was published", "was unpublished"]))
            }
            Some(_) if self.dry_run => Outcome::done(
                id,
                self.word(["would be published", "would be unpublished"]),
            ),
            Some(_) => self.outcome(id, &sent, &after),
        };
        ids.iter().map(outcome).collect()
    }

    fn outcome(
        &self,
        id: &str,
        sent: &Result,
        after: &Result<HashMap<String, Recording>>,
    ) -> Outcome {
        let found = after.as_ref().ok().and_then(|after| after.get(id));
        match (found.and_then(|it| self.is_done(it)), sent, after) {
            (Some(true), ..) => Outcome::done(id, self.word(["published", "unpublished"])),
            (_, Err(failure), _) => Outcome::failed(id, failure),
            (None, Ok(()), Err(failure)) => Outcome::failed(id, failure)
                .with_detail(format!("accepted, but the result is unknown: {failure}")),
            (_, Ok(()), _) => {
                let failure = Failure::new(Exit::Refused, "accepted, but nothing changed");
                Outcome::failed(id, &failure)
            }
        }
    }

    /// Returns whether a recording has the wanted state, if the server says so.
    fn is_done(&self, recording: &Recording) -> Option<bool> {
        let published = match &recording.state {
            Some(RecordingState::Published) => Some(true),
            Some(RecordingState::Unpublished) => Some(false),
            _ => recording.published,
        };
        published.map(|published| published == self.publish)
    }

    fn word(&self, [publish, unpublish]: [&'static str; 2]) -> &'static str {
        if self.publish { publish } else { unpublish }
    }
}
