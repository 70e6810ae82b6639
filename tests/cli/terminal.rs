//! The program at a terminal: questions that a person answers.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;
use std::{fs, thread};

use bbb_sdk::testing::{TestRecording, TestServer};

use crate::bbb::{Bbb, Home, authority, server};

const PROGRAM: &str = env!("CARGO_BIN_EXE_bbb");

/// The program at a terminal of its own, which the command `script` of util-linux opens.
struct Terminal {
    child: Child,
    keyboard: ChildStdin,
    screen: ChildStdout,
    /// The device of the terminal, for its settings.
    device: String,
    shown: String,
}

impl Terminal {
    fn start(arguments: &str, environment: &[(&str, &str)]) -> Self {
        Self::shell(&format!("exec '{PROGRAM}' {arguments}"), environment)
    }

    /// Starts a command of the shell.
    fn shell(command: &str, environment: &[(&str, &str)]) -> Self {
        let command = format!("tty; {command}");
        let mut child = Command::new("script")
            .args(["-qec", &command, "/dev/null"])
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("SHELL", "/bin/sh")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`script` of util-linux is there");
        let keyboard = child.stdin.take().expect("a keyboard");
        let screen = child.stdout.take().expect("a screen");
        let mut terminal = Self {
            child,
            keyboard,
            screen,
            device: String::new(),
            shown: String::new(),
        };
        terminal.until("\n");
        terminal.device = terminal.shown.trim().to_owned();
        terminal.shown.clear();
        terminal
    }

    /// Reads until the output ends with these words.
    #[track_caller]
    fn until(&mut self, words: &str) {
        let mut byte = [0];
        while !self.shown.ends_with(words) {
            let read = self.screen.read(&mut byte).expect("the screen");
            assert_eq!(read, 1, "{words:?} does not come: {}", self.shown);
            // The words are ASCII.
            self.shown.push(char::from(byte[0]));
        }
    }

    fn types(&mut self, text: &str) {
        self.keyboard
            .write_all(text.as_bytes())
            .expect("the keyboard");
    }

