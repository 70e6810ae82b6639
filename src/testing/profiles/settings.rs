//! The settings that a server runs with.

use std::time::Duration;

use super::{Balancing, Profile, WebhooksVersion};

/// The settings of a running server.
pub(in crate::testing) struct Settings {
    pub(in crate::testing) profile: Profile,
    pub(in crate::testing) webhooks: Option<WebhooksVersion>,
    pub(in crate::testing) secret: String,
    pub(in crate::testing) times: Times,
    /// Whether pages of recordings have the older form.
    pub(in crate::testing) old_paging: bool,
    pub(in crate::testing) balancing: Balancing,
}

impl Settings {
    /// Returns the generation of webhooks that was set, or the profile's.
    pub(in crate::testing) fn webhooks(&self) -> WebhooksVersion {
        self.webhooks.unwrap_or_else(|| self.profile.webhooks())
    }
}

/// How long the server's own work takes.
#[derive(Debug, Clone, Copy)]
pub(in crate::testing) struct Times {
    /// The time from the end of a meeting until the server forgets it.
    pub(in crate::testing) ending: Duration,
    /// The time for each step of a recording: to `processed`, and from there to `published`.
    pub(in crate::testing) processing: Duration,
}
