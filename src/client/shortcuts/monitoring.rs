//! Looking for a meeting.

use crate::client::Client;
use crate::error::Result;
use crate::monitoring::{GetMeetingInfo, Meeting};

impl Client {
    /// Looks for a meeting, and returns it with the users who are in it, or `None` if the server does not have it.
    ///
    /// Sends `getMeetingInfo`. A refusal that says that there is no such meeting is `None`, every other one an error. The answer
    /// tells apart what `isMeetingRunning` does not: a meeting that nobody has joined yet exists, and
    /// [`running`](Meeting::running) is `false`. [`attendees`](Meeting::attendees) are the users.
    ///
    /// Servers up to BigBlueButton 2.3 want [the moderators' password](GetMeetingInfo::password) in the call.
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
    pub fn find_meeting(&self, call: &GetMeetingInfo) -> Result<Option<Meeting>> {
        match self.send(call) {
            Ok(meeting) => Ok(Some(meeting)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}
