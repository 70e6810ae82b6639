//! A verified delivery and the events in it.

use super::Signing;
use crate::callbacks::incoming::fields;
use crate::callbacks::{Event, RawMessage};
use crate::error::{CallbackProblem, Limit};
use crate::json;
use crate::query::form;
use crate::value::{FromText, Timestamp};

/// The most events of one delivery. Webhooks 2.x keep no more for one hook, and 3.x send one at a time.
const MOST_EVENTS: usize = 10_000;

/// One request of a webhooks server.
///
/// The server repeats a delivery with the same content until it is answered with 2xx or 401.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Delivery {
    /// How the server proved the origin.
    pub signing: Signing,
    /// The server's name (`domain`), which tells several servers apart. It is the same for all meetings of a server.
    pub domain: Option<String>,
    /// When the server first tried to send the delivery (`timestamp`).
    pub timestamp: Timestamp,
    /// The events (`event`): usually one, or more where the server is configured to join them.
    pub events: Vec<Event>,
    /// The messages that are not events: the server's internal ones, which a hook created with `getRaw=true` gets.
    pub raw: Vec<RawMessage>,
}

impl Delivery {
    pub(super) fn read(body: &str, signing: Signing) -> Result<Self, CallbackProblem> {
        // The JSON that older servers sign is not a form. Anyone who can write a name or a message into it could
        // otherwise write fields.
        if !form::is_escaped(body) {
            return Err(CallbackProblem::Form);
        }
        let [event, timestamp, domain] = fields(body, ["event", "timestamp", "domain"])?;
        let event = event.ok_or(CallbackProblem::FieldMissing("event"))?;
        let timestamp = timestamp.ok_or(CallbackProblem::FieldMissing("timestamp"))?;
        let timestamp = i64::from_text(timestamp.trim());
        let mut delivery = Self {
            signing,
            domain: domain.filter(|domain| !domain.is_empty()),
            timestamp: Timestamp::Millis(timestamp.ok_or(CallbackProblem::FieldForm("timestamp"))?),
            events: Vec::new(),
            raw: Vec::new(),
        };
        let texts = elements(&event)?;
        if texts.len() > MOST_EVENTS {
            return Err(CallbackProblem::TooLarge(Limit::IncomingEvents(
                MOST_EVENTS,
            )));
        }
        for text in texts {
            let json = json::parse_script(text)
                .map_err(|error| CallbackProblem::Json(error.to_string()))?;
            match Event::read(text, json) {
                Ok(event) => delivery.events.push(event),
                Err(json) => delivery.raw.push(RawMessage::read(text, json)),
            }
        }
        Ok(delivery)
    }
}

/// Splits the events' texts apart. A single event may stand without an array around it.
fn elements(event: &str) -> Result<Vec<&str>, CallbackProblem> {
    match event.trim_start().bytes().next() {
        Some(b'[') => {
            json::elements(event).map_err(|error| CallbackProblem::Json(error.to_string()))
        }
        Some(b'{') => Ok(vec![event.trim()]),
        _ => Err(CallbackProblem::Shape("an array of events")),
    }
}
