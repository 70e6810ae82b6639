//! Calls by their name, links, and changes to meetings.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use bbb_sdk::testing::Fault;

use crate::bbb::{Bbb, Home, authority, server};

#[test]
fn any_call_by_its_name() {
    let server = server();
    Bbb::at(&server, "call isMeetingRunning meetingID=room-1")
        .run()
        .is(0, "returncode: SUCCESS\nrunning: false\n", "");
    let json = Bbb::at(&server, "call isMeetingRunning meetingID=room-1 -o jsonl").run();
    json.is(
        0,
        "{\"returncode\":\"SUCCESS\",\"running\":\"false\"}\n",
        "",
    );
    let missing = Bbb::at(&server, "call getMeetingInfo meetingID=room-1").run();
    assert_eq!((missing.code, &*missing.out), (Some(4), ""));
    let name = Bbb::at(&server, "call a/../b").run();
    assert_eq!((name.code, &*name.out), (Some(2), ""));
}

#[test]
fn a_long_response_is_shown_whole() {
    let server = server();
    for number in 0..100 {
        server.create_meeting(&format!("room-{number}"));
    }
    for arguments in [
        "call getMeetings",
        "call getMeetings --raw",
        "call getMeetings -o json",
    ] {
        let ran = Bbb::at(&server, arguments).run();
        assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{arguments}");
        for id in ["room-0", "room-99"] {
            assert!(ran.out.contains(id), "{arguments}: {id}");
        }
    }
}

#[test]
fn passwords_are_shown_on_request_alone() {
    let server = server();
    let home = Home::new();
    let text = "name=Physics\nmeetingID=room-1\nmoderatorPW=5ecret\n";
    let values = home.file("values", text);
    let created = Bbb::at(&server, &format!("call create --values {values}")).run();
    assert_eq!((created.code, &*created.err), (Some(0), ""));
    assert!(
        created.out.contains("\nmoderatorPW: ***\n"),
        "{}",
        created.out
    );
    let raw = Bbb::at(&server, "call getMeetingInfo meetingID=room-1 --raw").run();
    assert!(
        raw.out.contains("<moderatorPW>5ecret</moderatorPW>"),
        "{}",
        raw.out
    );
    for format in ["table", "wide", "json", "jsonl", "csv"] {
        for command in ["meetings", "info room-1", "call getMeetings"] {
            let ran = Bbb::at(&server, &format!("{command} -o {format}")).run();
            assert_eq!(ran.code, Some(0), "{command} -o {format}");
            assert!(!ran.out.contains("5ecret"), "{command} -o {format}");
        }
    }
}

