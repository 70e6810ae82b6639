//! Scalelite.

use super::redirect_to_node;
use crate::testing::api;
use crate::testing::api::access::{Access, unsupported_body};
use crate::testing::api::answer::{Answer, Style, Template, refused, success};
use crate::testing::api::request::ApiRequest;
use crate::testing::api::signature::SignatureCheck;
use crate::testing::text::xml::{Element, Layout};
use crate::testing::wire::error_pages::rails_redirect;
use crate::testing::world::World;

mod recordings;

/// How Scalelite prints its answers, and those of servers that it hands on.
pub(in crate::testing) const STYLE: Style = Style {
    layout: |template| match template {
        Template::Balancer => Layout::Declared,
        Template::Recordings | Template::Short => Layout::Indented("  "),
        Template::Plain | Template::List | Template::Hooks => Layout::HandedOn,
    },
    content_type: |_| "application/xml; charset=utf-8",
    redirect_page: rails_redirect,
};

/// Answers a call.
pub(in crate::testing) fn answer(
    world: &mut World,
    request: &ApiRequest<'_>,
    check: &SignatureCheck,
) -> Answer {
    if request.name.is_empty() {
        return success(Template::Balancer, [Element::text("version", "2.0")]);
    }
    let access = Access::of(request.name).filter(|_| is_offered(request.name));
    let Some(access) = access.filter(|access| access.takes_method(&request.http.method)) else {
        let words = "This request is not supported.";
        return refused("unsupportedRequest", words).by_balancer();
    };
    if !check.is_right() {
        let words = "You did not pass the checksum security check";
        return refused("checksumError", words).by_balancer();
    }
    if let Some(answer) = recordings::answer(world, request) {
        return answer;
    }
    if !access.takes_body(request) {
        return unsupported_body();
    }
    let id = request.parameters.filled("meetingID");
    match (request.name, id) {
        ("getMeetings", _) if world.meetings.is_empty() => no_meetings(),
        ("getMeetings", _) => api::meeting_call(world, request),
        ("create", _) => create(world, request),
        (_, None) => missing_meeting_id(),
        ("join", Some(id)) if world.meeting(id).is_some() => redirect_to_node(request, "-._*"),
        ("join", Some(_)) => no_meeting(),
        ("getMeetingInfo", Some(id)) if world.known_meeting(id).is_none() => no_meeting(),
        ("end", Some(id)) if world.meeting(id).is_none() => no_meeting(),
        _ => api::meeting_call(world, request),
    }
}

/// Whether Scalelite has the call.
fn is_offered(name: &str) -> bool {
    !matches!(
        name,
        "getSessions" | "putRecordingTextTrack" | "getRecordingTextTracks" | "sendChatMessage"
    )
}

fn no_meetings() -> Answer {
    let fields = [
        Element::text("messageKey", "noMeetings"),
        Element::text("message", "no meetings were found on this server"),
        // QUIRK: the words stand in front of the list.
        Element::empty("meetings"),
    ];
    success(Template::Balancer, fields)
}

fn missing_meeting_id() -> Answer {
    let words = "You must specify a meeting ID for the meeting.";
    refused("missingParamMeetingID", words).by_balancer()
}

fn no_meeting() -> Answer {
    let words = "We could not find a meeting with that meeting ID - perhaps the meeting is not yet running?";
    refused("notFound", words).by_balancer()
}

/// `create`: the parameters are changed and handed on.
fn create(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    if let Some(refusal) = tag_unavailable(request) {
        return refusal;
    }
    let mut request = request.clone();
    let voice_bridge = world.voice_bridge(9);
    request.parameters.set("voiceBridge", &voice_bridge);
    request.settings.balancing.apply(&mut request.parameters);
    api::meeting_call(world, &request)
}

/// The refusal of a meeting that must be on a server with a tag, written `gpu!`, where there is no such server.
fn tag_unavailable(request: &ApiRequest<'_>) -> Option<Answer> {
    let tag = request.parameters.filled("meta_server-tag")?;
    let tag = tag.strip_suffix('!')?;
    let mut known = request.settings.balancing.server_tags.iter();
    if known.any(|known| known == tag) {
        return None;
    }
    let words = format!("There is no available server with the required tag={tag}.");
    Some(refused("serverTagUnavailable", &words).by_balancer())
}
