//! The calls that send documents and chat messages into a running meeting.

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
    let Ok(documents) = documents(&body) else {
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
    if documents.count == 0 {
        let words = "Request body must contain a presentation module with at least one document.";
        return if late {
            refused_without_key(words)
        } else {
            exception()
        };
    }
    meeting.documents.extend(documents.names);
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

/// Returns the answer to a body that is not XML. Up to 3.0 it is an exception.
pub(in crate::testing) fn malformed(request: &ApiRequest<'_>) -> Answer {
    if request.has(Change::KeysForBodies) {
        refused("malformedXml", "The request body is not well-formed XML.")
    } else {
        exception()
    }
}

/// The documents in the XML of a body.
#[derive(Debug, Default)]
pub(in crate::testing) struct Documents {
    /// How many documents there are.
    count: usize,
    /// The names of the documents that the server converts.
    pub(in crate::testing) names: Vec<String>,
}

/// Reads the documents in the XML of a body. Fails if the body is not XML.
pub(super) fn documents(body: &str) -> Result<Documents, ()> {
    let read = |root: crate::xml::Element<'_, '_>| {
        let modules = root.children("module");
        let presentations =
            modules.filter(|module| module.attribute("name") == Some("presentation"));
        let mut found = Documents::default();
        for document in presentations.flat_map(|module| module.children("document")) {
            found.count += 1;
            found.names.extend(name_of(&document));
        }
        found
    };
    document(body, read).map_err(|_| ())
}

/// Returns the displayed name of a document, if the server converts it. The server skips embedded documents without
/// content, and documents of other types.
fn name_of(document: &crate::xml::Element<'_, '_>) -> Option<String> {
    let filename = document.attribute("filename");
    let Some(url) = document.attribute("url") else {
        let name = filename.or(document.attribute("name"))?;
        let content = document.text();
        return (is_converted(name) && !content.trim().is_empty()).then(|| name.to_owned());
    };
    let last = url.split(['?', '#']).next()?.rsplit('/').next()?;
    let name = filename.or(document.attribute("name")).unwrap_or(last);
    (is_converted(name) || is_converted(last)).then(|| name.to_owned())
}

/// Returns whether BigBlueButton converts a file with this name.
fn is_converted(name: &str) -> bool {
    const EXTENSIONS: [&str; 18] = [
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "odg", "rtf",
        "txt", "jpg", "jpeg", "png", "webp", "svg",
    ];
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|given| {
        EXTENSIONS
            .iter()
            .any(|known| given.eq_ignore_ascii_case(known))
    })
}
