//! The problems of requests that are not accepted.

use super::*;

#[test]
fn nothing_shows_a_secret() {
    let verifier = verifier();
    let sent = sender().deliver_json(EVENT, 1);
    let bearer = sender().signing(Signing::Bearer).deliver_json(EVENT, 1);
    let other = WebhookVerifier::new("https://app.example/other", SECRET).unwrap();
    let error = other.verify(&sent.incoming()).unwrap_err();
    let shown = format!(
        "{verifier:?} {sent:?} {bearer:?} {:?} {:?} {error} {error:?} {:?}",
        sent.incoming(),
        bearer.incoming(),
        sender(),
    );
    let checksum = sent.url().rsplit_once('=').unwrap().1;
    for secret in [SECRET, checksum, "a=1"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// Every problem with its status and message. The status is never 401, which would count as success.
#[test]
#[allow(clippy::too_many_lines, reason = "one table")]
fn problems_are_answered_and_told() {
    for (problem, status, words) in [
        (
            CallbackProblem::TooLarge(Limit::IncomingBodyBytes(1000)),
            413,
            "it is over the limit of 1000 bytes for the body, set by `IncomingLimits::body`",
        ),
        (
            CallbackProblem::OtherPath,
            403,
            "its path is not that of the registered URL: behind a proxy that rewrites paths, pass only the query",
        ),
        (
            CallbackProblem::OtherQuery,
            403,
            "its query is not that of the registered URL",
        ),
        (
            CallbackProblem::ChecksumMissing,
            403,
            "it has neither a checksum nor a bearer token",
        ),
        (
            CallbackProblem::ChecksumRepeated,
            403,
            "its checksum occurs more than once",
        ),
        (
            CallbackProblem::ChecksumForm,
            403,
            "its checksum does not consist of pairs of lower-case hex digits",
        ),
        (
            CallbackProblem::ChecksumLength(62),
            403,
            "its checksum has 62 digits, as no accepted algorithm makes: SHA-1 makes 40, SHA-256 64, SHA-384 96 and SHA-512 128",
        ),
        (
            CallbackProblem::ChecksumMismatch,
            403,
            "its checksum is wrong: compare the secret, and the URL with the registered one",
        ),
        (
            CallbackProblem::AuthorizationMissing,
            403,
            "it has no Authorization header",
        ),
        (
            CallbackProblem::AuthorizationRepeated,
            403,
            "it has more than one Authorization header",
        ),
        (
            CallbackProblem::AuthorizationForm,
            403,
            "its Authorization header does not contain a bearer token",
        ),
        (
            CallbackProblem::SecretMismatch,
            403,
            "its bearer token is not the server's secret",
        ),
        (CallbackProblem::NotUtf8, 400, "its body is not UTF-8"),
        (
            CallbackProblem::Form,
            400,
            "its body or query is not a form with valid escapes",
        ),
        (
            CallbackProblem::FieldMissing("event"),
            400,
            "`event` is missing",
        ),
        (
            CallbackProblem::FieldRepeated("event"),
            400,
            "`event` occurs more than once",
        ),
        (
            CallbackProblem::FieldForm("timestamp"),
            400,
            "`timestamp` cannot be read",
        ),
        (
            CallbackProblem::Json("EOF".to_owned()),
            400,
            "its JSON cannot be read: EOF",
        ),
        (
            CallbackProblem::Shape("an array of events"),
            400,
            "its JSON is not an array of events",
        ),
        (
            CallbackProblem::TokenForm,
            403,
            "its token does not have three parts",
        ),
        (
            CallbackProblem::TokenEncoding("header"),
            403,
            "its token's header is not base64url",
        ),
        (
            CallbackProblem::TokenJson("claims"),
            403,
            "its token has no JSON object as its claims",
        ),
        (
            CallbackProblem::TokenAlgorithm,
            403,
            "its token names an unexpected algorithm: see the verifier's `algorithm`",
        ),
        (
            CallbackProblem::TokenExtension,
            403,
            "its token requires an extension (`crit`), and none is supported",
        ),
        (
            CallbackProblem::TokenUnsigned,
            403,
            "its token is not signed",
        ),
        (
            CallbackProblem::TokenMismatch,
            403,
            "its token's signature is wrong: compare the secret",
        ),
        (
            CallbackProblem::TokenExpired,
            403,
            "its token has expired: compare the clocks",
        ),
        (
            CallbackProblem::TokenNotYet,
            403,
            "its token is not valid yet: compare the clocks",
        ),
        (
            CallbackProblem::ClaimMissing("exp"),
            403,
            "its token's claim `exp` is missing or has the wrong type",
        ),
    ] {
        assert_eq!((problem.status(), &*problem.to_string()), (status, words));
    }
}
