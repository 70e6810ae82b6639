//! The calls for recordings, which Scalelite stores itself.

use std::cmp::Reverse;

use crate::testing::api::answer::{Answer, Template, refused, success};
use crate::testing::api::metadata::metadata;
use crate::testing::api::recordings::{needs_id, set_metadata, set_published, with_ids};
use crate::testing::api::request::ApiRequest;
use crate::testing::text::xml::Element;
use crate::testing::world::{Format, TestRecording, World};

/// Answers the call, if it is one for recordings.
pub(super) fn answer(world: &mut World, request: &ApiRequest<'_>) -> Option<Answer> {
    if needs_id(request.name) && request.parameters.filled("recordID").is_none() {
        return Some(refusal(
            "missingParamRecordID",
            "You must specify a recordID.",
        ));
    }
    let mut ids = request.parameters.list("recordID");
    ids.retain(|id| !is_others(world, request, id));
    match request.name {
        "getRecordings" => Some(get(world, request)),
        "publishRecordings" => Some(publish(world, request, &ids)),
        "deleteRecordings" => Some(delete(world, &ids)),
        "updateRecordings" => Some(update(world, request, &ids)),
        _ => None,
    }
}

/// Returns whether a recording exists that the tenant may not see.
fn is_others(world: &World, request: &ApiRequest<'_>, id: &str) -> bool {
    let mut recordings = world.recordings.iter();
    recordings.any(|recording| recording.record_id() == id && !is_own(recording, request))
}

/// Returns whether the request's tenant may see a recording. Without tenants, everybody may.
fn is_own(recording: &TestRecording, request: &ApiRequest<'_>) -> bool {
    let Some(tenant) = super::tenant(request) else {
        return true;
    };
    let mut metadata = recording.metadata.iter();
    metadata.any(|(name, value)| name == "tenant-name" && *value == tenant)
}

fn refusal(key: &str, words: &str) -> Answer {
    refused(key, words).by_balancer()
}

fn not_found() -> Answer {
    refusal("notFound", "We could not find recordings")
}

/// `getRecordings`, without pages and with the newest recording first.
fn get(world: &World, request: &ApiRequest<'_>) -> Answer {
    let mut found: Vec<&TestRecording> = world
        .recordings
        .iter()
        .filter(|recording| is_own(recording, request) && is_wanted(recording, request))
        .collect();
    found.sort_by_key(|recording| Reverse(recording.start));
    if found.is_empty() {
        let fields = [
            Element::list("recordings", vec![]),
            Element::text("messageKey", "noRecordings"),
            Element::text("message", "There are not recordings for the meetings"),
        ];
        return success(Template::Recordings, fields);
    }
    let recordings = found.into_iter().map(element).collect();
    success(
        Template::Recordings,
        [Element::list("recordings", recordings)],
    )
}

fn is_wanted(recording: &TestRecording, request: &ApiRequest<'_>) -> bool {
    let list = |name| request.parameters.list(name);
    let (ids, meetings, mut states) = (list("recordID"), list("meetingID"), list("state"));
    if states.is_empty() {
        states = vec!["published", "unpublished"];
    }
    let wanted = if ids.is_empty() {
        meetings.is_empty() || meetings.contains(&recording.meeting_id.as_str())
    } else {
        let mut ids = ids.iter();
        ids.any(|prefix| recording.record_id().starts_with(prefix))
    };
    let mut states = states.iter();
    wanted
        && states.any(|state| *state == recording.state || *state == "any")
        && has_metadata(recording, request)
}

/// Returns whether any filter on metadata matches, or there is no filter. A value is a list of alternatives.
fn has_metadata(recording: &TestRecording, request: &ApiRequest<'_>) -> bool {
    let filters = request.parameters.iter();
    let mut filters = filters
        .filter_map(|(name, list)| Some((name.strip_prefix("meta_")?, list)))
        .peekable();
    if filters.peek().is_none() {
        return true;
    }
    filters.any(|(name, list)| {
        let mut metadata = recording.metadata.iter();
        metadata.any(|(known, value)| known == name && list.split(',').any(|item| item == value))
    })
}

fn element(recording: &TestRecording) -> Element {
    // QUIRK: Scalelite's importer drops these.
    let dropped = ["isBreakout", "meetingId", "meetingName"];
    let metadata = recording.metadata.iter();
    let metadata = metadata.filter(|(name, _)| !dropped.contains(&name.as_str()));
    // QUIRK: an empty value is an empty CDATA section.
    let metadata = metadata.map(|(name, value)| match value.as_str() {
        "" => Element::cdata(name.clone(), ""),
        value => Element::text(name.clone(), value),
    });
    let formats = recording.formats.iter().map(format_element);
    let internal_id = recording.record_id();
    let mut elements =
        recording.first_elements(&recording.meeting_id, internal_id, &recording.name);
    // QUIRK: Scalelite does not return it.
    elements.retain(|element| element.name() != "isBreakout");
    elements.push(Element::list("metadata", metadata.collect()));
    elements.push(Element::list("playback", formats.collect()));
    Element::list("recording", elements)
}

fn format_element(format: &Format) -> Element {
    let mut fields = vec![
        Element::text("type", &format.kind),
        Element::text("url", &format.url),
        Element::text("length", format.minutes),
        Element::text("processingTime", 60_000),
    ];
    fields.extend(format.previews());
    Element::list("format", fields)
}

/// `publishRecordings`, which answers `true` or `false`, however the value was written.
fn publish(world: &mut World, request: &ApiRequest<'_>, ids: &[&str]) -> Answer {
    let Some(publish) = request.parameters.filled("publish") else {
        let words = "You must specify a publish value true or false.";
        return refusal("missingParamPublish", words);
    };
    let publish = publish.eq_ignore_ascii_case("true");
    let found = with_ids(world, ids);
    if found.is_empty() {
        return not_found();
    }
    set_published(world, found, publish);
    success(Template::Short, [Element::text("published", publish)])
}

/// `deleteRecordings`, which keeps only the recording's own data. A deleted recording can be deleted again.
fn delete(world: &mut World, ids: &[&str]) -> Answer {
    let recordings = world.recordings.iter_mut();
    let mut found = recordings
        .filter(|recording| ids.contains(&recording.record_id()))
        .peekable();
    if found.peek().is_none() {
        return not_found();
    }
    found.for_each(TestRecording::delete);
    success(Template::Short, [Element::text("deleted", true)])
}

/// `updateRecordings`, which does not refuse an unknown ID.
fn update(world: &mut World, request: &ApiRequest<'_>, ids: &[&str]) -> Answer {
    let (found, changes) = (with_ids(world, ids), metadata(&request.parameters));
    let updated = !found.is_empty() && !changes.is_empty();
    set_metadata(world, found, &changes);
    success(Template::Short, [Element::text("updated", updated)])
}
