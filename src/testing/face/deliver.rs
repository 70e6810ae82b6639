//! Lets the server send what it has for the application.

use super::TestServer;
use crate::callbacks::Signing;
use crate::checksum::Checksum;
use crate::testing::outgoing::DeliveryAttempt;
use crate::testing::profiles::WebhooksVersion;

impl TestServer {
    /// Sends every request that is due, one after the other, and returns what came of each.
    ///
    /// Webhooks are signed as their generation does. A request that fails is due again by the server's own rule, on
    /// the server's clock: [`advance`](Self::advance) it and deliver again. A webhook that fails thirteen times is deleted.
    /// Only `http://` URLs are called. Redirects, which a real server follows, are not followed.
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
