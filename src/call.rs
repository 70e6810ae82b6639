//! The [`Call`] trait, and the [`Request`] and [`Response`] it produces and consumes.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::encoding::Table;
use crate::error::{Error, ResponseProblem, Result};
use crate::query::Query;
use crate::redact::destination;
use crate::secret::{Secret, Zeroizing};
use crate::xml::Limits;

pub(crate) use self::retry_after::RetryAfter;

// Rustdoc lists the methods of child modules in this order, so the constructor comes first.
mod new;

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

/// A call of the API: its name, its parameters, an optional body, and a function that reads its response.
///
/// A call is data. [`Server`](crate::Server) signs it, and `Client` sends it. Any other HTTP client can send the result of
/// [`Server::request`](crate::Server::request) and pass the response to [`Call::receive`]. Implement the trait for calls
/// that this crate does not have:
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
/// let url = server.url(&SignOut::new("abc"))?;
/// assert!(url.contains("/bigbluebutton/api/signOut?sessionToken=abc&"));
/// # }
/// SignOut::decode("<response><returncode>SUCCESS</returncode></response>")?;
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
pub trait Call {
    /// The type of the response.
    type Output;

    /// The name after `api/` in the URL, such as `create` or `hooks/create`. It is signed. It is empty for the version.
    const NAME: &'static str;

    /// Whether repeating the call has no further effect, so that it may be sent again if no response came.
    ///
    /// Default: `false`.
    const IDEMPOTENT: bool = false;

    /// Whether the URL has a checksum.
    ///
    /// Default: `true`.
    const SIGNED: bool = true;

    /// Returns the call's name, for calls whose name is known only at run time.
    ///
    /// Default: [`NAME`](Self::NAME).
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(Self::NAME)
    }

    /// Returns whether the call may be sent again, for calls where that depends on their values.
    ///
    /// Default: [`IDEMPOTENT`](Self::IDEMPOTENT).
    fn is_idempotent(&self) -> bool {
        Self::IDEMPOTENT
    }

    /// Returns whether the URL of the call has a checksum, for calls where that depends on their values.
    ///
    /// Default: [`SIGNED`](Self::SIGNED).
    fn is_signed(&self) -> bool {
        Self::SIGNED
    }

    /// Returns the parameters.
    fn query(&self) -> &Query;

    /// Returns the parameters, for setters that every call has.
    fn query_mut(&mut self) -> &mut Query;

    /// Sets any parameter by its wire name, for parameters that this crate does not know.
    ///
    /// It replaces an earlier value of the same name. The crate sends the name and the value unchecked, except that a name
    /// that begins with `userdata-` must satisfy [`Query::userdata`].
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

    /// Returns the body. A call with a body is sent with POST, and a call without one with GET.
    ///
    /// Default: no body.
    fn body(&self) -> Result<Option<Body>> {
        Ok(None)
    }

    /// Returns the cookie `JSESSIONID`, for calls in a user's session.
    ///
    /// Default: no cookie.
    fn session(&self) -> Option<&Secret> {
        None
    }

    /// Reads the response.
    fn read(response: &Response<'_>) -> Result<Self::Output>;

    /// Interprets a refusal after a retry. An earlier attempt may have succeeded without its response being seen.
    ///
    /// For example, a retry of `end` after a broken connection may find no meeting, because the first attempt ended it.
    /// That is a success.
    ///
    /// Default: returns the refusal.
    fn recover(&self, refusal: Error) -> Result<Self::Output> {
        Err(refusal)
    }

    /// Reads a response from its text alone.
    fn decode(text: &str) -> Result<Self::Output> {
        Self::receive(&Response::from(text))
    }

    /// Reads a response with [`read`](Self::read), and adds the call's name and the status to an error.
    fn receive(response: &Response<'_>) -> Result<Self::Output> {
        Self::read(response).map_err(|error| error.of(Self::NAME, response.status))
    }
}

