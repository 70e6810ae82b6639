//! What the server sends to the application: webhooks, and the callbacks of meetings and recordings.

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
/// From [`TestServer::outgoing`](crate::testing::TestServer::outgoing). `Debug` blanks passwords and tokens.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutgoingRequest {
    /// What the request is about.
    pub kind: OutgoingKind,
    /// The URL as it was registered. A webhook's gets a checksum when it is sent, that of a meeting's end two parameters.
    pub url: String,
    /// The external ID of the meeting.
    pub meeting_id: String,
    /// The record ID, where the request is about a recording.
    pub record_id: Option<String>,
    /// The JSON that goes with the request: a webhook's event, or the analytics.
    pub json: Option<String>,
    /// Whether a recording will follow.
    pub recorded: bool,
    /// When it happened, in milliseconds since 1970 on the server's clock.
    pub happened_millis: i64,
    /// How often it was sent.
    pub attempts: usize,
    /// When it is due, in milliseconds since 1970 on the server's clock.
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

/// What an [`OutgoingRequest`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutgoingKind {
    /// An event for a webhook.
    Webhook,
    /// A meeting has ended (`meta_endCallbackUrl`).
    MeetingEnded,
    /// A meeting has ended (`meetingEndedURL`). The URL is called as it is.
    MeetingEndedUrl,
    /// A recording is published (`meta_bbb-recording-ready-url`). Sent once for each format.
    RecordingReady,
    /// What people did (`meta_analytics-callback-url`).
    Analytics,
}

impl OutgoingKind {
    /// Whether a status means that it has arrived. QUIRK: webhooks take 401 for a success.
    pub(in crate::testing) fn accepts(self, status: u16) -> bool {
        (200..300).contains(&status) || (self == Self::Webhook && status == 401)
    }
}

/// An attempt to send a request to the application. From `TestServer::deliver`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryAttempt {
    /// What was sent, with the number of attempts so far.
    pub request: OutgoingRequest,
    /// When it was sent, in milliseconds since 1970 on the server's clock.
    pub at_millis: i64,
    /// The status of the response, if one came within five seconds.
    pub status: Option<u16>,
    /// Why no response came: the URL cannot be called, or what the connection said.
    pub problem: Option<String>,
    /// When it will be sent again, in milliseconds since 1970 on the server's clock; `None` when it has arrived or was
    /// given up.
    pub retry_millis: Option<i64>,
}

/// The requests that are to be sent, and those that were.
#[derive(Debug, Default)]
pub(in crate::testing) struct Outgoing {
    pub(in crate::testing) queue: VecDeque<OutgoingRequest>,
    /// What was sent, in its order.
    pub(in crate::testing) attempts: VecDeque<DeliveryAttempt>,
}

impl Outgoing {
    /// Queues what the application is to be told of the world's news.
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

/// The requests to the webhooks that want an event.
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

/// The hooks that a meeting's events go to.
fn hooks_of<'a>(
    hooks: &'a [Hook],
    event: &WorldEvent,
    version: WebhooksVersion,
) -> impl Iterator<Item = &'a Hook> {
    let is_own = |hook: &&Hook| hook.meeting_id.as_deref() == Some(&event.external_id);
    // QUIRK: of the hooks for one meeting 3.5.0 calls the first alone.
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
    // QUIRK: the list is not trimmed, so a blank behind a comma makes the next event another.
    let events = hook.events.as_deref();
    // QUIRK: no message of the server has an event's ID, so that a choice leaves none of them.
    let chosen = |events: &str| !hook.is_raw() && events.split(',').any(|known| known == event.id);
    events.is_none_or(chosen)
}

/// The callbacks of a meeting that has ended. Breakout rooms have none.
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

/// The callbacks of a recording that is published.
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
