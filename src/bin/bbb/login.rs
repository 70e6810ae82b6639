//! `bbb login`: adds a server to the configuration.

use std::fs::{self, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use bbb_sdk::client::check::{CallsVerdict, WebhooksVerdict};
use bbb_sdk::{Secret, Server};
use toml_edit::{DocumentMut, Item, Table, value};

use crate::app::App;
use crate::args::Algorithm;
use crate::check;
use crate::config::{self, Entry};
use crate::failure::{Exit, Failure, Result};
use crate::text::{clean, quoted};
use crate::unseen::Unseen;

/// The number of lines that are read from a terminal, with the blank ones.
const MOST_LINES: usize = 20;

/// Add a server to the configuration, from what `bbb-conf --secret` prints
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  ssh root@bbb.example.com bbb-conf --secret | bbb login production"
)]
pub(crate) struct Args {
    /// The server's name in the configuration; without it, its host
    name: Option<String>,
    /// Make it the default server; the first one is the default anyway
    #[arg(long)]
    default: bool,
    /// Add it without checking the secret
    #[arg(long)]
    no_check: bool,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let (url, secret) = ask()?;
    // An address that no command could use is not kept, not even unchecked.
    Server::new(&url, secret.clone())?;
    let name = args.name.clone().unwrap_or_else(|| config::host(&url));
    if name == config::ALL || name.is_empty() || name.contains(char::is_whitespace) {
        return Err(Failure::usage(
            "this name cannot be used for a server: choose another",
        ));
    }
    let mut entry = Entry::new(&name, &url, secret.clone(), "what was read".to_owned());
    entry.cacert = absolute(app.global.cacert.as_deref())?;
    if let Some(algorithm) = app.global.hooks_checksum {
        entry.hooks_checksum = algorithm;
    }
    if !args.no_check {
        look(app, &mut entry, &secret)?;
    }
    let path = match &app.global.config {
        Some(path) => path.clone(),
        None => config::default_file()?,
    };
    if app.global.dry_run {
        return app.output.lines(&format!(
            "would add {} to {}",
            quoted(&name),
            path.display()
        ));
    }
    save(&path, &entry, args.default)?;
    app.output
        .lines(&format!("added {} to {}", quoted(&name), path.display()))
}

/// Returns the address and the secret, from standard input or by asking at the terminal.
fn ask() -> Result<(String, Secret)> {
    if io::stdin().is_terminal() {
        return ask_person();
    }
    let mut text = String::new();
    let read = io::stdin().read_to_string(&mut text);
    read.map_err(|error| Failure::usage(format!("standard input: {error}")))?;
    config::from_bbb_conf(&text).ok_or_else(|| {
        Failure::usage(
            "standard input is not the output of `bbb-conf --secret`: it contains no URL and Secret",
        )
    })
}

/// Asks for the address and for the secret.
///
/// Whoever pastes what `bbb-conf --secret` prints gives the secret as well when asked for the URL. So neither answer is
/// echoed, and the name in a line decides what it is. The lines after the secret contain it once more, and are discarded.
fn ask_person() -> Result<(String, Secret)> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::Interrupted => Failure::new(Exit::Interrupted, ""),
        _ => Failure::usage(format!("the terminal: {error}")),
    };
    let mut stderr = io::stderr();
    let hint = "`bbb-conf --secret` on the server prints both. Paste what it prints, or answer one by one.\n";
    stderr.write_all(hint.as_bytes()).map_err(failed)?;
    let _unseen = Unseen::new().map_err(failed)?;
    let (mut url, mut secret) = (None, None);
    let mut is_asked = false;
    // Blank lines may be pasted as well. Without a limit, a terminal that is gone would give them forever.
    for _ in 0..MOST_LINES {
        let question = match (&url, &secret) {
            (Some(_), Some(_)) => break,
            _ if is_asked => "",
            (None, _) => "URL (not shown): ",
            (Some(_), None) => "Secret (not shown): ",
        };
        let line = rpassword::prompt_password(question).map_err(failed)?;
        // The command itself may be pasted with what it printed.
        is_asked = line.trim().is_empty() || line.trim_end().ends_with("bbb-conf --secret");
        if is_asked {
            continue;
        }
        match config::named(&line, config::SECRET) {
            Some(named) => secret = Some(Secret::from(named)),
            None if url.is_some() => secret = Some(Secret::from(line.trim())),
            None => {
                let given = url_in(&line)?;
                writeln!(stderr, "{}", clean(&given)).map_err(failed)?;
                url = Some(given);
            }
        }
    }
    let nothing = || Failure::usage("the terminal gave no URL and no secret");
    url.zip(secret).ok_or_else(nothing)
}

