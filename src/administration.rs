//! Meetings: `create`, `join`, `end`, `insertDocument`, `sendChatMessage`.

use crate::call::{Call, Response};
use crate::error::{Key, Result};
use crate::query::Query;
use crate::secret::Secret;
use crate::value::open_enum;
use crate::xml::Element;

mod create;
mod join;

pub use create::{Create, Created};
pub use join::{GuestStatus, Join, Joined};

open_enum! {
    /// What a user may do in a meeting.
    pub enum Role {
        /// May mute, eject, record, end.
        Moderator = "MODERATOR",
        /// May take part.
        Viewer = "VIEWER",
    }
}

/// `end`: ends a meeting and puts its users out.
///
/// The server does so within some seconds after its answer; until then `getMeetingInfo` may still know the meeting.
/// Ending it twice is [`Key::NotFound`]. Known to every version.
///
/// <https://docs.bigbluebutton.org/development/api/#end>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct End(Query);

impl End {
    /// Ends the meeting of this ID.
    pub fn new(meeting_id: &str) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id);
        Self(query)
    }

    /// The moderator's password: required up to 2.3, not compared since 2.4.
    pub fn password(mut self, password: impl Into<Secret>) -> Self {
        self.0.set_or_remove("password", password.into().expose());
        self
    }

    /// A parameter that this crate does not know.
    pub fn param(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.0.set(name, value);
        self
    }
}

impl Call for End {
    type Answer = Accepted;
    const NAME: &'static str = "end";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn read(response: &Response<'_>) -> Result<Accepted> {
        response.xml(|answer| Ok(Accepted::read(&answer)))
    }
}

/// The answer of a call whose work begins after it: [`End`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// What the server says about it: [`Key::SentEndMeetingRequest`] for `end`.
    pub message_key: Option<Key>,
    /// The server's words.
    pub message: Option<String>,
}

impl Accepted {
    fn read(answer: &Element<'_, '_>) -> Self {
        Self {
            message_key: answer.opt("messageKey"),
            message: answer.opt("message"),
        }
    }
}
