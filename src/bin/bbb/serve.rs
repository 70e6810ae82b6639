//! `bbb serve`: the library's built-in server, to try programs against.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bbb_sdk::testing::{Fault, Profile, RequestRecord, TestRecording, TestServer};
use clap::ValueEnum;

use crate::app::App;
use crate::args::{Pair, pair};
use crate::failure::{Exit, Failure, Result};
use crate::text::clean;
use crate::time;

/// How much earlier each recording of `--recordings` began than the one before, in milliseconds.
const HOUR: i64 = 3_600_000;

/// Run the built-in server, to try programs in any language against
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb serve --meetings 3 --recordings 100\n  \
    bbb serve --profile scalelite --create-override record=false"
)]
pub(crate) struct Args {
    /// Where to listen; port 0 is any that is free
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8090",
        hide_default_value = true
    )]
    listen: SocketAddr,
    /// The shared secret; without it, the one of BigBlueButton's documentation
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// What to simulate: 2.4, 2.7, 3.0, 4.0, scalelite or b3lb
    #[arg(
        long,
        value_enum,
        value_name = "NAME",
        default_value = "3.0",
        hide_default_value = true,
        hide_possible_values = true
    )]
    profile: Kind,
    /// Meetings to begin with, each with two users
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 0,
        hide_default_value = true
    )]
    meetings: u16,
    /// Recordings to begin with, one for each hour until now
    #[arg(long, value_name = "NUMBER", default_value_t = 0, hide_default_value = true,
        value_parser = clap::value_parser!(i64).range(0..=100_000))]
    recordings: i64,
    /// After so many requests one is answered with the status 502
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    fail_every: Option<u32>,
    /// How long a meeting that was ended can still be asked for
    #[arg(long, value_name = "TIME", value_parser = time::limit)]
    ending_takes: Option<Duration>,
    /// How long a recording is processed, and then published
    #[arg(long, value_name = "TIME", value_parser = time::limit)]
    processing_takes: Option<Duration>,
    /// Page recordings in the form of BigBlueButton 2.6
    #[arg(long)]
    old_paging: bool,
    /// A parameter that the load balancer adds to `create`
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    create_default: Vec<Pair>,
    /// A parameter of `create` that the load balancer sets
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    create_override: Vec<Pair>,
    /// A parameter of `create` that the load balancer drops
    #[arg(long, value_name = "NAME")]
    create_block: Vec<String>,
    /// A tag of one of Scalelite's servers
    #[arg(long, value_name = "TAG")]
    server_tag: Vec<String>,
}

/// What is simulated.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    #[value(name = "2.4")]
    Bbb24,
    #[value(name = "2.7")]
    Bbb27,
    #[value(name = "3.0")]
    Bbb30,
    #[value(name = "4.0")]
    Bbb40,
    Scalelite,
    B3lb,
}

