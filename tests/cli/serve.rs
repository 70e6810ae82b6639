//! `bbb serve`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use crate::bbb::{Bbb, Running, authority};

/// A running `bbb serve`, its URL and its secret.
struct Served {
    running: Running,
    url: String,
    secret: String,
}

impl Served {
    fn start(arguments: &str) -> Self {
        let words = "serve --listen 127.0.0.1:0 -q ".to_owned() + arguments;
        let mut running = Bbb::new(words.split_whitespace()).start();
        let stdout = running.child.stdout.take().expect("standard output");
        let lines: Vec<String> = BufReader::new(stdout)
            .lines()
            .take(2)
            .map_while(Result::ok)
            .collect();
        let value = |at: usize, name: &str| {
            let value = lines.get(at).and_then(|line| line.strip_prefix(name));
            value
                .map(|value| value.trim().to_owned())
                .expect("what `bbb-conf --secret` prints")
        };
        let (url, secret) = (value(0, "URL:"), value(1, "Secret:"));
        Self {
            running,
            url,
            secret,
        }
    }

    fn ask(&self, arguments: &str) -> Bbb {
        let run = Bbb::new(arguments.split_whitespace()).env("BBB_URL", &self.url);
        run.env("BBB_SECRET", &self.secret)
    }

    fn end(self) {
        self.running.signal("KILL");
        self.running.wait();
    }
}

