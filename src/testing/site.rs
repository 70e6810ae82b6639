//! A simulated server as a whole: its world, its API, and the records of requests and deliveries.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use self::request_record::RequestRecord;
use crate::checksum::Checksum;
use crate::server::Server;
use crate::testing::api;
use crate::testing::api::answer::{Answer, BIGBLUEBUTTON, Style, not_found};
use crate::testing::api::request::ApiRequest;
use crate::testing::api::session;
use crate::testing::api::signature::{Check, Rules, SignatureCheck};
use crate::testing::balancers::{NODE, b3lb, b3scale, scalelite};
use crate::testing::clock::Clock;
use crate::testing::outgoing::Outgoing;
use crate::testing::profiles::{Change, Profile, Settings};
use crate::testing::wire::error_pages::nginx;
use crate::testing::wire::faults::{Fault, Faults};
use crate::testing::wire::parameters::Parameters;
use crate::testing::wire::{Panic, Reply, Request, Step, lock, multipart};
use crate::testing::world::{NodeState, World, remember};

#[cfg(feature = "callbacks")]
mod deliver;
pub(in crate::testing) mod request_record;

/// A server without its sockets.
///
/// Lock order: `world`, then `outgoing`, then one of the others.
pub(in crate::testing) struct Site {
    pub(in crate::testing) settings: Settings,
    pub(in crate::testing) observer: Option<Observer>,
    /// The address and the secret that clients use.
    pub(in crate::testing) server: Server,
    /// The server's address without a path.
    pub(in crate::testing) origin: String,
    /// The token in the forms of the server's own pages. Other sites do not know it.
    pub(in crate::testing) form_token: String,
    pub(in crate::testing) clock: Clock,
    pub(in crate::testing) world: Mutex<World>,
    pub(in crate::testing) outgoing: Mutex<Outgoing>,
    pub(in crate::testing) faults: Mutex<Faults>,
    pub(in crate::testing) requests: Mutex<VecDeque<RequestRecord>>,
    /// The message of a panic in a connection's thread.
    pub(in crate::testing) panic: Mutex<Option<Panic>>,
}

/// nginx refuses a request line of at least this length, not counting its line feed.
const LONG_LINE: usize = 8 << 10;
/// The largest body that BigBlueButton takes by default.
const LARGEST_BODY: usize = 2 << 20;

/// The maximum length of a recorded response.
const RESPONSE_KEPT: usize = 64 << 10;

/// A function that is called for every request.
pub(in crate::testing) type Observer = Arc<dyn Fn(&RequestRecord) + Send + Sync>;

