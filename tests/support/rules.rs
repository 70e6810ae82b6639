//! The rules by which servers change the values that they print.

use serde_json::{Value, json};

use super::fixture::{ANY, Fixture};

#[path = "rules/recordings.rs"]
mod recordings;

use recordings::come;
pub(crate) use recordings::recordings;

/// Applies the template engine's rule since 2.2: a run of blanks, also within a value, becomes one line break or one
/// space.
fn compressed(text: &str) -> String {
    // White space as Java defines it, which excludes U+00A0 and other non-breaking spaces.
    let blank = |c: char| {
        matches!(c, '\t'..='\r' | '\u{1C}'..='\u{1F}')
            || (c.is_whitespace() && !matches!(c, '\u{85}' | '\u{A0}' | '\u{2007}' | '\u{202F}'))
    };
    let mut shown = String::new();
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if blank(c) {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            shown.push(if run.contains(['\n', '\r']) {
                '\n'
            } else {
                ' '
            });
            run.clear();
        }
        shown.push(c);
    }
    shown.pop();
    shown
}

/// Returns the text that a reader finds for a value in an element.
fn text(fixture: &Fixture, value: &Value) -> Value {
    let value = match value {
        Value::Null => return Value::Null,
        Value::String(value) => value.clone(),
        value => value.to_string(),
    };
    let folder = fixture.about["producer"]["dir"]
        .as_str()
        .unwrap_or_default();
    let compresses = !matches!(folder, "" | "bbb-1.0.x");
    let value = if compresses {
        compressed(&value)
    } else {
        value
    };
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    match value.trim_matches([' ', '\t', '\n']) {
        "" => Value::Null,
        value => json!(value),
    }
}

/// Returns names with their values. A null value is left out, and an empty one is kept.
fn map(fixture: &Fixture, values: &Value) -> Value {
    let values = values.as_object().into_iter().flatten();
    values
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| match text(fixture, value) {
            Value::Null => (name.clone(), json!("")),
            value => (name.clone(), value),
        })
        .collect()
}

pub(crate) fn meeting_info(fixture: &Fixture) -> Value {
    let mut expected = meeting(fixture, &fixture.model()["meeting"]);
    expected["message_key"] = text(fixture, &fixture.model()["messageKey"]);
    expected["message"] = text(fixture, &fixture.model()["message"]);
    expected
}

pub(crate) fn meetings(fixture: &Fixture) -> Value {
    let meetings = fixture.model()["meetings"].as_array().unwrap();
    let none = meetings.is_empty();
    json!({
        "meetings": meetings.iter().map(|value| meeting(fixture, value)).collect::<Vec<_>>(),
        "message_key": none.then_some("noMeetings"),
        "message": none.then_some("no meetings were found on this server"),
    })
}

fn meeting(fixture: &Fixture, model: &Value) -> Value {
    let value = |element: &str, name: &str| {
        if fixture.has(element) {
            model[name].clone()
        } else {
            Value::Null
        }
    };
    let words = |element: &str, name: &str| text(fixture, &value(element, name));
    let breakout = model["breakout"] == true;
    let of_breakout = |element: &str, name: &str| {
        if breakout {
            value(element, name)
        } else {
            Value::Null
        }
    };
    let stream = &model["stream"];
    json!({
        "name": words("meetingName", "name"),
        "meeting_id": words("meetingID", "externalId"),
        "internal_meeting_id": words("internalMeetingID", "internalId"),
        "create_time": come(value("createTime", "createTime")),
        "create_date": if fixture.has("createDate") { json!(date(model)) } else { Value::Null },
        "voice_bridge": words("voiceBridge", "telVoice"),
        "dial_number": words("dialNumber", "dialNumber"),
        "attendee_password": words("attendeePW", "viewerPassword"),
        "moderator_password": words("moderatorPW", "moderatorPassword"),
        "running": value("running", "running"),
        "duration_minutes": value("duration", "duration"),
        "has_user_joined": value("hasUserJoined", "userJoined"),
        "recording": value("recording", "record"),
        "has_been_forcibly_ended": value("hasBeenForciblyEnded", "forciblyEnded"),
        "start_time": come(value("startTime", "startTime")),
        "end_time": come(value("endTime", "endTime")),
        "participant_count": value("participantCount", "numUsersOnline"),
        "listener_count": value("listenerCount", "numListenOnly"),
        "voice_participant_count": value("voiceParticipantCount", "numVoiceJoined"),
        "video_count": value("videoCount", "numVideos"),
        "max_users": value("maxUsers", "maxUsers"),
        "moderator_count": value("moderatorCount", "numModerators"),
        "transfer": value("transfer", "transfering"),
        "stream": if stream.is_object() { json!([stream["streamType"], stream["videoUrl"]]) } else { Value::Null },
        "attendees": if fixture.has("attendees") { attendees(fixture, model) } else { json!([]) },
        "metadata": if fixture.has("metadata") { map(fixture, &model["metadata"]) } else { json!({}) },
        "message_key": Value::Null,
        "message": Value::Null,
        "is_breakout": value("isBreakout", "breakout"),
        "parent_meeting_id": text(fixture, &of_breakout("parentMeetingID", "parentMeetingId")),
        "sequence": of_breakout("sequence", "sequence"),
        "free_join": of_breakout("freeJoin", "freeJoin"),
        "breakout_rooms": if fixture.has("breakoutRooms") { model["breakoutRooms"].clone() } else { json!([]) },
        "meeting_token": Value::Null,
    })
}

