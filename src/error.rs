//! [`Error`], the crate's error type, and the types of its parts.
//!
//! The root of the crate re-exports [`Error`], [`ErrorKey`] and [`Result`].

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use crate::redact::OneLine;

// Rustdoc lists the methods of child modules in this order, so the constructors come first.
mod new;

mod blank;
mod callback;
mod excerpt;
mod key;
mod limit;
mod predicates;
mod refusal;
mod response;
mod signature;
mod transport;

pub use callback::CallbackProblem;
pub use key::ErrorKey;
pub use limit::Limit;
pub(crate) use refusal::Refusal;
pub use response::{RefusalDetails, ResponseProblem};
pub use signature::SignatureProblem;
pub use transport::{TimeoutPhase, TransportProblem};

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) type Source = Box<dyn StdError + Send + Sync>;

/// An error of this crate.
///
/// | variant | what happened | sent? |
/// |---|---|---|
/// | [`Address`](Self::Address), [`Parameter`](Self::Parameter) | the address or a parameter cannot be used | no |
/// | [`Api`](Self::Api) | the server refused the call, with its own key and message | yes |
/// | [`Response`](Self::Response) | the response cannot be read: an HTML page, an empty body, a truncated body | yes |
/// | [`Transport`](Self::Transport) | no response came: connection, TLS, timeout | perhaps |
/// | [`Signature`](Self::Signature) | a received request is not signed with the secret | – |
/// | [`Callback`](Self::Callback) | a received request is not a callback of the server | – |
///
/// No error shows the secret, a checksum, a password or a signed URL, neither in `Display` and `Debug` nor in its sources.
///
/// ```
/// use bbb_sdk::{Error, ErrorKey};
///
/// fn is_there(error: &Error) -> &'static str {
///     match error {
///         Error::Api { key: Some(ErrorKey::NotFound), .. } => "no such meeting",
///         Error::Api { .. } => "the server says no",
///         error if error.is_retryable() => "try again later",
///         _ => "check the configuration",
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
        /// The parameter, as BigBlueButton names it, or a setting, such as `connect_timeout`.
        parameter: String,
        /// What is wrong with it.
        reason: String,
    },

    /// The server refused the call.
    #[non_exhaustive]
    Api {
        /// The call's name.
        call: Cow<'static, str>,
        /// The server's key, if it sent one. b3lb and `insertDocument` send none.
        key: Option<ErrorKey>,
        /// The server's message. It is empty if the server sent none.
        message: String,
        /// Further parts of the refusal.
        details: Box<RefusalDetails>,
    },

    /// The response cannot be read as a response to the call.
    #[non_exhaustive]
    Response {
        /// The call's name.
        call: Cow<'static, str>,
        /// The HTTP status. It is 200 if only a text was decoded.
        status: u16,
        /// What the response is instead.
        problem: ResponseProblem,
        /// The first words of the body, without markup. It may be empty.
        excerpt: String,
        /// How often the call was sent. It is 0 if the crate's client did not send it.
        tries: u32,
    },

    /// No response came.
    #[non_exhaustive]
    Transport {
        /// The call's name.
        call: Cow<'static, str>,
        /// What failed.
        problem: TransportProblem,
        /// The cause, if it is known.
        source: Option<Source>,
        /// How often the call was sent. It is 0 if the crate's client did not send it.
        tries: u32,
    },

    /// A received request is not signed with the secret: see `Server::verify`.
    #[non_exhaustive]
    Signature {
        /// Why the request was refused.
        problem: SignatureProblem,
        /// The text before the secret in what was signed: the call's name and the query, without passwords.
        signed: String,
    },

    /// A received request is not a callback of the server, or cannot be read as one.
    #[non_exhaustive]
    Callback {
        /// Why the request was not accepted.
        problem: CallbackProblem,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The name is empty if only a text was decoded, and for the call `Version`.
        if let Self::Api { call, .. } | Self::Response { call, .. } | Self::Transport { call, .. } =
            self
            && !call.is_empty()
        {
            write!(f, "{call}: ")?;
        }
        match self {
            Self::Address { reason } => write!(f, "the server's address {reason}"),
            Self::Parameter { parameter, reason } => {
                let (parameter, reason) = (OneLine(parameter), OneLine(reason));
                write!(f, "parameter `{parameter}` {reason}")
            }
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
                write!(f, "the response is {problem} (HTTP {status})")?;
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
                if let TransportProblem::Timeout(phase) = problem {
                    write!(f, ", see `ClientBuilder::{}`", phase.setting())?;
                }
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
    /// Returns the source of the cause that `Display` shows. The cause itself is the field `source` of
    /// [`Error::Transport`].
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

    /// Returns the refusal of an `end` call.
    pub(super) fn refused(key: Option<&str>, message: &str) -> Error {
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
            &Error::parameter("userdata-\u{1b}[31m", "contains a\u{202E}\nvalue"),
            "parameter `userdata- [31m` contains a  value",
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
            "create: the response is an HTML page (HTTP 502): Bad Gateway",
        );
        prints(
            &Error::missing("a\u{7}b"),
            "the response is a body without a readable `a b` (HTTP 200)",
        );
        prints(
            &Error::unreadable("a\tb", "is \u{1b}[2J"),
            "the response is a body whose `a b` is  [2J (HTTP 200)",
        );
        let transport = Error::Transport {
            call: "getMeetings".into(),
            problem: TransportProblem::Timeout(TimeoutPhase::Body),
            source: None,
            tries: 1,
        };
        prints(
            &transport,
            "getMeetings: timed out while reading the response, see `ClientBuilder::body_timeout`",
        );
        let unverified = Error::Signature {
            problem: SignatureProblem::Length(7),
            signed: String::new(),
        };
        prints(
            &unverified,
            "the request is not genuine: its checksum has 7 digits, as no available algorithm makes: SHA-1 makes 40, \
             SHA-256 64, SHA-384 96 and SHA-512 128",
        );
    }
}
