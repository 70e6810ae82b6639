//! Help, version, completions and the manual.

use std::fs;

use crate::bbb::{Bbb, Home};

/// Every command.
const COMMANDS: &[&str] = &[
    "login",
    "check",
    "version",
    "options",
    "meetings",
    "info",
    "create",
    "join",
    "end",
    "chat",
    "slides",
    "sessions",
    "recordings",
    "recordings list",
    "recordings info",
    "recordings publish",
    "recordings unpublish",
    "recordings tag",
    "recordings delete",
    "recordings purge",
    "recordings export",
    "tracks",
    "tracks list",
    "tracks add",
    "hooks",
    "hooks list",
    "hooks create",
    "hooks destroy",
    "receive",
    "call",
    "sign",
    "explain",
    "serve",
    "metrics",
    "completions",
    "man",
];

fn help(command: &str, option: &str) -> String {
    let arguments = command.split_whitespace().chain([option]);
    let ran = Bbb::new(arguments).env("COLUMNS", "80").run();
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{command}");
    ran.out
}

#[test]
fn the_help_of_each_command_begins_with_an_example_and_fits_a_screen() {
    for command in COMMANDS {
        for option in ["-h", "--help"] {
            let help = help(command, option);
            let first = command.split_whitespace().next().unwrap_or_default();
            let mut lines = help.lines();
            assert_eq!(lines.next(), Some("Example:"), "{command}");
            let example = lines.next().unwrap_or_default();
            assert!(example.contains(&format!("bbb {first}")), "{example}");
            fits_a_screen(command, &help);
            assert!(!help.contains("--retries"), "{command}");
            assert!(help.contains("bbb options"), "{command}");
            let asks = !["login", "options", "serve", "completions", "man"].contains(&first);
            let source =
                "Server: -s or --config, else BBB_URL and BBB_SECRET, else that of `bbb login`\n";
            assert_eq!(help.contains(source), asks, "{command}");
        }
    }
}

#[track_caller]
fn fits_a_screen(command: &str, help: &str) {
    assert!(help.lines().count() <= 30, "{command}: {help}");
    for line in help.lines() {
        assert!(line.chars().count() <= 80, "{command}: {line}");
    }
}

/// The options that every command has. The help of a command does not list them, so that it fits a screen.
const OPTIONS: &[&str] = &[
    "--server",
    "--config",
    "--cacert",
    "--hooks-checksum",
    "--output",
    "--columns",
    "--sort",
    "--limit",
    "--utc",
    "--timeout",
    "--deadline",
    "--retries",
    "--dry-run",
    "--yes",
    "--jobs",
    "--verbose",
    "--quiet",
];

#[test]
fn the_options_of_every_command_have_a_screen_of_their_own() {
    let ran = Bbb::new(["options"]).env("COLUMNS", "80").run();
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    fits_a_screen("options", &ran.out);
    assert!(ran.out.starts_with("Example:\n  bbb meetings --server"));
    assert!(ran.out.contains("BBB_CACERT"), "{}", ran.out);
    let program = help("", "--help");
    let manual = Bbb::new(["man"]).run().out.replace('\\', "");
    for option in OPTIONS {
        for (place, text) in [("options", &ran.out), ("help", &program), ("man", &manual)] {
            assert!(text.contains(option), "{option} in {place}");
        }
    }
    let explained = ran.out.lines().filter(|line| line.contains(" --")).count();
    assert_eq!(explained, OPTIONS.len() + 1, "{}", ran.out);
}

#[test]
fn the_help_of_the_program_names_every_command_and_where_the_server_comes_from() {
    let help = help("", "--help");
    fits_a_screen("bbb", &help);
    for command in COMMANDS {
        let name = command.split_whitespace().next().unwrap_or_default();
        let named = help.lines().any(|line| {
            let words = line.split([' ', ',']);
            line.contains(':') && words.into_iter().any(|word| word == name)
        });
        assert!(named, "{name}");
    }
    for source in ["--config", "BBB_URL and BBB_SECRET", "config.toml"] {
        assert!(help.contains(source), "{source}");
    }
}

#[test]
fn every_command_of_the_program_is_in_this_test() {
    let script = Bbb::new(["completions", "bash"]).run().out;
    let mut found: Vec<String> = script
        .lines()
        .filter_map(|line| line.trim().strip_suffix(")")?.strip_prefix("bbb__subcmd__"))
        .filter(|line| !line.contains(','))
        .map(|line| line.replace("__subcmd__", " "))
        .collect();
    found.sort();
    let mut known: Vec<&str> = COMMANDS.to_vec();
    known.sort_unstable();
    assert_eq!(found, known);
}

#[test]
fn the_version() {
    let version = concat!("bbb ", env!("CARGO_PKG_VERSION"), "\n");
    Bbb::new(["--version"]).run().is(0, version, "");
}

#[test]
fn no_command_is_a_mistake() {
    let ran = Bbb::new([]).run();
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    let ran = Bbb::new(["sesions"]).run();
    let expected = "error: unrecognized subcommand 'sesions'\n\n  tip: some similar subcommands exist: 'options', 'sign', 'version', 'sessions'\n\n\
                    Usage: bbb [OPTIONS] <COMMAND>\n\nFor more information, try '--help'.\n";
    ran.is(2, "", expected);
}

#[test]
fn scripts_for_shells() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = Bbb::new(["completions", shell]).run();
        assert_eq!((ran.code, &*ran.err), (Some(0), ""));
        assert!(ran.out.contains("recordings"), "{shell}");
    }
}

#[test]
fn a_page_of_the_manual_for_each_command() {
    let folder = Home::new();
    let to = folder.0.to_str().expect("a path that is text");
    let expected = format!("bbb: {} pages in {to}\n", COMMANDS.len() + 1);
    Bbb::new(["man", "--to", to]).run().is(0, "", &expected);
    let page = fs::read_to_string(folder.0.join("bbb-recordings-purge.1"));
    let page = page.expect("the page of a command");
    assert!(
        page.contains("bbb recordings purge \\-\\-older\\-than 90d"),
        "{page}"
    );
}

#[test]
fn the_manual_of_the_program() {
    let ran = Bbb::new(["man"]).run();
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    for part in [
        ".SH \"EXAMPLE\"\n.nf\n  ssh",
        ".SH OPTIONS",
        ".SH \"EXIT STATUS\"",
        "141  the reader",
    ] {
        assert!(ran.out.contains(part), "{part}");
    }
}

#[test]
fn one_thing_has_one_word() {
    let helps: String = ["hooks", "hooks create", "hooks destroy", "receive"]
        .map(|command| help(command, "--help"))
        .concat();
    for word in ["egister", "emove", "nswer"] {
        assert!(!helps.contains(word), "{word}: {helps}");
    }
    let begins = |command: &str, about: &str| {
        let help = help(command, "--help");
        let lines: Vec<&str> = help.lines().collect();
        assert!(lines.contains(&about), "{command}: {help}");
    };
    begins("hooks create", "Create a webhook");
    begins("hooks destroy", "Destroy webhooks");
}
