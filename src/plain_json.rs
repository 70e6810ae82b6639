//! A small JSON implementation for builds without the feature `json`.
//!
//! `create` sends JSON in some parameters, `join` puts JSON into a redirect, and servers send some refusals in JSON instead
//! of XML.

mod reader;
mod refusal;
#[cfg(feature = "administration")]
mod tree;

pub(crate) use refusal::{Verdict, verdict};
#[cfg(feature = "administration")]
pub(crate) use tree::Json;
