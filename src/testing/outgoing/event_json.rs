//! The JSON of events in webhooks.

use crate::testing::text::dates::java_date;
use crate::testing::text::json::{object, plain};
use crate::testing::text::xml::escaped;
use crate::testing::world::{EventDetails, Meeting, TestRecording, User, WorldEvent};

impl WorldEvent {
    /// Returns the event as the JSON of a webhook.
    pub(in crate::testing) fn json(&self) -> String {
        let mut attributes = vec![("meeting", self.meeting())];
        match &self.details {
            EventDetails::Created(_) | EventDetails::Ended(_) | EventDetails::Meeting => {}
            EventDetails::User(user) | EventDetails::Remaining(user) => {
                attributes.push(("user", self.user(user)));
            }
            EventDetails::Chat { from, text } => attributes.extend([
                ("chat-message", self.chat_message(from, text)),
                ("chat-id", plain("MAIN-PUBLIC-GROUP-CHAT")),
            ]),
            EventDetails::Processing(record_id) => {
                attributes.push(("record-id", plain(record_id)));
                attributes.extend(self.step());
            }
            EventDetails::Published(recording) => attributes.extend([
                ("record-id", plain(recording.record_id())),
                ("success", "true".to_owned()),
                ("step-time", "1000".to_owned()),
                ("workflow", plain("presentation")),
                ("recording", published(recording)),
            ]),
        }
        let data = object([
            ("type", plain("event")),
            ("id", plain(self.id)),
            ("attributes", object(attributes)),
            ("event", object([("ts", self.at.to_string())])),
        ]);
        object([("data", data)])
    }

    /// Returns the raw message for the event, which webhooks with `getRaw=true` get.
    ///
    /// Real servers have many more messages, whose bodies differ between releases. No message says that a user left because the
    /// meeting ended: webhooks create that event themselves.
    pub(in crate::testing) fn message(&self) -> Option<String> {
        let internal_id = ("meetingId", plain(&self.internal_id));
        let (name, body) = match (self.id, &self.details) {
            (_, EventDetails::Created(meeting)) => ("MeetingCreatedEvtMsg", properties(meeting)),
            (_, EventDetails::Ended(_)) => ("MeetingEndedEvtMsg", object([internal_id.clone()])),
            ("user-joined", EventDetails::User(user)) => ("UserJoinedMeetingEvtMsg", joined(user)),
            ("user-left", EventDetails::User(user)) => {
                let id = ("intId", plain(&user.internal_id));
                ("UserLeftMeetingEvtMsg", object([id]))
            }
            (_, EventDetails::Chat { from, text }) => (
                "GroupChatMessageBroadcastEvtMsg",
                self.broadcast(from, text),
            ),
            // The scripts that process recordings write messages of another form.
            (_, EventDetails::Processing(record_id)) => {
                return Some(self.script_message(record_id));
            }
            (_, EventDetails::Published(recording)) => {
                return Some(self.script_message(recording.record_id()));
            }
            _ => return None,
        };
        let user = match &self.details {
            EventDetails::User(user) | EventDetails::Chat { from: user, .. } => {
                Some(("userId", plain(&user.internal_id)))
            }
            _ => None,
        };
        let ids = || [internal_id.clone()].into_iter().chain(user.clone());
        let kind = ("msgType", plain("BROADCAST_TO_MEETING"));
        let routing = object([kind].into_iter().chain(ids()));
        let header = object([("name", plain(name))].into_iter().chain(ids()));
        Some(object([
            (
                "envelope",
                object([("name", plain(name)), ("routing", routing)]),
            ),
            ("core", object([("header", header), ("body", body)])),
        ]))
    }

    /// Returns the properties of a processing step, besides the recording.
    fn step(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        if self.id.ends_with("-ended") {
            fields.extend([
                ("success", "true".to_owned()),
                ("step-time", "1000".to_owned()),
            ]);
        }
        if self.id == "rap-archive-ended" {
            fields.push(("recorded", "true".to_owned()));
        }
        if self.id.starts_with("rap-process") || self.id.starts_with("rap-publish") {
            fields.push(("workflow", plain("presentation")));
        }
        fields
    }

    fn script_message(&self, record_id: &str) -> String {
        let name = self.id.trim_start_matches("rap-").replace('-', "_");
        let header = [
            ("timestamp", self.at.to_string()),
            ("name", plain(&name)),
            ("current_time", (self.at / 1000).to_string()),
            ("version", plain("0.0.1")),
        ];
        let payload = [
            ("meeting_id", plain(record_id)),
            ("external_meeting_id", plain(&self.external_id)),
            ("record_id", plain(record_id)),
        ];
        object([("header", object(header)), ("payload", object(payload))])
    }

    fn broadcast(&self, from: &User, text: &str) -> String {
        let sender = object([
            ("id", plain(&from.internal_id)),
            ("name", plain(&from.name)),
            ("role", plain(from.role())),
        ]);
        let message = object([
            ("id", plain(&format!("{}-{}", self.at, from.internal_id))),
            ("timestamp", self.at.to_string()),
            ("sender", sender),
            ("message", plain(text)),
        ]);
        let chat = plain("MAIN-PUBLIC-GROUP-CHAT");
        object([("chatId", chat), ("msg", message)])
    }

