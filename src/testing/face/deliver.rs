//! Sends the server's requests to the application.

use super::TestServer;
use crate::callbacks::Signing;
use crate::checksum::Checksum;
use crate::testing::outgoing::DeliveryAttempt;
use crate::testing::profiles::WebhooksVersion;

impl TestServer {
    /// Sends every request that is due, one after another, and returns the result of each.
    ///
    /// Webhooks are signed as their generation signs them. A failed request becomes due again after the time that a real
    /// server waits, on the server's clock: [`advance`](Self::advance) the clock and deliver again. A webhook that fails
    /// thirteen times is deleted. Only `http://` URLs are called. Unlike a real server, this one does not follow redirects.
    ///
    /// ```
    /// # fn main() -> std::io::Result<()> {
    /// use bbb_sdk::testing::TestServer;
    ///
    /// let server = TestServer::start()?;
    /// server.create_meeting("room-1").end();
    /// // Nobody has asked to be told.
    /// assert!(server.deliver().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn deliver(&self) -> Vec<DeliveryAttempt> {
        let signing = match self.site().settings.webhooks() {
            WebhooksVersion::V2_6 => Signing::Fields,
            WebhooksVersion::V3_3 => Signing::Constant,
            WebhooksVersion::V3_5 => Signing::Body,
        };
        self.deliver_signed(signing, Checksum::SHA1)
    }

    /// Sends every request that is due, with webhooks signed in a given way and with a given algorithm.
    pub fn deliver_signed(&self, signing: Signing, checksum: Checksum) -> Vec<DeliveryAttempt> {
        self.site().deliver(signing, checksum)
    }
}
