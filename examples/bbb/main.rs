//! A command line for administrators: `cargo run --example bbb --features full -- --help`.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use bbb_sdk::administration::{Create, End, Join, Role};
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings, Meeting};
use bbb_sdk::recording::{
    DeleteRecordings, GetRecordings, PublishRecordings, Recording, State, UpdateRecordings,
};
use bbb_sdk::webhooks::{CreateHook, DestroyHook, ListHooks};
use bbb_sdk::{Call, Checksum, Client, Error, Finding, Hooks, Query, Secret};
use clap::Parser;
use serde::Serialize;

mod args;
mod config;
mod show;
mod table;

use args::{Cli, Command};
use show::{bytes, moment, text, yes_or_no};
use table::Table;

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bbb: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}

/// Why the program ends early.
pub(crate) struct TransportProblem {
    code: u8,
    message: String,
}

impl TransportProblem {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            code: 2,
            message: message.into(),
        }
    }

    fn not_confirmed() -> Self {
        Self {
            code: 5,
            message: "not confirmed, nothing was done; --yes does without the question".to_owned(),
        }
    }
}

impl From<Error> for TransportProblem {
    fn from(error: Error) -> Self {
        let code = match &error {
            error if error.is_not_found() => 4,
            Error::Api { .. } => 1,
            Error::Address { .. } | Error::Parameter { .. } => 2,
            _ => 3,
        };
        let cause = std::error::Error::source(&error)
            .map(|cause| format!(" ({cause})"))
            .unwrap_or_default();
        let hint = if error.is_checksum() {
            "\n     Is it this server's secret? `bbb check` looks closer."
        } else {
            ""
        };
        Self {
            code,
            message: table::printable(&format!("{error}{cause}")) + hint,
        }
    }
}

impl From<io::Error> for TransportProblem {
    fn from(error: io::Error) -> Self {
        Self {
            code: 2,
            message: error.to_string(),
        }
    }
}

type Result<T = (), E = TransportProblem> = std::result::Result<T, E>;

fn run(cli: &Cli) -> Result {
    let webhooks = Checksum::from(cli.hooks_checksum);
    let (server, secret) = config::server(cli.config.as_deref())?;
    let bbb = Bbb {
        client: Client::new(server.hooks_checksum(webhooks)),
        secret,
        webhooks,
        json: cli.json,
    };
    match &cli.command {
        Command::Check => bbb.check(),
        Command::Create(create) => bbb.create(create),
        Command::Join(join) => bbb.join(join),
        Command::End { id, yes } => bbb.end(id, *yes),
        Command::Meetings => bbb.meetings(),
        Command::Info { id } => bbb.info(id),
        Command::Recordings(command) => bbb.recordings(command),
        Command::Hooks(command) => bbb.hooks(command),
        Command::Sign { call, parameters } => bbb.sign(call, parameters),
    }
}

struct Bbb {
    client: Client,
    secret: Secret,
    webhooks: Checksum,
    json: bool,
}

impl Bbb {
    fn check(&self) -> Result {
        let check = self.client.check();
        let code = match &check.finding {
            Finding::Works => 0,
            Finding::Unreachable(_) | Finding::Foreign(_) => 3,
            _ => 1,
        };
        let message = table::printable_lines(&check.to_string());
        let facts = serde_json::json!({
            "works": code == 0,
            "address": check.address,
            "version": check.version,
            "webhooks": check.hooks == Hooks::Work,
            "balancer": check.balancer.map(|balancer| format!("{balancer:?}")),
            "advice": message,
        });
        if code > 0 {
            // A program that reads JSON gets it here as well; the advice for a person goes where errors go.
            self.print(&facts, || Ok(()))?;
            return Err(TransportProblem { code, message });
        }
        self.print(&facts, || {
            println!("{message}");
            Ok(())
        })
    }

