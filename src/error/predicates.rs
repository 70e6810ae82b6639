//! Methods that classify an error.

use super::{Error, ErrorKey, ResponseProblem, TimeoutPhase, TransportProblem};

impl Error {
    /// Returns the server's key, if this is a refusal that has one.
    pub fn key(&self) -> Option<&ErrorKey> {
        match self {
            Self::Api { key, .. } => key.as_ref(),
            _ => None,
        }
    }

    /// Returns how often the call was sent before the client gave up.
    ///
    /// It is 1 without [retries](crate::Retry). An attempt counts even if no connection to the server was made. It is 0 if
    /// nothing was sent, for example because the deadline is zero or the HTTP client cannot send the request
    /// ([`TransportProblem::Setup`]), and if the crate's client did not send it.
    ///
    /// The error itself is that of the last attempt.
    pub fn tries(&self) -> u32 {
        match self {
            Self::Api { details, .. } => details.tries,
            Self::Response { tries, .. } | Self::Transport { tries, .. } => *tries,
            _ => 0,
        }
    }

    /// Returns whether the HTTP client could not send the request.
    pub(crate) fn is_setup(&self) -> bool {
        matches!(
            self,
            Self::Transport {
                problem: TransportProblem::Setup,
                ..
            }
        )
    }

    fn has_key(&self, keys: &[ErrorKey]) -> bool {
        self.key().is_some_and(|key| keys.contains(key))
    }

    /// Returns whether the meeting, recording or webhook does not exist.
    ///
    /// Betas of 2.4 send `validationError`, and BigBlueButton refuses `insertDocument` without a key. This method
    /// recognises both by their messages. `join` refuses a meeting that never existed with
    /// [`ErrorKey::MeetingForciblyEnded`], as it does one that has ended, so this method returns `false` for both.
    pub fn is_not_found(&self) -> bool {
        const KEYS: [ErrorKey; 6] = [
            ErrorKey::NotFound,
            ErrorKey::InvalidMeetingIdentifier,
            ErrorKey::MeetingNotFound,
            ErrorKey::InvalidRecordingIdentifier,
            ErrorKey::DestroyMissingHook,
            ErrorKey::RecordingNotFound,
        ];
        match self {
            Self::Api {
                key: Some(ErrorKey::ValidationError),
                message,
                ..
            } => message.contains("does not exist"),
            // QUIRK: BigBlueButton 3.0 and later refuse `insertDocument` without a key.
            Self::Api {
                key: None, message, ..
            } => message
                .trim()
                .strip_prefix("Meeting with id [")
                .is_some_and(|rest| rest.ends_with("] not found.")),
            _ => self.has_key(&KEYS),
        }
    }

    /// Returns whether a required parameter is missing or empty.
    ///
    /// Servers have a key for each parameter, such as `missingParamMeetingID` in BigBlueButton and
    /// `missingParameterMeetingID` in bbblb. This method recognises all of them.
    pub fn is_missing_parameter(&self) -> bool {
        const KEYS: [ErrorKey; 3] = [
            ErrorKey::NullError,
            ErrorKey::EmptyError,
            ErrorKey::ParamsRequired,
        ];
        let missing = |key: &ErrorKey| {
            let start = key.as_str().get(..12);
            start.is_some_and(|start| start.eq_ignore_ascii_case("missingParam"))
        };
        self.key().is_some_and(missing) || self.has_key(&KEYS)
    }

    /// Returns whether the server refused the checksum: the secret is wrong, the server does not accept the algorithm, or
    /// the URL was changed in transit.
    pub fn is_checksum(&self) -> bool {
        // b3lb sends only the reason phrase of the status.
        let unauthorized = matches!(
            self,
            Self::Response {
                status: 401,
                problem: ResponseProblem::Text,
                ..
            }
        );
        unauthorized || self.has_key(&[ErrorKey::ChecksumError])
    }