    /// Waits until the terminal no longer echoes what is typed.
    fn until_nothing_is_echoed(&self) {
        loop {
            let settings = Command::new("stty")
                .args(["-F", &self.device, "-a"])
                .output();
            let settings = settings.expect("`stty` is there");
            assert!(settings.status.success(), "the program ended");
            if String::from_utf8_lossy(&settings.stdout).contains(" -echo ") {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Reads to the end, and returns the exit code and the whole output.
    fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.screen.read_to_string(&mut rest).expect("the screen");
        let status = self.child.wait().expect("`script` ends");
        (status.code(), (self.shown + &rest).replace("\r\n", "\n"))
    }
}

fn reached(server: &TestServer) -> [(&'static str, String); 2] {
    [
        ("BBB_URL", server.url().to_owned()),
        ("BBB_SECRET", server.secret().to_owned()),
    ]
}

/// Runs `bbb end room-1` and types this answer.
fn end(server: &TestServer, answer: &str) -> (Option<i32>, String) {
    let reached = reached(server);
    let environment = reached.each_ref().map(|(name, value)| (*name, &**value));
    let mut terminal = Terminal::start("end room-1", &environment);
    terminal.until("? [y/N] ");
    terminal.types(answer);
    let (code, shown) = terminal.end();
    let name = authority(server.url());
    (
        code,
        shown.replace(server.url(), "URL").replace(name, "NAME"),
    )
}

fn running(server: &TestServer) -> String {
    Bbb::at(server, "meetings -o ids").run().out
}

#[test]
fn a_meeting_is_ended_by_yes_alone() {
    let server = server();
    let room = server.create_meeting("room-1");
    room.join_as_viewer("Ada");
    let question = "End `room-1` (room-1), with 1 user?\nOn NAME (URL/)? [y/N] ";
    for answer in ["\n", "n\n", "yess\n", "\u{4}"] {
        let (code, shown) = end(&server, answer);
        // The end of the input also ends the line.
        let typed = answer.replace('\u{4}', "\n");
        assert_eq!(
            (code, &*shown),
            (
                Some(5),
                &*format!("{question}{typed}bbb: not confirmed, nothing was changed\n")
            ),
            "{answer:?}"
        );
        assert_eq!(running(&server), "room-1\n", "{answer:?}");
    }
    for answer in ["y\n", "YES\n"] {
        let server = self::server();
        let room = server.create_meeting("room-1");
        room.join_as_viewer("Ada");
        let (code, shown) = end(&server, answer);
        assert_eq!(code, Some(0), "{shown}");
        assert!(shown.starts_with(&format!("{question}{answer}")), "{shown}");
        assert_eq!(running(&server), "", "{answer:?}");
    }
}

#[test]
fn the_meetings_that_end_are_named() {
    let server = server();
    for number in 1..=12 {
        server.create_meeting(&format!("room-{number}"));
    }
    let reached = reached(&server);
    let environment = reached.each_ref().map(|(name, value)| (*name, &**value));
    let mut terminal = Terminal::start("end --all", &environment);
    terminal.until("? [y/N] ");
    terminal.types("n\n");
    let (code, shown) = terminal.end();
    let meetings = (1..=10).map(|number| format!("bbb:   room-{number}\n"));
    let meetings = meetings.collect::<String>();
    let expected = format!("{meetings}bbb:   and 2 more\nEnd 12 meetings?\n");
    assert_eq!(code, Some(5));
    assert!(shown.starts_with(&expected), "{shown}");
}

#[test]
fn what_a_purge_deletes_is_named() {
    let server = server();
    server.add_recording(
        TestRecording::new("room-1")
            .meta("course", "PHY-101")
            .times(1_000_000_000_000, 1_000_000_060_000),
    );
    for (filter, which) in [
        ("", "of all meetings"),
        ("--meeting room-1", "of meeting `room-1`"),
        (
            "--meeting room-0 --meeting room-1 --state published --state unpublished --meta course=PHY-101",
            "of meeting `room-0` or `room-1` in state published or unpublished with metadata `course=PHY-101`",
        ),
    ] {
        let reached = reached(&server);
        let mut environment = reached
            .each_ref()
            .map(|(name, value)| (*name, &**value))
            .to_vec();
        environment.push(("TZ", "UTC"));
        let arguments = format!("recordings purge --older-than 3h {filter}");
        let mut terminal = Terminal::start(&arguments, &environment);
        terminal.until("? [y/N] ");
        terminal.types("n\n");
        let (code, shown) = terminal.end();
        assert_eq!(code, Some(5), "{shown}");
        let question = format!("Delete 1 recording {which} that ended before ");
        let time = shown
            .strip_prefix(&question)
            .map(|rest| rest.split(" for good?\n"));
        let time = time.and_then(|mut parts| parts.next()).unwrap_or(&shown);
        // The moment depends on the time of the test.
        let form = time.replace(|c: char| c.is_ascii_digit(), "9");
        assert_eq!(form, "9999-99-99 99:99:99 UTC", "{shown}");
    }
}

/// Starts `bbb login here` with a configuration in a folder. Returns the file as well.
fn login(home: &Home) -> (Terminal, String) {
    let file = home.path("config.toml");
    let folder = home.path("");
    // What the program does not read would reach the shell.
    let command = format!(
        "trap : INT; '{PROGRAM}' login here --config {file}; code=$?; \
         stty -a | grep -q ' -echo ' && echo dark; stty -icanon min 0 time 5; printf 'left: %s\\n' \"$(cat)\"; exit $code"
    );
    let mut terminal = Terminal::shell(&command, &[("HOME", &folder)]);
    terminal.until("URL (shown after Enter): ");
    terminal.until_nothing_is_echoed();
    (terminal, file)
}

/// The question for the URL, and the end of the line.
const URL: &str = "URL (shown after Enter): \n";

const HINT: &str = "`bbb-conf --secret` on the server prints both. Paste what it prints, or answer one by one.\nURL (shown after Enter): \n";

#[test]
fn a_secret_that_is_typed_is_not_shown() {
    let server = server();
    let home = Home::new();
    let (mut terminal, file) = login(&home);
    terminal.types(&format!("{}\n", server.url()));
    terminal.until("Secret (not shown): ");
    terminal.until_nothing_is_echoed();
    terminal.types(&format!("{}\n", server.secret()));
    let (code, shown) = terminal.end();
    let expected = format!(
        "{HINT}{}\nSecret (not shown): \nadded `here` to {file}, as the default server\nleft: \n",
        server.url()
    );
    assert_eq!((code, shown), (Some(0), expected));
    let saved = fs::read_to_string(file).expect("the configuration");
    assert!(saved.contains(server.secret()), "the secret was read");
}

/// What `bbb-conf --secret` prints, up to a certain end.
fn bbb_conf(url: &str, secret: &str, end: &str) -> String {
    format!(
        "\n    URL: {url}\n    Secret: {secret}\n\n    Link to the API-Mate:\n    \
         https://mconf.github.io/api-mate/#server={url}&sharedSecret={secret}{end}"
    )
}

#[test]
fn both_lines_may_be_pasted_at_the_first_question() {
    let server = server();
    let (url, secret) = (server.url(), server.secret());
    for (pasted, questions) in [
        (
            format!("    URL: {url}\n    Secret: {secret}\n"),
            format!("{url}\nSecret (not shown): \n"),
        ),
        (
            format!("\n\n    URL: {url}\r    Secret: {secret}\r"),
            format!("{URL}{URL}{url}\nSecret (not shown): \n"),
        ),
        (
            format!("Secret: {secret}\nURL: {url}\n"),
            format!("{URL}{url}\n"),
        ),
        (
            format!("export BBB_SECRET='{secret}'\nexport BBB_URL='{url}'\n"),
            format!("{URL}{url}\n"),
        ),
        (
            bbb_conf(url, secret, "\n\n"),
            format!("{URL}{url}\nSecret (not shown): \n"),
        ),
        (
            format!(
                "root@bbb:~# bbb-conf --secret{}root@bbb:~# ",
                bbb_conf(url, secret, "\n\n")
            ),
            format!("{URL}{url}\nSecret (not shown): \n"),
        ),
        // A paste need not end with a line break.
        (
            bbb_conf(url, secret, ""),
            format!("{URL}{url}\nSecret (not shown): \n"),
        ),
    ] {
        let home = Home::new();
        let (mut terminal, file) = login(&home);
        terminal.types(&pasted);
        let (code, shown) = terminal.end();
        let expected =
            format!("{HINT}{questions}added `here` to {file}, as the default server\nleft: \n");
        assert_eq!((code, shown), (Some(0), expected), "{pasted:?}");
        let saved = fs::read_to_string(file).expect("the configuration");
        assert!(saved.contains(&format!("secret = \"{secret}\"")), "{saved}");
    }
}

#[test]
fn a_secret_at_the_question_for_the_url_is_not_shown() {
    let secret = "8cd8ef52e8e101574e400365b55e11a6";
    let no_url = "this is no URL: it does not begin with https:// or http://";
    let link = "the server's address has a query or a fragment: give only the part before it";
    for (typed, message) in [
        (format!("{secret}\n"), no_url),
        ("bbb.example.com\n".to_owned(), no_url),
        // The lines after the first one are discarded as well.
        (
            format!(
                "\nroot@bbb:~# bbb-conf --check{}",
                bbb_conf("https://bbb.example.com", secret, "")
            ),
            no_url,
        ),
        (
            format!(
                "https://mconf.github.io/api-mate/#server=https://bbb.example.com&sharedSecret={secret}\n"
            ),
            link,
        ),
    ] {
        let home = Home::new();
        let (mut terminal, _) = login(&home);
        terminal.types(&typed);
        let (code, shown) = terminal.end();
        let blank = if typed.starts_with('\n') { URL } else { "" };
        let expected = format!("{HINT}{blank}bbb: {message}\nleft: \n");
        assert_eq!((code, shown), (Some(2), expected), "{typed:?}");
        assert!(!home.0.join("config.toml").exists());
    }
}

#[test]
fn an_empty_answer_is_asked_for_again() {
    let home = Home::new();
    let (mut terminal, _) = login(&home);
    let mut asked = HINT.to_owned();
    for _ in 0..2 {
        terminal.types("\n");
        terminal.until(URL.trim_end_matches('\n'));
        terminal.until_nothing_is_echoed();
        asked += URL;
    }
    terminal.types("https://bbb.example.com\n");
    asked += "https://bbb.example.com\n";
    for _ in 3..20 {
        terminal.until("Secret (not shown): ");
        terminal.until_nothing_is_echoed();
        terminal.types("\n");
        asked += "Secret (not shown): \n";
    }
    let (code, shown) = terminal.end();
    let expected = format!("{asked}bbb: no secret was given\nleft: \n");
    assert_eq!((code, shown), (Some(2), expected));
}

#[test]
fn an_interrupted_login_leaves_a_terminal_that_shows_what_is_typed() {
    let home = Home::new();
    let (mut terminal, _) = login(&home);
    terminal.types("\u{3}");
    let (code, shown) = terminal.end();
    assert_eq!((code, shown), (Some(130), format!("{HINT}left: \n")));
}
