//! Formats JSON for `Debug`.

use crate::json::Value;
use crate::redact::{BLANK, is_secret_name, shown_value};

/// Formats JSON with secrets blanked by their names, and with URLs as they may be shown. Without JSON it is `None`.
pub(super) fn shown_json(json: Option<&Value>) -> String {
    json.map_or_else(|| "None".to_owned(), |json| shown("", json).to_string())
}

/// Blanks a value by the name of its member, or of the member that contains its list.
fn shown(name: &str, json: &Value) -> Value {
    match json {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), shown(name, value)))
                .collect(),
        ),
        Value::Array(elements) => elements.iter().map(|value| shown(name, value)).collect(),
        Value::String(text) => Value::from(shown_value(name, text)),
        _ if is_secret_name(name) => Value::from(BLANK),
        other => other.clone(),
    }
}