/// Returns the URL in a line, if it is a server's address. Anything else may be a secret, or contain it as the link to the
/// API-Mate does, and no message shows it.
fn url_in(line: &str) -> Result<String> {
    let named = config::named(line, config::URL);
    let given = named.unwrap_or_else(|| line.trim().to_owned());
    if given.starts_with("https://") || given.starts_with("http://") {
        Server::new(&given, "-")?;
        return Ok(given);
    }
    let message = "this is no URL: it does not begin with https:// or http://";
    Err(Failure::usage(message))
}

fn absolute(path: Option<&Path>) -> Result<Option<PathBuf>> {
    let absolute = path.map(std::path::absolute).transpose();
    absolute.map_err(|error| Failure::usage(format!("--cacert: {error}")))
}

/// Checks the address and the secret, and finds out which algorithm the server's webhooks accept.
fn look(app: &App, entry: &mut Entry, secret: &Secret) -> Result {
    let asked = Entry {
        cacert: entry.cacert.clone(),
        checksum: entry.checksum,
        hooks_checksum: entry.hooks_checksum,
        ..Entry::new(
            &entry.name,
            &entry.url,
            secret.clone(),
            entry.source.clone(),
        )
    };
    let found = app.connect(asked)?.client.check();
    match &found.calls {
        CallsVerdict::Work => {}
        CallsVerdict::Algorithm { accepted, .. } => {
            entry.checksum = algorithm(accepted).unwrap_or(entry.checksum);
        }
        verdict => {
            let exit = check::exit(verdict).unwrap_or(Exit::Refused);
            let message = format!(
                "{}\nNothing was added; --no-check adds it all the same.",
                check::advice(&found)
            );
            return Err(Failure::new(exit, message));
        }
    }
    if let WebhooksVerdict::Algorithm { accepted, .. } = &found.webhooks {
        entry.hooks_checksum = algorithm(accepted).unwrap_or(entry.hooks_checksum);
    }
    Ok(())
}

/// Returns the strongest algorithm that a server accepts.
fn algorithm(accepted: &[&str]) -> Option<Algorithm> {
    let known = [
        Algorithm::Sha256,
        Algorithm::Sha512,
        Algorithm::Sha384,
        Algorithm::Sha1,
    ];
    known
        .into_iter()
        .find(|algorithm| accepted.contains(&algorithm.name()))
}

/// Rewrites the configuration with the new entry. Only its owner can read the file.
fn save(path: &Path, entry: &Entry, make_default: bool) -> Result {
    let failed = |error: io::Error| Failure::usage(format!("{}: {error}", path.display()));
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error)),
    };
    let invalid = || {
        Failure::usage(format!(
            "{} is not valid TOML: mend it first",
            path.display()
        ))
    };
    let mut document: DocumentMut = text.parse().map_err(|_| invalid())?;
    let servers = document.entry("servers").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let servers = servers.as_table_mut().ok_or_else(invalid)?;
    let is_first = servers.is_empty();
    let mut table = Table::new();
    table.insert("url", value(&entry.url));
    table.insert("secret", value(entry.secret.expose()));
    if entry.checksum != Algorithm::Sha256 {
        table.insert("checksum", value(entry.checksum.name()));
    }
    if entry.hooks_checksum != Algorithm::Sha256 {
        table.insert("hooks-checksum", value(entry.hooks_checksum.name()));
    }
    if let Some(file) = &entry.cacert {
        table.insert("cacert", value(file.display().to_string()));
    }
    servers.insert(&entry.name, Item::Table(table));
    if is_first || make_default {
        document.insert("default", value(&entry.name));
    }
    write(path, &document.to_string()).map_err(failed)
}

/// Writes a temporary file and renames it, so that an interruption leaves the old file.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let beside = path.with_file_name(name);
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(&beside)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    let renamed = written.and_then(|()| fs::rename(&beside, path));
    if renamed.is_err() {
        let _ = fs::remove_file(&beside);
    }
    renamed
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}
