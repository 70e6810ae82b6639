//! Finds where the tokens of a text end: texts, tags, comments, CDATA sections, instructions.
//!
//! The parser's time grows faster than the text with many attributes or namespaces, and its memory with every `<` and
//! `=`, wherever they stand. The scanner takes linear time. It refuses what no server sends, and it tells an answer that
//! stops early from one that is wrong.

use super::limits::Limits;
use crate::error::ResponseProblem;

/// What a scan gives, or what is wrong.
pub(super) type Scan<T> = Result<T, ResponseProblem>;

/// A token and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) length: usize,
    /// How many elements are open around it; around the element, where it is a tag.
    pub(super) depth: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What stands between two others; whether a tag follows.
    Text { before_tag: bool },
    /// A start tag; whether it ends its element as well, and whether there are colons in its names.
    Start { empty: bool, colons: bool },
    /// An end tag.
    End,
    /// A comment, a CDATA section, or an instruction.
    Other,
}

/// The place in a document: what may come next, and how deep it is.
pub(super) struct Scanner {
    depth_limit: usize,
    attributes_limit: usize,
    length_limit: usize,
    /// How many elements are open.
    depth: usize,
    /// Whether the root has been closed.
    ended: bool,
}

impl Scanner {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            depth_limit: limits.depth,
            attributes_limit: limits.attributes,
            length_limit: limits.record_bytes,
            depth: 0,
            ended: false,
        }
    }

    /// The token that begins here, or nothing while its end is not there.
    ///
    /// The answer depends on nothing behind the token's end. So a token that is not there as a whole can be looked at
    /// again when there is more of it.
    #[inline]
    pub(super) fn next(&mut self, rest: &[u8]) -> Scan<Option<Token>> {
        let seen = match rest.get(..=self.length_limit) {
            Some(start) => start,
            None => rest,
        };
        let token = match seen {
            [b'<', b'/', ..] => self.end_tag(seen)?,
            [b'<', b'!', ..] => self.token(Kind::Other, comment(seen)?),
            [b'<', b'?', ..] => self.token(Kind::Other, self.instruction(seen)?),
            [b'<', _, ..] => self.start_tag(seen)?,
            [b'<'] => None,
            _ => self.text(seen),
        };
        if token.is_none() && seen.len() > self.length_limit {
            return Err(ResponseProblem::Limit("record length"));
        }
        Ok(token)
    }

    /// What is wrong with a text that ends with a token that is not there as a whole.
    pub(super) fn unfinished(&self, rest: &[u8]) -> Option<ResponseProblem> {
        match rest {
            [b'<', b'/' | b'!' | b'?', ..] => Some(ResponseProblem::CutOff),
            [b'<', tag @ ..] if tag.contains(&b'<') => Some(malformed("a tag within a tag")),
            _ if self.ended && !rest.contains(&b'<') => None,
            _ => Some(ResponseProblem::CutOff),
        }
    }

    #[inline]
    fn token(&self, kind: Kind, length: Option<usize>) -> Option<Token> {
        let depth = self.depth;
        length.map(|length| Token {
            kind,
            length,
            depth,
        })
    }

    /// A text up to the next `<`, which is not there as a whole before it is known what follows.
    #[inline]
    fn text(&self, rest: &[u8]) -> Option<Token> {
        let length = find(rest, 0, b'<')?;
        let before_tag = !matches!(rest.get(length + 1)?, b'!' | b'?');
        self.token(Kind::Text { before_tag }, Some(length))
    }

    fn instruction(&self, rest: &[u8]) -> Scan<Option<usize>> {
        if self.ended && is_named(rest, 2, "xml") {
            return Err(ResponseProblem::Doubled);
        }
        Ok(end_behind(rest, 2, b"?>"))
    }

    #[inline]
    fn start_tag(&mut self, rest: &[u8]) -> Scan<Option<Token>> {
        if self.ended {
            return Err(ResponseProblem::Doubled);
        }
        let Some((length, colons)) = self.attributes(rest)? else {
            return Ok(None);
        };
        if self.depth >= self.depth_limit {
            return Err(ResponseProblem::Limit("depth"));
        }
        let empty = rest.get(length.saturating_sub(2)) == Some(&b'/');
        let token = self.token(Kind::Start { empty, colons }, Some(length));
        if !empty {
            self.depth += 1;
        } else if self.depth == 0 {
            self.ended = true;
        }
        Ok(token)
    }

    #[inline]
    fn end_tag(&mut self, rest: &[u8]) -> Scan<Option<Token>> {
        let Some(depth) = self.depth.checked_sub(1) else {
            return Err(malformed("an end tag without its start"));
        };
        let Some(end) = find(rest, 2, b'>') else {
            return Ok(None);
        };
        self.depth = depth;
        self.ended = depth == 0;
        Ok(self.token(Kind::End, Some(end + 1)))
    }

    /// Where a start tag ends, and whether there are colons in its names.
    #[inline]
    fn attributes(&self, tag: &[u8]) -> Scan<Option<(usize, bool)>> {
        let (mut at, mut count, mut colons) = (1, 0, false);
        loop {
            let Some(stop) = find_stop(tag, at) else {
                return Ok(None);
            };
            at = stop + 1;
            match tag.get(stop) {
                Some(b'>') => return Ok(Some((at, colons))),
                Some(b':') => colons = true,
                _ => {
                    count += 1;
                    if count > self.attributes_limit {
                        return Err(ResponseProblem::Limit("attributes"));
                    }
                    match end_of_value(tag, at)? {
                        Some(end) => at = end,
                        None => return Ok(None),
                    }
                }
            }
        }
    }
}

