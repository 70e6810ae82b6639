//! `bbb end`: ends meetings.

use std::thread;
use std::time::Duration;

use bbb_sdk::Client;
use bbb_sdk::administration::End;
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings, Meeting};
use clap::ArgGroup;

use crate::app::{App, Target};
use crate::args::id;
use crate::bulk::{self, Outcome};
use crate::confirm::confirm;
use crate::failure::{Failure, Result};
use crate::output::say;
use crate::text::{clean, quoted};

/// The number of meetings that are shown before the question.
const SHOWN: usize = 10;

/// End meetings and remove their users
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb end room-1\n  bbb end --empty --yes",
    group = ArgGroup::new("which").args(["ids", "empty", "all"]).required(true)
)]
pub(crate) struct Args {
    /// The meetings' IDs; - reads them from standard input
    #[arg(value_name = "MEETING", value_parser = id())]
    ids: Vec<String>,
    /// End all meetings without users
    #[arg(long)]
    empty: bool,
    /// End all meetings
    #[arg(long)]
    all: bool,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let target = app.target()?;
    let ids = if args.empty || args.all {
        let meetings = target.client.send(&GetMeetings::new())?.meetings;
        let chosen = meetings.into_iter().filter(|it| args.all || is_empty(it));
        chosen.map(|meeting| meeting.meeting_id).collect()
    } else {
        bulk::ids(&args.ids)?
    };
    if ids.is_empty() {
        app.output.note("no such meeting");
        return Ok(());
    }
    if !app.global.yes && !app.global.dry_run {
        confirm(app, &target, &question(&target, &ids)?)?;
    }
    let dry_run = app.global.dry_run;
    bulk::run(app, &ids, 1, |batch| {
        let ids = batch.iter();
        ids.map(|id| end(&target.client, id, dry_run)).collect()
    })
}

fn is_empty(meeting: &Meeting) -> bool {
    // A new meeting is still waiting for its first user.
    meeting.participant_count == Some(0) && meeting.has_user_joined == Some(true)
}

fn question(target: &Target, ids: &[String]) -> Result<String> {
    let [id] = ids else {
        for id in ids.iter().take(SHOWN) {
            say(&format!("  {}", clean(id)));
        }
        if ids.len() > SHOWN {
            say(&format!("  and {} more", ids.len() - SHOWN));
        }
        return Ok(format!("End {} meetings?", ids.len()));
    };
    let meeting = target
        .client
        .send(&GetMeetingInfo::new(id))
        .map_err(|error| Failure::of_meeting(id, error))?;
    let users = meeting.participant_count.unwrap_or_default();
    let plural = if users == 1 { "" } else { "s" };
    let name = clean(meeting.name.as_deref().unwrap_or_default());
    Ok(format!(
        "End {} ({name}), with {users} user{plural}?",
        quoted(id)
    ))
}

/// Ends one meeting, and checks that it has ended.
fn end(client: &Client, id: &str, dry_run: bool) -> Outcome {
    match client.send(&GetMeetingInfo::new(id)) {
        Err(error) if error.is_not_found() => return Outcome::not_found(id),
        Err(error) => return Outcome::failed(id, &Failure::from(error)),
        Ok(meeting) if has_ended(&meeting) => return Outcome::done(id, "had ended"),
        Ok(_) if dry_run => return Outcome::done(id, "would be ended"),
        Ok(_) => {}
    }
    let sent = client.send(&End::new(id));
    // A server responds before it has ended the meeting.
    for pause in [0, 200, 500, 1000] {
        thread::sleep(Duration::from_millis(pause));
        match client.send(&GetMeetingInfo::new(id)) {
            Ok(meeting) if !has_ended(&meeting) => {}
            Ok(_) => return Outcome::done(id, "ended"),
            Err(error) if error.is_not_found() => return Outcome::done(id, "ended"),
            Err(_) => {}
        }
        if sent.is_err() {
            break;
        }
    }
    match sent {
        Ok(_) => Outcome::done(id, "ending"),
        Err(error) => Outcome::failed(id, &Failure::from(error)),
    }
}

fn has_ended(meeting: &Meeting) -> bool {
    meeting.has_been_forcibly_ended == Some(true)
}