    /// Returns whether the server does not have the API or this call: it is disabled, a load balancer does not support it,
    /// or the server is older than the call.
    ///
    /// A server without the call responds with a page of status 404. So does a wrong address.
    pub fn is_unsupported(&self) -> bool {
        const KEYS: [ErrorKey; 4] = [
            ErrorKey::UnsupportedRequest,
            ErrorKey::NotImplemented,
            ErrorKey::B3scaleGatewayError,
            ErrorKey::ApiNotEnabled,
        ];
        let missing = matches!(
            self,
            Self::Response {
                status: 404 | 405,
                ..
            }
        );
        missing || self.has_key(&KEYS)
    }

    /// Returns whether `create` was refused because another meeting with this ID is running, or one that was created with
    /// other passwords.
    pub fn already_exists(&self) -> bool {
        self.has_key(&[ErrorKey::IdNotUnique, ErrorKey::NotUniqueMeetingId])
    }

    /// Returns whether a retry may succeed: the host name did not resolve, the connection failed or broke, a timeout
    /// passed, the response was truncated, or the status of a server or a proxy is 429, 502, 503 or 504.
    ///
    /// [`Retry`](crate::Retry) uses it. It does not say whether repeating the call is safe: see
    /// [`Call::IDEMPOTENT`](crate::Call::IDEMPOTENT).
    pub fn is_retryable(&self) -> bool {
        let passes = |status: u16| matches!(status, 429 | 502 | 503 | 504);
        match self {
            Self::Transport { problem, .. } => match problem {
                TransportProblem::Resolve
                | TransportProblem::Connect
                | TransportProblem::Broken => true,
                // After the deadline no time is left for a retry.
                TransportProblem::Timeout(phase) => *phase != TimeoutPhase::Deadline,
                TransportProblem::Proxy(status) => status.is_none_or(passes),
                TransportProblem::Tls | TransportProblem::Protocol | TransportProblem::Setup => {
                    false
                }
            },
            Self::Response {
                status, problem, ..
            } => passes(*status) || *problem == ResponseProblem::CutOff,
            Self::Api { details, .. } => passes(details.status),
            Self::Address { .. }
            | Self::Parameter { .. }
            | Self::Signature { .. }
            | Self::Callback { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::tests::refused;

    #[test]
    fn predicates() {
        let status =
            |status| Error::answer(ResponseProblem::Text, "Unauthorized").of("end", status);
        let page = Error::answer(ResponseProblem::Html, "").of("end", 401);
        assert!(refused(Some("checksumError"), "").is_checksum());
        assert!(status(401).is_checksum() && !status(403).is_checksum() && !page.is_checksum());
        for key in [
            "notFound",
            "invalidMeetingIdentifier",
            "meetingNotFound",
            "destroyMissingHook",
        ] {
            assert!(refused(Some(key), "").is_not_found(), "{key}");
        }
        assert!(refused(Some("validationError"), "A meeting does not exist").is_not_found());
        assert!(refused(None, "Meeting with id [no <such> & meeting] not found.").is_not_found());
        assert!(!refused(None, "Document not found.").is_not_found());
        for key in [
            "missingParamMeetingID",
            "missingParameterMeetingID",
            "MissingParam",
            "nullError",
        ] {
            assert!(refused(Some(key), "").is_missing_parameter(), "{key}");
        }
        assert!(!refused(Some("missingToken"), "").is_missing_parameter());
        assert!(!refused(None, "").is_missing_parameter());
        assert!(!refused(Some("validationError"), "Too short").is_not_found());
        assert!(refused(Some("idNotUnique"), "").already_exists());
        assert!(!refused(Some("notFound"), "").already_exists());
        assert!(refused(Some("unsupportedRequest"), "").is_unsupported());
        assert!(status(404).is_unsupported() && !status(200).is_unsupported());
        assert!(status(503).is_retryable() && !status(500).is_retryable());
        assert!(!refused(Some("notFound"), "").is_retryable());
    }
}
