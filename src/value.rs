//! Values in responses: numbers with group separators, timestamps in several notations, and sets of names that servers may
//! extend.

use crate::secret::Secret;

mod metadata;
mod number;
mod timestamp;

pub use metadata::Metadata;
pub use timestamp::Timestamp;

/// A value that can be read from an element's trimmed text.
pub trait FromText: Sized {
    /// Reads the value, or returns `None` if the text is not one.
    fn from_text(text: &str) -> Option<Self>;
}

impl FromText for String {
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl FromText for Secret {
    fn from_text(text: &str) -> Option<Self> {
        Some(Self::from(text))
    }
}

impl FromText for bool {
    fn from_text(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("true") {
            Some(true)
        } else if text.eq_ignore_ascii_case("false") {
            Some(false)
        } else {
            None
        }
    }
}

/// Defines an enum of names that servers may extend: one list gives the variants and their spelling in both directions.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$doc:meta])* $variant:ident = $text:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$doc])* $variant, )+
            /// A name that this version of the crate does not know, in the server's spelling.
            ///
            /// A later version may add a variant for it. To test for such a name, compare [`as_str`](Self::as_str).
            Other(String),
        }

        impl $name {
            /// The names that this version of the crate knows, in the order of the variants.
            pub const NAMES: &'static [&'static str] = &[$( $text, )+];

            /// Returns the name as it is sent.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $( $text => Self::$variant, )+
                    _ => Self::Other(text.to_owned()),
                }
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        /// What `derive` writes, in half the bytes: one call for all names.
        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self {
                    $( Self::$variant => stringify!($variant), )+
                    Self::Other(text) => return f.debug_tuple("Other").field(text).finish(),
                })
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::redact::pad_one_line(self.as_str(), f)
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
                Ok(Self::from(&*text))
            }
        }

        impl $crate::value::FromText for $name {
            fn from_text(text: &str) -> Option<Self> {
                Some(Self::from(text))
            }
        }
    };
}
pub(crate) use open_enum;
