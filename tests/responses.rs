//! What becomes of a response from any transport: its text, its encoding, its limits, its errors, and the rest of its body.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

use std::io::{self, Cursor, ErrorKind, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bbb_sdk::client::{Client, ClientBuilder};
use bbb_sdk::error::{Limit, ResponseProblem};
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::xml::Limits;
use bbb_sdk::{Call, Checksum, Error, Query, Request, Response, Result, Server};
use numbers::Numbers;

#[path = "support/numbers.rs"]
mod numbers;
#[path = "responses/texts.rs"]
mod texts;

/// Returns a builder whose transport returns these responses. Its checksum needs no feature.
fn builder(respond: impl Fn() -> HttpResponse + Send + Sync + 'static) -> ClientBuilder {
    let nothing = Checksum::new("nothing", |_, _| 1);
    let server = Server::with_checksum("https://bbb.example.com", "secret", nothing).unwrap();
    Client::builder_on(server, move |_: &Request, _: &Timeouts| Ok(respond()))
}

/// A call whose response is a text.
struct Text(Query);

impl Call for Text {
    type Output = String;
    const NAME: &'static str = "text";

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<String> {
        response.text().map(std::borrow::Cow::into_owned)
    }
}

/// Reads a text that arrives as one body.
fn text(content_type: &str, body: &[u8]) -> Result<String> {
    Text::receive(&Response::new(200, body).header("Content-Type", content_type))
}

/// Returns the problem and the excerpt of an error.
#[track_caller]
fn parts(error: Error) -> (ResponseProblem, String) {
    match error {
        Error::Response {
            problem, excerpt, ..
        } => (problem, excerpt),
        error => panic!("{error:?}"),
    }
}

/// Returns a client without a deadline, and one that reads in a thread because of its deadline.
fn clients(respond: impl Fn() -> HttpResponse + Clone + Send + Sync + 'static) -> [Client; 2] {
    let long = Duration::from_secs(600);
    let watched = builder(respond.clone()).deadline(long);
    [builder(respond).build(), watched.build()]
}

/// A body that breaks, and ends if it is read again.
struct Broken(Cursor<Vec<u8>>, Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => self.1.take().map_or(Ok(0), Err),
            read => Ok(read),
        }
    }
}

#[test]
fn an_error_within_a_body_shows_what_arrived_unless_it_shows_something_itself() {
    let cut: fn() -> io::Error = || ErrorKind::UnexpectedEof.into();
    let other = || io::Error::other(text("", b"caf\xE9 au lait").unwrap_err());
    for length in [0, 5_000, 50_000] {
        let begun = format!("It is down.{}", " ".repeat(length));
        for (end, problem, excerpt) in [
            (cut, ResponseProblem::CutOff, "It is down."),
            (other, ResponseProblem::Encoding, "caf au lait"),
        ] {
            let begun = begun.clone();
            let respond = move || {
                let begun = Cursor::new(begun.clone().into_bytes());
                HttpResponse::new(200, Broken(begun, Some(end())))
            };
            for client in clients(respond) {
                let error = client.send(&Text(Query::new())).unwrap_err();
                assert_eq!(parts(error), (problem.clone(), excerpt.to_owned()));
            }
        }
    }
}

/// A body whose every second read is interrupted.
struct Interrupted(Cursor<Vec<u8>>, bool);

impl Read for Interrupted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(ErrorKind::Interrupted.into());
        }
        self.0.read(buffer)
    }
}

#[test]
fn an_interrupted_read_is_repeated() {
    for length in [0, 10, 50_000] {
        let sent = "x".repeat(length);
        let body = sent.clone().into_bytes();
        let respond = move || HttpResponse::new(200, Interrupted(Cursor::new(body.clone()), false));
        for client in clients(respond) {
            assert_eq!(client.send(&Text(Query::new())).unwrap(), sent);
        }
    }
}

/// A call that reads nothing of the body.
struct Blind(Query);

impl Call for Blind {
    type Output = u16;
    const NAME: &'static str = "blind";

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<u16> {
        Ok(response.status())
    }
}

/// A body of this many bytes, which counts those that were read. Reading its end counts as one.
struct Counted(usize, Arc<AtomicUsize>);

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = buffer.len().min(self.0);
        self.0 -= read;
        self.1.fetch_add(read.max(1), Ordering::Relaxed);
        Ok(read)
    }
}

/// A connection can be used again only after the end of the body was read.
#[test]
fn a_short_body_that_no_one_wants_is_read_to_its_end_and_a_long_one_is_not() {
    for (length, all) in [
        (0, true),
        (20_000, true),
        (32_767, true),
        (32_768, false),
        (1_000_000, false),
    ] {
        let count = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&count);
        let respond = move || HttpResponse::new(200, Counted(length, Arc::clone(&counting)));
        let client = builder(respond).build();
        assert_eq!(client.send(&Blind(Query::new())).unwrap(), 200);
        let read = count.load(Ordering::Relaxed);
        assert_eq!(read == length + 1, all, "{read} of {length}");
        assert!(read < 100_000, "{read} of {length}");
    }
}

