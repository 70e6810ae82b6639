//! Webhooks.

/// A webhook.
#[derive(Debug, Clone)]
pub(in crate::testing) struct Hook {
    pub(in crate::testing) id: String,
    pub(in crate::testing) url: String,
    /// The external ID of the meeting that the hook is limited to.
    pub(in crate::testing) meeting_id: Option<String>,
    /// The event IDs to deliver, in lower case and otherwise as given. An empty text matches no event.
    pub(in crate::testing) events: Option<String>,
    /// The text of `getRaw`.
    pub(in crate::testing) raw: String,
}

impl Hook {
    /// Returns whether the hook gets raw messages instead of events.
    pub(in crate::testing) fn is_raw(&self) -> bool {
        self.raw != "false"
    }
}
