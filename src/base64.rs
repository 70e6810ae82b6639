//! Base64: the one place that names the crate.

use base64::Engine as _;
#[cfg(feature = "administration")]
use base64::engine::general_purpose::STANDARD;
#[cfg(feature = "callbacks")]
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Encodes in the standard alphabet, with padding and on one line, behind what the text holds already.
#[cfg(feature = "administration")]
pub(crate) fn encode_into(bytes: &[u8], text: &mut String) {
    STANDARD.encode_string(bytes, text);
}

/// Encodes in the alphabet of URLs, without padding.
#[cfg(feature = "callbacks")]
pub(crate) fn encode_url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes the alphabet of URLs. Padding, blanks and bits beyond the last byte are refused: one value has one spelling.
#[cfg(feature = "callbacks")]
pub(crate) fn decode_url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
