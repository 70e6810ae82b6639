//! The call `create`.

use std::fmt;

use crate::call::{Call, Response};
use crate::error::{Key, Result};
use crate::query::Query;
use crate::secret::Secret;
use crate::value::Timestamp;

/// `create`: creates a meeting, or confirms that it is there.
///
/// <https://docs.bigbluebutton.org/development/api/#create>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Create {
    query: Query,
}

impl Create {
    /// Creates a meeting of this ID and name.
    pub fn new(meeting_id: &str, name: &str) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id);
        query.require("name", name);
        Self { query }
    }

    /// A parameter that this crate does not know.
    pub fn param(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.query.set(name, value);
        self
    }

    /// The viewers' password; the server makes one up where there is none.
    pub fn attendee_password(self, password: impl Into<Secret>) -> Self {
        self.set("attendeePW", password.into().expose())
    }

    /// The moderators' password; the server makes one up where there is none.
    pub fn moderator_password(self, password: impl Into<Secret>) -> Self {
        self.set("moderatorPW", password.into().expose())
    }

    /// Text that greets in the chat.
    pub fn welcome(self, html: &str) -> Self {
        self.set("welcome", html)
    }

    /// Where users go when they leave.
    pub fn logout_url(self, url: &str) -> Self {
        self.set("logoutURL", url)
    }

    /// After how many minutes the meeting ends by itself; 0 for never.
    pub fn duration(self, minutes: u32) -> Self {
        self.set("duration", minutes)
    }

    /// Whether the meeting may be recorded.
    pub fn record(self, yes: bool) -> Self {
        self.set("record", yes)
    }

    /// A value of the application's own.
    pub fn meta(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.query.set(&format!("meta_{name}"), value);
        self
    }

    /// Sets a parameter; servers take an empty one for an absent one.
    fn set(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.query.set_or_remove(name, value);
        self
    }
}

impl Call for Create {
    type Answer = Created;
    const NAME: &'static str = "create";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.query
    }

    fn read(response: &Response<'_>) -> Result<Created> {
        response.xml(|answer| {
            Ok(Created {
                meeting_id: answer.req("meetingID")?,
                internal_meeting_id: answer.opt("internalMeetingID"),
                parent_meeting_id: answer.opt("parentMeetingID"),
                attendee_password: answer.opt("attendeePW"),
                moderator_password: answer.opt("moderatorPW"),
                create_time: answer.opt("createTime"),
                voice_bridge: answer.opt("voiceBridge"),
                dial_number: answer.opt("dialNumber"),
                create_date: answer.opt("createDate"),
                has_user_joined: answer.opt("hasUserJoined"),
                duration: answer.opt("duration"),
                has_been_forcibly_ended: answer.opt("hasBeenForciblyEnded"),
                message_key: answer.opt("messageKey"),
                message: answer.opt("message"),
            })
        })
    }
}

/// The answer of [`Create`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Created {
    /// The ID that the call gave.
    pub meeting_id: String,
    /// The server's own ID: the SHA-1 of the meeting ID, a hyphen and `create_time`. It becomes the recording's ID. Since 1.1.
    pub internal_meeting_id: Option<String>,
    /// The internal ID of the meeting that a breakout room belongs to; `bbb-none` for any other. Since 2.0.
    pub parent_meeting_id: Option<String>,
    /// The viewers' password; 3.0 and later give none where none was set.
    pub attendee_password: Option<Secret>,
    /// The moderators' password; 3.0 and later give none where none was set.
    pub moderator_password: Option<Secret>,
    /// When the meeting was created. [`Join::create_time`](super::Join::create_time) binds a link to this very meeting.
    pub create_time: Option<Timestamp>,
    /// The number of the voice conference: text, for zeros in front count. Since 1.0.
    pub voice_bridge: Option<String>,
    /// The number to dial in. Since 1.0.
    pub dial_number: Option<String>,
    /// `create_time` in words, in the server's time zone; not made to be read by programs.
    pub create_date: Option<String>,
    /// Whether someone has joined.
    pub has_user_joined: Option<bool>,
    /// Minutes after which the meeting ends by itself; 0 for never.
    pub duration: Option<i64>,
    /// Whether the meeting was ended.
    pub has_been_forcibly_ended: Option<bool>,
    /// [`Key::DuplicateWarning`] where the meeting was there already.
    pub message_key: Option<Key>,
    /// The server's words.
    pub message: Option<String>,
}

impl Created {
    /// Whether the meeting was there already: then the parameters and documents of this call were ignored.
    pub fn is_duplicate(&self) -> bool {
        self.message_key == Some(Key::DuplicateWarning)
    }
}
