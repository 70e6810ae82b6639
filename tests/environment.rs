//! A proxy in the environment. Each test runs itself again in a process with another environment.
#![cfg(feature = "http")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

mod peer;

use std::process::Command;

use bbb_sdk::{Client, Server};
use peer::{Ask, FORTY, OK, Peer, SECRET, http};

const ADDRESS: &str = "BBB_SDK_TEST_ADDRESS";

/// Returns the result of a call in a process with this proxy.
fn outcome(address: &str, proxy: &str, no_proxy: &str) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command
        .args(["--exact", "the_call", "--nocapture"])
        .env(ADDRESS, address)
        .env("ALL_PROXY", proxy)
        .env("NO_PROXY", no_proxy);
    let output = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let outcome = output.split("outcome: ").nth(1).unwrap_or(&output);
    outcome.lines().next().unwrap().to_owned()
}

/// Runs a function only in the test's own process.
#[test]
fn the_call() {
    let Ok(address) = std::env::var(ADDRESS) else {
        return;
    };
    let server = Server::with_checksum(&address, SECRET, FORTY).unwrap();
    let outcome = match Client::new(server).send(&Ask::default()) {
        Ok(()) => "an answer".to_owned(),
        Err(error) => error.to_string(),
    };
    println!("outcome: {outcome}");
}

#[test]
fn a_proxy_that_is_none_of_http_is_refused_before_anything_is_sent() {
    let peer = Peer::saying(http("200 OK", OK));
    let address = format!("http://{}", peer.address);
    for scheme in ["socks4", "socks4a", "socks5", "socks5h"] {
        let proxy = format!("{scheme}://127.0.0.1:1");
        assert_eq!(
            outcome(&address, &proxy, ""),
            "getMeetings: the HTTP client cannot send the request: the proxy speaks SOCKS, which is not supported: it takes an HTTP proxy"
        );
        assert_eq!(peer.requests(), Vec::<String>::new());
        assert_eq!(outcome(&address, &proxy, "127.0.0.1"), "an answer");
        assert_eq!(peer.requests().len(), 1);
        peer.forget();
    }
    assert_eq!(
        outcome(&address, "http://h:99999", ""),
        "getMeetings: the HTTP client cannot send the request: the proxy's address has no usable host and port"
    );
    assert_eq!(peer.requests(), Vec::<String>::new());
}
