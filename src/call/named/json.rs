//! Reads responses in JSON to calls that are named at run time.

use super::NamedAnswer;
use crate::call::Response;
use crate::error::Result;
use crate::json::Value;

/// Checks that a response in JSON reports `SUCCESS`.
pub(super) fn check(response: &Response<'_>) -> Result<()> {
    response.json(|_| Ok(()))
}

impl NamedAnswer {
    /// Reads a response in JSON, as [`Response::json`] does.
    pub fn json<T>(&self, pick: impl FnOnce(&Value) -> Result<T>) -> Result<T> {
        self.response().json(pick)
    }
}
