//! From a request to an answer: the path, the method, the signature, the content type, and then the call itself.

use super::answer::{Answer, Template, refused};
use super::checks::{Check, Rules, Signed};
use super::core::Options;
use super::http::{Reply, Request};
use super::json::{response, string};
use super::parameters::Parameters;
use super::profile::{Profile, Version};
use super::recordings::calls as recordings;
use super::state::State;
use super::xml::Element;
use super::{create, documents, hooks, join, meetings, session, tracks};
use crate::server::Server;

/// A request with all that a call wants to know about it.
#[derive(Clone)]
pub(super) struct Ask<'a> {
    pub(super) profile: Profile,
    pub(super) request: &'a Request,
    pub(super) call: &'a str,
    /// Query and form, decoded, as they came.
    pub(super) raw: Parameters,
    /// The same without control characters and blanks around the values.
    pub(super) parameters: Parameters,
    pub(super) now: i64,
    /// The server's address without a path.
    pub(super) origin: &'a str,
    /// Address and secret of this server.
    pub(super) verifier: &'a Server,
    pub(super) options: &'a Options,
}

/// What the validators of bbb-web found. Of many violations one is reported, in an order that looks like chance.
#[derive(Debug, Default)]
pub(super) struct Violations(Vec<(&'static str, &'static str)>);

impl Violations {
    const ORDER: [&'static str; 16] = [
        "unsupportedContentType",
        "guestDeny",
        "emptyError",
        "missingParamFullName",
        "fullNameTooLong",
        "meetingForciblyEnded",
        "invalidPassword",
        "invalidMeetingIdentifier",
        "notFound",
        "sizeError",
        "nullError",
        "validationError",
        "missingParamMeetingID",
        "missingParamMessage",
        "missingSession",
        "missingToken",
    ];

    pub(super) fn add(&mut self, key: &'static str, words: &'static str) {
        self.0.push((key, words));
    }

    /// The one that is reported.
    pub(super) fn first(&self) -> Option<(&'static str, &'static str)> {
        let rank = |key: &str| Self::ORDER.iter().position(|known| *known == key);
        let mut found = self.0.clone();
        found.sort_by_key(|(key, _)| rank(key));
        found.into_iter().next()
    }

    pub(super) fn refusal(&self) -> Option<Answer> {
        self.first().map(|(key, words)| refused(key, words))
    }
}

/// What a call lets in.
struct Access {
    methods: &'static [&'static str],
    types: &'static [&'static str],
}

const FORM: &[&str] = &["application/x-www-form-urlencoded", "multipart/form-data"];
const XML: &[&str] = &["application/xml", "text/xml"];
const XML_AND_FORM: &[&str] = &[
    "application/xml",
    "text/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
];
const BOTH: &[&str] = &["GET", "POST", "HEAD"];
const GET: &[&str] = &["GET", "HEAD"];
const POST: &[&str] = &["POST"];

/// The rules for a call's method and body; nothing for a call that is not known.
fn access(call: &str) -> Option<Access> {
    let (methods, types) = match call {
        "create" => (BOTH, XML_AND_FORM),
        "join" => (GET, &[][..]),
        "end" | "isMeetingRunning" | "getMeetingInfo" | "getMeetings" | "getSessions" => {
            (BOTH, FORM)
        }
        "insertDocument" => (POST, XML),
        "sendChatMessage" | "publishRecordings" | "deleteRecordings" => (GET, ANY),
        "getRecordings" | "updateRecordings" | "getRecordingTextTracks" => (BOTH, ANY),
        "putRecordingTextTrack" => (POST, ANY),
        _ => return None,
    };
    Some(Access { methods, types })
}

/// Where the servers behind a load balancer are.
pub(super) const NODE: &str = "/node/bigbluebutton/api";

/// No rule for the content type.
const ANY: &[&str] = &["*"];

