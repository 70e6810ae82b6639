//! A meeting and who is in it.

use std::fmt;

use crate::error::ErrorKey;
use crate::redact::UrlShown;
use crate::secret::Secret;
use crate::value::{Metadata, Timestamp, open_enum};
use crate::xml::Element;

/// A meeting, as [`GetMeetingInfo`](super::GetMeetingInfo) and [`GetMeetings`](super::GetMeetings) show it.
///
/// What a version does not tell is missing: BigBlueButton 0.64 has no more than IDs and flags.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Meeting {
    /// The name.
    pub name: Option<String>,
    /// The application's ID; empty where the server gave none, but a name.
    pub meeting_id: String,
    /// The server's ID, which is the record ID as well. Since 0.9.
    pub internal_meeting_id: Option<String>,
    /// When it was created.
    pub create_time: Option<Timestamp>,
    /// The same in the server's words, with an abbreviation of its time zone that cannot be relied on.
    pub create_date: Option<String>,
    /// The number that callers type in, which may begin with zeros.
    pub voice_bridge: Option<String>,
    /// The telephone number.
    pub dial_number: Option<String>,
    /// The attendees' password; missing where there is none.
    pub attendee_password: Option<Secret>,
    /// The moderators' password; missing where there is none.
    pub moderator_password: Option<Secret>,
    /// Whether it has users.
    pub running: Option<bool>,
    /// The longest it may take, in minutes; 0 for without end.
    pub duration_minutes: Option<i64>,
    /// Whether anyone has ever joined.
    pub has_user_joined: Option<bool>,
    /// Whether it may be recorded; it does not say that it is at the moment.
    pub recording: Option<bool>,
    /// Whether it was ended by a call or a moderator.
    pub has_been_forcibly_ended: Option<bool>,
    /// When the first user joined.
    pub start_time: Option<Timestamp>,
    /// When the meeting ended. Some servers set it while a meeting runs that was empty for a while.
    pub end_time: Option<Timestamp>,
    /// Users, moderators among them.
    pub participant_count: Option<i64>,
    /// Users who only listen.
    pub listener_count: Option<i64>,
    /// Users with a microphone or telephone.
    pub voice_participant_count: Option<i64>,
    /// Cameras.
    pub video_count: Option<i64>,
    /// The most users it takes; 0 for no limit.
    pub max_users: Option<i64>,
    /// Moderators.
    pub moderator_count: Option<i64>,
    /// Whether it is sent to a stream. Mconf's fork.
    pub transfer: Option<bool>,
    /// The stream it is sent to. Mconf's fork.
    pub stream: Option<LiveStream>,
    /// The users. [`GetMeetings`](super::GetMeetings) lists those who left as well, so their number may differ from the counts.
    #[cfg_attr(feature = "serde", serde(default))]
    pub attendees: Vec<Attendee>,
    /// The metadata; servers write the names in lower case.
    #[cfg_attr(feature = "serde", serde(default))]
    pub metadata: Metadata,
    /// Words beside a success; servers of use today give none.
    pub message_key: Option<ErrorKey>,
    /// The same in words.
    pub message: Option<String>,
    /// Whether it is a breakout room.
    pub is_breakout: Option<bool>,
    /// Breakout rooms: the internal ID of the meeting it belongs to.
    pub parent_meeting_id: Option<String>,
    /// Breakout rooms: its number, from 1.
    pub sequence: Option<i64>,
    /// Breakout rooms: whether users choose their room.
    pub free_join: Option<bool>,
    /// Meetings with breakout rooms: their IDs, internal or not by version.
    #[cfg_attr(feature = "serde", serde(default))]
    pub breakout_rooms: Vec<String>,
    /// The ID that 0.64 used inside.
    pub meeting_token: Option<Secret>,
}

impl Meeting {
    /// Reads a meeting in a list of meetings, with the users in it.
    pub(super) fn read(meeting: &Element<'_, '_>) -> Self {
        let mut read = Self::with_attendees(meeting, Vec::new());
        read.attendees = meeting.list("attendees", "attendee", |attendee| {
            Attendee::read(&attendee)
        });
        read
    }

    /// Whether the server gave a name or an ID.
    pub(super) fn is_identified(&self) -> bool {
        self.name.is_some() || !self.meeting_id.is_empty()
    }

