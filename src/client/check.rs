//! The result of [`Client::check`]: whether the address, the secret and the algorithm are right.

use super::Client;
use crate::address::Parts;
use crate::call::Call;
use crate::checksum::Checksum;
use crate::error::{Error, ErrorKey, ResponseProblem};

mod advice;
mod probe;
mod remedy;

pub use remedy::{Finding, Remedy};

use probe::{Answered, Probe, Root, UnsignedRoot};

/// The result of [`Client::check`]. `Display` is advice for the person who sets the program up.
///
/// The chapter `setting_up` of the guide has each verdict with its remedy.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// The address that was checked.
    pub address: String,
    /// Whether the server answers calls.
    pub calls: CallsVerdict,
    /// Whether webhooks can be registered. Checked only where the server answers calls.
    pub webhooks: WebhooksVerdict,
    /// The load balancer that answers, where one was recognised.
    pub balancer: Option<Balancer>,
    /// BigBlueButton's version. Servers report it only where they are configured to.
    pub version: Option<String>,
}

/// Whether a server answers calls, and otherwise why not.
///
/// A verdict on the secret or the algorithm rests on evidence: the server accepted a checksum, or refused every one that was
/// tried. Anything else is [`Undetermined`](Self::Undetermined).
#[derive(Debug)]
#[non_exhaustive]
pub enum CallsVerdict {
    /// Calls are answered: the address, the secret and the algorithm are right.
    Work,
    /// No response came, for example because nothing listens there, TLS failed, or a timeout passed. Or nothing was sent,
    /// because of a setting of the client.
    Unreachable(Error),
    /// The server expects the other scheme.
    #[non_exhaustive]
    WrongScheme {
        /// The scheme that the server expects: `https` or `http`.
        expected: &'static str,
        /// What came instead of a response to the call.
        error: Error,
    },
    /// A proxy or the server says that the service is down, busy or broken: HTTP 429, 502, 503 or 504, one of Cloudflare's
    /// from 520 to 530, or a page with HTTP 500.
    ///
    /// Neither the address nor the secret is at fault, as far as can be told.
    Unavailable(Error),
    /// Something answers that is not BigBlueButton's API.
    NotBigBlueButton(Error),
    /// The secret is right, but the server does not accept the algorithm.
    #[non_exhaustive]
    Algorithm {
        /// The algorithm in use.
        refused: &'static str,
        /// The algorithms that the server accepts, of those that are compiled in.
        accepted: Vec<&'static str>,
    },
    /// The server refused every algorithm that was tried: the secret is wrong.
    #[non_exhaustive]
    Secret {
        /// The algorithms that were tried: the one in use and those that are compiled in.
        tried: Vec<&'static str>,
    },
    /// The server refused one checksum and gave no usable response to others, or refused the call without a key, so it cannot
    /// be told what is wrong.
    #[non_exhaustive]
    Undetermined {
        /// The algorithms whose checksums the server refused.
        refused: Vec<&'static str>,
        /// The algorithms for which something else came, and what came.
        unclear: Vec<(&'static str, Error)>,
    },
    /// The server accepts the checksum and refuses the call for another reason.
    Refused(Error),
}

/// Whether webhooks can be registered, and otherwise why not.
#[derive(Debug)]
#[non_exhaustive]
pub enum WebhooksVerdict {
    /// Webhooks can be registered.
    Work,
    /// The server has no webhooks: `bbb-webhooks` is not installed or not running.
    Missing,
    /// Webhooks do not accept the algorithm.
    #[non_exhaustive]
    Algorithm {
        /// The algorithm in use.
        refused: &'static str,
        /// The algorithms that webhooks accept, of those that are compiled in.
        accepted: Vec<&'static str>,
    },
    /// Webhooks refused every algorithm that was tried, although calls are answered with this secret.
    #[non_exhaustive]
    Secret {
        /// The algorithms that were tried: the one in use and those that are compiled in.
        tried: Vec<&'static str>,
    },
    /// Webhooks accept the checksum and refuse the call for another reason.
    Refused(Error),
    /// It cannot be told. Holds what came.
    Undetermined(Error),
    /// Webhooks were not checked, because calls are not answered.
    Unchecked,
}

/// A load balancer that offers BigBlueButton's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Balancer {
    /// [Scalelite](https://github.com/blindsidenetworks/scalelite).
    Scalelite,
    /// [b3lb](https://github.com/DE-IBH/b3lb).
    B3lb,
    /// [b3scale](https://github.com/b3scale/b3scale).
    B3scale,
    /// bbblb.
    Bbblb,
}

