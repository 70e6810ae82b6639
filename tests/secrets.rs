//! No error, `Debug` or `Display` shows the secret, a password, a token or a checksum.
#![cfg(all(feature = "testing", feature = "rustls", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::fmt::Debug;
use std::io::Write;
use std::time::Duration;

use bbb_sdk::administration::{Create, End, Join, Role};
use bbb_sdk::client::Tls;
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings};
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::testing::TestServer;
use bbb_sdk::{Body, Call, Checksum, Client, Query, Response, Result, Retry, Secret, Server};

#[path = "support/faults.rs"]
mod faults;
#[path = "support/kept.rs"]
mod kept;
mod peer;

use kept::{PASSWORD, everything};
use peer::{Peer, SECRET};

/// Asserts that a text shows no secret.
#[track_caller]
fn keeps(shown: &str, what: &str) {
    kept::keeps(SECRET, shown, what);
}

#[track_caller]
fn debug(value: &impl Debug) {
    let shown = format!("{value:?} {value:#?}");
    keeps(&shown, "Debug");
}

#[track_caller]
fn error_keeps<T: Debug>(result: Result<T>, what: &str) {
    match result {
        Ok(answer) => keeps(&format!("{answer:?} {answer:#?}"), what),
        Err(error) => keeps(&everything(&error), what),
    }
}

/// Sends calls that carry passwords.
#[track_caller]
fn send_all(client: &Client, what: &str) {
    let create = Create::new("room-1", "Physics")
        .attendee_password(PASSWORD)
        .moderator_password(PASSWORD);
    error_keeps(client.send(&create), what);
    let end = End::new("room-1").password(PASSWORD);
    error_keeps(client.send(&end), what);
    let mut query = Query::new();
    query.set("sessionToken", PASSWORD);
    error_keeps(client.send(&peer::Ask(query, None)), what);
    let join = Join::new("room-1", "Ada", Role::Viewer)
        .password(PASSWORD)
        .redirect(false);
    error_keeps(client.send(&join), what);
    error_keeps(client.send(&GetMeetings::new()), what);
}

fn client(server: Server) -> Client {
    let short = Duration::from_millis(200);
    Client::builder(server)
        .no_proxy()
        .response_timeout(short)
        .body_timeout(short)
        .body_limit(1 << 20)
        .build()
}

#[test]
fn every_fault() {
    for (fault, _) in faults::all() {
        let server = TestServer::builder().secret(SECRET).start().unwrap();
        server.fail_from_now_on("*", fault.clone());
        send_all(&client(server.server()), &format!("{fault:?}"));
    }
}

#[test]
fn every_refusal() {
    let server = TestServer::builder().secret(SECRET).start().unwrap();
    send_all(&client(server.server()), "refused");
    let wrong = Server::new(server.url(), PASSWORD).unwrap();
    send_all(&client(wrong.clone()), "wrong secret");
    keeps(&format!("{0} {0:?}", client(wrong).check()), "check");
    drop(server);
}

/// Sends calls to a peer that echoes the request.
#[track_caller]
fn echo(what: &'static str, answer: fn(request: &str, target: &str, checksum: &str) -> String) {
    let peer = Peer::hearing(move |_, request, stream| {
        let target = request.split(' ').nth(1).unwrap();
        let checksum = target.rsplit("checksum=").next().unwrap();
        let _ = stream.write_all(answer(request, target, checksum).as_bytes());
        false
    });
    let address = format!("http://{}", peer.address);
    for checksum in [
        Checksum::SHA1,
        Checksum::SHA256,
        Checksum::SHA384,
        Checksum::SHA512,
    ] {
        let server = Server::with_checksum(&address, SECRET, checksum).unwrap();
        let client = client(server);
        send_all(&client, what);
        keeps(&format!("{0} {0:?}", client.check()), what);
    }
    assert!(
        peer.requests()
            .iter()
            .any(|request| request.contains(PASSWORD))
    );
}

