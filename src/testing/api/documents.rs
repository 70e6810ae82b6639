//! What an application sends into a running meeting: documents and chat.

use super::answer::{Answer, Template, exception, refused, refused_without_key, success};
use super::meetings::no_meeting;
use super::request::ApiRequest;
use super::validation::utf16;
use crate::testing::profiles::Change;
use crate::testing::text::xml::Element;
use crate::testing::world::World;
use crate::xml::document;

/// `insertDocument`.
pub(in crate::testing) fn insert(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    let Some(id) = request.parameters.filled("meetingID") else {
        return no_meeting();
    };
    let body = String::from_utf8_lossy(&request.http.body);
    let late = request.has(Change::KeysForBodies);
    let Ok(names) = documents(&body) else {
        return malformed(request);
    };
    let Some(meeting) = world.meeting_mut(id) else {
        return refused_without_key(&format!("Meeting with id [{id}] not found."));
    };
    if meeting
        .disabled
        .iter()
        .any(|feature| feature == "presentation")
    {
        return refused_without_key("Presentation feature is disabled, ignoring.");
    }
    if names.is_empty() {
        let words = "Request body must contain a presentation module with at least one document.";
        return if late {
            refused_without_key(words)
        } else {
            exception()
        };
    }
    meeting.documents.extend(names);
    let words = Element::text("message", "Presentation is being uploaded");
    success(Template::List, [words])
}

/// `sendChatMessage`.
pub(in crate::testing) fn chat(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    let late = request.has(Change::KeysForMissingParameters);
    let Some(message) = request.parameters.get("message") else {
        return if late {
            refused("missingParamMessage", "You must provide a message")
        } else {
            refused("nullError", "You must provide a message")
        };
    };
    if !(1..=500).contains(&utf16(message)) {
        return refused("sizeError", "Message must be between 1 and 500 characters");
    }
    let name = request.parameters.filled("userName").unwrap_or("System");
    if utf16(name) > 255 {
        return refused(
            "sizeError",
            "User name must be between 1 and 255 characters",
        );
    }
    let id = request.parameters.filled("meetingID").unwrap_or_default();
    if let (true, Some(answer)) = (id.is_empty(), request.missing_meeting_id()) {
        return answer;
    }
    let Some(meeting) = world.meeting_mut(id) else {
        return refused("meetingNotFound", "Meeting not found");
    };
    meeting.chat.push((name.to_owned(), message.to_owned()));
    let empty = [
        Element::text("messageKey", ""),
        Element::text("message", ""),
    ];
    success(Template::Plain, empty)
}

/// The answer to a body that is no XML: an exception up to 3.0.
pub(in crate::testing) fn malformed(request: &ApiRequest<'_>) -> Answer {
    if request.has(Change::KeysForBodies) {
        refused("malformedXml", "The request body is not well-formed XML.")
    } else {
        exception()
    }
}

/// The names of the documents in a body of modules; an error where it is no XML.
pub(in crate::testing) fn documents(body: &str) -> Result<Vec<String>, ()> {
    let read = |root: crate::xml::Element<'_, '_>| {
        let modules = root.children("module");
        let presentations =
            modules.filter(|module| module.attribute("name") == Some("presentation"));
        let documents = presentations.flat_map(|module| module.children("document"));
        documents
            .filter_map(|document| name_of(&document))
            .collect()
    };
    document(body, read).map_err(|_| ())
}

/// The name that is shown: that of an embedded file, or the given one, or the last part of the URL.
fn name_of(document: &crate::xml::Element<'_, '_>) -> Option<String> {
    let named = document
        .attribute("filename")
        .or(document.attribute("name"));
    let url = document.attribute("url");
    let name = named.or(url.and_then(|url| url.rsplit('/').next()))?;
    Some(name.to_owned())
}
