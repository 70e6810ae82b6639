//! The settings that a server runs with.

use std::time::Duration;

use super::{Balancing, Profile, WebhooksVersion};

/// What a server was started with.
pub(in crate::testing) struct Settings {
    pub(in crate::testing) profile: Profile,
    pub(in crate::testing) webhooks: Option<WebhooksVersion>,
    pub(in crate::testing) secret: String,
    pub(in crate::testing) times: Times,
    /// Whether pages of recordings have the older shape.
    pub(in crate::testing) old_paging: bool,
    pub(in crate::testing) balancing: Balancing,
}

impl Settings {
    /// The generation of webhooks: the one that was set, or the profile's.
    pub(in crate::testing) fn webhooks(&self) -> WebhooksVersion {
        self.webhooks.unwrap_or_else(|| self.profile.webhooks())
    }
}

/// How long things take.
#[derive(Debug, Clone, Copy)]
pub(in crate::testing) struct Times {
    /// From the end of a meeting to the moment nobody knows it any more.
    pub(in crate::testing) ending: Duration,
    /// Each step of a recording: to `processed`, and from there to `published`.
    pub(in crate::testing) processing: Duration,
}
