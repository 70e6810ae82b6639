//! Which recordings are asked for.

use std::cmp::Reverse;

use super::Recording;
use crate::testing::api::Ask;
use crate::testing::parameters::{decodable, decode};
use crate::testing::profile::Profile;
use crate::testing::state::{State, sha1};

/// The recordings that are asked for; nothing where the server meets an exception.
pub(super) fn find<'a>(state: &'a State, ask: &Ask<'_>) -> Option<Vec<&'a Recording>> {
    let again = |name| -> Option<Vec<String>> {
        let Some(list) = ask.parameters.filled(name) else {
            return Some(Vec::new());
        };
        // QUIRK: bbb-web decodes these values, which are decoded already, once more.
        let list = match ask.profile.is_bbb() {
            true if !decodable(list) => return None,
            true => decode(list),
            false => list.to_owned(),
        };
        Some(list.split(',').map(|item| item.trim().to_owned()).collect())
    };
    let (ids, meetings, mut states) = (again("recordID")?, again("meetingID")?, again("state")?);
    if states.is_empty() {
        states = vec!["published".to_owned(), "unpublished".to_owned()];
    }
    let filters = filters(ask)?;
    let is_wanted = |recording: &&Recording| {
        let id = recording.record_id();
        let wanted = if !ids.is_empty() {
            ids.iter().any(|prefix| id.starts_with(prefix.as_str()))
        } else if meetings.is_empty() {
            true
        } else if ask.profile.is_bbb() {
            meetings
                .iter()
                .any(|meeting| id.starts_with(&sha1(meeting)))
        } else {
            meetings.contains(&recording.meeting_id)
        };
        // b3lb knows no other states than these two, and no word for all.
        let known = ask.profile != Profile::B3lb
            || matches!(recording.state.as_str(), "published" | "unpublished");
        let any = ask.profile != Profile::B3lb;
        let state = known
            && states
                .iter()
                .any(|s| *s == recording.state || (any && s == "any"));
        wanted && state && matches(recording, &filters, ask.profile)
    };
    let mut found: Vec<&Recording> = state.recordings.iter().filter(is_wanted).collect();
    if ask.profile == Profile::Scalelite {
        // The newest comes first; elsewhere the order means nothing.
        found.sort_by_key(|recording| Reverse(recording.start));
    }
    Some(found)
}

/// The filters on metadata; nothing where one is empty, which bbb-web does not survive.
fn filters(ask: &Ask<'_>) -> Option<Vec<(String, String)>> {
    let mut filters = Vec::new();
    if ask.profile == Profile::B3lb {
        return Some(filters);
    }
    for (name, value) in ask.parameters.iter() {
        let Some(name) = name.strip_prefix("meta_") else {
            continue;
        };
        if !ask.profile.is_bbb() {
            filters.push((name.to_owned(), value.to_owned()));
        } else if value.is_empty() {
            return None;
        } else {
            // QUIRK: the name is made lower case, so that names with capitals are never found.
            filters.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }
    Some(filters)
}

fn matches(recording: &Recording, filters: &[(String, String)], profile: Profile) -> bool {
    let has = |name: &str, wanted: &dyn Fn(&str) -> bool| {
        let of_name = |(known, _): &&(String, String)| known == name;
        recording
            .metadata
            .iter()
            .filter(of_name)
            .any(|(_, value)| wanted(value))
    };
    if profile.is_bbb() {
        return filters
            .iter()
            .all(|(name, pattern)| has(name, &|value| is_like(value, pattern)));
    }
    let listed = |list: &str, value: &str| list.split(',').any(|item| item == value);
    filters.is_empty()
        || filters
            .iter()
            .any(|(name, list)| has(name, &|value| listed(list, value)))
}

/// Compares with a pattern that may have a `%` at either end.
fn is_like(value: &str, pattern: &str) -> bool {
    let (open_start, pattern) = match pattern.strip_prefix('%') {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    let (open_end, text) = match pattern.strip_suffix('%') {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    match (open_start, open_end) {
        (true, true) => value.contains(text),
        (true, false) => value.ends_with(text),
        (false, true) => value.starts_with(text),
        (false, false) => value == text,
    }
}
