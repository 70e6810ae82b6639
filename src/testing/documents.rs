//! What an application sends into a running meeting: documents and chat.

use super::answer::{Answer, Template, refused, refused_without_key, success};
use super::api::Ask;
use super::meetings::{no_meeting, utf16};
use super::profile::{Profile, Version};
use super::state::State;
use super::xml::Element;
use crate::xml::document;

/// `insertDocument`.
pub(super) fn insert(state: &mut State, ask: &Ask<'_>) -> Answer {
    let Some(id) = ask.parameters.filled("meetingID") else {
        return ask
            .missing_meeting_id()
            .unwrap_or_else(|| no_meeting(ask.profile));
    };
    let body = String::from_utf8_lossy(&ask.request.body);
    let late = ask.profile.version() >= Version(4, 0);
    let Ok(names) = documents(&body) else {
        return malformed(ask);
    };
    let Some(meeting) = state.meeting_mut(id) else {
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
            super::answer::exception()
        };
    }
    meeting.documents.extend(names);
    let words = Element::text("message", "Presentation is being uploaded");
    success(Template::List, [words])
}

/// `sendChatMessage`.
pub(super) fn chat(state: &mut State, ask: &Ask<'_>) -> Answer {
    let late = ask.profile == Profile::Bbb40;
    let Some(message) = ask.parameters.get("message") else {
        return if late {
            refused("missingParamMessage", "You must provide a message")
        } else {
            refused("nullError", "You must provide a message")
        };
    };
    if !(1..=500).contains(&utf16(message)) {
        return refused("sizeError", "Message must be between 1 and 500 characters");
    }
    let name = ask.parameters.filled("userName").unwrap_or("System");
    if utf16(name) > 255 {
        return refused(
            "sizeError",
            "User name must be between 1 and 255 characters",
        );
    }
    let id = ask.parameters.filled("meetingID").unwrap_or_default();
    if let (true, Some(answer)) = (id.is_empty(), ask.missing_meeting_id()) {
        return answer;
    }
    let Some(meeting) = state.meeting_mut(id) else {
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
pub(super) fn malformed(ask: &Ask<'_>) -> Answer {
    if ask.profile.version() >= Version(4, 0) {
        refused("malformedXml", "The request body is not well-formed XML.")
    } else {
        super::answer::exception()
    }
}

/// The names of the documents in a body of modules; an error where it is no XML.
pub(super) fn documents(body: &str) -> Result<Vec<String>, ()> {
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
