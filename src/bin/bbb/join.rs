//! `bbb join`: prints a join link.

use std::env;

use bbb_sdk::Call;
use bbb_sdk::administration::{Join, Role};
use bbb_sdk::monitoring::GetMeetingInfo;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use crate::app::{App, Target};
use crate::args::{Pair, id, pair};
use crate::browser;
use crate::failure::{Failure, Result};
use crate::text::{clean, quoted, shell_word};

/// Print a join link
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option")]
#[command(before_help = "Example:\n  bbb join room-1 \"Ada Lovelace\" --moderator --qr")]
pub(crate) struct Args {
    /// The meeting's ID
    #[arg(value_name = "MEETING", value_parser = id())]
    id: String,
    /// The user's name; without it, that of your account
    #[arg(value_name = "USER")]
    name: Option<String>,
    /// Join as a moderator
    #[arg(long)]
    moderator: bool,
    /// The user's ID in your application
    #[arg(long, value_name = "ID", value_parser = id())]
    user_id: Option<String>,
    /// Any other parameter of `join` by BigBlueButton's name
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    param: Vec<Pair>,
    /// Also show the link as a QR code, for a phone
    #[arg(long)]
    qr: bool,
    /// Open the link in the browser instead of printing it
    #[arg(long, conflicts_with = "qr")]
    open: bool,
    /// Send nothing: print the link without asking the server
    #[arg(long)]
    no_check: bool,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let role = if args.moderator {
        Role::Moderator
    } else {
        Role::Viewer
    };
    let name = args.name.clone().unwrap_or_else(account);
    let mut join = Join::new(&args.id, &name, role);
    if let Some(id) = &args.user_id {
        join = join.user_id(id);
    }
    for (name, value) in &args.param {
        join = join.param(name, value);
    }
    let target = app.target()?;
    let link = target.client.server().url(&join)?;
    if !args.no_check {
        check(app, &target, args)?;
    }
    if args.open {
        return browser::open(&link, &command(&args.id, &name, args.moderator));
    }
    print_link(app, &link)?;
    if args.qr && app.output.is_for_people() {
        let code =
            QrCode::new(&link).map_err(|_| Failure::usage("the link is too long for a QR code"))?;
        let code = code.render::<Dense1x2>().quiet_zone(true).build();
        app.output.exactly(&code)?;
    }
    Ok(())
}

/// Asks the server about the meeting, which shows that the link will work: the address and the secret are right.
///
/// A meeting that does not exist is only told, because the link works once it does. Any other error is the end: nobody can
/// see from a link that it does not work.
fn check(app: &App, target: &Target, args: &Args) -> Result {
    const WAY_OUT: &str = "No link was made; --no-check makes it without asking the server.";
    match target.client.send(&GetMeetingInfo::new(&args.id)) {
        Ok(_) => Ok(()),
        Err(error) if error.is_not_found() && !args.open => {
            app.output.note(&format!(
                "there is no meeting with the ID {} on {}: the link works once it has been created",
                quoted(&args.id),
                clean(&target.name)
            ));
            Ok(())
        }
        Err(error) if error.is_not_found() => Err(Failure::of_meeting(&args.id, error)),
        Err(error) => Err(Failure::from(error).with(WAY_OUT)),
    }
}

/// Returns the command that prints the link for a user.
pub(crate) fn command(id: &str, name: &str, moderator: bool) -> String {
    let (id, name) = (shell_word(id), shell_word(name));
    let option = if moderator { " --moderator" } else { "" };
    format!("bbb join {id} {name}{option}")
}

/// Prints a link on a line of its own.
pub(crate) fn print_link(app: &App, link: &str) -> Result {
    app.output.value(&serde_json::json!({ "url": link }), link)
}

/// Returns the name of the account that runs the program.
pub(crate) fn account() -> String {
    let name = env::var("USER").or_else(|_| env::var("USERNAME"));
    name.unwrap_or_else(|_| "Administrator".to_owned())
}
