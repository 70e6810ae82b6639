//! [`Server`]: the address and the secret of a server. It signs all calls.

use std::fmt;

use crate::address::Parts;
use crate::call::{Call, Request};
use crate::checksum::Checksum;
use crate::error::{Error, Result};
use crate::query::{Query, masked};
use crate::redact::Sent;
use crate::secret::{Secret, Zeroizing};

// Rustdoc lists the methods of child modules in this order, so the constructors come first.
mod new;

#[cfg(feature = "verify")]
mod verify;

/// The maximum length of a URL that servers are known to accept. With the rest of its head a request must fit into 8 KiB.
const URL_LIMIT: usize = 7_500;

/// A BigBlueButton server or a load balancer: its address, its shared secret, and the algorithm that signs calls to it.
///
/// It does no input or output. [`url`](Self::url) returns links, and [`request`](Self::request) returns requests for an
/// HTTP client.
///
/// ```
/// # #[cfg(all(feature = "administration", feature = "sha256"))] {
/// use bbb_sdk::{Server, administration::{Join, Role}};
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let link = server.url(&Join::new("room-1", "Ada Lovelace", Role::Moderator))?;
/// assert!(link.starts_with("https://bbb.example.com/bigbluebutton/api/join?"));
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
#[derive(Clone)]
pub struct Server {
    /// Ends with `/api/`.
    base: String,
    secret: Secret,
    checksum: Checksum,
    hooks_checksum: Checksum,
    url_limit: usize,
}

impl Server {
    /// Sets the algorithm that signs the calls of webhooks.
    ///
    /// Webhooks up to BigBlueButton 2.7 support only SHA-1.
    ///
    /// Default: the algorithm of the other calls.
    #[must_use]
    pub fn hooks_checksum(mut self, checksum: Checksum) -> Self {
        self.hooks_checksum = checksum;
        self
    }

    /// Sets the maximum length of a URL in bytes.
    ///
    /// The web servers of BigBlueButton accept 8 KiB of request line and headers. A call with a longer URL is refused
    /// before it is sent, because a server would respond with a bare HTTP 400 or 414. The error names the parameter that takes
    /// most of the URL.
    ///
    /// Default: 7500.
    #[must_use]
    pub fn url_limit(mut self, bytes: usize) -> Self {
        self.url_limit = bytes;
        self
    }

    /// Returns the address that calls are sent to. It ends with `/api/`.
    pub fn address(&self) -> &str {
        &self.base
    }

    /// Returns the host of the address, with its port if there is one.
    pub fn host(&self) -> &str {
        Parts::of(&self.base).host()
    }

    /// Returns the signed URL of a call.
    ///
    /// Anyone who has the URL can repeat the call with these parameters, until the secret changes. Pass the URL on
    /// unchanged. In an HTML attribute, escape `&` as `&amp;`.
    pub fn url<C: Call>(&self, call: &C) -> Result<String> {
        let may_be_form = C::NAME == "create" && matches!(call.body(), Ok(None));
        self.url_of(&call.name(), call.query(), call.is_signed(), may_be_form)
    }

    /// Returns the URL of a call. `may_be_form` says whether [`Create::into_form`](crate::administration::Create::into_form)
    /// can send its parameters: it is a `create` whose body is not in use.
    fn url_of(
        &self,
        name: &str,
        query: &Query,
        is_signed: bool,
        may_be_form: bool,
    ) -> Result<String> {
        query.check()?;
        let query = query.as_str();
        // Cleared if it is refused. It does not move as it grows.
        let mut url = Zeroizing::new(String::with_capacity(
            self.base.len() + name.len() + query.len() + "?&checksum=".len() + 128,
        ));
        url.push_str(&self.base);
        url.push_str(name);
        if !query.is_empty() {
            url.push('?');
            url.push_str(query);
        }
        if is_signed {
            url.push_str(if query.is_empty() {
                "?checksum="
            } else {
                "&checksum="
            });
            let checksum = self.checksum_for(name);
            url.push_str(checksum.sign(name, query, self.secret.expose()).as_str());
        }
        if url.len() > self.url_limit {
            return Err(too_long(url.len(), self.url_limit, query, may_be_form));
        }
        Ok(std::mem::take(&mut *url))
    }

