//! Checks the form of the documentation of calls and setters, from which the guide's table of calls is made.
//!
//! A setter names its wire name and its default, and a call links BigBlueButton's page. `tests/parameters.txt` lists
//! the calls and parameters of the API. `UPDATE=1 cargo test --features full --test docs` writes the table.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use items::{Function, Source};

#[path = "support/items.rs"]
mod items;

const GROUPS: [&str; 4] = ["administration", "monitoring", "recording", "webhooks"];
const TABLE: &str = "src/guide/calls.md";

#[test]
fn every_setter_names_its_parameter_and_its_default() {
    let source = sources();
    assert_eq!(source.problems(&listed()), Vec::<String>::new());
    let setters = source.functions.iter().filter(|it| it.is_setter);
    assert!(setters.count() >= 150, "the sources were not read");
}

#[test]
fn every_listed_parameter_has_its_setter() {
    let (listed, source) = (listed(), sources());
    let mut missing = Vec::new();
    for (call, parameters) in &listed {
        let Some(kind) = source.kind_of(call) else {
            missing.push(call.clone());
            continue;
        };
        let known: BTreeSet<_> = source
            .functions_of(kind)
            .flat_map(Function::names)
            .collect();
        let lost = parameters.iter().filter(|name| !known.contains(*name));
        missing.extend(lost.map(|name| format!("{call} {name}")));
    }
    assert_eq!(missing, Vec::<String>::new());
    assert!(listed.len() >= 22, "the list was not read");
}

#[test]
fn every_call_and_parameter_is_listed() {
    assert_eq!(sources().unlisted(&listed()), Vec::<String>::new());
}

