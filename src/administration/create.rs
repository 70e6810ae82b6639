//! The call `create`.

use std::fmt;

use super::modules::{Document, Modules};
use crate::address::Reason;
use crate::call::{Body, Call, Response};
use crate::error::{ErrorKey, Result};
use crate::plain_json::Json;
use crate::query::Query;
use crate::secret::Secret;
use crate::value::Timestamp;

// Rustdoc lists these modules' methods in this order, so the constructor comes first.
mod new;

mod access;

mod recording;

mod behaviour;

mod appearance;

mod lock;

mod breakout;

mod meta;

mod form;

pub use access::{Group, GuestPolicy};
pub use appearance::{NotesEditor, PluginManifest};
pub use behaviour::{Bridge, Feature, Layout};
pub use form::CreateForm;
pub use lock::PresenterPolicy;

/// Creates a meeting, or confirms that it exists (`create`).
///
/// If the meeting is already running, the same call succeeds with [`Created::is_duplicate`] and changes nothing. This
/// requires that both passwords are the same or, since 2.7, that the call has neither. Otherwise the server refuses the
/// call: see [`Error::already_exists`](crate::Error::already_exists). To make the call repeatable on servers before 2.7,
/// set both passwords.
///
/// The server removes a meeting after some minutes if nobody joins it. Every version has the call. An empty text leaves a
/// parameter out, and the server's default applies. The defaults given here are those of an unchanged configuration.
///
/// The crate refuses a URL before it sends anything if the program that reads it could not use it. The server reads the URLs of callbacks
/// and documents, the browser those of logos and pages. A URL must be absolute, begin with `https://` or `http://`, and be
/// ASCII: percent-encode its path and query, and write its host in the `xn--` form. [`param`](Call::param) sends any text.
///
/// Since 3.0 servers store some texts in database columns. A text that is too long makes the meeting unusable without an
/// error. Keep IDs and names within 100 characters, URLs within 500, and names and values of metadata within 100.
///
/// ```
/// use bbb_sdk::administration::{Create, Document, GuestPolicy};
///
/// let create = Create::new("room-1", "Physics")
///     .record(true)
///     .duration_minutes(90)
///     .guest_policy(GuestPolicy::AskModerator)
///     .meta("course", "PHY-101")
///     .document(Document::url("https://files.example.com/deck.pdf"));
/// ```
///
/// <https://docs.bigbluebutton.org/development/api/#create>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Create {
    query: Query,
    modules: Modules,
}

impl Create {
    /// Adds a document that is shown as slides (module `presentation` of the body).
    ///
    /// The server fetches and converts documents after it has responded, and reports no failure. It shows the first
    /// document that is [`current`](Document::current), or else the first of all. A repeated `create` ignores documents:
    /// use [`InsertDocument`](super::InsertDocument) for a running meeting.
    pub fn document(mut self, document: Document) -> Self {
        self.modules.document(document);
        self
    }

    /// Replaces settings of the client, given as JSON (module `clientSettingsOverride` of the body).
    ///
    /// Servers ignore it unless `allowOverrideClientSettingsOnCreateCall` is enabled in their configuration.
    ///
    /// Since 3.0.
    pub fn client_settings_override(mut self, json: &str) -> Self {
        self.modules.text("clientSettingsOverride", json);
        self
    }

    /// Sets the initial shared notes, as JSON of BlockNote (module `sharedNotesInitialContentJson` of the body).
    ///
    /// Since 3.0.25.
    pub fn shared_notes_initial_content_json(mut self, json: &str) -> Self {
        self.modules.text("sharedNotesInitialContentJson", json);
        self
    }

    /// Sets the initial shared notes, as Markdown (module `sharedNotesInitialContentMarkdown` of the body).
    ///
    /// A short text can be sent as the parameter
    /// [`shared_notes_initial_content_markdown`](Self::shared_notes_initial_content_markdown), which wins over this one.
    ///
    /// Since 3.0.33.
    pub fn shared_notes_initial_content_markdown_body(mut self, markdown: &str) -> Self {
        self.modules
            .text("sharedNotesInitialContentMarkdown", markdown);
        self
    }

