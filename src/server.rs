//! A server's address and secret, and the one place that signs.

use std::fmt;

use crate::address::{Parts, foreign_in_path, has_dot_segment, is_host};
use crate::call::{Call, Request};
use crate::checksum::Checksum;
use crate::error::{Error, Result};
use crate::query::masked;
use crate::redact::Sent;
use crate::secret::{Secret, Zeroizing};

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
    /// A server whose calls are signed with SHA-256, which every current server and load balancer accepts.
    ///
    /// Address and secret are what `bbb-conf --secret` prints. The address may end with `/bigbluebutton/`, with `/api`
    /// or, for load balancers, with the path they were given; one without a path gets BigBlueButton's own. Blanks
    /// around both are dropped. An address that cannot be used and an empty secret are refused.
    #[cfg(feature = "sha256")]
    pub fn new(address: &str, secret: impl Into<Secret>) -> Result<Self> {
        Self::with_checksum(address, secret, Checksum::SHA256)
    }

    /// A server whose calls are signed with an algorithm of choice.
    pub fn with_checksum(
        address: &str,
        secret: impl Into<Secret>,
        checksum: Checksum,
    ) -> Result<Self> {
        let secret = trimmed(secret.into());
        if secret.is_empty() {
            return Err(Error::parameter(
                "secret",
                "is required and must not be empty",
            ));
        }
        Ok(Self {
            base: base(address)?,
            secret,
            checksum,
            hooks_checksum: checksum,
            url_limit: URL_LIMIT,
        })
    }

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

fn trimmed(secret: Secret) -> Secret {
    let text = secret.expose().trim();
    if text.len() == secret.expose().len() {
        secret
    } else {
        Secret::from(text)
    }
}

/// The address that call names are appended to.
fn base(address: &str) -> Result<String> {
    let refused = |reason: &str| {
        Err(Error::Address {
            reason: reason.to_owned(),
        })
    };
    let parts = Parts::of(address.trim());
    if parts.scheme.is_none() || parts.authority.is_none() {
        return refused("has no scheme: it begins with `https://`");
    }
    if !parts.is_http() {
        return refused("is neither `https://` nor `http://`");
    }
    let authority = parts.authority.unwrap_or_default();
    if authority.contains('@') {
        return refused("holds a user name; BigBlueButton knows none");
    }
    if authority.is_empty() || !is_host(authority) {
        return refused("has no usable host; a name beyond ASCII is written in its `xn--` form");
    }
    if foreign_in_path(parts.path).is_some() {
        return refused("has a path with characters that a URL cannot hold");
    }
    if has_dot_segment(parts.path) {
        return refused(
            "has a path with `.` or `..`, which clients resolve and servers do not see",
        );
    }
    let segments = parts.path.split('/').filter(|segment| !segment.is_empty());
    let segments: Vec<&str> = segments.collect();
    if is_call(&segments) {
        return refused(
            "is the URL of a call: the address ends with `/api/`, before the call's name",
        );
    }
    if parts.query.is_some() || parts.fragment.is_some() {
        return refused("has a query or a fragment; it is the part before `?`");
    }
    let path = match segments.as_slice() {
        [] => "bigbluebutton/api".to_owned(),
        [.., "api"] => segments.join("/"),
        segments => segments.join("/") + "/api",
    };
    let scheme = parts.scheme.unwrap_or_default().to_ascii_lowercase();
    Ok(format!("{scheme}://{authority}/{path}/"))
}

