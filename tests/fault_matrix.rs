//! Every fault of the simulated server on every call: no wrong success, no hang, no panic, and no secret in an error.
#![cfg(all(feature = "testing", feature = "http", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use bbb_sdk::administration::{
    Create, Document, End, InsertDocument, Join, Joined, Role, SendChatMessage,
};
use bbb_sdk::monitoring::{
    GetJoinUrl, GetMeetingInfo, GetMeetings, GetSessions, IsMeetingRunning, LearningDashboard,
    Version,
};
use bbb_sdk::recording::{
    DeleteRecordings, GetRecordingTextTracks, GetRecordings, PublishRecordings,
    PutRecordingTextTrack, TrackKind, UpdateRecordings,
};
use bbb_sdk::testing::{Fault, Profile, TestRecording, TestServer};
use bbb_sdk::webhooks::{CreateHook, DestroyHook, ListHooks, PingHooks};
use bbb_sdk::{Call, Client, Error};

#[path = "support/faults.rs"]
mod faults;
#[path = "support/kept.rs"]
mod kept;
mod peer;

use faults::Effect;
use kept::{PASSWORD, everything, keeps};
use peer::{SECRET, ends};

/// Starts a server on which every call can succeed.
struct World {
    server: TestServer,
    recording: String,
    hook: String,
    joined: Joined,
}

impl World {
    fn new() -> Self {
        // The newest release has every call.
        let builder = TestServer::builder().profile(Profile::Bbb40).secret(SECRET);
        let server = builder.starts_at(UNIX_EPOCH).start().unwrap();
        let client = Client::new(server.server());
        let create = Create::new("room-1", "Physics").moderator_password(PASSWORD);
        client.send(&create).unwrap();
        let join = Join::new("room-1", "Ada", Role::Moderator).redirect(false);
        let joined = client.send(&join).unwrap();
        let hook = CreateHook::new("https://app.example/hook");
        let hook = client.send(&hook).unwrap().hook_id;
        let recording = TestRecording::new("room-0").track("captions", "de", "Deutsch");
        let recording = server.add_recording(recording);
        Self {
            server,
            recording,
            hook,
            joined,
        }
    }

    fn client(&self, slowest: Duration) -> Client {
        Client::builder(self.server.server())
            .no_proxy()
            .response_timeout(slowest)
            .body_timeout(slowest)
            .body_limit(1 << 20)
            .build()
    }

    fn token(&self) -> &str {
        self.joined.session_token.as_ref().unwrap().expose()
    }

    fn cookie(&self) -> &str {
        self.joined.session_cookie.as_ref().unwrap().expose()
    }
}

/// The result of a call.
struct Outcome {
    call: &'static str,
    /// The answer's text.
    result: Result<String, Error>,
    /// Whether the answer is in the head, so that a fault of the body may leave it whole.
    in_head: bool,
}

impl Outcome {
    /// Describes the kind of error in a word or two.
    fn word(&self) -> String {
        match &self.result {
            Ok(_) => "answer".to_owned(),
            Err(Error::Transport { problem, .. }) => format!("{problem:?}"),
            Err(Error::Response {
                status, problem, ..
            }) => {
                let problem = format!("{problem:?}");
                format!("{status} {}", problem.split('(').next().unwrap())
            }
            Err(Error::Api { details, .. }) => format!("{} Api", details.status),
            Err(error) => error.to_string(),
        }
    }
}

type Ask = fn(&World, &Client) -> Outcome;

fn send<C: Call<Output: Debug>>(client: &Client, call: &C) -> Outcome {
    let result = client.send(call).map(|answer| format!("{answer:#?}"));
    Outcome {
        call: C::NAME,
        result,
        in_head: false,
    }
}

/// Returns every call.
const CALLS: &[Ask] = &[
    |_, client| send(client, &Version::new()),
    |_, client| {
        send(
            client,
            &Create::new("room-2", "Chemistry").attendee_password(PASSWORD),
        )
    },
    |_, client| {
        let create = Create::new("room-2", "Chemistry").moderator_password(PASSWORD);
        send(client, &create.into_form())
    },
    |_, client| {
        let join = Join::new("room-1", "Bob", Role::Moderator).password(PASSWORD);
        send(client, &join.redirect(false))
    },
    |_, client| {
        let join = Join::new("room-1", "Bob", Role::Moderator).password(PASSWORD);
        Outcome {
            in_head: true,
            ..send(client, &join.redirect(true))
        }
    },
    |_, client| send(client, &End::new("room-1").password(PASSWORD)),
    |_, client| {
        let slides = Document::url("https://a.example/a.pdf");
        send(client, &InsertDocument::new("room-1", slides))
    },
    |_, client| send(client, &SendChatMessage::new("room-1", "Break!")),
    |_, client| send(client, &IsMeetingRunning::new("room-1")),
    |_, client| send(client, &GetMeetings::new()),
    |_, client| send(client, &GetMeetingInfo::new("room-1")),
    |_, client| send(client, &GetSessions::new()),
    |world, client| {
        send(
            client,
            &GetJoinUrl::new(world.token()).jsessionid(world.cookie()),
        )
    },
    |world, client| {
        let call = LearningDashboard::new(world.token());
        send(client, &call.jsessionid(world.cookie()))
    },
    |_, client| send(client, &GetRecordings::new()),
    |world, client| send(client, &PublishRecordings::new([&world.recording], false)),
    |world, client| send(client, &DeleteRecordings::new([&world.recording])),
    |world, client| {
        let call = UpdateRecordings::new([&world.recording]);
        send(client, &call.meta("topic", "atoms"))
    },
    |world, client| send(client, &GetRecordingTextTracks::new(&world.recording)),
    |world, client| {
        let call =
            PutRecordingTextTrack::new(&world.recording, TrackKind::Subtitles, "en", "WEBVTT");
        send(client, &call)
    },
    |_, client| send(client, &CreateHook::new("https://app.example/another")),
    |world, client| send(client, &DestroyHook::new(&world.hook)),
    |_, client| send(client, &ListHooks::new()),
    |_, client| send(client, &PingHooks::new()),
];

