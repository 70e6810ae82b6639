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

/// `join`: takes a user into a meeting.
///
/// It is first of all a link, made by [`Server::url`](crate::Server::url) without any network: the user's browser opens it,
/// gets a cookie, and is led into the client. A link works for whoever has it, as often as they like and as long as the
/// meeting runs; [`create_time`](Self::create_time) binds it to this very meeting.
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
/// A program that joins by itself sends the call with [`redirect(false)`](Self::redirect), and gets [`Joined`] with the cookie.
/// Sent without, the server redirects; what can be told from the redirect is in [`Joined`] too. Every repetition makes a new
/// user. A refusal is [`Error::Api`], whether it comes as XML or as a redirect with `errors=`, which servers may choose even
/// for `redirect(false)`. A load balancer answers with a redirect to a server, which is not followed:
/// [`ResponseProblem::Redirect`](crate::error::ResponseProblem::Redirect).
///
/// A meeting that never was is refused with [`ErrorKey::MeetingForciblyEnded`] by most versions. Known to every version; by GET
/// alone since 2.6.18 and 2.7.8. An empty text leaves a parameter out.
///
/// <https://docs.bigbluebutton.org/development/api/#join>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Join(Query);

impl Join {
    /// Takes a user of this name into the meeting of this ID, external or internal.
    ///
    /// The role is known since 2.4 and required since 4.0. Servers up to 2.3 go by [`password`](Self::password).
    pub fn new(meeting_id: &str, full_name: &str, role: Role) -> Self {
        let mut join = Self::named(meeting_id, full_name);
        join.0.require("role", role);
        join
    }

    /// Takes a user in by one of the two passwords of [`Create`](super::Create), which tells the role: for servers up to 2.3.
    ///
    /// Servers from 2.4 to 3.x still know passwords, if the meeting has both; 4.0 does not.
    pub fn with_password(meeting_id: &str, full_name: &str, password: impl Into<Secret>) -> Self {
        let mut join = Self::named(meeting_id, full_name);
        join.0.require("password", password.into().expose());
        join
    }

    fn named(meeting_id: &str, full_name: &str) -> Self {
        let mut query = Query::new();
        query
            .require("meetingID", meeting_id)
            .require("fullName", full_name);
        Self(query)
    }

    /// `password`: beside the role, where the server may be of either kind: it goes by the role if it knows roles.
    pub fn password(self, password: impl Into<Secret>) -> Self {
        self.set("password", password.into().expose())
    }

    /// Binds the link to the very meeting that was created at this moment (`createTime`), which
    /// [`Created::create_time`](super::Created::create_time) tells.
    ///
    /// The server refuses the link once a later meeting has the same ID. A moment in words is refused before anything is sent:
    /// no meeting has it.
    pub fn create_time(mut self, time: impl Into<Timestamp>) -> Self {
        match time.into() {
            Timestamp::Millis(millis) => self.0.set("createTime", millis),
            Timestamp::Text(_) => self
                .0
                .refuse("createTime", "is not a number of milliseconds"),
        };
        self
    }

    /// `userID`: the application's own ID of the user; the server's where there is none. Servers since 3.0 take up to 50
    /// characters.
    pub fn user_id(self, id: &str) -> Self {
        self.set("userID", id)
    }

    /// `webVoiceConf`: the voice conference by another name. Ignored since 4.0.
    pub fn web_voice_conf(self, name: &str) -> Self {
        self.set("webVoiceConf", name)
    }

    /// `avatarURL`: the URL of the user's picture, of up to 500 characters.
    pub fn avatar_url(self, url: &str) -> Self {
        self.set_url("avatarURL", url)
    }

    /// `webcamBackgroundURL`: the URL of a virtual background for the user's camera. Since 2.7.10.
    pub fn webcam_background_url(self, url: &str) -> Self {
        self.set_url("webcamBackgroundURL", url)
    }

    /// `redirect`: whether the server leads into the client; yes. `false` asks for [`Joined`] as XML.
    pub fn redirect(self, yes: bool) -> Self {
        self.set("redirect", yes)
    }

    /// `errorRedirectUrl`: where refused users are led, with `errors=` added. Since 2.7.
    pub fn error_redirect_url(self, url: &str) -> Self {
        self.set_url("errorRedirectUrl", url)
    }

    /// `logoutURL`: where this user is led on leaving, and on a refusal without
    /// [`error_redirect_url`](Self::error_redirect_url). Since 3.0.
    pub fn logout_url(self, url: &str) -> Self {
        self.set_url("logoutURL", url)
    }

    /// `guest`: whether the user is a guest; no.
    ///
    /// QUIRK: `guest=false` does not say the same as nothing, but makes a user who is no guest and yet not authenticated.
    /// It is never sent; [`auth`](Self::auth) says so where that is meant.
    pub fn guest(mut self, yes: bool) -> Self {
        self.0.set_or_remove("guest", if yes { "true" } else { "" });
        self
    }

    /// `auth`: whether the guest policy takes the user for authenticated; yes, but for guests. Not documented by BigBlueButton.
    pub fn auth(self, yes: bool) -> Self {
        self.set("auth", yes)
    }

