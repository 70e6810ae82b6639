//! One linear pass over a text, ahead of the parser.
//!
//! The parser's time grows faster than the text with many attributes or namespaces, and its memory with every `<` and
//! `=`, wherever they stand. The guard refuses what no server sends, tells a body that stops early from one that is
//! wrong, and finds where the records of a list stand, so that they can be parsed a few at a time.

use std::borrow::Cow;
use std::mem::take;

use crate::error::{Error, ResponseProblem, Result};

/// What a text may hold at most. Servers stay far below the defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Elements and texts that are parsed at a time: those of a whole answer, or of some records of a long list. 4 million.
    pub nodes: u32,
    /// Elements within elements. 64.
    pub depth: usize,
    /// Attributes of one element, declarations of namespaces among them. 64.
    pub attributes: usize,
    /// What reading may take, values and all, as a multiple of the answer's length, beyond the first 512 KiB. 7.
    ///
    /// Answers of servers need 3 to 6, long lists 1 to 2.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            nodes: 4_000_000,
            depth: 64,
            attributes: 64,
            memory: 7,
        }
    }
}

/// What stands for a colon in names while they are parsed.
///
/// QUIRK: custom data and metadata of any name are printed as they are, `<ns:k>` among them, with no declaration of the
/// prefix. To the parser a name with a colon is one with a namespace; to this crate it is a name. The sign may stand
/// anywhere in a name, and Unicode keeps it for use within programs, so that no name has it already.
pub(super) const COLON: char = '\u{1FFFE}';

/// Records are parsed together up to this length: long enough to share what a parser costs to set up, short enough for
/// their nodes to stay in the processor's cache.
const RUN: usize = 32 << 10;

/// The records of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Records<'n> {
    /// The element around them, a child of the root.
    pub(super) list: &'n str,
    /// The name of each.
    pub(super) name: &'n str,
    /// What the value of one takes, without what it points to.
    pub(super) size: usize,
}

impl Records<'_> {
    /// What one takes while they are collected: a list that grows holds up to twice what is in it. Real ones are longer
    /// than this asks for by far.
    pub(super) fn room(&self) -> usize {
        2 * self.size.max(128)
    }
}

/// A text that the parser may see.
pub(super) struct Checked<'t> {
    pub(super) text: Cow<'t, str>,
    /// What the text takes that is not the answer's own, and the parser's tree of it.
    pub(super) memory: usize,
}

/// What reading may take whatever the answer's length.
const ALLOWANCE: usize = 512 << 10;

/// What reading may take for a text of this length.
pub(super) fn memory(limits: &Limits, length: usize) -> usize {
    limits
        .memory
        .saturating_mul(length)
        .saturating_add(ALLOWANCE)
}

/// One pass over a text, which hands out what the parser is to see: some records at a time, then what stands around them.
pub(super) struct Guard<'t, 'l> {
    text: &'t str,
    bytes: &'t [u8],
    limits: &'l Limits,
    wanted: Option<Records<'l>>,
    /// What reading may take.
    memory: usize,
    /// How far the pass has come.
    at: usize,
    /// How far the text has been copied.
    copied: usize,
    /// How many elements are open.
    depth: usize,
    /// Whether the root has been closed.
    ended: bool,
    /// Whether a tag was passed last, and not a comment, a CDATA section or an instruction.
    after_tag: bool,
    place: Place,
    records: usize,
    /// How many colons stood in names.
    colons: usize,
    /// Elements, texts, comments, and instructions since the last change between records and what is around them.
    nodes: usize,
    run: Part,
    outer: Part,
}

/// Where the pass is.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// In or behind the wanted list, before any other child of the root.
    List,
    /// In a wanted record.
    Record,
    Elsewhere,
}

/// A text for the parser.
#[derive(Default)]
struct Part {
    text: String,
    /// Elements, texts, comments, and instructions in it.
    nodes: usize,
}

