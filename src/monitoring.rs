//! Calls that report what is running: `isMeetingRunning`, `getMeetings`, `getMeetingInfo`, `getSessions` and the version.
//!
//! The feature `json` adds `learningDashboard` and `getJoinUrl`.

use crate::call::{Call, ListCall, Response};
use crate::error::{Error, ErrorKey, Result};
use crate::query::Query;
use crate::secret::Secret;
use crate::xml::Element;

mod meeting;
#[cfg(feature = "json")]
mod session;
mod version;

pub use meeting::{Attendee, AttendeeRole, ClientType, LiveStream, Meeting};
#[cfg(feature = "json")]
pub use session::{GetJoinUrl, JoinUrl, LearningDashboard, LearningDashboardData};
pub use version::{Release, ServerVersion, Version};

/// Asks whether a meeting has users (`isMeetingRunning`).
///
/// A meeting that nobody has joined yet is not running, and neither is a meeting that does not exist. [`GetMeetingInfo`]
/// distinguishes the two. Every version has the call.
///
/// <https://docs.bigbluebutton.org/development/api/#ismeetingrunning>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct IsMeetingRunning(Query);

impl IsMeetingRunning {
    /// Asks for the meeting with this ID (`meetingID`).
    #[inline]
    pub fn new(meeting_id: &str) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id);
        Self(query)
    }
}

impl Call for IsMeetingRunning {
    type Output = MeetingRunning;
    const NAME: &'static str = "isMeetingRunning";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<MeetingRunning> {
        response.xml(|answer| {
            Ok(MeetingRunning {
                running: answer.req("running")?,
            })
        })
    }
}

/// The response to [`IsMeetingRunning`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MeetingRunning {
    /// Whether the meeting has users.
    pub running: bool,
}

/// Lists all meetings of the server, breakout rooms included (`getMeetings`).
///
/// The list includes meetings that nobody has joined yet. There is no paging, so the response may be megabytes long. A load
/// balancer on which the call is disabled responds as if there were no meetings. Every version has the call.
///
/// ```no_run
/// # #[cfg(all(feature = "http", feature = "sha256"))] {
/// # let client = bbb_sdk::Client::new(bbb_sdk::Server::new("https://bbb.example.com/bigbluebutton/", "secret")?);
/// use bbb_sdk::monitoring::GetMeetings;
///
/// for meeting in client.send(&GetMeetings::new())?.meetings {
///     println!("{}: {:?} users", meeting.meeting_id, meeting.participant_count);
/// }
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// <https://docs.bigbluebutton.org/development/api/#getmeetings>
#[derive(Debug, Clone, Default)]
#[must_use = "a call does nothing until it is sent"]
pub struct GetMeetings(Query);

impl GetMeetings {
    /// Creates the call for all meetings.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Call for GetMeetings {
    type Output = Meetings;
    const NAME: &'static str = "getMeetings";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<Meetings> {
        response.list::<Self>()
    }
}

impl ListCall for GetMeetings {
    type Item = Meeting;
    const LIST: &'static str = "meetings";
    const ITEM: &'static str = "meeting";

    #[inline]
    fn read_item(meeting: &Element<'_, '_>, answer: &mut Meetings) -> Result<Option<Meeting>> {
        let meeting = Meeting::read(meeting);
        if meeting.is_identified() {
            return Ok(Some(meeting));
        }
        answer.damaged.push(meeting);
        Ok(None)
    }

    #[inline]
    fn read_around(root: &Element<'_, '_>, answer: &mut Meetings) -> Result<()> {
        answer.message_key = root.opt("messageKey");
        answer.message = root.opt("message");
        Ok(())
    }

    fn items(answer: &mut Meetings) -> &mut Vec<Meeting> {
        &mut answer.meetings
    }
}

/// The response to [`GetMeetings`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Meetings {
    /// The meetings.
    #[cfg_attr(feature = "serde", serde(default))]
    pub meetings: Vec<Meeting>,
    /// Meetings with neither a name nor an ID, so that no call can refer to them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub damaged: Vec<Meeting>,
    /// [`ErrorKey::NoMeetings`] if there are no meetings. Some servers omit it.
    pub message_key: Option<ErrorKey>,
    /// The server's message for the key.
    pub message: Option<String>,
}

/// Returns everything that the server reports about one meeting (`getMeetingInfo`).
///
/// If the meeting does not exist, the server refuses the call: see [`Error::is_not_found`](crate::Error::is_not_found).
/// [`Client::find_meeting`](crate::Client::find_meeting) returns `None` instead. Every version has the call.
///
/// <https://docs.bigbluebutton.org/development/api/#getmeetinginfo>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct GetMeetingInfo(Query);

impl GetMeetingInfo {
    /// Asks for the meeting with this ID (`meetingID`).
    #[inline]
    pub fn new(meeting_id: &str) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id);
        Self(query)
    }

    /// Sets the moderators' password (`password`).
    ///
    /// Servers up to BigBlueButton 2.3 require it, and later ones ignore it.
    ///
    /// Default: none. Deprecated since 2.4.
    pub fn password(mut self, password: impl Into<Secret>) -> Self {
        self.0.set_or_remove("password", password.into().expose());
        self
    }
}

impl Call for GetMeetingInfo {
    type Output = Meeting;
    const NAME: &'static str = "getMeetingInfo";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<Meeting> {
        response.xml_list(
            ("attendees", "attendee"),
            |attendee| Ok(Attendee::read(&attendee)),
            |answer, attendees| {
                let meeting = Meeting::with_attendees(&answer, attendees);
                if meeting.is_identified() {
                    Ok(meeting)
                } else {
                    Err(Error::missing("meetingID"))
                }
            },
        )
    }
}

/// Lists the sessions of all users (`getSessions`).
///
/// If there is any session, 2.2 and 2.3 send a truncated body. Scalelite, b3lb and b3scale do not have the call.
///
/// Since 2.4, documented since 3.0.
///
/// <https://docs.bigbluebutton.org/development/api/#getsessions>
#[derive(Debug, Clone, Default)]
#[must_use = "a call does nothing until it is sent"]
pub struct GetSessions(Query);

impl GetSessions {
    /// Creates the call for all sessions.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Call for GetSessions {
    type Output = Sessions;
    const NAME: &'static str = "getSessions";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<Sessions> {
        response.xml_list(
            ("sessions", "meeting"),
            |session| {
                Ok(Session {
                    internal_meeting_id: session.opt("meetingID").unwrap_or_default(),
                    meeting_name: session.opt("meetingName"),
                    user_name: session.opt("userName"),
                })
            },
            |answer, sessions| {
                Ok(Sessions {
                    sessions,
                    message_key: answer.opt("messageKey"),
                    message: answer.opt("message"),
                })
            },
        )
    }
}

/// The response to [`GetSessions`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Sessions {
    /// The sessions.
    #[cfg_attr(feature = "serde", serde(default))]
    pub sessions: Vec<Session>,
    /// [`ErrorKey::NoSessions`] if there are no sessions.
    pub message_key: Option<ErrorKey>,
    /// The server's message for the key.
    pub message: Option<String>,
}

/// A user's session.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Session {
    /// The meeting's internal ID, which the response calls `meetingID`. It is empty if the server sent none.
    pub internal_meeting_id: String,
    /// The meeting's name.
    pub meeting_name: Option<String>,
    /// The user's name.
    pub user_name: Option<String>,
}
