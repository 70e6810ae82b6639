//! Answers in JSON to calls that are named at run time.

use super::NamedAnswer;
use crate::call::Response;
use crate::error::Result;
use crate::json::Value;

/// Whether an answer in JSON says `SUCCESS`.
pub(super) fn check(response: &Response<'_>) -> Result<()> {
    response.json(|_| Ok(()))
}

impl NamedAnswer {
    /// Looks into an answer in JSON: `pick` gets what [`Response::json`] gives.
    pub fn json<T>(&self, pick: impl FnOnce(&Value) -> Result<T>) -> Result<T> {
        self.response().json(pick)
    }
}
