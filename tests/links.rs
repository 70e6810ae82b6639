//! Checks the links of the pages beside the sources, without a network.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::fs;
use std::path::Path;

const PAGES: [&str; 5] = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    // The links of the front page to what a choice of features leaves out.
    "src/guide/online.md",
];
const DOCUMENTATION: &str = "https://docs.rs/bbb-sdk";

/// A registry shows the README alone, so a link to another file leads nowhere there.
#[test]
fn links_of_the_readme_are_absolute() {
    let text = read("README.md").unwrap();
    let relative: Vec<_> = links(&text)
        .filter(|link| !link.starts_with("https://") && !link.starts_with('#'))
        .collect();
    assert_eq!(relative, Vec::<&str>::new());
    assert!(links(&text).count() > 5, "the links were not found");
}

#[test]
fn links_lead_to_files_of_the_package_and_to_headings() {
    let excluded = excluded();
    let mut wrong = Vec::new();
    for page in PAGES {
        let text = read(page).unwrap();
        for link in links(&text).filter(|link| !link.starts_with("https://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { page } else { file };
            let is_excluded = excluded
                .iter()
                .any(|path| Path::new(file).starts_with(path));
            let found = read(file).filter(|_| !is_excluded);
            let leads = found
                .is_some_and(|text| heading.is_empty() || headings(&text).any(|it| it == heading));
            if !leads {
                wrong.push(format!("{page}: {link}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn links_to_the_documentation_lead_to_items() {
    // A package does not contain the list.
    let Some(api) = read("public-api.txt") else {
        return;
    };
    let mut wrong = Vec::new();
    for page in PAGES {
        let text = read(page).unwrap();
        for link in links(&text) {
            let Some(path) = link.strip_prefix(DOCUMENTATION) else {
                continue;
            };
            if !path.is_empty() && !item(path).is_some_and(|item| is_listed(&api, &item)) {
                wrong.push(format!("{page}: {link}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_readers_of_this_test_see_what_they_should() {
    let text = "A [b](c.md#d) <https://e.example>\n```rust\nf[0](1)\n```\n## Why: it's `so`\n";
    assert_eq!(
        links(text).collect::<Vec<_>>(),
        ["c.md#d", "https://e.example"]
    );
    assert_eq!(headings(text).collect::<Vec<_>>(), ["why-its-so"]);
    let page = |path: &str| item(&format!("/latest/bbb_sdk/{path}"));
    let chapter = page("guide/errors/index.html").unwrap();
    assert_eq!(chapter, "mod bbb_sdk::guide::errors");
    let method = page("client/struct.Client.html#method.send").unwrap();
    assert_eq!(method, "fn bbb_sdk::client::Client::send");
    assert_eq!(page("guide/errors"), None);
    let api = "pub mod bbb_sdk::client\npub struct bbb_sdk::client::Client\n\
               pub fn bbb_sdk::client::Client::send_to(&self)\n\
               pub struct bbb_sdk::Client\n";
    assert!(is_listed(api, "mod bbb_sdk::client"));
    assert!(is_listed(api, "struct bbb_sdk::client::Client"));
    assert!(!is_listed(api, "struct bbb_sdk::Client"));
    assert!(!is_listed(api, &method));
}

fn read(file: &str) -> Option<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).ok()
}

/// Returns the paths that the manifest leaves out of the package.
fn excluded() -> Vec<String> {
    let manifest = read("Cargo.toml.orig")
        .or_else(|| read("Cargo.toml"))
        .unwrap();
    let (_, list) = manifest.split_once("\nexclude = [").unwrap();
    let paths = list.split(']').next().unwrap().split('"');
    paths
        .skip(1)
        .step_by(2)
        .map(|path| path.trim_start_matches('/').to_owned())
        .collect()
}

/// Returns the targets of the links outside blocks of code.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|prose| {
        let named = prose
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        let bare = prose
            .split('<')
            .skip(1)
            .filter_map(|rest| rest.split('>').next());
        let references = prose
            .split("]: ")
            .skip(1)
            .filter_map(|rest| rest.lines().next());
        let bare = bare.chain(references);
        named.chain(bare.filter(|link| link.starts_with("https://")))
    })
}

/// Returns the names by which links find the headings of a page.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let lines = text.split("```").step_by(2).flat_map(str::lines);
    let titles = lines
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim());
    titles.map(|title| {
        let kept = title
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    })
}

/// Returns the kind and the path of the item that a page of the documentation describes, from the page's path behind the
/// crate's address.
fn item(path: &str) -> Option<String> {
    let (file, anchor) = path.split_once('#').unwrap_or((path, ""));
    let mut parts: Vec<&str> = file.strip_prefix("/latest/")?.split('/').collect();
    let mut kind = "mod";
    match parts.pop()? {
        "index.html" => {}
        file => {
            let (of_file, name) = file.strip_suffix(".html")?.split_once('.')?;
            kind = of_file;
            parts.push(name);
        }
    }
    if let Some((of_anchor, name)) = anchor.split_once('.') {
        kind = if of_anchor == "method" { "fn" } else { "pub" };
        parts.push(name);
    }
    Some(format!("{kind} {}", parts.join("::")))
}

/// Returns whether a list of the public API has an item, with a page at this path. What the crate's root re-exports from a
/// public module has its page in that module.
fn is_listed(api: &str, item: &str) -> bool {
    let (kind, path) = item.split_once(' ').unwrap();
    let name = path.strip_prefix("bbb_sdk::").unwrap_or_default();
    let of_kind = api.lines().filter_map(|line| {
        let (_, rest) = line.split_once(&format!("{kind} bbb_sdk"))?;
        let is_in_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
        let end = rest.find(|c| !is_in_path(c)).unwrap_or(rest.len());
        rest[..end].strip_prefix("::").or(Some(""))
    });
    let found: Vec<&str> = of_kind
        .filter(|found| *found == name || kind != "mod" && found.ends_with(&format!("::{name}")))
        .collect();
    // The deepest path is that of the page.
    found.iter().max_by_key(|found| found.len()) == Some(&name)
}