impl<'t, 'l> Guard<'t, 'l> {
    /// With `wanted`, these records are handed out by themselves.
    pub(super) fn new(text: &'t str, limits: &'l Limits, wanted: Option<Records<'l>>) -> Self {
        // QUIRK: Scalelite and PHP in front of old servers put line ends before the XML declaration.
        let text = text.trim_start_matches('\u{FEFF}').trim_start();
        Self {
            text,
            bytes: text.as_bytes(),
            limits,
            wanted,
            memory: memory(limits, text.len()),
            at: 0,
            copied: 0,
            depth: 0,
            ended: false,
            after_tag: false,
            place: Place::Elsewhere,
            records: 0,
            colons: 0,
            nodes: 0,
            run: Part::default(),
            outer: Part::default(),
        }
    }

    /// Passes over the next records: a document of them, without what is layout. Nothing once the whole text is passed.
    pub(super) fn run(&mut self) -> Result<Option<Checked<'_>>> {
        self.run.text.clear();
        self.run.nodes = 0;
        self.pass().map_err(|problem| self.refused(problem))?;
        if self.run.text.is_empty() {
            return Ok(None);
        }
        self.run.text.push_str("</run>");
        let Part { text, nodes } = &self.run;
        Ok(Some(Checked {
            memory: self.afford(text, *nodes, text.capacity())?,
            text: Cow::Borrowed(text),
        }))
    }

    /// Passes over what is left: the text without the records that were handed out, each replaced by a space so that what
    /// stood around it does not grow together.
    pub(super) fn outer(mut self) -> Result<Checked<'t>> {
        while self.run()?.is_some() {}
        if self.copied == 0 {
            return Ok(Checked {
                memory: self.afford(self.text, self.nodes, 0)?,
                text: Cow::Borrowed(self.text),
            });
        }
        self.copy(self.bytes.len());
        let Part { text, nodes } = &self.outer;
        Ok(Checked {
            memory: self.afford(text, nodes + self.nodes, text.capacity())?,
            text: Cow::Owned(self.outer.text),
        })
    }

    fn refused(&self, problem: ResponseProblem) -> Error {
        let problem = if super::is_html(self.text) {
            ResponseProblem::Html
        } else {
            problem
        };
        Error::answer(problem, self.text)
    }

    /// What a text and the parser's tree of it take. Refuses one for which the parser would reserve too much: it takes
    /// room for a node for each `<`, doubles it when that is too little, and for an attribute for each `=`.
    fn afford(&self, text: &str, nodes: usize, copy: usize) -> Result<usize> {
        const NODE: usize = 56;
        const ATTRIBUTE: usize = 48;
        let sum = |nodes: usize, attributes: usize| {
            copy.saturating_add(NODE.saturating_mul(nodes))
                .saturating_add(ATTRIBUTE.saturating_mul(attributes))
        };
        if text.len().saturating_mul(2 * NODE) <= self.memory {
            return Ok(sum(nodes, 0));
        }
        let count = |sign| text.bytes().filter(|byte| *byte == sign).count();
        let (tags, attributes) = (count(b'<'), count(b'='));
        let reserved = if nodes < tags { tags } else { 2 * tags };
        if sum(reserved, attributes) > self.memory {
            return Err(Error::answer(ResponseProblem::Limit("memory"), self.text));
        }
        Ok(sum(nodes, attributes))
    }

    /// Copies the text up to here to the part that it belongs to.
    fn copy(&mut self, end: usize) {
        let piece = self.text.get(self.copied..end).unwrap_or_default();
        self.part().text.push_str(piece);
        self.copied = end;
    }

    fn part(&mut self) -> &mut Part {
        if self.place == Place::Record {
            &mut self.run
        } else {
            &mut self.outer
        }
    }
}

type Step<T = ()> = std::result::Result<T, ResponseProblem>;

/// The pass.
impl Guard<'_, '_> {
    /// Passes over the text until a run is long enough, or to the end.
    fn pass(&mut self) -> Step {
        if self.at == 0 {
            self.begins_with_a_tag()?;
        }
        while self.run.text.len() < RUN || self.place == Place::Record {
            let Some(tag) = self.find(self.at, b'<') else {
                return if self.ended {
                    Ok(())
                } else {
                    Err(ResponseProblem::CutOff)
                };
            };
            let next = self.bytes.get(tag + 1);
            if tag > self.at {
                self.between(tag, next);
            }
            self.at = match next {
                Some(b'/') => self.close(tag)?,
                Some(b'!') => self.comment(tag)?,
                Some(b'?') => self.instruction(tag)?,
                Some(_) => self.open(tag)?,
                None => return Err(ResponseProblem::CutOff),
            };
            self.after_tag = !matches!(next, Some(b'!' | b'?'));
        }
        Ok(())
    }

