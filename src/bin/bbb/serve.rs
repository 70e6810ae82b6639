//! `bbb serve`: runs the simulated server.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bbb_sdk::testing::{
    Fault, Profile, RequestRecord, TestRecording, TestServer, TestServerBuilder, WebhooksVersion,
};
use clap::ValueEnum;

use crate::app::App;
use crate::args::{Pair, at_least_one, listen, number, pair};
use crate::failure::{Exit, Failure, Result};
use crate::text::{clean, shell_word};
use crate::time;

/// The interval between two recordings of `--recordings`, in milliseconds.
const HOUR: i64 = 3_600_000;

/// Run a simulated server, to test programs in any language
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb serve --meetings 3 --recordings 100\n  \
    bbb serve --profile scalelite --create-override record=false"
)]
pub(crate) struct Args {
    /// Where to listen, if not 127.0.0.1:8090
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8090",
        hide_default_value = true,
        value_parser = listen
    )]
    listen: SocketAddr,
    /// A file with the shared secret
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// 2.4 2.7 3.0 4.0 scalelite b3lb b3scale
    #[arg(
        long,
        value_enum,
        value_name = "NAME",
        default_value = "3.0",
        hide_default_value = true,
        hide_possible_values = true
    )]
    profile: Kind,
    /// Release of bbb-webhooks: 2.6, 3.3 or 3.5
    #[arg(long, value_enum, value_name = "VERSION", hide_possible_values = true)]
    webhooks: Option<Webhooks>,
    /// Meetings at the start, two users in each
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 0,
        hide_default_value = true,
        value_parser = number::<u16>
    )]
    meetings: u16,
    /// Recordings at the start, one an hour
    #[arg(long, value_name = "NUMBER", default_value_t = 0, hide_default_value = true,
        value_parser = recordings)]
    recordings: i64,
    /// Fail every NUMBER-th request: HTTP 502
    #[arg(long, value_name = "NUMBER", value_parser = at_least_one::<u32>)]
    fail_every: Option<u32>,
    /// How long an ended meeting stays known
    #[arg(long, value_name = "TIME", value_parser = time::limit, allow_hyphen_values = true)]
    ending_takes: Option<Duration>,
    /// How long processing a recording takes
    #[arg(long, value_name = "TIME", value_parser = time::limit, allow_hyphen_values = true)]
    processing_takes: Option<Duration>,
    /// Page recordings as BigBlueButton 2.6
    #[arg(long)]
    old_paging: bool,
    /// Parameter the balancer adds to `create`
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    create_default: Vec<Pair>,
    /// Parameter of `create` the balancer sets
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    create_override: Vec<Pair>,
    /// Parameter of `create` the balancer drops
    #[arg(long, value_name = "NAME")]
    create_block: Vec<String>,
    /// Longest duration of a meeting at Scalelite
    #[arg(long, value_name = "MINUTES", value_parser = at_least_one::<u32>)]
    longest_duration: Option<u32>,
    /// Tag of one of Scalelite's servers
    #[arg(long, value_name = "TAG")]
    server_tag: Vec<String>,
    /// Scalelite's tenant; they share --meetings
    #[arg(long, value_name = "NAME=SECRET", value_parser = tenant)]
    tenant: Vec<Pair>,
}

/// The simulated product.
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
    B3scale,
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
            Kind::B3scale => Self::B3scale,
        }
    }
}

/// The simulated generation of bbb-webhooks.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Webhooks {
    #[value(name = "2.6")]
    V2_6,
    #[value(name = "3.3")]
    V3_3,
    #[value(name = "3.5")]
    V3_5,
}

impl From<Webhooks> for WebhooksVersion {
    fn from(version: Webhooks) -> Self {
        match version {
            Webhooks::V2_6 => Self::V2_6,
            Webhooks::V3_3 => Self::V3_3,
            Webhooks::V3_5 => Self::V3_5,
        }
    }
}

fn recordings(text: &str) -> Result<i64, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (0..=100_000).contains(number));
    number.ok_or_else(|| "is not a number from 0 to 100000".to_owned())
}

