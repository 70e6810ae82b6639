//! What the server was asked.

use std::fmt;

use crate::query::masked;
use crate::testing::api::signature::SignatureCheck;
use crate::testing::wire::parameters::Parameters;

/// A request as the server saw it, and what came of it.
///
/// `Debug` leaves out passwords, tokens, the checksum and both bodies: what a failing test prints ends up in logs.
#[derive(Clone)]
pub struct RequestRecord {
    pub(in crate::testing) at_millis: i64,
    pub(in crate::testing) call: String,
    pub(in crate::testing) method: String,
    pub(in crate::testing) query: String,
    pub(in crate::testing) content_type: Option<String>,
    pub(in crate::testing) body: Vec<u8>,
    pub(in crate::testing) signature: SignatureCheck,
    pub(in crate::testing) status: u16,
    pub(in crate::testing) key: Option<String>,
    pub(in crate::testing) response: String,
    pub(in crate::testing) parameters: Parameters,
}

impl RequestRecord {
    /// When it came, in milliseconds since 1970 on the server's clock.
    pub fn at_millis(&self) -> i64 {
        self.at_millis
    }

    /// The name of the call behind `api/`, such as `hooks/create`; empty for the version.
    pub fn call(&self) -> &str {
        &self.call
    }

    /// The HTTP method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The query as it came, with the checksum.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The value of a parameter, decoded, from the query or a form.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name)
    }

    /// All parameters but the checksum, decoded, in the order they came.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.parameters.iter();
        all.filter(|(name, _)| *name != "checksum")
    }

    /// The content type of the body, where one was given.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Whether the signature was right, and if not, why not.
    pub fn signature(&self) -> &SignatureCheck {
        &self.signature
    }

    /// The HTTP status of the response; 0 where a fault kept it from being sent.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The `messageKey` of the response, where it has one.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The body of the response as text, of which at most the first 64 KiB are kept.
    ///
    /// Empty where a fault kept the call from taking effect.
    pub fn response(&self) -> &str {
        &self.response
    }
}

impl fmt::Debug for RequestRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestRecord")
            .field("call", &self.call)
            .field("method", &self.method)
            .field("query", &masked(&self.query))
            .field("content_type", &self.content_type)
            .field("signature", &self.signature)
            .field("status", &self.status)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
