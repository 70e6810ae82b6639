//! The constructor, in a module of its own so that rustdoc lists it first.

use super::Create;
use crate::administration::modules::Modules;
use crate::query::Query;

impl Create {
    /// Creates a meeting with this ID (`meetingID`) and this name (`name`).
    ///
    /// Both must have 2 to 256 characters. Servers require the name since 2.4.
    ///
    /// BigBlueButton up to 1.0 prints the name into `getRecordings` as CDATA. A name with `]]>` makes the list of
    /// recordings unreadable for everyone there.
    ///
    /// # Errors
    ///
    /// The call is refused before it is sent if the ID or the name is empty. So is an ID that contains a comma or a control
    /// character, or that begins or ends with a blank: some servers change such an ID, and a list of IDs cannot contain a
    /// comma.
    pub fn new(meeting_id: &str, name: &str) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id).require("name", name);
        let reason = if meeting_id.contains(',') {
            "contains a comma: a list of IDs cannot contain such an ID"
        } else if meeting_id.contains(char::is_control) {
            "contains a control character: some servers change such an ID"
        } else if meeting_id.trim() != meeting_id {
            "begins or ends with a blank: some servers change such an ID"
        } else {
            ""
        };
        if !reason.is_empty() {
            query.refuse("meetingID", reason);
        }
        Self {
            query,
            modules: Modules::default(),
        }
    }
}
