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

mod access;
mod appearance;
mod behaviour;
mod breakout;
mod form;
mod lock;
mod meta;
mod recording;

pub use access::{Group, GuestPolicy};
pub use appearance::{NotesEditor, PluginManifest};
pub use behaviour::{Bridge, Feature, Layout};
pub use form::CreateForm;
pub use lock::PresenterPolicy;

/// `create`: creates a meeting, or confirms that it is there.
///
/// The same call for a meeting that runs succeeds with [`Created::is_duplicate`] and changes nothing, if both passwords are
/// the same or, since 2.7, this call gives neither; otherwise it is [`Error::already_exists`](crate::Error::already_exists).
/// For servers before 2.7 give both passwords, so that the call can be repeated.
///
/// A meeting that nobody joins disappears after some minutes. Known to every version; the names of parameters, what they
/// are for, and since when, are with each method. An empty text leaves a parameter out, and the server's default holds.
///
/// Since 3.0 some texts end up in columns of a database, and what is longer makes the meeting unusable without an error: keep
/// IDs and names within 100 characters, URLs within 500, names and values of metadata within 100.
///
/// ```
/// use bbb_sdk::administration::{Create, Document, GuestPolicy};
///
/// let create = Create::new("room-1", "Physics")
///     .record(true)
///     .duration(90)
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
    /// Creates a meeting of this ID and name, each of 2 to 256 characters.
    ///
    /// The name is required since 2.4. An ID with a comma, a control character, or a blank at an end is refused: some
    /// servers change such an ID, and no list of IDs can hold a comma.
    pub fn new(meeting_id: &str, name: &str) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id).require("name", name);
        if meeting_id.contains(|c: char| c == ',' || c.is_control())
            || meeting_id.trim() != meeting_id
        {
            query.refuse(
                "meetingID",
                "holds a comma, a control character, or a blank at an end",
            );
        }
        Self {
            query,
            modules: Modules::default(),
        }
    }

    /// Adds a document to be shown as slides. The documents travel in the body.
    ///
    /// The server fetches and converts them after its answer, and tells nobody when that fails. The first that is
    /// [`current`](Document::current), or else the first, is shown. A repeated `create` ignores them: see
    /// [`InsertDocument`](super::InsertDocument) for a meeting that runs.
    pub fn document(mut self, document: Document) -> Self {
        self.modules.document(document);
        self
    }

    /// Replaces settings of the client, given as JSON. It travels in the body.
    ///
    /// Servers whose `allowOverrideClientSettingsOnCreateCall` is not switched on ignore it. Since 3.0.
    pub fn client_settings_override(mut self, json: &str) -> Self {
        self.modules.text("clientSettingsOverride", json);
        self
    }

    /// What the shared notes begin with, as JSON of BlockNote. It travels in the body. Since 3.0.25.
    pub fn shared_notes_initial_content_json(mut self, json: &str) -> Self {
        self.modules.text("sharedNotesInitialContentJson", json);
        self
    }

    /// What the shared notes begin with, as Markdown that travels in the body. Since 3.0.33.
    ///
    /// A short text can go as the parameter [`shared_notes_initial_content_markdown`](Self::shared_notes_initial_content_markdown),
    /// which wins over this one.
    pub fn shared_notes_initial_content_markdown_body(mut self, markdown: &str) -> Self {
        self.modules
            .text("sharedNotesInitialContentMarkdown", markdown);
        self
    }

    /// Sends the parameters in the body, for what is too long for a URL.
    pub fn into_form(self) -> CreateForm {
        CreateForm::new(self)
    }

    /// Sets a parameter; servers take an empty one for an absent one.
    fn set(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.query.set_or_remove(name, value);
        self
    }

    /// Sets a parameter to a URL that passes a check; an empty one is left out.
    fn set_url(mut self, name: &str, url: &str, check: fn(&str) -> Result<(), Reason>) -> Self {
        self.query.url(name, url, check);
        self
    }

    /// Sets a parameter to a list in JSON, or removes it where the list is empty.
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

    fn body(&self) -> Result<Option<Body>> {
        self.modules.body()
    }

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

/// The answer of [`Create`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Created {
    /// The ID that the call gave.
    pub meeting_id: String,
    /// The server's own ID: the SHA-1 of the meeting ID, a hyphen and `create_time`. It becomes the recording's ID. Missing
    /// up to 1.0.
    pub internal_meeting_id: Option<String>,
    /// The internal ID of the meeting that a breakout room belongs to; `bbb-none` for any other meeting. Missing
    /// up to 1.0.
    pub parent_meeting_id: Option<String>,
    /// The viewers' password. Since 3.0 only where one was set.
    pub attendee_password: Option<Secret>,
    /// The moderators' password. Since 3.0 only where one was set.
    pub moderator_password: Option<Secret>,
    /// When the meeting was created. [`Join::create_time`](super::Join::create_time) binds a link to this very meeting.
    pub create_time: Option<Timestamp>,
    /// The number of the voice conference: text, for zeros in front count. Missing up to 0.9.
    pub voice_bridge: Option<String>,
    /// The number to dial in. Missing up to 0.9.
    pub dial_number: Option<String>,
    /// `create_time` in words, in the server's time zone; not made to be read by programs.
    pub create_date: Option<String>,
    /// Whether someone has joined.
    pub has_user_joined: Option<bool>,
    /// After how many minutes the meeting ends by itself; 0 for never.
    pub duration_minutes: Option<i64>,
    /// Whether the meeting was ended.
    pub has_been_forcibly_ended: Option<bool>,
    /// [`ErrorKey::DuplicateWarning`] where the meeting was there already.
    pub message_key: Option<ErrorKey>,
    /// The server's words.
    pub message: Option<String>,
}

impl Created {
    /// Whether the meeting was there already: then the parameters and documents of this call were ignored.
    pub fn is_duplicate(&self) -> bool {
        self.message_key == Some(ErrorKey::DuplicateWarning)
    }
}
