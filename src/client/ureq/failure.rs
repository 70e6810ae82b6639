//! Converts ureq's errors to the crate's.
//!
//! A source is kept only if it cannot contain the URL, which ureq puts into some of its errors.

use ureq::{Proxy, Timeout};

use crate::error::{Error, ResponseProblem, Source, TimeoutPhase, TransportProblem};
use crate::redact::redact;

/// Recognises the variants that ureq has only with TLS.
const TLS_ERRORS: &[fn(&ureq::Error) -> bool] = &[
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    |error| matches!(error, ureq::Error::Pem(_)),
    #[cfg(feature = "rustls")]
    |error| matches!(error, ureq::Error::Rustls(_)),
    #[cfg(feature = "native-tls")]
    |error| matches!(error, ureq::Error::NativeTls(_) | ureq::Error::Der(_)),
];

/// Returns the error for a call without a response.
pub(super) fn transport(error: ureq::Error) -> Error {
    let (failure, source) = match error {
        ureq::Error::Timeout(limit) => (TransportProblem::Timeout(phase(limit)), None),
        ureq::Error::Io(error) => match certificate(&error) {
            Some(words) => (TransportProblem::Tls, Some(words.into())),
            None => (TransportProblem::of_io(&error), Some(Source::from(error))),
        },
        ureq::Error::HostNotFound => (TransportProblem::Resolve, None),
        ureq::Error::ConnectionFailed => (TransportProblem::Connect, None),
        ureq::Error::ConnectProxyFailed(words) => (TransportProblem::Proxy(status(&words)), None),
        ureq::Error::Tls(words) => (TransportProblem::Tls, Some(words.into())),
        ureq::Error::TlsRequired => (TransportProblem::Setup, Some(NO_TLS.into())),
        ureq::Error::Protocol(error) => (
            TransportProblem::Protocol,
            Some(redact(&error.to_string()).into()),
        ),
        ureq::Error::LargeResponseHeader(_, most) => (
            TransportProblem::Protocol,
            Some(
                format!("its head is over the limit of {most} bytes, set by `max_response_header_size` of the agent")
                    .into(),
            ),
        ),
        ureq::Error::BodyStalled => (TransportProblem::Protocol, None),
        error if TLS_ERRORS.iter().any(|is_it| is_it(&error)) => {
            let words = certificate(&error).map_or_else(|| error.to_string(), str::to_owned);
            (TransportProblem::Tls, Some(words.into()))
        }
        _ => (TransportProblem::Setup, None),
    };
    match source {
        Some(source) => Error::transport(failure, source),
        None => failure.into(),
    }
}

/// Adds the proxy's host and port to an error of a connection that was to go through it.
pub(super) fn through(proxy: &Proxy, error: Error) -> Error {
    use TransportProblem as Problem;
    let Error::Transport {
        problem, source, ..
    } = &error
    else {
        return error;
    };
    let (problem, words) = match problem {
        // Only the proxy's own name is resolved, and only the proxy is connected to.
        Problem::Resolve => (Problem::Proxy(None), "could not resolve the host name of"),
        Problem::Connect => (Problem::Proxy(None), "could not connect to"),
        Problem::Proxy(_) => (*problem, "it is"),
        Problem::Tls
        | Problem::Broken
        | Problem::Protocol
        | Problem::Timeout(TimeoutPhase::Connect) => (*problem, "through the proxy"),
        _ => return error,
    };
    let mut words = format!("{words} {}:{}", proxy.host(), proxy.port());
    if let Some(source) = source {
        words = format!("{words}: {source}");
    }
    Error::transport(problem, words)
}

/// Returns what is wrong with a certificate, if rustls's own message is hard to understand.
fn certificate(error: &impl ToString) -> Option<&'static str> {
    let words = error.to_string();
    words
        .contains("CaUsedAsEndEntity")
        .then_some("the server's certificate is that of an authority (CaUsedAsEndEntity)")
}

/// Returns the status in ureq's message about a proxy: `proxy server responded 407/407`.
fn status(words: &str) -> Option<u16> {
    let (_, status) = words.rsplit_once('/')?;
    status.parse().ok()
}

pub(super) const NO_TLS: &str =
    "the program has no TLS for `https`: enable the feature `rustls` or `native-tls`";

/// Recognises a compressed body that ends early.
const CUT_OFF: &[fn(&ureq::Error) -> bool] = &[
    #[cfg(feature = "gzip")]
    |error| matches!(error, ureq::Error::Decompress(_, error) if error.kind() == std::io::ErrorKind::UnexpectedEof),
];

/// Returns the error for a response whose body cannot be read to its end.
pub(super) fn in_body(error: ureq::Error) -> Error {
    if CUT_OFF.iter().any(|is_it| is_it(&error)) {
        return Error::answer(ResponseProblem::CutOff, "");
    }
    match transport(error) {
        // Any other error comes from decompression.
        Error::Transport {
            problem: TransportProblem::Setup,
            ..
        } => Error::answer(ResponseProblem::Encoding, ""),
        // The timeout of a single read belongs to no phase.
        Error::Transport {
            problem: TransportProblem::Timeout(TimeoutPhase::Response),
            ..
        } => Error::from(TransportProblem::Timeout(TimeoutPhase::Body)),
        error => error,
    }
}

fn phase(limit: Timeout) -> TimeoutPhase {
    match limit {
        Timeout::Resolve | Timeout::Connect => TimeoutPhase::Connect,
        Timeout::SendRequest | Timeout::SendBody | Timeout::PerWrite => TimeoutPhase::Send,
        Timeout::RecvBody => TimeoutPhase::Body,
        _ => TimeoutPhase::Response,
    }
}
