//! `bbb recordings list`.

use std::fmt::Write as _;

use bbb_sdk::recording::{GetRecordings, RecordingState};

use super::{COLUMNS, state};
use crate::app::App;
use crate::args::{Pair, filter, id};
use crate::failure::Result;
use crate::list::List;
use crate::text::quoted;

/// List recordings
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb recordings list --state unpublished --output csv")]
pub(crate) struct Args {
    #[command(flatten)]
    filter: Filter,
}

/// The selection of recordings.
#[derive(clap::Args)]
pub(crate) struct Filter {
    /// Only recordings of the meeting with this ID; may be given several times
    #[arg(long, value_name = "MEETING", value_parser = id())]
    meeting: Vec<String>,
    /// Only recordings in this state: processing, processed, published, unpublished, deleted or any
    #[arg(long, value_parser = state)]
    state: Vec<RecordingState>,
    /// Only recordings with this metadata; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = filter)]
    meta: Vec<Pair>,
}

impl Filter {
    /// Returns the call that requests them.
    pub(super) fn call(&self) -> GetRecordings {
        let mut call = GetRecordings::new();
        if !self.meeting.is_empty() {
            call = call.meeting_ids(&self.meeting);
        }
        if !self.state.is_empty() {
            call = call.states(self.state.iter().cloned());
        }
        for (name, value) in &self.meta {
            call = call.meta(name, value);
        }
        call
    }

    /// Describes the selection in a sentence about recordings: ` of meeting `room-1` in state published`.
    pub(super) fn shown(&self) -> String {
        let joined = |all: Vec<String>| all.join(" or ");
        let mut shown = if self.meeting.is_empty() {
            " of all meetings".to_owned()
        } else {
            let meetings = self.meeting.iter().map(|id| quoted(id));
            format!(" of meeting {}", joined(meetings.collect()))
        };
        if !self.state.is_empty() {
            let states = self.state.iter().map(ToString::to_string);
            let _ = write!(shown, " in state {}", joined(states.collect()));
        }
        for (name, value) in &self.meta {
            let _ = write!(
                shown,
                " with metadata {}",
                quoted(&format!("{name}={value}"))
            );
        }
        shown
    }
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let list = List::new(&app.output, COLUMNS)?;
    let call = args.filter.call();
    list.print(app.rows(|target| Ok(app.entries(target, &call)))?)
}