impl Client {
    /// Checks whether the address, the secret and the algorithm are right.
    ///
    /// It sends a few calls that change nothing: up to one for each algorithm that is compiled in, for meetings and for
    /// webhooks, and two for the version. Compile in `sha1` for a check: most servers accept it.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "http", feature = "sha256"))] {
    /// use bbb_sdk::{Client, Server};
    ///
    /// let client = Client::new(Server::new("https://bbb.example.com/bigbluebutton/", "secret")?);
    /// let report = client.check();
    /// if !report.works() {
    ///     eprintln!("{report}");
    /// }
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    #[inline]
    pub fn check(&self) -> Report {
        let mut seen = Seen::default();
        let calls = self.check_calls(&mut seen);
        let mut report = Report {
            address: self.server.address().to_owned(),
            calls,
            webhooks: WebhooksVerdict::Unchecked,
            balancer: None,
            version: None,
        };
        if report.works() {
            report.webhooks = self.check_webhooks(&mut seen);
        }
        if seen.answers {
            report.version = self.check_version(&mut seen);
            if seen.balancer.is_none() && matches!(report.webhooks, WebhooksVerdict::Missing) {
                // b3lb alone refuses this call without a checksum.
                if let Err(error) = self.send(&UnsignedRoot::default()) {
                    seen.note(&error);
                }
            }
        }
        report.balancer = seen.balancer;
        report
    }

    #[inline]
    fn check_calls(&self, seen: &mut Seen) -> CallsVerdict {
        let error = match self.send(&Probe::running()) {
            Ok(Answered::Yes) => {
                seen.answers = true;
                return CallsVerdict::Work;
            }
            Ok(Answered::Redirect(to, status, problem)) => {
                let error = Error::answer(problem, "").of(Probe::RUNNING, status);
                return self.redirected(to.expose(), error);
            }
            Err(error) => error,
        };
        seen.note(&error);
        match error {
            error if error.is_checksum() => self.check_algorithms(seen),
            error if is_unavailable(&error) => CallsVerdict::Unavailable(error),
            error @ Error::Api { .. } => {
                seen.answers = true;
                if is_evidence(&error) {
                    return CallsVerdict::Refused(error);
                }
                let in_use = self.server.checksum_for(Probe::RUNNING).name();
                CallsVerdict::Undetermined {
                    refused: Vec::new(),
                    unclear: vec![(in_use, error)],
                }
            }
            error => match probe::expected_scheme(self.server.address(), &error) {
                Some(expected) => CallsVerdict::WrongScheme { expected, error },
                None if matches!(error, Error::Response { .. }) => {
                    CallsVerdict::NotBigBlueButton(error)
                }
                None => CallsVerdict::Unreachable(error),
            },
        }
    }

    /// Returns the verdict on a redirect: to the other scheme on the same host, or to another place.
    #[inline]
    fn redirected(&self, to: &str, error: Error) -> CallsVerdict {
        let name = |host: &str| host.split(':').next().unwrap_or_default().to_lowercase();
        let (own, other) = (Parts::of(self.server.address()), Parts::of(to));
        let is_http = own
            .scheme
            .is_some_and(|own| own.eq_ignore_ascii_case("http"));
        let to_https = other
            .scheme
            .is_some_and(|other| other.eq_ignore_ascii_case("https"));
        if is_http && to_https && name(own.host()) == name(other.host()) {
            let expected = "https";
            return CallsVerdict::WrongScheme { expected, error };
        }
        CallsVerdict::NotBigBlueButton(error)
    }

    /// Returns the verdict on a refused checksum: the secret, the algorithm, or undetermined.
    #[inline]
    fn check_algorithms(&self, seen: &mut Seen) -> CallsVerdict {
        seen.answers = true;
        let in_use = self.server.checksum_for(Probe::RUNNING).name();
        let tried = self.algorithms(in_use, &Probe::running());
        if !tried.accepted.is_empty() {
            return CallsVerdict::Algorithm {
                refused: in_use,
                accepted: tried.accepted,
            };
        }
        if tried.unclear.is_empty() {
            return CallsVerdict::Secret {
                tried: tried.refused,
            };
        }
        CallsVerdict::Undetermined {
            refused: tried.refused,
            unclear: tried.unclear,
        }
    }

    #[inline]
    fn check_webhooks(&self, seen: &mut Seen) -> WebhooksVerdict {
        let error = match self.send(&Probe::hooks()) {
            Ok(Answered::Yes) => return WebhooksVerdict::Work,
            Ok(Answered::Redirect(_, status, problem)) => {
                return WebhooksVerdict::Undetermined(
                    Error::answer(problem, "").of(Probe::HOOKS, status),
                );
            }
            Err(error) => error,
        };
        seen.note(&error);
        if error.is_checksum() {
            return self.check_webhook_algorithms();
        }
        match error {
            // nginx answers 502 where the program is not installed or does not run. b3lb answers 403 or 404.
            Error::Response {
                status: 403 | 404 | 405 | 502,
                ..
            } => WebhooksVerdict::Missing,
            error if error.is_unsupported() => WebhooksVerdict::Missing,
            Error::Api {
                key: Some(ErrorKey::B3scaleServerError),
                ..
            } => WebhooksVerdict::Missing,
            error if is_evidence(&error) => WebhooksVerdict::Refused(error),
            error => WebhooksVerdict::Undetermined(error),
        }
    }

