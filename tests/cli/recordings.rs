//! `bbb recordings list`, `info` and `export`, in every format, with hostile names.

use std::fs;

use bbb_sdk::testing::{Fault, TestRecording, TestServer};

use crate::bbb::{Bbb, Home, server};

/// The end of the recordings: 2026-01-01 00:00 UTC.
const NEW_YEAR: i64 = 1_767_225_600_000;
const HOUR: i64 = 3_600_000;

fn recording(id: &str, name: &str) -> TestRecording {
    TestRecording::new("room-1")
        .id(id)
        .name(name)
        .times(NEW_YEAR - HOUR, NEW_YEAR)
}

fn two() -> TestServer {
    let server = server();
    server.add_recording(recording(
        "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585189",
        "物理学入门",
    ));
    server.add_recording(
        recording(
            "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585190",
            "مقدمة في الفيزياء",
        )
        .state("unpublished"),
    );
    server
}

#[test]
fn a_table_of_80_columns() {
    let server = two();
    let run = Bbb::at(&server, "recordings list").env("COLUMNS", "80");
    run.run().is(
        0,
        "\
ID                      NAME           BEGAN                 STATE          SIZE
183f0bf3…1531240585189  物理学入门     2026-01-01 00:00 CET  published    1.0 MB
183f0bf3…1531240585190  مقدمة في…      2026-01-01 00:00 CET  unpublished  1.0 MB
",
        "bbb: IDs are shortened: `--output wide` shows all\n",
    );
}

#[test]
fn a_table_of_120_columns() {
    let server = two();
    let run = Bbb::at(&server, "rec list").env("COLUMNS", "120");
    run.run().is(
        0,
        "\
ID                                                      NAME               BEGAN                 STATE          SIZE
183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585189  物理学入门         2026-01-01 00:00 CET  published    1.0 MB
183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585190  مقدمة في الفيزياء  2026-01-01 00:00 CET  unpublished  1.0 MB
",
        "",
    );
}

#[test]
fn wide_cuts_nothing() {
    let server = server();
    server.add_recording(recording("r-1", "Physics"));
    let run = Bbb::at(&server, "recordings list --output wide").env("COLUMNS", "40");
    let url = server.url().replace("/bigbluebutton/api", "");
    run.run().is(
        0,
        &format!(
            "\
ID   NAME     BEGAN                 STATE        SIZE  FORMATS       MEETING  ENDED                 USERS  PUBLISHED  URL
r-1  Physics  2026-01-01 00:00 CET  published  1.0 MB  presentation  room-1   2026-01-01 01:00 CET      2  yes        {url}/playback/presentation/2.3/r-1
"
        ),
        "",
    );
}

#[test]
fn csv_is_what_a_spreadsheet_takes_for_text() {
    let server = server();
    server.add_recording(recording("r-1", "=HYPERLINK(\"https://evil.example\")"));
    server.add_recording(recording("r-2", "Ada, \"Countess\""));
    let arguments = "recordings list -o csv --columns id,name,began,size,protected --utc";
    Bbb::at(&server, arguments).run().is(
        0,
        "\
id,name,began,size,protected
r-1,\"'=HYPERLINK(\"\"https://evil.example\"\")\",2025-12-31T23:00:00+00:00,1000000,
r-2,\"Ada, \"\"Countess\"\"\",2025-12-31T23:00:00+00:00,1000000,
",
        "",
    );
}

