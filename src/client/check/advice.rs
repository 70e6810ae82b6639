//! The text of a [`Report`](super::Report): what was found, and what to do about it.

use std::fmt::{self, Formatter};

use super::{Balancer, CallsVerdict, Report, WebhooksVerdict};
use crate::address::Parts;
use crate::error::{Error, ResponseProblem, TransportProblem};
use crate::redact::OneLine;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.address, self.calls)?;
        if let Some(tenant) = self.about_tenant() {
            write!(f, " {tenant}")?;
        }
        if let Some(version) = &self.version {
            write!(f, "\nBigBlueButton {version} answers.")?;
        }
        if let Some(balancer) = self.balancer {
            write!(f, "\nA load balancer answers: {balancer}.")?;
        }
        match (&self.webhooks, self.balancer) {
            (WebhooksVerdict::Unchecked, _) => Ok(()),
            (WebhooksVerdict::Missing, Some(_)) => {
                f.write_str("\nWebhooks are registered at the servers behind it.")
            }
            (webhooks, _) => write!(f, "\nWebhooks {webhooks}"),
        }
    }
}

impl Report {
    /// Returns advice about the load balancer's tenant, which is part of the address.
    fn about_tenant(&self) -> Option<&'static str> {
        let path = Parts::of(&self.address).path;
        let tenant = path
            .split_once("/b3lb/t/")
            .and_then(|(_, rest)| rest.split('/').next());
        let is_upper = |tenant: &str| tenant.contains(|c: char| c.is_ascii_uppercase());
        match (&self.calls, self.balancer) {
            (CallsVerdict::NotBigBlueButton(_), _) if tenant.is_some_and(is_upper) => Some(
                "The tenant in the address has upper-case letters: b3lb knows it in lower case only.",
            ),
            (CallsVerdict::Secret { .. }, Some(Balancer::B3lb)) => Some(
                "b3lb refuses an unknown tenant in the same way: compare the tenant in the address as well.",
            ),
            (CallsVerdict::Secret { .. }, Some(Balancer::Scalelite)) => Some(
                "Scalelite refuses an unknown tenant in the same way: compare the first part of the host name as well.",
            ),
            _ => None,
        }
    }
}

impl fmt::Display for CallsVerdict {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Work => f.write_str("address, secret and algorithm are right."),
            Self::Unreachable(error) => unreachable(error, f),
            Self::WrongScheme { expected, error } => write!(
                f,
                "the server expects {expected} ({error}). Begin the address with `{expected}://`{}.",
                if *expected == "http" {
                    ", or use the port for https"
                } else {
                    ""
                }
            ),
            Self::Unavailable(error) => unavailable(error, f),
            Self::NotBigBlueButton(error) => not_bigbluebutton(error, f),
            Self::Algorithm { refused, accepted } => write!(
                f,
                "the secret is right, but the server does not accept {refused}. It accepts {}: \
                 choose one with `Server::with_checksum`.",
                accepted.join(", ")
            ),
            Self::Secret { tried } => write!(
                f,
                "the server refuses the checksum with {}: the secret is wrong, or belongs to another server. \
                 On a BigBlueButton server, `bbb-conf --secret` prints it. A load balancer has a secret of its own, \
                 which its administrator knows.",
                tried.join(", ")
            ),
            Self::Undetermined { refused, unclear } => {
                if refused.is_empty() {
                    f.write_str("whether the secret and the algorithm are right could not be told. Try again later")?;
                } else {
                    write!(
                        f,
                        "the server refuses the checksum with {}, and whether the secret or the algorithm is wrong \
                         could not be told. Try again later",
                        refused.join(", ")
                    )?;
                }
                for (at, (algorithm, error)) in unclear.iter().enumerate() {
                    let joint = if at == 0 { ". " } else { "; " };
                    write!(f, "{joint}With {algorithm} this came: {error}")?;
                }
                f.write_str(".")
            }
            Self::Refused(error) => write!(
                f,
                "the secret is right, but the server refuses the call ({error})."
            ),
        }
    }
}

fn unreachable(error: &Error, f: &mut Formatter<'_>) -> fmt::Result {
    let Error::Transport {
        problem, source, ..
    } = error
    else {
        return write!(f, "{error}");
    };
    let cause = source.as_ref().map(ToString::to_string);
    let advice = match problem {
        TransportProblem::Resolve => "Is the host name spelt right?",
        TransportProblem::Connect => {
            "Does the server run, and does a firewall or proxy let this machine through?"
        }
        TransportProblem::Tls => about_certificate(cause.as_deref().unwrap_or_default()),
        TransportProblem::Proxy(Some(407)) => {
            "The proxy wants a user name and a password: `http://user:password@proxy.example.com:3128`."
        }
        TransportProblem::Proxy(_) => {
            "Does the proxy let this machine reach the server? The environment may have named it, as `HTTPS_PROXY`."
        }
        TransportProblem::Timeout(_) => {
            "Is the server overloaded, or does a firewall drop what is sent to it?"
        }
        TransportProblem::Protocol => "Is it the right port, and does it expect https?",
        TransportProblem::Broken => {
            "Is it `https` where the address says `http`, or is the server restarting?"
        }
        _ => "",
    };
    write!(f, "{problem}")?;
    if let Some(cause) = &cause {
        write!(f, ": {}", OneLine(cause))?;
    }
    write!(f, ". {advice}")
}

