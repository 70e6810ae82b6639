//! The calls on recordings.

use super::Recording;
use super::find::find;
use crate::testing::answer::{Answer, Template, exception, refused, success};
use crate::testing::api::Ask;
use crate::testing::parameters::{decodable, decode};
use crate::testing::profile::{Profile, Version};
use crate::testing::state::State;
use crate::testing::xml::Element;

/// `getRecordings`.
pub(in crate::testing) fn get(state: &State, ask: &Ask<'_>) -> Answer {
    let Some(found) = find(state, ask) else {
        return exception();
    };
    let none = found.is_empty();
    // QUIRK: the older shape counts formats, not recordings.
    let total = if ask.options.old_paging {
        found.iter().map(|recording| recording.formats.len()).sum()
    } else {
        found.len()
    };
    let page = if ask.profile.is_bbb() {
        Page::of(ask)
    } else {
        None
    };
    let shown: Vec<&Recording> = match &page {
        Some(page) => found
            .into_iter()
            .skip(page.offset)
            .take(page.limit)
            .collect(),
        None => found,
    };
    if none || shown.is_empty() {
        return empty(ask, page.as_ref(), total);
    }
    // QUIRK: a page shows one format of each recording.
    let formats = if page.is_some() { 1 } else { usize::MAX };
    let recordings = shown
        .iter()
        .map(|r| r.element(ask.profile, formats))
        .collect();
    let mut fields = vec![Element::list("recordings", recordings)];
    fields.extend(page.map(|page| page.element(total, false)));
    success(Template::Recordings, fields)
}

fn empty(ask: &Ask<'_>, page: Option<&Page>, total: usize) -> Answer {
    let words = match ask.profile {
        Profile::Scalelite => "There are not recordings for the meetings",
        _ => "There are no recordings for the meeting(s).",
    };
    let list = if ask.profile.is_bbb() {
        Element::empty("recordings")
    } else if ask.profile == Profile::B3lb {
        Element::text("recordings", "")
    } else {
        Element::list("recordings", vec![])
    };
    let mut fields = vec![
        list,
        Element::text("messageKey", "noRecordings"),
        Element::text("message", words),
    ];
    fields.extend(page.map(|page| page.element(total, true)));
    let template = if ask.profile == Profile::B3lb {
        Template::Balancer
    } else {
        Template::Recordings
    };
    success(template, fields)
}

/// The page that is asked for.
struct Page {
    offset: usize,
    limit: usize,
    old: bool,
}

impl Page {
    fn of(ask: &Ask<'_>) -> Option<Self> {
        let version = ask.profile.version();
        let limit = ask
            .parameters
            .number("limit")
            .filter(|_| version >= Version(2, 6))?;
        let offset = ask.parameters.number("offset").unwrap_or(0).max(0);
        Some(Self {
            offset: usize::try_from(offset).unwrap_or(usize::MAX),
            limit: usize::try_from(limit.clamp(1, 100)).unwrap_or(1),
            old: ask.options.old_paging,
        })
    }

