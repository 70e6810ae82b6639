//! The picture of CONTRIBUTING.md, read from the sources: which room may use which, and where a foreign crate is named.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use paths::{collect_paths, conditions_in_bodies, without_tests};

#[path = "support/paths.rs"]
mod paths;

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
    "rustix",
    "strsim",
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
    for source in &*SOURCES {
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
    for source in &*SOURCES {
        let Some(room) = source.inner_room("testing") else {
            continue;
        };
        let allowed = TESTING.iter().find(|(name, _)| *name == room);
        let allowed = allowed.map_or(&[][..], |(_, uses)| *uses);
        for used in source.names_behind(&["crate", "testing"]) {
            if used != room && !allowed.contains(&&*used) {
                wrong.push(format!("{}: {room} uses {used}", source.path.display()));
            }
        }
        // Names of the front page would lead back up.
        for name in source.names_behind(&["super", "super"]) {
            wrong.push(format!("{}: super::super::{name}", source.path.display()));
        }
        found.insert(room);
    }
    assert_eq!(wrong, Vec::<String>::new());
    let known = TESTING.iter().map(|(name, _)| (*name).to_owned());
    assert_eq!(found, known.collect());
}

#[test]
fn no_file_of_the_built_in_server_is_long() {
    let long: Vec<_> = SOURCES
        .iter()
        .filter(|source| source.room().as_deref() == Some("testing"))
        .filter(|source| source.lines > 400)
        .map(|source| &source.path)
        .collect();
    assert_eq!(long, Vec::<&PathBuf>::new());
}

#[test]
fn a_foreign_crate_is_named_in_one_room() {
    let mut wrong = Vec::new();
    for source in &*SOURCES {
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
    let naming: BTreeSet<&PathBuf> = SOURCES
        .iter()
        .filter(|source| source.names("ureq"))
        .map(|source| &source.path)
        .collect();
    let wrong: Vec<_> = naming
        .iter()
        .filter(|path| !path.starts_with("client/ureq") && !path.ends_with("client/ureq.rs"))
        .collect();
    assert!(naming.len() > 2, "{naming:?}");
    assert_eq!(wrong, Vec::<&&PathBuf>::new());
}

#[test]
fn every_dependency_has_its_room() {
    // In a package Cargo has written the manifest anew, and kept the original beside it.
    let manifest = fs::read_to_string(root().join("Cargo.toml.orig"))
        .or_else(|_| fs::read_to_string(root().join("Cargo.toml")))
        .unwrap();
    let section = |head: &str| {
        let (_, rest) = manifest.split_once(head).unwrap();
        rest.split("\n[").next().unwrap()
    };
    let sections = [
        section("\n[dependencies]\n"),
        section("\n[target.'cfg(unix)'.dependencies]\n"),
    ];
    let declared: BTreeSet<String> = sections
        .iter()
        .flat_map(|section| section.lines())
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
    let found: BTreeSet<String> = SOURCES.iter().filter_map(Source::room).collect();
    let known: BTreeSet<String> = layers().into_keys().map(str::to_owned).collect();
    assert_eq!(found, known);
}

#[test]
fn the_picture_shows_every_room() {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let picture = contributing
        .split("```")
        .find(|block| block.starts_with("text\n layer"));
    let shown: BTreeSet<&str> = picture.unwrap().split_whitespace().collect();
    let rooms = layers().into_keys().filter(|room| *room != PROGRAM);
    let missing: Vec<&str> = rooms.filter(|room| !shown.contains(room)).collect();
    assert_eq!(missing, Vec::<&str>::new());

    let (_, bullet) = contributing
        .split_once("The simulated server in `src/testing/`")
        .unwrap();
    let inner = TESTING.iter().map(|(room, _)| format!("`{room}`"));
    let mut rest = bullet;
    for room in inner {
        let Some((_, behind)) = rest.split_once(&room) else {
            panic!("{room} does not stand in its place");
        };
        rest = behind;
    }
}

#[test]
fn no_file_is_called_mod() {
    let found: Vec<_> = SOURCES
        .iter()
        .map(|source| &source.path)
        .filter(|path| path.ends_with("mod.rs"))
        .collect();
    assert_eq!(found, Vec::<&PathBuf>::new());
}

#[test]
fn no_function_differs_by_feature() {
    let wrong: Vec<String> = SOURCES
        .iter()
        .flat_map(|source| {
            let lines = source.conditions.iter();
            lines.map(|line| format!("{}:{line}", source.path.display()))
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
    let conditions = |code: &str| conditions_in_bodies(code.parse().unwrap());
    assert_eq!(
        conditions("#[cfg(x)]\nfn a(b: [u8; 2]) {\n    #[cfg(y)]\n    b();\n}\n"),
        [3]
    );
    assert_eq!(
        conditions("fn a();\nmod a {\n    #[cfg(x)]\n    fn b() {}\n}\n"),
        [0; 0]
    );
}

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(sources);

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
    /// The paths in the code without unit tests, each as its names.
    paths: BTreeSet<Vec<String>>,
    /// The lines on which a function differs by feature.
    conditions: Vec<usize>,
    /// How many lines the whole file has.
    lines: usize,
}

impl Source {
    fn new(path: PathBuf, text: &str) -> Self {
        let lines = text.lines().count();
        let code = text
            .replace("derive(serde::Serialize)", "")
            .replace("derive(serde::Serialize, serde::Deserialize)", "");
        let code = without_tests(code.parse().unwrap());
        let mut paths = BTreeSet::new();
        collect_paths(code.clone(), &[], &mut paths);
        Self {
            path,
            paths,
            conditions: conditions_in_bodies(code),
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

    /// The names behind this path.
    fn names_behind(&self, path: &[&str]) -> BTreeSet<String> {
        let found = self.paths.iter().filter(|names| {
            let mut pairs = names.iter().zip(path);
            names.len() > path.len() && pairs.all(|(name, wanted)| name == wanted)
        });
        found.map(|names| names[path.len()].clone()).collect()
    }

    /// The rooms that are named by `crate::room` or `crate::{room::…, …}`.
    fn rooms_used(&self) -> BTreeSet<String> {
        self.names_behind(&["crate"])
    }

    /// The room within a room: the second part of the path.
    fn inner_room(&self, room: &str) -> Option<String> {
        let inner = self.path.strip_prefix(room).ok()?;
        let first = inner.components().next()?.as_os_str().to_str()?;
        Some(first.trim_end_matches(".rs").to_owned())
    }

    /// Whether a path begins with a crate's name.
    fn names(&self, foreign: &str) -> bool {
        self.paths.iter().any(|names| names[0] == foreign)
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
