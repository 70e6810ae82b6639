//! Reads responses in JSON.

use super::Response;
use crate::error::Result;
use crate::json::{self, Value};

impl Response<'_> {
    /// Reads a response in JSON, as [`json::read`] does: if it reports `SUCCESS`, `pick` gets its object.
    pub fn json<T>(&self, pick: impl FnOnce(&Value) -> Result<T>) -> Result<T> {
        let text = self.text()?;
        json::read_within(&text, &self.limits, pick).map_err(|error| self.explain(error))
    }
}
