//! What stands in the place of [`logging`](super::logging) without the feature `log`.

use std::time::Duration;

use crate::error::Result;

/// Notes nothing.
pub(super) fn note<T>(_call: &str, _result: &Result<T>, _took: Duration) {}
