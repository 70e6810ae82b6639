//! A request to the API, with everything that a call needs to answer it.

use super::answer::{Answer, exception, refused};
use crate::testing::profiles::{Change, Release, Settings};
use crate::testing::wire::Request;
use crate::testing::wire::parameters::Parameters;

/// A request to the API.
#[derive(Clone)]
pub(in crate::testing) struct ApiRequest<'a> {
    /// The name of the call, which is empty for the version.
    pub(in crate::testing) name: &'a str,
    pub(in crate::testing) http: &'a Request,
    /// The decoded parameters of the query and the form, otherwise unchanged.
    pub(in crate::testing) raw: Parameters,
    /// The same without control characters and surrounding blanks.
    pub(in crate::testing) parameters: Parameters,
    /// The release of the server that responds.
    pub(in crate::testing) release: Release,
    /// The path before the name of the call.
    pub(in crate::testing) base: &'static str,
    /// The server's address without a path.
    pub(in crate::testing) origin: &'a str,
    /// In milliseconds since 1970.
    pub(in crate::testing) now: i64,
    pub(in crate::testing) settings: &'a Settings,
}

impl ApiRequest<'_> {
    /// Returns whether the server that responds has a change.
    pub(in crate::testing) fn has(&self, change: Change) -> bool {
        self.release.has(change)
    }

    /// Returns the refusal of a call without a meeting ID, if BigBlueButton has a specific one for this call.
    pub(super) fn missing_meeting_id(&self) -> Option<Answer> {
        let asks_for_it = match self.name {
            "isMeetingRunning" => true,
            "sendChatMessage" => self.has(Change::KeysForMissingParameters),
            _ => false,
        };
        asks_for_it.then(|| {
            if self.has(Change::KeysForMissingParameters) {
                refused("missingParamMeetingID", "You must provide a meeting ID")
            } else {
                exception()
            }
        })
    }

    /// Returns whether the client accepts only JSON. Servers then refuse in JSON.
    pub(in crate::testing) fn wants_json(&self) -> bool {
        let accept = self.http.header("accept").unwrap_or_default();
        accept.contains("application/json") && !accept.contains("xml") && !accept.contains("*/*")
    }

    /// Returns the content type of the body, without parameters.
    pub(in crate::testing) fn content_type(&self) -> Option<&str> {
        let value = self.http.header("content-type")?;
        Some(value.split(';').next().unwrap_or_default().trim())
    }
}
