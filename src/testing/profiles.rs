//! Which server is simulated, and what differs between servers.

mod balancing;
mod release;
mod settings;
mod webhooks;

pub(in crate::testing) use balancing::Balancing;
pub(in crate::testing) use release::{Change, Release};
pub(in crate::testing) use settings::{Settings, Times};
pub use webhooks::WebhooksVersion;

use crate::checksum::Checksum;

/// The server that is simulated. Releases of BigBlueButton and load balancers differ in what they accept and answer.
///
/// Some of this was compared with a real server, request by request. The rest follows from documents and sources alone:
///
/// | what | compared with |
/// |---|---|
/// | `hooks/…` and deliveries, see [`WebhooksVersion`] | bbb-webhooks 2.6.1, 3.3.1 and 3.5.0 |
/// | [`Scalelite`](Self::Scalelite): checks, `create`, `join`, recordings, and its servers down | Scalelite 1.8.5, and 1.6.1 for some |
/// | [`B3lb`](Self::B3lb): checks, `create`, `join`, recordings, `getMeetings`, and its servers down | b3lb 3.3.2 |
/// | the pages of nginx | nginx 1.22 |
/// | the XML of answers of BigBlueButton | its templates, for each release |
/// | [`Bbb24`](Self::Bbb24), [`Bbb27`](Self::Bbb27), [`Bbb30`](Self::Bbb30), [`Bbb40`](Self::Bbb40): which call is refused and why | documents and sources |
/// | sessions, guests, the lobby, breakout rooms | documents and sources |
/// | recordings while they are processed, text tracks, analytics | documents and sources |
/// | [`B3scale`](Self::B3scale) | documents and sources |
/// | how often b3lb polls its servers (15 seconds), and the largest body it takes (2.5 MB) | chosen |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Profile {
    /// BigBlueButton 2.4: a repeated `create` needs passwords, webhooks know SHA-1 only, any method reaches any call.
    Bbb24,
    /// BigBlueButton 2.7, its last releases: content types are checked, webhooks know SHA-1 only.
    Bbb27,
    /// BigBlueButton 3.0.
    #[default]
    Bbb30,
    /// BigBlueButton 4.0: `join` needs a role and knows no passwords, missing parameters have keys of their own.
    Bbb40,
    /// Scalelite in front of servers of BigBlueButton 3.0. It gives every meeting a voice bridge of its own, puts its own
    /// URL in place of `meta_analytics-callback-url`, takes `meta_bbb-recording-ready-url` out, and redirects every `join`.
    Scalelite,
    /// b3lb in front of servers of BigBlueButton 3.0. It drops `voiceBridge` and `dialNumber`, and replaces
    /// `meta_endCallbackUrl` with a URL of its own. The given URL is called all the same. `getMeetings` shows what a poller saw
    /// last, which looks every 15 seconds of the server's clock.
    B3lb,
    /// b3scale in front of servers of BigBlueButton 3.0. What fails comes with HTTP 500.
    B3scale,
}

impl Profile {
    /// The path in front of the name of a call.
    pub(in crate::testing) fn base(self) -> &'static str {
        match self {
            Self::B3lb => "/b3lb/t/acme/bbb/api",
            Self::B3scale => "/bbb/acme/bigbluebutton/api",
            _ => "/bigbluebutton/api",
        }
    }

    /// The algorithms that calls may be signed with.
    pub(in crate::testing) fn algorithms(self) -> &'static [Checksum] {
        match self {
            Self::Bbb24 | Self::B3scale => &[Checksum::SHA1, Checksum::SHA256],
            Self::Scalelite => &[Checksum::SHA1, Checksum::SHA256, Checksum::SHA512],
            Self::Bbb27 | Self::Bbb30 | Self::Bbb40 | Self::B3lb => ALL,
        }
    }

    /// The webhooks that come with the release.
    pub(in crate::testing) fn webhooks(self) -> WebhooksVersion {
        match self {
            Self::Bbb24 | Self::Bbb27 => WebhooksVersion::V2_6,
            _ => WebhooksVersion::V3_5,
        }
    }

    /// Whether parameters may stand in a form in the body.
    pub(in crate::testing) fn reads_forms(self) -> bool {
        !matches!(self, Self::B3lb | Self::B3scale)
    }

    /// Whether this is BigBlueButton itself.
    pub(in crate::testing) fn is_bbb(self) -> bool {
        !matches!(self, Self::Scalelite | Self::B3lb | Self::B3scale)
    }

    /// The release of BigBlueButton, or of the servers behind the load balancer.
    pub(in crate::testing) fn release(self) -> Release {
        match self {
            Self::Bbb24 => Release(2, 4),
            Self::Bbb27 => Release(2, 7),
            Self::Bbb30 | Self::Scalelite | Self::B3lb | Self::B3scale => Release(3, 0),
            Self::Bbb40 => Release(4, 0),
        }
    }
}

/// Every algorithm there is.
pub(in crate::testing) const ALL: &[Checksum] = &[
    Checksum::SHA1,
    Checksum::SHA256,
    Checksum::SHA384,
    Checksum::SHA512,
];
