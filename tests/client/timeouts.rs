//! Timeouts of each phase.

use super::*;

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
fn a_timeout_of_zero_is_refused_before_anything_is_sent() {
    let peer = Peer::saying(http("200 OK", OK));
    let client = peer.client();
    for (setting, client) in [
        ("connect", client.connect_timeout(Duration::ZERO)),
        ("send", client.send_timeout(Duration::ZERO)),
        ("response", client.response_timeout(Duration::ZERO)),
        ("body", client.body_timeout(Duration::ZERO)),
    ] {
        let refused = format!(
            "parameter `{setting}_timeout` is zero, which leaves no time: use `None` for no timeout"
        );
        let client = client.retries(Retry::times(1).first_pause(Duration::ZERO));
        let error = client.send(&Ask::default()).unwrap_err();
        assert_eq!(error.to_string(), refused);
        assert!(!error.is_retryable());
    }
    assert_eq!(peer.requests(), Vec::<String>::new());
    let least = Duration::from_nanos(1);
    let client = client.connect_timeout(least).send_timeout(least);
    let client = client.response_timeout(least).body_timeout(least);
    let outcome = outcome(client);
    assert!(outcome.starts_with("Timeout("), "{outcome}");
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
