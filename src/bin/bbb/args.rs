//! The arguments of the program, and the options that every command has.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use bbb_sdk::Checksum;
use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::time;

/// The text of `bbb --help`, which fits a screen.
const OVERVIEW: &str = "\
{about}

{before-help}{usage-heading} {usage}

Set up:      login, check, version, options, completions, man
Meetings:    meetings, info, create, join, end, chat, slides, sessions
Recordings:  recordings, tracks
Webhooks:    hooks, receive
Any call:    call, sign, explain
Servers:     serve, metrics

The server comes from -s or --config, else from BBB_URL and BBB_SECRET, else it
is the default of ~/.config/bbb/config.toml, which `bbb login` writes.

{options}

More, explained by `bbb options`: --cacert, --columns, --deadline, --jobs,
--hooks-checksum, --limit, --retries, --sort, --timeout, --utc";

const EXAMPLE: &str = "\
Example:
  ssh root@bbb.example.com bbb-conf --secret | bbb login
  bbb meetings --sort -users";

/// Manage BigBlueButton servers
#[derive(Parser)]
#[command(
    name = "bbb",
    version,
    max_term_width = 100,
    help_template = OVERVIEW,
    before_help = EXAMPLE,
    disable_help_subcommand = true,
    infer_long_args = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The options of every command. `bbb options` shows them all; `bbb --help` the most used, so that it fits a screen.
#[derive(Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own"
)]
pub(crate) struct Global {
    /// A server in the configuration; `all` reads from each
    #[arg(short, long, global = true, value_name = "NAME")]
    pub(crate) server: Option<String>,

    /// The configuration, or what `bbb-conf --secret` printed
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Certificates in PEM to trust instead of the system's; BBB_CACERT
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) cacert: Option<PathBuf>,

    /// Algorithm for webhooks, if not sha256; sha1 before BigBlueButton 3.0
    #[arg(long, global = true, value_name = "NAME", hide_possible_values = true)]
    pub(crate) hooks_checksum: Option<Algorithm>,

    /// table (default), wide, json, jsonl, csv or ids
    #[arg(
        short,
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "table",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) output: Format,

    /// Columns of a table or CSV, in this order
    #[arg(long, global = true, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,

    /// Sort by a column; -COLUMN for the largest first
    #[arg(long, global = true, value_name = "COLUMN", allow_hyphen_values = true)]
    pub(crate) sort: Option<String>,

    /// List at most this many
    #[arg(long, global = true, value_name = "NUMBER", value_parser = at_least_one::<usize>, allow_negative_numbers = true)]
    pub(crate) limit: Option<usize>,

    /// Show times in UTC instead of this machine's zone
    #[arg(long, global = true)]
    pub(crate) utc: bool,

    /// Time for each part of a call, as 30s: connecting, sending, waiting, reading
    #[arg(long, global = true, value_name = "TIME", value_parser = time::timeout, allow_hyphen_values = true)]
    pub(crate) timeout: Option<Duration>,

    /// Time for a call with all its retries, as 2m; none by default
    #[arg(long, global = true, value_name = "TIME", value_parser = time::timeout, allow_hyphen_values = true)]
    pub(crate) deadline: Option<Duration>,

    /// How often to repeat a call after no response, or HTTP 429, 502, 503 or 504, if not 2
    #[arg(
        long,
        global = true,
        value_name = "NUMBER",
        default_value_t = 2,
        hide_default_value = true,
        value_parser = number::<u32>,
        allow_negative_numbers = true
    )]
    pub(crate) retries: u32,

    /// Show what would be changed, and change nothing
    #[arg(long, global = true)]
    pub(crate) dry_run: bool,

    /// Do not ask before ending or deleting something
    #[arg(short, long, global = true)]
    pub(crate) yes: bool,

    /// How many calls bulk work makes at a time, if not 4
    #[arg(long, global = true, value_name = "NUMBER", default_value_t = 4, hide_default_value = true,
        value_parser = jobs, allow_negative_numbers = true)]
    pub(crate) jobs: u8,

    /// Show each exchange with the server, but no secret
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,

    /// Suppress remarks and progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
}

