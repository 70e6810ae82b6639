//! Selects the server: the named one, the one in the environment, or the default in the configuration.

use std::env::VarError;
use std::path::{Path, PathBuf};
use std::{env, fs};

use bbb_sdk::{Secret, Server};
use clap::ValueEnum;
use etcetera::{BaseStrategy, choose_base_strategy};
use toml_edit::{Document, Table};

use crate::args::{Algorithm, Global};
use crate::failure::{Failure, Result};
use crate::output::say;

/// The name that selects every server in the configuration.
pub(crate) const ALL: &str = "all";

/// A server's settings.
pub(crate) struct Entry {
    /// The name in the configuration, or the host.
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) secret: Secret,
    pub(crate) checksum: Algorithm,
    pub(crate) hooks_checksum: Algorithm,
    pub(crate) cacert: Option<PathBuf>,
    /// The origin of the settings, for messages.
    pub(crate) source: String,
}

impl Entry {
    pub(crate) fn new(name: &str, url: &str, secret: Secret, source: String) -> Self {
        Self {
            name: name.to_owned(),
            url: url.to_owned(),
            secret,
            checksum: Algorithm::Sha256,
            hooks_checksum: Algorithm::Sha256,
            cacert: None,
            source,
        }
    }
}

/// Returns the selected servers. The address and the secret of a server always come from the same source.
///
/// `--server` and `--config` override the environment, which overrides the default file.
pub(crate) fn choose(global: &Global) -> Result<Vec<Entry>> {
    if global.server.is_none()
        && global.config.is_none()
        && let Some(entry) = from_environment()?
    {
        return Ok(vec![entry]);
    }
    let path = match &global.config {
        Some(path) => path.clone(),
        None => default_file()?,
    };
    if global.config.is_none() && !path.exists() {
        if let Some(name) = &global.server {
            return Err(Failure::usage(format!(
                "--server names a server in {}, which does not exist: `bbb login {}` writes it",
                path.display(),
                if name == ALL { "NAME" } else { name }
            )));
        }
        return Err(Failure::usage(format!(
            "no server is configured: `bbb login` writes {}, from what `bbb-conf --secret` prints on the server; \
             or set BBB_URL and BBB_SECRET",
            path.display()
        )));
    }
    let file = read(&path)?;
    warn_about_permissions(&path);
    pick(file, global.server.as_deref(), &path)
}

/// The content of a configuration file.
struct File {
    default: Option<String>,
    entries: Vec<Entry>,
}

fn pick(mut file: File, name: Option<&str>, path: &Path) -> Result<Vec<Entry>> {
    let names: Vec<&str> = file.entries.iter().map(|entry| &*entry.name).collect();
    let names = names.join(", ");
    if name == Some(ALL) {
        return Ok(file.entries);
    }
    let wanted = match (name, &file.default) {
        (Some(name), _) => name.to_owned(),
        (None, Some(default)) => default.clone(),
        (None, None) if file.entries.len() == 1 => return Ok(file.entries),
        (None, None) => {
            return Err(Failure::usage(format!(
                "{} has no default: name one of its servers with --server: {names}",
                path.display()
            )));
        }
    };
    let place = file.entries.iter().position(|entry| entry.name == wanted);
    match place {
        Some(place) => Ok(vec![file.entries.swap_remove(place)]),
        None if name.is_none() => Err(Failure::usage(format!(
            "{}: its default is `{wanted}`, which is no server in it; it has {names}",
            path.display()
        ))),
        None => Err(Failure::usage(format!(
            "{} has no server `{wanted}`; it has {names}",
            path.display()
        ))),
    }
}

/// Returns the server in `BBB_URL` and `BBB_SECRET`. If only one of them is set, it is an error.
fn from_environment() -> Result<Option<Entry>> {
    let missing = |name: &str, set: &str| {
        let fact = match env::var(name) {
            Ok(_) => "empty",
            Err(VarError::NotPresent) => "not",
            Err(VarError::NotUnicode(_)) => "not UTF-8",
        };
        Err(Failure::usage(format!(
            "{set} is set and {name} is {fact}: address and secret come from one source"
        )))
    };
    match (variable("BBB_URL"), variable("BBB_SECRET")) {
        (Some(url), Some(secret)) => {
            let source = "BBB_URL and BBB_SECRET".to_owned();
            let entry = Entry::new(&host(&url), &url, secret.into(), source);
            Ok(Some(entry))
        }
        (Some(_), None) => missing("BBB_SECRET", "BBB_URL"),
        (None, Some(_)) => missing("BBB_URL", "BBB_SECRET"),
        (None, None) => Ok(None),
    }
}

/// Returns a variable of the environment, unless it is blank.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|text| !text.trim().is_empty())
}

