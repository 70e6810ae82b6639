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

use bbb_sdk::error::ResponseProblem;
use bbb_sdk::{
    Call, Error, Query, Response, Result, administration, monitoring, recording, webhooks,
};
use serde_json::{Value, json};

#[path = "support/respell.rs"]
mod respell;
#[path = "support/rules.rs"]
mod rules;
#[path = "support/shown.rs"]
mod shown;

/// An answer and its properties.
struct Fixture {
    name: String,
    server: String,
    case: String,
    about: Value,
    body: Vec<u8>,
}

impl Fixture {
    fn load(path: &Path) -> Self {
        let about: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let text = |name: &str| about[name].as_str().unwrap().to_owned();
        Self {
            name: format!("{}/{}__{}", text("call"), text("server"), text("case")),
            server: text("server"),
            case: text("case"),
            body: fs::read(path.with_file_name(text("body"))).unwrap(),
            about,
        }
    }

    fn model(&self) -> &Value {
        &self.about["model"]
    }

    fn well_formed(&self) -> bool {
        self.about["well_formed"].as_bool().unwrap_or(false)
    }

    fn response(&self) -> Response<'_> {
        let status = self.about["http_status"].as_u64().unwrap_or(200);
        let response = Response::new(u16::try_from(status).unwrap(), &self.body[..]);
        match self.about["content_type"].as_str() {
            Some(content_type) => response.header("Content-Type", content_type),
            None => response,
        }
    }

    fn text(&self) -> String {
        self.body.iter().map(|byte| char::from(*byte)).collect()
    }

    /// Returns whether the answer has an element with this name. Values that a version does not print are missing.
    fn has(&self, element: &str) -> bool {
        let text = self.text();
        [">", "/>", " />"]
            .iter()
            .any(|end| text.contains(&format!("<{element}{end}")))
    }
}

fn fixtures(call: &str) -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(call);
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.contains("__") && name.ends_with(".json") && !name.ends_with(".body.json")
        })
        .collect();
    paths.sort();
    paths.iter().map(|path| Fixture::load(path)).collect()
}

/// Compares what is read from each answer in a folder with the expectation.
#[track_caller]
fn compare(call: &str, read: fn(&Fixture) -> Value, expected: fn(&Fixture) -> Value) {
    let fixtures = fixtures(call);
    assert!(!fixtures.is_empty());
    let mut wrong = Vec::new();
    for fixture in &fixtures {
        differences(
            &fixture.name,
            &read(fixture),
            &expected(fixture),
            &mut wrong,
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{call}: {} answers", fixtures.len());
}

/// The expectation for any value.
const ANY: &str = "(any)";

fn differences(path: &str, read: &Value, expected: &Value, wrong: &mut Vec<String>) {
    match (read, expected) {
        (Value::Object(read), Value::Object(expected)) => {
            let names = read
                .keys()
                .chain(expected.keys().filter(|name| !read.contains_key(*name)));
            for name in names {
                let of = |map: &serde_json::Map<String, Value>| {
                    map.get(name).cloned().unwrap_or(json!("(no such)"))
                };
                differences(&format!("{path}.{name}"), &of(read), &of(expected), wrong);
            }
        }
        (Value::Array(read), Value::Array(expected)) if read.len() == expected.len() => {
            for (at, (read, expected)) in read.iter().zip(expected).enumerate() {
                differences(&format!("{path}[{at}]"), read, expected, wrong);
            }
        }
        _ if read == expected || expected == ANY => {}
        _ => wrong.push(format!("{path}: read {read}, expected {expected}")),
    }
}

/// Returns what a call reads, or a description of the error.
fn outcome<T>(result: Result<T>, show: impl Fn(T) -> Value) -> Value {
    match result {
        Ok(value) => show(value),
        Err(Error::Api {
            key,
            message,
            details,
            ..
        }) => {
            let others: Vec<_> = details
                .others
                .iter()
                .map(|(key, words)| json!([key.as_str(), words]))
                .collect();
            json!({"refused": {"returncode": details.returncode, "key": key.map(|key| key.to_string()), "message": message, "others": others}})
        }
        Err(Error::Response {
            problem, status, ..
        }) => json!({"no answer": problem_name(&problem), "status": status}),
        Err(error) => panic!("{error:?}"),
    }
}

fn problem_name(problem: &ResponseProblem) -> String {
    let text = format!("{problem:?}");
    text.split('(').next().unwrap_or_default().to_owned()
}

/// Returns the expectation for a body that is not an answer.
fn no_answer(fixture: &Fixture, problem: &str) -> Value {
    json!({"no answer": problem, "status": fixture.about["http_status"].as_u64().unwrap_or(200)})
}

/// Returns the expectation for an unreadable body, which is truncated or malformed.
fn unreadable(fixture: &Fixture) -> Option<Value> {
    // An undeclared prefix is part of the name.
    let unbound = fixture.about["parse_error"]
        .as_str()
        .is_some_and(|error| error.starts_with("unbound prefix"));
    if fixture.well_formed() || unbound {
        return None;
    }
    let problem = if fixture.body.is_empty() {
        "Empty"
    } else if fixture.about["templateError"].is_string() {
        "CutOff"
    } else {
        "Malformed"
    };
    Some(no_answer(fixture, problem))
}

#[test]
fn get_meeting_info() {
    compare(
        "getMeetingInfo",
        |fixture| {
            outcome(
                monitoring::GetMeetingInfo::receive(&fixture.response()),
                |meeting| shown::meeting(&meeting),
            )
        },
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::meeting_info(fixture)),
    );
}

#[test]
fn get_meetings() {
    compare(
        "getMeetings",
        |fixture| {
            outcome(
                monitoring::GetMeetings::receive(&fixture.response()),
                |answer| shown::meetings(&answer),
            )
        },
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::meetings(fixture)),
    );
}

