//! Values that BigBlueButton decodes once too often.

use std::fmt;

use percent_encoding::utf8_percent_encode;

use super::decode::{is_blank, of_form};

/// Returns the value percent-encoded, for servers that decode it once too often.
pub(crate) fn encoded(value: impl fmt::Display) -> String {
    utf8_percent_encode(&value.to_string(), super::ENCODED).to_string()
}

/// Returns whether a server that decodes the list once too often reads a blank value in it.
pub(crate) fn has_blank(list: &str) -> bool {
    of_form(list).split(',').any(is_blank)
}