    #[inline]
    fn check_webhook_algorithms(&self) -> WebhooksVerdict {
        let in_use = self.server.checksum_for(Probe::HOOKS).name();
        let tried = self.algorithms(in_use, &Probe::hooks());
        if !tried.accepted.is_empty() {
            return WebhooksVerdict::Algorithm {
                refused: in_use,
                accepted: tried.accepted,
            };
        }
        match tried.unclear.into_iter().next() {
            Some((_, error)) => WebhooksVerdict::Undetermined(error),
            None => WebhooksVerdict::Secret {
                tried: tried.refused,
            },
        }
    }

    /// Asks for the version, which also tells load balancers apart.
    #[inline]
    fn check_version(&self, seen: &mut Seen) -> Option<String> {
        match self.send(&Root::default()) {
            Ok(root) => {
                seen.found(root.balancer);
                root.version
            }
            Err(error) => {
                seen.note(&error);
                None
            }
        }
    }

    /// Tries every other algorithm for a call that was refused with the one in use.
    #[inline]
    fn algorithms(&self, in_use: &'static str, call: &Probe) -> Tried {
        let mut tried = Tried {
            accepted: Vec::new(),
            refused: vec![in_use],
            unclear: Vec::new(),
        };
        for algorithm in Checksum::BUILT_IN.iter().filter(|it| it.name() != in_use) {
            let client = self.with_server(self.server.signed_with(*algorithm));
            let name = algorithm.name();
            match client.send(call) {
                Ok(Answered::Yes) => tried.accepted.push(name),
                Ok(Answered::Redirect(_, status, problem)) => {
                    let error = Error::answer(problem, "").of(call.name(), status);
                    tried.unclear.push((name, error));
                }
                Err(error) if error.is_checksum() => tried.refused.push(name),
                Err(error) if is_evidence(&error) => tried.accepted.push(name),
                Err(error) => tried.unclear.push((name, error)),
            }
        }
        tried
    }
}

impl Report {
    /// Returns whether the server answers calls. Webhooks have a separate verdict.
    #[inline]
    pub fn works(&self) -> bool {
        matches!(self.calls, CallsVerdict::Work)
    }
}

/// What the calls of a check have shown so far.
#[derive(Default)]
struct Seen {
    /// Whether something answers that speaks BigBlueButton's API.
    answers: bool,
    balancer: Option<Balancer>,
}

impl Seen {
    #[inline]
    fn note(&mut self, error: &Error) {
        self.found(recognized(error));
    }

    #[inline]
    fn found(&mut self, balancer: Option<Balancer>) {
        self.balancer = self.balancer.or(balancer);
    }
}

/// The result for each algorithm.
struct Tried {
    accepted: Vec<&'static str>,
    refused: Vec<&'static str>,
    unclear: Vec<(&'static str, Error)>,
}

/// Returns whether a refusal implies that the checksum was accepted: it has another key, and does not come from a server that
/// is down or busy, which may refuse before it looks at the checksum.
#[inline]
fn is_evidence(error: &Error) -> bool {
    matches!(error, Error::Api { key: Some(_), .. }) && !is_unavailable(error)
}

/// Returns whether a proxy or the server says that it is down, busy or broken.
#[inline]
fn is_unavailable(error: &Error) -> bool {
    let status = match error {
        // An exception that nobody caught. b3scale sends every refusal with this status.
        Error::Response { status: 500, .. } => return true,
        Error::Response { status, .. } => *status,
        Error::Api { details, .. } => details.status,
        _ => return false,
    };
    matches!(status, 429 | 502..=504 | 520..=530)
}

/// Returns the load balancer that refuses in this way.
#[inline]
fn recognized(error: &Error) -> Option<Balancer> {
    match (error, error.key()) {
        (_, Some(ErrorKey::UnsupportedRequest)) => Some(Balancer::Scalelite),
        (_, Some(ErrorKey::B3scaleGatewayError | ErrorKey::B3scaleServerError)) => {
            Some(Balancer::B3scale)
        }
        (Error::Api { details, .. }, Some(ErrorKey::ChecksumError)) if details.status == 500 => {
            Some(Balancer::B3scale)
        }
        (_, Some(key)) if key.as_str() == "clientError" => Some(Balancer::Bbblb),
        (
            Error::Response {
                status: 401,
                problem: ResponseProblem::Text,
                excerpt,
                ..
            },
            _,
        ) if excerpt == "Unauthorized" => Some(Balancer::B3lb),
        _ => None,
    }
}
