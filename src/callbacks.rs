//! What a server sends to an application: webhooks, recordings that are ready, analytics, the end of a meeting.
//!
//! There is no web framework in it and no input or output: an [`Incoming`] takes what any framework has at hand, the
//! request's target, its `Authorization` header and its raw body, and a verifier makes a typed value of it.
//!
//! | what comes | asked for by | verified and read by | what proves its origin |
//! |---|---|---|---|
//! | events of meetings and recordings | `hooks/create` | [`WebhookVerifier`] | a checksum of URL, body and secret |
//! | a recording is ready | `meta_bbb-recording-ready-url` | [`RecordingReadyVerifier`] | a token that is signed with the secret |
//! | analytics of a meeting | `meta_analytics-callback-url` | [`AnalyticsVerifier`] | a token that does not cover the body |
//! | a meeting has ended | `meta_endCallbackUrl`, `meetingEndedURL` | [`MeetingEndedVerifier`] | nothing but what the application put into the URL |
//!
//! ```
//! use bbb_sdk::callbacks::{EventId, Incoming, WebhookVerifier};
//!
//! # fn handle(target: &str, body: &[u8]) -> bbb_sdk::Result<()> {
//! // The URL to the letter as `hooks/create` was given it.
//! let verifier = WebhookVerifier::new("https://app.example/bbb?room=1", "8cd8ef52e8e101574e400365b55e11a6")?;
//!
//! let delivery = verifier.verify(&Incoming::new(target, body))?;
//! for event in &delivery.events {
//!     match &event.id {
//!         EventId::UserJoined => println!("{:?} joined {:?}", event.user.as_ref().map(|user| &user.name), event.meeting.external_id),
//!         EventId::RapPublishEnded => println!("published: {:?}", event.recording),
//!         other => println!("{other} at {:?}", event.time),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What is not accepted is an [`Error::Callback`] with a [`CallbackProblem`](crate::error::CallbackProblem), which
//! knows the status to answer with: never 401, which webhooks take for a success.
//!
//! Answer fast and do the work later: a webhooks server waits five seconds, tries again for some five minutes, and then
//! removes the hook. A delivery may come twice and late, so look at [`Event::dedup_id`] and [`Event::time`].
//!
//! For tests there is the other side of each in [`send`].

mod analytics;
mod event;
mod incoming;
mod jwt;
mod meeting_ended;
mod recording_ready;
pub mod send;
mod webhook;

pub use analytics::{Analytics, AnalyticsVerifier, Attendee, Engagement};
pub use event::{
    Chat, Event, EventId, Meeting, Pad, Playback, Poll, PollAnswer, PublishedRecording, RawMessage,
    Recording, Transcript, User,
};
pub use incoming::{Incoming, Limits};
pub use jwt::JwtAlgorithm;
pub use meeting_ended::{MeetingEnded, MeetingEndedVerifier};
pub use recording_ready::{RecordingReady, RecordingReadyVerifier};
pub use webhook::{Delivery, Signing, WebhookVerifier};

use crate::error::{Error, Result};
use crate::secret::Secret;

/// The secret without blanks around it; an empty one is refused, for everybody could sign with it.
fn usable(secret: impl Into<Secret>) -> Result<Secret> {
    let secret = Secret::from(secret.into().expose().trim());
    if secret.expose().is_empty() {
        return Err(Error::parameter(
            "secret",
            "is required and must not be empty",
        ));
    }
    Ok(secret)
}
