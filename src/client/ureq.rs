//! The built-in transport. This is the one room that names ureq.

use std::fmt;
use std::io::{self, Read};
use std::time::Duration;

use ureq::{Agent, http};

use crate::call::Request;
use crate::error::Result;
use crate::transport::{HttpResponse, Timeouts, Transport, shorter};

mod failure;
mod settings;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls;

pub(super) use self::settings::Settings;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use self::tls::Tls;

/// A transport on an agent of [ureq](https://docs.rs/ureq), with its proxy, TLS and pool.
///
/// [`Client::new`](super::Client::new) makes one by itself. Here it is made of an agent of one's own:
///
/// ```
/// # #[cfg(feature = "sha256")] {
/// use bbb_sdk::client::{Client, Ureq};
/// use bbb_sdk::Server;
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let agent = ureq::Agent::new_with_defaults();
/// let client = Client::with_transport(server, Ureq::from(agent));
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// The client's timeouts hold, and whatever the agent says, no redirect is followed and no status is an error. The agent's own
/// overall timeouts hold as well.
///
/// ureq's types are part of this function's signature: a new major version of ureq is a new major version of this crate for those
/// who use it. Everything else in the crate hides ureq.
#[derive(Clone)]
pub struct Ureq {
    agent: Agent,
    /// The timeouts that the agent has anyway; nothing for an agent of which that is not known.
    own: Option<Timeouts>,
}

impl From<Agent> for Ureq {
    fn from(agent: Agent) -> Self {
        Self { agent, own: None }
    }
}

impl Transport for Ureq {
    fn send(&self, request: &Request, timeouts: &Timeouts) -> Result<HttpResponse> {
        let answer = self.run(request, timeouts).map_err(failure::transport)?;
        let (head, body) = answer.into_parts();
        let length = body.content_length();
        let reader = body.into_with_config().limit(u64::MAX).reader();
        let mut response = HttpResponse::new(head.status.as_u16(), Body(reader));
        response.length = length;
        for (name, value) in &head.headers {
            // A redirect may hold bytes beyond ASCII, and still the refusal that is to be read.
            let value = String::from_utf8_lossy(value.as_bytes());
            response = response.header(name.as_str(), &value);
        }
        Ok(response)
    }
}

type Answered = std::result::Result<http::Response<ureq::Body>, ureq::Error>;

impl Ureq {
    fn run(&self, request: &Request, timeouts: &Timeouts) -> Answered {
        let mut head = http::Request::builder()
            .method(request.method())
            .uri(request.url());
        for (name, value) in request.headers() {
            head = head.header(name, value);
        }
        match request.body() {
            None => self.agent.run(self.configured(head.body(())?, timeouts)),
            Some(body) => self
                .agent
                .run(self.configured(head.body(body.bytes())?, timeouts)),
        }
    }

    /// Gives a request timeouts of its own where they are not those of the agent.
    fn configured<B: ureq::AsSendBody>(
        &self,
        request: http::Request<B>,
        timeouts: &Timeouts,
    ) -> http::Request<B> {
        if self.own.as_ref() == Some(timeouts) {
            return request;
        }
        let phases = Phases::new(timeouts);
        self.agent
            .configure_request(request)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_connect(phases.connect)
            .timeout_send_request(phases.send)
            .timeout_send_body(phases.send)
            .timeout_recv_response(phases.response)
            .timeout_recv_body(phases.body)
            .build()
    }
}

impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ureq").finish_non_exhaustive()
    }
}

/// The timeouts in ureq's terms.
struct Phases {
    connect: Option<Duration>,
    /// Head and body take half of the time each.
    send: Option<Duration>,
    response: Option<Duration>,
    body: Option<Duration>,
}

impl Phases {
    fn new(timeouts: &Timeouts) -> Self {
        // The client reports the deadline: what is left running behind it ends a little later.
        let left = timeouts.until_deadline();
        let left = left.map(|left| left.saturating_add(Duration::from_secs(1)));
        let limit = |timeout| shorter(timeout, left).filter(|timeout| *timeout <= LONGEST);
        Self {
            connect: limit(timeouts.connect),
            send: limit(timeouts.send.map(|timeout| timeout / 2)),
            response: limit(timeouts.response),
            body: limit(timeouts.body),
        }
    }
}

/// Longer timeouts are none: ureq adds them to the time of day, which ends.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The reader of a body, whose errors are the crate's.
struct Body(ureq::BodyReader<'static>);

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => error,
            _ => io::Error::other(failure::in_body(error.into())),
        })
    }
}