fn attendees(fixture: &Fixture, model: &Value) -> Value {
    let users = model["users"].as_array().into_iter().flatten();
    users
        .map(|user| {
            let value = |element: &str, name: &str| {
                if fixture.has(element) {
                    user[name].clone()
                } else {
                    Value::Null
                }
            };
            // 1.1 prints the internal user ID, which other versions do not print, and looks up the custom data by it.
            let id = if fixture.server == "bbb-1.1.0" { "internalUserId" } else { "externalUserId" };
            let customdata = &model["userCustomData"][user["externalUserId"].as_str().unwrap()];
            json!({
                "user_id": text(fixture, &user[id]),
                "internal_user_id": Value::Null,
                "name": text(fixture, &user["fullname"]),
                "role": text(fixture, &user["role"]),
                "is_presenter": value("isPresenter", "presenter"),
                "is_listening_only": value("isListeningOnly", "listeningOnly"),
                "has_joined_voice": value("hasJoinedVoice", "voiceJoined"),
                "has_video": value("hasVideo", "video"),
                "video_stream_name": Value::Null,
                "client_type": text(fixture, &value("clientType", "clientType")),
                "customdata": if fixture.has("customdata") { map(fixture, customdata) } else { json!({}) },
            })
        })
        .collect()
}

/// Returns the date in words: that of the model, or otherwise the time as a server in UTC writes it.
fn date(model: &Value) -> String {
    if let Some(date) = model["createDate"].as_str() {
        return date.to_owned();
    }
    let seconds = model["createTime"].as_u64().unwrap() / 1000;
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    let weekday =
        ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][usize::try_from(days % 7).unwrap()];
    let is_leap =
        |year: u64| year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let (mut year, mut day) = (1970, days);
    while day >= 365 + u64::from(is_leap(year)) {
        day -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let months = [
        ("Jan", 31),
        ("Feb", february),
        ("Mar", 31),
        ("Apr", 30),
        ("May", 31),
        ("Jun", 30),
        ("Jul", 31),
        ("Aug", 31),
        ("Sep", 30),
        ("Oct", 31),
        ("Nov", 30),
        ("Dec", 31),
    ];
    let mut month = months.iter();
    let mut name = "";
    for (next, length) in month.by_ref() {
        name = next;
        if day < *length {
            break;
        }
        day -= length;
    }
    let (hours, minutes, seconds) = (time / 3600, time / 60 % 60, time % 60);
    format!(
        "{weekday} {name} {:02} {hours:02}:{minutes:02}:{seconds:02} UTC {year}",
        day + 1
    )
}

pub(crate) fn sessions(fixture: &Fixture) -> Value {
    let sessions = fixture.model()["sessions"].as_array().unwrap();
    json!({
        "sessions": sessions
            .iter()
            .map(|session| {
                json!([
                    text(fixture, &session["meetingID"]),
                    text(fixture, &session["conferencename"]),
                    text(fixture, &session["fullname"]),
                ])
            })
            .collect::<Vec<_>>(),
        "message_key": sessions.is_empty().then_some("noSessions"),
    })
}

