//! Verdicts on calls.

use super::*;

#[test]
fn nothing_is_wrong() {
    let report = check(|call, _| match call {
        "" => (
            200,
            "<response><returncode>SUCCESS</returncode><bbbVersion>3.0.4</bbbVersion></response>",
        ),
        _ => YES,
    });
    assert!(report.works());
    assert_eq!(report.version.as_deref(), Some("3.0.4"));
    advises(
        &report,
        "address, secret and algorithm are right.\nBigBlueButton 3.0.4 answers.\nWebhooks work.",
    );
}

#[test]
fn a_wrong_secret() {
    let report = check(|call, _| if call.is_empty() { YES } else { WRONG });
    assert!(
        matches!(&report.calls, CallsVerdict::Secret { tried, .. } if *tried == ["sha256", "sha1", "sha512", "sha384"]),
        "{report:?}"
    );
    assert!(!report.works());
    advises(&report, SECRET_ADVICE);
}

/// The verdict is a wrong secret only if the server refused every checksum, and a right one only if it accepted one.
#[test]
fn a_verdict_needs_evidence() {
    for (status, body, came) in [
        (
            503,
            "<html>Busy</html>",
            "the response is an HTML page (HTTP 503): Busy",
        ),
        (
            429,
            "slow down",
            "the response is text (HTTP 429): slow down",
        ),
        (502, "", "the response is an empty body (HTTP 502)"),
        (
            200,
            "<html>Welcome</html>",
            "the response is an HTML page (HTTP 200): Welcome",
        ),
        (
            404,
            "<html>None</html>",
            "the response is an HTML page (HTTP 404): None",
        ),
        // A refusal without a key, or by a busy server, may come before the checksum is checked.
        (
            200,
            "<response><returncode>FAILED</returncode><message>Try again</message></response>",
            "the server refused with FAILED: Try again",
        ),
        (
            429,
            "<response><returncode>FAILED</returncode><messageKey>rateLimit</messageKey></response>",
            "the server refused with rateLimit",
        ),
        (
            503,
            "{\"response\":{\"returncode\":\"FAILED\",\"messageKey\":\"down\"}}",
            "the server refused with down",
        ),
        (
            200,
            "<response><returncode>SUC",
            "the response is a truncated body (HTTP 200): SUC",
        ),
    ] {
        let report = check(move |_, digits| if digits == 64 { WRONG } else { (status, body) });
        let CallsVerdict::Undetermined {
            refused, unclear, ..
        } = &report.calls
        else {
            panic!("{report:?}");
        };
        assert_eq!(*refused, ["sha256"]);
        let names: Vec<_> = unclear.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["sha1", "sha512", "sha384"]);
        let each =
            names.map_each(|name| format!("With {name} this came: isMeetingRunning: {came}"));
        advises(
            &report,
            &format!(
                "the server refuses the checksum with sha256, and whether the secret or the algorithm is wrong could not be told. \
                 Try again later. {}.",
                each.join("; ")
            ),
        );
    }
    // A broken connection is no evidence either.
    let report = check_at("https://bbb.example.com/bigbluebutton/", |request| {
        let (_, digits) = request.url().split_once("checksum=").unwrap_or_default();
        if digits.len() == 40 {
            return Err(Error::transport(TransportProblem::Broken, "reset"));
        }
        Ok(HttpResponse::new(WRONG.0, WRONG.1.as_bytes()))
    });
    assert!(
        matches!(&report.calls, CallsVerdict::Undetermined { refused, unclear, .. }
            if *refused == ["sha256", "sha512", "sha384"] && unclear.len() == 1),
        "{report:?}"
    );
}

trait MapEach {
    fn map_each(&self, text: impl Fn(&str) -> String) -> Vec<String>;
}

impl MapEach for Vec<&str> {
    fn map_each(&self, text: impl Fn(&str) -> String) -> Vec<String> {
        self.iter().map(|name| text(name)).collect()
    }
}

#[test]
fn an_algorithm_that_is_not_accepted() {
    // A refusal with another key also shows that the checksum was accepted.
    const OTHER: Answer = (
        200,
        "<response><returncode>FAILED</returncode><messageKey>internalError</messageKey></response>",
    );
    for accepted in [YES, OTHER] {
        let report = check(move |call, digits| match (call, digits) {
            ("isMeetingRunning", 40) => accepted,
            ("isMeetingRunning", 128) => (503, "<html>Busy</html>"),
            ("", _) => YES,
            _ => WRONG,
        });
        assert!(
            matches!(&report.calls, CallsVerdict::Algorithm { refused: "sha256", accepted, .. } if *accepted == ["sha1"]),
            "{report:?}"
        );
        advises(
            &report,
            "the secret is right, but the server does not accept sha256. It accepts sha1. Choose one with `Server::with_checksum`.",
        );
    }
}

#[test]
fn a_refusal_for_another_reason() {
    let report = check(|_, _| {
        (
            200,
            "<response><returncode>FAILED</returncode><messageKey>internalError</messageKey><message>Oops</message></response>",
        )
    });
    assert!(matches!(report.calls, CallsVerdict::Refused(_)));
    advises(
        &report,
        "the secret is right, but the server refuses the call (isMeetingRunning: the server refused with internalError: Oops).",
    );
}

