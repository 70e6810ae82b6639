//! Checks for URLs that browsers open and servers fetch.

use std::borrow::Cow;

use super::Parts;
use super::called::{Reason, requested, usable};

/// Checks the URL of a page that a browser opens, or of a picture that it shows.
pub(crate) fn opened(url: &str) -> Result<(), Reason> {
    usable(url)
}

/// Checks a URL whose content a server fetches.
pub(crate) fn fetched(url: &str) -> Result<(), Reason> {
    usable(url)?;
    requested(&Parts::of(url))
}

/// Checks a URL whose content a server fetches only with TLS.
pub(crate) fn fetched_with_tls(url: &str) -> Result<(), Reason> {
    fetched(url)?;
    let scheme = Parts::of(url).scheme.unwrap_or_default();
    if scheme.eq_ignore_ascii_case("https") {
        Ok(())
    } else {
        Err(Cow::Borrowed(
            "does not begin with `https://`, and servers fetch nothing else",
        ))
    }
}

/// Returns the URL with a letter in place of each placeholder such as `%%MEETING_ID%%`, so that the rest can be checked
/// before servers replace the placeholders.
pub(crate) fn without_placeholders(url: &str) -> Cow<'_, str> {
    let is_name = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let mut checked = String::new();
    let mut rest = url;
    while let Some((before, behind)) = rest.split_once("%%") {
        checked.push_str(before);
        match behind.split_once("%%") {
            Some((name, behind)) if is_name(name) => {
                checked.push('x');
                rest = behind;
            }
            _ => {
                checked.push_str("%%");
                rest = behind;
            }
        }
    }
    if checked.is_empty() {
        return Cow::Borrowed(url);
    }
    checked.push_str(rest);
    Cow::Owned(checked)
}

/// Returns the extension of the last segment of a path, if there is one.
pub(crate) fn extension(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let (_, extension) = name.rsplit_once('.')?;
    Some(extension).filter(|extension| !extension.is_empty())
}
