//! `bbb create`: creates a meeting.

use bbb_sdk::Call;
use bbb_sdk::administration::{Create, Document, Join, Role};

use crate::app::{App, Target};
use crate::args::{Pair, id, is_blank, number, pair};
use crate::failure::{Failure, Result};
use crate::slides::document;
use crate::text::{clean, quoted};
use crate::{browser, join};

/// The most characters that BigBlueButton takes in a name.
const LONGEST_NAME: usize = 256;

/// Create a meeting
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb create \"Physics 101\" --record --slides deck.pdf --open")]
pub(crate) struct Args {
    /// The meeting's name
    name: String,
    /// The meeting's ID; without it, one is made from the name
    #[arg(long, value_name = "MEETING", value_parser = id())]
    id: Option<String>,
    /// Allow the meeting to be recorded
    #[arg(long)]
    record: bool,
    /// End the meeting after this many minutes; 0 sets no limit
    #[arg(long, value_name = "MINUTES", value_parser = number::<u32>, allow_negative_numbers = true)]
    duration: Option<u32>,
    /// First message in the chat, in HTML
    #[arg(long, value_name = "HTML")]
    welcome: Option<String>,
    /// A file or URL to show; may be given several times
    #[arg(long, value_name = "FILE|URL")]
    slides: Vec<String>,
    /// Metadata; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    meta: Vec<Pair>,
    /// Any other parameter of `create` by BigBlueButton's name
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    param: Vec<Pair>,
    /// Join the meeting in the browser, as a moderator
    #[arg(long)]
    open: bool,
    /// The name to join with; without it, that of your account
    #[arg(long = "as", value_name = "USER", requires = "open")]
    user: Option<String>,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let id = match &args.id {
        Some(id) => id.clone(),
        None => slug(&args.name)?,
    };
    let mut create = Create::new(&id, &args.name).record(args.record);
    if let Some(minutes) = args.duration {
        create = create.duration_minutes(minutes);
    }
    if let Some(html) = &args.welcome {
        create = create.welcome(html);
    }
    for (name, value) in &args.meta {
        create = create.meta(name, value);
    }
    for (name, value) in &args.param {
        create = create.param(name, value);
    }
    let documents: Vec<Document> = args
        .slides
        .iter()
        .map(|it| document(it))
        .collect::<Result<_>>()?;
    for document in documents {
        create = create.document(document);
    }
    let target = app.target()?;
    if app.global.dry_run {
        target.client.server().request(&create)?;
        return app
            .output
            .lines(&format!("would create {} on {}", quoted(&id), target.name));
    }
    let created = target.client.send(&create)?;
    app.output.has_changed();
    let outcome = if created.is_duplicate() {
        "already exists, and was not changed"
    } else {
        "created"
    };
    app.output.value(
        &created,
        &format!("{outcome}: {}", clean(&created.meeting_id)),
    )?;
    if args.open {
        open(&target, &id, args.user.as_deref())?;
    }
    Ok(())
}

fn open(target: &Target, id: &str, user: Option<&str>) -> Result {
    let user = user.map_or_else(join::account, str::to_owned);
    let link = target
        .client
        .server()
        .url(&Join::new(id, &user, Role::Moderator))?;
    browser::open(&link, &join::command(id, &user, true))
}

/// Returns an ID made from a name: its letters and digits, joined by hyphens.
fn slug(name: &str) -> Result<String> {
    if is_blank(name) {
        let is_empty = name.is_empty();
        let fact = if is_empty { "empty" } else { "blank" };
        return Err(Failure::usage(format!("the meeting's name is {fact}")));
    }
    // Servers count as Java does.
    let length = name.encode_utf16().count();
    if length > LONGEST_NAME {
        return Err(Failure::usage(format!(
            "the meeting's name has {length} characters, more than the {LONGEST_NAME} that BigBlueButton takes"
        )));
    }
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() {
        let message =
            "the meeting's name has no letter and no digit to make an ID from: set one with --id";
        return Err(Failure::usage(message));
    }
    Ok(words.join("-"))
}
