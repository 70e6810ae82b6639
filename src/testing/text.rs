//! The text formats of servers: XML, JSON, dates and grouped numbers.

pub(in crate::testing) mod dates;
pub(in crate::testing) mod json;
pub(in crate::testing) mod numbers;
pub(in crate::testing) mod xml;
