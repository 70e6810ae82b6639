//! Meetings: [`Create`], [`Join`], [`End`], [`InsertDocument`], [`SendChatMessage`].
//!
//! A meeting is created, its users get links, and it ends by itself when the last of them has left, or by a call:
//!
//! ```no_run
//! # #[cfg(all(feature = "http", feature = "sha256"))] {
//! use bbb_sdk::administration::{Create, Document, End, Join, Role};
//! use bbb_sdk::{Client, Server};
//!
//! let server = Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
//! let client = Client::new(server);
//!
//! let slides = Document::url("https://files.example.com/newton.pdf");
//! let created = client.send(&Create::new("room-1", "Physics").record(true).document(slides))?;
//!
//! let mut join = Join::new("room-1", "Ada Lovelace", Role::Moderator).user_id("ada");
//! if let Some(time) = created.create_time {
//!     join = join.create_time(time);
//! }
//! println!("{}", client.server().url(&join)?);
//!
//! client.send(&End::new("room-1"))?;
//! # }
//! # Ok::<(), bbb_sdk::Error>(())
//! ```
//!
//! Values that servers mishandle without a word are refused before anything is sent, with an error that names the parameter;
//! what servers refuse themselves is left to them. Every call takes parameters that this crate does not know by
//! [`Call::param`].

use crate::call::{Body, Call, Response};
use crate::error::{ErrorKey, Result};
use crate::query::Query;
use crate::secret::Secret;
use crate::value::open_enum;
use crate::xml::Element;

mod create;
mod join;
mod modules;
pub mod userdata;

pub use create::{
    Bridge, Create, CreateForm, Created, Feature, Group, GuestPolicy, Layout, NotesEditor,
    PluginManifest, PresenterPolicy,
};
pub use join::{GuestStatus, Join, Joined};
pub use modules::Document;

use modules::Modules;

open_enum! {
    /// What a user may do in a meeting.
    pub enum Role {
        /// May mute and remove others, record, and end the meeting.
        Moderator = "MODERATOR",
        /// May take part.
        Viewer = "VIEWER",
    }
}

/// `end`: ends a meeting and puts its users out.
///
/// The server does so within some seconds after its answer; until then `getMeetingInfo` may still know the meeting.
/// Ending it twice is [`ErrorKey::NotFound`]. Known to every version.
///
/// <https://docs.bigbluebutton.org/development/api/#end>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct End(Query);

impl End {
    /// Ends the meeting of this ID.
    pub fn new(meeting_id: &str) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id);
        Self(query)
    }

    /// `password`: the moderators' password. Required up to 2.3; since 2.4 not compared.
    pub fn password(mut self, password: impl Into<Secret>) -> Self {
        self.0.set_or_remove("password", password.into().expose());
        self
    }
}

impl Call for End {
    type Output = Accepted;
    const NAME: &'static str = "end";
    const IDEMPOTENT: bool = true;

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<Accepted> {
        response.xml(|answer| Ok(Accepted::read(&answer)))
    }
}

/// `insertDocument`: adds documents to a meeting that runs.
///
/// The server fetches and converts them after its answer, and tells nobody when that fails. Sending the call twice adds them
/// twice. Its refusals may have no [`ErrorKey`], but words. Since 2.5.
///
/// <https://docs.bigbluebutton.org/development/api/#insertdocument>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct InsertDocument {
    query: Query,
    modules: Modules,
}

impl InsertDocument {
    /// Adds this document to the meeting of this ID.
    pub fn new(meeting_id: &str, document: Document) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id);
        let mut modules = Modules::default();
        modules.document(document);
        Self { query, modules }
    }

    /// Adds another document.
    pub fn document(mut self, document: Document) -> Self {
        self.modules.document(document);
        self
    }
}

impl Call for InsertDocument {
    type Output = Accepted;
    const NAME: &'static str = "insertDocument";

    fn query(&self) -> &Query {
        &self.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.query
    }

    fn body(&self) -> Result<Option<Body>> {
        self.modules.body()
    }

    fn read(response: &Response<'_>) -> Result<Accepted> {
        response.xml(|answer| Ok(Accepted::read(&answer)))
    }
}

/// `sendChatMessage`: writes into the public chat of a meeting that runs.
///
/// Markup is shown as it is. Sending the call twice writes twice. Since 3.0; not known to Scalelite.
///
/// <https://docs.bigbluebutton.org/development/api/#sendchatmessage>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct SendChatMessage(Query);

impl SendChatMessage {
    /// Writes this text, of up to 500 UTF-16 units, into the chat of the meeting of this ID.
    pub fn new(meeting_id: &str, message: &str) -> Self {
        let mut query = Query::new();
        query
            .require("meetingID", meeting_id)
            .require("message", message);
        Self(query)
    }

    /// `userName`: the name that the message bears; `System`. Up to 255 characters.
    pub fn user_name(mut self, name: &str) -> Self {
        self.0.set_or_remove("userName", name);
        self
    }
}

impl Call for SendChatMessage {
    type Output = Accepted;
    const NAME: &'static str = "sendChatMessage";

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<Accepted> {
        response.xml(|answer| Ok(Accepted::read(&answer)))
    }
}

/// The answer of calls that are carried out after it: [`End`], [`InsertDocument`], [`SendChatMessage`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Accepted {
    /// [`ErrorKey::SentEndMeetingRequest`] of `end`; the others give none.
    pub message_key: Option<ErrorKey>,
    /// The server's words.
    pub message: Option<String>,
}

impl Accepted {
    fn read(answer: &Element<'_, '_>) -> Self {
        Self {
            message_key: answer.opt("messageKey"),
            message: answer.opt("message"),
        }
    }
}
