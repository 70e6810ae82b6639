//! `--server all`.

use bbb_sdk::testing::TestServer;

use crate::bbb::{Bbb, server};

fn config(servers: &[(&str, &TestServer)]) -> String {
    let servers = servers.iter().map(|(name, server)| {
        let (url, secret) = (server.url(), server.secret());
        format!("[servers.{name}]\nurl = \"{url}\"\nsecret = \"{secret}\"\n")
    });
    servers.collect()
}

fn two() -> (TestServer, TestServer) {
    let (one, two) = (server(), server());
    one.create_meeting("room-1");
    two.create_meeting("room-2");
    (one, two)
}

#[test]
fn a_list_says_which_server_a_row_is_from() {
    let (one, two) = two();
    let run = |format: &str| {
        let arguments = [
            "meetings",
            "-s",
            "all",
            "-q",
            "--columns",
            "id,users",
            "-o",
            format,
        ];
        let text = config(&[("one", &one), ("two", &two)]);
        Bbb::new(arguments).private_config(&text).run()
    };
    run("table").is(
        0,
        "SERVER  ID      USERS\none     room-1      0\ntwo     room-2      0\n",
        "",
    );
    run("csv").is(0, "server,id,users\none,room-1,0\ntwo,room-2,0\n", "");
    run("ids").is(0, "room-1\nroom-2\n", "");
    let json = run("jsonl").out;
    let begin = r#"{"server":"one","name":"room-1","meeting_id":"room-1","#;
    assert!(json.starts_with(begin), "{json}");
}

#[test]
fn a_server_that_fails_does_not_hide_the_others() {
    let (one, two) = two();
    one.refuse_connections();
    let text = config(&[("one", &one), ("two", &two)]);
    let arguments = ["meetings", "-s", "all", "-o", "ids", "--retries", "0"];
    Bbb::new(arguments).private_config(&text).run().is(
        3,
        "room-2\n",
        "bbb: one: getMeetings: could not connect: Connection refused (os error 111). `bbb check` looks closer.\n",
    );
}

#[test]
fn nothing_is_changed_on_all() {
    let (one, two) = two();
    let text = config(&[("one", &one), ("two", &two)]);
    let arguments = ["end", "-s", "all", "--all", "--yes"];
    Bbb::new(arguments).private_config(&text).run().is(
        2,
        "",
        "bbb: `--server all` is for commands that list; name one server\n",
    );
    let none = Bbb::new(["meetings"]).private_config(&text).run();
    assert_eq!(none.code, Some(2));
    assert!(
        none.err
            .contains("has no default: name one of its servers with --server: one, two")
    );
}
