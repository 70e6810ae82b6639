//! `bbb recordings list`.

use bbb_sdk::recording::{GetRecordings, RecordingState};

use super::{COLUMNS, state};
use crate::app::App;
use crate::args::{Pair, pair};
use crate::failure::Result;
use crate::list::List;

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
    #[arg(long, value_name = "MEETING")]
    meeting: Vec<String>,
    /// Only recordings in this state: processing, processed, published, unpublished, deleted or any
    #[arg(long, value_parser = state)]
    state: Vec<RecordingState>,
    /// Only recordings with this metadata; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
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
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let list = List::new(&app.output, COLUMNS)?;
    let call = args.filter.call();
    list.print(app.rows(|target| Ok(app.entries(target, &call)))?)
}
