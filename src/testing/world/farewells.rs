//! Where people are led when they are gone.

use super::{Meeting, User, World, remember};
use crate::query::encoded;

/// What is left of a session that is over.
#[derive(Debug, Clone)]
pub(in crate::testing) struct Farewell {
    /// The name of the meeting.
    pub(in crate::testing) meeting: String,
    pub(in crate::testing) logout_url: String,
}

impl World {
    /// The farewell of a session.
    pub(in crate::testing) fn farewell(&self, token: &str) -> Option<Farewell> {
        let found = self
            .farewells
            .iter()
            .rev()
            .find(|(known, _)| known == token);
        found.map(|(_, farewell)| farewell.clone())
    }

    /// Notes where a user is led who is about to leave.
    pub(in crate::testing) fn say_farewell(&mut self, (meeting, user): (&str, &str)) {
        let Some(meeting) = self.meeting_mut(meeting).cloned() else {
            return;
        };
        if let Some(user) = meeting.users.iter().find(|known| known.internal_id == user) {
            self.note(&meeting, user);
        }
    }

    /// Notes where everybody is led whose meeting ends.
    pub(super) fn say_farewell_to_all(&mut self, meeting: &Meeting) {
        for user in &meeting.users {
            self.note(meeting, user);
        }
    }

    fn note(&mut self, meeting: &Meeting, user: &User) {
        let farewell = Farewell {
            meeting: meeting.name.clone(),
            logout_url: meeting.logout_url_of(user),
        };
        for session in &user.sessions {
            let token = session.token.clone();
            remember(&mut self.farewells, (token, farewell.clone()));
        }
    }
}

impl Meeting {
    /// Where a user is led after leaving, with the words replaced that stand for meeting and user.
    pub(in crate::testing) fn logout_url_of(&self, user: &User) -> String {
        let url = user.logout_url.as_ref().unwrap_or(&self.logout_url);
        url.replace("%%MEETINGID%%", &encoded(&self.external_id))
            .replace("%%USERID%%", &encoded(&user.external_id))
            .replace("%%USERNAME%%", &encoded(&user.name))
    }

    /// A welcome text with the words replaced that stand for what is known of the meeting.
    pub(in crate::testing) fn with_keywords(&self, text: &str) -> String {
        text.replace("%%CONFNAME%%", &self.name)
            .replace("%%DIALNUM%%", &self.dial_number)
            .replace("%%CONFNUM%%", &self.voice_bridge)
            .replace("%%SERVERURL%%", &self.origin)
    }

    /// A parameter of `create`, unless it is empty.
    pub(in crate::testing) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.given.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Whether a parameter of `create` is `true`.
    pub(in crate::testing) fn is_set(&self, name: &str) -> bool {
        let value = self.parameter(name).unwrap_or_default();
        value.eq_ignore_ascii_case("true")
    }
}
