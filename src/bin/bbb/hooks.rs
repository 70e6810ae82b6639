//! `bbb hooks`: lists, creates and destroys webhooks.

use bbb_sdk::ErrorKey;
use bbb_sdk::callbacks::{EventId, WebhookVerifier};
use bbb_sdk::webhooks::{CreateHook, DestroyHook, Hook, ListHooks};

use crate::app::{App, Target};
use crate::args::id;
use crate::bulk::{self, Outcome};
use crate::confirm::confirm;
use crate::event;
use crate::failure::{Exit, Failure, Result};
use crate::list::{Column, List};
use crate::text::{clean, quoted};
use crate::value::Value;

/// List, create and destroy webhooks
#[derive(clap::Subcommand)]
#[command(
    before_help = "Example:\n  bbb hooks create https://app.example/bbb --event meeting-ended"
)]
pub(crate) enum Command {
    List(ListArgs),
    Create(CreateArgs),
    Destroy(DestroyArgs),
}

/// List webhooks
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb hooks list")]
pub(crate) struct ListArgs {
    /// Only webhooks for this meeting
    #[arg(long, value_name = "MEETING", value_parser = id())]
    meeting: Option<String>,
}

/// Create a webhook
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb hooks create https://app.example/bbb --event meeting-ended"
)]
pub(crate) struct CreateArgs {
    /// Where the server sends events
    url: String,
    #[command(flatten)]
    pub(crate) what: What,
}

/// What a webhook hears of.
#[derive(clap::Args)]
pub(crate) struct What {
    /// Only events of this meeting
    #[arg(long, value_name = "MEETING", value_parser = id())]
    pub(crate) meeting: Option<String>,
    /// Only this event, such as meeting-ended; may be given several times
    #[arg(long, value_name = "EVENT", value_delimiter = ',', value_parser = event::Known,
        hide_possible_values = true)]
    event: Vec<EventId>,
    /// An event that the server knows and this program does not
    #[arg(long, value_name = "EVENT", value_parser = event::other)]
    other_event: Vec<EventId>,
}

impl What {
    fn events(&self) -> impl Iterator<Item = &EventId> {
        self.event.iter().chain(&self.other_event)
    }
}

/// Destroy webhooks
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb hooks list -o ids | bbb hooks destroy --yes -")]
pub(crate) struct DestroyArgs {
    /// The webhooks' IDs; - reads them from standard input
    #[arg(value_name = "HOOK", required = true, value_parser = id())]
    ids: Vec<String>,
}

const COLUMNS: &[Column<Hook>] = &[
    Column::new("id", |it| Value::Id(it.hook_id.clone())),
    Column::new("url", |it| Value::text(it.callback_url.as_ref())),
    Column::new("meeting", |it| {
        Value::Text(it.meeting_id.clone().unwrap_or_else(|| "all".to_owned()))
    }),
    Column::new("events", |it| {
        let events = it.event_ids.as_ref().filter(|events| !events.is_empty());
        Value::Text(events.map_or_else(|| "all".to_owned(), |events| events.join(",")))
    }),
    Column::wide("raw", |it| Value::flag(it.raw)),
    Column::wide("permanent", |it| Value::flag(it.permanent)),
];

pub(crate) fn run(app: &App, command: &Command) -> Result {
    match command {
        Command::List(args) => list(app, args),
        Command::Create(args) => create(app, args),
        Command::Destroy(args) => destroy(app, args),
    }
}

fn list(app: &App, args: &ListArgs) -> Result {
    let list = List::new(&app.output, COLUMNS)?;
    list.print(app.rows(|target| {
        let mut call = ListHooks::new();
        if let Some(id) = &args.meeting {
            call = call.meeting_id(id);
        }
        let sent = target.client.send(&call).map_err(|error| {
            let is_about_meeting = args.meeting.is_some();
            let has_none = error.key() == Some(&ErrorKey::ListHookError) && is_about_meeting;
            let failure = target.failure_of_webhooks(error);
            // QUIRK: webhooks since 3.0 refuse a list that would be empty.
            if has_none {
                failure.with("Webhooks since 3.0 say so if no webhook is for this meeting.")
            } else {
                failure
            }
        });
        let hooks = sent?.hooks;
        Ok(hooks.into_iter().map(Ok::<_, Failure>))
    })?)
}

