//! Removes secrets from text that came from outside, before it is shown.
//!
//! The same rules apply to all such text:
//!
//! - Each control character, line end, and mark that changes the direction of text becomes a space.
//! - Secrets of the request are blanked if a server echoes them, in any spelling: see [`Sent`].
//! - The value of a name that means a secret is blanked, and so is a bare checksum, even if the request is not known.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt::{self, Write as _};
use std::ops::Range;

mod decoded;
mod name;
mod pattern;
mod sent;
mod url;

use decoded::Decoded;
pub(crate) use name::is_secret_name;
pub(crate) use sent::Sent;
#[cfg(any(
    feature = "callbacks",
    feature = "monitoring",
    feature = "recording",
    feature = "webhooks"
))]
pub(crate) use url::UrlShown;
#[cfg(any(feature = "callbacks", feature = "testing"))]
pub(crate) use url::shown_url;
pub(crate) use url::{destination, shown_value};

/// The text that replaces a secret.
pub(crate) const BLANK: &str = "***";

/// The maximum length of a server's text in an error, in bytes.
const LONGEST: usize = 16 << 10;

/// The number of bytes after that which are searched as well, so that the cut leaves no part of a secret.
const BEHIND: usize = 4 << 10;

/// Returns a server's text with secrets blanked.
pub(crate) fn redact(text: &str) -> String {
    sent::with_current(|sent| blanked(text, sent))
}

/// Returns a server's text that may be truncated, with secrets blanked, including the beginning of a secret at its end.
pub(crate) fn redact_cut(text: &str) -> String {
    sent::with_current(|sent| {
        let half = sent.and_then(|sent| sent.half_at_end(text));
        let (whole, blank) = match half.and_then(|half| text.get(..half)) {
            Some(whole) => (whole, BLANK),
            None => (text, ""),
        };
        blanked(whole, sent) + blank
    })
}

/// Returns a server's text with secrets blanked, including those of the request if it is known.
fn blanked(text: &str, sent: Option<&Sent>) -> String {
    let whole = text.len() <= LONGEST;
    let text = if whole {
        text
    } else {
        start(text, LONGEST + BEHIND)
    };
    let decoded = Decoded::new(text);
    let ids = sent.map_or_else(Vec::new, |sent| sent.ids_in(text, &decoded));
    let mut blanks = places(&decoded, pattern::named(&decoded));
    let checksums = places(&decoded, pattern::checksums(&decoded));
    blanks.extend(
        checksums
            .into_iter()
            .filter(|checksum| !ids.iter().any(|id| overlap(id, checksum))),
    );
    if let Some(sent) = sent {
        let echoes = sent.secrets_in(text, &decoded);
        blanks.extend(
            echoes
                .into_iter()
                .filter(|echo| !ids.iter().any(|id| is_part(echo, id))),
        );
    }
    let shown = blank(
        text,
        blanks,
        if whole {
            text.len()
        } else {
            start(text, LONGEST).len()
        },
    );
    if whole { shown } else { shown + "…" }
}

/// Returns the start of a text, at most this many bytes.
fn start(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn places(decoded: &Decoded, ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    // An empty value is blanked as well, so that the result does not reveal whether there was one.
    let place = |range: Range<usize>| match decoded.place(range.clone()) {
        Some(place) => Some(place),
        None => decoded.end_of(range.start).map(|at| at..at),
    };
    ranges.into_iter().filter_map(place).collect()
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Returns whether a range is a part of a longer one.
fn is_part(part: &Range<usize>, whole: &Range<usize>) -> bool {
    whole.start <= part.start && part.end <= whole.end && part.len() < whole.len()
}

/// Returns a text up to an end, with the ranges and all unprintable characters blanked.
fn blank(text: &str, ranges: Vec<Range<usize>>, end: usize) -> String {
    // The heap puts them in order: the sort of the standard library takes four times as many bytes in a small program.
    let ranges = ranges.into_iter().filter(|range| range.start <= end);
    let mut ranges: BinaryHeap<_> = ranges
        .map(|range| (Reverse(range.start), range.end))
        .collect();
    let mut shown = String::with_capacity(end);
    let mut at = 0;
    while let Some((Reverse(start), stop)) = ranges.pop() {
        if start >= at {
            let before = text.get(at..start).unwrap_or_default();
            let _ = write!(shown, "{}{BLANK}", OneLine(before));
        }
        at = at.max(stop);
    }
    let _ = write!(shown, "{}", OneLine(text.get(at..end).unwrap_or_default()));
    shown
}

/// Returns whether a character moves the cursor, ends the line, changes the direction of text, or is invisible.
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{180E}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// Displays a text from outside on one line, with a space for each unprintable character.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.0.split(is_unprintable).enumerate() {
            if at > 0 {
                f.write_char(' ')?;
            }
            f.write_str(part)?;
        }
        Ok(())
    }
}

