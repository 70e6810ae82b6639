//! [`Limit`]: a limit that a response or a received request exceeds.

use std::fmt;

/// A limit that a response or a received request exceeds, with its value.
///
/// `Display` shows the value and its unit. The errors that contain a limit also name the setting that changes it, where
/// there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// The maximum length of the body of a response, in bytes (`ClientBuilder::body_limit`).
    BodyBytes(usize),
    /// The maximum length of a record, and of everything around the records, in bytes
    /// ([`Limits::record_bytes`](crate::xml::Limits::record_bytes)).
    RecordBytes(usize),
    /// The maximum number of elements and texts that are parsed at a time
    /// ([`Limits::nodes`](crate::xml::Limits::nodes)).
    Nodes(u32),
    /// The maximum depth of nesting ([`Limits::depth`](crate::xml::Limits::depth)).
    Depth(usize),
    /// The maximum number of attributes of an element ([`Limits::attributes`](crate::xml::Limits::attributes)).
    Attributes(usize),
    /// The memory that reading a text may take.
    #[non_exhaustive]
    Memory {
        /// The multiple of the length of the text ([`Limits::memory`](crate::xml::Limits::memory)).
        times: usize,
        /// The memory in addition to that, in bytes
        /// ([`Limits::memory_allowance`](crate::xml::Limits::memory_allowance)).
        allowance_bytes: usize,
    },
    /// The maximum length of the target of a received request, in bytes (`IncomingLimits::target`).
    IncomingTargetBytes(usize),
    /// The maximum length of the body of a received request, in bytes (`IncomingLimits::body`).
    IncomingBodyBytes(usize),
    /// The maximum length of the `Authorization` header or of a token in a received request, in bytes
    /// (`IncomingLimits::token`).
    IncomingTokenBytes(usize),
    /// The maximum number of events in a received request. No setting changes it.
    IncomingEvents(usize),
}

impl Limit {
    /// Returns the value, its unit, and the setting that changes it, which is empty if there is none.
    fn parts(self) -> (usize, &'static str, &'static str) {
        match self {
            Self::BodyBytes(most) => (most, "bytes", "ClientBuilder::body_limit"),
            Self::RecordBytes(most) => (
                most,
                "bytes for a record or the text around the records",
                "Limits::record_bytes",
            ),
            Self::Nodes(most) => (
                usize::try_from(most).unwrap_or(usize::MAX),
                "elements and texts",
                "Limits::nodes",
            ),
            Self::Depth(most) => (most, "levels of nesting", "Limits::depth"),
            Self::Attributes(most) => (most, "attributes of an element", "Limits::attributes"),
            Self::Memory {
                allowance_bytes, ..
            } => (
                allowance_bytes,
                "bytes of memory",
                "Limits::memory_allowance` and `Limits::memory",
            ),
            Self::IncomingTargetBytes(most) => {
                (most, "bytes for the target", "IncomingLimits::target")
            }
            Self::IncomingBodyBytes(most) => (most, "bytes for the body", "IncomingLimits::body"),
            Self::IncomingTokenBytes(most) => (
                most,
                "bytes for an Authorization header or a token",
                "IncomingLimits::token",
            ),
            Self::IncomingEvents(most) => (most, "events", ""),
        }
    }

    /// Writes the limit and the setting that changes it, where there is one.
    pub(super) fn write_with_setting(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (.., "") => write!(f, "the limit of {self}"),
            (.., setting) => write!(f, "the limit of {self}, set by `{setting}`"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, unit, _) = self.parts();
        write!(f, "{value} {unit}")?;
        match self {
            Self::Memory { times, .. } => write!(f, " plus {times} times the length of the text"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::error::{CallbackProblem, Limit, ResponseProblem};

    #[test]
    fn responses_over_a_limit_name_its_value_and_its_setting() {
        let memory = Limit::Memory {
            times: 8,
            allowance_bytes: 50_331_648,
        };
        for (limit, expected) in [
            (
                Limit::BodyBytes(67_108_864),
                "67108864 bytes, set by `ClientBuilder::body_limit`",
            ),
            (
                Limit::RecordBytes(16_777_216),
                "16777216 bytes for a record or the text around the records, set by `Limits::record_bytes`",
            ),
            (
                Limit::Nodes(4_000_000),
                "4000000 elements and texts, set by `Limits::nodes`",
            ),
            (
                Limit::Depth(64),
                "64 levels of nesting, set by `Limits::depth`",
            ),
            (
                Limit::Attributes(64),
                "64 attributes of an element, set by `Limits::attributes`",
            ),
            (
                memory,
                "50331648 bytes of memory plus 8 times the length of the text, set by `Limits::memory_allowance` and `Limits::memory`",
            ),
        ] {
            let problem = ResponseProblem::Limit(limit).to_string();
            assert_eq!(problem, format!("a body over the limit of {expected}"));
        }
    }

    #[test]
    fn received_requests_over_a_limit_name_its_value_and_its_setting() {
        for (limit, expected) in [
            (
                Limit::IncomingTargetBytes(16_384),
                "16384 bytes for the target, set by `IncomingLimits::target`",
            ),
            (
                Limit::IncomingBodyBytes(4_194_304),
                "4194304 bytes for the body, set by `IncomingLimits::body`",
            ),
            (
                Limit::IncomingTokenBytes(0),
                "0 bytes for an Authorization header or a token, set by `IncomingLimits::token`",
            ),
            (Limit::IncomingEvents(10_000), "10000 events"),
        ] {
            let problem = CallbackProblem::TooLarge(limit).to_string();
            assert_eq!(problem, format!("it is over the limit of {expected}"));
        }
    }
}
