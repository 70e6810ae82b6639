//! Which calls are repeated, and how the response to a repeated call is understood.
#![cfg(feature = "http")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

mod peer;

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bbb_sdk::client::{Client, Exchange};
use bbb_sdk::transport::Timeouts;
use bbb_sdk::{Body, Error, NamedCall, Query, Request, Retry, Server};
use peer::{Ask, FORTY, OK, Peer, SECRET, ends, http};

const AT_ONCE: Retry = Retry::times(2).first_pause(Duration::ZERO);

/// Returns how often the call was sent, and its result.
#[track_caller]
fn tries(peer: &Peer, retry: Retry) -> (usize, Result<(), Error>) {
    let client = peer.builder().retries(retry).build();
    let result = ends(move || client.send(&Ask::default()));
    (peer.requests().len(), result)
}

/// A peer that gives this answer to the first request, and correct ones afterwards.
fn at_first(answer: &str) -> Peer {
    let answer = answer.to_owned();
    Peer::new(move |number, stream| {
        let answer = if number == 1 {
            answer.clone()
        } else {
            http("200 OK", OK)
        };
        let _ = stream.write_all(answer.as_bytes());
        number > 1
    })
}

fn busy(header: &str) -> String {
    format!("HTTP/1.1 429 Too Many Requests\r\n{header}Content-Length: 0\r\n\r\n")
}

#[test]
fn a_connection_that_breaks_is_tried_again_wherever_it_breaks() {
    let whole = http("200 OK", OK);
    for end in [0, 10, whole.len() - OK.len(), whole.len() - 1] {
        let (sent, result) = tries(&at_first(&whole[..end]), AT_ONCE);
        result.unwrap();
        assert_eq!(sent, 2, "{end}");
    }
}

/// The header has arrived, although the body has not.
#[test]
fn what_a_server_asks_for_counts_even_if_the_body_breaks() {
    let cut = |header| {
        format!("HTTP/1.1 503 Service Unavailable\r\n{header}Content-Length: 100\r\n\r\n<html>")
    };
    for (header, expected) in [
        ("", 2),
        ("Retry-After: 0\r\n", 2),
        ("Retry-After: 11\r\n", 1),
    ] {
        let (sent, _) = tries(&at_first(&cut(header)), AT_ONCE);
        assert_eq!(sent, expected, "{header}");
    }
}

#[test]
fn what_a_server_asks_for_is_waited_for_or_nothing_is_sent_again() {
    let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    for (header, expected) in [
        ("", 2),
        ("Retry-After: 0\r\n", 2),
        ("Retry-After:  0 \r\n", 2),
        ("Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 2),
        ("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", 1),
        ("Retry-After: 11\r\n", 1),
        ("Retry-After: 99999999999999999999999\r\n", 1),
        (
            &format!("{date}Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
            2,
        ),
        (
            &format!("{date}Retry-After: Sun, 06 Nov 1994 09:49:37 GMT\r\n"),
            1,
        ),
        (
            &format!("Retry-After: Sunday, 06-Nov-94 09:49:37 GMT\r\n{date}"),
            1,
        ),
        ("Retry-After: soon\r\n", 2),
    ] {
        let (sent, result) = tries(&at_first(&busy(header)), AT_ONCE);
        assert_eq!(
            (sent, result.is_ok()),
            (expected, expected == 2),
            "{header}"
        );
        let unavailable = busy(header).replace("429 Too Many Requests", "503 Service Unavailable");
        let (sent, _) = tries(&at_first(&unavailable), AT_ONCE);
        assert_eq!(sent, expected, "503 {header}");
    }
}

#[test]
fn the_error_says_how_many_tries_there_were() {
    let peer = Peer::new(|_, stream| stream.write_all(http("503 Busy", "").as_bytes()).is_ok());
    let (sent, result) = tries(&peer, AT_ONCE);
    assert_eq!((sent, result.unwrap_err().tries()), (3, 3));
    let (_, result) = tries(&peer, Retry::NEVER);
    assert_eq!(result.unwrap_err().tries(), 1);
    let refusal =
        "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey></response>";
    let (_, result) = tries(&at_first(&busy("")), AT_ONCE);
    result.unwrap();
    let peer = Peer::new(move |number, stream| {
        let answer = if number == 1 {
            busy("")
        } else {
            http("200 OK", refusal)
        };
        stream.write_all(answer.as_bytes()).is_ok()
    });
    let (sent, result) = tries(&peer, AT_ONCE);
    assert_eq!((sent, result.unwrap_err().tries()), (2, 2));
    let error = Client::builder(peer.server())
        .build()
        .send(&NamedCall::new("a b"))
        .unwrap_err();
    assert_eq!(error.tries(), 0);
}

/// A transport that cannot send is no attempt, and one that cannot connect is.
#[test]
fn tries_count_what_was_sent() {
    use bbb_sdk::error::TransportProblem;
    for (problem, expected) in [
        (TransportProblem::Setup, 0),
        (TransportProblem::Connect, 3),
        (TransportProblem::Tls, 1),
    ] {
        let server = Server::with_checksum("http://h", SECRET, FORTY).unwrap();
        let send = move |_: &Request, _: &Timeouts| Err(problem.into());
        let client = Client::with_transport(server, send).retries(AT_ONCE);
        let error = client.send(&Ask::default()).unwrap_err();
        assert_eq!(error.tries(), expected, "{error}");
    }
}

/// nginx closes the connection if a body is too long, before it has read the body.
#[test]
fn a_long_body_that_is_not_taken_is_not_sent_again() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&connections);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            *counted.lock().unwrap() += 1;
            let _ = stream.read(&mut [0; 4096]);
            let refusal = http("413 Request Entity Too Large", "<html>413</html>");
            let _ = stream.write_all(refusal.as_bytes());
        }
    });
    let server =
        bbb_sdk::Server::with_checksum(&format!("http://{address}"), peer::SECRET, peer::FORTY);
    let client = Client::builder(server.unwrap())
        .no_proxy()
        .retries(AT_ONCE)
        .build();
    let body = Body::new("application/xml", vec![b' '; 16 << 20]);
    ends(move || client.send(&Ask(Query::new(), Some(body)))).unwrap_err();
    assert_eq!(*connections.lock().unwrap(), 1);
}

