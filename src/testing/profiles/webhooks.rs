//! Generations of bbb-webhooks, which is a separate program.

use super::ALL;
use crate::checksum::Checksum;

/// The generation of bbb-webhooks, which has its own releases.
///
/// Set with [`TestServerBuilder::webhooks`](crate::testing::TestServerBuilder::webhooks). Default: [`V2_6`](Self::V2_6) if BigBlueButton is
/// older than 3.0, else [`V3_5`](Self::V3_5).
///
/// | | `V2_6` | `V3_3` | `V3_5` |
/// |---|---|---|---|
/// | algorithms for `hooks/…` | SHA-1 | all | all |
/// | hook IDs | numbers | UUIDs | UUIDs |
/// | hooks for a meeting | all are called | called for every meeting | the first is called |
/// | `hooks/list` with a meeting ID | its hooks and the global ones | `listHookError` | its first hook and the global ones; without one, `listHookError` |
/// | `hooks/destroy` with a callback URL | `destroyMissingHook` | removes the hook | removes the hook |
/// | `hooks/create` with two `eventID` | a page with HTTP 500 | `createHookError` | `createHookError` |
/// | a delivery is signed | over its fields | with a constant | over its body |
/// | a meeting ends | `user-left`, then `meeting-ended` | `meeting-ended`, then `user-left` | `meeting-ended`, then `user-left` |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum WebhooksVersion {
    /// 2.6.1 and earlier, which belong to BigBlueButton up to 2.7.
    V2_6,
    /// 3.0.0 to 3.3.1.
    V3_3,
    /// 3.4.0 and later.
    V3_5,
}

impl WebhooksVersion {
    /// Returns the algorithms with which calls may be signed.
    pub(in crate::testing) fn algorithms(self) -> &'static [Checksum] {
        match self {
            Self::V2_6 => &[Checksum::SHA1],
            Self::V3_3 | Self::V3_5 => ALL,
        }
    }

    /// Returns whether this is the program that was rewritten for BigBlueButton 3.0.
    pub(in crate::testing) fn is_3(self) -> bool {
        self >= Self::V3_3
    }

    /// Returns whether a hook for one meeting applies to every meeting. QUIRK: 3.0.0 to 3.3.1 forget the meeting.
    pub(in crate::testing) fn forgets_meetings(self) -> bool {
        self == Self::V3_3
    }
}
