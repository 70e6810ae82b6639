//! Generates lists in every form that XML allows, and markup that makes them malformed.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

/// Names of elements, including those of the list, the records and the root.
pub(crate) const NAMES: [&str; 8] = ["r", "l", "v", "p:v", "p:q:r", "run", "response", "é"];

pub(crate) const ATTRIBUTES: [(&str, &str); 6] = [
    ("a", " a='1>2'"),
    ("b", "\n b = \"/r>\n/\""),
    ("p:c", "\tp:c='&lt;r:='"),
    ("d", " d=''"),
    ("xmlns", "\r\nxmlns='urn:r'"),
    ("xmlns:p", " xmlns:p=\"urn:p>\""),
];

/// Generates the content between tags: texts, comments, CDATA sections, instructions, and blanks of every kind.
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

/// Generates an element with this name and this content.
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

/// Generates nested elements, and the content between them.
fn content() -> impl Strategy<Value = String> {
    between().prop_recursive(3, 16, 4, |inner| {
        let inner = vec(prop_oneof![inner, between()], 0..4);
        let child = element(select(&NAMES[..]), inner.prop_map(|pieces| pieces.concat()));
        (between(), child, between()).prop_map(|(before, child, behind)| before + &child + &behind)
    })
}

/// Generates a list of records, some of them long, and of other elements.
pub(crate) fn list() -> impl Strategy<Value = String> {
    let long = select(vec![0, 0, 0, 0, 0, 20_000]);
    let inner = (vec(content(), 0..3), long)
        .prop_map(|(pieces, long)| pieces.concat() + &"long\n".repeat(long / 5));
    let record = element(Just("r"), inner);
    let other = element(select(vec!["v", "l", "p:q:r", "rr"]), content());
    let items = vec(prop_oneof![4 => record, 1 => other, 2 => between()], 0..6);
    element(Just("l"), items.prop_map(|items| items.concat()))
}

/// Generates a response with lists and other elements. Old servers put the response into another element, and that may
/// have lists of its own.
pub(crate) fn answer() -> impl Strategy<Value = String> {
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

/// Makes a text so long that its lists are read in batches.
pub(crate) fn long(text: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<!--{}-->\n{text}",
        "x".repeat(5_000)
    )
}

/// Splits a text somewhere before its end.
pub(crate) fn split(text: &str, place: Index) -> (&str, &str) {
    let starts: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
    text.split_at(*place.get(&starts))
}

/// Pieces of markup that make most texts malformed.
pub(crate) fn wrong() -> impl Strategy<Value = &'static str> {
    select(vec![
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
    ])
}
