//! The context of a command: the selected servers and the output.

use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use bbb_sdk::client::{Exchange, Tls};
use bbb_sdk::{Call, Checksum, Client, Error, Retry, Secret, Server};

use crate::args::{Algorithm, Global};
use crate::config::{self, Entry};
use crate::failure::{Failure, Result, words};
use crate::list::Row;
use crate::output::{Output, say};
use crate::stream::{self, Damaged, Entries};
use crate::text::clean;

/// The context of a command.
pub(crate) struct App {
    pub(crate) global: Global,
    pub(crate) output: Output,
}

/// A selected server.
pub(crate) struct Target {
    /// The server's name in the configuration, or its host.
    pub(crate) name: Arc<str>,
    pub(crate) client: Client,
    pub(crate) secret: Secret,
    hooks_checksum: Algorithm,
}

impl Target {
    /// Sends a call about webhooks. If the server refuses the checksum, the failure says which algorithm old ones accept.
    pub(crate) fn send_to_webhooks<C: Call>(&self, call: &C) -> Result<C::Output> {
        let sent = self.client.send(call);
        sent.map_err(|error| self.failure_of_webhooks(error))
    }

    pub(crate) fn failure_of_webhooks(&self, error: Error) -> Failure {
        if error.is_unsupported() {
            return Failure::plain(&error).explained(NO_WEBHOOKS);
        }
        let is_old = error.is_checksum() && self.hooks_checksum != Algorithm::Sha1;
        if is_old {
            Failure::plain(&error).explained(OLD_WEBHOOKS)
        } else {
            error.into()
        }
    }
}

/// The advice for a server without webhooks.
const NO_WEBHOOKS: &str = "The server has no webhooks: BigBlueButton has them with bbb-webhooks, and a load balancer leaves them to the servers behind it. `bbb check` looks closer.";

/// The advice for a refused checksum of webhooks.
const OLD_WEBHOOKS: &str = "Webhooks before BigBlueButton 3.0 accept only sha1: add --hooks-checksum sha1. Otherwise the secret may be that of another server. `bbb check` looks closer.";

impl App {
    pub(crate) fn new(global: Global) -> Self {
        let output = Output::new(&global);
        Self { global, output }
    }

    /// Returns the server, for a command that works on one.
    pub(crate) fn target(&self) -> Result<Target> {
        if self.global.server.as_deref() == Some(config::ALL) {
            return Err(Failure::usage(
                "`--server all` is for commands that list; name one server",
            ));
        }
        let mut targets = self.targets()?;
        targets
            .pop()
            .ok_or_else(|| Failure::usage("no server is configured"))
    }

    /// Returns the servers, for a command that can read from several.
    pub(crate) fn targets(&self) -> Result<Vec<Target>> {
        let entries = config::choose(&self.global)?;
        entries
            .into_iter()
            .map(|entry| self.connect(entry))
            .collect()
    }

    /// Creates a client for a server.
    pub(crate) fn connect(&self, entry: Entry) -> Result<Target> {
        let calls = Checksum::from(entry.checksum);
        let hooks_checksum = self.global.hooks_checksum.unwrap_or(entry.hooks_checksum);
        let server = Server::with_checksum(&entry.url, entry.secret.clone(), calls)
            .map_err(|error| Failure::usage(format!("{}: {}", entry.source, words(&error))))?
            .hooks_checksum(hooks_checksum.into());
        let mut client = Client::builder(server)
            .tls(self.tls(&entry)?)
            .retries(Retry::times(self.global.retries));
        if let Some(limit) = self.global.timeout {
            client = client
                .connect_timeout(limit.min(Duration::from_secs(10)))
                .send_timeout(limit)
                .response_timeout(limit)
                .body_timeout(limit);
        }
        if self.global.deadline.is_some() {
            client = client.deadline(self.global.deadline);
        }
        if self.global.verbose > 0 {
            let name = entry.name.clone();
            client = client.observe(move |exchange| say(&shown(exchange, &name)));
        }
        Ok(Target {
            name: entry.name.as_str().into(),
            client: client.build(),
            secret: entry.secret,
            hooks_checksum,
        })
    }

    /// Returns the trusted certificates: those in the given file, or the system's.
    fn tls(&self, entry: &Entry) -> Result<Tls> {
        let named = self.global.cacert.clone();
        let named = named.or_else(|| config::variable("BBB_CACERT").map(Into::into));
        let Some(file) = named.or_else(|| entry.cacert.clone()) else {
            return Ok(Tls::PLATFORM);
        };
        let unusable = |reason: String| Failure::usage(format!("{}: {reason}", file.display()));
        let pem = fs::read_to_string(&file).map_err(|error| unusable(error.to_string()))?;
        Tls::RUSTLS
            .trusting(&pem)
            .map_err(|_| unusable("holds no certificate in PEM".to_owned()))
    }

    /// Returns the entries of a list as they arrive.
    pub(crate) fn entries<C: Damaged>(&self, target: &Target, call: &C) -> Entries<C> {
        let output = &self.output;
        let buffered = output.is_for_people() || output.sort.is_some();
        let watched = stream::is_watched(output.quiet, buffered);
        stream::entries(&target.client, call, watched)
    }

    /// Sends a call to each server in turn, and returns the entries of all lists. It goes on after a server has failed, and
    /// returns the first failure at the end.
    pub(crate) fn rows<T, I>(
        &self,
        ask: impl Fn(&Target) -> Result<I>,
    ) -> Result<impl Iterator<Item = Result<Row<T>>>>
    where
        I: Iterator<Item = Result<T>>,
    {
        let targets = self.targets()?;
        let several = targets.len() > 1;
        let mut targets = targets.into_iter();
        let mut current: Option<(Arc<str>, I)> = None;
        let mut first: Option<Failure> = None;
        Ok(std::iter::from_fn(move || {
            loop {
                if let Some((name, rows)) = &mut current {
                    match rows.next() {
                        Some(Ok(value)) => {
                            let server = several.then(|| Arc::clone(name));
                            return Some(Ok(Row { server, value }));
                        }
                        Some(Err(failure)) => {
                            note(&mut first, failure, several, name);
                            current = None;
                        }
                        None => current = None,
                    }
                }
                let Some(target) = targets.next() else {
                    return first.take().map(Err);
                };
                match ask(&target) {
                    Ok(rows) => current = Some((target.name, rows)),
                    Err(failure) => note(&mut first, failure, several, &target.name),
                }
            }
        }))
    }
}

/// Keeps the first failure, and prints the others at once. With several servers a failure names its server.
fn note(first: &mut Option<Failure>, failure: Failure, several: bool, name: &str) {
    let failure = if several { failure.at(name) } else { failure };
    match first {
        None => *first = Some(failure),
        Some(_) => say(&failure.message),
    }
}

/// Describes an exchange: the call, the server, the result and the time.
fn shown(exchange: &Exchange<'_>, name: &str) -> String {
    let call = match exchange.call {
        "" => "(version)",
        call => call,
    };
    let status = exchange.status;
    let status = status.map_or_else(|| "no response".to_owned(), |it| format!("HTTP {it}"));
    let mut text = format!("{call} at {}: {status}", clean(name));
    if let Some(bytes) = exchange.bytes_received {
        let _ = write!(text, ", {bytes} bytes");
    }
    let _ = write!(text, ", {} ms", exchange.took.as_millis());
    if exchange.attempt > 1 {
        let _ = write!(text, ", try {}", exchange.attempt);
    }
    if let Some(error) = exchange.error {
        let _ = write!(text, "; {}", words(error));
    }
    text
}
