//! Recordings and the calls on them.

use super::answer::{Answer, Template, refused, success};
use super::api::Ask;
use super::meetings::Meeting;
use super::parameters::{decodable, decode};
use super::profile::{Profile, Version};
use super::state::{State, sha1};
use super::xml::{Element, escaped};

/// A recording, as a test puts it on the server with [`TestServer::add_recording`](super::TestServer::add_recording).
///
/// ```
/// # fn main() -> std::io::Result<()> {
/// use bbb_sdk::testing::{Recording, TestServer};
///
/// let server = TestServer::start()?;
/// let id = server.add_recording(Recording::new("room-1").name("Physics").meta("course", "ph-101"));
/// assert!(id.ends_with("-1700000000000"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a recording is nowhere until it is added to a server"]
pub struct Recording {
    pub(super) id: Option<String>,
    pub(super) meeting_id: String,
    pub(super) name: String,
    pub(super) is_breakout: bool,
    pub(super) state: String,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) participants: i64,
    pub(super) raw_size: i64,
    pub(super) metadata: Vec<(String, String)>,
    pub(super) formats: Vec<Format>,
    pub(super) tracks: Vec<Track>,
    /// Since when it is on its way to being published by itself.
    pub(super) processing_since: Option<i64>,
    origin: String,
}

#[derive(Debug, Clone)]
pub(super) struct Format {
    pub(super) kind: String,
    pub(super) url: String,
    pub(super) minutes: i64,
    pub(super) size: i64,
    pub(super) images: Vec<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Track {
    pub(super) kind: String,
    pub(super) lang: String,
    pub(super) label: String,
    pub(super) source: &'static str,
}

impl Recording {
    /// A published recording of a meeting's external ID: one hour from 2023-11-14 22:13:20 UTC, as `presentation`.
    pub fn new(meeting_id: impl Into<String>) -> Self {
        let meeting_id = meeting_id.into();
        Self {
            id: None,
            name: meeting_id.clone(),
            meeting_id,
            is_breakout: false,
            state: "published".to_owned(),
            start: 1_700_000_000_000,
            end: 1_700_003_600_000,
            participants: 2,
            raw_size: 3_000_000,
            metadata: Vec::new(),
            formats: Vec::new(),
            tracks: Vec::new(),
            processing_since: None,
            origin: String::new(),
        }
    }

    /// The record ID; without it the SHA-1 of the meeting's ID, a hyphen and the start, as BigBlueButton makes it.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The name; without it the meeting's ID.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The state: `processing`, `processed`, `published`, `unpublished`, `deleted`.
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = state.into();
        self
    }

    /// When it started and ended, in milliseconds since 1970.
    pub fn times(mut self, start: i64, end: i64) -> Self {
        (self.start, self.end) = (start, end);
        self
    }

    /// How many users took part.
    pub fn participants(mut self, count: i64) -> Self {
        self.participants = count;
        self
    }

    /// Adds metadata. The name is kept as it is; `create` makes names lower case.
    pub fn meta(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.push((name.into(), value.into()));
        self
    }

    /// Adds a format: its type, its URL and its length in minutes. Without any there is a `presentation`.
    pub fn format(mut self, kind: impl Into<String>, url: impl Into<String>, minutes: i64) -> Self {
        self.formats.push(Format {
            kind: kind.into(),
            url: url.into(),
            minutes,
            size: 1_000_000,
            images: Vec::new(),
        });
        self
    }

    /// Adds a preview image to the format that was added last.
    pub fn preview(mut self, url: impl Into<String>) -> Self {
        if let Some(format) = self.formats.last_mut() {
            format.images.push(url.into());
        }
        self
    }

    /// Adds a text track: `subtitles` or `captions`, its language and its label.
    pub fn track(
        mut self,
        kind: impl Into<String>,
        lang: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        self.tracks.push(Track {
            kind: kind.into(),
            lang: lang.into(),
            label: label.into(),
            source: "upload",
        });
        self
    }

    /// What an ended and recorded meeting leaves.
    pub(super) fn of(meeting: &Meeting, now: i64) -> Self {
        let mut recording = Self::new(&meeting.external_id)
            .id(&meeting.internal_id)
            .name(&meeting.name)
            .state("processing")
            .times(meeting.created, now)
            .participants(i64::try_from(meeting.users.len()).unwrap_or(i64::MAX));
        recording.metadata.clone_from(&meeting.metadata);
        recording.is_breakout = meeting.breakout.is_some();
        recording.processing_since = Some(now);
        recording.complete(&meeting.origin)
    }

    /// Becomes published, with the format that every server makes.
    pub(super) fn publish(&mut self) {
        "published".clone_into(&mut self.state);
        self.processing_since = None;
        if self.formats.is_empty() {
            self.formats.push(self.presentation());
        }
    }

    fn presentation(&self) -> Format {
        Format {
            kind: "presentation".to_owned(),
            url: format!(
                "{}/playback/presentation/2.3/{}",
                self.origin,
                self.record_id()
            ),
            minutes: (self.end - self.start) / 60_000,
            size: 1_000_000,
            images: Vec::new(),
        }
    }

    pub(super) fn record_id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    pub(super) fn is_published(&self) -> bool {
        self.state == "published"
    }

