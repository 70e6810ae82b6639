//! What [`Client::check`] finds out: whether address, secret and algorithm are right.

use std::fmt;
use std::sync::Arc;

use super::Client;
use crate::call::{Call, Response};
use crate::checksum::Checksum;
use crate::error::{Error, ErrorKey, Result, TransportProblem};
use crate::query::Query;

/// What [`Client::check`] found. `Display` is advice for the person who set the program up.
#[derive(Debug)]
#[non_exhaustive]
pub struct Check {
    /// The address that was asked.
    pub address: String,
    /// Whether calls are answered.
    pub finding: Finding,
    /// Whether webhooks can be registered; asked only where calls are answered.
    pub hooks: Hooks,
    /// The load balancer that answers, where one was recognised.
    pub balancer: Option<Balancer>,
    /// BigBlueButton's version, which servers tell only where they are allowed to.
    pub version: Option<String>,
}

/// Whether calls are answered, and what is in the way.
#[derive(Debug)]
#[non_exhaustive]
pub enum Finding {
    /// They are: address, secret and algorithm are right.
    Works,
    /// No answer came: nothing listens there, TLS fails, a time limit passed.
    Unreachable(Error),
    /// What answers is no BigBlueButton, or one that does not run.
    Foreign(Error),
    /// The secret is right, and the server does not accept the algorithm.
    Algorithm {
        /// The algorithm in use.
        refused: &'static str,
        /// Those that are compiled in and that the server accepts.
        accepted: Vec<&'static str>,
    },
    /// The server accepts none of the algorithms: the secret is wrong.
    Secret {
        /// The algorithms that were tried: those in use and those compiled in.
        tried: Vec<&'static str>,
    },
    /// The server refuses for a reason of its own.
    Refused(Error),
}

/// Whether webhooks can be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hooks {
    /// They can.
    Work,
    /// The program for webhooks is not installed there, or does not run.
    Missing,
    /// It does not accept the algorithm, but these.
    Algorithm(Vec<&'static str>),
    /// It was not asked, or it cannot be told.
    Unknown,
}

/// A load balancer that speaks the same protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Balancer {
    /// Scalelite.
    Scalelite,
    /// b3lb.
    B3lb,
    /// b3scale.
    B3scale,
}

impl Client {
    /// Tells apart what can be wrong with address, secret and algorithm.
    ///
    /// It sends a few calls that change nothing: up to one for each algorithm that is compiled in, for meetings and for
    /// webhooks. `sha1` is worth compiling in for it: it is the one that the most servers accept.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "http", feature = "sha256"))] {
    /// use bbb_sdk::client::check::Finding;
    /// use bbb_sdk::{Client, Server};
    ///
    /// let client = Client::new(Server::new("https://bbb.example.com/bigbluebutton/", "secret")?);
    /// let check = client.check();
    /// if !matches!(check.finding, Finding::Works) {
    ///     eprintln!("{check}");
    /// }
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    pub fn check(&self) -> Check {
        let (finding, mut balancer) = self.check_calls();
        let mut check = Check {
            address: self.server.address().to_owned(),
            finding,
            hooks: Hooks::Unknown,
            balancer: None,
            version: None,
        };
        if matches!(check.finding, Finding::Works) {
            let (hooks, found) = self.check_hooks();
            check.hooks = hooks;
            balancer = balancer.or(found);
            match self.send(&Root(Query::new())) {
                Ok(root) => {
                    check.version = root.version;
                    balancer = balancer.or(root.build.map(|_| Balancer::Scalelite));
                }
                Err(error) => balancer = balancer.or(recognized(&error)),
            }
            if check.hooks == Hooks::Missing && balancer.is_none() {
                balancer = self
                    .send(&UnsignedRoot(Query::new()))
                    .err()
                    .as_ref()
                    .and_then(recognized);
            }
        }
        check.balancer = balancer;
        check
    }

    fn check_calls(&self) -> (Finding, Option<Balancer>) {
        let error = match self.send(&Running::new()) {
            Ok(()) => return (Finding::Works, None),
            Err(error) => error,
        };
        let balancer = recognized(&error);
        let finding = match error {
            error if error.is_checksum() => {
                let refused = self.server.checksum_for(Running::NAME).name();
                let (tried, accepted) = self.algorithms(refused, &Running::new());
                if accepted.is_empty() {
                    Finding::Secret { tried }
                } else {
                    Finding::Algorithm { refused, accepted }
                }
            }
            error @ Error::Transport { .. } => Finding::Unreachable(error),
            error @ Error::Api { .. } => Finding::Refused(error),
            error => Finding::Foreign(error),
        };
        (finding, balancer)
    }

    fn check_hooks(&self) -> (Hooks, Option<Balancer>) {
        let error = match self.send(&HookList(Query::new())) {
            Ok(()) => return (Hooks::Work, None),
            Err(error) => error,
        };
        let hooks = match &error {
            error if error.is_checksum() => {
                let refused = self.server.checksum_for(HookList::NAME).name();
                let (_, accepted) = self.algorithms(refused, &HookList(Query::new()));
                if accepted.is_empty() {
                    Hooks::Unknown
                } else {
                    Hooks::Algorithm(accepted)
                }
            }
            Error::Transport { .. } => Hooks::Unknown,
            _ => Hooks::Missing,
        };
        (hooks, recognized(&error))
    }

    /// The algorithms that were tried for a call, and those that the server accepts.
    fn algorithms(
        &self,
        refused: &'static str,
        call: &impl Call,
    ) -> (Vec<&'static str>, Vec<&'static str>) {
        let (mut tried, mut accepted) = (vec![refused], Vec::new());
        for algorithm in Checksum::BUILT_IN.iter().filter(|it| it.name() != refused) {
            let client = Self {
                server: Arc::new(self.server.signed_with(*algorithm)),
                ..self.clone()
            };
            tried.push(algorithm.name());
            match client.send(call) {
                Err(error) if error.is_checksum() || matches!(error, Error::Transport { .. }) => {}
                _ => accepted.push(algorithm.name()),
            }
        }
        (tried, accepted)
    }
}

