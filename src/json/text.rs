//! JSON as it stands in callbacks: texts that are kept as they came, and members of any name.

use std::fmt;

use serde_json::Value;
use serde_json::value::RawValue;

use super::scalar;
use crate::value::Metadata;

/// Why a text is not the JSON that was expected: what, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonError(String);

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<serde_json::Error> for JsonError {
    // The parser's words hold no part of the text but its structure.
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// Reads a text that may be nested 127 deep.
pub(crate) fn parse(text: &[u8]) -> Result<Value, JsonError> {
    Ok(serde_json::from_slice(text)?)
}

/// The texts of an array's elements, each as it stands there.
pub(crate) fn elements(text: &str) -> Result<Vec<&str>, JsonError> {
    let elements: Vec<&RawValue> = serde_json::from_str(text)?;
    Ok(elements.into_iter().map(RawValue::get).collect())
}

/// The text as a JSON string, in the spelling of JavaScript's `JSON.stringify`.
pub(crate) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// The members of an object as names with values; those that are no scalars are left out.
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
