//! The calls for recordings.

use super::answer::{Answer, Template, exception, refused, success};
use super::metadata::metadata;
use super::request::ApiRequest;
use crate::testing::profiles::Change;
use crate::testing::text::xml::Element;
use crate::testing::wire::parameters::{decodable, decode, items};
use crate::testing::world::{TestRecording, World};
use find::find;

mod find;
mod print;

/// Returns whether a call checks its parameters before the checksum.
pub(in crate::testing) fn is_call(name: &str) -> bool {
    matches!(
        name,
        "getRecordings"
            | "publishRecordings"
            | "deleteRecordings"
            | "updateRecordings"
            | "getRecordingTextTracks"
            | "putRecordingTextTrack"
    )
}

/// `getRecordings`.
pub(super) fn get(world: &World, request: &ApiRequest<'_>) -> Answer {
    let Some(found) = find(world, request) else {
        return exception();
    };
    let none = found.is_empty();
    // QUIRK: the older shape counts formats instead of recordings.
    let total = if request.settings.old_paging {
        found.iter().map(|recording| recording.formats.len()).sum()
    } else {
        found.len()
    };
    let page = Page::of(request);
    let shown: Vec<&TestRecording> = match &page {
        Some(page) => found
            .into_iter()
            .skip(page.offset)
            .take(page.limit)
            .collect(),
        None => found,
    };
    if none || shown.is_empty() {
        return empty(page.as_ref(), total);
    }
    // QUIRK: a page shows one format of each recording.
    let formats = if page.is_some() { 1 } else { usize::MAX };
    let recordings = shown.iter().map(|r| r.element(formats)).collect();
    let mut fields = vec![Element::list("recordings", recordings)];
    fields.extend(page.map(|page| page.element(total, false)));
    success(Template::Recordings, fields)
}

fn empty(page: Option<&Page>, total: usize) -> Answer {
    let mut fields = vec![
        Element::empty("recordings"),
        Element::text("messageKey", "noRecordings"),
        Element::text("message", "There are no recordings for the meeting(s)."),
    ];
    fields.extend(page.map(|page| page.element(total, true)));
    success(Template::Recordings, fields)
}

/// The requested page.
struct Page {
    offset: usize,
    limit: usize,
    old: bool,
}

impl Page {
    fn of(request: &ApiRequest<'_>) -> Option<Self> {
        let limit = request.parameters.number("limit");
        let limit = limit.filter(|_| request.has(Change::Paging))?;
        let offset = request.parameters.number("offset").unwrap_or(0).max(0);
        Some(Self {
            offset: usize::try_from(offset).unwrap_or(usize::MAX),
            limit: usize::try_from(limit.clamp(1, 100)).unwrap_or(1),
            old: request.settings.old_paging,
        })
    }

    /// Returns the element with the total, in the shape of the server's release.
    fn element(&self, total: usize, empty: bool) -> Element {
        if !self.old {
            return Element::text("totalElements", total);
        }
        let pageable = vec![
            Element::text("offset", self.offset),
            Element::text("limit", self.limit),
            Element::text("paged", true),
            Element::text("unpaged", false),
        ];
        let fields = vec![
            Element::list("pageable", pageable),
            Element::text("totalElements", total),
            Element::text("empty", empty),
        ];
        Element::list("pagination", fields)
    }
}

/// Returns the indices of the recordings with exactly these IDs. At least one must exist.
fn existing(world: &World, request: &ApiRequest<'_>) -> Result<Vec<usize>, Box<Answer>> {
    let list = request.parameters.filled("recordID").unwrap_or_default();
    if !decodable(list) {
        return Err(Box::new(exception()));
    }
    let list = decode(list);
    let found = with_ids(world, &items(&list));
    if found.is_empty() {
        let answer = refused("notFound", "We could not find recordings");
        return Err(Box::new(answer));
    }
    Ok(found)
}

/// Returns the indices of the published and unpublished recordings with these IDs.
pub(in crate::testing) fn with_ids(world: &World, ids: &[&str]) -> Vec<usize> {
    let recordings = world.recordings.iter().enumerate();
    recordings
        .filter(|(_, r)| ids.contains(&r.record_id()))
        .filter(|(_, r)| matches!(r.state.as_str(), "published" | "unpublished"))
        .map(|(index, _)| index)
        .collect()
}

/// `publishRecordings`.
pub(super) fn publish(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    let publish = request.parameters.filled("publish").unwrap_or_default();
    match existing(world, request) {
        Ok(found) => set_published(world, found, publish.eq_ignore_ascii_case("true")),
        Err(answer) => return *answer,
    }
    // QUIRK: the answer repeats the given text.
    success(Template::Short, [Element::text("published", publish)])
}

/// Sets the state of recordings.
pub(in crate::testing) fn set_published(world: &mut World, found: Vec<usize>, published: bool) {
    let name = if published {
        "published"
    } else {
        "unpublished"
    };
    for index in found {
        if let Some(recording) = world.recordings.get_mut(index) {
            name.clone_into(&mut recording.state);
        }
    }
}

/// `deleteRecordings`.
pub(super) fn delete(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    let found = match existing(world, request) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    for index in found {
        if let Some(recording) = world.recordings.get_mut(index) {
            "deleted".clone_into(&mut recording.state);
        }
    }
    success(Template::Short, [Element::text("deleted", true)])
}

/// Deletes recordings as load balancers do: everything except the recording's own data.
pub(in crate::testing) fn delete_all(world: &mut World, found: Vec<usize>) {
    for index in found {
        if let Some(recording) = world.recordings.get_mut(index) {
            recording.delete();
        }
    }
}

/// `updateRecordings`.
pub(super) fn update(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    match existing(world, request) {
        Ok(found) => set_metadata(world, found, &metadata(&request.parameters)),
        Err(answer) => return *answer,
    }
    success(Template::Short, [Element::text("updated", true)])
}

/// Sets metadata of recordings. An empty value removes a name.
pub(in crate::testing) fn set_metadata(
    world: &mut World,
    found: Vec<usize>,
    changes: &[(String, String)],
) {
    for index in found {
        let Some(recording) = world.recordings.get_mut(index) else {
            continue;
        };
        for (name, value) in changes {
            recording.metadata.retain(|(known, _)| known != name);
            if !value.is_empty() {
                recording.metadata.push((name.clone(), value.clone()));
            }
        }
    }
}

/// Returns the refusal of a call that lacks a required parameter. It comes before the checksum is checked.
pub(super) fn required(request: &ApiRequest<'_>) -> Option<Answer> {
    if needs_id(request.name) && request.parameters.filled("recordID").is_none() {
        let words = "You must specify one or more a record IDs.";
        return Some(refused("missingParamRecordID", words));
    }
    let lacks_publish =
        request.name == "publishRecordings" && request.parameters.filled("publish").is_none();
    let words = "You must specify one a publish value true or false.";
    lacks_publish.then(|| refused("missingParamPublish", words))
}

/// Returns whether a call needs a record ID.
pub(in crate::testing) fn needs_id(name: &str) -> bool {
    matches!(
        name,
        "publishRecordings" | "deleteRecordings" | "updateRecordings" | "getRecordingTextTracks"
    )
}
