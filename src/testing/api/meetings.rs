//! The calls for running meetings: `isMeetingRunning`, `getMeetings`, `getMeetingInfo`, `getSessions` and `end`.

use super::answer::{Answer, Template, refused, success};
use super::request::ApiRequest;
use super::validation::utf16;
use crate::testing::profiles::Change;
use crate::testing::text::numbers::Digits;
use crate::testing::text::xml::Element;
use crate::testing::world::{Meeting, User, World};

/// Returns the refusal for a meeting that does not exist.
pub(super) fn no_meeting() -> Answer {
    refused(
        "notFound",
        "We could not find a meeting with that meeting ID",
    )
}

/// `isMeetingRunning`.
pub(super) fn is_running(world: &World, request: &ApiRequest<'_>) -> Answer {
    let id = request.parameters.filled("meetingID");
    if let (None, Some(answer)) = (id, request.missing_meeting_id()) {
        return answer;
    }
    let running = id
        .and_then(|id| world.meeting(id))
        .is_some_and(Meeting::is_running);
    success(Template::Plain, [Element::text("running", running)])
}

/// `getMeetings`.
pub(super) fn all(world: &World, request: &ApiRequest<'_>) -> Answer {
    if world.meetings.is_empty() {
        let fields = [
            Element::empty("meetings"),
            Element::text("messageKey", "noMeetings"),
            Element::text("message", "no meetings were found on this server"),
        ];
        return success(Template::List, fields);
    }
    // QUIRK: unlike `getMeetingInfo` and the counts, this list contains all registered users: those who have left, and those
    // whose browser has not followed the redirect of `join`.
    let digits = Digits {
        counts_grouped: !request.has(Change::PlainCounts),
        limit_grouped: !request.has(Change::PlainLimit),
    };
    let meetings = world.meetings.iter();
    let meetings = meetings.map(|m| Element::list("meeting", m.elements(m.users.iter(), digits)));
    success(
        Template::List,
        [Element::list("meetings", meetings.collect())],
    )
}

/// `getMeetingInfo`.
pub(super) fn info(world: &World, request: &ApiRequest<'_>) -> Answer {
    let Some(id) = request.parameters.filled("meetingID") else {
        return no_meeting();
    };
    match world.known_meeting(id) {
        Some(meeting) => success(
            Template::List,
            meeting.elements(meeting.online(), Digits::PLAIN),
        ),
        None => no_meeting(),
    }
}

/// `getSessions`.
pub(super) fn sessions(world: &World) -> Answer {
    let session = |meeting: &Meeting, user: &User| {
        let fields = vec![
            Element::text("meetingID", &meeting.internal_id),
            Element::text("meetingName", &meeting.name),
            Element::text("userName", &user.name),
        ];
        Element::list("meeting", fields)
    };
    let mut sessions = Vec::new();
    for meeting in &world.meetings {
        let users = meeting.users.iter().filter(|user| !user.left);
        let users = users.flat_map(|user| user.sessions.iter().map(move |_| user));
        sessions.extend(users.map(|user| session(meeting, user)));
    }
    if sessions.is_empty() {
        let fields = [
            Element::empty("sessions"),
            Element::text("messageKey", "noSessions"),
            Element::text("message", "no sessions were found on this serverr"),
        ];
        return success(Template::List, fields);
    }
    success(Template::List, [Element::list("sessions", sessions)])
}

/// `end`.
pub(super) fn end(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    let password = request.parameters.filled("password");
    if password.is_some_and(|password| !(2..=64).contains(&utf16(password))) {
        return refused(
            "invalidPassword",
            "Password must be between 2 and 64 characters",
        );
    }
    let id = request.parameters.filled("meetingID");
    let Some(id) = id
        .and_then(|id| world.meeting(id))
        .map(|m| m.internal_id.clone())
    else {
        return no_meeting();
    };
    world.end(&id, request.now, request.settings);
    let words = "A request to end the meeting was sent. Please wait a few seconds, and then use the getMeetingInfo or \
                 isMeetingRunning API calls to verify that it was ended.";
    let fields = [
        Element::text("messageKey", "sentEndMeetingRequest"),
        Element::text("message", words),
    ];
    success(Template::Plain, fields)
}
