//! A deadline ends a call wherever the server stalls. All other timeouts are too long for these tests.
#![cfg(feature = "http")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

mod peer;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use bbb_sdk::error::{TimeoutPhase, TransportProblem};
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::{Body, Call, Client, Error, Query, Request, Retry, Server};
use peer::{Ask, Do, FORTY, OK, Peer, SECRET, ends, http};

const SHORT: Duration = Duration::from_millis(300);
const DRIP: Duration = Duration::from_millis(5);
const FOREVER: Duration = Duration::from_secs(600);

#[track_caller]
fn passes<C: Call + Send + 'static>(client: &Client, call: C) {
    let client = client.deadline(SHORT);
    let error = ends(move || client.send(&call).err().unwrap());
    let deadline = TransportProblem::Timeout(TimeoutPhase::Deadline);
    assert!(
        matches!(&error, Error::Transport { problem, .. } if *problem == deadline),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .ends_with(": the deadline of the call passed, see `ClientBuilder::deadline`"),
        "{error}"
    );
}

/// Writes the pieces for as long as the client listens.
fn endlessly(stream: &mut impl Write, piece: &str) -> bool {
    while stream.write_all(piece.as_bytes()).is_ok() {
        thread::sleep(DRIP);
    }
    false
}

/// Passes every connection to `serve`, before any byte is read.
fn listen(serve: impl Fn(TcpStream) + Send + Sync + Clone + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let serve = serve.clone();
            thread::spawn(move || serve(stream.unwrap()));
        }
    });
    address
}

fn client(address: &str) -> Client {
    let server = Server::with_checksum(address, SECRET, FORTY).unwrap();
    Client::builder(server)
        .no_proxy()
        .connect_timeout(FOREVER)
        .send_timeout(None)
        .response_timeout(None)
        .body_timeout(None)
        .build()
}

#[test]
fn silence() {
    let address = listen(|stream| {
        thread::sleep(FOREVER);
        drop(stream);
    });
    passes(&client(&format!("http://{address}")), Ask::default());
}

#[test]
fn a_head_that_drips() {
    let peer = Peer::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Slow: ");
        endlessly(stream, "x")
    });
    passes(&peer.client(), Ask::default());
}

#[test]
fn a_body_that_drips_or_stops() {
    for (head, piece) in [
        ("Content-Length: 1000000", "<"),
        ("Transfer-Encoding: chunked", "1\r\n<\r\n"),
        ("X-Until: close", "<"),
        ("Content-Length: 10", ""),
    ] {
        let peer = Peer::new(move |_, stream| {
            let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes());
            endlessly(stream, piece)
        });
        passes(&peer.client(), Ask::default());
    }
}

#[test]
fn a_peer_that_takes_nothing_or_takes_in_drops() {
    for drops in [false, true] {
        let address = listen(move |mut stream| {
            while drops && stream.read(&mut [0; 64]).is_ok_and(|read| read > 0) {
                thread::sleep(DRIP);
            }
            thread::sleep(FOREVER);
        });
        let body = Body::new("application/xml", vec![b' '; 32 << 20]);
        let client = client(&format!("http://{address}"));
        passes(&client, Do(Query::new(), Some(body)));
    }
}

#[test]
#[cfg(feature = "rustls")]
fn a_handshake_that_never_comes_or_drips() {
    for drips in [false, true] {
        let address = listen(move |mut stream| {
            // The head of a record of the maximum length.
            let _ = stream.write_all(b"\x16\x03\x03\x3f\xff");
            if drips {
                endlessly(&mut stream, "x");
            }
            thread::sleep(FOREVER);
        });
        passes(&client(&format!("https://{address}")), Ask::default());
    }
}

#[test]
fn a_proxy_that_drips_before_its_tunnel_or_stalls_behind_it() {
    for head in ["HTTP/1.1 200 OK\r\nX-Slow: ", "HTTP/1.1 200 OK\r\n\r\n"] {
        let proxy = Peer::new(move |number, stream| {
            if number > 1 {
                thread::sleep(FOREVER);
            }
            let _ = stream.write_all(head.as_bytes());
            head.ends_with("\r\n\r\n") || endlessly(stream, "x")
        });
        let server = Server::with_checksum("http://bbb.example.com", SECRET, FORTY).unwrap();
        let client = Client::builder(server)
            .proxy(&format!("http://{}", proxy.address))
            .unwrap()
            .connect_timeout(FOREVER)
            .response_timeout(None)
            .build();
        passes(&client, Ask::default());
    }
}

