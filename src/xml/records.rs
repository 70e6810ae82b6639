//! Takes a text apart: into the records of a list, some at a time, and what stands around them.

use std::mem::take;

use super::element::{COLON, parsed};
use super::limits::Limits;
use super::scanner::{Kind, Scan, Scanner, Token, is_blank, is_layout, is_named, replace_colons};
use crate::error::ResponseProblem;

/// Records are parsed together up to this length: long enough to share what a parser costs to set up, short enough for
/// their nodes to stay in the processor's cache.
const BATCH: usize = 32 << 10;

/// The names of a list of records.
#[derive(Debug, Clone, Copy)]
pub(super) struct List<'n> {
    /// The element around the records, a child of the root.
    pub(super) list: &'n str,
    /// Each of the records.
    pub(super) record: &'n str,
}

/// A text for the parser, and what its tree will take.
#[derive(Default)]
pub(super) struct Part {
    pub(super) text: String,
    /// Elements, texts, comments, and instructions in it.
    nodes: usize,
    /// The length of what it was made from.
    pub(super) source: usize,
}

impl Part {
    /// The bytes that the parser reserves at most, where so many are left. It reserves a node for each `<` and doubles that when it is too little,
    /// and an attribute for each `=`.
    ///
    /// The sizes are those of the parser with its feature `positions`, which any crate of a program may switch on.
    pub(super) fn tree_bytes(&self, left: usize) -> usize {
        const NODE: usize = 72;
        const ATTRIBUTE: usize = 72;
        // No text can take more: where there is as much, nothing needs to be counted.
        let most = self.text.len().saturating_mul(2 * NODE);
        let most = most.saturating_add(self.text.capacity());
        if most <= left {
            return most;
        }
        let count = |sign| memchr::memchr_iter(sign, self.text.as_bytes()).count();
        let (tags, attributes) = (count(b'<'), count(b'='));
        let reserved = if self.nodes < tags { tags } else { 2 * tags };
        NODE.saturating_mul(reserved)
            .saturating_add(ATTRIBUTE.saturating_mul(attributes))
            .saturating_add(self.text.capacity())
    }
}

/// Records that are parsed together, without what is layout in them.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) part: Part,
    /// Where each of the records ends.
    ends: Vec<usize>,
}

impl Batch {
    const START: &'static str = "<batch>";
    const END: &'static str = "</batch>";

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether the records that are complete are long enough. One that is open does not count.
    pub(super) fn is_full(&self) -> bool {
        self.ends.last().is_some_and(|end| *end >= BATCH)
    }

    /// Makes the text a document of all records that are complete.
    pub(super) fn close(&mut self) {
        self.part.text.truncate(self.start());
        self.part.text.push_str(Self::END);
    }

    /// The records, each by itself.
    pub(super) fn records(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(Self::START.len()).chain(self.ends.iter().copied());
        let text = &self.part.text;
        starts
            .zip(&self.ends)
            .filter_map(|(start, end)| text.get(start..*end))
    }

    pub(super) fn clear(&mut self) {
        self.part.text.clear();
        self.ends.clear();
        (self.part.nodes, self.part.source) = (0, 0);
    }

    /// Where the record that is open begins.
    fn start(&self) -> usize {
        self.ends.last().copied().unwrap_or(Self::START.len())
    }
}

/// Where the splitter is.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// In the list, or behind it and before any other child of the root.
    List,
    /// In a record.
    Record,
    Elsewhere,
}

/// Takes a text apart, token by token.
pub(super) struct Splitter<'n> {
    scanner: Scanner,
    length_limit: usize,
    list: Option<List<'n>>,
    place: Place,
    /// Whether a tag was passed last, and not a comment, a CDATA section or an instruction.
    after_tag: bool,
    /// Whether there was a colon in the name of an element.
    colons: bool,
    /// Elements, texts, comments, and instructions since the last change between records and what is around them.
    nodes: usize,
    /// What was passed since then.
    source: usize,
    pub(super) batch: Batch,
    /// The text without the records of batches. A space stands for each row of them, so that what stood around them does not
    /// grow together.
    pub(super) around: Part,
    /// Behind the last of these spaces.
    gap: usize,
    /// The length of what stands before the first record.
    before_records: usize,
}

impl<'n> Splitter<'n> {
    /// Without a list, all is around.
    pub(super) fn new(limits: &Limits, list: Option<List<'n>>) -> Self {
        Self {
            scanner: Scanner::new(limits),
            length_limit: limits.record_bytes,
            list,
            place: Place::Elsewhere,
            after_tag: false,
            colons: false,
            nodes: 0,
            source: 0,
            batch: Batch::default(),
            around: Part::default(),
            gap: 0,
            before_records: 0,
        }
    }

