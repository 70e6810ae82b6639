//! Registers a webhook, prints what happens on a server as it happens, and removes the webhook at the end.
//!
//! By itself it plays a meeting on the built-in server:
//!
//! ```text
//! cargo run --example receiver --features callbacks,testing
//! ```
//!
//! On a real server it runs until Enter is pressed. The server must reach it: CALLBACK_URL is what it calls, LISTEN is where
//! this program waits, `127.0.0.1:8000` unless set, with a proxy that knows TLS in front. The path must stay as it is.
//!
//! ```text
//! BBB_URL=https://bbb.example.com/bigbluebutton/ BBB_SECRET=… CALLBACK_URL=https://app.example/bbb \
//!     cargo run --example receiver --features callbacks,testing
//! ```
//!
//! HTTP is `tiny_http`'s: small, blocking and widely used. What reads a request is in `receiver.rs`, and another server takes
//! only its twenty lines.

use std::env;
use std::error::Error;
use std::io;
use std::thread;
use std::time::Duration;

use bbb_sdk::administration::{Create, End};
use bbb_sdk::callbacks::{Event, WebhookVerifier};
use bbb_sdk::testing::TestServer;
use bbb_sdk::webhooks::{CreateHook, DestroyHook};
use bbb_sdk::{Client, Server};

use receiver::Receiver;

mod receiver;

fn main() -> Result<(), Box<dyn Error>> {
    match (
        env::var("BBB_URL"),
        env::var("BBB_SECRET"),
        env::var("CALLBACK_URL"),
    ) {
        (Ok(address), Ok(secret), Ok(url)) => listen(&address, &secret, &url),
        _ => play(),
    }
}

/// Prints what happens on a real server until Enter is pressed.
fn listen(address: &str, secret: &str, url: &str) -> Result<(), Box<dyn Error>> {
    let local = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8000".to_owned());
    let http = tiny_http::Server::http(local).map_err(|error| error.to_string())?;
    let (receiver, events) = Receiver::start(http, WebhookVerifier::new(url, secret)?);
    let client = Client::new(Server::new(address, secret)?);
    let hook = Hook::create(&client, url)?;
    println!("webhook {} calls {url}; press Enter to end", hook.id);

    thread::scope(|scope| {
        scope.spawn(move || events.iter().for_each(|event| show(&event)));
        let ended = io::stdin().read_line(&mut String::new());
        // First the webhook, so that nothing comes that nobody takes.
        drop(hook);
        drop(receiver);
        ended.map(|_| ()).map_err(Into::into)
    })
}

/// Plays a meeting on the built-in server, which delivers when it is told to.
fn play() -> Result<(), Box<dyn Error>> {
    let server = TestServer::start()?;
    let client = Client::new(server.server());
    let http = tiny_http::Server::http("127.0.0.1:0").map_err(|error| error.to_string())?;
    let url = format!("http://{}/bbb", http.server_addr());
    let (_receiver, events) = Receiver::start(http, WebhookVerifier::new(&*url, server.secret())?);
    let _hook = Hook::create(&client, &url)?;

    client.send(&Create::new("room-1", "Physics").record(true))?;
    let room = server
        .meeting("room-1")
        .ok_or("the meeting was not created")?;
    let ada = room.join_as_moderator("Ada");
    room.start_recording();
    ada.chat("Hello, world");
    ada.leave();
    client.send(&End::new("room-1"))?;
    server.advance(Duration::from_secs(60 * 60));
    server.deliver();
    for event in events.try_iter() {
        show(&event);
    }
    Ok(())
}

fn show(event: &Event) {
    let meeting = event.meeting.external_id.as_deref().unwrap_or("?");
    print!("{meeting}: {}", event.id);
    if let Some(name) = event.user.as_ref().and_then(|user| user.name.as_ref()) {
        print!(" by {name}");
    }
    if let Some(message) = event.chat.as_ref().and_then(|chat| chat.message.as_ref()) {
        print!(": {message}");
    }
    println!();
}

/// A webhook that is removed when it is dropped: servers keep it for ever.
struct Hook<'c> {
    client: &'c Client,
    id: String,
}

impl<'c> Hook<'c> {
    fn create(client: &'c Client, url: &str) -> bbb_sdk::Result<Self> {
        let id = client.send(&CreateHook::new(url))?.hook_id;
        Ok(Self { client, id })
    }
}

impl Drop for Hook<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.client.send(&DestroyHook::new(&self.id)) {
            eprintln!("webhook {} is still there: {error}", self.id);
        }
    }
}
