//! Which server is simulated.

use crate::checksum::Checksum;

/// The server that is simulated: versions of BigBlueButton and load balancers differ in what they accept and answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Profile {
    /// BigBlueButton 2.4: passwords are needed for a repeated `create`, webhooks know SHA-1 alone, any method reaches any call.
    Bbb24,
    /// BigBlueButton 2.7, its last releases: content types are checked, webhooks know SHA-1 alone.
    Bbb27,
    /// BigBlueButton 3.0.
    #[default]
    Bbb30,
    /// BigBlueButton 4.0: `join` needs a role and knows no passwords, keys for missing parameters are clean.
    Bbb40,
    /// Scalelite in front of servers of BigBlueButton 3.0. It gives every meeting a voice bridge of its own.
    Scalelite,
    /// b3lb in front of servers of BigBlueButton 3.0. It drops `voiceBridge` and `dialNumber`, and puts an address of its
    /// own in place of `meta_endCallbackUrl`; the given one is called all the same.
    B3lb,
}

impl Profile {
    /// The path in front of the name of a call.
    pub(super) fn base(self) -> &'static str {
        match self {
            Self::B3lb => "/b3lb/t/acme/bbb/api",
            _ => "/bigbluebutton/api",
        }
    }

    /// The algorithms that calls may be signed with.
    pub(super) fn algorithms(self) -> &'static [Checksum] {
        match self {
            Self::Bbb24 => &[Checksum::SHA1, Checksum::SHA256],
            Self::Scalelite => &[Checksum::SHA1, Checksum::SHA256, Checksum::SHA512],
            Self::Bbb27 | Self::Bbb30 | Self::Bbb40 | Self::B3lb => ALL,
        }
    }

    /// The algorithms that the calls of webhooks may be signed with.
    pub(super) fn hooks_algorithms(self) -> &'static [Checksum] {
        match self {
            Self::Bbb24 | Self::Bbb27 => &[Checksum::SHA1],
            _ => ALL,
        }
    }

    /// Whether this is BigBlueButton itself.
    pub(super) fn is_bbb(self) -> bool {
        !matches!(self, Self::Scalelite | Self::B3lb)
    }

    /// The version of BigBlueButton, or of the servers behind the load balancer.
    pub(super) fn version(self) -> Version {
        match self {
            Self::Bbb24 => Version(2, 4),
            Self::Bbb27 => Version(2, 7),
            Self::Bbb30 | Self::Scalelite | Self::B3lb => Version(3, 0),
            Self::Bbb40 => Version(4, 0),
        }
    }
}

/// Every algorithm there is.
pub(super) const ALL: &[Checksum] = &[
    Checksum::SHA1,
    Checksum::SHA256,
    Checksum::SHA384,
    Checksum::SHA512,
];

/// A version of BigBlueButton.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(pub(super) u8, pub(super) u8);
