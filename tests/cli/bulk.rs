//! Work on many recordings and meetings.

use bbb_sdk::testing::{Fault, TestRecording, TestServer};

use crate::bbb::{Bbb, server};

/// The start of the first recording, 2026-01-01 00:00 UTC. Each further one starts a minute later.
const NEW_YEAR: i64 = 1_767_225_600_000;

fn with_recordings(count: i64) -> (TestServer, Vec<String>) {
    let server = server();
    let ids = recordings(count)
        .map(|it| server.add_recording(it))
        .collect();
    (server, ids)
}

fn recordings(count: i64) -> impl Iterator<Item = TestRecording> {
    (0..count).map(|number| {
        let start = NEW_YEAR + number * 60_000;
        TestRecording::new("room-1").times(start, start + 1_000)
    })
}

fn calls(server: &TestServer, name: &str) -> usize {
    let asked = server.requests();
    asked.iter().filter(|asked| asked.call() == name).count()
}

#[test]
fn three_hundred_ids_go_in_batches_and_each_has_its_outcome() {
    let (server, ids) = with_recordings(300);
    let run = Bbb::at(&server, "recordings unpublish - -o csv --jobs 1").stdin(&ids.join("\n"));
    let lines = ids.iter().map(|id| format!("{id},unpublished,\n"));
    let expected = "id,outcome,detail\n".to_owned() + &lines.collect::<String>();
    run.run().is(0, &expected, "bbb: 300 unpublished\n");
    assert_eq!(calls(&server, "publishRecordings"), 4);

    server.clear_requests();
    let again = Bbb::at(&server, "recordings unpublish - -o ids").stdin(&ids.join("\n"));
    let again = again.run();
    assert_eq!(
        (again.code, &*again.err),
        (Some(0), "bbb: 300 were unpublished\n")
    );
    assert_eq!(calls(&server, "publishRecordings"), 0);
}

#[test]
fn what_does_not_exist_is_said_so() {
    let (server, ids) = with_recordings(1);
    let arguments = format!("recordings publish {} nope -o csv", ids[0]);
    Bbb::at(&server, &arguments).run().is(
        6,
        &format!(
            "id,outcome,detail\n{},was published,\nnope,not found,\n",
            ids[0]
        ),
        "bbb: 1 not found, 1 was published\n",
    );
    let alone = Bbb::at(&server, "recordings publish nope -o csv").run();
    alone.is(4, "id,outcome,detail\nnope,not found,\n", "");
}

#[test]
fn an_answer_that_is_lost_is_asked_after() {
    let (server, ids) = with_recordings(2);
    server.fail_next("publishRecordings", Fault::ResetBeforeAnswer);
    let arguments = format!("recordings unpublish {} -o csv --retries 0", ids.join(" "));
    Bbb::at(&server, &arguments).run().is(
        0,
        &format!(
            "id,outcome,detail\n{},unpublished,\n{},unpublished,\n",
            ids[0], ids[1]
        ),
        "bbb: 2 unpublished\n",
    );
}

#[test]
fn it_goes_on_after_a_failure() {
    let (server, ids) = with_recordings(150);
    server.fail_next("publishRecordings", Fault::Status(502));
    let run = Bbb::at(
        &server,
        "recordings unpublish - -o csv --jobs 1 --retries 0",
    );
    let ran = run.stdin(&ids.join("\n")).run();
    assert_eq!(ran.code, Some(6));
    let failed = ran.out.lines().filter(|line| line.contains(",failed,"));
    assert_eq!(failed.count(), 87);
    assert_eq!(ran.err, "bbb: 87 failed, 63 unpublished\n");
    let first = ran.out.lines().nth(1).expect("a line");
    assert_eq!(
        first,
        format!(
            "{},failed,publishRecordings: the response is an HTML page (HTTP 502): 502 Bad Gateway 502 Bad Gateway nginx/1.18.0 (Ubuntu)",
            ids[0]
        )
    );
}

#[test]
fn a_502_now_and_then_is_repeated() {
    let (server, ids) = with_recordings(150);
    server.fail_next("publishRecordings", Fault::Status(502));
    let run = Bbb::at(&server, "recordings unpublish - -o csv");
    let ran = run.stdin(&ids.join("\n")).run();
    assert_eq!((ran.code, &*ran.err), (Some(0), "bbb: 150 unpublished\n"));
}

