//! Finds the recordings that `getRecordings` requests.

use super::ApiRequest;
use crate::testing::wire::parameters::{decodable, decode};
use crate::testing::world::{TestRecording, World, sha1};

/// Returns the requested recordings, or `None` if the server fails with an exception.
pub(super) fn find<'a>(
    world: &'a World,
    request: &ApiRequest<'_>,
) -> Option<Vec<&'a TestRecording>> {
    let list = |name| -> Option<Vec<String>> {
        let Some(list) = request.parameters.filled(name) else {
            return Some(Vec::new());
        };
        // QUIRK: bbb-web decodes these values a second time.
        let list = decodable(list).then(|| decode(list))?;
        Some(list.split(',').map(|item| item.trim().to_owned()).collect())
    };
    let (ids, meetings, mut states) = (list("recordID")?, list("meetingID")?, list("state")?);
    if states.is_empty() {
        states = vec!["published".to_owned(), "unpublished".to_owned()];
    }
    let filters = filters(request)?;
    let is_wanted = |recording: &&TestRecording| {
        let id = recording.record_id();
        let wanted = if !ids.is_empty() {
            ids.iter().any(|prefix| id.starts_with(prefix.as_str()))
        } else if meetings.is_empty() {
            true
        } else {
            let mut meetings = meetings.iter();
            meetings.any(|meeting| id.starts_with(&sha1(meeting)))
        };
        let of_state = states.iter().any(|s| *s == recording.state || s == "any");
        wanted && of_state && matches(recording, &filters)
    };
    Some(world.recordings.iter().filter(is_wanted).collect())
}

/// Returns the filters on metadata, or `None` if one is empty, which causes an exception in bbb-web.
fn filters(request: &ApiRequest<'_>) -> Option<Vec<(String, String)>> {
    let mut filters = Vec::new();
    for (name, value) in request.parameters.iter() {
        let Some(name) = name.strip_prefix("meta_") else {
            continue;
        };
        if value.is_empty() {
            return None;
        }
        // QUIRK: the name is converted to lower case, so metadata whose name has capitals is never found.
        filters.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    Some(filters)
}

/// Returns whether the metadata of a recording matches every filter.
fn matches(recording: &TestRecording, filters: &[(String, String)]) -> bool {
    filters.iter().all(|(name, pattern)| {
        let mut metadata = recording.metadata.iter();
        metadata.any(|(known, value)| known == name && is_like(value, pattern))
    })
}

/// Matches a pattern that may have a `%` at either end.
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
