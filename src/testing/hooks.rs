//! Webhooks: the calls on them. bbb-webhooks is a program of its own, and its answers are its own as well.

use super::answer::{Answer, Template, refused, success};
use super::api::Ask;
use super::http::Reply;
use super::profile::Version;
use super::state::State;
use super::xml::Element;

/// A webhook.
#[derive(Debug, Clone)]
pub(super) struct Hook {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) meeting_id: Option<String>,
    /// The events that are wanted, as they were given, in lower case; an empty one matches nothing.
    pub(super) events: Option<String>,
    pub(super) raw: String,
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
pub(super) fn checksum_refused(ask: &Ask<'_>, unknown_length: bool) -> Answer {
    if unknown_length && ask.profile.version() >= Version(3, 0) {
        return exception();
    }
    refuse(
        "checksumError",
        "You did not pass the checksum security check.",
    )
}

fn exception() -> Answer {
    let page = super::pages::express("Internal Server Error");
    Answer::Other(Reply::new(500, "text/html; charset=utf-8", page))
}

/// The page for what bbb-webhooks does not serve.
pub(super) fn unknown(ask: &Ask<'_>) -> Answer {
    let words = format!("Cannot {} {}", ask.request.method, ask.request.path());
    let page = super::pages::express(&words);
    Answer::Other(Reply::new(404, "text/html; charset=utf-8", page))
}

/// `hooks/ping`.
pub(super) fn ping(ask: &Ask<'_>) -> Answer {
    let words = if ask.profile.version() >= Version(3, 0) {
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
pub(super) fn create(state: &mut State, ask: &Ask<'_>) -> Answer {
    // QUIRK: an empty address is one, a missing one is not.
    let Some(url) = ask.raw.get("callbackURL").map(str::to_owned) else {
        return refuse(
            "missingParamCallbackURL",
            "You must specify a callbackURL in the parameters.",
        );
    };
    let Some(raw) = raw(ask.raw.get("getRaw").unwrap_or_default()) else {
        return exception();
    };
    if let Some(hook) = state.hooks.iter().find(|hook| hook.url == url) {
        let fields = [
            Element::text("hookID", &hook.id),
            Element::text("messageKey", "duplicateWarning"),
            Element::text("message", "There is already a hook for this callback URL."),
        ];
        return success(Template::Hooks, fields);
    }
    let id = if ask.profile.version() >= Version(3, 0) {
        state.uuid()
    } else {
        state.hook_number()
    };
    let hook = Hook {
        id,
        url,
        meeting_id: ask.raw.filled("meetingID").map(str::to_owned),
        events: ask.raw.get("eventID").map(str::to_lowercase),
        raw,
    };
    let fields = [
        Element::text("hookID", &hook.id),
        Element::text("permanentHook", false),
        Element::text("rawData", &hook.raw),
    ];
    state.hooks.push(hook);
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
pub(super) fn destroy(state: &mut State, ask: &Ask<'_>) -> Answer {
    let Some(id) = ask.raw.get("hookID") else {
        return refuse(
            "missingParamHookID",
            "You must specify a hookID in the parameters.",
        );
    };
    let before = state.hooks.len();
    state.hooks.retain(|hook| hook.id != id);
    if state.hooks.len() == before {
        return refuse("destroyMissingHook", "The hook informed was not found.");
    }
    success(Template::Hooks, [Element::text("removed", true)])
}

/// `hooks/list`.
pub(super) fn list(state: &State, ask: &Ask<'_>) -> Answer {
    let meeting = ask.raw.filled("meetingID");
    // Without a meeting all there are; with one the global ones and those of the meeting.
    let is_listed = |hook: &&Hook| {
        meeting.is_none() || hook.meeting_id.is_none() || hook.meeting_id.as_deref() == meeting
    };
    let hooks = state.hooks.iter().filter(is_listed).map(Hook::element);
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
