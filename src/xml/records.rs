//! Splits a text into the records of a list and the text around them.

use std::mem::take;

use super::batch::{Batch, Part};
use super::element::{COLON, parsed};
use super::limits::Limits;
use super::scanner::{Kind, Scanner, Token, is_blank, is_layout, is_named, replace_colons};
use crate::error::{Limit, ResponseProblem};

/// The names of a list of records.
#[derive(Debug, Clone, Copy)]
pub(super) struct List<'n> {
    /// The element around the records, a child of the root.
    pub(super) list: &'n str,
    /// The element of a record.
    pub(super) record: &'n str,
}

/// The place that a splitter has reached.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// In the list, or after it and before any other child of the root.
    List,
    Record,
    Elsewhere,
}

/// Splits a text, token by token.
pub(super) struct Splitter<'n> {
    scanner: Scanner,
    length_limit: usize,
    list: Option<List<'n>>,
    place: Place,
    /// Whether the last token ended with a tag.
    after_tag: bool,
    /// The number of nodes since the last record began or ended.
    nodes: usize,
    /// The length of the tokens since the last record began or ended.
    source: usize,
    pub(super) batch: Batch,
    /// The text around the records. Adjacent records are replaced by a space, so that the texts before and after them do
    /// not become one token.
    pub(super) around: Part,
    /// The position after the last of these spaces.
    gap: usize,
    /// The length of the text before the first record.
    before_records: usize,
}

impl<'n> Splitter<'n> {
    /// Without a list, the whole text is around the records.
    pub(super) fn new(limits: &Limits, list: Option<List<'n>>) -> Self {
        Self {
            scanner: Scanner::new(limits),
            length_limit: limits.record_bytes,
            list,
            place: Place::Elsewhere,
            after_tag: false,
            nodes: 0,
            source: 0,
            batch: Batch::default(),
            around: Part::default(),
            gap: 0,
            before_records: 0,
        }
    }

    /// Splits the tokens that begin at `from`, until a batch is full or the next token is incomplete. Returns the end of
    /// the last token.
    pub(super) fn pass(&mut self, text: &str, from: usize) -> Result<usize, ResponseProblem> {
        let bytes = text.as_bytes();
        // Everything before `copied` is already in its part.
        let (mut at, mut copied) = (from, from);
        let mut longest_end = self.longest_end(copied);
        let scanned = loop {
            let Some(rest) = bytes.get(at..) else {
                break Ok(());
            };
            let token = match self.scanner.next(rest) {
                Ok(Some(token)) => token,
                Ok(None) => break Ok(()),
                Err(problem) => break Err(problem),
            };
            let (start, markup_start) = (at, at + token.text.len());
            let end = markup_start + token.markup.len();
            at = end;
            self.source += end - start;
            if !token.text.is_empty() {
                if self.is_left_out(&token) {
                    self.copy(text, copied, start);
                    copied = markup_start;
                    longest_end = longest_end.saturating_add(token.text.len());
                } else {
                    self.nodes += 1;
                }
            }
            if self.begins_record(&token) {
                self.copy(text, copied, markup_start);
                copied = markup_start;
                self.begin_record(token.markup.len());
                longest_end = self.longest_end(copied);
            }
            self.nodes += token.nodes;
            self.after_tag = token.kind != Kind::Other;
            if token.has_colons {
                self.copy(text, copied, markup_start);
                let tag = text.get(markup_start..end).unwrap_or_default();
                replace_colons(tag, COLON, &mut self.part().text);
                copied = end;
                longest_end = self.longest_end(copied);
            }
            if end > longest_end {
                return Err(ResponseProblem::Limit(Limit::RecordBytes(
                    self.length_limit,
                )));
            }
            if self.ends_record(&token) {
                self.copy(text, copied, end);
                copied = end;
                self.end_record();
                longest_end = self.longest_end(copied);
                if self.batch.is_full() {
                    break Ok(());
                }
            }
        };
        self.copy(text, copied, at);
        scanned.map(|()| at)
    }