    /// Reads all but the users: fields in the server's order, so that each is found at once, and rare ones last.
    pub(super) fn with_attendees(meeting: &Element<'_, '_>, attendees: Vec<Attendee>) -> Self {
        let mut read = Self {
            name: meeting.opt("meetingName"),
            meeting_id: meeting.opt("meetingID").unwrap_or_default(),
            internal_meeting_id: meeting.opt("internalMeetingID"),
            create_time: meeting.opt("createTime"),
            create_date: meeting.opt("createDate"),
            voice_bridge: meeting.opt("voiceBridge"),
            dial_number: meeting.opt("dialNumber"),
            attendee_password: meeting.opt("attendeePW"),
            moderator_password: meeting.opt("moderatorPW"),
            running: meeting.opt("running"),
            duration_minutes: meeting.opt("duration"),
            has_user_joined: meeting.opt("hasUserJoined"),
            recording: meeting.opt("recording"),
            has_been_forcibly_ended: meeting.opt("hasBeenForciblyEnded"),
            start_time: meeting.opt("startTime"),
            end_time: meeting.opt("endTime"),
            participant_count: meeting.opt("participantCount"),
            listener_count: meeting.opt("listenerCount"),
            voice_participant_count: meeting.opt("voiceParticipantCount"),
            video_count: meeting.opt("videoCount"),
            max_users: meeting.opt("maxUsers"),
            moderator_count: meeting.opt("moderatorCount"),
            attendees,
            metadata: meeting.map("metadata"),
            is_breakout: meeting.opt("isBreakout"),
            parent_meeting_id: meeting.opt("parentMeetingID"),
            sequence: meeting.opt("sequence"),
            free_join: meeting.opt("freeJoin"),
            breakout_rooms: meeting
                .list("breakoutRooms", "breakout", |room| room.text().into_owned()),
            message_key: meeting.opt("messageKey"),
            message: meeting.opt("message"),
            transfer: meeting.opt("transfer"),
            stream: meeting
                .child("stream")
                .map(|stream| LiveStream::read(&stream)),
            meeting_token: meeting.opt("meetingToken"),
        };
        // QUIRK: some versions put a breakout room's fields into an element of their own.
        if let Some(nested) = meeting.child("breakout") {
            read.parent_meeting_id = read
                .parent_meeting_id
                .or_else(|| nested.opt("parentMeetingID"));
            read.sequence = read.sequence.or_else(|| nested.opt("sequence"));
            read.free_join = read.free_join.or_else(|| nested.opt("freeJoin"));
        }
        read
    }
}

/// A stream that a meeting is sent to. Mconf's fork.
///
/// `Debug` leaves out the values in the query of the URL.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct LiveStream {
    /// The kind, such as `hls`.
    pub kind: Option<String>,
    /// Where it can be seen.
    pub url: Option<String>,
}

impl fmt::Debug for LiveStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveStream")
            .field("kind", &self.kind)
            .field("url", &UrlShown(&self.url))
            .finish()
    }
}

impl LiveStream {
    fn read(stream: &Element<'_, '_>) -> Self {
        Self {
            kind: stream.opt("type"),
            url: stream.opt("url"),
        }
    }
}

/// A user in a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Attendee {
    /// The application's ID for the user; BigBlueButton 1.1 shows its own.
    pub user_id: Option<String>,
    /// The server's ID for the session. Only b3scale shows it.
    pub internal_user_id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// What the user may do.
    pub role: Option<AttendeeRole>,
    /// Whether the user presents.
    pub is_presenter: Option<bool>,
    /// Whether the user only listens.
    pub is_listening_only: Option<bool>,
    /// Whether the user has a microphone or telephone.
    pub has_joined_voice: Option<bool>,
    /// Whether the user has a camera on.
    pub has_video: Option<bool>,
    /// The name of the camera's stream. Mconf's fork.
    pub video_stream_name: Option<String>,
    /// What the user joined with.
    pub client_type: Option<ClientType>,
    /// What `join` was given as `userdata-…`. Users with the same ID share it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub customdata: Metadata,
}

impl Attendee {
    pub(super) fn read(attendee: &Element<'_, '_>) -> Self {
        Self {
            user_id: attendee.opt("userID"),
            name: attendee.opt("fullName"),
            role: attendee.opt("role"),
            is_presenter: attendee.opt("isPresenter"),
            is_listening_only: attendee.opt("isListeningOnly"),
            has_joined_voice: attendee.opt("hasJoinedVoice"),
            has_video: attendee.opt("hasVideo"),
            client_type: attendee.opt("clientType"),
            customdata: attendee.map("customdata"),
            internal_user_id: attendee.opt("internalUserID"),
            video_stream_name: attendee.opt("videoStreamName"),
        }
    }
}

open_enum! {
    /// What a user in a meeting may do.
    pub enum AttendeeRole {
        /// May mute, eject, record, end.
        Moderator = "MODERATOR",
        /// May take part.
        Viewer = "VIEWER",
        /// Called by telephone.
        DialIn = "DIAL-IN-USER",
    }
}

open_enum! {
    /// What a user joined with.
    pub enum ClientType {
        /// A browser.
        Html5 = "HTML5",
        /// A browser with the Flash client. Up to 2.3.
        Flash = "FLASH",
        /// A telephone.
        DialIn = "DIAL-IN",
        /// A telephone, in the spelling of some versions.
        DialInUser = "dial-in-user",
        /// A mobile device.
        Mobile = "MOBILE",
    }
}
