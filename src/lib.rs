//! A blocking client for the [BigBlueButton](https://bigbluebutton.org) HTTP API.
//!
//! A call is a value. A [`Server`] signs it, which is all that a join link takes:
//!
//! ```
//! # #[cfg(all(feature = "administration", feature = "sha256"))] {
//! use bbb_sdk::Server;
//! use bbb_sdk::administration::{Join, Role};
//!
//! let server = Server::new("https://bbb.example.com/bigbluebutton/", "8cd8ef52e8e101574e400365b55e11a6")?;
//! let link = server.url(&Join::new("room-1", "Ada Lovelace", Role::Moderator))?;
//! # assert!(link.contains("&fullName=Ada%20Lovelace&role=MODERATOR&"));
//! # }
//! # Ok::<(), bbb_sdk::Error>(())
//! ```
//!
//! A [`Client`] sends it and reads the answer:
//!
//! ```no_run
//! # #[cfg(all(feature = "administration", feature = "monitoring", feature = "recording", feature = "http", feature = "sha256"))] {
//! # let server = bbb_sdk::Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
//! use bbb_sdk::Client;
//! use bbb_sdk::administration::Create;
//! use bbb_sdk::monitoring::GetMeetingInfo;
//! use bbb_sdk::recording::GetRecordings;
//!
//! let client = Client::new(server);
//! let created = client.send(&Create::new("room-1", "Physics").record(true).duration(90))?;
//! let meeting = client.send(&GetMeetingInfo::new("room-1"))?;
//! println!("{} since {:?}: {:?} users", created.meeting_id, meeting.start_time, meeting.participant_count);
//!
//! for recording in GetRecordings::new().pages(|call| client.send(call)).recordings() {
//!     println!("{}", recording?.record_id);
//! }
//! # }
//! # Ok::<(), bbb_sdk::Error>(())
//! ```
//!
//! # Where to go from here
//!
//! - **Calls** are in four groups: [`administration`], [`monitoring`], [`recording`], [`webhooks`]. Every one has a setter for every parameter,
//!   and `param` for what this crate does not know yet. [A table][guide::calls] has them all. A call that is missing altogether you write yourself: see [`Call`].
//! - **Errors** are one type, [`Error`]. A refusal has the server's own [`ErrorKey`]. [The chapter][guide::errors] says what to do about which, and how to find out what is wrong with a
//!   set-up.
//! - **Time limits** and size limits are set for each phase of a call with [`ClientBuilder`]. Nothing is repeated unless [`Retry`] says so, and no redirect is followed.
//! - **Webhooks** are registered with [`webhooks`] and received with [`callbacks`], as is everything else that a server sends to an application. [More][guide::callbacks].
//! - **Tests** run against a server in the process: [`testing`]. [More][guide::testing].
//! - **Load balancers** take the same calls at another address, with [some differences][guide::load_balancers].
//! - **Another HTTP client**, or an async one, takes what the server signed and hands back what came: [how][guide::another_http_client].
//! - **Features** decide what is compiled in: [how to choose][guide::choosing_features], and [how small it gets][guide::small_binaries].
//! - **Security** is [a chapter of its own][guide::security], as is [coming from][guide::coming_from] another language's client.
//!
#![cfg_attr(not(feature = "full"), doc = include_str!("guide/online.md"))]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a test may stop"
    )
)]

pub mod error;
#[cfg(all(doc, feature = "full"))]
pub mod guide;
#[cfg(feature = "json")]
pub mod json;
pub mod xml;

mod address;
#[cfg(any(feature = "administration", feature = "callbacks"))]
mod base64;
mod call;
mod checksum;
#[cfg(feature = "administration")]
mod plain_json;
mod query;
mod redact;
mod secret;
#[cfg(feature = "serde")]
mod serialize;
mod server;
pub mod transport;
mod value;

#[cfg(feature = "administration")]
pub mod administration;
#[cfg(feature = "callbacks")]
pub mod callbacks;
#[cfg(feature = "monitoring")]
pub mod monitoring;
#[cfg(feature = "recording")]
pub mod recording;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "webhooks")]
pub mod webhooks;

pub mod client;

/// The README's code is tested like any other.
#[cfg(all(doctest, feature = "full"))]
#[doc = include_str!("../README.md")]
struct Readme;

pub use call::{Body, Call, NamedAnswer, NamedCall, Request, Response};
pub use checksum::{Checksum, DigestFn, MAX_DIGEST, Signature};
pub use client::{Client, ClientBuilder, Retry};
pub use error::{Error, ErrorKey, Result};
pub use query::Query;
pub use secret::Secret;
pub use server::Server;
pub use value::{FromText, Metadata, Timestamp};