/// Returns a text on one line.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(is_unprintable) {
        Cow::Owned(OneLine(text).to_string())
    } else {
        Cow::Borrowed(text)
    }
}

/// Writes a text as [`one_line`] shows it, with the width of the format.
pub(crate) fn pad_one_line(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.pad(&one_line(text))
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
        shows("q=sessionToken%3Dabc%26x", "q=sessionToken%3D***%26x");
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
        shows(
            "password = 'it''s two', a = 'b'",
            "password = '***', a = 'b'",
        );
        shows(r#""password","a ""b"" c","d""#, r#""password","***","d""#);
        shows("password=a%26b&c=1", "password=***&c=1");
        shows("password=a&#44;b c", "password=*** c");
        shows("password=%20x&a=1", "password=***&a=1");
        shows("password: [ 'a b' ]", "password: [ '***' ]");
        shows(
            "bad password: x for room 1, sorry",
            "bad password: *** for room 1, sorry",
        );
    }

    /// Checks the notations in which servers in Java, Ruby, Go, PHP and Python echo parameters.
    #[test]
    fn secrets_are_blanked_in_other_notations() {
        shows("{ password: 'x' }", "{ password: '***' }");
        shows("{ password: two words, a: 1 }", "{ password: ***, a: 1 }");
        shows(
            r#"{"password" => "x", "a" => 1}"#,
            r#"{"password" => "***", "a" => 1}"#,
        );
        shows(r#"{"password":["x"]}"#, r#"{"password":["***"]}"#);
        shows(
            r#"{"password":["x", "y"], "a": "b"}"#,
            r#"{"password":["***"], "a": "b"}"#,
        );
        shows(r"password\u003dx\u0026a=b", r"password\u003d***\u0026a=b");
        shows(
            "<tr><td>password</td><td>x</td></tr>",
            "<tr><td>password</td><td>***</td></tr>",
        );
        shows(
            "{meetingID=a, password=two words}",
            "{meetingID=a, password=***}",
        );
        shows(
            "{password=two words, meetingID=a b}",
            "{password=***, meetingID=a b}",
        );
        shows(
            "JoinMeeting(password=two words, name=a)",
            "JoinMeeting(password=***, name=a)",
        );
        shows("User[password=two words]", "User[password=***]");
        shows(
            "Wrong, password=x is not right, sorry",
            "Wrong, password=*** is not right, sorry",
        );
        shows(
            "{a=1, password=x&b=two words}",
            "{a=1, password=***&b=two words}",
        );
        shows("map[password:[x] a:[b]]", "map[password:[***] a:[b]]");
        shows("password=[two words, three] x", "password=[***] x");
        shows("password: [two words] x", "password: [***] x");
        shows(
            "map[password:[two words] a:[b]]",
            "map[password:[***] a:[b]]",
        );
        shows(
            r#"{"password":"an \"escaped\" quote","a":1}"#,
            r#"{"password":"***","a":1}"#,
        );
        shows(
            "<input name=\"password\" value=\"x\">",
            "<input name=\"password\" value=\"***\">",
        );
        shows("[('password', 'x')]", "[('password', '***')]");
        shows(
            r#""Invalid session token","sessionToken":"abcdefgh""#,
            r#""Invalid session token","sessionToken":"***""#,
        );
        shows(
            r#""key":"token","password":"x""#,
            r#""key":"token","***":"***""#,
        );
        shows("a=1&amp;password=x&amp;b=2", "a=1&amp;password=***&amp;b=2");
        shows(
            "meta_secret-lrs-payload=eyJ.a.b&x=1",
            "meta_secret-lrs-payload=***&x=1",
        );
        shows("X-Auth-Token: abc", "X-Auth-Token: ***");
        shows("Authorization: Bearer abc, x", "Authorization: ***, x");
    }

    #[test]
    fn secrets_are_blanked_in_tags() {
        shows(
            "<token type=\"x\">two words</token>",
            "<token type=\"x\">***</token>",
        );
        shows(
            "<meta name=\"csrf-token\" content=\"two words\">",
            "<meta name=\"csrf-token\" content=\"***\">",
        );
    }

    #[test]
    fn ids_that_look_like_checksums_are_left_alone() {
        for words in [
            format!("Meeting with id [{SHA1}-7-1] not found"),
            format!("Meeting with id [{SHA1}] not found"),
            format!("no meeting {SHA1}"),
            format!("meetingID={SHA1}"),
            format!("room-{SHA1} is gone"),
            format!("<recordID>{SHA1}</recordID>"),
        ] {
            shows(&words, &words);
        }
        shows(&format!("sha1-{SHA1}"), "sha1-***");
        shows(&format!("expected sha1-{SHA1}"), "expected sha1-***");
        shows(&format!("id >>>>>>>> {SHA1}"), "id >>>>>>>> ***");
        shows(&format!("- {SHA1}"), "- ***");
    }

    #[test]
    fn checksums_beside_ids_are_blanked() {
        let shows = |id: &str, text: &str, expected: &str| {
            let url = format!("https://h/end?meetingID={}", id.replace('/', "%2F"));
            let sent = Sent::new(&url, None, None, "");
            assert_eq!(sent.blank(text), expected);
        };
        shows(
            "room-1",
            &format!("room-1: not {SHA1}, room-1"),
            "room-1: not ***, room-1",
        );
        shows("abc/", &format!("abc/{SHA1}"), "abc/***");
        shows("/abc", &format!("{SHA1}/abc"), "***/abc");
    }

    #[test]
    fn a_long_text_is_cut_to_16_kib() {
        for (text, expected) in [
            ("x".repeat(16_384), "x".repeat(16_384)),
            ("x".repeat(16_385), "x".repeat(16_384) + "…"),
            ("x".repeat(100_000), "x".repeat(16_384) + "…"),
            // A character that does not fit is left out.
            (
                "x".repeat(16_383) + &"é".repeat(50),
                "x".repeat(16_383) + "…",
            ),
        ] {
            shows(&text, &expected);
        }
    }

    #[test]
    fn no_text_moves_the_cursor() {
        shows(
            "a\u{1b}[31mb\tc\u{85}d\u{9b}e\u{2028}f\u{2029}g\u{202e}h\u{2066}i\u{200f}j\r\nk\u{0}l",
            "a [31mb c d e f g h i j  k l",
        );
        shows("a\u{ad}b\u{e0041}c\u{3164}d", "a b c d");
        shows(
            "Zoë 李小龙 👩\u{200d}🚀 ❤\u{fe0f}",
            "Zoë 李小龙 👩\u{200d}🚀 ❤\u{fe0f}",
        );
    }

    #[test]
    fn checksums_are_blanked_wherever_they_stand() {
        shows(&format!("expected {SHA1}."), "expected ***.");
        shows(&format!("x{}z", SHA1.repeat(3).to_uppercase()), "***");
        shows(&format!("%3D{SHA1}"), "%3D***");
    }

    #[test]
    fn other_words_are_left_alone() {
        for words in [
            "",
            "You did not pass the checksum security check",
            "You must provide a session token",
            "The password, it seems, is wrong",
            "The password value: see the manual",
            "azazazazazazazazazazazazazazazazazazazazazazazazaz",
            "The required tag=gpu is not there: 100% of „Raum“ – 李小龙",
            "0824cf478f38e4d7008f89d7ee073ecb29287bd",
            "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585189",
        ] {
            shows(words, words);
        }
    }

    #[test]
    fn a_long_text_is_passed_over_once() {
        // With quadratic time this would take hours.
        for piece in ["checksum=", "a", "0", "=", "token>", "ä", "<", " "] {
            let text = piece.repeat((1 << 20) / piece.len());
            assert!(redact(&text).len() <= 2 * text.len() + 3);
        }
    }
}