    fn create(&self, args: &args::Create) -> Result {
        let id = args.id.clone().unwrap_or_else(|| slug(&args.name));
        let mut create = Create::new(&id, &args.name).record(args.record);
        if let Some(minutes) = args.duration {
            create = create.duration(minutes);
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
        let created = self.client.send(&create)?;
        self.print(&created, || {
            let was = if created.is_duplicate() {
                "was there already"
            } else {
                "created"
            };
            println!("{was}: {}", table::printable(&created.meeting_id));
            Ok(())
        })
    }

    fn join(&self, args: &args::Join) -> Result {
        let role = if args.moderator {
            Role::Moderator
        } else {
            Role::Viewer
        };
        let mut join = Join::new(&args.id, &args.name, role);
        if let Some(id) = &args.user_id {
            join = join.user_id(id);
        }
        for (name, value) in &args.param {
            join = join.param(name, value);
        }
        self.print_url(&self.client.server().url(&join)?)
    }

    fn end(&self, id: &str, yes: bool) -> Result {
        if !yes {
            let meeting = self.client.send(&GetMeetingInfo::new(id))?;
            confirm(&format!(
                "End {}, with {} users?",
                table::printable(&text(meeting.name.as_ref())),
                text(meeting.participant_count.as_ref()),
            ))?;
        }
        let accepted = self.client.send(&End::new(id))?;
        self.print(&accepted, || {
            println!("ending: {}", table::printable(id));
            Ok(())
        })
    }

    fn meetings(&self) -> Result {
        let meetings = self.client.send(&GetMeetings::new())?.meetings;
        self.print(&meetings, || {
            let mut table = Table::new(&["ID", "NAME", "USERS", "CREATED", "RUNS", "RECORDED"]);
            for meeting in &meetings {
                table.row([
                    meeting.meeting_id.clone(),
                    text(meeting.name.as_ref()),
                    text(meeting.participant_count.as_ref()),
                    moment(meeting.create_time.as_ref()),
                    yes_or_no(meeting.running),
                    yes_or_no(meeting.recording),
                ]);
            }
            Ok(table.print()?)
        })
    }

    fn info(&self, id: &str) -> Result {
        let meeting = self.client.send(&GetMeetingInfo::new(id))?;
        self.print(&meeting, || {
            for (label, value) in facts(&meeting) {
                println!("{label:<13}{}", table::printable(&value));
            }
            if meeting.attendees.is_empty() {
                return Ok(());
            }
            println!();
            let mut table = Table::new(&["NAME", "ROLE", "USER ID", "PRESENTS", "VOICE", "CAMERA"]);
            for user in &meeting.attendees {
                table.row([
                    text(user.name.as_ref()),
                    text(user.role.as_ref()),
                    text(user.user_id.as_ref()),
                    yes_or_no(user.is_presenter),
                    yes_or_no(user.has_joined_voice),
                    yes_or_no(user.has_video),
                ]);
            }
            Ok(table.print()?)
        })
    }

    fn recordings(&self, command: &args::Recordings) -> Result {
        use args::Recordings as Do;
        match command {
            Do::List {
                meeting,
                state,
                meta,
            } => self.list_recordings(meeting, state, meta),
            Do::Publish { ids } => self.publish(ids, true),
            Do::Unpublish { ids } => self.publish(ids, false),
            Do::Tag { ids, set, remove } => self.tag(ids, set, remove),
            Do::Delete { ids, yes } => self.delete(ids, *yes),
        }
    }

    fn list_recordings(
        &self,
        meetings: &[String],
        states: &[String],
        meta: &[args::Pair],
    ) -> Result {
        let mut call = GetRecordings::new();
        if !meetings.is_empty() {
            call = call.meeting_ids(meetings);
        }
        if !states.is_empty() {
            call = call.states(states.iter().map(|state| State::from(state.as_str())));
        }
        for (name, value) in meta {
            call = call.meta(name, value);
        }
        let recordings = self.all_recordings(call)?;
        self.print(&recordings, || {
            let mut table = Table::new(&["RECORD ID", "NAME", "STATE", "BEGAN", "SIZE", "FORMS"]);
            for recording in &recordings {
                table.row([
                    recording.record_id.clone(),
                    text(recording.original_name()),
                    text(recording.state.as_ref()),
                    moment(recording.start_time.as_ref()),
                    bytes(recording.size_bytes),
                    forms(recording),
                ]);
            }
            Ok(table.print()?)
        })
    }

    /// All pages; someone who looks on sees how far it is.
    fn all_recordings(&self, call: GetRecordings) -> Result<Vec<Recording>> {
        let mut recordings = Vec::new();
        let watched = io::stderr().is_terminal();
        for page in call.pages(|call| self.client.send(call)) {
            let page = page?;
            recordings.extend(page.recordings);
            if watched && let Some(total) = page.total {
                eprint!("\r{} of {total} recordings", recordings.len());
                io::stderr().flush()?;
            }
        }
        if watched {
            eprint!("\r\x1b[K");
        }
        Ok(recordings)
    }

    fn publish(&self, ids: &[String], publish: bool) -> Result {
        let answer = self.client.send(&PublishRecordings::new(ids, publish))?;
        self.print(&answer, || {
            let what = if publish { "published" } else { "unpublished" };
            println!("{what}: {}", table::printable(&ids.join(" ")));
            Ok(())
        })
    }

    fn tag(&self, ids: &[String], set: &[args::Pair], remove: &[String]) -> Result {
        if set.is_empty() && remove.is_empty() {
            return Err(TransportProblem::usage(
                "nothing to change: give --set or --remove",
            ));
        }
        let mut update = UpdateRecordings::new(ids);
        for (name, value) in set {
            update = update.meta(name, value);
        }
        for name in remove {
            update = update.remove_meta(name);
        }
        let answer = self.client.send(&update)?;
        self.print(&answer, || {
            println!("tagged: {}", table::printable(&ids.join(" ")));
            Ok(())
        })
    }

    fn delete(&self, ids: &[String], yes: bool) -> Result {
        if !yes {
            let call = GetRecordings::new().record_ids(ids).states([State::Any]);
            for recording in self.client.send(&call)?.recordings {
                eprintln!(
                    "  {}  {}  {}",
                    table::printable(&recording.record_id),
                    moment(recording.start_time.as_ref()),
                    table::printable(&text(recording.original_name())),
                );
            }
            confirm("Delete for good?")?;
        }
        let answer = self.client.send(&DeleteRecordings::new(ids))?;
        self.print(&answer, || {
            println!("deleted: {}", table::printable(&ids.join(" ")));
            Ok(())
        })
    }

    fn hooks(&self, command: &args::Hooks) -> Result {
        match command {
            args::Hooks::List { meeting } => self.list_hooks(meeting.as_deref()),
            args::Hooks::Create {
                url,
                meeting,
                event,
                raw,
            } => {
                let mut hook = CreateHook::new(url);
                if let Some(id) = meeting {
                    hook = hook.meeting_id(id);
                }
                if !event.is_empty() {
                    hook = hook.event_ids(event);
                }
                if *raw {
                    hook = hook.get_raw(true);
                }
                let created = self.client.send(&hook)?;
                self.print(&created, || {
                    println!("registered: {}", table::printable(&created.hook_id));
                    if created.raw.is_none() {
                        eprintln!(
                            "bbb: the address was registered already; nothing about it was changed"
                        );
                    }
                    Ok(())
                })
            }
            args::Hooks::Destroy { id } => {
                let answer = self.client.send(&DestroyHook::new(id))?;
                self.print(&answer, || {
                    println!("removed: {}", table::printable(id));
                    Ok(())
                })
            }
        }
    }

    fn list_hooks(&self, meeting: Option<&str>) -> Result {
        let mut list = ListHooks::new();
        if let Some(id) = meeting {
            list = list.meeting_id(id);
        }
        let hooks = self.client.send(&list)?.hooks;
        self.print(&hooks, || {
            let mut table = Table::new(&["ID", "ADDRESS", "MEETING", "EVENTS", "RAW"]);
            for hook in &hooks {
                table.row([
                    hook.hook_id.clone(),
                    text(hook.callback_url.as_ref()),
                    hook.meeting_id.clone().unwrap_or_else(|| "all".to_owned()),
                    hook.event_ids
                        .as_ref()
                        .map_or_else(|| "all".to_owned(), |events| events.join(",")),
                    yes_or_no(hook.raw),
                ]);
            }
            Ok(table.print()?)
        })
    }

    /// Signs a call whose name only the user knows, with what `Server::url` is made of.
    fn sign(&self, call: &str, parameters: &[args::Pair]) -> Result {
        let mut query = Query::new();
        for (name, value) in parameters {
            query.set(name, value);
        }
        query.check()?;
        let query = query.as_str();
        let algorithm = if call.starts_with("hooks/") {
            self.webhooks
        } else {
            Checksum::SHA256
        };
        let checksum = algorithm.sign(call, query, self.secret.expose());
        let separator = if query.is_empty() { "" } else { "&" };
        self.print_url(&format!(
            "{}{call}?{query}{separator}checksum={}",
            self.client.server().address(),
            checksum.as_str(),
        ))
    }

    /// Prints an answer: as JSON, or for people.
    fn print(&self, answer: &impl Serialize, for_people: impl FnOnce() -> Result) -> Result {
        if !self.json {
            return for_people();
        }
        let text = serde_json::to_string_pretty(answer).map_err(io::Error::from)?;
        Ok(writeln!(io::stdout(), "{text}")?)
    }

    fn print_url(&self, url: &str) -> Result {
        self.print(&serde_json::json!({ "url": url }), || {
            println!("{url}");
            Ok(())
        })
    }
}

/// What there is to say about a meeting.
fn facts(meeting: &Meeting) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("ID", meeting.meeting_id.clone()),
        ("name", text(meeting.name.as_ref())),
        ("internal ID", text(meeting.internal_meeting_id.as_ref())),
        ("created", moment(meeting.create_time.as_ref())),
        ("began", moment(meeting.start_time.as_ref())),
        ("runs", yes_or_no(meeting.running)),
        ("recorded", yes_or_no(meeting.recording)),
        (
            "users",
            format!(
                "{}, {} of them moderators",
                text(meeting.participant_count.as_ref()),
                text(meeting.moderator_count.as_ref()),
            ),
        ),
    ];
    facts.extend(
        meeting
            .metadata
            .iter()
            .map(|(name, value)| ("metadata", format!("{name} = {value}"))),
    );
    facts
}

fn forms(recording: &Recording) -> String {
    let kinds = recording
        .playback
        .iter()
        .map(|playback| text(playback.kind.as_ref()));
    kinds.collect::<Vec<_>>().join(",")
}

/// An ID made of a name: its letters and digits, with hyphens between.
fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}

/// Asks, and ends the program unless the answer is yes. Without anyone to ask, it is no.
fn confirm(question: &str) -> Result {
    if !io::stdin().is_terminal() {
        return Err(TransportProblem::not_confirmed());
    }
    eprint!("{question} [y/N] ");
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(TransportProblem::not_confirmed()),
    }
}