/// Names and values of headers that every request of a client carries.
pub(crate) type ExtraHeaders = Arc<[(Cow<'static, str>, Secret)]>;

/// A call that is ready to be sent, with GET or, if it has a body, with POST.
///
/// `Debug` does not show the URL, because a signed URL works for anyone who has it.
#[derive(Clone)]
pub struct Request {
    pub(crate) call: Cow<'static, str>,
    pub(crate) url: Zeroizing<String>,
    pub(crate) body: Option<Body>,
    pub(crate) cookie: Option<Secret>,
    pub(crate) extra: Option<ExtraHeaders>,
}

impl Request {
    pub(crate) fn new(
        call: Cow<'static, str>,
        url: Zeroizing<String>,
        body: Option<Body>,
        session: Option<&Secret>,
    ) -> Self {
        let cookie = |session: &Secret| format!("JSESSIONID={}", session.expose()).into();
        Self {
            call,
            url,
            body,
            cookie: session.map(cookie),
            extra: None,
        }
    }

    /// Returns the call's name, such as `create` or `hooks/create`. It is empty for the version.
    pub fn call(&self) -> &str {
        &self.call
    }

    /// Returns the signed URL. It must be sent unchanged: a client that normalises it breaks the checksum.
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

    /// Returns the headers that must be sent: `Content-Type`, `Cookie`, and those set on the client.
    ///
    /// Their values may be secrets. The transport itself adds headers that describe the connection, such as `Host` and
    /// `Content-Length`.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let body = self
            .body
            .iter()
            .map(|body| ("Content-Type", body.content_type()));
        let cookie = self.cookie.iter().map(|cookie| ("Cookie", cookie.expose()));
        let extra = self.extra.as_deref().unwrap_or_default().iter();
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
    /// Creates a body with a content type.
    pub fn new(content_type: impl Into<Cow<'static, str>>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            content_type: content_type.into(),
            bytes: Zeroizing::new(bytes.into()),
        }
    }

    /// Returns the content type. XML has no charset, because releases of May 2024 refuse `application/xml; charset=utf-8`.
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({}, {} bytes)", self.content_type, self.bytes.len())
    }
}

/// A response: the status, the body, and the headers that the crate reads.
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
    pub(crate) head: Head,
    limits: Limits,
}

/// The headers of a response that the crate reads.
#[derive(Default)]
pub(crate) struct Head {
    /// The encoding that `Content-Type` declares.
    encoding: Option<Table>,
    location: Option<Secret>,
    cookies: Vec<Secret>,
    pub(crate) retry_after: RetryAfter,
}

impl Head {
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("content-type") {
            self.encoding = Table::declared(value);
        } else if name.eq_ignore_ascii_case("location") {
            self.location = Some(value.into());
        } else if name.eq_ignore_ascii_case("set-cookie") {
            self.cookies.push(value.into());
        } else if name.eq_ignore_ascii_case("retry-after") {
            self.retry_after.set(value);
        } else if name.eq_ignore_ascii_case("date") {
            self.retry_after.set_date(value);
        }
    }
}

impl Response<'_> {
    /// Adds a header. Headers that the crate does not read are dropped.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.add(name, value);
        self
    }

    /// Sets the limits for reading the response.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the `Location` header, which says where a redirect leads.
    pub fn location(&self) -> Option<&Secret> {
        self.head.location.as_ref()
    }

    /// Returns the value of a cookie that the response sets. Of several with the same name, it is the last, which a browser
    /// keeps. An empty value, which a server sends to delete a cookie, counts as none.
    pub fn cookie(&self, name: &str) -> Option<Secret> {
        let value = |cookie: &Secret| {
            let (found, value) = cookie.expose().split(';').next()?.split_once('=')?;
            (found.trim() == name).then(|| Secret::from(value.trim()))
        };
        let last = self.head.cookies.iter().rev().find_map(value);
        last.filter(|value| !value.is_empty())
    }

    /// Returns how long the server asks clients to wait before the next attempt, in `Retry-After`.
    ///
    /// A date is compared with the server's `Date` if it sends one, and with this machine's clock otherwise.
    pub fn retry_after(&self) -> Option<Duration> {
        self.head.retry_after.wait()
    }

    /// Replaces an error about the body by one about a redirect, if the response is one.
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
        Self {
            body: Bytes::Text(text),
            ..Self::new(200, &[][..])
        }
    }
}

impl fmt::Debug for Response<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({}, {} bytes)", self.status, self.body.len())
    }
}
