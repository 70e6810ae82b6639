//! The requests that the server received.

use std::fmt;

use crate::query::masked;
use crate::redact::{BLANK, is_secret_name, redact, shown_value};
use crate::testing::api::signature::SignatureCheck;
use crate::testing::wire::parameters::Parameters;

/// A request as the server received it, and its result.
///
/// `Debug` leaves out passwords, tokens, the checksum and both bodies, because the output of a failing test ends up in logs.
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
    /// Returns when the request arrived, in milliseconds since 1970 on the server's clock.
    pub fn at_millis(&self) -> i64 {
        self.at_millis
    }

    /// Returns the name of the call, such as `hooks/create`. It is empty for the version.
    pub fn call(&self) -> &str {
        &self.call
    }

    /// Returns the HTTP method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the query as it arrived, with the checksum.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Returns the decoded value of a parameter in the query or a form.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name)
    }

    /// Returns all parameters except the checksum, decoded, in the order in which they arrived.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.parameters.iter();
        all.filter(|(name, _)| *name != "checksum")
    }

    /// Returns the same parameters as [`parameters`](Self::parameters), for a log: without passwords, tokens and other secrets.
    pub fn redacted_parameters(&self) -> impl Iterator<Item = (&str, String)> {
        let all = self.parameters();
        all.map(|(name, value)| (name, shown_value(name, value)))
    }

    /// Returns the content type of the body, if there is one.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Returns the body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the body as text, for a log: without passwords, tokens and other secrets, and with each line cut after 16 KiB.
    pub fn redacted_text(&self) -> String {
        let kind = self.content_type.as_deref().unwrap_or_default();
        if kind.starts_with("application/x-www-form-urlencoded") {
            return masked(&self.text());
        }
        let text = self.text_without_parts();
        let lines: Vec<String> = text.lines().map(redact).collect();
        lines.join("\n")
    }

    /// Returns the body as text, in which the secrets of a form in several parts are blanked.
    ///
    /// In such a form a value is not in the line of its name, from which [`redact`] knows what it is.
    pub(in crate::testing) fn text_without_parts(&self) -> String {
        let mut text = self.text();
        let kind = self.content_type.as_deref().unwrap_or_default();
        if kind.starts_with("multipart/") {
            let secrets = self.parameters.iter();
            for (_, value) in
                secrets.filter(|(name, value)| is_secret_name(name) && !value.is_empty())
            {
                text = text.replace(value, BLANK);
            }
        }
        text
    }

    /// Returns the result of checking the signature.
    pub fn signature(&self) -> &SignatureCheck {
        &self.signature
    }

    /// Returns the HTTP status of the response, or 0 if a fault kept the client from getting one.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the `messageKey` of the call's response, if it has one.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Returns the body of the response as text, up to 64 KiB.
    ///
    /// If a fault kept the call from taking effect, it is the body that was sent instead, except for [`Fault::Huge`]. If a fault
    /// damaged or withheld the response, it is the body before that.
    ///
    /// [`Fault::Huge`]: crate::testing::Fault::Huge
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
