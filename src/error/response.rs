//! What a server sent instead of an answer.

use std::borrow::Cow;
use std::fmt;

use super::ErrorKey;

/// What stood beside the key and the words of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RefusalDetails {
    /// The `returncode`: `FAILED`, `FAILURE` (recordings up to 2.2.28), `ERROR` (b3scale), …
    pub returncode: String,
    /// The HTTP status.
    pub status: u16,
    /// How often the call was sent; 0 where it was not a client that sent it.
    pub tries: u32,
    /// Further errors of the same answer: key and words.
    pub others: Vec<(ErrorKey, String)>,
}

/// What came instead of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseProblem {
    /// Nothing.
    Empty,
    /// An HTML page: a proxy's, an application server's, or that of something that is no BigBlueButton.
    Html,
    /// JSON where XML was expected, or JSON of another shape.
    Json,
    /// Text that is neither XML nor JSON.
    Text,
    /// XML that is not a BigBlueButton answer; the name of its root element.
    Foreign(String),
    /// A redirect; the host it leads to. Redirects are never followed.
    Redirect(String),
    /// An answer that stops before its end.
    CutOff,
    /// More than one document.
    Doubled,
    /// XML or JSON that is not well-formed: what is wrong and where.
    Malformed(String),
    /// Bytes in no known encoding.
    Encoding,
    /// A document type definition, which no server sends.
    Dtd,
    /// More than a limit allows: which one.
    Limit(&'static str),
    /// What identifies the thing is missing or unreadable: the name of the element, or of the member in JSON.
    Missing(Cow<'static, str>),
    /// The value of a field cannot be read.
    #[non_exhaustive]
    Unreadable {
        /// The element, or the member in JSON.
        field: Cow<'static, str>,
        /// What is wrong with its value.
        reason: String,
    },
}

impl fmt::Display for ResponseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("an empty body"),
            Self::Html => f.write_str("an HTML page"),
            Self::Json => f.write_str("JSON of another shape"),
            Self::Text => f.write_str("text"),
            Self::Foreign(root) => write!(f, "XML with the root <{root}>"),
            Self::Redirect(host) => write!(f, "a redirect to {host}"),
            Self::CutOff => f.write_str("a body that stops before its end"),
            Self::Doubled => f.write_str("more than one document"),
            Self::Malformed(what) => write!(f, "a body that is not well-formed ({what})"),
            Self::Encoding => f.write_str("bytes in an unknown encoding"),
            Self::Dtd => f.write_str("XML with a document type definition"),
            Self::Limit(limit) => write!(f, "a body beyond the limit of {limit}"),
            Self::Unreadable { field, reason } => write!(f, "a body whose `{field}` {reason}"),
            Self::Missing(element) => write!(f, "a body without a readable `{element}`"),
        }
    }
}