    /// Returns the secrets of a request, to be blanked in the response.
    pub(crate) fn sent(&self, request: &Request) -> Sent {
        let body = request.body.as_ref();
        let mut sent = Sent::new(
            &request.url,
            body.map(|body| (body.content_type(), body.bytes())),
            request.cookie.as_ref().map(Secret::expose),
            self.secret.expose(),
        );
        for (name, value) in request.extra.iter().flat_map(|extra| extra.iter()) {
            if !name.eq_ignore_ascii_case("user-agent") {
                sent.secret(value.expose());
                // An echo may lack the scheme of `Authorization`.
                let (_, credentials) = value.expose().rsplit_once(' ').unwrap_or_default();
                sent.secret(credentials);
            }
        }
        sent
    }

    /// Returns the request that an HTTP client sends: the signed URL, the body and the cookie.
    pub fn request<C: Call>(&self, call: &C) -> Result<Request> {
        let (name, body) = (call.name(), call.body()?);
        let may_be_form = C::NAME == "create" && body.is_none();
        let url = self.url_of(&name, call.query(), call.is_signed(), may_be_form)?;
        Ok(Request::new(
            name,
            Zeroizing::new(url),
            body,
            call.session(),
        ))
    }

    /// Describes what is signed for a call, without the secret, passwords, and the users and queries of URLs.
    ///
    /// Use it to find out why a server refuses a checksum.
    ///
    /// ```
    /// # #[cfg(all(feature = "monitoring", feature = "sha256"))] {
    /// use bbb_sdk::{Server, monitoring::IsMeetingRunning};
    ///
    /// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
    /// assert_eq!(
    ///     server.explain(&IsMeetingRunning::new("room 1"))?,
    ///     "sha256 of `isMeetingRunning`, `meetingID=room%201` and the secret, \
    ///      with nothing in between",
    /// );
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    pub fn explain<C: Call>(&self, call: &C) -> Result<String> {
        self.explain_of(&call.name(), call.query())
    }

    #[inline]
    fn explain_of(&self, name: &str, query: &Query) -> Result<String> {
        query.check()?;
        let query = match query.as_str() {
            "" => String::new(),
            query => format!(", `{}`", masked(query)),
        };
        Ok(format!(
            "{} of `{name}`{query} and the secret, with nothing in between",
            self.checksum_for(name).name(),
        ))
    }

    /// Returns the same server with another algorithm for all calls.
    pub(crate) fn signed_with(&self, checksum: Checksum) -> Self {
        Self {
            checksum,
            hooks_checksum: checksum,
            ..self.clone()
        }
    }

    pub(crate) fn checksum_for(&self, call: &str) -> &Checksum {
        if call.starts_with("hooks/") {
            &self.hooks_checksum
        } else {
            &self.checksum
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.base)
            .field("checksum", &self.checksum)
            .field("hooks_checksum", &self.hooks_checksum)
            .finish_non_exhaustive()
    }
}

/// Returns the error for a URL that is too long. It names the longest parameter.
#[cold]
fn too_long(length: usize, limit: usize, query: &str, may_be_form: bool) -> Error {
    let mut longest = "";
    // A form leaves the meeting's ID in the URL.
    let mut kept = 0;
    for pair in query.split('&') {
        if pair.len() > longest.len() {
            longest = pair;
        }
        if pair.starts_with("meetingID=") {
            kept = pair.len();
        }
    }
    let excess = format!("over the limit of {limit} bytes, set by `Server::url_limit`");
    if longest.is_empty() {
        return Error::Address {
            reason: format!("makes a URL of {length} bytes, {excess}"),
        };
    }
    let form_length = length.saturating_sub(query.len()).saturating_add(kept);
    let form = if may_be_form && form_length <= limit {
        ", or send them in the body with `Create::into_form`"
    } else {
        ""
    };
    let reason = format!(
        "takes {} of the {length} bytes of the URL, which is {excess}: send fewer or shorter values{form}",
        longest.len()
    );
    // The name as it is in the URL. Usual names contain nothing that is escaped.
    let name = longest.split('=').next().unwrap_or_default();
    Error::parameter(name, reason)
}