pub(crate) fn version(fixture: &Fixture) -> Value {
    let names = [
        "version",
        "apiVersion",
        "bbbVersion",
        "graphqlWebsocketUrl",
        "graphqlApiUrl",
        "apiUrl",
        "html5PluginSdkVersion",
        "build",
    ];
    names
        .iter()
        .map(|name| ((*name).to_owned(), text(fixture, &fixture.model()[name])))
        .collect()
}

pub(crate) fn refusal(fixture: &Fixture) -> Value {
    let model = fixture.model();
    let returncode = if fixture.server == "bbb-recording-api" {
        "FAILURE"
    } else {
        "FAILED"
    };
    let refused = |key: &Value, message: &Value, others: Vec<Value>| {
        json!({"refused": {
            "returncode": returncode,
            "key": text(fixture, key),
            "message": text(fixture, message).as_str().unwrap_or_default(),
            "others": others,
        }})
    };
    if let Some(errors) = model["errors"].as_array() {
        let mut errors = errors.iter();
        let first = errors.next().unwrap_or(&Value::Null);
        let others = errors.map(|error| {
            json!([
                text(fixture, &error["key"]),
                text(fixture, &error["message"])
            ])
        });
        refused(&first["key"], &first["message"], others.collect())
    } else if let Some(elements) = model["elements"].as_array() {
        let element = |name: &str| {
            elements
                .iter()
                .find(|pair| pair[0] == name)
                .map_or(Value::Null, |pair| pair[1].clone())
        };
        refused(&element("messageKey"), &element("message"), Vec::new())
    } else if model["exception"].is_object() {
        refused(
            &model["exception"]["key"],
            &model["exception"]["message"],
            Vec::new(),
        )
    } else {
        let either = |a: &str, b: &str| {
            if model[a].is_null() {
                model[b].clone()
            } else {
                model[a].clone()
            }
        };
        refused(
            &either("key", "messageKey"),
            &either("msg", "message"),
            Vec::new(),
        )
    }
}

pub(crate) fn created(fixture: &Fixture) -> Value {
    let model = fixture.model();
    let meeting = &model["meeting"];
    let value = |element: &str, name: &str| {
        if fixture.has(element) {
            meeting[name].clone()
        } else {
            Value::Null
        }
    };
    let words = |element: &str, name: &str| text(fixture, &value(element, name));
    json!({
        "meeting_id": words("meetingID", "externalId"),
        "internal_meeting_id": words("internalMeetingID", "internalId"),
        "parent_meeting_id": words("parentMeetingID", "parentMeetingId"),
        "attendee_password": words("attendeePW", "viewerPassword"),
        "moderator_password": words("moderatorPW", "moderatorPassword"),
        "create_time": come(value("createTime", "createTime")),
        "voice_bridge": words("voiceBridge", "telVoice"),
        "dial_number": words("dialNumber", "dialNumber"),
        "create_date": if fixture.has("createDate") { json!(date(meeting)) } else { Value::Null },
        "has_user_joined": value("hasUserJoined", "userJoined"),
        "duration_minutes": value("duration", "duration"),
        "has_been_forcibly_ended": value("hasBeenForciblyEnded", "forciblyEnded"),
        "message_key": text(fixture, &model["msgKey"]),
        "message": text(fixture, &model["msg"]),
    })
}

pub(crate) fn joined(fixture: &Fixture) -> Value {
    let model = fixture.model();
    let value = |element: &str, name: &str| {
        if fixture.has(element) {
            text(fixture, &model[name])
        } else {
            Value::Null
        }
    };
    json!({
        "meeting_id": value("meeting_id", "meetingID"),
        "user_id": value("user_id", "internalUserId"),
        "auth_token": value("auth_token", "authToken"),
        "session_token": value("session_token", "sessionToken"),
        "guest_status": value("guestStatus", "guestStatusVal"),
        "url": value("url", "destUrl"),
        "message_key": "successfullyJoined",
        "message": "You have joined successfully.",
    })
}