impl Ask<'_> {
    /// Whether the request is signed.
    pub(super) fn signed(&self) -> Signed {
        if matches!(self.call, "hooks/ping")
            || session::is_one(self.call)
            || (self.call.is_empty() && self.profile != Profile::B3lb)
        {
            return Signed::NotNeeded;
        }
        let of_hooks = self.call.starts_with("hooks/");
        let rules = Rules {
            accepted: if of_hooks {
                self.profile.hooks_algorithms()
            } else {
                self.profile.algorithms()
            },
            ignores_case: self.profile.is_bbb() && !of_hooks,
            refuses_repeated: of_hooks || matches!(self.profile, Profile::Bbb30 | Profile::Bbb40),
            of_hooks,
        };
        // bbb-webhooks signs the path as it came, with a slash at its end if there is one.
        let path = self.request.path().strip_prefix(self.profile.base());
        let path = path.map(|path| path.trim_start_matches('/'));
        let check = Check {
            call: path.filter(|_| of_hooks).unwrap_or(self.call),
            query: self.request.query(),
            checksum: self.raw.get("checksum").unwrap_or_default(),
            count: self.raw.count("checksum"),
            verifier: self.verifier,
            secret: &self.options.secret,
            rules,
        };
        check.run()
    }

    /// The refusal for a call without a meeting ID, where this server has one of its own.
    pub(super) fn missing_meeting_id(&self) -> Option<Answer> {
        let words = "You must specify a meeting ID for the meeting.";
        match (self.profile, self.call) {
            (Profile::B3lb, "isMeetingRunning") => None,
            (Profile::Scalelite | Profile::B3lb, _) => {
                Some(refused("missingParamMeetingID", words).by_balancer(self.profile))
            }
            (Profile::Bbb40, "isMeetingRunning" | "sendChatMessage") => Some(refused(
                "missingParamMeetingID",
                "You must provide a meeting ID",
            )),
            (_, "isMeetingRunning") => Some(super::answer::exception()),
            _ => None,
        }
    }

    /// Whether the client takes JSON and nothing else, in which servers then refuse.
    pub(super) fn wants_json(&self) -> bool {
        let accept = self.request.header("accept").unwrap_or_default();
        self.profile.is_bbb()
            && accept.contains("application/json")
            && !accept.contains("xml")
            && !accept.contains("*/*")
    }

    /// The content type of the body, without its parameters.
    pub(super) fn content_type(&self) -> Option<&str> {
        let value = self.request.header("content-type")?;
        Some(value.split(';').next().unwrap_or_default().trim())
    }
}

impl Answer {
    /// Marks what a load balancer says itself.
    pub(super) fn by_balancer(self, profile: Profile) -> Self {
        match self {
            Self::Xml(fields, _) if !profile.is_bbb() => Self::Xml(fields, Template::Balancer),
            other => other,
        }
    }
}

/// Answers a call.
pub(super) fn answer(state: &mut State, ask: &Ask<'_>, signed: &Signed) -> Answer {
    if ask.call.is_empty() && ask.profile == Profile::B3lb && !signed.is_right() {
        return unauthorized();
    }
    if ask.call.is_empty() {
        return version(ask);
    }
    if ask.call.starts_with("hooks/") && ask.profile.is_bbb() {
        return hook_call(state, ask, signed);
    }
    if let Some(answer) = session::answer(state, ask) {
        return answer;
    }
    let Some(access) = access(ask.call).filter(|_| is_offered(ask)) else {
        return unknown(ask, signed);
    };
    let strict = ask.profile.version() >= Version(2, 7);
    let method = ask.request.method.as_str();
    let no_head = ask.profile == Profile::B3lb && method == "HEAD";
    if strict && (no_head || !access.methods.contains(&method)) {
        return wrong_method(ask, &access);
    }
    if is_recording_call(ask.call) {
        return recording_call(state, ask, signed);
    }
    if !signed.is_right() {
        return checksum_refused(state, ask, signed);
    }
    if strict && !ask.request.body.is_empty() && !accepts(access.types, ask.content_type()) {
        let words = "POST request Content-Type is missing or unsupported";
        if ask.call == "join" {
            return join::failure(ask, state, "unsupportedContentType", words, true);
        }
        return refused("unsupportedContentType", words);
    }
    match ask.call {
        "create" => create::create(state, ask),
        "join" => join::join(state, ask),
        "end" => meetings::end(state, ask),
        "isMeetingRunning" => meetings::is_running(state, ask),
        "getMeetingInfo" => meetings::info(state, ask),
        "getMeetings" => meetings::all(state, ask),
        "getSessions" => meetings::sessions(state),
        "insertDocument" => documents::insert(state, ask),
        "sendChatMessage" => documents::chat(state, ask),
        _ => super::answer::not_found(),
    }
}

/// Whether this server has the call at all.
fn is_offered(ask: &Ask<'_>) -> bool {
    let version = ask.profile.version();
    match (ask.call, ask.profile) {
        ("getSessions" | "putRecordingTextTrack", Profile::Scalelite | Profile::B3lb)
        | ("getRecordingTextTracks" | "sendChatMessage", Profile::Scalelite) => false,
        ("insertDocument", _) => version >= Version(2, 5),
        ("sendChatMessage", _) => version >= Version(3, 0),
        _ => true,
    }
}

/// What comes for a call that nothing knows.
fn unknown(ask: &Ask<'_>, signed: &Signed) -> Answer {
    match ask.profile {
        Profile::Scalelite => {
            refused("unsupportedRequest", "This request is not supported.").by_balancer(ask.profile)
        }
        Profile::B3lb if ask.call.contains('/') => {
            let page = super::pages::django_404();
            Answer::Other(Reply::new(404, "text/html; charset=utf-8", page))
        }
        Profile::B3lb if !signed.is_right() => unauthorized(),
        Profile::B3lb => Answer::Other(Reply::new(403, "text/html; charset=utf-8", "")),
        _ => super::answer::not_found(),
    }
}