#[test]
fn a_short_body_is_sent_again() {
    let peer = at_first("");
    let client = peer.builder().retries(AT_ONCE).build();
    let body = Body::new("application/xml", "<modules/>");
    ends(move || client.send(&Ask(Query::new(), Some(body)))).unwrap();
    assert_eq!(peer.requests().len(), 2);
}

#[cfg(all(
    feature = "administration",
    feature = "recording",
    feature = "webhooks"
))]
mod lost_answers {
    use super::*;
    use bbb_sdk::administration::{Create, End};
    use bbb_sdk::recording::DeleteRecordings;
    use bbb_sdk::webhooks::DestroyHook;
    use bbb_sdk::{Call, ErrorKey};

    /// Returns a client whose first request gets this answer, or none if it is empty, and whose later ones are refused.
    fn refusing(first: &'static str, key: &str) -> Client {
        let body = format!(
            "<response><returncode>FAILED</returncode><messageKey>{key}</messageKey></response>"
        );
        let refusal = http("200 OK", &body);
        let peer = Peer::new(move |number, stream| {
            let answer = if number == 1 { first } else { &refusal };
            stream.write_all(answer.as_bytes()).is_ok() && !answer.is_empty()
        });
        peer.builder().retries(AT_ONCE).build()
    }

    #[track_caller]
    fn recovers<C: Call + Send + 'static>(call: C, key: &str) -> C::Output
    where
        C::Output: Send,
    {
        let client = refusing("", key);
        ends(move || client.send(&call)).unwrap()
    }

    #[test]
    fn what_is_gone_after_a_repetition_was_removed_by_the_first() {
        assert_eq!(recovers(End::new("room"), "notFound").message_key, None);
        let deleted = recovers(DeleteRecordings::new(["a"]), "notFound");
        assert_eq!(deleted.deleted, Some(true));
        let removed = recovers(DestroyHook::new("1"), "destroyMissingHook");
        assert_eq!(removed.removed, Some(true));
        // A gateway whose timeout passes does not know what the server did.
        let client = refusing(
            "HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n",
            "notFound",
        );
        ends(move || client.send(&End::new("room"))).unwrap();
    }

    #[test]
    fn another_refusal_is_what_it_is() {
        let client = refusing("", "checksumError");
        let error = ends(move || client.send(&End::new("room"))).unwrap_err();
        assert_eq!(error.key(), Some(&ErrorKey::ChecksumError));
    }

    #[test]
    fn a_refusal_without_a_lost_answer_is_what_it_is() {
        let peer = Peer::saying(http(
            "200 OK",
            "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey></response>",
        ));
        let client = peer.builder().retries(AT_ONCE).build();
        assert!(client.send(&End::new("room")).unwrap_err().is_not_found());
        // A server answers 429 before it does anything.
        let busy = "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n";
        let client = refusing(busy, "notFound");
        let error = ends(move || client.send(&End::new("room"))).unwrap_err();
        assert!(error.is_not_found(), "{error}");
    }

