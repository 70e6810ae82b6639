//! The violations that the validators of bbb-web find in parameters.

use super::answer::{Answer, refused};

/// The violations that the validators found. Only one is reported, which seems to be a random one.
#[derive(Debug, Default)]
pub(super) struct Violations(Vec<(&'static str, &'static str)>);

impl Violations {
    const ORDER: [&'static str; 16] = [
        "unsupportedContentType",
        "guestDeny",
        "emptyError",
        "missingParamFullName",
        "fullNameTooLong",
        "meetingForciblyEnded",
        "invalidPassword",
        "invalidMeetingIdentifier",
        "notFound",
        "sizeError",
        "nullError",
        "validationError",
        "missingParamMeetingID",
        "missingParamMessage",
        "missingSession",
        "missingToken",
    ];

    pub(super) fn add(&mut self, key: &'static str, words: &'static str) {
        self.0.push((key, words));
    }

    /// Returns the violation that is reported.
    pub(super) fn first(&self) -> Option<(&'static str, &'static str)> {
        let rank = |key: &str| Self::ORDER.iter().position(|known| *known == key);
        let mut found = self.0.clone();
        found.sort_by_key(|(key, _)| rank(key));
        found.into_iter().next()
    }

    pub(super) fn refusal(&self) -> Option<Answer> {
        self.first().map(|(key, words)| refused(key, words))
    }
}

/// Returns whether the validators accept a text as a boolean. `1` and `0` are accepted and mean false.
pub(super) fn is_boolean(text: &str) -> bool {
    ["true", "false", "0", "1"]
        .iter()
        .any(|value| text.eq_ignore_ascii_case(value))
}

/// Returns the length of a text in UTF-16 code units, as Java counts it.
pub(in crate::testing) fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}
