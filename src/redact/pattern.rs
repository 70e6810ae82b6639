//! Finds secrets by their names, and bare checksums.
//!
//! This works even if the request is not known. It works on unescaped text, so that one rule finds a value however it is
//! escaped.

use std::ops::Range;

use super::decoded::Decoded;
use super::name::is_secret_name;

/// The number of hex digits of the shortest checksum, that of SHA-1.
const SHORTEST_CHECKSUM: usize = 40;

/// Finds the values of names of secrets. The ranges refer to the decoded bytes and are in order.
pub(super) fn named(text: &Decoded) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(name) = word(&text.bytes, at, is_name) {
        at = name.end;
        let spelled = text.bytes.get(name.clone()).unwrap_or_default();
        if !is_secret_name(&String::from_utf8_lossy(spelled)) {
            continue;
        }
        if let Some((value, is_sure)) = (Reader { text, at }).value(&name) {
            // `"token", "password": …` is not a pair of a name and a value, so the second word may be a name as well.
            at = if is_sure { value.end } else { value.start };
            found.push(value);
        }
    }
    found
}

/// Finds words that contain as many hex digits in a row as a checksum has, and are not part of an ID.
pub(super) fn checksums(text: &Decoded) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(range) = word(&text.bytes, at, |byte| byte.is_ascii_alphanumeric()) {
        at = range.end;
        let word = text.bytes.get(range.clone()).unwrap_or_default();
        let runs = word.chunk_by(|a, b| a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
        if runs.map(<[u8]>::len).max() >= Some(SHORTEST_CHECKSUM) && !is_id(&text.bytes, &range) {
            found.push(range);
        }
    }
    found
}

/// Returns whether a hash belongs to an ID: the rest of the ID is next to it (`…c44e-1531240585189`, `…0c1f-7-1`), or the
/// word before it says so (`meeting ID […]`).
fn is_id(bytes: &[u8], hash: &Range<usize>) -> bool {
    let joined = |pair: Option<&[u8]>| matches!(pair, Some([b'-' | b'_', next]) if next.is_ascii_alphanumeric());
    if joined(bytes.get(hash.end..hash.end + 2)) {
        return true;
    }
    let before = bytes.get(..hash.start).unwrap_or_default();
    let mark = before.iter().rposition(|byte| is_name(*byte));
    let Some(mark) = mark.filter(|mark| before.len() - mark <= 6) else {
        return false;
    };
    let word = before.get(..=mark).unwrap_or_default();
    let start = word
        .iter()
        .rposition(|byte| !is_name(*byte))
        .map_or(0, |at| at + 1);
    let word = String::from_utf8_lossy(word.get(start..).unwrap_or_default()).to_ascii_lowercase();
    let mut words = "id ids identifier meeting recording record room hook".split(' ');
    words.any(|end| word.ends_with(end)) && !is_secret_name(&word)
        // A name that ends directly before the hash ends with `-` or `_`.
        || mark + 1 == before.len() && !is_secret_name(&word) && !word.starts_with("sha")
}

