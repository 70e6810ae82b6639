//! [`Element`]: an element of a response, whose fields are found and read by name.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use roxmltree::Node;

use super::limits::Budget;
use super::scanner::is_layout;
use crate::error::{Error, ResponseProblem, Result};
use crate::value::{FromText, Metadata};

/// The character that replaces colons in names while they are parsed.
///
/// QUIRK: servers print the names of custom data and metadata unchanged, for example `<ns:k>`, without declaring the
/// prefix. The parser would read the prefix as a namespace, but for this crate it is a part of the name. XML allows the
/// replacement anywhere in a name, and Unicode reserves it for internal use in programs, so no name contains it already.
pub(super) const COLON: char = '\u{1FFFE}';

/// An element of a response.
///
/// Fields are found by name, in any order. Of several with the same name, the first counts. A prefix belongs to the name,
/// whether or not the server declares it.
#[derive(Clone)]
pub struct Element<'a, 'input> {
    node: Node<'a, 'input>,
    fields: Fields<'a, 'input>,
    pub(super) budget: &'a Budget,
}

/// Shows only the name, because the content may be a password.
impl fmt::Debug for Element<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Element({})", self.name())
    }
}

impl<'a, 'input> Element<'a, 'input> {
    pub(super) fn new(node: Node<'a, 'input>, budget: &'a Budget) -> Self {
        Self {
            node,
            fields: Fields::of(node),
            budget,
        }
    }

    /// Returns the element's name.
    pub fn name(&self) -> Cow<'a, str> {
        name(self.node)
    }

    /// Returns the text in the element, trimmed. Comments and markup in it are left out, and so are line ends and blanks
    /// that are alone between tags.
    pub fn text(&self) -> Cow<'a, str> {
        text(self.node)
    }

    /// Returns the value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        match self.node.attribute(name) {
            None if has_prefix(name) => self.node.attribute(&*parsed(name)),
            found => found,
        }
    }

    /// Returns the element's own text as a value. An empty text counts as missing.
    pub fn value<T: FromText>(&self) -> Option<T> {
        value(&self.text())
    }

    /// Returns the value of an attribute. An empty attribute counts as missing.
    pub fn attribute_value<T: FromText>(&self, name: &str) -> Option<T> {
        value(trim(self.attribute(name)?))
    }

    /// Returns the first child with this name.
    pub fn child(&self, name: &str) -> Option<Self> {
        let node = self.fields.find(name)?;
        Some(Self::new(node, self.budget))
    }

    /// Returns all children with this name.
    pub fn children<'n>(&self, name: &'n str) -> impl Iterator<Item = Self> + use<'a, 'input, 'n> {
        let (name, budget) = (parsed(name), self.budget);
        elements(self.fields.first)
            .filter(move |node| node.tag_name().name() == name)
            .map(move |node| Self::new(node, budget))
    }

    /// Returns all children that are elements.
    pub fn elements(&self) -> impl Iterator<Item = Self> + use<'a, 'input> {
        let budget = self.budget;
        elements(self.fields.first).map(move |node| Self::new(node, budget))
    }

    /// Reads an optional field. An empty or blank field counts as missing, and so does one whose value has another type.
    pub fn opt<T: FromText>(&self, name: &str) -> Option<T> {
        value(&text(self.fields.find(name)?))
    }

    /// Reads a required field. If [`opt`](Self::opt) does not find it, the result is an error that names it.
    pub fn req<T: FromText>(&self, name: &'static str) -> Result<T> {
        self.opt(name)
            .ok_or_else(|| Error::answer(ResponseProblem::Missing(name.into()), ""))
    }

    /// Returns the children `name` of the child `list`, or of several children `list`.
    pub fn list<T>(&self, list: &str, name: &str, mut read: impl FnMut(Self) -> T) -> Vec<T> {
        let mut items = Vec::new();
        let Some(first) = self.fields.find(list) else {
            return items;
        };
        let (list, name) = (parsed(list), parsed(name));
        for list in named(Some(first), &list) {
            for item in named(list.first_child(), &name) {
                if !self.budget.take_place::<T>(items.len()) {
                    return items;
                }
                items.push(read(Self::new(item, self.budget)));
            }
        }
        items
    }

    /// Collects values of this element. If they exceed the memory limit, the whole response is refused in the end.
    #[cfg(feature = "recording")]
    pub(crate) fn collect<T>(&self, items: impl Iterator<Item = T>) -> Vec<T> {
        self.budget.limited(items).collect()
    }

    /// Returns all children of the child `list` as names and values.
    pub fn map(&self, list: &str) -> Metadata {
        let items = self.fields.find(list).and_then(|list| list.first_child());
        let pairs = elements(items).map(|item| (name(item).into_owned(), text(item).into_owned()));
        self.budget.limited(pairs).collect()
    }
}

