//! Unescapes text and remembers the original position of each byte.
//!
//! An echo may be escaped for a URL, for HTML, for JSON, or for several of them in a row. This module undoes escapes until
//! none is left, so that two spellings of a value become the same bytes.

use std::ops::Range;

use crate::secret::Zeroizing;

/// HTML 4's names of the characters from U+00A0 on.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash \
    Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml \
    igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn \
    yuml";

/// HTML's names of ASCII characters, each followed by its character. Those that every server escapes come first.
const ASCII: &str = "amp& lt< gt> quot\" apos' AMP& LT< GT> QUOT\" Tab\t NewLine\n excl! num# dollar$ percnt% \
    lpar( rpar) ast* midast* plus+ comma, period. sol/ colon: semi; equals= quest? commat@ lsqb[ lbrack[ bsol\\ \
    rsqb] rbrack] Hat^ lowbar_ grave` lcub{ lbrace{ verbar| rcub} rbrace}";

/// The maximum length of an escape: that of an HTML reference, including `&` and `;`. A number may have leading zeros.
const LONGEST_ESCAPE: usize = 16;

/// An unescaped text. `+` counts as a space, a run of blanks and control characters counts as one space, and zeros do not
/// count.
#[derive(Default)]
pub(super) struct Decoded {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// The range of the text from which each byte was decoded.
    places: Vec<Range<usize>>,
    /// The first byte of each of these ranges, which is the byte itself where nothing is escaped.
    first: Zeroizing<Vec<u8>>,
    /// The length of the bytes up to which an escape may end that has begun.
    open: usize,
}

impl Decoded {
    pub(super) fn new(text: &str) -> Self {
        let mut decoded = Self::with_room(text.len());
        for (at, c) in text.char_indices() {
            decoded.push(c, at..at + c.len_utf8(), first_byte(c));
            while decoded.bytes.len() <= decoded.open && decoded.undo_escape() {}
        }
        if std::str::from_utf8(&decoded.bytes).is_err() {
            decoded.read_latin_1();
        }
        decoded
    }

    /// Creates an empty text that does not move as it grows, up to this many bytes. Moving would leave a copy in memory.
    fn with_room(bytes: usize) -> Self {
        Self {
            bytes: Zeroizing::new(Vec::with_capacity(bytes)),
            places: Vec::with_capacity(bytes),
            first: Zeroizing::new(Vec::with_capacity(bytes)),
            open: 0,
        }
    }