    #[test]
    fn a_meeting_that_may_be_anothers_stays_refused() {
        let client = refusing("", "idNotUnique");
        let error = ends(move || client.send(&Create::new("room", "Physics"))).unwrap_err();
        assert!(error.already_exists());
        assert_eq!(error.tries(), 2);
    }
}

// Observation.

/// Prints an exchange, except for its times, which differ between runs.
fn shown(exchange: &Exchange<'_>) -> String {
    let Exchange {
        call,
        attempt,
        status,
        error,
        bytes_sent,
        bytes_received,
        ..
    } = exchange;
    let (head, error) = (
        exchange.until_head.is_some(),
        error.map(ToString::to_string),
    );
    assert!(exchange.until_head.is_none_or(|head| head <= exchange.took));
    format!("{call} {attempt} {status:?} {head} {bytes_sent} {bytes_received:?} {error:?}")
}

#[test]
fn each_exchange_is_seen_without_secrets() {
    let peer = Peer::new(|number, stream| match number {
        1 => false,
        2 => stream.write_all(http("503 Busy", "").as_bytes()).is_ok(),
        _ => stream.write_all(http("200 OK", OK).as_bytes()).is_ok(),
    });
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (noted, address) = (Arc::clone(&seen), peer.server().address().to_owned());
    let client = peer
        .builder()
        .retries(AT_ONCE)
        .observe(move |exchange| {
            assert_eq!(exchange.address, address);
            for text in [shown(exchange), format!("{exchange:?}")] {
                assert!(
                    !text.contains("abab") && !text.contains("hunter2"),
                    "{text}"
                );
            }
            noted.lock().unwrap().push(shown(exchange));
        })
        .build();
    let mut query = Query::new();
    query.set("password", "hunter2");
    let body = Body::new("application/xml", "<modules/>");
    client.send(&Ask(query, Some(body))).unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "getMeetings 1 None false 10 None Some(\"getMeetings: the connection broke: Peer disconnected\")".to_owned(),
            "getMeetings 2 Some(503) true 10 Some(0) Some(\"getMeetings: the response is an empty body (HTTP 503)\")".to_owned(),
            format!("getMeetings 3 Some(200) true 10 Some({}) None", OK.len()),
        ]
    );
}

// Connections after broken responses.

#[test]
fn a_connection_is_not_kept_after_a_broken_response() {
    let chunked = |body: &str| {
        format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
            body.len()
        )
    };
    let doubled = OK.repeat(2);
    for body in [
        &*doubled,
        "<response><returncode>SUCC",
        "<response></wrong>",
    ] {
        for broken in [http("200 OK", body), chunked(body)] {
            let (sender, receiver) = std::sync::mpsc::channel();
            let peer = Peer::new(move |number, stream| {
                sender.send(stream.peer_addr().unwrap()).unwrap();
                let answer = if number == 1 {
                    broken.clone()
                } else {
                    http("200 OK", OK)
                };
                stream.write_all(answer.as_bytes()).is_ok()
            });
            let client = peer.client();
            client.send(&Ask::default()).unwrap_err();
            for _ in 0..2 {
                client.send(&Ask::default()).unwrap();
            }
            let [first, second, third] = [(); 3].map(|()| receiver.recv().unwrap());
            assert_ne!(first, second, "{body}");
            assert_eq!(second, third, "{body}");
        }
    }
}

/// A second copy of a response that arrives before the next call begins is not taken for the response to that call. A
/// copy that arrives later cannot be distinguished from it, because HTTP/1.1 does not number responses.
#[test]
fn a_copy_that_comes_late_is_not_the_next_answer() {
    let (late, copies) = std::sync::mpsc::channel::<()>();
    let (written, done) = std::sync::mpsc::channel::<()>();
    let copies = Mutex::new(copies);
    let refusal = "<response><returncode>FAILED</returncode></response>";
    let peer = Peer::new(move |number, stream| {
        let answer = if number == 1 { OK } else { refusal };
        let sent = stream.write_all(http("200 OK", answer).as_bytes()).is_ok();
        if number == 1 {
            copies.lock().unwrap().recv().unwrap();
            stream.write_all(http("200 OK", OK).as_bytes()).unwrap();
            written.send(()).unwrap();
        }
        sent
    });
    let client = peer.client();
    client.send(&Ask::default()).unwrap();
    late.send(()).unwrap();
    done.recv().unwrap();
    client.send(&Ask::default()).unwrap_err();
}
