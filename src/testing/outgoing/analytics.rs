//! The analytics of a meeting.

use crate::testing::text::dates::iso_date;
use crate::testing::text::json::{array, object, plain};
use crate::testing::world::{Meeting, User};

/// Returns the analytics of a meeting, which the server sends minutes after its end.
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
            ((meeting.ended.saturating_sub(meeting.created)) / 1000).to_string(),
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
        (
            "duration",
            ((left.saturating_sub(user.joined_at)) / 1000).to_string(),
        ),
        ("recent_talking_time", plain("")),
        ("engagement", engagement),
    ])
}
