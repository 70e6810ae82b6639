//! The client against peers that misbehave on the socket.
#![cfg(feature = "http")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop"
)]

mod peer;

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

// What is sent.

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
            .starts_with("parameter `query` makes a URL of 8"),
        "{error}"
    );
    assert_eq!(peer.requests(), Vec::<String>::new());
}

// Time.

#[track_caller]
fn runs_out_of_time(peer: &Peer, expected: TimeoutPhase) {
    let client = peer
        .builder()
        .response_timeout(SHORT)
        .body_timeout(SHORT)
        .build();
    assert_eq!(outcome(client), format!("Timeout({expected:?})"));
}

#[test]
fn silence() {
    let silent = Peer::new(|_, _| {
        thread::sleep(Duration::from_secs(60));
        false
    });
    runs_out_of_time(&silent, TimeoutPhase::Response);
}

#[test]
fn a_head_that_drips() {
    let peer = Peer::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Slow: ");
        endlessly(stream, "x", DRIP)
    });
    runs_out_of_time(&peer, TimeoutPhase::Response);
}

#[test]
fn continue_without_end() {
    let peer = Peer::new(|_, stream| endlessly(stream, "HTTP/1.1 100 Continue\r\n\r\n", DRIP));
    runs_out_of_time(&peer, TimeoutPhase::Response);
    let peer = Peer::new(|_, stream| endlessly(stream, "HTTP/1.1 103 Early Hints\r\n\r\n", DRIP));
    runs_out_of_time(&peer, TimeoutPhase::Response);
}

#[test]
fn a_body_that_drips() {
    for head in [
        "Content-Length: 1000000",
        "Transfer-Encoding: chunked",
        "X-Until: close",
    ] {
        let piece = if head.ends_with("chunked") {
            "1\r\n<\r\n"
        } else {
            "<"
        };
        let peer = Peer::new(move |_, stream| {
            let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes());
            endlessly(stream, piece, DRIP)
        });
        runs_out_of_time(&peer, TimeoutPhase::Body);
    }
}

#[test]
fn a_chunk_size_that_never_ends() {
    let peer = Peer::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        endlessly(stream, "0", DRIP)
    });
    let client = peer.builder().body_timeout(SHORT).build();
    let outcome = outcome(client);
    assert!(
        matches!(&*outcome, "Timeout(Body)" | "Protocol"),
        "{outcome}"
    );
}

#[test]
fn a_peer_that_does_not_read() {
    let (sender, receiver) = mpsc::channel::<()>();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let accepted = listener.accept();
        let _ = receiver.recv();
        drop(accepted);
    });
    let server = Server::with_checksum(&format!("http://{address}"), SECRET, FORTY).unwrap();
    let client = Client::builder(server)
        .no_proxy()
        .send_timeout(SHORT)
        .build();
    let error = ends(move || {
        let body = Body::new("application/xml", vec![b' '; 64 << 20]);
        client.send(&Do(Query::new(), Some(body))).unwrap_err()
    });
    assert_eq!(described(&error), "Timeout(Send)");
    drop(sender);
}

#[test]
fn a_handshake_that_never_comes() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    let server = Server::with_checksum(&address, SECRET, FORTY).unwrap();
    let client = Client::builder(server)
        .no_proxy()
        .connect_timeout(SHORT)
        .build();
    let expected = if cfg!(any(feature = "rustls", feature = "native-tls")) {
        "Timeout(Connect)"
    } else {
        "Setup"
    };
    assert_eq!(outcome(client), expected);
}

// Size.

#[test]
fn heads_without_end() {
    for piece in ["X-More: and more\r\n", "x"] {
        let peer = Peer::new(move |_, stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ");
            endlessly(stream, &piece.repeat(1000), Duration::ZERO)
        });
        assert_eq!(outcome(peer.client()), "Protocol");
    }
}

#[test]
fn bodies_beyond_the_limit() {
    let limited = |peer: &Peer| outcome(peer.builder().body_limit(1000).build());
    let declared = Peer::saying("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n<");
    assert_eq!(limited(&declared), "200 Limit(\"bytes\")");
    let declared = Peer::saying("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n<");
    assert_eq!(limited(&declared), "200 Limit(\"bytes\")");
    for (head, piece) in [
        ("Transfer-Encoding: chunked", "5\r\n<a/>\n\r\n"),
        ("Connection: close", "<a/>\n"),
    ] {
        let endless = Peer::new(move |_, stream| {
            let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes());
            endlessly(stream, piece, Duration::ZERO)
        });
        assert_eq!(limited(&endless), "200 Limit(\"bytes\")");
    }
}

