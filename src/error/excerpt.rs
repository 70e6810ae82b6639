//! Returns the first words of a response body, for errors.

use crate::redact::redact_cut;

/// The maximum length of an excerpt, in characters.
const EXCERPT: usize = 160;

/// The number of characters of a body that are searched for secrets. An excerpt without markup ends far before that.
const SEARCHED: usize = 6_400;

/// The number of characters that are searched first. They are enough for most bodies.
const SEARCHED_FIRST: usize = 1_200;

/// The number of bytes that must follow the excerpt in the text that was searched, because a secret may begin before the
/// end of the excerpt.
const BEHIND: usize = 400;

/// Returns the first words of a body, without markup, line breaks, control characters and secrets.
pub(super) fn excerpt(text: &str) -> String {
    of_first(text).unwrap_or_else(|| words(&redact_cut(start(text, SEARCHED))).0)
}

/// Returns the excerpt if the first part of a body is enough to know it.
///
/// That part ends with a blank. So it cuts no escape, and no checksum, name or value that begins in the excerpt, unless the
/// value contains blanks. The end of such a value is blanked like the end of a truncated body.
fn of_first(text: &str) -> Option<String> {
    let first = start(text, SEARCHED_FIRST);
    if text.len() < 2 * first.len() {
        return None;
    }
    let blank = first.rfind(char::is_whitespace)?;
    let shown = redact_cut(first.get(..=blank)?);
    let (words, rest) = words(&shown);
    (rest >= BEHIND).then_some(words)
}

/// Returns the start of a text, at most this many characters.
fn start(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters);
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// Returns the first words of a text without markup, and the number of bytes after them.
fn words(text: &str) -> (String, usize) {
    let mut words = String::with_capacity(EXCERPT);
    let (mut tag, mut space, mut length) = (false, false, 0);
    for (at, c) in text.char_indices() {
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
                    return (words, text.len() - at);
                }
                words.push(c);
                (space, length) = (false, length + 1);
            }
        }
    }
    (words, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Sent;

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

    /// What bodies are put together from: notations of secrets, echoes of what was sent, markup and words.
    const PIECES: &[&str] = &[
        "word ",
        "two words, ",
        "\n",
        "<p class=\"x\">",
        "</p>",
        "<td>password</td><td>a b</td>",
        "token=",
        "\"password\": \"one, two ",
        "'",
        "\"",
        "&quot;",
        "%20",
        "\\",
        "&#x",
        ";",
        "李小龙 ",
        "\u{FFFD}",
        SHA1,
        "0123456789abcdef",
        "hunter2 and more",
        "hunter2%20and%20mo",
        "<checksum>",
        "-",
        "meeting ID [",
        "]",
        "\u{3000}",
    ];

    #[test]
    fn what_follows_the_first_part_of_a_body_changes_no_excerpt() {
        let sent = Sent::new(
            "https://h/end?password=hunter2%20and%20more",
            None,
            None,
            "",
        );
        let (_, decided) = sent.while_reading(|| {
            let mut state: usize = 7;
            let mut random = |below: usize| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 33) % below
            };
            let mut decided = 0;
            for _ in 0..30 {
                // Few kinds of pieces in one body, so that some have no blanks and others nothing but markup.
                let kinds: Vec<_> = (0..6).map(|_| random(PIECES.len())).collect();
                let body: String = (0..300).map(|_| PIECES[kinds[random(6)]]).collect();
                let expected = words(&redact_cut(start(&body, SEARCHED))).0;
                assert_eq!(excerpt(&body), expected, "{body}");
                decided += usize::from(of_first(&body).is_some());
            }
            decided
        });
        assert!((7..25).contains(&decided), "{decided}");
    }

    #[test]
    fn a_text_that_only_begins_like_a_secret_is_shown_wherever_the_first_part_ends() {
        let sent = Sent::new(
            "https://h/end?password=hunter2%20and%20more",
            None,
            None,
            "",
        );
        let before = "word ".repeat(31) + "or ";
        let (_, ()) = sent.while_reading(|| {
            for length in 1_000..1_100 {
                let tag = "p".repeat(length);
                let body = format!("<{tag}>{before}hunter2 or less {}", "word ".repeat(1_000));
                assert_eq!(excerpt(&body), format!("{before}hu…"), "{length}");
            }
        });
    }

    #[test]
    fn a_secret_that_begins_before_the_end_of_an_excerpt_is_blanked() {
        let before = "word ".repeat(31);
        for length in [48, 320, 704, 1_104, 2_000, 6_000] {
            let value = "0123456789abcdef".repeat(length / 16);
            for (written, shown) in [
                (format!("pw={value}"), "pw=**…"),
                (format!("<a>{value}"), "*** w…"),
                (format!("pw=\"{value} {value}\""), "pw=\"*…"),
            ] {
                let body = format!("{before}{written} {}", "word ".repeat(2_000));
                assert_eq!(excerpt(&body), format!("{before}{shown}"), "{length}");
            }
        }
    }
}
