//! `bbb sessions`: lists the sessions of users.

use bbb_sdk::monitoring::{GetSessions, Session};

use crate::app::App;
use crate::failure::{Failure, Result};
use crate::list::{Column, List};
use crate::value::Value;

/// List the sessions of users; since BigBlueButton 2.4
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb sessions --sort user")]
pub(crate) struct Args {}

const COLUMNS: &[Column<Session>] = &[
    Column::new("meeting", |it| Value::Id(it.internal_meeting_id.clone())),
    Column::new("name", |it| Value::text(it.meeting_name.as_ref())),
    Column::new("user", |it| Value::text(it.user_name.as_ref())),
];

pub(crate) fn run(app: &App, _: &Args) -> Result {
    let list = List::new(&app.output, COLUMNS)?;
    list.print(app.rows(|target| {
        let sessions = target.client.send(&GetSessions::new())?.sessions;
        Ok(sessions.into_iter().map(Ok::<_, Failure>))
    })?)
}