#[test]
fn get_sessions() {
    compare(
        "getSessions",
        |fixture| {
            outcome(
                monitoring::GetSessions::receive(&fixture.response()),
                |answer| shown::sessions(&answer),
            )
        },
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::sessions(fixture)),
    );
}

#[test]
fn is_meeting_running() {
    compare(
        "isMeetingRunning",
        |fixture| {
            outcome(
                monitoring::IsMeetingRunning::receive(&fixture.response()),
                |answer| json!(answer.running),
            )
        },
        |fixture| fixture.model()["running"].clone(),
    );
}

#[test]
fn version() {
    compare(
        "apiVersion",
        |fixture| {
            outcome(
                monitoring::Version::receive(&fixture.response()),
                |answer| shown::version(&answer),
            )
        },
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::version(fixture)),
    );
}

#[test]
fn get_recordings() {
    compare(
        "getRecordings",
        |fixture| {
            outcome(
                recording::GetRecordings::receive(&fixture.response()),
                |answer| shown::recordings(&answer),
            )
        },
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::recordings(fixture)),
    );
}

#[test]
fn publish_recordings() {
    compare(
        "publishRecordings",
        |fixture| {
            outcome(
                recording::PublishRecordings::receive(&fixture.response()),
                |answer| json!(answer.published),
            )
        },
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
    compare(
        "deleteRecordings",
        |fixture| {
            outcome(
                recording::DeleteRecordings::receive(&fixture.response()),
                |answer| json!(answer.deleted),
            )
        },
        |_| json!(true),
    );
}

#[test]
fn update_recordings() {
    compare(
        "updateRecordings",
        |fixture| {
            outcome(
                recording::UpdateRecordings::receive(&fixture.response()),
                |answer| json!(answer.updated),
            )
        },
        |fixture| fixture.model()["updated"].clone(),
    );
}

#[test]
fn text_tracks() {
    compare(
        "getRecordingTextTracks",
        |fixture| {
            outcome(
                recording::GetRecordingTextTracks::receive(&fixture.response()),
                |answer| shown::tracks(&answer),
            )
        },
        |fixture| fixture.model()["tracks"].clone(),
    );
}

#[test]
fn errors() {
    compare(
        "errors",
        |fixture| {
            outcome(
                monitoring::GetMeetingInfo::receive(&fixture.response()),
                |_| json!("a success"),
            )
        },
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::refusal(fixture)),
    );
}

#[test]
fn create() {
    compare(
        "create",
        |fixture| {
            outcome(
                administration::Create::receive(&fixture.response()),
                |answer| shown::created(&answer),
            )
        },
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::created(fixture)),
    );
}

#[test]
fn join() {
    compare(
        "join",
        |fixture| {
            outcome(
                administration::Join::receive(&fixture.response()),
                |answer| shown::joined(&answer),
            )
        },
        |fixture| unreadable(fixture).unwrap_or_else(|| rules::joined(fixture)),
    );
}

#[test]
fn end() {
    compare(
        "end",
        |fixture| {
            outcome(
                administration::End::receive(&fixture.response()),
                |answer| shown::words(&answer),
            )
        },
        rules::words,
    );
}

#[test]
fn insert_document() {
    compare(
        "insertDocument",
        |fixture| {
            outcome(
                administration::InsertDocument::receive(&fixture.response()),
                |answer| shown::words(&answer),
            )
        },
        rules::words,
    );
}

#[test]
fn send_chat_message() {
    compare(
        "sendChatMessage",
        |fixture| {
            outcome(
                administration::SendChatMessage::receive(&fixture.response()),
                |answer| shown::words(&answer),
            )
        },
        rules::words,
    );
}

#[test]
fn put_recording_text_track() {
    compare(
        "putRecordingTextTrack",
        |fixture| {
            outcome(
                recording::PutRecordingTextTrack::receive(&fixture.response()),
                |answer| {
                    json!([
                        answer.record_id,
                        answer.message_key.map(|key| key.to_string()),
                        answer.message
                    ])
                },
            )
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
    compare(
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
    compare(
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
    compare(
        "values",
        |fixture| {
            outcome(
                monitoring::GetMeetingInfo::receive(&fixture.response()),
                |meeting| {
                    let mut shown = shown::meeting(&meeting);
                    shown
                        .as_object_mut()
                        .unwrap()
                        .retain(|_, value| value.is_number());
                    shown
                },
            )
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
    compare(
        "transport",
        |fixture| {
            outcome(Anything::receive(&fixture.response()), |(running, name)| {
                json!([running, name])
            })
        },
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
    let tests = fs::read_to_string(root.join("tests/fixtures.rs")).unwrap();
    let mut count = 0;
    for entry in fs::read_dir(root.join("tests/fixtures")).unwrap() {
        let folder = entry.unwrap().file_name().into_string().unwrap();
        let found = fixtures(&folder).len();
        let is_read = tests.contains(&format!("        \"{folder}\",\n"));
        assert!(is_read || found == 0, "{folder}");
        count += found;
    }
    println!("{count} answers in all");
}
