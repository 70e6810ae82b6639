//! The calls that a check sends. None of them changes anything on a server.

use std::borrow::Cow;

use super::Balancer;
use crate::call::{Call, Response};
use crate::error::{Error, ResponseProblem, Result, TransportProblem};
use crate::query::Query;
use crate::secret::Secret;

/// A call whose response says only whether the checksum was accepted.
pub(super) struct Probe {
    name: &'static str,
    query: Query,
}

/// What came back from a [`Probe`].
pub(super) enum Answered {
    /// A success.
    Yes,
    /// A redirect: where it leads, its status, and how an error describes it.
    Redirect(Secret, u16, ResponseProblem),
}

impl Probe {
    /// `isMeetingRunning`, which every server and load balancer knows and answers quickly.
    pub(super) const RUNNING: &'static str = "isMeetingRunning";
    pub(super) const HOOKS: &'static str = "hooks/list";

    #[inline]
    pub(super) fn running() -> Self {
        let mut query = Query::new();
        query.require("meetingID", "bbb-sdk-check");
        Self {
            name: Self::RUNNING,
            query,
        }
    }

    #[inline]
    pub(super) fn hooks() -> Self {
        Self {
            name: Self::HOOKS,
            query: Query::new(),
        }
    }
}

impl Call for Probe {
    type Output = Answered;
    const NAME: &'static str = "";
    const IDEMPOTENT: bool = true;

    #[inline]
    fn name(&self) -> Cow<'static, str> {
        self.name.into()
    }

    fn query(&self) -> &Query {
        &self.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.query
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<Answered> {
        match (response.xml(|_| Ok(())), response.location()) {
            (Ok(()), _) => Ok(Answered::Yes),
            (
                Err(Error::Response {
                    problem: problem @ ResponseProblem::Redirect(_),
                    ..
                }),
                Some(to),
            ) => Ok(Answered::Redirect(to.clone(), response.status(), problem)),
            (Err(error), _) => Err(error),
        }
    }
}

/// The version, with a checksum because b3lb refuses it without one.
#[derive(Default)]
pub(super) struct Root(Query);

pub(super) struct RootAnswer {
    pub(super) version: Option<String>,
    pub(super) balancer: Option<Balancer>,
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

    #[inline]
    fn read(response: &Response<'_>) -> Result<RootAnswer> {
        response.xml(|answer| {
            let has = |name| answer.opt::<String>(name).is_some();
            Ok(RootAnswer {
                version: answer.opt("bbbVersion"),
                balancer: match (has("build"), answer.child("info").is_some()) {
                    (true, _) => Some(Balancer::Scalelite),
                    (_, true) => Some(Balancer::Bbblb),
                    _ => None,
                },
            })
        })
    }
}

/// The version without a checksum.
#[derive(Default)]
pub(super) struct UnsignedRoot(Query);

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

    #[inline]
    fn read(response: &Response<'_>) -> Result<()> {
        response.xml(|_| Ok(()))
    }
}

/// Returns the scheme that the server expects, if the error shows that the address has the wrong one.
#[inline]
pub(super) fn expected_scheme(address: &str, error: &Error) -> Option<&'static str> {
    /// The responses of nginx, Apache and Go to HTTP on a port for HTTPS.
    const NEEDS_TLS: [&str; 3] = [
        "plain HTTP request was sent to HTTPS port",
        "speaking plain HTTP to an SSL-enabled server port",
        "sent an HTTP request to an HTTPS server",
    ];
    /// The messages of rustls and of three OpenSSL versions about a peer that does not use TLS.
    const NO_TLS: [&str; 4] = [
        "InvalidContentType",
        "wrong version number",
        "packet length too long",
        "http request",
    ];
    let holds = |text: &str, words: &[&str]| words.iter().any(|words| text.contains(words));
    let is_https = address
        .get(..6)
        .is_some_and(|start| start.eq_ignore_ascii_case("https:"));
    match error {
        Error::Response {
            status: 400,
            excerpt,
            ..
        } if !is_https && holds(excerpt, &NEEDS_TLS) => Some("https"),
        Error::Transport {
            problem: TransportProblem::Tls,
            source: Some(source),
            ..
        } if is_https && holds(&source.to_string(), &NO_TLS) => Some("http"),
        _ => None,
    }
}
