//! Reads every answer in `tests/fixtures` by its call, and compares each field with the value that it was made from.
//!
//! The values and the other properties of an answer are in the `.json` beside it. The rules in
//! `tests/support/rules.rs` describe what servers do to the values.
#![cfg(all(
    feature = "administration",
    feature = "monitoring",
    feature = "recording",
    feature = "webhooks",
    feature = "json"
))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::fs;
use std::path::Path;

use bbb_sdk::{Call, Query, Response, Result, administration, monitoring, recording, webhooks};
use fixture::{Fixture, compare, compare_by, fixtures, no_answer, outcome, unreadable};
use serde_json::{Value, json};

#[path = "support/fixture.rs"]
mod fixture;
#[path = "support/respell.rs"]
mod respell;
#[path = "support/rules.rs"]
mod rules;
#[path = "support/shown.rs"]
mod shown;

#[test]
fn get_meeting_info() {
    compare::<monitoring::GetMeetingInfo>(
        "getMeetingInfo",
        |meeting| shown::meeting(&meeting),
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::meeting_info(fixture)),
    );
}

#[test]
fn get_meetings() {
    compare::<monitoring::GetMeetings>(
        "getMeetings",
        |answer| shown::meetings(&answer),
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::meetings(fixture)),
    );
}

#[test]
fn get_sessions() {
    compare::<monitoring::GetSessions>(
        "getSessions",
        |answer| shown::sessions(&answer),
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::sessions(fixture)),
    );
}

#[test]
fn is_meeting_running() {
    compare::<monitoring::IsMeetingRunning>(
        "isMeetingRunning",
        |answer| json!(answer.running),
        |fixture| fixture.model()["running"].clone(),
    );
}

#[test]
fn version() {
    compare::<monitoring::Version>(
        "apiVersion",
        |answer| shown::version(&answer),
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::version(fixture)),
    );
}

#[test]
fn get_recordings() {
    compare::<recording::GetRecordings>(
        "getRecordings",
        |answer| shown::recordings(&answer),
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::recordings(fixture)),
    );
}

#[test]
fn publish_recordings() {
    compare::<recording::PublishRecordings>(
        "publishRecordings",
        |answer| json!(answer.published),
        // The server repeats the given value.
        |fixture| match fixture.model()["published"]
            .as_str()
            .unwrap()
            .to_ascii_lowercase()
            .as_str()
        {
            "true" => json!(true),
            "false" => json!(false),
            _ => Value::Null,
        },
    );
}

#[test]
fn delete_recordings() {
    compare::<recording::DeleteRecordings>(
        "deleteRecordings",
        |answer| json!(answer.deleted),
        |_| json!(true),
    );
}

#[test]
fn update_recordings() {
    compare::<recording::UpdateRecordings>(
        "updateRecordings",
        |answer| json!(answer.updated),
        |fixture| fixture.model()["updated"].clone(),
    );
}

#[test]
fn text_tracks() {
    compare::<recording::GetRecordingTextTracks>(
        "getRecordingTextTracks",
        |answer| shown::tracks(&answer),
        |fixture| fixture.model()["tracks"].clone(),
    );
}

#[test]
fn errors() {
    compare::<monitoring::GetMeetingInfo>(
        "errors",
        |_| json!("a success"),
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::refusal(fixture)),
    );
}

#[test]
fn create() {
    compare::<administration::Create>(
        "create",
        |answer| shown::created(&answer),
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::created(fixture)),
    );
}

#[test]
fn join() {
    compare::<administration::Join>(
        "join",
        |answer| shown::joined(&answer),
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::joined(fixture)),
    );
}

#[test]
fn end() {
    compare::<administration::End>("end", |answer| shown::words(&answer), rules::words);
}

#[test]
fn insert_document() {
    compare::<administration::InsertDocument>(
        "insertDocument",
        |answer| shown::words(&answer),
        rules::words,
    );
}

#[test]
fn send_chat_message() {
    compare::<administration::SendChatMessage>(
        "sendChatMessage",
        |answer| shown::words(&answer),
        rules::words,
    );
}