#[test]
fn a_body_as_long_as_the_limit() {
    let peer = Peer::saying(http("200 OK", OK));
    let client = peer.builder().body_limit(OK.len()).build();
    assert_eq!(outcome(client), "an answer");
}

#[test]
#[cfg(feature = "gzip")]
fn a_body_that_grows_when_it_is_decompressed() {
    let bomb = include_bytes!("fixtures/transport/zeros.gz");
    let peer = Peer::saying(compressed(bomb));
    let client = peer.builder().body_limit(1_000).build();
    assert_eq!(outcome(client), "200 Limit(\"bytes\")");
    // What is no answer is not read to its end.
    assert_eq!(outcome(peer.client()), "200 Text");
}

#[test]
#[cfg(feature = "gzip")]
fn a_compressed_body_that_is_none_or_stops() {
    let gzipped = gzipped(OK.as_bytes());
    answers(compressed(&gzipped), "an answer");
    for end in [5, gzipped.len() / 2, gzipped.len() - 1] {
        answers(compressed(&gzipped[..end]), "200 CutOff");
    }
    answers(compressed(OK.as_bytes()), "200 Encoding");
}

/// A gzip member that holds the bytes as they are.
#[cfg(feature = "gzip")]
fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let bit = |sum: u32| (sum >> 1) ^ (0xEDB8_8320 * (sum & 1));
    let sum = bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| bit(sum))
    });
    let length = u16::try_from(bytes.len()).unwrap();
    let mut member = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1];
    member.extend(length.to_le_bytes());
    member.extend((!length).to_le_bytes());
    member.extend(bytes);
    member.extend((!sum).to_le_bytes());
    member.extend(u32::from(length).to_le_bytes());
    member
}

#[cfg(feature = "gzip")]
fn compressed(body: &[u8]) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length";
    let head = format!("{head}: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

// Whole answers and cut ones.

#[test]
fn an_answer_is_read_whatever_its_framing() {
    answers(http("200 OK", OK), "an answer");
    answers(format!("HTTP/1.0 200 OK\r\n\r\n{OK}"), "an answer");
    answers(
        format!("HTTP/1.1 200\r\nConnection: close\r\n\r\n{OK}"),
        "an answer",
    );
    let (first, second) = OK.split_at(20);
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n{first}\r\n{:x};a=b\r\n{second}\r\n0\r\n\r\n",
        second.len()
    );
    answers(chunked, "an answer");
    answers(
        format!("HTTP/1.1 100 Continue\r\n\r\n{}", http("200 OK", OK)),
        "an answer",
    );
}

#[test]
fn a_cut_answer_is_no_success() {
    let longer = OK.len() + 1;
    answers(
        format!("HTTP/1.1 200 OK\r\nContent-Length: {longer}\r\n\r\n{OK}"),
        "200 CutOff",
    );
    let chunk = format!("{:x}\r\n{OK}\r\n", OK.len());
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    answers(format!("{head}{chunk}"), "200 CutOff");
    answers(format!("{head}{chunk}5\r\n"), "200 CutOff");
    answers(format!("{head}{:x}\r\n{OK}", OK.len() + 9), "200 CutOff");
    answers(format!("{head}{chunk}zz\r\n"), "Protocol");
    answers(http("200 OK", OK.trim_end_matches('>')), "200 CutOff");
    answers(http("200 OK", ""), "200 Empty");
    answers(http("200 OK", &OK.repeat(2)), "200 Doubled");
}

#[test]
fn what_is_no_http() {
    answers("<response/>\r\n\r\n", "Protocol");
    answers("SSH-2.0-OpenSSH_9.6\r\n", "Protocol");
    answers("", "Broken");
    answers("HTTP/1.1 200 OK\r\n", "Broken");
    answers(
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "Protocol",
    );
}

// Statuses.

#[test]
fn a_refusal_counts_whatever_the_status() {
    let refusal = "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey></response>";
    for status in ["200 OK", "403 Forbidden", "500 Internal Server Error"] {
        let expected = format!("{} refused Some(ChecksumError)", &status[..3]);
        answers(http(status, refusal), &expected);
    }
    let error = "<response><returncode>ERROR</returncode><messageKey>b3scale_server_error</messageKey></response>";
    answers(
        http("500 Error", error),
        "500 refused Some(B3scaleServerError)",
    );
}