impl Site {
    /// Reads the world.
    pub(in crate::testing) fn view<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&lock(&self.world))
    }

    /// Changes the world at the clock's time, and queues the resulting requests to the application.
    pub(in crate::testing) fn change<T>(&self, change: impl FnOnce(&mut World, i64) -> T) -> T {
        let now = self.clock.millis();
        let mut world = lock(&self.world);
        let result = change(&mut world, now);
        lock(&self.outgoing).collect(&mut world, self.settings.webhooks());
        result
    }

    /// Applies everything that is due by now.
    pub(in crate::testing) fn tick(&self) {
        self.change(|world, now| world.tick(now, &self.settings));
    }

    /// Creates a meeting with these parameters, without a checksum and without a record of the request.
    pub(in crate::testing) fn create(&self, query: &str) {
        let profile = self.settings.profile;
        let mut http = Request::get(format!("{}/create?{query}", profile.base()));
        // No tenant of Scalelite sees a meeting that belongs to none.
        let tenants = &self.settings.balancing.tenants;
        let turn = self.view(|world| world.meetings.len()) % tenants.len().max(1);
        if let Some((tenant, _)) = tenants.get(turn) {
            http.set_header("Host", tenant);
        }
        let request = self.request(&http, profile, "create");
        self.call(&request, profile, &SignatureCheck::NotNeeded);
    }

    fn call(&self, request: &ApiRequest<'_>, profile: Profile, check: &SignatureCheck) -> Answer {
        self.change(|world, _| match profile {
            Profile::Scalelite => scalelite::answer(world, request, check),
            Profile::B3lb => b3lb::answer(world, request, check),
            Profile::B3scale => b3scale::answer(world, request, check),
            _ => api::answer(world, request, check),
        })
    }

    /// Answers a request to the API, with the steps of a fault if one replaces the response. Returns `None` if the path
    /// belongs to no API.
    pub(in crate::testing) fn answer(&self, http: &Request) -> Option<(Reply, Option<Vec<Step>>)> {
        self.tick();
        let (profile, call) = self.route(http)?;
        if let Some(reply) = self.refused_by_nginx(http, profile) {
            return Some((reply, None));
        }
        let request = self.request(http, profile, call);
        let check = self.check(&request, profile);
        let fault = lock(&self.faults).take(call);
        if let Some((sent, steps)) = fault.as_ref().and_then(Fault::instead) {
            self.record(&request, check, None, &sent, sent.status);
            return Some((sent, Some(steps)));
        }
        let answer = self.call(&request, profile, &check);
        let key = answer.key();
        let answer = if profile.is_bbb() && request.wants_json() {
            answer.in_json()
        } else {
            answer
        };
        let reply = answer.print(style(profile));
        let is_sent = fault.as_ref().is_none_or(Fault::sends_status);
        let status = if is_sent { reply.status } else { 0 };
        self.record(&request, check, key, &reply, status);
        let steps = fault.map(|fault| fault.harm(reply.clone()));
        Some((reply, steps))
    }

    /// Returns the refusal of the nginx in front of BigBlueButton, if it refuses the request.
    fn refused_by_nginx(&self, http: &Request, profile: Profile) -> Option<Reply> {
        let down = self.view(|world| world.node) != NodeState::Up;
        let line = http.method.len() + http.target.len() + "  HTTP/1.1\r".len();
        // Only Scalelite accepts long URLs and unencoded non-ASCII characters.
        let status = if profile != Profile::Scalelite && !http.target.is_ascii() {
            400
        } else if profile != Profile::Scalelite && line >= LONG_LINE {
            414
        } else if profile.is_bbb() && down {
            502
        } else if profile.is_bbb() && http.body.len() > LARGEST_BODY {
            413
        } else {
            return None;
        };
        Some(Reply::new(status, "text/html", nginx(status)))
    }

    /// Returns the response for a path that belongs to no API.
    pub(in crate::testing) fn elsewhere(&self, path: &str) -> Reply {
        let answer = match self.settings.profile {
            Profile::B3lb => b3lb::elsewhere(path),
            _ => not_found(),
        };
        answer.print(style(self.settings.profile))
    }

    /// Returns the server that answers at the request's path, and the name of the call.
    fn route<'p>(&self, http: &'p Request) -> Option<(Profile, &'p str)> {
        let path = http.path();
        let below = |base: &str| {
            let rest = path.strip_prefix(base)?;
            rest.strip_prefix('/').or(rest.is_empty().then_some(rest))
        };
        let profile = self.settings.profile;
        let by_host = profile == Profile::B3lb && b3lb::is_tenant(http.header("host"));
        let by_host = by_host.then(|| below(Profile::default().base())).flatten();
        let (profile, call) = match (below(profile.base()).or(by_host), below(NODE)) {
            (Some(call), _) => (profile, call),
            (None, Some(call)) if !profile.is_bbb() => (Profile::Bbb30, call),
            _ => return None,
        };
        // b3lb does not ignore extra slashes in a path.
        let call = match profile {
            Profile::B3lb => call,
            _ => call.trim_end_matches('/'),
        };
        Some((profile, call))
    }

    /// Returns the request with everything that a call needs to answer it.
    pub(in crate::testing) fn request<'a>(
        &'a self,
        http: &'a Request,
        profile: Profile,
        call: &'a str,
    ) -> ApiRequest<'a> {
        let mut raw = Parameters::parse(http.query());
        if profile.reads_forms() {
            raw.extend(form(http));
        }
        ApiRequest {
            name: call,
            http,
            parameters: raw.sanitized(),
            raw,
            release: profile.release(),
            base: profile.base(),
            origin: &self.origin,
            now: self.clock.millis(),
            settings: &self.settings,
        }
    }

    /// Checks the signature by the rules of the server that answers.
    fn check(&self, request: &ApiRequest<'_>, profile: Profile) -> SignatureCheck {
        let call = request.name;
        let signs_root = matches!(profile, Profile::B3lb | Profile::B3scale);
        let unsigned_root = call.is_empty() && !signs_root;
        if call == "hooks/ping" || session::is_session_call(call) || unsigned_root {
            return SignatureCheck::NotNeeded;
        }
        let of_hooks = call.starts_with("hooks/");
        let balancing = &self.settings.balancing;
        let tenant = balancing.tenant(request.http.header("host"));
        let of_tenants = profile == Profile::Scalelite && !balancing.tenants.is_empty();
        let own = of_tenants.then(|| {
            let (_, secret) = tenant?;
            let url = format!("{}{}", self.origin, profile.base());
            Server::with_checksum(&url, secret.as_str(), Checksum::SHA256).ok()
        });
        let (verifier, secret) = match (&own, tenant) {
            (None, _) => (&self.server, &self.settings.secret),
            (Some(Some(server)), Some((_, secret))) => (server, secret),
            (Some(_), _) => return SignatureCheck::UnknownTenant,
        };
        let mut accepted = if of_hooks {
            self.settings.webhooks().algorithms().to_vec()
        } else {
            profile.algorithms().to_vec()
        };
        let chosen = request.raw.filled("checksumHash");
        if let Some(chosen) = chosen.filter(|_| profile == Profile::B3lb) {
            accepted.retain(|algorithm| algorithm.name() == chosen);
        }
        let rules = Rules {
            accepted: &accepted,
            ignores_case: profile.is_bbb() && !of_hooks,
            refuses_repeated: of_hooks || profile.is_bbb() && request.has(Change::OneChecksum),
            of_hooks,
        };
        // bbb-webhooks signs the path unchanged, including a trailing slash.
        let path = request.http.path().strip_prefix(profile.base());
        let path = path.map(|path| path.trim_start_matches('/'));
        // A load balancer looks for the checksum only in the query.
        let in_query = Parameters::parse(request.http.query());
        let checksum = if profile.is_bbb() {
            request.raw.get("checksum").map(str::to_owned)
        } else {
            in_query.get("checksum").map(str::to_owned)
        };
        let check = Check {
            call: path.filter(|_| of_hooks).unwrap_or(call),
            query: request.http.query(),
            checksum: checksum.as_deref().unwrap_or_default(),
            count: request.raw.count("checksum"),
            verifier,
            secret,
            rules,
        };
        check.run()
    }

    /// Records a request and the status that the client got, and calls the observer with the record.
    fn record(
        &self,
        request: &ApiRequest<'_>,
        signature: SignatureCheck,
        key: Option<String>,
        reply: &Reply,
        status: u16,
    ) {
        let shown = reply.body.get(..RESPONSE_KEPT).unwrap_or(&reply.body);
        let record = RequestRecord {
            at_millis: request.now,
            call: request.name.to_owned(),
            method: request.http.method.clone(),
            query: request.http.query().to_owned(),
            content_type: request.http.header("content-type").map(str::to_owned),
            body: request.http.body.clone(),
            signature,
            status,
            key,
            response: String::from_utf8_lossy(shown).into_owned(),
            parameters: request.raw.clone(),
        };
        remember(&mut lock(&self.requests), record.clone());
        if let Some(observer) = &self.observer {
            observer(&record);
        }
    }
}

/// Returns the style in which a server prints its answers.
fn style(profile: Profile) -> &'static Style {
    match profile {
        Profile::Scalelite => &scalelite::STYLE,
        Profile::B3lb => &b3lb::STYLE,
        Profile::B3scale => &b3scale::STYLE,
        _ => &BIGBLUEBUTTON,
    }
}

/// Returns the parameters of a form in the body.
fn form(request: &Request) -> Parameters {
    let kind = request.header("content-type").unwrap_or_default();
    let body = String::from_utf8_lossy(&request.body);
    if kind.starts_with("application/x-www-form-urlencoded") {
        Parameters::parse(&body)
    } else {
        multipart::parameters(kind, &body)
    }
}
