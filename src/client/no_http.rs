//! Replaces [`ureq`](super::ureq) without the feature `http`: there is no built-in transport.

use std::sync::Arc;

use crate::call::Request;
use crate::error::{Error, TransportProblem};
use crate::transport::{Timeouts, Transport};

/// The settings of the missing transport.
pub(super) struct Settings;

impl Settings {
    pub(super) fn new() -> Self {
        Self
    }

    #[allow(
        clippy::unused_self,
        reason = "the settings of a client with HTTP are used up here"
    )]
    pub(super) fn build(self, _: &Timeouts) -> Arc<dyn Transport> {
        Arc::new(|_: &Request, _: &Timeouts| {
            Err(Error::transport(
                TransportProblem::Setup,
                "the program has no HTTP client: enable the feature `http`",
            ))
        })
    }
}
