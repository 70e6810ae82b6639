//! What the server was asked.

use std::fmt;

use crate::query::masked;

use super::checks::Signed;
use super::parameters::Parameters;

/// A request as the server saw it.
///
/// `Debug` leaves out passwords, tokens, the checksum and the body, for what a failing test prints ends up in logs.
#[derive(Clone)]
#[non_exhaustive]
pub struct Asked {
    /// The name of the call behind `api/`, such as `hooks/create`; empty for the version.
    pub call: String,
    /// The HTTP method.
    pub method: String,
    /// The query as it came, with the checksum.
    pub query: String,
    /// The content type of the body, where one was given.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the signature was right, and if not, why not.
    pub signed: Signed,
    /// The HTTP status of the answer; 0 where a fault kept it from being one.
    pub status: u16,
    /// The key of the answer, where it has one.
    pub key: Option<String>,
    pub(super) parameters: Parameters,
}

impl Asked {
    /// The value of a parameter, decoded, from the query or a form.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name)
    }

    /// All parameters but the checksum, decoded, in the order they came.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.parameters.iter();
        all.filter(|(name, _)| *name != "checksum")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked")
            .field("call", &self.call)
            .field("method", &self.method)
            .field("query", &masked(&self.query))
            .field("content_type", &self.content_type)
            .field("signed", &self.signed)
            .field("status", &self.status)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
