//! What may be shown of text that came from outside.

use std::fmt::{self, Write as _};

/// Names whose values are not shown when a server repeats them in its words or pages, by how they end.
const SECRET_NAMES: [&str; 8] = [
    "checksum",
    "password",
    "pw",
    "token",
    "secret",
    "salt",
    "jsessionid",
    "signature",
];

/// What binds a value to its name in queries, JSON, XML, Ruby and Python, escaped or not, and what ends the value; nothing
/// stands for whatever ends a word of a query.
const BINDINGS: [(&str, Option<&str>); 18] = [
    ("=\"", Some("\"")),
    ("='", Some("'")),
    ("=", None),
    ("%3D", None),
    ("%3d", None),
    ("%253D", None),
    ("%253d", None),
    ("\":\"", Some("\"")),
    ("\": \"", Some("\"")),
    ("\\\":\\\"", Some("\\\"")),
    ("&quot;:&quot;", Some("&quot;")),
    (">", Some("<")),
    ("\"=>\"", Some("\"")),
    ("&quot;=&gt;&quot;", Some("&quot;")),
    ("': '", Some("'")),
    ("': ['", Some("'")),
    ("&#x27;: &#x27;", Some("&#x27;")),
    ("&#x27;: [&#x27;", Some("&#x27;")),
];

/// Whether the value behind such a name is not to be shown.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.as_bytes();
    SECRET_NAMES.iter().any(|secret| {
        let start = name.len().checked_sub(secret.len());
        let end = start.and_then(|start| name.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(secret.as_bytes()))
    })
}

/// Blanks what a server may repeat of a signed request: the values behind the names of secrets, and bare checksums.
pub(crate) fn redact(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let other = rest.find(|c: char| c.is_ascii_alphanumeric());
        let (between, tail) = rest.split_at(other.unwrap_or(rest.len()));
        shown.push_str(between);
        let end = tail.find(|c: char| !c.is_ascii_alphanumeric());
        let (word, tail) = tail.split_at(end.unwrap_or(tail.len()));
        shown.push_str(if holds_checksum(word) && !is_time(tail) {
            "***"
        } else {
            word
        });
        rest = tail;
        if is_secret_name(word)
            && !between.ends_with("</")
            && let Some((sign, end)) = BINDINGS.iter().find(|(sign, _)| tail.starts_with(sign))
        {
            let value = tail.get(sign.len()..).unwrap_or_default();
            let end = match end {
                Some(end) => value.find(end),
                None => value.find(|c: char| {
                    c.is_whitespace() || matches!(c, '&' | '"' | '\'' | '<' | '>' | ',' | ';' | ')')
                }),
            };
            shown.push_str(sign);
            shown.push_str("***");
            rest = value.get(end.unwrap_or(value.len())..).unwrap_or_default();
        }
    }
    shown
}

/// Whether a word holds as many hex digits in a row as the shortest checksum has.
fn holds_checksum(word: &str) -> bool {
    word.len() >= 40
        && word
            .as_bytes()
            .chunk_by(|a, b| a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
            .any(|run| run.len() >= 40)
}

/// Whether the time of an internal ID follows, which begins with a hash that is no secret: `…c44e-1531240585189`.
fn is_time(tail: &str) -> bool {
    let digits = tail.strip_prefix('-').unwrap_or_default();
    let digits = digits.bytes().take_while(u8::is_ascii_digit).count();
    (10..=14).contains(&digits)
}

/// Words from outside on one line.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, line) in self.0.split(char::is_control).enumerate() {
            if at > 0 {
                f.write_char(' ')?;
            }
            f.write_str(line)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA1: &str = "0824cf478f38e4d7008f89d7ee073ecb29287bdf";

    #[track_caller]
    fn shows(text: &str, expected: &str) {
        assert_eq!(redact(text), expected);
    }

    #[test]
    fn secrets_are_blanked_however_they_are_written() {
        shows(
            "GET /api/end?meetingID=a&password=hunter2&checksum=0123 HTTP/1.1",
            "GET /api/end?meetingID=a&password=***&checksum=*** HTTP/1.1",
        );
        shows("moderatorPW=a+b%20c&x=1", "moderatorPW=***&x=1");
        shows("q=sessionToken%3Dabc%26x", "q=sessionToken%3D***");
        shows("q=token%253Dabc", "q=token%253D***");
        shows("password=\"two words\" x", "password=\"***\" x");
        shows(
            "<attendeePW>two words</attendeePW>",
            "<attendeePW>***</attendeePW>",
        );
        shows(
            r#"{"sharedSecret": "a b", "n":1}"#,
            r#"{"sharedSecret": "***", "n":1}"#,
        );
        shows(r#"{\"token\":\"a b\"}"#, r#"{\"token\":\"***\"}"#);
        shows(
            "&quot;password&quot;:&quot;a b&quot;",
            "&quot;password&quot;:&quot;***&quot;",
        );
        shows("q=token%253dabc", "q=token%253d***");
        shows(
            r#"{"meetingID"=>"a", "password"=>"a b"}"#,
            r#"{"meetingID"=>"a", "password"=>"***"}"#,
        );
        shows(
            "{&quot;password&quot;=&gt;&quot;a b&quot;}",
            "{&quot;password&quot;=&gt;&quot;***&quot;}",
        );
        shows(
            "{'checksum': '0 1', 'x': 1, 'password': ['a b']}",
            "{'checksum': '***', 'x': 1, 'password': ['***']}",
        );
        shows(
            "{&#x27;checksum&#x27;: &#x27;0 1&#x27;, &#x27;password&#x27;: [&#x27;a b&#x27;]}",
            "{&#x27;checksum&#x27;: &#x27;***&#x27;, &#x27;password&#x27;: [&#x27;***&#x27;]}",
        );
        shows(
            "Set-Cookie: JSESSIONID=ABC; Path=/",
            "Set-Cookie: JSESSIONID=***; Path=/",
        );
        shows("checksum=", "checksum=***");
    }

    #[test]
    fn checksums_are_blanked_wherever_they_stand() {
        shows(&format!("expected {SHA1}."), "expected ***.");
        shows(&format!("x{}z", SHA1.repeat(3).to_uppercase()), "***");
        shows(&format!("%3D{SHA1}"), "%***");
    }

    #[test]
    fn other_words_are_left_alone() {
        for words in [
            "",
            "You did not pass the checksum security check",
            "You must provide a session token",
            "The required tag=gpu is not there: 100% of „Raum“ – 李小龙",
            "0824cf478f38e4d7008f89d7ee073ecb29287bd",
            "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585189",
        ] {
            shows(words, words);
        }
    }

    #[test]
    fn a_long_text_is_passed_over_once() {
        // Were the time to grow with the square of the length, this would take hours.
        for piece in ["checksum=", "a", "0", "=", "token>", "ä", "<", " "] {
            let text = piece.repeat((1 << 20) / piece.len());
            assert!(redact(&text).len() <= 2 * text.len() + 3);
        }
    }
}