#[test]
fn put_recording_text_track() {
    compare::<recording::PutRecordingTextTrack>(
        "putRecordingTextTrack",
        |answer| {
            json!([
                answer.record_id,
                answer.message_key.map(|key| key.to_string()),
                answer.message
            ])
        },
        // The documentation shows a failed upload with `SUCCESS`.
        |fixture| match fixture.model()["messageKey"].as_str() {
            Some("upload_text_track_success") => {
                json!([
                    fixture.model()["recordId"],
                    fixture.model()["messageKey"],
                    fixture.model()["message"]
                ])
            }
            _ => rules::json_refusal(fixture),
        },
    );
}

#[test]
fn hooks() {
    compare_by(
        "hooks",
        |fixture| {
            let response = fixture.response();
            if fixture.case.contains("list") {
                outcome(webhooks::ListHooks::receive(&response), |answer| {
                    shown::hooks(&answer)
                })
            } else if fixture.case.contains("destroy") || fixture.case.contains("hook_id") {
                outcome(webhooks::DestroyHook::receive(&response), |answer| {
                    json!(answer.removed)
                })
            } else if fixture.case.starts_with("ping") {
                outcome(webhooks::PingHooks::receive(&response), |answer| {
                    json!(answer.text)
                })
            } else {
                outcome(webhooks::CreateHook::receive(&response), |answer| {
                    shown::hook(&answer)
                })
            }
        },
        rules::hooks,
    );
}

/// The calls in a user's session, and answers of calls that the crate does not define.
#[test]
fn json_answers() {
    compare_by(
        "json",
        |fixture| {
            let response = fixture.response();
            if fixture.case.starts_with("learningDashboard") {
                outcome(
                    monitoring::LearningDashboard::receive(&response),
                    |answer| json!(answer.data),
                )
            } else if fixture.case.starts_with("putRecordingTextTrack") {
                outcome(recording::PutRecordingTextTrack::receive(&response), |_| {
                    json!("a success")
                })
            } else {
                outcome(monitoring::GetJoinUrl::receive(&response), |answer| {
                    json!(answer.url.expose())
                })
            }
        },
        |fixture| match &fixture.model()["response"] {
            Value::Null => no_answer(fixture, "Json"),
            response if response["returncode"] == "SUCCESS" && response["data"].is_string() => {
                response["data"].clone()
            }
            response if response["returncode"] == "SUCCESS" => response["url"].clone(),
            _ => rules::json_refusal(fixture),
        },
    );
}

/// Numbers in all forms, in answers with only some fields of a meeting.
#[test]
fn values() {
    compare::<monitoring::GetMeetingInfo>(
        "values",
        |meeting| {
            let mut shown = shown::meeting(&meeting);
            shown
                .as_object_mut()
                .unwrap()
                .retain(|_, value| value.is_number());
            shown
        },
        rules::numbers,
    );
}

/// A call that reads the handmade bodies.
struct Anything(Query);

impl Call for Anything {
    type Output = (Option<bool>, Option<String>);
    const NAME: &'static str = "anything";

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<Self::Output> {
        response.xml(|answer| Ok((answer.opt("running"), answer.opt("name"))))
    }
}

