//! `bbb meetings` and `bbb info`, in every format.

use std::fs::File;

use bbb_sdk::testing::TestServer;

use crate::bbb::{Bbb, server};

fn two_rooms() -> TestServer {
    let server = server();
    let room = server.create_meeting("room-1");
    room.join_as_moderator("Ada");
    room.join_as_viewer("李小龙");
    server.create_meeting("room-2");
    server
}

#[test]
fn a_table() {
    Bbb::at(&two_rooms(), "meetings").run().is(
        0,
        "\
ID      NAME    USERS  CREATED               RUNNING  RECORDED
room-1  room-1      2  2026-03-01 13:00 CET  yes      yes
room-2  room-2      0  2026-03-01 13:00 CET  no       yes
",
        "",
    );
}

#[test]
fn a_table_that_does_not_fit_says_what_is_left_out() {
    let server = two_rooms();
    let run = Bbb::at(&server, "meetings --utc").env("COLUMNS", "50");
    run.run().is(
        0,
        "\
ID      NAME    USERS  CREATED
room-1  room-1      2  2026-03-01 12:00 UTC
room-2  room-2      0  2026-03-01 12:00 UTC
",
        "bbb: RUNNING, RECORDED left out: `--output wide` shows all\n",
    );
}

#[test]
fn csv() {
    let arguments = "meetings --output csv --columns id,users,created,running --sort -id";
    Bbb::at(&two_rooms(), arguments).run().is(
        0,
        "\
id,users,created,running
room-2,0,2026-03-01T13:00:00+01:00,false
room-1,2,2026-03-01T13:00:00+01:00,true
",
        "",
    );
}

#[test]
fn ids() {
    let run = Bbb::at(&two_rooms(), "meetings --output ids --limit 1").run();
    run.is(0, "room-1\n", "");
}

#[test]
fn no_such_column_is_said_before_anything_is_sent() {
    let server = server();
    Bbb::at(&server, "info room-1 --users --columns id,nope")
        .run()
        .is(
            2,
            "",
            "bbb: there is no column `nope`; there are id, name, role, presenter, voice, camera, listens, client\n",
        );
    assert!(server.requests().is_empty());
}

#[test]
fn columns_of_a_record_are_those_that_are_named() {
    let server = two_rooms();
    let ran = Bbb::at(&server, "info room-1 --columns users,id").run();
    ran.is(0, "users  2\nid     room-1\n", "");
    server.clear_requests();
    for command in ["info room-1", "recordings info r-1"] {
        for format in ["table", "wide", "csv", "json"] {
            let arguments = format!("{command} --columns id,nope -o {format}");
            let ran = Bbb::at(&server, &arguments).run();
            assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments}");
            let start = "bbb: there is no column `nope`; there are id, name, ";
            assert!(ran.err.starts_with(start), "{arguments}: {}", ran.err);
        }
    }
    let sorted = Bbb::at(&server, "info room-1 --sort nope").run();
    assert_eq!((sorted.code, &*sorted.out), (Some(2), ""));
    assert!(server.requests().is_empty());
}

#[test]
fn a_width_of_zero_is_none() {
    let server = two_rooms();
    let wide = Bbb::at(&server, "meetings").run();
    let zero = Bbb::at(&server, "meetings").env("COLUMNS", "0").run();
    assert_eq!(zero, wide);
}

#[test]
fn a_full_disk_is_an_error_of_its_own() {
    let full = File::create("/dev/full").expect("Linux has such a device");
    let run = Bbb::at(&two_rooms(), "meetings").stdout(full).run();
    run.is(
        7,
        "",
        "bbb: the output could not be written: No space left on device (os error 28)\n",
    );
}
