//! A BigBlueButton server in the process: for tests of this crate, and for tests of programs that use it.
//!
//! It listens on a free port of the loopback device, checks signatures as the real one does, keeps meetings, recordings and
//! webhooks in memory, and is gone, with its threads and connections, when it is dropped. What a user's test looks like:
//!
//! ```
//! # #[cfg(feature = "http")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use bbb_sdk::{Client, ErrorKey, administration::{Create, End}, monitoring::GetMeetingInfo, testing::{Fault, TestServer}};
//!
//! let server = TestServer::start()?;
//! let client = Client::new(server.server());
//!
//! client.send(&Create::new("room-1", "Physics").duration_minutes(60))?;
//! server.meeting("room-1").unwrap().join_as_moderator("Ada");
//! assert_eq!(client.send(&GetMeetingInfo::new("room-1"))?.attendees.len(), 1);
//! assert_eq!(server.last_request().unwrap().parameter("meetingID"), Some("room-1"));
//!
//! server.fail_next("end", Fault::Status(502));
//! assert!(client.send(&End::new("room-1")).unwrap_err().is_retryable());
//! server.advance(std::time::Duration::from_secs(3600));
//! assert_eq!(client.send(&End::new("room-1")).unwrap_err().key(), Some(&ErrorKey::NotFound));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "http"))]
//! # fn main() {}
//! ```
//!
//! | what | how |
//! |---|---|
//! | which server is simulated | [`Builder::profile`]: versions of BigBlueButton, Scalelite, b3lb |
//! | how a load balancer is set up | [`Builder::create_override`] and its like, [`Builder::server_tag`] |
//! | what people do | [`TestServer::meeting`], [`TestServer::open`] for a join link |
//! | recordings | [`TestServer::add_recording`], or record a meeting and let time pass |
//! | time | stands still until [`TestServer::advance`] |
//! | what was asked | [`TestServer::requests`] |
//! | what the server tells the application | [`TestServer::outgoing`]; with the feature `callbacks` it is sent by `deliver` |
//! | what goes wrong | [`TestServer::fail_next`], [`TestServer::fail_from_now_on`], [`TestServer::refuse_connections`] |
//!
//! Many servers live in one process, each with a port, a clock and a memory of its own.
//!
//! Some things are left out:
//!
//! - Webhooks with raw events are told who joins and who leaves, in messages with an empty body. Real servers send many
//!   more messages, whose bodies differ between versions.
//! - Somebody who waits gets the address of the client in 2.x as well, where a real server leads to a page of its own.
//! - Files in the form of a `create` are ignored; documents come with its XML.
//! - Scalelite keeps the addresses for recordings and analytics as they are given, where a real one puts its own in their
//!   place. It has one tenant and no longest duration.
//! - b3scale is not simulated.

mod api;
mod balancers;
mod clock;
mod face;
mod outgoing;
mod page;
mod profiles;
mod site;
mod text;
mod wire;
mod world;

pub use api::signature::SignatureCheck;
pub use face::{Builder, TestMeeting, TestServer, TestUser};
pub use outgoing::{DeliveryAttempt, OutgoingKind, OutgoingRequest};
pub use profiles::{Profile, WebhooksVersion};
pub use site::request_record::RequestRecord;
pub use wire::faults::Fault;
pub use world::{NodeState, TestRecording};
