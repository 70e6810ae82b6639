//! How the server is selected: option, environment, default file.

use bbb_sdk::testing::TestServer;

use crate::bbb::{Bbb, Home, server};

fn config(servers: &[(&str, &TestServer)], default: &str) -> String {
    let servers = servers.iter().map(|(name, server)| {
        let (url, secret) = (server.url(), server.secret());
        format!("[servers.{name}]\nurl = \"{url}\"\nsecret = \"{secret}\"\n")
    });
    format!("default = \"{default}\"\n") + &servers.collect::<String>()
}

fn with_room(id: &str) -> TestServer {
    let server = server();
    server.create_meeting(id);
    server
}

#[test]
fn the_default_of_the_file() {
    let (one, two) = (with_room("room-1"), with_room("room-2"));
    let text = config(&[("one", &one), ("two", &two)], "two");
    let run = Bbb::new(["meetings", "-o", "ids"]).config(&text).run();
    run.is(0, "room-2\n", &warning(&run.err));
}

#[test]
fn a_named_server_wins_over_the_environment() {
    let (one, two) = (with_room("room-1"), with_room("room-2"));
    let text = config(&[("one", &one)], "one");
    let run = Bbb::at(&two, "meetings -o ids -s one").config(&text).run();
    run.is(0, "room-1\n", &warning(&run.err));
    assert!(two.requests().is_empty());
}

#[test]
fn the_environment_wins_over_the_default_file() {
    let (one, two) = (with_room("room-1"), with_room("room-2"));
    let text = config(&[("one", &one)], "one");
    let run = Bbb::at(&two, "meetings -o ids").config(&text).run();
    run.is(0, "room-2\n", "");
}

#[test]
fn address_and_secret_come_from_one_source() {
    let one = with_room("room-1");
    let text = config(&[("one", &one)], "one");
    let run = Bbb::new(["meetings"]).config(&text);
    run.env("BBB_URL", "https://elsewhere.example").run().is(
        2,
        "",
        "bbb: BBB_URL is set and BBB_SECRET is not: address and secret come from one source\n",
    );
    for (empty, set) in [("BBB_URL", "BBB_SECRET"), ("BBB_SECRET", "BBB_URL")] {
        for value in ["", " "] {
            let run = Bbb::new(["meetings"]).config(&text);
            let ran = run.env(set, "https://a.example").env(empty, value).run();
            let expected = format!(
                "bbb: {set} is set and {empty} is empty: address and secret come from one source\n"
            );
            ran.is(2, "", &expected);
        }
    }
    assert!(one.requests().is_empty());
}

/// The warning that others can read the file, with the test's path.
fn warning(err: &str) -> String {
    let path = err.split_once("chmod 600 ").map_or("", |(_, path)| path);
    let path = path.trim_end().trim_end_matches('`');
    format!("bbb: other users can read the secrets in {path}: `chmod 600 {path}`\n")
}

#[test]
fn a_named_file_wins_over_the_environment() {
    let (one, two) = (with_room("room-1"), with_room("room-2"));
    let home = Home::new();
    // The saved output of `bbb-conf --secret`.
    let text = format!("\n    URL: {}\n    Secret: {}\n", one.url(), one.secret());
    let file = home.file("saved", &text);
    let arguments = format!("end --all --yes -q -o ids --config {file}");
    let ran = Bbb::at(&two, &arguments).run();
    assert_eq!((ran.code, &*ran.out), (Some(0), "room-1\n"));
    assert!(two.requests().is_empty());
    let missing = Bbb::at(&two, "meetings --config /nonexistent").run();
    missing.is(
        2,
        "",
        "bbb: /nonexistent: No such file or directory (os error 2)\n",
    );
}

#[test]
fn a_named_server_without_a_file_is_not_looked_for_in_the_environment() {
    let one = with_room("room-1");
    for (name, login) in [("two", "two"), ("all", "NAME")] {
        let ran = Bbb::at(&one, &format!("meetings -s {name}")).run();
        assert_eq!((ran.code, &*ran.out), (Some(2), ""));
        let start = "bbb: --server names a server in /";
        let end = format!("config.toml, which does not exist: `bbb login {login}` writes it\n");
        assert!(
            ran.err.starts_with(start) && ran.err.ends_with(&end),
            "{}",
            ran.err
        );
    }
    assert!(one.requests().is_empty());
}

#[test]
fn a_server_that_is_not_there_is_not_replaced_by_another() {
    let one = with_room("room-1");
    let text = config(&[("one", &one)], "one");
    let ran = Bbb::at(&one, "meetings -s two").private_config(&text).run();
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert!(
        ran.err
            .ends_with("config.toml has no server `two`; it has one\n"),
        "{}",
        ran.err
    );
    assert!(one.requests().is_empty());
}

#[test]
fn a_default_that_is_not_there_is_told() {
    let one = with_room("room-1");
    let text = config(&[("one", &one)], "two");
    let ran = Bbb::new(["meetings"]).private_config(&text).run();
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    let said = "config.toml: its default is `two`, which is no server in it; it has one\n";
    assert!(ran.err.ends_with(said), "{}", ran.err);
}
