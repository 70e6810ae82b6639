//! What stands in the place of [`tls`](super::tls) where no TLS is compiled in.

use super::settings::Config;

/// Whether `https` can be spoken.
pub(super) const AVAILABLE: bool = false;

/// Changes nothing.
pub(super) fn prepared(config: Config) -> Config {
    config
}
