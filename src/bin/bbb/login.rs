//! `bbb login`: adds a server to the configuration, or changes its URL and secret.

use std::fs::{self, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use bbb_sdk::client::check::{CallsVerdict, WebhooksVerdict};
use bbb_sdk::{Secret, Server};
use clap::ValueEnum;
use toml_edit::{DocumentMut, Item, Table, Value};

use crate::app::App;
use crate::args::Algorithm;
use crate::check;
use crate::config::{self, Entry};
use crate::failure::{Exit, Failure, Result};
use crate::text::{clean, quoted};
use crate::unseen::Unseen;

/// The number of lines that are read from a terminal, with the blank ones.
const MOST_LINES: usize = 20;

/// Add or change a server in the configuration, from what `bbb-conf --secret` prints
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
    /// Save it without checking the secret
    #[arg(long)]
    no_check: bool,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    if let Some(name) = &args.name {
        usable(name)?;
    }
    let (url, secret) = ask()?;
    // An address that no command could use is not kept, not even unchecked.
    Server::new(&url, secret.clone())?;
    let path = match &app.global.config {
        Some(path) => path.clone(),
        None => config::default_file()?,
    };
    let mut file = File::read(&path)?;
    let name = args.name.clone().unwrap_or_else(|| config::host(&url));
    let mut entry = Entry::new(&name, &url, secret.clone(), "what was read".to_owned());
    let known = file.settings(&name);
    entry.checksum = known.checksum;
    entry.hooks_checksum = app.global.hooks_checksum.unwrap_or(known.hooks_checksum);
    let given = absolute(app.global.cacert.as_deref())?;
    entry.cacert = given.clone().or_else(|| known.cacert.clone());
    if !args.no_check {
        look(app, &mut entry, &secret)?;
    }
    // A relative path stays as it was written.
    entry.cacert = given;
    let (done, to) = match (known.exists, app.global.dry_run) {
        (false, false) => ("added", "to"),
        (false, true) => ("would add", "to"),
        (true, false) => ("changed", "in"),
        (true, true) => ("would change", "in"),
    };
    let default = if args.default || file.is_empty() {
        ", as the default server"
    } else {
        ""
    };
    let said = format!("{done} {} {to} {}{default}", quoted(&name), path.display());
    if !app.global.dry_run {
        file.set(&entry, &known, args.default)?;
        let written = write(&path, &file.document.to_string());
        written.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    }
    app.output.lines(&said)
}

/// Refuses a name by which `--server` could not select the server.
fn usable(name: &str) -> Result {
    let reason = if name == config::ALL {
        "`--server all` selects every server"
    } else if name.trim().is_empty() {
        "it is blank"
    } else if name.contains(|c: char| c.is_whitespace() || c.is_control()) {
        "it contains a blank"
    } else {
        return Ok(());
    };
    Err(Failure::usage(format!(
        "{} cannot be the name of a server: {reason}",
        quoted(name)
    )))
}

/// Returns the address and the secret, from standard input or by asking at the terminal.
fn ask() -> Result<(String, Secret)> {
    if io::stdin().is_terminal() {
        return ask_person();
    }
    let mut text = String::new();
    let read = io::stdin().read_to_string(&mut text);
    read.map_err(|error| Failure::usage(format!("standard input: {error}")))?;
    let named = |names| text.lines().find_map(|line| config::named(line, names));
    let mut lines = text.lines().map(str::trim);
    let url = named(config::URL).or_else(|| lines.find(|line| is_url(line)).map(str::to_owned));
    let missing = match (url, named(config::SECRET)) {
        (Some(url), Some(secret)) => return Ok((url, secret.into())),
        (Some(_), None) => "a URL, but no line `Secret: …`",
        (None, Some(_)) => "a secret, but no line `URL: …`",
        (None, None) => "no line `URL: …` and no line `Secret: …`",
    };
    Err(Failure::usage(format!(
        "standard input is not the output of `bbb-conf --secret`: it contains {missing}"
    )))
}