    fn meeting(&self) -> String {
        let mut fields = vec![
            ("internal-meeting-id", plain(&self.internal_id)),
            ("external-meeting-id", plain(&self.external_id)),
        ];
        if let EventDetails::Created(meeting) = &self.details {
            fields.extend(created(meeting));
        }
        object(fields)
    }

    fn user(&self, user: &User) -> String {
        let mut fields = vec![
            ("internal-user-id", plain(&user.internal_id)),
            ("external-user-id", plain(&user.external_id)),
        ];
        let truth = |value: bool| value.to_string();
        match self.id {
            "user-joined" => fields.extend([
                ("name", plain(&user.name)),
                ("role", plain(user.role())),
                ("presenter", truth(user.presenter)),
                ("guest", truth(user.guest)),
            ]),
            "user-left" => fields.push(("guest", truth(user.guest))),
            "user-audio-voice-enabled" | "user-audio-voice-disabled" => fields.extend([
                ("listening-only", truth(user.listening_only)),
                ("sharing-mic", truth(user.in_voice)),
                ("muted", truth(user.muted)),
            ]),
            "user-audio-muted" | "user-audio-unmuted" => fields.push(("muted", truth(user.muted))),
            "user-cam-broadcast-start" | "user-cam-broadcast-end" => {
                fields.push(("stream", plain(&format!("{}-camera", user.internal_id))));
            }
            "user-raise-hand-changed" => fields.push(("raise-hand", truth(user.hand_raised))),
            _ => {}
        }
        object(fields)
    }

    fn chat_message(&self, from: &User, text: &str) -> String {
        let sender = object([
            ("internal-user-id", plain(&from.internal_id)),
            ("external-user-id", plain(&from.external_id)),
            ("name", plain(&from.name)),
            ("time", self.at.to_string()),
        ]);
        object([
            ("id", plain(&format!("{}-{}", self.at, from.internal_id))),
            ("message", plain(&escaped(text))),
            ("sender", sender),
        ])
    }
}

/// Returns the body of the message about a created meeting.
fn properties(meeting: &Meeting) -> String {
    let ids = object([
        ("name", plain(&meeting.name)),
        ("extId", plain(&meeting.external_id)),
        ("intId", plain(&meeting.internal_id)),
        ("isBreakout", meeting.breakout.is_some().to_string()),
    ]);
    object([("props", object([("meetingProp", ids)]))])
}

/// Returns the body of the message about a user who joined.
fn joined(user: &User) -> String {
    object([
        ("intId", plain(&user.internal_id)),
        ("extId", plain(&user.external_id)),
        ("name", plain(&user.name)),
        ("role", plain(user.role())),
        ("guest", user.guest.to_string()),
        ("presenter", user.presenter.to_string()),
    ])
}

fn created(meeting: &Meeting) -> Vec<(&'static str, String)> {
    let parent = meeting.breakout.as_ref();
    let parent = parent.map_or("bbb-none", |breakout| &breakout.parent_internal_id);
    let metadata = meeting.metadata.iter();
    let metadata = metadata.map(|(name, value)| (name.as_str(), plain(value)));
    vec![
        ("name", plain(&meeting.name)),
        ("is-breakout", meeting.breakout.is_some().to_string()),
        ("parent-id", plain(parent)),
        ("duration", meeting.duration.to_string()),
        ("create-time", meeting.created.to_string()),
        ("create-date", plain(&java_date(meeting.created))),
        ("moderator-pass", plain(&meeting.moderator_password)),
        ("viewer-pass", plain(&meeting.attendee_password)),
        ("record", meeting.record.to_string()),
        ("voice-conf", plain(&meeting.voice_bridge)),
        ("dial-number", plain(&meeting.dial_number)),
        ("max-users", meeting.max_users.to_string()),
        ("metadata", object(metadata)),
    ]
}

fn published(recording: &TestRecording) -> String {
    let metadata = recording.metadata.iter();
    let metadata = metadata.map(|(name, value)| (name.as_str(), plain(value)));
    let playback = recording.formats.first().into_iter().flat_map(|format| {
        [
            ("format", plain(&format.kind)),
            ("link", plain(&format.url)),
            ("processing_time", "60000".to_owned()),
            (
                "duration",
                recording.end.saturating_sub(recording.start).to_string(),
            ),
            ("size", format.size.to_string()),
        ]
    });
    object([
        ("name", plain(&recording.name)),
        // QUIRK: a text here, unlike in every other event.
        ("is-breakout", plain(&recording.is_breakout.to_string())),
        ("start-time", recording.start.to_string()),
        ("end-time", recording.end.to_string()),
        (
            "size",
            recording
                .formats
                .iter()
                .map(|format| format.size)
                .sum::<i64>()
                .to_string(),
        ),
        ("raw-size", recording.raw_size.to_string()),
        ("metadata", object(metadata)),
        ("playback", object(playback)),
        ("download", object([])),
    ])
}