    /// `bot`: whether this is no person; no. Since 3.0.
    pub fn bot(self, yes: bool) -> Self {
        self.set("bot", yes)
    }

    /// `excludeFromDashboard`: whether the learning dashboard leaves the user out; no. Since 2.4.
    pub fn exclude_from_dashboard(self, yes: bool) -> Self {
        self.set("excludeFromDashboard", yes)
    }

    /// `enforceLayout`: the layout, whatever `create` says; the user cannot change it. Since 3.0.
    pub fn enforce_layout(self, layout: Layout) -> Self {
        self.set("enforceLayout", layout)
    }

    /// `defaultLayout`: the layout to begin with. Deprecated since 3.0: see [`userdata::DEFAULT_LAYOUT`](super::userdata::DEFAULT_LAYOUT).
    pub fn default_layout(self, name: &str) -> Self {
        self.set("defaultLayout", name)
    }

    /// `firstName`: for sorting the list of users. Since 3.0.
    pub fn first_name(self, name: &str) -> Self {
        self.set("firstName", name)
    }

    /// `lastName`: for sorting the list of users. Since 3.0.
    pub fn last_name(self, name: &str) -> Self {
        self.set("lastName", name)
    }

    /// `existingUserID`: the internal ID of a user who is in, for another session of theirs. Since 3.0.
    pub fn existing_user_id(self, id: &str) -> Self {
        self.set("existingUserID", id)
    }

    /// `replaceSessionToken`: the session that this one replaces. Since 3.0.
    pub fn replace_session_token(self, token: impl Into<Secret>) -> Self {
        self.set("replaceSessionToken", token.into().expose())
    }

    /// `sessionName`: what this session is called. Since 3.0.
    pub fn session_name(self, name: &str) -> Self {
        self.set("sessionName", name)
    }

    /// `userdata-` and a key: a setting of the client, or a value that meetings give back as custom data.
    ///
    /// [`userdata`](super::userdata) names the keys that clients know. A key must be a letter or `_`, then letters, digits, `_`
    /// and `.`: one with a hyphen is dropped by servers, and others break `getMeetings` for everyone.
    pub fn userdata(mut self, key: &str, value: impl fmt::Display) -> Self {
        self.0.userdata(key, value);
        self
    }

    /// `clientURL`: another client. Gone in 2.4.
    pub fn client_url(self, url: &str) -> Self {
        self.set_url("clientURL", url)
    }

    /// `configToken`: what `setConfigXML` answered. Gone in 2.4.
    pub fn config_token(self, token: impl Into<Secret>) -> Self {
        self.set("configToken", token.into().expose())
    }

    /// `joinViaHtml5`: whether the user gets the HTML5 client; gone in 2.3, which has no other.
    pub fn join_via_html5(self, yes: bool) -> Self {
        self.set("joinViaHtml5", yes)
    }

    /// Sets a parameter to a URL that browsers open; an empty one is left out.
    fn set_url(mut self, name: &str, url: &str) -> Self {
        self.0.url(name, url, opened);
        self
    }

    /// Sets a parameter; servers take an empty one for an absent one.
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

/// The answer of [`Join`].
///
/// The user is counted among the attendees only when a client has connected with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Joined {
    /// [`ErrorKey::SuccessfullyJoined`].
    pub message_key: Option<ErrorKey>,
    /// The server's words.
    pub message: Option<String>,
    /// The meeting's internal ID.
    pub meeting_id: Option<String>,
    /// The user's internal ID.
    pub user_id: Option<String>,
    /// A token of the client.
    pub auth_token: Option<Secret>,
    /// The token of the user's session. Since 1.1.
    pub session_token: Option<Secret>,
    /// Whether the user is in or waits. Since 2.0.
    pub guest_status: Option<GuestStatus>,
    /// The client's URL, with the session token. Since 2.0.
    ///
    /// It works for a browser that has the cookie, or without one in a meeting with
    /// [`allow_requests_without_session`](super::Create::allow_requests_without_session).
    pub url: Option<Secret>,
    /// The value of the cookie `JSESSIONID`, to which the server binds the session.
    pub session_cookie: Option<Secret>,
}

impl Joined {
    /// What a redirect tells: a refusal, the way into the client, or nothing.
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
            session_token: Some(decoded(token).into()),
            url: Some(location.clone()),
            ..Self::default()
        }))
    }

    fn with_cookie(mut self, response: &Response<'_>) -> Self {
        self.session_cookie = response.cookie("JSESSIONID");
        self
    }
}

/// The value of `errors`, which servers put last and do not encode wholly: a `&` in it does not end it.
fn errors(query: &str) -> Option<&str> {
    match query.rsplit_once("&errors=") {
        Some((_, errors)) => Some(errors),
        None => query.strip_prefix("errors="),
    }
}

/// The error for a list such as `[{"key":"notFound","message":"We could not find …"}]`.
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
    /// What the guest policy says to a user.
    pub enum GuestStatus {
        /// The user is in.
        Allow = "ALLOW",
        /// The user waits for a moderator.
        Wait = "WAIT",
        /// The user is not let in.
        Deny = "DENY",
    }
}