/// Returns the call that creates a webhook. Refuses a URL that no server can call.
pub(crate) fn call(url: &str, what: &What) -> Result<CreateHook> {
    // The verifier refuses a URL that no server can call.
    WebhookVerifier::new(url, "-")?;
    let mut call = CreateHook::new(url);
    if let Some(id) = &what.meeting {
        call = call.meeting_id(id);
    }
    if what.events().next().is_some() {
        call = call.event_ids(what.events());
    }
    Ok(call)
}

fn create(app: &App, args: &CreateArgs) -> Result {
    let call = call(&args.url, &args.what)?;
    let target = app.target()?;
    if app.global.dry_run {
        target.client.server().request(&call)?;
        return app.output.lines(&format!(
            "would create a webhook for {} on {}",
            clean(&args.url),
            target.name
        ));
    }
    let created = target.send_to_webhooks(&call)?;
    app.output.has_changed();
    let id = clean(&created.hook_id);
    if !created.is_duplicate() {
        return app.output.value(&created, &format!("created: {id}"));
    }
    // The server does not change an existing webhook.
    app.output
        .value(&created, &format!("already exists: {id}"))?;
    let hooks = target.send_to_webhooks(&ListHooks::new())?.hooks;
    match hooks.iter().find(|hook| hook.hook_id == created.hook_id) {
        Some(hook) if !hears(hook, &args.what) => Err(Failure::new(
            Exit::Refused,
            format!(
                "webhook `{id}` has another meeting or other events and was not changed: run `bbb hooks destroy {id}`, then create it again"
            ),
        )),
        _ => Ok(()),
    }
}

/// Returns whether a webhook has exactly this meeting and these events.
fn hears(hook: &Hook, what: &What) -> bool {
    let mut events: Vec<&str> = hook
        .event_ids
        .iter()
        .flatten()
        .map(String::as_str)
        .collect();
    // The call sends the names in lower case.
    let mut wanted: Vec<String> = what.events().map(|it| it.as_str().to_lowercase()).collect();
    events.sort_unstable();
    wanted.sort_unstable();
    hook.meeting_id == what.meeting && events == wanted
}

fn destroy(app: &App, args: &DestroyArgs) -> Result {
    let ids = bulk::ids(&args.ids)?;
    let target = app.target()?;
    if let [id] = ids.as_slice() {
        confirm(app, &target, &format!("Destroy webhook {}?", quoted(id)))?;
    } else {
        confirm(app, &target, &format!("Destroy {} webhooks?", ids.len()))?;
    }
    bulk::run(app, &ids, 1, |batch| {
        let ids = batch.iter();
        ids.map(|id| destroy_one(&target, id, app.global.dry_run))
            .collect()
    })
}

fn destroy_one(target: &Target, id: &str, dry_run: bool) -> Outcome {
    let is_there = || {
        let hooks = target.send_to_webhooks(&ListHooks::new())?.hooks;
        Ok::<_, Failure>(hooks.iter().any(|hook| hook.hook_id == id))
    };
    match is_there() {
        Ok(false) => return Outcome::not_found(id),
        Ok(true) if dry_run => return Outcome::done(id, "would be destroyed"),
        Ok(true) => {}
        Err(failure) => return Outcome::failed(id, &failure),
    }
    let sent = target.send_to_webhooks(&DestroyHook::new(id));
    match (is_there(), sent) {
        (Ok(false), _) => Outcome::done(id, "destroyed"),
        (_, Err(failure)) | (Err(failure), Ok(_)) => Outcome::failed(id, &failure),
        (Ok(true), Ok(_)) => {
            let failure = Failure::new(Exit::Refused, "accepted, but it is still there");
            Outcome::failed(id, &failure)
        }
    }
}
