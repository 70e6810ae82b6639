//! The load balancer b3scale.

use super::redirect_to_node;
use crate::testing::api;
use crate::testing::api::access::Access;
use crate::testing::api::answer::{Answer, Style, Template, success};
use crate::testing::api::request::ApiRequest;
use crate::testing::api::signature::SignatureCheck;
use crate::testing::text::xml::{Element, Layout};
use crate::testing::wire::Reply;
use crate::testing::wire::error_pages::nginx;
use crate::testing::world::{Meeting, NodeState, World};

mod recordings;

/// The style in which b3scale prints its answers.
pub(in crate::testing) const STYLE: Style = Style {
    layout: |_| Layout::Flat,
    content_type: |_| "application/xml",
};

/// Answers a call.
pub(in crate::testing) fn answer(
    world: &mut World,
    request: &ApiRequest<'_>,
    check: &SignatureCheck,
) -> Answer {
    if !check.is_right() {
        return failure("FAILED", "checksumError", "Checksums do not match");
    }
    if request.name.is_empty() {
        return success(Template::Plain, [Element::text("version", "2.0")]);
    }
    let known = Access::of(request.name).is_some();
    if !known || matches!(request.name, "getSessions" | "putRecordingTextTrack") {
        return failure("FAILED", "b3scaleGatewayError", "unknown resource");
    }
    if request.name == "getRecordingTextTracks" {
        return failure("FAILED", "notImplemented", "not implemented");
    }
    if let Some(answer) = recordings::answer(world, request) {
        return answer;
    }
    let id = request.parameters.filled("meetingID");
    let meeting = id.and_then(|id| world.known_meeting(id));
    match (request.name, meeting) {
        ("getMeetings", _) => meetings(world, request),
        ("isMeetingRunning", meeting) => {
            let reachable = world.node == NodeState::Up;
            let running = reachable && meeting.is_some_and(Meeting::is_running);
            success(Template::Plain, [Element::text("running", running)])
        }
        ("create", _) => handed_on(world, request),
        ("join", None) => Answer::Other(Reply::new(404, "text/html", nginx(404))),
        ("join", Some(_)) if world.node == NodeState::Up => redirect_to_node(request, "-._~"),
        ("join", Some(_)) => Answer::Redirect {
            to: format!("{}/b3s/retry-join/{}", request.origin, request.now),
            cookie: None,
        },
        (_, None) => {
            let words = "We could not find a meeting with that meeting ID";
            api::answer::refused("notFound", words)
        }
        _ => handed_on(world, request),
    }
}

/// Returns the answer of the server that has the meeting.
fn handed_on(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    if world.node == NodeState::Up {
        api::meeting_call(world, request).without_empty()
    } else {
        failure("ERROR", "b3scale_server_error", "no backend available")
    }
}

/// `getMeetings`, from the database. An empty list has no key.
fn meetings(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    if world.meetings.is_empty() {
        return success(Template::Plain, [Element::list("meetings", vec![])]);
    }
    api::meeting_call(world, request).without_empty()
}

/// Returns a failure, which has the status 500.
fn failure(code: &str, key: &str, words: &str) -> Answer {
    let fields = vec![
        Element::text("returncode", code),
        Element::text("messageKey", key),
        Element::text("message", words),
    ];
    let text = Element::list("response", fields).print(Layout::Flat);
    Answer::Other(Reply::new(500, "application/xml", text))
}
