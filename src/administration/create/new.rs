//! The constructor, first on the page.

use super::Create;
use crate::administration::modules::Modules;
use crate::query::Query;

impl Create {
    /// Creates a meeting with this ID (`meetingID`) and this name (`name`).
    ///
    /// Both have 2 to 256 characters. The name is required since 2.4.
    ///
    /// # Errors
    ///
    /// The call is refused before it is sent if the ID or the name is empty, or if the ID holds a comma, a control character,
    /// or a blank at an end: some servers change such an ID, and no list of IDs can hold a comma.
    pub fn new(meeting_id: &str, name: &str) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id).require("name", name);
        if meeting_id.contains(|c: char| c == ',' || c.is_control())
            || meeting_id.trim() != meeting_id
        {
            query.refuse(
                "meetingID",
                "holds a comma, a control character, or a blank at an end",
            );
        }
        Self {
            query,
            modules: Modules::default(),
        }
    }
}
