//! Text that came from outside, made safe to show.

use std::fmt::Write as _;

/// Replaces what would move the cursor or turn the line around: names come from users.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !is_bidi_control(*c))
        .map(|c| if is_control(c) { ' ' } else { c })
        .collect()
}

/// [`clean`], with line breaks kept.
pub(crate) fn clean_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(clean).collect();
    lines.join("\n")
}

/// Escapes in JSON what JSON itself leaves as it is and a terminal obeys. The value stays the same.
pub(crate) fn escape_json(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        // Line breaks stand between the values of JSON that is laid out.
        if c != '\n' && (is_control(c) || is_bidi_control(c)) {
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text
}

/// Whether the text holds a character that [`clean`] would change.
pub(crate) fn is_clean(text: &str) -> bool {
    !text.chars().any(|c| is_control(c) || is_bidi_control(c))
}

fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Marks that change the direction of the text around them.
fn is_bidi_control(c: char) -> bool {
    matches!(
        c,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}
