//! Deliveries of a webhooks server.

use std::borrow::Cow;
use std::fmt;

use super::incoming::{fields, is_http, path_and_query};
use super::{Event, Incoming, Limits, RawMessage, usable};
use crate::checksum::{Checksum, MAX_DIGEST, same};
use crate::error::{CallbackProblem, Error, Result};
use crate::json;
use crate::query::form;
use crate::secret::Secret;
use crate::value::{FromText, Timestamp};

/// What proves that a delivery comes from the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Signing {
    /// A checksum of URL, body and secret. Webhooks since 3.4.0.
    Body,
    /// A checksum of URL, the form's fields as JSON, and secret. Webhooks up to 2.6.1.
    Fields,
    /// A checksum of URL and secret alone, which **proves nothing**: QUIRK: webhooks 3.0.0 to 3.3.1 leave the body out,
    /// so every delivery to a URL has the same checksum, and who has seen one can forge any.
    Constant,
    /// The secret itself, in the `Authorization` header. Servers that are set up with `auth2_0`.
    Bearer,
}

/// Verifies and reads the deliveries of one hook.
///
/// It is made from the URL that `hooks/create` was given, to the letter, and the server's secret. The request's own host
/// and scheme are never looked at: behind a proxy they are others, and anybody can write them.
///
/// It accepts every [`Signing`] but [`Signing::Constant`], and every algorithm of BigBlueButton, as a server may be
/// updated any day. [`accept`](Self::accept) and [`algorithms`](Self::algorithms) set fewer, or the constant one.
///
/// ```
/// use bbb_sdk::callbacks::{Incoming, WebhookVerifier};
///
/// let verifier = WebhookVerifier::new("https://app.example/cb?a=1", "639259d4-9dd8-4b25-bf01-95f9567eaf4b")?;
///
/// let target = "/cb?a=1&checksum=4b35c4c309590dda2c96e264cda4585284a20aea";
/// let body = b"domain=bbb.example&event=%5B%7B%22data%22%3A%7B%22type%22%3A%22event%22%2C%22id%22%3A%22meeting-ended%22%7D%7D%5D&timestamp=1700000000000";
/// let delivery = verifier.verify(&Incoming::new(target, body))?;
/// assert_eq!(delivery.events[0].id.as_str(), "meeting-ended");
/// assert_eq!(delivery.domain.as_deref(), Some("bbb.example"));
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// [BigBlueButton's documentation](https://docs.bigbluebutton.org/development/webhooks)
#[derive(Clone)]
pub struct WebhookVerifier {
    /// A secret, too: many applications put an unguessable token into it.
    url: Secret,
    secret: Secret,
    accepted: Vec<Signing>,
    algorithms: Vec<Checksum>,
    limits: Limits,
}

impl WebhookVerifier {
    /// A verifier for the hook of this URL at the server with this secret.
    ///
    /// A URL that no server can call is refused, and one with a fragment: the server writes the checksum behind it.
    pub fn new(callback_url: impl Into<Secret>, secret: impl Into<Secret>) -> Result<Self> {
        let url = callback_url.into();
        check_url(url.expose())?;
        Ok(Self {
            url,
            secret: usable(secret)?,
            accepted: vec![Signing::Body, Signing::Fields, Signing::Bearer],
            algorithms: vec![
                Checksum::SHA1,
                Checksum::SHA256,
                Checksum::SHA384,
                Checksum::SHA512,
            ],
            limits: Limits::default(),
        })
    }

    /// Sets what is accepted as a proof. All but [`Signing::Constant`].
    #[must_use]
    pub fn accept(mut self, accepted: impl IntoIterator<Item = Signing>) -> Self {
        self.accepted = accepted.into_iter().collect();
        self
    }

    /// Sets the algorithms whose checksums are accepted; they are told by the number of digits. All of BigBlueButton.
    #[must_use]
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Checksum>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    /// Sets what a request may hold at most.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Verifies and reads a request that came in.
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<Delivery> {
        incoming.check(&self.limits)?;
        let signing = self.authenticate(incoming)?;
        Ok(Delivery::read(incoming.text()?, signing)?)
    }

    /// Finds what proves the request's origin. The URL is compared last, so that nothing is to be learned from the time.
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
                // The server appends it.
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
        Ok(signing)
    }

    fn bearer(&self, incoming: &Incoming<'_>) -> Result<Signing, CallbackProblem> {
        let token = incoming.bearer()?;
        if !self.accepted.contains(&Signing::Bearer) {
            return Err(CallbackProblem::ChecksumMissing);
        }
        if same(token, self.secret.expose().as_bytes()) {
            Ok(Signing::Bearer)
        } else {
            Err(CallbackProblem::SecretMismatch)
        }
    }

    /// Which of the accepted texts the checksum signs.
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
            if !self.accepted.contains(&signing) {
                continue;
            }
            let Some(text) = signed_text(signing, body) else {
                continue;
            };
            let parts = [
                self.url.expose().as_bytes(),
                &text,
                self.secret.expose().as_bytes(),
            ];
            let is_right = |algorithm: &&Checksum| {
                same(algorithm.sign_parts(&parts).as_str().as_bytes(), digits)
            };
            if algorithms.iter().any(is_right) {
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

/// One request of a webhooks server. It is sent again, with the same content, until it is answered with 2xx.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Delivery {
    /// What proves its origin.
    pub signing: Signing,
    /// The server's name, which tells several servers apart. It is the same for all meetings of a server.
    pub domain: Option<String>,
    /// When it was sent for the first time.
    pub timestamp: Timestamp,
    /// The events: one, or more where the server is set up to join them.
    pub events: Vec<Event>,
    /// What is no event: the server's internal messages, which a hook created with `getRaw=true` gets.
    pub raw: Vec<RawMessage>,
}

