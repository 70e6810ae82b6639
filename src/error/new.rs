//! The constructors of [`Error`].

use std::borrow::Cow;
use std::error::Error as StdError;
use std::io;

use super::excerpt::excerpt;
use super::{CallbackProblem, Error, ResponseProblem, TransportProblem};

impl Error {
    /// Creates an error that refuses a parameter before the call is sent.
    ///
    /// `parameter` is its wire name. `reason` completes the sentence that begins with the parameter.
    ///
    /// ```
    /// let error = bbb_sdk::Error::parameter("meetingID", "is longer than 50 characters");
    /// assert_eq!(error.to_string(), "parameter `meetingID` is longer than 50 characters");
    /// ```
    pub fn parameter(parameter: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Parameter {
            parameter: parameter.into(),
            reason: reason.into(),
        }
    }

    /// Creates an error for a field that is missing in a response: an XML element or a JSON member, by its wire name.
    ///
    /// [`Call::receive`](crate::Call::receive) adds the call and the status.
    ///
    /// ```
    /// let error = bbb_sdk::Error::missing("running");
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the response is a body without a readable `running` (HTTP 200)",
    /// );
    /// ```
    pub fn missing(field: impl Into<Cow<'static, str>>) -> Self {
        Self::answer(ResponseProblem::Missing(field.into()), "")
    }

    /// Creates an error for a field of a response whose value cannot be read.
    ///
    /// `reason` completes the sentence that begins with the field.
    ///
    /// `Display` shows the reason on one line, and otherwise unchanged. Leave the value out if it may be a password or a token.
    ///
    /// ```
    /// let error = bbb_sdk::Error::unreadable("startTime", "is not a date");
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the response is a body whose `startTime` is not a date (HTTP 200)",
    /// );
    /// ```
    pub fn unreadable(field: impl Into<Cow<'static, str>>, reason: impl Into<String>) -> Self {
        let (field, reason) = (field.into(), reason.into());
        Self::answer(ResponseProblem::Unreadable { field, reason }, "")
    }

    /// Creates an error for a transport that got no response.
    ///
    /// If there is no cause, convert the [`TransportProblem`] with `into`. The client adds the call's name. The cause is
    /// shown, so it must not contain the signed URL.
    ///
    /// ```
    /// use bbb_sdk::{Error, error::TransportProblem};
    ///
    /// let error = Error::transport(TransportProblem::Tls, "the certificate has expired");
    /// assert_eq!(error.to_string(), "TLS failed: the certificate has expired");
    /// ```
    pub fn transport(
        problem: TransportProblem,
        cause: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self::Transport {
            call: Cow::Borrowed(""),
            problem,
            source: Some(cause.into()),
            tries: 0,
        }
    }

    /// Creates an error from an I/O error of a transport. Its kind decides the [`TransportProblem`].
    ///
    /// ```
    /// use std::io::{Error as IoError, ErrorKind};
    ///
    /// let error = bbb_sdk::Error::io(IoError::new(ErrorKind::ConnectionRefused, "nobody listens"));
    /// assert_eq!(error.to_string(), "could not connect: nobody listens");
    /// assert!(error.is_retryable());
    /// ```
    pub fn io(error: io::Error) -> Self {
        Self::transport(TransportProblem::of_io(&error), error)
    }

    pub(crate) fn answer(problem: ResponseProblem, text: &str) -> Self {
        Self::Response {
            call: Cow::Borrowed(""),
            status: 200,
            problem,
            excerpt: excerpt(text),
            tries: 0,
        }
    }

    /// Adds the call's name and the status, which readers do not know.
    pub(crate) fn of(mut self, name: impl Into<Cow<'static, str>>, code: u16) -> Self {
        self.set_call(name.into(), code);
        self
    }

    /// Sets the call's name and the status.
    pub(crate) fn set_call(&mut self, name: Cow<'static, str>, code: u16) {
        let place = match self {
            Self::Api { call, details, .. } => {
                details.status = code;
                call
            }
            Self::Response { call, status, .. } => {
                *status = code;
                call
            }
            Self::Transport { call, .. } => call,
            Self::Address { .. }
            | Self::Parameter { .. }
            | Self::Signature { .. }
            | Self::Callback { .. } => return,
        };
        *place = name;
    }

    /// Sets the number of times that the call was sent.
    pub(crate) fn set_tries(&mut self, number: u32) {
        match self {
            Self::Api { details, .. } => details.tries = number,
            Self::Response { tries, .. } | Self::Transport { tries, .. } => *tries = number,
            _ => {}
        }
    }
}

impl From<CallbackProblem> for Error {
    fn from(problem: CallbackProblem) -> Self {
        Self::Callback { problem }
    }
}

impl From<TransportProblem> for Error {
    fn from(problem: TransportProblem) -> Self {
        Self::Transport {
            call: Cow::Borrowed(""),
            problem,
            source: None,
            tries: 0,
        }
    }
}
