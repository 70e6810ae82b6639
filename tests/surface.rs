//! Programs that use only the public API, without a socket and without a feature.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bbb_sdk::client::{Client, ClientBuilder};
use bbb_sdk::error::TransportProblem;
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::{
    Body, Call, Checksum, Error, ErrorKey, NamedCall, Request, Response, Result, Retry, Server,
};

#[path = "surface/headers.rs"]
mod headers;

/// Returns a server whose checksum is always `00` and needs no feature.
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

/// The requests that a transport got.
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

// A function of an application, and its test without a socket.

/// Returns the meetings that are running, as an application would find them out.
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

// Calls whose names are known only at run time.

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
            "parameter `call` has a name that cannot follow `api/` in a URL: use letters, digits, `-`, `_` and `.`, in parts joined by `/`",
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
    .retries(Retry::times(2).first_pause(Duration::ZERO))
    .build();
    client.send(&running("a")).unwrap();
    assert_eq!(asked.take().len(), 3);
}

// One pool, many servers.

#[test]
fn twelve_tenants_share_a_pool_and_its_retries() {
    let asked = Asked::default();
    let noted = asked.clone();
    // Each tenant is busy at first.
    let transport = move |request: &Request, _: &Timeouts| {
        let seen = noted.note(request);
        Ok(match seen % 2 {
            1 => HttpResponse::new(503, std::io::empty()),
            _ => HttpResponse::from(RUNNING),
        })
    };
    let first = Client::builder_on(server("t0.example"), transport)
        .retries(Retry::times(1).first_pause(Duration::ZERO))
        .build();
    for number in 0..12 {
        let host = format!("t{number}.example");
        let client = first.with_server(server(&host));
        client.send(&running("a")).unwrap();
        let url = format!(
            "GET https://{host}/bigbluebutton/api/isMeetingRunning?meetingID=a&checksum=00"
        );
        assert_eq!(asked.take(), [url.clone(), url]);
    }
}

// Limits for one call.

#[test]
fn a_client_shows_its_server() {
    assert_eq!(
        format!("{:?}", saying(RUNNING).0.build()),
        "Client { server: Server { address: \"https://h/bigbluebutton/api/\", checksum: Checksum(nothing), \
         hooks_checksum: Checksum(nothing), .. }, .. }"
    );
}

#[test]
fn a_copy_differs_in_its_own_setting_alone() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    let client = Client::builder_on(server("h"), move |_: &Request, timeouts: &Timeouts| {
        noted.lock().unwrap().push(*timeouts);
        Ok(HttpResponse::from(RUNNING))
    })
    .send_timeout(None)
    .build();
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    let long = Duration::from_secs(300);
    client.response_timeout(long).send(&running("a")).unwrap();
    client
        .body_timeout(None)
        .connect_timeout(long)
        .send(&running("a"))
        .unwrap();
    client.send_timeout(long).send(&running("a")).unwrap();
    client.send(&running("a")).unwrap();
    let found: Vec<_> = asked
        .lock()
        .unwrap()
        .iter()
        .map(|it| [it.connect, it.send, it.response, it.body, it.total()])
        .collect();
    assert_eq!(
        found,
        [
            [seconds(10), None, seconds(300), seconds(120), None],
            [seconds(300), None, seconds(60), None, None],
            [
                seconds(10),
                seconds(300),
                seconds(60),
                seconds(120),
                seconds(490)
            ],
            [seconds(10), None, seconds(60), seconds(120), None],
        ]
    );
    let error = client.body_limit(10).send(&running("a")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "isMeetingRunning: the response is a body over the limit of 10 bytes, \
         set by `ClientBuilder::body_limit` (HTTP 200)"
    );
}

#[test]
fn a_deadline_holds_over_a_transport_that_never_returns() {
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let receiver = Mutex::new(receiver);
    let client = Client::with_transport(server("h"), move |_: &Request, _: &Timeouts| {
        let _ = receiver.lock().unwrap().recv();
        Ok(HttpResponse::from(RUNNING))
    });
    let client = client.deadline(Duration::from_millis(100));
    let error = client.send(&running("a")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "isMeetingRunning: the deadline of the call passed, see `ClientBuilder::deadline`"
    );
    drop(sender);
}

#[test]
fn a_transport_that_panics_under_a_deadline_is_an_error() {
    let client = Client::with_transport(server("h"), |_: &Request, _: &Timeouts| panic!("oops"));
    let client = client.deadline(Duration::from_secs(60));
    let error = client.send(&running("a")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "isMeetingRunning: the HTTP client cannot send the request: the transport panicked"
    );
}

#[test]
#[cfg(feature = "recording")]
fn pages_are_read_with_retries_on_any_transport() {
    use bbb_sdk::recording::GetRecordings;

    let asked = Asked::default();
    let noted = asked.clone();
    let page = |ids: &[&str]| {
        let recordings: Vec<_> = ids
            .iter()
            .map(|id| format!("<recording><recordID>{id}</recordID></recording>"))
            .collect();
        let recordings = recordings.concat();
        HttpResponse::from(format!(
            "<response><returncode>SUCCESS</returncode><recordings>{recordings}</recordings><totalElements>3</totalElements></response>"
        ))
    };
    let client = Client::builder_on(server("h"), move |request: &Request, _: &Timeouts| {
        Ok(match noted.note(request) {
            1 => HttpResponse::new(502, std::io::empty()),
            2 => page(&["a", "b"]),
            _ => page(&["c"]),
        })
    })
    .retries(Retry::times(1).first_pause(Duration::ZERO))
    .build();
    let ids: Vec<String> = GetRecordings::new()
        .pages(|call| client.send(call))
        .recordings()
        .map(|recording| recording.unwrap().record_id)
        .collect();
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(asked.take().len(), 3);
}

#[test]
#[cfg(feature = "administration")]
fn meetings_are_ended_in_threads() {
    use bbb_sdk::administration::End;

    let asked = Asked::default();
    let noted = asked.clone();
    let client = Client::with_transport(server("h"), move |request: &Request, _: &Timeouts| {
        noted.note(request);
        let unknown = request.url().contains("room-7&");
        Ok(HttpResponse::from(if unknown { UNKNOWN } else { RUNNING }))
    });
    let rooms: Vec<String> = (0..40).map(|number| format!("room-{number}")).collect();
    let failed: Vec<&str> = std::thread::scope(|scope| {
        let end = |rooms: &'_ [String]| -> Vec<usize> {
            (0..rooms.len())
                .filter(|at| client.send(&End::new(&rooms[*at])).is_err())
                .collect()
        };
        let threads: Vec<_> = rooms
            .chunks(10)
            .map(|rooms| (rooms, scope.spawn(move || end(rooms))))
            .collect();
        threads
            .into_iter()
            .flat_map(|(rooms, thread)| {
                let failed = thread.join().unwrap();
                failed.into_iter().map(move |at| &*rooms[at])
            })
            .collect()
    });
    assert_eq!(failed, ["room-7"]);
    assert_eq!(asked.take().len(), 40);
}