#[test]
fn it_prints_where_clients_and_browsers_find_it() {
    let mut running = Bbb::new("serve --listen 127.0.0.1:0 -q".split_whitespace()).start();
    let stdout = running.child.stdout.take().expect("standard output");
    let lines = BufReader::new(stdout).lines().map_while(Result::ok);
    let text: Vec<String> = lines.take(9).collect();
    let url = text[0].strip_prefix("URL:    ").expect("a URL");
    let secret = text[1].strip_prefix("Secret: ").expect("a secret");
    let origin = url.strip_suffix("/bigbluebutton/api").expect("a path");
    let export = format!("  export BBB_URL={url} BBB_SECRET={secret}");
    let browser = format!("In a browser: {origin}/");
    assert_eq!(
        text[2..],
        [
            "",
            "In another terminal:",
            &export,
            "",
            &browser,
            "",
            "Ctrl-C ends."
        ]
    );
    let host = origin.strip_prefix("http://").expect("plain HTTP");
    let mut stream = TcpStream::connect(host).expect("the server listens");
    write!(
        stream,
        "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .expect("the server reads");
    let mut page = String::new();
    stream.read_to_string(&mut page).expect("a page");
    assert!(
        page.contains("<h1>BigBlueButton test server</h1>"),
        "{page}"
    );
    running.signal("KILL");
    running.wait();
}

#[test]
fn it_has_what_was_asked_for() {
    let served = Served::start("--meetings 2 --recordings 3");
    let ran = served
        .ask("meetings --columns id,users,moderators -o csv")
        .run();
    ran.is(0, "id,users,moderators\nroom-1,2,1\nroom-2,2,1\n", "");
    let ran = served
        .ask("recordings list --columns meeting,name,state -o csv")
        .run();
    ran.is(
        0,
        "meeting,name,state\nroom-1,Physics,published\nroom-2,Analysis,published\nroom-3,中文课程,published\n",
        "",
    );
    served.end();
}

/// Returns the URL to which the server redirects a browser that opens a link.
fn location(link: &str) -> String {
    let link = link.trim().strip_prefix("http://").expect("a plain link");
    let (host, target) = link.split_once('/').expect("a link with a path");
    let mut stream = TcpStream::connect(host).expect("the server listens");
    write!(
        stream,
        "GET /{target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .expect("the server reads");
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut found = lines.filter_map(|line| line.strip_prefix("Location: ").map(str::to_owned));
    found.next().expect("the server leads on")
}

#[test]
fn a_meeting_is_created_joined_and_listed() {
    let served = Served::start("");
    served
        .ask("create Physics --id room-1")
        .run()
        .is(0, "created: room-1\n", "");
    let link = served.ask("join room-1 Ada").run();
    assert_eq!((link.code, &*link.err), (Some(0), ""));
    let inside = location(&link.out);
    assert!(inside.contains("/html5client/?sessionToken="), "{inside}");
    let forged = link.out.replace("fullName=Ada", "fullName=Eve");
    let outside = location(&forged);
    assert!(outside.contains("checksumError"), "{outside}");
    served
        .ask("meetings --columns id,name -o csv")
        .run()
        .is(0, "id,name\nroom-1,Physics\n", "");
    served.end();
}

#[test]
fn it_fails_now_and_then() {
    let served = Served::start("--fail-every 2");
    let ran = served.ask("meetings --retries 0 -o ids");
    assert_eq!(ran.run().code, Some(0));
    // Some requests fail, and a client with retries does not notice.
    for _ in 0..6 {
        let ran = served.ask("meetings -o ids").run();
        ran.is(0, "", "");
    }
    served.end();
}

/// Runs `bbb serve`, and the program with these arguments after the log of the run before has come. Returns the log, which has
/// as many lines for each run as named.
fn log(options: &str, runs: &[&[&str]], lines: usize) -> Vec<String> {
    let words = format!("serve --listen 127.0.0.1:0 {options}");
    let mut running = Bbb::new(words.split_whitespace()).start();
    let stdout = running.child.stdout.take().expect("standard output");
    let mut read = BufReader::new(stdout).lines().map_while(Result::ok);
    let value = |line: Option<String>| {
        let line = line.expect("a line");
        line.split_whitespace().nth(1).expect("a value").to_owned()
    };
    let (url, secret) = (value(read.next()), value(read.next()));
    let mut read = read.skip_while(|line| !line.starts_with("Ctrl-C")).skip(2);
    let mut log = Vec::new();
    for arguments in runs {
        let ran = Bbb::new(arguments.iter().copied())
            .env("BBB_URL", &url)
            .env("BBB_SECRET", &secret)
            .run();
        assert_ne!(ran.code, Some(2), "{}", ran.err);
        log.extend(read.by_ref().take(lines));
    }
    running.signal("KILL");
    running.wait();
    log
}

#[test]
fn a_failure_is_logged_as_it_was_sent() {
    let meetings: &[&str] = &["meetings", "--retries", "0", "-o", "ids"];
    assert_eq!(
        log("--fail-every 1", &[meetings, meetings], 1),
        [
            "GET getMeetings: HTTP 200, noMeetings; signed with sha256",
            "GET getMeetings: HTTP 502; signed with sha256",
        ]
    );
}

#[test]
fn the_log_has_no_secrets() {
    let home = crate::bbb::Home::new();
    let body = home.file(
        "body",
        "<x><moderatorPW>5ecret</moderatorPW><a href=\"https://a.b/?token=5ecret\"/></x>",
    );
    let create = [
        "call",
        "create",
        "name=Demo",
        "meetingID=room-1",
        "moderatorPW=5ecret",
        "meta_secrettoken=5ecret",
        "meta_bbb-recording-ready-url=https://a.b/c?key=5ecret",
        "--body",
        &body,
    ];
    assert_eq!(
        log("-vv", &[&create], 8),
        [
            "POST create: HTTP 200; signed with sha256",
            "    name = Demo",
            "    meetingID = room-1",
            "    moderatorPW = ***",
            "    meta_secrettoken = ***",
            "    meta_bbb-recording-ready-url = https://a.b/c?key=***",
            "    application/xml, 77 bytes:",
            "<x><moderatorPW>***</moderatorPW><a href=\"https://a.b/?token=***\"/></x>",
        ]
    );
}

#[test]
fn another_profile_and_another_secret() {
    let home = crate::bbb::Home::new();
    let file = home.file("secret", "it's mine\n");
    let served = Served::start(&format!("--profile scalelite --secret-file {file}"));
    assert_eq!(served.secret, "it's mine");
    let ran = served.ask("check -o json").run();
    assert_eq!(ran.code, Some(0));
    let found: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(found["balancer"], "Scalelite");
    served.end();
}

#[test]
fn a_host_name_to_listen_at() {
    let words = "serve --listen localhost:0 -q".split_whitespace();
    let mut running = Bbb::new(words).start();
    let stdout = running.child.stdout.take().expect("standard output");
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    assert!(line.starts_with("URL:    http://127.0.0.1:"), "{line}");
    running.signal("KILL");
    running.wait();
}

#[test]
fn a_port_that_is_taken() {
    let served = Served::start("");
    let taken = authority(&served.url);
    let ran = Bbb::new(["serve", "--listen", taken]).run();
    let expected = format!("bbb: cannot listen at {taken}: Address already in use (os error 98)\n");
    ran.is(2, "", &expected);
    served.end();
}

#[test]
fn b3scale_with_webhooks_of_another_release() {
    let served = Served::start("--profile b3scale --webhooks 2.6");
    assert!(
        served.url.ends_with("/bbb/acme/bigbluebutton/api"),
        "{}",
        served.url
    );
    served.end();

    // Webhooks 2.6 number their hooks and know only SHA-1.
    let served = Served::start("--webhooks 2.6");
    let create = "hooks create https://app.example/ --hooks-checksum sha1";
    served.ask(create).run().is(0, "created: 1\n", "");
    served.end();
}

#[test]
fn tenants_are_told_apart_by_their_host() {
    let served = Served::start(
        "--profile scalelite --meetings 3 --tenant acme=of-acme --tenant other=of-others",
    );
    let authority = authority(&served.url);
    let port = authority
        .strip_prefix("acme.localhost:")
        .expect("the host of the first tenant");
    assert_eq!(
        served.url,
        format!("http://acme.localhost:{port}/bigbluebutton/api")
    );
    assert_eq!(served.secret, "of-acme");
    let answer = |host: &str, secret: &str| {
        let url = format!("http://{host}.localhost:{port}/bigbluebutton/api");
        let signed = bbb_sdk::Server::new(&url, secret)
            .and_then(|server| server.url(&bbb_sdk::monitoring::GetMeetings::new()))
            .expect("a URL");
        let target = signed
            .split_once(authority.trim_start_matches("acme"))
            .map(|(_, target)| target)
            .expect("a target");
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).expect("a connection");
        let request = format!(
            "GET {target} HTTP/1.1\r\nHost: {host}.localhost:{port}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("it is sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("an answer");
        let known = ["room-1", "room-2", "room-3", "checksumError"];
        let is_in = |word: &&str| text.contains(&format!(">{word}</"));
        known.into_iter().filter(is_in).collect::<Vec<_>>()
    };
    // The tenants take turns in the meetings.
    assert_eq!(answer("acme", "of-acme"), ["room-1", "room-3"]);
    assert_eq!(answer("other", "of-others"), ["room-2"]);
    assert_eq!(answer("acme", "of-others"), ["checksumError"]);
    assert_eq!(answer("nobody", "of-acme"), ["checksumError"]);
    served.end();
}

#[test]
fn options_that_the_profile_would_ignore() {
    let refused = |arguments: &str, message: &str| {
        let words = "serve --listen 127.0.0.1:0 ".to_owned() + arguments;
        Bbb::new(words.split_whitespace())
            .run()
            .is(2, "", &format!("bbb: {message}\n"));
    };
    let scalelite = "--tenant, --server-tag and --longest-duration need --profile scalelite";
    refused("--tenant acme=secret", scalelite);
    refused("--longest-duration 90", scalelite);
    refused("--profile b3scale --server-tag large", scalelite);
    refused(
        "--create-block logo",
        "--create-default, --create-override and --create-block need a load balancer: add --profile scalelite, b3lb or b3scale",
    );
}