    /// The total, in the shape of the server's version.
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

/// The words for record IDs that are missing.
fn missing_id(profile: Profile) -> Answer {
    let words = if profile == Profile::Scalelite {
        "You must specify a recordID."
    } else {
        "You must specify one or more a record IDs."
    };
    refused("missingParamRecordID", words).by_balancer(profile)
}

/// The indices of recordings by exact ID, of which one that exists is enough.
fn existing(state: &State, ask: &Ask<'_>) -> Result<Vec<usize>, Box<Answer>> {
    let list = ask.parameters.filled("recordID").unwrap_or_default();
    if ask.profile.is_bbb() && !decodable(list) {
        return Err(Box::new(exception()));
    }
    let list = if ask.profile.is_bbb() {
        decode(list)
    } else {
        list.to_owned()
    };
    let ids: Vec<&str> = list.split(',').map(str::trim).collect();
    let recordings = state.recordings.iter().enumerate();
    let found: Vec<usize> = recordings
        .filter(|(_, r)| ids.contains(&r.record_id()))
        .filter(|(_, r)| matches!(r.state.as_str(), "published" | "unpublished"))
        .map(|(index, _)| index)
        .collect();
    // b3lb says yes to whatever it does not know.
    if found.is_empty() && ask.profile != Profile::B3lb {
        let answer = refused("notFound", "We could not find recordings");
        return Err(Box::new(answer.by_balancer(ask.profile)));
    }
    Ok(found)
}

/// `publishRecordings`.
pub(in crate::testing) fn publish(state: &mut State, ask: &Ask<'_>) -> Answer {
    let publish = ask.parameters.filled("publish").unwrap_or_default();
    let found = match existing(state, ask) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let to_published = publish.eq_ignore_ascii_case("true");
    let name = if to_published {
        "published"
    } else {
        "unpublished"
    };
    for index in found {
        if let Some(recording) = state.recordings.get_mut(index) {
            name.clone_into(&mut recording.state);
        }
    }
    // QUIRK: BigBlueButton repeats the text it was given.
    let said = if ask.profile == Profile::Scalelite {
        to_published.to_string()
    } else {
        publish.to_owned()
    };
    success(Template::Short, [Element::text("published", said)])
}

/// `deleteRecordings`.
pub(in crate::testing) fn delete(state: &mut State, ask: &Ask<'_>) -> Answer {
    match existing(state, ask) {
        Ok(found) => {
            for index in found {
                if let Some(recording) = state.recordings.get_mut(index) {
                    recording.delete(ask.profile);
                }
            }
            success(Template::Short, [Element::text("deleted", true)])
        }
        Err(answer) => *answer,
    }
}

impl Recording {
    fn delete(&mut self, profile: Profile) {
        "deleted".clone_into(&mut self.state);
        // Scalelite keeps no more than the recording's own data, b3lb nothing.
        if !profile.is_bbb() {
            self.metadata.clear();
            self.formats.clear();
        }
    }
}

/// `updateRecordings`.
pub(in crate::testing) fn update(state: &mut State, ask: &Ask<'_>) -> Answer {
    let found = match existing(state, ask) {
        Ok(found) => found,
        // Scalelite does not refuse here.
        Err(_) if ask.profile == Profile::Scalelite => {
            return success(Template::Short, [Element::text("updated", false)]);
        }
        Err(answer) => return *answer,
    };
    let changes = crate::testing::create::metadata(&ask.parameters);
    if changes.is_empty() && ask.profile == Profile::Scalelite {
        return success(Template::Short, [Element::text("updated", false)]);
    }
    for index in found {
        let Some(recording) = state.recordings.get_mut(index) else {
            continue;
        };
        for (name, value) in &changes {
            recording.metadata.retain(|(known, _)| known != name);
            if !value.is_empty() {
                recording.metadata.push((name.clone(), value.clone()));
            }
        }
    }
    success(Template::Short, [Element::text("updated", true)])
}

/// The words for `publish` that is missing.
fn missing_publish(profile: Profile) -> Answer {
    let words = if profile == Profile::Scalelite {
        "You must specify a publish value true or false."
    } else {
        "You must specify one a publish value true or false."
    };
    refused("missingParamPublish", words).by_balancer(profile)
}

/// What is missing, which BigBlueButton tells before it looks at the checksum.
pub(in crate::testing) fn required(ask: &Ask<'_>) -> Option<Answer> {
    let needs_id = matches!(
        ask.call,
        "publishRecordings" | "deleteRecordings" | "updateRecordings" | "getRecordingTextTracks"
    );
    if needs_id && ask.parameters.filled("recordID").is_none() {
        return Some(missing_id(ask.profile));
    }
    let publish = ask.parameters.filled("publish");
    // b3lb takes these two words alone.
    let is_known = |value: &str| {
        let known = ["true", "false"]
            .iter()
            .any(|known| value.eq_ignore_ascii_case(known));
        ask.profile != Profile::B3lb || known
    };
    let needs_publish = ask.call == "publishRecordings";
    (needs_publish && !publish.is_some_and(is_known)).then(|| missing_publish(ask.profile))
}
