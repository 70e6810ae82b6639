//! Who gets in, and how.

use std::fmt;

use super::Create;
use crate::address::{called, opened, without_placeholders};
use crate::plain_json::Json;
use crate::secret::Secret;
use crate::value::open_enum;

/// # Identity and access
impl Create {
    /// `attendeePW`: the password that makes viewers; 2 to 64 characters. The server makes one up where there is none.
    ///
    /// Deprecated since 2.4 in favour of [`Role`](crate::administration::Role), of no use since 4.0.
    pub fn attendee_password(self, password: impl Into<Secret>) -> Self {
        self.set("attendeePW", password.into().expose())
    }

    /// `moderatorPW`: the password that makes moderators; 2 to 64 characters. The server makes one up where there is none.
    ///
    /// Deprecated since 2.4 in favour of [`Role`](crate::administration::Role), of no use since 4.0.
    pub fn moderator_password(self, password: impl Into<Secret>) -> Self {
        self.set("moderatorPW", password.into().expose())
    }

    /// `welcome`: the first message in the chat; the server's own where there is none.
    ///
    /// Simple HTML; since 3.0 `a b br i img li small span strong u ul` are kept. `%%CONFNAME%%`, `%%DIALNUM%%`, `%%CONFNUM%%`
    /// and `%%SERVERURL%%` are replaced.
    pub fn welcome(self, html: &str) -> Self {
        self.set("welcome", html)
    }

    /// `dialNumber`: the number to dial in by phone, to be shown; the server's own where there is none.
    pub fn dial_number(self, number: &str) -> Self {
        self.set("dialNumber", number)
    }

    /// `voiceBridge`: the digits that identify the voice conference; five random ones where there is none.
    ///
    /// They must differ from those of every meeting that runs: [`ErrorKey::NonUniqueVoiceBridge`](crate::ErrorKey::NonUniqueVoiceBridge).
    /// Short numbers and zeros in front break dialling in. 99999 is refused: servers use it for tests, and a meeting that
    /// has it can be created but not joined.
    pub fn voice_bridge(mut self, digits: impl fmt::Display) -> Self {
        let digits = digits.to_string();
        if digits.trim().trim_start_matches('0') == "99999" {
            self.query.refuse(
                "voiceBridge",
                "is 99999, which servers use for tests: nobody could join",
            );
        }
        self.set("voiceBridge", digits)
    }

    /// `webVoice`: another name of the voice conference; that of `voiceBridge` where there is none. Ignored since 4.0.
    pub fn web_voice(self, name: &str) -> Self {
        self.set("webVoice", name)
    }

    /// `maxParticipants`: how many may be in at once, moderators included; 0, the default, for any number.
    pub fn max_participants(self, users: u32) -> Self {
        self.set("maxParticipants", users)
    }

    /// `logoutURL`: where the client leads when a user leaves; the server's own where there is none.
    ///
    /// `%%MEETINGID%%`, `%%USERID%%` and `%%USERNAME%%` are replaced.
    pub fn logout_url(self, url: &str) -> Self {
        self.set_url("logoutURL", url, |url| opened(&without_placeholders(url)))
    }

    /// `loginURL`: where the client leads when a user must log in anew. Since 3.0.
    pub fn login_url(self, url: &str) -> Self {
        self.set_url("loginURL", url, opened)
    }

    /// `meetingEndedURL`: called by the server when the meeting ends; unlike
    /// [`end_callback_url`](Self::end_callback_url) it is shown in no answer. Since 2.4 at
    /// the latest.
    pub fn meeting_ended_url(self, url: &str) -> Self {
        self.set_url("meetingEndedURL", url, called)
    }

    /// `duration`: minutes after which the meeting ends by itself; 0, the default, for never.
    pub fn duration(self, minutes: u32) -> Self {
        self.set("duration", minutes)
    }

    /// `guestPolicy`: who is let in at once; everyone, unless the server says otherwise.
    pub fn guest_policy(self, policy: GuestPolicy) -> Self {
        self.set("guestPolicy", policy)
    }

    /// `allowRequestsWithoutSession`: whether clients work without the cookie that `join` sets; no. Since 2.4.3.
    pub fn allow_requests_without_session(self, yes: bool) -> Self {
        self.set("allowRequestsWithoutSession", yes)
    }

    /// `allowPromoteGuestToModerator`: whether a guest can be made a moderator; no. Since 2.7.9.
    pub fn allow_promote_guest_to_moderator(self, yes: bool) -> Self {
        self.set("allowPromoteGuestToModerator", yes)
    }

    /// `groups`: rooms that are offered when a moderator opens the breakout rooms. Since 2.5.
    ///
    /// Groups with many users make a long parameter: see [`into_form`](Self::into_form).
    pub fn groups(mut self, groups: impl IntoIterator<Item = Group>) -> Self {
        let groups: Vec<Group> = groups.into_iter().collect();
        if groups.iter().any(|group| group.id.is_empty()) {
            self.query.refuse("groups", "holds a group without an ID");
        }
        self.set_json("groups", groups.into_iter().map(Json::from).collect())
    }
}

open_enum! {
    /// Who is let in at once. Moderators always are, unless they join as guests of a server that treats all guests alike.
    pub enum GuestPolicy {
        /// Everyone.
        AlwaysAccept = "ALWAYS_ACCEPT",
        /// No viewer.
        AlwaysDeny = "ALWAYS_DENY",
        /// Viewers wait until a moderator lets them in.
        AskModerator = "ASK_MODERATOR",
        /// Viewers who are no guests; guests wait. Since 2.3.
        AlwaysAcceptAuth = "ALWAYS_ACCEPT_AUTH",
    }
}

/// A breakout room that is offered: its ID, its name, and who is put there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a group does nothing until a call is given it"]
pub struct Group {
    id: String,
    name: Option<String>,
    roster: Vec<String>,
}

impl Group {
    /// A group of this ID, which must not be empty.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: None,
            roster: Vec::new(),
        }
    }

    /// The room's title.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// Who is put into the room, by the ID that [`Join::user_id`](crate::administration::Join::user_id) gives.
    pub fn roster(mut self, user_ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.roster = user_ids.into_iter().map(Into::into).collect();
        self
    }
}

impl From<Group> for Json {
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