/// Returns the next run of bytes of a kind.
fn word(bytes: &[u8], from: usize, kind: impl Fn(u8) -> bool) -> Option<Range<usize>> {
    let rest = bytes.get(from..)?;
    let start = from + rest.iter().position(|byte| kind(*byte))?;
    let length = bytes.get(start..)?.iter().position(|byte| !kind(*byte));
    Some(start..length.map_or(bytes.len(), |length| start + length))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Reads the separator between a name and its value, and the value.
struct Reader<'a> {
    text: &'a Decoded,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.bytes.get(self.at).copied()
    }

    fn skip(&mut self, kind: impl Fn(u8) -> bool) -> usize {
        let start = self.at;
        while self.peek().is_some_and(&kind) {
            self.at += 1;
        }
        self.at - start
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.text.bytes.get(self.at..).unwrap_or_default();
        let found = rest.starts_with(text.as_bytes());
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// Returns the value of a name that has just been read, and whether it is certain that they belong together.
    fn value(self, name: &Range<usize>) -> Option<(Range<usize>, bool)> {
        let mut is_sure = true;
        let value = self.find(name, &mut is_sure)?;
        Some((value, is_sure))
    }

    fn find(mut self, name: &Range<usize>, is_sure: &mut bool) -> Option<Range<usize>> {
        let before = self.text.bytes.get(..name.start).unwrap_or_default();
        if before.ends_with(b"</") {
            return None;
        }
        let quoted = self.skip(|byte| is_quote(byte) || byte == b']') > 0;
        if self.peek() == Some(b'<') {
            return before.ends_with(b">").then(|| self.cell()).flatten();
        }
        // `<token type="x">…`
        if before.ends_with(b"<") && self.peek() == Some(b' ') {
            self.skip(|byte| !matches!(byte, b'>' | b'<'));
        }
        if self.take(">") {
            return Some(self.until(|byte| byte == b'<'));
        }
        self.skip(|byte| byte == b' ');
        // `name="password" value="…"`
        if quoted && !self.take("value") {
            self.take("content");
        }
        let sign = self.at;
        if !(self.take("=>") || self.take("=") || self.take(":")) {
            // `('password', 'x')`: the name is a text of its own.
            let opened = before.last().copied().is_some_and(is_quote);
            if !(quoted && opened && self.take(",")) {
                return None;
            }
            *is_sure = false;
        }
        // `token=&x` has no value.
        let depth = self.text.written(sign);
        let opening = before.iter().rev().find(|byte| **byte != b' ');
        let in_map = opening.is_some_and(|byte| matches!(byte, b'{' | b','));
        let in_object = in_map || opening.is_some_and(|byte| matches!(byte, b'(' | b'['));
        let colon = self.text.bytes.get(sign) == Some(&b':');
        if colon || self.peek() == Some(b' ') && self.text.written(self.at) == 1 {
            self.skip(|byte| byte == b' ');
        }
        let lists = self.skip(|byte| matches!(byte, b'[' | b'(' | b'{'));
        if lists > 0 {
            self.skip(|byte| byte == b' ');
        }
        match self.peek() {
            Some(quote) if is_quote(quote) => Some(self.quoted(quote, lists > 0)),
            _ if lists > 0 => Some(self.until(|byte| matches!(byte, b']' | b')' | b'}'))),
            _ if colon && in_map => Some(self.until(|byte| matches!(byte, b',' | b'}' | b']'))),
            _ if in_object && self.is_in_java_map() => {
                Some(self.until(|byte| matches!(byte, b',' | b'}' | b')' | b']')))
            }
            _ => Some(self.bare(depth)),
        }
    }

    /// Returns whether a value without quotes may have blanks, because it is one of Java's `{a=1, password=two words}` or
    /// `User(a=1, password=two words)`: a bracket or the next name follows it.
    fn is_in_java_map(&self) -> bool {
        let rest = self.text.bytes.get(self.at..).unwrap_or_default();
        let ends = |byte: &u8| is_quote(*byte) || b"=&<>,})]".contains(byte);
        let end = rest.iter().position(ends).and_then(|at| rest.get(at..));
        match end {
            Some([b'}' | b')' | b']', ..]) => true,
            Some([b',', behind @ ..]) => {
                let mut behind = behind.trim_ascii_start().iter();
                behind.find(|byte| !is_name(**byte)) == Some(&b'=')
            }
            _ => false,
        }
    }

    /// Returns the value in the next cell of a table or list: `<td>password</td><td>…</td>`.
    fn cell(mut self) -> Option<Range<usize>> {
        const CELLS: &str = "</td> </th> </dt> </b> </strong> </label> </span> </code>";
        if !CELLS.split(' ').any(|end| self.take(end)) {
            return None;
        }
        loop {
            self.skip(|byte| matches!(byte, b' ' | b':' | b'='));
            if self.peek() != Some(b'<') {
                break;
            }
            self.skip(|byte| byte != b'>');
            self.take(">");
        }
        Some(self.until(|byte| byte == b'<'))
    }

    fn until(mut self, end: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        self.skip(|byte| !end(byte));
        start..self.at
    }

    /// Returns the text in quotes, up to the next quote in the same spelling as the first, or the whole list.
    fn quoted(mut self, quote: u8, list: bool) -> Range<usize> {
        let depth = self.text.written(self.at);
        self.at += 1;
        let start = self.at;
        loop {
            while self
                .peek()
                .is_some_and(|byte| byte != quote || self.text.written(self.at) != depth)
            {
                self.at += 1;
            }
            let end = self.at;
            self.at += 1;
            if list {
                self.skip(|byte| matches!(byte, b',' | b' '));
            }
            // The next value of the list, or a quote that SQL and CSV escape by another one.
            if self.peek() == Some(quote) {
                self.at += 1;
            } else {
                return start..end.min(self.text.bytes.len());
            }
        }
    }

    /// Returns a value without quotes, which ends where a word of a query ends. It includes the scheme of an
    /// `Authorization` header.
    fn bare(mut self, depth: usize) -> Range<usize> {
        let start = self.at;
        self.word(depth);
        let first = self.text.bytes.get(start..self.at).unwrap_or_default();
        let mut schemes = "bearer basic digest token".split(' ');
        if schemes.any(|scheme| first.eq_ignore_ascii_case(scheme.as_bytes())) {
            self.skip(|byte| byte == b' ');
            self.word(depth);
        }
        start..self.at
    }

    /// Skips a word. A character that is escaped more deeply than the sign before the word belongs to it, unless HTML
    /// always escapes that character.
    fn word(&mut self, depth: usize) {
        while let Some(byte) = self.peek() {
            let ends = is_quote(byte)
                || matches!(
                    byte,
                    b' ' | b'&' | b'<' | b'>' | b',' | b';' | b')' | b']' | b'}'
                );
            let first = self.text.first(self.at);
            let shallow = self.text.written(self.at) <= depth.max(1) && first != b'+';
            let html = first == b'&' && matches!(byte, b'&' | b'<' | b'>');
            if ends && (shallow || html) {
                break;
            }
            self.at += 1;
        }
    }
}
