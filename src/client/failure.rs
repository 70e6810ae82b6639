//! What ureq reports, in the crate's words.
//!
//! A source is kept where it cannot hold the URL: ureq puts it into some of its own errors.

use std::io;

use ureq::Timeout;

use crate::error::{Error, Failure, Phase, Problem, Source, redact};

/// The variants that ureq has only where it has TLS.
const TLS_ERRORS: &[fn(&ureq::Error) -> bool] = &[
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    |error| matches!(error, ureq::Error::Pem(_)),
    #[cfg(feature = "rustls")]
    |error| matches!(error, ureq::Error::Rustls(_)),
    #[cfg(feature = "native-tls")]
    |error| matches!(error, ureq::Error::NativeTls(_) | ureq::Error::Der(_)),
];

/// The error for a call without an answer.
pub(super) fn transport(error: ureq::Error) -> Error {
    let (failure, source) = match error {
        ureq::Error::Timeout(limit) => (Failure::Timeout(phase(limit)), None),
        ureq::Error::Io(error) => (of_io(&error), Some(Source::from(error))),
        ureq::Error::HostNotFound => (Failure::Resolve, None),
        ureq::Error::ConnectionFailed => (Failure::Connect, None),
        ureq::Error::ConnectProxyFailed(words) => (Failure::Connect, Some(words.into())),
        ureq::Error::Tls(words) => (Failure::Tls, Some(words.into())),
        ureq::Error::TlsRequired => (Failure::Setup, Some(NO_TLS.into())),
        ureq::Error::Protocol(error) => {
            (Failure::Protocol, Some(redact(&error.to_string()).into()))
        }
        ureq::Error::LargeResponseHeader(..) => {
            (Failure::Protocol, Some("the head is too long".into()))
        }
        ureq::Error::BodyStalled => (Failure::Protocol, None),
        error if TLS_ERRORS.iter().any(|is_it| is_it(&error)) => {
            (Failure::Tls, Some(error.to_string().into()))
        }
        _ => (Failure::Setup, None),
    };
    Error::Transport {
        call: "",
        failure,
        source,
    }
}

const NO_TLS: &str =
    "the program has no TLS for `https`: it takes the feature `rustls`, or another and its `Tls`";

/// That a compressed body ends early.
const CUT_OFF: &[fn(&ureq::Error) -> bool] = &[
    #[cfg(feature = "gzip")]
    |error| matches!(error, ureq::Error::Decompress(_, error) if error.kind() == io::ErrorKind::UnexpectedEof),
];

/// The error for an answer whose body cannot be read to its end.
pub(super) fn in_body(error: ureq::Error) -> Error {
    if CUT_OFF.iter().any(|is_it| is_it(&error)) {
        return Error::answer(Problem::CutOff, "");
    }
    match transport(error) {
        // What is left is the decompression.
        Error::Transport {
            failure: Failure::Setup,
            ..
        } => Error::answer(Problem::Encoding, ""),
        error => error,
    }
}

fn phase(limit: Timeout) -> Phase {
    match limit {
        Timeout::Resolve | Timeout::Connect => Phase::Connect,
        Timeout::SendRequest | Timeout::SendBody | Timeout::PerWrite => Phase::Send,
        Timeout::RecvBody => Phase::Body,
        _ => Phase::Response,
    }
}

fn of_io(error: &io::Error) -> Failure {
    use io::ErrorKind as Kind;
    match error.kind() {
        _ if is_lookup(error) => Failure::Resolve,
        Kind::ConnectionRefused
        | Kind::AddrNotAvailable
        | Kind::HostUnreachable
        | Kind::NetworkUnreachable
        | Kind::NetworkDown
        | Kind::PermissionDenied => Failure::Connect,
        Kind::TimedOut => Failure::Timeout(Phase::Response),
        // rustls reports through an error of its own within that of the socket.
        Kind::InvalidData => Failure::Tls,
        _ => Failure::Broken,
    }
}

/// Whether it is the system's word that a name has no address, which the standard library gives no kind of its own.
fn is_lookup(error: &io::Error) -> bool {
    const WINDOWS: std::ops::RangeInclusive<i32> = 11001..=11004;
    error
        .raw_os_error()
        .is_some_and(|code| WINDOWS.contains(&code))
        || error.to_string().starts_with("failed to lookup address")
}