#[test]
fn a_dry_run_sends_nothing() {
    let server = server();
    for (arguments, said) in [
        ("create Physics", "would create `physics` on "),
        (
            "chat room-1 hello",
            "would send the message to `room-1` on ",
        ),
        (
            "slides room-1 https://files.example/a.pdf",
            "would show 1 file in `room-1` on ",
        ),
        (
            "hooks create https://app.example/bbb",
            "would create a webhook for https://app.example/bbb on ",
        ),
        ("call end meetingID=room-1", "would call `end` on "),
        (
            "receive --listen 127.0.0.1:0",
            "would create a webhook for http://127.0.0.1:",
        ),
    ] {
        let ran = Bbb::at(&server, &format!("{arguments} --dry-run")).run();
        assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{arguments}");
        assert!(ran.out.starts_with(said), "{arguments}: {}", ran.out);
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_link_is_what_it_says() {
    let server = server();
    server.create_meeting("room-1");
    let arguments = ["join", "room-1", "Ada Lovelace", "--moderator"];
    let link = Bbb::new(arguments).server(&server).run();
    assert_eq!((link.code, &*link.err), (Some(0), ""));
    assert!(server.open(link.out.trim()).is_some(), "the link leads in");
    let explained = Bbb::new(["explain", link.out.trim()]).server(&server).run();
    assert_eq!(explained.code, Some(0));
    assert!(
        explained
            .out
            .starts_with("signed with the secret of 127.0.0.1:"),
        "{}",
        explained.out
    );
}

#[test]
fn a_refused_url_is_explained() {
    let server = server();
    let explain = |url: &str| {
        let run = Bbb::at(&server, "explain -").stdin(url).run();
        assert_eq!((run.code, &*run.err), (Some(1), ""), "{url}");
        run.out
    };
    let name = authority(server.url());
    let digits = "0".repeat(40);
    assert_eq!(
        explain(&format!("join?fullName=Ada&checksum={digits}")),
        format!(
            "{name} refuses this URL: the checksum is not that of sha1 with this secret\n\
             the signed text must be: joinfullName=Ada and the secret, with nothing in between\n\
             Possible reasons: it was signed with another secret, or a parameter was changed, added or moved afterwards.\n"
        )
    );
    assert!(explain(&format!("join?fullName=O'Hara&checksum={digits}")).ends_with(
        "It contains an apostrophe, which browsers encode after it was signed. Sign `%27`.\n\
         Other possible reasons: it was signed with another secret, or a parameter was changed, added or moved afterwards.\n"
    ));
    assert!(explain(&format!("join?a=1&amp;b=2&checksum={digits}")).contains("&amp;"));
    assert!(explain("join?fullName=Ada&checksum=00").contains("no algorithm has 2 digits"));
    assert_eq!(
        explain("join?fullName=Ada"),
        format!(
            "{name} refuses this URL: it is not signed, because it has no parameter `checksum`\n\
             the signed text must be: joinfullName=Ada and the secret, with nothing in between\n"
        )
    );
    let elsewhere = format!("https://other.example/bigbluebutton/api/join?checksum={digits}");
    assert!(explain(&elsewhere).contains("does not belong to"));
}

#[test]
fn a_change_whose_outcome_cannot_be_printed_was_made() {
    let server = server();
    let full = fs::File::create("/dev/full").expect("Linux has such a device");
    let run = Bbb::at(&server, "create Physics").stdout(full).run();
    run.is(
        7,
        "",
        "bbb: the output could not be written: No space left on device (os error 28); changes were made at the server\n",
    );
    assert!(server.meeting("physics").is_some());
    let again = Bbb::at(&server, "create Physics").run();
    again.is(0, "already exists, and was not changed: physics\n", "");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let server = server();
    for number in 0..2_000 {
        server.create_meeting(&format!("room-{number}"));
    }
    for format in ["json", "jsonl", "csv", "ids", "table"] {
        let mut running = Bbb::at(&server, &format!("meetings -o {format}")).start();
        let mut line = String::new();
        let stdout = running.child.stdout.take().expect("standard output");
        // The first read may return only a part of the output. The pipe holds the rest.
        let mut reader = BufReader::with_capacity(16, stdout);
        reader.read_line(&mut line).expect("a line");
        drop(reader);
        let mut said = String::new();
        let mut stderr = running.child.stderr.take().expect("standard error");
        stderr.read_to_string(&mut said).expect("text");
        let code = running.wait().code;
        // The list of IDs fits the pipe.
        assert!(
            matches!(code, Some(141)) || format == "ids" && code == Some(0),
            "{format}: {code:?}"
        );
        assert_eq!(said, "", "{format}");
    }
}

#[test]
fn a_page_in_place_of_an_answer_is_an_exit_code_of_its_own() {
    let server = server();
    server.fail_next("getMeetings", Fault::Status(502));
    let ran = Bbb::at(&server, "meetings --retries 0").run();
    assert_eq!((ran.code, &*ran.out), (Some(3), ""));
    let wrong = Bbb::at(&server, "meetings")
        .env("BBB_SECRET", "wrong-5ecret")
        .run();
    assert_eq!((wrong.code, &*wrong.out), (Some(1), ""));
    assert!(
        wrong
            .err
            .contains("Is it this server's secret? `bbb check` looks closer."),
        "{}",
        wrong.err
    );
    assert!(!wrong.err.contains("5ecret"), "{}", wrong.err);
}

#[test]
fn metrics_once() {
    let server = server();
    let room = server.create_meeting("room-1");
    room.join_as_moderator("Ada");
    server.create_meeting("room-2");
    let ran = Bbb::at(&server, "metrics --recordings").run();
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    let name = authority(server.url());
    for line in [
        format!("bbb_up{{server=\"{name}\"}} 1"),
        format!("bbb_meetings{{server=\"{name}\"}} 2"),
        format!("bbb_meetings_running{{server=\"{name}\"}} 1"),
        format!("bbb_users{{server=\"{name}\"}} 1"),
    ] {
        assert!(
            ran.out.lines().any(|shown| shown == line),
            "{line}\n{}",
            ran.out
        );
    }
    server.refuse_connections();
    let down = Bbb::at(&server, "metrics --retries 0").run();
    assert_eq!(down.code, Some(0));
    assert!(
        down.out
            .contains(&format!("bbb_up{{server=\"{name}\"}} 0\n")),
        "{}",
        down.out
    );
    assert!(!down.out.contains("bbb_meetings{"), "{}", down.out);
}

#[test]
fn each_exchange_is_shown_on_request_without_secrets() {
    let server = server();
    server.fail_next("getMeetings", Fault::Status(502));
    let ran = Bbb::at(&server, "call getMeetings password=5ecret -v").run();
    assert_eq!(ran.code, Some(0));
    let name = authority(server.url());
    // The duration depends on the machine.
    let shown: Vec<String> = ran.err.lines().map(without_time).collect();
    assert_eq!(
        shown,
        [
            format!(
                "bbb: getMeetings at {name}: HTTP 502, 166 bytes; getMeetings: the response is an HTML page (HTTP 502): 502 Bad Gateway 502 Bad Gateway nginx/1.18.0 (Ubuntu)"
            ),
            format!("bbb: getMeetings at {name}: HTTP 200, 160 bytes, try 2"),
        ]
    );
}

/// Returns the line without the duration.
fn without_time(line: &str) -> String {
    let parts = line
        .split(", ")
        .filter_map(|part| match part.split_once(" ms") {
            Some((_, "")) => None,
            Some((_, rest)) => Some(rest.to_owned()),
            None => Some(format!(", {part}")),
        });
    parts
        .collect::<String>()
        .trim_start_matches(", ")
        .to_owned()
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let server = server();
    for (limit, message) in [
        (
            "--timeout 1",
            "bbb: getMeetings: timed out while waiting for the response. `bbb check` looks closer.\n",
        ),
        (
            "--deadline 1s",
            "bbb: getMeetings: the deadline of the call passed. `bbb check` looks closer.\n",
        ),
    ] {
        server.fail_next("getMeetings", Fault::Silence);
        let ran = Bbb::at(&server, &format!("meetings --retries 0 {limit}")).run();
        ran.is(3, "", message);
    }
    server.fail_next("hooks/list", Fault::Silence);
    let ran = Bbb::at(&server, "check --retries 0 --timeout 1").run();
    let found =
        "Webhooks could not be checked (hooks/list: timed out while waiting for the response).\n";
    assert!(ran.out.ends_with(found), "{}", ran.out);
    let wrong = Bbb::at(&server, "meetings --timeout soon").run();
    assert_eq!(wrong.code, Some(2));
}

#[test]
fn a_refusal_cannot_move_the_cursor() {
    let server = server();
    let refusal = "<response><returncode>FAILED</returncode><messageKey>no</messageKey><message>a\u{9B}2Jb\u{202E}c</message></response>";
    server.fail_next("getMeetings", Fault::text(refusal));
    let ran = Bbb::at(&server, "meetings").run();
    ran.is(
        1,
        "",
        "bbb: getMeetings: the server refused with no: a 2Jb c\n",
    );
}

#[test]
fn metrics_on_a_port() {
    let server = server();
    let mut running = Bbb::at(&server, "metrics --listen 127.0.0.1:0").start();
    let stdout = running.child.stdout.take().expect("standard output");
    let mut url = String::new();
    BufReader::new(stdout).read_line(&mut url).expect("a line");
    let authority = authority(url.trim());
    let get = |path: &str| {
        let mut stream = TcpStream::connect(authority).expect("it listens");
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    };
    let answer = get("/metrics");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.contains("\r\nContent-Type: text/plain; version=0.0.4\r\n"),
        "{answer}"
    );
    assert!(answer.contains("\nbbb_up{server="), "{answer}");
    assert!(get("/").starts_with("HTTP/1.1 404 "));
    running.signal("TERM");
    assert_eq!(running.wait().code, Some(0));
}

#[test]
fn a_list_is_shown_anew_until_it_is_ended() {
    let server = server();
    server.create_meeting("room-1");
    let arguments = "meetings --watch=200ms -o ids";
    let mut running = Bbb::at(&server, arguments).start();
    let stdout = running.child.stdout.take().expect("standard output");
    let lines: Vec<String> = BufReader::new(stdout)
        .lines()
        .take(3)
        .map_while(Result::ok)
        .collect();
    assert_eq!(lines, ["room-1", "room-1", "room-1"]);
    // Close the reading end.
    assert_eq!(running.wait().code, Some(141));
}
