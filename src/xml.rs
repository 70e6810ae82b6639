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
//! A refusal becomes [`Error::Api`], whichever of the known shapes it has; everything else becomes [`Error::Response`].

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use roxmltree::{Document, Node, ParsingOptions};

use crate::error::{Error, ErrorKey, RefusalDetails, ResponseProblem, Result};
use crate::plain_json::{Verdict, verdict};
use crate::redact::redact;
use crate::value::{FromText, Metadata};

mod budget;
mod guard;
#[cfg(feature = "administration")]
pub(crate) mod write;

use budget::Budget;
pub use guard::Limits;
use guard::{COLON, Checked, Guard, Records};

/// Lists beyond this length are read some records at a time: less memory and less time.
const SOME_AT_A_TIME: usize = 4 << 10;

/// Reads an answer: `pick` gets the root of one that says `SUCCESS`.
pub fn read<T>(text: &str, pick: impl FnOnce(Element<'_, '_>) -> Result<T>) -> Result<T> {
    read_within(text, &Limits::default(), pick)
}

/// Reads a document of any kind, such as the body of a request: `pick` gets its root.
#[cfg(feature = "testing")]
pub(crate) fn document<T>(text: &str, pick: impl FnOnce(Element<'_, '_>) -> T) -> Result<T> {
    let limits = Limits::default();
    let budget = Budget::for_values(text, &limits);
    let whole = Guard::new(text, &limits, None).outer()?;
    parse(&whole, &limits, &budget, |root| Ok(pick(root)))
}

/// [`read`] with limits of one's own.
pub fn read_within<T>(
    text: &str,
    limits: &Limits,
    pick: impl FnOnce(Element<'_, '_>) -> Result<T>,
) -> Result<T> {
    let budget = Budget::for_values(text, limits);
    let whole = Guard::new(text, limits, None)
        .outer()
        .map_err(|error| refusal_in_json(error, text))?;
    parse(&whole, limits, &budget, |root| pick(answer(root, text)?))
}

/// The refusal that an answer in JSON is, to a call that answers in XML.
fn refusal_in_json(error: Error, text: &str) -> Error {
    let in_json = matches!(
        error,
        Error::Response {
            problem: ResponseProblem::Json,
            ..
        }
    );
    match in_json.then(|| verdict(text)).flatten() {
        Some(Verdict::Refusal(refusal)) => refusal,
        _ => error,
    }
}

/// Reads an answer that is mostly a list: `item` reads each element `name` within `list`, `pick` gets the root and the items.
///
/// Long lists are read some records at a time: memory then holds the elements of these alone, and `pick` finds no
/// records below the root.
pub fn read_list<R, T>(
    text: &str,
    limits: &Limits,
    (list, name): (&str, &str),
    mut item: impl FnMut(Element<'_, '_>) -> Result<R>,
    pick: impl FnOnce(Element<'_, '_>, Vec<R>) -> Result<T>,
) -> Result<T> {
    let records = Records {
        list,
        name,
        size: size_of::<R>(),
    };
    let wanted = (text.len() > SOME_AT_A_TIME).then_some(records);
    let mut guard = Guard::new(text, limits, wanted);
    let mut budget = Budget::for_values(text, limits);
    let (mut items, mut wrong) = (Vec::new(), None);
    let in_json = |error| refusal_in_json(error, text);
    while let Some(run) = guard.run().map_err(in_json)? {
        let read = parse(&run, limits, &budget, |run| {
            collect(&mut items, run.children(name), &mut item, records.room())
        });
        if let Err(error) = read {
            // The whole tells where it is wrong, unless it is too much to be parsed at once.
            guard = Guard::new(text, limits, None);
            budget = Budget::for_values(text, limits);
            (items, wrong) = (Vec::new(), Some(error));
        }
    }
    let outer = guard
        .outer()
        .map_err(|error| in_json(wrong.unwrap_or(error)))?;
    parse(&outer, limits, &budget, |root| {
        let root = answer(root, text)?;
        let whole = root.children(list).flat_map(|list| list.children(name));
        collect(&mut items, whole, item, records.room())?;
        pick(root, items)
    })
}

