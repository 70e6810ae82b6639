//! Programs that stand on the surface of the crate: without a socket, and without a feature.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

use std::sync::{Arc, Mutex};

use bbb_sdk::client::{Client, ClientBuilder};
use bbb_sdk::error::TransportProblem;
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::{Body, Call, Checksum, Error, ErrorKey, NamedCall, Request, Result, Retry, Server};

/// An algorithm without a feature, whose checksum is always `00`.
fn server(host: &str) -> Server {
    let nothing = Checksum::new("nothing", |_, _| 1);
    Server::with_checksum(&format!("https://{host}"), "secret", nothing).unwrap()
}

const RUNNING: &str =
    "<response><returncode>SUCCESS</returncode><running>true</running></response>";
const UNKNOWN: &str = "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey><message>no such meeting</message></response>";

fn running(id: &str) -> NamedCall {
    NamedCall::new("isMeetingRunning")
        .param("meetingID", id)
        .idempotent(true)
}

/// What a transport was asked.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    fn note(&self, request: &Request) -> usize {
        let mut asked = self.0.lock().unwrap();
        asked.push(format!("{} {}", request.method(), request.url()));
        asked.len()
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn saying(body: &'static str) -> (ClientBuilder, Asked) {
    let asked = Asked::default();
    let noted = asked.clone();
    let builder = Client::builder_on(server("h"), move |request: &Request, _: &Timeouts| {
        noted.note(request);
        Ok(HttpResponse::from(body))
    });
    (builder, asked)
}

// A program of an application, and its test without a socket.

/// Who may be let in, as an application would decide it.
fn doors(client: &Client, ids: &[&str]) -> Result<Vec<String>> {
    let mut open = Vec::new();
    for id in ids {
        match client.send(&running(id)) {
            Ok(answer) if answer.xml(|root| root.req("running"))? => open.push((*id).to_owned()),
            Ok(_) => {}
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(open)
}

#[test]
fn an_application_is_tested_without_a_socket() {
    let client = Client::with_transport(server("h"), |request: &Request, _: &Timeouts| {
        Ok(HttpResponse::from(if request.url().contains("=a&") {
            RUNNING
        } else {
            UNKNOWN
        }))
    });
    assert_eq!(doors(&client, &["a", "b"]).unwrap(), ["a"]);
}

#[test]
fn what_a_transport_reports_is_the_error_of_the_call() {
    let client = Client::with_transport(server("h"), |_: &Request, _: &Timeouts| {
        Err(Error::transport(
            TransportProblem::Tls,
            "the certificate has expired",
        ))
    });
    let error = client.send(&running("a")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "isMeetingRunning: TLS failed: the certificate has expired"
    );
}

// Calls that are named at run time.

#[test]
fn a_call_is_named_at_run_time() {
    let (builder, asked) = saying(RUNNING);
    let client = builder.build();
    let name = String::from("isMeetingRunning");
    let answer = client
        .send(&NamedCall::new(name).param("meetingID", "room 1"))
        .unwrap();
    assert_eq!(answer.text(), RUNNING);
    assert!(answer.xml(|root| root.req::<bool>("running")).unwrap());
    assert_eq!(format!("{answer:?}"), "NamedAnswer(76 bytes)");

    let body = Body::new("application/xml", "<modules/>");
    client
        .send(&NamedCall::new("create").with_body(body))
        .unwrap();
    client.send(&NamedCall::new("end").post()).unwrap();
    client.send(&NamedCall::new("").unsigned()).unwrap();
    assert_eq!(
        asked.take(),
        [
            "GET https://h/bigbluebutton/api/isMeetingRunning?meetingID=room%201&checksum=00",
            "POST https://h/bigbluebutton/api/create?checksum=00",
            "POST https://h/bigbluebutton/api/end?checksum=00",
            "GET https://h/bigbluebutton/api/",
        ]
    );
}

#[test]
fn a_refusal_to_a_named_call_has_its_name() {
    let client = saying(UNKNOWN).0.build();
    let call = NamedCall::new(String::from("hooks/later"));
    let error = client.send(&call).unwrap_err();
    assert_eq!(error.key(), Some(&ErrorKey::NotFound));
    assert_eq!(
        error.to_string(),
        "hooks/later: the server refused with notFound: no such meeting"
    );
}

#[test]
fn a_name_that_no_url_can_hold_is_not_sent() {
    let (builder, asked) = saying(RUNNING);
    let client = builder.build();
    for name in [
        "a?b",
        "/create",
        "../create",
        "a//b",
        "a b",
        "hooks/",
        "ä",
        "a%2fb",
        ".",
    ] {
        let error = client.send(&NamedCall::new(name)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "parameter `call` has a name that cannot stand behind `api/` in a URL",
            "{name}"
        );
    }
    assert_eq!(asked.take(), Vec::<String>::new());
}

#[test]
#[cfg(feature = "json")]
fn a_named_call_may_be_answered_in_json() {
    let tracks = r#"{"response":{"returncode":"SUCCESS","tracks":[{"lang":"en"}]}}"#;
    let client = saying(tracks).0.build();
    let answer = client
        .send(&NamedCall::new("getRecordingTextTracks"))
        .unwrap();
    let lang = answer.json(|response| Ok(response["tracks"][0]["lang"].to_string()));
    assert_eq!(lang.unwrap(), "\"en\"");

    let refusal = r#"{"response":{"returncode":"FAILED","messageKey":"noRecordings"}}"#;
    let client = saying(refusal).0.build();
    let error = client
        .send(&NamedCall::new("getRecordingTextTracks"))
        .unwrap_err();
    assert_eq!(error.key(), Some(&ErrorKey::NoRecordings));
}

// Another HTTP stack.

#[test]
fn retries_work_on_any_transport() {
    let asked = Asked::default();
    let noted = asked.clone();
    let client = Client::builder_on(
        server("h"),
        move |request: &Request, _: &Timeouts| match noted.note(request) {
            1 => Err(TransportProblem::Connect.into()),
            2 => Ok(HttpResponse::new(503, std::io::empty())),
            _ => Ok(HttpResponse::from(RUNNING)),
        },
    )
    .retries(Retry::times(2).first_pause(std::time::Duration::ZERO))
    .build();
    client.send(&running("a")).unwrap();
    assert_eq!(asked.take().len(), 3);
}