    /// Takes escaped bytes that are no UTF-8 for ISO-8859-1.
    fn read_latin_1(&mut self) {
        let larger = Self::with_room(2 * self.bytes.len());
        let read = std::mem::replace(self, larger);
        let mut at = 0;
        for chunk in read.bytes.utf8_chunks() {
            let valid = chunk.valid().chars().map(|c| (c, c.len_utf8()));
            let invalid = chunk.invalid().iter().map(|byte| (char::from(*byte), 1));
            for (c, length) in valid.chain(invalid) {
                let place = read.place(at..at + length).unwrap_or_default();
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    self.put(byte, place.clone(), read.first(at));
                }
                at += length;
            }
        }
    }

    /// Returns the range of the text from which a range of bytes was decoded.
    pub(super) fn place(&self, range: Range<usize>) -> Option<Range<usize>> {
        let places = self.places.get(range)?;
        Some(places.first()?.start..places.last()?.end)
    }

    /// Returns the number of bytes of the text from which the byte at an index was decoded.
    pub(super) fn written(&self, at: usize) -> usize {
        self.places.get(at).map_or(0, ExactSizeIterator::len)
    }

    /// Returns the first byte of the text from which the byte at an index was decoded: `%`, `&` and `\\` begin an escape.
    pub(super) fn first(&self, at: usize) -> u8 {
        self.first.get(at).copied().unwrap_or_default()
    }

    /// Returns the position in the text after the byte before an index.
    pub(super) fn end_of(&self, at: usize) -> Option<usize> {
        match at.checked_sub(1) {
            None => Some(0),
            Some(before) => self.places.get(before).map(|place| place.end),
        }
    }

    fn push(&mut self, c: char, place: Range<usize>, first: u8) {
        // A backslash in front of anything but what begins an escape says nothing.
        let begins = matches!(c, 'u' | 'U' | 'x' | '0'..='3');
        let (place, first) = if self.bytes.last() == Some(&b'\\') && !begins {
            let last = self.bytes.len() - 1;
            let start = self.places.last().map_or(place.start, |last| last.start);
            let first = self.first(last);
            self.cut(last);
            (start..place.end, first)
        } else {
            (place, first)
        };
        // UTF-16 and UTF-32 that are read as bytes have zeros between the letters.
        if c == '\0' {
            return;
        }
        if c == '+' || c.is_whitespace() || super::is_unprintable(c) {
            if self.bytes.last() != Some(&b' ') {
                self.put(b' ', place, first);
            }
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                self.put(byte, place.clone(), first);
            }
        }
    }

    fn put(&mut self, byte: u8, place: Range<usize>, first: u8) {
        if matches!(byte, b'%' | b'\\' | b'&') {
            self.open = self.bytes.len() + LONGEST_ESCAPE;
        }
        self.bytes.push(byte);
        self.places.push(place);
        self.first.push(first);
    }

    fn cut(&mut self, length: usize) {
        self.bytes.truncate(length);
        self.places.truncate(length);
        self.first.truncate(length);
    }

    /// Replaces an escape at the end by the character that it encodes.
    fn undo_escape(&mut self) -> bool {
        let Some((length, value)) = escape(&self.bytes) else {
            return false;
        };
        let start = self.bytes.len() - length;
        let Some(place) = self.place(start..self.bytes.len()) else {
            return false;
        };
        let first = self.first(start);
        self.cut(start);
        match value {
            Escaped::Char(c) => self.push(c, place, first),
            Escaped::Byte(byte) if byte.is_ascii() => self.push(char::from(byte), place, first),
            Escaped::Byte(byte) => self.put(byte, place, first),
            // One half of a surrogate pair, kept until the other half follows.
            Escaped::Half(unit) => {
                let [high, low] = unit.to_be_bytes();
                for byte in [0xFF, high, low] {
                    self.put(byte, place.clone(), first);
                }
            }
        }
        true
    }
}

fn first_byte(c: char) -> u8 {
    u8::try_from(c).unwrap_or_default()
}

enum Escaped {
    Char(char),
    Byte(u8),
    Half(u16),
}

