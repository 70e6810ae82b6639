//! Failures: the error that the client returns for each, and that its next call works.
#![cfg(all(feature = "testing", feature = "http"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

use std::time::Duration;

use bbb_sdk::administration::Create;
use bbb_sdk::error::{Limit, ResponseProblem, TimeoutPhase, TransportProblem};
use bbb_sdk::monitoring::{GetMeetings, IsMeetingRunning};
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::testing::{Fault, TestServer};
use bbb_sdk::webhooks::ListHooks;
use bbb_sdk::{Client, Error};

/// Returns the kind of an error.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Transport(TransportProblem),
    Answer(u16, ResponseProblem),
    Malformed,
    Fine,
}

fn kind<T>(result: Result<T, Error>) -> Kind {
    match result {
        Ok(_) => Kind::Fine,
        Err(Error::Transport { problem, .. }) => Kind::Transport(problem),
        Err(Error::Response {
            problem: ResponseProblem::Malformed(_),
            ..
        }) => Kind::Malformed,
        Err(Error::Response {
            status, problem, ..
        }) => Kind::Answer(status, problem),
        Err(error) => panic!("{error}"),
    }
}

fn client(server: &TestServer, limit: Duration) -> Client {
    Client::builder(server.server())
        .connect_timeout(Duration::from_secs(5))
        .send_timeout(Duration::from_secs(5))
        .response_timeout(limit)
        .body_timeout(limit)
        .body_limit(1 << 20)
        .build()
}

/// Long enough for every response that arrives at all.
const LONG: Duration = Duration::from_secs(60);
/// The timeout for responses that never arrive.
const SHORT: Duration = Duration::from_millis(500);

/// Sends calls with one fault each, and a working call after each.
#[track_caller]
fn fault(fault: &Fault, expected: &Kind) {
    fault_within(LONG, fault, expected);
}

#[track_caller]
fn fault_within(limit: Duration, fault: &Fault, expected: &Kind) {
    let server = TestServer::start().unwrap();
    let client = client(&server, limit);
    let check = |name, result| {
        assert_eq!(result, *expected, "{name}: {fault:?}");
        // The server closes the connection after the response, and the client notices it later.
        while *fault == Fault::ResetAfterAnswer && server.connections() > 0 {
            std::thread::yield_now();
        }
        let after = kind(client.send(&IsMeetingRunning::new("room-1")));
        assert_eq!(after, Kind::Fine, "after {name}: {fault:?}");
    };
    let name = |name: &'static str| {
        server.fail_next(name, fault.clone());
        name
    };
    // Use the connection first: a fault on a reused connection takes another path than one on a new connection.
    client.send(&GetMeetings::new()).unwrap();
    check(name("getMeetings"), kind(client.send(&GetMeetings::new())));
    check(
        name("create"),
        kind(client.send(&Create::new("room-1", "Physics"))),
    );
    check(
        name("getRecordings"),
        kind(client.send(&GetRecordings::new())),
    );
    check(name("hooks/list"), kind(client.send(&ListHooks::new())));
}

#[test]
fn connections_that_break() {
    let broken = Kind::Transport(TransportProblem::Broken);
    fault(&Fault::ResetBeforeAnswer, &broken);
    fault(&Fault::Hangup, &broken);
    fault(&Fault::ResetAfterAnswer, &Kind::Fine);
}

#[test]
fn answers_that_stop() {
    fault(
        &Fault::ResetInBody,
        &Kind::Answer(200, ResponseProblem::CutOff),
    );
    fault(&Fault::CutOff, &Kind::Answer(200, ResponseProblem::CutOff));
    fault(
        &Fault::CutOffText,
        &Kind::Answer(200, ResponseProblem::CutOff),
    );
}

#[test]
fn servers_that_are_slow() {
    let response = Kind::Transport(TransportProblem::Timeout(TimeoutPhase::Response));
    fault_within(SHORT, &Fault::Silence, &response);
    fault_within(SHORT, &Fault::SlowStart(Duration::from_secs(60)), &response);
    let body = Kind::Transport(TransportProblem::Timeout(TimeoutPhase::Body));
    fault_within(SHORT, &Fault::Drip(Duration::from_secs(1)), &body);
}

