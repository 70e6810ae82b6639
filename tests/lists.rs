//! Long lists are read some records at a time: tried with generated lists, what is read of a record is what is read of
//! it in the whole.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use bbb_sdk::xml::{self, Element, Limits};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

#[path = "support/generated.rs"]
mod generated;

use generated::for_all;

/// Names of elements, the list's, the records' and the root's among them.
const NAMES: [&str; 8] = ["r", "l", "v", "p:v", "p:q:r", "run", "response", "é"];

const ATTRIBUTES: [(&str, &str); 6] = [
    ("a", " a='1>2'"),
    ("b", "\n b = \"/r>\n/\""),
    ("p:c", "\tp:c='&lt;r:='"),
    ("d", " d=''"),
    ("xmlns", "\r\nxmlns='urn:r'"),
    ("xmlns:p", " xmlns:p=\"urn:p>\""),
];

/// What an element holds, as far as this crate tells.
#[derive(Debug, PartialEq)]
struct Tree {
    name: String,
    text: String,
    attributes: Vec<Option<String>>,
    maps: Vec<Vec<(String, String)>>,
    fields: Vec<Option<String>>,
    children: Vec<Tree>,
}

fn tree(element: &Element<'_, '_>) -> Tree {
    let attribute = |(name, _)| element.attribute(name).map(str::to_owned);
    Tree {
        name: element.name().into_owned(),
        text: element.text().into_owned(),
        attributes: ATTRIBUTES.map(attribute).into(),
        maps: NAMES
            .map(|name| element.map(name).into_iter().collect())
            .into(),
        fields: NAMES.map(|name| element.opt(name)).into(),
        children: element.elements().map(|child| tree(&child)).collect(),
    }
}

/// What is between tags: texts, comments, CDATA sections, instructions, and blanks of every kind.
fn between() -> impl Strategy<Value = String> {
    select(vec![
        "",
        "\n",
        "\r\n  ",
        "\r",
        " ",
        "\t",
        " \n\t\n",
        "&#10;",
        "&#x20;",
        "\u{85}",
        "\u{A0}\n",
        "x",
        "\nx = 'y' > \n",
        "é&amp;",
        "]]&gt;",
        "<!---->",
        "<!-- <r> </r>\n -->",
        "<![CDATA[]]>",
        "<![CDATA[\n]]>",
        "<![CDATA[</r> & ]>]]>",
        "<?p </r>?>",
        "\n<!-- -->\n",
        "\n<![CDATA[ ]]>\n",
        "x\n<?p?>\n",
    ])
    .prop_map(str::to_owned)
}

/// An element of a name around what is in it.
fn element(
    name: impl Strategy<Value = &'static str>,
    inner: impl Strategy<Value = String>,
) -> impl Strategy<Value = String> {
    let attributes = subsequence(ATTRIBUTES.to_vec(), 0..=2);
    let blank = select(vec!["", "", " ", "\n"]);
    (name, attributes, blank, inner).prop_map(|(name, attributes, blank, inner)| {
        let attributes: String = attributes.iter().map(|(_, written)| *written).collect();
        if inner.is_empty() {
            format!("<{name}{attributes}{blank}/>")
        } else {
            format!("<{name}{attributes}{blank}>{inner}</{name}{blank}>")
        }
    })
}

/// Any elements, one within the other, and what is between them.
fn content() -> impl Strategy<Value = String> {
    between().prop_recursive(3, 16, 4, |inner| {
        let inner = vec(prop_oneof![inner, between()], 0..4);
        let child = element(select(&NAMES[..]), inner.prop_map(|pieces| pieces.concat()));
        (between(), child, between()).prop_map(|(before, child, behind)| before + &child + &behind)
    })
}

/// A list of records, some of them long, and of what is none.
fn list() -> impl Strategy<Value = String> {
    let long = select(vec![0, 0, 0, 0, 0, 20_000]);
    let inner = (vec(content(), 0..3), long)
        .prop_map(|(pieces, long)| pieces.concat() + &"long\n".repeat(long / 5));
    let record = element(Just("r"), inner);
    let other = element(select(vec!["v", "l", "p:q:r", "rr"]), content());
    let items = vec(prop_oneof![4 => record, 1 => other, 2 => between()], 0..6);
    element(Just("l"), items.prop_map(|items| items.concat()))
}

