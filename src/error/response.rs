//! The parts of errors about responses.

use std::borrow::Cow;
use std::fmt;

use super::{ErrorKey, Limit};
use crate::redact::OneLine;

/// Parts of a refusal besides its key and its message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RefusalDetails {
    /// The `returncode`: `FAILED`, `FAILURE` (recordings up to 2.2.28), `ERROR` (b3scale), …
    pub returncode: String,
    /// The HTTP status.
    pub status: u16,
    /// How often the call was sent. It is 0 if the crate's client did not send it.
    pub tries: u32,
    /// Further errors in the same response: key and message.
    pub others: Vec<(ErrorKey, String)>,
}

/// What a response is, if it cannot be read as a response to the call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseProblem {
    /// An empty body.
    Empty,
    /// An HTML page: of a proxy, of an application server, or of something other than BigBlueButton.
    Html,
    /// JSON instead of XML, or JSON of an unexpected shape.
    Json,
    /// Text that is neither XML nor JSON.
    Text,
    /// XML that is not from BigBlueButton. Contains the name of the root element.
    Foreign(String),
    /// A redirect. Contains the host that it leads to. The client never follows redirects.
    Redirect(String),
    /// A truncated body.
    CutOff,
    /// More than one document.
    Doubled,
    /// XML or JSON that is not well-formed. Contains what is wrong and where.
    Malformed(String),
    /// Text in an unknown encoding.
    Encoding,
    /// A document type definition, which no server sends.
    Dtd,
    /// A body that exceeds a limit. Contains the limit and its value.
    Limit(Limit),
    /// A required field is missing or unreadable. Contains the name of the XML element or JSON member.
    Missing(Cow<'static, str>),
    /// A field has a value that cannot be read.
    #[non_exhaustive]
    Unreadable {
        /// The name of the XML element or JSON member.
        field: Cow<'static, str>,
        /// What is wrong with the value.
        reason: String,
    },
}

impl fmt::Display for ResponseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("an empty body"),
            Self::Html => f.write_str("an HTML page"),
            Self::Json => f.write_str("JSON of an unexpected shape"),
            Self::Text => f.write_str("plain text"),
            Self::Foreign(root) => write!(f, "XML with the unexpected root <{root}>"),
            Self::Redirect(host) => write!(f, "a redirect to {host}"),
            Self::CutOff => f.write_str("a truncated body"),
            Self::Doubled => f.write_str("more than one document"),
            Self::Malformed(what) => write!(f, "a body that is not well-formed ({what})"),
            Self::Encoding => f.write_str("text in an unknown encoding"),
            Self::Dtd => f.write_str("XML with a document type definition, which no server sends"),
            Self::Limit(limit) => {
                f.write_str("a body over ")?;
                limit.write_with_setting(f)
            }
            Self::Unreadable { field, reason } => {
                write!(f, "a body whose `{}` {}", OneLine(field), OneLine(reason))
            }
            Self::Missing(field) => write!(f, "a body without a readable `{}`", OneLine(field)),
        }
    }
}
