//! Calls in a user's session. They carry the token and the cookie from `join` instead of a checksum, and return JSON.

use std::fmt;

use crate::call::{Call, Response};
use crate::error::{Error, Result};
use crate::json;
use crate::query::Query;
use crate::redact::redact;
use crate::secret::Secret;

/// The parameters and the cookie of a call in a session.
#[derive(Debug, Clone)]
struct Session {
    query: Query,
    cookie: Option<Secret>,
}

impl Session {
    fn new(token: impl Into<Secret>) -> Self {
        let mut query = Query::new();
        query.require("sessionToken", token.into().expose());
        Self {
            query,
            cookie: None,
        }
    }

    fn cookie(&mut self, value: Secret) {
        let fits =
            |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
        if value.expose().bytes().all(fits) {
            self.cookie = Some(value);
        } else {
            self.query.refuse(
                "JSESSIONID",
                "contains a character that a cookie cannot contain",
            );
        }
    }
}

/// Creates a link with which a user joins again on another device (`getJoinUrl`).
///
/// BigBlueButton's own client uses the call. Refusals have no key. For an unknown session the server sends an empty
/// body, which is [`ResponseProblem::Empty`](crate::error::ResponseProblem::Empty).
///
/// Since 3.0.
///
/// <https://docs.bigbluebutton.org/development/api/>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct GetJoinUrl(Session);

impl GetJoinUrl {
    /// Creates the call in the session with this token (`sessionToken`), which `join` returned.
    pub fn new(session_token: impl Into<Secret>) -> Self {
        Self(Session::new(session_token))
    }

    /// Sets what `join` set (cookie `JSESSIONID`). Servers can be configured to work without it.
    pub fn jsessionid(mut self, value: impl Into<Secret>) -> Self {
        self.0.cookie(value.into());
        self
    }

    /// Ends this session when the link is used (`replaceSession`).
    ///
    /// Default: `false`.
    pub fn replace_session(mut self, replace: bool) -> Self {
        self.0.query.set("replaceSession", replace);
        self
    }

    /// Sets the name of the new session (`sessionName`).
    pub fn session_name(mut self, name: &str) -> Self {
        self.0.query.set_or_remove("sessionName", name);
        self
    }

    /// Sets the layout of the new session (`enforceLayout`).
    pub fn enforce_layout(mut self, layout: &str) -> Self {
        self.0.query.set_or_remove("enforceLayout", layout);
        self
    }

    /// Sets a setting of the client in the new session (`userdata-*`). Servers may forbid viewers some of them.
    pub fn userdata(mut self, key: &str, value: impl fmt::Display) -> Self {
        self.0.query.userdata(key, value);
        self
    }
}

impl Call for GetJoinUrl {
    type Output = JoinUrl;
    const NAME: &'static str = "getJoinUrl";
    const SIGNED: bool = false;

    fn query(&self) -> &Query {
        &self.0.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0.query
    }

    fn session(&self) -> Option<&Secret> {
        self.0.cookie.as_ref()
    }

    fn read(response: &Response<'_>) -> Result<JoinUrl> {
        response.json(|answer| {
            Ok(JoinUrl {
                url: json::opt(answer, "url").ok_or_else(|| Error::missing("url"))?,
                message: json::opt(answer, "message"),
            })
        })
    }
}

/// The response to [`GetJoinUrl`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct JoinUrl {
    /// The signed link, for a browser. Some builds percent-encode its values twice.
    pub url: Secret,
    /// The server's message.
    pub message: Option<String>,
}

/// Reports to a moderator what the users of a running meeting did (`learningDashboard`).
///
/// BigBlueButton's own client uses the call. Refusals have no key. For an unknown session the server may send an
/// empty body, which is [`ResponseProblem::Empty`](crate::error::ResponseProblem::Empty).
///
/// <https://docs.bigbluebutton.org/development/api/>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct LearningDashboard(Session);

impl LearningDashboard {
    /// Creates the call in the session with this token (`sessionToken`), which `join` returned for a moderator.
    pub fn new(session_token: impl Into<Secret>) -> Self {
        Self(Session::new(session_token))
    }

    /// Sets what `join` set (cookie `JSESSIONID`). Servers can be configured to work without it.
    pub fn jsessionid(mut self, value: impl Into<Secret>) -> Self {
        self.0.cookie(value.into());
        self
    }
}

impl Call for LearningDashboard {
    type Output = LearningDashboardData;
    const NAME: &'static str = "learningDashboard";
    const IDEMPOTENT: bool = true;
    const SIGNED: bool = false;

    fn query(&self) -> &Query {
        &self.0.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0.query
    }

    fn session(&self) -> Option<&Secret> {
        self.0.cookie.as_ref()
    }

    fn read(response: &Response<'_>) -> Result<LearningDashboardData> {
        response.json(|answer| {
            Ok(LearningDashboardData {
                data: json::opt(answer, "data").ok_or_else(|| Error::missing("data"))?,
            })
        })
    }
}

/// The response to [`LearningDashboard`].
///
/// `Debug` blanks what may be a secret in the document.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct LearningDashboardData {
    /// The report, as a JSON document whose form depends on the version.
    pub data: String,
}

impl fmt::Debug for LearningDashboardData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LearningDashboardData")
            .field("data", &redact(&self.data))
            .finish()
    }
}