fn page(body: &str) -> String {
    peer::http("502 Bad Gateway", body)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[test]
fn echoes_in_pages() {
    echo("page", |_, target, _| {
        page(&format!("<html>No route to {target}</html>"))
    });
    echo("head", |request, _, _| {
        page(&format!("<html><pre>{request}</pre></html>"))
    });
    echo("escaped", |_, target, _| {
        page(&format!("<html>{}</html>", escaped(target)))
    });
    echo("encoded", |_, target, _| {
        page(&target.replace('=', "%3D").replace('&', "%26"))
    });
    echo("twice", |_, target, _| {
        page(&target.replace('=', "%253D").replace('&', "%2526"))
    });
    echo("text", |_, target, _| page(target));
    echo("json", |_, target, _| {
        page(&format!("{{\"url\": \"{target}\"}}"))
    });
    echo("cut off", |_, target, _| {
        format!("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<response>{target}")
    });
    echo("bytes", |_, target, _| page(&format!("\u{0}{target}")));
}

fn refusal(inner: &str) -> String {
    peer::http(
        "200 OK",
        &format!("<response><returncode>FAILED</returncode>{inner}</response>"),
    )
}

#[test]
fn echoes_in_answers() {
    echo("message", |_, target, _| {
        refusal(&format!("<message>{}</message>", escaped(target)))
    });
    echo("key", |_, target, _| {
        refusal(&format!("<messageKey>{}</messageKey>", escaped(target)))
    });
    echo("returncode", |_, target, _| {
        peer::http(
            "200 OK",
            &format!(
                "<response><returncode>{}</returncode></response>",
                escaped(target)
            ),
        )
    });
    echo("list", |_, target, _| {
        let target = escaped(target);
        refusal(&format!(
            "<errors><error key='{target}' message='{target}'/><error><key>{target}</key></error></errors>"
        ))
    });
    echo("root", |_, _, checksum| page(&format!("<x{checksum}/>")));
    echo("wrong end", |_, _, checksum| {
        page(&format!("<response><x{checksum}></y></response>"))
    });
    echo("entity", |_, _, checksum| {
        page(&format!("<response>&x{checksum};</response>"))
    });
    echo("attribute", |_, _, checksum| {
        page(&format!("<response x{checksum}='1' x{checksum}='2'/>"))
    });
    echo("prefix", |_, _, checksum| {
        page(&format!("<x{checksum}:response/>"))
    });
}

#[test]
fn echoes_in_heads() {
    echo("location", |_, target, _| {
        format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n")
    });
    echo("host", |_, _, checksum| {
        format!(
            "HTTP/1.1 302 Found\r\nLocation: http://swordfish@{checksum}/\r\nContent-Length: 0\r\n\r\n"
        )
    });
    echo("errors", |_, target, _| {
        let errors = format!("[{{\"key\":\"{target}\",\"message\":\"{target}\"}}]");
        let errors = errors
            .replace('&', "%26")
            .replace('=', "%3D")
            .replace('"', "%22");
        format!(
            "HTTP/1.1 302 Found\r\nLocation: http://h/?errors={errors}\r\nContent-Length: 0\r\n\r\n"
        )
    });
    echo("reason", |_, _, checksum| {
        format!("HTTP/1.1 500 {checksum}\r\nContent-Length: 0\r\n\r\n")
    });
    echo("no http", |request, _, _| request.to_owned());
    echo("header", |_, target, checksum| {
        format!("HTTP/1.1 200 OK\r\n{checksum} {target}: 1\r\n\r\n")
    });
    echo("length", |_, _, checksum| {
        format!("HTTP/1.1 200 OK\r\nContent-Length: {checksum}\r\n\r\n")
    });
    echo("chunk", |_, _, checksum| {
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{checksum}\r\n")
    });
}

#[test]
fn what_a_program_holds() {
    let server = Server::new("https://bbb.example.com", SECRET).unwrap();
    debug(&server);
    debug(&Secret::from(PASSWORD));
    debug(&Checksum::SHA256);
    debug(&Checksum::SHA256.sign("end", "", SECRET));
    debug(&Client::new(server.clone()));
    debug(
        &Client::builder(server.clone())
            .proxy("http://u:swordfish@h")
            .unwrap(),
    );
    debug(&Retry::times(3));
    debug(&Tls::RUSTLS);
    let create = Create::new("room-1", "Physics")
        .attendee_password(PASSWORD)
        .moderator_password(PASSWORD);
    debug(&create);
    debug(create.query());
    debug(&server.request(&create).unwrap());
    debug(&create.clone().into_form());
    debug(&server.request(&create.into_form()).unwrap());
    debug(&Join::new("room-1", "Ada", Role::Viewer).password(PASSWORD));
    debug(&End::new("room-1").password(PASSWORD));
    debug(&Body::new("text/plain", PASSWORD));
    let response = Response::new(302, PASSWORD.as_bytes())
        .header("Location", "https://h/?sessionToken=swordfish")
        .header("Set-Cookie", "JSESSIONID=swordfish");
    debug(&response);
    debug(&response.location());
    debug(&response.cookie("JSESSIONID"));
    let refused = server.verify(
        "end",
        "password=swordfish&checksum=0824cf478f38e4d7008f89d7ee073ecb29287bdf",
    );
    error_keeps(refused, "verify");
    keeps(
        &server
            .explain(&End::new("room-1").password(PASSWORD))
            .unwrap(),
        "explain",
    );
    let create = Create::new("room-1", "Physics")
        .meta(
            "note",
            "see https://swordfish@app.example/ and https://app.example/?k=swordfish",
        )
        .meta(
            "endCallbackUrl",
            "https://app.example/end?room=1&k=swordfish",
        );
    let words = server.explain(&create).unwrap();
    keeps(&words, "explain");
    assert!(
        words.contains(
            "&meta_endCallbackUrl=https%3A%2F%2Fapp.example%2Fend%3Froom%3D***%26k%3D***`"
        ),
        "{words}"
    );
}

#[test]
fn what_an_answer_holds() {
    let answer = |inner: &str| {
        let inner = inner.replace('$', PASSWORD);
        format!("<response><returncode>SUCCESS</returncode>{inner}</response>")
    };
    let passwords =
        "<meetingID>room-1</meetingID><attendeePW>$</attendeePW><moderatorPW>$</moderatorPW>";
    debug(&Create::decode(&answer(passwords)).unwrap());
    debug(&GetMeetingInfo::decode(&answer(passwords)).unwrap());
    let meetings = format!("<meetings><meeting>{passwords}</meeting></meetings>");
    debug(&GetMeetings::decode(&answer(&meetings)).unwrap());
    let joined = "<meeting_id>room-1</meeting_id><user_id>w_1</user_id><auth_token>$</auth_token>\
                  <session_token>$</session_token><url>https://h/?sessionToken=$</url>";
    debug(&Join::decode(&answer(joined)).unwrap());
    // Links to protected recordings.
    let url = "https://h/playback?token=$";
    let recording = format!(
        "<recordings><recording><recordID>a</recordID><playback><format><url>{url}</url>\
         <preview><images><image>{url}</image></images></preview><urls><url>{url}</url></urls></format></playback>\
         <data><format><url>{url}</url></format></data></recording></recordings>"
    );
    let recordings = GetRecordings::decode(&answer(&recording)).unwrap();
    debug(&recordings);
    let shown = format!("{recordings:?}");
    assert_eq!(shown.matches("https://h/playback?token=***").count(), 4);
}

#[test]
fn what_the_built_in_server_tells() {
    let server = TestServer::builder().secret(SECRET).start().unwrap();
    send_all(&client(server.server()), "sent");
    let wrong = Server::new(server.url(), "another").unwrap();
    send_all(&client(wrong), "wrong secret");
    debug(&server);
    for asked in server.requests() {
        debug(&asked);
        debug(&asked.signature());
        keeps(&asked.signature().to_string(), "signed");
    }
}
