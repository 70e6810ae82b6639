//! Lists that the client streams from peers whose behaviour a test decides.
#![cfg(all(feature = "http", feature = "recording"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop"
)]

mod peer;

use std::fmt::Write as _;
use std::io::{ErrorKind, Read, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use bbb_sdk::error::{Limit, ResponseProblem, TimeoutPhase, TransportProblem};
use bbb_sdk::recording::{GetRecordings, Recording, Recordings};
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::xml::Element;
use bbb_sdk::{
    Call, Client, Error, ErrorKey, ListCall, Query, Request, Response, Result, Retry, Server,
};
use peer::{FORTY, Peer, SECRET, ends, http};

/// Returns a response to `getRecordings`.
fn recordings(count: usize) -> String {
    let mut text = "<response>\n<returncode>SUCCESS</returncode>\n<recordings>\n".to_owned();
    for number in 0..count {
        write!(
            text,
            "<recording>\n<recordID>id-{number}</recordID>\n<name>{}</name>\n</recording>\n",
            "n".repeat(400)
        )
        .unwrap();
    }
    write!(
        text,
        "</recordings>\n<totalElements>{count}</totalElements>\n</response>"
    )
    .unwrap();
    text
}

/// Returns the IDs that a stream yields, and the error at its end.
fn streamed(client: &Client) -> (Vec<String>, Option<Error>) {
    let (mut ids, mut error) = (Vec::new(), None);
    for recording in client.stream(&GetRecordings::new()) {
        assert!(error.is_none(), "an item came behind {error:?}");
        match recording {
            Ok(recording) => ids.push(recording.record_id),
            Err(found) => error = Some(found),
        }
    }
    (ids, error)
}

#[track_caller]
fn fails(peer: &Peer, items: usize, expected: &ResponseProblem) {
    let client = peer.client();
    let (ids, error) = ends(move || streamed(&client));
    assert_eq!(ids.len(), items);
    match error {
        Some(Error::Response { call, problem, .. }) => {
            assert_eq!((&*call, &problem), ("getRecordings", expected));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_list_comes_item_by_item_and_the_rest_at_the_end() {
    for count in [0, 1, 1_000] {
        let peer = Peer::saying(http("200 OK", &recordings(count)));
        let mut stream = peer.client().stream(&GetRecordings::new());
        let mut ids = Vec::new();
        for _ in 0..count {
            assert!(stream.answer().is_none(), "there are more than {ids:?}");
            ids.push(stream.next().unwrap().unwrap().record_id);
        }
        assert!(stream.next().is_none());
        let expected: Vec<_> = (0..count).map(|number| format!("id-{number}")).collect();
        assert_eq!(ids, expected);
        let answer = stream.answer().unwrap();
        assert_eq!(answer.total, Some(i64::try_from(count).unwrap()));
        assert!(answer.recordings.is_empty());
        assert!(stream.next().is_none());
    }
}

#[test]
fn the_first_item_comes_when_64_kb_were_sent() {
    let (taken, was_taken) = mpsc::channel::<()>();
    let was_taken = std::sync::Mutex::new(was_taken);
    let peer = Peer::new(move |_, stream| {
        let body = recordings(1_000);
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        let (first, rest) = body.as_bytes().split_at(64_000);
        stream.write_all(first).unwrap();
        was_taken.lock().unwrap().recv().unwrap();
        stream.write_all(rest).unwrap();
        false
    });
    let client = peer.client();
    let count = ends(move || {
        let mut stream = client.stream(&GetRecordings::new());
        assert_eq!(stream.next().unwrap().unwrap().record_id, "id-0");
        taken.send(()).unwrap();
        stream.map(Result::unwrap).count()
    });
    assert_eq!(count, 999);
}

#[test]
fn what_is_no_list_is_the_first_item() {
    let html = "<html><body>Bad gateway</body></html>";
    fails(
        &Peer::saying(http("502 Bad Gateway", html)),
        0,
        &ResponseProblem::Html,
    );
    fails(
        &Peer::saying(http("200 OK", "")),
        0,
        &ResponseProblem::Empty,
    );
    fails(
        &Peer::saying(http("200 OK", "{\"a\":1}")),
        0,
        &ResponseProblem::Json,
    );
    let redirect =
        "HTTP/1.1 302 Found\r\nLocation: https://other.example/x\r\nContent-Length: 0\r\n\r\n";
    fails(
        &Peer::saying(redirect),
        0,
        &ResponseProblem::Redirect("other.example".into()),
    );
    for refusal in [
        "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey></response>",
        "{\"response\":{\"returncode\":\"FAILED\",\"messageKey\":\"checksumError\"}}",
    ] {
        let (ids, error) = streamed(&Peer::saying(http("200 OK", refusal)).client());
        assert_eq!(ids.len(), 0);
        assert_eq!(error.unwrap().key(), Some(&ErrorKey::ChecksumError));
    }
    let nobody = Server::with_checksum("http://127.0.0.1:1", SECRET, FORTY).unwrap();
    let (ids, error) = streamed(&Client::builder(nobody).no_proxy().build());
    assert_eq!(ids.len(), 0);
    assert!(matches!(error, Some(Error::Transport { .. })), "{error:?}");
}

#[test]
fn an_answer_that_turns_out_broken_is_no_shorter_list() {
    let good = recordings(1_000);
    let cut = good.split_once("<recordID>id-700").unwrap().0;
    // The body ends early, once as declared, and once because the connection closes before the declared length.
    fails(
        &Peer::saying(http("200 OK", cut)),
        700,
        &ResponseProblem::CutOff,
    );
    let declared = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{cut}",
        good.len()
    );
    fails(&Peer::saying(declared), 700, &ResponseProblem::CutOff);
    let doubled = format!("{good}{good}");
    fails(
        &Peer::saying(http("200 OK", &doubled)),
        1_000,
        &ResponseProblem::Doubled,
    );
    let wrong = good.replace("<recordID>id-700</recordID>", "<recordID>id-700</wrong>");
    let words = "<recording> number 701: expected 'recordID' tag, not 'wrong'";
    fails(
        &Peer::saying(http("200 OK", &wrong)),
        700,
        &ResponseProblem::Malformed(words.into()),
    );
}

#[test]
fn a_stream_shows_nothing_that_was_sent() {
    let echo = format!(
        "{}<!-- {SECRET} -->{}",
        &recordings(200)[..60_000],
        "<a b=c>"
    );
    let (ids, error) = streamed(&Peer::saying(http("200 OK", &echo)).client());
    assert!(ids.len() > 100);
    let shown = format!("{error:?}");
    assert!(!shown.contains(SECRET), "{shown}");
}

#[test]
fn a_peer_that_stalls_meets_the_timeout_of_each_read() {
    let stalls = Peer::new(|_, stream| {
        let body = recordings(200);
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n",
            2 * body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut wait = [0];
        let _ = stream.read(&mut wait);
        false
    });
    let client = stalls
        .builder()
        .response_timeout(Duration::from_millis(300))
        .body_timeout(Duration::from_millis(300))
        .build();
    let (ids, error) = ends(move || streamed(&client));
    assert_eq!(ids.len(), 200);
    match error {
        Some(Error::Transport { problem, .. }) => {
            assert_eq!(problem, TransportProblem::Timeout(TimeoutPhase::Body));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_program_that_takes_its_time_is_not_blamed() {
    let peer = Peer::saying(http("200 OK", &recordings(3_000)));
    let client = peer
        .builder()
        .response_timeout(Duration::from_millis(200))
        .body_timeout(Duration::from_millis(200))
        .build();
    let mut stream = client.stream(&GetRecordings::new());
    assert!(stream.next().unwrap().is_ok());
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(stream.map(Result::unwrap).count(), 2_999);
}

#[test]
fn dropping_a_stream_closes_its_connection() {
    let (closed, was_closed) = mpsc::channel();
    let peer = Peer::new(move |_, stream| {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let _ = stream.write_all(head.as_bytes());
        let body = recordings(100);
        let list = body.split_once("</recordings>").unwrap().0;
        let record = &list[list.find("<recording>").unwrap()..];
        let mut piece = list;
        // The body has no end. The peer writes until the client has closed the connection.
        while write!(stream, "{:x}\r\n{piece}\r\n", piece.len()).is_ok() {
            piece = record;
        }
        let _ = closed.send(());
        false
    });
    let client = peer.client();
    ends(move || {
        let mut stream = client.stream(&GetRecordings::new());
        assert_eq!(stream.by_ref().take(20_000).flatten().count(), 20_000);
        drop(stream);
        was_closed.recv().unwrap();
    });
}

#[test]
fn a_stream_is_repeated_until_its_first_items() {
    let peer = Peer::new(|number, stream| {
        let answer = match number {
            1 => http("503 Service Unavailable", "<html></html>"),
            _ => http("200 OK", &recordings(3)),
        };
        let _ = stream.write_all(answer.as_bytes());
        false
    });
    let retry = Retry::times(2).first_pause(Duration::from_millis(1));
    let (ids, error) = streamed(&peer.builder().retries(retry).build());
    assert_eq!((ids.len(), error.is_none()), (3, true));
    assert_eq!(peer.requests().len(), 2);
}

#[test]
fn a_list_beyond_the_limit_of_bodies_is_streamed_and_not_sent() {
    let peer = Peer::saying(http("200 OK", &recordings(1_000)));
    let client = peer.builder().body_limit(100_000).build();
    assert_eq!(streamed(&client).0.len(), 1_000);
    let (items, error) = streamed(&client.body_timeout(Duration::ZERO));
    assert_eq!(
        (items.len(), error.unwrap().to_string().as_str()),
        (
            0,
            "parameter `body_timeout` is zero, which leaves no time: use `None` for no timeout"
        )
    );
    match client.send(&GetRecordings::new()) {
        Err(Error::Response { problem, .. }) => {
            assert_eq!(problem, ResponseProblem::Limit(Limit::BodyBytes(100_000)));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        peer.client()
            .send(&GetRecordings::new())
            .unwrap()
            .recordings
            .len(),
        1_000
    );
}

/// Returns a client whose transport answers each attempt with the next of these bodies, and the last one again and again.
/// A body ends with its error, if it has one. `None` is an attempt that gets no response.
fn client_of(answers: Vec<Option<(String, Option<ErrorKind>)>>) -> Client {
    let server = Server::with_checksum("http://bbb.example.com", SECRET, FORTY).unwrap();
    let attempt = AtomicUsize::new(0);
    let retry = Retry::times(2).first_pause(Duration::ZERO);
    Client::builder_on(server, move |_: &Request, _: &Timeouts| {
        let number = attempt.fetch_add(1, Ordering::Relaxed);
        let answer = answers[number.min(answers.len() - 1)].clone();
        let (body, end) = answer.ok_or(Error::from(TransportProblem::Broken))?;
        let body = Breaking(Dripping(body.into_bytes(), 1_000), end);
        Ok(HttpResponse::new(200, body))
    })
    .retries(retry)
    .build()
}

/// A body that ends with an error, if it has one.
struct Breaking(Dripping, Option<ErrorKind>);

impl Read for Breaking {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match (self.0.read(buffer)?, self.1) {
            (0, Some(kind)) => Err(kind.into()),
            (read, _) => Ok(read),
        }
    }
}

/// Every way in which a body ends early, and what kind of error that is.
const EARLY_ENDS: [(Option<ErrorKind>, &str); 4] = [
    (None, "a truncated body"),
    (Some(ErrorKind::UnexpectedEof), "a truncated body"),
    (Some(ErrorKind::TimedOut), "timed out while reading"),
    (Some(ErrorKind::ConnectionReset), "the connection broke"),
];

#[test]
fn a_short_list_that_breaks_is_retried_before_its_items_are_returned() {
    let (good, cut) = (recordings(3), recordings(3)[..1_200].to_owned());
    for (end, words) in EARLY_ENDS {
        let broken = Some((cut.clone(), end));
        let client = client_of(vec![
            broken.clone(),
            broken.clone(),
            Some((good.clone(), None)),
        ]);
        let (ids, error) = streamed(&client);
        assert_eq!((ids.len(), error.is_none()), (3, true), "{words}");

        let (ids, error) = streamed(&client_of(vec![broken.clone()]));
        let error = error.unwrap();
        assert_eq!((ids.len(), error.tries()), (2, 3), "{error}");
        assert!(error.to_string().contains(words), "{error}");

        // The items of an attempt are not returned before the error of another one.
        let (ids, error) = streamed(&client_of(vec![broken, None]));
        assert_eq!((ids.len(), error.unwrap().tries()), (0, 3), "{words}");
    }
}

#[test]
fn a_long_list_that_breaks_is_not_retried() {
    let cut = recordings(300)[..100_000].to_owned();
    let items = cut.matches("</recording>").count();
    for (end, words) in EARLY_ENDS {
        let answers = vec![None, Some((cut.clone(), end)), Some((recordings(3), None))];
        let (ids, error) = streamed(&client_of(answers));
        let error = error.unwrap();
        assert_eq!((ids.len(), error.tries()), (items, 2), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn an_error_behind_items_says_how_many_tries_there_were() {
    let good = recordings(100);
    let refused = good
        .replace("<returncode>SUCCESS</returncode>", "")
        .replace(
            "</response>",
            "<returncode>FAILED</returncode><messageKey>noSuchThing</messageKey></response>",
        );
    let malformed = good.replace("</totalElements>", "</total>");
    for body in [good.repeat(2), refused, malformed] {
        let (ids, error) = streamed(&client_of(vec![None, Some((body, None))]));
        let error = error.unwrap();
        assert_eq!((ids.len(), error.tries()), (100, 2), "{error}");
    }
}

/// A call of a program's own, which refuses a recording.
struct Strict(GetRecordings);

impl Call for Strict {
    type Output = Recordings;
    const NAME: &'static str = GetRecordings::NAME;

    fn query(&self) -> &Query {
        self.0.query()
    }

    fn query_mut(&mut self) -> &mut Query {
        self.0.query_mut()
    }

    fn read(response: &Response<'_>) -> Result<Recordings> {
        response.list::<Self>()
    }
}

impl ListCall for Strict {
    type Item = Recording;
    const LIST: &'static str = GetRecordings::LIST;
    const ITEM: &'static str = GetRecordings::ITEM;

    fn read_item(item: &Element<'_, '_>, answer: &mut Recordings) -> Result<Option<Recording>> {
        match GetRecordings::read_item(item, answer)? {
            Some(Recording { record_id, .. }) if record_id == "id-2" => {
                Err(Error::parameter("recordID", "is not to be read"))
            }
            recording => Ok(recording),
        }
    }

    fn read_around(root: &Element<'_, '_>, answer: &mut Recordings) -> Result<()> {
        GetRecordings::read_around(root, answer)
    }

    fn items(answer: &mut Recordings) -> &mut Vec<Recording> {
        GetRecordings::items(answer)
    }
}

#[test]
fn an_error_of_the_programs_own_comes_behind_the_items_before_it() {
    for count in [3, 300] {
        let client = client_of(vec![Some((recordings(count), None))]);
        let mut stream = client.stream(&Strict(GetRecordings::new()));
        for id in ["id-0", "id-1"] {
            assert_eq!(stream.next().unwrap().unwrap().record_id, id);
        }
        let error = stream.next().unwrap().unwrap_err();
        assert_eq!(error.to_string(), "parameter `recordID` is not to be read");
        assert!(stream.next().is_none());
    }
}

/// A body that is read in pieces of this many bytes.
struct Dripping(Vec<u8>, usize);

impl Read for Dripping {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = buffer.len().min(self.1).min(self.0.len());
        buffer[..read].copy_from_slice(&self.0[..read]);
        self.0.drain(..read);
        Ok(read)
    }
}

#[test]
fn any_transport_can_be_streamed_from() {
    for piece in [1, 100, 50_000] {
        let server = Server::with_checksum("http://bbb.example.com", SECRET, FORTY).unwrap();
        let client = Client::with_transport(server, move |_: &Request, timeouts: &Timeouts| {
            assert_eq!(
                (timeouts.body, timeouts.read),
                (None, Some(Duration::from_secs(120)))
            );
            Ok(HttpResponse::new(
                200,
                Dripping(recordings(120).into_bytes(), piece),
            ))
        });
        let (ids, error) = streamed(&client);
        assert_eq!((ids.len(), error.is_none()), (120, true));
    }
}
