//! A blocking client for the [BigBlueButton](https://bigbluebutton.org) HTTP API.
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

#[cfg(all(doc, feature = "full"))]
pub mod guide;
#[cfg(feature = "json")]
pub mod json;
pub mod xml;

#[cfg(feature = "callbacks")]
mod base64;
mod call;
mod checksum;
mod error;
#[cfg(feature = "administration")]
mod plain_json;
mod query;
mod secret;
#[cfg(feature = "serde")]
mod serialize;
mod server;
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

#[cfg(feature = "http")]
mod client;

pub use call::{Body, Call, Request, Response};
pub use checksum::{Checksum, DigestFn, MAX_DIGEST, Signature};
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use client::Tls;
#[cfg(feature = "http")]
pub use client::{Balancer, Check, Client, ClientBuilder, Finding, Hooks, Retry};
pub use error::{Error, Failure, Key, Phase, Problem, Refusal, Rejection, Result, Unverified};
pub use query::Query;
pub use secret::Secret;
pub use server::Server;
pub use value::{FromText, Metadata, Timestamp};
