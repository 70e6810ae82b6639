//! Actions of users in a meeting, with all their consequences.

use super::{EventDetails, Meeting, Session, User, World};

impl World {
    /// Adds a user who is online at once, and returns the internal ID.
    pub(in crate::testing) fn enter(
        &mut self,
        meeting: &str,
        name: &str,
        moderator: bool,
        now: i64,
    ) -> String {
        let id = format!("w_{}", self.token(12));
        let user = User {
            external_id: id.clone(),
            internal_id: id.clone(),
            name: name.to_owned(),
            moderator,
            muted: true,
            sessions: vec![Session {
                token: self.token(16),
                cookie: None,
            }],
            ..User::default()
        };
        if let Some(meeting) = self.meeting_mut(meeting) {
            meeting.users.push(user);
        }
        self.connect(meeting, &id, now);
        id
    }

    /// Connects the browser of a registered user, who is online from then on.
    pub(in crate::testing) fn connect(&mut self, meeting: &str, user: &str, now: i64) {
        let Some(found) = self.meeting_mut(meeting) else {
            return;
        };
        let first = !found.users.iter().any(|user| user.online);
        let Some(user) = found.users.iter_mut().find(|u| u.internal_id == user) else {
            return;
        };
        if user.online || user.waiting || user.left {
            return;
        }
        user.online = true;
        user.joined_at = now;
        // The first user becomes the presenter.
        user.presenter |= first;
        let user = Box::new(user.clone());
        found.has_user_joined = true;
        found.ended = 0;
        if found.started == 0 {
            found.started = now;
        }
        self.happened("user-joined", meeting, EventDetails::User(user), now);
    }

    /// Changes a user, and records an event.
    fn act(
        &mut self,
        (meeting, user): (&str, &str),
        event: &'static str,
        now: i64,
        change: impl FnOnce(&mut User),
    ) {
        let Some(user) = self.user_mut(meeting, user) else {
            return;
        };
        change(user);
        let user = Box::new(user.clone());
        self.happened(event, meeting, EventDetails::User(user), now);
    }

    /// Makes a user leave.
    pub(in crate::testing) fn leave(&mut self, who: (&str, &str), now: i64) {
        self.act(who, "user-left", now, |user| user.go(now));
        if let Some(meeting) = self.meeting_mut(who.0) {
            meeting.emptied(now);
        }
    }

    /// Lets in a waiting user.
    pub(in crate::testing) fn let_in(&mut self, (meeting, user): (&str, &str), now: i64) {
        if let Some(user) = self.user_mut(meeting, user) {
            user.waiting = false;
        }
        self.connect(meeting, user, now);
    }

    /// Turns away a waiting user.
    pub(in crate::testing) fn deny(&mut self, (meeting, user): (&str, &str), now: i64) {
        let waiting = self.user_mut(meeting, user).filter(|user| user.waiting);
        if let Some(user) = waiting {
            user.waiting = false;
            user.go(now);
        }
    }

    /// Makes a user join the audio with a microphone and speak.
    pub(in crate::testing) fn speak(&mut self, who: (&str, &str), now: i64) {
        self.act(who, "user-audio-voice-enabled", now, |user| {
            (user.in_voice, user.listening_only) = (true, false);
        });
        self.act(who, "user-audio-unmuted", now, |user| {
            user.muted = false;
            user.talks += 1;
        });
    }

    /// Mutes a user's microphone.
    pub(in crate::testing) fn mute(&mut self, who: (&str, &str), now: i64) {
        self.act(who, "user-audio-muted", now, |user| user.muted = true);
    }

    /// Mutes everybody in a meeting, as a moderator does.
    pub(in crate::testing) fn mute_all(&mut self, meeting: &str, now: i64) {
        let users = self.meeting_mut(meeting).map(|found| {
            let speaking = found.users.iter().filter(|user| user.online && !user.muted);
            speaking
                .map(|user| user.internal_id.clone())
                .collect::<Vec<_>>()
        });
        for user in users.unwrap_or_default() {
            self.mute((meeting, &user), now);
        }
    }

    /// Makes a user join the audio as a listener.
    pub(in crate::testing) fn listen(&mut self, who: (&str, &str), now: i64) {
        self.act(who, "user-audio-voice-enabled", now, |user| {
            (user.in_voice, user.listening_only) = (false, true);
        });
    }

    /// Makes a user leave the audio.
    pub(in crate::testing) fn leave_audio(&mut self, who: (&str, &str), now: i64) {
        self.act(who, "user-audio-voice-disabled", now, |user| {
            (user.in_voice, user.listening_only, user.muted) = (false, false, true);
        });
    }

    /// Makes a user share a camera or stop sharing it.
    pub(in crate::testing) fn set_camera(&mut self, who: (&str, &str), on: bool, now: i64) {
        let event = if on {
            "user-cam-broadcast-start"
        } else {
            "user-cam-broadcast-end"
        };
        self.act(who, event, now, |user| user.camera = on);
    }

    /// Makes a user the presenter.
    pub(in crate::testing) fn present(&mut self, who: (&str, &str), now: i64) {
        self.act(who, "user-presenter-assigned", now, |user| {
            user.presenter = true;
        });
    }

    /// Makes a user raise or lower a hand.
    pub(in crate::testing) fn set_hand(&mut self, who: (&str, &str), raised: bool, now: i64) {
        self.act(who, "user-raise-hand-changed", now, |user| {
            user.hand_raised = raised;
            user.hands += i64::from(raised);
        });
    }

    /// Adds a message of a user to the public chat.
    pub(in crate::testing) fn chat(&mut self, (meeting, user): (&str, &str), text: &str, now: i64) {
        let Some(user) = self.user_mut(meeting, user).cloned() else {
            return;
        };
        if let Some(meeting) = self.meeting_mut(meeting) {
            meeting.chat.push((user.name.clone(), text.to_owned()));
        }
        let details = EventDetails::Chat {
            from: Box::new(user),
            text: text.to_owned(),
        };
        self.happened("chat-group-message-sent", meeting, details, now);
    }

    /// Starts or stops the recording, as a moderator does. A meeting without `record=true` is not recorded.
    pub(in crate::testing) fn set_recording(&mut self, meeting: &str, on: bool, now: i64) {
        let recordable = self.meeting_mut(meeting).filter(|m| m.record);
        let Some(found) = recordable.filter(|m| m.recording != on) else {
            return;
        };
        found.recording = on;
        found.recorded |= on;
        let event = if on {
            "meeting-recording-started"
        } else {
            "meeting-recording-stopped"
        };
        self.happened(event, meeting, EventDetails::Meeting, now);
    }

    pub(in crate::testing) fn user_mut(&mut self, meeting: &str, user: &str) -> Option<&mut User> {
        let users = &mut self.meeting_mut(meeting)?.users;
        users.iter_mut().find(|known| known.internal_id == user)
    }
}

impl User {
    fn go(&mut self, now: i64) {
        self.left_at = now;
        (self.online, self.left) = (false, true);
        (self.in_voice, self.listening_only, self.camera) = (false, false, false);
    }
}

impl Meeting {
    /// Records since when the meeting has been empty, if the last user has left.
    fn emptied(&mut self, now: i64) {
        if self.online().next().is_none() {
            self.empty_since = now;
            self.ended = now;
        }
    }
}
