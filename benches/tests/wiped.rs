//! No freed memory contains a secret, a password, or a signed URL: the promise of `SECURITY.md`.
//!
//! The allocator of this test looks into each block before it is freed. The markers are static, so that the test itself
//! keeps no copy of them on the heap.
#![allow(unsafe_code, reason = "a global allocator is")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};
use std::hint::black_box;

use bbb_sdk::administration::{Create, End, Join, Role};
use bbb_sdk::callbacks::{AnalyticsVerifier, Incoming, MeetingEndedVerifier, WebhookVerifier};
use bbb_sdk::client::Client;
use bbb_sdk::error::TransportProblem;
use bbb_sdk::monitoring::GetJoinUrl;
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::webhooks::CreateHook;
use bbb_sdk::{Call, Query, Request, Secret, Server};

/// The markers contain only characters that no escape changes.
const SHARED: &str = "Shared9QxKeyZvThatNobodyElseHas1";
const PASSWORD: &str = "Pass7WqWordZkThatNobodyElseHas2";
const TOKEN: &str = "Token5RtOfAnUrlThatNobodyElseHas3";

const CALLBACK: &str = concat!(
    "https://app.example/cb?key=",
    "Token5RtOfAnUrlThatNobodyElseHas3"
);
const REFUSAL: &str = "<response><returncode>FAILED</returncode><messageKey>k</messageKey>\
    <message>m</message></response>";

/// An allocator that searches each block for the markers before it is freed.
struct Searching;

#[global_allocator]
static ALLOCATOR: Searching = Searching;

thread_local! {
    static SEARCHES: Cell<bool> = const { Cell::new(false) };
    static FOUND: RefCell<Vec<Backtrace>> = const { RefCell::new(Vec::new()) };
}

fn search(pointer: *const u8, length: usize) {
    if !SEARCHES.try_with(Cell::get).unwrap_or_default() {
        return;
    }
    // SAFETY: the block is still allocated. Memory from the system has some value, whether it was written to or not.
    let bytes: Vec<u8> = {
        SEARCHES.set(false);
        (0..length)
            .map(|at| unsafe { pointer.add(at).read_volatile() })
            .collect()
    };
    let has = |marker: &str| {
        let marker = &marker.as_bytes()[..12];
        bytes.windows(marker.len()).any(|window| window == marker)
    };
    if [SHARED, PASSWORD, TOKEN].into_iter().any(has) {
        FOUND.with_borrow_mut(|found| found.push(Backtrace::force_capture()));
    }
    drop(bytes);
    SEARCHES.set(true);
}

// SAFETY: every call is passed on to the system's allocator. A block that grows always moves.
unsafe impl GlobalAlloc for Searching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that nothing of an earlier block is found in it.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        search(pointer, layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        unsafe {
            let larger =
                System.alloc_zeroed(Layout::from_size_align_unchecked(size, layout.align()));
            if !larger.is_null() {
                larger.copy_from_nonoverlapping(pointer, layout.size().min(size));
                search(pointer, layout.size());
                System.dealloc(pointer, layout);
            }
            larger
        }
    }
}

/// Returns the places at which the work, and dropping its result, frees memory that contains a marker.
fn freed<T>(work: impl FnOnce() -> T) -> Vec<String> {
    SEARCHES.set(true);
    drop(black_box(work()));
    SEARCHES.set(false);
    let found = FOUND.take();
    let frames = |trace: &Backtrace| {
        let trace = trace.to_string();
        let frames = trace
            .lines()
            .filter(|line| line.contains(": ") && line.contains("bbb_sdk"));
        frames.map(str::trim).collect::<Vec<_>>().join("\n")
    };
    found.iter().map(frames).collect()
}

#[track_caller]
fn wipes<T>(what: &str, work: impl FnOnce() -> T) {
    let found = freed(work);
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n\n"));
}

fn server() -> Server {
    Server::new("https://bbb.example.com", SHARED).unwrap()
}

/// Returns a client whose server answers every request with this text.
fn client(status: u16, body: &'static str) -> Client {
    Client::with_transport(server(), move |_: &Request, _: &Timeouts| {
        Ok(HttpResponse::new(status, body.as_bytes()))
    })
}

#[test]
fn the_search_finds_what_is_freed() {
    assert_eq!(freed(|| PASSWORD.to_owned()).len(), 1);
    assert_eq!(freed(|| PASSWORD[..20].to_owned() + "x").len(), 2);
    assert!(freed(|| "nothing").is_empty());
}

#[test]
fn secrets() {
    wipes("a secret", || Secret::from(SHARED));
    wipes("a copy", || Secret::from(SHARED).clone());
    wipes("a server", server);
    wipes("a secret with blanks around it", || {
        let padded = concat!("  ", "Shared9QxKeyZvThatNobodyElseHas1", "\r\n");
        Server::new("https://bbb.example.com", padded).unwrap()
    });
    wipes("an address that is refused", || {
        Server::new("ftp://bbb.example.com", SHARED).unwrap_err()
    });
}

