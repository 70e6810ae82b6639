//! Mistakes and failures: what is said, and which way out is named.

use bbb_sdk::testing::{Fault, Profile, TestRecording, TestServer};

use crate::bbb::{Bbb, server};

#[test]
fn empty_ids_and_limits_that_leave_no_time_are_refused() {
    let server = server();
    for (arguments, words) in [
        (
            vec!["create", "Physics", "--id", ""],
            "a value is required for '--id <MEETING>'",
        ),
        (
            vec!["hooks", "create", "https://a.example/cb", "--meeting", ""],
            "a value is required for '--meeting <MEETING>'",
        ),
        (
            vec!["hooks", "list", "--meeting", ""],
            "a value is required for '--meeting <MEETING>'",
        ),
        (
            vec!["receive", "--meeting", ""],
            "a value is required for '--meeting <MEETING>'",
        ),
        (
            vec!["meetings", "--timeout", "0"],
            "leaves no time for a call",
        ),
        (
            vec!["meetings", "--deadline", "0s"],
            "leaves no time for a call",
        ),
    ] {
        let run = Bbb::new(arguments.iter().copied());
        let ran = run
            .env("BBB_URL", server.url())
            .env("BBB_SECRET", server.secret())
            .run();
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
    }
    assert!(server.requests().is_empty());
}

#[test]
fn blank_ids_and_filters_are_refused() {
    let server = server();
    let recording = TestRecording::new("room-1").times(1_000_000_000_000, 1_000_000_060_000);
    server.add_recording(recording);
    server.create_meeting("room-1");
    for (arguments, name) in [
        ("create Physics --id @", "--id <MEETING>"),
        ("join @ Ada", "<MEETING>"),
        ("join room-1 Ada --user-id @", "--user-id <ID>"),
        ("info @", "<MEETING>"),
        ("chat @ hello", "<MEETING>"),
        ("slides @ https://files.example/a.pdf", "<MEETING>"),
        ("end room-1 @ --yes", "[MEETING]..."),
        ("recordings list --meeting @", "--meeting <MEETING>"),
        ("recordings export a.csv --meeting @", "--meeting <MEETING>"),
        (
            "recordings purge --older-than 3h --yes --meeting @",
            "--meeting <MEETING>",
        ),
        (
            "recordings purge --older-than 3h --yes --meeting room-1 --meeting @",
            "--meeting <MEETING>",
        ),
        ("recordings info @", "<RECORDING>"),
        ("recordings publish r-1 @", "<RECORDING>..."),
        ("recordings unpublish @", "<RECORDING>..."),
        ("recordings tag @ --set a=b", "<RECORDING>..."),
        ("recordings delete @ --yes", "<RECORDING>..."),
        ("tracks list @", "<RECORDING>"),
        ("tracks add @ a.vtt --lang en", "<RECORDING>"),
        ("hooks list --meeting @", "--meeting <MEETING>"),
        (
            "hooks create https://a.example/cb --meeting @",
            "--meeting <MEETING>",
        ),
        ("hooks destroy @ --yes", "<HOOK>..."),
        ("receive --meeting @", "--meeting <MEETING>"),
    ] {
        let run = |id: &str| {
            let words = arguments.split(' ');
            let words = words.map(|word| if word == "@" { id } else { word });
            Bbb::new(words).server(&server).run()
        };
        for blank in [" ", "\t\n", "\u{A0}", "\u{1}"] {
            // A control character is not shown.
            let shown = blank.trim_matches('\u{1}');
            let expected = format!(
                "error: invalid value '{shown}' for '{name}': is blank\n\nFor more information, try '--help'.\n"
            );
            run(blank).is(2, "", &expected);
        }
        let ran = run("");
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments}");
        let expected = format!("error: a value is required for '{name}' but none was supplied\n");
        assert!(ran.err.starts_with(&expected), "{arguments}: {}", ran.err);
    }
    for value in ["", " "] {
        let filter = format!("course={value}");
        let words = ["recordings", "purge", "--older-than", "3h", "--yes"];
        let ran = Bbb::new(words.into_iter().chain(["--meta", &filter]));
        let expected = format!(
            "error: invalid value '{filter}' for '--meta <NAME=VALUE>': has a blank value\n\nFor more information, try '--help'.\n"
        );
        ran.server(&server).run().is(2, "", &expected);
    }
    assert!(server.requests().is_empty());
}

