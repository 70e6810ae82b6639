//! Reading and writing JSON.
//!
//! [`read`] parses the text, checks that the server reports `SUCCESS`, and passes the object to a closure that picks
//! members by name. [`xml::read`](crate::xml::read) does the same for XML:
//!
//! ```
//! use bbb_sdk::json;
//!
//! struct Poll { question: String, answers: Vec<String>, votes: Option<i64> }
//!
//! let text = r#"{"response":{"returncode":"SUCCESS","question":"Why?",
//!     "answers":[{"text":"A"},{"text":"B"}]}}"#;
//! let poll = json::read(text, |answer| {
//!     Ok(Poll {
//!         question: json::req(answer, "question")?,
//!         answers: json::list(answer, "answers", |answer| json::req(answer, "text"))
//!             .into_iter()
//!             .collect::<Result<_, _>>()?,
//!         votes: json::opt(answer, "votes"),
//!     })
//! })?;
//! assert_eq!((poll.question.as_str(), poll.answers.len(), poll.votes), ("Why?", 2, None));
//!
//! let text = r#"{"response":{"returncode":"SUCCESS"}}"#;
//! let empty = json::read(text, |answer| json::req::<String>(answer, "question"));
//! assert_eq!(
//!     empty.unwrap_err().to_string(),
//!     "the response is a body without a readable `question` (HTTP 200)",
//! );
//! # Ok::<(), bbb_sdk::Error>(())
//! ```

/// Any JSON value, for members that this crate does not know.
pub use serde_json::Value;
/// Creates a JSON value from a literal: `json!({ "meeting": { "name": name } })`.
pub use serde_json::json;

use crate::error::{Error, Result};
use crate::value::FromText;

mod answer;
mod limit;
#[cfg(feature = "callbacks")]
mod text;

#[cfg(feature = "recording")]
pub(crate) use answer::refusal;
pub use answer::{read, read_within};
#[cfg(feature = "callbacks")]
pub(crate) use text::{elements, metadata, parse, parse_script, quoted};

#[cfg(feature = "callbacks")]
pub(crate) use self::opt as member;

/// Reads a required member. If [`opt`] does not find it, the result is an error that names it.
pub fn req<T: FromText>(object: &Value, name: &'static str) -> Result<T> {
    opt(object, name).ok_or_else(|| Error::missing(name))
}

/// Reads an optional member. It accepts any scalar that has the form of the value: `"3"` is a number, and `"false"` is a
/// boolean.
///
/// Texts are trimmed. A member that is null, blank, an object or a list counts as missing, and so does a member whose value
/// has another type.
pub fn opt<T: FromText>(object: &Value, name: &str) -> Option<T> {
    scalar(object.get(name)?)
}

/// Reads the elements of a list member. A missing or null member is an empty list. Any other member that is not a list
/// counts as a list with one element.
pub fn list<T>(object: &Value, name: &str, read: impl FnMut(&Value) -> T) -> Vec<T> {
    match object.get(name) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(elements)) => elements.iter().map(read).collect(),
        Some(only) => std::iter::once(only).map(read).collect(),
    }
}

/// Reads a scalar.
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
