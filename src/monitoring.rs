//! What runs: isMeetingRunning, getMeetings, getMeetingInfo, getSessions, the version.

use crate::call::{Call, Response};
use crate::error::Result;
use crate::query::Query;

/// `isMeetingRunning`: whether a meeting has users.
///
/// A meeting that was created and not yet joined does not run, and one that does not exist does not either; whether
/// one exists says `getMeetingInfo`. Known to every version.
///
/// <https://docs.bigbluebutton.org/development/api/#ismeetingrunning>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct IsMeetingRunning(Query);

impl IsMeetingRunning {
    /// Asks for the meeting of this ID.
    pub fn new(meeting_id: &str) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id);
        Self(query)
    }
}

impl Call for IsMeetingRunning {
    type Answer = MeetingRunning;
    const NAME: &'static str = "isMeetingRunning";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn read(response: &Response<'_>) -> Result<MeetingRunning> {
        response.xml(|answer| {
            Ok(MeetingRunning {
                running: answer.req("running")?,
            })
        })
    }
}

/// The answer of [`IsMeetingRunning`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MeetingRunning {
    /// Whether the meeting has users.
    pub running: bool,
}