fn wrong_method(ask: &Ask<'_>, access: &Access) -> Answer {
    match ask.profile {
        Profile::Scalelite => {
            refused("unsupportedRequest", "This request is not supported.").by_balancer(ask.profile)
        }
        Profile::B3lb => {
            let methods: Vec<&str> = access
                .methods
                .iter()
                .copied()
                .filter(|m| *m != "HEAD")
                .collect();
            let reply = Reply::new(405, "text/html; charset=utf-8", "");
            Answer::Other(reply.with("Allow", methods.join(", ")))
        }
        _ => Answer::Other(Reply::new(405, "text/html", super::pages::nginx(405))),
    }
}

/// What comes for a path that is none of the API's.
pub(super) fn elsewhere(profile: Profile) -> Answer {
    match profile {
        Profile::B3lb => unauthorized(),
        _ => super::answer::not_found(),
    }
}

fn unauthorized() -> Answer {
    Answer::Other(Reply::new(401, "text/html; charset=utf-8", "Unauthorized"))
}

fn accepts(types: &[&str], given: Option<&str>) -> bool {
    types.contains(&"*")
        || given.is_some_and(|given| types.iter().any(|known| known.eq_ignore_ascii_case(given)))
}

fn is_recording_call(call: &str) -> bool {
    matches!(
        call,
        "getRecordings"
            | "publishRecordings"
            | "deleteRecordings"
            | "updateRecordings"
            | "getRecordingTextTracks"
            | "putRecordingTextTrack"
    )
}

/// The recording calls look for the checksum, then for what is required, and only then at the checksum itself.
fn recording_call(state: &mut State, ask: &Ask<'_>, signed: &Signed) -> Answer {
    let wrong = || match ask.profile {
        Profile::B3lb => unauthorized(),
        profile => {
            let words = "You did not pass the checksum security check";
            refused("checksumError", words).by_balancer(profile)
        }
    };
    // Load balancers look at the checksum first.
    if !signed.is_right() && !ask.profile.is_bbb() {
        return wrong();
    }
    if let Some(answer) = tracks::required(ask) {
        return answer;
    }
    if *signed == Signed::Missing {
        return wrong();
    }
    if let Some(answer) = recordings::required(ask) {
        return answer;
    }
    if !signed.is_right() {
        return wrong();
    }
    match ask.call {
        "getRecordings" => recordings::get(state, ask),
        "publishRecordings" => recordings::publish(state, ask),
        "deleteRecordings" => recordings::delete(state, ask),
        "updateRecordings" => recordings::update(state, ask),
        "getRecordingTextTracks" => tracks::get(state, ask),
        "putRecordingTextTrack" => tracks::put(state, ask),
        _ => super::answer::not_found(),
    }
}

fn checksum_refused(state: &State, ask: &Ask<'_>, signed: &Signed) -> Answer {
    let words = match (ask.profile, signed) {
        (Profile::B3lb, _) => return unauthorized(),
        (Profile::Scalelite, _) => "You did not pass the checksum security check",
        (_, Signed::Missing) => "You must provide the checksum",
        _ => "Checksums do not match",
    };
    if ask.call == "join" && ask.profile.is_bbb() {
        return join::failure(ask, state, "checksumError", words, true);
    }
    refused("checksumError", words).by_balancer(ask.profile)
}

fn hook_call(state: &mut State, ask: &Ask<'_>, signed: &Signed) -> Answer {
    if !matches!(ask.request.method.as_str(), "GET" | "HEAD") {
        return hooks::unknown(ask);
    }
    if ask.call == "hooks/ping" {
        return hooks::ping(ask);
    }
    if !matches!(ask.call, "hooks/create" | "hooks/destroy" | "hooks/list") {
        return hooks::unknown(ask);
    }
    if !signed.is_right() {
        return hooks::checksum_refused(ask, matches!(signed, Signed::UnknownLength(_)));
    }
    match ask.call {
        "hooks/create" => hooks::create(state, ask),
        "hooks/destroy" => hooks::destroy(state, ask),
        _ => hooks::list(state, ask),
    }
}

/// The version, which stands at the root and needs no checksum.
fn version(ask: &Ask<'_>) -> Answer {
    let mut fields = vec![("version", "2.0".to_owned())];
    if ask.profile.is_bbb() {
        fields.extend([
            ("apiVersion", "2.0".to_owned()),
            ("bbbVersion", String::new()),
        ]);
    }
    if ask.profile.is_bbb() && ask.profile.version() >= Version(3, 0) {
        let host = ask.origin.trim_start_matches("http://");
        fields.extend([
            ("graphqlWebsocketUrl", format!("wss://{host}/graphql")),
            ("graphqlApiUrl", format!("{}/api/rest", ask.origin)),
        ]);
        // QUIRK: a content type, though there is no content, asks for JSON.
        if ask.request.header("content-type") == Some("application/json") {
            let fields = fields.iter().map(|(name, value)| (*name, string(value)));
            let success = [("returncode", string("SUCCESS"))];
            return Answer::Json(response(success.into_iter().chain(fields)));
        }
    }
    let fields = fields
        .into_iter()
        .map(|(name, value)| Element::text(name, value));
    super::answer::success(Template::Plain, fields).by_balancer(ask.profile)
}
