//! Checks of the simulated server in each of its profiles.

use bbb_sdk::testing::{Fault, Profile, TestServer};

use super::*;

fn start(profile: Profile) -> TestServer {
    TestServer::builder().profile(profile).start().unwrap()
}

fn check(server: &TestServer, secret: &str, checksum: Checksum) -> Report {
    let server = Server::with_checksum(server.url(), secret, checksum).unwrap();
    Client::builder(server).no_proxy().build().check()
}

/// Returns the advice without the address.
fn advice(check: &Report) -> String {
    let text = check.to_string();
    text.strip_prefix(&check.address).unwrap().to_owned()
}

#[test]
fn bigbluebutton() {
    for profile in [Profile::Bbb30, Profile::Bbb40] {
        let server = start(profile);
        let check = check(&server, server.secret(), Checksum::SHA256);
        assert!(check.works(), "{check:?}");
        assert!(matches!(check.webhooks, WebhooksVerdict::Work), "{check:?}");
        assert_eq!(check.balancer, None);
    }
}

#[test]
fn webhooks_that_know_sha1_alone() {
    let server = start(Profile::Bbb27);
    let check = check(&server, server.secret(), Checksum::SHA256);
    assert_eq!(
        advice(&check),
        ": address, secret and algorithm are right.\n\
         Webhooks do not accept sha256. They accept sha1. Set it with `Server::hooks_checksum`."
    );
}

#[test]
fn a_wrong_secret() {
    for profile in [Profile::Bbb30, Profile::Scalelite, Profile::B3lb] {
        let check = check(&start(profile), "wrong", Checksum::SHA256);
        assert!(
            matches!(check.calls, CallsVerdict::Secret { .. }),
            "{check:?}"
        );
        assert!(
            advice(&check).contains("with sha256, sha1, sha512, sha384: the secret is wrong"),
            "{check}"
        );
    }
}

#[test]
fn an_algorithm_that_is_not_accepted() {
    let server = start(Profile::Scalelite);
    let check = check(&server, server.secret(), Checksum::SHA384);
    assert_eq!(
        advice(&check),
        ": the secret is right, but the server does not accept sha384. It accepts sha256, sha1, sha512. \
         Choose one with `Server::with_checksum`.\nA load balancer answers: Scalelite."
    );
}

#[test]
fn load_balancers() {
    for (profile, balancer) in [
        (Profile::Scalelite, Balancer::Scalelite),
        (Profile::B3lb, Balancer::B3lb),
    ] {
        let server = start(profile);
        let check = check(&server, server.secret(), Checksum::SHA256);
        assert!(check.works(), "{check:?}");
        assert!(
            matches!(check.webhooks, WebhooksVerdict::Missing),
            "{check:?}"
        );
        assert_eq!(check.balancer, Some(balancer));
    }
}

#[test]
fn a_server_that_restarts() {
    let server = start(Profile::Bbb30);
    server.fail_from_now_on("isMeetingRunning", Fault::Status(502));
    let check = check(&server, server.secret(), Checksum::SHA256);
    assert!(
        matches!(check.calls, CallsVerdict::Unavailable(_)),
        "{check:?}"
    );
    assert!(
        advice(&check).starts_with(
            ": the server is not available (isMeetingRunning: the response is an HTML page"
        ),
        "{check}"
    );
}