#[test]
fn a_success_counts_whatever_the_status() {
    answers(http("500 Internal Server Error", OK), "an answer");
}

#[test]
fn without_an_answer_the_status_is_told() {
    answers(http("401 Unauthorized", "Unauthorized"), "401 Text");
    answers(
        http(
            "404 Not Found",
            "<!DOCTYPE html><html><body>Not Found</body></html>",
        ),
        "404 Html",
    );
    answers(http("405 Method Not Allowed", ""), "405 Empty");
    answers(
        http("502 Bad Gateway", "<html><h1>502 Bad Gateway</h1></html>"),
        "502 Html",
    );
    answers("HTTP/1.1 204 No Content\r\n\r\n", "204 Empty");
}

#[test]
fn redirects_are_not_followed() {
    let elsewhere = Peer::saying(http("200 OK", OK));
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let head = format!(
            "HTTP/1.1 {status}\r\nLocation: http://{}/x?token=1\r\n",
            elsewhere.address
        );
        let expected = format!("{} Redirect(\"{}\")", &status[..3], elsewhere.address);
        let peer = Peer::saying(format!("{head}Content-Length: 4\r\n\r\ngone"));
        assert_eq!(outcome(peer.client()), expected);
        assert_eq!(
            outcome(Client::with_transport(peer.server(), Ureq::from(agent()))),
            expected
        );
        let peer = Peer::saying(format!("{head}Content-Length: 0\r\n\r\n"));
        assert_eq!(outcome(peer.client()), expected);
    }
    assert_eq!(elsewhere.requests(), Vec::<String>::new());
}

/// An agent with ureq's own settings: it follows redirects and makes errors of statuses.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().proxy(None).build().into()
}

#[test]
fn an_agent_of_ones_own_makes_no_errors_of_statuses() {
    let peer = Peer::saying(http("500 Internal Server Error", OK));
    assert_eq!(
        outcome(Client::with_transport(peer.server(), Ureq::from(agent()))),
        "an answer"
    );
}

// Connections.

#[test]
fn nothing_listens() {
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let server = Server::with_checksum(&format!("http://{address}"), SECRET, FORTY).unwrap();
    assert_eq!(
        outcome(Client::builder(server).no_proxy().build()),
        "Connect"
    );
}

#[test]
fn a_name_without_an_address() {
    // No label is so long: the system tells without asking anybody.
    let name = format!("{}.example", "a".repeat(70));
    let error = (&*name, 80).to_socket_addrs().unwrap_err();
    assert_eq!(described(&Error::io(error)), "Resolve");
}

#[test]
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn tls_with_a_peer_that_has_none() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.write_all(http("400 Bad Request", "").as_bytes());
        thread::sleep(Duration::from_secs(60));
    });
    let server = Server::with_checksum(&format!("https://{address}"), SECRET, FORTY).unwrap();
    assert_eq!(outcome(Client::builder(server).no_proxy().build()), "Tls");
}

#[test]
fn a_connection_is_kept() {
    let (sender, receiver) = mpsc::channel();
    let peer = Peer::new(move |_, stream| {
        sender.send(stream.peer_addr().unwrap()).unwrap();
        stream.write_all(http("200 OK", OK).as_bytes()).is_ok()
    });
    let client = peer.client();
    client.send(&Ask::default()).unwrap();
    client.clone().send(&Ask::default()).unwrap();
    assert_eq!(receiver.recv().unwrap(), receiver.recv().unwrap());
}

#[test]
fn a_call_on_a_kept_connection_that_breaks_is_not_repeated() {
    let peer = Peer::new(|number, stream| {
        number == 1 && stream.write_all(http("200 OK", OK).as_bytes()).is_ok()
    });
    let client = peer.client();
    client.send(&Do::default()).unwrap();
    assert_eq!(
        described(&client.send(&Do::default()).unwrap_err()),
        "Broken"
    );
    assert_eq!(peer.requests().len(), 2);
}

#[test]
fn what_a_peer_sends_unasked_is_not_taken_for_the_next_answer() {
    let peer = Peer::new(|number, stream| {
        let twice = http("200 OK", OK).repeat(if number == 1 { 2 } else { 0 });
        let refusal = http(
            "200 OK",
            "<response><returncode>FAILED</returncode></response>",
        );
        stream.write_all((twice + &refusal).as_bytes()).is_ok()
    });
    let client = peer.client();
    client.send(&Ask::default()).unwrap();
    assert_eq!(outcome(client), "200 refused None");
}

