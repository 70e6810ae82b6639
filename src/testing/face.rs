//! What a test works with: the server, its builder, and the script of what people do.

mod builder;
#[cfg(feature = "callbacks")]
mod deliver;
mod router;
mod script;
mod server;

pub use builder::TestServerBuilder;
pub use script::{TestMeeting, TestUser};
pub use server::TestServer;
