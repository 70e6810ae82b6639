//! Finds the ends of tokens: a text and the tag, short element, comment, CDATA section or instruction after it.
//!
//! The parser's time grows faster than the text if there are many attributes or namespaces, and its memory grows with
//! every `<` and `=`, wherever they are. The scanner takes linear time. It rejects what no server sends, and it
//! distinguishes a text that stops early from a malformed one.

use super::find::{find, find_delimiter};
use super::limits::Limits;
use crate::error::{Limit, ResponseProblem};

/// A text, which may be empty, and the markup after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) text: &'t [u8],
    pub(super) markup: &'t [u8],
    pub(super) kind: Kind,
    /// The number of nodes that the parser creates for the markup.
    pub(super) nodes: usize,
    /// Whether there are colons in the names of the markup.
    pub(super) has_colons: bool,
    /// The number of open elements around the markup, without the element that a tag starts or ends.
    pub(super) depth: usize,
}

/// A kind of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A start tag.
    Start,
    /// A whole element, with nothing but a text in it, or with nothing.
    Element,
    End,
    /// A comment, a CDATA section, or an instruction.
    Other,
}

/// Scans a document token by token.
pub(super) struct Scanner {
    depth_limit: usize,
    attributes_limit: usize,
    length_limit: usize,
    /// The number of open elements.
    depth: usize,
    /// Whether the root was closed.
    ended: bool,
    /// Whether the name of an element contained a colon.
    colons: bool,
}

impl Scanner {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            depth_limit: limits.depth,
            attributes_limit: limits.attributes,
            length_limit: limits.record_bytes,
            depth: 0,
            ended: false,
            colons: false,
        }
    }

    /// Returns the token at the start of `rest`, or `None` if it is incomplete.
    ///
    /// An incomplete token can be scanned again when more of it has arrived. An element may be one token or several,
    /// depending on what has arrived.
    #[inline]
    pub(super) fn next<'t>(
        &mut self,
        rest: &'t [u8],
    ) -> Result<Option<Token<'t>>, ResponseProblem> {
        let seen = rest.get(..=self.length_limit).unwrap_or(rest);
        let token = self.token(seen)?;
        if token.is_none() && seen.len() > self.length_limit {
            return Err(ResponseProblem::Limit(Limit::RecordBytes(
                self.length_limit,
            )));
        }
        Ok(token)
    }

    #[inline]
    fn token<'t>(&mut self, seen: &'t [u8]) -> Result<Option<Token<'t>>, ResponseProblem> {
        let Some((text, rest)) = find(seen, 0, b'<').and_then(|end| seen.split_at_checked(end))
        else {
            return Ok(None);
        };
        let token = match rest {
            [_, b'/', ..] => self.end_tag(rest)?,
            [_, b'!', ..] => self.other(rest, end_of_section(rest)?),
            [_, b'?', ..] => self.instruction(rest)?,
            [_, _, ..] => self.start_tag(rest)?,
            _ => None,
        };
        Ok(token.map(|token| Token { text, ..token }))
    }

    /// Returns the problem of a text that ends with an incomplete token.
    pub(super) fn unfinished(&self, rest: &[u8]) -> Option<ResponseProblem> {
        let markup = match find(rest, 0, b'<') {
            None if self.ended => return None,
            None => return Some(ResponseProblem::CutOff),
            Some(start) => rest.get(start + 1..).unwrap_or_default(),
        };
        match markup {
            [b'/' | b'!' | b'?', ..] => Some(ResponseProblem::CutOff),
            tag if tag.contains(&b'<') => Some(malformed("a tag within a tag")),
            _ => Some(ResponseProblem::CutOff),
        }
    }

    fn instruction<'t>(&self, rest: &'t [u8]) -> Result<Option<Token<'t>>, ResponseProblem> {
        if self.ended && is_named(rest, 2, "xml") {
            return Err(ResponseProblem::Doubled);
        }
        Ok(self.other(rest, end_after(rest, 2, b"?>")))
    }

    fn other<'t>(&self, rest: &'t [u8], end: Option<usize>) -> Option<Token<'t>> {
        Some(self.markup(Kind::Other, rest.get(..end?)?))
    }

    #[inline]
    fn markup<'t>(&self, kind: Kind, markup: &'t [u8]) -> Token<'t> {
        Token {
            text: &[],
            markup,
            kind,
            nodes: usize::from(kind != Kind::End),
            has_colons: false,
            depth: self.depth,
        }
    }

    #[inline]
    fn start_tag<'t>(&mut self, rest: &'t [u8]) -> Result<Option<Token<'t>>, ResponseProblem> {
        if self.ended {
            return Err(ResponseProblem::Doubled);
        }
        let Some((markup, has_colons)) = self.attributes(rest)? else {
            return Ok(None);
        };
        if self.depth >= self.depth_limit {
            return Err(ResponseProblem::Limit(Limit::Depth(self.depth_limit)));
        }
        self.colons |= has_colons;
        let mut token = self.markup(Kind::Element, markup);
        token.has_colons = has_colons;
        if !markup.ends_with(b"/>") && !self.extend_to_element(&mut token, rest) {
            token.kind = Kind::Start;
            self.depth += 1;
        }
        self.ended = self.depth == 0;
        Ok(Some(token))
    }

    /// Extends a start tag to its element, if that has arrived and there is nothing but a text in it. Returns whether it did.
    ///
    /// A text that begins with white space may be layout, which is a token of its own.
    #[inline]
    fn extend_to_element<'t>(&self, tag: &mut Token<'t>, rest: &'t [u8]) -> bool {
        if self.colons {
            return false;
        }
        let Some((end, has_text)) = end_of_element(rest, tag.markup.len()) else {
            return false;
        };
        tag.markup = rest.get(..=end).unwrap_or_default();
        tag.nodes += usize::from(has_text);
        true
    }

    #[inline]
    fn end_tag<'t>(&mut self, rest: &'t [u8]) -> Result<Option<Token<'t>>, ResponseProblem> {
        let Some(depth) = self.depth.checked_sub(1) else {
            return Err(malformed("an end tag without its start"));
        };
        let Some(markup) = find(rest, 2, b'>').and_then(|end| rest.get(..=end)) else {
            return Ok(None);
        };
        self.depth = depth;
        self.ended = depth == 0;
        let mut token = self.markup(Kind::End, markup);
        // Without a colon in a start tag, no end tag contains one.
        token.has_colons = self.colons && memchr::memchr(b':', markup).is_some();
        Ok(Some(token))
    }

    /// Returns the start tag, and whether there are colons in its names.
    #[inline]
    fn attributes<'t>(&self, rest: &'t [u8]) -> Result<Option<(&'t [u8], bool)>, ResponseProblem> {
        let (mut at, mut count, mut colons) = (1, 0, false);
        loop {
            let Some((delimiter, byte)) = find_delimiter(rest, at) else {
                return Ok(None);
            };
            at = delimiter + 1;
            match byte {
                b'>' => return Ok(rest.get(..at).map(|tag| (tag, colons))),
                b':' => colons = true,
                _ => {
                    count += 1;
                    if count > self.attributes_limit {
                        return Err(ResponseProblem::Limit(Limit::Attributes(
                            self.attributes_limit,
                        )));
                    }
                    match end_of_value(rest, at)? {
                        Some(end) => at = end,
                        None => return Ok(None),
                    }
                }
            }
        }
    }
}