#[test]
fn pages_instead_of_answers() {
    for status in [400, 403, 404, 413, 429, 500, 502, 503, 504] {
        fault(
            &Fault::Status(status),
            &Kind::Answer(status, ResponseProblem::Html),
        );
    }
    fault(&Fault::Busy(30), &Kind::Answer(503, ResponseProblem::Html));
    let elsewhere = Fault::Redirect("https://elsewhere.example/path?checksum=1".to_owned());
    let redirect = ResponseProblem::Redirect("elsewhere.example".to_owned());
    fault(&elsewhere, &Kind::Answer(302, redirect));
}

#[test]
fn bodies_of_another_kind() {
    fault(
        &Fault::Huge(2 << 20),
        &Kind::Answer(200, ResponseProblem::Limit(Limit::BodyBytes(1 << 20))),
    );
    fault(
        &Fault::GarbageBody,
        &Kind::Answer(200, ResponseProblem::Encoding),
    );
    fault(&Fault::Twice, &Kind::Answer(200, ResponseProblem::Doubled));
    fault(&Fault::text(""), &Kind::Answer(200, ResponseProblem::Empty));
    fault(
        &Fault::text("<html><body>Welcome</body></html>"),
        &Kind::Answer(200, ResponseProblem::Html),
    );
    fault(
        &Fault::text("hello"),
        &Kind::Answer(200, ResponseProblem::Text),
    );
    fault(
        &Fault::text("{\"a\":1}"),
        &Kind::Answer(200, ResponseProblem::Json),
    );
    fault(
        &Fault::text("<response><a></b></response>"),
        &Kind::Malformed,
    );
}

#[test]
fn what_is_not_http() {
    let protocol = Kind::Transport(TransportProblem::Protocol);
    fault(&Fault::Garbage, &protocol);
    fault(&Fault::EndlessHeaders, &protocol);
}

#[test]
fn what_does_no_harm() {
    fault(&Fault::ContentType("text/html".to_owned()), &Kind::Fine);
    fault(
        &Fault::ContentType("application/octet-stream".to_owned()),
        &Kind::Fine,
    );
    fault(&Fault::Continue, &Kind::Fine);
    fault(&Fault::Split, &Kind::Fine);
}

#[test]
fn a_dripping_body_ends_when_the_clock_moves() {
    let server = TestServer::start().unwrap();
    server.fail_next("getMeetings", Fault::Drip(Duration::from_secs(1)));
    let client = Client::new(server.server());
    std::thread::scope(|scope| {
        let call = scope.spawn(|| client.send(&GetMeetings::new()).unwrap());
        while !call.is_finished() {
            server.advance(Duration::from_secs(1));
            std::thread::yield_now();
        }
        assert!(call.join().unwrap().meetings.is_empty());
    });
}

#[test]
fn refused_connections() {
    let server = TestServer::start().unwrap();
    let client = client(&server, LONG);
    client.send(&GetMeetings::new()).unwrap();
    server.refuse_connections();
    let refused = kind(client.send(&GetMeetings::new()));
    assert_eq!(refused, Kind::Transport(TransportProblem::Connect));
    server.accept_connections().unwrap();
    assert_eq!(kind(client.send(&GetMeetings::new())), Kind::Fine);
}

#[test]
fn a_lost_answer_has_taken_effect() {
    let server = TestServer::start().unwrap();
    let client = client(&server, LONG);
    server.fail_next("create", Fault::ResetBeforeAnswer);
    client.send(&Create::new("room-1", "Physics")).unwrap_err();
    assert!(server.meeting("room-1").is_some());

    server.fail_from_now_on("create", Fault::Status(502));
    for _ in 0..2 {
        let failed = kind(client.send(&Create::new("room-2", "Physics")));
        assert_eq!(failed, Kind::Answer(502, ResponseProblem::Html));
    }
    assert!(server.meeting("room-2").is_none());
    server.recover();
    client.send(&Create::new("room-2", "Physics")).unwrap();
}

#[test]
fn a_server_that_goes_while_it_is_silent() {
    let server = TestServer::start().unwrap();
    server.fail_next("getMeetings", Fault::Silence);
    let client = Client::new(server.server());
    let call = std::thread::spawn(move || kind(client.send(&GetMeetings::new())));
    while server.requests().is_empty() {
        std::thread::yield_now();
    }
    drop(server);
    assert_eq!(
        call.join().unwrap(),
        Kind::Transport(TransportProblem::Broken)
    );
}
