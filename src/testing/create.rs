//! `create`.

use super::answer::{Answer, Template, refused, refused_list, refused_without_key, success};
use super::api::{Ask, Violations};
use super::meetings::{Breakout, Meeting, utf16};
use super::parameters::Parameters;
use super::profile::{Profile, Version};
use super::script::What;
use super::state::{State, sha1};
use super::time::java_date;
use super::xml::Element;

pub(super) fn create(state: &mut State, ask: &Ask<'_>) -> Answer {
    if ask.profile.is_bbb() {
        return meeting(state, ask);
    }
    match super::balancer::create(state, ask) {
        Ok(parameters) => {
            let ask = Ask {
                parameters,
                ..ask.clone()
            };
            meeting(state, &ask)
        }
        Err(refusal) => *refusal,
    }
}

fn meeting(state: &mut State, ask: &Ask<'_>) -> Answer {
    if let Some(refusal) = violations(ask).refusal() {
        return refusal;
    }
    let id = ask.parameters.filled("meetingID").unwrap_or_default();
    if ask.profile == Profile::B3lb && !(2..=100).contains(&utf16(id)) {
        return refused_without_key("Meeting id must be between 2 and 100 characters");
    }
    // QUIRK: what cannot be parsed is an exception that nothing handles.
    let groups = ask.parameters.filled("groups");
    if groups.is_some_and(|groups| !groups.starts_with('[') || !groups.ends_with(']')) {
        return super::answer::exception();
    }
    let parent = match parent(state, ask) {
        Ok(parent) => parent,
        Err(answer) => return *answer,
    };
    if let Some(existing) = state.meeting(id) {
        return if repeats(existing, ask) {
            let words =
                "This conference was already in existence and may currently be in progress.";
            created(existing, "duplicateWarning", words)
        } else {
            let words =
                "A meeting already exists with that meeting ID. Please use a different meeting ID.";
            refused("idNotUnique", words)
        };
    }
    for name in ["voiceBridge", "webVoice"] {
        let taken = |bridge: &&str| {
            state
                .meetings
                .iter()
                .any(|m| !m.forcibly_ended && m.voice_bridge == *bridge)
        };
        if ask.parameters.filled(name).as_ref().is_some_and(taken) {
            return refused_list(
                "nonUniqueVoiceBridge",
                "The selected voice bridge is already in use.",
            );
        }
    }
    let documents = match documents(ask) {
        Ok(documents) => documents,
        Err(answer) => return *answer,
    };
    let mut meeting = new_meeting(state, ask, parent);
    meeting.documents = documents;
    let answer = created(&meeting, "", "");
    if let Some(breakout) = &meeting.breakout {
        let parent = breakout.parent_internal_id.clone();
        let room = meeting.internal_id.clone();
        if let Some(parent) = state.meeting_mut(&parent) {
            parent.rooms.push(room);
        }
    }
    let id = meeting.internal_id.clone();
    state.meetings.push(meeting.clone());
    state.happened(
        "meeting-created",
        &id,
        What::Created(Box::new(meeting)),
        ask.now,
    );
    answer
}

/// The documents in the body, or the refusal of one that cannot be read.
fn documents(ask: &Ask<'_>) -> Result<Vec<String>, Box<Answer>> {
    let is_xml = ask
        .content_type()
        .is_some_and(|kind| kind.ends_with("/xml"));
    if ask.request.body.is_empty() || !is_xml {
        return Ok(Vec::new());
    }
    let body = String::from_utf8_lossy(&ask.request.body);
    super::documents::documents(&body).map_err(|()| Box::new(super::documents::malformed(ask)))
}

fn created(meeting: &Meeting, key: &str, message: &str) -> Answer {
    let parent = meeting.breakout.as_ref();
    let parent = parent.map_or("bbb-none", |breakout| &breakout.parent_internal_id);
    let mut fields = vec![
        Element::text("meetingID", &meeting.external_id),
        Element::text("internalMeetingID", &meeting.internal_id),
        Element::text("parentMeetingID", parent),
    ];
    fields.extend(meeting.passwords());
    fields.extend([
        Element::text("createTime", meeting.created),
        Element::text("voiceBridge", &meeting.voice_bridge),
        Element::text("dialNumber", &meeting.dial_number),
        Element::text("createDate", java_date(meeting.created)),
        Element::text("hasUserJoined", meeting.has_user_joined),
        Element::text("duration", meeting.duration),
        Element::text("hasBeenForciblyEnded", meeting.forcibly_ended),
        Element::text("messageKey", key),
        Element::text("message", message),
    ]);
    success(Template::Plain, fields)
}

