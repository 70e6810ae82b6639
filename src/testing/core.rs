//! What all connections of a server share.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use super::answer::not_found;
use super::api::{self, Ask, NODE};
use super::balancer::Settings;
use super::clock::Clock;
use super::faults::{Fault, Faults};
use super::http::{Handler, Reply, Request, Step, whole};
use super::join::client;
use super::lifecycle::Times;
use super::lock;
use super::parameters::Parameters;
use super::state::{State, push};
use super::{Asked, Profile, Signed, multipart};
use crate::server::Server;

/// What all connections share.
pub(super) struct Core {
    pub(super) options: Options,
    /// Address and secret, as clients have them.
    pub(super) server: Server,
    /// The server's address without a path.
    pub(super) origin: String,
    pub(super) clock: Clock,
    pub(super) state: Mutex<State>,
    pub(super) faults: Mutex<Faults>,
    pub(super) asked: Mutex<VecDeque<Asked>>,
}

/// What a server was started with.
pub(super) struct Options {
    pub(super) profile: Profile,
    pub(super) secret: String,
    pub(super) times: Times,
    pub(super) old_paging: bool,
    pub(super) balancer: Settings,
    pub(super) observer: Option<Observer>,
}

pub(super) type Observer = Arc<dyn Fn(&Asked) + Send + Sync>;

impl Core {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(super) fn base(&self) -> &'static str {
        self.options.profile.base()
    }

    /// Lets happen what is due.
    pub(super) fn tick(&self) {
        self.state().tick(self.clock.millis(), &self.options.times);
    }

    pub(super) fn ask<'a>(
        &'a self,
        request: &'a Request,
        profile: Profile,
        call: &'a str,
    ) -> Ask<'a> {
        let mut raw = Parameters::parse(request.query());
        // Load balancers read the query alone.
        if profile.is_bbb() {
            raw.extend(form(request));
        }
        Ask {
            profile,
            request,
            call,
            parameters: raw.sanitized(),
            raw,
            now: self.clock.millis(),
            origin: &self.origin,
            verifier: &self.server,
            options: &self.options,
        }
    }

    /// Which server answers at a path, and to which call.
    fn route<'p>(&self, path: &'p str) -> Option<(Profile, &'p str)> {
        let below = |base: &str| {
            let rest = path.strip_prefix(base)?;
            rest.strip_prefix('/').or(rest.is_empty().then_some(rest))
        };
        let profile = self.options.profile;
        let (profile, call) = match (below(profile.base()), below(NODE)) {
            (Some(call), _) => (profile, call),
            (None, Some(call)) if !profile.is_bbb() => (Profile::Bbb30, call),
            _ => return None,
        };
        // To b3lb another slash is another path.
        let call = match profile {
            Profile::B3lb => call,
            _ => call.trim_end_matches('/'),
        };
        Some((profile, call))
    }

    /// The answer to a request, or what happens instead of one.
    pub(super) fn reply(&self, request: &Request) -> (Reply, Option<Vec<Step>>) {
        self.tick();
        let Some((profile, call)) = self.route(request.path()) else {
            return (self.page(request), None);
        };
        let ask = self.ask(request, profile, call);
        let signed = ask.signed();
        let fault = lock(&self.faults).take(call);
        if let Some(steps) = fault.as_ref().and_then(Fault::instead) {
            self.note(&ask, signed, 0, None);
            return (Reply::new(0, "", ""), Some(steps));
        }
        let answer = api::answer(&mut self.state(), &ask, &signed);
        let key = answer.key();
        let answer = if ask.wants_json() {
            answer.in_json()
        } else {
            answer
        };
        let reply = answer.print(profile);
        self.note(&ask, signed, reply.status, key);
        let steps = fault.map(|fault| fault.harm(reply.clone()));
        (reply, steps)
    }

    /// What stands beside the API: the client that join links lead to.
    fn page(&self, request: &Request) -> Reply {
        let profile = self.options.profile;
        let ask = self.ask(request, profile, "");
        let answer = if request.path().starts_with("/html5client") {
            client(&mut self.state(), &ask).unwrap_or_else(not_found)
        } else {
            api::elsewhere(profile)
        };
        answer.print(profile)
    }

    /// Writes down what was asked.
    fn note(&self, ask: &Ask<'_>, signed: Signed, status: u16, key: Option<String>) {
        let asked = Asked {
            call: ask.call.to_owned(),
            method: ask.request.method.clone(),
            query: ask.request.query().to_owned(),
            content_type: ask.request.header("content-type").map(str::to_owned),
            body: ask.request.body.clone(),
            signed,
            status,
            key,
            parameters: ask.raw.clone(),
        };
        if let Some(observer) = &self.options.observer {
            observer(&asked);
        }
        push(&mut lock(&self.asked), asked);
    }
}

/// The parameters of a form in the body.
fn form(request: &Request) -> Parameters {
    let kind = request.header("content-type").unwrap_or_default();
    let body = String::from_utf8_lossy(&request.body);
    if kind.starts_with("application/x-www-form-urlencoded") {
        Parameters::parse(&body)
    } else {
        multipart::parameters(kind, &body)
    }
}

impl Handler for Core {
    fn handle(&self, request: &Request) -> Vec<Step> {
        let (reply, steps) = self.reply(request);
        steps.unwrap_or_else(|| whole(&reply, request.method == "HEAD"))
    }
}