/// Returns the path of `bbb/config.toml` in the system's folder for configurations.
pub(crate) fn default_file() -> Result<PathBuf> {
    let folders = choose_base_strategy().map_err(|_| {
        Failure::usage("the home directory is not known: set HOME, or use --config FILE")
    })?;
    Ok(folders.config_dir().join("bbb").join("config.toml"))
}

fn read(path: &Path) -> Result<File> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    if let Some((url, secret)) = from_bbb_conf(&text) {
        let entry = Entry::new(&host(&url), &url, secret, path.display().to_string());
        return Ok(File {
            default: None,
            entries: vec![entry],
        });
    }
    parse(&text, path)
}

/// The names of the address and of the secret in the output of `bbb-conf --secret` and in environments.
pub(crate) const URL: [&str; 2] = ["URL", "BBB_URL"];
pub(crate) const SECRET: [&str; 2] = ["Secret", "BBB_SECRET"];

/// Returns the address and the secret in the output of `bbb-conf --secret`, or in lines such as `BBB_URL=…`.
pub(crate) fn from_bbb_conf(text: &str) -> Option<(String, Secret)> {
    let url = text.lines().find_map(|line| named(line, URL))?;
    let secret = text.lines().find_map(|line| named(line, SECRET))?;
    Some((url, secret.into()))
}

/// Returns the value in a line, if the line names it by one of these names.
pub(crate) fn named(line: &str, names: [&str; 2]) -> Option<String> {
    let line = line.trim().trim_start_matches("export ");
    let (name, value) = line.split_once(['=', ':'])?;
    let value = value.trim().trim_matches(['"', '\'']);
    let found = names.contains(&name.trim()) && !value.is_empty();
    found.then(|| value.to_owned())
}

/// Reads the configuration. No message shows its lines, because they contain secrets.
fn parse(text: &str, path: &Path) -> Result<File> {
    let wrong = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let document = Document::parse(text).map_err(|error| {
        let line = error.span().and_then(|span| text.get(..span.start));
        let line = line.map_or(1, |before| before.matches('\n').count() + 1);
        wrong(format!("line {line} is not valid TOML"))
    })?;
    let default = match document.get("default") {
        None => None,
        Some(item) => match item.as_str() {
            Some(name) => Some(name.to_owned()),
            None => return Err(wrong("`default` is not the name of a server".to_owned())),
        },
    };
    let servers = document.get("servers").and_then(toml_edit::Item::as_table);
    let mut entries = Vec::new();
    for (name, item) in servers.into_iter().flatten() {
        let table = item
            .as_table()
            .ok_or_else(|| wrong(format!("`servers.{name}` is not a table")))?;
        entries.push(entry(name, table, path)?);
    }
    if entries.is_empty() {
        return Err(wrong("no server is in it; `bbb login` adds one".to_owned()));
    }
    Ok(File { default, entries })
}

fn entry(name: &str, table: &Table, path: &Path) -> Result<Entry> {
    const KEYS: [&str; 5] = ["url", "secret", "checksum", "hooks-checksum", "cacert"];
    let wrong =
        |what: String| Failure::usage(format!("{}: server `{name}`: {what}", path.display()));
    if let Some((key, _)) = table.iter().find(|(key, _)| !KEYS.contains(key)) {
        let known = KEYS.join(", ");
        return Err(wrong(format!("`{key}` is not one of {known}")));
    }
    let text = |key: &str| match table.get(key) {
        None => Ok(None),
        Some(item) => match item.as_str() {
            Some(text) => Ok(Some(text)),
            None => Err(wrong(format!("`{key}` is not a text in quotes"))),
        },
    };
    let required = |key| text(key)?.ok_or_else(|| wrong(format!("`{key}` is missing")));
    let algorithm = |key| match text(key)? {
        None => Ok(Algorithm::Sha256),
        Some(name) => Algorithm::from_str(name, true)
            .map_err(|_| wrong(format!("`{key}` is not sha1, sha256, sha384 or sha512"))),
    };
    Ok(Entry {
        name: name.to_owned(),
        url: required("url")?.to_owned(),
        secret: required("secret")?.into(),
        checksum: algorithm("checksum")?,
        hooks_checksum: algorithm("hooks-checksum")?,
        cacert: text("cacert")?.map(PathBuf::from),
        source: format!("{}: server `{name}`", path.display()),
    })
}

/// Returns the host and the port of an address, as the name of a server without one. An address that cannot be used has none,
/// and is refused before a message names it.
pub(crate) fn host(url: &str) -> String {
    let server = Server::new(url, "-");
    server.map_or_else(|_| String::new(), |server| server.host().to_owned())
}

#[cfg(unix)]
fn warn_about_permissions(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map(|metadata| metadata.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o077 != 0) {
        let path = path.display();
        say(&format!(
            "other users can read the secrets in {path}: `chmod 600 {path}`"
        ));
    }
}

#[cfg(not(unix))]
fn warn_about_permissions(_: &Path) {}
