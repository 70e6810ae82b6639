//! Sends calls with ureq.

use std::fmt;
use std::io::{self, Read};
use std::thread;
use std::time::{Duration, Instant};

use ureq::{Agent, http};

use crate::call::{Call, Request, Response};
use crate::error::{Error, ResponseProblem, Result};
use crate::server::Server;
use crate::xml::Limits;

mod builder;
mod check;
mod failure;
#[cfg_attr(not(feature = "log"), path = "client/no_logging.rs")]
mod logging;
mod retry;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls;

pub use builder::ClientBuilder;
pub use check::{Balancer, Check, Finding, Hooks};
pub use retry::Retry;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use tls::Tls;

/// A blocking client: a [`Server`] and a pool of connections.
///
/// It is cheap to clone and made to be shared by threads; clones use one pool. It never follows a redirect, and it
/// repeats a call only where [`ClientBuilder::retries`] allows it.
///
/// With the feature `log` every request leaves a line at the level debug: the call, what came of it, the time it took.
/// Where the `log` crate is set to trace, ureq writes signed URLs to the log; up to debug it leaves them out.
///
/// ```no_run
/// # #[cfg(all(feature = "monitoring", feature = "sha256"))] {
/// use bbb_sdk::{Client, Server, monitoring::IsMeetingRunning};
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let client = Client::new(server);
/// println!("{}", client.send(&IsMeetingRunning::new("room-1"))?.running);
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    server: Server,
    agent: Agent,
    options: Options,
}

/// What is not the agent's.
#[derive(Clone)]
struct Options {
    body_limit: usize,
    limits: Limits,
    retry: Retry,
    sleep: fn(Duration),
    way: Way,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            body_limit: 64 << 20,
            limits: Limits::default(),
            retry: Retry::NEVER,
            sleep: thread::sleep,
            way: Way::PLAIN,
        }
    }
}

impl Client {
    /// A client with the defaults of [`ClientBuilder`].
    pub fn new(server: Server) -> Self {
        Self::builder(server).build()
    }

    /// A client with time limits, proxy, trust or limits of one's own.
    pub fn builder(server: Server) -> ClientBuilder {
        ClientBuilder::new(server)
    }

    /// A client on an agent of one's own: its time limits, proxy and TLS are kept.
    ///
    /// Redirects and errors for statuses are switched off for each call, whatever the agent says: a redirect would carry
    /// the signed URL to another host, and a refusal may have any status. An agent of ureq's defaults has no time limits.
    pub fn with_agent(server: Server, agent: Agent) -> Self {
        Self {
            server,
            agent,
            options: Options {
                way: Way::ANY,
                ..Options::default()
            },
        }
    }

    /// The server, for links: `client.server().url(&join)`.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Sends a call and reads its answer.
    pub fn send<C: Call>(&self, call: &C) -> Result<C::Output> {
        let request = self.server.request(call)?;
        let start = Instant::now();
        let mut repeats = 0;
        loop {
            let begun = Instant::now();
            let (result, asked) = self.attempt::<C>(&request);
            logging::note(C::NAME, &result, begun.elapsed());
            let error = match result {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let retry = Some(&self.options.retry).filter(|_| C::IDEMPOTENT);
            let pause =
                retry.and_then(|retry| retry.pause(&error, repeats, asked, start.elapsed()));
            match pause {
                Some(pause) => (self.options.sleep)(pause),
                None => return Err(error),
            }
            repeats += 1;
        }
    }

    /// One exchange: the answer, and how long the server asks to wait before the next.
    fn attempt<C: Call>(&self, request: &Request) -> (Result<C::Output>, Option<Duration>) {
        match self.exchange(request) {
            Ok(response) => (C::receive(&response), response.retry_after()),
            Err((error, status)) => (Err(error.of(C::NAME, status)), None),
        }
    }

    fn exchange(&self, request: &Request) -> Result<Response<'static>, (Error, u16)> {
        let answer = self
            .run(request)
            .map_err(|error| (failure::transport(error), 0))?;
        let (head, body) = answer.into_parts();
        let status = head.status.as_u16();
        let body = read_body(body, self.options.body_limit).map_err(|error| (error, status))?;
        let mut response = Response::new(status, body).limits(self.options.limits.clone());
        for (name, value) in &head.headers {
            // A redirect may hold bytes beyond ASCII, and still the refusal that is to be read.
            let value = String::from_utf8_lossy(value.as_bytes());
            response = response.header(name.as_str(), &value);
        }
        Ok(response)
    }

    fn run(&self, request: &Request) -> Answered {
        let way = self.options.way;
        let mut head = http::Request::builder().uri(request.url());
        if let Some(cookie) = request.cookie() {
            head = head.header(http::header::COOKIE, cookie.expose());
        }
        match request.body() {
            None => (way.get)(&self.agent, head.method(http::Method::GET).body(())?),
            Some(body) => {
                let head = head
                    .method(http::Method::POST)
                    .header(http::header::CONTENT_TYPE, body.content_type());
                (way.post)(&self.agent, head.body(body.bytes())?)
            }
        }
    }
}

type Answered = std::result::Result<http::Response<ureq::Body>, ureq::Error>;

/// How requests go through an agent.
#[derive(Clone, Copy)]
struct Way {
    get: fn(&Agent, http::Request<()>) -> Answered,
    post: fn(&Agent, http::Request<&[u8]>) -> Answered,
}

impl Way {
    /// Through the builder's agent, which follows no redirect and takes no status for an error.
    const PLAIN: Self = Self {
        get: |agent, request| agent.run(request),
        post: |agent, request| agent.run(request),
    };
    /// Through any other. Programs that have none do not link what changes its settings.
    const ANY: Self = Self {
        get: |agent, request| agent.run(unredirected(agent, request)),
        post: |agent, request| agent.run(unredirected(agent, request)),
    };
}

fn unredirected<B: ureq::AsSendBody>(agent: &Agent, request: http::Request<B>) -> http::Request<B> {
    agent
        .configure_request(request)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .build()
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

/// Reads a body up to the limit; what the server declares reserves no more than that.
fn read_body(mut body: ureq::Body, limit: usize) -> Result<Vec<u8>> {
    const FIRST: usize = 16 << 10;
    let too_long = || Err(Error::answer(ResponseProblem::Limit("bytes"), ""));
    let declared = match body.content_length().map(usize::try_from) {
        None => FIRST.min(limit),
        Some(Ok(length)) if length <= limit => length,
        Some(_) => return too_long(),
    };
    let mut bytes = Vec::with_capacity(declared);
    let beyond = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let reader = body.with_config().limit(u64::MAX).reader();
    match reader.take(beyond).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() > limit => too_long(),
        Ok(_) => Ok(bytes),
        // A connection that closes within the body leaves an answer that stops early, which is not to be read.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(Error::answer(
            ResponseProblem::CutOff,
            &String::from_utf8_lossy(&bytes),
        )),
        Err(error) => Err(failure::in_body(error.into())),
    }
}
