//! Sends calls with ureq.

use std::fmt;
use std::io::{self, Read};
use std::time::Duration;

use ureq::http;
use ureq::{Agent, Timeout};

use crate::call::{Call, Request, Response};
use crate::error::{Error, Failure, Phase, Problem, Result};
use crate::server::Server;
use crate::xml::Limits;

/// A blocking client: a [`Server`] and a pool of connections.
///
/// It is cheap to clone and made to be shared by threads; clones use one pool. It never follows a redirect and never
/// repeats a call.
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

#[derive(Clone)]
struct Options {
    body_limit: usize,
    limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            body_limit: 64 << 20,
            limits: Limits::default(),
        }
    }
}

impl Client {
    /// A client with the defaults of [`ClientBuilder`].
    pub fn new(server: Server) -> Self {
        let agent = defaults().build().new_agent();
        Self {
            server,
            agent,
            options: Options::default(),
        }
    }

    /// A client with time limits, proxy, trust or limits of one's own.
    pub fn builder(server: Server) -> ClientBuilder {
        ClientBuilder {
            server,
            config: defaults(),
            options: Options::default(),
        }
    }

    /// A client on an agent of one's own: its time limits, proxy and TLS are kept.
    ///
    /// Redirects and errors for statuses are switched off for each call, whatever the agent says.
    pub fn with_agent(server: Server, agent: Agent) -> Self {
        Self {
            server,
            agent,
            options: Options::default(),
        }
    }

    /// The server, for links: `client.server().url(&join)`.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Sends a call and reads its answer.
    pub fn send<C: Call>(&self, call: &C) -> Result<C::Answer> {
        let request = self.server.request(call)?;
        let response = self
            .exchange(&request)
            .map_err(|error| error.of(C::NAME, 0))?;
        C::receive(&response)
    }

    fn exchange(&self, request: &Request) -> Result<Response<'static>> {
        let answer = self.run(request).map_err(transport)?;
        let (head, body) = answer.into_parts();
        let body = read_body(body, self.options.body_limit)
            .map_err(|error| error.of("", head.status.as_u16()))?;
        let mut response =
            Response::new(head.status.as_u16(), body).limits(self.options.limits.clone());
        for (name, value) in &head.headers {
            if let Ok(value) = value.to_str() {
                response = response.header(name.as_str(), value);
            }
        }
        Ok(response)
    }

    fn run(&self, request: &Request) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let mut head = http::Request::builder().uri(request.url());
        if let Some(cookie) = request.cookie() {
            head = head.header(http::header::COOKIE, cookie.expose());
        }
        match request.body() {
            None => self.run_with(head.method(http::Method::GET).body(())?),
            Some(body) => {
                let head = head
                    .method(http::Method::POST)
                    .header(http::header::CONTENT_TYPE, body.content_type());
                self.run_with(head.body(body.bytes())?)
            }
        }
    }

    fn run_with(
        &self,
        request: http::Request<impl ureq::AsSendBody>,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let config = self.agent.config();
        if config.max_redirects() == 0 && !config.http_status_as_error() {
            return self.agent.run(request);
        }
        let request = self
            .agent
            .configure_request(request)
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        self.agent.run(request)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

/// The settings of a [`Client`].
///
/// The four time limits add up: no call takes longer than their sum, 220 seconds with the defaults, on top of the time
/// the system takes to look up the host's name.
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    server: Server,
    config: Config,
    options: Options,
}

type Config = ureq::config::ConfigBuilder<ureq::typestate::AgentScope>;

fn defaults() -> Config {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("bbb-sdk/", env!("CARGO_PKG_VERSION")))
        .max_idle_connections(64)
        .max_idle_connections_per_host(32)
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_send_request(Some(Duration::from_secs(15)))
        .timeout_send_body(Some(Duration::from_secs(15)))
        .timeout_recv_response(Some(Duration::from_secs(60)))
        .timeout_recv_body(Some(Duration::from_secs(120)))
}

