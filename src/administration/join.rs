//! The call `join`.

use std::fmt;

use super::{Layout, Role};
use crate::address::{Parts, opened};
use crate::call::{Call, Response};
use crate::error::{Error, ErrorKey, RefusalDetails, Result};
use crate::plain_json::Json;
use crate::query::{Query, decoded};
use crate::redact::redact;
use crate::secret::Secret;
use crate::value::{Timestamp, open_enum};

/// Joins a user to a meeting (`join`).
///
/// Most programs turn it into a link with [`Server::url`](crate::Server::url), which needs no network. The user's browser
/// opens the link, gets a cookie, and is redirected to the client. A link works for anyone who has it, any number of times,
/// while the meeting runs. [`create_time`](Self::create_time) binds it to one meeting.
///
/// ```
/// # #[cfg(feature = "sha256")] {
/// use bbb_sdk::{Server, administration::{Join, Role, userdata}};
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let join = Join::new("room-1", "Ada Lovelace", Role::Viewer)
///     .user_id("ada")
///     .userdata(userdata::AUTO_JOIN_AUDIO, true);
/// let link = server.url(&join)?;
/// assert!(link.contains("fullName=Ada%20Lovelace"));
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// A program that joins by itself sends the call with [`redirect(false)`](Self::redirect) and gets [`Joined`], with the
/// cookie. Without it the server redirects, and [`Joined`] has what can be read from the redirect. Sending the call again
/// adds another user.
///
/// A refusal is [`Error::Api`], whether it comes as XML or as a redirect with `errors=`. Servers may send such a redirect
/// even for `redirect(false)`. A load balancer redirects to one of its servers. The crate does not follow that redirect and
/// returns [`ResponseProblem::Redirect`](crate::error::ResponseProblem::Redirect).
///
/// Most versions refuse an unknown meeting with [`ErrorKey::MeetingForciblyEnded`]. Every version has the call. Since
/// 2.6.18 and 2.7.8 servers accept only GET. An empty text leaves a parameter out. A URL that a browser cannot open is
/// refused before anything is sent.
///
/// <https://docs.bigbluebutton.org/development/api/#join>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Join(Query);

impl Join {
    /// Joins a user with this name (`fullName`) and role (`role`) to the meeting with this ID (`meetingID`).
    ///
    /// The ID may be the application's or the server's internal one.
    ///
    /// Servers support roles since 2.4 and require them since 4.0. Servers up to 2.3 read the [`password`](Self::password)
    /// instead.
    #[inline]
    pub fn new(meeting_id: &str, full_name: &str, role: Role) -> Self {
        let mut join = Self::named(meeting_id, full_name);
        join.0.require("role", role);
        join
    }

    /// Joins a user with one of the meeting's two passwords (`password`), which decides the role. For servers up to 2.3.
    ///
    /// Servers from 2.4 to 3.x still accept passwords if the meeting has both. Removed in 4.0.
    pub fn with_password(meeting_id: &str, full_name: &str, password: impl Into<Secret>) -> Self {
        let mut join = Self::named(meeting_id, full_name);
        join.0.require("password", password.into().expose());
        join
    }

    #[inline]
    fn named(meeting_id: &str, full_name: &str) -> Self {
        let mut query = Query::new();
        query
            .require("meetingID", meeting_id)
            .require("fullName", full_name);
        Self(query)
    }

    /// Sets the password (`password`) in addition to the role, for a server of unknown version.
    ///
    /// A server that supports roles reads the role.
    ///
    /// Removed in 4.0.
    pub fn password(self, password: impl Into<Secret>) -> Self {
        self.set("password", password.into().expose())
    }

    /// Binds the link to the meeting that was created at this moment (`createTime`), given by
    /// [`Created::create_time`](super::Created::create_time).
    ///
    /// The server refuses the link once a later meeting has the same ID. A [`Timestamp::Text`] is refused before anything
    /// is sent, because servers compare numbers.
    pub fn create_time(mut self, time: impl Into<Timestamp>) -> Self {
        match time.into() {
            Timestamp::Millis(millis) => self.0.set("createTime", millis),
            Timestamp::Text(_) => self
                .0
                .refuse("createTime", "is not a number of milliseconds"),
        };
        self
    }

    /// Sets the application's own ID of the user (`userID`).
    ///
    /// Keep it within 50 characters: servers since 3.0 cannot store more.
    ///
    /// BigBlueButton 2.0 prints it into `getMeetings` and `getMeetingInfo` without escaping it. An ID with `<` or `&`
    /// makes them unreadable for everyone there while the user is in the meeting.
    ///
    /// Default: the server generates one.
    pub fn user_id(self, id: &str) -> Self {
        self.set("userID", id)
    }

    /// Sets another name for the voice conference (`webVoiceConf`).
    ///
    /// Ignored since 4.0.
    pub fn web_voice_conf(self, name: &str) -> Self {
        self.set("webVoiceConf", name)
    }

