//! Decodes bodies that arrive in pieces: UTF-8, UTF-16 with or without a byte order mark, and declared single-byte encodings.

use std::borrow::Cow;

/// Decodes a text piece by piece. The result does not depend on how the text is divided.
///
/// UTF-8 is recognised whatever encoding is declared: the first character beyond ASCII decides.
pub(crate) struct Decoder {
    encoding: Encoding,
    /// The encoding that the header `Content-Type` declares.
    declared: Option<Table>,
    /// The beginning of the text, which may declare the encoding.
    start: [u8; DECLARATION],
    /// The number of its bytes that have arrived.
    started: usize,
    /// The first bytes of an incomplete character.
    held: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    /// No bytes have arrived.
    Unknown,
    /// Only ASCII has arrived.
    Ascii,
    Utf8,
    Utf16(fn([u8; 2]) -> u16),
    Table(Table),
    /// The text is in no known encoding.
    Broken,
}

/// A single-byte encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Latin1,
    Latin9,
    Windows1252,
}

/// The reason why the end of a text cannot be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undecodable {
    /// The text stops within a character.
    CutOff,
    /// The text is in no known encoding.
    Unknown,
}

/// The number of bytes that are searched for a declaration.
const DECLARATION: usize = 128;

impl Decoder {
    /// Creates a decoder for a body whose header declares this encoding.
    pub(crate) fn new(declared: Option<Table>) -> Self {
        Self {
            encoding: Encoding::Unknown,
            declared,
            start: [0; DECLARATION],
            started: 0,
            held: Vec::new(),
        }
    }

    /// Returns the text of all complete characters, up to the first that cannot be decoded.
    pub(crate) fn decode<'p>(&mut self, piece: &'p [u8]) -> Cow<'p, str> {
        if self.held.is_empty() {
            return self.complete(piece);
        }
        let mut joined = std::mem::take(&mut self.held);
        joined.extend_from_slice(piece);
        Cow::Owned(self.complete(&joined).into_owned())
    }

    /// Returns whether bytes arrived that cannot be decoded.
    pub(crate) fn is_broken(&self) -> bool {
        matches!(self.encoding, Encoding::Broken)
    }

    /// Returns the last characters, or the reason why they cannot be decoded.
    pub(crate) fn finish(&mut self) -> Result<String, Undecodable> {
        let rest = std::mem::take(&mut self.held);
        match (self.encoding, rest.as_slice()) {
            (Encoding::Broken, _) => Err(Undecodable::Unknown),
            (_, []) => Ok(String::new()),
            (Encoding::Unknown, [byte]) if byte.is_ascii() => Ok(char::from(*byte).into()),
            (Encoding::Ascii | Encoding::Unknown, rest) => match self.declared_anywhere() {
                Some(table) => Ok(table.decode(rest)),
                None => Err(Undecodable::CutOff),
            },
            _ => Err(Undecodable::CutOff),
        }
    }

    fn complete<'p>(&mut self, bytes: &'p [u8]) -> Cow<'p, str> {
        match self.encoding {
            Encoding::Unknown => match bytes {
                [] => Cow::Borrowed(""),
                [0xFF | 0xFE | 0] => self.hold(bytes),
                [byte] if begins(*byte) => self.hold(bytes),
                [0xFF, 0xFE, rest @ ..] => self.begin_utf16(u16::from_le_bytes, rest),
                [0xFE, 0xFF, rest @ ..] => self.begin_utf16(u16::from_be_bytes, rest),
                [byte, 0, ..] if begins(*byte) => self.begin_utf16(u16::from_le_bytes, bytes),
                [0, byte, ..] if begins(*byte) => self.begin_utf16(u16::from_be_bytes, bytes),
                _ => {
                    self.encoding = Encoding::Ascii;
                    self.ascii(bytes)
                }
            },
            Encoding::Ascii => self.ascii(bytes),
            Encoding::Utf8 => self.utf8(bytes),
            Encoding::Utf16(unit) => Cow::Owned(self.utf16(unit, bytes)),
            Encoding::Table(table) => Cow::Owned(table.decode(bytes)),
            Encoding::Broken => Cow::Borrowed(""),
        }
    }

    fn hold<'p>(&mut self, bytes: &[u8]) -> Cow<'p, str> {
        self.held = bytes.to_vec();
        Cow::Borrowed("")
    }

    /// Decodes a piece after nothing but ASCII.
    fn ascii<'p>(&mut self, bytes: &'p [u8]) -> Cow<'p, str> {
        let places = self.start.iter_mut().skip(self.started);
        let ascii = bytes.iter().take_while(|byte| byte.is_ascii());
        for (place, byte) in places.zip(ascii) {
            *place = *byte;
            self.started += 1;
        }
        let (valid, rest) = valid_start(bytes);
        if !valid.is_ascii() {
            self.encoding = Encoding::Utf8;
            self.keep_incomplete(rest);
            return Cow::Borrowed(valid);
        }
        if rest.is_empty() || is_incomplete(rest) {
            self.held = rest.to_vec();
            return Cow::Borrowed(valid);
        }
        if let Some(table) = self.declared_anywhere() {
            self.encoding = Encoding::Table(table);
            Cow::Owned(valid.to_owned() + &table.decode(rest))
        } else {
            self.encoding = Encoding::Broken;
            Cow::Borrowed(valid)
        }
    }

    fn utf8<'p>(&mut self, bytes: &'p [u8]) -> Cow<'p, str> {
        let (valid, rest) = valid_start(bytes);
        self.keep_incomplete(rest);
        Cow::Borrowed(valid)
    }

    /// Keeps the bytes after valid UTF-8: the beginning of a character, or bytes that cannot be decoded.
    fn keep_incomplete(&mut self, rest: &[u8]) {
        if rest.is_empty() || is_incomplete(rest) {
            self.held = rest.to_vec();
        } else {
            self.encoding = Encoding::Broken;
        }
    }

    fn begin_utf16<'p>(&mut self, unit: fn([u8; 2]) -> u16, bytes: &[u8]) -> Cow<'p, str> {
        self.encoding = Encoding::Utf16(unit);
        Cow::Owned(self.utf16(unit, bytes))
    }

    fn utf16(&mut self, unit: fn([u8; 2]) -> u16, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len());
        let mut rest = bytes;
        while let Some((pair, behind)) = rest.split_first_chunk() {
            let first = unit(*pair);
            let second = behind.first_chunk().map(|pair| unit(*pair));
            let is_high = (0xD800..0xDC00).contains(&first);
            if is_high && second.is_none() {
                break;
            }
            let units = [first, second.unwrap_or_default()];
            let Some(Ok(character)) = char::decode_utf16(units).next() else {
                self.encoding = Encoding::Broken;
                return text;
            };
            text.push(character);
            rest = rest.get(2 * character.len_utf16()..).unwrap_or_default();
        }
        self.held = rest.to_vec();
        text
    }

    /// Returns the encoding that the header or the text itself declares.
    fn declared_anywhere(&self) -> Option<Table> {
        self.declared.or_else(|| {
            let start = self.start.get(..self.started)?;
            let text = std::str::from_utf8(start).ok()?.trim_start();
            let (declaration, _) = text.strip_prefix("<?xml")?.split_once("?>")?;
            let (_, value) = declaration.split_once("encoding")?;
            let value = value.trim_start().strip_prefix('=')?.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            Table::named(value.split(quote).nth(1)?)
        })
    }
}

