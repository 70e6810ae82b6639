//! [`Secret`]: text that is never shown.

use std::fmt;

pub(crate) use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// Appends to text that is cleared from memory when it is dropped.
///
/// Text that outgrows its capacity moves. This function also clears the old memory, which `String` does not do.
pub(crate) fn push(text: &mut Zeroizing<String>, more: &str) {
    let length = text.len().saturating_add(more.len());
    if length > text.capacity() {
        let room = length.max(text.capacity().saturating_mul(2));
        let mut larger = Zeroizing::new(String::with_capacity(room));
        larger.push_str(text);
        *text = larger;
    }
    text.push_str(more);
}

/// Text that is cleared from memory, also where it was while it grew.
#[derive(Default)]
pub(crate) struct Growing(pub(crate) Zeroizing<String>);

impl fmt::Write for Growing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        push(&mut self.0, text);
        Ok(())
    }
}

/// Text that must not be shown: a shared secret, a password, a token.
///
/// `Debug` prints a placeholder, and there is no `Display`. The memory is cleared when the value is dropped. Copies that a
/// program makes of the exposed text are not cleared.
///
/// ```
/// let secret = bbb_sdk::Secret::from("8cd8ef52e8e101574e400365b55e11a6");
/// assert_eq!(format!("{secret:?}"), "Secret(***)");
/// assert_eq!(secret.expose().len(), 32);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Returns the text.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns a shared secret as it is signed with, without padding. An empty secret, and text that was copied together
    /// with it, are refused.
    pub(crate) fn usable(self) -> Result<Self> {
        const NAME: &str = "Secret:";
        let text = self.0.trim_matches(is_padding);
        let start = text.get(..NAME.len());
        let reason = if text.is_empty() {
            "is required and must not be empty"
        } else if text.contains(char::is_control) {
            "contains a line end or another control character: pass only the value behind `Secret:`"
        } else if start.is_some_and(|start| start.eq_ignore_ascii_case(NAME)) {
            "begins with `Secret:`: pass only the value behind it"
        } else if text.len() == self.0.len() {
            return Ok(self);
        } else {
            return Ok(Self::from(text));
        };
        Err(Error::parameter("secret", reason))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Returns whether a character that surrounds a copied text is not a part of it. Some editors write a byte order mark.
pub(crate) fn is_padding(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self::from(text.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_grows_by_moving_into_a_larger_one() {
        let mut text = Zeroizing::new(String::with_capacity(4));
        let mut expected = String::new();
        for piece in ["ab", "cd", "é", "", "a longer piece of text"] {
            push(&mut text, piece);
            expected.push_str(piece);
            assert_eq!(*text, expected);
        }
    }
}
