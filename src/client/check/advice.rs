//! The text of a [`Report`](super::Report): what was found, and what to do about it.

use std::fmt::{self, Formatter, Write as _};

use super::remedy::{Finding, Remedy};
use super::{Balancer, CallsVerdict, Report, WebhooksVerdict};
use crate::address::Parts;
use crate::error::{Error, ResponseProblem, TransportProblem};
use crate::redact::OneLine;

impl fmt::Display for Report {
    #[inline]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, finding) in self.findings().iter().enumerate() {
            let line_end = if at == 0 { "" } else { "\n" };
            write!(f, "{line_end}{finding}")?;
        }
        Ok(())
    }
}

impl Report {
    /// Returns what was found, each with what to do about it: about the calls first, then about the version, a load balancer
    /// and the webhooks.
    ///
    /// `Display` of the report is each on a line of its own.
    #[inline]
    pub fn findings(&self) -> Vec<Finding> {
        let calls = calls(&self.calls).after(&format!("{}: ", self.address));
        let tenant = self.about_tenant().map(Finding::new);
        let version = self.version.as_ref();
        let version =
            version.map(|version| Finding::new(format!("BigBlueButton {version} answers.")));
        let balancer = self.balancer;
        let balancer =
            balancer.map(|balancer| Finding::new(format!("A load balancer answers: {balancer}.")));
        let webhooks = match (&self.webhooks, self.balancer) {
            (WebhooksVerdict::Unchecked, _) => None,
            (WebhooksVerdict::Missing, Some(_)) => Some(Finding::new(
                "Webhooks are registered at the servers behind it.",
            )),
            (verdict, _) => Some(webhooks(verdict).after("Webhooks ")),
        };
        let others = [tenant, version, balancer, webhooks].into_iter().flatten();
        [calls].into_iter().chain(others).collect()
    }

    /// Returns advice about the load balancer's tenant, which is part of the address.
    #[inline]
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
    #[inline]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        calls(self).fmt(f)
    }
}

impl fmt::Display for WebhooksVerdict {
    #[inline]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        webhooks(self).fmt(f)
    }
}

#[inline]
fn calls(verdict: &CallsVerdict) -> Finding {
    match verdict {
        CallsVerdict::Work => Finding::new("address, secret and algorithm are right."),
        CallsVerdict::Unreachable(error) => unreachable(error),
        CallsVerdict::WrongScheme { expected, error } => {
            Finding::new(format!("the server expects {expected} ({error})."))
                .remedy(Remedy::Scheme { expected })
        }
        CallsVerdict::Unavailable(error) => unavailable(error),
        CallsVerdict::NotBigBlueButton(error) => not_bigbluebutton(error),
        CallsVerdict::Algorithm { refused, accepted } => Finding::new(format!(
            "the secret is right, but the server does not accept {refused}. It accepts {}.",
            accepted.join(", ")
        ))
        .remedy(Remedy::Checksum {
            accepted: accepted.clone(),
        }),
        CallsVerdict::Secret { tried } => Finding::new(format!(
            "the server refuses the checksum with {}: the secret is wrong, or belongs to another server.",
            tried.join(", ")
        ))
        .remedy(Remedy::Elsewhere(
            "On a BigBlueButton server, `bbb-conf --secret` prints it. A load balancer has a secret of its own, which its \
             administrator knows.",
        )),
        CallsVerdict::Undetermined { refused, unclear } => undetermined(refused, unclear),
        CallsVerdict::Refused(error) => Finding::new(format!(
            "the secret is right, but the server refuses the call ({error})."
        )),
    }
}

#[inline]
fn undetermined(refused: &[&str], unclear: &[(&str, Error)]) -> Finding {
    let mut found = if refused.is_empty() {
        "whether the secret and the algorithm are right could not be told. Try again later"
            .to_owned()
    } else {
        format!(
            "the server refuses the checksum with {}, and whether the secret or the algorithm is wrong could not be told. \
             Try again later",
            refused.join(", ")
        )
    };
    for (at, (algorithm, error)) in unclear.iter().enumerate() {
        let joint = if at == 0 { ". " } else { "; " };
        let _ = write!(found, "{joint}With {algorithm} this came: {error}");
    }
    Finding::new(found + ".")
}

#[inline]
fn webhooks(verdict: &WebhooksVerdict) -> Finding {
    match verdict {
        WebhooksVerdict::Work => Finding::new("work."),
        WebhooksVerdict::Missing => Finding::new(
            "are not installed or do not run there; `apt install bbb-webhooks` installs them.",
        ),
        WebhooksVerdict::Algorithm { refused, accepted } => Finding::new(format!(
            "do not accept {refused}. They accept {}.",
            accepted.join(", ")
        ))
        .remedy(Remedy::HooksChecksum {
            accepted: accepted.clone(),
        }),
        WebhooksVerdict::Secret { tried } => {
            let refuse = format!("refuse the checksum with {}: ", tried.join(", "));
            if tried.contains(&"sha1") {
                Finding::new(refuse + "they have another secret than BigBlueButton.")
            } else {
                Finding::new(refuse + "before BigBlueButton 3.0 they accept only sha1.")
                    .remedy(Remedy::CompileSha1)
            }
        }
        WebhooksVerdict::Refused(error) => Finding::new(format!("refuse the call ({error}).")),
        WebhooksVerdict::Undetermined(error) => {
            Finding::new(format!("could not be checked ({error})."))
        }
        WebhooksVerdict::Unchecked => Finding::new("were not checked."),
    }
}

