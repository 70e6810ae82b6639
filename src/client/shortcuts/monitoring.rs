//! A shortcut for finding a meeting.

use crate::client::Client;
use crate::error::Result;
use crate::monitoring::{GetMeetingInfo, Meeting};

impl Client {
    /// Returns a meeting with the users who are in it, or `None` if it does not exist.
    ///
    /// Sends `getMeetingInfo`. Returns `None` if the server refuses because there is no such meeting. Other refusals are errors.
    /// Unlike `isMeetingRunning`, this distinguishes a meeting that nobody has joined yet, which exists and for which
    /// [`running`](Meeting::running) is `false`. The users are in [`attendees`](Meeting::attendees).
    ///
    /// Servers up to BigBlueButton 2.3 require [the moderators' password](GetMeetingInfo::password) in the call.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "http", feature = "sha256"))] {
    /// # let client = bbb_sdk::Client::new(bbb_sdk::Server::new("https://bbb.example.com/bigbluebutton/", "secret")?);
    /// use bbb_sdk::monitoring::GetMeetingInfo;
    ///
    /// match client.find_meeting(&GetMeetingInfo::new("room-1"))? {
    ///     None => println!("no such meeting"),
    ///     Some(meeting) if meeting.running != Some(true) => println!("nobody is there"),
    ///     Some(meeting) => {
    ///         for attendee in meeting.attendees {
    ///             println!("{}", attendee.name.unwrap_or_default());
    ///         }
    ///     }
    /// }
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    #[inline]
    pub fn find_meeting(&self, call: &GetMeetingInfo) -> Result<Option<Meeting>> {
        match self.send(call) {
            Ok(meeting) => Ok(Some(meeting)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}
