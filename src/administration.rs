//! Calls that create, join, change and end meetings: [`Create`], [`Join`], [`End`], [`InsertDocument`], [`SendChatMessage`].
//!
//! A program creates a meeting and gives its users links. The meeting ends by itself after the last user has left, or by a call:
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
//! The crate refuses values that servers mishandle silently, before it sends anything, with an error that names the
//! parameter. It leaves to servers what they refuse themselves. [`Call::param`] sets a parameter that this crate does not
//! know.

use crate::call::{Body, Call, Response};
use crate::error::{Error, ErrorKey, Result};
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
    /// The actions that a user may take in a meeting.
    pub enum Role {
        /// The user may mute and remove others, record, and end the meeting.
        Moderator = "MODERATOR",
        /// The user may take part.
        Viewer = "VIEWER",
    }
}

/// Ends a meeting and removes its users (`end`).
///
/// The server ends the meeting some seconds after it has responded. Until then `getMeetingInfo` may still return the
/// meeting. The server refuses a second call with [`ErrorKey::NotFound`]. Every version has the call.
///
/// <https://docs.bigbluebutton.org/development/api/#end>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct End(Query);

impl End {
    /// Ends the meeting with this ID (`meetingID`).
    #[inline]
    pub fn new(meeting_id: &str) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id);
        Self(query)
    }

    /// Sets the moderators' password (`password`).
    ///
    /// Servers require it up to 2.3 and ignore it since 2.4.
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

    #[inline]
    fn read(response: &Response<'_>) -> Result<Accepted> {
        response.xml(|answer| Ok(Accepted::read(&answer)))
    }

    /// Treats a missing meeting as a success: an earlier attempt ended it.
    #[inline]
    fn recover(&self, refusal: Error) -> Result<Accepted> {
        if refusal.is_not_found() {
            Ok(Accepted {
                message_key: None,
                message: None,
            })
        } else {
            Err(refusal)
        }
    }
}

/// Adds documents to a running meeting (`insertDocument`).
///
/// The server fetches and converts the documents after it has responded, and reports no failure. Sending the call twice
/// adds them twice. A refusal may have a message but no [`ErrorKey`].
///
/// Since 2.5.
///
/// <https://docs.bigbluebutton.org/development/api/#insertdocument>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct InsertDocument {
    query: Query,
    modules: Modules,
}

impl InsertDocument {
    /// Adds this document to the meeting with this ID (`meetingID`).
    #[inline]
    pub fn new(meeting_id: &str, document: Document) -> Self {
        let mut query = Query::new();
        query.require("meetingID", meeting_id);
        let mut modules = Modules::default();
        modules.document(document);
        Self { query, modules }
    }

    /// Adds another document (module `presentation` of the body).
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

    #[inline]
    fn body(&self) -> Result<Option<Body>> {
        self.modules.body()
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<Accepted> {
        response.xml(|answer| Ok(Accepted::read(&answer)))
    }
}

/// Writes to the public chat of a running meeting (`sendChatMessage`).
///
/// The chat shows markup as plain text. Sending the call twice writes the message twice. Scalelite does not have the call.
///
/// Since 3.0.
///
/// <https://docs.bigbluebutton.org/development/api/#sendchatmessage>
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct SendChatMessage(Query);

impl SendChatMessage {
    /// Writes this text (`message`), of up to 500 UTF-16 code units, to the chat of the meeting with this ID (`meetingID`).
    #[inline]
    pub fn new(meeting_id: &str, message: &str) -> Self {
        let mut query = Query::new();
        query
            .require("meetingID", meeting_id)
            .require("message", message);
        Self(query)
    }

    /// Sets the sender's name (`userName`), of up to 255 characters.
    ///
    /// Default: `System`.
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

    #[inline]
    fn read(response: &Response<'_>) -> Result<Accepted> {
        response.xml(|answer| Ok(Accepted::read(&answer)))
    }
}

/// The response to the calls that the server carries out after it has responded: [`End`], [`InsertDocument`],
/// [`SendChatMessage`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Accepted {
    /// [`ErrorKey::SentEndMeetingRequest`] for `end`. The other calls have none.
    pub message_key: Option<ErrorKey>,
    /// The server's message.
    pub message: Option<String>,
}

impl Accepted {
    #[inline]
    fn read(answer: &Element<'_, '_>) -> Self {
        Self {
            message_key: answer.opt("messageKey"),
            message: answer.opt("message"),
        }
    }
}