/// Returns the key and the message of a success, or the refusal.
pub(crate) fn words(fixture: &Fixture) -> Value {
    let model = fixture.model();
    if model["returnCode"] == "FAILED" {
        refusal(fixture)
    } else {
        json!([
            text(fixture, &model["msgKey"]),
            text(fixture, &model["msg"])
        ])
    }
}

pub(crate) fn json_refusal(fixture: &Fixture) -> Value {
    let model = match &fixture.model()["response"] {
        Value::Null => fixture.model(),
        response => response,
    };
    json!({"refused": {
        "returncode": model["returncode"],
        "key": model["messageKey"],
        "message": model["message"],
        "others": [],
    }})
}

/// Returns the fields of a response about webhooks, which are printed unchanged, as a parser alone finds them.
pub(crate) fn hooks(fixture: &Fixture) -> Value {
    let body = fixture.text();
    let Ok(document) = roxmltree::Document::parse(&body) else {
        return json!(body.trim());
    };
    let answer = document.root_element();
    let field = |node: roxmltree::Node<'_, '_>, name: &str| {
        let child = node.children().find(|child| child.has_tag_name(name))?;
        Some(child.text().unwrap_or_default().trim().to_owned())
    };
    let filled = |node, name| field(node, name).filter(|text| !text.is_empty());
    let flag = |node, name| field(node, name).and_then(|text| text.parse::<bool>().ok());
    if field(answer, "returncode").as_deref() != Some("SUCCESS") {
        return json!({"refused": {
            "returncode": field(answer, "returncode"),
            "key": filled(answer, "messageKey"),
            "message": field(answer, "message").unwrap_or_default(),
            "others": [],
        }});
    }
    if let Some(hooks) = answer.children().find(|child| child.has_tag_name("hooks")) {
        return hooks
            .children()
            .filter(|hook| hook.has_tag_name("hook"))
            .map(|hook| {
                let events = field(hook, "eventID").map(|events| {
                    events
                        .split(',')
                        .filter(|event| !event.is_empty())
                        .map(str::to_owned)
                        .collect::<Vec<_>>()
                });
                json!({
                    "hook_id": field(hook, "hookID"),
                    "callback_url": filled(hook, "callbackURL"),
                    "meeting_id": filled(hook, "meetingID"),
                    "event_ids": events,
                    "permanent": flag(hook, "permanentHook"),
                    "raw": flag(hook, "rawData"),
                })
            })
            .collect();
    }
    if let Some(removed) = field(answer, "removed") {
        return json!(removed.parse::<bool>().ok());
    }
    json!({
        "hook_id": field(answer, "hookID"),
        "permanent": flag(answer, "permanentHook"),
        "raw": flag(answer, "rawData"),
        "message_key": filled(answer, "messageKey"),
    })
}

/// Returns the numbers in a synthetic response.
pub(crate) fn numbers(fixture: &Fixture) -> Value {
    match fixture.case.as_str() {
        "numbers_empty" => json!({}),
        "numbers_negative" => json!({"duration_minutes": -1, "end_time": -1}),
        "numbers_plus_exp" => json!({"duration_minutes": 60, "create_time": 1_715_261_728_123_i64}),
        _ => json!(ANY),
    }
}

/// Returns what a parser alone finds in a body: its values if it is a success, and otherwise an error of any kind.
pub(crate) fn by_the_parser(fixture: &Fixture) -> Value {
    let body = fixture.text();
    let document = roxmltree::Document::parse(&body).ok();
    let response = document
        .as_ref()
        .map(roxmltree::Document::root_element)
        .filter(|root| root.tag_name().name() == "response");
    let field = |name: &str| {
        let child = response?
            .children()
            .find(|child| child.tag_name().name() == name)?;
        let texts = child.descendants().filter(roxmltree::Node::is_text);
        let text: String = texts.filter_map(|node| node.text()).collect();
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    match field("returncode").as_deref() {
        Some("SUCCESS") => json!([field("running").map(|text| text == "true"), field("name")]),
        Some(_) => json!({"refused": ANY}),
        None => json!({"no answer": ANY, "status": ANY}),
    }
}
