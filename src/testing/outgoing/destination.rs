//! The URLs at which servers call registered callbacks.

use crate::address::{Parts, check_host};
use crate::testing::profiles::WebhooksVersion;

/// Returns the URL at which a webhook is called. The error says why it is never called.
pub(super) fn of_webhook(url: &str, version: WebhooksVersion) -> Result<String, &'static str> {
    // QUIRK: surrounding blanks are ignored.
    let url = url.trim();
    if version.is_3() {
        if Parts::of(url).authority.is_some_and(|a| a.contains('@')) {
            // QUIRK: webhooks 3.x deliver nothing to a URL with a user name.
            return Err("the URL has a user name");
        }
    } else if !url.is_ascii() {
        return Err("the URL is not ASCII");
    }
    let called = of_callback(&without_backslashes(url))?;
    // QUIRK: webhooks 3.x resolve the dot segments of the path, while 2.x leaves them.
    Ok(if version.is_3() {
        without_dot_segments(&called)
    } else {
        called
    })
}

/// Returns the URL at which a callback of a meeting or a recording is called. The error says why it is never called.
pub(super) fn of_callback(url: &str) -> Result<String, &'static str> {
    let parts = Parts::of(url);
    if !parts.is_http() {
        return Err("the URL is not one of HTTP");
    }
    if check_host(parts.host()).is_err() {
        return Err("the URL has no host");
    }
    if parts
        .scheme
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
    {
        return Err("the built-in server does not speak HTTPS");
    }
    let url = url.split('#').next().unwrap_or_default();
    Ok(url.to_owned())
}

/// Returns the URL with the backslashes in its path replaced with slashes.
fn without_backslashes(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let (path, rest) = url.split_at(end);
    path.replace('\\', "/") + rest
}

/// Returns the URL with `.` and `..` in its path resolved.
fn without_dot_segments(url: &str) -> String {
    let path = Parts::of(url).path;
    if path.is_empty() {
        return url.to_owned();
    }
    let mut segments: Vec<&str> = Vec::new();
    let mut all = path.split('/').skip(1).peekable();
    while let Some(segment) = all.next() {
        let is_last = all.peek().is_none();
        match segment {
            "." => {}
            ".." => _ = segments.pop(),
            segment => segments.push(segment),
        }
        if is_last && matches!(segment, "." | "..") {
            segments.push("");
        }
    }
    let normal = format!("/{}", segments.join("/"));
    let start = url.find("://").map_or(0, |at| at + 3);
    let (host, rest) = url.split_at(start);
    format!("{host}{}", rest.replacen(path, &normal, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_as_each_generation_calls_them() {
        let two = |url| of_webhook(url, WebhooksVersion::V2_6);
        let three = |url| of_webhook(url, WebhooksVersion::V3_5);
        for (url, by_two, by_three) in [
            (
                "http://a.b/cb?x=/../y",
                Ok("http://a.b/cb?x=/../y"),
                Ok("http://a.b/cb?x=/../y"),
            ),
            (
                "http://a.b/c/../d/./e",
                Ok("http://a.b/c/../d/./e"),
                Ok("http://a.b/d/e"),
            ),
            ("http://a.b/c/..", Ok("http://a.b/c/.."), Ok("http://a.b/")),
            (
                "http://a.b/c\\d?e\\f",
                Ok("http://a.b/c/d?e\\f"),
                Ok("http://a.b/c/d?e\\f"),
            ),
            ("http://a.b", Ok("http://a.b"), Ok("http://a.b")),
            ("http://a.b/c ", Ok("http://a.b/c"), Ok("http://a.b/c")),
            (
                "http://u:p@a.b/c",
                Ok("http://u:p@a.b/c"),
                Err("the URL has a user name"),
            ),
            (
                "http://a.b/ü",
                Err("the URL is not ASCII"),
                Ok("http://a.b/ü"),
            ),
            (
                "not a url",
                Err("the URL is not one of HTTP"),
                Err("the URL is not one of HTTP"),
            ),
            (
                "ftp://a.b/c",
                Err("the URL is not one of HTTP"),
                Err("the URL is not one of HTTP"),
            ),
            (
                "http://",
                Err("the URL has no host"),
                Err("the URL has no host"),
            ),
            (
                "",
                Err("the URL is not one of HTTP"),
                Err("the URL is not one of HTTP"),
            ),
        ] {
            assert_eq!(two(url), by_two.map(str::to_owned), "{url}");
            assert_eq!(three(url), by_three.map(str::to_owned), "{url}");
        }
    }
}
