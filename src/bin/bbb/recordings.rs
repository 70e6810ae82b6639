//! `bbb recordings`: lists, publishes, tags and deletes recordings.

use std::collections::HashMap;

use bbb_sdk::Client;
use bbb_sdk::recording::{GetRecordings, Recording, RecordingState};

use crate::app::App;
use crate::failure::Result;
use crate::list::Column;
use crate::stream;
use crate::value::Value;

mod delete;
mod export;
mod info;
mod list;
mod publish;
mod purge;
mod tag;

/// List, publish, tag, delete and export recordings
#[derive(clap::Subcommand)]
#[command(before_help = "Example:\n  bbb recordings list --meeting room-1 --sort -began")]
pub(crate) enum Command {
    List(list::Args),
    Info(info::Args),
    Publish(publish::Args),
    Unpublish(publish::Unpublish),
    Tag(tag::Args),
    Delete(delete::Args),
    Purge(purge::Args),
    Export(export::Args),
}

pub(crate) const COLUMNS: &[Column<Recording>] = &[
    Column::new("id", |it| Value::Id(it.record_id.clone())),
    Column::new("name", |it| Value::text(it.original_name())),
    Column::new("began", |it| Value::time(it.start_time.as_ref())),
    Column::new("state", |it| Value::word(it.state.as_ref())),
    Column::new("size", |it| Value::bytes(it.size_bytes)),
    Column::wide("formats", |it| {
        let kinds = it.playback.iter().filter_map(|it| it.kind.as_ref());
        let kinds: Vec<String> = kinds.map(ToString::to_string).collect();
        Value::text((!kinds.is_empty()).then(|| kinds.join(",")))
    }),
    Column::wide("meeting", |it| Value::id(it.original_meeting_id())),
    Column::wide("ended", |it| Value::time(it.end_time.as_ref())),
    Column::wide("users", |it| Value::number(it.participants)),
    Column::wide("published", |it| Value::flag(it.published)),
    Column::wide("url", |it| {
        Value::text(it.playback.iter().find_map(|it| it.url.as_ref()))
    }),
    Column::asked("raw-size", |it| Value::bytes(it.raw_size_bytes)),
    Column::asked("protected", |it| Value::flag(it.protected)),
    Column::asked("breakout", |it| Value::flag(it.is_breakout)),
    Column::asked("internal-meeting", |it| {
        Value::id(it.internal_meeting_id.as_ref())
    }),
    Column::asked("metadata", |it| {
        let pairs = it.metadata.iter();
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Value::text((!pairs.is_empty()).then(|| pairs.join(" ")))
    }),
];

pub(crate) fn run(app: &App, command: &Command) -> Result {
    match command {
        Command::List(args) => list::run(app, args),
        Command::Info(args) => info::run(app, args),
        Command::Publish(args) => publish::run(app, &args.ids, true),
        Command::Unpublish(args) => publish::run(app, &args.ids, false),
        Command::Tag(args) => tag::run(app, args),
        Command::Delete(args) => delete::run(app, args),
        Command::Purge(args) => purge::run(app, args),
        Command::Export(args) => export::run(app, args),
    }
}

/// Returns the recordings with these IDs in any state, by ID.
///
/// Servers match the beginning of an ID, so the result may contain other recordings.
fn with_ids(client: &Client, ids: &[String]) -> Result<HashMap<String, Recording>> {
    let call = GetRecordings::new()
        .record_ids(ids)
        .states([RecordingState::Any]);
    let mut found = HashMap::new();
    for recording in stream::entries(client, &call, false) {
        let recording = recording?;
        if ids.contains(&recording.record_id) {
            found.insert(recording.record_id.clone(), recording);
        }
    }
    Ok(found)
}

/// Returns whether a recording that the server still lists was deleted.
fn is_deleted(recording: &Recording) -> bool {
    recording.state == Some(RecordingState::Deleted)
}

/// Parses a state.
fn state(text: &str) -> Result<RecordingState, String> {
    match RecordingState::from(text) {
        RecordingState::Other(_) => {
            Err("is none of processing, processed, published, unpublished, deleted, any".to_owned())
        }
        state => Ok(state),
    }
}