    /// Moves the parameters into the body, for values that are too long for a URL.
    #[inline]
    pub fn into_form(self) -> CreateForm {
        CreateForm::new(self)
    }

    /// Sets a parameter, or removes it if the value is empty: servers treat both alike.
    fn set(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.query.set_or_remove(name, value);
        self
    }

    /// Sets a parameter to a URL that passes a check, or removes it if the URL is empty.
    #[inline]
    fn set_url(mut self, name: &str, url: &str, check: fn(&str) -> Result<(), Reason>) -> Self {
        self.query.url(name, url, check);
        self
    }

    /// Sets a parameter to a list in JSON, or removes it if the list is empty.
    fn set_json(self, name: &str, items: Vec<Json>) -> Self {
        if items.is_empty() {
            self.set(name, "")
        } else {
            self.set(name, Json::List(items))
        }
    }
}

impl Call for Create {
    type Output = Created;
    const NAME: &'static str = "create";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.query
    }

    #[inline]
    fn body(&self) -> Result<Option<Body>> {
        self.modules.body()
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<Created> {
        response.xml(|answer| {
            Ok(Created {
                meeting_id: answer.req("meetingID")?,
                internal_meeting_id: answer.opt("internalMeetingID"),
                parent_meeting_id: answer.opt("parentMeetingID"),
                attendee_password: answer.opt("attendeePW"),
                moderator_password: answer.opt("moderatorPW"),
                create_time: answer.opt("createTime"),
                voice_bridge: answer.opt("voiceBridge"),
                dial_number: answer.opt("dialNumber"),
                create_date: answer.opt("createDate"),
                has_user_joined: answer.opt("hasUserJoined"),
                duration_minutes: answer.opt("duration"),
                has_been_forcibly_ended: answer.opt("hasBeenForciblyEnded"),
                message_key: answer.opt("messageKey"),
                message: answer.opt("message"),
            })
        })
    }
}

/// The response to [`Create`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Created {
    /// The meeting's ID, as the call gave it.
    pub meeting_id: String,
    /// The server's own ID of the meeting: the SHA-1 of the meeting ID, a hyphen and `create_time`.
    ///
    /// A recording of the meeting has this ID. Missing up to 1.0.
    pub internal_meeting_id: Option<String>,
    /// The internal ID of a breakout room's parent meeting, or `bbb-none` for any other meeting.
    ///
    /// Missing up to 1.0.
    pub parent_meeting_id: Option<String>,
    /// The viewers' password. Since 3.0 it is missing unless one was set.
    pub attendee_password: Option<Secret>,
    /// The moderators' password. Since 3.0 it is missing unless one was set.
    pub moderator_password: Option<Secret>,
    /// When the meeting was created. [`Join::create_time`](super::Join::create_time) binds a link to this meeting.
    pub create_time: Option<Timestamp>,
    /// The number of the voice conference. It is text because leading zeros count. Missing up to 0.9.
    pub voice_bridge: Option<String>,
    /// The phone number for dialling in. Missing up to 0.9.
    pub dial_number: Option<String>,
    /// `create_time` as text, in the server's time zone. Programs should read `create_time` instead.
    pub create_date: Option<String>,
    /// Whether a user has joined.
    pub has_user_joined: Option<bool>,
    /// After how many minutes the meeting ends by itself. 0 means never.
    pub duration_minutes: Option<i64>,
    /// Whether the meeting was ended.
    pub has_been_forcibly_ended: Option<bool>,
    /// [`ErrorKey::DuplicateWarning`] if the meeting existed already.
    pub message_key: Option<ErrorKey>,
    /// The server's message.
    pub message: Option<String>,
}

impl Created {
    /// Returns whether the meeting existed already, so that the server ignored this call's parameters and documents.
    #[inline]
    pub fn is_duplicate(&self) -> bool {
        self.message_key == Some(ErrorKey::DuplicateWarning)
    }
}
