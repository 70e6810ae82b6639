//! Receives the events of a webhook and prints them: `cargo run --example receiver --features callbacks`.
//!
//! First register the URL, with `bbb hooks create http://127.0.0.1:8000/bbb` or
//! [`CreateHook`](bbb_sdk::webhooks::CreateHook). `BBB_SECRET` is the server's secret. `bbb receive` does the same as a
//! complete program.

use std::env;
use std::error::Error;
use std::io::Read;

use bbb_sdk::callbacks::{Incoming, WebhookVerifier};
use tiny_http::{Response, Server};

fn main() -> Result<(), Box<dyn Error>> {
    let secret =
        env::var("BBB_SECRET").map_err(|_| "BBB_SECRET is not set: it is the server's secret")?;
    let verifier = WebhookVerifier::new("http://127.0.0.1:8000/bbb", secret)?;
    let server = Server::http("127.0.0.1:8000").map_err(|error| error.to_string())?;
    println!("waiting for events at http://127.0.0.1:8000/bbb");
    for mut request in server.incoming_requests() {
        // A larger request is cut off here, and the verifier refuses it.
        let mut body = Vec::new();
        request.as_reader().take(8 << 20).read_to_end(&mut body)?;
        let incoming = Incoming::new(request.url(), &body);
        let status = match verifier.verify(&incoming) {
            Ok(delivery) => {
                // `Debug` hides passwords and escapes control characters; `json` shows all that was sent.
                for event in &delivery.events {
                    println!("{event:?}");
                }
                200
            }
            Err(error) => {
                eprintln!("{error}");
                match error {
                    bbb_sdk::Error::Callback { problem, .. } => problem.status(),
                    _ => 500,
                }
            }
        };
        request.respond(Response::empty(status))?;
    }
    Ok(())
}
