//! Logs a line for each request: the call, its outcome and its duration, but no URL.

use super::Exchange;

/// Logs one exchange.
pub(super) fn note(exchange: &Exchange<'_>) {
    let took = exchange.took;
    match exchange.error {
        None => {
            let call = Some(exchange.call).filter(|call| !call.is_empty());
            log::debug!("{}: answered after {took:.0?}", call.unwrap_or("version"));
        }
        // The error begins with the call's name and shows no secret.
        Some(error) => log::debug!("{error} (after {took:.0?})"),
    }
}