    /// Sets the URL of the user's picture (`avatarURL`), of up to 500 characters.
    pub fn avatar_url(self, url: &str) -> Self {
        self.set_url("avatarURL", url)
    }

    /// Sets the URL of a virtual background for the user's webcam (`webcamBackgroundURL`).
    ///
    /// Since 2.7.10.
    pub fn webcam_background_url(self, url: &str) -> Self {
        self.set_url("webcamBackgroundURL", url)
    }

    /// Redirects the browser to the client (`redirect`). `false` asks for [`Joined`] as XML.
    ///
    /// Default: `true`.
    pub fn redirect(self, yes: bool) -> Self {
        self.set("redirect", yes)
    }

    /// Sets the URL to which the server redirects a user that it refuses (`errorRedirectUrl`).
    ///
    /// The server adds `errors=` to the URL.
    ///
    /// Since 2.7.
    pub fn error_redirect_url(self, url: &str) -> Self {
        self.set_url("errorRedirectUrl", url)
    }

    /// Sets the URL that the client opens when this user leaves (`logoutURL`).
    ///
    /// The server also redirects a refused user to it if there is no [`error_redirect_url`](Self::error_redirect_url).
    ///
    /// Since 3.0.
    pub fn logout_url(self, url: &str) -> Self {
        self.set_url("logoutURL", url)
    }

    /// Makes the user a guest (`guest`).
    ///
    /// Servers treat a user with `guest=false` as neither a guest nor authenticated, unlike a user without the
    /// parameter. The crate never sends it. Use [`auth`](Self::auth) for such a user.
    ///
    /// Default: `false`.
    pub fn guest(mut self, yes: bool) -> Self {
        self.0.set_or_remove("guest", if yes { "true" } else { "" });
        self
    }

    /// Sets whether the guest policy treats the user as authenticated (`auth`).
    ///
    /// BigBlueButton does not document the parameter.
    ///
    /// Default: `true` unless the user is a guest.
    pub fn auth(self, yes: bool) -> Self {
        self.set("auth", yes)
    }

    /// Marks the user as automated (`bot`).
    ///
    /// Default: `false`. Since 3.0.
    pub fn bot(self, yes: bool) -> Self {
        self.set("bot", yes)
    }

    /// Leaves the user out of the learning dashboard (`excludeFromDashboard`).
    ///
    /// Default: `false`. Since 2.4.
    pub fn exclude_from_dashboard(self, yes: bool) -> Self {
        self.set("excludeFromDashboard", yes)
    }

    /// Sets a layout that the user cannot change (`enforceLayout`).
    ///
    /// It wins over the layout that `create` sets.
    ///
    /// Since 3.0.
    pub fn enforce_layout(self, layout: Layout) -> Self {
        self.set("enforceLayout", layout)
    }

    /// Sets the initial layout (`defaultLayout`).
    ///
    /// Deprecated since 3.0: see [`userdata::DEFAULT_LAYOUT`](super::userdata::DEFAULT_LAYOUT).
    pub fn default_layout(self, name: &str) -> Self {
        self.set("defaultLayout", name)
    }

    /// Sets the first name, by which the list of users can be sorted (`firstName`).
    ///
    /// Since 3.0.
    pub fn first_name(self, name: &str) -> Self {
        self.set("firstName", name)
    }

    /// Sets the last name, by which the list of users can be sorted (`lastName`).
    ///
    /// Since 3.0.
    pub fn last_name(self, name: &str) -> Self {
        self.set("lastName", name)
    }

    /// Opens another session of a user who has already joined, by the user's internal ID (`existingUserID`).
    ///
    /// Since 3.0.
    pub fn existing_user_id(self, id: &str) -> Self {
        self.set("existingUserID", id)
    }

    /// Sets the token of the session that this one replaces (`replaceSessionToken`).
    ///
    /// Since 3.0.
    pub fn replace_session_token(self, token: impl Into<Secret>) -> Self {
        self.set("replaceSessionToken", token.into().expose())
    }

    /// Sets the name of this session (`sessionName`).
    ///
    /// Since 3.0.
    pub fn session_name(self, name: &str) -> Self {
        self.set("sessionName", name)
    }

    /// Sets a setting of the client, or a value that meetings return as custom data (`userdata-*`).
    ///
    /// [`userdata`](super::userdata) names the keys that clients know.
    ///
    /// # Errors
    ///
    /// A key is a letter or `_`, followed by letters, digits, `_` and `.`. Any other key is refused before anything is
    /// sent: servers drop a key with a hyphen, and other keys break `getMeetings` for everyone.
    pub fn userdata(mut self, key: &str, value: impl fmt::Display) -> Self {
        self.0.userdata(key, value);
        self
    }

    /// Sets the URL of another client (`clientURL`).
    ///
    /// Removed in 2.4.
    pub fn client_url(self, url: &str) -> Self {
        self.set_url("clientURL", url)
    }

