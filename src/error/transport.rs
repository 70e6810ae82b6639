//! The reasons why no response came.

use std::fmt;
use std::io;

/// The reason why a call got no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportProblem {
    /// The host name cannot be resolved.
    Resolve,
    /// The connection failed.
    Connect,
    /// A proxy did not connect to the server, or could not be reached itself. Contains the HTTP status that it sent, if it
    /// responded at all.
    ///
    /// A proxy with status 407 requires a user name and a password. A proxy with status 403 does not allow connections to
    /// the server.
    Proxy(Option<u16>),
    /// TLS failed, for example because of the certificate, the protocol version or the host name.
    Tls,
    /// A timeout passed. Contains the phase that it limits.
    Timeout(TimeoutPhase),
    /// The connection broke.
    Broken,
    /// The response is not HTTP.
    Protocol,
    /// The HTTP client cannot send the request: TLS is not compiled in, or the proxy cannot be used.
    Setup,
}

/// A phase of a call that has its own timeout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutPhase {
    /// Resolving the host name and connecting, including TLS.
    Connect,
    /// Sending the request.
    Send,
    /// Waiting for the head of the response.
    Response,
    /// Reading the body of the response.
    Body,
    /// The whole call with its retries: its deadline passed.
    Deadline,
}

impl TimeoutPhase {
    /// Returns the setting of the client that limits this phase.
    pub(crate) const fn setting(self) -> &'static str {
        match self {
            Self::Connect => "connect_timeout",
            Self::Send => "send_timeout",
            Self::Response => "response_timeout",
            Self::Body => "body_timeout",
            Self::Deadline => "deadline",
        }
    }
}

impl TransportProblem {
    /// Classifies an I/O error.
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
            // rustls wraps its own error in an I/O error.
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
            Self::Proxy(_) => "the proxy did not connect to the server",
            Self::Resolve => "could not resolve the host name",
            Self::Connect => "could not connect",
            Self::Tls => "TLS failed",
            Self::Timeout(TimeoutPhase::Connect) => "timed out while connecting",
            Self::Timeout(TimeoutPhase::Send) => "timed out while sending the request",
            Self::Timeout(TimeoutPhase::Response) => "timed out while waiting for the response",
            Self::Timeout(TimeoutPhase::Body) => "timed out while reading the response",
            Self::Timeout(TimeoutPhase::Deadline) => "the deadline of the call passed",
            Self::Broken => "the connection broke",
            Self::Protocol => "the response cannot be read as HTTP",
            Self::Setup => "the HTTP client cannot send the request",
        })
    }
}

/// Returns whether the operating system reports that a host name cannot be resolved. The standard library has no error kind
/// for that.
fn is_lookup(error: &io::Error) -> bool {
    const WINDOWS: std::ops::RangeInclusive<i32> = 11001..=11004;
    error
        .raw_os_error()
        .is_some_and(|code| WINDOWS.contains(&code))
        || error.to_string().starts_with("failed to lookup address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_names_its_setting() {
        use TimeoutPhase as Phase;
        for (phase, expected) in [
            (
                Phase::Connect,
                "timed out while connecting, see `ClientBuilder::connect_timeout`",
            ),
            (
                Phase::Send,
                "timed out while sending the request, see `ClientBuilder::send_timeout`",
            ),
            (
                Phase::Response,
                "timed out while waiting for the response, see `ClientBuilder::response_timeout`",
            ),
            (
                Phase::Body,
                "timed out while reading the response, see `ClientBuilder::body_timeout`",
            ),
            (
                Phase::Deadline,
                "the deadline of the call passed, see `ClientBuilder::deadline`",
            ),
        ] {
            let error = crate::Error::from(TransportProblem::Timeout(phase));
            assert_eq!(error.to_string(), expected);
        }
        let problem = TransportProblem::Timeout(Phase::Connect);
        assert_eq!(
            crate::Error::transport(problem, "10 s").to_string(),
            "timed out while connecting, see `ClientBuilder::connect_timeout`: 10 s",
        );
    }

    #[test]
    fn io_errors_are_classified() {
        use io::ErrorKind as Kind;
        let cases = [
            (
                io::Error::other("failed to lookup address information: Name or service not known"),
                TransportProblem::Resolve,
            ),
            // WSAHOST_NOT_FOUND
            (
                io::Error::from_raw_os_error(11_001),
                TransportProblem::Resolve,
            ),
            (Kind::ConnectionRefused.into(), TransportProblem::Connect),
            (Kind::AddrNotAvailable.into(), TransportProblem::Connect),
            (Kind::HostUnreachable.into(), TransportProblem::Connect),
            (Kind::NetworkUnreachable.into(), TransportProblem::Connect),
            (Kind::NetworkDown.into(), TransportProblem::Connect),
            (Kind::PermissionDenied.into(), TransportProblem::Connect),
            (
                Kind::TimedOut.into(),
                TransportProblem::Timeout(TimeoutPhase::Response),
            ),
            (Kind::InvalidData.into(), TransportProblem::Tls),
            (Kind::ConnectionReset.into(), TransportProblem::Broken),
            (Kind::UnexpectedEof.into(), TransportProblem::Broken),
            (io::Error::other("lookup"), TransportProblem::Broken),
        ];
        for (error, expected) in cases {
            assert_eq!(TransportProblem::of_io(&error), expected, "{error}");
        }
    }
}
