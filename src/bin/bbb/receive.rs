//! `bbb receive`: creates a webhook and prints its events.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::Read as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use bbb_sdk::Error;
use bbb_sdk::callbacks::{Delivery, Event, Incoming, IncomingLimits, WebhookVerifier};
use bbb_sdk::error::CallbackProblem;
use bbb_sdk::webhooks::DestroyHook;
use tiny_http::{Request, Response, Server};

use crate::app::{App, Target};
use crate::args::{Format, at_least_one, listen};
use crate::failure::{Failure, Result, words};
use crate::hooks::{self, What};
use crate::output::{Output, compact, say};
use crate::stop;
use crate::text::{clean, escape_json, quoted};
use crate::value::Value;

/// The number of events that are remembered to recognise repeated ones.
const REMEMBERED: usize = 100_000;
/// The number of deliveries that are read at the same time.
const READERS: usize = 4;

/// Create a webhook, print its events, and destroy it at the end
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb receive --url https://app.example/bbb --listen 127.0.0.1:8000"
)]
pub(crate) struct Args {
    /// URL that the server calls, if a proxy forwards it to this program
    #[arg(long)]
    url: Option<String>,
    /// Address to listen on; without --url, the server calls it
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8000",
        hide_default_value = true,
        value_parser = listen
    )]
    listen: SocketAddr,
    #[command(flatten)]
    what: What,
    /// End after this many events
    #[arg(long, value_name = "NUMBER", value_parser = at_least_one::<usize>, allow_negative_numbers = true)]
    count: Option<usize>,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let target = app.target()?;
    if args.url.is_none() && args.listen.ip().is_unspecified() {
        let message = format!(
            "--listen {} is no address that the server can call: add --url with one",
            args.listen
        );
        return Err(Failure::usage(message));
    }
    let server = Server::http(args.listen)
        .map_err(|error| Failure::usage(format!("cannot listen at {}: {error}", args.listen)))?;
    let url = args.url.clone();
    let url = url.unwrap_or_else(|| format!("http://{}/bbb", server.server_addr()));
    let verifier = WebhookVerifier::new(&*url, target.secret.clone())?;
    let call = hooks::call(&url, &args.what)?;
    if app.global.dry_run {
        return app.output.lines(&format!(
            "would create a webhook for {} on {}",
            clean(&url),
            target.name
        ));
    }
    if args.url.is_none() && args.listen.ip().is_loopback() && !is_here(&target) {
        app.output.note(&format!(
            "{} cannot call {}, which is an address of this machine alone: add --url with one that it can call",
            clean(&target.name),
            args.listen.ip()
        ));
    }
    stop::watch();
    let ended = AtomicBool::new(false);
    let (sender, events) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..READERS {
            let (sender, server, verifier, ended) = (sender.clone(), &server, &verifier, &ended);
            scope.spawn(move || receive(server, verifier, ended, &sender));
        }
        let result = create(app, &target, &call, &url).and_then(|hook| {
            let printed = print(app, &events, args.count.unwrap_or(usize::MAX));
            // Destroy the webhook while deliveries are still answered.
            let destroyed = hook.destroy(app);
            printed.and(destroyed)
        });
        ended.store(true, Ordering::SeqCst);
        result
    })
}

/// Returns whether the server runs on this machine, as far as its address shows.
fn is_here(target: &Target) -> bool {
    let host = target.client.server().host();
    let (name, _) = host.rsplit_once(':').unwrap_or((host, ""));
    name.ends_with("localhost") || name.starts_with("127.") || name == "[::1]"
}

/// The webhook.
struct Created<'t> {
    target: &'t Target,
    /// `None` if the webhook existed before and must stay.
    id: Option<String>,
}

fn create<'t>(
    app: &App,
    target: &'t Target,
    call: &bbb_sdk::webhooks::CreateHook,
    url: &str,
) -> Result<Created<'t>> {
    let created = target.send_to_webhooks(call)?;
    let (id, url) = (quoted(&created.hook_id), clean(url));
    if created.is_duplicate() {
        app.output.note(&format!(
            "webhook {id} calls {url} already, and is kept; Ctrl-C ends"
        ));
        return Ok(Created { target, id: None });
    }
    app.output
        .note(&format!("webhook {id} calls {url}; Ctrl-C ends"));
    let id = Some(created.hook_id);
    Ok(Created { target, id })
}

