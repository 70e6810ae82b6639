//! Reading and writing JSON: the one place that names the crate.

/// Any JSON value, for members this crate does not name.
pub use serde_json::Value;
/// Writes a JSON value as it looks: `json!({ "meeting": { "name": name } })`.
pub use serde_json::json;

use crate::value::FromText;

mod answer;
#[cfg(feature = "callbacks")]
mod text;

pub use answer::read;
#[cfg(feature = "recording")]
pub(crate) use answer::refusal;
#[cfg(feature = "callbacks")]
pub(crate) use text::{elements, metadata, parse, parse_script, quoted};

/// A member of an object, whatever scalar it is written as: `"3"` is a number and `"false"` a truth value. A member
/// that is missing, null, blank or of another kind is none.
pub(crate) fn member<T: FromText>(object: &Value, name: &str) -> Option<T> {
    scalar(object.get(name)?)
}

/// A scalar value as text that is read.
pub(crate) fn scalar<T: FromText>(value: &Value) -> Option<T> {
    match value {
        Value::String(text) => Some(text.trim())
            .filter(|text| !text.is_empty())
            .and_then(T::from_text),
        Value::Number(number) => T::from_text(&number.to_string()),
        Value::Bool(truth) => T::from_text(if *truth { "true" } else { "false" }),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