#[test]
fn names_do_not_reach_the_terminal_as_they_are() {
    let server = server();
    let name = "\u{202E}moor\u{9B}31m\u{2028}x";
    server.create_meeting("room-1").join_as_viewer(name);
    let arguments = "info room-1 --users --columns name";
    let table = Bbb::at(&server, arguments).run();
    table.is(0, "NAME\nmoor 31m x\n", "");
    let json = Bbb::at(&server, &format!("{arguments} -o jsonl")).run();
    assert!(
        json.out.contains(r#""name":"\u202emoor\u009b31m\u2028x""#),
        "{}",
        json.out
    );
    let value: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(value["name"], name);
}

#[test]
fn lists_of_json_and_lines_of_json() {
    let server = server();
    server.add_recording(recording("r-1", "Physics"));
    server.add_recording(recording("r-2", "Physics"));
    let lines = Bbb::at(&server, "recordings list -o jsonl").run();
    assert_eq!((lines.code, &*lines.err), (Some(0), ""));
    let list = Bbb::at(&server, "recordings list -o json").run();
    let expected = lines.out.trim_end().replace('\n', ",\n");
    list.is(0, &format!("[\n{expected}\n]\n"), "");
    for line in lines.out.lines() {
        let read: bbb_sdk::recording::Recording = serde_json::from_str(line).expect("a recording");
        assert_eq!(read.name.as_deref(), Some("Physics"));
    }
}

#[test]
fn an_empty_list() {
    let server = server();
    for (format, out, err) in [
        ("table", "", "bbb: nothing to list\n"),
        ("json", "[\n]\n", ""),
        ("jsonl", "", ""),
        ("csv", "id,state\n", ""),
        ("ids", "", ""),
    ] {
        let arguments = format!("recordings list --columns id,state -o {format}");
        Bbb::at(&server, &arguments).run().is(0, out, err);
    }
}

#[test]
fn a_list_that_breaks_off_is_no_list_of_json() {
    let server = two();
    server.fail_next("getRecordings", Fault::CutOff);
    let ran = Bbb::at(&server, "recordings list -o json --retries 0").run();
    assert_eq!(ran.code, Some(3));
    let read = serde_json::from_str::<serde_json::Value>(&ran.out);
    assert!(read.is_err(), "{}", ran.out);
}

#[test]
fn a_recording_in_full() {
    let server = server();
    server.add_recording(recording("r-1", "Physics").meta("course", "PHY-101"));
    let url = server.url().replace("/bigbluebutton/api", "");
    let ran = Bbb::at(&server, "recordings info r-1").run();
    let shown: Vec<&str> = ran.out.lines().collect();
    assert_eq!(
        shown,
        [
            "id                r-1",
            "name              Physics",
            "began             2026-01-01 00:00 CET",
            "state             published",
            "size              1.0 MB",
            "formats           presentation",
            "meeting           room-1",
            "ended             2026-01-01 01:00 CET",
            "users             2",
            "published         yes",
            &format!("url               {url}/playback/presentation/2.3/r-1"),
            "raw-size          3.0 MB",
            "breakout          no",
            "internal-meeting  r-1",
            "metadata          course=PHY-101 isBreakout=false meetingId=room-1 meetingName=Physics",
        ]
    );
    let missing = Bbb::at(&server, "recordings info r-2 -o json").run();
    assert_eq!((missing.code, &*missing.out), (Some(4), ""));
}

#[test]
fn an_export_is_whole_or_has_another_name() {
    let server = two();
    let folder = Home::new();
    let file = folder.path("all.csv");
    let arguments = format!("recordings export {file} --state any");
    let ran = Bbb::at(&server, &arguments).run();
    ran.is(0, "", &format!("bbb: 2 recordings in {file}\n"));
    let text = fs::read_to_string(&file).expect("the export");
    assert_eq!(text.lines().count(), 3);
    assert_eq!(
        text.lines().next(),
        Some(
            "id,name,began,state,size,formats,meeting,ended,users,published,url,raw-size,protected,breakout,internal-meeting,metadata"
        )
    );

    server.fail_next("getRecordings", Fault::CutOff);
    let broken = folder.path("broken.json");
    let ran = Bbb::at(&server, &format!("recordings export {broken} --retries 0")).run();
    assert_eq!(ran.code, Some(3));
    assert_eq!(files(&folder), ["all.csv"]);

    // An older file stays until the new one is complete, and is then replaced.
    server.fail_next("getRecordings", Fault::CutOff);
    let ran = Bbb::at(&server, &format!("{arguments} --retries 0")).run();
    assert_eq!(ran.code, Some(3));
    assert_eq!(fs::read_to_string(&file).expect("the export"), text);
    let fewer = format!("{arguments} --limit 1 --sort -id --columns id");
    let ran = Bbb::at(&server, &fewer).run();
    ran.is(0, "", &format!("bbb: 1 recording in {file}\n"));
    let text = fs::read_to_string(&file).expect("the export");
    assert_eq!(
        text,
        "id\n183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585190\n"
    );
    assert_eq!(files(&folder), ["all.csv"]);
}

/// Returns the names of the files in a folder.
fn files(folder: &Home) -> Vec<String> {
    let entries = fs::read_dir(&folder.0).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).into_string().expect("a name that is text"))
        .collect();
    names.sort();
    names
}

