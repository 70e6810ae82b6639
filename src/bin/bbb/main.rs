//! `bbb`: a command line for administrators of BigBlueButton.
//!
//! Each command is a file with its arguments (`Args`) and `run`, which sends calls of the library and prints the
//! result.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};

mod app;
mod args;
mod browser;
mod bulk;
mod call;
mod chat;
mod check;
mod completions;
mod config;
mod confirm;
mod create;
mod end;
mod event;
mod explain;
mod failure;
mod hooks;
mod info;
mod join;
mod list;
mod login;
mod man;
mod meetings;
mod metrics;
mod names;
mod options;
mod output;
mod receive;
mod recordings;
mod serve;
mod sessions;
mod sign;
mod slides;
mod stop;
mod stream;
mod table;
mod text;
mod time;
mod tracks;
mod unseen;
mod value;
mod version;

use app::App;
use args::{Cli, Command};
use failure::{Exit, Failure, Result};

fn main() -> ExitCode {
    let cli = match parse() {
        Ok(cli) => cli,
        Err(failure) => return ended(&failure),
    };
    let app = App::new(cli.global);
    match run(&app, &cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(mut failure) => {
            if failure.exit == Exit::Output && app.output.changed() {
                failure
                    .message
                    .push_str("; changes were made at the server");
            }
            let looks_closer = matches!(cli.command, Command::Check(_) | Command::Login(_));
            if failure.exit == Exit::NoAnswer && !looks_closer {
                failure = failure.recommend_check();
            }
            ended(&failure)
        }
    }
}

fn run(app: &App, command: &Command) -> Result {
    match command {
        Command::Login(args) => login::run(app, args),
        Command::Check(args) => check::run(app, args),
        Command::Version(args) => version::run(app, args),
        Command::Options(args) => options::run(app, args),
        Command::Meetings(args) => meetings::run(app, args),
        Command::Info(args) => info::run(app, args),
        Command::Create(args) => create::run(app, args),
        Command::Join(args) => join::run(app, args),
        Command::End(args) => end::run(app, args),
        Command::Chat(args) => chat::run(app, args),
        Command::Slides(args) => slides::run(app, args),
        Command::Sessions(args) => sessions::run(app, args),
        Command::Recordings(args) => recordings::run(app, args),
        Command::Tracks(args) => tracks::run(app, args),
        Command::Hooks(args) => hooks::run(app, args),
        Command::Receive(args) => receive::run(app, args),
        Command::Call(args) => call::run(app, args),
        Command::Sign(args) => sign::run(app, args),
        Command::Explain(args) => explain::run(app, args),
        Command::Serve(args) => serve::run(app, args),
        Command::Metrics(args) => metrics::run(app, args),
        Command::Completions(args) => completions::run(app, args),
        Command::Man(args) => man::run(app, args),
    }
}

/// Reads the arguments. Help and version are printed here, so that a closed pipe is handled as for other output.
fn parse() -> Result<Cli> {
    let command = command();
    let matches = command
        .try_get_matches()
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    matches.map_err(|mut error| {
        advise(&mut error);
        let printed = error.print();
        match printed {
            Err(error) => Failure::output(&error),
            Ok(()) if error.use_stderr() => Failure::usage(""),
            Ok(()) => Failure::new(Exit::Done, ""),
        }
    })
}

/// Adds a tip to an option that other programs have.
fn advise(error: &mut clap::Error) {
    let tip = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(option)) if error.kind() == ErrorKind::UnknownArgument => {
            match &**option {
                "--json" | "--jsonl" | "--csv" => format!("use '--output {}'", option.trim_start_matches('-')),
                "--secret" => "'bbb login' asks for the secret, or reads it from standard input: other users can see arguments".to_owned(),
                _ => return,
            }
        }
        _ => return,
    };
    error.remove(ContextKind::SuggestedArg);
    let tips = ContextValue::StyledStrs(vec![tip.into()]);
    error.insert(ContextKind::Suggested, tips);
}

/// The most used options of every command, which `bbb --help` explains. It names the others.
const MOST_USED: [&str; 7] = [
    "server", "config", "output", "dry_run", "yes", "verbose", "quiet",
];

/// Commands that need no server.
const WITHOUT_SERVER: [&str; 5] = ["login", "options", "serve", "completions", "man"];

/// Returns the arguments. Each help fits a screen: the options of every command are in that of the program, or in `bbb options`.
fn command() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    let command = command.mut_args(|argument| {
        let rare = argument.is_global_set() && !MOST_USED.contains(&argument.get_id().as_str());
        argument.hide(rare)
    });
    command.mut_subcommands(|subcommand| {
        let needs_server = !WITHOUT_SERVER.contains(&subcommand.get_name());
        hide_global(subcommand, needs_server)
    })
}

fn hide_global(command: clap::Command, needs_server: bool) -> clap::Command {
    const SERVER: &str =
        "Server: -s or --config, else BBB_URL and BBB_SECRET, else that of `bbb login`";
    const OPTIONS: &str = "Options of every command, such as --output and --timeout: bbb options";
    let help = if needs_server {
        format!("{SERVER}\n{OPTIONS}")
    } else {
        OPTIONS.to_owned()
    };
    let command = command
        .mut_args(|argument| {
            let global = argument.is_global_set();
            if global {
                argument.hide(true)
            } else {
                argument
            }
        })
        .after_help(help);
    command.mut_subcommands(|subcommand| hide_global(subcommand, needs_server))
}

fn ended(failure: &Failure) -> ExitCode {
    if !failure.message.is_empty() {
        output::say(&failure.message);
    }
    ExitCode::from(failure.exit as u8)
}
