//! Registered URLs, and requests to others.

use super::*;

#[test]
fn what_is_wrong_with_a_url() {
    let body = BODY.as_bytes();
    let right = target(body);
    let query = right.split_once('?').unwrap().1;
    for target in [
        right.clone(),
        query.to_owned(),
        format!("?{query}"),
        // The host may have any name behind a proxy.
        format!("http://10.0.0.1:8080{right}"),
    ] {
        let delivery = verifier().verify(&Incoming::new(&target, body));
        assert!(delivery.is_ok(), "{target}");
    }
    refuses(&format!("/CB?{query}"), body, &CallbackProblem::OtherPath);
    refuses(
        &format!("/prefix/cb?{query}"),
        body,
        &CallbackProblem::OtherPath,
    );
    refuses(&format!("/?{query}"), body, &CallbackProblem::OtherPath);
    refuses(
        &right.replace("a=1", "a=2"),
        body,
        &CallbackProblem::OtherQuery,
    );
    refuses(
        &right.replace("a=1&", ""),
        body,
        &CallbackProblem::OtherQuery,
    );
    refuses("", body, &CallbackProblem::ChecksumMissing);
}

#[test]
fn registered_urls_of_any_form() {
    for (url, target) in [
        ("https://app.example", "/?"),
        ("https://app.example/", "/?"),
        ("https://app.example?x", "/?x&"),
        ("https://app.example/cb?", "/cb?&"),
        ("https://app.example/cb?a=1&", "/cb?a=1&&"),
        (
            "https://app.example/ü'~*/a b?x=é&y=%2f'",
            "/%C3%BC'~*/a%20b?x=%C3%A9&y=%2f'&",
        ),
        ("https://app.example/cb?x='\"<>", "/cb?x=%27%22%3C%3E&"),
        ("https://app.example/cb?checksum=mine", "/cb?checksum=mine&"),
        (
            "https://app.example/cb?checksum=a&checksum",
            "/cb?checksum=a&checksum&",
        ),
        ("HTTPS://[::1]:8443/cb", "/cb?"),
    ] {
        let sent = WebhookSender::new(url, SECRET)
            .unwrap()
            .deliver_json(EVENT, 1);
        let checksum = sent.url().rsplit_once("checksum=").unwrap().1;
        let verifier = WebhookVerifier::new(url, SECRET).unwrap();
        for target in [format!("{target}checksum={checksum}"), sent.target()] {
            let incoming = Incoming::new(&target, sent.body().as_bytes());
            assert!(verifier.verify(&incoming).is_ok(), "{target}");
        }
        let bearer = sender_to(url)
            .signing(Signing::Bearer)
            .deliver_json(EVENT, 1);
        assert_eq!(bearer.url(), url);
        assert!(verifier.verify(&bearer.incoming()).is_ok(), "{url}");
    }
}

fn sender_to(url: &str) -> WebhookSender {
    WebhookSender::new(url, SECRET).unwrap()
}

#[test]
fn urls_and_secrets_that_cannot_be_used() {
    for (url, secret, expected) in [
        (
            "",
            SECRET,
            "parameter `callbackURL` begins neither with `https://` nor with `http://`",
        ),
        (
            "/cb",
            SECRET,
            "parameter `callbackURL` begins neither with `https://` nor with `http://`",
        ),
        ("https:///cb", SECRET, "parameter `callbackURL` has no host"),
        (
            "https://app.example/cb#top",
            SECRET,
            "parameter `callbackURL` has a fragment, which is never part of a request: write `#` as `%23`",
        ),
        (
            "https://user@app.example/cb",
            SECRET,
            "parameter `callbackURL` has a user name, which servers do not send: put a token into its query",
        ),
        (
            "https://app.example/a/../cb",
            SECRET,
            "parameter `callbackURL` has a path with `.` or `..`, which servers resolve before they call it",
        ),
        (
            "https://app.example\\cb",
            SECRET,
            "parameter `callbackURL` has no usable host: it must be a name of letters, digits, `-`, `_` and dots, or an IP address, IPv6 in brackets",
        ),
        (
            "https://app.example/a\\cb",
            SECRET,
            "parameter `callbackURL` has a path with a backslash, which servers read as a slash",
        ),
        (
            "https://app.example/cb ",
            SECRET,
            "parameter `callbackURL` begins or ends with a blank",
        ),
        (
            "https://app.example/cb\n",
            SECRET,
            "parameter `callbackURL` contains a control character",
        ),
        (
            URL,
            " \n",
            "parameter `secret` is required and must not be empty",
        ),
        (
            URL,
            "Secret: hunter2\n",
            "parameter `secret` begins with `Secret:`: pass only the value behind it",
        ),
        (
            URL,
            "URL: https://h/\nSecret: hunter2\n",
            "parameter `secret` contains a line end or another control character: pass only the value behind `Secret:`",
        ),
    ] {
        let error = WebhookVerifier::new(url, secret).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    let padded = WebhookVerifier::new(URL, format!(" {SECRET}\n")).unwrap();
    let sent = sender().deliver_json(EVENT, 1);
    assert!(padded.verify(&sent.incoming()).is_ok());
}

#[test]
fn a_registered_url_with_empty_pairs() {
    for (url, start) in [
        ("https://app.example/cb?a=1&&b=2", "/cb?a=1&&b=2&"),
        ("https://app.example/cb?&", "/cb?&&"),
        ("https://app.example/cb?&&=&", "/cb?&&=&&"),
    ] {
        let sent = sender_to(url).deliver_json(EVENT, 1);
        let (target, checksum) = (
            sent.target(),
            sent.url().rsplit_once('=').unwrap().1.to_owned(),
        );
        assert_eq!(target, format!("{start}checksum={checksum}"));
        let verifier = WebhookVerifier::new(url, SECRET).unwrap();
        let body = sent.body().as_bytes();
        assert!(verifier.verify(&Incoming::new(&target, body)).is_ok());
        let fewer = target.replacen("&&", "&", 1);
        let problem = rejection(verifier.verify(&Incoming::new(&fewer, body)));
        assert_eq!(problem, CallbackProblem::OtherQuery, "{fewer}");
    }
}
