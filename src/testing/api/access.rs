//! The methods and content types that each call takes.

use super::answer::{Answer, refused};
use super::request::ApiRequest;

/// What a call lets in.
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
/// No rule for the content type.
const ANY: &[&str] = &["*"];
const BOTH: &[&str] = &["GET", "POST", "HEAD"];
const GET: &[&str] = &["GET", "HEAD"];
const POST: &[&str] = &["POST"];

impl Access {
    /// The rules of a call; nothing for a call that no server knows.
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

    /// Whether the call takes the method.
    pub(in crate::testing) fn takes_method(&self, method: &str) -> bool {
        self.methods.contains(&method)
    }

    /// Whether the call takes the body of a request.
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

/// The words for a body that a call does not take.
pub(super) const UNSUPPORTED_BODY: &str = "POST request Content-Type is missing or unsupported";

/// The refusal of a body that a call does not take.
pub(in crate::testing) fn unsupported_body() -> Answer {
    refused("unsupportedContentType", UNSUPPORTED_BODY)
}