#[test]
#[cfg(unix)]
fn an_export_that_cannot_be_written_is_named_by_its_file() {
    use std::os::unix::fs::symlink;
    let server = two();
    let folder = Home::new();
    let export = |file: &str| Bbb::at(&server, &format!("recordings export {file}")).run();
    let missing = folder.path("none/all.csv");
    export(&missing).is(
        2,
        "",
        &format!("bbb: {missing}: No such file or directory (os error 2)\n"),
    );
    let directory = folder.path("folder.json");
    fs::create_dir(&directory).expect("a folder");
    export(&directory).is(2, "", &format!("bbb: {directory}: is not a regular file\n"));
    let device = folder.path("device.csv");
    symlink("/dev/full", &device).expect("a link");
    export(&device).is(2, "", &format!("bbb: {device}: is not a regular file\n"));
    assert!(server.requests().is_empty());

    // A disk that is full.
    let full = folder.path("full.csv");
    symlink("/dev/full", format!("{full}.part")).expect("a link");
    export(&full).is(
        7,
        "",
        &format!("bbb: {full} could not be written: No space left on device (os error 28)\n"),
    );
    assert_eq!(files(&folder), ["device.csv", "folder.json"]);

    // A link stays one, to the new file.
    let (real, link) = (folder.path("real.jsonl"), folder.path("link.jsonl"));
    fs::write(&real, "old").expect("a file");
    symlink(&real, &link).expect("a link");
    export(&link).is(0, "", &format!("bbb: 2 recordings in {link}\n"));
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    assert_eq!(
        fs::read_to_string(&real)
            .expect("the export")
            .lines()
            .count(),
        2
    );
}

#[test]
#[cfg(unix)]
fn an_interrupted_export_leaves_the_older_file() {
    use std::time::Duration;
    // A running clock, which slow responses need.
    let server = TestServer::builder().real_time().start();
    let server = server.expect("the built-in server starts");
    server.add_recording(recording("r-1", "Physics"));
    // A server that does not answer at all.
    server.fail_from_now_on("getRecordings", Fault::Silence);
    let folder = Home::new();
    let file = folder.file("all.csv", "old");
    let running = Bbb::at(&server, &format!("recordings export {file}")).start();
    while server.last_request().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    running.signal("INT");
    running.wait().is(
        130,
        "",
        &format!("bbb: interrupted: {file} was not written\n"),
    );
    assert_eq!(fs::read_to_string(&file).expect("the older file"), "old");
    assert_eq!(files(&folder), ["all.csv"]);
}

#[test]
fn mistakes_are_said_before_anything_is_sent() {
    let server = server();
    for (arguments, message) in [
        (
            "recordings list --state bogus",
            "error: invalid value 'bogus' for '--state <STATE>': is none of processing, processed, published, unpublished, deleted, any\n",
        ),
        (
            "recordings purge --older-than soon",
            "error: invalid value 'soon' for '--older-than <AGE>': is not an age such as `90d`, `12w`, `6mo` or `1y`\n",
        ),
        (
            "recordings export all.xls",
            "bbb: the file's name must end with .csv, .json or .jsonl\n",
        ),
        (
            "recordings list --output yaml",
            "error: invalid value 'yaml' for '--output <FORMAT>'\n  [possible values: table, wide, json, jsonl, csv, ids]\n",
        ),
    ] {
        let ran = Bbb::at(&server, arguments).run();
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments}");
        let said = ran.err.split("\nFor more").next().unwrap_or_default();
        assert_eq!(said, message, "{arguments}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_recording_without_captions_has_an_empty_list() {
    let server = server();
    let id = server.add_recording(recording("r-1", "Physics"));
    let ran = Bbb::at(&server, &format!("tracks list {id}")).run();
    ran.is(0, "", "bbb: nothing to list\n");
    let ran = Bbb::at(&server, &format!("tracks list {id} -o json")).run();
    ran.is(0, "[\n]\n", "");
}
