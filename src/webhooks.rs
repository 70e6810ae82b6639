//! Calls that register webhooks: `hooks/create`, `hooks/destroy`, `hooks/list`, `hooks/ping`.
//!
//! A separate program, bbb-webhooks, serves them. Not every server has it: without it the response is HTTP 404 or 502. Load
//! balancers do not have it. Up to BigBlueButton 2.7 it supports only SHA-1: see
//! [`Server::hooks_checksum`](crate::Server::hooks_checksum).

use std::fmt;

use crate::address::called;
use crate::call::{Call, Response};
use crate::error::{Error, ErrorKey, ResponseProblem, Result};
use crate::query::{self, Query};
use crate::redact::UrlShown;
use crate::xml::Element;

/// Registers a URL to which the server sends events (`hooks/create`).
///
/// A URL can be registered once, whatever the meeting and the events. A second registration changes nothing and succeeds
/// with [`ErrorKey::DuplicateWarning`]. Remove the first hook, or make the URLs differ in their query.
///
/// ```
/// # #[cfg(feature = "sha256")] {
/// use bbb_sdk::{Server, webhooks::CreateHook};
///
/// let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
/// let hook = CreateHook::new("https://app.example.com/events")
///     .meeting_id("room-1")
///     .event_ids(["meeting-ended", "user-joined"]);
/// assert!(server.url(&hook)?.contains("&eventID=meeting-ended%2Cuser-joined&"));
/// # }
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// <https://docs.bigbluebutton.org/development/webhooks#hookscreate>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct CreateHook(Query);

impl CreateHook {
    /// Registers a URL (`callbackURL`) for the events of all meetings.
    ///
    /// # Errors
    ///
    /// A URL that servers cannot call is refused before it is sent: they would register it and never call it. A URL must be
    /// absolute and ASCII, begin with `https://` or `http://`, and have no fragment, user name, `.` or `..` segment.
    #[inline]
    pub fn new(callback_url: &str) -> Self {
        let mut query = Query::new();
        query.require("callbackURL", callback_url);
        if let Err(reason) = called(callback_url) {
            query.refuse("callbackURL", reason);
        }
        Self(query)
    }

    /// Restricts the webhook to the events of one meeting (`meetingID`).
    ///
    /// Webhooks 3.0.0 to 3.3.1 ignore it.
    ///
    /// Default: all meetings.
    ///
    /// # Errors
    ///
    /// These are refused before they are sent: an ID that is empty or blank, because servers would read it as all meetings or
    /// none, and an ID with `]]>` or a control character, because it would make `hooks/list` unreadable for everyone until the
    /// hook is removed, by an ID that no list shows.
    pub fn meeting_id(mut self, meeting_id: &str) -> Self {
        // QUIRK: bbb-webhooks prints it as CDATA in every list of hooks.
        refuse_breaking(&mut self.0, "meetingID", &["]]>"], meeting_id);
        // An empty ID would send the events of all meetings to a URL that is meant for one.
        of_one_meeting(
            &mut self.0,
            meeting_id,
            "must not be empty or blank: leave `meeting_id` out for the events of all meetings",
        );
        self
    }

    /// Restricts the webhook to these events (`eventID`), such as `meeting-ended`.
    ///
    /// Default: all events, which is also what an empty list means. Since webhooks 2.5.
    ///
    /// # Errors
    ///
    /// These are refused before they are sent: a name that is empty or contains a blank, because such a filter matches
    /// nothing; a name with `<`, `&`, `]]>` or a control character, because `hooks/list` does not escape it; and the
    /// combination with [`raw_events`](Self::raw_events).
    pub fn event_ids<T: fmt::Display>(mut self, events: impl IntoIterator<Item = T>) -> Self {
        let events = events
            .into_iter()
            .map(|event| event.to_string().to_lowercase());
        let events: Vec<String> = events.collect();
        if events
            .iter()
            .any(|event| event.contains(char::is_whitespace))
        {
            self.0
                .refuse("eventID", "contains a blank, which matches no event");
        }
        // QUIRK: bbb-webhooks prints the names into the list without escaping them.
        for event in &events {
            refuse_breaking(&mut self.0, "eventID", &["<", "&", "]]>"], event);
        }
        self.0.list("eventID", events);
        self.only_one_filter()
    }