/// Returns advice about a certificate that was not accepted, by the TLS library's message.
fn about_certificate(cause: &str) -> &'static str {
    /// The messages of rustls and OpenSSL, each with its remedy.
    const REMEDIES: [(&str, &str); 9] = [
        ("CaUsedAsEndEntity", CA_AS_SERVER),
        ("UnknownIssuer", PRIVATE_AUTHORITY),
        ("unable to get local issuer", PRIVATE_AUTHORITY),
        ("self-signed certificate", PRIVATE_AUTHORITY),
        ("self signed certificate", PRIVATE_AUTHORITY),
        ("NotValidForName", OTHER_NAME),
        ("not valid for name", OTHER_NAME),
        ("ostname mismatch", OTHER_NAME),
        ("xpired", EXPIRED),
    ];
    REMEDIES
        .iter()
        .find(|(words, _)| cause.contains(words))
        .map_or(
            "Is the certificate valid for this host name? For a private authority see `Tls::trusting`.",
            |(_, remedy)| remedy,
        )
}

const CA_AS_SERVER: &str = "The server's own certificate says that it is an authority, as `openssl req -x509` makes it. \
     Either create it again with `-addext basicConstraints=critical,CA:FALSE` and trust it, or use `Tls::NATIVE`, which \
     accepts it.";
const PRIVATE_AUTHORITY: &str = "No trusted authority issued the certificate. Trust a private authority with \
     `Tls::trusting`, or install the whole certificate chain on the server.";
const OTHER_NAME: &str = "The certificate is for another host name: use the name that it is for.";
const EXPIRED: &str = "The certificate has expired: renew it, and check this machine's clock.";

fn unavailable(error: &Error, f: &mut Formatter<'_>) -> fmt::Result {
    let status = match error {
        Error::Response { status, .. } => *status,
        Error::Api { details, .. } => details.status,
        _ => 0,
    };
    let advice = match error {
        _ if status == 429 => {
            "A rate limit refuses the request: wait, or ask the administrator to raise the limit"
        }
        Error::Response { status: 502, .. } => {
            "The web server answers, but BigBlueButton behind it does not run: look at the server, not at the address. \
             `bbb-conf --check` and `bbb-conf --status` there tell more"
        }
        _ => {
            "The server answers, but the service is down or overloaded: look at the server, not at the address, and try \
             again later"
        }
    };
    write!(f, "the server is not available ({error}). {advice}.")
}

fn not_bigbluebutton(error: &Error, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "what answers is not BigBlueButton's API ({error}). ")?;
    f.write_str(match error {
        Error::Response {
            problem: ResponseProblem::Redirect(_),
            ..
        } => "If the server has moved, use the address that it redirects to.",
        Error::Response { status: 401 | 403, .. } => {
            "Something in front of the server wants credentials: see `ClientBuilder::basic_auth`, or ask for this machine \
             to be let through."
        }
        _ => {
            "On a BigBlueButton server, `bbb-conf --secret` prints the address. A load balancer has a path of its own, \
             which its administrator knows."
        }
    })
}

impl fmt::Display for WebhooksVerdict {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Work => f.write_str("work."),
            Self::Missing => f.write_str(
                "are not installed or do not run there; `apt install bbb-webhooks` installs them.",
            ),
            Self::Algorithm { refused, accepted } => write!(
                f,
                "do not accept {refused}. They accept {}: set it with `Server::hooks_checksum`.",
                accepted.join(", ")
            ),
            Self::Secret { tried } => {
                write!(f, "refuse the checksum with {}: ", tried.join(", "))?;
                f.write_str(if tried.contains(&"sha1") {
                    "they have another secret than BigBlueButton."
                } else {
                    "before BigBlueButton 3.0 they accept only sha1. Compile in the feature `sha1`, and set it with \
                     `Server::hooks_checksum`."
                })
            }
            Self::Refused(error) => write!(f, "refuse the call ({error})."),
            Self::Undetermined(error) => write!(f, "could not be checked ({error})."),
            Self::Unchecked => f.write_str("were not checked."),
        }
    }
}

impl fmt::Display for Balancer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scalelite => "Scalelite",
            Self::B3lb => "b3lb",
            Self::B3scale => "b3scale",
            Self::Bbblb => "bbblb",
        })
    }
}
