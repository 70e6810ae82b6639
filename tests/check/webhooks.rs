//! Verdicts on webhooks.

use super::*;

/// A server whose webhooks respond by the length of the checksum.
fn webhooks(answer: impl Fn(usize) -> Answer + Send + Sync + 'static) -> Report {
    check(move |call, digits| match call {
        "hooks/list" => answer(digits),
        _ => YES,
    })
}

#[track_caller]
fn says(report: &Report, expected: &str) {
    advises(
        report,
        &format!("address, secret and algorithm are right.\nWebhooks {expected}"),
    );
}

#[test]
fn webhooks_that_are_not_there() {
    for status in [404, 405, 502] {
        let report = webhooks(move |_| (status, "<html>nginx</html>"));
        assert!(
            matches!(report.webhooks, WebhooksVerdict::Missing),
            "{report:?}"
        );
        says(
            &report,
            "are not installed or do not run there; `apt install bbb-webhooks` installs them.",
        );
    }
}

/// Webhooks before BigBlueButton 3.0.
#[test]
fn webhooks_that_know_sha1_alone() {
    let report = webhooks(|digits| if digits == 40 { YES } else { WRONG });
    assert!(
        matches!(&report.webhooks, WebhooksVerdict::Algorithm { refused: "sha256", accepted, .. } if *accepted == ["sha1"]),
        "{report:?}"
    );
    says(
        &report,
        "do not accept sha256. They accept sha1. Set it with `Server::hooks_checksum`.",
    );
}

#[test]
fn webhooks_with_another_secret() {
    let report = webhooks(|_| WRONG);
    assert!(
        matches!(&report.webhooks, WebhooksVerdict::Secret { tried, .. } if *tried == ["sha256", "sha1", "sha512", "sha384"]),
        "{report:?}"
    );
    says(
        &report,
        "refuse the checksum with sha256, sha1, sha512, sha384: they have another secret than BigBlueButton.",
    );
}

#[test]
fn webhooks_that_cannot_be_told() {
    let busy = (503, "<html>Busy</html>");
    for answer in [
        |_: usize| (503, "<html>Busy</html>"),
        |digits: usize| {
            if digits == 64 {
                WRONG
            } else {
                (503, "<html>Busy</html>")
            }
        },
    ] {
        assert_eq!(answer(40), busy);
        let report = webhooks(answer);
        assert!(
            matches!(report.webhooks, WebhooksVerdict::Undetermined(_)),
            "{report:?}"
        );
        says(
            &report,
            "could not be checked (hooks/list: the response is an HTML page (HTTP 503): Busy).",
        );
    }
    let report = check_at(
        "https://bbb.example.com/bigbluebutton/",
        |request| match request.call() {
            "hooks/list" => Err(Error::transport(TransportProblem::Broken, "reset")),
            _ => Ok(HttpResponse::new(200, OK.as_bytes())),
        },
    );
    says(
        &report,
        "could not be checked (hooks/list: the connection broke: reset).",
    );
}

#[test]
fn webhooks_that_refuse_for_another_reason() {
    let report = webhooks(|_| {
        (
            200,
            "<response><returncode>FAILED</returncode><messageKey>listHookError</messageKey></response>",
        )
    });
    assert!(
        matches!(report.webhooks, WebhooksVerdict::Refused(_)),
        "{report:?}"
    );
    says(
        &report,
        "refuse the call (hooks/list: the server refused with listHookError).",
    );
}

#[test]
fn webhooks_behind_a_load_balancer() {
    let report = webhooks(|_| UNSUPPORTED);
    assert!(
        matches!(report.webhooks, WebhooksVerdict::Missing),
        "{report:?}"
    );
    advises(
        &report,
        "address, secret and algorithm are right.\nA load balancer answers: Scalelite.\n\
         Webhooks are registered at the servers behind it.",
    );
}
