//! Recorded exchanges with real servers: webhooks 2.6.1, 3.3.1 and 3.5.0, Scalelite and b3lb. Each call reads its responses.
//!
//! The expectation has two sources: rules that look for a few words in the body, and every value in
//! `tests/captures/expected.txt`. After an intended change, `UPDATE_EXPECTED=1` rewrites that file. Review the difference.
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

#[path = "support/every_call.rs"]
mod every_call;

use std::fmt::{Debug, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

use bbb_sdk::error::ResponseProblem;
use bbb_sdk::{Call, Error, Query, Response, Result};
use every_call::Visitor;

/// A request and its response.
struct Exchange {
    name: String,
    call: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Exchange {
    /// Reads a file. Returns `None` if the server did not respond.
    fn load(path: &Path) -> Option<Self> {
        let bytes = fs::read(path).unwrap();
        let marker = b"<<< RESPONSE (raw bytes follow)\n";
        let at = bytes
            .windows(marker.len())
            .position(|window| window == marker)
            .unwrap();
        let (request, response) = (
            String::from_utf8_lossy(&bytes[..at]),
            &bytes[at + marker.len()..],
        );
        let end = response
            .windows(4)
            .position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&response[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers: Vec<(String, String)> = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let body = &response[end + 4..];
        let chunked = headers
            .iter()
            .any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        let folder = path
            .parent()
            .unwrap()
            .file_name()
            .unwrap()
            .to_string_lossy();
        Some(Self {
            name: format!("{folder}/{}", path.file_stem().unwrap().to_string_lossy()),
            call: call_name(&request),
            status,
            body: if chunked {
                unchunked(body)
            } else {
                body.to_vec()
            },
            headers,
        })
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn response(&self) -> Response<'_> {
        let response = Response::new(self.status, &self.body[..]);
        self.headers
            .iter()
            .fold(response, |response, (name, value)| {
                response.header(name, value)
            })
    }

    /// Returns the text of the body between two others.
    fn between(&self, start: &str, end: &str) -> Option<String> {
        let text = self.text();
        let (_, rest) = text.split_once(start)?;
        rest.split_once(end).map(|(words, _)| words.to_owned())
    }

    fn field(&self, element: &str, member: &str) -> Option<String> {
        self.between(&format!("<{element}>"), &format!("</{element}>"))
            .or_else(|| self.between(&format!("\"{member}\":\""), "\""))
            .filter(|value| !value.is_empty())
    }
}

/// Returns the name of the call.
fn call_name(request: &str) -> String {
    let target = request.lines().nth(1).unwrap().split(' ').nth(1).unwrap();
    let path = target.split('?').next().unwrap().trim_end_matches('/');
    let (_, name) = path.rsplit_once("/api").unwrap_or(("", "/other"));
    name.trim_start_matches('/').to_owned()
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = rest
            .windows(2)
            .position(|window| window == b"\r\n")
            .unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 4 + length..];
    }
}

/// A call that the crate does not define.
struct Other(Query);

impl Call for Other {
    type Output = ();
    const NAME: &'static str = "other";

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<()> {
        response.xml(|_| Ok(()))
    }
}

fn receive<C: Call<Output: Debug>>(exchange: &Exchange) -> Result<String> {
    C::receive(&exchange.response()).map(|answer| format!("{answer:?}"))
}

/// Reads the response with the exchange's call.
struct Reading<'a> {
    exchange: &'a Exchange,
    outcome: Option<Result<String>>,
}

impl Visitor for Reading<'_> {
    fn visit<C: Call<Output: Debug>>(&mut self) {
        if self.exchange.call == C::NAME {
            self.outcome = Some(receive::<C>(self.exchange));
        }
    }
}

fn outcome(exchange: &Exchange) -> Result<String> {
    let mut reading = Reading {
        exchange,
        outcome: None,
    };
    every_call::visit_every_call(&mut reading);
    reading
        .outcome
        .unwrap_or_else(|| receive::<Other>(exchange))
}

/// Classifies a body without the crate: a success, a refusal with its key, or an unusable body.
fn check(exchange: &Exchange, outcome: &Result<String>) {
    let name = &exchange.name;
    let returncode = exchange.field("returncode", "returncode");
    let redirect = (300..400).contains(&exchange.status);
    match (returncode.as_deref(), outcome) {
        (Some("SUCCESS"), Ok(_)) => {}
        // A callback URL with `]]>` breaks the list that contains it.
        (
            Some("SUCCESS"),
            Err(Error::Response {
                problem: ResponseProblem::Malformed(_),
                ..
            }),
        ) if roxmltree::Document::parse(&exchange.text()).is_err() => {}
        (Some(code), Err(Error::Api { key, details, .. })) => {
            assert_eq!(details.returncode, code, "{name}");
            assert_eq!(details.status, exchange.status, "{name}");
            let expected = exchange.field("messageKey", "messageKey");
            assert_eq!(key.as_ref().map(ToString::to_string), expected, "{name}");
        }
        (None, Ok(_)) if exchange.call == "hooks/ping" => {}
        (None, Ok(_) | Err(Error::Api { .. })) if redirect && exchange.call == "join" => {}
        (None, Err(Error::Response { status, .. })) => {
            assert_eq!(*status, exchange.status, "{name}");
        }
        _ => panic!("{name}: {outcome:?} of {}", exchange.text()),
    }
}

fn shown(outcome: &Result<String>) -> String {
    match outcome {
        Ok(answer) => answer.clone(),
        Err(error) => format!("error: {error}"),
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures")
}

fn files() -> Vec<PathBuf> {
    let entries = |path: &Path| {
        fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
    };
    let mut files: Vec<PathBuf> = entries(&folder())
        .filter(|path| path.is_dir())
        .flat_map(|path| entries(&path).collect::<Vec<_>>())
        .collect();
    files.sort();
    files
}

#[test]
fn every_exchange_gives_its_value_or_its_error() {
    let mut read = String::new();
    let (mut answered, mut silent) = (0, 0);
    for path in files() {
        let Some(exchange) = Exchange::load(&path) else {
            silent += 1;
            continue;
        };
        let outcome = outcome(&exchange);
        check(&exchange, &outcome);
        writeln!(read, "{} {}", exchange.name, shown(&outcome)).unwrap();
        answered += 1;
    }
    println!("{answered} answers, {silent} requests without one");
    let expected = folder().join("expected.txt");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&expected, &read).unwrap();
    }
    let expected = fs::read_to_string(expected).unwrap();
    let name_of = |line: &'_ str| line.split(' ').next().map(str::to_owned);
    for expected in expected.lines() {
        let read = read.lines().find(|read| name_of(read) == name_of(expected));
        assert_eq!(read, Some(expected));
    }
}