/// A body that counts its reads, and drops the sender with itself.
struct Watched {
    body: Cursor<Vec<u8>>,
    reads: Arc<AtomicUsize>,
    _dropped: Option<Sender<()>>,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.body.read(buffer)
    }
}

#[test]
fn a_stream_that_is_dropped_ends_the_thread_that_reads_it() {
    let item = "<r><n>a</n></r>".repeat(200_000);
    let body = format!("<response><returncode>SUCCESS</returncode><l>{item}</l></response>");
    let reads = Arc::new(AtomicUsize::new(0));
    let (sender, receiver) = channel();
    let (counting, sender) = (Arc::clone(&reads), Mutex::new(Some(sender)));
    let respond = move || {
        let body = Watched {
            body: Cursor::new(body.clone().into_bytes()),
            reads: Arc::clone(&counting),
            _dropped: sender.lock().unwrap().take(),
        };
        HttpResponse::new(200, body)
    };
    let client = builder(respond).deadline(Duration::from_secs(600)).build();
    let mut stream = client.stream(&Numbers(Query::new()));
    assert_eq!(stream.next().unwrap().unwrap(), "a");
    drop(stream);
    // The body is dropped.
    receiver.recv().unwrap_err();
    let reads = reads.load(Ordering::Relaxed);
    assert!(reads < 20, "{reads} reads");
}

#[test]
fn a_stream_sends_the_headers_of_the_client() {
    let nothing = Checksum::new("nothing", |_, _| 1);
    let server = Server::with_checksum("https://bbb.example.com", "secret", nothing).unwrap();
    let sent = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&sent);
    let transport = move |request: &Request, _: &Timeouts| {
        let headers = request.headers();
        let headers = headers.map(|(name, value)| format!("{name}: {value}"));
        noted.lock().unwrap().extend(headers);
        Ok(HttpResponse::from(""))
    };
    let builder = Client::builder_on(server, transport);
    let client = builder.header("X-Access", "open").unwrap().build();
    assert_eq!(client.stream(&Numbers(Query::new())).count(), 1);
    assert_eq!(*sent.lock().unwrap(), ["X-Access: open"]);
}

#[test]
fn a_stream_of_a_call_that_is_refused_has_only_the_error() {
    let client = builder(|| panic!("the call was sent")).build();
    let mut query = Query::new();
    query.refuse("a", "is wrong");
    let mut stream = client.stream(&Numbers(query));
    let error = stream.next().unwrap().unwrap_err();
    assert_eq!(error.to_string(), "parameter `a` is wrong");
    assert!(stream.next().is_none());
    assert_eq!(format!("{stream:?}"), "ListStream { .. }");
}

/// A call whose response is a value in XML.
struct Value(Query);

impl Call for Value {
    type Output = String;
    const NAME: &'static str = "value";

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<String> {
        response.xml(|root| root.req("n"))
    }
}

/// The text in a response, read as a value, as a list, and as a stream.
fn in_each_way(client: &Client) -> [Result<Vec<String>>; 3] {
    [
        client.send(&Value(Query::new())).map(|value| vec![value]),
        client
            .send(&Numbers(Query::new()))
            .map(|answer| answer.values),
        client.stream(&Numbers(Query::new())).collect(),
    ]
}

#[test]
fn xml_is_read_in_the_encoding_that_the_header_declares() {
    // The second body arrives in pieces.
    for blanks in [0, 50_000] {
        let body = [
            b"<response><returncode>SUCCESS</returncode><n>caf\xE9 \x80</n>",
            " ".repeat(blanks).as_bytes(),
            b"<l><r><n>caf\xE9 \x80</n></r></l></response>",
        ]
        .concat();
        for (charset, expected) in [("iso-8859-1", "café \u{80}"), ("windows-1252", "café €")] {
            let body = body.clone();
            let respond = move || {
                HttpResponse::from(body.clone())
                    .header("Content-Type", &format!("text/xml; charset={charset}"))
            };
            for read in in_each_way(&builder(respond).build()) {
                assert_eq!(read.unwrap(), [expected]);
            }
        }
    }
}

#[test]
fn xml_is_read_within_the_limits_of_the_client() {
    let long = "n".repeat(5_000);
    let body = format!(
        "<response><returncode>SUCCESS</returncode><n>{long}</n><l><r><n>{long}</n></r></l></response>"
    );
    let respond = move || HttpResponse::from(body.clone());
    for read in in_each_way(&builder(respond.clone()).build()) {
        assert_eq!(read.unwrap(), [long.as_str()]);
    }
    let mut limits = Limits::default();
    limits.record_bytes = 1_000;
    for read in in_each_way(&builder(respond).limits(limits).build()) {
        assert_eq!(
            parts(read.unwrap_err()).0,
            ResponseProblem::Limit(Limit::RecordBytes(1_000))
        );
    }
}