#[test]
fn queries() {
    wipes("a call", || End::new("room-1").password(PASSWORD));
    wipes("a value set twice", || {
        let mut query = Query::new();
        query.set("a", PASSWORD).set("b", 1).set("a", PASSWORD);
        query.set("a", "b");
        query
    });
    wipes("a list", || {
        let mut query = Query::new();
        query.list("token", [PASSWORD, TOKEN, PASSWORD]);
        query
    });
    wipes("a long query", || {
        let mut create = Create::new("room-1", "Physics").moderator_password(PASSWORD);
        for at in 0..200 {
            create = create.meta(&format!("name-{at}"), "a value of some length");
        }
        create.clone()
    });
    wipes("a callback", || CreateHook::new(CALLBACK));
    wipes("metadata", || {
        Create::new("room-1", "Physics").meta("secret-lrs-payload", TOKEN)
    });
    wipes("a failing value", || {
        let mut query = Query::new();
        query.require("a", PASSWORD).list("b", [PASSWORD, ","]);
        query.check().unwrap_err()
    });
    wipes("a value that is read", || {
        Secret::from(
            End::new("a")
                .password(PASSWORD)
                .query()
                .get("password")
                .unwrap(),
        )
    });
}

#[test]
fn requests() {
    let join = || Join::new("room-1", "Ada", Role::Viewer).password(PASSWORD);
    let server = server();
    wipes("a request", || server.request(&join()).unwrap());
    wipes("a form", || {
        let form = Create::new("room-1", "Physics").moderator_password(PASSWORD);
        server.request(&form.into_form()).unwrap()
    });
    wipes("a URL that is too long", || {
        server.clone().url_limit(20).url(&join()).unwrap_err()
    });
    wipes("an explanation", || server.explain(&join()).unwrap());
}

#[test]
fn exchanges() {
    let end = || End::new("room-1").password(PASSWORD);
    for (what, status, body) in [
        (
            "a success",
            200,
            "<response><returncode>SUCCESS</returncode></response>",
        ),
        ("a refusal", 200, REFUSAL),
        ("a page", 502, "<html>Bad gateway</html>"),
        ("a text cut off", 200, "<response><returncode>FAILED"),
        ("bytes in no encoding", 200, "<response>\u{FFFE}"),
    ] {
        let client = client(status, body);
        wipes(what, || client.send(&end()));
    }
    wipes("a connection that breaks", || {
        let client = Client::with_transport(server(), |_: &Request, _: &Timeouts| {
            Err(TransportProblem::Broken.into())
        });
        client.send(&end())
    });
}

/// The client collects the secrets of a request to find them in an error.
#[test]
fn refused_requests() {
    let client = client(200, REFUSAL);
    wipes("a callback", || client.send(&CreateHook::new(CALLBACK)));
    wipes("a form", || {
        client.send(
            &Create::new("room-1", "Physics")
                .moderator_password(PASSWORD)
                .into_form(),
        )
    });
    wipes("a session", || {
        client.send(&GetJoinUrl::new(TOKEN).jsessionid(PASSWORD))
    });
    let beyond_ascii = concat!(
        "Pass7WqWordZkThatNobodyElseHas2",
        " für Ärzte und Ärztinnen"
    );
    wipes("a password that is not ASCII", || {
        client.send(&End::new("room-1").password(beyond_ascii))
    });
    wipes("a stream", || client.stream(&GetRecordings::new()).count());
    wipes("a check", || client.check());
    wipes("headers", || {
        let builder = Client::builder(server())
            .basic_auth("ada", PASSWORD)
            .unwrap();
        builder
            .header("X-Token", TOKEN)
            .unwrap()
            .build()
            .with_server(server())
    });
}

#[test]
fn callbacks() {
    let verifier = || WebhookVerifier::new(CALLBACK, SHARED).unwrap();
    let body = b"event=%5B%5D&timestamp=1";
    for checksum in ["", &"0".repeat(40), &"0".repeat(64)] {
        let target = format!("/cb?key={TOKEN}&checksum={checksum}");
        wipes("a delivery", || {
            verifier().verify(&Incoming::new(&target, body))
        });
    }
    let bearer = concat!("Bearer ", "Shared9QxKeyZvThatNobodyElseHas1");
    let incoming = Incoming::new("/cb", body).header("Authorization", bearer);
    wipes("a bearer token", || verifier().verify(&incoming));
    wipes("analytics", || {
        AnalyticsVerifier::new(SHARED).unwrap().verify(&incoming)
    });
    wipes("the end of a meeting", || {
        MeetingEndedVerifier::new(SHARED)
            .unwrap()
            .url(CALLBACK, "room-1")
    });
}
