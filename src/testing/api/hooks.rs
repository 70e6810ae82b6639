//! Webhooks: the calls on them. bbb-webhooks is a program of its own, and its answers are its own as well.

use super::answer::{Answer, Template, refused, success};
use super::request::ApiRequest;
use super::signature::SignatureCheck;
use crate::testing::profiles::Change;
use crate::testing::text::xml::Element;
use crate::testing::wire::Reply;
use crate::testing::wire::error_pages::express;
use crate::testing::world::{Hook, World};

/// Answers a call.
pub(super) fn answer(
    world: &mut World,
    request: &ApiRequest<'_>,
    check: &SignatureCheck,
) -> Answer {
    if !matches!(request.http.method.as_str(), "GET" | "HEAD") {
        return unknown(request);
    }
    if request.name == "hooks/ping" {
        return ping(request);
    }
    if !matches!(
        request.name,
        "hooks/create" | "hooks/destroy" | "hooks/list"
    ) {
        return unknown(request);
    }
    if !check.is_right() {
        return checksum_refused(request, matches!(check, SignatureCheck::UnknownLength(_)));
    }
    match request.name {
        "hooks/create" => create(world, request),
        "hooks/destroy" => destroy(world, request),
        _ => list(world, request),
    }
}

impl Answer {
    fn of_hooks(self) -> Self {
        match self {
            Self::Xml(fields, _) => Self::Xml(fields, Template::Hooks),
            other => other,
        }
    }
}

fn refuse(key: &str, words: &str) -> Answer {
    refused(key, words).of_hooks()
}

/// The refusal for a wrong checksum; a length that no algorithm has is an exception since 3.0.
fn checksum_refused(request: &ApiRequest<'_>, unknown_length: bool) -> Answer {
    if unknown_length && request.has(Change::Webhooks3) {
        return exception();
    }
    refuse(
        "checksumError",
        "You did not pass the checksum security check.",
    )
}

fn exception() -> Answer {
    let page = express("Internal Server Error");
    Answer::Other(Reply::new(500, "text/html; charset=utf-8", page))
}

/// The page for what bbb-webhooks does not serve.
fn unknown(request: &ApiRequest<'_>) -> Answer {
    let words = format!("Cannot {} {}", request.http.method, request.http.path());
    let page = express(&words);
    Answer::Other(Reply::new(404, "text/html; charset=utf-8", page))
}

/// `hooks/ping`.
fn ping(request: &ApiRequest<'_>) -> Answer {
    let words = if request.has(Change::Webhooks3) {
        "bbb-webhooks API up!"
    } else {
        "bbb-webhooks up!"
    };
    Answer::Other(Reply {
        status: 200,
        headers: Vec::new(),
        body: words.into(),
    })
}

/// `hooks/create`.
fn create(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    // QUIRK: an empty address is one, a missing one is not.
    let Some(url) = request.raw.get("callbackURL").map(str::to_owned) else {
        return refuse(
            "missingParamCallbackURL",
            "You must specify a callbackURL in the parameters.",
        );
    };
    let Some(raw) = raw(request.raw.get("getRaw").unwrap_or_default()) else {
        return exception();
    };
    if let Some(hook) = world.hooks.iter().find(|hook| hook.url == url) {
        let fields = [
            Element::text("hookID", &hook.id),
            Element::text("messageKey", "duplicateWarning"),
            Element::text("message", "There is already a hook for this callback URL."),
        ];
        return success(Template::Hooks, fields);
    }
    let id = if request.has(Change::Webhooks3) {
        world.uuid()
    } else {
        world.hook_number()
    };
    let hook = Hook {
        id,
        url,
        meeting_id: request.raw.filled("meetingID").map(str::to_owned),
        events: request.raw.get("eventID").map(str::to_lowercase),
        raw,
    };
    let fields = [
        Element::text("hookID", &hook.id),
        Element::text("permanentHook", false),
        Element::text("rawData", &hook.raw),
    ];
    world.hooks.push(hook);
    success(Template::Hooks, fields)
}

/// What `getRaw` means: it is read as JSON, whatever that gives.
fn raw(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    match text.as_str() {
        "" => Some("false".to_owned()),
        "true" | "false" => Some(text),
        text if text.parse::<f64>().is_ok() => Some(text.to_owned()),
        _ => None,
    }
}

/// `hooks/destroy`.
fn destroy(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    let Some(id) = request.raw.get("hookID") else {
        return refuse(
            "missingParamHookID",
            "You must specify a hookID in the parameters.",
        );
    };
    let before = world.hooks.len();
    world.hooks.retain(|hook| hook.id != id);
    if world.hooks.len() == before {
        return refuse("destroyMissingHook", "The hook informed was not found.");
    }
    success(Template::Hooks, [Element::text("removed", true)])
}

/// `hooks/list`.
fn list(world: &World, request: &ApiRequest<'_>) -> Answer {
    let meeting = request.raw.filled("meetingID");
    // Without a meeting all there are; with one the global ones and those of the meeting.
    let is_listed = |hook: &&Hook| {
        meeting.is_none() || hook.meeting_id.is_none() || hook.meeting_id.as_deref() == meeting
    };
    let hooks = world.hooks.iter().filter(is_listed).map(Hook::element);
    success(Template::Hooks, [Element::list("hooks", hooks.collect())])
}

impl Hook {
    fn element(&self) -> Element {
        let mut fields = vec![
            Element::text("hookID", &self.id),
            Element::cdata("callbackURL", &self.url),
        ];
        fields.extend(
            self.meeting_id
                .iter()
                .map(|id| Element::cdata("meetingID", id)),
        );
        fields.extend(
            self.events
                .iter()
                .map(|events| Element::text("eventID", events)),
        );
        fields.extend([
            Element::text("permanentHook", false),
            Element::text("rawData", &self.raw),
        ]);
        Element::list("hook", fields)
    }
}
