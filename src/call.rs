//! The [`Call`] trait, and the [`Request`] and [`Response`] it produces and consumes.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, ResponseProblem, Result};
use crate::query::Query;
use crate::redact::destination;
use crate::secret::{Secret, Zeroizing};
use crate::xml::Limits;

use self::retry_after::RetryAfter;

#[cfg(feature = "json")]
mod json;
mod list;
mod named;
mod reading;
mod retry_after;

pub use list::{ListCall, ListReader};
pub use named::{NamedAnswer, NamedCall};
use reading::Bytes;
pub(crate) use reading::{PIECE, Source};

/// One call of the API: a name, parameters, perhaps a body, and how its answer is read.
///
/// A call is data. [`Server`](crate::Server) signs it and the `Client` sends it, or any other HTTP client
/// that is given [`Server::request`](crate::Server::request) and hands back what came to [`Call::receive`]. A call the
/// crate does not know is written like its own:
///
/// ```
/// use bbb_sdk::{Call, Query, Response, Result};
///
/// /// Signs a user out, in the session of a browser.
/// struct SignOut(Query);
///
/// impl SignOut {
///     fn new(session_token: &str) -> Self {
///         let mut query = Query::new();
///         query.require("sessionToken", session_token);
///         Self(query)
///     }
/// }
///
/// impl Call for SignOut {
///     type Output = ();
///     const NAME: &'static str = "signOut";
///     const IDEMPOTENT: bool = true;
///
///     fn query(&self) -> &Query {
///         &self.0
///     }
///
///     fn query_mut(&mut self) -> &mut Query {
///         &mut self.0
///     }
///
///     fn read(response: &Response<'_>) -> Result<()> {
///         response.xml(|_| Ok(()))
///     }
/// }
///
/// # #[cfg(feature = "sha256")] {
/// let server = bbb_sdk::Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// assert!(server.url(&SignOut::new("abc"))?.starts_with("https://bbb.example.com/bigbluebutton/api/signOut?sessionToken=abc&checksum="));
/// # }
/// SignOut::decode("<response><returncode>SUCCESS</returncode></response>")?;
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
pub trait Call {
    /// What the server answers.
    type Output;

    /// The name behind `api/` in the URL, which is signed: `create`, `hooks/create`, nothing for the version.
    const NAME: &'static str;

    /// Whether a repetition does no more than the first time, so that it may be sent again when no answer came.
    const IDEMPOTENT: bool = false;

    /// Whether the URL carries a checksum.
    const SIGNED: bool = true;

    /// The name of this very call, for calls that are named at run time. Default: [`NAME`](Self::NAME).
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(Self::NAME)
    }

    /// Whether this very call may be sent again, for calls where that depends on their values.
    /// Default: [`IDEMPOTENT`](Self::IDEMPOTENT).
    fn is_idempotent(&self) -> bool {
        Self::IDEMPOTENT
    }

    /// Whether the URL of this very call carries a checksum. Default: [`SIGNED`](Self::SIGNED).
    fn is_signed(&self) -> bool {
        Self::SIGNED
    }

    /// The parameters.
    fn query(&self) -> &Query;

    /// The parameters, for setters that every call has.
    fn query_mut(&mut self) -> &mut Query;

    /// Sets any parameter by its name on the wire, for what this crate does not know.
    ///
    /// It replaces an earlier value of the same name, and is sent as it is. Only a name that begins with `userdata-` is checked,
    /// as by [`Query::userdata`].
    ///
    /// ```
    /// # #[cfg(feature = "monitoring")] {
    /// use bbb_sdk::{Call, monitoring::IsMeetingRunning};
    ///
    /// let call = IsMeetingRunning::new("room-1").param("tenant", "acme");
    /// assert_eq!(call.query().as_str(), "meetingID=room-1&tenant=acme");
    /// # }
    /// ```
    #[must_use]
    fn param(mut self, name: &str, value: impl fmt::Display) -> Self
    where
        Self: Sized,
    {
        match name.strip_prefix("userdata-") {
            Some(key) => self.query_mut().userdata(key, value),
            None => self.query_mut().set(name, value),
        };
        self
    }

    /// The body; a call that has one is sent with POST, every other with GET.
    fn body(&self) -> Result<Option<Body>> {
        Ok(None)
    }

    /// The cookie `JSESSIONID`, for the few calls that are made in a user's session.
    fn session(&self) -> Option<&Secret> {
        None
    }

    /// Reads the answer.
    fn read(response: &Response<'_>) -> Result<Self::Output>;

    /// Decides what a refusal means that follows a repetition, where an earlier try may have been carried out without its
    /// response being seen.
    ///
    /// `end` that is repeated because the connection broke may find no meeting, for it has ended: that is a success. Default: the
    /// refusal is what it is.
    fn recover(&self, refusal: Error) -> Result<Self::Output> {
        Err(refusal)
    }

    /// Reads an answer of which only the text is at hand.
    fn decode(text: &str) -> Result<Self::Output> {
        Self::receive(&Response::from(text))
    }

    /// Reads what came back, whole: [`read`](Self::read), with call and status named in the error.
    fn receive(response: &Response<'_>) -> Result<Self::Output> {
        Self::read(response).map_err(|error| error.of(Self::NAME, response.status))
    }
}