impl Created<'_> {
    fn destroy(self, app: &App) -> Result {
        let Some(id) = self.id else { return Ok(()) };
        match self.target.client.send(&DestroyHook::new(&id)) {
            Ok(_) => {
                app.output
                    .note(&format!("webhook {} destroyed", quoted(&id)));
                Ok(())
            }
            Err(error) if error.is_not_found() => Ok(()),
            Err(error) => {
                let mut failure = self.target.failure_of_webhooks(error);
                let id = clean(&id);
                failure.message =
                    format!("webhook `{id}` is still there (`bbb hooks destroy {id}`): {failure}");
                Err(failure)
            }
        }
    }
}

/// Prints events as they arrive, until the program is asked to stop.
fn print(app: &App, events: &mpsc::Receiver<Event>, most: usize) -> Result {
    let mut seen = HashSet::new();
    let mut printed = 0;
    while printed < most && !stop::is_asked() {
        match events.recv_timeout(Duration::from_millis(100)) {
            Ok(event) => {
                if seen.len() > REMEMBERED {
                    seen.clear();
                }
                if seen.insert(event.dedup_id()) {
                    print_event(&app.output, &event)?;
                    printed += 1;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    Ok(())
}

fn print_event(output: &Output, event: &Event) -> Result {
    if matches!(output.format, Format::Json | Format::Jsonl) {
        return output.exactly(&escape_json(&compact(event)?));
    }
    let time = Value::time(event.time.as_ref()).shown(&output.zone);
    let meeting = event.meeting.external_id.as_deref().unwrap_or("-");
    let mut line = format!("{time}  {meeting}  {}", event.id);
    if let Some(name) = event.user.as_ref().and_then(|user| user.name.as_deref()) {
        let _ = write!(line, "  {name}");
    }
    if let Some(message) = event.chat.as_ref().and_then(|chat| chat.message.as_deref()) {
        let _ = write!(line, ": {message}");
    }
    output.exactly(&clean(&line))
}

/// Receives deliveries: verifies each, passes on its events, and responds at once. The server waits only five seconds.
fn receive(
    server: &Server,
    verifier: &WebhookVerifier,
    ended: &AtomicBool,
    events: &Sender<Event>,
) {
    while !ended.load(Ordering::SeqCst) {
        let Ok(Some(mut request)) = server.recv_timeout(Duration::from_millis(100)) else {
            continue;
        };
        let status = match read(&mut request, verifier) {
            Ok(delivery) => {
                for event in delivery.events {
                    // The receiver is gone when the program ends.
                    let _ = events.send(event);
                }
                200
            }
            Err(error) => {
                say(&format!("refused: {}", words(&error)));
                status(&error)
            }
        };
        // The server may have closed the connection. It will repeat the delivery.
        let _ = request.respond(Response::empty(status));
    }
}

fn read(request: &mut Request, verifier: &WebhookVerifier) -> Result<Delivery, Error> {
    // One byte more than the limit distinguishes a body that is too large from one that just fits.
    let limit = u64::try_from(IncomingLimits::default().body).unwrap_or(u64::MAX);
    let mut body = Vec::new();
    let read = request
        .as_reader()
        .take(limit.saturating_add(1))
        .read_to_end(&mut body);
    read.map_err(|_| CallbackProblem::Form)?;
    let incoming = Incoming::new(request.url(), &body);
    let incoming = request.headers().iter().fold(incoming, |incoming, header| {
        incoming.header(header.field.as_str().as_str(), header.value.as_str())
    });
    verifier.verify(&incoming)
}

/// Returns the status for an error. It is never 401, which webhooks treat as a success.
fn status(error: &Error) -> u16 {
    match error {
        Error::Callback { problem, .. } => problem.status(),
        _ => 500,
    }
}
