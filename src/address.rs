//! Parsing and checking of URLs, in one place for the whole crate.

#[cfg(any(
    feature = "administration",
    feature = "webhooks",
    feature = "callbacks"
))]
mod called;
#[cfg(feature = "administration")]
mod opened;

#[cfg(feature = "administration")]
pub(crate) use called::Reason;
#[cfg(any(
    feature = "administration",
    feature = "webhooks",
    feature = "callbacks"
))]
pub(crate) use called::called;
#[cfg(feature = "callbacks")]
pub(crate) use called::registered;
#[cfg(feature = "administration")]
pub(crate) use opened::{extension, fetched, fetched_with_tls, opened, without_placeholders};

/// The parts of a URL, split as RFC 3986 splits them. They are not decoded, and nothing is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// The text before the first colon, if it has the form of a scheme.
    pub(crate) scheme: Option<&'a str>,
    /// The text between `//` and the path: a user, a host and a port.
    pub(crate) authority: Option<&'a str>,
    /// The path, with its leading slash.
    pub(crate) path: &'a str,
    /// The text after the first `?`.
    pub(crate) query: Option<&'a str>,
    /// The text after the first `#`.
    pub(crate) fragment: Option<&'a str>,
}

impl<'a> Parts<'a> {
    /// Splits any text: an absolute URL, one without a scheme, a path, a query.
    pub(crate) fn of(url: &'a str) -> Self {
        let (url, fragment) = split(url, '#');
        let (url, query) = split(url, '?');
        let (scheme, rest) = match url.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ => (None, url),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Self {
            scheme,
            authority,
            path,
            query,
            fragment,
        }
    }

    /// Returns whether this is an absolute HTTP or HTTPS URL.
    pub(crate) fn is_http(&self) -> bool {
        self.authority.is_some()
            && self.scheme.is_some_and(|scheme| {
                scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
            })
    }

    /// Returns the host and the port, without a user name.
    pub(crate) fn host(&self) -> &'a str {
        let authority = self.authority.unwrap_or_default();
        authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host)
    }

    /// Returns the path that a request asks for: `/` if the URL has none.
    #[cfg(any(feature = "callbacks", feature = "testing"))]
    pub(crate) fn request_path(&self) -> &'a str {
        if self.path.is_empty() { "/" } else { self.path }
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at)
        .map_or((text, None), |(before, behind)| (before, Some(behind)))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// Checks whether the text is a host with an optional port. An IPv6 address must be in brackets. The error is the reason, and
/// contains no part of the text.
pub(crate) fn check_host(text: &str) -> Result<(), &'static str> {
    const HOST: &str = "has no usable host: it must be a name of letters, digits, `-`, `_` and dots, or an IP address, IPv6 in brackets";
    let (is_right, port) = if let Some(rest) = text.strip_prefix('[') {
        let (host, port) = rest.split_once(']').ok_or(HOST)?;
        (host.parse::<std::net::Ipv6Addr>().is_ok(), port)
    } else {
        let (host, port) = text.split_at(text.find(':').unwrap_or(text.len()));
        if port.matches(':').count() > 1 {
            return Err(HOST);
        }
        if host.is_empty() {
            return Err("has no host");
        }
        (is_name(host), port)
    };
    if !is_right {
        return Err(HOST);
    }
    if port.is_empty() || port.strip_prefix(':').is_some_and(is_port) {
        Ok(())
    } else {
        Err("has no usable port: it must be a number from 1 to 65535")
    }
}

/// Returns whether the text is a host name or an IPv4 address, with an optional dot at its end.
fn is_name(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

fn is_port(port: &str) -> bool {
    // `parse` would accept a leading sign.
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse().is_ok_and(|port: u16| port > 0)
}

/// Returns whether a path has a segment `.` or `..`, plain or percent-encoded. Clients resolve such a segment before they
/// send a request.
pub(crate) fn has_dot_segment(path: &str) -> bool {
    path.split('/').any(|segment| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        matches!(&*segment, "." | "..")
    })
}

/// Returns the first character that must be escaped in a path, if there is one. A query may contain brackets as well.
pub(crate) fn foreign_in_path(path: &str) -> Option<char> {
    path.chars()
        .find(|c| !is_plain(*c) || matches!(c, '[' | ']'))
}

/// Returns whether a URL may contain a character everywhere. Brackets are allowed only in some places.
fn is_plain(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn splits(url: &str, expected: [Option<&str>; 5]) {
        let [scheme, authority, path, query, fragment] = expected;
        let path = path.unwrap();
        assert_eq!(
            Parts::of(url),
            Parts {
                scheme,
                authority,
                path,
                query,
                fragment
            }
        );
    }

    #[test]
    fn takes_every_form_apart() {
        let (https, h) = (Some("https"), Some("h"));
        splits(
            "https://u:p@h:1/a/b?c=/?#d?#",
            [
                https,
                Some("u:p@h:1"),
                Some("/a/b"),
                Some("c=/?"),
                Some("d?#"),
            ],
        );
        splits("https://h", [https, h, Some(""), None, None]);
        splits("https://h?a://b", [https, h, Some(""), Some("a://b"), None]);
        splits("https://h#/a", [https, h, Some(""), None, Some("/a")]);
        splits("//h/a", [None, h, Some("/a"), None, None]);
        splits("/a:b?", [None, None, Some("/a:b"), Some(""), None]);
        splits("?a=//b", [None, None, Some(""), Some("a=//b"), None]);
        splits(
            "javascript:alert(1)",
            [Some("javascript"), None, Some("alert(1)"), None, None],
        );
        splits("1a://h", [None, None, Some("1a://h"), None, None]);
        splits("", [None, None, Some(""), None, None]);
    }

    #[test]
    fn tells_hosts() {
        let long = "a".repeat(63);
        for host in [
            "h",
            "a.example",
            "a.example.",
            "a_b-c",
            "10.0.0.1:1",
            "h:65535",
            "h:0080",
            "[::1]",
            "[fe80::1]:8443",
            &*long,
        ] {
            check_host(host).unwrap();
        }
        let longer = format!("{long}a.example");
        let name = "a.".repeat(128);
        for host in [
            "", ":80", "h:", "h:0", "h:65536", "h:+80", "h:-1", "h: 80", "h:8a", ".", ".h", "a..b",
            "h..", "ö", "a b", "u@h", "[::1", "[::g]", "[]", "[::1]80", "a[::1]", &longer, &name,
        ] {
            assert!(check_host(host).is_err(), "{host}");
        }
    }

    #[test]
    fn tells_dot_segments() {
        for path in ["/.", "/a/..", "/../a", "/%2e/a", "/a/.%2E", "/%2E%2e/"] {
            assert!(has_dot_segment(path), "{path}");
        }
        for path in ["", "/", "/a.b/...", "/.a", "/a/..b/%2f", "/%2e%2e%2e"] {
            assert!(!has_dot_segment(path), "{path}");
        }
    }
}