    /// Fills in what was not set.
    pub(super) fn complete(mut self, origin: &str) -> Self {
        let id = self
            .id
            .take()
            .unwrap_or_else(|| format!("{}-{}", sha1(&self.meeting_id), self.start));
        self.id = Some(id);
        origin.clone_into(&mut self.origin);
        if self.formats.is_empty() && matches!(self.state.as_str(), "published" | "unpublished") {
            self.formats.push(self.presentation());
        }
        let own = [
            ("isBreakout", self.is_breakout.to_string()),
            ("meetingId", self.meeting_id.clone()),
            ("meetingName", self.name.clone()),
        ];
        for (name, value) in own {
            if !self.metadata.iter().any(|(known, _)| known == name) {
                self.metadata.push((name.to_owned(), value));
            }
        }
        self
    }

    fn element(&self, profile: Profile, formats: usize) -> Element {
        // QUIRK: name and meeting ID are escaped twice.
        let twice = |text: &str| {
            if profile.is_bbb() {
                escaped(text)
            } else {
                text.to_owned()
            }
        };
        let id = self.record_id();
        let mut fields = vec![
            Element::text("recordID", id),
            Element::text("meetingID", twice(&self.meeting_id)),
            Element::text("internalMeetingID", id),
            Element::text("name", twice(&self.name)),
        ];
        let scalelite = profile == Profile::Scalelite;
        if !scalelite {
            fields.push(Element::text("isBreakout", self.is_breakout));
        }
        fields.extend([
            Element::text("published", self.is_published()),
            Element::text("state", &self.state),
            Element::text("startTime", self.start),
            Element::text("endTime", self.end),
            Element::text("participants", self.participants),
        ]);
        if !scalelite {
            fields.push(Element::text("rawSize", self.raw_size));
        }
        // QUIRK: Scalelite prints an empty value as an empty CDATA section.
        let metadata = self.metadata.iter().map(|(name, value)| {
            if scalelite && value.is_empty() {
                Element::cdata(name.clone(), "")
            } else {
                Element::text(name.clone(), value)
            }
        });
        fields.push(Element::list("metadata", metadata.collect()));
        if !scalelite {
            let size: i64 = self.formats.iter().map(|format| format.size).sum();
            fields.push(Element::text("size", size));
        }
        let formats = self.formats.iter().take(formats);
        let formats = formats.map(|format| format.element(profile)).collect();
        fields.push(Element::list("playback", formats));
        if !scalelite {
            fields.push(Element::text("data", ""));
        }
        Element::list("recording", fields)
    }
}

impl Format {
    fn element(&self, profile: Profile) -> Element {
        let length = Element::text("length", self.minutes);
        let time = Element::text("processingTime", 60_000);
        let mut fields = vec![
            Element::text("type", &self.kind),
            Element::text("url", &self.url),
        ];
        if profile == Profile::Scalelite {
            fields.extend([length, time]);
        } else {
            fields.extend([time, length, Element::text("size", self.size)]);
        }
        if !self.images.is_empty() {
            let images = self.images.iter().map(|url| {
                Element::text("image", url)
                    .attribute("alt", "")
                    .attribute("height", "136")
                    .attribute("width", "176")
            });
            let images = Element::list("images", images.collect());
            fields.push(Element::list("preview", vec![images]));
        }
        Element::list("format", fields)
    }
}

/// `getRecordings`.
pub(super) fn get(state: &State, ask: &Ask<'_>) -> Answer {
    let Some(found) = find(state, ask) else {
        return super::answer::exception();
    };
    let none = found.is_empty();
    let total = found.len();
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

/// The recordings that are asked for; nothing where the server meets an exception.
fn find<'a>(state: &'a State, ask: &Ask<'_>) -> Option<Vec<&'a Recording>> {
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
        let state = states.iter().any(|s| *s == recording.state || s == "any");
        wanted && state && matches(recording, &filters, ask.profile)
    };
    Some(state.recordings.iter().filter(is_wanted).collect())
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
        return Err(Box::new(super::answer::exception()));
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
pub(super) fn publish(state: &mut State, ask: &Ask<'_>) -> Answer {
    let Some(publish) = ask.parameters.filled("publish") else {
        let words = if ask.profile == Profile::Scalelite {
            "You must specify a publish value true or false."
        } else {
            "You must specify one a publish value true or false."
        };
        return refused("missingParamPublish", words).by_balancer(ask.profile);
    };
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
pub(super) fn delete(state: &mut State, ask: &Ask<'_>) -> Answer {
    match existing(state, ask) {
        Ok(found) => {
            for index in found {
                if let Some(recording) = state.recordings.get_mut(index) {
                    "deleted".clone_into(&mut recording.state);
                }
            }
            success(Template::Short, [Element::text("deleted", true)])
        }
        Err(answer) => *answer,
    }
}

/// `updateRecordings`.
pub(super) fn update(state: &mut State, ask: &Ask<'_>) -> Answer {
    let found = match existing(state, ask) {
        Ok(found) => found,
        // Scalelite does not refuse here.
        Err(_) if ask.profile == Profile::Scalelite => {
            return success(Template::Short, [Element::text("updated", false)]);
        }
        Err(answer) => return *answer,
    };
    let changes = super::create::metadata(&ask.parameters);
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

/// What is missing before the checksum is even looked at.
pub(super) fn required(ask: &Ask<'_>) -> Option<Answer> {
    let needs_id = matches!(
        ask.call,
        "publishRecordings" | "deleteRecordings" | "updateRecordings" | "getRecordingTextTracks"
    );
    if needs_id && ask.parameters.filled("recordID").is_none() {
        return Some(missing_id(ask.profile));
    }
    None
}