/// Whether a path is that of a call: a link that was copied whole.
fn is_call(segments: &[&str]) -> bool {
    // What stands behind `api` may be a part of the address at a load balancer, but not at BigBlueButton itself.
    const COPIED: [&str; 6] = [
        "create",
        "join",
        "end",
        "hooks",
        "getMeetings",
        "getRecordings",
    ];
    match segments {
        ["bigbluebutton", "api", _, ..] => true,
        [.., "api", call] => COPIED.contains(call),
        [.., "api", "hooks", _] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn address(given: &str, expected: &str) {
        assert_eq!(base(given).unwrap(), expected);
    }

    #[track_caller]
    fn refused(given: &str, words: &str) {
        let error = base(given).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }

    #[test]
    fn addresses_as_people_paste_them() {
        for given in [
            "https://h/bigbluebutton/",
            "https://h/bigbluebutton",
            "https://h/bigbluebutton/api",
            "https://h/bigbluebutton/api/",
            "https://h",
            "https://h/",
            "  https://h/bigbluebutton//api//\n",
            "HTTPS://h/bigbluebutton/",
        ] {
            address(given, "https://h/bigbluebutton/api/");
        }
        address(
            "https://h/b3lb/t/acme/bbb",
            "https://h/b3lb/t/acme/bbb/api/",
        );
        address("https://h/bbb/frontend", "https://h/bbb/frontend/api/");
        address(
            "http://127.0.0.1:8090/bigbluebutton/api",
            "http://127.0.0.1:8090/bigbluebutton/api/",
        );
        address("http://[::1]:8090", "http://[::1]:8090/bigbluebutton/api/");
    }

    #[test]
    fn addresses_that_cannot_be_used() {
        refused("", "no scheme");
        refused("bbb.example.com/bigbluebutton", "no scheme");
        refused("ftp://h", "neither");
        refused("https://", "no usable host");
        refused("//h/bigbluebutton", "no scheme");
        refused("https:///bigbluebutton", "no usable host");
        refused("https://h/bigbluebutton/api?x=1", "query");
        refused("https://h/#a", "fragment");
        refused("https://user:pw@h/", "user name");
        refused("https://h:99999/", "no usable host");
        refused("https://h:/", "no usable host");
        refused("https://hö/", "xn--");
        refused("https://h/a b", "path");
        refused("https://[::1/", "no usable host");
        for port in ["+80", "-1", "0", "65536", "8o"] {
            refused(&format!("https://h:{port}/"), "no usable host");
        }
        refused("https://h/../bigbluebutton", "`..`");
        refused("https://h/./bigbluebutton", "`.`");
        refused("https://h/%2E%2e/bigbluebutton", "`..`");
        refused("https://../bigbluebutton", "no usable host");
    }

    /// A call with a parameter of the test's choice.
    struct Any(crate::query::Query);

    impl Call for Any {
        type Output = ();
        const NAME: &'static str = "any";

        fn query(&self) -> &crate::query::Query {
            &self.0
        }

        fn query_mut(&mut self) -> &mut crate::query::Query {
            &mut self.0
        }

        fn read(_: &crate::call::Response<'_>) -> Result<()> {
            Ok(())
        }
    }

    #[cfg(feature = "sha256")]
    #[test]
    fn blanks_around_the_secret_are_dropped_and_no_others() {
        let url = |secret: &str| {
            let server = Server::new("https://h", secret)?;
            server.url(&Any(crate::query::Query::new()))
        };
        // printf 'anys t' | sha256sum
        let expected = "https://h/bigbluebutton/api/any?checksum=a2a40826373a58ea567e28b9a240349e517ff7807ccc746eb1e17094d1e81b04";
        for secret in ["s t", " s t", "s t\n", "\t s t\r\n", "\u{A0}s t"] {
            assert_eq!(url(secret).unwrap(), expected, "{secret:?}");
        }
        for secret in ["", " ", "\r\n"] {
            assert_eq!(
                url(secret).unwrap_err().to_string(),
                "parameter `secret` is required and must not be empty"
            );
        }
    }

    #[cfg(feature = "sha256")]
    #[test]
    fn a_url_of_exactly_the_limit_is_sent() {
        let server = Server::new("https://h", "s").unwrap();
        let mut call = Any(crate::query::Query::new());
        call.0.set("a", "b".repeat(400));
        let length = server.url(&call).unwrap().len();
        assert!(server.clone().url_limit(length).url(&call).is_ok());
        let error = server.url_limit(length - 1).url(&call).unwrap_err();
        let expected = format!(
            "parameter `query` makes a URL of {length} bytes, and servers take {}: ",
            length - 1
        );
        assert!(error.to_string().starts_with(&expected), "{error}");
    }

    #[test]
    fn the_link_of_a_call_is_no_address() {
        for given in [
            "https://h/bigbluebutton/api/create",
            "https://h/bigbluebutton/api/join?fullName=Ada Lovelace&meetingID=a&checksum=abc",
            "https://h/bigbluebutton/api/getMeetings?checksum=abc",
            "https://h/bigbluebutton/api/hooks/create/",
            "https://h/bigbluebutton/api/anything",
            "https://h/b3lb/t/acme/bbb/api/join?a=b",
            "https://h/bbb/api/hooks/list",
        ] {
            refused(given, "is the URL of a call");
        }
        address("https://h/api/bbb", "https://h/api/bbb/api/");
    }
}
