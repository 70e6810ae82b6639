//! Reading answers in XML.
//!
//! [`read`] and [`read_list`] check the text, see whether the server says `SUCCESS`, and hand the root element to a
//! closure that picks the fields by name:
//!
//! ```
//! use bbb_sdk::xml;
//!
//! let text = "<response><returncode>SUCCESS</returncode><running>true</running></response>";
//! let running: bool = xml::read(text, |answer| answer.req("running")).unwrap();
//! assert!(running);
//! ```
//!
//! A refusal becomes [`Error::Api`], whichever of the known shapes it has; everything else becomes [`Error::Answer`].

use std::borrow::Cow;
use std::cell::Cell;

use roxmltree::{Document, Node, ParsingOptions};

use crate::error::{Error, Key, Problem, Refusal, Result, redact};
use crate::value::{FromText, Metadata};

mod guard;

pub use guard::Limits;

/// Bodies of lists beyond this length are read record by record: less memory and, from here on, less time.
const RECORD_BY_RECORD: usize = 300_000;

/// Reads an answer: `pick` gets the root of one that says `SUCCESS`.
pub fn read<T>(text: &str, pick: impl FnOnce(Element<'_, '_>) -> Result<T>) -> Result<T> {
    read_within(text, &Limits::default(), pick)
}

/// [`read`] with limits of one's own.
pub fn read_within<T>(
    text: &str,
    limits: &Limits,
    pick: impl FnOnce(Element<'_, '_>) -> Result<T>,
) -> Result<T> {
    let scan = guard::scan(text, limits, None)?;
    parse(&scan.declared(text), limits, |root| {
        pick(answer(root, text)?)
    })
}

/// Reads an answer that is mostly a list: `item` reads each element `name` within `list`, `pick` gets the root and the items.
///
/// Long lists are read record by record, so that memory holds one record's elements at a time.
pub fn read_list<R, T>(
    text: &str,
    limits: &Limits,
    (list, name): (&str, &str),
    mut item: impl FnMut(Element<'_, '_>) -> Result<R>,
    pick: impl FnOnce(Element<'_, '_>, Vec<R>) -> Result<T>,
) -> Result<T> {
    let wanted = (text.len() > RECORD_BY_RECORD).then_some((list, name));
    let scan = guard::scan(text, limits, wanted)?;
    if scan.records.is_empty() {
        return parse(&scan.declared(text), limits, |root| {
            let root = answer(root, text)?;
            let items = root
                .children(list)
                .flat_map(|list| list.children(name))
                .map(item)
                .collect::<Result<_>>()?;
            pick(root.rewind(), items)
        });
    }
    parse(&scan.without_records(text), limits, |root| {
        let root = answer(root, text)?;
        let read = |record: &std::ops::Range<usize>| {
            parse(
                text.get(record.clone()).unwrap_or_default(),
                limits,
                &mut item,
            )
        };
        let items = scan.records.iter().map(read).collect::<Result<_>>()?;
        pick(root, items)
    })
}

/// Parses a text that the guard has let pass.
fn parse<T>(
    text: &str,
    limits: &Limits,
    read: impl FnOnce(Element<'_, '_>) -> Result<T>,
) -> Result<T> {
    let options = ParsingOptions {
        nodes_limit: limits.nodes,
        ..ParsingOptions::default()
    };
    let document =
        Document::parse_with_options(text, options).map_err(|error| unreadable(&error, text))?;
    read(Element::new(document.root_element()))
}

fn unreadable(error: &roxmltree::Error, text: &str) -> Error {
    Error::answer(
        match error {
            roxmltree::Error::NodesLimitReached => Problem::Limit("elements"),
            roxmltree::Error::DtdDetected => Problem::Dtd,
            _ if is_html(text) => Problem::Html,
            // The parser repeats names from the text, which is as long as the server likes.
            error => Problem::Malformed(redact(
                &error.to_string().chars().take(200).collect::<String>(),
            )),
        },
        text,
    )
}

/// Whether a text that is no answer looks like a page.
pub(crate) fn is_html(text: &str) -> bool {
    let start: String = text
        .trim_start()
        .chars()
        .take(200)
        .collect::<String>()
        .to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.contains("<html")
}

/// The root of an answer that says `SUCCESS`, or the refusal as an error.
fn answer<'a, 'input>(root: Element<'a, 'input>, text: &str) -> Result<Element<'a, 'input>> {
    // QUIRK: some servers of the 0.x line wrap the answer in one more element.
    let response = match &*root.name() {
        "response" => root,
        _ => match root.child("response") {
            Some(response) => response,
            None if is_html(text) => return Err(Error::answer(Problem::Html, text)),
            None => return Err(Error::answer(Problem::Foreign(redact(&root.name())), text)),
        },
    };
    let returncode = response.opt::<String>("returncode");
    let mut codes = response.children("returncode").map(|code| code.text());
    match &returncode {
        Some(code) if code == "SUCCESS" && codes.all(|code| code == "SUCCESS") => Ok(response),
        None if response.child("messageKey").is_none() && response.child("errors").is_none() => {
            Err(Error::answer(Problem::Missing("returncode"), text))
        }
        _ => Err(refusal(
            &response,
            returncode.as_deref().unwrap_or_default(),
        )),
    }
}

