//! [`SignatureProblem`]: the reason why the signature of a received request was refused.

use std::fmt;

/// The reason why the signature of a received request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureProblem {
    /// The checksum is missing or empty.
    Missing,
    /// The checksum occurs more than once.
    Repeated,
    /// No available algorithm has checksums of this length. Contains the number of hex digits.
    Length(usize),
    /// The checksum is wrong: the secret differs, or the request was changed in transit. Contains the algorithm's name.
    Mismatch(&'static str),
}

/// The lengths of the checksums of BigBlueButton's algorithms.
pub(super) const DIGITS: &str = "SHA-1 makes 40, SHA-256 64, SHA-384 96 and SHA-512 128";

impl fmt::Display for SignatureProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("it has no checksum"),
            Self::Repeated => f.write_str("its checksum occurs more than once"),
            Self::Length(digits) => {
                write!(
                    f,
                    "its checksum has {digits} digits, as no available algorithm makes: {DIGITS}"
                )
            }
            Self::Mismatch(algorithm) => {
                write!(f, "its {algorithm} checksum is wrong: compare the secrets")
            }
        }
    }
}