    fn begins_with_a_tag(&self) -> Step {
        match self.bytes.first() {
            Some(b'<') => Ok(()),
            None => Err(ResponseProblem::Empty),
            Some(b'{' | b'[') => Err(ResponseProblem::Json),
            Some(_) => Err(ResponseProblem::Text),
        }
    }

    /// Passes over a text. The parser makes a node of it, so what is layout within a record is left out.
    fn between(&mut self, tag: usize, next: Option<&u8>) {
        let between_tags = self.after_tag && !matches!(next, Some(b'!' | b'?'));
        let text = self.bytes.get(self.at..tag).unwrap_or_default();
        if self.place == Place::Record && between_tags && is_layout(text) {
            self.copy(self.at);
            self.copied = tag;
        } else {
            self.nodes += 1;
        }
    }

    fn rest(&self, at: usize) -> &[u8] {
        self.bytes.get(at..).unwrap_or_default()
    }

    fn find(&self, at: usize, sign: u8) -> Option<usize> {
        let rest = self.rest(at);
        near(rest, [sign])
            .or_else(|| memchr::memchr(sign, rest))
            .map(|found| at + found)
    }

    /// Where the first `end`, which ends with `>`, ends behind `at`.
    fn behind(&self, at: usize, end: &[u8]) -> Step<usize> {
        let mut from = at;
        while let Some(sign) = self.find(from, b'>') {
            from = sign + 1;
            let passed = self.bytes.get(at..from).unwrap_or_default();
            if passed.ends_with(end) {
                return Ok(from);
            }
        }
        Err(ResponseProblem::CutOff)
    }

    fn comment(&mut self, tag: usize) -> Step<usize> {
        const COMMENT: &[u8] = b"<!--";
        const CDATA: &[u8] = b"<![CDATA[";
        self.nodes += 1;
        let rest = self.rest(tag);
        if rest.starts_with(COMMENT) {
            self.behind(tag + COMMENT.len(), b"-->")
        } else if rest.starts_with(CDATA) {
            self.behind(tag + CDATA.len(), b"]]>")
        } else if COMMENT.starts_with(rest) || CDATA.starts_with(rest) {
            Err(ResponseProblem::CutOff)
        } else {
            Err(ResponseProblem::Dtd)
        }
    }

    fn instruction(&mut self, tag: usize) -> Step<usize> {
        if self.ended && self.is_named(tag + 2, "xml") {
            return Err(ResponseProblem::Doubled);
        }
        self.nodes += 1;
        self.behind(tag + 2, b"?>")
    }

