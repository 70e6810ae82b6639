//! One linear pass over a text before it is parsed.
//!
//! The parser's time grows faster than the text with many attributes or namespaces, and its memory with every `<` and
//! `=`, wherever they stand. The guard refuses what no server sends, tells a body that stops early from one that is
//! wrong, and finds where the records of a list stand, so that they can be parsed a few at a time.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::{Error, Problem, Result};

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
    /// What reading may take, as a multiple of the answer's length, beyond the first 2 MiB. 7.
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
/// prefix. To the parser a name with a colon is one with a namespace; to this crate it is a name. The sign is one that
/// may stand anywhere in a name.
pub(super) const COLON: char = '\u{A789}';

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
    fn room(&self) -> usize {
        2 * self.size.max(128)
    }
}

/// What the parser may reserve whatever the answer's length.
const ALLOWANCE: usize = 2 << 20;

/// What the pass found.
#[derive(Debug)]
pub(super) struct Scan<'t> {
    text: &'t str,
    /// Where names hold a colon.
    colons: Vec<usize>,
    /// Elements, texts, comments, and instructions of the whole.
    nodes: usize,
    /// Wanted records that stand side by side; empty where there are none.
    pub(super) runs: Vec<Run>,
    /// What the parser may reserve.
    memory: usize,
}

/// Some records that stand side by side, with the blanks between them.
#[derive(Debug)]
pub(super) struct Run {
    range: Range<usize>,
    nodes: usize,
}

impl<'t> Scan<'t> {
    /// The text as the parser is to see it.
    pub(super) fn whole(&self) -> Result<Cow<'t, str>> {
        self.afford(self.text, self.nodes)?;
        if self.colons.is_empty() {
            return Ok(Cow::Borrowed(self.text));
        }
        let mut whole = String::with_capacity(self.text.len() + 2 * self.colons.len());
        self.copy(0..self.text.len(), &mut whole);
        Ok(Cow::Owned(whole))
    }

    /// The text without the runs, each replaced by a space so that what stood around it does not grow together.
    pub(super) fn without_runs(&self) -> Result<String> {
        let mut outer = String::new();
        let (mut start, mut nodes) = (0, self.nodes);
        for run in &self.runs {
            self.copy(start..run.range.start, &mut outer);
            outer.push(' ');
            start = run.range.end;
            nodes = nodes.saturating_sub(run.nodes);
        }
        self.copy(start..self.text.len(), &mut outer);
        self.afford(&outer, nodes)?;
        Ok(outer)
    }

    /// Makes the buffer a document of one run.
    pub(super) fn run_into(&self, run: &Run, buffer: &mut String) -> Result<()> {
        buffer.clear();
        buffer.push_str("<run>");
        self.copy(run.range.clone(), buffer);
        buffer.push_str("</run>");
        self.afford(buffer, run.nodes)
    }

    fn copy(&self, range: Range<usize>, to: &mut String) {
        let first = self.colons.partition_point(|colon| *colon < range.start);
        let colons = self.colons.iter().skip(first);
        let mut start = range.start;
        for colon in colons.take_while(|colon| **colon < range.end) {
            to.push_str(self.text.get(start..*colon).unwrap_or_default());
            to.push(COLON);
            start = colon + 1;
        }
        to.push_str(self.text.get(start..range.end).unwrap_or_default());
    }

    /// Refuses a text for which the parser would reserve too much: it takes room for a node for each `<`, doubles it
    /// when that is too little, and for an attribute for each `=`.
    fn afford(&self, text: &str, nodes: usize) -> Result<()> {
        const NODE: usize = 56;
        const ATTRIBUTE: usize = 48;
        if text.len().saturating_mul(2 * NODE) <= self.memory {
            return Ok(());
        }
        let count = |sign| memchr::memchr_iter(sign, text.as_bytes()).count();
        let tags = count(b'<');
        let room = if nodes < tags { tags } else { 2 * tags };
        let reserved = (NODE * room).saturating_add(ATTRIBUTE * count(b'='));
        if reserved > self.memory {
            return Err(Error::answer(Problem::Limit("memory"), self.text));
        }
        Ok(())
    }
}

/// Passes over the text. With `wanted`, notes where these records stand.
pub(super) fn scan<'t>(
    text: &'t str,
    limits: &Limits,
    wanted: Option<Records<'_>>,
) -> Result<Scan<'t>> {
    // QUIRK: Scalelite and PHP in front of old servers put line ends before the XML declaration.
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let memory = limits
        .memory
        .saturating_mul(text.len())
        .saturating_add(ALLOWANCE);
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        limits,
        wanted,
        depth: 0,
        ended: false,
        in_list: false,
        record: None,
        records: 0,
        scan: Scan {
            text,
            colons: Vec::new(),
            nodes: 0,
            runs: Vec::new(),
            memory,
        },
    };
    match scanner.run() {
        Ok(()) => Ok(scanner.scan),
        Err(_) if super::is_html(text) => Err(Error::answer(Problem::Html, text)),
        Err(problem) => Err(Error::answer(problem, text)),
    }
}