/// Returns an element's name as the server wrote it.
fn name<'a>(element: Node<'a, '_>) -> Cow<'a, str> {
    let name = element.tag_name().name();
    if !name.is_ascii() && name.contains(COLON) {
        Cow::Owned(name.replace(COLON, ":"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Returns the trimmed text in an element.
fn text<'a>(element: Node<'a, '_>) -> Cow<'a, str> {
    let Some(first) = element.first_child() else {
        return Cow::Borrowed("");
    };
    if first.is_text() && first.next_sibling().is_none() {
        return Cow::Borrowed(trim(first.text().unwrap_or_default()));
    }
    Cow::Owned(joined_texts(element))
}

/// Returns the texts within an element as one, trimmed.
#[cold]
fn joined_texts(element: Node<'_, '_>) -> String {
    let texts = element.descendants().filter(Node::is_text);
    let text: String = texts
        .filter_map(|node| node.text())
        .filter(|text| !is_layout(text.as_bytes()))
        .collect();
    trim(&text).to_owned()
}

fn value<T: FromText>(text: &str) -> Option<T> {
    if text.is_empty() {
        None
    } else {
        T::from_text(text)
    }
}

fn has_prefix(name: &str) -> bool {
    name.bytes().any(|byte| byte == b':')
}

/// Returns a name as the parser sees it.
pub(super) fn parsed(name: &str) -> Cow<'_, str> {
    if has_prefix(name) {
        Cow::Owned(name.replace(':', COLON.encode_utf8(&mut [0; 4])))
    } else {
        Cow::Borrowed(name)
    }
}

/// Trims XML's white space. Other blanks belong to the value.
fn trim(text: &str) -> &str {
    let is_blank = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t' | b'\r' | b'\n'));
    let bytes = text.as_bytes();
    if is_blank(bytes.first()) || is_blank(bytes.last()) {
        text.trim_matches([' ', '\t', '\r', '\n'])
    } else {
        text
    }
}

/// Returns the elements among a node and its following siblings.
fn elements<'a, 'input>(
    first: Option<Node<'a, 'input>>,
) -> impl Iterator<Item = Node<'a, 'input>> + use<'a, 'input> {
    std::iter::successors(first, Node::next_sibling).filter(Node::is_element)
}

/// Returns the elements with this name among a node and its following siblings.
fn named<'a, 'input>(
    first: Option<Node<'a, 'input>>,
    name: &str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    elements(first).filter(move |node| node.tag_name().name() == name)
}

/// Finds the children of an element by name.
///
/// Servers write fields in a fixed order, in which the crate reads them. A look-up therefore starts after the field that
/// was found last. Two sets of names avoid searches: one says whether a name was passed, so that the search must start
/// again, and the other whether the element has the name at all.
#[derive(Clone)]
struct Fields<'a, 'input> {
    first: Option<Node<'a, 'input>>,
    next: Cell<Option<Node<'a, 'input>>>,
    /// The names of the children before `next`.
    passed: Cell<Names>,
    /// All names, after a look-up has reached the end.
    all: Cell<Option<Names>>,
}

impl<'a, 'input> Fields<'a, 'input> {
    fn of(node: Node<'a, 'input>) -> Self {
        let first = node.first_child();
        Self {
            first,
            next: Cell::new(first),
            passed: Cell::default(),
            all: Cell::default(),
        }
    }

    fn find(&self, name: &str) -> Option<Node<'a, 'input>> {
        match self.find_parsed(name) {
            None if has_prefix(name) => self.find(&parsed(name)),
            found => found,
        }
    }

    fn find_parsed(&self, name: &str) -> Option<Node<'a, 'input>> {
        let wanted = Names::of(name);
        if self.all.get().is_some_and(|all| !all.may_hold(wanted)) {
            return None;
        }
        let mut names = self.passed.get();
        if names.may_hold(wanted) {
            return elements(self.first).find(|node| node.tag_name().name() == name);
        }
        let mut next = self.next.get();
        while let Some(node) = next {
            next = node.next_sibling();
            let found = node.tag_name().name();
            if found == name && node.is_element() {
                self.next.set(next);
                self.passed.set(names.with(wanted));
                return Some(node);
            }
            names = names.with(Names::of(found));
        }
        self.all.set(Some(names));
        None
    }
}

/// A set of names with false positives but no false negatives.
#[derive(Clone, Copy, Default)]
struct Names(u64);

impl Names {
    /// Returns the set of one name. The names in a response differ in length, or in their first, middle or last letter. With
    /// these factors, hardly any two names that servers write into the same element are the same number.
    fn of(name: &str) -> Self {
        let bytes = name.as_bytes();
        let number = |byte: Option<&u8>| byte.map_or(0, |byte| usize::from(*byte));
        let (first, middle) = (bytes.first(), bytes.get(bytes.len() / 2));
        let sum =
            bytes.len() + 21 * number(first) + 15 * number(middle) + 43 * number(bytes.last());
        Self(1 << (sum % 64))
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn may_hold(self, one: Self) -> bool {
        self.0 & one.0 != 0
    }
}
