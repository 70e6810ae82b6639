//! Observes each exchange with a server.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::ClientBuilder;
use crate::error::Error;

/// One exchange with a server, for metrics and logs. A call with retries makes several.
///
/// It contains no secret: no URL, no parameter and no header.
#[derive(Debug)]
#[non_exhaustive]
pub struct Exchange<'a> {
    /// The call's name, such as `create`. It is empty for the version.
    pub call: &'a str,
    /// The server's address, which ends with `/api/`.
    pub address: &'a str,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The HTTP status, if a response came.
    pub status: Option<u16>,
    /// The error, if the exchange failed.
    pub error: Option<&'a Error>,
    /// The time from the start to the end of the response's head, if one came.
    pub until_head: Option<Duration>,
    /// The time from the start to the value or the error, including reading and decoding. For a stream it is the time to the
    /// first items.
    pub took: Duration,
    /// The length of the request's body.
    pub bytes_sent: usize,
    /// The length of the response's body, decompressed, if it was read to its end. The body of a stream was not, unless it is
    /// short.
    pub bytes_received: Option<usize>,
}

type Observe = dyn Fn(&Exchange<'_>) + Send + Sync;

/// The function that is called after each exchange.
#[derive(Clone, Default)]
pub(super) struct Observer(Option<Arc<Observe>>);

impl Observer {
    pub(super) fn tell(&self, exchange: &Exchange<'_>) {
        super::logging::note(exchange);
        if let Some(observe) = &self.0 {
            observe(exchange);
        }
    }
}

impl ClientBuilder {
    /// Calls a function after each exchange with the server, for metrics. Each retry is a separate exchange.
    ///
    /// The function runs in the thread of the call, before the call returns. A stream is reported when its first items are
    /// there. An error after them is not reported.
    ///
    /// ```
    /// # #[cfg(all(feature = "http", feature = "sha256"))] {
    /// use bbb_sdk::{Client, Server};
    ///
    /// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
    /// let client = Client::builder(server)
    ///     .observe(|exchange| {
    ///         println!("{} {:?} {:?}", exchange.call, exchange.status, exchange.took);
    ///     })
    ///     .build();
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    pub fn observe(mut self, observer: impl Fn(&Exchange<'_>) + Send + Sync + 'static) -> Self {
        self.settings.observer = Observer(Some(Arc::new(observer)));
        self
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}
