//! The calls of a user's browser: they need its session token and no checksum.

use super::answer::{Answer, Template, success};
use super::api::Ask;
use super::json::{array, object, response, string};
use super::meetings::{Meeting, User};
use super::profile::Version;
use super::state::State;
use crate::checksum::Checksum;

/// Whether a call is one of these.
pub(super) fn is_one(call: &str) -> bool {
    matches!(
        call,
        "getJoinUrl" | "learningDashboard" | "stuns" | "signOut"
    )
}

/// Answers the call, if it is one of these and the server has it.
pub(super) fn answer(state: &mut State, ask: &Ask<'_>) -> Option<Answer> {
    let since = match ask.call {
        "getJoinUrl" => Version(2, 7),
        "learningDashboard" => Version(2, 4),
        "stuns" | "signOut" => Version(2, 0),
        _ => return None,
    };
    if !ask.profile.is_bbb() || ask.profile.version() < since {
        return None;
    }
    let token = ask.raw.get("sessionToken").unwrap_or_default();
    if ask.call == "signOut" {
        sign_out(state, token);
        return Some(success(Template::Plain, []));
    }
    let found = of(state, ask);
    let text = match (ask.call, found) {
        ("stuns", Some(_)) => stuns(),
        ("stuns", None) => response([
            ("returncode", string("FAILED")),
            ("message", string("Could not find conference.")),
            ("logoutURL", string(ask.origin)),
        ]),
        ("getJoinUrl", Some((meeting, user))) => join_url(ask, meeting, user),
        ("getJoinUrl", None) => failed("Invalid session token", token),
        (_, Some((meeting, user))) => dashboard(meeting, user, token),
        (_, None) => failed("Invalid Session", token),
    };
    Some(Answer::Json(text))
}

/// The meeting and the user of a session. Without the cookie of `join` it is none, unless the meeting does without.
pub(super) fn of<'a>(state: &'a State, ask: &Ask<'_>) -> Option<(&'a Meeting, &'a User)> {
    let token = ask.raw.get("sessionToken")?;
    let mut running = state.users().filter(|(meeting, _)| !meeting.forcibly_ended);
    let (meeting, user) = running.find(|(_, user)| user.session(token).is_some() && !user.left)?;
    let session = user.session(token)?;
    let cookies = ask.request.header("cookie").unwrap_or_default();
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

/// Ends a session; the user is gone with the last.
fn sign_out(state: &mut State, token: &str) {
    let users = state
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

/// A link for another session of the user. It is signed with SHA-1, whatever the server is set to.
fn join_url(ask: &Ask<'_>, meeting: &Meeting, user: &User) -> String {
    let mut query = crate::query::Query::new();
    query
        .set("meetingID", &meeting.external_id)
        .set("fullName", &user.name)
        .set("role", user.role())
        .set("existingUserID", &user.internal_id);
    // Of those that are repeated the last counts here.
    for (name, value) in ask.raw.iter() {
        if matches!(name, "sessionName" | "enforceLayout") || name.starts_with("userdata-") {
            query.set(name, value);
        }
    }
    // QUIRK: the query of these links begins with `&`.
    let query = format!("&{}", query.as_str());
    let checksum = Checksum::SHA1.sign("join", &query, &ask.options.secret);
    let url = format!(
        "{}{}/join?{query}&checksum={}",
        ask.origin,
        ask.profile.base(),
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
