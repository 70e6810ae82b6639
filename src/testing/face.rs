//! The public types: the server, its builder, and the meetings and users that a test controls.

// Rustdoc lists the methods of these modules in this order, so the constructors come first.
mod server;

mod builder;
#[cfg(feature = "callbacks")]
mod deliver;
mod router;
mod script;

pub use builder::TestServerBuilder;
pub use script::{TestMeeting, TestUser};
pub use server::TestServer;
