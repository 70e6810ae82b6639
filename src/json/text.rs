//! Reads JSON in callbacks: parts that are kept unchanged, and members with any name.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;
use serde_json::value::RawValue;

use super::{limit, scalar};
use crate::error::Limit;
use crate::value::Metadata;
use crate::xml::Limits;

/// What is wrong with a JSON text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonError(String);

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<serde_json::Error> for JsonError {
    // The parser's message describes the structure and contains no part of the text.
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

// No setting changes these limits.
impl From<Limit> for JsonError {
    fn from(limit: Limit) -> Self {
        Self(format!("it is over the limit of {limit}"))
    }
}

/// Refuses a text that is nested deeper than this, or whose values would take too much memory.
fn check(text: &[u8], depth: usize) -> Result<(), JsonError> {
    let limits = Limits {
        depth,
        ..Limits::default()
    };
    Ok(limit::check(text, &limits)?)
}

/// The maximum depth of nesting in the parser.
const DEPTH: usize = 127;

/// Parses a text with up to 127 levels of nesting, whose values take up to 8 times its length plus 48 MiB.
pub(crate) fn parse(text: &[u8]) -> Result<Value, JsonError> {
    let text = text.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(text);
    check(text, DEPTH)?;
    Ok(serde_json::from_slice(text)?)
}

/// Parses a text that JavaScript wrote, and replaces half characters in it.
pub(crate) fn parse_script(text: &str) -> Result<Value, JsonError> {
    parse(whole_characters(text).as_bytes())
}

/// Replaces each escape of half a character by the escape of the replacement character.
///
/// QUIRK: if JavaScript cuts a text between the two halves of a character, `JSON.stringify` writes only `\ud83d`.
fn whole_characters(text: &str) -> Cow<'_, str> {
    let mut whole = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        let start = at + found;
        // The escape of a half takes six bytes, and two halves make a character. Of any other escape two bytes are skipped.
        at = match (half(text, start), half(text, start + 6)) {
            (Some(Half::First), Some(Half::Second)) => start + 12,
            (None, _) => start + 2,
            (Some(_), _) => {
                whole.push_str(text.get(copied..start).unwrap_or_default());
                whole.push_str("\\ufffd");
                copied = start + 6;
                copied
            }
        };
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    whole.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(whole)
}

enum Half {
    First,
    Second,
}

/// Returns which half of a character is escaped at this position, if any.
fn half(text: &str, at: usize) -> Option<Half> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xD800..=0xDBFF => Some(Half::First),
        0xDC00..=0xDFFF => Some(Half::Second),
        _ => None,
    }
}

/// Returns the elements of an array as unchanged texts.
pub(crate) fn elements(text: &str) -> Result<Vec<&str>, JsonError> {
    let text = text.trim_start_matches('\u{FEFF}');
    // The depth of an element is limited when it is parsed.
    check(text.as_bytes(), usize::MAX)?;
    let elements: Vec<&RawValue> = serde_json::from_str(text)?;
    Ok(elements.into_iter().map(RawValue::get).collect())
}

/// Returns the text as a JSON string, in the spelling of JavaScript's `JSON.stringify`.
pub(crate) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Returns the members of an object as names with values, without those that are not scalars.
pub(crate) fn metadata(object: &Value) -> Metadata {
    let members = object.as_object().into_iter().flatten();
    members
        .filter_map(|(name, value)| {
            let text = match value {
                Value::String(text) => text.clone(),
                value => scalar(value)?,
            };
            Some((name.clone(), text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_in_front_is_passed() {
        assert_eq!(parse("\u{FEFF}[1]".as_bytes()), Ok(Value::from(vec![1])));
        assert_eq!(parse_script("\u{FEFF}[1]"), Ok(Value::from(vec![1])));
        assert_eq!(elements("\u{FEFF}[1, {}]"), Ok(vec!["1", "{}"]));
    }

    #[test]
    fn hostile_texts_take_no_memory() {
        let text = format!("[0{}]", ",{\"\":0}".repeat(1_000_000));
        let limit = Err(JsonError(
            "it is over the limit of 50331648 bytes of memory plus 8 times the length of the text"
                .to_owned(),
        ));
        assert_eq!(parse(text.as_bytes()), limit);
        assert_eq!(parse_script(&text), limit);
        assert_eq!(elements(&text).map(|_| Value::Null), limit);
        // As deep as the parser goes.
        let deep = format!("{}{text}{}", "[".repeat(125), "]".repeat(125));
        assert_eq!(parse(deep.as_bytes()), limit);
    }

    #[test]
    fn an_event_may_be_as_deep_in_a_list_as_alone() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let limit = Err(JsonError(
            "it is over the limit of 127 levels of nesting".to_owned(),
        ));
        let (most, more) = (nested(127), nested(128));
        assert_eq!(elements(&format!("[{most}]")), Ok(vec![&*most]));
        assert!(parse_script(&most).is_ok());
        assert_eq!(parse_script(&more), limit);
        assert_eq!(elements(&format!("[{more}]")), Ok(vec![&*more]));
    }
}
