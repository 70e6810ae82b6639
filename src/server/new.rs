//! The constructors of [`Server`], in a module of their own so that rustdoc lists them first, and the check of addresses.

use super::{Server, URL_LIMIT};
use crate::address::{Parts, check_host, foreign_in_path, has_dot_segment};
use crate::checksum::Checksum;
use crate::error::{Error, Result};
use crate::secret::{Secret, is_padding};

impl Server {
    /// Creates a server from its address and its shared secret.
    ///
    /// It signs calls with SHA-256, which every current server and load balancer accepts.
    ///
    /// `bbb-conf --secret` prints both. The address may end with `/bigbluebutton/`, with `/api` or, for load balancers,
    /// with the path of the tenant or the balancer. An address without a path gets BigBlueButton's own path. White space and
    /// a byte order mark around both are ignored.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Address`] for an address that cannot be used, and [`Error::Parameter`] for a secret that is empty,
    /// contains a control character, or begins with `Secret:`, as in the output of `bbb-conf --secret`.
    #[cfg(feature = "sha256")]
    pub fn new(address: &str, secret: impl Into<Secret>) -> Result<Self> {
        Self::with_checksum(address, secret, Checksum::SHA256)
    }

    /// Creates a server whose calls are signed with another algorithm.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Address`] for an address that cannot be used, and [`Error::Parameter`] for a secret that is empty,
    /// contains a control character, or begins with `Secret:`.
    pub fn with_checksum(
        address: &str,
        secret: impl Into<Secret>,
        checksum: Checksum,
    ) -> Result<Self> {
        let secret = secret.into().usable()?;
        Ok(Self {
            base: base(address)?,
            secret,
            checksum,
            hooks_checksum: checksum,
            url_limit: URL_LIMIT,
        })
    }
}

/// Returns the address to which the names of calls are appended.
fn base(address: &str) -> Result<String> {
    let refused = |reason: &str| {
        Err(Error::Address {
            reason: reason.to_owned(),
        })
    };
    let address = address.trim_matches(is_padding);
    if address.starts_with(['"', '\'', '`', '<', '“', '”', '„', '‘', '’', '«']) {
        return refused("begins with a quotation mark: pass it without quotes");
    }
    let parts = Parts::of(address);
    if parts.scheme.is_none() || parts.authority.is_none() {
        return refused("has no scheme: begin it with `https://`");
    }
    if !parts.is_http() {
        return refused("begins with neither `https://` nor `http://`");
    }
    let authority = parts.authority.unwrap_or_default();
    if authority.contains('@') {
        return refused(
            "contains a user name, which BigBlueButton does not support; for a gateway in front of it, use `ClientBuilder::basic_auth`",
        );
    }
    if !authority.is_ascii() {
        return refused("has a host that is not ASCII: write it in its `xn--` form");
    }
    if let Err(reason) = check_host(authority) {
        return refused(reason);
    }
    if foreign_in_path(parts.path).is_some() {
        return refused("has a path with characters that a URL cannot contain");
    }
    if has_dot_segment(parts.path) {
        return refused(
            "has a path with `.` or `..`, which clients resolve before they send a request",
        );
    }
    let segments = parts.path.split('/').filter(|segment| !segment.is_empty());
    let segments: Vec<&str> = segments.collect();
    if is_call(&segments) {
        return refused("is the URL of a call: give only the part up to `/api/`");
    }
    if parts.query.is_some() || parts.fragment.is_some() {
        return refused("has a query or a fragment: give only the part before it");
    }
    let path = match segments.as_slice() {
        [] => "bigbluebutton/api".to_owned(),
        [.., "api"] => segments.join("/"),
        segments => segments.join("/") + "/api",
    };
    let scheme = parts.scheme.unwrap_or_default().to_ascii_lowercase();
    Ok(format!("{scheme}://{authority}/{path}/"))
}

/// Returns whether a path is that of a call: someone copied a whole link.
fn is_call(segments: &[&str]) -> bool {
    // The part after `api` may belong to the address of a load balancer, but not to that of BigBlueButton itself.
    const WORDS: &str =
        "create join end hooks enter stuns configXML feedback guestWait learningDashboard signOut";
    match segments {
        ["bigbluebutton", "api", _, ..] | [.., "api", "hooks", _] => true,
        [.., "api", call] => is_verb(call) || WORDS.split(' ').any(|word| word == *call),
        [.., call] => is_verb(call),
        [] => false,
    }
}

