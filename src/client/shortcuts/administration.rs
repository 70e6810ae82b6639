//! Shortcuts for creating and ending meetings.

use crate::administration::{Create, End, Join};
use crate::call::Call;
use crate::client::Client;
use crate::error::{Error, Result};

impl Client {
    /// Creates a meeting, and returns a join link that works only for this meeting.
    ///
    /// Sends only `create`; the link is made locally. `create` is idempotent, so the meeting may already exist, and
    /// this method can make each link when it is needed. The link contains the `createTime` of the response, so it does not
    /// work for a later meeting with the same ID.
    ///
    /// Servers before BigBlueButton 2.7 refuse to create a meeting twice with
    /// [`IdNotUnique`](crate::ErrorKey::IdNotUnique), unless both calls set the same two passwords.
    ///
    /// # Errors
    ///
    /// Besides the errors of [`send`](Self::send): [`Error::Parameter`] if the two calls name different meetings.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "http", feature = "sha256"))] {
    /// # let client = bbb_sdk::Client::new(bbb_sdk::Server::new("https://bbb.example.com/bigbluebutton/", "secret")?);
    /// use bbb_sdk::administration::{Create, Join, Role};
    ///
    /// let create = Create::new("room-1", "Physics").record(true);
    /// let link = client.create_and_link(&create, Join::new("room-1", "Ada", Role::Moderator))?;
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    #[inline]
    pub fn create_and_link(&self, create: &Create, join: Join) -> Result<String> {
        if create.query().get("meetingID") != join.query().get("meetingID") {
            let reason = "differs between the meeting that is created and the one that is joined";
            return Err(Error::parameter("meetingID", reason));
        }
        // Check the link first, so that no meeting is created if the link is invalid.
        self.server().url(&join)?;
        let time = self.send(create)?.create_time;
        // Servers before 0.9 write the time in words, which they do not accept in a link.
        let join = match time.filter(|time| time.millis().is_some()) {
            Some(time) => join.create_time(time),
            None => join,
        };
        self.server().url(&join)
    }

    /// Ends a meeting if it exists, and returns whether it existed.
    ///
    /// Sends `end`. Returns `false` if the server refuses because there is no such meeting. Other refusals are errors. Ending takes a
    /// server some seconds, during which `getMeetingInfo` may still find the meeting and a second `end` may succeed.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "http", feature = "sha256"))] {
    /// # let client = bbb_sdk::Client::new(bbb_sdk::Server::new("https://bbb.example.com/bigbluebutton/", "secret")?);
    /// use bbb_sdk::administration::End;
    ///
    /// if client.end_if_exists(&End::new("room-1"))? {
    ///     println!("it ends");
    /// }
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    #[inline]
    pub fn end_if_exists(&self, end: &End) -> Result<bool> {
        match self.send(end) {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }
}
