//! The load balancer Scalelite.

use super::{encode, missing_meeting_id, no_meeting, redirect_to_node};
use crate::testing::api;
use crate::testing::api::access::{Access, unsupported_body};
use crate::testing::api::answer::{Answer, Style, Template, refused, success};
use crate::testing::api::request::ApiRequest;
use crate::testing::api::signature::SignatureCheck;
use crate::testing::text::xml::{Element, Layout};
use crate::testing::wire::parameters::Parameters;
use crate::testing::world::{Meeting, NodeState, World};

mod recordings;

/// The style in which Scalelite prints its own answers, and those that it forwards.
pub(in crate::testing) const STYLE: Style = Style {
    layout: |template| match template {
        Template::Balancer => Layout::Declared,
        Template::Recordings | Template::Short => Layout::Indented("  "),
        Template::Plain | Template::List | Template::Hooks => Layout::HandedOn,
    },
    content_type: |_| "application/xml; charset=utf-8",
};

/// Answers a call.
pub(in crate::testing) fn answer(
    world: &mut World,
    request: &ApiRequest<'_>,
    check: &SignatureCheck,
) -> Answer {
    if request.name.is_empty() {
        let fields = [
            Element::text("version", "2.0"),
            Element::text("build", "1.8.5"),
        ];
        return success(Template::Balancer, fields);
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
    let offline = world.node == NodeState::Offline;
    let id = request.parameters.filled("meetingID");
    let tenant = tenant(request);
    let is_own = |meeting: &Meeting| meeting.tenant == tenant;
    let meeting = id.and_then(|id| world.known_meeting(id));
    let exists = !offline && meeting.is_some_and(is_own);
    match request.name {
        "getMeetings" if offline || !world.meetings.iter().any(is_own) => no_meetings(),
        "getMeetings" => {
            let mut seen = World::default();
            seen.node = world.node;
            let own = world.meetings.iter().filter(|meeting| is_own(meeting));
            seen.meetings = own.cloned().collect();
            handed_on(&mut seen, request)
        }
        "isMeetingRunning" if id.is_some() && !exists => {
            success(Template::Balancer, [Element::text("running", false)])
        }
        _ if id.is_none() => missing_meeting_id(),
        "create" => create(world, request),
        _ if !exists => no_meeting(),
        // QUIRK: the browser is redirected to the server, whatever `redirect` says.
        "join" => redirect_to_node(request, "-._*"),
        _ => handed_on(world, request),
    }
}

/// Returns the tenant that a request belongs to.
fn tenant(request: &ApiRequest<'_>) -> Option<String> {
    let found = request
        .settings
        .balancing
        .tenant(request.http.header("host"));
    found.map(|(name, _)| name.clone())
}

/// Returns the answer of the server that has the meeting.
fn handed_on(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    if world.node == NodeState::Up {
        api::meeting_call(world, request)
    } else {
        internal_error("Unable to access meeting on server.")
    }
}

fn internal_error(words: &str) -> Answer {
    refused("internalError", words).by_balancer()
}

/// Returns whether Scalelite has the call.
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
        // QUIRK: the message comes before the list.
        Element::empty("meetings"),
    ];
    success(Template::Balancer, fields)
}

/// `create`, whose parameters are changed and forwarded.
fn create(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    if let Some(refusal) = tag_unavailable(request) {
        return refusal;
    }
    let mut changed = request.clone();
    let parameters = &mut changed.parameters;
    parameters.set("voiceBridge", &world.voice_bridge(9));
    limit_duration(request, parameters);
    request.settings.balancing.apply(parameters);
    if let Some(tenant) = tenant(request) {
        parameters.set("meta_tenant-name", &tenant);
    }
    // Scalelite registers its own URLs for analytics and recordings, and then calls the given ones.
    parameters.remove("meta_bbb-recording-ready-url");
    if parameters.filled("meta_analytics-callback-url").is_some() {
        let own = format!("{}{}/analytics_callback", request.origin, request.base);
        parameters.set("meta_analytics-callback-url", &own);
    }
    if world.node != NodeState::Up {
        return internal_error("Could not find any available servers.");
    }
    // A form becomes part of the URL for the server.
    if length_of_url(&changed.parameters) > LONGEST_URL {
        return internal_error("Response did not include returncode");
    }
    let id = request.parameters.filled("meetingID").unwrap_or_default();
    let existed = world.meeting(id).is_some();
    let answer = super::create(world, &changed, request);
    if let Some(meeting) = world.meeting_mut(id).filter(|_| !existed) {
        meeting.tenant = tenant(request);
    }
    answer
}

/// Sets the longest duration that the operator allows, if the request asks for a longer one or for none.
fn limit_duration(request: &ApiRequest<'_>, parameters: &mut Parameters) {
    let Some(longest) = request.settings.balancing.longest_duration_minutes else {
        return;
    };
    // QUIRK: the digits at the start of a text count, as in Ruby's `to_i`. Without any it is zero, which stands for no limit.
    let asked = parameters.filled("duration").unwrap_or_default().trim();
    let digits = asked.split(|c: char| !c.is_ascii_digit()).next();
    let asked = digits.unwrap_or_default();
    let fits = asked
        .parse()
        .is_ok_and(|asked: u32| (1..=longest).contains(&asked));
    if !fits {
        parameters.set("duration", &longest.to_string());
    }
}

/// The longest URL that nginx in front of a server accepts.
const LONGEST_URL: usize = 8 << 10;

fn length_of_url(parameters: &Parameters) -> usize {
    let mut query = String::new();
    for (name, value) in parameters.iter() {
        encode(&mut query, name, "-._*");
        encode(&mut query, value, "-._*");
        query.push_str("&=");
    }
    query.len()
}

/// Returns the refusal of a meeting with a required tag, such as `gpu!`, that no server has.
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
