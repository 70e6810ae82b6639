//! `bbb recordings info`.

use super::{COLUMNS, with_ids};
use crate::app::App;
use crate::args::id;
use crate::failure::{Failure, Result};
use crate::list::{Row, columns_of_record, print_record};

/// Show a recording, whatever its state
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb recordings info 183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585189"
)]
pub(crate) struct Args {
    /// The recording's ID
    #[arg(value_name = "RECORDING", value_parser = id())]
    id: String,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    columns_of_record(&app.output, COLUMNS)?;
    let target = app.target()?;
    let ids = [args.id.clone()];
    let recording = with_ids(&target.client, &ids)?.remove(&args.id);
    let Some(value) = recording else {
        return Err(Failure::no_recording(&args.id));
    };
    let server = None;
    print_record(&app.output, COLUMNS, Row { server, value })
}