#[test]
fn tags_are_set_and_removed() {
    let (server, ids) = with_recordings(1);
    let id = &ids[0];
    let outcome = |arguments: &str| {
        let ran = Bbb::at(&server, &format!("recordings tag {id} -o csv {arguments}")).run();
        assert_eq!((ran.code, &*ran.err), (Some(0), ""));
        ran.out.lines().last().unwrap_or_default().to_owned()
    };
    assert_eq!(
        outcome("--set Course=a --dry-run"),
        format!("{id},would be tagged,")
    );
    assert_eq!(outcome("--set Course=a"), format!("{id},tagged,"));
    assert_eq!(outcome("--set course=a"), format!("{id},was tagged,"));
    assert_eq!(outcome("--remove course"), format!("{id},tagged,"));
    assert_eq!(outcome("--remove course"), format!("{id},was tagged,"));
    assert_eq!(calls(&server, "updateRecordings"), 2);
}

#[test]
fn nothing_is_deleted_without_a_yes() {
    let (server, ids) = with_recordings(1);
    let ran = Bbb::at(&server, &format!("recordings delete {}", ids[0])).run();
    ran.is(
        5,
        "",
        &format!(
            "bbb:   {}  2026-01-01 01:00 CET  room-1\n\
             bbb: not confirmed, nothing was changed; --yes does without the question\n",
            ids[0]
        ),
    );
    let dry = format!("recordings delete {} --dry-run -o csv", ids[0]);
    let expected = format!("id,outcome,detail\n{},would be deleted,\n", ids[0]);
    Bbb::at(&server, &dry).run().is(0, &expected, "");
    assert_eq!(calls(&server, "deleteRecordings"), 0);
}

#[test]
fn what_was_deleted_is_gone() {
    let (server, ids) = with_recordings(2);
    let arguments = format!("recordings delete {} --yes -o csv", ids.join(" "));
    Bbb::at(&server, &arguments).run().is(
        0,
        &format!(
            "id,outcome,detail\n{},deleted,\n{},deleted,\n",
            ids[0], ids[1]
        ),
        "bbb: 2 deleted\n",
    );
    Bbb::at(&server, "recordings list")
        .run()
        .is(0, "", "bbb: nothing to list\n");
}

#[test]
fn purge_deletes_what_is_older() {
    let server = server();
    let old = server
        .add_recording(TestRecording::new("room-1").times(1_000_000_000_000, 1_000_000_060_000));
    // A year in the far future.
    let future = 4_000_000_000_000;
    server.add_recording(TestRecording::new("room-2").times(future, future + 60_000));
    let arguments = "recordings purge --older-than 90d -o csv";
    let asked = Bbb::at(&server, arguments).run();
    assert_eq!((asked.code, &*asked.out), (Some(5), ""));
    let run = Bbb::at(&server, &format!("{arguments} --yes")).run();
    run.is(0, &format!("id,outcome,detail\n{old},deleted,\n"), "");
    let again = Bbb::at(&server, &format!("{arguments} --yes")).run();
    again.is(0, "", "bbb: no recording is that old\n");
}

#[test]
fn meetings_end_one_by_one() {
    let server = server();
    server.create_meeting("room-1").join_as_viewer("Ada");
    server.create_meeting("room-2");
    let arguments = "end room-1 nope --yes -o csv --jobs 1";
    Bbb::at(&server, arguments).run().is(
        6,
        "id,outcome,detail\nroom-1,ended,\nnope,not found,\n",
        "bbb: 1 ended, 1 not found\n",
    );
    let again = Bbb::at(&server, "end room-1 --yes -o csv").run();
    again.is(4, "id,outcome,detail\nroom-1,not found,\n", "");
    let rest = Bbb::at(&server, "end --all --yes -o csv").run();
    rest.is(0, "id,outcome,detail\nroom-2,ended,\n", "");
}

#[test]
fn ids_that_are_two_are_refused() {
    let (server, _) = with_recordings(0);
    Bbb::at(&server, "recordings delete a,b --yes").run().is(
        2,
        "",
        "bbb: `a,b` contains a comma, which separates IDs: pass each ID as a separate argument\n",
    );
}

#[cfg(unix)]
#[test]
fn an_interruption_is_summed_up() {
    use std::time::Duration;
    // A running clock, which slow responses need.
    let server = TestServer::builder().real_time().start();
    let server = server.expect("the built-in server starts");
    let ids: Vec<String> = recordings(400).map(|it| server.add_recording(it)).collect();
    // Each response is late enough for the signal to arrive first.
    server.fail_from_now_on(
        "getRecordings",
        Fault::SlowStart(Duration::from_millis(700)),
    );
    let run = Bbb::at(&server, "recordings unpublish - -o csv --jobs 1").stdin(&ids.join("\n"));
    let running = run.start();
    while server.last_request().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    running.signal("INT");
    let ran = running.wait();
    assert_eq!(ran.code, Some(130));
    assert_eq!(ran.err, "bbb: 313 not done, 87 unpublished\n");
    assert_eq!(ran.out.lines().count(), 401);
}
