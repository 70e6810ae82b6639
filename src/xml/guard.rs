//! One linear pass over a text before it is parsed.
//!
//! The parser's time grows faster than the text with many attributes or namespaces, and its memory with every `<`. The
//! guard refuses what no server sends, tells a body that stops early from one that is wrong, and finds where the
//! records of a list stand.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::{Error, Problem, Result};

/// What a text may hold at most. Servers stay far below the defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Elements and texts of one document, or of one record of a long list. 4 million.
    pub nodes: u32,
    /// Elements within elements. 64.
    pub depth: usize,
    /// Attributes of one element. 64.
    pub attributes: usize,
    /// Namespace declarations in force at any place. 16.
    pub namespaces: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            nodes: 4_000_000,
            depth: 64,
            attributes: 64,
            namespaces: 16,
        }
    }
}

/// What the pass found.
#[derive(Debug, Default)]
pub(super) struct Scan<'a> {
    /// Where the wanted records stand; empty where the list must be parsed whole.
    pub(super) records: Vec<Range<usize>>,
    /// Prefixes that are used and not declared.
    undeclared: Vec<&'a str>,
    /// Where the root's name ends.
    root: usize,
}

impl Scan<'_> {
    /// The text with its undeclared prefixes declared.
    ///
    /// QUIRK: custom data and metadata of any name are printed as they are, `<ns:k>` among them.
    pub(super) fn declared<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some((head, tail)) = text
            .split_at_checked(self.root)
            .filter(|_| !self.undeclared.is_empty())
        else {
            return Cow::Borrowed(text);
        };
        let mut declarations = String::new();
        for prefix in &self.undeclared {
            declarations.extend([" xmlns:", *prefix, "=\"urn:undeclared:", *prefix, "\""]);
        }
        Cow::Owned([head, &declarations, tail].concat())
    }

    /// The text without the records, each replaced by a space so that what stood around it does not grow together.
    pub(super) fn without_records(&self, text: &str) -> String {
        let mut outer = String::new();
        let mut start = 0;
        for record in &self.records {
            outer.push_str(text.get(start..record.start).unwrap_or_default());
            outer.push(' ');
            start = record.end;
        }
        outer.push_str(text.get(start..).unwrap_or_default());
        outer
    }
}

/// Passes over the text. With `wanted`, notes where the elements `wanted.1` within `wanted.0` within the root stand.
pub(super) fn scan<'a>(
    text: &'a str,
    limits: &Limits,
    wanted: Option<(&str, &str)>,
) -> Result<Scan<'a>> {
    let mut scanner = Scanner {
        text,
        limits,
        wanted,
        scan: Scan::default(),
        open: Vec::new(),
        record: None,
        nodes: 0,
        ended: false,
    };
    scanner
        .run()
        .map_err(|problem| Error::answer(problem, text))?;
    let mut scan = scanner.scan;
    if !scan.undeclared.is_empty() {
        // A record is parsed for itself, without what the root declares.
        scan.records.clear();
    }
    Ok(scan)
}

struct Scanner<'a, 'l> {
    text: &'a str,
    limits: &'l Limits,
    wanted: Option<(&'l str, &'l str)>,
    scan: Scan<'a>,
    /// The open elements: their names and how many namespaces each declares.
    open: Vec<(&'a str, Vec<&'a str>)>,
    record: Option<usize>,
    nodes: u32,
    ended: bool,
}

type Step<T = ()> = std::result::Result<T, Problem>;

