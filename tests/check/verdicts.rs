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
    assert_eq!(
        [report.calls.to_string(), report.webhooks.to_string()],
        ["address, secret and algorithm are right.", "work."]
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
            "the response is plain text (HTTP 429): slow down",
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
