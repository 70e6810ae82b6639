//! Constant-time comparison.

use subtle::ConstantTimeEq;

/// Returns whether both are equal. The time depends only on their lengths.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}
