//! A line in the log for each request: the call, what came of it, how long it took. Never a URL.

use std::time::Duration;

use crate::error::Result;

/// Notes what came of one request.
pub(super) fn note<T>(call: &str, result: &Result<T>, took: Duration) {
    let call = if call.is_empty() { "version" } else { call };
    match result {
        Ok(_) => log::debug!("{call}: answered after {took:.0?}"),
        // It begins with the call's name, and shows no secret.
        Err(error) => log::debug!("{error} (after {took:.0?})"),
    }
}
