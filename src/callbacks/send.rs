//! Creates callbacks signed as a server signs them, for tests and for simulated servers.
//!
//! ```
//! use bbb_sdk::callbacks::{Event, EventId, WebhookVerifier, send::WebhookSender};
//! use bbb_sdk::json::json;
//!
//! let url = "https://app.example/cb?a=1";
//! let attributes = json!({
//!     "meeting": { "external-meeting-id": "room-1" },
//!     "user": { "name": "Ada" },
//! });
//! let event = Event::new(EventId::UserJoined, 1_700_000_000_000, &attributes);
//! let sent = WebhookSender::new(url, "secret")?.deliver([&event], 1_700_000_000_001);
//!
//! let delivery = WebhookVerifier::new(url, "secret")?.verify(&sent.incoming())?;
//! assert_eq!(delivery.events, [event]);
//! # Ok::<(), bbb_sdk::Error>(())
//! ```

use std::fmt;
use std::time::SystemTime;

use super::{Event, Incoming, JwtAlgorithm, Signing, jwt};
use crate::address::Parts;
use crate::checksum::Checksum;
use crate::error::Result;
use crate::json::{self, Value, json};
use crate::query::Query;
use crate::query::form::{self, Spelling};
use crate::secret::Secret;

const FORM: &str = "application/x-www-form-urlencoded";

/// A request as a server would send it.
///
/// `Debug` does not show the URL, the headers or the body, because they contain checksums and tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    method: &'static str,
    url: Secret,
    content_type: Option<&'static str>,
    authorization: Option<Secret>,
    body: String,
}

impl Outgoing {
    /// Returns the HTTP method.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// Returns the whole URL.
    pub fn url(&self) -> &str {
        self.url.expose()
    }

    /// Returns the target of the request line: the path and the query, with non-ASCII characters percent-encoded.
    pub fn target(&self) -> String {
        let parts = Parts::of(self.url());
        let query = parts
            .query
            .map_or_else(String::new, |query| format!("?{query}"));
        form::encode(&[parts.request_path(), &query].concat(), Spelling::Target)
    }

    /// Returns the content type. A GET request has none.
    pub fn content_type(&self) -> Option<&'static str> {
        self.content_type
    }

    /// Returns the `Authorization` header, where there is one.
    pub fn authorization(&self) -> Option<&str> {
        self.authorization.as_ref().map(Secret::expose)
    }

    /// Returns the body.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Returns the request as it is received.
    pub fn incoming(&self) -> Incoming<'_> {
        let incoming = Incoming::new(self.url(), self.body.as_bytes());
        match self.authorization() {
            Some(value) => incoming.header("Authorization", value),
            None => incoming,
        }
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({}, {} bytes)", self.method, self.body.len())
    }
}

/// Creates deliveries as a webhooks server sends them.
///
/// By default it signs as webhooks since 3.4.0 do: SHA-1 over URL, body and secret.
#[derive(Debug, Clone)]
pub struct WebhookSender {
    url: Secret,
    secret: Secret,
    signing: Signing,
    checksum: Checksum,
    domain: String,
}

impl WebhookSender {
    /// Creates a sender for this registered URL and this secret of the server.
    pub fn new(callback_url: impl Into<Secret>, secret: impl Into<Secret>) -> Result<Self> {
        Ok(Self {
            url: callback_url.into(),
            secret: secret.into().usable()?,
            signing: Signing::Body,
            checksum: Checksum::SHA1,
            domain: "bbb.example.com".to_owned(),
        })
    }

    /// Sets how deliveries are signed, and with it the simulated version.
    ///
    /// Default: [`Signing::Body`].
    #[must_use]
    pub fn signing(mut self, signing: Signing) -> Self {
        self.signing = signing;
        self
    }

    /// Sets the algorithm of the checksum.
    ///
    /// Default: [`Checksum::SHA1`].
    #[must_use]
    pub fn checksum(mut self, checksum: Checksum) -> Self {
        self.checksum = checksum;
        self
    }