#[cold]
fn malformed(wrong: &str) -> ResponseProblem {
    ResponseProblem::Malformed(wrong.to_owned())
}

fn comment(rest: &[u8]) -> Scan<Option<usize>> {
    const COMMENT: &[u8] = b"<!--";
    const CDATA: &[u8] = b"<![CDATA[";
    if rest.starts_with(COMMENT) {
        Ok(end_behind(rest, COMMENT.len(), b"-->"))
    } else if rest.starts_with(CDATA) {
        Ok(end_behind(rest, CDATA.len(), b"]]>"))
    } else if COMMENT.starts_with(rest) || CDATA.starts_with(rest) {
        Ok(None)
    } else {
        Err(ResponseProblem::Dtd)
    }
}

/// Where the first `end`, which ends with `>`, ends behind `from`.
fn end_behind(rest: &[u8], from: usize, end: &[u8]) -> Option<usize> {
    let mut at = from;
    loop {
        at = find(rest, at, b'>')? + 1;
        if rest.get(from..at)?.ends_with(end) {
            return Some(at);
        }
    }
}

/// Where the value of an attribute ends whose `=` stands in front of `at`.
fn end_of_value(tag: &[u8], at: usize) -> Scan<Option<usize>> {
    let rest = tag.get(at..).unwrap_or_default();
    let Some(blanks) = rest.iter().position(|byte| !byte.is_ascii_whitespace()) else {
        return Ok(None);
    };
    let quote = at + blanks;
    match tag.get(quote) {
        Some(sign @ (b'"' | b'\'')) => Ok(find(tag, quote + 1, *sign).map(|end| end + 1)),
        _ => Err(malformed("an attribute without quotes")),
    }
}

/// Whether the name that begins at `at` is this one, and ends.
pub(super) fn is_named(token: &[u8], at: usize, name: &str) -> bool {
    token
        .get(at..)
        .and_then(|rest| rest.strip_prefix(name.as_bytes()))
        .and_then(<[u8]>::first)
        .is_some_and(|next| matches!(next, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>'))
}

/// Writes a tag with another character in place of the colons of its names.
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

#[inline]
fn find(bytes: &[u8], from: usize, sign: u8) -> Option<usize> {
    let rest = bytes.get(from..)?;
    find_soon(rest, sign, 0xFF)
        .or_else(|| memchr::memchr(sign, rest))
        .map(|found| from + found)
}

/// Where the next sign is that means something in a start tag outside of values.
#[inline]
fn find_stop(tag: &[u8], from: usize) -> Option<usize> {
    let is_stop = |byte: u8| matches!(byte, b'>' | b':' | b'=');
    let rest = tag.get(from..)?;
    // One search for all of them: they are among the eight signs from `8` to `?`, the others of which are rare in names.
    let found = find_soon(rest, b'8', 0xF8)
        .filter(|found| rest.get(*found).is_some_and(|byte| is_stop(*byte)))
        .or_else(|| rest.iter().position(|byte| is_stop(*byte)))?;
    Some(from + found)
}

/// Where the first byte stands that equals `sign` in the bits of `mask`, if it is among the first bytes.
///
/// Most names and values are so short that a search made for long texts takes longer to begin than they take to pass, eight
/// bytes at a time.
#[inline]
fn find_soon(bytes: &[u8], sign: u8, mask: u8) -> Option<usize> {
    const WORDS: usize = 3;
    const ONES: u64 = u64::MAX / 255;
    let (signs, masks) = (ONES * u64::from(sign), ONES * u64::from(mask));
    let words = bytes.as_chunks::<8>().0;
    for (number, word) in words.iter().take(WORDS).enumerate() {
        let others = (u64::from_le_bytes(*word) & masks) ^ signs;
        // The top bit of each byte that equals the sign, and maybe of some behind the first of them.
        let found = others.wrapping_sub(ONES) & !others & (ONES << 7);
        if found != 0 {
            return Some(8 * number + found.trailing_zeros() as usize / 8);
        }
    }
    None
}

/// Whether a text between tags is there for people who look at the markup: blanks with a line end.
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

/// Whether a text is nothing but what XML calls white space.
pub(super) fn is_blank(text: &[u8]) -> bool {
    text.iter()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_soon_what_memchr_finds() {
        let text: Vec<u8> = (0..40).map(|at| at * 6).collect();
        for start in 0..text.len() {
            let rest = &text[start..];
            let words = rest.len().min(24) / 8 * 8;
            for sign in 0..=255 {
                let expected = memchr::memchr(sign, &rest[..words]);
                assert_eq!(find_soon(rest, sign, 0xFF), expected, "{start} {sign}");
                let eight = rest[..words].iter().position(|byte| byte / 8 == sign / 8);
                let found = find_soon(rest, sign & 0xF8, 0xF8);
                assert_eq!(found, eight, "{start} {sign}");
            }
        }
    }

    #[test]
    fn finds_every_stop_and_nothing_else() {
        for length in 0..40 {
            for stop in 0..=255_u8 {
                let tag = ["8".repeat(length % 3), "n".repeat(length)].concat();
                let tag = [tag.as_bytes(), &[stop], b"9;?<x=>:"].concat();
                for from in 0..tag.len() {
                    let expected = tag[from..].iter().position(|byte| b">:=".contains(byte));
                    assert_eq!(find_stop(&tag, from), expected.map(|found| from + found));
                }
            }
        }
    }

    #[test]
    fn colons_of_names_alone_are_replaced() {
        let mut tag = String::new();
        replace_colons("<a:b c:d='e:f' g=\"':\">", '_', &mut tag);
        assert_eq!(tag, "<a_b c_d='e:f' g=\"':\">");
    }
}
