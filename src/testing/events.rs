//! What happened, as webhooks tell it.

use super::json::{array, object, plain};
use super::meetings::{Meeting, User};
use super::recordings::Recording;
use super::script::{Happening, What};
use super::time::{iso_date, java_date};

impl Happening {
    /// The event in the JSON of a webhook.
    pub(super) fn json(&self) -> String {
        let mut attributes = vec![("meeting", self.meeting())];
        match &self.what {
            What::Created(_) | What::Ended(_) | What::Meeting => {}
            What::User(user) | What::Remaining(user) => attributes.push(("user", self.user(user))),
            What::Chat { from, text } => attributes.extend([
                ("chat-message", self.chat_message(from, text)),
                ("chat-id", plain("MAIN-PUBLIC-GROUP-CHAT")),
            ]),
            What::Archiving(record_id) => attributes.push(("record-id", plain(record_id))),
            What::Published(recording) => attributes.extend([
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

    /// The message of the server's own bus that told it, as webhooks with `getRaw=true` get it.
    ///
    /// The messages, of which there are many more, differ between versions in what their bodies hold, which is left out.
    /// That somebody left a meeting because it ended is told by none: webhooks make that event up themselves.
    pub(super) fn message(&self) -> Option<String> {
        let name = match self.id {
            "user-joined" => "UserJoinedMeetingEvtMsg",
            "user-left" => "UserLeftMeetingEvtMsg",
            _ => return None,
        };
        let What::User(user) = &self.what else {
            return None;
        };
        let meeting_id = ("meetingId", plain(&self.internal_id));
        let user_id = ("userId", plain(&user.internal_id));
        let routing = [
            ("msgType", plain("BROADCAST_TO_MEETING")),
            meeting_id.clone(),
            user_id.clone(),
        ];
        let header = [("name", plain(name)), meeting_id, user_id];
        let envelope = [("name", plain(name)), ("routing", object(routing))];
        let core = [("header", object(header)), ("body", object([]))];
        Some(object([
            ("envelope", object(envelope)),
            ("core", object(core)),
        ]))
    }

    fn meeting(&self) -> String {
        let mut fields = vec![
            ("internal-meeting-id", plain(&self.internal_id)),
            ("external-meeting-id", plain(&self.external_id)),
        ];
        if let What::Created(meeting) = &self.what {
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
            ("message", plain(&super::xml::escaped(text))),
            ("sender", sender),
        ])
    }
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

fn published(recording: &Recording) -> String {
    let metadata = recording.metadata.iter();
    let metadata = metadata.map(|(name, value)| (name.as_str(), plain(value)));
    let playback = recording.formats.first().into_iter().flat_map(|format| {
        [
            ("format", plain(&format.kind)),
            ("link", plain(&format.url)),
            ("processing_time", "60000".to_owned()),
            ("duration", (recording.end - recording.start).to_string()),
            ("size", format.size.to_string()),
        ]
    });
    object([
        ("name", plain(&recording.name)),
        // QUIRK: a text, other than in every other event.
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

/// The analytics of a meeting, as the server sends them minutes after its end.
pub(super) fn analytics(meeting: &Meeting) -> String {
    let metadata = meeting.metadata.iter();
    let metadata = metadata.map(|(name, value)| (name.replace('-', "_"), plain(value)));
    let metadata: Vec<_> = metadata
        .filter(|(name, _)| name != "meeting_id" && !name.starts_with("gl_"))
        .collect();
    let metadata = metadata
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()));
    let attendees = meeting.users.iter().map(|user| attendee(meeting, user));
    let files = meeting.documents.iter().map(|name| plain(name));
    let data = object([
        ("metadata", object(metadata)),
        (
            "duration",
            ((meeting.ended - meeting.created) / 1000).to_string(),
        ),
        ("start", plain(&iso_date(meeting.created))),
        ("finish", plain(&iso_date(meeting.ended))),
        ("attendees", array(attendees)),
        ("files", array(files)),
        ("polls", array([])),
    ]);
    object([
        ("version", plain("1.0")),
        ("meeting_id", plain(&meeting.external_id)),
        ("internal_meeting_id", plain(&meeting.internal_id)),
        ("data", data),
    ])
}

fn attendee(meeting: &Meeting, user: &User) -> String {
    let left = if user.left_at == 0 {
        meeting.ended
    } else {
        user.left_at
    };
    let chats = meeting
        .chat
        .iter()
        .filter(|(name, _)| *name == user.name)
        .count();
    let engagement = object([
        ("chats", chats.to_string()),
        ("talks", user.talks.to_string()),
        ("raisehand", user.hands.to_string()),
        ("emojis", "0".to_owned()),
        ("poll_votes", "0".to_owned()),
        ("talk_time", "0".to_owned()),
    ]);
    object([
        ("ext_user_id", plain(&user.external_id)),
        ("name", plain(&user.name)),
        ("moderator", user.moderator.to_string()),
        ("joins", array([plain(&iso_date(user.joined_at))])),
        ("leaves", array([plain(&iso_date(left))])),
        ("duration", ((left - user.joined_at) / 1000).to_string()),
        ("recent_talking_time", plain("")),
        ("engagement", engagement),
    ])
}
