//! Returns the first words of a response body, for errors.

use crate::redact::redact_cut;

/// The maximum length of an excerpt, in characters.
const EXCERPT: usize = 160;

/// Returns the first words of a body, without markup, line breaks, control characters and secrets.
pub(super) fn excerpt(text: &str) -> String {
    // Cut far after the end of the excerpt, because a cut may leave a part of a secret.
    let end = text
        .char_indices()
        .nth(EXCERPT * 40)
        .map_or(text.len(), |(at, _)| at);
    let text = redact_cut(text.get(..end).unwrap_or_default());
    let mut words = String::with_capacity(EXCERPT);
    let (mut tag, mut space, mut length) = (false, false, 0);
    for c in text.chars() {
        match c {
            '<' => tag = true,
            '>' if tag => (tag, space) = (false, true),
            _ if tag => {}
            c if c.is_whitespace() || c.is_control() || c == '\u{FFFD}' => space = true,
            c => {
                if space && length > 0 {
                    words.push(' ');
                    length += 1;
                }
                if length >= EXCERPT {
                    words.push('…');
                    break;
                }
                words.push(c);
                (space, length) = (false, length + 1);
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA1: &str = "0824cf478f38e4d7008f89d7ee073ecb29287bdf";

    #[test]
    fn excerpts_are_short_and_clean() {
        let page = format!(
            "<!DOCTYPE html><html>\n<head><title>502</title></head>\u{1B}[31m \
             <a href='?checksum={SHA1}'>checksum={SHA1}</a>\r\n\u{FFFD}{}",
            "word ".repeat(100_000)
        );
        let words = excerpt(&page);
        assert!(
            words.starts_with("502 [31m checksum=*** word word"),
            "{words}"
        );
        assert!(words.ends_with('…'), "{words}");
        assert!(words.chars().count() <= EXCERPT + 2, "{words}");
        assert_eq!(excerpt("<a"), "");
        assert_eq!(excerpt("1 > 0"), "1 > 0");
    }
}