    /// Sends the server's internal messages instead of events (`getRaw`).
    ///
    /// Default: `false`.
    ///
    /// # Errors
    ///
    /// The combination with [`event_ids`](Self::event_ids) is refused before it is sent.
    pub fn raw_events(mut self, raw: bool) -> Self {
        self.0.set("getRaw", raw);
        self.only_one_filter()
    }

    fn only_one_filter(mut self) -> Self {
        if self.0.get("getRaw").as_deref() == Some("true") && self.0.get("eventID").is_some() {
            self.0.refuse(
                "getRaw",
                "cannot be combined with `eventID`: servers would deliver nothing",
            );
        }
        self
    }
}

impl Call for CreateHook {
    type Output = HookCreated;
    const NAME: &'static str = "hooks/create";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<HookCreated> {
        response.xml(|answer| {
            Ok(HookCreated {
                hook_id: answer.req("hookID")?,
                permanent: answer.opt("permanentHook"),
                raw: answer.opt("rawData"),
                message_key: answer.opt("messageKey"),
                message: answer.opt("message"),
            })
        })
    }
}

/// The response to [`CreateHook`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct HookCreated {
    /// The hook's ID: a number up to webhooks 2.6, a UUID since 3.0.
    pub hook_id: String,
    /// Whether the hook comes from the server's configuration. Missing for a duplicate.
    pub permanent: Option<bool>,
    /// Whether the hook gets internal messages instead of events. Missing for a duplicate.
    pub raw: Option<bool>,
    /// [`ErrorKey::DuplicateWarning`] if the URL was already registered, so that the server ignored the rest of this call.
    pub message_key: Option<ErrorKey>,
    /// The server's message.
    pub message: Option<String>,
}

impl HookCreated {
    /// Returns whether the URL was already registered, so that this call changed nothing.
    #[inline]
    pub fn is_duplicate(&self) -> bool {
        self.message_key == Some(ErrorKey::DuplicateWarning)
    }
}

/// Removes a webhook (`hooks/destroy`).
///
/// If the hook does not exist or comes from the server's configuration, the server refuses the call with
/// [`ErrorKey::DestroyMissingHook`].
///
/// <https://docs.bigbluebutton.org/development/webhooks#hooksdestroy>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct DestroyHook(Query);

impl DestroyHook {
    /// Removes the webhook with this ID (`hookID`).
    #[inline]
    pub fn new(hook_id: &str) -> Self {
        let mut query = Query::new();
        query.require("hookID", hook_id);
        Self(query)
    }
}

impl Call for DestroyHook {
    type Output = HookDestroyed;
    const NAME: &'static str = "hooks/destroy";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<HookDestroyed> {
        response.xml(|answer| {
            Ok(HookDestroyed {
                removed: answer.opt("removed"),
            })
        })
    }

    /// Treats a missing hook as a success: an earlier attempt removed it.
    #[inline]
    fn recover(&self, refusal: Error) -> Result<HookDestroyed> {
        if refusal.is_not_found() {
            Ok(HookDestroyed {
                removed: Some(true),
            })
        } else {
            Err(refusal)
        }
    }
}

/// The response to [`DestroyHook`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct HookDestroyed {
    /// Whether the hook was removed: always `true`.
    pub removed: Option<bool>,
}

/// Lists the registered webhooks (`hooks/list`).
///
/// <https://docs.bigbluebutton.org/development/webhooks#hookslist>
#[derive(Debug, Clone, Default)]
#[must_use = "a call does nothing until it is sent"]
pub struct ListHooks(Query);

impl ListHooks {
    /// Lists all webhooks.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Restricts the list to the webhooks of this meeting (`meetingID`) and those of all meetings.
    ///
    /// Webhooks 3.x list at most one hook of the meeting, and some refuse the call with [`ErrorKey::ListHookError`] if it
    /// has none.
    ///
    /// Default: all meetings.
    ///
    /// # Errors
    ///
    /// An ID that is empty or blank is refused before it is sent, because servers would read it as all meetings or none.
    pub fn meeting_id(mut self, meeting_id: &str) -> Self {
        of_one_meeting(
            &mut self.0,
            meeting_id,
            "must not be empty or blank: leave `meeting_id` out for the webhooks of all meetings",
        );
        self
    }
}

/// Refuses a value with one of these texts or a control character, which would break the list of hooks.
fn refuse_breaking(query: &mut Query, name: &str, texts: &[&str], value: &str) {
    let found = texts.iter().find(|text| value.contains(**text));
    let found = match found {
        Some(text) => format!("`{text}`"),
        None if value.contains(char::is_control) => "a control character".to_owned(),
        None => return,
    };
    let reason = format!("contains {found}, which would make `hooks/list` unreadable for everyone");
    query.refuse(name, reason);
}