/// Long enough for every response that arrives at all.
const LONG: Duration = Duration::from_secs(60);
/// The timeout for responses that never arrive.
const SHORT: Duration = Duration::from_millis(50);

/// Returns the right answers, which are the same on each server.
fn right_answers() -> Vec<Outcome> {
    let ask = |ask: &Ask| {
        let world = World::new();
        let mut outcome = ask(&world, &world.client(LONG));
        outcome.result = Ok(placeless(&world, &outcome.result.unwrap()));
        outcome
    };
    CALLS.iter().map(ask).collect()
}

/// Returns the text without values that differ between servers.
fn placeless(world: &World, text: &str) -> String {
    let url = world.server.url();
    let (_, rest) = url.split_once("://").unwrap();
    text.replace(rest.split('/').next().unwrap(), "server")
}

/// Returns the result of each call with this fault.
fn row(fault: &Fault, effect: Effect, right: &[Outcome]) -> Vec<String> {
    let slowest = if effect == Effect::Endless {
        SHORT
    } else {
        LONG
    };
    let cell = |(ask, right): (&Ask, &Outcome)| {
        let world = World::new();
        world.server.fail_from_now_on("*", fault.clone());
        let outcome = ask(&world, &world.client(slowest));
        let (call, became) = (outcome.call, outcome.word());
        match outcome.result {
            Ok(answer) => {
                let may = effect == Effect::Harmless || outcome.in_head;
                assert!(may, "{call}: {fault:?}: {answer}");
                let right = right.result.as_ref().unwrap();
                assert_eq!(placeless(&world, &answer), *right, "{call}: {fault:?}");
            }
            Err(error) => {
                assert_ne!(effect, Effect::Harmless, "{call}: {fault:?}: {error}");
                keeps(SECRET, &everything(&error), call);
            }
        }
        became
    };
    CALLS.iter().zip(right).map(cell).collect()
}

/// Runs all rows in parallel.
fn matrix(right: &[Outcome]) -> Vec<(Fault, Vec<String>)> {
    thread::scope(|scope| {
        let start = |(fault, effect): (Fault, Effect)| {
            scope.spawn(move || {
                let row = row(&fault, effect, right);
                (fault, row)
            })
        };
        let rows: Vec<_> = faults::all().into_iter().map(start).collect();
        rows.into_iter().map(|row| row.join().unwrap()).collect()
    })
}

#[test]
fn every_fault_on_every_call() {
    ends(|| {
        let right = right_answers();
        for (fault, cells) in matrix(&right) {
            print(&fault, &right, &cells);
        }
    });
}

/// Formats a row: the results and their calls.
fn print(fault: &Fault, right: &[Outcome], cells: &[String]) {
    match fault {
        Fault::Answer { body, .. } => println!("Answer {:?}", String::from_utf8_lossy(body)),
        fault => println!("{fault:?}"),
    }
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (cell, outcome) in cells.iter().zip(right) {
        groups.entry(cell).or_default().push(listed(outcome.call));
    }
    for (word, names) in groups {
        println!("    {word:<18} {}", names.join(" "));
    }
}

/// Returns the names of the calls in `tests/parameters.txt`.
fn listed(call: &'static str) -> &'static str {
    Some(call)
        .filter(|name| !name.is_empty())
        .unwrap_or("(the version)")
}

#[test]
fn no_call_is_left_out() {
    let world = World::new();
    // The names are observed on a server that sends no response.
    world.server.fail_from_now_on("*", Fault::Hangup);
    let client = world.client(LONG);
    let name = |ask: &Ask| listed(ask(&world, &client).call);
    let asked: BTreeSet<&str> = CALLS.iter().map(name).collect();
    let known: BTreeSet<&str> = include_str!("parameters.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with([' ', '#']))
        .collect();
    assert_eq!(asked, known);
}

#[test]
fn no_fault_is_left_out() {
    let faults = faults::all();
    let name = |(fault, _): &(Fault, Effect)| {
        let text = format!("{fault:?}");
        let end = text.find(|c: char| !c.is_alphanumeric());
        text[..end.unwrap_or(text.len())].to_owned()
    };
    let tried: BTreeSet<String> = faults.iter().map(name).collect();
    let known: BTreeSet<String> = include_str!("../src/testing/wire/faults.rs")
        .lines()
        .skip_while(|line| *line != "pub enum Fault {")
        .skip(1)
        .take_while(|line| *line != "}")
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(char::is_uppercase))
        .map(|line| {
            line.chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect()
        })
        .collect();
    assert_eq!(tried, known);
}