impl ClientBuilder {
    /// The time for connecting, TLS included; 10 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.config = self.config.timeout_connect(Some(limit));
        self
    }

    /// The time for sending, half of it for the head and half for the body; 30 seconds.
    pub fn send_timeout(mut self, limit: Duration) -> Self {
        self.config = self
            .config
            .timeout_send_request(Some(limit / 2))
            .timeout_send_body(Some(limit / 2));
        self
    }

    /// The time from the request to the head of the answer; 60 seconds. `getRecordings` on a large server takes long.
    pub fn response_timeout(mut self, limit: Duration) -> Self {
        self.config = self.config.timeout_recv_response(Some(limit));
        self
    }

    /// The time for reading the body; 120 seconds.
    pub fn body_timeout(mut self, limit: Duration) -> Self {
        self.config = self.config.timeout_recv_body(Some(limit));
        self
    }

    /// The longest body in bytes; 64 MiB. A longer one is an error.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.options.body_limit = bytes;
        self
    }

    /// What an answer may hold at most.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.options.limits = limits;
        self
    }

    /// Sends through a proxy, such as `http://proxy.example.com:3128`. Without it the environment's proxy is used.
    pub fn proxy(mut self, url: &str) -> Result<Self> {
        let proxy = ureq::Proxy::new(url)
            .map_err(|_| Error::invalid("proxy", "is not the URL of a proxy that can be used"))?;
        self.config = self.config.proxy(Some(proxy));
        Ok(self)
    }

    /// The client.
    pub fn build(self) -> Client {
        Client {
            server: self.server,
            agent: self.config.build().new_agent(),
            options: self.options,
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

/// Reads a body up to the limit; what the server declares reserves no more than that.
fn read_body(mut body: ureq::Body, limit: usize) -> Result<Vec<u8>> {
    const FIRST: usize = 16 << 10;
    let declared = body
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    let mut bytes = Vec::with_capacity(declared.unwrap_or(FIRST).min(limit));
    let beyond = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let reader = body.with_config().limit(u64::MAX).reader();
    match reader.take(beyond).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() > limit => Err(Error::answer(Problem::Limit("bytes"), "")),
        Ok(_) => Ok(bytes),
        // A connection that closes within the body leaves an answer that stops early, which is not to be read.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(Error::answer(
            Problem::CutOff,
            &String::from_utf8_lossy(&bytes),
        )),
        Err(error) => Err(transport(error.into())),
    }
}

/// The error for a call without an answer. The source is kept where it cannot hold the URL.
fn transport(error: ureq::Error) -> Error {
    let failure = match &error {
        ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
            Failure::Timeout(Phase::Connect)
        }
        ureq::Error::Timeout(Timeout::SendRequest | Timeout::SendBody | Timeout::PerWrite) => {
            Failure::Timeout(Phase::Send)
        }
        ureq::Error::Timeout(Timeout::RecvBody) => Failure::Timeout(Phase::Body),
        ureq::Error::Timeout(_) => Failure::Timeout(Phase::Response),
        ureq::Error::HostNotFound => Failure::Resolve,
        ureq::Error::ConnectionFailed | ureq::Error::ConnectProxyFailed(_) => Failure::Connect,
        ureq::Error::Tls(_) | ureq::Error::TlsRequired => Failure::Tls,
        ureq::Error::Io(error) => io_failure(error),
        ureq::Error::Protocol(_)
        | ureq::Error::LargeResponseHeader(..)
        | ureq::Error::BodyStalled => Failure::Protocol,
        _ => Failure::Setup,
    };
    let source: Option<Box<dyn std::error::Error + Send + Sync>> = match error {
        ureq::Error::Io(error) => Some(Box::new(error)),
        ureq::Error::Tls(words) => Some(words.into()),
        _ => None,
    };
    Error::Transport {
        call: "",
        failure,
        source,
    }
}

fn io_failure(error: &io::Error) -> Failure {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::ConnectionRefused
        | Kind::AddrNotAvailable
        | Kind::HostUnreachable
        | Kind::NetworkUnreachable => Failure::Connect,
        Kind::TimedOut => Failure::Timeout(Phase::Response),
        // rustls and native-tls report through an error of their own within the one of the socket.
        Kind::InvalidData => Failure::Tls,
        _ => Failure::Broken,
    }
}
