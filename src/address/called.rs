//! Checks for URLs that servers call, and for all URLs.

use std::borrow::Cow;

use super::{Parts, check_host, foreign_in_path, has_dot_segment, is_plain};

/// The reason why a URL cannot be used. It completes the sentence that begins with the parameter's name. It contains no
/// part of the URL, which may contain a token.
pub(crate) type Reason = Cow<'static, str>;

/// Checks a URL that a server is to call: a callback.
pub(crate) fn called(url: &str) -> Result<(), Reason> {
    usable(url)?;
    registered(url)
}

/// Checks a URL that a program has already registered as a callback: whether requests arrive at the URL as it was
/// registered.
///
/// QUIRK: webhooks 3.x percent-encode what is not ASCII, so that requests to such a URL arrive. Other servers do not call
/// it, and [`called`] refuses it.
pub(crate) fn registered(url: &str) -> Result<(), Reason> {
    if url.contains(char::is_control) {
        return refused("contains a control character");
    }
    if url.trim() != url {
        return refused("begins or ends with a blank");
    }
    let parts = Parts::of(url);
    if !parts.is_http() {
        return refused(wrong_scheme(url));
    }
    if parts.host().is_ascii() {
        check_host(parts.host())?;
    }
    requested(&parts)?;
    if parts.path.contains('\\') {
        // QUIRK: webhooks of all versions read it as a slash.
        return refused("has a path with a backslash, which servers read as a slash");
    }
    if has_dot_segment(parts.path) {
        // QUIRK: webhooks 3.x call the path without them.
        return refused("has a path with `.` or `..`, which servers resolve before they call it");
    }
    Ok(())
}

/// Refuses parts of a URL that a request does not carry, so that servers would lose them.
pub(super) fn requested(parts: &Parts<'_>) -> Result<(), Reason> {
    if parts.fragment.is_some() {
        return refused("has a fragment, which is never part of a request: write `#` as `%23`");
    }
    if parts.host().len() != parts.authority.unwrap_or_default().len() {
        // QUIRK: webhooks 3.x deliver nothing to a URL with a user name.
        return refused("has a user name, which servers do not send: put a token into its query");
    }
    Ok(())
}

/// Checks what every URL must satisfy.
pub(super) fn usable(url: &str) -> Result<(), Reason> {
    if url.contains(char::is_control) {
        return refused("contains a control character");
    }
    if url.contains(char::is_whitespace) {
        return refused("contains a blank: write it as `%20`");
    }
    if !url.is_ascii() {
        // QUIRK: Scalelite and webhooks 2.6.1 never call such a URL.
        return refused(
            "is not ASCII: percent-encode its path and query, and write its host in the `xn--` form",
        );
    }
    let parts = Parts::of(url);
    if !parts.is_http() {
        return refused(wrong_scheme(url));
    }
    check_host(parts.host())?;
    match foreign(&parts) {
        Some(c) => Err(Cow::Owned(format!(
            "contains `{c}`: write it as `%{:02X}`",
            u32::from(c)
        ))),
        None if has_half_an_escape(url) => {
            refused("contains a `%` without two hex digits after it: write a percent sign as `%25`")
        }
        None => Ok(()),
    }
}

fn refused(reason: &'static str) -> Result<(), Reason> {
    Err(Cow::Borrowed(reason))
}

fn wrong_scheme(url: &str) -> &'static str {
    let start = url.get(..15).unwrap_or(url).to_ascii_lowercase();
    if start.starts_with("http%3a") || start.starts_with("https%3a") {
        "is already percent-encoded: pass it unencoded, and the crate encodes it once"
    } else {
        "begins neither with `https://` nor with `http://`"
    }
}

/// Returns the first character that is not allowed in its place.
fn foreign(parts: &Parts<'_>) -> Option<char> {
    let in_query = |text: Option<&str>| text?.chars().find(|c| !is_plain(*c));
    foreign_in_path(parts.path)
        .or_else(|| in_query(parts.query))
        .or_else(|| in_query(parts.fragment))
}

fn has_half_an_escape(url: &str) -> bool {
    url.split('%').skip(1).any(|behind| {
        let digits = behind.as_bytes().get(..2);
        digits.is_none_or(|digits| !digits.iter().all(u8::is_ascii_hexdigit))
    })
}
