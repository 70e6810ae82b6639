//! Removes secrets from URLs before they are shown.

#[cfg(any(
    feature = "callbacks",
    feature = "monitoring",
    feature = "recording",
    feature = "webhooks"
))]
use std::fmt;

use super::name::{is_id_name, is_secret_name};
use super::{BLANK, one_line, redact};
use crate::address::Parts;

/// Returns a URL without the user and without the values of its query, except IDs. A URL in its path is shown in the same way.
#[inline]
pub(crate) fn shown_url(url: &str) -> String {
    let path = url.find(['?', '#']).unwrap_or(url.len());
    let skipped = url.find("://").map_or(0, |at| at + 3);
    let inner = url.get(skipped..path).and_then(next_url);
    let (outer, inner) = url.split_at(inner.map_or(url.len(), |at| skipped + at));
    let mut shown = shown_parts(outer);
    if !inner.is_empty() {
        shown.push_str(&shown_text(inner));
    }
    shown
}

#[inline]
fn shown_parts(url: &str) -> String {
    let parts = Parts::of(url);
    let mut shown = String::new();
    if let Some(scheme) = parts.scheme {
        shown.push_str(scheme);
        shown.push(':');
    }
    if let Some(authority) = parts.authority {
        shown.push_str("//");
        if authority.contains('@') {
            shown.push_str(BLANK);
            shown.push('@');
        }
        shown.push_str(&redact(parts.host()));
    }
    shown.push_str(&redact(parts.path));
    for (sign, pairs) in [('?', parts.query), ('#', parts.fragment)] {
        if let Some(pairs) = pairs {
            shown.push(sign);
            shown.push_str(&shown_pairs(pairs));
        }
    }
    shown
}

/// Returns a value with its secrets removed: blank if its name means a secret, and a URL without the parts that may contain
/// one.
#[inline]
pub(crate) fn shown_value(name: &str, value: &str) -> String {
    if is_secret_name(name) {
        BLANK.to_owned()
    } else if Parts::of(value).authority.is_some() {
        shown_url(value)
    } else {
        shown_text(value)
    }
}

/// Returns a text in which each URL is shown as [`shown_url`] shows it.
#[inline]
fn shown_text(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(start) = next_url(rest) {
        let (before, url) = rest.split_at(start);
        // The next URL may begin within the path of this one, but not within its query.
        let skipped = url.find("://").map_or(0, |at| at + 3);
        let next = url.get(skipped..).and_then(next_url);
        let mut end = next.map_or(url.len(), |at| skipped + at);
        if url.get(..end).is_some_and(|url| url.contains(['?', '#'])) {
            end = url.len();
        }
        let end = url
            .get(..end)
            .and_then(|url| url.find(ends_url))
            .unwrap_or(end);
        let (url, behind) = url.split_at(end);
        shown.push_str(before);
        shown.push_str(&shown_parts(url));
        rest = behind;
    }
    shown.push_str(rest);
    redact(&shown)
}

/// Returns the position of the next scheme with `://` behind it.
#[inline]
fn next_url(text: &str) -> Option<usize> {
    text.match_indices("://").find_map(|(at, _)| {
        let before = text.get(..at)?;
        let word = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        let scheme = before.get(word.len()..)?;
        Some(word.len() + scheme.find(|c: char| c.is_ascii_alphabetic())?)
    })
}

/// Returns whether no URL contains a character, so that it ends one in a text.
pub(super) fn ends_url(c: char) -> bool {
    c.is_whitespace() || "\"<>\\^`{|}".contains(c)
}

/// Displays the URL of a response in `Debug`.
#[cfg(any(
    feature = "callbacks",
    feature = "monitoring",
    feature = "recording",
    feature = "webhooks"
))]
pub(crate) struct UrlShown<'a>(pub(crate) &'a Option<String>);

#[cfg(any(
    feature = "callbacks",
    feature = "monitoring",
    feature = "recording",
    feature = "webhooks"
))]
impl fmt::Debug for UrlShown<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_deref().map(shown_url).fmt(f)
    }
}

