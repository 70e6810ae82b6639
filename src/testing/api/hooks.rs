//! The calls for webhooks. bbb-webhooks is a separate program with its own answers.

use super::answer::{Answer, Template, refused, success};
use super::request::ApiRequest;
use super::signature::SignatureCheck;
use crate::testing::profiles::WebhooksVersion;
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

/// Returns the refusal of a wrong checksum. Since 3.0 a length that no algorithm has causes an exception.
fn checksum_refused(request: &ApiRequest<'_>, unknown_length: bool) -> Answer {
    if unknown_length && request.settings.webhooks().is_3() {
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

/// Returns the page for a path that bbb-webhooks does not serve.
fn unknown(request: &ApiRequest<'_>) -> Answer {
    let words = format!("Cannot {} {}", request.http.method, request.http.path());
    let page = express(&words);
    Answer::Other(Reply::new(404, "text/html; charset=utf-8", page))
}

/// `hooks/ping`.
fn ping(request: &ApiRequest<'_>) -> Answer {
    let words = if request.settings.webhooks().is_3() {
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
    // QUIRK: an empty URL is accepted, a missing one is not.
    let Some(url) = joined(request, "callbackURL") else {
        return refuse(
            "missingParamCallbackURL",
            "You must specify a callbackURL in the parameters.",
        );
    };
    let Some(raw) = raw(request.raw.get("getRaw").unwrap_or_default()) else {
        return exception();
    };
    let version = request.settings.webhooks();
    // QUIRK: a repeated parameter is a list, and converting a list to lower case fails.
    if request.raw.count("eventID") > 1 {
        return if version.is_3() {
            refuse(
                "createHookError",
                "An error happened while creating your hook. Check the logs.",
            )
        } else {
            exception()
        };
    }
    if let Some(hook) = world.hooks.iter().find(|hook| hook.url == url) {
        let fields = [
            Element::text("hookID", &hook.id),
            Element::text("messageKey", "duplicateWarning"),
            Element::text("message", "There is already a hook for this callback URL."),
        ];
        return success(Template::Hooks, fields);
    }
    let id = if version.is_3() {
        world.uuid()
    } else {
        world.hook_number()
    };
    let meeting_id = request.raw.filled("meetingID").map(str::to_owned);
    let hook = Hook {
        id,
        url,
        meeting_id: meeting_id.filter(|_| !version.forgets_meetings()),
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

/// Returns the value of a parameter. QUIRK: the values of a repeated parameter are a list, which is written with commas.
fn joined(request: &ApiRequest<'_>, name: &str) -> Option<String> {
    let values = request.raw.iter().filter(|(known, _)| *known == name);
    let values: Vec<&str> = values.map(|(_, value)| value).collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// Reads `getRaw` as JSON, whatever the result is.
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
    // QUIRK: since 3.0 a hook can also be found by its URL.
    let by_url = request.settings.webhooks().is_3() && !id.is_empty();
    let before = world.hooks.len();
    world
        .hooks
        .retain(|hook| hook.id != id && !(by_url && hook.url == id));
    if world.hooks.len() == before {
        return refuse("destroyMissingHook", "The hook informed was not found.");
    }
    success(Template::Hooks, [Element::text("removed", true)])
}

/// `hooks/list`.
fn list(world: &World, request: &ApiRequest<'_>) -> Answer {
    let found = match request.settings.webhooks() {
        WebhooksVersion::V2_6 => Some(listed_by_2(world, request.raw.get("meetingID"))),
        _ => listed_by_3(world, request.raw.filled("meetingID")),
    };
    let Some(found) = found else {
        return refuse(
            "listHookError",
            "An error happened while listing registered hooks. Check the logs.",
        );
    };
    let hooks = found.into_iter().map(element).collect();
    success(Template::Hooks, [Element::list("hooks", hooks)])
}

/// Returns all hooks, or those for a meeting and the global ones. An empty ID is that of a meeting without hooks.
fn listed_by_2<'a>(world: &'a World, meeting: Option<&str>) -> Vec<&'a Hook> {
    let is_listed = |hook: &&Hook| {
        meeting.is_none() || hook.meeting_id.is_none() || hook.meeting_id.as_deref() == meeting
    };
    world.hooks.iter().filter(is_listed).collect()
}

/// Returns all hooks, or the first hook for a meeting and the global ones, sorted by ID. Returns `None` for a meeting
/// without hooks.
fn listed_by_3<'a>(world: &'a World, meeting: Option<&str>) -> Option<Vec<&'a Hook>> {
    let Some(meeting) = meeting else {
        return Some(world.hooks.iter().collect());
    };
    let is_own = |hook: &&Hook| hook.meeting_id.as_deref() == Some(meeting);
    let own = world.hooks.iter().find(is_own)?;
    let global = world.hooks.iter().filter(|hook| hook.meeting_id.is_none());
    let mut found: Vec<&Hook> = global.chain([own]).collect();
    found.sort_by(|one, other| one.id.cmp(&other.id));
    Some(found)
}

fn element(hook: &Hook) -> Element {
    let mut fields = vec![
        Element::text("hookID", &hook.id),
        Element::cdata("callbackURL", &hook.url),
    ];
    let meeting = hook.meeting_id.iter();
    fields.extend(meeting.map(|id| Element::cdata("meetingID", id)));
    let events = hook.events.iter();
    fields.extend(events.map(|events| Element::text("eventID", events)));
    fields.extend([
        Element::text("permanentHook", false),
        Element::text("rawData", &hook.raw),
    ]);
    Element::list("hook", fields)
}
