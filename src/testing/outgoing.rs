//! Requests from the server to the application: webhooks, and the callbacks of meetings and recordings.

use std::collections::VecDeque;
use std::fmt;

use self::analytics::analytics;
use crate::redact::{redact, shown_url};
use crate::testing::profiles::WebhooksVersion;
use crate::testing::world::{
    EventDetails, Hook, Meeting, TestRecording, World, WorldEvent, remember,
};

mod analytics;
#[cfg(feature = "callbacks")]
pub(in crate::testing) mod delivery;
#[cfg(feature = "callbacks")]
mod destination;
mod event_json;

/// A request that the server wants to send to the application.
///
/// Returned by [`TestServer::outgoing`](crate::testing::TestServer::outgoing). `Debug` blanks passwords and tokens.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutgoingRequest {
    /// What the request is about.
    pub kind: OutgoingKind,
    /// The registered URL. When the request is sent, the URL of a webhook gets a checksum, and that of a meeting's end two
    /// parameters.
    pub url: String,
    /// The external ID of the meeting.
    pub meeting_id: String,
    /// The record ID, if the request is about a recording.
    pub record_id: Option<String>,
    /// The JSON of a webhook's event or of the analytics.
    pub json: Option<String>,
    /// Whether the meeting was recorded, so that a recording will follow.
    pub recorded: bool,
    /// When the event happened, in milliseconds since 1970 on the server's clock.
    pub happened_millis: i64,
    /// How often the request was sent.
    pub attempts: usize,
    /// When the request is due, in milliseconds since 1970 on the server's clock.
    pub due_millis: i64,
}

impl fmt::Debug for OutgoingRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingRequest")
            .field("kind", &self.kind)
            .field("url", &shown_url(&self.url))
            .field("meeting_id", &self.meeting_id)
            .field("record_id", &self.record_id)
            .field("json", &self.json.as_deref().map(redact))
            .field("recorded", &self.recorded)
            .field("happened_millis", &self.happened_millis)
            .field("attempts", &self.attempts)
            .field("due_millis", &self.due_millis)
            .finish()
    }
}

/// The kind of an [`OutgoingRequest`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutgoingKind {
    /// An event for a webhook.
    Webhook,
    /// The end of a meeting (`meta_endCallbackUrl`).
    MeetingEnded,
    /// The end of a meeting (`meetingEndedURL`). The URL is called unchanged.
    MeetingEndedUrl,
    /// The publication of a recording (`meta_bbb-recording-ready-url`), once for each format.
    RecordingReady,
    /// The report on a meeting (`meta_analytics-callback-url`).
    Analytics,
}

impl OutgoingKind {
    /// Returns whether a status counts as a success. QUIRK: webhooks count 401 as a success.
    pub(in crate::testing) fn accepts(self, status: u16) -> bool {
        (200..300).contains(&status) || (self == Self::Webhook && status == 401)
    }
}

/// An attempt to send a request to the application. Returned by `TestServer::deliver`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryAttempt {
    /// The request, with the number of attempts so far.
    pub request: OutgoingRequest,
    /// When the request was sent, in milliseconds since 1970 on the server's clock.
    pub at_millis: i64,
    /// The status of the response, if one arrived within five seconds.
    pub status: Option<u16>,
    /// Why there is no response: the URL cannot be called, or the connection failed.
    pub problem: Option<String>,
    /// When the request will be sent again, in milliseconds since 1970 on the server's clock. `None` if it succeeded or was
    /// given up.
    pub retry_millis: Option<i64>,
}

/// The requests to send, and the attempts so far.
#[derive(Debug, Default)]
pub(in crate::testing) struct Outgoing {
    pub(in crate::testing) queue: VecDeque<OutgoingRequest>,
    /// The attempts so far, in order.
    pub(in crate::testing) attempts: VecDeque<DeliveryAttempt>,
}

impl Outgoing {
    /// Queues the requests that follow from new events.
    pub(in crate::testing) fn collect(&mut self, world: &mut World, version: WebhooksVersion) {
        for event in world.take_news() {
            let webhooks = webhooks(&world.hooks, &event, version);
            let callbacks = match &event.details {
                EventDetails::Ended(meeting) => ended(meeting, &event),
                EventDetails::Published(recording) => ready(recording, &event),
                _ => Vec::new(),
            };
            for request in webhooks.into_iter().chain(callbacks) {
                remember(&mut self.queue, request);
            }
        }
    }
}

