//! JSON where no crate for JSON is compiled in: what `create` sends in some parameters, what `join` puts into a redirect, and
//! refusals in answers that should be XML.

mod reader;
mod refusal;
#[cfg(feature = "administration")]
mod tree;

#[cfg(all(feature = "json", feature = "recording"))]
pub(crate) use refusal::refused;
pub(crate) use refusal::{Verdict, verdict};
#[cfg(feature = "administration")]
pub(crate) use tree::Json;
