//! The client against peers that misbehave on the socket.
#![cfg(feature = "http")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop"
)]

#[path = "client/connections.rs"]
mod connections;
#[path = "client/limits.rs"]
mod limits;
mod peer;
#[path = "client/responses.rs"]
mod responses;
#[path = "client/timeouts.rs"]
mod timeouts;

use std::io::Write;
use std::net::{TcpListener, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use bbb_sdk::client::{Client, Ureq};
use bbb_sdk::error::TimeoutPhase;
use bbb_sdk::{Body, Error, Query, Retry, Server};
use peer::{Ask, Do, FORTY, OK, Peer, SECRET, ends, http};

const SHORT: Duration = Duration::from_millis(300);
const SIGNED: &str = "checksum=abababababababababababababababababababab";

/// How a call ended, in short.
#[track_caller]
fn outcome(client: Client) -> String {
    ends(move || match client.send(&Ask::default()) {
        Ok(()) => "an answer".to_owned(),
        Err(error) => described(&error),
    })
}

fn described(error: &Error) -> String {
    match error {
        Error::Transport { problem, .. } => format!("{problem:?}"),
        Error::Response {
            status, problem, ..
        } => format!("{status} {problem:?}"),
        Error::Api { key, details, .. } => format!("{} refused {key:?}", details.status),
        error => format!("{error:?}"),
    }
}

#[track_caller]
fn answers(answer: impl Into<Vec<u8>>, expected: &str) {
    assert_eq!(outcome(Peer::saying(answer).client()), expected);
}

/// Writes the pieces for as long as the client listens.
fn endlessly(stream: &mut impl Write, piece: &str, pause: Duration) -> bool {
    while stream.write_all(piece.as_bytes()).is_ok() {
        thread::sleep(pause);
    }
    false
}

const DRIP: Duration = Duration::from_millis(5);

#[test]
fn a_call_without_a_body_is_a_get() {
    let peer = Peer::saying(http("200 OK", OK));
    peer.client().send(&Ask::default()).unwrap();
    let (version, address) = (env!("CARGO_PKG_VERSION"), peer.address);
    let encoding = if cfg!(feature = "gzip") {
        "accept-encoding: gzip\r\n"
    } else {
        ""
    };
    assert_eq!(
        peer.requests(),
        [format!(
            "GET /bigbluebutton/api/getMeetings?{SIGNED} HTTP/1.1\r\n\
             {encoding}user-agent: bbb-sdk/{version}\r\naccept: */*\r\nhost: {address}\r\n\r\n"
        )]
    );
}

#[test]
fn a_call_with_a_body_is_a_post() {
    let peer = Peer::saying(http("200 OK", OK));
    let mut query = Query::new();
    query.set("name", "a b");
    let body = Body::new("application/xml", "<modules/>");
    peer.client().send(&Do(query, Some(body))).unwrap();
    let request = peer.requests().remove(0);
    assert!(
        request.starts_with(&format!(
            "POST /bigbluebutton/api/create?name=a%20b&{SIGNED} HTTP/1.1\r\n"
        )),
        "{request}"
    );
    assert!(
        request.contains("\r\ncontent-type: application/xml\r\n"),
        "{request}"
    );
    assert!(request.contains("\r\ncontent-length: 10\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\n<modules/>"), "{request}");
    assert!(!request.contains("expect"), "{request}");
}

#[test]
fn a_content_type_cannot_add_a_header() {
    let peer = Peer::saying(http("200 OK", OK));
    let body = Body::new("text/xml\r\nX-Injected: 1", "<modules/>");
    let error = peer
        .client()
        .send(&Do(Query::new(), Some(body)))
        .unwrap_err();
    assert_eq!(described(&error), "Setup");
    assert_eq!(peer.requests(), Vec::<String>::new());
}

#[test]
fn a_url_longer_than_servers_take_is_not_sent() {
    let peer = Peer::saying(http("200 OK", OK));
    let mut query = Query::new();
    query.set("welcome", "x".repeat(8000));
    let error = peer.client().send(&Ask(query, None)).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("parameter `welcome` takes 8008 of the 8"),
        "{error}"
    );
    assert_eq!(peer.requests(), Vec::<String>::new());
}

fn busy_at_first() -> Peer {
    Peer::new(|number, stream| match number {
        1 => false,
        2 => stream
            .write_all(http("503 Service Unavailable", "").as_bytes())
            .is_ok(),
        3 => {
            let busy =
                "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
            stream.write_all(busy.as_bytes()).is_ok()
        }
        _ => stream.write_all(http("200 OK", OK).as_bytes()).is_ok(),
    })
}

#[test]
fn a_call_that_may_be_repeated_is_repeated_on_request() {
    let retry = Retry::times(3).first_pause(Duration::ZERO);
    let peer = busy_at_first();
    assert_eq!(outcome(peer.builder().retries(retry).build()), "an answer");
    assert_eq!(peer.requests().len(), 4);

    let peer = busy_at_first();
    let fewer = Retry::times(2).first_pause(Duration::ZERO);
    assert_eq!(outcome(peer.builder().retries(fewer).build()), "429 Empty");
    assert_eq!(peer.requests().len(), 3);
}

#[test]
fn nothing_is_repeated_unasked() {
    let peer = busy_at_first();
    assert_eq!(outcome(peer.client()), "Broken");
    assert_eq!(peer.requests().len(), 1);
}

#[test]
fn what_must_not_be_repeated_never_is() {
    let peer = busy_at_first();
    let client = peer
        .builder()
        .retries(Retry::times(9).first_pause(Duration::ZERO))
        .build();
    assert_eq!(
        described(&client.send(&Do::default()).unwrap_err()),
        "Broken"
    );
    assert_eq!(peer.requests().len(), 1);
}
