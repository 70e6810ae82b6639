//! The guard and the reader find what a plain walk through roxmltree finds, and refuse only what their limits exclude.
#![no_main]

use bbb_sdk::Error;
use bbb_sdk::error::ResponseProblem;
use bbb_sdk::xml::{self, Element};
use libfuzzer_sys::fuzz_target;
use roxmltree::{Document, Node};

#[derive(Debug, PartialEq)]
struct Tree(String, String, Vec<Tree>);

fn read(element: &Element<'_, '_>) -> Tree {
    let children = element.elements().map(|child| read(&child)).collect();
    Tree(
        element.name().into_owned(),
        element.text().into_owned(),
        children,
    )
}

/// Returns whether a text consists of blanks with a line end, which are left out between elements.
fn is_layout(text: &str) -> bool {
    text.chars().all(|c| " \t\r\n".contains(c)) && text.contains(['\r', '\n'])
}

fn walk(node: Node<'_, '_>) -> Tree {
    let texts = node
        .descendants()
        .filter(Node::is_text)
        .filter_map(|node| node.text())
        .filter(|text| !is_layout(text));
    let text = texts.collect::<String>();
    let text = text.trim_matches([' ', '\t', '\r', '\n']).to_owned();
    let children = node.children().filter(Node::is_element).map(walk).collect();
    Tree(node.tag_name().name().to_owned(), text, children)
}

fuzz_target!(|text: &str| {
    // The reader skips text before a document, but the parser refuses it.
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    // The characters that replace colons in the reader.
    if text.contains('\u{1FFFE}') {
        return;
    }
    // roxmltree treats an empty prefix as no prefix, also in an end tag.
    if ["<:", "</:", " :", "\t:", "\n:", "\r:"]
        .iter()
        .any(|odd| text.contains(odd))
    {
        return;
    }
    let ours = xml::read(text, |root| Ok(read(&root)));
    let Ok(document) = Document::parse(text) else {
        // The guard does not check namespaces, and undeclared prefixes are read nevertheless.
        assert!(ours.is_err() || text.contains(':'), "{ours:?}");
        return;
    };
    let root = document.root_element();
    let plain = |node: Node<'_, '_>| node.tag_name().namespace().is_none();
    if !root.descendants().all(plain) {
        return;
    }
    let within: Vec<_> = root
        .children()
        .filter(|node| node.has_tag_name("response"))
        .collect();
    let response = match (root.tag_name().name(), within.as_slice()) {
        ("response", _) => root,
        (_, [response]) => *response,
        _ => return assert!(ours.is_err()),
    };
    let theirs = walk(response);
    let mut codes = theirs
        .2
        .iter()
        .filter(|child| child.0 == "returncode")
        .peekable();
    let succeeds = codes.peek().is_some() && codes.all(|code| code.1 == "SUCCESS");
    match ours {
        Ok(ours) => assert!(succeeds && ours == theirs, "{ours:?}\n{theirs:?}"),
        Err(Error::Response {
            problem: ResponseProblem::Limit(_),
            ..
        }) => {}
        Err(error) => assert!(!succeeds, "{error:?}"),
    }
});