    /// Passes over the tokens that begin at `from`, until a batch is full or the next token is not there as a whole: where.
    pub(super) fn pass(&mut self, text: &str, from: usize) -> Scan<usize> {
        let bytes = text.as_bytes();
        let (mut at, mut copied) = (from, from);
        let mut longest_end = self.longest_end(copied);
        while let Some(rest) = bytes.get(at..)
            && let Some(token) = self.scanner.next(rest)?
        {
            let (start, end) = (at, at + token.length);
            at = end;
            self.source += token.length;
            match token.kind {
                Kind::Text { before_tag } => {
                    if self.is_left_out(rest, token.length, before_tag) {
                        self.copy(text, copied, start);
                        copied = end;
                        longest_end = self.longest_end(copied);
                    } else {
                        self.nodes += 1;
                    }
                }
                Kind::Start { colons, .. } => {
                    if self.begins_record(token, rest) {
                        self.copy(text, copied, start);
                        copied = start;
                        self.record_begins(token.length);
                        longest_end = self.longest_end(copied);
                    }
                    self.nodes += 1;
                    self.colons |= colons;
                    self.after_tag = true;
                }
                Kind::End => self.after_tag = true,
                Kind::Other => {
                    self.nodes += 1;
                    self.after_tag = false;
                }
            }
            if self.has_colons(token, rest) {
                self.copy(text, copied, start);
                let tag = text.get(start..end).unwrap_or_default();
                replace_colons(tag, COLON, &mut self.part().text);
                copied = end;
                longest_end = self.longest_end(copied);
            }
            if end > longest_end {
                return Err(ResponseProblem::Limit("record length"));
            }
            if self.ends_record(token) {
                self.copy(text, copied, end);
                copied = end;
                self.record_ends();
                longest_end = self.longest_end(copied);
                if self.batch.is_full() {
                    break;
                }
            }
        }
        self.copy(text, copied, at);
        Ok(at)
    }

    /// Copies a piece of the text to the part that it belongs to.
    fn copy(&mut self, text: &str, from: usize, to: usize) {
        let piece = text.get(from..to).unwrap_or_default();
        self.part().text.push_str(piece);
    }

    /// How far the text that is copied from here may reach, in a record or around the records, before it is too long.
    fn longest_end(&self, copied: usize) -> usize {
        let length = match self.place {
            Place::Record => {
                let length = self.batch.part.text.len();
                length.saturating_sub(self.batch.start())
            }
            _ => self.around.text.len(),
        };
        copied
            .saturating_add(self.length_limit)
            .saturating_sub(length)
    }

    /// Takes the rest of the text, which is no whole token.
    pub(super) fn finish(&mut self, rest: &str) -> Scan<()> {
        if let Some(problem) = self.scanner.unfinished(rest.as_bytes()) {
            return Err(problem);
        }
        self.around.text.push_str(rest);
        self.around.nodes += self.nodes;
        self.around.source += self.source + rest.len();
        Ok(())
    }

    /// What stands before the first record, as a document.
    pub(super) fn before_records(&self) -> Part {
        let list = self.list.map_or("", |list| list.list);
        let text = self.around.text.get(..self.before_records);
        let text = text.unwrap_or_default();
        Part {
            text: format!("{text}</{}></response>", parsed(list)),
            nodes: self.around.nodes,
            source: text.len(),
        }
    }

    /// The part that the text belongs to here.
    fn part(&mut self) -> &mut Part {
        if self.place == Place::Record {
            &mut self.batch.part
        } else {
            &mut self.around
        }
    }

    /// The parser makes a node of each text, so layout within a record is left out.
    fn is_left_out(&self, rest: &[u8], length: usize, before_tag: bool) -> bool {
        self.place == Place::Record
            && self.after_tag
            && before_tag
            && rest.get(..length).is_some_and(is_layout)
    }

    fn has_colons(&self, token: Token, rest: &[u8]) -> bool {
        match token.kind {
            Kind::Start { colons, .. } => colons,
            // Where no start tag has held a colon, no end tag can.
            Kind::End => {
                let tag = rest.get(..token.length).unwrap_or_default();
                self.colons && memchr::memchr(b':', tag).is_some()
            }
            _ => false,
        }
    }

    /// Whether this start tag is that of a record. Keeps account of where the splitter is.
    fn begins_record(&mut self, token: Token, tag: &[u8]) -> bool {
        let Some(List { list, record }) = self.list else {
            return false;
        };
        match token.depth {
            // What is no answer, or has it within, is read whole.
            0 if !is_named(tag, 1, "response") => self.list = None,
            1 if is_named(tag, 1, list) => self.place = Place::List,
            1 => self.place = Place::Elsewhere,
            2 => return self.place == Place::List && is_named(tag, 1, record),
            _ => {}
        }
        false
    }

    fn record_begins(&mut self, tag_length: usize) {
        let between = self.around.text.get(self.gap..).unwrap_or_default();
        if self.gap > 0 && is_blank(between.as_bytes()) {
            self.around.text.truncate(self.gap);
            self.nodes = 0;
        } else {
            if self.gap == 0 {
                self.before_records = self.around.text.len();
            }
            self.around.text.push(' ');
            self.gap = self.around.text.len();
        }
        self.around.nodes += take(&mut self.nodes);
        self.around.source += take(&mut self.source).saturating_sub(tag_length);
        self.source = tag_length;
        self.place = Place::Record;
        if self.batch.is_empty() {
            self.batch.part.text.push_str(Batch::START);
        }
    }

    fn ends_record(&self, token: Token) -> bool {
        self.place == Place::Record
            && token.depth == 2
            && matches!(token.kind, Kind::End | Kind::Start { empty: true, .. })
    }

    fn record_ends(&mut self) {
        self.batch.ends.push(self.batch.part.text.len());
        self.batch.part.nodes += take(&mut self.nodes);
        self.batch.part.source += take(&mut self.source);
        self.place = Place::List;
    }
}
