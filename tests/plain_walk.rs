//! Compares records and refusals with those that a plain walk through the whole document finds.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use bbb_sdk::Error;
use bbb_sdk::error::ResponseProblem;
use bbb_sdk::xml::{self, Element, Limits};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

#[path = "support/generated.rs"]
mod generated;
#[path = "support/generated_lists.rs"]
mod generated_lists;

use generated::for_all;
use generated_lists::{answer, list, long, split, wrong};

const PLAIN_ATTRIBUTES: [&str; 4] = ["a", "b", "key", "message"];

/// An element as the parser alone reads it: name, text, attributes, children.
#[derive(Debug, PartialEq)]
struct Plain(String, String, [Option<String>; 4], Vec<Plain>);

fn plain(element: &Element<'_, '_>) -> Plain {
    Plain(
        element.name().into_owned(),
        element.text().into_owned(),
        PLAIN_ATTRIBUTES.map(|name| element.attribute(name).map(str::to_owned)),
        element.elements().map(|child| plain(&child)).collect(),
    )
}

fn walk(node: roxmltree::Node<'_, '_>) -> Plain {
    let is_blank = |c: char| " \t\r\n".contains(c);
    let is_layout = |text: &str| text.chars().all(is_blank) && text.contains(['\r', '\n']);
    let texts = node
        .descendants()
        .filter(roxmltree::Node::is_text)
        .filter_map(|node| node.text());
    let text: String = texts.filter(|text| !is_layout(text)).collect();
    let children = node.children().filter(roxmltree::Node::is_element);
    Plain(
        written(node.tag_name().name()),
        written(text.trim_matches(is_blank)),
        PLAIN_ATTRIBUTES.map(|name| node.attribute(name).map(written)),
        children.map(walk).collect(),
    )
}

/// Writes prefixes as parts of names, because this crate treats them so.
fn with_plain_names(text: &str) -> String {
    let text = text.replace("p:q:", "p.q.").replace("p:", "p.");
    text.replace("http.//", "http://")
}

/// The reverse of [`with_plain_names`].
fn written(text: &str) -> String {
    text.replace("p.q.", "p:q:").replace("p.", "p:")
}

/// Returns the records that a plain walk through the whole document finds, if the text is a document.
fn walked(text: &str) -> Option<Vec<Plain>> {
    let text = with_plain_names(text);
    let document = roxmltree::Document::parse(&text).ok()?;
    let named = |name: &'static str| {
        move |node: &roxmltree::Node<'_, '_>| node.is_element() && node.tag_name().name() == name
    };
    let root = document.root_element();
    let response = match root.tag_name().name() {
        "response" => root,
        _ => root.children().find(named("response"))?,
    };
    let lists = response.children().filter(named("l"));
    let records = lists.flat_map(|list| list.children().filter(named("r")));
    Some(records.map(walk).collect())
}

fn records(text: &str) -> bbb_sdk::Result<Vec<Plain>> {
    let record = |record: Element<'_, '_>| Ok(plain(&record));
    let limits = Limits::default();
    xml::read_list(text, &limits, ("l", "r"), record, |_, records| Ok(records))
}

#[test]
fn records_are_what_a_plain_walk_finds() {
    for_all(answer(), |text| {
        assert_eq!(Some(records(&text).unwrap()), walked(&text), "{text}");
    });
}

/// The reason why a text is not the response to a call.
#[derive(Debug, PartialEq)]
enum Reason {
    CutOff,
    Doubled,
    Dtd,
    Malformed,
    NoReturncode,
    Root(String),
    Refused(Option<String>, String),
}

