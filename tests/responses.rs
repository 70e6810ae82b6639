//! What becomes of a response from any transport: its text, its encoding, its limits, its errors, and the rest of its body.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

use std::io::{self, Cursor, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bbb_sdk::client::{Client, ClientBuilder};
use bbb_sdk::error::{Limit, ResponseProblem};
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::xml::Limits;
use bbb_sdk::{Call, Checksum, Error, Query, Request, Response, Result, Server};
use numbers::Numbers;

#[path = "support/numbers.rs"]
mod numbers;

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
        response.text().map(|text| text.into_owned())
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

#[test]
fn a_text_is_read_to_its_last_byte() {
    for (content_type, body, expected) in [
        ("text/plain; charset=ISO-8859-1", &b"caf\xE9"[..], "café"),
        ("text/plain; charset=ISO-8859-1", b"caf\xC3\xA9", "café"),
        ("text/plain; charset=windows-1252", b"\x80 5\x85", "€ 5…"),
        ("text/plain", b"[", "["),
        ("text/plain", b"", ""),
        ("text/plain", b"u\0p\0", "u\0p\0"),
        ("text/plain", b"\xFF\xFEu\0p\0", "up"),
    ] {
        assert_eq!(text(content_type, body).unwrap(), expected, "{body:?}");
    }
    for (body, problem) in [
        (&b"caf\xC3"[..], ResponseProblem::CutOff),
        (b"caf\xE9 au lait", ResponseProblem::Encoding),
    ] {
        let excerpt = String::from_utf8_lossy(body).replace('\u{FFFD}', "");
        assert_eq!(
            parts(text("text/plain", body).unwrap_err()),
            (problem, excerpt)
        );
    }
}

#[test]
fn blanks_and_marks_before_a_text_are_left_out() {
    for start in ["", "\u{FEFF}", " \r\n\t", "\u{FEFF}\n\u{FEFF}\u{A0}"] {
        let sent = format!("{start}up \u{FEFF}");
        assert_eq!(text("", sent.as_bytes()).unwrap(), "up \u{FEFF}");
        let units = format!("\u{FEFF}{sent}");
        let units: Vec<u8> = units.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text("", &units).unwrap(), "up \u{FEFF}");
    }
}

/// A body that ends with an error.
struct Broken<E>(Cursor<Vec<u8>>, E);

impl<E: FnMut() -> io::Error> Read for Broken<E> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(self.1()),
            read => Ok(read),
        }
    }
}

#[test]
fn an_error_within_a_body_shows_what_arrived_unless_it_shows_something_itself() {
    for length in [0, 5_000, 50_000] {
        let begun = format!("It is down.{}", " ".repeat(length));
        let error = |end: fn() -> io::Error| {
            let begun = begun.clone();
            let respond =
                move || HttpResponse::new(200, Broken(Cursor::new(begun.clone().into()), end));
            builder(respond).build().send(&Text(Query::new()))
        };
        let cut = error(|| ErrorKind::UnexpectedEof.into());
        assert_eq!(
            parts(cut.unwrap_err()),
            (ResponseProblem::CutOff, "It is down.".to_owned())
        );
        let other = error(|| io::Error::other(text("", b"caf\xE9 au lait").unwrap_err()));
        assert_eq!(
            parts(other.unwrap_err()),
            (ResponseProblem::Encoding, "caf au lait".to_owned())
        );
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
        (30_000, true),
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
