//! The whole client uses a transport whose statuses, heads, bodies, splits, delays and failures come from the fuzzer.
//!
//! The input is a list of exchanges. Each begins with a status, the fate of the body, and how it is split. The body
//! follows, in which `\x01` stands for the request and `\x02` for the password that was sent, so that the server echoes
//! them.
#![no_main]

use std::error::Error as _;
use std::io::{self, Read};
use std::sync::Mutex;
use std::time::Duration;

use bbb_sdk::administration::{Create, End, Join, Role};
use bbb_sdk::client::Client;
use bbb_sdk::error::TransportProblem;
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings};
use bbb_sdk::recording::{GetRecordingTextTracks, GetRecordings};
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::webhooks::ListHooks;
use bbb_sdk::{Call, Error, ListCall, Request, Result, Retry, Server};
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "8cd8ef52e8e101574e400365b55e11a6";
const PASSWORD: &str = "Qx sword&fish\"é Zv";
const STATUSES: [u16; 12] = [200, 200, 200, 200, 302, 401, 404, 413, 429, 500, 502, 503];

/// The rest of the input.
struct Script {
    data: Vec<u8>,
    at: usize,
}

impl Script {
    fn next(&mut self) -> u8 {
        let byte = self.data.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        byte
    }

    /// Takes the bytes up to the next zero.
    fn body(&mut self) -> Vec<u8> {
        let rest = self.data.get(self.at..).unwrap_or_default();
        let body: Vec<u8> = rest.iter().copied().take_while(|byte| *byte != 0).collect();
        self.at += body.len() + 1;
        body
    }
}

/// A body that comes in pieces of the same length, may be slow, and may break.
struct Pieces {
    bytes: Vec<u8>,
    at: usize,
    piece: usize,
    end: Option<io::ErrorKind>,
    slow: bool,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.slow {
            std::thread::sleep(Duration::from_micros(20));
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            return self.end.take().map_or(Ok(0), |kind| Err(kind.into()));
        }
        let length = rest.len().min(self.piece).min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.at += length;
        Ok(length)
    }
}

fn answer(script: &mut Script, request: &Request) -> Result<HttpResponse> {
    let (status, fate) = (script.next(), script.next());
    match fate {
        0xF0 => return Err(Error::from(TransportProblem::Broken)),
        0xF1 => return Err(Error::from(TransportProblem::Connect)),
        _ => {}
    }
    let piece = usize::from(script.next()) * 7 + 1;
    let body = script.body();
    let mut bytes = Vec::new();
    for byte in body {
        match byte {
            1 => bytes.extend_from_slice(request.url().as_bytes()),
            2 if matches!(request.call(), "create" | "end" | "join") => {
                bytes.extend_from_slice(PASSWORD.as_bytes());
            }
            byte => bytes.push(byte),
        }
    }
    let declared = match fate & 3 {
        0 => None,
        1 => u64::try_from(bytes.len()).ok(),
        2 => Some(u64::from(fate)),
        _ => Some(u64::MAX),
    };
    let location = String::from_utf8_lossy(&bytes).into_owned();
    let body = Pieces {
        at: 0,
        piece,
        end: match fate >> 2 & 7 {
            0 => Some(io::ErrorKind::UnexpectedEof),
            1 => Some(io::ErrorKind::TimedOut),
            2 => Some(io::ErrorKind::ConnectionReset),
            _ => None,
        },
        slow: fate >> 5 == 7,
        bytes,
    };
    let status = STATUSES[usize::from(status) % STATUSES.len()];
    let mut response = HttpResponse::new(status, body)
        .header("Location", &location)
        .header(
            "Content-Type",
            if fate & 8 == 0 {
                "text/xml"
            } else {
                "text/xml;charset=iso-8859-1"
            },
        );
    if fate & 16 != 0 {
        response = response.header("Retry-After", "0");
    }
    if let Some(length) = declared {
        response = response.length(length);
    }
    Ok(response)
}

/// Asserts that an error is one line of text and contains nothing that was sent.
fn check(error: &Error) {
    let mut shown = format!("{error}");
    assert!(
        !shown.is_empty() && !shown.contains(char::is_control),
        "{shown:?}"
    );
    shown += &format!("{error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        shown += &format!("{error} {error:?}");
        cause = error.source();
    }
    for secret in [SECRET, PASSWORD, "Qx sword&fish\\\"é Zv"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

fn send<C: Call>(client: &Client, call: &C) {
    if let Err(error) = client.send(call) {
        check(&error);
        assert!((1..=3).contains(&error.tries()), "{error:?}");
    }
}

/// Asserts that a stream ends, after at most one error.
fn stream<C: ListCall>(client: &Client, call: &C) {
    let mut failed = false;
    for item in client.stream(call) {
        assert!(!failed);
        if let Err(error) = item {
            failed = true;
            check(&error);
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Ok(server) = Server::new("https://bbb.example.com", SECRET) else {
        return;
    };
    let script = Mutex::new(Script {
        data: data.get(1..).unwrap_or_default().to_vec(),
        at: 0,
    });
    let transport = move |request: &Request, _: &Timeouts| match script.lock() {
        Ok(mut script) => answer(&mut script, request),
        Err(_) => Err(Error::from(TransportProblem::Setup)),
    };
    let pause = Duration::from_micros(1);
    let client = Client::builder_on(server, transport)
        .body_limit(1 << 16)
        .retries(Retry::times(2).first_pause(pause).longest_pause(pause))
        .build();
    match data.first().copied().unwrap_or_default() % 9 {
        0 => send(&client, &GetMeetings::new()),
        1 => send(&client, &GetMeetingInfo::new("room-1")),
        2 => send(
            &client,
            &Create::new("room-1", "Physics").moderator_password(PASSWORD),
        ),
        3 => send(
            &client,
            &Join::new("room-1", "Ada", Role::Viewer)
                .password(PASSWORD)
                .redirect(false),
        ),
        4 => send(&client, &End::new("room-1").password(PASSWORD)),
        5 => send(&client, &ListHooks::new()),
        6 => send(&client, &GetRecordingTextTracks::new("a")),
        7 => stream(&client, &GetMeetings::new()),
        _ => {
            stream(&client, &GetRecordings::new());
            let pages = GetRecordings::new().pages(|call| client.send(call));
            for page in pages.take(50) {
                if let Err(error) = page {
                    check(&error);
                }
            }
        }
    }
});