impl From<Kind> for Profile {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Bbb24 => Self::Bbb24,
            Kind::Bbb27 => Self::Bbb27,
            Kind::Bbb30 => Self::Bbb30,
            Kind::Bbb40 => Self::Bbb40,
            Kind::Scalelite => Self::Scalelite,
            Kind::B3lb => Self::B3lb,
        }
    }
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let (requests, happened) = mpsc::channel();
    let server = start(app, args, requests)?;
    fill(&server, args);
    let (url, secret) = (server.url(), server.secret());
    app.output.exactly(&format!(
        "URL:    {url}\nSecret: {secret}\n\nIn another terminal:\n  export BBB_URL={} BBB_SECRET={}\n\nCtrl-C ends.\n",
        quoted(url),
        quoted(secret)
    ))?;
    let server = Arc::new(server);
    let webhooks = Arc::clone(&server);
    // Deliveries wait for whoever takes them, so that they have a thread of their own.
    std::thread::spawn(move || {
        loop {
            webhooks.deliver();
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    let mut requests = 0_u32;
    for shown in happened {
        requests = requests.wrapping_add(1);
        if args
            .fail_every
            .is_some_and(|every| requests.is_multiple_of(every))
        {
            server.fail_next("*", Fault::Status(502));
        }
        if !app.output.quiet {
            app.output.lines(&shown)?;
        }
    }
    Ok(())
}

fn start(app: &App, args: &Args, requests: mpsc::Sender<String>) -> Result<TestServer> {
    let verbose = app.global.verbose;
    let mut builder = TestServer::builder()
        .address(args.listen)
        .profile(args.profile.into())
        .real_time()
        .observe(move |asked| {
            // The other side is gone when the program ends.
            let _ = requests.send(shown(asked, verbose));
        });
    if let Some(file) = &args.secret_file {
        let unusable = |what: String| Failure::usage(format!("{}: {what}", file.display()));
        let secret = fs::read_to_string(file).map_err(|error| unusable(error.to_string()))?;
        if secret.trim().is_empty() {
            return Err(unusable("is empty".to_owned()));
        }
        builder = builder.secret(secret.trim());
    }
    if let Some(time) = args.ending_takes {
        builder = builder.ending_takes(time);
    }
    if let Some(time) = args.processing_takes {
        builder = builder.processing_takes(time);
    }
    if args.old_paging {
        builder = builder.old_paging();
    }
    for (name, value) in &args.create_default {
        builder = builder.create_default(name, value);
    }
    for (name, value) in &args.create_override {
        builder = builder.create_override(name, value);
    }
    for name in &args.create_block {
        builder = builder.create_blocked(name);
    }
    for tag in &args.server_tag {
        builder = builder.server_tag(tag);
    }
    builder.start().map_err(|error| {
        let message = format!("cannot listen at {}: {error}", args.listen);
        Failure::new(Exit::Usage, message)
    })
}

/// Puts the meetings and recordings there that were asked for.
fn fill(server: &TestServer, args: &Args) {
    const SUBJECTS: [&str; 5] = ["Physics", "Analysis", "中文课程", "الفيزياء", "Town hall"];
    let subject = |number: usize| SUBJECTS.iter().cycle().nth(number % SUBJECTS.len());
    for number in 1..=usize::from(args.meetings) {
        let room = server.create_meeting(&format!("room-{number}"));
        room.join_as_moderator("Ada Lovelace");
        room.join_as_viewer("Alan Turing");
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |now| i64::try_from(now.as_millis()).unwrap_or(0));
    for number in 0..args.recordings {
        let start = now - (number + 1) * HOUR;
        let place = usize::try_from(number).unwrap_or(0);
        let name = subject(place).copied().unwrap_or_default();
        let recording = TestRecording::new(format!("room-{}", number % 10 + 1))
            .name(name)
            .times(start, start + HOUR / 2);
        server.add_recording(recording);
    }
}

/// A request in words: the call, what came of it, and whether it was signed with the secret.
fn shown(asked: &RequestRecord, verbose: u8) -> String {
    let name = match asked.call() {
        "" => "(version)",
        name => name,
    };
    let outcome = match (asked.key(), asked.status()) {
        (Some(key), status) => format!("HTTP {status}, {key}"),
        (None, 0) => "no answer".to_owned(),
        (None, status) => format!("HTTP {status}"),
    };
    let mut text = format!(
        "{} {name}: {outcome}; {}",
        asked.method(),
        asked.signature()
    );
    if verbose > 0 {
        for (name, value) in asked.parameters() {
            let _ = write!(text, "\n    {} = {}", clean(name), clean(value));
        }
    }
    if verbose > 1 && !asked.body().is_empty() {
        let kind = asked.content_type().unwrap_or("no content type");
        let _ = write!(
            text,
            "\n    {kind}, {} bytes:\n{}",
            asked.body().len(),
            asked.text()
        );
    }
    text
}

/// A text as a shell takes it for one word.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '-' | '_');
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