struct Scanner<'t, 'l> {
    bytes: &'t [u8],
    limits: &'l Limits,
    wanted: Option<Records<'l>>,
    /// How many elements are open.
    depth: usize,
    /// Whether the root has been closed.
    ended: bool,
    /// Whether the child of the root that was opened last is the wanted list.
    in_list: bool,
    /// Where the record that is open begins, and how many nodes came before it.
    record: Option<(usize, usize)>,
    records: usize,
    scan: Scan<'t>,
}

type Step<T = ()> = std::result::Result<T, Problem>;

impl Scanner<'_, '_> {
    fn run(&mut self) -> Step {
        match self.bytes.first() {
            Some(b'<') => {}
            None => return Err(Problem::Empty),
            Some(b'{' | b'[') => return Err(Problem::Json),
            Some(_) => return Err(Problem::Text),
        }
        let mut at = 0;
        while let Some(tag) = self.find(at, b'<') {
            self.scan.nodes += usize::from(tag > at);
            at = match self.bytes.get(tag + 1) {
                Some(b'/') => self.close(tag)?,
                Some(b'!') => self.comment(tag)?,
                Some(b'?') => self.instruction(tag)?,
                Some(_) => self.open(tag)?,
                None => return Err(Problem::CutOff),
            };
        }
        if self.ended {
            Ok(())
        } else {
            Err(Problem::CutOff)
        }
    }

    fn rest(&self, at: usize) -> &[u8] {
        self.bytes.get(at..).unwrap_or_default()
    }

    fn find(&self, at: usize, sign: u8) -> Option<usize> {
        Some(at + memchr::memchr(sign, self.rest(at))?)
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
        Err(Problem::CutOff)
    }

    fn comment(&mut self, tag: usize) -> Step<usize> {
        const COMMENT: &[u8] = b"<!--";
        const CDATA: &[u8] = b"<![CDATA[";
        self.scan.nodes += 1;
        let rest = self.rest(tag);
        if rest.starts_with(COMMENT) {
            self.behind(tag + COMMENT.len(), b"-->")
        } else if rest.starts_with(CDATA) {
            self.behind(tag + CDATA.len(), b"]]>")
        } else if COMMENT.starts_with(rest) || CDATA.starts_with(rest) {
            Err(Problem::CutOff)
        } else {
            Err(Problem::Dtd)
        }
    }

    fn instruction(&mut self, tag: usize) -> Step<usize> {
        if self.ended && self.is_named(tag + 2, "xml") {
            return Err(Problem::Doubled);
        }
        self.scan.nodes += 1;
        self.behind(tag + 2, b"?>")
    }

