//! The call `join`.

use std::fmt;

use super::Role;
use crate::call::{Call, Response};
use crate::error::{Key, Result};
use crate::query::Query;
use crate::secret::Secret;
use crate::value::open_enum;

/// `join`: takes a user into a meeting.
///
/// It is first of all a link for the user's browser: [`Server::url`](crate::Server::url).
///
/// <https://docs.bigbluebutton.org/development/api/#join>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Join(Query);

impl Join {
    /// Takes a user of this name into the meeting.
    pub fn new(meeting_id: &str, full_name: &str, role: Role) -> Self {
        let mut query = Query::new();
        query
            .require("meetingID", meeting_id)
            .require("fullName", full_name)
            .require("role", role);
        Self(query)
    }

    /// Takes a user in by password, for servers up to 2.3.
    pub fn with_password(meeting_id: &str, full_name: &str, password: impl Into<Secret>) -> Self {
        let mut query = Query::new();
        query
            .require("meetingID", meeting_id)
            .require("fullName", full_name)
            .require("password", password.into().expose());
        Self(query)
    }

    /// A parameter that this crate does not know.
    pub fn param(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.set(name, value);
        self
    }

    /// The application's own ID of the user.
    pub fn user_id(self, id: &str) -> Self {
        self.set("userID", id)
    }

    /// The meeting's `createTime`.
    pub fn create_time(self, time: impl fmt::Display) -> Self {
        self.set("createTime", time)
    }

    /// `false` answers with [`Joined`] instead of a redirect into the client.
    pub fn redirect(self, yes: bool) -> Self {
        self.set("redirect", yes)
    }

    /// A setting of the client or a value for a plugin.
    pub fn userdata(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.set(&format!("userdata-{name}"), value);
        self
    }

    fn set(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.set_or_remove(name, value);
        self
    }
}

impl Call for Join {
    type Answer = Joined;
    const NAME: &'static str = "join";

    fn query(&self) -> &Query {
        &self.0
    }

    fn read(response: &Response<'_>) -> Result<Joined> {
        response.xml(|answer| {
            Ok(Joined {
                message_key: answer.opt("messageKey"),
                message: answer.opt("message"),
                meeting_id: answer.opt("meeting_id"),
                user_id: answer.opt("user_id"),
                auth_token: answer.opt("auth_token"),
                session_token: answer.opt("session_token"),
                guest_status: answer.opt("guestStatus"),
                url: answer.opt("url"),
                session_cookie: response.cookie("JSESSIONID"),
            })
        })
    }
}

/// The answer of [`Join`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Joined {
    /// [`Key::SuccessfullyJoined`].
    pub message_key: Option<Key>,
    /// The server's words.
    pub message: Option<String>,
    /// The meeting's internal ID.
    pub meeting_id: Option<String>,
    /// The user's internal ID.
    pub user_id: Option<String>,
    /// The client's own token.
    pub auth_token: Option<Secret>,
    /// The token of the user's session.
    pub session_token: Option<Secret>,
    /// Whether the user is in, waits, or is denied.
    pub guest_status: Option<GuestStatus>,
    /// The client's URL with the session token.
    pub url: Option<Secret>,
    /// The value of the cookie `JSESSIONID`.
    pub session_cookie: Option<Secret>,
}

open_enum! {
    /// What the guest policy says to a user.
    pub enum GuestStatus {
        /// The user is in.
        Allow = "ALLOW",
        /// A moderator is asked.
        Wait = "WAIT",
        /// The user is not let in.
        Deny = "DENY",
    }
}
