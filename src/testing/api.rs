//! From a request to an answer: the path, the method, the signature, the content type, and then the call itself.

use super::answer::{Answer, Template, refused};
use super::checks::{Check, Signed, checksums};
use super::http::{Reply, Request};
use super::meetings::Meeting;
use super::parameters::Parameters;
use super::profile::{Profile, Version};
use super::state::State;
use super::xml::Element;
use super::{create, hooks, join, meetings, recordings};

/// A request with all that a call wants to know about it.
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
    pub(super) secret: &'a str,
    pub(super) old_paging: bool,
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
struct Rules {
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
fn rules(call: &str) -> Option<Rules> {
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
    Some(Rules { methods, types })
}

/// No rule for the content type.
const ANY: &[&str] = &["*"];

impl<'a> Ask<'a> {
    /// Whether the request is signed.
    pub(super) fn signed(&self) -> Signed {
        let is_hook = self.call.starts_with("hooks/");
        let (count, checksum) = checksums(&self.raw);
        let check = Check {
            call: self.call,
            query: self.request.query(),
            checksum: &checksum,
            count,
            secret: self.secret,
            accepted: if is_hook {
                self.profile.hooks_algorithms()
            } else {
                self.profile.algorithms()
            },
            ignores_case: self.profile.ignores_case() && !is_hook,
        };
        check.run()
    }

    /// The refusal for a call without a meeting ID, where this server has one of its own.
    pub(super) fn missing_meeting_id(&self) -> Option<Answer> {
        let words = "You must specify a meeting ID for the meeting.";
        match self.profile {
            Profile::B3lb if self.call == "isMeetingRunning" => None,
            Profile::Scalelite | Profile::B3lb => {
                Some(refused("missingParamMeetingID", words).by_balancer(self.profile))
            }
            Profile::Bbb40 => Some(refused(
                "missingParamMeetingID",
                "You must provide a meeting ID",
            )),
            _ if self.call == "isMeetingRunning" => Some(super::answer::exception()),
            _ => None,
        }
    }

    /// Takes note of a new meeting.
    pub(super) fn created(&self, _meeting: &Meeting) {}

    /// Ends a meeting.
    pub(super) fn end(&self, state: &mut State, internal_id: &str) {
        state
            .meetings
            .retain(|meeting| meeting.internal_id != internal_id);
    }

    fn content_type(&self) -> Option<&str> {
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
    if ask.call.is_empty() {
        return version(ask);
    }
    if ask.call.starts_with("hooks/") {
        return hook_call(state, ask, signed);
    }
    let Some(rules) = rules(ask.call) else {
        return super::answer::not_found();
    };
    let strict = ask.profile.version() >= Version(2, 7);
    if strict && !rules.methods.contains(&ask.request.method.as_str()) {
        return Answer::Other(Reply::new(405, "text/html", super::pages::nginx(405)));
    }
    if is_recording_call(ask.call) {
        return recording_call(state, ask, signed);
    }
    if !signed.is_right() {
        return checksum_refused(state, ask, signed);
    }
    if strict && !ask.request.body.is_empty() && !accepts(rules.types, ask.content_type()) {
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
        _ => super::answer::not_found(),
    }
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
    let wrong = || {
        let words = "You did not pass the checksum security check";
        refused("checksumError", words).by_balancer(ask.profile)
    };
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
        _ => super::answer::not_found(),
    }
}

fn checksum_refused(state: &State, ask: &Ask<'_>, signed: &Signed) -> Answer {
    let words = match (ask.profile, signed) {
        (Profile::B3lb, _) => {
            let reply = Reply::new(401, "text/html; charset=utf-8", "Unauthorized");
            return Answer::Other(reply);
        }
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
    let mut fields = vec![Element::text("version", "2.0")];
    if ask.profile.is_bbb() {
        fields.extend([
            Element::text("apiVersion", "2.0"),
            Element::text("bbbVersion", ""),
        ]);
        if ask.profile.version() >= Version(3, 0) {
            let host = ask.origin.trim_start_matches("http://");
            fields.extend([
                Element::text("graphqlWebsocketUrl", format!("wss://{host}/graphql")),
                Element::text("graphqlApiUrl", format!("{}/api/rest", ask.origin)),
            ]);
        }
    }
    super::answer::success(Template::Plain, fields).by_balancer(ask.profile)
}
