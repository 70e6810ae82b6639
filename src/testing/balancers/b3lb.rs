//! The load balancer b3lb.

use super::{missing_meeting_id, no_meeting, redirect_to_node};
use crate::testing::api;
use crate::testing::api::access::{Access, unsupported_body};
use crate::testing::api::answer::{Answer, Style, Template, refused, refused_without_key, success};
use crate::testing::api::request::ApiRequest;
use crate::testing::api::signature::SignatureCheck;
use crate::testing::api::validation::utf16;
use crate::testing::text::xml::{Element, Layout, escaped};
use crate::testing::wire::Reply;
use crate::testing::wire::error_pages::{django_400, django_404, django_500};
use crate::testing::world::{Meeting, NodeState, World};

mod recordings;

/// The style in which b3lb prints its own answers, and those that it forwards.
pub(in crate::testing) const STYLE: Style = Style {
    layout: |template| match template {
        Template::Recordings => Layout::Indented("    "),
        _ => Layout::Lines("\n"),
    },
    content_type: |template| match template {
        Template::Balancer | Template::Recordings | Template::Short => "text/xml",
        // Forwarded answers.
        Template::Plain | Template::List | Template::Hooks => "text/xml;charset=utf-8",
    },
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
            let fields = [
                Element::text("version", "2.0"),
                Element::text("apiVersion", "2.0"),
                Element::text("bbbVersion", ""),
            ];
            success(Template::Balancer, fields)
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
    if request.http.body.len() > LARGEST_BODY {
        return Answer::Other(Reply::new(400, HTML, django_400()));
    }
    if !access.takes_body(request) {
        return unsupported_body().by_balancer();
    }
    let offline = world.node == NodeState::Offline;
    let id = request.parameters.filled("meetingID");
    let exists = id.is_some_and(|id| !offline && world.known_meeting(id).is_some());
    match name {
        "getMeetings" => polled(world, request),
        "isMeetingRunning" => is_running(world, id.filter(|_| exists)),
        _ if id.is_none() => missing_meeting_id(),
        "create" => create(world, request),
        "join" if exists => redirect_to_node(request, "-._*~"),
        "join" => Answer::Other(Reply::new(400, HTML, "")),
        _ if !exists => no_meeting(),
        _ => handed_on(world, request),
    }
}

/// The largest body that Django accepts by default.
const LARGEST_BODY: usize = 2_621_440;

/// Returns the answer of the server that has the meeting.
fn handed_on(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    if world.node == NodeState::Up {
        api::meeting_call(world, request)
    } else {
        Answer::Other(Reply::new(500, HTML, django_500()))
    }
}

/// `getMeetings`, with the state that the poller saw last.
fn polled(world: &World, request: &ApiRequest<'_>) -> Answer {
    let mut seen = World::default();
    if world.node != NodeState::Offline {
        seen.meetings.clone_from(&world.polled.meetings);
    }
    for meeting in &mut seen.meetings {
        // QUIRK: names and IDs are escaped twice.
        meeting.name = escaped(&meeting.name);
        meeting.external_id = escaped(&meeting.external_id);
    }
    api::meeting_call(&mut seen, request).by_balancer()
}

/// `isMeetingRunning`, which b3lb answers itself.
fn is_running(world: &World, id: Option<&str>) -> Answer {
    let meeting = id.and_then(|id| world.meeting(id));
    let running = meeting.is_some_and(Meeting::is_running);
    success(Template::Balancer, [Element::text("running", running)])
}

/// Returns the answer to a call that b3lb does not have.
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

/// Returns whether a host's name begins with the tenant's and an optional number: `acme.example.com`,
/// `acme-001.example.com`.
pub(in crate::testing) fn is_tenant(host: Option<&str>) -> bool {
    let label = host
        .and_then(|host| host.split_once('.'))
        .map(|(label, _)| label);
    label.is_some_and(|label| {
        let number = label.strip_prefix("acme").unwrap_or("none");
        let digits = number.strip_prefix('-').unwrap_or(number);
        digits.bytes().all(|byte| byte.is_ascii_digit()) && (number.is_empty() || digits != number)
    })
}

/// Returns the answer for a path that belongs to no tenant.
pub(in crate::testing) fn elsewhere(path: &str) -> Answer {
    let tenant = path
        .strip_prefix("/b3lb/t/")
        .and_then(|rest| rest.split('/').next());
    // QUIRK: tenants' names are in lower case, and a path with another name is unknown.
    if tenant.is_some_and(|tenant| tenant.contains(|c: char| c.is_ascii_uppercase())) {
        return Answer::Other(Reply::new(404, HTML, django_404()));
    }
    unauthorized()
}

/// Returns the answer to a request with a wrong checksum.
fn unauthorized() -> Answer {
    Answer::Other(Reply::new(401, HTML, "Unauthorized"))
}

/// `create`, which is checked, changed and forwarded.
fn create(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    let name = request.parameters.get("name").unwrap_or_default();
    if !(2..=256).contains(&utf16(name)) {
        let words = "Meeting name must be between 2 and 256 characters";
        return refused("sizeError", words).by_balancer();
    }
    let id = request.parameters.filled("meetingID").unwrap_or_default();
    if !(2..=100).contains(&utf16(id)) {
        let words = "Meeting id must be between 2 and 100 characters";
        return refused_without_key(words).by_balancer();
    }
    let mut handed_on = request.clone();
    let parameters = &mut handed_on.parameters;
    parameters.remove("voiceBridge");
    parameters.remove("dialNumber");
    request.settings.balancing.apply(parameters);
    // b3lb registers its own URL for the end, with its own name for the meeting, and then calls the given URL.
    let nonce = world.token(64);
    let url = format!("{}/b3lb/b/meeting/end?nonce={nonce}", request.origin);
    parameters.remove("meta_endCallbackUrl");
    parameters.set("meta_b3lb-recordset", &nonce);
    parameters.set("meta_endcallbackurl", &url);
    if parameters.flag("record") == Some(true) {
        // b3lb reports recordings itself.
        parameters.remove("meta_bbb-recording-ready-url");
    }
    if world.node != NodeState::Up {
        return refused_without_key("No Node available.").by_balancer();
    }
    super::create(world, &handed_on, request)
}
