//! What happened, for webhooks and callbacks.

use super::{Meeting, TestRecording, User, World, remember};

/// Something that happened and that webhooks tell of.
#[derive(Debug, Clone)]
pub(in crate::testing) struct WorldEvent {
    /// The event's ID, such as `user-joined`.
    pub(in crate::testing) id: &'static str,
    /// In milliseconds since 1970.
    pub(in crate::testing) at: i64,
    pub(in crate::testing) internal_id: String,
    pub(in crate::testing) external_id: String,
    pub(in crate::testing) details: EventDetails,
}

/// What an event tells beside its meeting.
#[derive(Debug, Clone)]
pub(in crate::testing) enum EventDetails {
    Created(Box<Meeting>),
    Ended(Box<Meeting>),
    Meeting,
    User(Box<User>),
    /// A user that was still there at the end of the meeting.
    Remaining(Box<User>),
    Chat {
        from: Box<User>,
        text: String,
    },
    /// The processing of the recording with this ID takes a step.
    Processing(String),
    /// A recording is published.
    Published(Box<TestRecording>),
}

impl World {
    /// Records that something happened in a meeting.
    pub(in crate::testing) fn happened(
        &mut self,
        id: &'static str,
        meeting: &str,
        details: EventDetails,
        at: i64,
    ) {
        let Some(meeting) = self.known_meeting(meeting) else {
            return;
        };
        let event = WorldEvent {
            id,
            at,
            internal_id: meeting.internal_id.clone(),
            external_id: meeting.external_id.clone(),
            details,
        };
        self.record(event);
    }

    /// Records that the processing of a recording took a step. Its meeting may be long gone.
    pub(super) fn processed(&mut self, id: &'static str, ids: (&str, &str), at: i64) {
        let (record_id, meeting_id) = ids;
        let event = WorldEvent {
            id,
            at,
            internal_id: record_id.to_owned(),
            external_id: meeting_id.to_owned(),
            details: EventDetails::Processing(record_id.to_owned()),
        };
        self.record(event);
    }

    /// Records that a recording was published. Its meeting is long gone.
    pub(super) fn published(&mut self, record_id: &str, meeting_id: &str, at: i64) {
        let Some(recording) = self.recordings.iter().find(|r| r.record_id() == record_id) else {
            return;
        };
        let event = WorldEvent {
            id: "rap-publish-ended",
            at,
            internal_id: record_id.to_owned(),
            external_id: meeting_id.to_owned(),
            details: EventDetails::Published(Box::new(recording.clone())),
        };
        self.record(event);
    }

    fn record(&mut self, event: WorldEvent) {
        self.news.push(event.clone());
        remember(&mut self.events, event);
    }

    /// Takes the events since the last time.
    pub(in crate::testing) fn take_news(&mut self) -> Vec<WorldEvent> {
        std::mem::take(&mut self.news)
    }
}
