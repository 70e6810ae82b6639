//! The picture of CONTRIBUTING.md, read from the sources: which room may use which, and where a foreign crate is named.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, from the bottom up. A room uses those of the layers below and those of its own, but for groups and edges.
const LAYERS: [(&str, &[&str]); 5] = [
    (
        "text",
        &[
            "address",
            "base64",
            "checksum",
            "encoding",
            "error",
            "json",
            "plain_json",
            "query",
            "redact",
            "secret",
            "serialize",
            "value",
            "xml",
        ],
    ),
    // Callbacks know no call: they verify what a server sends, as `server` signs what it is sent.
    ("contract", &["call", "callbacks", "server", "transport"]),
    (
        "groups",
        &["administration", "monitoring", "recording", "webhooks"],
    ),
    ("edges", &["client", "testing"]),
    ("program", &[PROGRAM]),
];

/// The command line: a crate of its own, which uses the library as any other program does.
const PROGRAM: &str = "bin";

/// The crates that the command line alone may name. It reads and writes JSON as well.
const PROGRAMS_OWN: &[&str] = &[
    "anstream",
    "clap",
    "clap_complete",
    "clap_mangen",
    "comfy_table",
    "ctrlc",
    "etcetera",
    "jiff",
    "qrcode",
    "rpassword",
    "terminal_size",
    "tiny_http",
    "toml_edit",
];

/// The files in which the client knows calls: those that belong together and are sent in one step.
const SHORTCUTS: &str = "client/shortcuts";

/// The built-in server makes the requests that this group signs.
const SIGNS: (&str, &str) = ("testing", "callbacks");

/// The rooms of the built-in server, from the bottom up, each with the rooms that it uses.
const TESTING: &[(&str, &[&str])] = &[
    ("clock", &[]),
    ("text", &[]),
    // Sockets, HTTP, forms, faults.
    ("wire", &["clock", "text"]),
    // What differs from server to server, as data.
    ("profiles", &[]),
    // Meetings, people, recordings, webhooks, and what happened to them.
    ("world", &["clock", "profiles"]),
    // The calls of BigBlueButton, one file each.
    ("api", &["profiles", "text", "wire", "world"]),
    // What load balancers do themselves before a server gets a call.
    ("balancers", &["api", "profiles", "text", "wire", "world"]),
    // Webhooks and callbacks, their signatures and retries.
    ("outgoing", &["profiles", "text", "world"]),
    // One server without its sockets.
    (
        "site",
        &[
            "api",
            "balancers",
            "clock",
            "outgoing",
            "profiles",
            "wire",
            "world",
        ],
    ),
    // What a browser sees.
    (
        "page",
        &[
            "api", "clock", "outgoing", "profiles", "site", "text", "wire", "world",
        ],
    ),
    // What a test works with.
    (
        "face",
        &[
            "clock", "outgoing", "page", "profiles", "site", "wire", "world",
        ],
    ),
];

/// The one room that names a foreign crate.
const FOREIGN: &[(&str, &str)] = &[
    ("base64", "base64"),
    ("hex", "checksum"),
    ("hmac", "checksum"),
    ("httparse", "testing"),
    ("log", "client"),
    ("memchr", "xml"),
    ("percent_encoding", "query"),
    ("roxmltree", "xml"),
    // Derives stand where the types are, and the macro for open sets has what a derive would do.
    ("serde", "serialize"),
    ("serde_json", "json"),
    ("sha1", "checksum"),
    ("sha2", "checksum"),
    ("subtle", "checksum"),
    ("ureq", "client"),
    ("zeroize", "secret"),
];

