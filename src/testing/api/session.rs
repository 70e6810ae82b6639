//! The calls of a user's browser. They need a session token and no checksum.

use super::answer::{Answer, Template, success};
use super::request::ApiRequest;
use crate::checksum::Checksum;
use crate::testing::profiles::Change;
use crate::testing::text::json::{array, object, response, string};
use crate::testing::world::{Meeting, User, World};

/// Returns whether a call is one of these.
pub(in crate::testing) fn is_session_call(call: &str) -> bool {
    matches!(
        call,
        "getJoinUrl" | "learningDashboard" | "stuns" | "signOut"
    )
}

/// Answers the call, if it is one of these and the server has it.
pub(in crate::testing) fn answer(world: &mut World, request: &ApiRequest<'_>) -> Option<Answer> {
    let exists = match request.name {
        "getJoinUrl" => request.has(Change::GetJoinUrl),
        "learningDashboard" => request.has(Change::LearningDashboard),
        name => is_session_call(name),
    };
    if !exists {
        return None;
    }
    let token = request.raw.get("sessionToken").unwrap_or_default();
    if request.name == "signOut" {
        sign_out(world, token);
        return Some(success(Template::Plain, []));
    }
    let found = of(world, request);
    let text = match (request.name, found) {
        ("stuns", Some(_)) => stuns(),
        ("stuns", None) => response([
            ("returncode", string("FAILED")),
            ("message", string("Could not find conference.")),
            ("logoutURL", string(request.origin)),
        ]),
        ("getJoinUrl", Some((meeting, user))) => join_url(request, meeting, user),
        ("getJoinUrl", None) => failed("Invalid session token", token),
        (_, Some((meeting, user))) => dashboard(meeting, user, token),
        (_, None) => failed("Invalid Session", token),
    };
    Some(Answer::Json(text))
}

/// Returns the meeting and the user of a session. The session needs the cookie of `join`, unless the meeting allows
/// sessions without cookies.
pub(in crate::testing) fn of<'a>(
    world: &'a World,
    request: &ApiRequest<'_>,
) -> Option<(&'a Meeting, &'a User)> {
    let token = request.raw.get("sessionToken")?;
    let mut running = world.users().filter(|(meeting, _)| !meeting.forcibly_ended);
    let (meeting, user) = running.find(|(_, user)| user.session(token).is_some() && !user.left)?;
    let session = user.session(token)?;
    let cookies = request.http.header("cookie").unwrap_or_default();
    let has = |known: &String| {
        cookies
            .split(';')
            .any(|cookie| cookie.trim() == format!("JSESSIONID={known}"))
    };
    let known = meeting.without_session || session.cookie.as_ref().is_none_or(has);
    known.then_some((meeting, user))
}

fn failed(words: &str, token: &str) -> String {
    response([
        ("returncode", string("FAILED")),
        ("message", string(words)),
        ("sessionToken", string(token)),
    ])
}

/// Ends a session. The user leaves with the last one.
fn sign_out(world: &mut World, token: &str) {
    let users = world
        .meetings
        .iter_mut()
        .flat_map(|meeting| &mut meeting.users);
    for user in users.filter(|user| user.session(token).is_some()) {
        user.sessions.retain(|session| session.token != token);
        if user.sessions.is_empty() {
            (user.online, user.left) = (false, true);
        }
    }
}

fn stuns() -> String {
    let stun = object([("url", string("stun:stun.bbb.example.com"))]);
    object([
        ("stunServers", array([stun])),
        ("turnServers", array([])),
        ("remoteIceCandidates", array([])),
    ])
}

/// Returns a link for another session of the user. It is always signed with SHA-1.
fn join_url(request: &ApiRequest<'_>, meeting: &Meeting, user: &User) -> String {
    let mut query = crate::query::Query::new();
    query
        .set("meetingID", &meeting.external_id)
        .set("fullName", &user.name)
        .set("role", user.role())
        .set("existingUserID", &user.internal_id);
    // The last of repeated parameters counts here.
    for (name, value) in request.raw.iter() {
        if matches!(name, "sessionName" | "enforceLayout") || name.starts_with("userdata-") {
            query.set(name, value);
        }
    }
    let token = request.raw.get("sessionToken").unwrap_or_default();
    if request.raw.flag("replaceSession") == Some(true) {
        query.set("replaceSessionToken", token);
    }
    // QUIRK: the query of these links begins with `&`.
    let query = format!("&{}", query.as_str());
    let checksum = Checksum::SHA1.sign("join", &query, &request.settings.secret);
    let url = format!(
        "{}{}/join?{query}&checksum={}",
        request.origin,
        request.base,
        checksum.as_str()
    );
    response([
        ("returncode", string("SUCCESS")),
        ("message", string("Join URL provided successfully.")),
        ("url", string(&url)),
    ])
}

fn dashboard(meeting: &Meeting, user: &User, token: &str) -> String {
    if !user.moderator {
        return failed("Access denied", token);
    }
    if meeting
        .disabled
        .iter()
        .any(|name| name == "learningDashboard")
    {
        return failed("Learning Dashboard disabled for this meeting", token);
    }
    let users = meeting.users.iter();
    let users = users.map(|user| {
        (
            user.internal_id.as_str(),
            object([("name", string(&user.name))]),
        )
    });
    let data = object([
        ("intId", string(&meeting.internal_id)),
        ("extId", string(&meeting.external_id)),
        ("name", string(&meeting.name)),
        ("users", object(users)),
    ]);
    response([
        ("returncode", string("SUCCESS")),
        ("data", string(&data)),
        ("sessionToken", string(token)),
    ])
}
