//! What a webhooks server signs, in each of the ways that released versions have.

use std::borrow::Cow;

use crate::callbacks::incoming::fields;
use crate::json;

/// How a webhooks server proves that a delivery comes from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Signing {
    /// A checksum of the URL, the body and the secret. Since webhooks 3.4.0.
    Body,
    /// A checksum of the URL, the form's fields as JSON, and the secret. Webhooks up to 2.6.1.
    Fields,
    /// A checksum of the URL and the secret only, which **proves nothing about the body**.
    ///
    /// Webhooks 3.0.0 to 3.3.1 leave the body out by mistake. Every delivery to a URL has the same checksum, so anyone
    /// who has seen one delivery can forge others.
    Constant,
    /// The secret itself, in the `Authorization` header. Servers that are set up with `auth2_0`.
    Bearer,
}

impl Signing {
    /// Returns the variant's path, as an error names it.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Body => "Signing::Body",
            Self::Fields => "Signing::Fields",
            Self::Constant => "Signing::Constant",
            Self::Bearer => "Signing::Bearer",
        }
    }

    /// Returns the text that stands between URL and secret when the checksum is computed.
    ///
    /// It is `None` where the body is not one that such a server sends.
    pub(super) fn signed_text(self, body: &[u8]) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Body => Some(Cow::Borrowed(body)),
            Self::Fields => signed_fields(body).map(|text| Cow::Owned(text.into_bytes())),
            // QUIRK: webhooks 3.0.0 to 3.3.1 sign an empty object in place of the body.
            Self::Constant => Some(Cow::Borrowed(b"{}")),
            Self::Bearer => None,
        }
    }
}

/// Builds the text that webhooks up to 2.6.1 sign: the fields as JSON, in that server's order.
///
/// A form has several spellings. One that differs from the server's is not what the server signed.
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

/// Returns whether everything but the unreserved characters is escaped, with upper-case digits.
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
