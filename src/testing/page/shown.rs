//! Formats values for pages.

use crate::redact::redact;
use crate::testing::text::dates::iso_date;

/// Formats a moment in UTC: `2024-05-09 13:35:28`.
pub(super) fn moment(millis: i64) -> String {
    let iso = iso_date(millis);
    let seconds = iso.split('.').next().unwrap_or_default();
    seconds.replace('T', " ")
}

/// Formats the time of day of a moment in UTC: `13:35:28`.
pub(super) fn time_of_day(millis: i64) -> String {
    let moment = moment(millis);
    moment.split(' ').nth(1).unwrap_or_default().to_owned()
}

/// The maximum length of a body that is shown.
const LONGEST: usize = 2 << 10;

/// Returns the start of a body, without secrets.
pub(super) fn body(text: &str) -> String {
    // Redact more than is shown, so that no part of a secret is left at the end.
    let (looked_at, _) = cut(text, 2 * LONGEST);
    let lines: Vec<String> = looked_at.lines().map(redact).collect();
    let lines = lines.join("\n");
    let (shown, _) = cut(&lines, LONGEST);
    if shown.len() == lines.len() && looked_at.len() == text.len() {
        lines
    } else {
        format!("{shown}… ({} bytes in all)", text.len())
    }
}

/// Splits a text after at most this many bytes.
fn cut(text: &str, length: usize) -> (&str, &str) {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Returns a welcome text without the markup that servers allow.
pub(super) fn plain(text: &str) -> String {
    const TAGS: [&str; 11] = [
        "a", "b", "br", "i", "img", "li", "small", "span", "strong", "u", "ul",
    ];
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        shown.push_str(before);
        let tag = after.split_once('>').filter(|(tag, _)| {
            let name = tag.trim_matches('/').split([' ', '/']).next();
            name.is_some_and(|name| TAGS.iter().any(|known| name.eq_ignore_ascii_case(known)))
        });
        let Some((tag, behind)) = tag else {
            shown.push('<');
            rest = after;
            continue;
        };
        let name = tag.get(..2).unwrap_or_default();
        if name.eq_ignore_ascii_case("br") || name.eq_ignore_ascii_case("li") {
            shown.push('\n');
        }
        rest = behind;
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn welcome_texts_lose_the_markup_of_servers_and_no_other() {
        assert_eq!(
            plain("a<br/>b <b>c</b> <script>d</script> 1 < 2"),
            "a\nb c <script>d</script> 1 < 2"
        );
        assert_eq!(plain("<a href=\"https://x.example\">x</a><"), "x<");
        assert_eq!(plain("<ul><li>one<li>two</ul>"), "\none\ntwo");
    }

    #[test]
    fn bodies_are_cut_and_have_no_secrets() {
        assert_eq!(
            body("<a>1</a>\r\n<moderatorPW>mp</moderatorPW>"),
            "<a>1</a>\n<moderatorPW>***</moderatorPW>"
        );
        assert!(body(&"ä".repeat(9000)).ends_with("ä… (18000 bytes in all)"));
    }

    #[test]
    fn moments_are_in_utc() {
        assert_eq!(moment(1_700_000_000_000), "2023-11-14 22:13:20");
        assert_eq!(time_of_day(1_700_000_000_000), "22:13:20");
    }
}
