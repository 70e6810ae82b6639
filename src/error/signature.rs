//! Why the signature of an incoming request was refused.

use std::fmt;

/// Why a request that came in was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureProblem {
    /// There is no checksum, or an empty one.
    Missing,
    /// The checksum occurs more than once.
    Repeated,
    /// No algorithm that is compiled in gives so many digits.
    Length(usize),
    /// The checksum is wrong: another secret, or the request was changed on its way. The algorithm's name.
    Mismatch(&'static str),
}

impl fmt::Display for SignatureProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("it has no checksum"),
            Self::Repeated => f.write_str("its checksum occurs more than once"),
            Self::Length(digits) => {
                write!(f, "no algorithm in use gives a checksum of {digits} digits")
            }
            Self::Mismatch(algorithm) => write!(f, "its {algorithm} checksum is wrong"),
        }
    }
}