/// Sets the meeting's ID, or refuses an empty or blank one for this reason.
fn of_one_meeting(query: &mut Query, meeting_id: &str, reason: &str) {
    if query::is_blank(meeting_id) {
        query.refuse("meetingID", reason);
    } else {
        query.set("meetingID", meeting_id);
    }
}

impl Call for ListHooks {
    type Output = Hooks;
    const NAME: &'static str = "hooks/list";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<Hooks> {
        response.xml_list(
            ("hooks", "hook"),
            |hook| Ok(Hook::read(&hook)),
            |_, hooks| {
                let (hooks, damaged) = hooks.into_iter().partition(|hook| !hook.hook_id.is_empty());
                Ok(Hooks { hooks, damaged })
            },
        )
    }
}

/// The response to [`ListHooks`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Hooks {
    /// The registered webhooks.
    #[cfg_attr(feature = "serde", serde(default))]
    pub hooks: Vec<Hook>,
    /// Webhooks for which the server gave no ID, so that no call can remove them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub damaged: Vec<Hook>,
}

/// A registered webhook.
///
/// `Debug` leaves out the values in the query of the callback URL, which may contain a token.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Hook {
    /// The hook's ID: a number up to webhooks 2.6, a UUID since 3.0. It is empty in [`Hooks::damaged`].
    pub hook_id: String,
    /// The URL to which the server sends events.
    pub callback_url: Option<String>,
    /// The ID of the meeting whose events the hook gets. Missing if it gets those of all meetings.
    pub meeting_id: Option<String>,
    /// The names of the events that the hook gets. Missing if it gets all. An empty list and a name with a blank match
    /// nothing.
    pub event_ids: Option<Vec<String>>,
    /// Whether the hook comes from the server's configuration, so that it cannot be removed.
    pub permanent: Option<bool>,
    /// Whether the hook gets internal messages instead of events.
    pub raw: Option<bool>,
}

impl fmt::Debug for Hook {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hook")
            .field("hook_id", &self.hook_id)
            .field("callback_url", &UrlShown(&self.callback_url))
            .field("meeting_id", &self.meeting_id)
            .field("event_ids", &self.event_ids)
            .field("permanent", &self.permanent)
            .field("raw", &self.raw)
            .finish()
    }
}

impl Hook {
    #[inline]
    fn read(hook: &Element<'_, '_>) -> Self {
        Self {
            hook_id: hook.opt("hookID").unwrap_or_default(),
            callback_url: hook.opt("callbackURL"),
            meeting_id: hook.opt("meetingID"),
            event_ids: hook.child("eventID").map(|events| names(&events.text())),
            permanent: hook.opt("permanentHook"),
            raw: hook.opt("rawData"),
        }
    }
}

#[inline]
fn names(list: &str) -> Vec<String> {
    list.split(',')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Asks whether the server has webhooks (`hooks/ping`).
///
/// The call is not signed, and the response is plain text.
///
/// <https://docs.bigbluebutton.org/development/webhooks>
#[derive(Debug, Clone, Default)]
#[must_use = "a call does nothing until it is sent"]
pub struct PingHooks(Query);

impl PingHooks {
    /// Asks whether the server has webhooks.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Call for PingHooks {
    type Output = HooksPong;
    const NAME: &'static str = "hooks/ping";
    const IDEMPOTENT: bool = true;
    const SIGNED: bool = false;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<HooksPong> {
        let text = response.text()?;
        let words = text.trim_end();
        if words.starts_with("bbb-webhooks") {
            return match words.split_once('!') {
                Some((_, "")) => Ok(HooksPong {
                    text: words.to_owned(),
                }),
                Some(_) => Err(Error::answer(ResponseProblem::Doubled, words)),
                None => Err(Error::answer(ResponseProblem::CutOff, words)),
            };
        }
        // The XML reader names what else it may be: a page, an empty body, a refusal.
        response.xml(|_| {
            Err(Error::answer(
                ResponseProblem::Foreign("response".to_owned()),
                &text,
            ))
        })
    }
}

/// The response to [`PingHooks`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct HooksPong {
    /// The server's text: `bbb-webhooks API up!` since 3.0, `bbb-webhooks up!` before.
    pub text: String,
}
