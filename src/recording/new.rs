//! The constructor of [`GetRecordings`], in a module of its own so that rustdoc lists it first.

use super::GetRecordings;

impl GetRecordings {
    /// Creates the call for all recordings.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }
}