#[test]
fn numbers_and_addresses_without_a_meaning_are_refused() {
    let server = server();
    for (arguments, words) in [
        (
            "meetings --limit 0",
            "'0' for '--limit <NUMBER>': is not a number from 1 on",
        ),
        (
            "meetings --limit x",
            "'x' for '--limit <NUMBER>': is not a number from 1 on",
        ),
        (
            "meetings --limit -1",
            "'-1' for '--limit <NUMBER>': is not a number from 1 on",
        ),
        (
            "meetings --retries x",
            "'x' for '--retries <NUMBER>': is not a number from 0 on, or is too large",
        ),
        (
            "create Physics --duration -5",
            "'-5' for '--duration <MINUTES>': is not a number from 0 on, or is too large",
        ),
        (
            "serve --meetings 70000",
            "'70000' for '--meetings <NUMBER>': is not a number from 0 on, or is too large",
        ),
        (
            "meetings --timeout -1s",
            "'-1s' for '--timeout <TIME>': is not a duration such as `30s`, `5m` or `1h`",
        ),
        (
            "receive --listen 8000",
            "'8000' for '--listen <ADDRESS:PORT>': is not ADDRESS:PORT, such as 127.0.0.1:8000",
        ),
        (
            "recordings purge --older-than -5d",
            "'-5d' for '--older-than <AGE>': is not an age such as `90d`, `12w`, `6mo` or `1y`",
        ),
        (
            "receive --count 0",
            "'0' for '--count <NUMBER>': is not a number from 1 on",
        ),
        (
            "serve --fail-every 0",
            "'0' for '--fail-every <NUMBER>': is not a number from 1 on",
        ),
        (
            "serve --profile scalelite --longest-duration 0",
            "'0' for '--longest-duration <MINUTES>': is not a number from 1 on",
        ),
        (
            "serve --recordings 100001",
            "'100001' for '--recordings <NUMBER>': is not a number from 0 to 100000",
        ),
        (
            "end room-1 --jobs 0",
            "'0' for '--jobs <NUMBER>': is not a number from 1 to 32",
        ),
        (
            "end room-1 --jobs 33",
            "'33' for '--jobs <NUMBER>': is not a number from 1 to 32",
        ),
        (
            "meetings --watch=0",
            "'0' for '--watch[=<TIME>]': is shorter than 200ms",
        ),
        (
            "recordings purge --older-than 0d",
            "'0d' for '--older-than <AGE>': is not an age such as `90d`, `12w`, `6mo` or `1y`",
        ),
    ] {
        let expected =
            format!("error: invalid value {words}\n\nFor more information, try '--help'.\n");
        Bbb::at(&server, arguments).run().is(2, "", &expected);
    }
    assert!(server.requests().is_empty());
    // For the duration of a meeting, BigBlueButton takes 0 as no limit.
    let ran = Bbb::at(&server, "create Physics --duration 0").run();
    ran.is(0, "created: physics\n", "");
}

#[test]
fn a_name_that_makes_no_id_has_a_reason() {
    let server = server();
    let long = "x".repeat(257);
    for (name, reason) in [
        ("", "is empty"),
        (" \t", "is blank"),
        (
            "!?",
            "has no letter and no digit to make an ID from: set one with --id",
        ),
        (
            &*long,
            "has 257 characters, more than the 256 that BigBlueButton takes",
        ),
    ] {
        let ran = Bbb::new(["create", name]).server(&server).run();
        ran.is(2, "", &format!("bbb: the meeting's name {reason}\n"));
    }
    assert!(server.requests().is_empty());
    let ran = Bbb::new(["create", "101"]).server(&server).run();
    ran.is(0, "created: 101\n", "");
}

