//! Every call reads the responses that it may get, cut at every byte and with flipped bytes.
//!
//! No call panics, and no part of a response and no refusal becomes a success. The positions are sampled, and differ
//! from one response to the next. A part that ends after a tag may look complete, so every position after a tag is
//! tried, or a sample if there are hundreds of them. `HOSTILE=all` tries every position.
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
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test may stop"
)]

#[path = "support/every_call.rs"]
mod every_call;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use bbb_sdk::administration::End;
use bbb_sdk::error::ResponseProblem;
use bbb_sdk::monitoring::GetMeetings;
use bbb_sdk::recording::GetRecordingTextTracks;
use bbb_sdk::{Call, Error, Response};
use every_call::Visitor;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Returns the bodies in a folder of fixtures.
fn bodies(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = fixtures().join(folder);
    let is_body = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        !name.ends_with(".json") || name.ends_with(".body.json")
    };
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(is_body)
        .collect();
    paths.sort();
    let with_body = |path: PathBuf| {
        let body = fs::read(&path).unwrap();
        (path, body)
    };
    paths.into_iter().map(with_body).collect()
}

/// The distance between tried positions, which limits their number to some hundred.
fn step(length: usize, most: usize) -> usize {
    match std::env::var("HOSTILE") {
        Ok(_) => 1,
        Err(_) => length / most + 1,
    }
}

/// Returns the positions at which a body is cut: after each of the first hundred tags, after some of the others, and
/// elsewhere.
fn cuts(body: &[u8], turn: usize) -> Vec<usize> {
    let after_tags: Vec<_> = (1..body.len())
        .filter(|end| body[end - 1] == b'>')
        .collect();
    let (first, others) = after_tags.split_at(after_tags.len().min(100));
    let some = |positions: &[usize]| -> Vec<usize> {
        let step = step(positions.len(), 40);
        positions
            .iter()
            .skip(turn % step)
            .step_by(step)
            .copied()
            .collect()
    };
    let anywhere: Vec<_> = (0..body.len()).collect();
    let mut cuts = [first, &some(others), &some(&anywhere)].concat();
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// Returns the bits to flip, at regular distances.
fn flips(body: &[u8], turn: usize) -> impl Iterator<Item = (usize, u8)> {
    let step = step(body.len() * 8, 80);
    (turn % step..body.len() * 8)
        .step_by(step)
        .map(|bit| (bit / 8, 1 << (bit % 8)))
}

/// Returns what a call reads from a body, or the kind of error.
fn outcome<C: Call<Output: Debug>>(body: &[u8]) -> Result<String, Error> {
    let response = Response::new(200, body).header("Content-Type", "text/xml;charset=utf-8");
    C::receive(&response).map(|answer| format!("{answer:?}"))
}

fn attack<C: Call<Output: Debug>>(folder: &str) {
    let mut tried = 0;
    for (turn, (path, body)) in bodies(folder).into_iter().enumerate() {
        let whole = outcome::<C>(&body);
        let trailed = matches!(
            whole,
            Err(Error::Response {
                problem: ResponseProblem::Doubled | ResponseProblem::Malformed(_),
                ..
            })
        );
        for end in cuts(&body, turn) {
            // The cut may remove only a line end, or the part that made the body malformed.
            if let Ok(part) = outcome::<C>(&body[..end]) {
                let same = whole.as_ref().is_ok_and(|whole| *whole == part);
                assert!(same || trailed, "{} cut at {end}: {part}", path.display());
            }
            tried += 1;
        }
        // Text tracks have a refusal with `SUCCESS` that only its key reveals.
        let refused =
            matches!(&whole, Err(Error::Api { details, .. }) if details.returncode != "SUCCESS");
        let mut flipped = body.clone();
        for (at, mask) in flips(&body, turn) {
            flipped[at] ^= mask;
            let wrong = outcome::<C>(&flipped).is_ok() && refused;
            assert!(!wrong, "{} with byte {at} ^ {mask}", path.display());
            flipped[at] ^= mask;
            tried += 1;
        }
    }
    println!("{folder}, {}: {tried} bodies", C::NAME);
}

/// Reads the bodies in the folder of each call, if it has one.
struct Attack;

impl Visitor for Attack {
    fn visit<C: Call<Output: Debug>>(&mut self) {
        let folder = folder_of(C::NAME);
        if fixtures().join(folder).exists() {
            attack::<C>(folder);
        }
    }
}

/// Returns the folder with the responses to a call.
fn folder_of(call: &str) -> &str {
    match call {
        "" => "apiVersion",
        "getJoinUrl" | "learningDashboard" => "json",
        call if call.starts_with("hooks/") => "hooks",
        call => call,
    }
}

#[test]
fn administration() {
    every_call::visit_administration(&mut Attack);
}

#[test]
fn monitoring() {
    every_call::visit_monitoring(&mut Attack);
}

#[test]
fn recording() {
    every_call::visit_recording(&mut Attack);
}

#[test]
fn webhooks() {
    every_call::visit_webhooks(&mut Attack);
}

/// Folders with responses that belong to no single call.
const OTHERS: [&str; 5] = ["callbacks", "errors", "tls", "transport", "values"];

#[test]
fn errors_and_bodies_that_are_no_response() {
    attack::<End>("errors");
    attack::<GetRecordingTextTracks>("errors");
    attack::<GetMeetings>("transport");
    attack::<GetMeetings>("values");
}

#[test]
fn no_call_and_no_folder_is_left_out() {
    let names = every_call::names();
    let visited: BTreeSet<&str> = names
        .iter()
        .map(|name| {
            if name.is_empty() {
                "(the version)"
            } else {
                name
            }
        })
        .collect();
    let listed: BTreeSet<&str> = include_str!("parameters.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with([' ', '#']))
        .collect();
    assert_eq!(visited, listed);

    let mut known: BTreeSet<&str> = names.iter().map(|name| folder_of(name)).collect();
    known.extend(OTHERS);
    for entry in fs::read_dir(fixtures()).unwrap() {
        let folder = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&*folder), "{folder}");
    }
}

/// Reads a body with any status.
struct Meet<'a>(&'a [u8]);

impl Visitor for Meet<'_> {
    fn visit<C: Call<Output: Debug>>(&mut self) {
        for status in [200, 302, 401, 500] {
            let response = Response::new(status, self.0).header("Location", "http://h/?errors=[{]");
            let _ = C::receive(&response);
        }
    }
}

#[test]
fn every_call_with_the_responses_of_others() {
    for folder in [
        "errors",
        "transport",
        "json",
        "create",
        "getMeetings",
        "hooks",
        "join",
    ] {
        for (_, body) in bodies(folder) {
            every_call::visit_every_call(&mut Meet(&body));
        }
    }
}
