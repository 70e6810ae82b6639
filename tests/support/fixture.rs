//! The stored answers, and their comparison with the values that they were made from.

use std::fs;
use std::path::Path;

use bbb_sdk::error::ResponseProblem;
use bbb_sdk::{Call, Error, Response, Result};
use serde_json::{Value, json};

/// An answer and its properties.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) server: String,
    pub(crate) case: String,
    pub(crate) about: Value,
    pub(crate) body: Vec<u8>,
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

    pub(crate) fn model(&self) -> &Value {
        &self.about["model"]
    }

    pub(crate) fn well_formed(&self) -> bool {
        self.about["well_formed"].as_bool().unwrap_or(false)
    }

    pub(crate) fn response(&self) -> Response<'_> {
        let status = self.about["http_status"].as_u64().unwrap_or(200);
        let response = Response::new(u16::try_from(status).unwrap(), &self.body[..]);
        match self.about["content_type"].as_str() {
            Some(content_type) => response.header("Content-Type", content_type),
            None => response,
        }
    }

    pub(crate) fn text(&self) -> String {
        self.body.iter().map(|byte| char::from(*byte)).collect()
    }

    /// Returns whether the answer has an element with this name. Values that a version does not print are missing.
    pub(crate) fn has(&self, element: &str) -> bool {
        let text = self.text();
        [">", "/>", " />"]
            .iter()
            .any(|end| text.contains(&format!("<{element}{end}")))
    }
}

pub(crate) fn fixtures(call: &str) -> Vec<Fixture> {
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

/// Compares what a call reads from each answer in a folder with the expectation.
#[track_caller]
pub(crate) fn compare<C: Call>(
    folder: &str,
    show: fn(C::Output) -> Value,
    expected: fn(&Fixture) -> Value,
) {
    compare_by(
        folder,
        |fixture| outcome(C::receive(&fixture.response()), show),
        expected,
    );
}

#[track_caller]
pub(crate) fn compare_by(
    folder: &str,
    read: impl Fn(&Fixture) -> Value,
    expected: fn(&Fixture) -> Value,
) {
    let fixtures = fixtures(folder);
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
    println!("{folder}: {} answers", fixtures.len());
}

/// The expectation for any value.
pub(crate) const ANY: &str = "(any)";

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
pub(crate) fn outcome<T>(result: Result<T>, show: impl Fn(T) -> Value) -> Value {
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
pub(crate) fn no_answer(fixture: &Fixture, problem: &str) -> Value {
    json!({"no answer": problem, "status": fixture.about["http_status"].as_u64().unwrap_or(200)})
}

/// Returns the expectation for an unreadable body, which is truncated or malformed.
pub(crate) fn unreadable(fixture: &Fixture) -> Option<Value> {
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
