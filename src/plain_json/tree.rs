//! JSON values for parameters of `create` and redirects of `join`: texts, lists and objects.

use std::fmt::{self, Write as _};

use super::reader::Reader;

/// A JSON value without numbers, booleans and null.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads the value at the beginning of the text.
    #[inline]
    pub(crate) fn read(text: &str) -> Option<Self> {
        value(&mut Reader::new(text), 0)
    }

    /// Returns the member of an object with this name, if it is a text.
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
    #[inline]
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

#[inline]
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

/// The maximum depth of nesting.
const DEPTH: u32 = 8;

#[inline]
fn value(reader: &mut Reader<'_>, depth: u32) -> Option<Json> {
    match reader.next()? {
        '"' => reader.rest_of_text().map(Json::Text),
        '[' if depth < DEPTH => {
            members(reader, ']', |reader| value(reader, depth + 1)).map(Json::List)
        }
        '{' if depth < DEPTH => members(reader, '}', |reader| {
            let name = reader.name()?;
            Some((name, value(reader, depth + 1)?))
        })
        .map(Json::Object),
        _ => None,
    }
}

/// Reads items separated by commas, including the closing bracket.
fn members<T>(
    reader: &mut Reader<'_>,
    end: char,
    mut member: impl FnMut(&mut Reader<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let mut members = Vec::new();
    if reader.take(end).is_some() {
        return Some(members);
    }
    loop {
        members.push(member(reader)?);
        match reader.next()? {
            ',' => {}
            c if c == end => return Some(members),
            _ => return None,
        }
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

    /// The parameter is part of a URL whose length servers limit.
    #[test]
    fn escapes_only_what_must_be_escaped() {
        let json = Json::Text(" a\u{1F}\"\\\u{7F}é".into());
        assert_eq!(json.to_string(), "\" a\\u001f\\\"\\\\\u{7F}é\"");
    }

    /// The escapes of RFC 8259.
    #[test]
    fn reads_every_escape() {
        let text = r#""\" \\ \/ \b \f \n \r \t \u00e9 \uD834\udd1E""#;
        let expected = "\" \\ / \u{8} \u{C} \n \r \t é \u{1D11E}";
        assert_eq!(Json::read(text), Some(Json::Text(expected.into())));
    }

    #[test]
    fn eight_levels_are_read() {
        let lists = |depth| "[".repeat(depth) + &"]".repeat(depth);
        let objects = |depth| r#"{"a":"#.repeat(depth - 1) + "{" + &"}".repeat(depth);
        let both = |depth: usize| r#"[{"a":"#.repeat(depth / 2) + r#""""# + &"}]".repeat(depth / 2);
        for text in [lists(8), objects(8), both(8)] {
            let read = Json::read(&text).map(|json| json.to_string());
            assert_eq!(read, Some(text));
        }
        for text in [lists(9), objects(9), both(10)] {
            assert_eq!(Json::read(&text), None, "{text}");
        }
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