/// Returns the end of the text and the end tag after a start tag of this length, and whether there is a text.
#[inline]
fn end_of_element(element: &[u8], start_tag: usize) -> Option<(usize, bool)> {
    let first = element.get(start_tag)?;
    if first.is_ascii_whitespace() {
        return None;
    }
    let end_tag = find(element, start_tag, b'<')?;
    if element.get(end_tag + 1) != Some(&b'/') {
        return None;
    }
    Some((find(element, end_tag + 2, b'>')?, *first != b'<'))
}

#[cold]
fn malformed(problem: &str) -> ResponseProblem {
    ResponseProblem::Malformed(problem.to_owned())
}

/// Returns the end of a comment or a CDATA section. A document type is never read.
fn end_of_section(markup: &[u8]) -> Result<Option<usize>, ResponseProblem> {
    const COMMENT: &[u8] = b"<!--";
    const CDATA: &[u8] = b"<![CDATA[";
    const DOCTYPE: &[u8] = b"<!DOCTYPE";
    if markup.starts_with(COMMENT) {
        Ok(end_after(markup, COMMENT.len(), b"-->"))
    } else if markup.starts_with(CDATA) {
        Ok(end_after(markup, CDATA.len(), b"]]>"))
    } else if markup.starts_with(DOCTYPE) {
        Err(ResponseProblem::Dtd)
    } else if [COMMENT, CDATA, DOCTYPE]
        .iter()
        .any(|start| start.starts_with(markup))
    {
        Ok(None)
    } else {
        Err(malformed(
            "`<!` that begins neither a comment nor a CDATA section",
        ))
    }
}

/// Returns the end of the first `end`, which ends with `>`, after `from`.
fn end_after(markup: &[u8], from: usize, end: &[u8]) -> Option<usize> {
    let mut at = from;
    loop {
        at = find(markup, at, b'>')? + 1;
        if markup.get(from..at)?.ends_with(end) {
            return Some(at);
        }
    }
}

/// Returns the position of the quote that ends the value of an attribute whose `=` is before `at`.
#[inline]
fn end_of_value(tag: &[u8], at: usize) -> Result<Option<usize>, ResponseProblem> {
    let mut start = at;
    while tag.get(start).is_some_and(u8::is_ascii_whitespace) {
        start += 1;
    }
    match tag.get(start) {
        Some(quote @ (b'"' | b'\'')) => Ok(find(tag, start + 1, *quote)),
        Some(_) => Err(malformed("an attribute without quotes")),
        None => Ok(None),
    }
}

/// Returns whether the name that begins at `at` is this one.
pub(super) fn is_named(tag: &[u8], at: usize, name: &str) -> bool {
    tag.get(at..)
        .and_then(|rest| rest.strip_prefix(name.as_bytes()))
        .and_then(<[u8]>::first)
        .is_some_and(|next| matches!(next, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>'))
}

/// Copies a tag, and replaces the colons of its names.
pub(super) fn replace_colons(tag: &str, replacement: char, into: &mut String) {
    let mut quote = None;
    for character in tag.chars() {
        match (quote, character) {
            (None, ':') => {
                into.push(replacement);
                continue;
            }
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
        into.push(character);
    }
}

/// Returns whether a text between tags only formats the markup for people: blanks with a line end.
pub(super) fn is_layout(text: &[u8]) -> bool {
    let mut line_end = false;
    for byte in text {
        match byte {
            b'\r' | b'\n' => line_end = true,
            b' ' | b'\t' => {}
            _ => return false,
        }
    }
    line_end
}

/// Returns whether a text consists of XML's white space.
pub(super) fn is_blank(text: &[u8]) -> bool {
    text.iter()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests;