#[test]
fn an_option_of_another_program_has_a_tip() {
    let tips = [
        ("meetings --json", "use '--output json'"),
        ("create Physics --csv", "use '--output csv'"),
        ("--jsonl", "use '--output jsonl'"),
        (
            "login --secret=5ecret",
            "'bbb login' asks for the secret, or reads it from standard input: other users can see arguments",
        ),
    ];
    for (arguments, tip) in tips {
        let ran = Bbb::new(arguments.split(' ')).run();
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments}");
        let option = arguments.split([' ', '=']).find(|it| it.starts_with("--"));
        let option = option.expect("an option");
        let start =
            format!("error: unexpected argument '{option}' found\n\n  tip: {tip}\n\nUsage: bbb ");
        assert!(ran.err.starts_with(&start), "{}", ran.err);
    }
}

#[test]
fn a_choice_that_is_missing_names_all_of_it() {
    let server = server();
    for (arguments, usage) in [
        ("end", "bbb end <MEETING|--empty|--all>"),
        (
            "recordings tag r-1",
            "bbb recordings tag <--set <NAME=VALUE>|--remove <NAME>> <RECORDING>...",
        ),
    ] {
        let ran = Bbb::at(&server, arguments).run();
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments}");
        assert!(ran.err.contains(usage), "{arguments}: {}", ran.err);
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_url_that_no_server_fetches_is_no_file() {
    let server = server();
    let ran = Bbb::at(&server, "slides room-1 ftp://files.example/a.pdf").run();
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert!(
        ran.err.starts_with("bbb: parameter `document url` "),
        "{}",
        ran.err
    );
    assert!(server.requests().is_empty());
}

/// The names of the calls in `tests/parameters.txt`.
fn calls() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("../parameters.txt").lines();
    lines.filter(|line| !line.starts_with([' ', '#', '(']) && !line.is_empty())
}

#[test]
fn a_call_that_is_not_known_is_told_with_those_that_are() {
    let server = server();
    for (name, closest) in [
        ("nosuchcall", ""),
        ("getmeetings", "; did you mean `getMeetings`?"),
        ("hooks/creat", "; did you mean `hooks/create`?"),
    ] {
        let ran = Bbb::at(&server, &format!("call {name}")).run();
        assert_eq!((ran.code, &*ran.out), (Some(3), ""), "{name}");
        let (said, known) = ran.err.split_once("\n\nKnown calls:\n").expect("a list");
        let expected = format!(
            "`bbb call` sends any name as it is, but the server does not have this call, and this program does not know it{closest}"
        );
        assert!(said.ends_with(&expected), "{said}");
        let mut known: Vec<&str> = known.split_whitespace().collect();
        known.sort_unstable();
        let mut expected: Vec<&str> = calls().collect();
        expected.sort_unstable();
        assert_eq!(known, expected);
    }
    server.fail_next("sendChatMessage", Fault::Status(404));
    let ran = Bbb::at(&server, "call sendChatMessage").run();
    assert_eq!((ran.code, &*ran.out), (Some(3), ""));
    let said = ". The server does not have this call, or its address is wrong. `bbb check` looks closer.\n";
    assert!(ran.err.ends_with(said), "{}", ran.err);
}

#[test]
fn what_a_load_balancer_does_not_have_is_told() {
    let start = |profile: Profile| {
        let server = TestServer::builder().profile(profile).start();
        server.expect("the built-in server starts")
    };
    let scalelite = start(Profile::Scalelite);
    let ran = Bbb::at(&scalelite, "sessions").run();
    ran.is(
        1,
        "",
        "bbb: getSessions: the server refused with unsupportedRequest: This request is not supported. \
         The server does not have this call.\n",
    );
    let no_webhooks = "The server has no webhooks: BigBlueButton has them with bbb-webhooks, \
                       and a load balancer leaves them to the servers behind it. `bbb check` looks closer.\n";
    let b3lb = start(Profile::B3lb);
    for (server, code) in [(&scalelite, 1), (&b3lb, 3)] {
        let ran = Bbb::at(server, "hooks list").run();
        assert_eq!((ran.code, &*ran.out), (Some(code), ""));
        assert!(ran.err.ends_with(no_webhooks), "{}", ran.err);
    }
    let ran = Bbb::at(&b3lb, "call nosuch").run();
    assert_eq!((ran.code, &*ran.out), (Some(3), ""));
    assert!(ran.err.contains("\n\nKnown calls:\n"), "{}", ran.err);
    // b3lb refuses a checksum with status 401, which is a refusal as any other.
    let ran = Bbb::at(&b3lb, "meetings")
        .env("BBB_SECRET", "wrong-5ecret")
        .run();
    assert_eq!((ran.code, &*ran.out), (Some(1), ""), "{}", ran.err);
}

