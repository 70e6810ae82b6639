//! Changes to meetings and recordings over time.

use super::{EventDetails, Meeting, Polled, TestRecording, World};
use crate::testing::clock::millis;
use crate::testing::profiles::{Settings, WebhooksVersion};

const MINUTE: i64 = 60_000;
/// The interval of a load balancer's poller.
const POLL: i64 = 15_000;

impl World {
    /// Applies everything that is due by now.
    pub(in crate::testing) fn tick(&mut self, now: i64, settings: &Settings) {
        // Each end happens at its own moment, however far the clock has moved.
        while let Some((at, id)) = self.next_end().filter(|(at, _)| *at <= now) {
            self.end(&id, at, settings);
        }
        let gone = |meeting: &Meeting| {
            meeting.forcibly_ended
                && now >= meeting.ended.saturating_add(millis(settings.times.ending))
        };
        self.meetings.retain(|meeting| !gone(meeting));
        self.process(now, settings);
        self.poll(now);
    }

    /// Polls the meetings as a load balancer does, if the interval has passed.
    fn poll(&mut self, now: i64) {
        if now < self.polled.at_millis.saturating_add(POLL) {
            return;
        }
        self.polled = Polled {
            meetings: self.meetings.clone(),
            at_millis: now,
        };
    }

    /// Returns the meeting that ends next by itself, and when.
    fn next_end(&self) -> Option<(i64, String)> {
        let running = self
            .meetings
            .iter()
            .filter(|meeting| !meeting.forcibly_ended);
        let ends =
            running.filter_map(|meeting| Some((meeting.ends_at()?, meeting.internal_id.clone())));
        ends.min()
    }

    /// Ends a meeting, and starts the processing of its recording.
    pub(in crate::testing) fn end(&mut self, id: &str, now: i64, settings: &Settings) {
        let Some(meeting) = self.meeting_mut(id) else {
            return;
        };
        meeting.forcibly_ended = true;
        meeting.ended = now;
        let online = meeting.users.iter_mut().filter(|user| user.online);
        let left: Vec<_> = online
            .map(|user| {
                (user.online, user.left, user.left_at) = (false, true, now);
                user.clone()
            })
            .collect();
        let meeting = meeting.clone();
        let id = meeting.internal_id.clone();
        self.say_farewell_to_all(&meeting);
        let ended = EventDetails::Ended(Box::new(meeting.clone()));
        // Before 3.0 the users leave before the meeting ends. Since 3.0 webhooks create an event for each user afterwards.
        let users_first = settings.webhooks() == WebhooksVersion::V2_6;
        if !users_first {
            self.happened("meeting-ended", &id, ended.clone(), now);
        }
        for user in left {
            let user = EventDetails::Remaining(Box::new(user));
            self.happened("user-left", &id, user, now);
        }
        if users_first {
            self.happened("meeting-ended", &id, ended, now);
        }
        if meeting.recorded {
            self.recordings.push(TestRecording::of(&meeting, now));
            let details = EventDetails::Processing(id.clone());
            self.happened("rap-archive-started", &id, details, now);
        }
        for room in meeting.rooms {
            self.end(&room, now, settings);
        }
        if settings.times.ending.is_zero() {
            self.meetings.retain(|meeting| meeting.internal_id != id);
        }
    }

    /// Advances recordings from processing to processed to published.
    fn process(&mut self, now: i64, settings: &Settings) {
        let step = millis(settings.times.processing);
        let mut steps = Vec::new();
        for recording in &mut self.recordings {
            let Some(since) = recording.processing_since else {
                continue;
            };
            let ids = (
                recording.record_id().to_owned(),
                recording.meeting_id.clone(),
            );
            let processed_at = since.saturating_add(step);
            let published_at = processed_at.saturating_add(step);
            if recording.state == "processing" && now >= processed_at {
                "processed".clone_into(&mut recording.state);
                steps.extend(PROCESSED.map(|id| (processed_at, id, ids.clone())));
            }
            if recording.state == "processed" && now >= published_at {
                recording.publish();
                steps.extend(PUBLISHED.map(|id| (published_at, id, ids.clone())));
            }
        }
        steps.sort_by_key(|(at, ..)| *at);
        for (at, id, (record_id, external_id)) in steps {
            self.step(id, (&record_id, &external_id), at);
        }
    }

    /// Records an event for a step of a recording.
    fn step(&mut self, id: &'static str, ids: (&str, &str), at: i64) {
        if id == "rap-publish-ended" {
            self.published(ids.0, ids.1, at);
        } else {
            self.processed(id, ids, at);
        }
    }

    /// Advances the processing of a recording by one step, ahead of time.
    pub(in crate::testing) fn process_further(&mut self, record_id: &str, now: i64) {
        let mut recordings = self.recordings.iter_mut();
        let Some(recording) = recordings.find(|recording| recording.record_id() == record_id)
        else {
            return;
        };
        let steps: &[&'static str] = match recording.state.as_str() {
            "processing" => {
                "processed".clone_into(&mut recording.state);
                &PROCESSED
            }
            "processed" => {
                recording.publish();
                &PUBLISHED
            }
            _ => &[],
        };
        let meeting = recording.meeting_id.clone();
        for id in steps {
            self.step(id, (record_id, &meeting), now);
        }
    }

    /// Deletes a recording, whatever its state.
    pub(in crate::testing) fn delete_recording(&mut self, record_id: &str) {
        let recordings = self.recordings.iter_mut();
        for recording in recordings.filter(|recording| recording.record_id() == record_id) {
            "deleted".clone_into(&mut recording.state);
            recording.processing_since = None;
        }
    }
}

/// The events on the way to `processed`, and from there to `published`.
const PROCESSED: [&str; 5] = [
    "rap-archive-ended",
    "rap-sanity-started",
    "rap-sanity-ended",
    "rap-process-started",
    "rap-process-ended",
];
const PUBLISHED: [&str; 2] = ["rap-publish-started", "rap-publish-ended"];

impl Meeting {
    /// Returns when the meeting ends by itself: after its duration, because nobody joined, or because everybody left.
    fn ends_at(&self) -> Option<i64> {
        let after = |since: i64, minutes: i64| {
            (minutes > 0).then(|| since.saturating_add(minutes.saturating_mul(MINUTE)))
        };
        let nobody = self.online().next().is_none();
        let empty = if !self.has_user_joined {
            after(self.created, self.minutes_unjoined)
        } else if nobody {
            after(self.empty_since, self.minutes_empty)
        } else {
            None
        };
        [after(self.created, self.duration), empty]
            .into_iter()
            .flatten()
            .min()
    }
}