fn tenant(text: &str) -> Result<Pair, String> {
    match pair(text) {
        Ok((name, secret)) if !name.contains(['.', ':']) && !secret.is_empty() => {
            Ok((name, secret))
        }
        _ => Err("is not NAME=SECRET, where NAME is one label of a host name".to_owned()),
    }
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    check(args)?;
    let (requests, happened) = mpsc::channel();
    let server = start(app, args, requests)?;
    fill(&server, args);
    app.output.exactly(&reached_at(&server, args))?;
    if !args.listen.ip().is_loopback() {
        app.output.exactly(
            "Warning: other machines can reach this server, and do everything on its page.\n",
        )?;
    }
    let server = Arc::new(server);
    let webhooks = Arc::clone(&server);
    // Deliveries wait for their receivers, so they have a thread of their own.
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
            // The receiver is gone when the program ends.
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
    if let Some(version) = args.webhooks {
        builder = builder.webhooks(version.into());
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
    builder = set_up_balancer(builder, args);
    builder.start().map_err(|error| {
        let message = format!("cannot listen at {}: {error}", args.listen);
        Failure::new(Exit::Usage, message)
    })
}

/// Refuses options that the profile would ignore.
fn check(args: &Args) -> Result {
    let balances = matches!(args.profile, Kind::Scalelite | Kind::B3lb | Kind::B3scale);
    let changes_create = !args.create_default.is_empty()
        || !args.create_override.is_empty()
        || !args.create_block.is_empty();
    if changes_create && !balances {
        let message = "--create-default, --create-override and --create-block need a load balancer: \
            add --profile scalelite, b3lb or b3scale";
        return Err(Failure::usage(message));
    }
    let is_scalelite = matches!(args.profile, Kind::Scalelite);
    let for_scalelite =
        !args.tenant.is_empty() || !args.server_tag.is_empty() || args.longest_duration.is_some();
    if for_scalelite && !is_scalelite {
        let message = "--tenant, --server-tag and --longest-duration need --profile scalelite";
        return Err(Failure::usage(message));
    }
    Ok(())
}

/// Applies the operator's settings of a load balancer.
fn set_up_balancer(mut builder: TestServerBuilder, args: &Args) -> TestServerBuilder {
    for (name, value) in &args.create_default {
        builder = builder.create_default(name, value);
    }
    for (name, value) in &args.create_override {
        builder = builder.create_override(name, value);
    }
    for name in &args.create_block {
        builder = builder.create_blocked(name);
    }
    if let Some(minutes) = args.longest_duration {
        builder = builder.longest_duration_minutes(minutes);
    }
    for tag in &args.server_tag {
        builder = builder.server_tag(tag);
    }
    for (name, secret) in &args.tenant {
        builder = builder.tenant(name, secret);
    }
    builder
}

/// Returns what a user needs to reach the server: the URLs for clients, which are the server's address or one for each tenant,
/// and the page for a browser.
fn reached_at(server: &TestServer, args: &Args) -> String {
    let tenants = args.tenant.iter();
    let tenants = tenants.filter_map(|(name, secret)| Some((server.tenant_url(name)?, &**secret)));
    let mut places: Vec<(String, &str)> = tenants.collect();
    if places.is_empty() {
        places.push((server.url().to_owned(), server.secret()));
    }
    let mut text = String::new();
    for (url, secret) in &places {
        let _ = writeln!(text, "URL:    {url}\nSecret: {secret}\n");
    }
    text.push_str("In another terminal:\n");
    for (url, secret) in &places {
        let _ = writeln!(
            text,
            "  export BBB_URL={} BBB_SECRET={}",
            shell_word(url),
            shell_word(secret)
        );
    }
    let page = server.page_url();
    let _ = writeln!(text, "\nIn a browser: {page}\n\nCtrl-C ends.");
    text
}

/// Adds the requested meetings and recordings.
fn fill(server: &TestServer, args: &Args) {
    const SUBJECTS: [&str; 5] = ["Physics", "Analysis", "中文课程", "الفيزياء", "Town hall"];
    let subject = |number: usize| SUBJECTS.get(number % SUBJECTS.len());
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
        let mut recording = TestRecording::new(format!("room-{}", number % 10 + 1))
            .name(name)
            .times(start, start + HOUR / 2);
        // The tenants take turns, because none of them sees a recording without a tenant.
        if let Some((tenant, _)) = args.tenant.get(place % args.tenant.len().max(1)) {
            recording = recording.meta("tenant-name", tenant);
        }
        server.add_recording(recording);
    }
}

/// Describes a request: the call, its result, and whether its signature is right.
fn shown(asked: &RequestRecord, verbose: u8) -> String {
    let name = match asked.call() {
        "" => "(version)",
        name => name,
    };
    let outcome = match (asked.key(), asked.status()) {
        (_, 0) => "no response".to_owned(),
        (Some(key), status) => format!("HTTP {status}, {key}"),
        (None, status) => format!("HTTP {status}"),
    };
    let mut text = format!(
        "{} {name}: {outcome}; {}",
        asked.method(),
        asked.signature()
    );
    if verbose > 0 {
        for (name, value) in asked.redacted_parameters() {
            let _ = write!(text, "\n    {} = {}", clean(name), clean(&value));
        }
    }
    if verbose > 1 && !asked.body().is_empty() {
        let kind = asked.content_type().unwrap_or("no content type");
        let _ = write!(
            text,
            "\n    {kind}, {} bytes:\n{}",
            asked.body().len(),
            asked.redacted_text()
        );
    }
    text
}
