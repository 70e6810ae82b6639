//! A connection is not used again after a response that was not read to its proper end.
#![cfg(all(feature = "administration", feature = "recording", feature = "sha256"))]
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bbb_sdk::administration::End;
use bbb_sdk::client::Client;
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::transport::{HttpResponse, Timeouts, Transport};
use bbb_sdk::{Request, Result, Server};

/// A transport that answers everything alike, and counts the connections that it is told not to use again.
#[derive(Clone)]
struct Counting {
    body: &'static [u8],
    distrusted: Arc<AtomicUsize>,
}

impl Transport for Counting {
    fn send(&self, _: &Request, _: &Timeouts) -> Result<HttpResponse> {
        Ok(HttpResponse::from(self.body))
    }

    fn distrust(&self, _: &Request) {
        self.distrusted.fetch_add(1, Ordering::Relaxed);
    }
}

/// Returns how often a call and a stream distrust the connection. It is as often with a deadline.
#[track_caller]
fn distrusted(body: &'static [u8]) -> (usize, usize) {
    let [without, with] = [None, Some(Duration::from_secs(600))].map(|deadline| {
        let transport = Counting {
            body,
            distrusted: Arc::default(),
        };
        let server = Server::new("https://bbb.example.com", "secret").unwrap();
        let client = Client::builder_on(server, transport.clone())
            .deadline(deadline)
            .build();
        let _ = client.send(&End::new("room-1"));
        let of_call = transport.distrusted.swap(0, Ordering::Relaxed);
        client.stream(&GetRecordings::new()).for_each(drop);
        (of_call, transport.distrusted.load(Ordering::Relaxed))
    });
    assert_eq!(without, with);
    without
}

#[test]
fn whole_responses_leave_the_connection_open() {
    for body in [
        "<response><returncode>SUCCESS</returncode></response>",
        "<response><returncode>FAILED</returncode></response>",
        r#"{"response":{"returncode":"FAILED","messageKey":"notFound"}}"#,
        "<html><p>Bad gateway</p></html>",
        "Unauthorized",
        "",
    ] {
        assert_eq!(distrusted(body.as_bytes()), (0, 0), "{body}");
    }
}

#[test]
fn broken_responses_close_it() {
    for body in [
        "<response><returncode>SUCCESS</returncode></respon",
        "<response><returncode>SUCCESS</returncode></response><response>",
        "<response><returncode>SUCCESS</returncode></other>",
        "<response>\u{1}</response>",
        "<response><returncode>SUCCESS</returncode><recordings><recording><recordID>a</recordID></recording>",
        r#"{"response":{"returncode":"FAILED","messageK"#,
        r#"{"response":{"returncode":"FAILED"}}{"response":{"returncode":"FAILED"}}"#,
        r#"{"response":{"returncode":"FAILED"}}}"#,
    ] {
        assert_eq!(distrusted(body.as_bytes()), (1, 1), "{body}");
    }
    assert_eq!(distrusted(b"<response>\xE9\xE9</response>"), (1, 1));
}