/// Reads records for as long as there is so much room for each.
fn collect<'a, 'input: 'a, R>(
    items: &mut Vec<R>,
    records: impl Iterator<Item = Element<'a, 'input>>,
    mut item: impl FnMut(Element<'a, 'input>) -> Result<R>,
    room: usize,
) -> Result<()> {
    for record in records {
        if !record.budget.take(room) {
            break;
        }
        items.push(item(record)?);
    }
    Ok(())
}

/// Parses a text that the guard has let pass.
fn parse<T>(
    checked: &Checked<'_>,
    limits: &Limits,
    budget: &Budget,
    read: impl FnOnce(Element<'_, '_>) -> Result<T>,
) -> Result<T> {
    let options = ParsingOptions {
        nodes_limit: limits.nodes,
        ..ParsingOptions::default()
    };
    let text = &checked.text;
    let document =
        Document::parse_with_options(text, options).map_err(|error| unreadable(&error, text))?;
    budget.take(checked.memory);
    let value = read(Element::new(document.root_element(), budget));
    if budget.give(checked.memory) {
        value
    } else {
        Err(Error::answer(ResponseProblem::Limit("memory"), text))
    }
}

fn unreadable(error: &roxmltree::Error, text: &str) -> Error {
    Error::answer(
        match error {
            roxmltree::Error::NodesLimitReached => ResponseProblem::Limit("elements"),
            roxmltree::Error::DtdDetected => ResponseProblem::Dtd,
            _ if is_html(text) => ResponseProblem::Html,
            // The parser repeats names from the text, which is as long as the server likes. The cut comes last, so that it
            // leaves no half of what is to be blanked.
            error => {
                ResponseProblem::Malformed(redact(&error.to_string()).chars().take(200).collect())
            }
        },
        text,
    )
}

