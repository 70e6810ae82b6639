//! A simulated BigBlueButton server inside the process, for tests of this crate and of programs that use it.
//!
//! It listens on a free port of the loopback interface, checks signatures as a real server does, and keeps meetings,
//! recordings and webhooks in memory. When it is dropped, its threads and connections end. A test looks like this:
//!
//! ```
//! # #[cfg(feature = "http")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use bbb_sdk::administration::{Create, End};
//! use bbb_sdk::monitoring::GetMeetingInfo;
//! use bbb_sdk::testing::{Fault, TestServer};
//! use bbb_sdk::{Client, ErrorKey};
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
//! | which server is simulated | [`TestServerBuilder::profile`]: releases of BigBlueButton, Scalelite, b3lb, b3scale |
//! | which webhooks are simulated | [`TestServerBuilder::webhooks`] |
//! | how a load balancer is set up | [`TestServerBuilder::create_override`], [`server_tag`](TestServerBuilder::server_tag), [`tenant`](TestServerBuilder::tenant) |
//! | what users do | [`TestServer::meeting`], [`TestServer::open`] for a join link |
//! | recordings | [`TestServer::add_recording`], or record a meeting and let time pass |
//! | time | stands still until [`TestServer::advance`] |
//! | requests that arrived | [`TestServer::requests`] |
//! | webhooks and other callbacks | [`TestServer::outgoing`]; with the feature `callbacks`, `TestServer::deliver` sends them |
//! | failures | [`TestServer::fail_next`], [`fail_from_now_on`](TestServer::fail_from_now_on), [`refuse_connections`](TestServer::refuse_connections), [`set_node`](TestServer::set_node) |
//!
//! A process can run many servers. Each has its own port, clock and memory.
//!
//! As on real servers, the attendees and the counts of a meeting need not agree. `getMeetings` lists every user whom `join` has
//! registered, even if the browser has not followed the redirect or the user has left. `getMeetingInfo` lists only the users who
//! are present, and `participantCount` counts only those in both calls.
//!
//! [`Profile`] says what was compared with real servers. The simulation has these limits:
//!
//! - Webhooks with raw messages get those about meetings, users, public chat and recordings. Real servers send many more, whose
//!   bodies differ between releases.
//! - Files in the form of a `create` are ignored. Documents are taken only from its XML.
//! - b3lb and b3scale have one tenant, `acme`. Scalelite has no maximum duration, and its tenants share their recordings.
//! - For `hooks/create` with a `getRaw` that is not JSON, the simulated server responds with HTTP 500, while webhooks 3.x
//!   do not respond.

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
pub use face::{TestMeeting, TestServer, TestServerBuilder, TestUser};
pub use outgoing::{DeliveryAttempt, OutgoingKind, OutgoingRequest};
pub use profiles::{Profile, WebhooksVersion};
pub use site::request_record::RequestRecord;
pub use wire::faults::Fault;
pub use world::{NodeState, TestRecording};