/// An answer of lists and other elements; in one of old servers, which has it in another element, there may be lists
/// beside it.
fn answer() -> impl Strategy<Value = String> {
    let other = || element(select(vec!["v", "r", "m", "p:l", "ll"]), content());
    let parts = || vec(prop_oneof![2 => list(), 1 => other(), 1 => between()], 0..5);
    let beside = proptest::option::weighted(0.2, (parts(), parts()));
    (parts(), parts(), beside).prop_map(|(before, behind, beside)| {
        let (before, behind) = (before.concat(), behind.concat());
        let success = "<returncode>SUCCESS</returncode>";
        let response = format!("<response>{before}{success}{behind}</response>");
        match beside {
            None => response,
            Some((before, behind)) => {
                format!("<x>{}{response}{}</x>", before.concat(), behind.concat())
            }
        }
    })
}

/// The records of an answer, and what else it holds.
type Read = (Vec<Tree>, Vec<Vec<Tree>>, Vec<Tree>);

fn around(root: &Element<'_, '_>) -> (Vec<Vec<Tree>>, Vec<Tree>) {
    let is_list = |element: &Element<'_, '_>| element.name() == "l";
    let trees = |elements: Vec<Element<'_, '_>>| elements.iter().map(tree).collect();
    let (lists, others): (Vec<_>, Vec<_>) = root.elements().partition(is_list);
    let no_records =
        |list: Element<'_, '_>| trees(list.elements().filter(|item| item.name() != "r").collect());
    (lists.into_iter().map(no_records).collect(), trees(others))
}

fn in_runs(text: &str) -> bbb_sdk::Result<Read> {
    let item = |record: Element<'_, '_>| Ok(tree(&record));
    xml::read_list(
        text,
        &Limits::default(),
        ("l", "r"),
        item,
        |root, records| {
            let (lists, others) = around(&root);
            Ok((records, lists, others))
        },
    )
}

fn whole(text: &str) -> bbb_sdk::Result<Read> {
    xml::read(text, |root| {
        let (lists, others) = around(&root);
        let records = root.list("l", "r", |record| tree(&record));
        Ok((records, lists, others))
    })
}

/// What the parser alone tells of an element: name, text, the attributes `a` and `b`, children.
#[derive(Debug, PartialEq)]
struct Plain(String, String, [Option<String>; 2], Vec<Plain>);

fn plain(element: &Element<'_, '_>) -> Plain {
    Plain(
        element.name().into_owned(),
        element.text().into_owned(),
        ["a", "b"].map(|name| element.attribute(name).map(str::to_owned)),
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
        node.tag_name().name().replace('.', ":"),
        text.trim_matches(is_blank).to_owned(),
        ["a", "b"].map(|name| node.attribute(name).map(str::to_owned)),
        children.map(walk).collect(),
    )
}

/// The records by a plain walk through the whole document, if it is one. Prefixes are parts of names to this crate, so they
/// are written as such for the parser.
fn walked(text: &str) -> Option<Vec<Plain>> {
    let text = text.replace("p:q:", "p.q.").replace("p:", "p.");
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

/// Makes a text so long that its lists are read in runs.
fn long(text: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<!--{}-->\n{text}",
        "x".repeat(5_000)
    )
}

/// Splits a text somewhere before its end.
fn split(text: &str, place: Index) -> (&str, &str) {
    let starts: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
    text.split_at(*place.get(&starts))
}

#[test]
fn records_are_the_same_in_runs_and_in_the_whole() {
    for_all(answer(), |text| {
        let text = long(&text);
        assert_eq!(in_runs(&text).unwrap(), whole(&text).unwrap());
    });
}

#[test]
fn a_part_is_never_an_answer() {
    for_all((answer(), any::<[Index; 3]>()), |(text, places)| {
        for place in places {
            let part = split(&text, place).0;
            assert!(in_runs(&long(part)).is_err(), "{part}");
        }
    });
}

/// What makes the whole malformed makes it so wherever the run it is in begins and ends.
#[test]
fn what_is_wrong_in_the_whole_is_wrong_in_runs() {
    let wrong = select(vec![
        "<r>",
        "</r>",
        "<r",
        "</l>",
        "<l>",
        "</run>",
        "</run><run>",
        "</r><r>",
        "</r></l><l><r>",
        "]]>",
        "&",
        "&x;",
        "<",
        ">",
        "'",
        "\"",
        "=",
        "/",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]",
        "--",
        "<?",
        "?>",
        "\0",
        "xmlns='http://www.w3.org/XML/1998/namespace'",
    ]);
    for_all((answer(), any::<Index>(), wrong), |(text, place, wrong)| {
        let (head, tail) = split(&text, place);
        let text = long(&[head, wrong, tail].concat());
        match (in_runs(&text), whole(&text)) {
            (Ok(runs), Ok(whole)) => assert_eq!(runs, whole, "{text}"),
            (Err(_), Err(_)) => {}
            (runs, whole) => panic!("{runs:?}\n{whole:?}\n{text}"),
        }
    });
}
