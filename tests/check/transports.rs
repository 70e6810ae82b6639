//! Verdicts on errors of the transport and on the scheme.

use super::*;

/// Checks that a report names the scheme that the server expects.
#[track_caller]
fn expects(report: &Report, scheme: &str) {
    assert!(
        matches!(report.calls, CallsVerdict::WrongScheme { expected, .. } if expected == scheme),
        "{report:?}"
    );
}

#[test]
fn an_http_address_of_an_https_server() {
    let redirect = |address: &str, to: &'static str| {
        check_at(address, move |_| {
            Ok(HttpResponse::new(301, &b"<html>Moved</html>"[..]).header("Location", to))
        })
    };
    let report = redirect(
        "http://bbb.example.com/bigbluebutton/",
        "https://BBB.example.com/bigbluebutton/api/isMeetingRunning?checksum=0",
    );
    expects(&report, "https");
    let text = report.to_string();
    assert!(
        text.ends_with("Begin the address with `https://`."),
        "{text}"
    );
    let report = redirect(
        "http://bbb.example.com:8080/bigbluebutton/",
        "https://bbb.example.com/",
    );
    expects(&report, "https");
    for (address, to) in [
        (
            "http://bbb.example.com/bigbluebutton/",
            "https://www.example.com/",
        ),
        (
            "http://bbb.example.com/bigbluebutton/",
            "http://bbb.example.com/b",
        ),
        (
            "https://bbb.example.com/bigbluebutton/",
            "https://bbb.example.com/b",
        ),
        ("http://bbb.example.com/bigbluebutton/", "/b"),
    ] {
        let report = redirect(address, to);
        assert!(
            matches!(report.calls, CallsVerdict::NotBigBlueButton(_)),
            "{to} {report:?}"
        );
        let text = report.to_string();
        assert!(
            text.ends_with("If the server has moved, use the address that it redirects to."),
            "{text}"
        );
    }
}

#[test]
fn http_on_the_port_of_https() {
    for words in [
        "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>",
        "<html><p>Reason: You're speaking plain HTTP to an SSL-enabled server port.</p></html>",
        "Client sent an HTTP request to an HTTPS server.\n",
    ] {
        let at = |address| {
            check_at(address, move |_| {
                Ok(HttpResponse::new(400, words.as_bytes()))
            })
        };
        let report = at("http://bbb.example.com:443/bigbluebutton/");
        assert!(
            matches!(
                report.calls,
                CallsVerdict::WrongScheme {
                    expected: "https",
                    ..
                }
            ),
            "{report:?}"
        );
        let report = at("https://bbb.example.com/bigbluebutton/");
        assert!(
            matches!(report.calls, CallsVerdict::NotBigBlueButton(_)),
            "{report:?}"
        );
    }
}

#[test]
fn https_on_the_port_of_http() {
    for words in [
        "received corrupt message of type InvalidContentType",
        "error:0A00010B:SSL routines:tls_validate_record_header:wrong version number",
        "error:0A0000C6:SSL routines:tls_get_more_records:packet length too long",
        "error:0A00009C:SSL routines::http request",
    ] {
        let report = check_at("https://bbb.example.com:80/bigbluebutton/", move |_| {
            Err(Error::transport(TransportProblem::Tls, words))
        });
        assert!(
            matches!(
                report.calls,
                CallsVerdict::WrongScheme {
                    expected: "http",
                    ..
                }
            ),
            "{report:?}"
        );
        let end = "Begin the address with `http://`, or use the port for https.";
        assert!(report.to_string().ends_with(end), "{report}");
    }
}

/// The report of a transport's error contains its cause and a remedy.
/// A setting of the client says nothing about the server.
#[test]
fn nothing_is_sent() {
    let address = "https://bbb.example.com/bigbluebutton/";
    let server = Server::with_checksum(address, "secret", Checksum::SHA256).unwrap();
    let client = Client::with_transport(server.clone(), |_: &Request, _: &Timeouts| {
        Ok(HttpResponse::from("<html>Welcome</html>"))
    });
    for (client, problem) in [
        (
            client.body_timeout(std::time::Duration::ZERO),
            "parameter `body_timeout` is zero, which leaves no time: use `None` for no timeout",
        ),
        (
            client.with_server(server.url_limit(9)),
            "parameter `meetingID` takes 23 of the 156 bytes of the URL, which is over the limit of 9 bytes, \
             set by `Server::url_limit`: send fewer or shorter values",
        ),
    ] {
        let report = client.check();
        assert!(
            matches!(report.calls, CallsVerdict::Unreachable(_)),
            "{report:?}"
        );
        assert_eq!(
            report.to_string(),
            format!("https://bbb.example.com/bigbluebutton/api/: {problem}")
        );
    }
}

#[test]
fn no_response() {
    let private = "No trusted authority issued the certificate. Trust a private authority with `Tls::trusting`, or install the \
                   whole certificate chain on the server.";
    let self_signed = "The server's own certificate says that it is an authority, as `openssl req -x509` makes it. Either create \
                       it again with `-addext basicConstraints=critical,CA:FALSE` and trust it, or use `Tls::NATIVE`, which \
                       accepts it.";
    let name = "The certificate is for another host name. Use the name that it is for.";
    for (problem, cause, advice) in [
        (
            TransportProblem::Resolve,
            "no such host",
            "Is the host name spelt right?",
        ),
        (
            TransportProblem::Connect,
            "refused",
            "Does the server run, and does a firewall or proxy let this machine through?",
        ),
        (
            TransportProblem::Proxy(Some(407)),
            "Proxy Authentication Required",
            "The proxy wants a user name and a password: `http://user:password@proxy.example.com:3128`.",
        ),
        (
            TransportProblem::Proxy(Some(403)),
            "Forbidden",
            "Does the proxy let this machine reach the server? The environment may have named it, as `HTTPS_PROXY`.",
        ),
        (
            TransportProblem::Timeout(TimeoutPhase::Connect),
            "10 s",
            "Is the server overloaded, or does a firewall drop what is sent to it?",
        ),
        (
            TransportProblem::Protocol,
            "bad status",
            "Is it the right port, and does it expect https?",
        ),
        (
            TransportProblem::Broken,
            "reset",
            "Does the port expect the other scheme, `https` or `http`, or is the server restarting?",
        ),
        (
            TransportProblem::Tls,
            "invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))",
            self_signed,
        ),
        (
            TransportProblem::Tls,
            "invalid peer certificate: UnknownIssuer",
            private,
        ),
        (
            TransportProblem::Tls,
            "certificate verify failed: self-signed certificate in certificate chain",
            private,
        ),
        (
            TransportProblem::Tls,
            "invalid peer certificate: NotValidForName",
            name,
        ),
        (
            TransportProblem::Tls,
            "invalid peer certificate: Expired",
            "The certificate has expired. Renew it, and check this machine's clock.",
        ),
        (
            TransportProblem::Tls,
            "alert",
            &format!(
                "Is the certificate valid for this host name? {}",
                &private[private.find("Trust a").unwrap_or(0)..]
            ),
        ),
    ] {
        let report = check_at("https://bbb.example.com/bigbluebutton/", move |_| {
            Err(Error::transport(problem, cause))
        });
        assert!(
            matches!(report.calls, CallsVerdict::Unreachable(_)),
            "{report:?}"
        );
        advises(&report, &format!("{problem}: {cause}. {advice}"));
    }
}
