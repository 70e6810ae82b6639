//! [`Error`], the one error type of the crate, and the parts that say what went wrong.
//!
//! The root of the crate has [`Error`], [`ErrorKey`] and [`Result`] as well; the other types are here alone.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use crate::redact::OneLine;

// Constructors come first on the page of the type.
mod new;

mod blank;
mod callback;
mod excerpt;
mod key;
mod predicates;
mod response;
mod signature;
mod transport;

pub use callback::CallbackProblem;
pub use key::ErrorKey;
pub use response::{RefusalDetails, ResponseProblem};
pub use signature::SignatureProblem;
pub use transport::{TimeoutPhase, TransportProblem};

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) type Source = Box<dyn StdError + Send + Sync>;

/// What went wrong with a call.
///
/// | variant | what happened | sent? |
/// |---|---|---|
/// | [`Address`](Self::Address), [`Parameter`](Self::Parameter) | the address or a parameter cannot be used | no |
/// | [`Api`](Self::Api) | the server refused the call, with its own key and words | yes |
/// | [`Response`](Self::Response) | what came back is no answer: HTML, nothing, a body cut off | yes |
/// | [`Transport`](Self::Transport) | no answer came: connection, TLS, time limit | perhaps |
/// | [`Signature`](Self::Signature) | a request that came in is not signed with the secret | – |
/// | [`Callback`](Self::Callback) | what came in is no callback of the server | – |
///
/// Nothing in it, in its `Debug` or in its sources shows the secret, a checksum, a password or a signed URL.
///
/// ```
/// use bbb_sdk::{Error, ErrorKey};
///
/// fn is_there(error: &Error) -> &'static str {
///     match error {
///         Error::Api { key: Some(ErrorKey::NotFound), .. } => "no such meeting",
///         Error::Api { .. } => "the server says no",
///         error if error.is_retryable() => "try again later",
///         _ => "look at the set-up",
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The server's address cannot be used.
    #[non_exhaustive]
    Address {
        /// What is wrong with it.
        reason: String,
    },

    /// A parameter must not be sent as it is.
    #[non_exhaustive]
    Parameter {
        /// The parameter, as BigBlueButton names it.
        parameter: String,
        /// What is wrong with it.
        reason: String,
    },

    /// The server refused the call.
    #[non_exhaustive]
    Api {
        /// The call's name.
        call: Cow<'static, str>,
        /// The server's key, where it gave one; b3lb and `insertDocument` give none.
        key: Option<ErrorKey>,
        /// The server's own words; empty where it gave none.
        message: String,
        /// What stood beside them.
        details: Box<RefusalDetails>,
    },

    /// What came back is not an answer to the call.
    #[non_exhaustive]
    Response {
        /// The call's name.
        call: Cow<'static, str>,
        /// The HTTP status; 200 where only a text was decoded.
        status: u16,
        /// What came instead of an answer.
        problem: ResponseProblem,
        /// The first words of the body, without markup.
        excerpt: String,
        /// How often the call was sent; 0 where it was not a client that sent it.
        tries: u32,
    },

    /// No answer came.
    #[non_exhaustive]
    Transport {
        /// The call's name.
        call: Cow<'static, str>,
        /// How far the call came.
        problem: TransportProblem,
        /// The cause, where there is one to show.
        source: Option<Source>,
        /// How often the call was sent; 0 where it was not a client that sent it.
        tries: u32,
    },

    /// A request that came in is not signed with the secret: see `Server::verify`.
    #[non_exhaustive]
    Signature {
        /// Why it was refused.
        problem: SignatureProblem,
        /// What stood in front of the secret when it was signed: the call's name and the query, passwords left out.
        signed: String,
    },

    /// A request that came in is not a callback of the server, or cannot be read as one.
    #[non_exhaustive]
    Callback {
        /// Why it was not accepted.
        problem: CallbackProblem,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The call is not known where a text was read by itself, and the version has no name.
        if let Self::Api { call, .. } | Self::Response { call, .. } | Self::Transport { call, .. } =
            self
            && !call.is_empty()
        {
            write!(f, "{call}: ")?;
        }
        match self {
            Self::Address { reason } => write!(f, "the server's address {reason}"),
            Self::Parameter { parameter, reason } => write!(f, "parameter `{parameter}` {reason}"),
            Self::Api {
                key,
                message,
                details,
                ..
            } => {
                f.write_str("the server refused")?;
                match key {
                    Some(key) => write!(f, " with {}", OneLine(key.as_str()))?,
                    None => write!(f, " with {}", OneLine(&details.returncode))?,
                }
                if message.is_empty() {
                    Ok(())
                } else {
                    write!(f, ": {}", OneLine(message))
                }
            }
            Self::Response {
                status,
                problem,
                excerpt,
                ..
            } => {
                write!(f, "{problem} came instead of an answer (HTTP {status})")?;
                if excerpt.is_empty() {
                    Ok(())
                } else {
                    write!(f, ": {excerpt}")
                }
            }
            Self::Transport {
                problem, source, ..
            } => {
                problem.fmt(f)?;
                match source {
                    None => Ok(()),
                    Some(source) => write!(f, ": {}", OneLine(&source.to_string())),
                }
            }
            Self::Callback { problem } => write!(f, "not a callback of the server: {problem}"),
            Self::Signature { problem, .. } => write!(f, "the request is not genuine: {problem}"),
        }
    }
}

impl StdError for Error {
    /// What is behind the cause that `Display` shows; the cause itself is the field `source` of [`Error::Transport`].
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport {
                source: Some(source),
                ..
            } => source.source(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn prints(error: &Error, expected: &str) {
        assert_eq!(error.to_string(), expected);
    }

    fn refused(key: Option<&str>, message: &str) -> Error {
        let details = RefusalDetails {
            returncode: "FAILED".into(),
            ..RefusalDetails::default()
        };
        Error::Api {
            call: "end".into(),
            key: key.map(ErrorKey::from),
            message: message.into(),
            details: Box::new(details),
        }
    }

    #[test]
    fn errors_read_well() {
        let address = Error::Address {
            reason: "has no scheme".into(),
        };
        prints(&address, "the server's address has no scheme");
        prints(
            &Error::parameter("name", "is empty"),
            "parameter `name` is empty",
        );
        prints(
            &refused(Some("notFound"), "We could not find it"),
            "end: the server refused with notFound: We could not find it",
        );
        prints(&refused(None, ""), "end: the server refused with FAILED");
        prints(
            &refused(Some("a\nb"), "two\r\nlines"),
            "end: the server refused with a b: two  lines",
        );
        prints(
            &Error::answer(ResponseProblem::Html, "<h1>Bad Gateway</h1>").of("create", 502),
            "create: an HTML page came instead of an answer (HTTP 502): Bad Gateway",
        );
        let transport = Error::Transport {
            call: "getMeetings".into(),
            problem: TransportProblem::Timeout(TimeoutPhase::Body),
            source: None,
            tries: 1,
        };
        prints(
            &transport,
            "getMeetings: the time limit for reading the answer passed",
        );
        let unverified = Error::Signature {
            problem: SignatureProblem::Length(7),
            signed: String::new(),
        };
        prints(
            &unverified,
            "the request is not genuine: no algorithm in use gives a checksum of 7 digits",
        );
    }
}
