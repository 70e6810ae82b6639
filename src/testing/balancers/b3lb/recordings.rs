//! The calls for recordings, which b3lb stores itself.

use crate::testing::api::answer::{Answer, Template, refused, success};
use crate::testing::api::metadata::metadata;
use crate::testing::api::recordings::{
    delete_all, needs_id, set_metadata, set_published, with_ids,
};
use crate::testing::api::request::ApiRequest;
use crate::testing::text::json;
use crate::testing::text::xml::Element;
use crate::testing::wire::Reply;
use crate::testing::world::{Format, TestRecording, World};

/// The only metadata that b3lb returns.
const METADATA: [&str; 8] = [
    "bbb-origin",
    "bbb-origin-server-name",
    "bbb-origin-version",
    "endcallbackurl",
    "gl-listed",
    "isBreakout",
    "meetingId",
    "meetingName",
];

/// Answers the call, if it is one for recordings.
pub(super) fn answer(world: &mut World, request: &ApiRequest<'_>) -> Option<Answer> {
    let ids = request.parameters.list("recordID");
    if needs_id(request.name) && request.parameters.filled("recordID").is_none() {
        let words = "You must specify one or more a record IDs.";
        return Some(refused("missingParamRecordID", words).by_balancer());
    }
    match request.name {
        "getRecordings" => Some(get(world, request)),
        "publishRecordings" => Some(publish(world, request, &ids)),
        "deleteRecordings" => Some(delete(world, &ids)),
        "updateRecordings" => Some(update(world, request, &ids)),
        "getRecordingTextTracks" => {
            let text = json::refused("noRecordings", "No recording found");
            Some(Answer::Other(Reply::new(200, "application/json", text)))
        }
        _ => None,
    }
}

/// `getRecordings`, without pages and without filters on metadata.
fn get(world: &World, request: &ApiRequest<'_>) -> Answer {
    let recordings = world.recordings.iter();
    let found: Vec<Element> = recordings
        .filter(|recording| is_wanted(recording, request))
        .map(element)
        .collect();
    if found.is_empty() {
        let fields = [
            Element::text("recordings", ""),
            Element::text("messageKey", "noRecordings"),
            Element::text("message", "There are no recordings for the meeting(s)."),
        ];
        return success(Template::Balancer, fields);
    }
    success(Template::Recordings, [Element::list("recordings", found)])
}

fn is_wanted(recording: &TestRecording, request: &ApiRequest<'_>) -> bool {
    let list = |name| request.parameters.list(name);
    let (ids, meetings) = (list("recordID"), list("meetingID"));
    let wanted = if ids.is_empty() {
        meetings.is_empty() || meetings.contains(&recording.meeting_id.as_str())
    } else {
        let mut ids = ids.iter();
        ids.any(|prefix| recording.record_id().starts_with(prefix))
    };
    // No other state, no list of states and no `any` is known.
    let known = matches!(recording.state.as_str(), "published" | "unpublished");
    let state = request.parameters.filled("state");
    wanted && known && state.is_none_or(|state| state == recording.state)
}

fn element(recording: &TestRecording) -> Element {
    let value = |name: &str| {
        let found = recording.metadata.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let metadata = METADATA.map(|name| Element::text(name, value(name)));
    // QUIRK: every recording is returned as one of a breakout room.
    let breakout = vec![
        Element::text("parentId", "unknown"),
        Element::text("sequence", 0),
        Element::text("freeJoin", false),
    ];
    let size: i64 = recording.formats.iter().map(|format| format.size).sum();
    let formats = recording.formats.iter().map(Format::element);
    let meeting_id = &recording.meeting_id;
    let mut elements = recording.first_elements(meeting_id, meeting_id, &recording.name);
    elements.extend([
        Element::text("rawSize", recording.raw_size),
        Element::list("metadata", metadata.into()),
        Element::list("breakout", breakout),
        Element::text("size", size),
        Element::list("playback", formats.collect()),
        Element::text("data", ""),
    ]);
    Element::list("recording", elements)
}

/// `publishRecordings`, which knows only `true` and `false`, in any case.
fn publish(world: &mut World, request: &ApiRequest<'_>, ids: &[&str]) -> Answer {
    let publish = request.parameters.filled("publish").unwrap_or_default();
    let (yes, no) = (
        publish.eq_ignore_ascii_case("true"),
        publish.eq_ignore_ascii_case("false"),
    );
    if !yes && !no {
        let words = "You must specify one a publish value true or false.";
        return refused("missingParamPublish", words).by_balancer();
    }
    // An unknown ID is not refused.
    let found = with_ids(world, ids);
    set_published(world, found, yes);
    success(Template::Short, [Element::text("published", publish)])
}

/// `deleteRecordings`.
fn delete(world: &mut World, ids: &[&str]) -> Answer {
    let found = with_ids(world, ids);
    delete_all(world, found);
    success(Template::Short, [Element::text("deleted", true)])
}

/// `updateRecordings`.
fn update(world: &mut World, request: &ApiRequest<'_>, ids: &[&str]) -> Answer {
    let found = with_ids(world, ids);
    set_metadata(world, found, &metadata(&request.parameters));
    success(Template::Short, [Element::text("updated", true)])
}
