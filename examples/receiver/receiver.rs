//! Takes deliveries in: verifies each, hands its events on, and answers at once.

use std::collections::HashSet;
use std::io::Read as _;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use bbb_sdk::Error;
use bbb_sdk::callbacks::{Delivery, Event, Incoming, IncomingLimits, WebhookVerifier};
use bbb_sdk::error::CallbackProblem;
use tiny_http::{Request, Response, Server};

/// How many events are remembered, to tell one that comes again.
const REMEMBERED: usize = 100_000;

/// A thread that takes deliveries in until it is dropped.
pub(crate) struct Receiver {
    http: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl Receiver {
    /// The receiver, and the events as they come, each once.
    ///
    /// The work is done where the events arrive: the server waits five seconds for an answer.
    pub(crate) fn start(http: Server, verifier: WebhookVerifier) -> (Self, mpsc::Receiver<Event>) {
        let http = Arc::new(http);
        let (sender, events) = mpsc::channel();
        let requests = Arc::clone(&http);
        let thread = thread::spawn(move || receive(&requests, &verifier, &sender));
        let receiver = Self {
            http,
            thread: Some(thread),
        };
        (receiver, events)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.http.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn receive(http: &Server, verifier: &WebhookVerifier, sender: &Sender<Event>) {
    let mut seen = HashSet::new();
    for mut request in http.incoming_requests() {
        let status = match read(&mut request, verifier) {
            Ok(delivery) => {
                if seen.len() > REMEMBERED {
                    seen.clear();
                }
                for event in delivery.events {
                    if seen.insert(event.dedup_id()) {
                        // Nobody listens any more when the program ends.
                        let _ = sender.send(event);
                    }
                }
                200
            }
            Err(error) => {
                eprintln!("refused: {error}");
                status(&error)
            }
        };
        // Who has hung up gets no answer, and sends it again.
        let _ = request.respond(Response::empty(status));
    }
}

fn read(request: &mut Request, verifier: &WebhookVerifier) -> Result<Delivery, Error> {
    // One byte beyond the limit, so that what is too large is told from what just fits.
    let limit = u64::try_from(IncomingLimits::default().body).unwrap_or(u64::MAX);
    let mut body = Vec::new();
    let read = request.as_reader().take(limit + 1).read_to_end(&mut body);
    read.map_err(|_| CallbackProblem::Form)?;
    let incoming = Incoming::new(request.url(), &body);
    let incoming = request.headers().iter().fold(incoming, |incoming, header| {
        incoming.header(header.field.as_str().as_str(), header.value.as_str())
    });
    verifier.verify(&incoming)
}

/// Never 401: webhooks take that for a success, and would not send the delivery again.
fn status(error: &Error) -> u16 {
    match error {
        Error::Callback { problem, .. } => problem.status(),
        _ => 500,
    }
}
