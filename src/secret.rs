//! Text that is never shown.

use std::fmt;

pub(crate) use zeroize::Zeroizing;

/// Text that must not be shown: a shared secret, a password, a token.
///
/// `Debug` prints a placeholder, there is no `Display`, and the memory is cleared when the value is dropped.
/// Copies that the program makes with [`expose`](Self::expose) are the program's own.
///
/// ```
/// let secret = bbb_sdk::Secret::from("8cd8ef52e8e101574e400365b55e11a6");
/// assert_eq!(format!("{secret:?}"), "Secret(***)");
/// assert_eq!(secret.expose().len(), 32);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
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
