//! Signs, sends and repeats requests to the application.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::{Duration, SystemTime};

use super::destination::{of_callback, of_webhook};
use super::{OutgoingKind, OutgoingRequest};
use crate::address::Parts;
use crate::callbacks::Signing;
use crate::callbacks::send::{self, Outgoing as SignedRequest, WebhookSender};
use crate::checksum::Checksum;
use crate::error::Result;
use crate::testing::profiles::WebhooksVersion;

/// The signature of outgoing requests.
#[derive(Debug, Clone, Copy)]
pub(in crate::testing) struct Signature<'a> {
    pub(in crate::testing) secret: &'a str,
    pub(in crate::testing) signing: Signing,
    pub(in crate::testing) checksum: Checksum,
    pub(in crate::testing) now: SystemTime,
}

/// The time that a server waits for a response.
const PATIENCE: Duration = Duration::from_secs(5);

impl OutgoingRequest {
    /// Returns the signed request.
    fn signed(&self, signature: Signature<'_>) -> Result<SignedRequest> {
        let (url, secret) = (self.url.as_str(), signature.secret);
        let json = self.json.as_deref().unwrap_or_default();
        match self.kind {
            OutgoingKind::Webhook => {
                let sender = WebhookSender::new(url, secret)?
                    .signing(signature.signing)
                    .checksum(signature.checksum);
                Ok(sender.deliver_json(&format!("[{json}]"), self.happened_millis))
            }
            OutgoingKind::MeetingEnded => {
                Ok(send::meeting_ended(url, &self.meeting_id, self.recorded))
            }
            OutgoingKind::MeetingEndedUrl => Ok(send::meeting_ended_url(url)),
            OutgoingKind::RecordingReady => {
                let record_id = self.record_id.as_deref().unwrap_or_default();
                send::recording_ready(url, secret, &self.meeting_id, record_id)
            }
            OutgoingKind::Analytics => {
                let day = Duration::from_secs(24 * 60 * 60);
                let expiry = signature.now.checked_add(day).unwrap_or(signature.now);
                let body = crate::json::parse(json.as_bytes()).unwrap_or_default();
                send::analytics(url, secret, expiry, &body)
            }
        }
    }
}

impl OutgoingKind {
    /// Returns the pauses between attempts. After the last one the request is dropped.
    pub(in crate::testing) fn waits(self) -> &'static [Duration] {
        const WEBHOOK: [Duration; 12] = [
            Duration::from_millis(100),
            Duration::from_millis(500),
            Duration::from_secs(1),
            Duration::from_secs(2),
            Duration::from_secs(4),
            Duration::from_secs(8),
            Duration::from_secs(10),
            Duration::from_secs(30),
            Duration::from_secs(60),
            Duration::from_secs(60),
            Duration::from_secs(60),
            Duration::from_secs(60),
        ];
        const ENDED: [Duration; 4] = [
            Duration::from_secs(30),
            Duration::from_secs(60),
            Duration::from_secs(120),
            Duration::from_secs(300),
        ];
        match self {
            Self::Webhook => &WEBHOOK,
            Self::MeetingEnded | Self::MeetingEndedUrl => &ENDED,
            Self::RecordingReady | Self::Analytics => &[],
        }
    }
}

impl OutgoingRequest {
    /// Signs and sends the request, and returns the status of the response. The error says why there is none.
    pub(in crate::testing) fn send(
        &self,
        signature: Signature<'_>,
        version: WebhooksVersion,
    ) -> std::result::Result<u16, String> {
        let called = |url: &str| match self.kind {
            OutgoingKind::Webhook => of_webhook(url, version),
            _ => of_callback(url),
        };
        let registered = called(&self.url)?;
        let signed = self.signed(signature).map_err(|error| error.to_string())?;
        // Signing appends to the registered URL.
        let added = signed.url().strip_prefix(self.url.as_str());
        let url = format!("{registered}{}", added.unwrap_or_default());
        post(&signed, &url).map_err(|error| error.to_string())
    }
}

/// Sends a request and reads the status of the response.
fn post(request: &SignedRequest, url: &str) -> io::Result<u16> {
    let unusable = || io::Error::from(io::ErrorKind::InvalidInput);
    let parts = Parts::of(url);
    let authority = parts.host();
    let target = target(&parts);
    let address = if authority
        .rsplit(']')
        .next()
        .unwrap_or_default()
        .contains(':')
    {
        authority.to_owned()
    } else {
        format!("{authority}:80")
    };
    let address = address.to_socket_addrs()?.next().ok_or_else(unusable)?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut head = format!(
        "{} {} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n",
        request.method(),
        target
    );
    let fields = [
        ("Content-Type", request.content_type()),
        ("Authorization", request.authorization()),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            head.extend([name, ": ", value, "\r\n"]);
        }
    }
    let length = request.body().len();
    let _ = write!(head, "Content-Length: {length}\r\n\r\n");
    stream.write_all(&[head.as_bytes(), request.body().as_bytes()].concat())?;
    status(&mut stream)
}

/// Returns the target for the request line, with non-ASCII characters percent-encoded.
fn target(parts: &Parts<'_>) -> String {
    let query = parts.query.map(|query| format!("?{query}"));
    let plain = [parts.request_path(), &query.unwrap_or_default()].concat();
    let mut target = String::with_capacity(plain.len());
    for byte in plain.bytes() {
        if byte.is_ascii_graphic() {
            target.push(char::from(byte));
        } else {
            let _ = write!(target, "%{byte:02X}");
        }
    }
    target
}

/// Reads the status in the first line of a response.
fn status(stream: &mut TcpStream) -> io::Result<u16> {
    let mut line = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut line)?;
    drain(stream);
    let status = line
        .get("HTTP/1.1 ".len()..)
        .and_then(|digits| std::str::from_utf8(digits).ok());
    let status = status.and_then(|digits| digits.parse().ok());
    status.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Reads the rest of a response, up to a limit. An application would report an error if its response were cut off.
fn drain(stream: &mut TcpStream) {
    let mut piece = [0; 4 << 10];
    let _ = stream.set_read_timeout(Some(Duration::from_millis(100)));
    for _ in 0..16 {
        if stream.read(&mut piece).unwrap_or(0) == 0 {
            return;
        }
    }
}