    fn open(&mut self, tag: usize) -> Step<usize> {
        if self.ended {
            return Err(ResponseProblem::Doubled);
        }
        if let Some(Records { list, name, .. }) = self.wanted {
            match self.depth {
                // What is no answer, or has it within, is read whole.
                0 if !self.is_named(tag + 1, "response") => self.wanted = None,
                1 if self.is_named(tag + 1, list) => self.place = Place::List,
                1 => self.place = Place::Elsewhere,
                2 if self.place == Place::List && self.is_named(tag + 1, name) => {
                    self.record_begins(tag);
                }
                _ => {}
            }
        }
        let end = self.attributes(tag + 1)?;
        self.nodes += 1;
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(ResponseProblem::Limit("depth"));
        }
        if self.bytes.get(end - 2) == Some(&b'/') {
            self.element_ends(end)?;
        }
        Ok(end)
    }

    fn close(&mut self, tag: usize) -> Step<usize> {
        if self.depth == 0 {
            return Err(ResponseProblem::Malformed(
                "an end tag without its start".into(),
            ));
        }
        let end = self.find(tag, b'>').ok_or(ResponseProblem::CutOff)?;
        // Where no start tag has held a colon, no end tag can.
        if self.colons > 0 {
            let bytes = self.bytes;
            for colon in memchr::memchr_iter(b':', bytes.get(tag..end).unwrap_or_default()) {
                self.colon(tag + colon)?;
            }
        }
        self.element_ends(end + 1)?;
        Ok(end + 1)
    }

    fn element_ends(&mut self, end: usize) -> Step {
        self.depth -= 1;
        self.ended = self.depth == 0;
        if self.depth == 2 && self.place == Place::Record {
            self.record_ends(end)?;
        }
        Ok(())
    }

    fn record_begins(&mut self, start: usize) {
        self.copy(start);
        self.outer.text.push(' ');
        self.outer.nodes += take(&mut self.nodes);
        self.place = Place::Record;
        if self.run.text.is_empty() {
            self.run.text.push_str("<run>");
        }
    }

    fn record_ends(&mut self, end: usize) -> Step {
        self.copy(end);
        self.run.nodes += take(&mut self.nodes);
        self.place = Place::List;
        self.records += 1;
        // By what was passed and not by what there is: records without content are refused before they fill the memory.
        let room = self.wanted.map_or(0, |wanted| wanted.room());
        if self.records.saturating_mul(room) > memory(self.limits, end) {
            return Err(ResponseProblem::Limit("memory"));
        }
        Ok(())
    }

    /// Passes over a start tag's name and attributes: where the tag ends.
    fn attributes(&mut self, mut at: usize) -> Step<usize> {
        let mut count = 0;
        loop {
            let stop = self.stop(at)?;
            at = stop + 1;
            match self.bytes.get(stop) {
                Some(b'>') => return Ok(at),
                Some(b':') => self.colon(stop)?,
                _ => {
                    count += 1;
                    if count > self.limits.attributes {
                        return Err(ResponseProblem::Limit("attributes"));
                    }
                    at = self.value(at)?;
                }
            }
        }
    }

    /// Where the next of the [`STOPS`] is.
    fn stop(&self, at: usize) -> Step<usize> {
        let rest = self.rest(at);
        let anywhere = || rest.iter().position(|byte| STOPS.contains(byte));
        match near(rest, STOPS).or_else(anywhere) {
            Some(found) => Ok(at + found),
            None if rest.contains(&b'<') => {
                Err(ResponseProblem::Malformed("a tag within a tag".into()))
            }
            None => Err(ResponseProblem::CutOff),
        }
    }

    /// Passes over an attribute's value: where it ends.
    fn value(&self, at: usize) -> Step<usize> {
        let blanks = self
            .rest(at)
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace());
        let quote = at + blanks.count();
        match self.bytes.get(quote) {
            None => Err(ResponseProblem::CutOff),
            Some(sign @ (b'"' | b'\'')) => self
                .find(quote + 1, *sign)
                .map(|end| end + 1)
                .ok_or(ResponseProblem::CutOff),
            _ => Err(ResponseProblem::Malformed(
                "an attribute without quotes".into(),
            )),
        }
    }

    fn colon(&mut self, at: usize) -> Step {
        self.colons += 1;
        if self.colons > self.memory / 64 {
            return Err(ResponseProblem::Limit("memory"));
        }
        self.copy(at);
        self.part().text.push(COLON);
        self.copied = at + 1;
        Ok(())
    }

    /// Whether the name that begins here is this one.
    fn is_named(&self, at: usize, name: &str) -> bool {
        self.rest(at)
            .strip_prefix(name.as_bytes())
            .and_then(|rest| rest.first())
            .is_some_and(|next| matches!(next, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>'))
    }
}

/// What means something in a start tag, outside of values.
const STOPS: [u8; 3] = [b'>', b':', b'='];

/// Where the first of these signs stands, if it is near. Most names and values are so short that a search made for long
/// texts takes longer to begin than they take to pass, eight bytes at a time.
#[inline]
fn near<const N: usize>(bytes: &[u8], signs: [u8; N]) -> Option<usize> {
    const NEAR: usize = 3;
    const ONES: u64 = u64::MAX / 255;
    let words = bytes.as_chunks::<8>().0;
    for (number, word) in words.iter().take(NEAR).enumerate() {
        let word = u64::from_le_bytes(*word);
        // The top bit of each byte that equals a sign, and maybe of some behind the first of them.
        let found = signs.iter().fold(0, |found, sign| {
            let others = word ^ (ONES * u64::from(*sign));
            found | (others.wrapping_sub(ONES) & !others & (ONES << 7))
        });
        if found != 0 {
            return Some(8 * number + found.trailing_zeros() as usize / 8);
        }
    }
    None
}

/// Whether a text between tags is there for people who look at the markup: blanks with a line end.
pub(super) fn is_layout(text: &[u8]) -> bool {
    text.iter()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
        && text.iter().any(|byte| matches!(byte, b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDS: Records<'_> = Records {
        list: "l",
        name: "r",
        size: 64,
    };

    fn refused(
        text: &str,
        limits: &Limits,
        wanted: Option<Records<'_>>,
    ) -> Option<ResponseProblem> {
        match Guard::new(text, limits, wanted).outer() {
            Ok(_) => None,
            Err(Error::Response { problem, .. }) => Some(problem),
            Err(other) => panic!("{other}"),
        }
    }

    #[track_caller]
    fn problem(text: &str) -> ResponseProblem {
        refused(text, &Limits::default(), None).unwrap()
    }

    #[track_caller]
    fn passes(text: &str) {
        assert_eq!(refused(text, &Limits::default(), None), None);
    }

    #[test]
    fn says_what_is_no_document() {
        assert_eq!(problem(""), ResponseProblem::Empty);
        assert_eq!(problem(" \r\n"), ResponseProblem::Empty);
        assert_eq!(problem("{\"a\": \"<b>\"}"), ResponseProblem::Json);
        assert_eq!(problem("Bad gateway <1>"), ResponseProblem::Text);
        assert_eq!(problem("<html><p>down<br></html>"), ResponseProblem::Html);
        assert_eq!(
            problem("\n<!-- 1 --><!DOCTYPE HTML><p>"),
            ResponseProblem::Html
        );
        assert_eq!(
            problem("<!DOCTYPE response><response/>"),
            ResponseProblem::Dtd
        );
        assert_eq!(
            problem("<a/>\n<?xml version='1.0'?><a/>"),
            ResponseProblem::Doubled
        );
        assert_eq!(problem("<a></a><a></a>"), ResponseProblem::Doubled);
    }

    #[test]
    fn a_start_is_never_a_document() {
        let text = "<?xml version='1.0'?><!-- <a> --><a b='>' c=\"<\"><d/><![CDATA[</a>]]></a>";
        for end in 1..text.len() {
            assert_eq!(
                problem(&text[..end]),
                ResponseProblem::CutOff,
                "{}",
                &text[..end]
            );
        }
        passes(text);
    }

    #[test]
    fn bounds_what_costs_more_than_its_length() {
        let many = |start: &str, middle: &str, end: &str| {
            let mut text = start.to_owned();
            for number in 0..200_000 {
                text += &middle.replace('#', &number.to_string());
            }
            text + end
        };
        let cases = [
            ("attributes", many("<a ", "b#='' ", "/>")),
            ("attributes", many("<a ", "xmlns:b#='#' ", "/>")),
            ("depth", many("", "<a>", "")),
            ("depth", many("", "<a xmlns:b#='#'>", "")),
            ("memory", many("<a>", "<b/>", "</a>")),
            ("memory", many("<a>", "<b/> ", "</a>")),
            ("memory", many("<a>", "======", "</a>")),
            ("memory", many("<a><![CDATA[", "<<<<<<", "]]></a>")),
            ("memory", many("<a", "::::::::::", "/>")),
        ];
        for (limit, text) in cases {
            assert_eq!(
                problem(&text),
                ResponseProblem::Limit(limit),
                "{}",
                &text[..40]
            );
        }
        let records = many("<response><l>", "<r/>", "</l></response>");
        let listed = |text, size| {
            let wanted = Records { size, ..RECORDS };
            refused(text, &Limits::default(), Some(wanted))
        };
        assert_eq!(listed(&records, 64), Some(ResponseProblem::Limit("memory")));
        let short = many(
            "<response><l>",
            "<r><name>a value of some length</name></r>",
            "</l></response>",
        );
        assert_eq!(listed(&short, 64), None);
        assert_eq!(listed(&short, 480), Some(ResponseProblem::Limit("memory")));
        let nested = problem(&many("", "<", ""));
        assert_eq!(
            nested,
            ResponseProblem::Malformed("a tag within a tag".into())
        );
        passes(
            &many("<a>", "a line of a chat, a=b, with 1 < 2\n", "</a>").replace(" < ", " &lt; "),
        );
        passes(&many("<a>", "<name>a longer value #</name>\n", "</a>"));
        passes(&many("<a>", "<b xmlns:p#='urn:#'/>", "</a>"));
    }

    #[test]
    fn limits_can_be_set() {
        let limits = Limits {
            depth: 1,
            ..Limits::default()
        };
        assert_eq!(refused("<a/>", &limits, None), None);
        let depth = Some(ResponseProblem::Limit("depth"));
        assert_eq!(refused("<a><b/></a>", &limits, None), depth);
    }

    /// The runs of a text, and what is around them.
    fn parts(text: &str) -> (Vec<String>, String) {
        let limits = Limits::default();
        let mut guard = Guard::new(text, &limits, Some(RECORDS));
        let mut runs = Vec::new();
        while let Some(run) = guard.run().unwrap() {
            let records = run.text.strip_prefix("<run>").unwrap();
            runs.push(records.strip_suffix("</run>").unwrap().to_owned());
        }
        (runs, guard.outer().unwrap().text.into_owned())
    }

    #[test]
    fn records_stand_in_runs() {
        let record = format!("<r>{}</r>", "x".repeat(RUN / 2));
        let text = format!(
            "<response><r/><l>{record} {record}<!-- -->{record}<r/>-<r/></l><l><r/></l></response>"
        );
        let (runs, outer) = parts(&text);
        assert_eq!(runs, [record.repeat(2), record + "<r/><r/><r/>"]);
        assert_eq!(
            outer,
            "<response><r/><l>   <!-- -->  - </l><l> </l></response>"
        );
        for whole in [
            "<response><l/></response>",
            "<a><l><r/></l></a>",
            "<a><l><r/></l><response><l><r/></l></response></a>",
            "<responses><l><r/></l></responses>",
        ] {
            assert_eq!(parts(whole), (Vec::new(), whole.to_owned()));
        }
    }

    #[test]
    fn layout_of_records_is_left_out() {
        for (record, expected) in [
            ("<r>\n  <a>\n</a>\r\n<b/>\r</r>", "<r><a></a><b/></r>"),
            (
                "<r> <a> </a>\u{85}<b/>x\n</r>",
                "<r> <a> </a>\u{85}<b/>x\n</r>",
            ),
            ("<r a='1>\n<2'>\n</r>", "<r a='1>\n<2'></r>"),
            ("<r>\n<![CDATA[>\n<]]>\n</r>", "<r>\n<![CDATA[>\n<]]>\n</r>"),
            ("<r>\n<!-- -->\n<?a?>\n</r>", "<r>\n<!-- -->\n<?a?>\n</r>"),
            ("<r>&#10;<a/>\n&#10;</r>", "<r>&#10;<a/>\n&#10;</r>"),
            (
                "<r>\n<a:b c:d=':'>\n</a:b></r>",
                "<r><a\u{1FFFE}b c\u{1FFFE}d=':'></a\u{1FFFE}b></r>",
            ),
        ] {
            let (runs, outer) = parts(&format!("<response>\n<l>\n{record}\n</l>\n</response>"));
            assert_eq!(runs, [expected], "{record}");
            assert_eq!(outer, "<response>\n<l>\n \n</l>\n</response>");
        }
    }

    #[test]
    fn near_finds_what_memchr_finds() {
        let text: Vec<u8> = (0..40).map(|at| at * 6).collect();
        for start in 0..text.len() {
            let rest = &text[start..];
            let words = rest.len().min(24) / 8 * 8;
            for sign in 0..=255 {
                let expected = memchr::memchr(sign, &rest[..words]);
                assert_eq!(near(rest, [sign]), expected, "{start} {sign}");
                let three = memchr::memchr3(sign, 72, 138, &rest[..words]);
                assert_eq!(near(rest, [138, sign, 72]), three, "{start} {sign}");
            }
        }
    }

    #[test]
    fn colons_of_names_alone_are_replaced() {
        let text = "<a:b c:d='e:f' g='h'>i:j<!-- k:l --></a:b >";
        let limits = Limits::default();
        assert_eq!(
            Guard::new(text, &limits, None).outer().unwrap().text,
            "<a\u{1FFFE}b c\u{1FFFE}d='e:f' g='h'>i:j<!-- k:l --></a\u{1FFFE}b >"
        );
    }
}