    /// Returns the text before an incomplete token, in the part that it belongs to, and whether that is a record.
    pub(super) fn incomplete_part(&self) -> (Part, bool) {
        let is_record = self.place == Place::Record;
        let (text, nodes) = if is_record {
            (self.batch.incomplete_record(), self.nodes)
        } else {
            (self.around.text.as_str(), self.around.nodes + self.nodes)
        };
        let part = Part {
            text: text.to_owned(),
            nodes,
            source: text.len(),
        };
        (part, is_record)
    }

    /// Copies a piece of the text to its part.
    fn copy(&mut self, text: &str, from: usize, to: usize) {
        let piece = text.get(from..to).unwrap_or_default();
        self.part().text.push_str(piece);
    }

    /// Returns the position up to which the text from `copied` on may be copied before its part is too long.
    fn longest_end(&self, copied: usize) -> usize {
        let length = match self.place {
            Place::Record => self.batch.incomplete_record().len(),
            _ => self.around.text.len(),
        };
        copied
            .saturating_add(self.length_limit)
            .saturating_sub(length)
    }

    /// Adds the rest of the text, which is not a complete token.
    pub(super) fn finish(&mut self, rest: &str) -> Result<(), ResponseProblem> {
        if let Some(problem) = self.scanner.unfinished(rest.as_bytes()) {
            return Err(problem);
        }
        self.around.text.push_str(rest);
        self.around.nodes += self.nodes;
        self.around.source += self.source + rest.len();
        Ok(())
    }

    /// Returns the text before the first record, as a document.
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

    /// Returns the part that the text belongs to at this place.
    fn part(&mut self) -> &mut Part {
        if self.place == Place::Record {
            &mut self.batch.part
        } else {
            &mut self.around
        }
    }

    /// Layout within a record is left out, because the parser would create a node for it.
    fn is_left_out(&self, token: &Token<'_>) -> bool {
        self.place == Place::Record
            && self.after_tag
            && token.kind != Kind::Other
            && is_layout(token.text)
    }

    /// Returns whether this markup begins a record, and updates the place.
    fn begins_record(&mut self, token: &Token<'_>) -> bool {
        if !matches!(token.kind, Kind::Start | Kind::Element) {
            return false;
        }
        let Some(List { list, record }) = self.list else {
            return false;
        };
        match token.depth {
            // A response within another element is not split.
            0 if !is_named(token.markup, 1, "response") => self.list = None,
            1 if is_named(token.markup, 1, list) => self.place = Place::List,
            1 => self.place = Place::Elsewhere,
            2 => return self.place == Place::List && is_named(token.markup, 1, record),
            _ => {}
        }
        false
    }

    fn begin_record(&mut self, markup_length: usize) {
        let between = self.around.text.get(self.gap..).unwrap_or_default();
        // The text before the first record begins with markup.
        if is_blank(between.as_bytes()) {
            self.around.text.truncate(self.gap);
            self.nodes = 0;
        } else {
            if self.gap == 0 {
                self.before_records = self.around.text.len();
            }
            self.around.text.push(' ');
            self.around.nodes += 1;
            self.gap = self.around.text.len();
        }
        self.around.nodes += take(&mut self.nodes);
        self.around.source += take(&mut self.source).saturating_sub(markup_length);
        self.source = markup_length;
        self.place = Place::Record;
        self.batch.begin_record();
    }

    fn ends_record(&self, token: &Token<'_>) -> bool {
        self.place == Place::Record
            && token.depth == 2
            && matches!(token.kind, Kind::End | Kind::Element)
    }

    fn end_record(&mut self) {
        self.batch.end_record();
        self.batch.part.nodes += take(&mut self.nodes);
        self.batch.part.source += take(&mut self.source);
        self.place = Place::List;
    }
}

#[cfg(test)]
mod tests;
