//! `join`.

use std::fmt::Write as _;

use super::answer::{Answer, Template, refused, success};
use super::request::ApiRequest;
use super::validation::{Violations, is_boolean, utf16};
use crate::testing::profiles::Change;
use crate::testing::text::json::string;
use crate::testing::text::xml::Element;
use crate::testing::world::{Meeting, Session, User, World};

/// The guest policy's decision about a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guest {
    Allow,
    Wait,
    Deny,
}

pub(in crate::testing) fn join(world: &mut World, request: &ApiRequest<'_>) -> Answer {
    if let Some((key, words)) = violations(world, request).first() {
        return failure(request, world, key, words, true);
    }
    let id = request.parameters.filled("meetingID").unwrap_or_default();
    let joinable = |meeting: &&Meeting| !meeting.internal_id.starts_with('-');
    let Some(meeting) = world.meeting(id).filter(joinable).cloned() else {
        let (key, words) = FORCIBLY_ENDED;
        return failure(request, world, key, words, true);
    };
    let moderator = match role(&meeting, request) {
        Ok(moderator) => moderator,
        // This refusal is never a redirect, whatever `redirect` says.
        Err(words) => return refused("Params required", words),
    };
    if let Some((key, words)) = refusal(&meeting, request) {
        return failure(request, world, key, words, false);
    }
    if let Some(user) = existing_user(&meeting, request) {
        return joined(world, request, &meeting.internal_id, user.clone());
    }
    let guest = guest(&meeting, request, moderator);
    if guest == Guest::Deny {
        let words =
            "You have been denied access to this meeting based on the meeting's guest policy";
        return failure(request, world, "guestDeniedAccess", words, false);
    }
    let user = user(world, request, moderator, guest);
    joined(world, request, &meeting.internal_id, user)
}

const FORCIBLY_ENDED: (&str, &str) = (
    "meetingForciblyEnded",
    "You can not re-join a meeting that has already been forcibly ended. However, once the meeting is removed from memory \
     (according to the timeout configured on this server, you will be able to once again create a meeting with the same meeting ID",
);

fn violations(world: &World, request: &ApiRequest<'_>) -> Violations {
    let parameters = &request.parameters;
    let mut found = Violations::default();
    match parameters.get("fullName") {
        None | Some("") => found.add("missingParamFullName", "You must provide your name"),
        Some(name) if request.has(Change::NameLimit) && utf16(name) > 255 => {
            found.add(
                "fullNameTooLong",
                "Full name must be at most 255 characters",
            );
        }
        Some(_) => {}
    }
    match parameters.filled("meetingID") {
        None => found.add("missingParamMeetingID", "You must provide a meeting ID"),
        Some(id) if world.meeting(id).is_none() => {
            found.add(
                "invalidMeetingIdentifier",
                "A meeting with that ID does not exist",
            );
            found.add(FORCIBLY_ENDED.0, FORCIBLY_ENDED.1);
        }
        Some(_) => {}
    }
    let password = parameters.filled("password");
    if password.is_some_and(|password| !(2..=64).contains(&utf16(password))) {
        found.add(
            "invalidPassword",
            "Password must be between 2 and 64 characters",
        );
    }
    for (name, words) in [
        ("guest", "Guest must be a boolean value (true or false)"),
        ("auth", "Auth must be a boolean value (true or false)"),
    ] {
        if parameters
            .filled(name)
            .is_some_and(|value| !is_boolean(value))
        {
            found.add("validationError", words);
        }
    }
    if parameters
        .filled("createTime")
        .is_some_and(|time| time.parse::<i64>().is_err())
    {
        found.add("validationError", "Create time must be an integral value");
    }
    found
}

