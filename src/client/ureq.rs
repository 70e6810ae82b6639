//! The built-in transport. Only this module names ureq.

use std::fmt;
use std::io::{self, Read};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ureq::{Agent, http};

use crate::call::Request;
use crate::error::{Error, Result, TransportProblem};
use crate::transport::{HttpResponse, Timeouts, Transport, shorter};

mod failure;
mod settings;
#[cfg_attr(
    not(any(feature = "rustls", feature = "native-tls")),
    path = "ureq/no_tls.rs"
)]
mod tls;

pub(super) use self::settings::Settings;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use self::tls::Tls;

/// A transport that uses an agent of [ureq](https://docs.rs/ureq), with its proxy, TLS and connection pool.
///
/// [`Client::new`](super::Client::new) creates one. To use your own agent, convert it:
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
/// The client's timeouts apply, in addition to the agent's own overall timeouts. Whatever the agent's settings, no redirect
/// is followed and no status is an error.
///
/// Three properties come from ureq. A proxy is asked to `CONNECT` for `http://` addresses as well. If a server refuses a
/// body while it is being sent, the connection breaks and the refusal is not read. With the feature `gzip` a body is
/// decompressed if `Content-Encoding` is `gzip` in lower case, and bytes after the compressed ones count as a truncated
/// body.
///
/// The conversion makes ureq's types part of this crate's API, so a new major version of ureq requires a new major version
/// of this crate. Everything else in the crate hides ureq.
pub struct Ureq {
    agent: Agent,
    /// The settings of an agent that the client created. `None` for a program's own agent.
    own: Option<Own>,
    /// The hosts whose idle connections must not be used again.
    distrusted: Mutex<Vec<String>>,
}

/// The settings of an agent that the client created.
struct Own {
    /// The timeouts that the agent has.
    timeouts: Timeouts,
    /// The reason why its proxy cannot be used, if there is one.
    proxy: Option<&'static str>,
}

impl From<Agent> for Ureq {
    fn from(agent: Agent) -> Self {
        Self::new(agent, None)
    }
}

impl Transport for Ureq {
    fn send(&self, request: &Request, timeouts: &Timeouts) -> Result<HttpResponse> {
        self.check(request.url())?;
        let answer = self.run(request, timeouts).map_err(|error| {
            let error = failure::transport(error);
            match self.proxy(request.url()) {
                Some(proxy) => failure::through(proxy, error),
                None => error,
            }
        })?;
        let (head, body) = answer.into_parts();
        let length = body.content_length();
        let reader = body.into_with_config().limit(u64::MAX).reader();
        let mut response = HttpResponse::new(head.status.as_u16(), Body(reader));
        response.length = length;
        for (name, value) in &head.headers {
            // A redirect may contain non-ASCII bytes, and still carry a refusal that must be read.
            let value = String::from_utf8_lossy(value.as_bytes());
            response.head.add(name.as_str(), &value);
        }
        Ok(response)
    }

    fn distrust(&self, request: &Request) {
        let host = host(request.url()).to_owned();
        let mut distrusted = self.distrusted();
        if !distrusted.contains(&host) {
            distrusted.push(host);
        }
    }
}

type Answered = std::result::Result<http::Response<ureq::Body>, ureq::Error>;

impl Ureq {
    fn new(agent: Agent, own: Option<Own>) -> Self {
        Self {
            agent,
            own,
            distrusted: Mutex::default(),
        }
    }

    /// Refuses URLs at which ureq would panic, or which it would send without the proxy.
    fn check(&self, url: &str) -> Result<()> {
        let Some(own) = &self.own else {
            return Ok(());
        };
        let setup = |words| Err(Error::transport(TransportProblem::Setup, words));
        if !tls::AVAILABLE && url.starts_with("https:") {
            return setup(failure::NO_TLS);
        }
        match own.proxy {
            Some(words) if self.proxy(url).is_some() => setup(words),
            _ => Ok(()),
        }
    }

