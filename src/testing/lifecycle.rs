//! What time does to meetings and recordings.

use std::time::Duration;

use super::meetings::Meeting;
use super::recordings::Recording;
use super::script::What;
use super::state::State;

/// How long things take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// From the end of a meeting to the moment nobody knows it any more.
    pub(super) ending: Duration,
    /// Each step of a recording: to `processed`, and from there to `published`.
    pub(super) processing: Duration,
}

const MINUTE: i64 = 60_000;

impl State {
    /// Lets happen what is due.
    pub(super) fn tick(&mut self, now: i64, times: &Times) {
        let due = |meeting: &&Meeting| !meeting.forcibly_ended && meeting.is_due(now);
        let due: Vec<String> = self
            .meetings
            .iter()
            .filter(due)
            .map(|m| m.internal_id.clone())
            .collect();
        for id in due {
            self.end(&id, now, times);
        }
        let gone = |meeting: &Meeting| {
            meeting.forcibly_ended && now >= meeting.ended + millis(times.ending)
        };
        self.meetings.retain(|meeting| !gone(meeting));
        self.process(now, times);
    }

    /// Ends a meeting. What was recorded of it begins to be processed.
    pub(super) fn end(&mut self, id: &str, now: i64, times: &Times) {
        let Some(meeting) = self.meeting_mut(id) else {
            return;
        };
        meeting.forcibly_ended = true;
        meeting.ended = now;
        let online = meeting.users.iter_mut().filter(|user| user.online);
        let left: Vec<_> = online
            .map(|user| {
                (user.online, user.left) = (false, true);
                user.clone()
            })
            .collect();
        let meeting = meeting.clone();
        let id = meeting.internal_id.clone();
        self.happened(
            "meeting-ended",
            &id,
            What::Ended(Box::new(meeting.clone())),
            now,
        );
        // The webhooks of 3.0 make up one for each user that is still there.
        for user in left {
            self.happened("user-left", &id, What::User(Box::new(user)), now);
        }
        if meeting.recorded {
            self.recordings.push(Recording::of(&meeting, now));
            let what = What::Archiving(id.clone());
            self.happened("rap-archive-started", &id, what, now);
        }
        for room in meeting.rooms {
            self.end(&room, now, times);
        }
        if times.ending.is_zero() {
            self.meetings.retain(|meeting| meeting.internal_id != id);
        }
    }

    /// Takes recordings on: processing, processed, published.
    fn process(&mut self, now: i64, times: &Times) {
        let step = millis(times.processing);
        let mut published = Vec::new();
        for recording in &mut self.recordings {
            let Some(since) = recording.processing_since else {
                continue;
            };
            if recording.state == "processing" && now >= since + step {
                "processed".clone_into(&mut recording.state);
            }
            if recording.state == "processed" && now >= since + 2 * step {
                recording.publish();
                published.push((
                    recording.record_id().to_owned(),
                    recording.meeting_id.clone(),
                ));
            }
        }
        for (record_id, external_id) in published {
            self.published(&record_id, &external_id, now);
        }
    }
}

impl Meeting {
    /// Whether it must end: its duration is over, nobody came, or everybody left.
    fn is_due(&self, now: i64) -> bool {
        let passed =
            |since: i64, minutes: i64| minutes > 0 && now >= since + minutes.saturating_mul(MINUTE);
        let nobody = self.online().next().is_none();
        passed(self.created, self.duration)
            || (!self.has_user_joined && passed(self.created, self.minutes_unjoined))
            || (self.has_user_joined && nobody && passed(self.empty_since, self.minutes_empty))
    }
}

pub(super) fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