    /// Sets the server's name.
    ///
    /// Default: `bbb.example.com`.
    #[must_use]
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = domain.into();
        self
    }

    /// Creates a delivery of these events. `millis` is when it is first sent, in milliseconds since 1970.
    pub fn deliver<'e>(
        &self,
        events: impl IntoIterator<Item = &'e Event>,
        millis: i64,
    ) -> Outgoing {
        let events: Vec<&str> = events.into_iter().map(Event::json).collect();
        self.deliver_json(&format!("[{}]", events.join(",")), millis)
    }

    /// Creates a delivery with any text as its events, such as internal messages, or a text that no server would send.
    ///
    /// `millis` is when it is first sent, in milliseconds since 1970.
    pub fn deliver_json(&self, events: &str, millis: i64) -> Outgoing {
        let body = match self.signing {
            Signing::Fields => format!(
                "event={}&timestamp={millis}&domain={}",
                form::encode(events, Spelling::Rfc3986),
                form::encode(&self.domain, Spelling::Rfc3986),
            ),
            _ => format!(
                "domain={}&event={}&timestamp={millis}",
                form::encode(&self.domain, Spelling::Form),
                form::encode(events, Spelling::Form),
            ),
        };
        let signed = match self.signing {
            Signing::Body => Some(body.clone()),
            Signing::Fields => Some(format!(
                "{{\"event\":{},\"timestamp\":{millis},\"domain\":{}}}",
                json::quoted(events),
                json::quoted(&self.domain),
            )),
            Signing::Constant => Some("{}".to_owned()),
            Signing::Bearer => None,
        };
        Outgoing {
            method: "POST",
            url: signed
                .as_deref()
                .map_or(self.url.clone(), |signed| self.signed_url(signed)),
            content_type: Some(FORM),
            authorization: signed.is_none().then(|| bearer(self.secret.expose())),
            body,
        }
    }

    fn signed_url(&self, signed: &str) -> Secret {
        let (url, secret) = (self.url.expose(), self.secret.expose());
        let parts = [url, signed, secret].map(str::as_bytes);
        let checksum = self.checksum.sign_parts(&parts);
        let joint = if url.contains('?') {
            "&checksum="
        } else {
            "?checksum="
        };
        Secret::from([url, joint, checksum.as_str()].concat())
    }
}

/// Creates the callback of `meta_bbb-recording-ready-url`, signed with HS256.
pub fn recording_ready(
    url: &str,
    secret: impl Into<Secret>,
    meeting_id: &str,
    record_id: &str,
) -> Result<Outgoing> {
    let claims = json!({ "meeting_id": meeting_id, "record_id": record_id });
    recording_ready_with(url, secret, JwtAlgorithm::Hs256, &claims)
}

/// Creates the callback of `meta_bbb-recording-ready-url` with this algorithm and these claims.
pub fn recording_ready_with(
    url: &str,
    secret: impl Into<Secret>,
    algorithm: JwtAlgorithm,
    claims: &Value,
) -> Result<Outgoing> {
    let token = jwt::sign(algorithm, &secret.into().usable()?, claims);
    Ok(Outgoing {
        method: "POST",
        url: Secret::from(url),
        content_type: Some(FORM),
        authorization: None,
        body: ["signed_parameters=", &token].concat(),
    })
}

/// Creates the callback of `meta_analytics-callback-url`, signed with HS512.
///
/// The token is valid until `expiry`. A server sets 24 hours from now.
pub fn analytics(
    url: &str,
    secret: impl Into<Secret>,
    expiry: SystemTime,
    body: &Value,
) -> Result<Outgoing> {
    let seconds = expiry
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    analytics_with(
        url,
        secret,
        JwtAlgorithm::Hs512,
        &json!({ "exp": seconds }),
        body,
    )
}

/// Creates the callback of `meta_analytics-callback-url` with this algorithm and these claims.
pub fn analytics_with(
    url: &str,
    secret: impl Into<Secret>,
    algorithm: JwtAlgorithm,
    claims: &Value,
    body: &Value,
) -> Result<Outgoing> {
    let token = jwt::sign(algorithm, &secret.into().usable()?, claims);
    Ok(Outgoing {
        method: "POST",
        url: Secret::from(url),
        content_type: Some("application/json"),
        authorization: Some(bearer(&token)),
        body: body.to_string(),
    })
}

/// Creates the callback of `meta_endCallbackUrl`. For `meetingEndedURL` see [`meeting_ended_url`].
pub fn meeting_ended(url: &str, meeting_id: &str, recording_marks: bool) -> Outgoing {
    let mut added = Query::new();
    added
        .set("meetingID", meeting_id)
        .set("recordingmarks", recording_marks);
    let joint = if url.contains('?') { "&" } else { "?" };
    Outgoing {
        method: "GET",
        url: Secret::from([url, joint, added.as_str()].concat()),
        content_type: None,
        authorization: None,
        body: String::new(),
    }
}

/// Creates the callback of `meetingEndedURL`, which is a request to the URL as it is.
pub fn meeting_ended_url(url: &str) -> Outgoing {
    Outgoing {
        method: "GET",
        url: Secret::from(url),
        content_type: None,
        authorization: None,
        body: String::new(),
    }
}

fn bearer(token: &str) -> Secret {
    Secret::from(["Bearer ", token].concat())
}