/// Returns whether the user is a moderator. The error is the message of the refusal.
fn role(meeting: &Meeting, request: &ApiRequest<'_>) -> Result<bool, &'static str> {
    let role = request.parameters.filled("role").unwrap_or_default();
    if role.eq_ignore_ascii_case("moderator") {
        return Ok(true);
    }
    if role.eq_ignore_ascii_case("viewer") {
        return Ok(false);
    }
    if request.has(Change::RoleOnly) {
        return Err("You must enter a valid role (MODERATOR or VIEWER)");
    }
    match request.parameters.filled("password") {
        Some(password) if password == meeting.moderator_password => Ok(true),
        Some(password) if password == meeting.attendee_password => Ok(false),
        Some(_) => Err("You must enter a valid password"),
        None => Err("You must either send the valid role of the user or a valid password"),
    }
}

/// Returns the key and the message of the refusal, if the user may not join.
fn refusal(meeting: &Meeting, request: &ApiRequest<'_>) -> Option<(&'static str, &'static str)> {
    // QUIRK: an empty `createTime` also differs from the meeting's.
    let time = request.parameters.get("createTime");
    if time.is_some_and(|time| time.parse() != Ok(meeting.created)) {
        return Some((
            "mismatchCreateTimeParam",
            "The createTime parameter submitted mismatches with the current meeting.",
        ));
    }
    if since_3_0(request, "existingUserID").is_some() {
        let not_found = (
            "userNotFound",
            "Could not find an active session for that user ID",
        );
        return existing_user(meeting, request)
            .is_none()
            .then_some(not_found);
    }
    let there = meeting.users.iter().filter(|user| !user.left).count();
    let full = usize::try_from(meeting.max_users).is_ok_and(|max| max > 0 && there >= max);
    full.then_some((
        "maxParticipantsReached",
        "The number of participants allowed for this meeting has been reached.",
    ))
}

/// Returns the existing user who gets another session.
fn existing_user<'m>(meeting: &'m Meeting, request: &ApiRequest<'_>) -> Option<&'m User> {
    let id = since_3_0(request, "existingUserID")?;
    let mut users = meeting.users.iter();
    users.find(|user| user.internal_id == id && !user.left)
}

/// Returns the value of a parameter that servers before 3.0 do not know.
fn since_3_0<'a>(request: &'a ApiRequest<'_>, name: &str) -> Option<&'a str> {
    let knows = request.has(Change::Sessions);
    request.parameters.filled(name).filter(|_| knows)
}

/// Applies the guest policy.
fn guest(meeting: &Meeting, request: &ApiRequest<'_>, moderator: bool) -> Guest {
    let guest = request.parameters.flag("guest") == Some(true);
    let authenticated = request
        .parameters
        .flag("auth")
        .unwrap_or(request.parameters.filled("guest").is_none());
    if moderator {
        return Guest::Allow;
    }
    match (meeting.guest_policy.as_str(), guest, authenticated) {
        // QUIRK: a viewer who is neither a guest nor authenticated, as with `guest=false`, need not wait.
        ("ALWAYS_ACCEPT", ..)
        | ("ALWAYS_ACCEPT_AUTH", false, _)
        | ("ASK_MODERATOR", false, false) => Guest::Allow,
        ("ASK_MODERATOR" | "ALWAYS_ACCEPT_AUTH", ..) => Guest::Wait,
        _ => Guest::Deny,
    }
}

fn user(world: &mut World, request: &ApiRequest<'_>, moderator: bool, guest: Guest) -> User {
    let internal_id = format!("w_{}", world.token(12));
    let external_id = request.parameters.filled("userID").unwrap_or(&internal_id);
    User {
        external_id: external_id.to_owned(),
        name: request
            .parameters
            .filled("fullName")
            .unwrap_or_default()
            .to_owned(),
        moderator,
        waiting: guest == Guest::Wait,
        guest: request.parameters.flag("guest") == Some(true),
        muted: true,
        data: user_data(request),
        logout_url: since_3_0(request, "logoutURL").map(str::to_owned),
        given: request.parameters.pairs(),
        internal_id,
        ..User::default()
    }
}

/// Returns the custom data: parameters whose name has exactly one hyphen, the one after `userdata`.
fn user_data(request: &ApiRequest<'_>) -> Vec<(String, String)> {
    let named = request.parameters.iter().filter_map(|(name, value)| {
        let key = name.strip_prefix("userdata-")?;
        (!key.contains('-') && !key.is_empty()).then(|| (key.to_owned(), value.to_owned()))
    });
    named.collect()
}

fn joined(world: &mut World, request: &ApiRequest<'_>, meeting: &str, user: User) -> Answer {
    let path = if request.has(Change::Sessions) {
        "html5client/"
    } else {
        // A user who waits is sent to the lobby's page.
        if user.waiting {
            "html5client/guestWait"
        } else {
            "html5client/join"
        }
    };
    let token = world.token(16);
    let url = format!("{}/{path}?sessionToken={token}", request.origin);
    let session = world.token(32).to_ascii_uppercase();
    // Real servers use only HTTPS. A browser would not send this cookie back over plain HTTP.
    let by_https = request.http.header("x-forwarded-proto") == Some("https");
    let attributes = if by_https {
        "Path=/bigbluebutton; Secure; HttpOnly"
    } else {
        "Path=/; HttpOnly"
    };
    let cookie = format!("JSESSIONID={session}; {attributes}");
    let fields = [
        Element::text("messageKey", "successfullyJoined"),
        Element::text("message", "You have joined successfully."),
        Element::text("meeting_id", meeting),
        Element::text("user_id", &user.internal_id),
        Element::text("auth_token", world.token(12)),
        Element::text("session_token", &token),
        Element::text("guestStatus", if user.waiting { "WAIT" } else { "ALLOW" }),
        Element::text("url", &url),
    ];
    let session = Session {
        token,
        cookie: Some(session),
    };
    let replaced = since_3_0(request, "replaceSessionToken");
    if let Some(meeting) = world.meeting_mut(meeting) {
        register(meeting, user, session, replaced);
    }
    if redirects(request) {
        return Answer::Redirect {
            to: url,
            cookie: Some(cookie),
        };
    }
    match success(Template::Plain, fields) {
        Answer::Xml(fields, _) => Answer::Joined(fields, cookie),
        answer => answer,
    }
}

/// Registers the session of a user, which may replace an earlier one of the same user.
fn register(meeting: &mut Meeting, user: User, session: Session, replaced: Option<&str>) {
    let mut users = meeting.users.iter_mut();
    if let Some(known) = users.find(|known| known.internal_id == user.internal_id) {
        known
            .sessions
            .retain(|old| Some(old.token.as_str()) != replaced);
        known.sessions.push(session);
        return;
    }
    // QUIRK: custom data belongs to the external ID, so users who share an ID share the data.
    for known in &mut meeting.users {
        if known.external_id == user.external_id {
            known.data.clone_from(&user.data);
        }
    }
    let sessions = vec![session];
    meeting.users.push(User { sessions, ..user });
}

fn redirects(request: &ApiRequest<'_>) -> bool {
    !request
        .parameters
        .get("redirect")
        .is_some_and(|value| value.eq_ignore_ascii_case("false"))
}

/// Returns a refusal as a redirect, or as XML if no redirect is wanted.
pub(in crate::testing) fn failure(
    request: &ApiRequest<'_>,
    world: &World,
    key: &str,
    words: &str,
    invalid: bool,
) -> Answer {
    // QUIRK: recent servers redirect the refusals of their validators, whatever `redirect` says.
    let always = invalid && request.has(Change::StrictJoin);
    if !redirects(request) && !always {
        return refused(key, words);
    }
    let meeting = request
        .parameters
        .filled("meetingID")
        .and_then(|id| world.meeting(id));
    let own = meeting.map_or(request.origin, |meeting| meeting.logout_url.as_str());
    let trusted = key != "checksumError" || !request.has(Change::StrictJoin);
    let given = |name| request.parameters.filled(name).filter(|_| trusted);
    let since = |change, name| given(name).filter(|_| request.has(change));
    let target = since(Change::ErrorRedirectUrl, "errorRedirectUrl")
        .or_else(|| since(Change::Sessions, "logoutURL"))
        .unwrap_or(own);
    let errors = format!(
        "[{{\"key\":{},\"message\":{}}}]",
        string(key),
        string(words)
    );
    let sign = if target.contains('?') { '&' } else { '?' };
    Answer::Redirect {
        to: format!("{target}{sign}errors={}", encoded(&errors)),
        cookie: None,
    }
}

/// Percent-encodes every character that may not appear in a query, as Java's `URI` does.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~!*'();:@,/?$".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
