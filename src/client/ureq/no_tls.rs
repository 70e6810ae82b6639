//! Replaces [`tls`](super::tls) if no TLS is compiled in.

use super::settings::Config;

/// Whether `https` is available.
pub(super) const AVAILABLE: bool = false;

/// Changes nothing.
pub(super) fn prepared(config: Config) -> Config {
    config
}
