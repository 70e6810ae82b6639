//! [`NamedCall`]: a call whose name is known only at run time.

use std::borrow::Cow;
use std::fmt;

use super::{Body, Call, Response};
use crate::error::{Error, ResponseProblem, Result};
use crate::query::Query;
use crate::xml::{Element, Limits};

#[cfg(feature = "json")]
mod json;

/// A call whose name is known only at run time, for servers newer than this crate, for scripts and for command lines.
///
/// It returns a [`NamedAnswer`]: the text of a response that reports `SUCCESS`. A refusal is [`Error::Api`], as for every
/// other call.
///
/// ```
/// # #[cfg(feature = "sha256")] {
/// use bbb_sdk::client::Client;
/// use bbb_sdk::transport::{HttpResponse, Timeouts};
/// use bbb_sdk::{Call, NamedCall, Request, Server};
///
/// # let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// # let client = Client::with_transport(server, |_: &Request, _: &Timeouts| {
/// #     Ok(HttpResponse::from("<response><returncode>SUCCESS</returncode><running>true</running></response>"))
/// # });
/// let call = NamedCall::new("isMeetingRunning").param("meetingID", "room-1");
/// let answer = client.send(&call)?;
/// assert_eq!(answer.xml(|root| root.req::<bool>("running"))?, true);
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct NamedCall {
    name: Cow<'static, str>,
    query: Query,
    body: Option<Body>,
    idempotent: bool,
    signed: bool,
}

impl NamedCall {
    /// Creates a call with this name, which follows `api/` in the URL, such as `create` or `hooks/create`.
    ///
    /// By default the call is sent with GET, is signed, and is never retried. A name that a URL cannot contain is refused
    /// when the call is sent.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        let name = name.into();
        let mut query = Query::new();
        if !is_name(&name) {
            query.refuse("call", "has a name that cannot follow `api/` in a URL: use letters, digits, `-`, `_` and `.`, in parts joined by `/`");
        }
        Self {
            name,
            query,
            body: None,
            idempotent: false,
            signed: true,
        }
    }

    /// Sends the call with POST and this body. The body is not signed.
    pub fn with_body(mut self, body: Body) -> Self {
        self.body = Some(body);
        self
    }

    /// Sends the call with POST and an empty body. The parameters stay in the URL.
    pub fn post(self) -> Self {
        self.with_body(Body::new("application/x-www-form-urlencoded", ""))
    }

    /// Sets whether repeating the call has no further effect, so that the client may retry it.
    ///
    /// Default: `false`.
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }

    /// Leaves the checksum out of the URL.
    pub fn unsigned(mut self) -> Self {
        self.signed = false;
        self
    }
}

/// Returns whether the text is a path without segments or characters that a client or a proxy might rewrite. The empty name
/// of the version is allowed.
#[inline]
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let segment = |segment: &str| !matches!(segment, "" | "." | "..") && segment.bytes().all(plain);
    name.is_empty() || name.split('/').all(segment)
}

impl Call for NamedCall {
    type Output = NamedAnswer;
    /// Empty: see [`name`](Call::name).
    const NAME: &'static str = "";

    #[inline]
    fn name(&self) -> Cow<'static, str> {
        self.name.clone()
    }

    fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    fn is_signed(&self) -> bool {
        self.signed
    }

    fn query(&self) -> &Query {
        &self.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.query
    }

    #[inline]
    fn body(&self) -> Result<Option<Body>> {
        Ok(self.body.clone())
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<NamedAnswer> {
        let checked = response.xml(|_| Ok(()));
        let other = FORMATS.iter().find(|_| is_json(&checked));
        match other {
            Some(other) => other(response)?,
            None => checked?,
        }
        Ok(NamedAnswer {
            text: response.text()?.into_owned(),
            limits: response.limits.clone(),
        })
    }
}

/// The checks of the formats besides XML that are compiled in.
const FORMATS: &[fn(&Response<'_>) -> Result<()>] = &[
    #[cfg(feature = "json")]
    json::check,
];

fn is_json<T>(read: &Result<T>) -> bool {
    let json = ResponseProblem::Json;
    matches!(read, Err(Error::Response { problem, .. }) if *problem == json)
}

/// The response to a [`NamedCall`]: the text of a success, in XML or, with the feature `json`, in JSON.
///
/// `Debug` shows only its length, because the text may contain passwords.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedAnswer {
    text: String,
    limits: Limits,
}

impl NamedAnswer {
    /// Returns the text unchanged.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Reads a response in XML: `pick` gets its root.
    pub fn xml<T>(&self, pick: impl FnOnce(Element<'_, '_>) -> Result<T>) -> Result<T> {
        self.response().xml(pick)
    }

    #[inline]
    fn response(&self) -> Response<'_> {
        Response::from(&*self.text).limits(self.limits.clone())
    }
}

impl fmt::Debug for NamedAnswer {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NamedAnswer({} bytes)", self.text.len())
    }
}
