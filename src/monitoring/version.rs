//! The call without a name, which returns the version.

use std::fmt;

use crate::call::{Call, Response};
use crate::error::Result;
use crate::query::Query;
use crate::redact::UrlShown;

/// Asks for the server's version. The call has no name: its URL is the address of the API.
///
/// The call is signed, because b3lb refuses it otherwise. BigBlueButton and Scalelite ignore the checksum. A response
/// therefore shows that the address is right, and says nothing about the secret. Every version has the call.
///
/// ```
/// # #[cfg(feature = "sha256")] {
/// use bbb_sdk::{Call, Server, monitoring::{Release, Version}};
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let url = server.url(&Version::new())?;
/// assert!(url.starts_with("https://bbb.example.com/bigbluebutton/api/?checksum=2bb80d53"));
///
/// let answer = "<response><returncode>SUCCESS</returncode><version>2.0</version>
///     <apiVersion>2.0</apiVersion><bbbVersion/></response>";
/// assert_eq!(Version::decode(answer)?.release(), Some(Release::new(2, 4)));
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// <https://docs.bigbluebutton.org/development/api/>
#[derive(Debug, Clone, Default)]
#[must_use = "a call does nothing until it is sent"]
pub struct Version(Query);

impl Version {
    /// Creates the call.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Call for Version {
    type Output = ServerVersion;
    const NAME: &'static str = "";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<ServerVersion> {
        response.xml(|answer| {
            Ok(ServerVersion {
                version: answer.opt("version"),
                api_version: answer.opt("apiVersion"),
                bbb_version: answer.opt("bbbVersion"),
                graphql_websocket_url: answer.opt("graphqlWebsocketUrl"),
                graphql_api_url: answer.opt("graphqlApiUrl"),
                api_url: answer.opt("apiUrl"),
                html5_plugin_sdk_version: answer.opt("html5PluginSdkVersion"),
                build: answer.opt("build"),
            })
        })
    }
}

/// The response to [`Version`].
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ServerVersion {
    /// The version of the API. It is `2.0` for every release since BigBlueButton 2.0.
    pub version: Option<String>,
    /// The version of the API, again.
    ///
    /// Since 2.4.
    pub api_version: Option<String>,
    /// The release, such as `3.0.12`, if the server is configured to reveal it.
    ///
    /// Since 2.4.
    pub bbb_version: Option<String>,
    /// The address of the clients' GraphQL socket.
    ///
    /// Since 3.0.
    pub graphql_websocket_url: Option<String>,
    /// The address of the clients' GraphQL API.
    ///
    /// Since 3.0.
    pub graphql_api_url: Option<String>,
    /// The address of the API. Only some builds of 3.0 send it.
    pub api_url: Option<String>,
    /// The version of the plug-in SDK. Later builds of 3.0 send it.
    pub html5_plugin_sdk_version: Option<String>,
    /// The build of Scalelite, if Scalelite knows it.
    pub build: Option<String>,
}

impl fmt::Debug for ServerVersion {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerVersion")
            .field("version", &self.version)
            .field("api_version", &self.api_version)
            .field("bbb_version", &self.bbb_version)
            .field(
                "graphql_websocket_url",
                &UrlShown(&self.graphql_websocket_url),
            )
            .field("graphql_api_url", &UrlShown(&self.graphql_api_url))
            .field("api_url", &UrlShown(&self.api_url))
            .field("html5_plugin_sdk_version", &self.html5_plugin_sdk_version)
            .field("build", &self.build)
            .finish()
    }
}

impl ServerVersion {
    /// Returns the release that the server names, or else the first release that responds in this form.
    ///
    /// The form distinguishes 3.0, 2.4, 2.0 and earlier releases. Load balancers respond as 2.0 does, whatever their
    /// servers are.
    #[inline]
    pub fn release(&self) -> Option<Release> {
        if let Some(release) = self.bbb_version.as_deref().and_then(Release::from_text) {
            Some(release)
        } else if self.graphql_websocket_url.is_some()
            || self.graphql_api_url.is_some()
            || self.html5_plugin_sdk_version.is_some()
        {
            Some(Release::new(3, 0))
        } else if self.api_version.is_some() {
            Some(Release::new(2, 4))
        } else {
            self.version.as_deref().and_then(Release::from_text)
        }
    }
}

/// A release of BigBlueButton. Releases can be compared: `release >= Release::new(3, 0)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Release {
    /// The first number.
    pub major: u32,
    /// The second number.
    pub minor: u32,
}

impl Release {
    /// Creates a release from its numbers.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    #[inline]
    fn from_text(text: &str) -> Option<Self> {
        let mut numbers = text.split(['.', '-', '+']);
        let mut number = || numbers.next()?.parse().ok();
        Some(Self::new(number()?, number()?))
    }
}

impl fmt::Display for Release {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn release(fields: &str, expected: Option<Release>) {
        let text = format!("<response><returncode>SUCCESS</returncode>{fields}</response>");
        assert_eq!(Version::decode(&text).unwrap().release(), expected);
    }

    #[test]
    fn releases_told_or_guessed() {
        release("<version>0.9</version>", Some(Release::new(0, 9)));
        release("<version>2.0</version>", Some(Release::new(2, 0)));
        release(
            "<version>2.0</version><apiVersion>2.0</apiVersion><bbbVersion> </bbbVersion>",
            Some(Release::new(2, 4)),
        );
        release(
            "<version>2.0</version><graphqlApiUrl>https://h/api/rest</graphqlApiUrl>",
            Some(Release::new(3, 0)),
        );
        release(
            "<version>2.0</version><bbbVersion>2.7.10</bbbVersion>",
            Some(Release::new(2, 7)),
        );
        release(
            "<bbbVersion>4.0.0-rc.3</bbbVersion>",
            Some(Release::new(4, 0)),
        );
        release("<version>unknown</version>", None);
        release("", None);
        assert!(Release::new(2, 10) > Release::new(2, 7));
    }
}