    fn open(&mut self, tag: usize) -> Step<usize> {
        if self.ended {
            return Err(Problem::Doubled);
        }
        let end = self.attributes(tag + 1)?;
        if let Some(Records {
            list, name: item, ..
        }) = self.wanted
        {
            match self.depth {
                1 => self.in_list = self.is_named(tag + 1, list),
                2 if self.in_list && self.is_named(tag + 1, item) => {
                    self.record = Some((tag, self.scan.nodes));
                }
                _ => {}
            }
        }
        self.scan.nodes += 1;
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(Problem::Limit("depth"));
        }
        if self.bytes.get(end - 2) == Some(&b'/') {
            self.element_ended(end)?;
        }
        Ok(end)
    }

    fn close(&mut self, tag: usize) -> Step<usize> {
        if self.depth == 0 {
            return Err(Problem::Malformed("an end tag without its start".into()));
        }
        let end = self.find(tag, b'>').ok_or(Problem::CutOff)?;
        // Where no start tag has held a colon, no end tag can.
        if !self.scan.colons.is_empty() {
            let bytes = self.bytes;
            for colon in memchr::memchr_iter(b':', bytes.get(tag..end).unwrap_or_default()) {
                self.colon(tag + colon)?;
            }
        }
        self.element_ended(end + 1)?;
        Ok(end + 1)
    }

    fn element_ended(&mut self, end: usize) -> Step {
        self.depth -= 1;
        self.ended = self.depth == 0;
        if self.depth == 2
            && let Some((start, nodes)) = self.record.take()
        {
            self.records += 1;
            let room = self.wanted.map_or(0, |wanted| wanted.room());
            if self.records.saturating_mul(room) > self.scan.memory {
                return Err(Problem::Limit("memory"));
            }
            self.record(start..end, self.scan.nodes - nodes);
        }
        Ok(())
    }

    /// Adds a record to the last run, or begins a run where that one is long or does not end right before it.
    fn record(&mut self, record: Range<usize>, nodes: usize) {
        if let Some(last) = self.scan.runs.last_mut()
            && last.range.len() < RUN
            && let Some(between) = self.bytes.get(last.range.end..record.start)
            && between.iter().all(u8::is_ascii_whitespace)
        {
            last.range.end = record.end;
            last.nodes += nodes + usize::from(!between.is_empty());
        } else {
            self.scan.runs.push(Run {
                range: record,
                nodes,
            });
        }
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
                        return Err(Problem::Limit("attributes"));
                    }
                    at = self.value(at)?;
                }
            }
        }
    }

    /// Where the first sign stands that means something in a start tag, outside of values.
    fn stop(&self, at: usize) -> Step<usize> {
        let rest = self.rest(at);
        match memchr::memchr3(b'>', b':', b'=', rest) {
            Some(found) => Ok(at + found),
            None if rest.contains(&b'<') => Err(Problem::Malformed("a tag within a tag".into())),
            None => Err(Problem::CutOff),
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
            None => Err(Problem::CutOff),
            Some(sign @ (b'"' | b'\'')) => self
                .find(quote + 1, *sign)
                .map(|end| end + 1)
                .ok_or(Problem::CutOff),
            _ => Err(Problem::Malformed("an attribute without quotes".into())),
        }
    }

    fn colon(&mut self, at: usize) -> Step {
        if self.scan.colons.len() > self.scan.memory / 64 {
            return Err(Problem::Limit("memory"));
        }
        self.scan.colons.push(at);
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

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDS: Records<'_> = Records {
        list: "l",
        name: "r",
        size: 64,
    };

    fn problem(text: &str) -> Problem {
        let refused = |error| match error {
            Error::Answer { problem, .. } => problem,
            other => panic!("{other}"),
        };
        scan(text, &Limits::default(), None)
            .and_then(|scan| scan.whole().map(drop))
            .map_err(refused)
            .unwrap_err()
    }

    #[track_caller]
    fn passes(text: &str) {
        scan(text, &Limits::default(), None)
            .and_then(|scan| scan.whole().map(drop))
            .unwrap();
    }

    #[test]
    fn says_what_is_no_document() {
        assert_eq!(problem(""), Problem::Empty);
        assert_eq!(problem(" \r\n"), Problem::Empty);
        assert_eq!(problem("{\"a\": \"<b>\"}"), Problem::Json);
        assert_eq!(problem("Bad gateway <1>"), Problem::Text);
        assert_eq!(problem("<html><p>down<br></html>"), Problem::Html);
        assert_eq!(problem("\n<!-- 1 --><!DOCTYPE HTML><p>"), Problem::Html);
        assert_eq!(problem("<!DOCTYPE response><response/>"), Problem::Dtd);
        assert_eq!(problem("<a/>\n<?xml version='1.0'?><a/>"), Problem::Doubled);
        assert_eq!(problem("<a></a><a></a>"), Problem::Doubled);
    }

    #[test]
    fn a_start_is_never_a_document() {
        let text = "<?xml version='1.0'?><!-- <a> --><a b='>' c=\"<\"><d/><![CDATA[</a>]]></a>";
        for end in 1..text.len() {
            assert_eq!(problem(&text[..end]), Problem::CutOff, "{}", &text[..end]);
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
            assert_eq!(problem(&text), Problem::Limit(limit), "{}", &text[..40]);
        }
        let records = many("<a><l>", "<r/>", "</l></a>");
        assert!(scan(&records, &Limits::default(), Some(RECORDS)).is_err());
        let short = many(
            "<a><l>",
            "<r><name>a value of some length</name></r>",
            "</l></a>",
        );
        let large = Records {
            size: 480,
            ..RECORDS
        };
        assert!(scan(&short, &Limits::default(), Some(RECORDS)).is_ok());
        assert!(scan(&short, &Limits::default(), Some(large)).is_err());
        let nested = problem(&many("", "<", ""));
        assert_eq!(nested, Problem::Malformed("a tag within a tag".into()));
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
        assert!(scan("<a/>", &limits, None).is_ok());
        assert!(scan("<a><b/></a>", &limits, None).is_err());
    }

    #[test]
    fn records_stand_in_runs() {
        let record = format!("<r>{}</r>", "x".repeat(RUN / 2));
        let two = format!("{record}\n{record}");
        let text = format!("<a><r/><l>{two} {record}<!-- -->{record}<r/>-<r/></l><l><r/></l></a>");
        let scan = scan(&text, &Limits::default(), Some(RECORDS)).unwrap();
        let mut runs = Vec::new();
        for run in &scan.runs {
            let mut buffer = "left over".to_owned();
            scan.run_into(run, &mut buffer).unwrap();
            runs.push(buffer);
        }
        let run = |text: &str| format!("<run>{text}</run>");
        let expected = [
            run(&two),
            run(&record),
            run(&(record + "<r/>")),
            run("<r/>"),
            run("<r/>"),
        ];
        assert_eq!(runs, expected);
        let outer = "<a><r/><l>   <!-- --> - </l><l> </l></a>";
        assert_eq!(scan.without_runs().unwrap(), outer);
    }

    #[test]
    fn colons_of_names_alone_are_replaced() {
        let text = "<a:b c:d='e:f' g='h'>i:j<!-- k:l --></a:b >";
        let scan = scan(text, &Limits::default(), None).unwrap();
        assert_eq!(
            scan.whole().unwrap(),
            "<a\u{A789}b c\u{A789}d='e:f' g='h'>i:j<!-- k:l --></a\u{A789}b >"
        );
    }
}
