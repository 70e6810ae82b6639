//! `Client::check`: the verdict on each kind of server, and the whole text of the advice.
#![cfg(all(
    feature = "sha1",
    feature = "sha256",
    feature = "sha384",
    feature = "sha512"
))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use bbb_sdk::client::Client;
use bbb_sdk::client::check::{Balancer, CallsVerdict, Remedy, Report, WebhooksVerdict};
use bbb_sdk::error::{TimeoutPhase, TransportProblem};
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::{Checksum, Error, Request, Result, Server};

#[path = "check/balancers.rs"]
mod balancers;
#[cfg(all(feature = "testing", feature = "http"))]
#[path = "check/profiles.rs"]
mod profiles;
#[path = "check/transports.rs"]
mod transports;
#[path = "check/verdicts.rs"]
mod verdicts;
#[path = "check/webhooks.rs"]
mod webhooks;

const OK: &str = "<response><returncode>SUCCESS</returncode></response>";

const SECRET_ADVICE: &str = "the server refuses the checksum with sha256, sha1, sha512, sha384: the secret is wrong, or belongs to \
     another server. On a BigBlueButton server, `bbb-conf --secret` prints it. A load balancer has a secret of its own, which its \
     administrator knows.";

/// A body with its status.
type Answer = (u16, &'static str);

const YES: Answer = (200, OK);
const WRONG: Answer = (
    200,
    "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey>\
     <message>Checksums do not match</message></response>",
);
const UNSUPPORTED: Answer = (
    200,
    "<response><returncode>FAILED</returncode><messageKey>unsupportedRequest</messageKey></response>",
);
const PAGE_404: Answer = (404, "<html><body>404 Not Found</body></html>");

/// Checks a server whose responses depend on the call and on the length of the checksum.
fn check(answer: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Report {
    check_at("https://bbb.example.com/bigbluebutton/", move |request| {
        let digits = request.url().split_once("checksum=");
        let (status, body) = answer(request.call(), digits.map_or(0, |(_, it)| it.len()));
        Ok(HttpResponse::new(status, body.as_bytes()))
    })
}

/// Checks a scripted server at this address.
fn check_at(
    address: &str,
    answer: impl Fn(&Request) -> Result<HttpResponse> + Send + Sync + 'static,
) -> Report {
    let server = Server::with_checksum(address, "secret", Checksum::SHA256).unwrap();
    Client::with_transport(server, move |request: &Request, _: &Timeouts| {
        answer(request)
    })
    .check()
}

/// Returns the advice without the leading address.
#[track_caller]
fn advises(report: &Report, expected: &str) {
    let text = report.to_string();
    let advice = text.strip_prefix(&format!("{}: ", report.address));
    assert_eq!(advice.unwrap(), expected, "{report:?}");
    for finding in report.findings() {
        // A program may put its own words in place of a remedy alone.
        assert!(!finding.found.contains("::"), "{finding:?}");
        assert!(!finding.found.contains("sha1`"), "{finding:?}");
    }
}
