//! `bbb meetings`: the meetings of one server, or of all.

use bbb_sdk::monitoring::{GetMeetings, Meeting};

use crate::app::App;
use crate::failure::{Failure, Result};
use crate::list::{Column, List};
use crate::value::Value;

/// List the meetings
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb meetings --sort -users --limit 10")]
pub(crate) struct Args {}

pub(crate) const COLUMNS: &[Column<Meeting>] = &[
    Column::new("id", |meeting| Value::Id(meeting.meeting_id.clone())),
    Column::new("name", |meeting| Value::text(meeting.name.as_ref())),
    Column::new("users", |meeting| Value::number(meeting.participant_count)),
    Column::new("created", |meeting| {
        Value::time(meeting.create_time.as_ref())
    }),
    Column::new("running", |meeting| Value::flag(meeting.running)),
    Column::new("recorded", |meeting| Value::flag(meeting.recording)),
    Column::wide("moderators", |meeting| {
        Value::number(meeting.moderator_count)
    }),
    Column::wide("voices", |meeting| {
        Value::number(meeting.voice_participant_count)
    }),
    Column::wide("listeners", |meeting| Value::number(meeting.listener_count)),
    Column::wide("cameras", |meeting| Value::number(meeting.video_count)),
    Column::wide("began", |meeting| Value::time(meeting.start_time.as_ref())),
    Column::wide("breakout", |meeting| Value::flag(meeting.is_breakout)),
    Column::wide("internal-id", |meeting| {
        Value::id(meeting.internal_meeting_id.as_ref())
    }),
    Column::asked("ended", |meeting| Value::time(meeting.end_time.as_ref())),
    Column::asked("max-users", |meeting| Value::number(meeting.max_users)),
    Column::asked("voice-bridge", |meeting| {
        Value::text(meeting.voice_bridge.as_ref())
    }),
    Column::asked("parent", |meeting| {
        Value::id(meeting.parent_meeting_id.as_ref())
    }),
    Column::asked("metadata", |meeting| {
        let pairs = meeting.metadata.iter();
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Value::text((!pairs.is_empty()).then(|| pairs.join(" ")))
    }),
];

pub(crate) fn run(app: &App, _: &Args) -> Result {
    let list = List::new(&app.output, COLUMNS)?;
    list.print(app.rows(|target| {
        let meetings = target.client.send(&GetMeetings::new())?.meetings;
        Ok(meetings.into_iter().map(Ok::<_, Failure>))
    })?)
}