#[test]
fn a_room_uses_the_layers_below_its_own() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(room) = source.room().filter(|room| room != PROGRAM) else {
            continue;
        };
        for used in source.rooms_used() {
            let is_shortcut = source.path.starts_with(SHORTCUTS) && layer(&used) == "groups";
            if used != room && !is_shortcut && !may_use(&room, &used) {
                wrong.push(format!("{}: {room} uses {used}", source.path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_rooms_of_the_built_in_server_use_those_below() {
    let below: BTreeMap<&str, usize> = TESTING.iter().map(|(name, _)| *name).zip(0..).collect();
    for (room, uses) in TESTING {
        for used in *uses {
            assert!(below[used] < below[room], "{room} uses {used}");
        }
    }
    let mut wrong = Vec::new();
    let mut found = BTreeSet::new();
    for source in sources() {
        let Some(room) = source.inner_room("testing") else {
            continue;
        };
        let allowed = TESTING.iter().find(|(name, _)| *name == room);
        let allowed = allowed.map_or(&[][..], |(_, uses)| *uses);
        for used in source.inner_rooms_used("testing") {
            if used != room && !allowed.contains(&&*used) {
                wrong.push(format!("{}: {room} uses {used}", source.path.display()));
            }
        }
        // Names of the front page would lead back up.
        for (at, _) in source.code.match_indices("super::super::") {
            wrong.push(format!("{}:{at}: super::super", source.path.display()));
        }
        found.insert(room);
    }
    assert_eq!(wrong, Vec::<String>::new());
    let known = TESTING.iter().map(|(name, _)| (*name).to_owned());
    assert_eq!(found, known.collect());
}

#[test]
fn no_file_of_the_built_in_server_is_long() {
    let long: Vec<_> = sources()
        .into_iter()
        .filter(|source| source.room().as_deref() == Some("testing"))
        .filter(|source| source.lines > 400)
        .map(|source| source.path)
        .collect();
    assert_eq!(long, Vec::<PathBuf>::new());
}

#[test]
fn a_foreign_crate_is_named_in_one_room() {
    let mut wrong = Vec::new();
    for source in sources() {
        let is_program = source.room().as_deref() == Some(PROGRAM);
        for foreign in PROGRAMS_OWN {
            if source.names(foreign) && !is_program {
                wrong.push(format!("{}: {foreign}", source.path.display()));
            }
        }
        for (foreign, room) in FOREIGN {
            if is_program && foreign.starts_with("serde") {
                continue;
            }
            let derives = *foreign == "serde" && source.room().as_deref() == Some("value");
            if source.names(foreign) && source.room().as_deref() != Some(*room) && !derives {
                wrong.push(format!("{}: {foreign}", source.path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The client stands on any transport. Only the one that is built in knows what it is made of.
#[test]
fn the_client_names_ureq_in_its_transport_alone() {
    let naming: BTreeSet<PathBuf> = sources()
        .into_iter()
        .filter(|source| source.names("ureq"))
        .map(|source| source.path)
        .collect();
    let wrong: Vec<_> = naming
        .iter()
        .filter(|path| !path.starts_with("client/ureq") && !path.ends_with("client/ureq.rs"))
        .collect();
    assert!(naming.len() > 2, "{naming:?}");
    assert_eq!(wrong, Vec::<&PathBuf>::new());
}

#[test]
fn every_dependency_has_its_room() {
    // In a package Cargo has written the manifest anew, and kept the original beside it.
    let manifest = fs::read_to_string(root().join("Cargo.toml.orig"))
        .or_else(|_| fs::read_to_string(root().join("Cargo.toml")))
        .unwrap();
    let (_, rest) = manifest.split_once("\n[dependencies]\n").unwrap();
    let section = rest.split("\n[").next().unwrap();
    let declared: BTreeSet<String> = section
        .lines()
        .filter(|line| line.starts_with(char::is_alphabetic))
        .map(|line| {
            line.split([' ', '=', '.'])
                .next()
                .unwrap()
                .replace('-', "_")
        })
        .collect();
    let rooms = FOREIGN.iter().map(|(name, _)| *name);
    let known: BTreeSet<String> = rooms
        .chain(PROGRAMS_OWN.iter().copied())
        .map(str::to_owned)
        .collect();
    assert_eq!(declared, known);
}

#[test]
fn every_room_has_its_file_and_every_file_its_room() {
    let found: BTreeSet<String> = sources().iter().filter_map(Source::room).collect();
    let known: BTreeSet<String> = layers().into_keys().map(str::to_owned).collect();
    assert_eq!(found, known);
}

#[test]
fn no_file_is_called_mod() {
    let found: Vec<_> = sources()
        .into_iter()
        .map(|source| source.path)
        .filter(|path| path.ends_with("mod.rs"))
        .collect();
    assert_eq!(found, Vec::<PathBuf>::new());
}

#[test]
fn no_function_differs_by_feature() {
    let wrong: Vec<String> = sources()
        .iter()
        .flat_map(|source| {
            let lines = conditions_in_bodies(&source.code);
            lines
                .into_iter()
                .map(|line| format!("{}:{line}", source.path.display()))
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_readers_of_this_test_see_what_they_should() {
    let source = Source::new(
        PathBuf::from("administration/create.rs"),
        "// crate::client\nuse crate::{error::{Error, ErrorKey}, value};\nlet x = ureq::get(\"crate::json\");\n",
    );
    assert_eq!(source.room().unwrap(), "administration");
    assert_eq!(
        source.rooms_used(),
        BTreeSet::from(["error".to_owned(), "value".to_owned()])
    );
    assert!(source.names("ureq"));
    assert!(!source.names("sha1"));
    assert!(may_use("recording", "call") && may_use("client", "error") && may_use("xml", "error"));
    assert!(!may_use("recording", "webhooks") && !may_use("webhooks", "client"));
    assert!(!may_use("client", "recording") && !may_use("error", "call"));
    assert_eq!(
        conditions_in_bodies("#[cfg(x)]\nfn a(b: [u8; 2]) {\n    #[cfg(y)]\n    b();\n}\n"),
        [3]
    );
    assert_eq!(
        conditions_in_bodies("mod a {\n    #[cfg(x)]\n    fn b() {}\n}\n"),
        [0; 0]
    );
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn layers() -> BTreeMap<&'static str, usize> {
    let numbered = LAYERS.iter().enumerate();
    numbered
        .flat_map(|(number, (_, rooms))| rooms.iter().map(move |room| (*room, number)))
        .collect()
}

/// The name of a room's layer.
fn layer(room: &str) -> &'static str {
    layers().get(room).map_or("", |layer| LAYERS[*layer].0)
}

fn may_use(room: &str, used: &str) -> bool {
    let layers = layers();
    let (Some(own), Some(other)) = (layers.get(room), layers.get(used)) else {
        return false;
    };
    match LAYERS[*own].0 {
        "groups" => other < own,
        // An edge carries any call and knows none.
        "edges" => other < own && (LAYERS[*other].0 != "groups" || SIGNS == (room, used)),
        _ => other <= own,
    }
}

struct Source {
    /// The path within `src`.
    path: PathBuf,
    /// The text without comments, literals and unit tests.
    code: String,
    /// How many lines the whole file has.
    lines: usize,
}

impl Source {
    fn new(path: PathBuf, text: &str) -> Self {
        let lines = text.lines().count();
        let text = text
            .split_once("\n#[cfg(test)]\nmod ")
            .map_or(text, |(code, _)| code);
        Self {
            path,
            code: blank(text)
                .replace("derive(serde::Serialize)", "")
                .replace("derive(serde::Serialize, serde::Deserialize)", ""),
            lines,
        }
    }

    /// The file's room: the first part of its path. The front page and the guide are none.
    fn room(&self) -> Option<String> {
        let first = self.path.components().next()?;
        let room = first
            .as_os_str()
            .to_str()?
            .trim_end_matches(".rs")
            .to_owned();
        (!matches!(&*room, "lib" | "guide")).then_some(room)
    }

    /// The rooms that are named by `crate::room` or `crate::{room::…, …}`.
    fn rooms_used(&self) -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        for (at, found) in self.code.match_indices("crate::") {
            let rest = &self.code[at + found.len()..];
            match rest.strip_prefix('{') {
                None => used.insert(identifier(rest)),
                Some(group) => {
                    used.extend(first_names(group));
                    true
                }
            };
        }
        used
    }

    /// The room within a room: the second part of the path.
    fn inner_room(&self, room: &str) -> Option<String> {
        let inner = self.path.strip_prefix(room).ok()?;
        let first = inner.components().next()?.as_os_str().to_str()?;
        Some(first.trim_end_matches(".rs").to_owned())
    }

    /// The rooms within a room that are named by `crate::room::inner`.
    fn inner_rooms_used(&self, room: &str) -> BTreeSet<String> {
        let prefix = format!("crate::{room}::");
        let mut used = BTreeSet::new();
        for (at, _) in self.code.match_indices(&prefix) {
            let rest = &self.code[at + prefix.len()..];
            match rest.strip_prefix('{') {
                None => used.extend([identifier(rest)]),
                Some(group) => used.extend(first_names(group)),
            }
        }
        used
    }

    /// Whether `name::` or `use name` stands anywhere as a word of its own that no path precedes.
    fn names(&self, name: &str) -> bool {
        self.code.match_indices(name).any(|(at, _)| {
            let before = &self.code[..at];
            let after = &self.code[at + name.len()..];
            let begins = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            begins
                && (after.starts_with("::") || before.ends_with("use ") && after.starts_with(';'))
        })
    }
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut folders = vec![src.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let inner = path.strip_prefix(&src).unwrap().to_owned();
                sources.push(Source::new(inner, &text));
            }
        }
    }
    assert!(sources.len() > 10, "the sources were not found");
    sources
}

fn identifier(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// The first name of each path in `a::b, c::{d, e}, f}`.
fn first_names(group: &str) -> BTreeSet<String> {
    let mut depth = 0;
    let mut names = BTreeSet::new();
    let mut path = String::new();
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.insert(identifier(path.trim()));
                path.clear();
            }
            c => path.push(c),
        }
    }
    names.insert(identifier(path.trim()));
    names.remove("");
    names
}

/// The lines on which `#[cfg…` or `cfg!` stands within the body of a function.
fn conditions_in_bodies(code: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    // For each open brace, whether a function's body is around.
    let mut braces: Vec<bool> = Vec::new();
    let mut header = String::new();
    let mut brackets = 0_usize;
    let mut line = 1;
    for (at, c) in code.char_indices() {
        let inside = braces.last() == Some(&true);
        let rest = &code[at..];
        if inside && (rest.starts_with("#[cfg") || rest.starts_with("cfg!")) {
            lines.push(line);
        }
        match c {
            '\n' => line += 1,
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets = brackets.saturating_sub(1),
            '{' => {
                let function = header.split_whitespace().any(|word| word == "fn");
                braces.push(inside || function);
            }
            '}' => {
                braces.pop();
            }
            _ => {}
        }
        if matches!(c, '{' | '}') || c == ';' && brackets == 0 {
            header.clear();
        } else {
            header.push(c);
        }
    }
    lines
}

/// The text with comments and literals turned into blanks; line breaks stay.
fn blank(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = skip(rest);
        let (gone, kept) = rest.split_at(if skipped == 0 { c.len_utf8() } else { skipped });
        if skipped == 0 {
            code.push(c);
        } else {
            code.extend(gone.chars().map(|c| if c == '\n' { c } else { ' ' }));
        }
        rest = kept;
    }
    code
}

/// How long the comment or literal is that the text begins with; 0 for none.
fn skip(text: &str) -> usize {
    let until = |end: &str, from: usize| {
        text[from..]
            .find(end)
            .map_or(text.len(), |at| from + at + end.len())
    };
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return until("*/", 2);
    }
    for (start, end) in [("r##\"", "\"##"), ("r#\"", "\"#"), ("r\"", "\"")] {
        if text.starts_with(start) {
            return until(end, start.len());
        }
    }
    let mut chars = text.char_indices();
    match chars.next() {
        Some((_, '"')) => {
            let mut escaped = false;
            for (at, c) in chars {
                if c == '"' && !escaped {
                    return at + 1;
                }
                escaped = c == '\\' && !escaped;
            }
            text.len()
        }
        // A character, not a lifetime.
        Some((_, '\'')) => match (chars.next(), chars.next()) {
            (Some((_, '\\')), _) => until("'", 3),
            (Some(_), Some((at, '\''))) => at + 1,
            _ => 0,
        },
        _ => 0,
    }
}
