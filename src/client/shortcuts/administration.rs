//! Creating with a link, ending without a fuss.

use crate::administration::{Create, End, Join};
use crate::call::Call;
use crate::client::Client;
use crate::error::{Error, Result};

impl Client {
    /// Creates a meeting and returns a link into it, bound to this very meeting.
    ///
    /// Sends `create` and nothing else: the link is made here. `create` is idempotent, so the meeting may exist already, and
    /// each link can be made in this way when it is needed. The `createTime` of the answer goes into the link, so that it does not
    /// lead into a later meeting with the same ID.
    ///
    /// QUIRK: servers before BigBlueButton 2.7 refuse to create a meeting twice with
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
    pub fn create_and_link(&self, create: &Create, join: Join) -> Result<String> {
        if create.query().get("meetingID") != join.query().get("meetingID") {
            let reason = "differs between the meeting that is created and the one that is joined";
            return Err(Error::parameter("meetingID", reason));
        }
        // What cannot be linked to is not created.
        self.server().url(&join)?;
        let time = self.send(create)?.create_time;
        // Servers before 0.9 tell the time in words, which they do not take back.
        let join = match time.filter(|time| time.millis().is_some()) {
            Some(time) => join.create_time(time),
            None => join,
        };
        self.server().url(&join)
    }

    /// Ends a meeting if it exists, and returns whether it did.
    ///
    /// Sends `end`. A refusal that says that there is no such meeting is `false`, every other one an error. Ending takes the
    /// server some seconds, in which `getMeetingInfo` may still find the meeting and a second `end` succeed.
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
    pub fn end_if_exists(&self, end: &End) -> Result<bool> {
        match self.send(end) {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }
}