impl<'a> Scanner<'a, '_> {
    fn run(&mut self) -> Step {
        let mut at = 0;
        while let Some(tag) = self.find(at, "<") {
            let rest = self.rest(tag);
            at = if rest.starts_with("<!--") {
                self.behind(tag + 4, "-->")?
            } else if rest.starts_with("<![CDATA[") {
                self.behind(tag + 9, "]]>")?
            } else if rest.starts_with("<!") {
                return Err(if super::is_html(self.text) {
                    Problem::Html
                } else {
                    Problem::Dtd
                });
            } else if rest.starts_with("<?") {
                self.behind(tag + 2, "?>")?
            } else if rest.starts_with("</") {
                self.close(tag)?
            } else {
                self.open(tag)?
            };
        }
        if !self.open.is_empty() {
            return Err(Problem::CutOff);
        }
        if self.ended {
            Ok(())
        } else {
            Err(kind_of(self.text))
        }
    }

    fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    fn find(&self, at: usize, sign: &str) -> Option<usize> {
        self.rest(at).find(sign).map(|found| at + found)
    }

    fn behind(&self, at: usize, end: &str) -> Step<usize> {
        self.find(at, end)
            .map(|found| found + end.len())
            .ok_or(Problem::CutOff)
    }

    fn close(&mut self, tag: usize) -> Step<usize> {
        let end = self.behind(tag, ">")?;
        if self.open.pop().is_none() {
            return Err(Problem::Malformed("an end tag without its start".into()));
        }
        self.element_ended(end);
        Ok(end)
    }

    fn element_ended(&mut self, end: usize) {
        self.ended |= self.open.is_empty();
        if self.open.len() == 2
            && let Some(start) = self.record.take()
        {
            self.scan.records.push(start..end);
        }
    }

    fn open(&mut self, tag: usize) -> Step<usize> {
        if self.ended {
            return Err(Problem::Doubled);
        }
        // The element and the text behind it.
        self.nodes = self.nodes.saturating_add(2);
        if self.nodes > self.limits.nodes && self.record.is_none() {
            return Err(Problem::Limit("elements"));
        }
        let name = self
            .rest(tag + 1)
            .split([' ', '\t', '\r', '\n', '/', '>'])
            .next()
            .unwrap_or_default();
        let (end, empty, declared) = self.attributes(tag + 1 + name.len())?;
        if self.open.is_empty() {
            self.scan.root = tag + 1 + name.len();
        }
        if let (Some((list, item)), [_, (parent, _)]) = (self.wanted, self.open.as_slice())
            && *parent == list
            && name == item
        {
            self.record = Some(tag);
        }
        self.open.push((name, declared));
        if self.open.len() > self.limits.depth {
            return Err(Problem::Limit("depth"));
        }
        self.used(name);
        if empty {
            self.open.pop();
            self.element_ended(end);
        }
        Ok(end)
    }

    /// Passes over the attributes: where the tag ends, whether it is empty, and which prefixes it declares.
    fn attributes(&mut self, mut at: usize) -> Step<(usize, bool, Vec<&'a str>)> {
        let mut count = 0;
        let mut declared = Vec::new();
        loop {
            let stop = self
                .rest(at)
                .find(['=', '>', '<'])
                .map(|found| at + found)
                .ok_or(Problem::CutOff)?;
            match self.text.as_bytes().get(stop) {
                Some(b'=') => {
                    count += 1;
                    if count > self.limits.attributes {
                        return Err(Problem::Limit("attributes"));
                    }
                    let name = self.text.get(at..stop).unwrap_or_default().trim();
                    if let Some(prefix) = name.strip_prefix("xmlns") {
                        declared.push(prefix.trim_start_matches(':'));
                    } else {
                        self.used(name);
                    }
                    at = self.value(stop + 1)?;
                }
                Some(b'>') => {
                    let in_force: usize =
                        self.open.iter().map(|(_, declared)| declared.len()).sum();
                    if in_force + declared.len() > self.limits.namespaces {
                        return Err(Problem::Limit("namespaces"));
                    }
                    let empty = self
                        .text
                        .get(at..stop)
                        .is_some_and(|tail| tail.ends_with('/'));
                    return Ok((stop + 1, empty, declared));
                }
                _ => return Err(Problem::Malformed("a tag within a tag".into())),
            }
        }
    }

    fn value(&self, at: usize) -> Step<usize> {
        let rest = self.rest(at);
        let quote = rest.trim_start();
        let start = at + rest.len() - quote.len() + 1;
        match quote.chars().next() {
            Some('"') => self.behind(start, "\""),
            Some('\'') => self.behind(start, "'"),
            Some(_) => Err(Problem::Malformed("an attribute without quotes".into())),
            None => Err(Problem::CutOff),
        }
    }

    fn used(&mut self, name: &'a str) {
        if let Some((prefix, _)) = name.split_once(':')
            && !matches!(prefix, "" | "xml" | "xmlns")
            && !self
                .open
                .iter()
                .any(|(_, declared)| declared.contains(&prefix))
            && !self.scan.undeclared.contains(&prefix)
        {
            self.scan.undeclared.push(prefix);
        }
    }
}

/// What a text is that holds no element.
fn kind_of(text: &str) -> Problem {
    match text.trim_start().chars().next() {
        None => Problem::Empty,
        Some('{' | '[') => Problem::Json,
        Some(_) => Problem::Text,
    }
}
