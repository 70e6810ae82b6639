//! JSON of texts, lists and objects: what `create` sends in some parameters and `join` puts into a redirect.
//!
//! Both belong to the default features, which bring no crate for JSON; the calls that answer in JSON have one.

use std::fmt::{self, Write as _};

/// A JSON value without numbers, truth values and null.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads the value that the text begins with.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Reader(text).value(0)
    }

    /// An object's member of this name, if it is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let Self::Object(members) = self else {
            return None;
        };
        members.iter().find_map(|(found, value)| match value {
            Self::Text(text) if found == name => Some(text.as_str()),
            _ => None,
        })
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => quoted(f, text),
            Self::List(items) => {
                f.write_char('[')?;
                for (place, item) in items.iter().enumerate() {
                    let comma = if place == 0 { "" } else { "," };
                    write!(f, "{comma}{item}")?;
                }
                f.write_char(']')
            }
            Self::Object(members) => {
                f.write_char('{')?;
                for (place, (name, value)) in members.iter().enumerate() {
                    f.write_str(if place == 0 { "" } else { "," })?;
                    quoted(f, name)?;
                    write!(f, ":{value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            c if c < ' ' => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

/// What is left to read.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    const DEPTH: u32 = 8;

    fn value(&mut self, depth: u32) -> Option<Json> {
        match self.next()? {
            '"' => self.rest_of_text().map(Json::Text),
            '[' if depth < Self::DEPTH => self
                .members(']', |reader| reader.value(depth + 1))
                .map(Json::List),
            '{' if depth < Self::DEPTH => self
                .members('}', |reader| {
                    let name = match reader.next()? {
                        '"' => reader.rest_of_text()?,
                        _ => return None,
                    };
                    reader.take(':')?;
                    Some((name, reader.value(depth + 1)?))
                })
                .map(Json::Object),
            _ => None,
        }
    }

    /// What stands between commas, up to and with the closing bracket.
    fn members<T>(
        &mut self,
        end: char,
        mut member: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut members = Vec::new();
        if self.take(end).is_some() {
            return Some(members);
        }
        loop {
            members.push(member(self)?);
            match self.next()? {
                ',' => {}
                c if c == end => return Some(members),
                _ => return None,
            }
        }
    }

    /// The next character that is no blank.
    fn next(&mut self) -> Option<char> {
        self.0 = self.0.trim_start_matches([' ', '\t', '\r', '\n']);
        self.character()
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        self.0 = self.0.trim_start_matches([' ', '\t', '\r', '\n']);
        self.0 = self.0.strip_prefix(wanted)?;
        Some(())
    }

    fn character(&mut self) -> Option<char> {
        let mut characters = self.0.chars();
        let c = characters.next()?;
        self.0 = characters.as_str();
        Some(c)
    }

    /// A text whose opening quote is read.
    fn rest_of_text(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            text.push(match self.character()? {
                '"' => return Some(text),
                '\\' => match self.character()? {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\u{8}',
                    'f' => '\u{C}',
                    'u' => self.escaped_unit()?,
                    c @ ('"' | '\\' | '/') => c,
                    _ => return None,
                },
                c => c,
            });
        }
    }

    /// A character as four hex digits, or as twice four where it is beyond them.
    fn escaped_unit(&mut self) -> Option<char> {
        let first = self.hex()?;
        let mut units = vec![first];
        if (0xD800..0xDC00).contains(&first) {
            self.0 = self.0.strip_prefix("\\u")?;
            units.push(self.hex()?);
        }
        char::decode_utf16(units).next()?.ok()
    }

    fn hex(&mut self) -> Option<u16> {
        let (digits, rest) = self.0.split_at_checked(4)?;
        self.0 = rest;
        let all_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        all_hex
            .then(|| u16::from_str_radix(digits, 16).ok())
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_any_parser_reads() {
        let text = "\u{0}\u{1F}\"\\/\u{7F}\u{2028}é😀\n";
        let json = Json::List(vec![
            Json::Object(vec![
                ("id".into(), Json::Text(text.into())),
                (
                    "roster".into(),
                    Json::List(vec![Json::Text("a".into()), Json::Text("b".into())]),
                ),
            ]),
            Json::Object(Vec::new()),
        ]);
        let written = json.to_string();
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(
            read,
            serde_json::json!([{"id": text, "roster": ["a", "b"]}, {}])
        );
        assert_eq!(Json::read(&written), Some(json));
    }

    #[test]
    fn reads_what_servers_write() {
        let read =
            Json::read("[ {\"message\" : \"a\\u0041\\ud83d\\ude00\\/\\n\", \"key\":\"k\"} ]&more");
        let Some(Json::List(errors)) = read else {
            panic!("{read:?}");
        };
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].text("key"), Some("k"));
        assert_eq!(errors[0].text("message"), Some("aA😀/\n"));
        assert_eq!(errors[0].text("other"), None);
    }

    #[test]
    fn refuses_all_else() {
        for text in [
            "",
            "[",
            "[1]",
            "{\"a\"}",
            "{\"a\":}",
            "{a:\"b\"}",
            "[\"a\",]",
            "[\"a\" \"b\"]",
            "\"\\u12\"",
            "\"\\u+123\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\x\"",
            "\"open",
            "null",
        ] {
            assert_eq!(Json::read(text), None, "{text}");
        }
        assert_eq!(Json::read(&"[".repeat(100_000)), None);
    }
}