/// Whether a repeated `create` means the same meeting: both passwords are its own, or none is given at all.
fn repeats(meeting: &Meeting, ask: &Ask<'_>) -> bool {
    let attendee = ask.parameters.filled("attendeePW");
    let moderator = ask.parameters.filled("moderatorPW");
    match (attendee, moderator) {
        // Up to 2.6 each call without passwords makes new ones, which differ.
        (None, None) => ask.profile.version() >= Version(2, 7),
        (Some(attendee), Some(moderator)) => {
            attendee == meeting.attendee_password && moderator == meeting.moderator_password
        }
        _ => false,
    }
}

fn violations(ask: &Ask<'_>) -> Violations {
    let parameters = &ask.parameters;
    let mut found = Violations::default();
    let name_size = "Meeting name must be between 2 and 256 characters";
    match parameters.get("name") {
        None if ask.profile == Profile::B3lb => found.add("sizeError", name_size),
        None => found.add("nullError", "You must provide a meeting name"),
        Some("") => found.add("emptyError", "Meeting name cannot be empty"),
        Some(name) if !(2..=256).contains(&utf16(name)) => found.add("sizeError", name_size),
        Some(_) => {}
    }
    let raw = ask.raw.get("meetingID");
    match parameters.get("meetingID") {
        None => found.add("validationError", "Invalid meeting ID"),
        Some("") => found.add("missingParamMeetingID", "You must provide a meeting ID"),
        Some(id) if !(2..=256).contains(&utf16(id)) => {
            found.add(
                "sizeError",
                "Meeting ID must be between 2 and 256 characters",
            );
        }
        Some(id) if id.contains(',') || raw != Some(id) => {
            found.add(
                "validationError",
                "Meeting ID cannot contain a comma, control characters or blanks around it",
            );
        }
        Some(_) => {}
    }
    for (name, words) in [
        (
            "attendeePW",
            "Attendee password must be between 2 and 64 characters",
        ),
        (
            "moderatorPW",
            "Moderator password must be between 2 and 64 characters",
        ),
    ] {
        let wrong = |password| !(2..=64).contains(&utf16(password));
        if parameters.filled(name).is_some_and(wrong) {
            found.add("invalidPassword", words);
        }
    }
    if parameters
        .filled("voiceBridge")
        .is_some_and(|bridge| bridge.parse::<i64>().is_err())
    {
        found.add("validationError", "Voice bridge must be an integral value");
    }
    for (name, words) in [
        ("record", "Record must be a boolean value (true or false)"),
        (
            "isBreakoutRoom",
            "You must provide a boolean value for isBreakoutRoom",
        ),
    ] {
        if parameters
            .filled(name)
            .is_some_and(|value| !is_boolean(value))
        {
            found.add("validationError", words);
        }
    }
    let external = parameters.filled("presentationUploadExternalUrl");
    if external.is_some_and(|url| !url.contains("://")) {
        found.add(
            "validationError",
            "The presentation upload external URL is not a valid URL",
        );
    }
    found
}

/// Whether the validators take a text for a boolean; `1` and `0` pass and mean false.
pub(super) fn is_boolean(text: &str) -> bool {
    ["true", "false", "0", "1"]
        .iter()
        .any(|value| text.eq_ignore_ascii_case(value))
}

