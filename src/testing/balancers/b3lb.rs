//! b3lb.

use super::redirect_to_node;
use crate::testing::api;
use crate::testing::api::access::{Access, unsupported_body};
use crate::testing::api::answer::{Answer, Style, Template, refused, refused_without_key, success};
use crate::testing::api::metadata::metadata;
use crate::testing::api::request::ApiRequest;
use crate::testing::api::signature::SignatureCheck;
use crate::testing::api::validation::utf16;
use crate::testing::text::xml::{Element, Layout};
use crate::testing::wire::Reply;
use crate::testing::wire::error_pages::django_404;
use crate::testing::world::World;

mod recordings;

/// How b3lb prints its answers, and those of servers that it hands on.
pub(in crate::testing) const STYLE: Style = Style {
    layout: |template| match template {
        Template::Recordings => Layout::Indented("    "),
        _ => Layout::Lines("\n"),
    },
    content_type: |_| "text/xml",
    redirect_page: |_| String::new(),
};

/// The content type of pages that are not XML.
const HTML: &str = "text/html; charset=utf-8";

/// Answers a call.
pub(in crate::testing) fn answer(
    world: &mut World,
    request: &ApiRequest<'_>,
    check: &SignatureCheck,
) -> Answer {
    let name = request.name;
    if name.is_empty() {
        return if check.is_right() {
            success(Template::Balancer, [Element::text("version", "2.0")])
        } else {
            unauthorized()
        };
    }
    let offered = !matches!(name, "getSessions" | "putRecordingTextTrack");
    let Some(access) = Access::of(name).filter(|_| offered) else {
        return unknown(name, check);
    };
    let method = request.http.method.as_str();
    if method == "HEAD" || !access.takes_method(method) {
        return wrong_method(&access);
    }
    if !check.is_right() {
        return unauthorized();
    }
    if let Some(answer) = recordings::answer(world, request) {
        return answer;
    }
    if !access.takes_body(request) {
        return unsupported_body();
    }
    let id = request.parameters.filled("meetingID");
    match (name, id) {
        ("getMeetings" | "sendChatMessage", _) => api::meeting_call(world, request),
        ("create", _) => create(world, request),
        ("join", Some(id)) if world.meeting(id).is_some() => redirect_to_node(request, "-._*~"),
        ("join", _) => Answer::Other(Reply::new(400, HTML, "")),
        ("isMeetingRunning", None) => success(Template::Plain, [Element::text("running", false)]),
        (_, None) => missing_meeting_id(),
        ("getMeetingInfo", Some(id)) if world.known_meeting(id).is_none() => no_meeting(),
        ("end", Some(id)) if world.meeting(id).is_none() => no_meeting(),
        _ => api::meeting_call(world, request),
    }
}

/// The answer to a call that b3lb does not have.
fn unknown(name: &str, check: &SignatureCheck) -> Answer {
    if name.contains('/') {
        return Answer::Other(Reply::new(404, HTML, django_404()));
    }
    if check.is_right() {
        Answer::Other(Reply::new(403, HTML, ""))
    } else {
        unauthorized()
    }
}

fn wrong_method(access: &Access) -> Answer {
    let methods = access.methods.iter().copied();
    let methods: Vec<&str> = methods.filter(|method| *method != "HEAD").collect();
    let reply = Reply::new(405, HTML, "");
    Answer::Other(reply.with("Allow", methods.join(", ")))
}

/// The answer to a request whose checksum is wrong, and to a path of no tenant.
pub(in crate::testing) fn unauthorized() -> Answer {
    Answer::Other(Reply::new(401, HTML, "Unauthorized"))
}

fn missing_meeting_id() -> Answer {
    let words = "You must specify a meeting ID for the meeting.";
    refused("missingParamMeetingID", words).by_balancer()
}

fn no_meeting() -> Answer {
    let words = "We could not find a meeting with that meeting ID - perhaps the meeting is not yet running?";
    refused("notFound", words).by_balancer()
}

/// `create`: checked, changed and handed on.
fn create(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    let name = request.parameters.get("name").unwrap_or_default();
    if !(2..=256).contains(&utf16(name)) {
        let words = "Meeting name must be between 2 and 256 characters";
        return refused("sizeError", words);
    }
    let id = request.parameters.filled("meetingID").unwrap_or_default();
    if !(2..=100).contains(&utf16(id)) {
        return refused_without_key("Meeting id must be between 2 and 100 characters");
    }
    let mut handed_on = request.clone();
    let parameters = &mut handed_on.parameters;
    parameters.remove("voiceBridge");
    parameters.remove("dialNumber");
    request.settings.balancing.apply(parameters);
    // b3lb has itself told of the end, under a name of its own for the meeting.
    let nonce = world.token(64);
    let url = format!("{}/b3lb/b/meeting/end?nonce={nonce}", request.origin);
    parameters.remove("meta_endCallbackUrl");
    parameters.set("meta_b3lb-recordset", &nonce);
    parameters.set("meta_endcallbackurl", &url);
    let answer = api::meeting_call(world, &handed_on);
    // It then tells the URL that it was given.
    let given = metadata(&request.raw.sanitized()).into_iter();
    let mut given = given.filter(|(name, url)| name == "endcallbackurl" && !url.is_empty());
    let new = world
        .meeting_mut(id)
        .filter(|m| m.end_url.as_deref() == Some(&url));
    if let Some(meeting) = new {
        meeting.end_url = given.next().map(|(_, url)| url);
    }
    answer
}
