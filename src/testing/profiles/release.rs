//! Differences between releases of BigBlueButton.

/// A release of BigBlueButton.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::testing) struct Release(pub(super) u8, pub(super) u8);

/// A difference between releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::testing) enum Change {
    /// `learningDashboard` exists.
    LearningDashboard,
    /// `insertDocument` exists.
    InsertDocument,
    /// `getRecordings` takes `offset` and `limit`.
    Paging,
    /// Calls refuse unsuitable methods and content types.
    MethodsAndContentTypes,
    /// A repeated `create` without passwords is the same meeting.
    RepeatedCreateWithoutPasswords,
    /// `join` takes `errorRedirectUrl`.
    ErrorRedirectUrl,
    /// `getJoinUrl` exists.
    GetJoinUrl,
    /// The limit of users has no group signs in the list of meetings.
    PlainLimit,
    /// The counts of users have no group signs in the list of meetings.
    PlainCounts,
    /// `sendChatMessage` exists.
    SendChatMessage,
    /// A call with two checksums is refused.
    OneChecksum,
    /// The root shows the addresses of GraphQL, and answers in JSON.
    GraphQl,
    /// `join` takes `existingUserID`, `replaceSessionToken` and `logoutURL`, and leads to `html5client/`.
    Sessions,
    /// Missing parameters have specific keys.
    KeysForMissingParameters,
    /// A body that is not XML, or contains no document, is refused with a key instead of an exception.
    KeysForBodies,
    /// `join` needs `role` and knows no passwords.
    RoleOnly,
    /// `join` limits the length of `fullName`.
    NameLimit,
    /// `join` redirects the refusals of its validators, whatever `redirect` says, and ignores URLs in an unsigned link.
    StrictJoin,
}

impl Change {
    /// Returns the first release with the change.
    fn since(self) -> Release {
        match self {
            Self::LearningDashboard => Release(2, 4),
            Self::InsertDocument => Release(2, 5),
            Self::Paging => Release(2, 6),
            Self::MethodsAndContentTypes
            | Self::RepeatedCreateWithoutPasswords
            | Self::ErrorRedirectUrl
            | Self::GetJoinUrl
            | Self::PlainLimit => Release(2, 7),
            Self::PlainCounts
            | Self::SendChatMessage
            | Self::OneChecksum
            | Self::GraphQl
            | Self::Sessions => Release(3, 0),
            Self::KeysForMissingParameters
            | Self::KeysForBodies
            | Self::RoleOnly
            | Self::NameLimit
            | Self::StrictJoin => Release(4, 0),
        }
    }
}

impl Release {
    /// Returns whether the release has a change.
    pub(in crate::testing) fn has(self, change: Change) -> bool {
        self >= change.since()
    }
}
