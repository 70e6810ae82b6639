//! Makes text from outside safe to show.

use std::fmt::Write as _;

/// Replaces characters that would move the cursor or change the direction of the line. Names come from users.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !is_bidi_control(*c))
        .map(|c| if is_control(c) { ' ' } else { c })
        .collect()
}

/// Quotes an ID or a name in a sentence, cleaned.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", clean(text))
}

/// Quotes a text as one word for a shell.
pub(crate) fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '-' | '_');
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// Does the same as [`clean`], but keeps line breaks.
pub(crate) fn clean_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(clean).collect();
    lines.join("\n")
}

/// Escapes characters that JSON allows and a terminal would obey. The value stays the same.
pub(crate) fn escape_json(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        // Indented JSON has line breaks between its values.
        if c != '\n' && (is_control(c) || is_bidi_control(c)) {
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text
}

/// Returns whether [`clean`] would not change the text.
pub(crate) fn is_clean(text: &str) -> bool {
    !text.chars().any(|c| is_control(c) || is_bidi_control(c))
}

fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Returns whether a character changes the direction of the text around it.
fn is_bidi_control(c: char) -> bool {
    matches!(
        c,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}