#[test]
fn what_comes_in_time_is_an_answer_and_the_connection_is_kept() {
    let (sender, receiver) = mpsc::channel();
    let long = OK.replace("><return", &format!(">{}<return", " ".repeat(200_000)));
    let peer = Peer::new(move |_, stream| {
        sender.send(stream.peer_addr().unwrap()).unwrap();
        stream.write_all(http("200 OK", &long).as_bytes()).is_ok()
    });
    let client = peer.client();
    let patient = client.deadline(FOREVER);
    patient.send(&Ask::default()).unwrap();
    patient
        .deadline(Duration::MAX)
        .send(&Ask::default())
        .unwrap();
    patient.deadline(None).send(&Ask::default()).unwrap();
    let first = receiver.recv().unwrap();
    assert_eq!(
        [receiver.recv().unwrap(), receiver.recv().unwrap()],
        [first; 2]
    );
}

#[test]
fn a_repetition_that_would_come_too_late_is_left_out() {
    let peer = Peer::new(|_, stream| {
        stream
            .write_all(http("503 Service Unavailable", "").as_bytes())
            .is_ok()
    });
    let client = peer
        .builder()
        .retries(
            Retry::times(9)
                .first_pause(FOREVER)
                .longest_pause(FOREVER)
                .total(FOREVER * 9),
        )
        .deadline(Duration::from_secs(60))
        .build();
    let error = ends(move || client.send(&Ask::default()).unwrap_err());
    assert!(
        matches!(error, Error::Response { status: 503, .. }),
        "{error}"
    );
    assert_eq!(peer.requests().len(), 1);
}

#[test]
fn a_repetition_that_comes_in_time_is_sent() {
    let peer = Peer::new(|number, stream| {
        let answer = match number {
            1 => http("503 Service Unavailable", ""),
            _ => http("200 OK", OK),
        };
        stream.write_all(answer.as_bytes()).is_ok()
    });
    let client = peer
        .builder()
        .retries(Retry::times(1).first_pause(Duration::ZERO))
        .deadline(Duration::from_secs(600))
        .build();
    ends(move || client.send(&Ask::default()).unwrap());
    assert_eq!(peer.requests().len(), 2);
}

#[test]
fn a_deadline_of_zero_sends_nothing() {
    let (sender, receiver) = mpsc::channel();
    let server = Server::with_checksum("http://bbb.example.com", SECRET, FORTY).unwrap();
    let client = Client::with_transport(server, move |_: &Request, _: &Timeouts| {
        let _ = sender.send(());
        Ok(HttpResponse::from(OK))
    })
    .deadline(Duration::ZERO);
    let error = client.send(&Ask::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "getMeetings: the deadline of the call passed, see `ClientBuilder::deadline`"
    );
    assert_eq!(error.tries(), 0);
    // The transport is gone when nobody can call it any more.
    drop(client);
    assert_eq!(ends(move || receiver.recv()), Err(mpsc::RecvError));
}

#[test]
fn no_timeout_is_too_long() {
    let peer = Peer::saying(http("200 OK", OK));
    let longest = peer
        .builder()
        .connect_timeout(Duration::MAX)
        .send_timeout(Duration::MAX)
        .response_timeout(Duration::MAX)
        .body_timeout(Duration::MAX)
        .deadline(Duration::MAX)
        .body_limit(usize::MAX)
        .retries(
            Retry::times(u32::MAX)
                .first_pause(Duration::MAX)
                .longest_pause(Duration::MAX)
                .total(Duration::MAX),
        )
        .build();
    ends(move || longest.send(&Ask::default())).unwrap();
    let none = peer
        .builder()
        .connect_timeout(None)
        .send_timeout(None)
        .response_timeout(None)
        .body_timeout(None)
        .deadline(None)
        .body_limit(None)
        .build();
    ends(move || none.send(&Ask::default())).unwrap();
}

/// A declared length reserves no memory before bytes arrive.
#[test]
fn a_length_that_nothing_could_hold_reserves_nothing() {
    for (length, expected) in [
        ("18446744073709551615", "200 CutOff"),
        ("70368744177664", "200 CutOff"),
        ("9223372036854775808", "200 CutOff"),
    ] {
        let peer = Peer::saying(format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n<"
        ));
        let client = peer.builder().body_limit(usize::MAX).build();
        match ends(move || client.send(&Ask::default()).unwrap_err()) {
            Error::Response {
                status, problem, ..
            } => {
                assert_eq!(format!("{status} {problem:?}"), expected);
            }
            error => panic!("{error}"),
        }
    }
}
