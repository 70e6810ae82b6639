//! `bbb join`: its remarks about the meeting, and the browser.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use bbb_sdk::testing::{Fault, TestServer};

use crate::bbb::{Bbb, Home, authority, server};

fn asked(server: &TestServer) -> Vec<String> {
    let requests = server.requests();
    requests.iter().map(|it| it.call().to_owned()).collect()
}

#[test]
fn a_meeting_that_does_not_exist_is_told() {
    let server = server();
    let ran = Bbb::at(&server, "join room-9 Ada").run();
    assert_eq!(ran.code, Some(0));
    let host = authority(server.url());
    assert_eq!(
        ran.err.replace(host, "HOST"),
        "bbb: there is no meeting with the ID `room-9` on HOST: the link works once it has been created\n"
    );
    let quiet = Bbb::at(&server, "join room-9 Ada -q").run();
    quiet.is(0, &ran.out, "");
    server.create_meeting("room-9");
    let there = Bbb::at(&server, "join room-9 Ada").run();
    there.is(0, &ran.out, "");
    assert!(
        server.open(ran.out.trim()).is_some(),
        "the same link leads in"
    );
}

#[test]
fn a_link_is_signed_without_a_server() {
    let server = server();
    let offline = Bbb::at(&server, "join room-9 Ada --no-check").run();
    assert_eq!((offline.code, &*offline.err), (Some(0), ""));
    assert_eq!(asked(&server), [""; 0]);
    let asked = Bbb::at(&server, "join room-9 Ada -q").run();
    asked.is(0, &offline.out, "");
}

#[test]
fn a_link_that_will_not_work_is_not_printed() {
    let server = server();
    server.create_meeting("room-1");
    let wrong = |name: &str, value: &str, arguments: &str| {
        let run = Bbb::at(&server, &format!("join room-1 Ada --retries 0 {arguments}"));
        run.env(name, value).run()
    };
    let way_out = "No link was made; --no-check makes it without asking the server.";
    let secret = wrong("BBB_SECRET", "wrong-5ecret", "");
    secret.is(
        1,
        "",
        &format!(
            "bbb: getMeetingInfo: the server refused with checksumError: Checksums do not match. \
             Is it this server's secret? `bbb check` looks closer. {way_out}\n"
        ),
    );
    let path = server.url().replace("/bigbluebutton/", "/elsewhere/");
    let path = wrong("BBB_URL", &path, "");
    assert_eq!((path.code, &*path.out), (Some(3), ""));
    assert!(path.err.contains("or its address is wrong"), "{}", path.err);
    assert!(path.err.ends_with(&format!("{way_out}\n")), "{}", path.err);
    for fault in [Fault::Status(502), Fault::text("<html>It works!</html>")] {
        server.fail_next("getMeetingInfo", fault);
        let other = wrong("TZ", "UTC", "-o json");
        assert_eq!((other.code, &*other.out), (Some(3), ""), "{}", other.err);
        assert!(other.err.contains(way_out), "{}", other.err);
    }
    server.refuse_connections();
    let gone = wrong("TZ", "UTC", "");
    gone.is(
        3,
        "",
        &format!(
            "bbb: getMeetingInfo: could not connect: Connection refused (os error 111). \
             {way_out} `bbb check` looks closer.\n"
        ),
    );
    let all_the_same = wrong("BBB_SECRET", "wrong-5ecret", "--no-check");
    assert_eq!((all_the_same.code, &*all_the_same.err), (Some(0), ""));
}

/// A program in place of the one with which the system opens addresses. It reports its arguments.
struct Opener(Home);

impl Opener {
    fn new() -> Self {
        let home = Home::new();
        let program = home.0.join("xdg-open");
        let script = format!(
            "#!/bin/sh\necho \"$@\" > '{}'\n",
            home.0.join("arguments").display()
        );
        fs::write(&program, script).expect("a script");
        let mode = fs::Permissions::from_mode(0o700);
        fs::set_permissions(&program, mode).expect("a program");
        let pipe = Command::new("mkfifo")
            .arg(home.0.join("arguments"))
            .status();
        assert!(pipe.expect("`mkfifo` is there").success());
        Self(home)
    }

    fn path(&self) -> &str {
        self.0.0.to_str().expect("a path that is text")
    }

    /// Waits for the program, and returns the address that it was told to open.
    fn opened(&self) -> String {
        let arguments = fs::read_to_string(self.0.0.join("arguments"));
        arguments.expect("the program writes").trim().to_owned()
    }
}

/// Returns the response to a path at an address.
fn get(address: &str, path: &str) -> String {
    let host = address.strip_prefix("http://").expect("a plain address");
    let host = host.split('/').next().expect("a host");
    let Ok(mut stream) = TcpStream::connect(host) else {
        return "nothing".to_owned();
    };
    let sent = write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    );
    let mut response = String::new();
    let read = sent.and_then(|()| stream.read_to_string(&mut response));
    read.map_or_else(|_| "nothing".to_owned(), |_| response)
}

#[test]
#[cfg(target_os = "linux")]
fn the_browser_is_given_an_address_that_leads_to_the_link_once() {
    let server = server();
    server.create_meeting("room-1");
    let link = Bbb::at(&server, "join room-1 Ada").run().out;
    let opener = Opener::new();
    let run = Bbb::at(&server, "join room-1 Ada --open").env("PATH", opener.path());
    let running = run.start();
    let address = opener.opened();
    let path = address.splitn(4, '/').nth(3).expect("a path");
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    assert_eq!(path.len(), 32, "{address}");
    for word in ["checksum", "room-1", "Ada"] {
        assert!(!address.contains(word), "{address}");
    }
    let other = get(&address, "/");
    assert!(other.starts_with("HTTP/1.1 404 "), "{other}");
    assert!(!other.contains("checksum"), "{other}");
    let response = get(&address, &format!("/{path}"));
    let location = response
        .lines()
        .find_map(|it| it.strip_prefix("Location: "));
    assert_eq!(location, Some(link.trim()), "{response}");
    assert!(response.contains("Cache-Control: no-store"), "{response}");
    running.wait().is(0, "", "");
    assert_eq!(get(&address, &format!("/{path}")), "nothing");
}

#[test]
#[cfg(target_os = "linux")]
fn a_browser_that_does_not_open_is_told() {
    let server = server();
    server.create_meeting("room-1");
    let home = Home::new();
    let path = home.0.to_str().expect("a path that is text");
    let run = Bbb::at(&server, "join room-1 Ada --open").env("PATH", path);
    run.run().is(
        7,
        "",
        "bbb: the browser does not open: xdg-open: No such file or directory (os error 2); `bbb join room-1 Ada` prints the link\n",
    );
    let program = home.0.join("xdg-open");
    fs::write(&program, "#!/bin/sh\nexit 3\n").expect("a script");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).expect("a program");
    let run = Bbb::at(&server, "join room-1 Ada --open").env("PATH", path);
    run.run().is(
        7,
        "",
        "bbb: the browser does not open: xdg-open: exit status: 3; `bbb join room-1 Ada` prints the link\n",
    );
    let run = Bbb::new(["create", "Physics", "--id", "room 7", "--open"])
        .server(&server)
        .env("USER", "ada")
        .env("PATH", path);
    run.run().is(
        7,
        "created: room 7\n",
        "bbb: the browser does not open: xdg-open: exit status: 3; `bbb join 'room 7' ada --moderator` prints the link; changes were made at the server\n",
    );
    let run = Bbb::at(&server, "join room-9 Ada --open")
        .env("PATH", path)
        .run();
    assert_eq!((run.code, &*run.out), (Some(4), ""), "{}", run.err);
}
