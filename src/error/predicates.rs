//! The questions that programs ask of an error.

use super::{Error, ErrorKey, ResponseProblem, TimeoutPhase, TransportProblem};

impl Error {
    /// The server's key, if this is a refusal that has one.
    pub fn key(&self) -> Option<&ErrorKey> {
        match self {
            Self::Api { key, .. } => key.as_ref(),
            _ => None,
        }
    }

    /// Returns how often the call was sent before the client gave up: 1 without [retries](crate::Retry), and 0 where nothing was
    /// sent or it was not a client that sent it.
    ///
    /// The error itself is the one of the last try.
    pub fn tries(&self) -> u32 {
        match self {
            Self::Api { details, .. } => details.tries,
            Self::Response { tries, .. } | Self::Transport { tries, .. } => *tries,
            _ => 0,
        }
    }

    fn has_key(&self, keys: &[ErrorKey]) -> bool {
        self.key().is_some_and(|key| keys.contains(key))
    }

    /// The meeting, recording or webhook does not exist.
    ///
    /// Betas of 2.4 answer `validationError`, and BigBlueButton answers `insertDocument` without a key: both are told by
    /// their words. `join` to a meeting that never was is [`ErrorKey::MeetingForciblyEnded`], which cannot be told from one
    /// that ended.
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

    /// A parameter that the call requires is missing or empty.
    ///
    /// Servers have a key for each parameter, such as `missingParamMeetingID` of BigBlueButton and `missingParameterMeetingID` of
    /// bbblb. This tells all of them.
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

    /// The server refused the checksum: wrong secret, an algorithm it does not accept, or a URL that was changed on its way.
    pub fn is_checksum(&self) -> bool {
        // b3lb answers with the bare words of the status.
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

    /// The API, or this call, is not there: switched off, not known to a load balancer, or older than the call.
    ///
    /// A server without the call answers with a page of the status 404, which an address that is wrong gives as well.
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

    /// `create`: another meeting with this ID runs, or one that was created with other passwords.
    pub fn already_exists(&self) -> bool {
        self.has_key(&[ErrorKey::IdNotUnique, ErrorKey::NotUniqueMeetingId])
    }

    /// Returns whether a repetition may succeed: the name had no address, the connection failed or broke, a timeout passed, the
    /// response was cut off, or the status is 429, 502, 503 or 504, of a server or a proxy.
    ///
    /// It is what [`Retry`](crate::Retry) goes by. Whether the call may be repeated is another question: see
    /// [`Call::IDEMPOTENT`](crate::Call::IDEMPOTENT).
    pub fn is_retryable(&self) -> bool {
        let passes = |status: u16| matches!(status, 429 | 502 | 503 | 504);
        match self {
            Self::Transport { problem, .. } => match problem {
                TransportProblem::Resolve
                | TransportProblem::Connect
                | TransportProblem::Broken => true,
                // Nothing more can happen in time.
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
    use crate::error::RefusalDetails;

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
        assert!(refused(Some("unsupportedRequest"), "").is_unsupported());
        assert!(status(404).is_unsupported() && !status(200).is_unsupported());
        assert!(status(503).is_retryable() && !status(500).is_retryable());
        assert!(!refused(Some("notFound"), "").is_retryable());
    }
}
