//! Base64 encoding and decoding.

use base64::Engine as _;
#[cfg(feature = "administration")]
use base64::engine::general_purpose::STANDARD;
#[cfg(feature = "callbacks")]
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Appends bytes to a text, encoded in the standard alphabet, with padding and on one line.
#[cfg(feature = "administration")]
pub(crate) fn encode_into(bytes: &[u8], text: &mut String) {
    STANDARD.encode_string(bytes, text);
}

/// Encodes bytes in the URL-safe alphabet, without padding.
#[cfg(feature = "callbacks")]
pub(crate) fn encode_url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes the URL-safe alphabet. Padding, blanks and bits after the last byte are refused, so that each value has only one
/// spelling.
#[cfg(feature = "callbacks")]
pub(crate) fn decode_url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