/// Returns whether this is a name such as `getMeetings`: a verb of the API, and a capital letter after it.
fn is_verb(name: &str) -> bool {
    let mut verbs = "get set put is publish delete update insert send".split(' ');
    verbs.any(|verb| {
        let rest = name.strip_prefix(verb);
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
    })
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
            "\u{FEFF}https://h/bigbluebutton/",
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

    #[cfg(feature = "sha256")]
    #[test]
    fn the_host_of_an_address() {
        for (address, host) in [
            ("https://bbb.example.com/b3lb/t/acme/bbb", "bbb.example.com"),
            ("http://127.0.0.1:8090", "127.0.0.1:8090"),
            ("http://[::1]:8090/bigbluebutton/api", "[::1]:8090"),
        ] {
            assert_eq!(Server::new(address, "secret").unwrap().host(), host);
        }
    }

    #[test]
    fn addresses_that_cannot_be_used() {
        refused("", "no scheme");
        refused("bbb.example.com/bigbluebutton", "no scheme");
        refused("ftp://h", "neither");
        refused("https://", "has no host");
        refused("https://:80/", "has no host");
        for host in ["::1", "fe80::1", "fe80::1:8090"] {
            refused(&format!("https://{host}/"), "IPv6 in brackets");
        }
        for quoted in [
            "\"https://h/\"",
            "'https://h/'",
            " “https://h/” ",
            "<https://h/>",
        ] {
            refused(
                quoted,
                "begins with a quotation mark: pass it without quotes",
            );
        }
        refused("//h/bigbluebutton", "no scheme");
        refused("https:///bigbluebutton", "has no host");
        refused("https://h/bigbluebutton/api?x=1", "query");
        refused("https://h/#a", "fragment");
        refused("https://user:pw@h/", "user name");
        refused("https://hö/", "xn--");
        refused("https://h/a b", "path");
        refused("https://[::1/", "no usable host");
        let words = "has no usable port: it must be a number from 1 to 65535";
        for port in ["", "+80", "-1", "0", "65536", "99999", "8o", "abc"] {
            refused(&format!("https://h:{port}/"), words);
            refused(&format!("https://[::1]:{port}/"), words);
        }
        refused("https://[::1]80/", words);
        refused("https://h_h$/", "has no usable host: it must be a name of");
        refused("https://h/../bigbluebutton", "`..`");
        refused("https://h/./bigbluebutton", "`.`");
        refused("https://h/%2E%2e/bigbluebutton", "`..`");
        refused("https://../bigbluebutton", "no usable host");
    }

    /// A call with a parameter of the test's choice.
    #[cfg(feature = "sha256")]
    struct Any(crate::query::Query);

    #[cfg(feature = "sha256")]
    impl crate::call::Call for Any {
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
        for secret in [
            "s t",
            " s t",
            "s t\n",
            "\t s t\r\n",
            "\u{A0}s t",
            "\u{FEFF}s t\r\n",
        ] {
            assert_eq!(url(secret).unwrap(), expected, "{secret:?}");
        }
        for secret in ["", " ", "\r\n"] {
            assert_eq!(
                url(secret).unwrap_err().to_string(),
                "parameter `secret` is required and must not be empty"
            );
        }
        for secret in [
            "URL: https://h/bigbluebutton/\nSecret: hunter2",
            "hunter2\nhunter2",
            "hunter2\r\n\r\nhunter2\n",
            "hunt\ter2",
            "hunter2\0",
            "\u{85}\u{1b}hunter2",
        ] {
            assert_eq!(
                url(secret).unwrap_err().to_string(),
                "parameter `secret` contains a line end or another control character: pass only the value behind `Secret:`"
            );
        }
        for secret in ["Secret: hunter2", "\n    secret:hunter2\n", "SECRET:"] {
            assert_eq!(
                url(secret).unwrap_err().to_string(),
                "parameter `secret` begins with `Secret:`: pass only the value behind it"
            );
        }
        for secret in ["Secret", "secrets:a", "a Secret: b", "ſecret:", "s", "é"] {
            url(secret).unwrap();
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
            "parameter `a` takes 402 of the {length} bytes of the URL, which is over the limit of {} bytes, set by \
             `Server::url_limit`: send fewer or shorter values",
            length - 1
        );
        assert_eq!(error.to_string(), expected);
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
            "https://h/b3lb/t/acme/bbb/api/getMeetingInfo",
            "https://h/b3lb/t/acme/bbb/api/isMeetingRunning?meetingID=a",
            "https://h/b3lb/t/acme/bbb/api/sendChatMessage",
            "https://h/bbb/frontend/updateRecordings",
            "https://h/bbb/api/learningDashboard?sessionToken=a",
        ] {
            refused(given, "is the URL of a call");
        }
        address("https://h/api/bbb", "https://h/api/bbb/api/");
        address("https://h/bbb/join", "https://h/bbb/join/api/");
        address("https://h/bbb/issue", "https://h/bbb/issue/api/");
    }
}
