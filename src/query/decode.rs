//! Undoes percent-encoding. The results may be secrets, so they leave no copy in memory.

use percent_encoding::percent_decode_str;

use crate::secret::{Zeroizing, push};

/// Returns the decoded names and values of a query or a form, as [`Query::parameters`](super::Query::parameters) does.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (String, Zeroizing<String>)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(move |pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let mut name = of_form(name);
            (std::mem::take(&mut *name), of_form(value))
        })
}

/// Undoes percent-encoding. `+` stays unchanged.
pub(crate) fn decoded(text: &str) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    bytes.extend(percent_decode_str(text));
    lossy(&bytes)
}

/// Returns whether nothing is left of a value once a server has removed control characters and outer blanks.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control())
}

/// Returns whether a percent-encoded value is blank. A value is decoded only if none of its bytes shows that it is not.
pub(super) fn is_encoded_blank(value: &str) -> bool {
    // In UTF-8, no blank and no control character begins with another byte than 0xC2, 0xE1, 0xE2 and 0xE3, or is ASCII that
    // can be seen.
    let is_visible = |byte: u8| byte.is_ascii_graphic() || matches!(byte, 0xC3..=0xE0 | 0xE4..);
    !percent_decode_str(value).any(is_visible) && is_blank(&decoded(value))
}

/// Undoes percent-encoding. `+` is a space.
pub(super) fn of_form(text: &str) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    for (at, piece) in text.split('+').enumerate() {
        if at > 0 {
            bytes.push(b' ');
        }
        bytes.extend(percent_decode_str(piece));
    }
    lossy(&bytes)
}

/// Returns bytes as text, with a mark in place of each sequence that is not UTF-8.
pub(crate) fn lossy(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
    for chunk in bytes.utf8_chunks() {
        push(&mut text, chunk.valid());
        if !chunk.invalid().is_empty() {
            push(&mut text, "\u{FFFD}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_blank_is_found_and_nothing_else() {
        for c in '\0'..='\u{FFFF}' {
            let value = percent_encoding::utf8_percent_encode(
                c.encode_utf8(&mut [0; 4]),
                percent_encoding::NON_ALPHANUMERIC,
            )
            .to_string();
            assert_eq!(
                is_encoded_blank(&value),
                c.is_whitespace() || c.is_control(),
                "{value}"
            );
            assert!(!is_encoded_blank(&format!("%20{value}-")), "{value}");
        }
        assert!(is_encoded_blank("%20%C2%A0%E3%80%80%0A"));
        assert!(!is_encoded_blank("%F0%9F%98%80"));
    }

    #[test]
    fn bytes_that_are_not_utf_8_become_marks() {
        for (text, plain, form) in [
            ("", "", ""),
            ("a+b%2B%20c", "a+b+ c", "a b+ c"),
            ("++", "++", "  "),
            (
                "%C3%A9%E9+%FF%FE",
                "é\u{FFFD}+\u{FFFD}\u{FFFD}",
                "é\u{FFFD} \u{FFFD}\u{FFFD}",
            ),
            ("%C3", "\u{FFFD}", "\u{FFFD}"),
            ("%%4%zz%", "%%4%zz%", "%%4%zz%"),
        ] {
            assert_eq!(*decoded(text), plain, "{text}");
            assert_eq!(*of_form(text), form, "{text}");
        }
    }
}