    /// Sets the token from the response to `setConfigXML` (`configToken`).
    ///
    /// Removed in 2.4.
    pub fn config_token(self, token: impl Into<Secret>) -> Self {
        self.set("configToken", token.into().expose())
    }

    /// Takes the user into the HTML5 client (`joinViaHtml5`).
    ///
    /// Default: the server's own. Removed in 2.3, which has no other client.
    pub fn join_via_html5(self, yes: bool) -> Self {
        self.set("joinViaHtml5", yes)
    }

    /// Sets a parameter to a URL that browsers open, or removes it if the URL is empty.
    fn set_url(mut self, name: &str, url: &str) -> Self {
        self.0.url(name, url, opened);
        self
    }

    /// Sets a parameter, or removes it if the value is empty: servers treat both alike.
    fn set(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.set_or_remove(name, value);
        self
    }
}

impl Call for Join {
    type Output = Joined;
    const NAME: &'static str = "join";

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<Joined> {
        if (300..400).contains(&response.status())
            && let Some(location) = response.location()
            && let Some(joined) = Joined::redirected(location)
        {
            return joined.map(|joined| joined.with_cookie(response));
        }
        response.xml(|answer| {
            let joined = Joined {
                message_key: answer.opt("messageKey"),
                message: answer.opt("message"),
                meeting_id: answer.opt("meeting_id"),
                user_id: answer.opt("user_id"),
                auth_token: answer.opt("auth_token"),
                session_token: answer.opt("session_token"),
                guest_status: answer.opt("guestStatus"),
                url: answer.opt("url"),
                session_cookie: None,
            };
            Ok(joined.with_cookie(response))
        })
    }
}

/// The response to [`Join`].
///
/// The user becomes an attendee only when a client has connected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Joined {
    /// [`ErrorKey::SuccessfullyJoined`].
    pub message_key: Option<ErrorKey>,
    /// The server's message.
    pub message: Option<String>,
    /// The meeting's internal ID.
    pub meeting_id: Option<String>,
    /// The user's internal ID.
    pub user_id: Option<String>,
    /// The client's authentication token.
    pub auth_token: Option<Secret>,
    /// The token of the user's session. Since 1.1.
    pub session_token: Option<Secret>,
    /// Whether the user is in the meeting or waits. Since 2.0.
    pub guest_status: Option<GuestStatus>,
    /// The client's URL, with the session token. Since 2.0.
    ///
    /// It works in a browser that has the cookie, or in any browser if the meeting was created with
    /// [`allow_requests_without_session`](super::Create::allow_requests_without_session).
    pub url: Option<Secret>,
    /// The value of the cookie `JSESSIONID`, to which the server binds the session.
    pub session_cookie: Option<Secret>,
}

impl Joined {
    /// Reads a redirect: a refusal, the client's URL with its token, or neither.
    #[inline]
    fn redirected(location: &Secret) -> Option<Result<Self>> {
        let query = Parts::of(location.expose()).query?;
        if let Some(errors) = errors(query) {
            return Some(Err(refusal(&decoded(errors))));
        }
        let token = query
            .split('&')
            .filter_map(|pair| pair.strip_prefix("sessionToken="))
            .find(|token| !token.is_empty())?;
        Some(Ok(Self {
            session_token: Some(std::mem::take(&mut *decoded(token)).into()),
            url: Some(location.clone()),
            ..Self::default()
        }))
    }

    fn with_cookie(mut self, response: &Response<'_>) -> Self {
        self.session_cookie = response.cookie("JSESSIONID");
        self
    }
}

/// Returns the value of `errors`. Servers put it last and do not encode it fully, so a `&` does not end it.
#[inline]
fn errors(query: &str) -> Option<&str> {
    match query.rsplit_once("&errors=") {
        Some((_, errors)) => Some(errors),
        None => query.strip_prefix("errors="),
    }
}

/// Returns the error for a list such as `[{"key":"notFound","message":"We could not find …"}]`.
#[inline]
fn refusal(errors: &str) -> Error {
    let list = match Json::read(errors) {
        Some(Json::List(list)) => list,
        _ => Vec::new(),
    };
    let field = |error: &Json, name| redact(error.text(name).unwrap_or_default());
    let mut refusals = list.iter().map(|error| {
        (
            ErrorKey::from(&*field(error, "key")),
            field(error, "message"),
        )
    });
    let (key, message) = refusals
        .next()
        .unwrap_or((ErrorKey::from(""), String::new()));
    let mut details = RefusalDetails::default();
    "FAILED".clone_into(&mut details.returncode);
    details.others = refusals.collect();
    Error::Api {
        call: "".into(),
        key: Some(key).filter(|key| !key.as_str().is_empty()),
        message,
        details: Box::new(details),
    }
}

open_enum! {
    /// The guest policy's decision about a user.
    pub enum GuestStatus {
        /// The user is in the meeting.
        Allow = "ALLOW",
        /// The user waits for a moderator.
        Wait = "WAIT",
        /// The user may not enter.
        Deny = "DENY",
    }
}