#[test]
fn threads_share_a_client() {
    let peer = Peer::new(|_, stream| stream.write_all(http("200 OK", OK).as_bytes()).is_ok());
    let client = peer.client();
    let sent = thread::scope(|scope| {
        let work = || {
            (0..50)
                .filter(|_| client.send(&Ask::default()).is_ok())
                .count()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum::<usize>()
    });
    assert_eq!((sent, peer.requests().len()), (400, 400));
}

// Proxies.

#[test]
fn through_a_proxy() {
    let proxy = Peer::new(|number, stream| {
        let tunnel = "HTTP/1.1 200 Connection established\r\n\r\n".to_owned();
        let answer = if number == 1 {
            tunnel
        } else {
            http("200 OK", OK)
        };
        stream.write_all(answer.as_bytes()).is_ok()
    });
    let server = Server::with_checksum("http://bbb.example.com", SECRET, FORTY).unwrap();
    let client = Client::builder(server)
        .proxy(&format!("http://user:hunter2@{}", proxy.address))
        .unwrap()
        .build();
    assert_eq!(outcome(client), "an answer");
    let requests = proxy.requests();
    assert!(
        requests[0].starts_with("CONNECT bbb.example.com:80 HTTP/1.1\r\n"),
        "{requests:?}"
    );
    assert!(
        requests[0].contains("Proxy-Authorization: Basic dXNlcjpodW50ZXIy\r\n"),
        "{requests:?}"
    );
    assert!(
        requests[1].starts_with("GET /bigbluebutton/api/getMeetings?"),
        "{requests:?}"
    );
}

#[test]
fn a_proxy_that_refuses() {
    let proxy = Peer::saying("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    let server = Server::with_checksum("http://bbb.example.com", SECRET, FORTY).unwrap();
    let client = Client::builder(server)
        .proxy(&format!("http://{}", proxy.address))
        .unwrap()
        .build();
    let error = ends(move || client.send(&Ask::default()).unwrap_err());
    assert_eq!(described(&error), "Proxy(Some(407))");
    assert_eq!(
        error.to_string(),
        "getMeetings: the proxy refused to connect (HTTP 407)"
    );
    assert!(!error.is_retryable());
}

#[test]
fn proxies_that_cannot_be_used() {
    for url in [
        "",
        "::",
        "socks5://127.0.0.1:1080",
        "socks5h://127.0.0.1:1080",
        "ftp://h:1",
        "http://h:99999",
        "http://:3128",
        "http://user:password@:3128",
        "http://h:",
        "h:0",
    ] {
        let server = Server::with_checksum("https://h", SECRET, FORTY).unwrap();
        let error = Client::builder(server).proxy(url).unwrap_err().to_string();
        assert_eq!(
            error, "parameter `proxy` is not the URL of an HTTP proxy",
            "{url}"
        );
    }
}

// TLS.

#[test]
#[cfg(feature = "rustls")]
fn certificates_that_cannot_be_used() {
    use bbb_sdk::client::Tls;
    let refused = |pem| Tls::RUSTLS.trusting(pem).unwrap_err().to_string();
    assert_eq!(
        refused(""),
        "parameter `root certificates` hold no `BEGIN CERTIFICATE`"
    );
    assert_eq!(
        refused("-----BEGIN CERTIFICATE-----\n****\n-----END CERTIFICATE-----\n"),
        "parameter `root certificates` are not PEM"
    );
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in [pem.to_owned(), format!("\u{FEFF}{pem}")] {
        assert_eq!(
            format!("{:?}", Tls::RUSTLS.trusting(&pem).unwrap()),
            "Tls(Rustls, 1)"
        );
    }
    assert_eq!(format!("{:?}", Tls::RUSTLS), "Tls(Rustls, WebPki)");
}

#[test]
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn without_tls_the_error_says_so() {
    let peer = Peer::saying("");
    let address = format!("https://{}", peer.address);
    let server = Server::with_checksum(&address, SECRET, FORTY).unwrap();
    let error = Client::new(server).send(&Ask::default()).unwrap_err();
    let words = error.to_string();
    assert!(words.contains("feature `rustls`"), "{words}");
}

// Repetitions.

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