fn reason(error: Error) -> Reason {
    match error {
        Error::Api { key, message, .. } => {
            Reason::Refused(key.map(|key| key.as_str().to_owned()), message)
        }
        Error::Response { problem, .. } => match problem {
            ResponseProblem::CutOff => Reason::CutOff,
            ResponseProblem::Doubled => Reason::Doubled,
            ResponseProblem::Dtd => Reason::Dtd,
            ResponseProblem::Malformed(_) => Reason::Malformed,
            ResponseProblem::Foreign(name) => Reason::Root(name),
            ResponseProblem::Missing(name) if name == "returncode" => Reason::NoReturncode,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// Returns the reason that a plain walk through the whole document finds.
fn walked_reason(text: &str) -> Option<Reason> {
    let text = with_plain_names(text);
    let document = match roxmltree::Document::parse(&text) {
        Ok(document) => document,
        Err(error) => return Some(parser_reason(&error, &text)),
    };
    let root = walk(document.root_element());
    let named = |name: &str| {
        let children = root.3.iter().filter(|child| child.0 == name);
        children.collect::<Vec<_>>()
    };
    let response = match (root.0.as_str(), named("response").as_slice()) {
        ("response", _) => &root,
        (_, [response]) => *response,
        (_, []) => return Some(Reason::Root(root.0)),
        _ => return Some(Reason::Doubled),
    };
    refusal(response)
}

fn parser_reason(error: &roxmltree::Error, text: &str) -> Reason {
    let rest = || {
        let (row, column) = (error.pos().row as usize, error.pos().col as usize);
        let line = text.split('\n').nth(row - 1).unwrap_or_default();
        line.chars().skip(column - 1).collect::<String>()
    };
    match error {
        roxmltree::Error::DtdDetected => Reason::Dtd,
        roxmltree::Error::UnclosedRootNode | roxmltree::Error::UnexpectedEndOfStream => {
            Reason::CutOff
        }
        roxmltree::Error::UnknownToken(_) if rest().starts_with("<response") => Reason::Doubled,
        _ => Reason::Malformed,
    }
}

/// Returns whether a comment, a CDATA section or an instruction has no end.
fn ends_within_markup(text: &str) -> bool {
    let mut rest = text;
    loop {
        let starts = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        let found = starts
            .iter()
            .filter_map(|(start, end)| Some((rest.find(start)?, *start, *end)))
            .min();
        let Some((at, start, end)) = found else {
            return false;
        };
        match rest[at + start.len()..].split_once(end) {
            Some((_, behind)) => rest = behind,
            None => return true,
        }
    }
}

fn refusal(Plain(_, _, _, children): &Plain) -> Option<Reason> {
    let first = |name: &str| children.iter().find(|child| child.0 == name);
    let text = |name: &str| {
        let text = first(name).map(|child| child.1.clone());
        text.filter(|text| !text.is_empty())
    };
    let mut codes = children.iter().filter(|child| child.0 == "returncode");
    let lists = children.iter().filter(|child| child.0 == "errors");
    let errors: Vec<_> = lists.flat_map(|list| &list.3).collect();
    match text("returncode") {
        None if first("messageKey").is_none() && first("errors").is_none() => {
            return Some(Reason::NoReturncode);
        }
        Some(_) if codes.all(|code| code.1 == "SUCCESS") => return None,
        _ => {}
    }
    Some(
        match (text("messageKey"), text("message"), errors.as_slice()) {
            (None, None, [Plain(_, _, [_, _, key, message], _), ..]) => {
                Reason::Refused(key.clone(), message.clone().unwrap_or_default())
            }
            (key, message, _) => Reason::Refused(key, message.unwrap_or_default()),
        },
    )
}

/// Returns the records, or the reason why there are none.
fn walked_outcome(text: &str) -> Result<Vec<Plain>, Reason> {
    match walked_reason(text) {
        Some(reason) => Err(reason),
        None => Ok(walked(text).unwrap()),
    }
}

#[test]
fn what_is_wrong_is_what_a_plain_walk_finds() {
    for_all(
        (answer(), any::<Index>(), wrong()),
        |(text, place, wrong)| {
            let (head, tail) = split(&text, place);
            let text = long(&[head, wrong, tail].concat());
            let (found, walked) = (records(&text).map_err(reason), walked_outcome(&text));
            // Markup without an end may be malformed as well as truncated.
            if found == Err(Reason::CutOff) && ends_within_markup(&text) {
                assert!(walked.is_err(), "{text}");
            } else {
                assert_eq!(found, walked, "{text}");
            }
        },
    );
}

#[test]
fn what_is_cut_off_is_told_as_such() {
    for_all((answer(), any::<[Index; 3]>()), |(text, places)| {
        for place in places {
            let part = split(&text, place).0;
            assert_eq!(
                records(&long(part)).map_err(reason),
                Err(Reason::CutOff),
                "{part}"
            );
        }
    });
}

/// A response that is mostly a refusal.
fn refused() -> impl Strategy<Value = String> {
    let field = || {
        select(vec![
            "",
            "<returncode>SUCCESS</returncode>",
            "<returncode>\nSUCCESS </returncode>",
            "<returncode>FAILED</returncode>",
            "<returncode/>",
            "<messageKey>notFound</messageKey>",
            "<messageKey/>",
            "<message>None &amp; nothing.</message>",
            "<message>\n</message>",
            "<errors/>",
            "<errors><error key='1' message='One.'/></errors>",
            "<errors>\n<error key='1' message='One.'/><error key='2'/>\n</errors>",
            "<errors><error message='One.'/></errors>",
        ])
    };
    let root = select(vec!["response", "response", "x", "meetings"]);
    let part = || prop_oneof![3 => field().prop_map(str::to_owned), 1 => list()];
    (root, vec(part(), 0..5), 0..3_usize).prop_map(|(root, parts, count)| {
        let parts = parts.concat();
        match root {
            "response" => format!("<response>{parts}</response>"),
            root => format!(
                "<{root}>{}</{root}>",
                format!("<response>{parts}</response>").repeat(count)
            ),
        }
    })
}

#[test]
fn refusals_are_what_a_plain_walk_finds() {
    for_all(refused(), |text| {
        let text = long(&text);
        assert_eq!(
            records(&text).map_err(reason),
            walked_outcome(&text),
            "{text}"
        );
    });
}