/// Bodies from gateways and application servers, and handmade broken ones.
#[test]
fn transport() {
    compare::<Anything>(
        "transport",
        |(running, name)| json!([running, name]),
        |fixture| {
            let running = json!([true, Value::Null]);
            let refused = |returncode: &str, message: &str| json!({"refused": {"returncode": returncode, "key": Value::Null, "message": message, "others": []}});
            match fixture.case.as_str() {
                "cdata_everywhere"
                | "cr_only"
                | "declaration_single_standalone"
                | "declaration_xml11"
                | "leading_newline_then_declaration"
                | "leading_newlines"
                | "trailing_whitespace"
                | "utf16le_bom" => running,
                "declaration_wrong_encoding" => json!([Value::Null, "Zoë 中"]),
                "latin1_bytes" => json!([Value::Null, "Zoé"]),
                "failed_empty_response" => refused("FAILED", ""),
                "failed_without_key" => refused("FAILED", "Meeting/Attendee limit reached."),
                "returncode_warning" => refused("WARNING", ""),
                "returncode_empty" | "root_self_closed" => no_answer(fixture, "Missing"),
                "billion_laughs" | "doctype" | "doctype_entities" => no_answer(fixture, "Dtd"),
                "gzip_body" | "lone_surrogate_utf8" => no_answer(fixture, "Encoding"),
                "grails_500" | "nginx_301" | "nginx_403" | "root_other" => {
                    no_answer(fixture, "Html")
                }
                "scalelite_rails_404" | "spring_500_json" => no_answer(fixture, "Json"),
                "control_char" | "html_entity" | "trailing_nul" | "trailing_text" => {
                    no_answer(fixture, "Malformed")
                }
                _ => rules::by_the_parser(fixture),
            }
        },
    );
}

/// Reads an answer with lists or many fields.
fn read(call: &str, fixture: &Fixture) -> Value {
    let response = fixture.response();
    match call {
        "getMeetings" => outcome(monitoring::GetMeetings::receive(&response), |answer| {
            shown::meetings(&answer)
        }),
        "getMeetingInfo" => outcome(monitoring::GetMeetingInfo::receive(&response), |answer| {
            shown::meeting(&answer)
        }),
        "getRecordings" => outcome(recording::GetRecordings::receive(&response), |answer| {
            shown::recordings(&answer)
        }),
        "getSessions" => outcome(monitoring::GetSessions::receive(&response), |answer| {
            shown::sessions(&answer)
        }),
        other => panic!("{other}"),
    }
}

/// Long lists are read in batches, with the same result.
#[test]
fn lists_read_the_same_when_they_are_long() {
    let mut count = 0;
    for call in [
        "getMeetings",
        "getMeetingInfo",
        "getRecordings",
        "getSessions",
    ] {
        for mut fixture in fixtures(call) {
            let short = read(call, &fixture);
            let root = b"<response>";
            let found = fixture
                .body
                .windows(root.len())
                .position(|window| window == root);
            let at = found.unwrap() + root.len();
            fixture
                .body
                .splice(at..at, std::iter::repeat_n(b' ', 5_000));
            assert_eq!(read(call, &fixture), short, "{}", fixture.name);
            count += 1;
        }
    }
    println!("{count} lists");
}

/// The same document in other spellings: CDATA, references, comments, another order, other blanks, unknown names.
#[test]
fn other_spellings_read_the_same() {
    let mut count = 0;
    for call in [
        "getMeetings",
        "getMeetingInfo",
        "getRecordings",
        "getSessions",
    ] {
        for mut fixture in fixtures(call) {
            let text = fixture.response().text().map(std::borrow::Cow::into_owned);
            let Some(document) = text
                .as_deref()
                .ok()
                .and_then(|text| roxmltree::Document::parse(text).ok())
            else {
                continue;
            };
            let expected = read(call, &fixture);
            for spelling in respell::ALL {
                fixture.body = respell::respell(&document, spelling).into_bytes();
                assert_eq!(
                    read(call, &fixture),
                    expected,
                    "{} {spelling:?}",
                    fixture.name
                );
                count += 1;
            }
        }
    }
    println!("{count} spellings");
}

#[test]
fn every_folder_is_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = fs::read_to_string(root.join("tests/fixtures.rs")).unwrap();
    tests.retain(|c| !c.is_whitespace());
    let mut count = 0;
    for entry in fs::read_dir(root.join("tests/fixtures")).unwrap() {
        let folder = entry.unwrap().file_name().into_string().unwrap();
        let found = fixtures(&folder).len();
        let compared = [">", "_by"].map(|start| format!("{start}(\"{folder}\","));
        let is_read = compared.iter().any(|start| tests.contains(start));
        assert!(is_read || found == 0, "{folder}");
        count += found;
    }
    println!("{count} answers in all");
}
