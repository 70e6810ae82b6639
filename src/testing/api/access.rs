//! The methods and content types that each call accepts.

use super::answer::{Answer, refused};
use super::request::ApiRequest;

/// The methods and content types that a call accepts.
pub(in crate::testing) struct Access {
    pub(in crate::testing) methods: &'static [&'static str],
    types: &'static [&'static str],
}

const FORM: &[&str] = &["application/x-www-form-urlencoded", "multipart/form-data"];
const XML: &[&str] = &["application/xml", "text/xml"];
const XML_AND_FORM: &[&str] = &[
    "application/xml",
    "text/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
];
/// Any content type.
const ANY: &[&str] = &["*"];
const BOTH: &[&str] = &["GET", "POST", "HEAD"];
const GET: &[&str] = &["GET", "HEAD"];
const POST: &[&str] = &["POST"];

impl Access {
    /// Returns the rules for a call, or `None` if no server knows it.
    pub(in crate::testing) fn of(call: &str) -> Option<Self> {
        let (methods, types) = match call {
            "create" => (BOTH, XML_AND_FORM),
            "join" => (GET, &[][..]),
            "end" | "isMeetingRunning" | "getMeetingInfo" | "getMeetings" | "getSessions" => {
                (BOTH, FORM)
            }
            "insertDocument" => (POST, XML),
            "sendChatMessage" | "publishRecordings" | "deleteRecordings" => (GET, ANY),
            "getRecordings" | "updateRecordings" | "getRecordingTextTracks" => (BOTH, ANY),
            "putRecordingTextTrack" => (POST, ANY),
            _ => return None,
        };
        Some(Self { methods, types })
    }

    /// Returns whether the call accepts the method.
    pub(in crate::testing) fn takes_method(&self, method: &str) -> bool {
        self.methods.contains(&method)
    }

    /// Returns whether the call accepts the body of a request.
    pub(in crate::testing) fn takes_body(&self, request: &ApiRequest<'_>) -> bool {
        let fits = |given: &str| {
            let mut types = self.types.iter();
            types.any(|known| known.eq_ignore_ascii_case(given))
        };
        request.http.body.is_empty()
            || self.types.contains(&"*")
            || request.content_type().is_some_and(fits)
    }
}

/// The message for a body that a call does not accept.
pub(super) const UNSUPPORTED_BODY: &str = "POST request Content-Type is missing or unsupported";

/// Returns the refusal of a body that a call does not accept.
pub(in crate::testing) fn unsupported_body() -> Answer {
    refused("unsupportedContentType", UNSUPPORTED_BODY)
}
