//! A received request, as any web framework provides it.

use std::fmt;

use crate::address::Parts;
use crate::error::{CallbackProblem, Limit};
use crate::query::form::{self, FormError};

/// A received request: its target, its `Authorization` header and its raw body.
///
/// The target is the one in the request line, such as `/bbb?checksum=…`. Behind a proxy that rewrites paths, pass only
/// the query, `checksum=…`. The body must be the bytes as they were received, before anything decodes them.
///
/// ```
/// use bbb_sdk::callbacks::Incoming;
///
/// let body = b"signed_parameters=eyJhbGciOiJIUzI1NiJ9.e30.x";
/// let incoming = Incoming::new("/recording-ready", body).header("Authorization", "Bearer abc");
/// assert_eq!(format!("{incoming:?}"), "Incoming(44 bytes)");
/// ```
#[derive(Clone, Copy)]
pub struct Incoming<'a> {
    target: &'a str,
    authorization: Option<&'a [u8]>,
    repeated: bool,
    body: &'a [u8],
}

impl<'a> Incoming<'a> {
    /// Creates a request from its target, or only the query of the target, and its body.
    pub fn new(target: &'a str, body: &'a [u8]) -> Self {
        Self {
            target,
            authorization: None,
            repeated: false,
            body,
        }
    }

    /// Adds a header. Headers other than `Authorization` are ignored, so a loop may pass all of them.
    #[must_use]
    pub fn header(mut self, name: &str, value: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        if name.eq_ignore_ascii_case("authorization") {
            self.repeated |= self.authorization.is_some();
            self.authorization = Some(value.as_ref());
        }
        self
    }

    pub(super) fn check(&self, limits: &IncomingLimits) -> Result<(), CallbackProblem> {
        let authorization = self.authorization.unwrap_or_default();
        let exceeded = if self.target.len() > limits.target {
            Limit::IncomingTargetBytes(limits.target)
        } else if self.body.len() > limits.body {
            Limit::IncomingBodyBytes(limits.body)
        } else if authorization.len() > limits.token {
            Limit::IncomingTokenBytes(limits.token)
        } else {
            return Ok(());
        };
        Err(CallbackProblem::TooLarge(exceeded))
    }

    /// Returns the path, where there is one, and the query.
    pub(super) fn path_and_query(&self) -> (Option<&'a str>, &'a str) {
        // The absolute form, which is sent to proxies.
        if Parts::of(self.target).is_http() {
            let (path, query) = path_and_query(self.target);
            return (Some(path), query);
        }
        if self.target.starts_with('/') {
            let (path, query) = self.target.split_once('?').unwrap_or((self.target, ""));
            return (Some(path), query);
        }
        (None, self.target.strip_prefix('?').unwrap_or(self.target))
    }

    /// Returns the body as text.
    pub(super) fn text(&self) -> Result<&'a str, CallbackProblem> {
        std::str::from_utf8(self.body).map_err(|_| CallbackProblem::NotUtf8)
    }

    pub(super) fn body(&self) -> &'a [u8] {
        self.body
    }

    pub(super) fn has_authorization(&self) -> bool {
        self.authorization.is_some()
    }

    /// Returns the token that follows `Bearer` in the `Authorization` header.
    pub(super) fn bearer(&self) -> Result<&'a [u8], CallbackProblem> {
        let value = self
            .authorization
            .ok_or(CallbackProblem::AuthorizationMissing)?;
        if self.repeated {
            return Err(CallbackProblem::AuthorizationRepeated);
        }
        match value.split_at_checked("Bearer ".len()) {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case(b"Bearer ") => {
                Ok(token.trim_ascii())
            }
            _ => Err(CallbackProblem::AuthorizationForm),
        }
    }
}

impl fmt::Debug for Incoming<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incoming({} bytes)", self.body.len())
    }
}

/// The maximum sizes of a received request, in bytes.
///
/// A larger request is refused before anything else is done with it. Code that reads the body from a socket should stop
/// reading at the limit as well.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IncomingLimits {
    /// The maximum length of the target, in bytes.
    ///
    /// Default: 16 KiB.
    pub target: usize,
    /// The maximum length of the body, in bytes.
    ///
    /// Default: 4 MiB.
    pub body: usize,
    /// The maximum length of the `Authorization` header, or of a token in the body, in bytes.
    ///
    /// Default: 16 KiB.
    pub token: usize,
}

impl Default for IncomingLimits {
    fn default() -> Self {
        Self {
            target: 16 << 10,
            body: 4 << 20,
            token: 16 << 10,
        }
    }
}

/// Returns the path and the query of a URL, or `/` and the empty text where it has none.
pub(super) fn path_and_query(url: &str) -> (&str, &str) {
    let parts = Parts::of(url);
    (parts.request_path(), parts.query.unwrap_or_default())
}

/// Returns the decoded values of the fields of a form or a query.
pub(super) fn fields<const N: usize>(
    form: &str,
    wanted: [&'static str; N],
) -> Result<[Option<String>; N], CallbackProblem> {
    form::fields(form, wanted).map_err(|error| match error {
        FormError::Encoding => CallbackProblem::Form,
        FormError::Repeated(name) => CallbackProblem::FieldRepeated(name),
    })
}