/// Returns where a redirect leads a browser: the host with its port, the same server, or the scheme if it is not a web
/// address.
pub(crate) fn destination(location: &str) -> String {
    // Browsers ignore line ends and tabs, and read a backslash as a slash.
    let kept = location.trim_matches(|c: char| c <= ' ').chars();
    let location: String = kept
        .filter(|c| !matches!(c, '\t' | '\r' | '\n'))
        .map(|c| if c == '\\' { '/' } else { c })
        .collect();
    let parts = Parts::of(&location);
    let is_web = |scheme: &str| {
        ["http", "https"]
            .iter()
            .any(|web| web.eq_ignore_ascii_case(scheme))
    };
    let rest = match parts.scheme {
        Some(scheme) if is_web(scheme) => location.get(scheme.len() + 1..),
        Some(scheme) if parts.host().is_empty() => {
            return redact(&format!("{scheme}: (not a web address)"));
        }
        Some(_) => return redact(parts.host()),
        None => Some(&*location).filter(|location| location.starts_with("//")),
    };
    // They read any number of slashes before a host.
    let rest = rest.unwrap_or_default().trim_start_matches('/');
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.rsplit('@').next().unwrap_or_default() {
        "" => "this server".to_owned(),
        host => redact(host),
    }
}

#[inline]
fn shown_pairs(pairs: &str) -> String {
    let show = |pair: &str| match pair.split_once('=') {
        Some((name, value)) if !is_id_name(name) && !value.is_empty() => {
            format!("{}={BLANK}", one_line(name))
        }
        _ => redact(pair),
    };
    pairs.split('&').map(show).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn shows(url: &str, expected: &str) {
        assert_eq!(shown_url(url), expected);
    }

    #[test]
    fn urls_keep_host_path_names_and_ids() {
        shows(
            "https://h/playback?token=abc",
            "https://h/playback?token=***",
        );
        shows("https://u:p@h:1/p", "https://***@h:1/p");
        shows("https://u@x@h/p", "https://***@h/p");
        shows(
            "https://h/p?meetingId=a-1&k=v&x#t=1",
            "https://h/p?meetingId=a-1&k=***&x#t=***",
        );
        shows("//h/p?a=b", "//h/p?a=***");
        shows("p?a=b", "p?a=***");
        shows("Link not found.\u{9b}", "Link not found. ");
        shows(
            "https://h/a//b/https://u:p@x/y?t=1 z",
            "https://h/a//b/https://***@x/y?t=*** z",
        );
        shows(
            "https://h/http://u:p@x/y?t=1",
            "https://h/http://***@x/y?t=***",
        );
        shows("", "");
    }

    #[test]
    fn urls_in_texts() {
        for (value, expected) in [
            (
                "see https://u:p@h/x?t=1, or <a href='http://h/?k=v'>",
                "see https://***@h/x?t=*** or <a href='http://h/?k=***>",
            ),
            (
                r#"[{"url":"https://h/m.json?token=abc","password":"x"}]"#,
                r#"[{"url":"https://h/m.json?token=***","password":"***"}]"#,
            ),
            ("https://h/?k=two words", "https://h/?k=***"),
            (
                "see https://h/http://u:p@x/y, please",
                "see https://h/http://***@x/y, please",
            ),
            ("a // b://c", "a // b://c"),
            ("://u:p@h ://", "://u:p@h ://"),
            ("1://u 12ab://u:p@h", "1://u 12ab://***@h"),
        ] {
            assert_eq!(shown_value("note", value), expected);
        }
    }

    #[test]
    fn a_long_text_of_urls_is_passed_over_once() {
        for piece in ["a://", "a://b/", "://", "a", "a://b?", "a://u@b/c "] {
            let text = piece.repeat((1 << 18) / piece.len());
            assert!(!shown_value("note", &text).is_empty());
            assert!(!shown_url(&text).is_empty());
        }
    }

    #[track_caller]
    fn leads(location: &str, expected: &str) {
        assert_eq!(destination(location), expected);
    }

    #[test]
    fn redirects_are_told_by_their_host() {
        leads("https://other.example:8443/x?y", "other.example:8443");
        leads("http://u:p@other.example#f", "other.example");
        leads("//other.example/x", "other.example");
        leads("/\\other.example/x", "other.example");
        leads("https:\\\\other.example\\x", "other.example");
        leads("http://evil\u{9b}31m/x", "evil 31m");
        leads("javascript:alert(1)", "javascript: (not a web address)");
        leads("data:text/html,x", "data: (not a web address)");
        leads("https:///x", "x");
        leads("https:x.example/y", "x.example");
        leads("///x.example/y", "x.example");
        leads("/\t/x.example", "x.example");
        leads(" ht\ntp:/\\x.example ", "x.example");
        leads("ftp://x.example/y", "x.example");
        leads("ftp:/y", "ftp: (not a web address)");
        for location in [
            "",
            " ",
            "/login",
            "login?next=http://x/",
            "?a=b",
            "#a",
            "//",
            "https:",
            "https:///",
        ] {
            leads(location, "this server");
        }
    }
}
