//! The elements of meetings in the order of BigBlueButton's templates.

use crate::testing::text::dates::java_date;
use crate::testing::text::numbers::{Digits, grouped};
use crate::testing::text::xml::Element;
use crate::testing::world::{Meeting, User};

impl Meeting {
    /// Returns the elements that `getMeetingInfo` and `getMeetings` share.
    pub(in crate::testing) fn elements<'a>(
        &'a self,
        users: impl Iterator<Item = &'a User>,
        digits: Digits,
    ) -> Vec<Element> {
        let count = |name, which| Element::text(name, digits.count(self.count(which)));
        let mut elements = vec![
            Element::text("meetingName", &self.name),
            Element::text("meetingID", &self.external_id),
            Element::text("internalMeetingID", &self.internal_id),
            Element::text("createTime", self.created),
            Element::text("createDate", java_date(self.created)),
            Element::text("voiceBridge", &self.voice_bridge),
            Element::text("dialNumber", &self.dial_number),
        ];
        elements.extend(self.passwords());
        elements.extend([
            Element::text("running", self.is_running()),
            Element::text("duration", self.duration),
            Element::text("hasUserJoined", self.has_user_joined),
            Element::text("recording", self.record),
            Element::text("hasBeenForciblyEnded", self.forcibly_ended),
            Element::text("startTime", self.started),
            Element::text("endTime", self.ended),
            count("participantCount", |_| true),
            count("listenerCount", |user| user.listening_only),
            count("voiceParticipantCount", |user| user.in_voice),
            count("videoCount", |user| user.camera),
            Element::text("maxUsers", digits.limit(self.max_users)),
            count("moderatorCount", |user| user.moderator),
            Element::list("attendees", users.map(User::element).collect()),
            Element::list("metadata", named(&self.metadata)),
            Element::text("isBreakout", self.breakout.is_some()),
        ]);
        if let Some(breakout) = &self.breakout {
            elements.extend([
                Element::text("parentMeetingID", &breakout.parent_internal_id),
                // QUIRK: every version writes group signs here.
                Element::text("sequence", grouped(breakout.sequence)),
                Element::text("freeJoin", breakout.free_join),
            ]);
        }
        if !self.rooms.is_empty() {
            let rooms = self.rooms.iter();
            let rooms = rooms.map(|room| Element::text("breakout", room)).collect();
            elements.push(Element::list("breakoutRooms", rooms));
        }
        elements
    }

    /// Returns the elements of both passwords, if the meeting has passwords.
    pub(in crate::testing) fn passwords(&self) -> impl Iterator<Item = Element> {
        let passwords = [
            ("attendeePW", &self.attendee_password),
            ("moderatorPW", &self.moderator_password),
        ];
        let filled = passwords
            .into_iter()
            .filter(|(_, password)| !password.is_empty());
        filled.map(|(name, password)| Element::text(name, password))
    }
}

impl User {
    fn element(&self) -> Element {
        let mut fields = vec![
            Element::text("userID", &self.external_id),
            Element::text("fullName", &self.name),
            Element::text("role", self.role()),
            Element::text("isPresenter", self.presenter),
            Element::text("isListeningOnly", self.listening_only),
            Element::text("hasJoinedVoice", self.in_voice),
            Element::text("hasVideo", self.camera),
            Element::text("clientType", "HTML5"),
        ];
        if !self.data.is_empty() {
            fields.push(Element::list("customdata", named(&self.data)));
        }
        Element::list("attendee", fields)
    }
}

fn named(pairs: &[(String, String)]) -> Vec<Element> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| Element::text(name.clone(), value))
        .collect()
}
