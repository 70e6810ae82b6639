//! [`Meeting`] and the users in it.

use std::fmt;

use crate::error::ErrorKey;
use crate::redact::UrlShown;
use crate::secret::Secret;
use crate::value::{Metadata, Timestamp, open_enum};
use crate::xml::Element;

/// A meeting in the responses to [`GetMeetingInfo`](super::GetMeetingInfo) and [`GetMeetings`](super::GetMeetings).
///
/// A field that the server's version does not have is `None`. BigBlueButton 0.64 sends only IDs and flags.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Meeting {
    /// The name of the meeting.
    pub name: Option<String>,
    /// The application's ID of the meeting. It is empty if the server sent a name but no ID.
    pub meeting_id: String,
    /// The server's ID of the meeting, which becomes the ID of its recording.
    ///
    /// Since 0.9.
    pub internal_meeting_id: Option<String>,
    /// When the meeting was created.
    pub create_time: Option<Timestamp>,
    /// `create_time` as text, with the abbreviation of the server's time zone. Do not parse it: the abbreviation is
    /// ambiguous.
    pub create_date: Option<String>,
    /// The number that callers dial to enter. It is text because it may begin with zeros.
    pub voice_bridge: Option<String>,
    /// The telephone number of the voice conference.
    pub dial_number: Option<String>,
    /// The viewers' password, if there is one.
    pub attendee_password: Option<Secret>,
    /// The moderators' password, if there is one.
    pub moderator_password: Option<Secret>,
    /// Whether the meeting has users.
    pub running: Option<bool>,
    /// The number of minutes after which the meeting ends by itself. 0 means never.
    pub duration_minutes: Option<i64>,
    /// Whether anyone has ever joined.
    pub has_user_joined: Option<bool>,
    /// Whether the meeting can be recorded. It does not say whether it is being recorded now.
    pub recording: Option<bool>,
    /// Whether a call or a moderator ended the meeting.
    pub has_been_forcibly_ended: Option<bool>,
    /// When the first user joined.
    pub start_time: Option<Timestamp>,
    /// When the meeting ended. Some servers also set it for a running meeting that was empty for a while.
    pub end_time: Option<Timestamp>,
    /// The number of users, moderators included.
    pub participant_count: Option<i64>,
    /// The number of users in listen-only mode.
    pub listener_count: Option<i64>,
    /// The number of users with a microphone or a telephone.
    pub voice_participant_count: Option<i64>,
    /// The number of webcams.
    pub video_count: Option<i64>,
    /// The maximum number of users. 0 means no limit.
    pub max_users: Option<i64>,
    /// The number of moderators.
    pub moderator_count: Option<i64>,
    /// Whether the meeting is sent to a live stream. Only Mconf's fork sends it.
    pub transfer: Option<bool>,
    /// The live stream. Only Mconf's fork sends it.
    pub stream: Option<LiveStream>,
    /// The users. [`GetMeetings`](super::GetMeetings) also lists users who have left, or whose browser has not arrived yet, so
    /// their number may differ from the counts.
    #[cfg_attr(feature = "serde", serde(default))]
    pub attendees: Vec<Attendee>,
    /// The metadata. Servers write its names in lower case.
    #[cfg_attr(feature = "serde", serde(default))]
    pub metadata: Metadata,
    /// A key that accompanies a success. Servers in use today send none.
    pub message_key: Option<ErrorKey>,
    /// The server's message for the key.
    pub message: Option<String>,
    /// Whether the meeting is a breakout room.
    pub is_breakout: Option<bool>,
    /// The internal ID of the meeting that a breakout room belongs to.
    pub parent_meeting_id: Option<String>,
    /// The number of a breakout room, from 1.
    pub sequence: Option<i64>,
    /// Whether users choose their breakout room.
    pub free_join: Option<bool>,
    /// The IDs of the meeting's breakout rooms. Whether they are internal IDs depends on the version.
    #[cfg_attr(feature = "serde", serde(default))]
    pub breakout_rooms: Vec<String>,
    /// The internal ID in 0.64.
    pub meeting_token: Option<Secret>,
}

impl Meeting {
    /// Reads a meeting in a list, with the users in it.
    #[inline]
    pub(super) fn read(meeting: &Element<'_, '_>) -> Self {
        let mut read = Self::with_attendees(meeting, Vec::new());
        read.attendees = meeting.list("attendees", "attendee", |attendee| {
            Attendee::read(&attendee)
        });
        read
    }

    /// Returns whether the server sent a name or an ID.
    #[inline]
    pub(super) fn is_identified(&self) -> bool {
        self.name.is_some() || !self.meeting_id.is_empty()
    }

    /// Reads everything but the users. It reads fields in the server's order, so that each is found at once, and rare
    /// fields last.
    #[inline]
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

/// The live stream of a meeting on Mconf's fork.
///
/// `Debug` leaves out the values in the query of the URL.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct LiveStream {
    /// The kind of stream, such as `hls`.
    pub kind: Option<String>,
    /// The URL of the stream.
    pub url: Option<String>,
}

impl fmt::Debug for LiveStream {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveStream")
            .field("kind", &self.kind)
            .field("url", &UrlShown(&self.url))
            .finish()
    }
}

impl LiveStream {
    #[inline]
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
    /// The application's ID of the user. BigBlueButton 1.1 sends its own ID here.
    pub user_id: Option<String>,
    /// The server's ID of the session. Only b3scale sends it.
    pub internal_user_id: Option<String>,
    /// The name of the user (`fullName`).
    pub name: Option<String>,
    /// The role of the user.
    pub role: Option<AttendeeRole>,
    /// Whether the user is the presenter.
    pub is_presenter: Option<bool>,
    /// Whether the user is in listen-only mode.
    pub is_listening_only: Option<bool>,
    /// Whether the user has a microphone or a telephone.
    pub has_joined_voice: Option<bool>,
    /// Whether the user shares a webcam.
    pub has_video: Option<bool>,
    /// The name of the webcam's stream. Only Mconf's fork sends it.
    pub video_stream_name: Option<String>,
    /// The kind of client that the user joined with.
    pub client_type: Option<ClientType>,
    /// The `userdata-*` values of the user's `join`. Users with the same ID share them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub customdata: Metadata,
}

impl Attendee {
    #[inline]
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
    /// The role of a user in a meeting.
    pub enum AttendeeRole {
        /// The user may mute and remove others, record, and end the meeting.
        Moderator = "MODERATOR",
        /// The user may take part.
        Viewer = "VIEWER",
        /// The user joined by telephone.
        DialIn = "DIAL-IN-USER",
    }
}

open_enum! {
    /// The kind of client that a user joined with.
    pub enum ClientType {
        /// A browser.
        Html5 = "HTML5",
        /// A browser with the Flash client, up to 2.3.
        Flash = "FLASH",
        /// A telephone.
        DialIn = "DIAL-IN",
        /// A telephone, in the spelling of some versions.
        DialInUser = "dial-in-user",
        /// A mobile device.
        Mobile = "MOBILE",
    }
}
