//! Headers that a client adds to every request.

use std::borrow::Cow;
use std::sync::Arc;

use super::ClientBuilder;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Headers that are sent only to the host they were set for. Their values are secrets.
#[derive(Clone, Default)]
pub(super) struct Headers(Option<Arc<[Header]>>);

type Header = (Cow<'static, str>, Secret);

const USER_AGENT: &str = "User-Agent";

/// Headers that the transport or the call sets, because they say how a request is framed or read.
const RESERVED: [&str; 11] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "te",
    "transfer-encoding",
    "upgrade",
];

impl Headers {
    /// Returns the headers to send.
    #[inline]
    pub(super) fn shared(&self) -> Option<Arc<[Header]>> {
        self.0.clone()
    }

    /// Returns the headers that may be sent to any host.
    #[inline]
    pub(super) fn for_others(&self) -> Self {
        let all = self.0.iter().flat_map(|headers| headers.iter());
        let kept = all.filter(|(name, _)| name.eq_ignore_ascii_case(USER_AGENT));
        Self::from(kept.cloned().collect::<Vec<_>>())
    }

    /// Sets a header, replacing an earlier one with the same name.
    #[inline]
    fn set(&self, name: Cow<'static, str>, value: Secret) -> Result<Self> {
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(token) {
            return Err(refused(
                &name,
                "has a name that no header can have: use letters, digits and `-`",
            ));
        }
        if RESERVED
            .iter()
            .any(|reserved| name.eq_ignore_ascii_case(reserved))
        {
            return Err(refused(&name, "is set by the client itself"));
        }
        if !value
            .expose()
            .bytes()
            .all(|byte| matches!(byte, b' '..=b'~'))
        {
            return Err(refused(&name, "has a value that is not printable ASCII"));
        }
        let all = self.0.iter().flat_map(|headers| headers.iter());
        let others = all.filter(|(other, _)| !other.eq_ignore_ascii_case(&name));
        let mut headers: Vec<Header> = others.cloned().collect();
        headers.push((name, value));
        Ok(Self::from(headers))
    }
}

impl From<Vec<Header>> for Headers {
    #[inline]
    fn from(headers: Vec<Header>) -> Self {
        Self(Some(headers.into()).filter(|headers: &Arc<[Header]>| !headers.is_empty()))
    }
}

#[inline]
fn refused(name: &str, reason: &str) -> Error {
    Error::parameter(format!("header {name}"), reason)
}

/// Methods that set headers. Their values are secrets, and `Debug` does not show them. They are sent only to the host of
/// the builder's server: see [`Client::with_server`](super::Client::with_server). For `http://` addresses a proxy sees them
/// in its tunnel.
impl ClientBuilder {
    /// Adds a header to every request, replacing an earlier one with the same name.
    ///
    /// ```
    /// # #[cfg(all(feature = "http", feature = "sha256"))] {
    /// use bbb_sdk::{Client, Server};
    ///
    /// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
    /// let client = Client::builder(server).header("CF-Access-Client-Id", "2f1c.access")?.build();
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Refuses a name or a value that a header cannot have, and a header that the client sets itself, such as `Host`,
    /// `Cookie` and `Content-Type`.
    pub fn header(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Secret>,
    ) -> Result<Self> {
        self.settings.headers = self.settings.headers.set(name.into(), value.into())?;
        Ok(self)
    }

    /// Sets the header `Authorization` for HTTP Basic authentication.
    ///
    /// # Errors
    ///
    /// Refuses a user name with a colon or a control character, and a password with a control character.
    pub fn basic_auth(self, user: &str, password: impl Into<Secret>) -> Result<Self> {
        let password = password.into();
        if user.contains(':') || user.contains(char::is_control) {
            return Err(Error::parameter(
                "user",
                "contains a colon or a control character, which Basic authentication cannot send",
            ));
        }
        if password.expose().contains(char::is_control) {
            return Err(Error::parameter(
                "password",
                "contains a control character, which Basic authentication cannot send",
            ));
        }
        let pair = Secret::from(format!("{user}:{}", password.expose()));
        self.header("Authorization", basic(&pair))
    }

    /// Sets the header `User-Agent`.
    ///
    /// Default: `bbb-sdk/` and the version, with the built-in transport.
    ///
    /// # Errors
    ///
    /// Refuses a text that is not printable ASCII.
    #[inline]
    pub fn user_agent(self, text: &str) -> Result<Self> {
        self.header(USER_AGENT, text)
    }
}

/// Returns `Basic` and the pair in base64.
#[inline]
fn basic(pair: &Secret) -> Secret {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes = pair.expose().as_bytes();
    let mut text = String::with_capacity("Basic ".len() + bytes.len().div_ceil(3) * 4);
    text.push_str("Basic ");
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits: u32, at| {
            bits << 8 | u32::from(chunk.get(at).copied().unwrap_or_default())
        });
        for place in 0..4 {
            let digit = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or_default();
            let digit = DIGITS.get(digit).copied().map_or('=', char::from);
            text.push(if place <= chunk.len() { digit } else { '=' });
        }
    }
    Secret::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 7617 and RFC 4648.
    #[test]
    fn pairs_in_base64() {
        for (pair, expected) in [
            ("Aladdin:open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            ("test:123\u{A3}", "Basic dGVzdDoxMjPCow=="),
            ("", "Basic "),
            ("f", "Basic Zg=="),
            ("fo", "Basic Zm8="),
            ("foo", "Basic Zm9v"),
            ("foob", "Basic Zm9vYg=="),
            ("fooba", "Basic Zm9vYmE="),
            ("foobar", "Basic Zm9vYmFy"),
        ] {
            assert_eq!(basic(&pair.into()).expose(), expected);
        }
    }
}
