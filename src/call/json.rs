//! Answers in JSON.

use super::Response;
use crate::error::Result;
use crate::json::{self, Value};

impl Response<'_> {
    /// Reads an answer in JSON, as [`json::read`] does: `pick` gets the object of one that says `SUCCESS`.
    pub fn json<T>(&self, pick: impl FnOnce(&Value) -> Result<T>) -> Result<T> {
        let text = self.text()?;
        json::read_within(&text, &self.limits, pick).map_err(|error| self.explain(error))
    }
}