/// Returns whether XML and JSON may begin with this character. A zero beside it shows UTF-16 without a mark.
fn begins(byte: u8) -> bool {
    matches!(byte, b'<' | b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n')
}

/// Splits bytes after the last valid character.
fn valid_start(bytes: &[u8]) -> (&str, &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text, &[]),
        Err(error) => {
            let (valid, rest) = bytes
                .split_at_checked(error.valid_up_to())
                .unwrap_or_default();
            (std::str::from_utf8(valid).unwrap_or_default(), rest)
        }
    }
}

/// Returns whether bytes that are not valid UTF-8 are the beginning of a character.
fn is_incomplete(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// Returns the parameter `charset` of a content type.
fn charset(content_type: &str) -> Option<&str> {
    let value = |parameter: &'_ str| -> Option<usize> {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then_some(value.len())
    };
    content_type.split(';').skip(1).find_map(|parameter| {
        let start = parameter.len() - value(parameter)?;
        Some(parameter.get(start..)?.trim().trim_matches(['"', '\'']))
    })
}

impl Table {
    /// Returns the encoding that a `Content-Type` declares.
    pub(crate) fn declared(content_type: &str) -> Option<Self> {
        // Nearly all servers declare UTF-8. A search for its name would take as long as a short response.
        let other = |name: &&str| !name.eq_ignore_ascii_case("utf-8");
        charset(content_type).filter(other).and_then(Self::named)
    }

    /// Returns the encoding with this whole name. It knows the names of IANA, Java and browsers, however their parts are
    /// joined.
    fn named(name: &str) -> Option<Self> {
        const NAMES: [(Table, &str); 3] = [
            (
                Table::Latin1,
                "iso88591 iso88591:1987 88591 isoir100 latin1 l1 ibm819 cp819 csisolatin1",
            ),
            (
                Table::Latin9,
                "iso885915 885915 latin9 latin0 l9 ibm923 cp923 csiso885915 csisolatin9 csisolatin0",
            ),
            (
                Table::Windows1252,
                "windows1252 win1252 cp1252 xcp1252 ibm1252 ms1252 cswindows1252",
            ),
        ];
        let is_it = |known: &str| {
            let letters = name.bytes().filter(|byte| !b"-_ ".contains(byte));
            letters
                .map(|byte| byte.to_ascii_lowercase())
                .eq(known.bytes())
        };
        let has_it = |(_, names): &&(Table, &str)| names.split(' ').any(is_it);
        NAMES.iter().find(has_it).map(|(table, _)| *table)
    }

    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        bytes.iter().map(|byte| self.character(*byte)).collect()
    }

    pub(crate) fn character(self, byte: u8) -> char {
        match (self, byte) {
            (Self::Latin9, 0xA4) => '€',
            (Self::Latin9, 0xA6) => 'Š',
            (Self::Latin9, 0xA8) => 'š',
            (Self::Latin9, 0xB4) => 'Ž',
            (Self::Latin9, 0xB8) => 'ž',
            (Self::Latin9, 0xBC) => 'Œ',
            (Self::Latin9, 0xBD) => 'œ',
            (Self::Latin9, 0xBE) => 'Ÿ',
            (Self::Windows1252, 0x80..=0x9F) => {
                // Five bytes are undefined, and are decoded as Latin-1.
                const CODES: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";
                let code = CODES.chars().nth(usize::from(byte - 0x80));
                code.unwrap_or(char::from(byte))
            }
            _ => char::from(byte),
        }
    }
}