#[inline]
fn unreachable(error: &Error) -> Finding {
    let Error::Transport {
        problem, source, ..
    } = error
    else {
        return Finding::new(error.to_string());
    };
    let cause = source.as_ref().map(ToString::to_string);
    let mut found = problem.to_string();
    if let Some(cause) = &cause {
        let _ = write!(found, ": {}", OneLine(cause));
    }
    found.push('.');
    let advice = match problem {
        TransportProblem::Resolve => "Is the host name spelt right?",
        TransportProblem::Connect => {
            "Does the server run, and does a firewall or proxy let this machine through?"
        }
        TransportProblem::Tls => {
            return about_certificate(cause.as_deref().unwrap_or_default(), found);
        }
        TransportProblem::Proxy(Some(407)) => {
            "The proxy wants a user name and a password: `http://user:password@proxy.example.com:3128`."
        }
        TransportProblem::Proxy(None) => {
            "Is the proxy's address right, and does the proxy run? The environment may have named it, as `HTTPS_PROXY`."
        }
        TransportProblem::Proxy(_) => {
            "Does the proxy let this machine reach the server? The environment may have named it, as `HTTPS_PROXY`."
        }
        TransportProblem::Timeout(_) => {
            "Is the server overloaded, or does a firewall drop what is sent to it?"
        }
        TransportProblem::Protocol => "Is it the right port, and does it expect https?",
        TransportProblem::Broken => {
            "Does the port expect the other scheme, `https` or `http`, or is the server restarting?"
        }
        _ => return Finding::new(found),
    };
    Finding::new(found).remedy(Remedy::Elsewhere(advice))
}

/// Returns what is wrong with a certificate that was not accepted, by the message of rustls or OpenSSL.
#[inline]
fn about_certificate(cause: &str, found: String) -> Finding {
    let says = |words: &[&str]| words.iter().any(|words| cause.contains(words));
    let (what, remedy) = if says(&["CaUsedAsEndEntity"]) {
        (
            "The server's own certificate says that it is an authority, as `openssl req -x509` makes it.",
            Remedy::RecreateCertificate,
        )
    } else if says(&[
        "UnknownIssuer",
        "unable to get local issuer",
        "self-signed certificate",
        "self signed certificate",
    ]) {
        (
            "No trusted authority issued the certificate.",
            Remedy::TrustAuthority,
        )
    } else if says(&["NotValidForName", "not valid for name", "ostname mismatch"]) {
        (
            "The certificate is for another host name.",
            Remedy::Elsewhere("Use the name that it is for."),
        )
    } else if says(&["xpired"]) {
        (
            "The certificate has expired.",
            Remedy::Elsewhere("Renew it, and check this machine's clock."),
        )
    } else {
        (
            "Is the certificate valid for this host name?",
            Remedy::TrustAuthority,
        )
    };
    Finding::new(found + " " + what).remedy(remedy)
}

#[inline]
fn unavailable(error: &Error) -> Finding {
    let status = match error {
        Error::Response { status, .. } => *status,
        Error::Api { details, .. } => details.status,
        _ => 0,
    };
    let advice = match error {
        _ if status == 429 => {
            "A rate limit refuses the request: wait, or ask the administrator to raise the limit."
        }
        Error::Response { status: 500, .. } => {
            "An error occurred inside the server: look at its log first, on a BigBlueButton server \
             `/var/log/bigbluebutton/bbb-web.log`, and then at the address."
        }
        Error::Response { status: 502, .. } => {
            "The web server answers, but BigBlueButton behind it does not run: look at the server, not at the address. \
             `bbb-conf --check` and `bbb-conf --status` there tell more."
        }
        _ => {
            "The server answers, but the service is down or overloaded: look at the server, not at the address, and try \
             again later."
        }
    };
    Finding::new(format!("the server is not available ({error})."))
        .remedy(Remedy::Elsewhere(advice))
}

#[inline]
fn not_bigbluebutton(error: &Error) -> Finding {
    let found = format!("what answers is not BigBlueButton's API ({error}).");
    match error {
        Error::Response {
            problem: ResponseProblem::Redirect(_),
            ..
        } => Finding::new(found).remedy(Remedy::Elsewhere(
            "If the server has moved, use the address that it redirects to.",
        )),
        Error::Response {
            status: 401 | 403, ..
        } => Finding::new(found + " Something in front of the server wants credentials.")
            .remedy(Remedy::Credentials),
        _ => Finding::new(found).remedy(Remedy::Elsewhere(
            "On a BigBlueButton server, `bbb-conf --secret` prints the address. A load balancer has a path of its own, \
             which its administrator knows.",
        )),
    }
}

impl fmt::Display for Balancer {
    #[inline]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scalelite => "Scalelite",
            Self::B3lb => "b3lb",
            Self::B3scale => "b3scale",
            Self::Bbblb => "bbblb",
        })
    }
}