/// Whether a text that is no answer is a page: its first tag is that of one.
pub(crate) fn is_html(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let behind = if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else if rest.starts_with("<?") {
            rest.split_once("?>")
        } else {
            break;
        };
        let Some((_, tail)) = behind else { break };
        rest = tail;
    }
    let starts_with = |start: &str| {
        let found = rest.get(..start.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    starts_with("<!doctype html") || starts_with("<html")
}

/// The root of an answer that says `SUCCESS`, or the refusal as an error.
fn answer<'a, 'input>(root: Element<'a, 'input>, text: &str) -> Result<Element<'a, 'input>> {
    // QUIRK: some servers of the 0.x line wrap the answer in one more element.
    let mut within = root.children("response");
    let response = match &*root.name() {
        "response" => root,
        name => match (within.next(), within.next()) {
            (Some(response), None) => response,
            (Some(_), Some(_)) => return Err(Error::answer(ResponseProblem::Doubled, text)),
            (None, _) if is_html(text) => return Err(Error::answer(ResponseProblem::Html, text)),
            (None, _) => return Err(Error::answer(ResponseProblem::Foreign(redact(name)), text)),
        },
    };
    let returncode = response.opt::<String>("returncode");
    let mut codes = response.children("returncode").map(|code| code.text());
    match &returncode {
        Some(code) if code == "SUCCESS" && codes.all(|code| code == "SUCCESS") => Ok(response),
        None if response.child("messageKey").is_none() && response.child("errors").is_none() => {
            Err(Error::answer(
                ResponseProblem::Missing("returncode".into()),
                text,
            ))
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
    let mut others = response.list("errors", "error", |error| {
        let key = ErrorKey::from(field(&error, "key").as_str());
        (key, field(&error, "message"))
    });
    let mut key = response
        .opt::<String>("messageKey")
        .map(|key| ErrorKey::from(redact(&key).as_str()));
    let mut message = redact(&response.opt::<String>("message").unwrap_or_default());
    if key.is_none() && message.is_empty() && !others.is_empty() {
        let (first, words) = others.remove(0);
        (key, message) = (Some(first).filter(|key| !key.as_str().is_empty()), words);
    }
    let details = Box::new(RefusalDetails {
        returncode: redact(returncode),
        status: 200,
        others,
    });
    Error::Api {
        call: "".into(),
        key,
        message,
        details,
    }
}

/// An element of an answer.
///
/// Fields are found by name, in any order; of several with one name the first counts. Names are taken as they stand: a
/// prefix belongs to the name, whether or not the server declares it.
#[derive(Clone)]
pub struct Element<'a, 'input> {
    node: Node<'a, 'input>,
    fields: Fields<'a, 'input>,
    budget: &'a Budget,
}

/// The name alone: what is in it may be a password.
impl fmt::Debug for Element<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Element({})", self.name())
    }
}

impl<'a, 'input> Element<'a, 'input> {
    fn new(node: Node<'a, 'input>, budget: &'a Budget) -> Self {
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
        self.budget.bound(items).collect()
    }

    /// The children of the child `list` as names and values, whatever their names.
    pub fn map(&self, list: &str) -> Metadata {
        let items = self.find(list).and_then(|list| list.first_child());
        let pairs = elements(items).map(|item| (name(item).into_owned(), text(item).into_owned()));
        self.budget.bound(pairs).collect()
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
        .filter(|text| !guard::is_layout(text.as_bytes()))
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
fn parsed(name: &str) -> Cow<'_, str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<response><returncode>SUCCESS</returncode>";

    fn problem<T: std::fmt::Debug>(answer: Result<T>) -> ResponseProblem {
        match answer {
            Err(Error::Response { problem, .. }) => problem,
            other => panic!("{other:?}"),
        }
    }

    /// Reads the element `v` of an answer.
    #[track_caller]
    fn value(inner: &str, expected: impl Into<Option<&'static str>>) {
        let text = format!("{HEAD}{inner}</response>");
        let found = read(&text, |answer| Ok(answer.opt::<String>("v"))).unwrap();
        assert_eq!(found.as_deref(), expected.into(), "{inner}");
    }

    #[test]
    fn values_in_any_form() {
        value("<v>a</v>", "a");
        value("<v>\n  a  b\r\n</v>", "a  b");
        value("<v>\u{A0}a</v>", "\u{A0}a");
        value("<v><![CDATA[a<]]>&amp;b</v>", "a<&b");
        value("<v>a<!-- b -->c<?d e?>f</v>", "acf");
        value("<v><!-- a --></v>", None);
        value("<v>1<b>2</b>3</v>", "123");
        value("<v>1 <b>2</b> <b>3</b></v>", "1 2 3");
        value("<v>1\n<b>2</b>\n <b>3</b><b>\n</b></v>", "1\n23");
        value("<v></v>", None);
        value("<v/>", None);
        value("<v />", None);
        value("<v> <![CDATA[ ]]></v>", None);
        value("<x><v>a</v></x>", None);
        value("", None);
        value("<v>a</v><v>b</v>", "a");
        value("<v a='1>2'>&#233;&#x4e2d;</v>", "é中");
    }

    #[test]
    fn the_first_of_a_name_counts_in_any_order() {
        let text =
            format!("{HEAD}<a>1</a>text<b>2</b><a>3</a><ns:a>4</ns:a><c>5</c><b>6</b></response>");
        let orders = ["abcab", "cba", "bbaac", "xcxbxax", "aacxb"];
        for order in orders {
            let found = read(&text, |answer| {
                let field = |name: char| answer.opt::<String>(&name.to_string());
                Ok(order.chars().map(field).collect::<Vec<_>>())
            });
            let expected = order.chars().map(|name| match name {
                'a' => Some("1".to_owned()),
                'b' => Some("2".to_owned()),
                'c' => Some("5".to_owned()),
                _ => None,
            });
            assert_eq!(found.unwrap(), expected.collect::<Vec<_>>(), "{order}");
        }
    }

    #[test]
    fn names_are_taken_as_they_stand() {
        let text = format!(
            "{HEAD}<m><ns:k>1</ns:k><x:y:z xmlns:x='urn:x' x:w='2'>3</x:y:z><日本>4</日本>\
             <a꞉b:c>5</a꞉b:c></m></response>"
        );
        read(&text, |answer| {
            let map = answer.map("m");
            let pairs: Vec<_> = map.iter().collect();
            assert_eq!(
                pairs,
                [("ns:k", "1"), ("x:y:z", "3"), ("日本", "4"), ("a꞉b:c", "5")]
            );
            let map = answer.child("m").unwrap();
            assert_eq!(map.opt::<i64>("ns:k"), Some(1));
            assert_eq!(map.opt::<i64>("k"), None);
            assert_eq!(map.children("ns:k").count(), 1);
            assert_eq!(map.child("x:y:z").unwrap().attribute("x:w"), Some("2"));
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn success_is_one_word_in_one_place() {
        let code = |inner: &str| read(&format!("<response>{inner}</response>"), |_| Ok(()));
        let success = "<returncode>SUCCESS</returncode>";
        assert!(code(success).is_ok());
        assert!(code("<a/><returncode>\nSUCCESS </returncode>").is_ok());
        assert!(code(&success.repeat(2)).is_ok());
        for refused in [
            "<returncode>success</returncode>",
            "<returncode>FAILED</returncode>",
            "<returncode>SUCCESSFUL</returncode>",
            "<returncode/>",
            "<returncode>SUCCESS</returncode><returncode>FAILED</returncode>",
            "<returncode>FAILED</returncode><returncode>SUCCESS</returncode>",
        ] {
            assert!(code(refused).is_err(), "{refused}");
        }
        let missing = ResponseProblem::Missing("returncode".into());
        assert_eq!(
            problem(code("<a><returncode>SUCCESS</returncode></a>")),
            missing
        );
        assert_eq!(problem(code("<Returncode>SUCCESS</Returncode>")), missing);
    }

    #[test]
    fn refusals_in_each_of_their_shapes() {
        #[track_caller]
        fn refused(inner: &str, expected: &str) {
            let text = format!("<response><returncode>FAILED</returncode>{inner}</response>");
            let error = read(&text, |_| Ok(())).unwrap_err();
            assert_eq!(error.of("end", 200).to_string(), expected);
        }
        refused(
            "<messageKey>notFound</messageKey><message>None.</message>",
            "end: the server refused with notFound: None.",
        );
        refused(
            "<errors><error><key>nullError</key><message>No ID.</message></error></errors>",
            "end: the server refused with nullError: No ID.",
        );
        refused(
            "<errors><error key='nullError' message='No ID.'/></errors>",
            "end: the server refused with nullError: No ID.",
        );
        refused("<errors/>", "end: the server refused with FAILED");
        refused(
            "<message>Full.</message>",
            "end: the server refused with FAILED: Full.",
        );
    }

    #[test]
    fn what_stands_around_a_document() {
        let around = |before: &str, after: &str| {
            read(&format!("{before}{HEAD}</response>{after}"), |_| Ok(()))
        };
        for before in [
            "",
            "\n",
            "\u{FEFF}",
            "\u{FEFF}<?xml version=\"1.0\"?>",
            "\r\n<?xml version='1.1' encoding='ISO-8859-1' standalone='yes'?>\n",
            "<?xmlversion=\"1.0\"?>",
            "<!-- a --><?b c?>",
        ] {
            assert!(around(before, "\r\n <!-- -->\n").is_ok(), "{before}");
        }
        assert!(matches!(
            problem(around("", "\0")),
            ResponseProblem::Malformed(_)
        ));
        assert!(matches!(
            problem(around("", "\nWarning: 1")),
            ResponseProblem::Malformed(_)
        ));
        assert_eq!(problem(around("Warning: 1", "")), ResponseProblem::Text);
        assert_eq!(problem(around("", "<response/>")), ResponseProblem::Doubled);
        assert_eq!(
            problem(read(
                "<html><returncode>SUCCESS</returncode></html>",
                |_| Ok(())
            )),
            ResponseProblem::Html
        );
        assert_eq!(
            problem(read("<meetings/>", |_| Ok(()))),
            ResponseProblem::Foreign("meetings".into())
        );
        let within = |inner: &str| read(&format!("<recording>{inner}</recording>"), |_| Ok(()));
        let success = format!("{HEAD}</response>");
        assert!(within(&success).is_ok());
        let refusal = "<response><returncode>FAILED</returncode></response>";
        assert_eq!(
            problem(within(&(success + refusal))),
            ResponseProblem::Doubled
        );
    }

    /// Numbers of the records of a list, and the field behind it.
    fn numbers(text: &str) -> Result<(Vec<i64>, Option<String>)> {
        read_list(
            text,
            &Limits::default(),
            ("l", "r"),
            |record| record.req("x:n"),
            |answer, numbers| Ok((numbers, answer.opt("after"))),
        )
    }

    fn list(count: usize) -> String {
        let record = |number| format!("<r>\n<x:n>{number}</x:n><r><x:n>-1</x:n></r>\n</r>\n");
        let records = |range: std::ops::Range<usize>| range.map(record).collect::<String>();
        format!(
            "{HEAD}<l>{}-{}</l><r><x:n>-1</x:n></r><l>{}</l><after>a]]&gt;b</after></response>",
            records(0..count / 2),
            records(count / 2..count - 1),
            records(count - 1..count)
        )
    }

    #[test]
    fn long_lists_read_as_short_ones_do() {
        for count in [2, 100, 5000] {
            let text = list(count);
            let (found, after) = numbers(&text).unwrap();
            let expected: Vec<i64> = (0..i64::try_from(count).unwrap()).collect();
            assert_eq!(found, expected);
            assert_eq!(after.as_deref(), Some("a]]>b"));
        }
        assert!((list(2).len()..list(100).len()).contains(&SOME_AT_A_TIME));
    }

    #[test]
    fn values_count_as_memory() {
        const COUNT: usize = 50_000;
        #[track_caller]
        fn refused(answer: Result<usize>) {
            assert_eq!(problem(answer), ResponseProblem::Limit("memory"));
        }

        let long = format!("<record>{}</record>", "x".repeat(100));
        let many = |record: &str| format!("{HEAD}<l>{}</l></response>", record.repeat(COUNT));
        let (short, long) = (many("<record/>"), many(&long));
        let list = |text: &str, large: bool| {
            read(text, |answer| {
                Ok(if large {
                    answer.list("l", "record", |_| [0_u8; 200]).len()
                } else {
                    answer.list("l", "record", |_| 0_u8).len()
                })
            })
        };
        refused(list(&short, true));
        assert_eq!(list(&short, false).unwrap(), COUNT);
        assert_eq!(list(&long, true).unwrap(), COUNT);

        let map = |text| read(text, |answer| Ok(answer.map("l").len()));
        refused(map(&short));
        // All have one name, of which the first counts.
        assert_eq!(map(&long).unwrap(), 1);

        let errors = "<error/>".repeat(COUNT);
        refused(read(
            &format!("<response><errors>{errors}</errors></response>"),
            |_| Ok(0),
        ));

        let records = |text| {
            let names = ("l", "record");
            let item = |_: Element<'_, '_>| Ok([0_u8; 200]);
            read_list(text, &Limits::default(), names, item, |_, items| {
                Ok(items.len())
            })
        };
        refused(records(&short));
        assert_eq!(records(&long).unwrap(), COUNT);
    }

    #[test]
    fn lists_beside_an_answer_are_not_its_own() {
        let blanks = " ".repeat(SOME_AT_A_TIME);
        for blanks in ["", &blanks] {
            let text = format!(
                "<x><l><r><x:n>1</x:n></r></l>{HEAD}<l><r><x:n>2</x:n></r></l></response>{blanks}</x>"
            );
            assert_eq!(numbers(&text).unwrap().0, [2]);
        }
    }

    #[test]
    fn what_is_wrong_in_a_long_list_is_found() {
        let text = list(5000);
        let wrong = |from: &str, to: &str| {
            let at = text.find(from).unwrap();
            let (head, tail) = text.split_at(at);
            problem(numbers(&format!("{head}{}", tail.replacen(from, to, 1))))
        };
        assert!(matches!(
            wrong("<x:n>4000</x:n>", "<x:n>4000</x:m>"),
            ResponseProblem::Malformed(_)
        ));
        assert!(matches!(
            wrong("<x:n>4000</x:n>", "&nbsp;"),
            ResponseProblem::Malformed(_)
        ));
        assert_eq!(
            wrong("<x:n>4000</x:n>", "<x:n>many</x:n>"),
            ResponseProblem::Missing("x:n".into())
        );
        assert!(matches!(
            wrong("-1</x:n></r><l>", "-1</x:n></r>]]><l>"),
            ResponseProblem::Malformed(_)
        ));
        for end in (0..text.len()).step_by(997) {
            assert!(numbers(&text[..end]).is_err(), "{end}");
        }
        let refused = text.replacen("SUCCESS", "FAILED", 1);
        assert!(matches!(numbers(&refused), Err(Error::Api { .. })));
    }
}
