//! Who may enter a meeting, and how.

use std::fmt;

use super::Create;
use crate::address::{called, opened, without_placeholders};
use crate::plain_json::Json;
use crate::secret::Secret;
use crate::value::open_enum;

/// # Identity and access
impl Create {
    /// Sets the password with which users join as viewers (`attendeePW`), 2 to 64 characters long.
    ///
    /// Default: the server generates one. Deprecated since 2.4 in favour of [`Role`](crate::administration::Role); ignored
    /// since 4.0.
    pub fn attendee_password(self, password: impl Into<Secret>) -> Self {
        self.set("attendeePW", password.into().expose())
    }

    /// Sets the password with which users join as moderators (`moderatorPW`), 2 to 64 characters long.
    ///
    /// Default: the server generates one. Deprecated since 2.4 in favour of [`Role`](crate::administration::Role); ignored
    /// since 4.0.
    pub fn moderator_password(self, password: impl Into<Secret>) -> Self {
        self.set("moderatorPW", password.into().expose())
    }

    /// Sets the first message in the public chat (`welcome`), as simple HTML.
    ///
    /// Since 3.0 servers keep the tags `a b br i img li small span strong u ul`. They replace `%%CONFNAME%%`, `%%DIALNUM%%`,
    /// `%%CONFNUM%%` and `%%SERVERURL%%`.
    ///
    /// Default: the server's own message.
    pub fn welcome(self, html: &str) -> Self {
        self.set("welcome", html)
    }

    /// Sets the phone number that the client shows for dialling in (`dialNumber`).
    ///
    /// Default: the server's own number.
    pub fn dial_number(self, number: &str) -> Self {
        self.set("dialNumber", number)
    }

    /// Sets the digits that identify the voice conference (`voiceBridge`).
    ///
    /// They must differ from those of every running meeting. Otherwise the server refuses the call with
    /// [`ErrorKey::NonUniqueVoiceBridge`](crate::ErrorKey::NonUniqueVoiceBridge). Short numbers and leading zeros break
    /// dialling in.
    ///
    /// Default: five random digits.
    ///
    /// # Errors
    ///
    /// 99999 is refused before anything is sent: servers use it for tests, and a meeting with it can be created but not joined.
    pub fn voice_bridge(mut self, digits: impl fmt::Display) -> Self {
        let digits = digits.to_string();
        if digits.trim().trim_start_matches('0') == "99999" {
            self.query.refuse(
                "voiceBridge",
                "is 99999, which servers use for tests, so that nobody could join: choose another number",
            );
        }
        self.set("voiceBridge", digits)
    }

    /// Sets another name for the voice conference (`webVoice`).
    ///
    /// Default: that of [`voice_bridge`](Self::voice_bridge). Ignored since 4.0.
    pub fn web_voice(self, name: &str) -> Self {
        self.set("webVoice", name)
    }

    /// Limits the number of users in the meeting (`maxParticipants`), moderators included.
    ///
    /// Default: `0`, which means no limit.
    pub fn max_participants(self, users: u32) -> Self {
        self.set("maxParticipants", users)
    }

    /// Sets the URL that the client opens when a user leaves (`logoutURL`).
    ///
    /// Servers replace `%%MEETINGID%%`, `%%USERID%%` and `%%USERNAME%%` in it.
    ///
    /// Default: the server's own page.
    pub fn logout_url(self, url: &str) -> Self {
        self.set_url("logoutURL", url, |url| opened(&without_placeholders(url)))
    }

    /// Sets the URL that the client opens when a user has to log in again (`loginURL`).
    ///
    /// Since 3.0.
    pub fn login_url(self, url: &str) -> Self {
        self.set_url("loginURL", url, opened)
    }

    /// Sets a URL that the server calls when the meeting ends (`meetingEndedURL`).
    ///
    /// No response shows it, unlike [`end_callback_url`](Self::end_callback_url). Since 2.4 at the latest.
    pub fn meeting_ended_url(self, url: &str) -> Self {
        self.set_url("meetingEndedURL", url, called)
    }

    /// Sets the number of minutes after which the meeting ends by itself (`duration`).
    ///
    /// Default: `0`, which means never.
    pub fn duration_minutes(self, minutes: u32) -> Self {
        self.set("duration", minutes)
    }

    /// Sets who enters at once and who waits for a moderator (`guestPolicy`).
    ///
    /// Default: [`GuestPolicy::AlwaysAccept`], unless the server is configured otherwise.
    pub fn guest_policy(self, policy: GuestPolicy) -> Self {
        self.set("guestPolicy", policy)
    }

    /// Lets clients work without the cookie that `join` sets (`allowRequestsWithoutSession`).
    ///
    /// Default: `false`. Since 2.4.3.
    pub fn allow_requests_without_session(self, yes: bool) -> Self {
        self.set("allowRequestsWithoutSession", yes)
    }

    /// Lets moderators make a guest a moderator (`allowPromoteGuestToModerator`).
    ///
    /// Default: `false`. Since 2.7.9.
    pub fn allow_promote_guest_to_moderator(self, yes: bool) -> Self {
        self.set("allowPromoteGuestToModerator", yes)
    }

    /// Sets the groups that are offered when a moderator opens breakout rooms (`groups`).
    ///
    /// Groups with many users make a long parameter: see [`into_form`](Self::into_form).
    ///
    /// Since 2.5.
    ///
    /// # Errors
    ///
    /// A group with an empty ID is refused before anything is sent.
    pub fn groups(mut self, groups: impl IntoIterator<Item = Group>) -> Self {
        let groups: Vec<Group> = groups.into_iter().collect();
        if groups.iter().any(|group| group.id.is_empty()) {
            self.query
                .refuse("groups", "contains a group without an ID");
        }
        self.set_json("groups", groups.into_iter().map(Json::from).collect())
    }
}

open_enum! {
    /// A rule for who enters a meeting at once.
    ///
    /// Moderators always enter at once, unless they join as guests on a server that treats all guests alike.
    pub enum GuestPolicy {
        /// Everyone enters.
        AlwaysAccept = "ALWAYS_ACCEPT",
        /// No viewer enters.
        AlwaysDeny = "ALWAYS_DENY",
        /// Viewers wait until a moderator lets them in.
        AskModerator = "ASK_MODERATOR",
        /// Guests wait, and other viewers enter. Since 2.3.
        AlwaysAcceptAuth = "ALWAYS_ACCEPT_AUTH",
    }
}

/// A breakout room that is offered: its ID, its title, and who is assigned to it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a group does nothing until a call is given it"]
pub struct Group {
    id: String,
    name: Option<String>,
    roster: Vec<String>,
}

impl Group {
    /// Creates a group with this ID, which must not be empty.
    #[inline]
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: None,
            roster: Vec::new(),
        }
    }

    /// Sets the room's title. Keep it within 100 characters.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// Assigns users to the room, by the IDs given to [`Join::user_id`](crate::administration::Join::user_id).
    pub fn roster(mut self, user_ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.roster = user_ids.into_iter().map(Into::into).collect();
        self
    }
}

impl From<Group> for Json {
    #[inline]
    fn from(group: Group) -> Self {
        let mut members = vec![("id".to_owned(), Self::Text(group.id))];
        if let Some(name) = group.name {
            members.push(("name".to_owned(), Self::Text(name)));
        }
        if !group.roster.is_empty() {
            let roster = group.roster.into_iter().map(Self::Text).collect();
            members.push(("roster".to_owned(), Self::List(roster)));
        }
        Self::Object(members)
    }
}
