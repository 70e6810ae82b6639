//! The names of events, as arguments.

use std::ffi::OsStr;

use bbb_sdk::callbacks::EventId;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};

use crate::names;

/// Reads the name of an event that this program knows. Completions offer the names.
#[derive(Clone)]
pub(crate) struct Known;

impl TypedValueParser for Known {
    type Value = EventId;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<EventId, Error> {
        let parser = StringValueParser::new().try_map(|text| known(&text));
        parser.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue>>> {
        Some(Box::new(EventId::NAMES.iter().map(PossibleValue::new)))
    }
}

/// Returns the event with this name. Servers compare names without case.
fn known(text: &str) -> Result<EventId, String> {
    match EventId::from(&*text.trim().to_lowercase()) {
        EventId::Other(name) => {
            let closest = names::closest(&name, EventId::NAMES.iter().copied());
            let known = names::columns(EventId::NAMES.iter().copied());
            Err(format!(
                "this program knows no such event{closest}\n\nKnown events:\n{known}\n\n\
                 For an event that only the server knows, use --other-event."
            ))
        }
        event => Ok(event),
    }
}

/// Reads the name of an event that only the server may know. The library refuses names that no server can hear of.
pub(crate) fn other(text: &str) -> Result<EventId, String> {
    match text.trim() {
        "" => Err("is empty".to_owned()),
        name if name.contains(',') => Err("contains a comma, which separates events".to_owned()),
        name => Ok(EventId::from(name)),
    }
}
