//! The calls for recordings, which b3scale stores itself.

use crate::testing::api::answer::{Answer, Template, refused, success};
use crate::testing::api::metadata::metadata;
use crate::testing::api::recordings::{needs_id, set_metadata, set_published, with_ids};
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
    let ids = request.parameters.filled("recordID").unwrap_or_default();
    let found = with_ids(world, ids);
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
            for index in found {
                if let Some(recording) = world.recordings.get_mut(index) {
                    recording.delete();
                }
            }
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
    let list = |name| -> Vec<&str> {
        let list = request.parameters.filled(name).unwrap_or_default();
        let items = list.split(',').map(str::trim);
        items.filter(|item| !item.is_empty()).collect()
    };
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
    Element::list(
        "recording",
        vec![
            Element::text("recordID", recording.record_id()),
            Element::text("meetingID", &recording.meeting_id),
            Element::text("internalMeetingID", recording.record_id()),
            Element::text("name", &recording.name),
            Element::text("isBreakout", recording.is_breakout),
            Element::text("published", recording.is_published()),
            Element::text("state", &recording.state),
            Element::text("startTime", recording.start),
            Element::text("endTime", recording.end),
            Element::text("participants", recording.participants),
            Element::list("metadata", metadata.collect()),
            Element::list("playback", formats.collect()),
        ],
    )
}
