//! The guide. Each chapter can be read by itself.
//!
//! | you want to | chapter |
//! |---|---|
//! | compile in only what you use | [`choosing_features`] |
//! | build a small program | [`small_binaries`] |
//! | send with another HTTP client, or from an async program | [`another_http_client`] |
//! | check a server's address and secret, and fix what is wrong | [`setting_up`] |
//! | find out what went wrong and what to do about it | [`errors`] |
//! | receive events of meetings and recordings | [`callbacks`] |
//! | test your application without a server | [`testing`] |
//! | test an application in another language | [`testing_other_languages`] |
//! | use a load balancer | [`load_balancers`] |
//! | use several servers or tenants | [`many_servers`] |
//! | set timeouts, deadlines and retries | [`timeouts_and_retries`] |
//! | read long lists of meetings or recordings | [`long_lists`] |
//! | protect the secret and the links | [`security`] |
//! | switch from another client | [`coming_from`] |
//! | look up the setter of a parameter | [`calls`] |
//! | know what the crate costs in time, memory and size | [`performance`] |
//! | look up BigBlueButton's terms | [`glossary`] |
//! | manage servers from a terminal | [`command_line`] |

#[doc = include_str!("guide/choosing_features.md")]
pub mod choosing_features {}

#[doc = include_str!("guide/small_binaries.md")]
pub mod small_binaries {}

#[doc = include_str!("guide/another_http_client.md")]
pub mod another_http_client {}

#[doc = include_str!("guide/setting_up.md")]
pub mod setting_up {}

#[doc = include_str!("guide/errors.md")]
pub mod errors {}

#[doc = include_str!("guide/callbacks.md")]
pub mod callbacks {}

#[doc = include_str!("guide/testing.md")]
pub mod testing {}

#[doc = include_str!("guide/testing_other_languages.md")]
pub mod testing_other_languages {}

#[doc = include_str!("guide/load_balancers.md")]
pub mod load_balancers {}

#[doc = include_str!("guide/security.md")]
pub mod security {}

#[doc = include_str!("guide/coming_from.md")]
pub mod coming_from {}

#[doc = include_str!("guide/calls.md")]
pub mod calls {}

#[doc = include_str!("guide/performance.md")]
pub mod performance {}

#[doc = include_str!("guide/glossary.md")]
pub mod glossary {}

#[doc = include_str!("guide/timeouts_and_retries.md")]
pub mod timeouts_and_retries {}

#[doc = include_str!("guide/long_lists.md")]
pub mod long_lists {}

#[doc = include_str!("guide/many_servers.md")]
pub mod many_servers {}

#[doc = include_str!("guide/command_line.md")]
pub mod command_line {}
