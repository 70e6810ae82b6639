//! What the validators of bbb-web find in parameters.

use super::answer::{Answer, refused};

/// The violations that the validators found. Of several, one is reported, in an order that looks like chance.
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

    /// The violation that is reported.
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

/// Whether the validators take a text for a boolean. `1` and `0` pass and mean false.
pub(super) fn is_boolean(text: &str) -> bool {
    ["true", "false", "0", "1"]
        .iter()
        .any(|value| text.eq_ignore_ascii_case(value))
}

/// The length of a text as Java counts it.
pub(in crate::testing) fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}