/// Names and values of headers that every request of a client carries.
pub(crate) type ExtraHeaders = Arc<[(Cow<'static, str>, Secret)]>;

/// A call ready to be sent: GET without a body, POST with one.
///
/// `Debug` does not show the URL: it is signed and works for whoever has it, without an end.
#[derive(Clone)]
pub struct Request {
    pub(crate) call: Cow<'static, str>,
    pub(crate) url: Zeroizing<String>,
    pub(crate) body: Option<Body>,
    pub(crate) cookie: Option<Secret>,
    pub(crate) extra: Option<ExtraHeaders>,
}

impl Request {
    /// Returns the call's name, such as `create` or `hooks/create`. It is empty for the version.
    pub fn call(&self) -> &str {
        &self.call
    }

    /// Returns the signed URL. It must be sent as it is: a client that normalises it breaks the checksum.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the body, if there is one.
    pub fn body(&self) -> Option<&Body> {
        self.body.as_ref()
    }

    /// Returns the header `Cookie`, if there is one.
    pub fn cookie(&self) -> Option<&Secret> {
        self.cookie.as_ref()
    }

    /// Returns the headers that must be sent: `Content-Type`, `Cookie`, and those that the client was given.
    ///
    /// Their values may be secrets. What describes the connection, such as `Host` and `Content-Length`, is the transport's.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let body = self
            .body
            .iter()
            .map(|body| ("Content-Type", body.content_type()));
        let cookie = self.cookie.iter().map(|cookie| ("Cookie", cookie.expose()));
        let extra = self.extra.iter().flat_map(|extra| extra.iter());
        let extra = extra.map(|(name, value)| (&**name, value.expose()));
        body.chain(cookie).chain(extra)
    }

    /// Returns the HTTP method.
    pub fn method(&self) -> &'static str {
        if self.body.is_some() { "POST" } else { "GET" }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("call", &self.call)
            .field("method", &self.method())
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// The body of a call.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    content_type: Cow<'static, str>,
    bytes: Zeroizing<Vec<u8>>,
}

impl Body {
    /// A body of a content type.
    pub fn new(content_type: impl Into<Cow<'static, str>>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            content_type: content_type.into(),
            bytes: Zeroizing::new(bytes.into()),
        }
    }

    /// The content type. XML goes without a charset: releases of May 2024 refuse `application/xml; charset=utf-8`.
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({}, {} bytes)", self.content_type, self.bytes.len())
    }
}

/// What came back: status, body, and the headers that matter.
///
/// ```
/// # #[cfg(feature = "monitoring")] {
/// use bbb_sdk::{Call, Response, monitoring::IsMeetingRunning};
///
/// let body = b"<response><returncode>SUCCESS</returncode><running>true</running></response>";
/// let response = Response::new(200, &body[..]).header("Content-Type", "text/xml;charset=utf-8");
/// assert!(IsMeetingRunning::receive(&response).unwrap().running);
/// # }
/// ```
pub struct Response<'a> {
    pub(crate) status: u16,
    body: Bytes<'a>,
    head: Head,
    limits: Limits,
}

/// The headers of a response that matter.
#[derive(Default)]
pub(crate) struct Head {
    content_type: String,
    location: Option<Secret>,
    cookies: Vec<Secret>,
    retry_after: Option<RetryAfter>,
    /// The server's own time, in seconds since 1970.
    date: Option<u64>,
}

impl Head {
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("content-type") {
            value.clone_into(&mut self.content_type);
        } else if name.eq_ignore_ascii_case("location") {
            self.location = Some(value.into());
        } else if name.eq_ignore_ascii_case("set-cookie") {
            self.cookies.push(value.into());
        } else if name.eq_ignore_ascii_case("retry-after") {
            self.retry_after = RetryAfter::read(value);
        } else if name.eq_ignore_ascii_case("date") {
            self.date = retry_after::date(value);
        }
    }
}

impl<'a> Response<'a> {
    /// A status and a body.
    pub fn new(status: u16, body: impl Into<Cow<'a, [u8]>>) -> Self {
        Self {
            status,
            body: Bytes::Whole(body.into()),
            head: Head::default(),
            limits: Limits::default(),
        }
    }

    /// A response whose head was read apart from the body.
    pub(crate) fn with_head(mut self, head: Head) -> Self {
        self.head = head;
        self
    }

    /// Adds a header; those that do not matter are dropped.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.add(name, value);
        self
    }

    /// Sets what the answer may hold at most.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Where a redirect leads.
    pub fn location(&self) -> Option<&Secret> {
        self.head.location.as_ref()
    }

    /// Returns the value of a cookie that the answer sets: the last of that name, as a browser keeps it.
    pub fn cookie(&self, name: &str) -> Option<Secret> {
        let value = |cookie: &Secret| {
            let (found, value) = cookie.expose().split(';').next()?.split_once('=')?;
            (found.trim() == name).then(|| Secret::from(value.trim()))
        };
        self.head.cookies.iter().rev().find_map(value)
    }

    /// Returns how long the server asks to wait before the next try, in `Retry-After`.
    ///
    /// A date counts from the server's own `Date` where it sends one, and from this machine's clock otherwise.
    pub fn retry_after(&self) -> Option<Duration> {
        let asked = self.head.retry_after?;
        Some(asked.wait(self.head.date))
    }

    /// Says what the status tells better than the body.
    pub(crate) fn explain(&self, error: Error) -> Error {
        match (error, &self.head.location) {
            (Error::Response { excerpt, tries, .. }, Some(location))
                if (300..400).contains(&self.status) =>
            {
                let problem = ResponseProblem::Redirect(destination(location.expose()));
                Error::Response {
                    call: "".into(),
                    status: self.status,
                    problem,
                    excerpt,
                    tries,
                }
            }
            (error, _) => error,
        }
    }
}

impl<'a> From<&'a str> for Response<'a> {
    fn from(text: &'a str) -> Self {
        Self::new(200, text.as_bytes())
    }
}

impl fmt::Debug for Response<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({}, {} bytes)", self.status, self.body.len())
    }
}
