//! Every call and parameter of the API has its setter, and the guide's table says which.
//!
//! `tests/parameters.txt` is the list. The table is written from the sources by `UPDATE=1 cargo test --features full --test calls`.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const GROUPS: [&str; 4] = ["administration", "monitoring", "recording", "webhooks"];
const TABLE: &str = "src/guide/calls.md";

#[test]
fn the_table_has_every_call_and_parameter_of_the_list() {
    let calls = calls();
    let mut missing = Vec::new();
    let (mut names, mut parameters) = (0, 0);
    for (call, wanted) in listed() {
        names += 1;
        let Some(found) = calls.get(&call) else {
            missing.push(call);
            continue;
        };
        for parameter in wanted {
            parameters += 1;
            if !found.setters.iter().any(|(name, _)| *name == parameter) {
                missing.push(format!("{call} {parameter}"));
            }
        }
    }
    println!("{names} calls with {parameters} parameters");
    assert_eq!(missing, Vec::<String>::new());
    assert!(names >= 22 && parameters >= 150, "the list was not read");
}

#[test]
fn the_table_is_as_the_sources_are() {
    let path = root().join(TABLE);
    let table = table();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let written = fs::read_to_string(path).unwrap();
    assert!(
        written == table,
        "out of date: run `UPDATE=1 cargo test --features full --test calls`"
    );
}

/// A call as the sources have it.
struct Found {
    group: &'static str,
    kind: String,
    /// Parameters and the functions that set them.
    setters: Vec<(String, String)>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The list: a line for each call, indented ones for its parameters.
fn listed() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(root().join("tests/parameters.txt")).unwrap();
    let mut listed = BTreeMap::new();
    let mut call = String::new();
    for line in text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if line.starts_with(' ') {
            let parameters: &mut Vec<String> = listed.get_mut(&call).unwrap();
            parameters.push(line.trim().to_owned());
        } else {
            line.clone_into(&mut call);
            listed.insert(call.clone(), Vec::new());
        }
    }
    listed
}

fn table() -> String {
    let calls = calls();
    let mut text = String::from(
        "All calls and parameters, and what sets them. `new` stands for what a call cannot do without.\n\n\
         `getDefaultConfigXML` and `setConfigXML`, gone with 2.4, and `feedback`, which only alphas of 3.0 had, are not among them, nor is what only a browser's\n\
         session asks for. You write such a call yourself, with [`Call`](crate::Call); the repository's `tests/custom.rs` has these three.\n",
    );
    for group in GROUPS {
        write!(text, "\n# [`{group}`](crate::{group})\n").unwrap();
        for (call, found) in calls.iter().filter(|(_, found)| found.group == group) {
            let Found { kind, setters, .. } = found;
            write!(text, "\n## `{call}`: [`{kind}`](crate::{group}::{kind})\n").unwrap();
            if !setters.is_empty() {
                text.push_str("\n| parameter | set by |\n|---|---|\n");
            }
            for (name, setter) in setters {
                let link = format!("[`{setter}`](crate::{group}::{kind}::{setter})");
                writeln!(text, "| `{name}` | {link} |").unwrap();
            }
        }
    }
    text
}

/// The calls by their names on the wire.
fn calls() -> BTreeMap<String, Found> {
    let mut calls = BTreeMap::new();
    for group in GROUPS {
        let texts = texts(group);
        for text in &texts {
            for (at, _) in text.match_indices("\nimpl Call for ") {
                let rest = &text[at + "\nimpl Call for ".len()..];
                let kind = rest.split(' ').next().unwrap().to_owned();
                let (_, rest) = rest.split_once("const NAME: &'static str = ").unwrap();
                // A form of `create` is named by the call that it is a form of.
                let Some(name) = rest.split(';').next().unwrap().strip_prefix('"') else {
                    continue;
                };
                let name = match name.trim_end_matches('"') {
                    "" => "(the version)",
                    name => name,
                };
                let setters = texts.iter().flat_map(|text| setters(text, &kind)).collect();
                let found = Found {
                    group,
                    kind,
                    setters,
                };
                calls.insert(name.to_owned(), found);
            }
        }
    }
    calls
}

/// The sources of a group, in a fixed order.
fn texts(group: &str) -> Vec<String> {
    let src = root().join("src");
    let mut paths = vec![src.join(format!("{group}.rs"))];
    let mut folders = vec![src.join(group)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else {
            continue;
        };
        let mut entries: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else {
                paths.push(path);
            }
        }
    }
    let read = |path: &PathBuf| fs::read_to_string(path).unwrap();
    paths.iter().map(read).collect()
}

/// The parameters that the public functions of a type set, with the functions' names.
fn setters(text: &str, kind: &str) -> Vec<(String, String)> {
    let mut setters: Vec<(String, String)> = Vec::new();
    for block in text.split(&format!("\nimpl {kind} {{\n")).skip(1) {
        let block = block.split("\n}\n").next().unwrap();
        for function in block.split("\n    pub fn ").skip(1) {
            let name = function.split(['(', '<']).next().unwrap();
            if name == "param" {
                continue;
            }
            // What `new` shares with its sisters stands in a private function behind them.
            let (body, rest) = function.split_once("\n    }\n").unwrap_or((function, ""));
            let shared = rest.strip_prefix("\n    fn named(").unwrap_or_default();
            let body = &[body, shared].concat();
            let name = if shared.is_empty() { name } else { "new" };
            for parameter in parameters(body) {
                if !setters.iter().any(|(known, _)| *known == parameter) {
                    setters.push((parameter, name.to_owned()));
                }
            }
        }
    }
    setters
}

/// The names that are set in a function's body: the literals that stand first in what sets.
fn parameters(body: &str) -> Vec<String> {
    const SETTING: [&str; 6] = [
        "set",
        "set_json",
        "set_or_remove",
        "require",
        "list",
        "format!",
    ];
    let mut names = Vec::new();
    for (at, _) in body.match_indices('(') {
        let function = body[..at]
            .rsplit(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':' | '!'))
            .next()
            .unwrap_or_default();
        let literal = body[at + 1..].trim_start().strip_prefix('"');
        let literal = literal.and_then(|rest| rest.split('"').next());
        match (function, literal) {
            ("meta", Some(name)) => names.push(format!("meta_{name}")),
            ("meta", None) => names.push("meta_*".to_owned()),
            ("userdata", _) => names.push("userdata-*".to_owned()),
            ("record_ids" | "self::record_ids", None) => names.push("recordID".to_owned()),
            ("Session::new", _) => names.push("sessionToken".to_owned()),
            (function, Some(name)) if SETTING.contains(&function) => {
                names.push(match name.split_once('{') {
                    Some((prefix, _)) => format!("{prefix}*"),
                    None => name.to_owned(),
                });
            }
            _ => {}
        }
    }
    names
}
