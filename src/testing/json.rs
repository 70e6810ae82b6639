//! Writes the few answers in JSON.

/// A text as JSON, escaped as Gson does by default.
pub(super) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' | '=' | '\'' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// An object of members whose values are JSON already.
pub(super) fn object<'a>(members: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let members = members.into_iter();
    let members: Vec<String> = members
        .map(|(name, value)| format!("{}:{value}", string(name)))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// What the calls in JSON answer: an object within `response`.
pub(super) fn response<'a>(members: impl IntoIterator<Item = (&'a str, String)>) -> String {
    object([("response", object(members))])
}

/// A refusal in JSON.
pub(super) fn refused(key: &str, message: &str) -> String {
    response([
        ("returncode", string("FAILED")),
        ("messageKey", string(key)),
        ("message", string(message)),
    ])
}