/// The load balancer that refuses in this way.
fn recognized(error: &Error) -> Option<Balancer> {
    match (error, error.key()) {
        (_, Some(ErrorKey::UnsupportedRequest)) => Some(Balancer::Scalelite),
        (_, Some(ErrorKey::B3scaleGatewayError | ErrorKey::B3scaleServerError)) => {
            Some(Balancer::B3scale)
        }
        (Error::Api { details, .. }, Some(ErrorKey::ChecksumError)) if details.status == 500 => {
            Some(Balancer::B3scale)
        }
        (Error::Response { status: 401, .. }, _) if error.is_checksum() => Some(Balancer::B3lb),
        _ => None,
    }
}

/// `isMeetingRunning`, which every server and load balancer knows and answers at once.
struct Running(Query);

impl Running {
    fn new() -> Self {
        let mut query = Query::new();
        query.require("meetingID", "bbb-sdk-check");
        Self(query)
    }
}

impl Call for Running {
    type Output = ();
    const NAME: &'static str = "isMeetingRunning";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<()> {
        response.xml(|_| Ok(()))
    }
}

struct HookList(Query);

impl Call for HookList {
    type Output = ();
    const NAME: &'static str = "hooks/list";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<()> {
        response.xml(|_| Ok(()))
    }
}

/// The version, asked without a checksum: b3lb alone refuses that.
struct UnsignedRoot(Query);

impl Call for UnsignedRoot {
    type Output = ();
    const NAME: &'static str = "";
    const IDEMPOTENT: bool = true;
    const SIGNED: bool = false;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<()> {
        response.xml(|_| Ok(()))
    }
}

struct Root(Query);

struct RootAnswer {
    version: Option<String>,
    build: Option<String>,
}

impl Call for Root {
    type Output = RootAnswer;
    const NAME: &'static str = "";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<RootAnswer> {
        response.xml(|answer| {
            Ok(RootAnswer {
                version: answer.opt("bbbVersion"),
                build: answer.opt("build"),
            })
        })
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.address, self.finding)?;
        if let Some(version) = &self.version {
            write!(f, "\nBigBlueButton {version} answers.")?;
        }
        if let Some(balancer) = self.balancer {
            write!(f, "\nA load balancer answers: {balancer}.")?;
        }
        match (&self.hooks, self.balancer) {
            (Hooks::Unknown, _) => Ok(()),
            (Hooks::Missing, Some(_)) => {
                f.write_str("\nWebhooks are registered at the servers behind it.")
            }
            (hooks, _) => write!(f, "\nWebhooks {hooks}"),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Works => f.write_str("address, secret and algorithm are right."),
            Self::Unreachable(error) => unreachable(error, f),
            Self::Foreign(error) => write!(
                f,
                "what answers is no BigBlueButton, or one that does not run ({error}). \
                 The address is the one that `bbb-conf --secret` prints; load balancers have paths of their own."
            ),
            Self::Algorithm { refused, accepted } => write!(
                f,
                "the secret is right, but the server does not accept {refused}. It accepts {}.",
                accepted.join(", ")
            ),
            Self::Secret { tried } => write!(
                f,
                "the server refuses the checksum with {}: the secret is wrong, or belongs to another server. \
                 The right one is what `bbb-conf --secret` prints there.",
                tried.join(", ")
            ),
            Self::Refused(error) => write!(f, "the server refuses: {error}."),
        }
    }
}

/// What a person can do about a call that got no answer.
fn unreachable(error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Error::Transport {
        problem, source, ..
    } = error
    else {
        return write!(f, "{error}");
    };
    write!(f, "{problem}")?;
    if let Some(source) = source {
        write!(f, " ({source})")?;
    }
    f.write_str(match problem {
        TransportProblem::Tls if error.to_string().contains("CaUsedAsEndEntity") => {
            ". `openssl req -x509` makes such certificates. Make it with `-addext basicConstraints=critical,CA:FALSE`, or use \
             `Tls::NATIVE`."
        }
        TransportProblem::Resolve => ". Is the host's name spelt right?",
        TransportProblem::Connect => ". Does the server run, and does a firewall or proxy let this machine through?",
        TransportProblem::Proxy(Some(407)) => ". It wants a user name and a password: `http://user:password@proxy:3128`.",
        TransportProblem::Proxy(_) => ". Does the proxy let this machine reach the server? The environment may have named it.",
        TransportProblem::Tls => ". Is the certificate valid for this name? For one of a private authority see `Tls::trusting`.",
        TransportProblem::Timeout(_) => ". Is the server overloaded, or does a firewall drop what is sent to it?",
        TransportProblem::Protocol => ". Is it the right port?",
        TransportProblem::Broken => ". Is it `https` where the address says `http`, or is the server restarting?",
        TransportProblem::Setup => ".",
    })
}

impl fmt::Display for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Work => f.write_str("work."),
            Self::Missing => {
                f.write_str("are not installed there; `apt install bbb-webhooks` brings them.")
            }
            Self::Algorithm(accepted) => write!(
                f,
                "accept another algorithm: {}; see `Server::hooks_checksum`.",
                accepted.join(", ")
            ),
            Self::Unknown => f.write_str("were not asked."),
        }
    }
}

impl fmt::Display for Balancer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scalelite => "Scalelite",
            Self::B3lb => "b3lb",
            Self::B3scale => "b3scale",
        })
    }
}
