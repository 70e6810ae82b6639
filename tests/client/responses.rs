//! Complete, truncated and malformed responses, and their status.

use super::*;

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

/// Returns an agent with ureq's own settings, which follows redirects and turns statuses into errors.
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
