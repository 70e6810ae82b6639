//! Answers in JSON.

use super::Response;
use crate::error::Result;
use crate::json::{self, Value};

impl Response<'_> {
    /// Reads an answer in JSON: see [`json::read`].
    pub fn json<T>(&self, pick: impl FnOnce(&Value) -> Result<T>) -> Result<T> {
        let text = self.text()?;
        json::read(&text, pick).map_err(|error| self.explain(error))
    }
}