#[test]
fn every_call_has_a_test() {
    let mut missing = Vec::new();
    let sources = sources();
    let calls = sources.calls.iter().filter(|(_, (_, call))| call.is_some());
    for (kind, (group, _)) in calls {
        let tests = root().join("tests");
        let mut paths = files(&tests.join(group));
        paths.push(tests.join(format!("{group}.rs")));
        let uses_it = |path| {
            let text = fs::read_to_string(path).unwrap();
            text.contains(&format!("{kind}::"))
        };
        if !paths.iter().any(uses_it) {
            missing.push(kind.clone());
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_module_begins_with_its_calls() {
    let mut missing = Vec::new();
    for (kind, (group, call)) in &sources().calls {
        let Some(call) = call else { continue };
        let text = fs::read_to_string(root().join(format!("src/{group}.rs"))).unwrap();
        let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
        let docs: Vec<&str> = lines.take_while(|line| !line.starts_with(" #")).collect();
        let docs = docs.join("\n");
        let names = [format!("`{call}`"), format!("[`{kind}`]")];
        let is_version = call.is_empty() && docs.contains("the version");
        if !is_version && !names.iter().any(|name| docs.contains(name)) {
            missing.push(format!("{group} {call}"));
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn the_table_is_up_to_date() {
    let path = root().join(TABLE);
    let table = table(&sources(), &listed());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &table).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == table,
        "out of date: run `UPDATE=1 cargo test --features full --test docs`"
    );
}

#[test]
fn the_readme_names_every_call() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let listed = listed();
    let calls = listed.keys().filter(|call| *call != "(the version)");
    let missing: Vec<_> = calls
        .filter(|call| !readme.contains(&format!("`{call}`")))
        .collect();
    assert_eq!(missing, Vec::<&String>::new());
}

/// A browser with a width of 1280 pixels shows this many characters of a line of code.
const WIDTH: usize = 95;

#[test]
fn no_line_of_code_is_cut_off() {
    let mut wide = Vec::new();
    let mut count = 0;
    for path in files(&root().join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        let is_guide = path.extension().is_some_and(|extension| extension == "md");
        let docs = text.lines().filter_map(|line| match line.trim_start() {
            line if is_guide => Some(line),
            line => line.strip_prefix("/// ").or(line.strip_prefix("//! ")),
        });
        let mut is_code = false;
        for line in docs {
            if line.trim_start().starts_with("```") {
                is_code = !is_code;
                count += 1;
            } else if is_code && !line.starts_with("# ") && line.chars().count() > WIDTH {
                wide.push(format!("{}: {line}", path.display()));
            }
        }
    }
    assert_eq!(wide, Vec::<String>::new());
    assert!(count > 100, "the sources were not read");
}

/// Asserts the problems of a call whose setter has this documentation and this code.
#[track_caller]
fn finds(docs: &str, code: &str, expected: &[&str]) {
    let text = format!(
        "/// Locks a meeting (`lock`).\n///\n/// <https://docs.bigbluebutton.org/development/api/#lock>\npub struct Lock(Query);\n\n\
         impl Lock {{\n    /// {docs}\n    {code}\n        self\n    }}\n}}\n\n\
         impl Call for Lock {{\n    const NAME: &'static str = \"lock\";\n}}\n"
    );
    let mut source = Source::default();
    source.read("administration", &text);
    let listed = BTreeMap::from([("lock".to_owned(), vec!["lockIt".to_owned()])]);
    assert_eq!(source.problems(&listed), expected, "{text}");
}

#[test]
fn the_checks_find_each_problem() {
    let code = "pub fn it(mut self, yes: bool) -> Self {\n        self.0.set(\"lockIt\", yes);";
    finds(
        "Locks it (`lockIt`).\n    ///\n    /// Default: `false`.",
        code,
        &[],
    );
    let nameless = [
        "Lock::it sets `lockIt`, which its first paragraph does not name",
        "Lock::it names no parameter",
    ];
    finds(
        "Locks it.\n    ///\n    /// Default: `false`.",
        code,
        &nameless,
    );
    finds(
        "Locks it (lockIt).\n    ///\n    /// Default: `false`.",
        code,
        &nameless,
    );
    finds(
        "Locks.\n    ///\n    /// `lockIt`. Default: `false`.",
        code,
        &nameless,
    );
    finds(
        "Locks it (`lockIt`).",
        code,
        &["Lock::it states no default"],
    );
    finds(
        "Locks it (`lockThem`).\n    ///\n    /// Default: `false`.",
        code,
        &nameless,
    );
    let other = "pub fn it(\n        mut self,\n        text: &str,\n    ) -> Self {\n        self.0\n            .set_or_remove(\n                \"other\",\n                text,\n            );";
    finds(
        "Locks it (`lockIt`).",
        other,
        &["Lock::it sets `other`, which its first paragraph does not name"],
    );
    let meta = "pub fn it(self, text: &str) -> Self {\n        self.meta(\"a-b\", text);";
    finds("Sets it (`meta_a-b`).", meta, &[]);
    finds(
        "Sets it (`a-b`).",
        meta,
        &[
            "Lock::it sets `meta_a-b`, which its first paragraph does not name",
            "Lock::it names no parameter",
        ],
    );
    let new = "pub fn new(text: &str) -> Self {\n        query.require(\"lockIt\", text);";
    finds("Locks it (`lockIt`).", new, &[]);
    finds(
        "Locks it.",
        new,
        &["Lock::new sets `lockIt`, which its first paragraph does not name"],
    );
    let hidden = "#[must_use]\n    pub fn it<T: Into<u8>>(mut self, list: T) -> Self\n    where\n        T: Copy,\n    {\n        self.0.list(\"lockIt\", list);";
    finds("Locks it.", hidden, &nameless);
}

#[test]
fn a_call_without_its_link_is_found() {
    let text = "/// Locks a meeting (`lock`).\n#[derive(Debug)]\npub struct Lock(Query);\n\nimpl Call for Lock {\n    const NAME: &'static str = \"lock\";\n}\n";
    let mut source = Source::default();
    source.read("administration", text);
    let expected = ["Lock links no page of BigBlueButton's documentation"];
    assert_eq!(source.problems(&BTreeMap::new()), expected);
    assert_eq!(source.unlisted(&BTreeMap::new()), ["lock"]);
}

impl Source {
    fn problems(&self, listed: &BTreeMap<String, Vec<String>>) -> Vec<String> {
        let mut problems = Vec::new();
        for kind in self.calls.keys() {
            let docs = self.types.get(kind).cloned().unwrap_or_default();
            if !docs
                .iter()
                .any(|line| line.starts_with("<https://docs.bigbluebutton.org/"))
            {
                problems.push(format!(
                    "{kind} links no page of BigBlueButton's documentation"
                ));
            }
        }
        for function in &self.functions {
            let Some((_, call)) = self.calls.get(&function.kind) else {
                continue;
            };
            let known = call.as_ref().and_then(|call| listed.get(call_name(call)));
            problems.extend(function.problems(known.map_or(&[], Vec::as_slice)));
        }
        problems
    }

    /// Returns the calls, and the parameters in their code, that the list lacks.
    fn unlisted(&self, listed: &BTreeMap<String, Vec<String>>) -> Vec<String> {
        let mut unlisted = Vec::new();
        for (kind, (_, call)) in &self.calls {
            let Some(call) = call.as_deref().map(call_name) else {
                continue;
            };
            let Some(known) = listed.get(call) else {
                unlisted.push(call.to_owned());
                continue;
            };
            let is_known = |name: &String| {
                known.iter().any(|known| match known.strip_suffix('*') {
                    Some(start) => name.starts_with(start),
                    None => known == name,
                })
            };
            for function in self.functions_of(kind).filter(|it| !it.is_no_parameter()) {
                let unknown = function.literals.iter().filter(|name| !is_known(name));
                unlisted.extend(unknown.map(|name| format!("{call} {name}")));
            }
        }
        unlisted
    }

    fn kind_of(&self, call: &str) -> Option<&str> {
        let found = self
            .calls
            .iter()
            .find(|(_, (_, name))| name.as_deref().map(call_name) == Some(call));
        found.map(|(kind, _)| kind.as_str())
    }

    fn functions_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Function> {
        self.functions
            .iter()
            .filter(move |function| function.kind == kind)
    }
}

impl Function {
    fn problems(&self, listed: &[String]) -> Vec<String> {
        let Self {
            kind,
            name,
            literals,
            ..
        } = self;
        let names = self.names();
        let mut problems = Vec::new();
        for literal in literals.iter().filter(|literal| !names.contains(literal)) {
            problems.push(format!(
                "{kind}::{name} sets `{literal}`, which its first paragraph does not name"
            ));
        }
        let described = names
            .iter()
            .filter(|name| listed.contains(name) || literals.contains(name))
            .count();
        if self.is_setter && described == 0 && !self.is_no_parameter() {
            problems.push(format!("{kind}::{name} names no parameter"));
        }
        if self.is_setter
            && described == 1
            && self.has_default
            && !self.docs.iter().any(|line| line.starts_with("Default: "))
        {
            problems.push(format!("{kind}::{name} states no default"));
        }
        problems
    }
}

/// Returns the name of a call in the list.
fn call_name(call: &str) -> &str {
    if call.is_empty() {
        "(the version)"
    } else {
        call
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads the list of calls and their parameters, which are indented.
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
            let name = line.split_whitespace().next().unwrap();
            parameters.push(name.to_owned());
        } else {
            line.clone_into(&mut call);
            listed.insert(call.clone(), Vec::new());
        }
    }
    listed
}

fn sources() -> Source {
    let mut source = Source::default();
    let src = root().join("src");
    for group in GROUPS {
        let mut paths = vec![src.join(format!("{group}.rs"))];
        paths.extend(files(&src.join(group)));
        for path in paths {
            source.read(group, &fs::read_to_string(path).unwrap());
        }
    }
    source
}

/// Returns the files in a folder and its folders, if it exists.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Returns the guide's table. Parameters are in the order of the list, followed by those that only the crate knows.
fn table(source: &Source, listed: &BTreeMap<String, Vec<String>>) -> String {
    let mut text = String::from(INTRODUCTION);
    for group in GROUPS {
        write!(text, "\n# [`{group}`](crate::{group})\n").unwrap();
        let calls = source.calls.iter().filter(|(_, (of, _))| *of == group);
        let calls = calls.filter_map(|(kind, (_, call))| Some((call_name(call.as_deref()?), kind)));
        for (call, kind) in calls.collect::<BTreeMap<_, _>>() {
            write!(text, "\n## `{call}`: [`{kind}`](crate::{group}::{kind})\n").unwrap();
            let empty = Vec::new();
            let known = listed.get(call).unwrap_or(&empty);
            let mut rows = rows(source, kind, known);
            rows.sort_by_key(|(name, _)| {
                known
                    .iter()
                    .position(|known| known == name)
                    .unwrap_or(known.len())
            });
            if !rows.is_empty() {
                text.push_str("\n| parameter | set by |\n|---|---|\n");
            }
            for (name, setter) in rows {
                writeln!(
                    text,
                    "| `{name}` | [`{setter}`](crate::{group}::{kind}::{setter}) |"
                )
                .unwrap();
            }
        }
    }
    text
}

/// Returns the parameters, each with the first function that sets it.
fn rows(source: &Source, kind: &str, known: &[String]) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = Vec::new();
    for function in source.functions_of(kind) {
        for name in function.names() {
            let is_parameter = known.contains(&name) || function.literals.contains(&name);
            if is_parameter
                && !function.is_no_parameter()
                && !rows.iter().any(|(row, _)| *row == name)
            {
                rows.push((name, function.name.clone()));
            }
        }
    }
    rows
}

const INTRODUCTION: &str = "\
This table lists every call and parameter, and the method that sets it. `new` takes what a call requires.

It leaves out `getDefaultConfigXML` and `setConfigXML`, which were removed in 2.4, `feedback`, which only alpha releases of 3.0 had, and the calls that only a
browser's session makes. To send such a call, implement [`Call`](crate::Call); `tests/custom.rs` in the repository has these three.
";
