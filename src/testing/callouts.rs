//! What the server wants to call: webhooks, and the callbacks of meetings and recordings.

use super::events::analytics;
use super::hooks::Hook;
use super::meetings::Meeting;
use super::recordings::Recording;
use super::script::{Happening, What};
use super::state::{State, push};

/// A request that the server wants to make to the application. From [`TestServer::callouts`](super::TestServer::callouts).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Callout {
    /// What it is about.
    pub kind: CalloutKind,
    /// The URL that was registered; a webhook's gets a checksum, that of a meeting's end two parameters.
    pub url: String,
    /// The external ID of the meeting.
    pub meeting_id: String,
    /// The record ID, where it is about a recording.
    pub record_id: Option<String>,
    /// The JSON that goes with it: a webhook's event, the analytics.
    pub json: Option<String>,
    /// Whether a recording will follow.
    pub recorded: bool,
    /// When it happened, in milliseconds since 1970 on the server's clock.
    pub happened: i64,
    /// How often it was tried.
    pub attempts: usize,
    /// When it is tried next, in milliseconds since 1970 on the server's clock.
    pub next: i64,
}

/// What a [`Callout`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CalloutKind {
    /// An event for a webhook.
    Webhook,
    /// A meeting has ended: `meta_endCallbackUrl`.
    MeetingEnded,
    /// A meeting has ended: `meetingEndedURL`, which is called as it is.
    MeetingEndedUrl,
    /// A recording is published: `meta_bbb-recording-ready-url`, once for each format.
    RecordingReady,
    /// What people did: `meta_analytics-callback-url`.
    Analytics,
}

impl State {
    /// Writes down whom to tell of what happened.
    pub(super) fn call_out(&mut self, happening: &Happening) {
        let (event, message) = (Some(happening.json()), happening.message());
        let hooks = self.hooks.iter().filter(|hook| hook.wants(happening));
        let webhooks = hooks.filter_map(|hook| {
            let json = if hook.is_raw() { &message } else { &event };
            Some(Callout {
                json: Some(json.clone()?),
                ..Callout::new(CalloutKind::Webhook, &hook.url, happening)
            })
        });
        let others = match &happening.what {
            What::Ended(meeting) => ended(meeting, happening),
            What::Published(recording) => ready(recording, happening),
            _ => Vec::new(),
        };
        for callout in webhooks.chain(others) {
            push(&mut self.callouts, callout);
        }
    }
}

impl Callout {
    fn new(kind: CalloutKind, url: &str, happening: &Happening) -> Self {
        Self {
            kind,
            url: url.to_owned(),
            meeting_id: happening.external_id.clone(),
            record_id: None,
            json: None,
            recorded: false,
            happened: happening.at,
            attempts: 0,
            next: happening.at,
        }
    }
}

impl Hook {
    fn wants(&self, happening: &Happening) -> bool {
        let meeting = self.meeting_id.as_deref();
        let of_meeting = meeting.is_none_or(|meeting| meeting == happening.external_id);
        // QUIRK: the list is not trimmed, so a blank behind a comma makes the next event another.
        let events = self.events.as_deref();
        // QUIRK: no message of the server has an event's ID, so that a choice leaves none of them.
        let chosen =
            |events: &str| !self.is_raw() && events.split(',').any(|event| event == happening.id);
        of_meeting && events.is_none_or(chosen)
    }

    /// Whether it gets the server's own messages instead of events.
    fn is_raw(&self) -> bool {
        self.raw != "false"
    }
}

/// The callbacks of a meeting that has ended. Those of breakout rooms are left out by the server as well.
fn ended(meeting: &Meeting, happening: &Happening) -> Vec<Callout> {
    if meeting.breakout.is_some() {
        return Vec::new();
    }
    let meta = |name: &str| {
        let found = meeting.metadata.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let end = meeting.end_url.as_deref().map(|url| Callout {
        recorded: meeting.recorded,
        ..Callout::new(CalloutKind::MeetingEnded, url, happening)
    });
    let unchanged = meeting.ended_url.as_deref();
    let unchanged = unchanged.map(|url| Callout::new(CalloutKind::MeetingEndedUrl, url, happening));
    let keeps_events = meeting.recorded || meeting.keep_events;
    let analytics_url = meta("analytics-callback-url").filter(|_| keeps_events);
    let analytics = analytics_url.map(|url| Callout {
        json: Some(analytics(meeting)),
        ..Callout::new(CalloutKind::Analytics, url, happening)
    });
    [end, unchanged, analytics].into_iter().flatten().collect()
}

fn ready(recording: &Recording, happening: &Happening) -> Vec<Callout> {
    const NAMES: [&str; 3] = [
        "bbb-recording-ready-url",
        "bn-recording-ready-url",
        "canvas-recording-ready-url",
    ];
    let value = |name: &&str| recording.metadata.iter().find(|(known, _)| known == name);
    let Some((_, url)) = NAMES.iter().find_map(value) else {
        return Vec::new();
    };
    let callout = || Callout {
        record_id: Some(recording.record_id().to_owned()),
        ..Callout::new(CalloutKind::RecordingReady, url, happening)
    };
    recording.formats.iter().map(|_| callout()).collect()
}
