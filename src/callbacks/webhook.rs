//! Verifies and reads the deliveries of a webhooks server.

use std::fmt;

use super::incoming::path_and_query;
use super::{Incoming, IncomingLimits, Secrets};
use crate::address::registered;
use crate::checksum::{Checksum, MAX_DIGEST, same};
use crate::error::{CallbackProblem, Error, Result};
use crate::secret::Secret;

mod delivery;
mod signing;

pub use delivery::Delivery;
pub use signing::Signing;

/// Verifies and reads the deliveries of one webhook.
///
/// Create it with exactly the URL that `hooks/create` was given, and the server's secret. The request's own host and
/// scheme are ignored: a proxy changes them, and anyone can forge them.
///
/// By default it accepts every [`Signing`] but [`Signing::Constant`], and every algorithm of BigBlueButton, so it
/// keeps working when the server is updated. [`accept`](Self::accept) and [`algorithms`](Self::algorithms) change that.
///
/// ```
/// use bbb_sdk::callbacks::{Incoming, WebhookVerifier};
///
/// let secret = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
/// let verifier = WebhookVerifier::new("https://app.example/cb?a=1", secret)?;
///
/// let target = "/cb?a=1&checksum=4b35c4c309590dda2c96e264cda4585284a20aea";
/// let body = b"domain=bbb.example&event=%5B%7B%22data%22%3A%7B%22type%22%3A%22event%22%2C\
///     %22id%22%3A%22meeting-ended%22%7D%7D%5D&timestamp=1700000000000";
/// let delivery = verifier.verify(&Incoming::new(target, body))?;
/// assert_eq!(delivery.events[0].id.as_str(), "meeting-ended");
/// assert_eq!(delivery.domain.as_deref(), Some("bbb.example"));
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// [BigBlueButton's documentation](https://docs.bigbluebutton.org/development/webhooks)
#[derive(Clone)]
pub struct WebhookVerifier {
    /// Many applications put an unguessable token into the URL, so it is a secret as well.
    url: Secret,
    secrets: Secrets,
    accepted: Vec<Signing>,
    algorithms: Vec<Checksum>,
    limits: IncomingLimits,
}

impl WebhookVerifier {
    /// Creates a verifier for the webhook with this URL on the server with this secret.
    ///
    /// # Errors
    ///
    /// Returns an error for an empty secret, for a URL that no server can call, and for a URL that servers change before
    /// they call it: one with a fragment, a user name, a `.` or `..` segment or a backslash in its path, or surrounding
    /// blanks. `CreateHook` also refuses URLs that are not ASCII, which some servers cannot call.
    pub fn new(callback_url: impl Into<Secret>, secret: impl Into<Secret>) -> Result<Self> {
        let url = callback_url.into();
        registered(url.expose()).map_err(|reason| Error::parameter("callbackURL", reason))?;
        Ok(Self {
            url,
            secrets: Secrets::new(secret)?,
            accepted: vec![Signing::Body, Signing::Fields, Signing::Bearer],
            algorithms: vec![
                Checksum::SHA1,
                Checksum::SHA256,
                Checksum::SHA384,
                Checksum::SHA512,
            ],
            limits: IncomingLimits::default(),
        })
    }

    /// Accepts deliveries signed with this secret as well.
    ///
    /// While a server's secret is being changed, either the old or the new one may sign.
    ///
    /// # Errors
    ///
    /// Returns an error for an empty secret.
    pub fn or_secret(mut self, secret: impl Into<Secret>) -> Result<Self> {
        self.secrets.push(secret)?;
        Ok(self)
    }

    /// Sets which ways of signing are accepted.
    ///
    /// Default: all but [`Signing::Constant`].
    #[must_use]
    pub fn accept(mut self, accepted: impl IntoIterator<Item = Signing>) -> Self {
        self.accepted = accepted.into_iter().collect();
        self
    }

