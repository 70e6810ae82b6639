//! The constructors of [`Client`], and [`send`](Client::send), in a module of their own so that rustdoc lists them first.

use std::sync::Arc;

use super::{Client, ClientBuilder};
use crate::call::Call;
use crate::error::{Error, ResponseProblem, Result};
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

    /// Returns the server, for links: `client.server().url(&join)`.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Sends a call and reads the response.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`], which says what happened and how many [tries](Error::tries) there were.
    pub fn send<C: Call>(&self, call: &C) -> Result<C::Output> {
        let request = self.server.request(call)?;
        let mut output = None;
        let failed = self.deliver(request, call.is_idempotent(), &mut |response, _| {
            output = Some(C::read(response)?);
            response.skip_rest();
            Ok(())
        });
        match (failed, output) {
            (None, Some(output)) => Ok(output),
            (Some(failed), _) if failed.may_have_succeeded => call.recover(failed.error),
            (Some(failed), _) => Err(failed.error),
            (None, None) => Err(Error::answer(ResponseProblem::Empty, "")),
        }
    }
}