/// An output format.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Wide,
    Json,
    Jsonl,
    Csv,
    Ids,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Login(crate::login::Args),
    Check(crate::check::Args),
    Version(crate::version::Args),
    Options(crate::options::Args),
    Meetings(crate::meetings::Args),
    Info(crate::info::Args),
    Create(crate::create::Args),
    Join(crate::join::Args),
    End(crate::end::Args),
    Chat(crate::chat::Args),
    Slides(crate::slides::Args),
    Sessions(crate::sessions::Args),
    #[command(subcommand, visible_alias = "rec")]
    Recordings(crate::recordings::Command),
    #[command(subcommand)]
    Tracks(crate::tracks::Command),
    #[command(subcommand)]
    Hooks(crate::hooks::Command),
    Receive(crate::receive::Args),
    Call(crate::call::Args),
    Sign(crate::sign::Args),
    Explain(crate::explain::Args),
    Serve(crate::serve::Args),
    Metrics(crate::metrics::Args),
    Completions(crate::completions::Args),
    Man(crate::man::Args),
}

/// A checksum algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Algorithm {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    pub(crate) fn name(self) -> &'static str {
        Checksum::from(self).name()
    }
}

impl From<Algorithm> for Checksum {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha1 => Self::SHA1,
            Algorithm::Sha256 => Self::SHA256,
            Algorithm::Sha384 => Self::SHA384,
            Algorithm::Sha512 => Self::SHA512,
        }
    }
}

/// Reads a number.
pub(crate) fn number<N: FromStr>(text: &str) -> Result<N, String> {
    let number = text.parse();
    number.map_err(|_| "is not a number from 0 on, or is too large".to_owned())
}

/// Reads an address to listen at. A host name is resolved, with IPv4 first.
pub(crate) fn listen(text: &str) -> Result<SocketAddr, String> {
    let found: Vec<SocketAddr> = text
        .to_socket_addrs()
        .map_err(|_| "is not ADDRESS:PORT, such as 127.0.0.1:8000".to_owned())?
        .collect();
    let first = found.iter().find(|it| it.is_ipv4()).or(found.first());
    first.copied().ok_or_else(|| "has no address".to_owned())
}

/// Reads a number for which 0 has no meaning.
pub(crate) fn at_least_one<N: FromStr + PartialOrd + From<u8>>(text: &str) -> Result<N, String> {
    let number = text.parse().ok().filter(|number| *number >= N::from(1));
    number.ok_or_else(|| "is not a number from 1 on".to_owned())
}

fn jobs(text: &str) -> Result<u8, String> {
    let number = text.parse().ok().filter(|number| (1..=32).contains(number));
    number.ok_or_else(|| "is not a number from 1 to 32".to_owned())
}

/// Reads an ID. Servers understand a blank one as none, which selects all meetings or recordings.
pub(crate) fn id() -> impl TypedValueParser<Value = String> {
    NonEmptyStringValueParser::new().try_map(|text| {
        if is_blank(&text) {
            Err("is blank")
        } else {
            Ok(text)
        }
    })
}

/// Returns whether a text has only characters that servers remove at its ends.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control())
}

/// A name and a value.
pub(crate) type Pair = (String, String);

/// Reads `NAME=VALUE`.
pub(crate) fn pair(text: &str) -> Result<Pair, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("is not NAME=VALUE".to_owned()),
    }
}

/// Reads `NAME=VALUE` of a filter, which without a value would select everything.
pub(crate) fn filter(text: &str) -> Result<Pair, String> {
    let (name, value) = pair(text)?;
    if is_blank(&value) {
        return Err("has a blank value".to_owned());
    }
    Ok((name, value))
}