/// Returns the escape at the end of the bytes: its length and its meaning.
fn escape(bytes: &[u8]) -> Option<(usize, Escaped)> {
    match bytes.last()? {
        b';' => reference(bytes),
        b'}' => braced(bytes),
        byte if byte.is_ascii_hexdigit() => {
            let tail = |length: usize| bytes.get(bytes.len().checked_sub(length)?..);
            if let Some([b'%' | b'\\', b'u', digits @ ..]) = tail(6) {
                return hex(digits).map(|unit| pair(bytes, unit));
            }
            if let Some([b'\\', b'U', digits @ ..]) = tail(10) {
                return code(digits, 16).map(|c| (10, Escaped::Char(c)));
            }
            match (tail(4), tail(3)) {
                (Some([b'\\', b'x', digits @ ..]), _) => {
                    Some((4, Escaped::Byte(hex(digits)?.to_be_bytes()[1])))
                }
                (Some([b'\\', digits @ ..]), _) => Some((4, Escaped::Byte(octal(digits)?))),
                (_, Some([b'%', digits @ ..])) => {
                    Some((3, Escaped::Byte(hex(digits)?.to_be_bytes()[1])))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Decodes a UTF-16 unit written in six bytes, together with the first half of its pair if it is the second.
fn pair(bytes: &[u8], unit: u16) -> (usize, Escaped) {
    if let Some(c) = char::from_u32(u32::from(unit)) {
        return (6, Escaped::Char(c));
    }
    let before = bytes
        .len()
        .checked_sub(9)
        .and_then(|start| bytes.get(start..start + 3));
    if let Some([0xFF, high, low]) = before {
        let units = [u16::from_be_bytes([*high, *low]), unit];
        if let Some(Ok(c)) = char::decode_utf16(units).next() {
            return (9, Escaped::Char(c));
        }
    }
    (6, Escaped::Half(unit))
}

fn hex(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0, |value: u16, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(value << 4 | u16::try_from(digit).ok()?)
    })
}

/// Decodes a byte of three octal digits, as C and PostgreSQL write it.
fn octal(digits: &[u8]) -> Option<u8> {
    digits.iter().try_fold(0_u8, |value, digit| {
        let digit = char::from(*digit).to_digit(8)?;
        value.checked_mul(8)?.checked_add(u8::try_from(digit).ok()?)
    })
}

/// Decodes a code point in digits of a radix.
fn code(digits: &[u8], radix: u32) -> Option<char> {
    digits.first()?;
    let code = digits.iter().try_fold(0_u32, |code, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        code.checked_mul(radix)?.checked_add(digit)
    });
    char::from_u32(code?)
}

/// Decodes an escape of Ruby, Rust and JavaScript: `\u{e9}`.
fn braced(bytes: &[u8]) -> Option<(usize, Escaped)> {
    const LONGEST: usize = 10;
    let tail = bytes.get(bytes.len().saturating_sub(LONGEST)..)?;
    let tail = tail.get(tail.iter().rposition(|byte| *byte == b'\\')?..)?;
    let digits = tail.strip_prefix(b"\\u{")?.strip_suffix(b"}")?;
    code(digits, 16).map(|c| (tail.len(), Escaped::Char(c)))
}

/// Decodes an HTML reference: `&amp;`, `&#39;`, `&#x27;`.
fn reference(bytes: &[u8]) -> Option<(usize, Escaped)> {
    let start = bytes.len().saturating_sub(LONGEST_ESCAPE);
    let tail = bytes.get(start..)?;
    let tail = tail.get(tail.iter().rposition(|byte| *byte == b'&')?..)?;
    let name = std::str::from_utf8(tail.get(1..tail.len() - 1)?).ok()?;
    let c = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => code(digits.as_bytes(), 16)?,
            None => code(number.as_bytes(), 10)?,
        },
        None => named(name)?,
    };
    Some((tail.len(), Escaped::Char(c)))
}

fn named(name: &str) -> Option<char> {
    let ascii = ASCII.split(' ').find_map(|known| {
        let mut behind = known.strip_prefix(name)?.chars();
        let c = behind.next()?;
        behind.next().is_none().then_some(c)
    });
    let latin = || {
        let at = LATIN_1.split(' ').position(|known| known == name)?;
        char::from_u32(0xA0 + u32::try_from(at).ok()?)
    };
    ascii.or_else(latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, expected: &str) {
        let decoded = Decoded::new(text);
        assert_eq!(String::from_utf8_lossy(&decoded.bytes), expected, "{text}");
        let all = decoded.place(0..decoded.bytes.len());
        assert_eq!(all.unwrap_or_default(), 0..text.len(), "{text}");
    }

    #[test]
    fn escapes_are_undone_until_none_is_left() {
        reads("", "");
        reads("a+b  c\t%20d", "a b c d");
        reads("%C3%a9 %25C3%25A9", "é é");
        reads("&amp;amp;lt;&#38;#x27;&#039;&eacute;", "<''é");
        reads(r"\u003d\u0026\/\x41 \ud83d\ude00", "=&/A 😀");
        reads(r#"\\\"x\\\\y"#, "\"xy");
        reads("%26quot%3B&#x25;41", "\"A");
        reads("100% & more; &x; %4", "100% & more; &x; %4");
        reads("a\0b\0\0\0%00c", "abc");
        // 16 bytes are an escape, and 17 are none.
        reads("&#x0000000000e9; &#x00000000000e9;", "é &#x00000000000e9;");
        reads(r"\303\251 \u{e9} \u{1F600} \U000000e9", "é é 😀 é");
        reads(r"%E9x%e9\xe9\351 %C3%A9%E9", "éxééé éé");
        reads(
            r"\9 \400 \18 \u{} \u{110000} \U+00000e",
            r"9 400 \18 \u{} \u{110000} \U 00000e",
        );
    }
}
