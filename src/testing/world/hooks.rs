//! Webhooks.

/// A webhook.
#[derive(Debug, Clone)]
pub(in crate::testing) struct Hook {
    pub(in crate::testing) id: String,
    pub(in crate::testing) url: String,
    /// The external ID of the only meeting it is for.
    pub(in crate::testing) meeting_id: Option<String>,
    /// The events that are wanted, as they were given, in lower case; an empty text matches nothing.
    pub(in crate::testing) events: Option<String>,
    /// The text of `getRaw`.
    pub(in crate::testing) raw: String,
}

impl Hook {
    /// Whether it gets the server's own messages instead of events.
    pub(in crate::testing) fn is_raw(&self) -> bool {
        self.raw != "false"
    }
}