    /// Sets which checksum algorithms are accepted. The number of digits tells them apart.
    ///
    /// Default: all of BigBlueButton's, SHA-1, SHA-256, SHA-384 and SHA-512.
    #[must_use]
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Checksum>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    /// Sets how large a request may be.
    #[must_use]
    pub fn limits(mut self, limits: IncomingLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Verifies and reads a request.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Callback`] for a request that is not a delivery of this webhook.
    /// [`CallbackProblem::status`] is the HTTP status to answer with.
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<Delivery> {
        incoming.check(&self.limits)?;
        let signing = self.authenticate(incoming)?;
        Ok(Delivery::read(incoming.text()?, signing)?)
    }

    /// Finds the proof of the request's origin.
    ///
    /// The URL is compared last, so that the time taken reveals nothing about it.
    fn authenticate(&self, incoming: &Incoming<'_>) -> Result<Signing, CallbackProblem> {
        let (path, query) = incoming.path_and_query();
        let (own_path, own_query) = path_and_query(self.url.expose());
        let (signing, query) = match checksums(query).checked_sub(checksums(own_query)) {
            None => return Err(CallbackProblem::OtherQuery),
            Some(0) if !incoming.has_authorization() => {
                return Err(CallbackProblem::ChecksumMissing);
            }
            Some(0) => (self.bearer(incoming)?, query),
            Some(1) => {
                // The server appends the checksum.
                let (query, last) = query.rsplit_once('&').unwrap_or(("", query));
                let checksum = last.strip_prefix("checksum=");
                let checksum = checksum.ok_or(CallbackProblem::OtherQuery)?;
                (self.checksum(checksum, incoming.body())?, query)
            }
            Some(_) => return Err(CallbackProblem::ChecksumRepeated),
        };
        if path.is_some_and(|path| !is_encoded(path, own_path)) {
            return Err(CallbackProblem::OtherPath);
        }
        if !is_encoded(query, own_query) {
            return Err(CallbackProblem::OtherQuery);
        }
        self.accepts(signing)
    }

    fn accepts(&self, signing: Signing) -> Result<Signing, CallbackProblem> {
        if self.accepted.contains(&signing) {
            return Ok(signing);
        }
        Err(match signing {
            Signing::Constant => CallbackProblem::ChecksumConstant,
            other => CallbackProblem::SigningRefused(other.path()),
        })
    }

    fn bearer(&self, incoming: &Incoming<'_>) -> Result<Signing, CallbackProblem> {
        let token = incoming.bearer()?;
        let is_right = |secret: &Secret| same(token, secret.expose().as_bytes());
        if self.secrets.any(is_right) {
            Ok(Signing::Bearer)
        } else {
            Err(CallbackProblem::SecretMismatch)
        }
    }

    /// Finds the text that the checksum signs, whether this way of signing is accepted or not.
    fn checksum(&self, checksum: &str, body: &[u8]) -> Result<Signing, CallbackProblem> {
        let digits = checksum.as_bytes();
        let is_hex = digits
            .iter()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if digits.is_empty() || !digits.len().is_multiple_of(2) || !is_hex {
            return Err(CallbackProblem::ChecksumForm);
        }
        let has_length =
            |algorithm: &&Checksum| 2 * algorithm.digest(&[], &mut [0; MAX_DIGEST]) == digits.len();
        let algorithms: Vec<_> = self.algorithms.iter().filter(has_length).collect();
        if algorithms.is_empty() {
            return Err(CallbackProblem::ChecksumLength(digits.len()));
        }
        for signing in [Signing::Body, Signing::Fields, Signing::Constant] {
            let Some(text) = signing.signed_text(body) else {
                continue;
            };
            let is_right = |secret: &Secret| {
                let (url, secret) = (self.url.expose().as_bytes(), secret.expose().as_bytes());
                let parts = [url, &text, secret];
                let signs = |algorithm: &&Checksum| {
                    same(algorithm.sign_parts(&parts).as_str().as_bytes(), digits)
                };
                algorithms.iter().any(signs)
            };
            if self.secrets.any(is_right) {
                return Ok(signing);
            }
        }
        Err(CallbackProblem::ChecksumMismatch)
    }
}

impl fmt::Debug for WebhookVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookVerifier")
            .field("accepted", &self.accepted)
            .field("algorithms", &self.algorithms)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

fn checksums(query: &str) -> usize {
    query
        .split('&')
        .filter(|pair| pair.split('=').next() == Some("checksum"))
        .count()
}

/// Returns whether the received text is the registered one, in which the sender may have percent-encoded some characters.
fn is_encoded(received: &str, registered: &str) -> bool {
    let mut rest = received.as_bytes();
    for byte in registered.bytes() {
        let digits =
            [byte >> 4, byte & 15].map(|digit| b"0123456789ABCDEF".get(usize::from(digit)));
        rest = match rest {
            [first, tail @ ..] if *first == byte => tail,
            [b'%', high, low, tail @ ..] if digits == [Some(high), Some(low)] => tail,
            _ => return false,
        };
    }
    rest.is_empty()
}
