//! `create`.

use super::answer::{Answer, Template, exception, refused, refused_list, success};
use super::documents;
use super::metadata::{CallbackUrls, metadata};
use super::request::ApiRequest;
use super::validation::{Violations, is_boolean, utf16};
use crate::testing::profiles::Change;
use crate::testing::text::dates::java_date;
use crate::testing::text::xml::Element;
use crate::testing::world::{Breakout, EventDetails, Meeting, World, sha1};

/// Creates a meeting or refuses to.
pub(in crate::testing) fn create(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    if let Some(refusal) = violations(request).refusal() {
        return refusal;
    }
    let id = request.parameters.filled("meetingID").unwrap_or_default();
    // QUIRK: a value that cannot be parsed causes an unhandled exception.
    let groups = request.parameters.filled("groups");
    if groups.is_some_and(|groups| !groups.starts_with('[') || !groups.ends_with(']')) {
        return exception();
    }
    let parent = match parent(world, request) {
        Ok(parent) => parent,
        Err(answer) => return *answer,
    };
    if let Some(existing) = world.meeting(id) {
        return if repeats(existing, request) {
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
            world
                .meetings
                .iter()
                .any(|m| !m.forcibly_ended && m.voice_bridge == *bridge)
        };
        if request.parameters.filled(name).as_ref().is_some_and(taken) {
            return refused_list(
                "nonUniqueVoiceBridge",
                "The selected voice bridge is already in use.",
            );
        }
    }
    let documents = match documents_of(request) {
        Ok(documents) => documents,
        Err(answer) => return *answer,
    };
    let mut meeting = new_meeting(world, request, parent);
    meeting.documents = documents;
    let answer = created(&meeting, "", "");
    if let Some(breakout) = &meeting.breakout {
        let parent = breakout.parent_internal_id.clone();
        let room = meeting.internal_id.clone();
        if let Some(parent) = world.meeting_mut(&parent) {
            parent.rooms.push(room);
        }
    }
    let id = meeting.internal_id.clone();
    world.meetings.push(meeting.clone());
    world.happened(
        "meeting-created",
        &id,
        EventDetails::Created(Box::new(meeting)),
        request.now,
    );
    answer
}

/// Returns the names of the documents in the body, or the refusal of a body that cannot be read.
fn documents_of(request: &ApiRequest<'_>) -> Result<Vec<String>, Box<Answer>> {
    let is_xml = request
        .content_type()
        .is_some_and(|kind| kind.ends_with("/xml"));
    if request.http.body.is_empty() || !is_xml {
        return Ok(Vec::new());
    }
    let body = String::from_utf8_lossy(&request.http.body);
    let read = documents::documents(&body);
    read.map(|found| found.names)
        .map_err(|()| Box::new(documents::malformed(request)))
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

/// Returns whether a repeated `create` means the same meeting: both passwords are equal, or none is given.
fn repeats(meeting: &Meeting, request: &ApiRequest<'_>) -> bool {
    let attendee = request.parameters.filled("attendeePW");
    let moderator = request.parameters.filled("moderatorPW");
    match (attendee, moderator) {
        // Up to 2.6 each call without passwords generates new ones, which differ.
        (None, None) => request.has(Change::RepeatedCreateWithoutPasswords),
        (Some(attendee), Some(moderator)) => {
            attendee == meeting.attendee_password && moderator == meeting.moderator_password
        }
        _ => false,
    }
}

fn violations(request: &ApiRequest<'_>) -> Violations {
    let parameters = &request.parameters;
    let mut found = Violations::default();
    let name_size = "Meeting name must be between 2 and 256 characters";
    match parameters.get("name") {
        None => found.add("nullError", "You must provide a meeting name"),
        Some("") => found.add("emptyError", "Meeting name cannot be empty"),
        Some(name) if !(2..=256).contains(&utf16(name)) => found.add("sizeError", name_size),
        Some(_) => {}
    }
    let raw = request.raw.get("meetingID");
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

/// Returns the properties of a new breakout room, or the refusal.
fn parent(world: &World, request: &ApiRequest<'_>) -> Result<Option<Breakout>, Box<Answer>> {
    if request.parameters.flag("isBreakout") != Some(true) {
        return Ok(None);
    }
    let Some(id) = request.parameters.filled("parentMeetingID") else {
        let words = "No parent meeting ID was provided for the breakout room.";
        return Err(Box::new(refused("parentMeetingIDMissing", words)));
    };
    let Some(parent) = world.meeting(id) else {
        let words = "No parent meeting exists for the breakout room";
        return Err(Box::new(refused("parentMeetingDoesNotExist", words)));
    };
    let Some(sequence) = request.parameters.number("sequence") else {
        return Err(Box::new(exception()));
    };
    Ok(Some(Breakout {
        parent_internal_id: parent.internal_id.clone(),
        sequence,
        free_join: request.parameters.flag("freeJoin") == Some(true),
    }))
}

fn new_meeting(world: &mut World, request: &ApiRequest<'_>, breakout: Option<Breakout>) -> Meeting {
    let parameters = &request.parameters;
    let text = |name: &str| parameters.filled(name).map(str::to_owned);
    let minutes = |name, default| parameters.number(name).unwrap_or(default);
    let id = text("meetingID").unwrap_or_default();
    let created = world.creation(request.now);
    let voice_bridge = text("voiceBridge").unwrap_or_else(|| world.voice_bridge(5));
    let (internal_id, external_id) = match &breakout {
        // QUIRK: the voice bridge for sound checks makes a meeting that nobody can join.
        None if voice_bridge == "99999" => (format!("-{created}"), id),
        None => (format!("{}-{created}", sha1(&id)), id),
        Some(room) => {
            let seed = format!("{}-{created}-{}", room.parent_internal_id, room.sequence);
            (id, format!("{}-{created}", sha1(&seed)))
        }
    };
    let metadata = metadata(parameters);
    let urls = CallbackUrls::of(&metadata);
    let attendee_password = text("attendeePW").unwrap_or_else(|| world.token(8));
    let moderator_password = text("moderatorPW").unwrap_or_else(|| world.token(8));
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
        end_url: urls.end,
        ready_url: urls.ready,
        analytics_url: urls.analytics,
        metadata,
        guest_policy: text("guestPolicy").unwrap_or_else(|| "ALWAYS_ACCEPT".to_owned()),
        logout_url: text("logoutURL").unwrap_or_else(|| request.origin.to_owned()),
        ended_url: text("meetingEndedURL"),
        breakout,
        disabled: text("disabledFeatures").map_or_else(Vec::new, |list| {
            list.split(',').map(|name| name.trim().to_owned()).collect()
        }),
        keep_events: parameters.flag("meetingKeepEvents") == Some(true),
        minutes_unjoined: minutes("meetingExpireIfNoUserJoinedInMinutes", 5),
        minutes_empty: minutes("meetingExpireWhenLastUserLeftInMinutes", 1),
        origin: request.origin.to_owned(),
        without_session: parameters.flag("allowRequestsWithoutSession") == Some(true),
        given: parameters.pairs(),
        ..Meeting::default()
    }
}