impl Delivery {
    fn read(body: &str, signing: Signing) -> Result<Self, CallbackProblem> {
        // The JSON that older servers sign is no form. Whoever may write into it, a name or a message, could write fields.
        if !form::is_escaped(body) {
            return Err(CallbackProblem::Form);
        }
        let [event, timestamp, domain] = fields(body, ["event", "timestamp", "domain"])?;
        let event = event.ok_or(CallbackProblem::FieldMissing("event"))?;
        let timestamp = timestamp.ok_or(CallbackProblem::FieldMissing("timestamp"))?;
        let timestamp = i64::from_text(timestamp.trim());
        let mut delivery = Self {
            signing,
            domain: domain.filter(|domain| !domain.is_empty()),
            timestamp: Timestamp::Millis(timestamp.ok_or(CallbackProblem::FieldForm("timestamp"))?),
            events: Vec::new(),
            raw: Vec::new(),
        };
        for text in elements(&event)? {
            let json = json::parse_script(text)
                .map_err(|error| CallbackProblem::Json(error.to_string()))?;
            match Event::read(text, json) {
                Ok(event) => delivery.events.push(event),
                Err(json) => delivery.raw.push(RawMessage::read(text, json)),
            }
        }
        Ok(delivery)
    }
}

/// The texts of the events; a single one may stand without an array around it.
fn elements(event: &str) -> Result<Vec<&str>, CallbackProblem> {
    match event.trim_start().bytes().next() {
        Some(b'[') => {
            json::elements(event).map_err(|error| CallbackProblem::Json(error.to_string()))
        }
        Some(b'{') => Ok(vec![event.trim()]),
        _ => Err(CallbackProblem::Shape("an array of events")),
    }
}

/// What stands between URL and secret when a checksum is made; nothing where the body is not what such a server sends.
fn signed_text(signing: Signing, body: &[u8]) -> Option<Cow<'_, [u8]>> {
    match signing {
        Signing::Body => Some(Cow::Borrowed(body)),
        Signing::Fields => signed_fields(body).map(|text| Cow::Owned(text.into_bytes())),
        Signing::Constant => Some(Cow::Borrowed(b"{}")),
        Signing::Bearer => None,
    }
}

/// The text that webhooks up to 2.6.1 sign: the fields as JSON, in the order they have there.
///
/// There are several spellings of a form; what comes in another than the server's is not what was signed.
fn signed_fields(body: &[u8]) -> Option<String> {
    let body = std::str::from_utf8(body)
        .ok()
        .filter(|body| is_strict(body))?;
    let [event, timestamp, domain] = fields(body, ["event", "timestamp", "domain"]).ok()?;
    let timestamp = timestamp?;
    let is_number = !timestamp.is_empty() && timestamp.bytes().all(|digit| digit.is_ascii_digit());
    let domain = domain.map_or_else(String::new, |domain| {
        [",\"domain\":", &json::quoted(&domain)].concat()
    });
    let event = json::quoted(&event?);
    is_number.then(|| format!("{{\"event\":{event},\"timestamp\":{timestamp}{domain}}}"))
}

/// Whether all but the unreserved characters are escaped, with upper-case digits.
fn is_strict(form: &str) -> bool {
    let mut escapes = form.split('%');
    let plain = |text: &str| {
        text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'&' | b'=')
        })
    };
    escapes.next().is_none_or(plain)
        && escapes.all(|rest| {
            plain(rest) && !rest.bytes().take(2).any(|digit| digit.is_ascii_lowercase())
        })
}

fn check_url(url: &str) -> Result<()> {
    let refused = |reason| Err(Error::parameter("callbackURL", reason));
    if !is_http(url) {
        return refused("begins neither with `https://` nor with `http://`");
    }
    let host = url.split(['/', '?', '#']).nth(2);
    if host.is_none_or(str::is_empty) {
        return refused("has no host");
    }
    if url.contains('#') {
        return refused("has a fragment, behind which the server would write the checksum");
    }
    Ok(())
}

fn checksums(query: &str) -> usize {
    query
        .split('&')
        .filter(|pair| pair.split('=').next() == Some("checksum"))
        .count()
}

/// Whether the received text is the registered one, of which the sender may have percent-encoded some characters.
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