/// What makes the new meeting a breakout room, or the refusal.
fn parent(state: &State, ask: &Ask<'_>) -> Result<Option<Breakout>, Box<Answer>> {
    if ask.parameters.flag("isBreakout") != Some(true) {
        return Ok(None);
    }
    let Some(id) = ask.parameters.filled("parentMeetingID") else {
        let words = "No parent meeting ID was provided for the breakout room.";
        return Err(Box::new(refused("parentMeetingIDMissing", words)));
    };
    let Some(parent) = state.meeting(id) else {
        let words = "No parent meeting exists for the breakout room";
        return Err(Box::new(refused("parentMeetingDoesNotExist", words)));
    };
    let Some(sequence) = ask.parameters.number("sequence") else {
        return Err(Box::new(super::answer::exception()));
    };
    Ok(Some(Breakout {
        parent_internal_id: parent.internal_id.clone(),
        sequence,
        free_join: ask.parameters.flag("freeJoin") == Some(true),
    }))
}

fn new_meeting(state: &mut State, ask: &Ask<'_>, breakout: Option<Breakout>) -> Meeting {
    let parameters = &ask.parameters;
    let text = |name: &str| parameters.filled(name).map(str::to_owned);
    let minutes = |name, default| parameters.number(name).unwrap_or(default);
    let id = text("meetingID").unwrap_or_default();
    let created = state.creation(ask.now);
    let voice_bridge = text("voiceBridge").unwrap_or_else(|| state.voice_bridge(5));
    let (internal_id, external_id) = match &breakout {
        // QUIRK: the bridge for sound checks makes a meeting that nobody can join.
        None if voice_bridge == "99999" => (format!("-{created}"), id),
        None => (format!("{}-{created}", sha1(&id)), id),
        Some(room) => {
            let seed = format!("{}-{created}-{}", room.parent_internal_id, room.sequence);
            (id, format!("{}-{created}", sha1(&seed)))
        }
    };
    let attendee_password = text("attendeePW").unwrap_or_else(|| state.token(8));
    let moderator_password = text("moderatorPW").unwrap_or_else(|| state.token(8));
    Meeting {
        internal_id,
        external_id,
        name: text("name").unwrap_or_default(),
        created,
        attendee_password,
        moderator_password,
        voice_bridge,
        dial_number: text("dialNumber").unwrap_or_else(|| "613-555-1234".to_owned()),
        duration: parameters.number("duration").unwrap_or(0),
        record: parameters.flag("record") == Some(true),
        max_users: parameters.number("maxParticipants").unwrap_or(0),
        metadata: metadata(parameters),
        guest_policy: text("guestPolicy").unwrap_or_else(|| "ALWAYS_ACCEPT".to_owned()),
        logout_url: text("logoutURL").unwrap_or_else(|| ask.origin.to_owned()),
        end_url: end_url(ask),
        ended_url: text("meetingEndedURL"),
        breakout,
        disabled: text("disabledFeatures").map_or_else(Vec::new, |list| {
            list.split(',').map(|name| name.trim().to_owned()).collect()
        }),
        keep_events: parameters.flag("meetingKeepEvents") == Some(true),
        minutes_unjoined: minutes("meetingExpireIfNoUserJoinedInMinutes", 5),
        minutes_empty: minutes("meetingExpireWhenLastUserLeftInMinutes", 1),
        origin: ask.origin.to_owned(),
        without_session: parameters.flag("allowRequestsWithoutSession") == Some(true),
        ..Meeting::default()
    }
}

/// What is told of the meeting's end. b3lb, which is told first, tells the address that it was given.
fn end_url(ask: &Ask<'_>) -> Option<String> {
    let metadata = match ask.profile {
        Profile::B3lb => metadata(&ask.raw.sanitized()),
        _ => metadata(&ask.parameters),
    };
    let found = metadata
        .into_iter()
        .find(|(name, _)| name == "endcallbackurl");
    found.map(|(_, url)| url).filter(|url| !url.is_empty())
}

/// The metadata of a query: names in lower case; those of another form are dropped without a word.
pub(super) fn metadata(parameters: &Parameters) -> Vec<(String, String)> {
    let mut metadata: Vec<(String, String)> = Vec::new();
    for (name, value) in parameters.iter() {
        let Some(name) = name.strip_prefix("meta_").filter(|name| is_meta_name(name)) else {
            continue;
        };
        let name = name.to_ascii_lowercase();
        if !metadata.iter().any(|(known, _)| *known == name) {
            metadata.push((name, value.to_owned()));
        }
    }
    metadata
}

fn is_meta_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
