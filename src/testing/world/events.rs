//! Events, from which webhooks and callbacks are made.

use super::{Meeting, TestRecording, User, World, remember};

/// An event that webhooks report.
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

/// The details of an event, besides its meeting.
#[derive(Debug, Clone)]
pub(in crate::testing) enum EventDetails {
    Created(Box<Meeting>),
    Ended(Box<Meeting>),
    Meeting,
    User(Box<User>),
    /// A user who was still online at the end of the meeting.
    Remaining(Box<User>),
    Chat {
        from: Box<User>,
        text: String,
    },
    /// A step in the processing of the recording with this ID.
    Processing(String),
    /// A recording was published.
    Published(Box<TestRecording>),
}

impl World {
    /// Records an event in a meeting.
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

    /// Records a step in the processing of a recording. Its meeting may no longer exist.
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

    /// Records that a recording was published. Its meeting no longer exists.
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

    /// Takes the events since the last call.
    pub(in crate::testing) fn take_news(&mut self) -> Vec<WorldEvent> {
        std::mem::take(&mut self.news)
    }
}
