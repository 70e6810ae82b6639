//! The API of BigBlueButton: turns a request into an answer.

use self::access::{Access, UNSUPPORTED_BODY, unsupported_body};
use self::answer::{Answer, Template, not_found, refused, success};
use self::request::ApiRequest;
use self::signature::SignatureCheck;
use crate::testing::profiles::Change;
use crate::testing::text::json::{response, string};
use crate::testing::text::xml::Element;
use crate::testing::wire::Reply;
use crate::testing::wire::error_pages::nginx;
use crate::testing::world::World;

pub(in crate::testing) mod access;
pub(in crate::testing) mod answer;
pub(in crate::testing) mod create;
pub(in crate::testing) mod documents;
mod hooks;
mod join;
mod meeting_elements;
pub(in crate::testing) mod meetings;
pub(in crate::testing) mod metadata;
pub(in crate::testing) mod recordings;
pub(in crate::testing) mod request;
pub(in crate::testing) mod session;
pub(in crate::testing) mod signature;
mod tracks;
pub(in crate::testing) mod validation;

/// Answers a call as BigBlueButton does.
pub(in crate::testing) fn answer(
    world: &mut World,
    request: &ApiRequest<'_>,
    check: &SignatureCheck,
) -> Answer {
    if request.name.is_empty() {
        return version(request);
    }
    if request.name.starts_with("hooks/") {
        return hooks::answer(world, request, check);
    }
    if let Some(answer) = session::answer(world, request) {
        return answer;
    }
    let Some(access) = Access::of(request.name).filter(|_| is_offered(request)) else {
        return not_found();
    };
    let strict = request.has(Change::MethodsAndContentTypes);
    if strict && !access.takes_method(&request.http.method) {
        return Answer::Other(Reply::new(405, "text/html", nginx(405)));
    }
    if recordings::is_call(request.name) {
        return recording_call(world, request, check);
    }
    if !check.is_right() {
        return checksum_refused(world, request, check);
    }
    if strict && !access.takes_body(request) {
        if request.name == "join" {
            return join::failure(
                request,
                world,
                "unsupportedContentType",
                UNSUPPORTED_BODY,
                true,
            );
        }
        return unsupported_body();
    }
    meeting_call(world, request)
}

/// Answers a call for meetings that has passed every check.
pub(in crate::testing) fn meeting_call(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    match request.name {
        "create" => create::create(world, request),
        "join" => join::join(world, request),
        "end" => meetings::end(world, request),
        "isMeetingRunning" => meetings::is_running(world, request),
        "getMeetingInfo" => meetings::info(world, request),
        "getMeetings" => meetings::all(world, request),
        "getSessions" => meetings::sessions(world),
        "insertDocument" => documents::insert(world, request),
        "sendChatMessage" => documents::chat(world, request),
        _ => not_found(),
    }
}

/// Returns whether the release has the call.
fn is_offered(request: &ApiRequest<'_>) -> bool {
    match request.name {
        "insertDocument" => request.has(Change::InsertDocument),
        "sendChatMessage" => request.has(Change::SendChatMessage),
        _ => true,
    }
}

/// Answers a call for recordings. These calls first check that there is a checksum, then the required parameters, and
/// only then the checksum itself.
fn recording_call(world: &mut World, request: &ApiRequest<'_>, check: &SignatureCheck) -> Answer {
    let wrong = || {
        let words = "You did not pass the checksum security check";
        refused("checksumError", words)
    };
    if let Some(answer) = tracks::required(request) {
        return answer;
    }
    if *check == SignatureCheck::Missing {
        return wrong();
    }
    if let Some(answer) = recordings::required(request) {
        return answer;
    }
    if !check.is_right() {
        return wrong();
    }
    match request.name {
        "getRecordings" => recordings::get(world, request),
        "publishRecordings" => recordings::publish(world, request),
        "deleteRecordings" => recordings::delete(world, request),
        "updateRecordings" => recordings::update(world, request),
        "getRecordingTextTracks" => tracks::get(world, request),
        "putRecordingTextTrack" => tracks::put(world, request),
        _ => not_found(),
    }
}

fn checksum_refused(world: &World, request: &ApiRequest<'_>, check: &SignatureCheck) -> Answer {
    let words = match check {
        SignatureCheck::Missing => "You must provide the checksum",
        _ => "Checksums do not match",
    };
    if request.name == "join" {
        return join::failure(request, world, "checksumError", words, true);
    }
    refused("checksumError", words)
}

/// Answers the root with the version. It needs no checksum.
fn version(request: &ApiRequest<'_>) -> Answer {
    let mut fields = vec![
        ("version", "2.0".to_owned()),
        ("apiVersion", "2.0".to_owned()),
        ("bbbVersion", String::new()),
    ];
    if request.has(Change::GraphQl) {
        let host = request.origin.trim_start_matches("http://");
        fields.extend([
            ("graphqlWebsocketUrl", format!("wss://{host}/graphql")),
            ("graphqlApiUrl", format!("{}/api/rest", request.origin)),
        ]);
        // QUIRK: the content type of an absent body selects JSON.
        if request.http.header("content-type") == Some("application/json") {
            let fields = fields.iter().map(|(name, value)| (*name, string(value)));
            let success = [("returncode", string("SUCCESS"))];
            return Answer::Json(response(success.into_iter().chain(fields)));
        }
    }
    let fields = fields
        .into_iter()
        .map(|(name, value)| Element::text(name, value));
    success(Template::Plain, fields)
}
