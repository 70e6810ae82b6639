//! A blocking client for the [BigBlueButton](https://bigbluebutton.org) HTTP API.
//!
//! Use it in programs that have no async runtime, in small binaries, and wherever `Cargo.toml` should decide what is compiled in:
//!
//! ```toml
//! [dependencies]
//! bbb-sdk = "0.1"
//! ```
//!
//! # A join link
//!
//! Each call of the API is a struct, such as `Join`. A [`Server`] turns it into a signed URL. Nothing is sent:
//!
//! ```
//! # #[cfg(all(feature = "administration", feature = "sha256"))] {
//! use bbb_sdk::Server;
//! use bbb_sdk::administration::{Join, Role};
//!
//! let secret = "8cd8ef52e8e101574e400365b55e11a6";
//! let server = Server::new("https://bbb.example.com/bigbluebutton/", secret)?;
//! let link = server.url(&Join::new("room-1", "Ada Lovelace", Role::Moderator))?;
//! # assert!(link.contains("&fullName=Ada%20Lovelace&role=MODERATOR&"));
//! # }
//! # Ok::<(), bbb_sdk::Error>(())
//! ```
//!
//! # A call
//!
//! A [`Client`] sends a call and returns the response as a typed value:
//!
//! ```no_run
//! # #[cfg(all(feature = "administration", feature = "monitoring", feature = "recording", feature = "http", feature = "sha256"))] {
//! # let server = bbb_sdk::Server::new("https://bbb.example.com/bigbluebutton/", "secret")?;
//! use bbb_sdk::Client;
//! use bbb_sdk::administration::Create;
//! use bbb_sdk::monitoring::GetMeetings;
//!
//! let client = Client::new(server);
//! client.send(&Create::new("room-1", "Physics").record(true))?;
//! for meeting in client.send(&GetMeetings::new())?.meetings {
//!     println!("{}: {} users", meeting.meeting_id, meeting.participant_count.unwrap_or(0));
//! }
//! # }
//! # Ok::<(), bbb_sdk::Error>(())
//! ```
//!
//! # A test
//!
//! The feature `testing` runs a simulated server inside the test process:
//!
//! ```
//! # #[cfg(all(feature = "testing", feature = "http", feature = "sha256"))] {
//! use bbb_sdk::Client;
//! use bbb_sdk::monitoring::IsMeetingRunning;
//! use bbb_sdk::testing::TestServer;
//!
//! let server = TestServer::start().unwrap();
//! let client = Client::new(server.server());
//! assert!(!client.send(&IsMeetingRunning::new("room-1"))?.running);
//! # }
//! # Ok::<(), bbb_sdk::Error>(())
//! ```
//!
//! # Where to go from here
//!
//! - **Calls** are in [`administration`], [`monitoring`], [`recording`] and [`webhooks`]. Each has a setter for every parameter, and
//!   [`param`](Call::param) sets any other. [This table][guide::calls] lists them all. Implement [`Call`] for a call that is missing.
//! - **Shortcuts** of [`Client`] do common tasks that take several steps: `create_and_link`, `find_meeting`, `end_if_exists` and
//!   `wait_until_published`.
//! - **Errors** have one type, [`Error`]. [This chapter][guide::errors] says what to do about which error.
//! - **Setting up**: [`Client::check`](Client::check) finds out what is wrong with an address, a secret or an algorithm. [This chapter][guide::setting_up] has the
//!   remedies.
//! - **Timeouts**, size limits and [retries](Retry) are set with [`ClientBuilder`]: [how they work together][guide::timeouts_and_retries].
//! - **Long lists** of recordings arrive one by one with [`Client::stream`](Client::stream), or page by page with `GetRecordings::pages`:
//!   [when to use which][guide::long_lists].
//! - **Webhooks** and other requests from the server are verified and read with [`callbacks`]. [This chapter][guide::callbacks] shows a receiver.
//! - **Tests** use the simulated server in [`testing`]: [how to test][guide::testing], also [in other languages][guide::testing_other_languages].
//! - **Load balancers** accept the same calls, with [some differences][guide::load_balancers]. [Several servers][guide::many_servers] can share one client's connections.
//! - **Other HTTP clients**, including async ones, can send the requests that a `Server` signs: [how to connect one][guide::another_http_client].
//! - **Features** decide what is compiled in: [how to choose][guide::choosing_features], and [how to build a small program][guide::small_binaries].
//! - **More**: [security][guide::security], [performance][guide::performance], [coming from another client][guide::coming_from],
//!   [a glossary][guide::glossary], and [the command line][guide::command_line].
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
// A reader of the guide needs no feature.
#[cfg(all(doc, feature = "full"))]
#[cfg_attr(docsrs, doc(auto_cfg = false))]
pub mod guide;
#[cfg(feature = "json")]
pub mod json;
pub mod xml;

mod address;
#[cfg(any(feature = "administration", feature = "callbacks"))]
mod base64;
mod call;
mod checksum;
mod encoding;
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

pub use call::{Body, Call, ListCall, ListReader, NamedAnswer, NamedCall, Request, Response};
pub use checksum::{Checksum, DigestFn, MAX_DIGEST, Signature};
pub use client::{Client, ClientBuilder, Retry};
pub use error::{Error, ErrorKey, Result};
pub use query::Query;
pub use secret::Secret;
pub use server::Server;
pub use value::{FromText, Metadata, Timestamp};
