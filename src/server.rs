//! A server's address and secret, and the one place that signs.

use std::fmt;

use crate::call::{Call, Request};
use crate::checksum::Checksum;
use crate::error::{Error, Result};
use crate::query::masked;
use crate::redact::Sent;
use crate::secret::{Secret, Zeroizing};

// The constructors come first on the page of `Server`.
mod new;

#[cfg(feature = "verify")]
mod verify;

/// The longest URL that servers are known to take: with the rest of its head a request must fit into 8 KiB.
const URL_LIMIT: usize = 7_500;

/// A BigBlueButton server or a load balancer: where it is, its shared secret, and how calls to it are signed.
///
/// It does no input or output. [`url`](Self::url) makes links, [`request`](Self::request) what an HTTP client sends.
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
    /// Signs the calls of webhooks with another algorithm: up to BigBlueButton 2.7 they know SHA-1 alone.
    #[must_use]
    pub fn hooks_checksum(mut self, checksum: Checksum) -> Self {
        self.hooks_checksum = checksum;
        self
    }

    /// The longest URL in bytes; 7500, for the web servers of BigBlueButton take 8 KiB of request line and headers.
    ///
    /// A call with a longer one is refused before it is sent: a server would answer with a bare HTTP 400 or 414.
    #[must_use]
    pub fn url_limit(mut self, bytes: usize) -> Self {
        self.url_limit = bytes;
        self
    }

    /// The address that calls are sent to, ending with `/api/`.
    pub fn address(&self) -> &str {
        &self.base
    }

    /// The signed URL of a call.
    ///
    /// Whoever has it can repeat the call, with these parameters, for as long as the secret is the same. It must be
    /// handed on as it is; in an HTML attribute `&` is written `&amp;`.
    pub fn url<C: Call>(&self, call: &C) -> Result<String> {
        let name = call.name();
        let query = call.query();
        query.check()?;
        let query = query.as_str();
        let mut url = String::with_capacity(
            self.base.len() + name.len() + query.len() + "?&checksum=".len() + 128,
        );
        url.push_str(&self.base);
        url.push_str(&name);
        if !query.is_empty() {
            url.push('?');
            url.push_str(query);
        }
        if call.is_signed() {
            url.push_str(if query.is_empty() {
                "?checksum="
            } else {
                "&checksum="
            });
            url.push_str(
                self.checksum_for(&name)
                    .sign(&name, query, self.secret.expose())
                    .as_str(),
            );
        }
        if url.len() > self.url_limit {
            return Err(too_long(url.len(), self.url_limit));
        }
        Ok(url)
    }

    /// The secrets in a request, to be blanked in what the server sends back.
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
                // The scheme of `Authorization` may be left out of an echo.
                let (_, credentials) = value.expose().rsplit_once(' ').unwrap_or_default();
                sent.secret(credentials);
            }
        }
        sent
    }

    /// What an HTTP client sends: the signed URL, the body, the cookie.
    pub fn request<C: Call>(&self, call: &C) -> Result<Request> {
        Ok(Request {
            call: call.name(),
            url: Zeroizing::new(self.url(call)?),
            body: call.body()?,
            cookie: call
                .session()
                .map(|session| Secret::from(format!("JSESSIONID={}", session.expose()))),
            extra: None,
        })
    }

    /// What is signed for a call, with the secret and passwords left out: for a person to compare when a checksum is refused.
    ///
    /// ```
    /// # #[cfg(all(feature = "monitoring", feature = "sha256"))] {
    /// use bbb_sdk::{Server, monitoring::IsMeetingRunning};
    ///
    /// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
    /// assert_eq!(
    ///     server.explain(&IsMeetingRunning::new("room 1"))?,
    ///     "sha256 of `isMeetingRunning`, `meetingID=room%201` and the secret, with nothing in between",
    /// );
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    pub fn explain<C: Call>(&self, call: &C) -> Result<String> {
        let name = call.name();
        let query = call.query();
        query.check()?;
        let query = match query.as_str() {
            "" => String::new(),
            query => format!(", `{}`", masked(query)),
        };
        Ok(format!(
            "{} of `{}`{query} and the secret, with nothing in between",
            self.checksum_for(&name).name(),
            name
        ))
    }

    /// The same server, with all calls signed with another algorithm.
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

fn too_long(length: usize, limit: usize) -> Error {
    let reason = format!(
        "makes a URL of {length} bytes, and servers take {limit}: shorten its values; \
         `Create::into_form` sends those of `create` in the body"
    );
    Error::parameter("query", reason)
}
