//! Makes the requests that the server wants to make, signed as a server signs them.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use super::TestServer;
use super::callouts::{Callout, CalloutKind};
use super::lifecycle::millis;
use super::profile::Version;
use super::state::push;
use crate::callbacks::Signing;
use crate::callbacks::send::{self, Outgoing, WebhookSender};
use crate::checksum::Checksum;
use crate::error::Result;

/// An attempt to tell the application something. From [`TestServer::deliver`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// What was to be told, with the count of attempts so far.
    pub callout: Callout,
    /// The status the application answered, if it did within five seconds.
    pub status: Option<u16>,
    /// When it will be tried again, in milliseconds since 1970 on the server's clock; nothing when it has arrived or was given up.
    pub again: Option<i64>,
}

/// How deliveries of webhooks are signed.
#[derive(Debug, Clone, Copy)]
struct Generation {
    signing: Signing,
    checksum: Checksum,
}

/// What a server does not wait for any longer.
const PATIENCE: Duration = Duration::from_secs(5);

impl TestServer {
    /// Makes every request that is due, one after the other, and says what came of each.
    ///
    /// Webhooks are signed as the profile's version does. What fails is due again by the server's own rule, on the
    /// server's clock: [`advance`](Self::advance) it and deliver again. A webhook that fails thirteen times is deleted.
    /// Only `http://` is called, and redirects are not followed, which a server does.
    ///
    /// ```
    /// # fn main() -> std::io::Result<()> {
    /// use bbb_sdk::testing::TestServer;
    ///
    /// let server = TestServer::start()?;
    /// server.create_meeting("room-1").end();
    /// // Nobody has asked to be told.
    /// assert!(server.deliver().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn deliver(&self) -> Vec<Attempt> {
        let signing = if self.core.options.profile.version() >= Version(3, 0) {
            Signing::Body
        } else {
            Signing::Fields
        };
        self.deliver_signed(signing, Checksum::SHA1)
    }

    /// [`deliver`](Self::deliver) with webhooks signed as another version does, or with another algorithm.
    pub fn deliver_signed(&self, signing: Signing, checksum: Checksum) -> Vec<Attempt> {
        let generation = Generation { signing, checksum };
        let mut attempts = Vec::new();
        // The application may call this server while it is being told, so nothing is locked meanwhile.
        while let Some(callout) = self.next_due() {
            attempts.push(self.attempt(callout, generation));
        }
        attempts
    }

    /// Takes a request that is due off the list.
    fn next_due(&self) -> Option<Callout> {
        self.core.tick();
        let now = self.core.clock.millis();
        let mut state = self.core.state();
        let due = state
            .callouts
            .iter()
            .position(|callout| callout.next <= now)?;
        state.callouts.remove(due)
    }

    fn attempt(&self, mut callout: Callout, generation: Generation) -> Attempt {
        let request = self.request(&callout, generation);
        let status = request.ok().and_then(|request| post(&request).ok());
        let wait = callout.kind.waits().get(callout.attempts).copied();
        callout.attempts += 1;
        let arrived = status.is_some_and(|status| callout.kind.accepts(status));
        let mut state = self.core.state();
        let again = wait.filter(|_| !arrived).map(|wait| {
            callout.next = self.core.clock.millis().saturating_add(millis(wait));
            push(&mut state.callouts, callout.clone());
            callout.next
        });
        if !arrived && again.is_none() && callout.kind == CalloutKind::Webhook {
            state.hooks.retain(|hook| hook.url != callout.url);
        }
        Attempt {
            callout,
            status,
            again,
        }
    }

    fn request(&self, callout: &Callout, generation: Generation) -> Result<Outgoing> {
        let (url, secret) = (callout.url.as_str(), self.secret());
        let json = callout.json.as_deref().unwrap_or_default();
        match callout.kind {
            CalloutKind::Webhook => {
                let sender = WebhookSender::new(url, secret)?
                    .signing(generation.signing)
                    .checksum(generation.checksum);
                Ok(sender.deliver_json(&format!("[{json}]"), callout.happened))
            }
            CalloutKind::MeetingEnded => Ok(send::meeting_ended(
                url,
                &callout.meeting_id,
                callout.recorded,
            )),
            CalloutKind::MeetingEndedUrl => Ok(send::meeting_ended_url(url)),
            CalloutKind::RecordingReady => {
                let record_id = callout.record_id.as_deref().unwrap_or_default();
                send::recording_ready(url, secret, &callout.meeting_id, record_id)
            }
            CalloutKind::Analytics => {
                let expiry = self.now() + Duration::from_secs(24 * 60 * 60);
                let body = crate::json::parse(json.as_bytes()).unwrap_or_default();
                send::analytics(url, secret, expiry, &body)
            }
        }
    }
}

impl CalloutKind {
    /// The waiting times between attempts; when they are used up it is dropped.
    fn waits(self) -> &'static [Duration] {
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

    /// Whether a status means that it has arrived. QUIRK: webhooks take 401 for a success.
    fn accepts(self, status: u16) -> bool {
        (200..300).contains(&status) || (self == Self::Webhook && status == 401)
    }
}

/// Makes a request and reads the status of its answer.
fn post(request: &Outgoing) -> io::Result<u16> {
    let unusable = || io::Error::from(io::ErrorKind::InvalidInput);
    let rest = request.url().strip_prefix("http://").ok_or_else(unusable)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or_default();
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
        request.target()
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

/// The status in the first line of an answer.
fn status(stream: &mut TcpStream) -> io::Result<u16> {
    let mut line = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut line)?;
    let status = line
        .get("HTTP/1.1 ".len()..)
        .and_then(|digits| std::str::from_utf8(digits).ok());
    let status = status.and_then(|digits| digits.parse().ok());
    status.ok_or_else(|| io::ErrorKind::InvalidData.into())
}
