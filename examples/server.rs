//! A BigBlueButton server to try clients against, in any language: it serves until it is stopped, and says of each
//! request whether the checksum was right, and if not, what the server would have signed.
//!
//! ```text
//! cargo run --example server --features testing -- --address 127.0.0.1:8090 --secret 8cd8ef52 --profile scalelite -v
//! ```

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::process::ExitCode;

use bbb_sdk::testing::{Asked, Profile, Recording, TestServer};
use clap::{ArgAction, Parser, ValueEnum};

/// When the first of the recordings began, in milliseconds since 1970, and how much later each of the others did.
const FIRST: i64 = 1_700_000_000_000;
const DAY: i64 = 24 * 3_600_000;

/// A BigBlueButton server to try clients against.
#[derive(Parser)]
struct Arguments {
    /// Where to listen; port 0 is any that is free.
    #[arg(long, default_value = "127.0.0.1:8090")]
    address: SocketAddr,
    /// The shared secret.
    #[arg(long, default_value = "639259d4-9dd8-4b25-bf01-95f9567eaf4b")]
    secret: String,
    /// Which server to simulate.
    #[arg(long, value_enum, default_value_t = Kind::Bbb30)]
    profile: Kind,
    /// Puts some recordings on the server, one a day, of the meeting `room-1`.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..=100_000))]
    recordings: i64,
    /// Shows the parameters of each request; twice: the body as well.
    #[arg(short, long, action = ArgAction::Count)]
    verbose: u8,
    /// Does not serve, but says what the server makes of this signed URL.
    #[arg(long, value_name = "URL")]
    explain: Option<String>,
    /// Shows refused requests alone.
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
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

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(url) = &arguments.explain {
        return explain(url, &arguments);
    }
    let (verbose, quiet) = (arguments.verbose, arguments.quiet);
    let started = TestServer::builder()
        .address(arguments.address)
        .secret(&arguments.secret)
        .profile(arguments.profile.into())
        .real_time()
        .observe(move |asked| {
            if !quiet || !asked.signed.is_right() {
                print!("{}", shown(asked, verbose));
            }
        })
        .start();
    let server = match started {
        Ok(server) => server,
        Err(error) => {
            eprintln!("cannot listen at {}: {error}", arguments.address);
            return ExitCode::FAILURE;
        }
    };
    for start in (0..arguments.recordings).map(|day| FIRST + day * DAY) {
        server.add_recording(Recording::new("room-1").times(start, start + DAY / 24));
    }
    println!("URL:    {}\nSecret: {}", server.url(), server.secret());
    println!("Stop with Ctrl-C.\n");
    loop {
        // Connections have threads of their own.
        std::thread::park();
    }
}

/// Says what a server with this secret makes of a signed URL, wherever the URL leads.
fn explain(url: &str, arguments: &Arguments) -> ExitCode {
    let (_, call) = url.split_once("/api/").unwrap_or(("", url));
    let started = TestServer::builder()
        .secret(&arguments.secret)
        .profile(arguments.profile.into())
        .start();
    let asked = started.ok().and_then(|server| {
        server.open(&format!("{}/{call}", server.url()));
        server.asked().into_iter().next()
    });
    let Some(asked) = asked else {
        eprintln!("this is no URL of a call: {url}");
        return ExitCode::from(2);
    };
    print!("{}", shown(&asked, arguments.verbose));
    ExitCode::from(u8::from(!asked.signed.is_right()))
}

/// A request in words.
fn shown(asked: &Asked, verbose: u8) -> String {
    let name = if asked.call.is_empty() {
        "(version)"
    } else {
        &asked.call
    };
    let outcome = match (&asked.key, asked.status) {
        (Some(key), status) => format!("HTTP {status}, {key}"),
        (None, status) => format!("HTTP {status}"),
    };
    let mut text = format!("{} {name}: {outcome}; {}\n", asked.method, asked.signed);
    if verbose > 0 {
        for (name, value) in asked.parameters() {
            let _ = writeln!(text, "    {name} = {value}");
        }
    }
    if verbose > 1 && !asked.body.is_empty() {
        let kind = asked.content_type.as_deref().unwrap_or("no content type");
        let _ = writeln!(
            text,
            "    {kind}, {} bytes:\n{}",
            asked.body.len(),
            asked.text()
        );
    }
    text
}
