//! `bbb sign`: prints the signed URL of any call.

use crate::app::App;
use crate::call::What;
use crate::failure::Result;
use crate::join::print_link;

/// Print the signed URL of any call; nothing is sent
#[derive(clap::Args)]
#[command(before_help = "Example:\n  curl \"$(bbb sign getMeetingInfo meetingID=room-1)\"")]
pub(crate) struct Args {
    #[command(flatten)]
    what: What,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let url = app.target()?.client.server().url(&args.what.call()?)?;
    print_link(app, &url)
}
