//! x

use crate::call::{Call, Response};
use crate::error::Result;
use crate::query::Query;
use crate::value::open_enum;

open_enum! {
    /// What a user may do in a meeting.
    pub enum Role {
        /// May mute, eject, record, end.
        Moderator = "MODERATOR",
        /// May take part.
        Viewer = "VIEWER",
    }
}

/// join
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Join(Query);

impl Join {
    /// x
    pub fn new(meeting_id: &str, full_name: &str, role: Role) -> Self {
        let mut query = Query::new();
        query
            .require("meetingID", meeting_id)
            .require("fullName", full_name)
            .require("role", role);
        Self(query)
    }
}

impl Call for Join {
    type Answer = ();
    const NAME: &'static str = "join";

    fn query(&self) -> &Query {
        &self.0
    }

    fn read(response: &Response<'_>) -> Result<()> {
        response.xml(|_| Ok(()))
    }
}
