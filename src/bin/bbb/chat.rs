//! `bbb chat`: sends a message to a meeting's public chat.

use bbb_sdk::administration::SendChatMessage;

use crate::app::App;
use crate::args::id;
use crate::failure::{Failure, Result};
use crate::text::{clean, quoted};

/// Send a message to a meeting's public chat; since BigBlueButton 3.0
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb chat room-1 \"We restart in five minutes.\" --as Operator"
)]
pub(crate) struct Args {
    /// The meeting's ID
    #[arg(value_name = "MEETING", value_parser = id())]
    id: String,
    /// The message, of at most 500 characters
    message: String,
    /// Name of the sender; without it, the server chooses one
    #[arg(long = "as", value_name = "NAME")]
    name: Option<String>,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let mut message = SendChatMessage::new(&args.id, &args.message);
    if let Some(name) = &args.name {
        message = message.user_name(name);
    }
    let target = app.target()?;
    if app.global.dry_run {
        target.client.server().request(&message)?;
        return app.output.lines(&format!(
            "would send the message to {} on {}",
            quoted(&args.id),
            target.name
        ));
    }
    let sent = target.client.send(&message);
    let accepted = sent.map_err(|error| Failure::of_meeting(&args.id, error))?;
    app.output.has_changed();
    app.output
        .value(&accepted, &format!("sent: {}", clean(&args.id)))
}