/// The refusal in an answer, with its key and words as elements or as a list of elements or attributes.
fn refusal(response: &Element<'_, '_>, returncode: &str) -> Error {
    let field = |error: &Element<'_, '_>, name: &str| {
        let value = error
            .attribute(name)
            .map(str::to_owned)
            .or_else(|| error.opt(name));
        redact(&value.unwrap_or_default())
    };
    let mut others: Vec<(Key, String)> = response
        .children("errors")
        .flat_map(|errors| errors.children("error"))
        .map(|error| {
            (
                Key::from(field(&error, "key").as_str()),
                field(&error, "message"),
            )
        })
        .collect();
    let mut key = response.opt::<Key>("messageKey");
    let mut message = redact(&response.opt::<String>("message").unwrap_or_default());
    if key.is_none() && message.is_empty() && !others.is_empty() {
        let (first, words) = others.remove(0);
        (key, message) = (Some(first).filter(|key| !key.as_str().is_empty()), words);
    }
    let details = Box::new(Refusal {
        returncode: redact(returncode),
        status: 200,
        others,
    });
    Error::Api {
        call: "",
        key,
        message,
        details,
    }
}

/// An element of an answer.
///
/// Fields are found by name, in any order. A look-up starts behind the field that was found last and wraps around, so
/// fields asked for in the server's order are found in one pass.
#[derive(Clone)]
pub struct Element<'a, 'input> {
    node: Node<'a, 'input>,
    next: Cell<Option<Node<'a, 'input>>>,
}

impl<'a, 'input> Element<'a, 'input> {
    fn new(node: Node<'a, 'input>) -> Self {
        Self {
            node,
            next: Cell::new(node.first_child()),
        }
    }

    fn rewind(self) -> Self {
        Self::new(self.node)
    }

    /// The element's name. A prefix belongs to it: servers use names of any form without declaring namespaces.
    pub fn name(&self) -> Cow<'a, str> {
        let name = self.node.tag_name();
        match name
            .namespace()
            .and_then(|uri| self.node.lookup_prefix(uri))
        {
            Some(prefix) => Cow::Owned(format!("{prefix}:{}", name.name())),
            None => Cow::Borrowed(name.name()),
        }
    }

    /// The text within, trimmed; comments and nested markup are left out.
    pub fn text(&self) -> Cow<'a, str> {
        let first = self.node.first_child();
        match first {
            None => Cow::Borrowed(""),
            Some(only) if only.next_sibling().is_none() => {
                Cow::Borrowed(trim(only.text().unwrap_or_default()))
            }
            Some(_) => {
                let texts = self
                    .node
                    .descendants()
                    .filter(Node::is_text)
                    .filter_map(|node| node.text());
                Cow::Owned(trim(&texts.collect::<String>()).to_owned())
            }
        }
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.node.attribute(name)
    }

    /// The element's own text as a value; an empty one counts as missing.
    pub fn value<T: FromText>(&self) -> Option<T> {
        value(&self.text())
    }

    /// The value of an attribute; an empty one counts as missing.
    pub fn attribute_value<T: FromText>(&self, name: &str) -> Option<T> {
        value(trim(self.attribute(name)?))
    }

    /// The first child of a name, counted from the field that was found last.
    pub fn child(&self, name: &str) -> Option<Self> {
        let first = self.node.first_child()?;
        let start = self.next.get().unwrap_or(first);
        let is_it = |node: &Node<'_, '_>| node.is_element() && node.tag_name().name() == name;
        let found = std::iter::successors(Some(start), Node::next_sibling)
            .find(is_it)
            .or_else(|| {
                self.node
                    .children()
                    .take_while(|node| *node != start)
                    .find(is_it)
            })?;
        self.next.set(found.next_sibling());
        Some(Self::new(found))
    }

    /// All children of a name.
    pub fn children<'n>(&self, name: &'n str) -> impl Iterator<Item = Self> + use<'a, 'input, 'n> {
        self.elements()
            .filter(move |element| element.node.tag_name().name() == name)
    }

    /// All children that are elements.
    pub fn elements(&self) -> impl Iterator<Item = Self> + use<'a, 'input> {
        self.node.children().filter(Node::is_element).map(Self::new)
    }

    /// A field that may be missing. An empty or blank one counts as missing, and so does one that does not hold such a value.
    pub fn opt<T: FromText>(&self, name: &str) -> Option<T> {
        self.child(name)?.value()
    }

    /// A field without which the answer is of no use.
    pub fn req<T: FromText>(&self, name: &'static str) -> Result<T> {
        self.opt(name)
            .ok_or_else(|| Error::answer(Problem::Missing(name), ""))
    }

    /// The children `name` within the child `list`.
    pub fn list<T>(&self, list: &str, name: &str, read: impl FnMut(Self) -> T) -> Vec<T> {
        self.child(list)
            .map(|list| list.children(name).map(read).collect())
            .unwrap_or_default()
    }

    /// The children of the child `name` as names and values, whatever their names.
    pub fn map(&self, name: &str) -> Metadata {
        let pairs = |map: Self| {
            map.elements()
                .map(|item| (item.name().into_owned(), item.text().into_owned()))
                .collect()
        };
        self.child(name).map(pairs).unwrap_or_default()
    }
}

fn value<T: FromText>(text: &str) -> Option<T> {
    if text.is_empty() {
        None
    } else {
        T::from_text(text)
    }
}

/// Trims what XML calls white space; other blanks belong to the value.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}
