//! Writes a document in other forms that mean the same.

use std::fmt::Write as _;

use roxmltree::{Document, Node};

/// A form of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// Each text is two CDATA sections.
    Cdata,
    /// Texts are written with character references.
    References,
    /// Each text contains a comment.
    Comments,
    /// Line breaks and indentation surround elements and texts.
    Padded,
    /// Elements are sorted by name in descending order. Elements of the same name keep their order.
    Ordered,
    /// An unknown element, which contains known names, comes before the others.
    Unknown,
}

pub(crate) const ALL: [Spelling; 6] = [
    Spelling::Cdata,
    Spelling::References,
    Spelling::Comments,
    Spelling::Padded,
    Spelling::Ordered,
    Spelling::Unknown,
];

const UNKNOWN: &str =
    "<unknown n=\"1\"><recordID>x</recordID><meetingID>x</meetingID><a/></unknown>";

pub(crate) fn respell(document: &Document<'_>, spelling: Spelling) -> String {
    let mut text = String::new();
    element(document.root_element(), spelling, &mut text);
    text
}

fn element(node: Node<'_, '_>, spelling: Spelling, text: &mut String) {
    let name = node.tag_name().name();
    write!(text, "<{name}").unwrap();
    for attribute in node.attributes() {
        write!(
            text,
            " {}=\"{}\"",
            attribute.name(),
            references(attribute.value())
        )
        .unwrap();
    }
    text.push('>');
    let mut children: Vec<_> = node
        .children()
        .filter(|child| child.is_element() || child.is_text())
        .collect();
    let has_elements = children.iter().any(Node::is_element);
    // Text between elements has no meaning, unless a value contains markup.
    if spelling == Spelling::Ordered && has_elements {
        children.retain(Node::is_element);
        children.sort_by(|a, b| b.tag_name().name().cmp(a.tag_name().name()));
    }
    // In these elements every name is data.
    let is_map = matches!(name, "metadata" | "meta" | "customdata");
    if spelling == Spelling::Unknown && has_elements && !is_map {
        text.push_str(UNKNOWN);
    }
    for child in children {
        if child.is_element() {
            if spelling == Spelling::Padded {
                text.push_str("\r\n\t ");
            }
            element(child, spelling, text);
        } else {
            value(child.text().unwrap_or_default(), spelling, text);
        }
    }
    write!(text, "</{name}>").unwrap();
}

fn value(value: &str, spelling: Spelling, text: &mut String) {
    let middle = value
        .char_indices()
        .nth(value.chars().count() / 2)
        .map_or(0, |(at, _)| at);
    let (first, second) = value.split_at(middle);
    match spelling {
        Spelling::Cdata => {
            for part in [first, second] {
                write!(
                    text,
                    "<![CDATA[{}]]>",
                    part.replace("]]>", "]]]]><![CDATA[>")
                )
                .unwrap();
            }
        }
        Spelling::Comments => {
            write!(
                text,
                "{}<!-- a <b> -->{}",
                references(first),
                references(second)
            )
            .unwrap();
        }
        Spelling::Padded => write!(text, "\n    {}\n  ", references(value)).unwrap(),
        Spelling::References | Spelling::Ordered | Spelling::Unknown => {
            text.push_str(&references(value));
        }
    }
}

fn references(value: &str) -> String {
    let mut text = String::new();
    for c in value.chars() {
        write!(text, "&#x{:x};", u32::from(c)).unwrap();
    }
    text
}
