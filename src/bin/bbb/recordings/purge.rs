//! `bbb recordings purge`: deletes old recordings.

use super::delete::{delete, recordings};
use super::is_deleted;
use super::list::Filter;
use crate::app::App;
use crate::confirm::confirm;
use crate::failure::Result;
use crate::time;

/// Delete recordings that ended long ago
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb recordings purge --older-than 90d --dry-run")]
pub(crate) struct Args {
    /// How long ago they ended: 90d, 12w, 6mo or 1y
    #[arg(long, value_name = "AGE", value_parser = time::age, allow_hyphen_values = true)]
    older_than: i64,
    #[command(flatten)]
    filter: Filter,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let target = app.target()?;
    let mut ids = Vec::new();
    let mut without_time = 0_usize;
    for recording in app.entries(&target, &args.filter.call()) {
        let recording = recording?;
        let ended = recording
            .end_time
            .as_ref()
            .or(recording.start_time.as_ref());
        match ended.and_then(bbb_sdk::Timestamp::millis) {
            // A recording that was already deleted may be listed.
            Some(_) if is_deleted(&recording) => {}
            Some(ended) if ended > 0 && ended < args.older_than => ids.push(recording.record_id),
            Some(ended) if ended > 0 => {}
            _ => without_time += 1,
        }
    }
    if without_time > 0 {
        app.output.note(&format!(
            "{} without a time left alone",
            recordings(without_time)
        ));
    }
    if ids.is_empty() {
        app.output.note("no recording is that old");
        return Ok(());
    }
    let until = time::exact(args.older_than, &app.output.zone);
    let which = args.filter.shown();
    let count = recordings(ids.len());
    confirm(
        app,
        &target,
        &format!("Delete {count}{which} that ended before {until} for good?"),
    )?;
    delete(app, &target, &ids)
}