impl OutgoingRequest {
    fn new(kind: OutgoingKind, url: &str, event: &WorldEvent) -> Self {
        Self {
            kind,
            url: url.to_owned(),
            meeting_id: event.external_id.clone(),
            record_id: None,
            json: None,
            recorded: false,
            happened_millis: event.at,
            attempts: 0,
            due_millis: event.at,
        }
    }
}

/// Returns the requests to the webhooks that want an event.
fn webhooks(hooks: &[Hook], event: &WorldEvent, version: WebhooksVersion) -> Vec<OutgoingRequest> {
    let wanting = hooks_of(hooks, event, version).filter(|hook| wants(hook, event));
    let wanting: Vec<&Hook> = wanting.collect();
    if wanting.is_empty() {
        return Vec::new();
    }
    let (json, message) = (Some(event.json()), event.message());
    let requests = wanting.into_iter().filter_map(|hook| {
        let json = if hook.is_raw() { &message } else { &json };
        Some(OutgoingRequest {
            json: Some(json.clone()?),
            ..OutgoingRequest::new(OutgoingKind::Webhook, &hook.url, event)
        })
    });
    requests.collect()
}

/// Returns the hooks that get the events of a meeting.
fn hooks_of<'a>(
    hooks: &'a [Hook],
    event: &WorldEvent,
    version: WebhooksVersion,
) -> impl Iterator<Item = &'a Hook> {
    let is_own = |hook: &&Hook| hook.meeting_id.as_deref() == Some(&event.external_id);
    // QUIRK: 3.5.0 calls only the first of the hooks for one meeting.
    let limit = if version == WebhooksVersion::V3_5 {
        1
    } else {
        usize::MAX
    };
    let own: Vec<&Hook> = hooks.iter().filter(is_own).take(limit).collect();
    let is_global = |hook: &&Hook| hook.meeting_id.is_none();
    hooks
        .iter()
        .filter(move |hook| is_global(hook) || own.iter().any(|own| own.id == hook.id))
}

fn wants(hook: &Hook, event: &WorldEvent) -> bool {
    // QUIRK: the list is not trimmed, so a blank after a comma belongs to the next event's name.
    let events = hook.events.as_deref();
    // QUIRK: raw messages have no event ID, so a hook that selects events gets none of them.
    let chosen = |events: &str| !hook.is_raw() && events.split(',').any(|known| known == event.id);
    events.is_none_or(chosen)
}

/// Returns the callbacks for the end of a meeting. Breakout rooms have none.
fn ended(meeting: &Meeting, event: &WorldEvent) -> Vec<OutgoingRequest> {
    if meeting.breakout.is_some() {
        return Vec::new();
    }
    let end = meeting.end_url.as_deref().map(|url| OutgoingRequest {
        recorded: meeting.recorded,
        ..OutgoingRequest::new(OutgoingKind::MeetingEnded, url, event)
    });
    let unchanged = meeting.ended_url.as_deref();
    let unchanged =
        unchanged.map(|url| OutgoingRequest::new(OutgoingKind::MeetingEndedUrl, url, event));
    let keeps_events = meeting.recorded || meeting.keep_events;
    let analytics_url = meeting.analytics_url.as_deref().filter(|_| keeps_events);
    let analytics = analytics_url.map(|url| OutgoingRequest {
        json: Some(analytics(meeting)),
        ..OutgoingRequest::new(OutgoingKind::Analytics, url, event)
    });
    [end, unchanged, analytics].into_iter().flatten().collect()
}

/// Returns the callbacks for the publication of a recording.
fn ready(recording: &TestRecording, event: &WorldEvent) -> Vec<OutgoingRequest> {
    const NAMES: [&str; 3] = [
        "bbb-recording-ready-url",
        "bn-recording-ready-url",
        "canvas-recording-ready-url",
    ];
    let value = |name: &&str| recording.metadata.iter().find(|(known, _)| known == name);
    let named = NAMES.iter().find_map(value).map(|(_, url)| url);
    let Some(url) = recording.ready_url.as_ref().or(named) else {
        return Vec::new();
    };
    let request = || OutgoingRequest {
        record_id: Some(recording.record_id().to_owned()),
        ..OutgoingRequest::new(OutgoingKind::RecordingReady, url, event)
    };
    recording.formats.iter().map(|_| request()).collect()
}