    /// Returns the proxy that requests to a URL go through, if there is one.
    fn proxy(&self, url: &str) -> Option<&ureq::Proxy> {
        let proxy = self.agent.config().proxy()?;
        let is_direct = url.parse().is_ok_and(|url| proxy.is_no_proxy(&url));
        (!is_direct).then_some(proxy)
    }

    fn distrusted(&self) -> MutexGuard<'_, Vec<String>> {
        self.distrusted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether the idle connections to a host must be closed.
    fn is_distrusted(&self, url: &str) -> bool {
        let mut distrusted = self.distrusted();
        let at = distrusted.iter().position(|other| other == host(url));
        at.map(|at| distrusted.swap_remove(at)).is_some()
    }

    fn run(&self, request: &Request, timeouts: &Timeouts) -> Answered {
        let fresh = self.is_distrusted(request.url());
        let head = self.configured(head(request)?, timeouts, fresh);
        match request.body() {
            None => self.agent.run(head),
            Some(body) => self.agent.run(head.map(|()| body.bytes())),
        }
    }

    /// Sets the timeouts of a request if they differ from the agent's, and requests a fresh connection if needed.
    fn configured(
        &self,
        request: http::Request<()>,
        timeouts: &Timeouts,
        fresh: bool,
    ) -> http::Request<()> {
        let own = self.own.as_ref().map(|own| &own.timeouts);
        if own == Some(timeouts) && !fresh {
            return request;
        }
        let idle = self.agent.config().max_idle_age();
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
            .timeout_per_read(phases.read)
            // Older idle connections are closed.
            .max_idle_age(if fresh { Duration::ZERO } else { idle })
            .build()
    }
}

/// Returns the head of a request. The builder of `http` does the same with three times the code size.
fn head(request: &Request) -> http::Result<http::Request<()>> {
    let mut head = http::Request::new(());
    if request.body().is_some() {
        *head.method_mut() = http::Method::POST;
    }
    *head.uri_mut() = request.url().parse()?;
    for (name, value) in request.headers() {
        let name = http::HeaderName::from_bytes(name.as_bytes())?;
        head.headers_mut().try_append(name, value.parse()?)?;
    }
    Ok(head)
}

/// Returns the scheme, the host and the port of a URL.
fn host(url: &str) -> &str {
    let mut slashes = url.match_indices('/').map(|(at, _)| at);
    let end = slashes.nth(2).unwrap_or(url.len());
    url.get(..end).unwrap_or(url)
}

impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ureq").finish_non_exhaustive()
    }
}

/// The timeouts in ureq's terms.
struct Phases {
    connect: Option<Duration>,
    /// The timeout for sending the head, and the same for the body: half of the whole each.
    send: Option<Duration>,
    response: Option<Duration>,
    body: Option<Duration>,
    read: Option<Duration>,
}

impl Phases {
    fn new(timeouts: &Timeouts) -> Self {
        // The client itself reports the deadline, so the transport may end a little later.
        let left = timeouts.until_deadline();
        let left = left.map(|left| left.saturating_add(Duration::from_secs(1)));
        let limit = |timeout| shorter(timeout, left).filter(|timeout| *timeout <= LONGEST);
        Self {
            connect: limit(timeouts.connect),
            send: limit(timeouts.send.map(|timeout| timeout / 2)),
            response: limit(timeouts.response),
            body: limit(timeouts.body),
            // ureq's timeout applies to the reads of the head as well.
            read: timeouts
                .response
                .and_then(|response| limit(Some(timeouts.read?.max(response)))),
        }
    }
}

/// Longer timeouts are treated as none, because ureq adds them to the current time, which would overflow.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// A reader of a body that returns the crate's errors.
struct Body(ureq::BodyReader<'static>);

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => error,
            _ => io::Error::other(failure::in_body(error.into())),
        })
    }
}
