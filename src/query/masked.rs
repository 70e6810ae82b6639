//! A query without its secrets.

use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::{ENCODED, pairs};
use crate::redact::{is_secret_name, redact, shown_value};

/// Returns the query with the values of passwords and other secrets blanked, however their names are encoded, and with URLs
/// as [`shown_value`] shows them.
#[inline]
pub(crate) fn masked(query: &str) -> String {
    const SHOWN: &AsciiSet = &ENCODED.remove(b'*');
    let show = |pair: &str| match (pair.split_once('='), pairs(pair).next()) {
        (Some((raw, _)), Some((name, _))) if is_secret_name(&name) => format!("{raw}=***"),
        (Some((raw, _)), Some((name, value))) if value.contains("//") => {
            match shown_value(&name, &value) {
                shown if shown == *value => redact(pair),
                shown => format!("{raw}={}", utf8_percent_encode(&shown, SHOWN)),
            }
        }
        _ => redact(pair),
    };
    query.split('&').map(show).collect::<Vec<_>>().join("&")
}