/// A refusal without a key may come before or after the checksum is checked.
#[test]
fn a_refusal_without_a_key() {
    const REFUSAL: &str =
        "<response><returncode>FAILED</returncode><message>No node</message></response>";
    let report = check(|_, _| (200, REFUSAL));
    assert!(
        matches!(&report.calls, CallsVerdict::Undetermined { refused, unclear, .. } if refused.is_empty() && unclear.len() == 1),
        "{report:?}"
    );
    advises(
        &report,
        "whether the secret and the algorithm are right could not be told. Try again later. With sha256 this came: isMeetingRunning: the server refused with FAILED: No node.",
    );
    let report = check(|call, _| {
        (
            200,
            if call.starts_with("hooks/") {
                REFUSAL
            } else {
                YES.1
            },
        )
    });
    assert!(report.works());
    assert!(
        matches!(report.webhooks, WebhooksVerdict::Undetermined(_)),
        "{report:?}"
    );
}

#[test]
fn a_server_that_is_down_is_not_a_wrong_address() {
    const DOWN: &str = "The server answers, but the service is down or overloaded: look at the server, not at the address, and try again later.";
    for (status, advice) in [
        (
            429,
            "A rate limit refuses the request: wait, or ask the administrator to raise the limit.",
        ),
        (
            502,
            "The web server answers, but BigBlueButton behind it does not run: look at the server, not at the address. `bbb-conf --check` and `bbb-conf --status` there tell more.",
        ),
        (
            500,
            "An error occurred inside the server: look at its log first, on a BigBlueButton server `/var/log/bigbluebutton/bbb-web.log`, and then at the address.",
        ),
        (503, DOWN),
        (504, DOWN),
        (521, DOWN),
    ] {
        let report = check(move |_, _| (status, "<html><h1>nginx</h1></html>"));
        assert!(
            matches!(report.calls, CallsVerdict::Unavailable(_)),
            "{report:?}"
        );
        advises(
            &report,
            &format!(
                "the server is not available (isMeetingRunning: the response is an HTML page (HTTP {status}): nginx). {advice}"
            ),
        );
        assert!(matches!(report.webhooks, WebhooksVerdict::Unchecked));
        if status == 500 {
            continue; // b3scale refuses with it.
        }
        // A refusal with such a status is no evidence either.
        let report = check(move |_, _| {
            (
                status,
                "<response><returncode>FAILED</returncode><messageKey>busy</messageKey></response>",
            )
        });
        assert!(
            matches!(report.calls, CallsVerdict::Unavailable(_)),
            "{report:?}"
        );
        // The application behind the web server responds.
        let advice = if status == 502 { DOWN } else { advice };
        advises(
            &report,
            &format!(
                "the server is not available (isMeetingRunning: the server refused with busy). {advice}"
            ),
        );
    }
}

#[test]
fn an_answer_of_something_else() {
    const ADDRESS: &str = "On a BigBlueButton server, `bbb-conf --secret` prints the address. A load balancer has a path of its own, \
         which its administrator knows.";
    const CREDENTIALS: &str = "Something in front of the server wants credentials. Set them with `ClientBuilder::basic_auth`, or ask for this \
         machine to be let through.";
    for (status, advice) in [
        (200, ADDRESS),
        (404, ADDRESS),
        (405, ADDRESS),
        (501, ADDRESS),
        (401, CREDENTIALS),
        (403, CREDENTIALS),
    ] {
        let report = check(move |_, _| (status, "<html>Hello</html>"));
        let CallsVerdict::NotBigBlueButton(error) = &report.calls else {
            panic!("{report:?}");
        };
        assert_eq!(
            error.is_unsupported(),
            matches!(status, 404 | 405),
            "{status}"
        );
        advises(
            &report,
            &format!(
                "what answers is not BigBlueButton's API (isMeetingRunning: the response is an HTML page (HTTP {status}): Hello). {advice}"
            ),
        );
    }
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
    let text = report.to_string();
    assert!(
        text.ends_with("Begin the address with `https://`."),
        "{text}"
    );
    let report = redirect(
        "http://bbb.example.com:8080/bigbluebutton/",
        "https://bbb.example.com/",
    );
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

/// Each setting that a report advises to change is a variant, for programs that use other names for it.
#[test]
fn remedies_are_told_apart_without_their_words() {
    let remedy = |report: Report| report.findings().remove(0).remedy.unwrap();
    let trouble = |cause: &'static str| {
        remedy(check_at("https://bbb.example.com/", move |_| {
            Err(Error::transport(TransportProblem::Tls, cause))
        }))
    };
    assert_eq!(trouble("UnknownIssuer"), Remedy::TrustAuthority);
    assert_eq!(trouble("CaUsedAsEndEntity"), Remedy::RecreateCertificate);
    let words = "Renew it, and check this machine's clock.";
    assert_eq!(trouble("Expired"), Remedy::Elsewhere(words));
    let gateway = remedy(check(|_, _| (401, "<html>Log in</html>")));
    assert_eq!(gateway, Remedy::Credentials);
    let old = remedy(check(|_, digits| if digits == 40 { YES } else { WRONG }));
    assert!(
        matches!(&old, Remedy::Checksum { accepted, .. } if *accepted == ["sha1"]),
        "{old:?}"
    );
    let webhooks = check(|call, digits| match (call, digits) {
        ("hooks/list", 64 | 96 | 128) => WRONG,
        _ => YES,
    });
    let last = webhooks.findings().pop().unwrap();
    assert_eq!(
        last.found,
        "Webhooks do not accept sha256. They accept sha1."
    );
    assert!(
        matches!(&last.remedy, Some(Remedy::HooksChecksum { accepted, .. }) if *accepted == ["sha1"]),
        "{last:?}"
    );
    let lines: Vec<String> = webhooks
        .findings()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(webhooks.to_string(), lines.join("\n"));
}
