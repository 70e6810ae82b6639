//! Why no answer came.

use std::fmt;
use std::io;

/// How far a call came that got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportProblem {
    /// The host's name has no address.
    Resolve,
    /// No connection.
    Connect,
    /// A proxy did not connect to the server: the HTTP status it gave, if it answered at all.
    ///
    /// 407 is a proxy that wants a user name and a password, and 403 one that does not let the server be reached.
    Proxy(Option<u16>),
    /// TLS: certificate, version, host name.
    Tls,
    /// A time limit passed: which one.
    Timeout(TimeoutPhase),
    /// The connection broke.
    Broken,
    /// What came back is not HTTP.
    Protocol,
    /// The HTTP client cannot send this: no TLS compiled in, a proxy that cannot be used.
    Setup,
}

/// A part of a call that has a time limit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutPhase {
    /// Finding the host and connecting, TLS included.
    Connect,
    /// Sending the request.
    Send,
    /// Waiting for the answer's head.
    Response,
    /// Reading the answer's body.
    Body,
    /// The whole call, repetitions included: its deadline passed.
    Deadline,
}

impl TransportProblem {
    /// What an error of the operating system says.
    pub(crate) fn of_io(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            _ if is_lookup(error) => Self::Resolve,
            Kind::ConnectionRefused
            | Kind::AddrNotAvailable
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown
            | Kind::PermissionDenied => Self::Connect,
            Kind::TimedOut => Self::Timeout(TimeoutPhase::Response),
            // rustls reports through an error of its own within that of the socket.
            Kind::InvalidData => Self::Tls,
            _ => Self::Broken,
        }
    }
}

impl fmt::Display for TransportProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Proxy(Some(status)) = self {
            return write!(f, "the proxy refused to connect (HTTP {status})");
        }
        f.write_str(match self {
            Self::Proxy(_) => "the proxy did not connect",
            Self::Resolve => "the host's name has no address",
            Self::Connect => "no connection",
            Self::Tls => "TLS failed",
            Self::Timeout(TimeoutPhase::Connect) => "the time limit for connecting passed",
            Self::Timeout(TimeoutPhase::Send) => "the time limit for sending passed",
            Self::Timeout(TimeoutPhase::Response) => {
                "the time limit for the answer to begin passed"
            }
            Self::Timeout(TimeoutPhase::Body) => "the time limit for reading the answer passed",
            Self::Timeout(TimeoutPhase::Deadline) => "the deadline of the call passed",
            Self::Broken => "the connection broke",
            Self::Protocol => "what came back is not HTTP",
            Self::Setup => "the HTTP client cannot send this",
        })
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