/// Asks for the address and for the secret.
///
/// Whoever pastes what `bbb-conf --secret` prints gives the secret as well when asked for the URL. So neither answer is
/// echoed, the name in a line decides what it is, and a URL is shown once it is known to be one. The lines after the secret contain it once more, and are discarded.
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
    // Blank lines may be pasted as well. Without a limit, a terminal that is gone would give them forever.
    for _ in 0..MOST_LINES {
        let question = match (&url, &secret) {
            (Some(_), Some(_)) => break,
            (None, _) => "URL (shown after Enter): ",
            (Some(_), None) => "Secret (not shown): ",
        };
        let line = rpassword::prompt_password(question).map_err(failed)?;
        // The command itself may be pasted with what it printed.
        if line.trim().is_empty() || line.trim_end().ends_with("bbb-conf --secret") {
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
    let missing = match (url, secret) {
        (Some(url), Some(secret)) => return Ok((url, secret)),
        (Some(_), None) => "no secret was given",
        (None, Some(_)) => "no URL was given",
        (None, None) => "no URL and no secret were given",
    };
    Err(Failure::usage(missing))
}

/// Returns the URL in a line, if it is a server's address. Anything else may be a secret, or contain it as the link to the
/// API-Mate does, and no message shows it.
fn url_in(line: &str) -> Result<String> {
    let named = config::named(line, config::URL);
    let given = named.unwrap_or_else(|| line.trim().to_owned());
    if is_url(&given) {
        Server::new(&given, "-")?;
        return Ok(given);
    }
    let message = "this is no URL: it does not begin with https:// or http://";
    Err(Failure::usage(message))
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
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
                "{}\nNothing was saved; --no-check saves it all the same.",
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

/// A configuration file that is being changed. Comments and whatever is not changed stay as they are.
struct File {
    document: DocumentMut,
    path: PathBuf,
}

/// The settings of a server that a new URL and secret do not change.
struct Known {
    exists: bool,
    checksum: Algorithm,
    hooks_checksum: Algorithm,
    cacert: Option<PathBuf>,
}

impl File {
    /// Reads the file, which need not exist.
    fn read(path: &Path) -> Result<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Failure::usage(format!("{}: {error}", path.display()))),
        };
        let path = path.to_owned();
        let document = text.parse().map_err(|_| invalid(&path))?;
        Ok(Self { document, path })
    }

    fn server(&self, name: &str) -> Option<&Item> {
        self.document.get("servers")?.get(name)
    }

    /// Returns whether the file has no server yet.
    fn is_empty(&self) -> bool {
        let servers = self.document.get("servers");
        let servers = servers.and_then(Item::as_table_like);
        servers.is_none_or(toml_edit::TableLike::is_empty)
    }

    /// Returns the settings of a server, or the defaults if it is new.
    fn settings(&self, name: &str) -> Known {
        let server = self.server(name);
        let text = |key| server.and_then(|it| it.get(key)).and_then(Item::as_str);
        let algorithm = |key| {
            let known = text(key).and_then(|name| Algorithm::from_str(name, true).ok());
            known.unwrap_or(Algorithm::Sha256)
        };
        Known {
            exists: server.is_some(),
            checksum: algorithm("checksum"),
            hooks_checksum: algorithm("hooks-checksum"),
            cacert: text("cacert").map(PathBuf::from),
        }
    }

    /// Sets the URL and the secret of a server, and the other settings that differ from the known ones.
    fn set(&mut self, entry: &Entry, known: &Known, make_default: bool) -> Result {
        let is_default = make_default || self.is_empty();
        let servers = self.document.entry("servers").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        let servers = servers.as_table_mut().ok_or_else(|| invalid(&self.path))?;
        let server = servers.entry(&entry.name).or_insert_with(toml_edit::table);
        if !server.is_table() {
            let table = std::mem::take(server).into_table();
            *server = Item::Table(table.unwrap_or_default());
        }
        let table = server.as_table_mut().ok_or_else(|| invalid(&self.path))?;
        set(table, "url", &entry.url);
        set(table, "secret", entry.secret.expose());
        if entry.checksum != known.checksum {
            set(table, "checksum", entry.checksum.name());
        }
        if entry.hooks_checksum != known.hooks_checksum {
            set(table, "hooks-checksum", entry.hooks_checksum.name());
        }
        if let Some(file) = &entry.cacert {
            set(table, "cacert", &file.display().to_string());
        }
        if is_default {
            set(self.document.as_table_mut(), "default", &entry.name);
        }
        Ok(())
    }
}

fn invalid(path: &Path) -> Failure {
    let path = path.display();
    Failure::usage(format!("{path} is not valid TOML: mend it first"))
}

/// Sets a text. A comment before or after an earlier one stays.
fn set(table: &mut Table, key: &str, text: &str) {
    let mut new = Value::from(text);
    match table.get_mut(key) {
        None => drop(table.insert(key, Item::Value(new))),
        Some(item) => {
            if let Some(old) = item.as_value() {
                *new.decor_mut() = old.decor().clone();
            }
            *item = Item::Value(new);
        }
    }
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
