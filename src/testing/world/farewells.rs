//! Where users are sent after a meeting.

use super::{Meeting, User, World, remember};
use crate::query::twice::encoded;

/// The remains of a session that has ended.
#[derive(Debug, Clone)]
pub(in crate::testing) struct Farewell {
    /// The name of the meeting.
    pub(in crate::testing) meeting: String,
    pub(in crate::testing) logout_url: String,
}

impl World {
    /// Returns the farewell of a session.
    pub(in crate::testing) fn farewell(&self, token: &str) -> Option<Farewell> {
        let found = self
            .farewells
            .iter()
            .rev()
            .find(|(known, _)| known == token);
        found.map(|(_, farewell)| farewell.clone())
    }

    /// Records the farewell of a user who is about to leave.
    pub(in crate::testing) fn say_farewell(&mut self, (meeting, user): (&str, &str)) {
        let Some(meeting) = self.meeting_mut(meeting).cloned() else {
            return;
        };
        if let Some(user) = meeting.users.iter().find(|known| known.internal_id == user) {
            self.note(&meeting, user);
        }
    }

    /// Records the farewell of every user of a meeting that ends.
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
    /// Returns the URL to which a user is sent after leaving, with its placeholders replaced.
    pub(in crate::testing) fn logout_url_of(&self, user: &User) -> String {
        let url = user.logout_url.as_ref().unwrap_or(&self.logout_url);
        url.replace("%%MEETINGID%%", &encoded(&self.external_id))
            .replace("%%USERID%%", &encoded(&user.external_id))
            .replace("%%USERNAME%%", &encoded(&user.name))
    }

    /// Returns a welcome text with its placeholders replaced.
    pub(in crate::testing) fn with_keywords(&self, text: &str) -> String {
        text.replace("%%CONFNAME%%", &self.name)
            .replace("%%DIALNUM%%", &self.dial_number)
            .replace("%%CONFNUM%%", &self.voice_bridge)
            .replace("%%SERVERURL%%", &self.origin)
    }

    /// Returns a parameter of `create`, unless it is empty.
    pub(in crate::testing) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.given.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Returns whether a parameter of `create` is `true`.
    pub(in crate::testing) fn is_set(&self, name: &str) -> bool {
        let value = self.parameter(name).unwrap_or_default();
        value.eq_ignore_ascii_case("true")
    }
}