#[test]
fn a_meeting_that_does_not_exist_is_named() {
    let server = server();
    let message = "bbb: there is no meeting with the ID `Physics`: `bbb meetings` lists them\n";
    for arguments in [
        "info Physics",
        "info Physics --users",
        "end Physics",
        "chat Physics hello",
        "slides Physics https://files.example/a.pdf",
    ] {
        Bbb::at(&server, arguments).run().is(4, "", message);
    }
    let message =
        "bbb: there is no recording with the ID `r-9`: `bbb recordings list` lists them\n";
    for arguments in ["recordings info r-9", "tracks list r-9"] {
        Bbb::at(&server, arguments).run().is(4, "", message);
    }
}

#[test]
fn what_is_no_url_of_a_call_is_not_explained() {
    let server = server();
    let (no_query, no_name) = ("it has no `?`", "there is no name of a call before the `?`");
    for (text, reason) in [
        ("nonsense", no_query),
        ("not a url", no_query),
        ("https://bbb.example.com/", no_query),
        ("join meetingID=a", no_query),
        ("https://bbb.example.com/?a=b", no_name),
        ("join meetingID?a=b", no_name),
        ("?a=b", no_name),
    ] {
        let ran = Bbb::new(["explain", text])
            .env("BBB_URL", server.url())
            .env("BBB_SECRET", server.secret())
            .run();
        let expected = format!(
            "bbb: this is not the URL of a call, which has the form `…/api/NAME?…&checksum=…`: {reason}\n"
        );
        ran.is(2, "", &expected);
    }
    let ran = Bbb::new([
        "explain",
        "api/join?meetingID=a&amp;fullName=b&amp;checksum=c",
    ]);
    let ran = ran
        .env("BBB_URL", server.url())
        .env("BBB_SECRET", server.secret())
        .run();
    assert!(ran.out.contains("must be: joinmeetingID=a"), "{}", ran.out);
    assert!(
        ran.out
            .contains("It contains `&amp;`: it was copied out of HTML"),
        "{}",
        ran.out
    );
}

#[test]
fn the_way_to_find_out_more_is_named_once() {
    let server = server();
    let ran = Bbb::at(&server, "meetings")
        .env("BBB_SECRET", "wrong-5ecret")
        .run();
    assert_eq!(
        ran.err,
        "bbb: getMeetings: the server refused with checksumError: Checksums do not match. Is it this server's secret? `bbb check` looks closer.\n"
    );
    let b3lb = TestServer::builder()
        .profile(Profile::B3lb)
        .start()
        .expect("a server");
    let ran = Bbb::at(&b3lb, "meetings")
        .env("BBB_SECRET", "wrong-5ecret")
        .run();
    assert_eq!(
        ran.err.matches("`bbb check` looks closer.").count(),
        1,
        "{}",
        ran.err
    );
    assert!(!ran.err.contains(".."), "{}", ran.err);
}

#[test]
fn a_server_that_cannot_be_used_has_a_way_out() {
    let server = server();
    server.fail_from_now_on("*", Fault::Status(404));
    let ran = Bbb::at(&server, "meetings").run();
    assert_eq!((ran.code, &*ran.out), (Some(3), ""));
    assert!(
        ran.err.ends_with(". `bbb check` looks closer.\n"),
        "{}",
        ran.err
    );
    let checked = Bbb::at(&server, "check").run();
    assert!(!checked.err.contains("looks closer"), "{}", checked.err);
}
