//! Connections: none, kept ones, proxies and TLS.

use super::*;

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
    // No label of a host name is this long, so the system refuses it without a lookup.
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
        format!(
            "getMeetings: the proxy refused to connect (HTTP 407): it is {}",
            proxy.address
        )
    );
    assert!(!error.is_retryable());
}

/// It is the proxy that is not there, and the server may be all right.
#[test]
fn a_proxy_that_is_not_there() {
    // No label of a host name is this long, so the system refuses it without a lookup.
    let unknown = format!("{}.invalid:3128", "p".repeat(64));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = listener.local_addr().unwrap().to_string();
    drop(listener);
    for (proxy, cause) in [
        (
            &unknown,
            format!("could not resolve the host name of {unknown}"),
        ),
        (
            &gone,
            format!("could not connect to {gone}: Connection refused (os error "),
        ),
    ] {
        let proxy = ureq::Proxy::new(&format!("http://user:hunter2@{proxy}")).unwrap();
        let agent = ureq::Agent::config_builder().proxy(Some(proxy)).build();
        let server = Server::with_checksum("http://127.0.0.1:9", SECRET, FORTY).unwrap();
        let client = Client::with_transport(server, Ureq::from(agent.new_agent()));
        let (error, report) = ends(move || {
            let error = client.send(&Ask::default()).unwrap_err();
            (error, client.check().to_string())
        });
        assert_eq!(described(&error), "Proxy(None)");
        assert!(error.is_retryable());
        // The system's own words follow.
        let said = format!("the proxy did not connect to the server: {cause}");
        assert!(
            error
                .to_string()
                .starts_with(&format!("getMeetings: {said}")),
            "{error}"
        );
        let found = format!("http://127.0.0.1:9/bigbluebutton/api/: {said}");
        assert!(report.starts_with(&found), "{report}");
        assert!(
            report.ends_with(
                ". Is the proxy's address right, and does the proxy run? The environment may have named it, as `HTTPS_PROXY`."
            ),
            "{report}"
        );
        assert!(!format!("{error:?}{report}").contains("hunter2"));
    }
}

/// The connection breaks at the proxy or behind it.
#[test]
fn a_connection_through_a_proxy_that_breaks() {
    let proxy = Peer::saying("no HTTP\r\n\r\n");
    let server = Server::with_checksum("http://127.0.0.1:9", SECRET, FORTY).unwrap();
    let client = Client::builder(server)
        .proxy(&format!("http://{}", proxy.address))
        .unwrap()
        .build();
    let error = ends(move || client.send(&Ask::default()).unwrap_err()).to_string();
    let expected = format!("through the proxy {}", proxy.address);
    assert!(error.contains(&expected), "{error}");
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
        "rubbish",
        "user:password@rubbish",
    ] {
        let server = Server::with_checksum("https://h", SECRET, FORTY).unwrap();
        let error = Client::builder(server).proxy(url).unwrap_err().to_string();
        assert_eq!(
            error,
            "parameter `proxy` is not the URL of an HTTP proxy, such as `http://proxy.example.com:3128`",
            "{url}"
        );
    }
}

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
