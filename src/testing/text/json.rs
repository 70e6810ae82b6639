//! Writes answers in JSON.

use std::fmt::Write as _;

/// Returns a text as JSON, escaped as Gson does, including characters with a meaning in HTML or JavaScript.
pub(in crate::testing) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in plain(text).chars() {
        match c {
            '<' | '>' | '&' | '=' | '\'' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Returns an object whose values are given as JSON.
pub(in crate::testing) fn object<'a>(
    members: impl IntoIterator<Item = (&'a str, String)>,
) -> String {
    let members = members.into_iter();
    let members: Vec<String> = members
        .map(|(name, value)| format!("{}:{value}", string(name)))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// Returns the answer of a JSON call: an object within `response`.
pub(in crate::testing) fn response<'a>(
    members: impl IntoIterator<Item = (&'a str, String)>,
) -> String {
    object([("response", object(members))])
}

/// Returns a refusal as JSON.
pub(in crate::testing) fn refused(key: &str, message: &str) -> String {
    response([
        ("returncode", string("FAILED")),
        ("messageKey", string(key)),
        ("message", string(message)),
    ])
}

/// Returns an array whose values are given as JSON.
pub(in crate::testing) fn array(values: impl IntoIterator<Item = String>) -> String {
    let values: Vec<String> = values.into_iter().collect();
    format!("[{}]", values.join(","))
}

/// Returns a text as JSON, escaped as JavaScript does.
pub(in crate::testing) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
