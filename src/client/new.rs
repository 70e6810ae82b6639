//! The constructors of [`Client`], in a module of their own so that rustdoc lists them first.

use std::sync::Arc;

use super::{Client, ClientBuilder};
use crate::server::Server;
use crate::transport::Transport;

impl Client {
    /// Creates a client with the built-in transport and the defaults of [`ClientBuilder`].
    #[cfg(feature = "http")]
    pub fn new(server: Server) -> Self {
        Self::builder(server).build()
    }

    /// Creates a builder for a client with the built-in transport, to set timeouts, a proxy, certificates or limits.
    #[cfg(feature = "http")]
    pub fn builder(server: Server) -> ClientBuilder {
        ClientBuilder::new(server, None)
    }

    /// Creates a client with a custom transport and the defaults of [`ClientBuilder`].
    pub fn with_transport(server: Server, transport: impl Transport + 'static) -> Self {
        Self::builder_on(server, transport).build()
    }

    /// Creates a builder for a client with a custom transport, to set timeouts, limits or retries.
    pub fn builder_on(server: Server, transport: impl Transport + 'static) -> ClientBuilder {
        ClientBuilder::new(server, Some(Arc::new(transport)))
    }
}
