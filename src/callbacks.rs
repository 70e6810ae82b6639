//! Verifies and reads what a server sends to an application: webhooks, recording-ready callbacks, analytics, and the end of
//! a meeting.
//!
//! This module does no input or output and needs no web framework. An [`Incoming`] holds what any framework provides: the
//! request's target, its `Authorization` header and its raw body. A verifier turns it into a typed value.
//!
//! | callback | requested with | verified by | proof of origin |
//! |---|---|---|---|
//! | events of meetings and recordings | `hooks/create` | [`WebhookVerifier`] | a checksum of URL, body and secret |
//! | a recording is ready | `meta_bbb-recording-ready-url` | [`RecordingReadyVerifier`] | a token signed with the secret |
//! | analytics of a meeting | `meta_analytics-callback-url` | [`AnalyticsVerifier`] | a token that does not cover the body |
//! | a meeting has ended | `meta_endCallbackUrl`, `meetingEndedURL` | [`MeetingEndedVerifier`] | only what the application put into the URL |
//!
//! ```
//! use bbb_sdk::callbacks::{EventId, Incoming, WebhookVerifier};
//!
//! # fn handle(target: &str, body: &[u8]) -> bbb_sdk::Result<()> {
//! // Exactly the URL that `hooks/create` was given.
//! let secret = "8cd8ef52e8e101574e400365b55e11a6";
//! let verifier = WebhookVerifier::new("https://app.example/bbb?room=1", secret)?;
//!
//! let delivery = verifier.verify(&Incoming::new(target, body))?;
//! for event in &delivery.events {
//!     match &event.id {
//!         EventId::UserJoined => println!("someone joined {:?}", event.meeting.external_id),
//!         EventId::RapPublishEnded => println!("published: {:?}", event.recording),
//!         other => println!("{other} at {:?}", event.time),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A request that is not accepted is an [`Error::Callback`](crate::Error::Callback) with a
//! [`CallbackProblem`](crate::error::CallbackProblem), which has the status to answer with. It is never 401, which a webhooks
//! server treats as success.
//!
//! Answer quickly and do the work afterwards: a webhooks server waits five seconds, tries again for about five minutes,
//! and then removes the hook. A delivery may come twice and late, so use [`Event::dedup_id`] and [`Event::time`].
//!
//! While a server's secret is being changed, give a verifier both secrets with `or_secret`.
//!
//! For tests, [`send`] creates the requests that a server would send.

mod analytics;
mod event;
mod incoming;
mod jwt;
mod meeting_ended;
mod recording_ready;
pub mod send;
mod shown;
mod webhook;

pub use analytics::{Analytics, AnalyticsAttendee, AnalyticsVerifier, Engagement};
pub use event::{
    ChatMessage, Event, EventId, EventMeeting, EventRecording, EventUser, PadChange, Poll,
    PollAnswer, PublishedPlayback, PublishedRecording, RawMessage, Transcript,
};
pub use incoming::{Incoming, IncomingLimits};
pub use jwt::JwtAlgorithm;
pub use meeting_ended::{MeetingEnded, MeetingEndedVerifier};
pub use recording_ready::{RecordingReady, RecordingReadyVerifier};
pub use webhook::{Delivery, Signing, WebhookVerifier};

use crate::error::Result;
use crate::secret::Secret;

/// The secrets that may have signed a callback.
#[derive(Debug, Clone)]
struct Secrets {
    first: Secret,
    others: Vec<Secret>,
}

impl Secrets {
    fn new(secret: impl Into<Secret>) -> Result<Self> {
        Ok(Self {
            first: secret.into().usable()?,
            others: Vec::new(),
        })
    }

    fn push(&mut self, secret: impl Into<Secret>) -> Result<()> {
        self.others.push(secret.into().usable()?);
        Ok(())
    }

    /// Returns the secret that the application itself signs with.
    fn first(&self) -> &Secret {
        &self.first
    }

    /// Returns whether a secret matches. Every secret is tried, so that the time taken does not tell which one did.
    fn any(&self, matches: impl Fn(&Secret) -> bool) -> bool {
        let others = self.others.iter();
        others.fold(matches(&self.first), |found, secret| {
            matches(secret) | found
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn every_secret_is_tried_whichever_matches() {
        let mut secrets = Secrets::new("a").unwrap();
        secrets.push("b").unwrap();
        secrets.push("c").unwrap();
        for (matching, expected) in [("a", true), ("b", true), ("c", true), ("d", false)] {
            let tried = Cell::new(0);
            let found = secrets.any(|secret| {
                tried.set(tried.get() + 1);
                secret.expose() == matching
            });
            assert_eq!((found, tried.get()), (expected, 3), "{matching}");
        }
    }

    /// A program may have one secret in two places of its configuration.
    #[test]
    fn a_secret_that_is_given_twice_matches() {
        let mut secrets = Secrets::new("a").unwrap();
        secrets.push("b").unwrap();
        secrets.push("a").unwrap();
        assert!(secrets.any(|secret| secret.expose() == "a"));
        assert!(secrets.any(|secret| secret.expose() == "b"));
    }
}
