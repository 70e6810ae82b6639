//! `bbb info`: shows a meeting and its users.

use bbb_sdk::monitoring::{Attendee, GetMeetingInfo};

use crate::app::App;
use crate::args::id;
use crate::failure::{Failure, Result};
use crate::list::{Column, List, Row, columns_of_record, print_record};
use crate::meetings;
use crate::value::Value;

/// Show a meeting and who is in it
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb info room-1\n  bbb info room-1 --users --output csv")]
pub(crate) struct Args {
    /// The meeting's ID
    #[arg(value_name = "MEETING", value_parser = id())]
    id: String,
    /// List only the users
    #[arg(long)]
    users: bool,
}

const USERS: &[Column<Attendee>] = &[
    Column::new("id", |user| Value::id(user.user_id.as_ref())),
    Column::new("name", |user| Value::text(user.name.as_ref())),
    Column::new("role", |user| Value::word(user.role.as_ref())),
    Column::new("presenter", |user| Value::flag(user.is_presenter)),
    Column::new("voice", |user| Value::flag(user.has_joined_voice)),
    Column::new("camera", |user| Value::flag(user.has_video)),
    Column::wide("listens", |user| Value::flag(user.is_listening_only)),
    Column::wide("client", |user| Value::word(user.client_type.as_ref())),
];

pub(crate) fn run(app: &App, args: &Args) -> Result {
    // The list of users follows the record for people, and is alone with `--users`.
    let follows = app.output.is_for_people() && app.output.columns.is_empty();
    let users = (args.users || follows)
        .then(|| List::new(&app.output, USERS))
        .transpose()?;
    if !args.users {
        columns_of_record(&app.output, meetings::COLUMNS)?;
    }
    let target = app.target()?;
    let meeting = target
        .client
        .send(&GetMeetingInfo::new(&args.id))
        .map_err(|error| Failure::of_meeting(&args.id, error))?;
    let attendees = meeting.attendees.clone();
    let rows = |attendees: Vec<Attendee>| {
        let rows = attendees.into_iter();
        rows.map(|value| {
            Ok(Row {
                server: None,
                value,
            })
        })
    };
    if args.users
        && let Some(users) = &users
    {
        return users.print(rows(attendees));
    }
    let server = None;
    let value = meeting;
    print_record(&app.output, meetings::COLUMNS, Row { server, value })?;
    match users {
        Some(users) if !attendees.is_empty() => {
            app.output.exactly("")?;
            users.print(rows(attendees))
        }
        _ => Ok(()),
    }
}
