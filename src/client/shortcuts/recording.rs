//! A shortcut for waiting for a recording.

use std::thread;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::error::{Error, ErrorKey, Result};
use crate::recording::{GetRecordings, Recording, RecordingState};

impl Client {
    /// Waits until a recording is published, and returns it, or `None` if it is not published in time.
    ///
    /// Sends `getRecordings` with the record ID, which is the internal ID of the meeting, at once and then again after each
    /// `pause`, until `timeout` has passed. Processing takes minutes to hours, so a pause of a minute is reasonable.
    /// The callback `bbb-recording-ready-url` avoids the repeated requests. Without a timeout (`None`) it waits for ever.
    /// With a timeout of zero it sends one request. With a pause of zero it sends one request after another.
    ///
    /// It waits for a recording that does not exist yet, is being processed or is not published. After a
    /// [retryable](Error::is_retryable) error it tries again while there is time, and otherwise returns the error. The last
    /// call may exceed the timeout by as much as the client's own timeouts allow.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "http", feature = "sha256"))] {
    /// # let client = bbb_sdk::Client::new(bbb_sdk::Server::new("https://bbb.example.com/bigbluebutton/", "secret")?);
    /// use std::time::Duration;
    ///
    /// let id = "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585189";
    /// let (pause, timeout) = (Duration::from_secs(60), Duration::from_secs(3 * 3600));
    /// match client.wait_until_published(id, pause, timeout)? {
    ///     Some(recording) => println!("{:?}", recording.playback),
    ///     None => println!("not yet"),
    /// }
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    pub fn wait_until_published(
        &self,
        record_id: &str,
        pause: Duration,
        timeout: impl Into<Option<Duration>>,
    ) -> Result<Option<Recording>> {
        // An end that the system cannot represent is never reached.
        let end = timeout
            .into()
            .and_then(|timeout| Instant::now().checked_add(timeout));
        loop {
            let found = self.published(record_id);
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            let is_over = left.is_some_and(|left| left.is_zero());
            match found {
                Ok(Some(recording)) => return Ok(Some(recording)),
                Err(error) if is_over || !error.is_retryable() => return Err(error),
                Ok(None) if is_over => return Ok(None),
                Ok(None) | Err(_) => {}
            }
            thread::sleep(left.map_or(pause, |left| left.min(pause)));
        }
    }

    /// Sends one request. Servers match the beginning of an ID, and not every load balancer filters recordings by state.
    #[inline]
    fn published(&self, record_id: &str) -> Result<Option<Recording>> {
        let is_none =
            |error: &Error| error.is_not_found() || error.key() == Some(&ErrorKey::NoRecordings);
        let recordings = match self.send(&GetRecordings::new().record_ids([record_id])) {
            Ok(answer) => answer.recordings,
            Err(error) if is_none(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(recordings.into_iter().find(|recording| {
            let is_published = match &recording.state {
                Some(state) => *state == RecordingState::Published,
                // Servers before 1.0 have no states.
                None => recording.published == Some(true),
            };
            recording.record_id == record_id && is_published
        }))
    }
}
