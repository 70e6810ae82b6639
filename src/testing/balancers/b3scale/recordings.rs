//! The calls for recordings, which b3scale stores itself.

use crate::testing::api::answer::{Answer, Template, refused, success};
use crate::testing::api::metadata::metadata;
use crate::testing::api::recordings::{
    delete_all, needs_id, set_metadata, set_published, with_ids,
};
use crate::testing::api::request::ApiRequest;
use crate::testing::text::xml::Element;
use crate::testing::world::{Format, TestRecording, World};

/// Answers the call, if it is one for recordings.
pub(super) fn answer(world: &mut World, request: &ApiRequest<'_>) -> Option<Answer> {
    if request.name == "getRecordings" {
        return Some(get(world, request));
    }
    if !needs_id(request.name) {
        return None;
    }
    let found = with_ids(world, &request.parameters.list("recordID"));
    if found.is_empty() {
        let words = "The recording is not known to us.";
        return Some(refused("invalidRecordingIdentifier", words));
    }
    let done = match request.name {
        "publishRecordings" => {
            let publish = request.parameters.flag("publish") == Some(true);
            set_published(world, found, publish);
            Element::text("published", publish)
        }
        "updateRecordings" => {
            set_metadata(world, found, &metadata(&request.parameters));
            Element::text("updated", true)
        }
        _ => {
            delete_all(world, found);
            Element::text("deleted", true)
        }
    };
    Some(success(Template::Short, [done]))
}

/// `getRecordings`, without pages. Filters on metadata match exactly.
fn get(world: &World, request: &ApiRequest<'_>) -> Answer {
    let recordings = world.recordings.iter();
    let found: Vec<Element> = recordings
        .filter(|recording| is_wanted(recording, request))
        .map(element)
        .collect();
    success(Template::Recordings, [Element::list("recordings", found)])
}

fn is_wanted(recording: &TestRecording, request: &ApiRequest<'_>) -> bool {
    let list = |name| request.parameters.list(name);
    let (ids, meetings, states) = (list("recordID"), list("meetingID"), list("state"));
    let state = recording.state.as_str();
    let of_state = match states.as_slice() {
        [] => matches!(state, "published" | "unpublished"),
        states => states.contains(&"any") || states.contains(&state),
    };
    let filters = request.parameters.iter();
    let mut filters =
        filters.filter_map(|(name, value)| Some((name.strip_prefix("meta_")?, value)));
    let has = |name: &str, wanted: &str| {
        let mut metadata = recording.metadata.iter();
        metadata.any(|(known, value)| known == name && value == wanted)
    };
    of_state
        && (ids.is_empty() || ids.contains(&recording.record_id()))
        && (meetings.is_empty() || meetings.contains(&recording.meeting_id.as_str()))
        && filters.all(|(name, wanted)| has(name, wanted))
}

fn element(recording: &TestRecording) -> Element {
    let metadata = recording.metadata.iter();
    let metadata = metadata.map(|(name, value)| Element::text(name.clone(), value));
    let formats = recording.formats.iter().map(Format::element);
    let internal_id = recording.record_id();
    let mut elements =
        recording.first_elements(&recording.meeting_id, internal_id, &recording.name);
    elements.push(Element::list("metadata", metadata.collect()));
    elements.push(Element::list("playback", formats.collect()));
    Element::list("recording", elements)
}
