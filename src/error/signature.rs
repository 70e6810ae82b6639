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

impl fmt::Display for SignatureProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("it has no checksum"),
            Self::Repeated => f.write_str("its checksum occurs more than once"),
            Self::Length(digits) => {
                write!(f, "no available algorithm has checksums of {digits} digits")
            }
            Self::Mismatch(algorithm) => write!(f, "its {algorithm} checksum is wrong"),
        }
    }
}
