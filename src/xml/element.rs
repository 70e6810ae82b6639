//! The element of an answer, and how its fields are found and read.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use roxmltree::Node;

use super::limits::Budget;
use super::scanner::is_layout;
use crate::error::{Error, ResponseProblem, Result};
use crate::value::{FromText, Metadata};

/// What stands for a colon in names while they are parsed.
///
/// QUIRK: custom data and metadata of any name are printed as they are, `<ns:k>` among them, with no declaration of the
/// prefix. To the parser a name with a colon is one with a namespace; to this crate it is a name. The sign may stand
/// anywhere in a name, and Unicode keeps it for use within programs, so that no name has it already.
pub(super) const COLON: char = '\u{1FFFE}';

/// An element of an answer.
///
/// Fields are found by name, in any order; of several with one name the first counts. Names are taken as they stand: a
/// prefix belongs to the name, whether or not the server declares it.
#[derive(Clone)]
pub struct Element<'a, 'input> {
    node: Node<'a, 'input>,
    fields: Fields<'a, 'input>,
    pub(super) budget: &'a Budget,
}

/// The name alone: what is in it may be a password.
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

    /// The element's name.
    pub fn name(&self) -> Cow<'a, str> {
        name(self.node)
    }

    /// The text within, trimmed. It may be split by comments, CDATA sections and markup, which are left out, and so are
    /// line ends and blanks that stand alone between tags.
    pub fn text(&self) -> Cow<'a, str> {
        text(self.node)
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        match self.node.attribute(name) {
            None if has_prefix(name) => self.node.attribute(&*parsed(name)),
            found => found,
        }
    }

    /// The element's own text as a value; an empty one counts as missing.
    pub fn value<T: FromText>(&self) -> Option<T> {
        value(&self.text())
    }

    /// The value of an attribute; an empty one counts as missing.
    pub fn attribute_value<T: FromText>(&self, name: &str) -> Option<T> {
        value(trim(self.attribute(name)?))
    }

    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<Self> {
        self.find(name).map(|node| Self::new(node, self.budget))
    }

    fn find(&self, name: &str) -> Option<Node<'a, 'input>> {
        match self.fields.find(name) {
            None if has_prefix(name) => self.fields.find(&parsed(name)),
            found => found,
        }
    }

    /// All children of a name.
    pub fn children<'n>(&self, name: &'n str) -> impl Iterator<Item = Self> + use<'a, 'input, 'n> {
        let (name, budget) = (parsed(name), self.budget);
        elements(self.fields.first)
            .filter(move |node| node.tag_name().name() == name)
            .map(move |node| Self::new(node, budget))
    }

    /// All children that are elements.
    pub fn elements(&self) -> impl Iterator<Item = Self> + use<'a, 'input> {
        let budget = self.budget;
        elements(self.fields.first).map(move |node| Self::new(node, budget))
    }

    /// A field that may be missing. An empty or blank one counts as missing, and so does one that does not hold such a value.
    pub fn opt<T: FromText>(&self, name: &str) -> Option<T> {
        value(&text(self.find(name)?))
    }

    /// A field without which the answer is of no use.
    pub fn req<T: FromText>(&self, name: &'static str) -> Result<T> {
        self.opt(name)
            .ok_or_else(|| Error::answer(ResponseProblem::Missing(name.into()), ""))
    }

    /// The children `name` within the child `list`, or within several of that name.
    pub fn list<T>(&self, list: &str, name: &str, read: impl FnMut(Self) -> T) -> Vec<T> {
        let Some(first) = self.child(list) else {
            return Vec::new();
        };
        let list = parsed(list);
        let more = elements(first.node.next_sibling())
            .filter(|node| node.tag_name().name() == list)
            .map(|node| Self::new(node, self.budget));
        let items = std::iter::once(first)
            .chain(more)
            .flat_map(|list| list.children(name));
        self.collect(items.map(read))
    }

    /// Collects what was read of this element. Where it is too much, the whole answer is refused in the end.
    pub(crate) fn collect<T>(&self, items: impl Iterator<Item = T>) -> Vec<T> {
        self.budget.limited(items).collect()
    }

    /// The children of the child `list` as names and values, whatever their names.
    pub fn map(&self, list: &str) -> Metadata {
        let items = self.find(list).and_then(|list| list.first_child());
        let pairs = elements(items).map(|item| (name(item).into_owned(), text(item).into_owned()));
        self.budget.limited(pairs).collect()
    }
}

/// An element's name as the server wrote it.
fn name<'a>(element: Node<'a, '_>) -> Cow<'a, str> {
    let name = element.tag_name().name();
    if name.contains(COLON) {
        Cow::Owned(name.replace(COLON, ":"))
    } else {
        Cow::Borrowed(name)
    }
}

/// The trimmed text within an element.
fn text<'a>(element: Node<'a, '_>) -> Cow<'a, str> {
    let Some(first) = element.first_child() else {
        return Cow::Borrowed("");
    };
    if first.is_text() && first.next_sibling().is_none() {
        return Cow::Borrowed(trim(first.text().unwrap_or_default()));
    }
    let texts = element.descendants().filter(Node::is_text);
    let text: String = texts
        .filter_map(|node| node.text())
        .filter(|text| !is_layout(text.as_bytes()))
        .collect();
    Cow::Owned(trim(&text).to_owned())
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

/// A name as the parser has seen it.
pub(super) fn parsed(name: &str) -> Cow<'_, str> {
    if has_prefix(name) {
        Cow::Owned(name.replace(':', COLON.encode_utf8(&mut [0; 4])))
    } else {
        Cow::Borrowed(name)
    }
}

/// Trims what XML calls white space; other blanks belong to the value.
fn trim(text: &str) -> &str {
    let is_blank = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t' | b'\r' | b'\n'));
    let bytes = text.as_bytes();
    if is_blank(bytes.first()) || is_blank(bytes.last()) {
        text.trim_matches([' ', '\t', '\r', '\n'])
    } else {
        text
    }
}

/// The elements among a node and those behind it.
fn elements<'a, 'input>(
    first: Option<Node<'a, 'input>>,
) -> impl Iterator<Item = Node<'a, 'input>> + use<'a, 'input> {
    std::iter::successors(first, Node::next_sibling).filter(Node::is_element)
}

/// Finds the children of an element by name.
///
/// Servers write fields in a fixed order, in which they are asked for here. So a look-up starts behind the field that
/// was found last. Two sets of names tell without a walk what is certainly not there: a name that was passed, which
/// would have to be looked for from the start, and a name that the element does not have.
#[derive(Clone)]
struct Fields<'a, 'input> {
    first: Option<Node<'a, 'input>>,
    next: Cell<Option<Node<'a, 'input>>>,
    /// The names before `next`.
    passed: Cell<Names>,
    /// All names, once a look-up has come to the end.
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

/// A set of names that may claim to hold one it does not hold, never the other way round.
#[derive(Clone, Copy, Default)]
struct Names(u64);

impl Names {
    /// The set of one name. Names of one answer differ in length, first, middle or last letter.
    fn of(name: &str) -> Self {
        let bytes = name.as_bytes();
        let number = |byte: Option<&u8>| byte.map_or(0, |byte| usize::from(*byte));
        let (first, middle) = (bytes.first(), bytes.get(bytes.len() / 2));
        let sum = bytes.len() + 5 * number(first) + 11 * number(middle) + 23 * number(bytes.last());
        Self(1 << (sum % 64))
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn may_hold(self, one: Self) -> bool {
        self.0 & one.0 != 0
    }
}
