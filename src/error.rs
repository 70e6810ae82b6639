//! The one error of the crate, and the keys by which servers name their refusals.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};

use crate::value::open_enum;

mod callback_problem;

pub use callback_problem::CallbackProblem;

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) type Source = Box<dyn StdError + Send + Sync>;

/// What went wrong with a call.
///
/// | variant | what happened | sent? |
/// |---|---|---|
/// | [`Address`](Self::Address), [`Parameter`](Self::Parameter) | the address or a parameter cannot be used | no |
/// | [`Api`](Self::Api) | the server refused the call, with its own key and words | yes |
/// | [`Response`](Self::Response) | what came back is no answer: HTML, nothing, a body cut off | yes |
/// | [`Transport`](Self::Transport) | no answer came: connection, TLS, time limit | perhaps |
/// | [`Signature`](Self::SignatureProblem) | a request that came in is not signed with the secret | – |
/// | [`Callback`](Self::Callback) | what came in is no callback of the server | – |
///
/// Nothing in it, in its `Debug` or in its sources shows the secret, a checksum, a password or a signed URL.
///
/// ```
/// use bbb_sdk::{Error, ErrorKey};
///
/// fn is_there(error: &Error) -> &'static str {
///     match error {
///         Error::Api { key: Some(ErrorKey::NotFound), .. } => "no such meeting",
///         Error::Api { .. } => "the server says no",
///         error if error.is_retryable() => "try again later",
///         _ => "look at the set-up",
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The server's address cannot be used.
    #[non_exhaustive]
    Address {
        /// What is wrong with it.
        reason: String,
    },

    /// A parameter must not be sent as it is.
    #[non_exhaustive]
    Parameter {
        /// The parameter, as BigBlueButton names it.
        parameter: String,
        /// What is wrong with it.
        reason: String,
    },

    /// The server refused the call.
    #[non_exhaustive]
    Api {
        /// The call's name.
        call: &'static str,
        /// The server's key, where it gave one; b3lb and `insertDocument` give none.
        key: Option<ErrorKey>,
        /// The server's own words; empty where it gave none.
        message: String,
        /// What stood beside them.
        details: Box<RefusalDetails>,
    },

    /// What came back is not an answer to the call.
    #[non_exhaustive]
    Response {
        /// The call's name.
        call: &'static str,
        /// The HTTP status; 200 where only a text was decoded.
        status: u16,
        /// What came instead of an answer.
        problem: ResponseProblem,
        /// The first words of the body, without markup.
        excerpt: String,
    },

    /// No answer came.
    #[non_exhaustive]
    Transport {
        /// The call's name.
        call: &'static str,
        /// How far the call came.
        problem: TransportProblem,
        /// The cause, where there is one to show.
        source: Option<Source>,
    },

    /// A request that came in is not signed with the secret: see `Server::verify`.
    #[non_exhaustive]
    Signature {
        /// Why it was refused.
        problem: SignatureProblem,
        /// What stood in front of the secret when it was signed: the call's name and the query, passwords left out.
        signed: String,
    },

    /// A request that came in is not a callback of the server, or cannot be read as one.
    #[non_exhaustive]
    Callback {
        /// Why it was not accepted.
        problem: CallbackProblem,
    },
}

/// What stood beside the key and the words of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RefusalDetails {
    /// The `returncode`: `FAILED`, `FAILURE` (recordings up to 2.2.28), `ERROR` (b3scale), …
    pub returncode: String,
    /// The HTTP status.
    pub status: u16,
    /// Further errors of the same answer: key and words.
    pub others: Vec<(ErrorKey, String)>,
}

/// What came instead of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseProblem {
    /// Nothing.
    Empty,
    /// An HTML page: a proxy's, an application server's, or that of something that is no BigBlueButton.
    Html,
    /// JSON where XML was expected, or JSON of another shape.
    Json,
    /// Text that is neither XML nor JSON.
    Text,
    /// XML that is not a BigBlueButton answer; the name of its root element.
    Foreign(String),
    /// A redirect; the host it leads to. Redirects are never followed.
    Redirect(String),
    /// An answer that stops before its end.
    CutOff,
    /// More than one document.
    Doubled,
    /// XML or JSON that is not well-formed: what is wrong and where.
    Malformed(String),
    /// Bytes in no known encoding.
    Encoding,
    /// A document type definition, which no server sends.
    Dtd,
    /// More than a limit allows: which one.
    Limit(&'static str),
    /// What identifies the thing is missing or unreadable: the name of the element, or of the member in JSON.
    Missing(&'static str),
}

/// How far a call came that got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportProblem {
    /// The host's name has no address.
    Resolve,
    /// No connection.
    Connect,
    /// TLS: certificate, version, host name.
    Tls,
    /// A time limit passed: which one.
    Timeout(TimeoutPhase),
    /// The connection broke.
    Broken,
    /// What came back is not HTTP.
    Protocol,
    /// The HTTP client cannot send this: no TLS compiled in, a proxy that cannot be used.
    Setup,
}

/// A part of a call that has a time limit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutPhase {
    /// Finding the host and connecting, TLS included.
    Connect,
    /// Sending the request.
    Send,
    /// Waiting for the answer's head.
    Response,
    /// Reading the answer's body.
    Body,
}

/// Why a request that came in was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureProblem {
    /// There is no checksum, or an empty one.
    Missing,
    /// The checksum occurs more than once.
    Repeated,
    /// No algorithm that is compiled in gives so many digits.
    Length(usize),
    /// The checksum is wrong: another secret, or the request was changed on its way. The algorithm's name.
    Mismatch(&'static str),
}

impl Error {
    pub(crate) fn invalid(parameter: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Parameter {
            parameter: parameter.into(),
            reason: reason.into(),
        }
    }

    pub(crate) fn answer(problem: ResponseProblem, text: &str) -> Self {
        Self::Response {
            call: "",
            status: 200,
            problem,
            excerpt: excerpt(text),
        }
    }

    /// Fills in what only the caller of a reader knows.
    pub(crate) fn of(mut self, name: &'static str, code: u16) -> Self {
        match &mut self {
            Self::Api { call, details, .. } => (*call, details.status) = (name, code),
            Self::Response { call, status, .. } => (*call, *status) = (name, code),
            Self::Transport { call, .. } => *call = name,
            Self::Address { .. }
            | Self::Parameter { .. }
            | Self::Signature { .. }
            | Self::Callback { .. } => {}
        }
        self
    }

    /// The server's key, if this is a refusal that has one.
    pub fn key(&self) -> Option<&ErrorKey> {
        match self {
            Self::Api { key, .. } => key.as_ref(),
            _ => None,
        }
    }

    fn has_key(&self, keys: &[ErrorKey]) -> bool {
        self.key().is_some_and(|key| keys.contains(key))
    }

    /// The meeting, recording or webhook does not exist.
    ///
    /// Some servers spell it otherwise: betas of 2.4 answer `validationError`, which this tells by its words, and `join`
    /// to a meeting that never was is [`ErrorKey::MeetingForciblyEnded`], which cannot be told from one that ended.
    pub fn is_not_found(&self) -> bool {
        const KEYS: [ErrorKey; 6] = [
            ErrorKey::NotFound,
            ErrorKey::InvalidMeetingIdentifier,
            ErrorKey::MeetingNotFound,
            ErrorKey::InvalidRecordingIdentifier,
            ErrorKey::DestroyMissingHook,
            ErrorKey::RecordingNotFound,
        ];
        match self {
            Self::Api {
                key: Some(ErrorKey::ValidationError),
                message,
                ..
            } => message.contains("does not exist"),
            _ => self.has_key(&KEYS),
        }
    }

    /// The server refused the checksum: wrong secret, an algorithm it does not accept, or a URL that was changed on its way.
    pub fn is_checksum(&self) -> bool {
        // b3lb answers with the bare words of the status.
        let unauthorized = matches!(
            self,
            Self::Response {
                status: 401,
                problem: ResponseProblem::Text,
                ..
            }
        );
        unauthorized || self.has_key(&[ErrorKey::ChecksumError])
    }

    /// The API, or this call, is not there: switched off, not known to a load balancer, or older than the call.
    ///
    /// A server without the call answers with a page of the status 404, which an address that is wrong gives as well.
    pub fn is_unsupported(&self) -> bool {
        const KEYS: [ErrorKey; 4] = [
            ErrorKey::UnsupportedRequest,
            ErrorKey::NotImplemented,
            ErrorKey::B3scaleGatewayError,
            ErrorKey::ApiNotEnabled,
        ];
        let missing = matches!(
            self,
            Self::Response {
                status: 404 | 405,
                ..
            }
        );
        missing || self.has_key(&KEYS)
    }

    /// `create`: another meeting with this ID runs, or one that was created with other passwords.
    pub fn already_exists(&self) -> bool {
        self.has_key(&[ErrorKey::IdNotUnique, ErrorKey::NotUniqueMeetingId])
    }

    /// A repetition may succeed: the connection failed, or a proxy answered for a server that is down or busy.
    ///
    /// Whether the call may be repeated is another question: see [`Call::IDEMPOTENT`](crate::Call::IDEMPOTENT).
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport { problem, .. } => {
                matches!(
                    problem,
                    TransportProblem::Resolve
                        | TransportProblem::Connect
                        | TransportProblem::Broken
                        | TransportProblem::Timeout(_)
                )
            }
            Self::Response { status, .. } => matches!(status, 429 | 502 | 503 | 504),
            Self::Api { details, .. } => matches!(details.status, 429 | 502 | 503 | 504),
            Self::Address { .. }
            | Self::Parameter { .. }
            | Self::Signature { .. }
            | Self::Callback { .. } => false,
        }
    }
}

impl From<CallbackProblem> for Error {
    fn from(problem: CallbackProblem) -> Self {
        Self::Callback { problem }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The call is not known where a text was read by itself, and the version has no name.
        if let Self::Api { call, .. } | Self::Response { call, .. } | Self::Transport { call, .. } =
            self
            && !call.is_empty()
        {
            write!(f, "{call}: ")?;
        }
        match self {
            Self::Address { reason } => write!(f, "the server's address {reason}"),
            Self::Parameter { parameter, reason } => write!(f, "parameter `{parameter}` {reason}"),
            Self::Api {
                key,
                message,
                details,
                ..
            } => {
                f.write_str("the server refused")?;
                match key {
                    Some(key) => write!(f, " with {}", OneLine(key.as_str()))?,
                    None => write!(f, " with {}", OneLine(&details.returncode))?,
                }
                if message.is_empty() {
                    Ok(())
                } else {
                    write!(f, ": {}", OneLine(message))
                }
            }
            Self::Response {
                status,
                problem,
                excerpt,
                ..
            } => {
                write!(f, "{problem} came instead of an answer (HTTP {status})")?;
                if excerpt.is_empty() {
                    Ok(())
                } else {
                    write!(f, ": {excerpt}")
                }
            }
            Self::Transport { problem, .. } => problem.fmt(f),
            Self::Callback { problem } => write!(f, "not a callback of the server: {problem}"),
            Self::Signature { problem, .. } => write!(f, "the request is not genuine: {problem}"),
        }
    }
}

impl fmt::Display for ResponseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("an empty body"),
            Self::Html => f.write_str("an HTML page"),
            Self::Json => f.write_str("JSON of another shape"),
            Self::Text => f.write_str("text"),
            Self::Foreign(root) => write!(f, "XML with the root <{root}>"),
            Self::Redirect(host) => write!(f, "a redirect to {host}"),
            Self::CutOff => f.write_str("a body that stops before its end"),
            Self::Doubled => f.write_str("more than one document"),
            Self::Malformed(what) => write!(f, "a body that is not well-formed ({what})"),
            Self::Encoding => f.write_str("bytes in an unknown encoding"),
            Self::Dtd => f.write_str("XML with a document type definition"),
            Self::Limit(limit) => write!(f, "a body beyond the limit of {limit}"),
            Self::Missing(element) => write!(f, "a body without a readable `{element}`"),
        }
    }
}

impl fmt::Display for TransportProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "the host's name has no address",
            Self::Connect => "no connection",
            Self::Tls => "TLS failed",
            Self::Timeout(TimeoutPhase::Connect) => "the time limit for connecting passed",
            Self::Timeout(TimeoutPhase::Send) => "the time limit for sending passed",
            Self::Timeout(TimeoutPhase::Response) => {
                "the time limit for the answer to begin passed"
            }
            Self::Timeout(TimeoutPhase::Body) => "the time limit for reading the answer passed",
            Self::Broken => "the connection broke",
            Self::Protocol => "what came back is not HTTP",
            Self::Setup => "the HTTP client cannot send this",
        })
    }
}

impl fmt::Display for SignatureProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("it has no checksum"),
            Self::Repeated => f.write_str("its checksum occurs more than once"),
            Self::Length(digits) => {
                write!(f, "no algorithm in use gives a checksum of {digits} digits")
            }
            Self::Mismatch(algorithm) => write!(f, "its {algorithm} checksum is wrong"),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport {
                source: Some(source),
                ..
            } => Some(&**source),
            _ => None,
        }
    }
}

open_enum! {
    /// The key by which a server names a refusal, or the reason of an odd success.
    ///
    /// Compare keys, never the words beside them: they differ between versions.
    pub enum ErrorKey {
        /// The checksum is wrong or missing, or its algorithm is not accepted.
        ChecksumError = "checksumError",
        /// The body's content type is missing or not one the call takes. Since 2.6.18 and 2.7.8.
        UnsupportedContentType = "unsupportedContentType",
        /// Success: the meeting or webhook was there already.
        DuplicateWarning = "duplicateWarning",
        /// `create`: a meeting with this ID runs with other passwords.
        IdNotUnique = "idNotUnique",
        /// `create`, older spelling of [`IdNotUnique`](Self::IdNotUnique).
        NotUniqueMeetingId = "NotUniqueMeetingID",
        /// `create`: the voice bridge belongs to another meeting.
        NonUniqueVoiceBridge = "nonUniqueVoiceBridge",
        /// `create`: a breakout room without a parent.
        ParentMeetingIdMissing = "parentMeetingIDMissing",
        /// `create`: a breakout room whose parent does not run.
        ParentMeetingDoesNotExist = "parentMeetingDoesNotExist",
        /// The body is not well-formed. Builds from May 2026.
        MalformedXml = "malformedXml",
        /// `create`: the client's settings cannot be read, in a list of errors. Since 3.0.
        ClientSettingsOverride = "clientSettingsOverride",
        /// `create`: no such editor of shared notes. Since 3.0.
        InvalidSharedNotesEditor = "invalidSharedNotesEditor",
        /// A document's URL cannot be used. Builds from May 2026.
        InvalidPresentationUrl = "invalidPresentationUrl",
        /// A required parameter is missing. Since 2.4.
        NullError = "nullError",
        /// A required parameter is empty. Since 2.4.
        EmptyError = "emptyError",
        /// A value is too short or too long. Since 2.4.
        SizeError = "sizeError",
        /// A value is not of its kind. Since 2.4.
        ValidationError = "validationError",
        /// A parameter is missing, the checksum among them; the words say which. In lists of errors of 2.2 and later.
        MissingParam = "MissingParam",
        /// The meeting ID is missing.
        MissingParamMeetingId = "missingParamMeetingID",
        /// `create`: the name is missing. Old servers.
        MissingParamName = "missingParamName",
        /// `join`: the name is missing.
        MissingParamFullName = "missingParamFullName",
        /// `join`: the name is longer than 255 characters. Builds from September 2026.
        FullNameTooLong = "fullNameTooLong",
        /// `sendChatMessage`: the message is missing. Builds from July 2026.
        MissingParamMessage = "missingParamMessage",
        /// A password is wrong, or too short or too long.
        InvalidPassword = "invalidPassword",
        /// `join`: no such meeting.
        InvalidMeetingIdentifier = "invalidMeetingIdentifier",
        /// `join`: the meeting was ended, or never was.
        MeetingForciblyEnded = "meetingForciblyEnded",
        /// `join`: `createTime` belongs to another meeting of the same ID.
        MismatchCreateTimeParam = "mismatchCreateTimeParam",
        /// `join`: the meeting is full.
        MaxParticipantsReached = "maxParticipantsReached",
        /// `join`: the guest policy denies.
        GuestDeniedAccess = "guestDeniedAccess",
        /// `join`: no session of that internal user ID. Since 3.0.
        UserNotFound = "userNotFound",
        /// `join`: role or password is missing. The key has a space.
        ParamsRequired = "Params required",
        /// `join` with `redirect=false` succeeded.
        SuccessfullyJoined = "successfullyJoined",
        /// `end` succeeded; the meeting ends soon.
        SentEndMeetingRequest = "sentEndMeetingRequest",
        /// No such meeting or recording.
        NotFound = "notFound",
        /// `sendChatMessage`: no such meeting.
        MeetingNotFound = "meetingNotFound",
        /// No such recording, in some builds.
        RecordingNotFound = "recordingNotFound",
        /// Success of `getMeetings`: there are none.
        NoMeetings = "noMeetings",
        /// Success of `getSessions`: there are none.
        NoSessions = "noSessions",
        /// `getRecordings`: there are none (a success); text tracks: no such recording (a refusal).
        NoRecordings = "noRecordings",
        /// The record ID is missing.
        MissingParamRecordId = "missingParamRecordID",
        /// `publishRecordings`: `publish` is missing.
        MissingParamPublish = "missingParamPublish",
        /// The recording has no text tracks.
        NoCaptionsFound = "noCaptionsFound",
        /// `putRecordingTextTrack` succeeded.
        UploadTextTrackSuccess = "upload_text_track_success",
        /// `putRecordingTextTrack`: the file could not be stored.
        UploadTextTrackFailed = "upload_text_track_failed",
        /// `putRecordingTextTrack`: no file, or an empty one.
        EmptyUploadedTextTrack = "empty_uploaded_text_track",
        /// `putRecordingTextTrack`: a parameter is missing; the words say which.
        ParamError = "paramError",
        /// `putRecordingTextTrack`: neither `subtitles` nor `captions`.
        InvalidKind = "invalidKind",
        /// `putRecordingTextTrack`: a language the server cannot read.
        InvalidLang = "invalidLang",
        /// `hooks/create`: the callback URL is missing.
        MissingParamCallbackUrl = "missingParamCallbackURL",
        /// `hooks/create` failed.
        CreateHookError = "createHookError",
        /// `hooks/destroy`: the hook ID is missing.
        MissingParamHookId = "missingParamHookID",
        /// `hooks/destroy`: no such hook, or a permanent one.
        DestroyMissingHook = "destroyMissingHook",
        /// `hooks/destroy` failed.
        DestroyHookError = "destroyHookError",
        /// `hooks/list` failed, or found none for the meeting.
        ListHookError = "listHookError",
        /// The session token is missing.
        MissingToken = "missingToken",
        /// The session token is not known.
        MissingSession = "missingSession",
        /// The session token is not known, in other calls of the same session.
        SessionMissing = "sessionMissing",
        /// The session is not known any more.
        InvalidSession = "invalidSession",
        /// The user was denied access.
        GuestDeny = "guestDeny",
        /// The server failed inside.
        UnexpectedError = "unexpectedError",
        /// The API is switched off.
        ApiNotEnabled = "apiNotEnabled",
        /// `join`: no such `configToken`. Up to 2.3.
        NoConfigFound = "noConfigFound",
        /// `setConfigXML`: the configuration is missing. Up to 2.3.
        ConfigXmlError = "configXMLError",
        /// `setPollXML`: the poll cannot be read. Up to 2.4.
        PollXmlError = "pollXMLError",
        /// `setPollXML`: the checksum is wrong. Up to 2.4.
        PollXmlChecksumError = "pollXMLChecksumError",
        /// The query string is missing. Up to 2.4.
        NoQueryString = "noQueryString",
        /// Scalelite failed inside.
        InternalError = "internalError",
        /// Scalelite: the meeting's server is offline.
        ServerUnavailable = "serverUnavailable",
        /// Scalelite: no server has the wanted tag.
        ServerTagUnavailable = "serverTagUnavailable",
        /// Scalelite: a call it does not have.
        UnsupportedRequest = "unsupportedRequest",
        /// Scalelite: recordings must be asked for by meeting or record ID.
        MissingParameters = "missingParameters",
        /// b3scale failed inside.
        B3scaleServerError = "b3scale_server_error",
        /// b3scale: a call it does not have.
        B3scaleGatewayError = "b3scaleGatewayError",
        /// b3scale: no such recording.
        InvalidRecordingIdentifier = "invalidRecordingIdentifier",
        /// b3scale: a call that is not implemented.
        NotImplemented = "notImplemented",
    }
}

/// The longest excerpt, in characters.
const EXCERPT: usize = 160;

/// The first words of a body without markup, line breaks, control characters and secrets.
fn excerpt(text: &str) -> String {
    // Enough for the words wanted; what is cut here may hold only half of a secret, so the cut comes far behind the end.
    let end = text
        .char_indices()
        .nth(EXCERPT * 40)
        .map_or(text.len(), |(at, _)| at);
    let text = redact(text.get(..end).unwrap_or_default());
    let mut words = String::with_capacity(EXCERPT);
    let (mut tag, mut space, mut length) = (false, false, 0);
    for c in text.chars() {
        match c {
            '<' => tag = true,
            '>' if tag => (tag, space) = (false, true),
            _ if tag => {}
            c if c.is_whitespace() || c.is_control() || c == '\u{FFFD}' => space = true,
            c => {
                if space && length > 0 {
                    words.push(' ');
                    length += 1;
                }
                if length >= EXCERPT {
                    words.push('…');
                    break;
                }
                words.push(c);
                (space, length) = (false, length + 1);
            }
        }
    }
    words
}

/// Names whose values are not shown when a server repeats them in its words or pages, by how they end.
const SECRET_NAMES: [&str; 8] = [
    "checksum",
    "password",
    "pw",
    "token",
    "secret",
    "salt",
    "jsessionid",
    "signature",
];

/// What binds a value to its name in queries, JSON, XML, Ruby and Python, escaped or not, and what ends the value; nothing
/// stands for whatever ends a word of a query.
const BINDINGS: [(&str, Option<&str>); 18] = [
    ("=\"", Some("\"")),
    ("='", Some("'")),
    ("=", None),
    ("%3D", None),
    ("%3d", None),
    ("%253D", None),
    ("%253d", None),
    ("\":\"", Some("\"")),
    ("\": \"", Some("\"")),
    ("\\\":\\\"", Some("\\\"")),
    ("&quot;:&quot;", Some("&quot;")),
    (">", Some("<")),
    ("\"=>\"", Some("\"")),
    ("&quot;=&gt;&quot;", Some("&quot;")),
    ("': '", Some("'")),
    ("': ['", Some("'")),
    ("&#x27;: &#x27;", Some("&#x27;")),
    ("&#x27;: [&#x27;", Some("&#x27;")),
];

/// Whether the value behind such a name is not to be shown.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.as_bytes();
    SECRET_NAMES.iter().any(|secret| {
        let start = name.len().checked_sub(secret.len());
        let end = start.and_then(|start| name.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(secret.as_bytes()))
    })
}

/// Blanks what a server may repeat of a signed request: the values behind the names of secrets, and bare checksums.
pub(crate) fn redact(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let other = rest.find(|c: char| c.is_ascii_alphanumeric());
        let (between, tail) = rest.split_at(other.unwrap_or(rest.len()));
        shown.push_str(between);
        let end = tail.find(|c: char| !c.is_ascii_alphanumeric());
        let (word, tail) = tail.split_at(end.unwrap_or(tail.len()));
        shown.push_str(if holds_checksum(word) && !is_time(tail) {
            "***"
        } else {
            word
        });
        rest = tail;
        if is_secret_name(word)
            && !between.ends_with("</")
            && let Some((sign, end)) = BINDINGS.iter().find(|(sign, _)| tail.starts_with(sign))
        {
            let value = tail.get(sign.len()..).unwrap_or_default();
            let end = match end {
                Some(end) => value.find(end),
                None => value.find(|c: char| {
                    c.is_whitespace() || matches!(c, '&' | '"' | '\'' | '<' | '>' | ',' | ';' | ')')
                }),
            };
            shown.push_str(sign);
            shown.push_str("***");
            rest = value.get(end.unwrap_or(value.len())..).unwrap_or_default();
        }
    }
    shown
}

/// Whether a word holds as many hex digits in a row as the shortest checksum has.
fn holds_checksum(word: &str) -> bool {
    word.len() >= 40
        && word
            .as_bytes()
            .chunk_by(|a, b| a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
            .any(|run| run.len() >= 40)
}

/// Whether the time of an internal ID follows, which begins with a hash that is no secret: `…c44e-1531240585189`.
fn is_time(tail: &str) -> bool {
    let digits = tail.strip_prefix('-').unwrap_or_default();
    let digits = digits.bytes().take_while(u8::is_ascii_digit).count();
    (10..=14).contains(&digits)
}

/// Words from outside on one line.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, line) in self.0.split(char::is_control).enumerate() {
            if at > 0 {
                f.write_char(' ')?;
            }
            f.write_str(line)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA1: &str = "0824cf478f38e4d7008f89d7ee073ecb29287bdf";

    #[track_caller]
    fn shows(text: &str, expected: &str) {
        assert_eq!(redact(text), expected);
    }

    #[track_caller]
    fn prints(error: &Error, expected: &str) {
        assert_eq!(error.to_string(), expected);
    }

    fn refused(key: Option<&str>, message: &str) -> Error {
        let details = RefusalDetails {
            returncode: "FAILED".into(),
            ..RefusalDetails::default()
        };
        Error::Api {
            call: "end",
            key: key.map(ErrorKey::from),
            message: message.into(),
            details: Box::new(details),
        }
    }

    #[test]
    fn secrets_are_blanked_however_they_are_written() {
        shows(
            "GET /api/end?meetingID=a&password=hunter2&checksum=0123 HTTP/1.1",
            "GET /api/end?meetingID=a&password=***&checksum=*** HTTP/1.1",
        );
        shows("moderatorPW=a+b%20c&x=1", "moderatorPW=***&x=1");
        shows("q=sessionToken%3Dabc%26x", "q=sessionToken%3D***");
        shows("q=token%253Dabc", "q=token%253D***");
        shows("password=\"two words\" x", "password=\"***\" x");
        shows(
            "<attendeePW>two words</attendeePW>",
            "<attendeePW>***</attendeePW>",
        );
        shows(
            r#"{"sharedSecret": "a b", "n":1}"#,
            r#"{"sharedSecret": "***", "n":1}"#,
        );
        shows(r#"{\"token\":\"a b\"}"#, r#"{\"token\":\"***\"}"#);
        shows(
            "&quot;password&quot;:&quot;a b&quot;",
            "&quot;password&quot;:&quot;***&quot;",
        );
        shows("q=token%253dabc", "q=token%253d***");
        shows(
            r#"{"meetingID"=>"a", "password"=>"a b"}"#,
            r#"{"meetingID"=>"a", "password"=>"***"}"#,
        );
        shows(
            "{&quot;password&quot;=&gt;&quot;a b&quot;}",
            "{&quot;password&quot;=&gt;&quot;***&quot;}",
        );
        shows(
            "{'checksum': '0 1', 'x': 1, 'password': ['a b']}",
            "{'checksum': '***', 'x': 1, 'password': ['***']}",
        );
        shows(
            "{&#x27;checksum&#x27;: &#x27;0 1&#x27;, &#x27;password&#x27;: [&#x27;a b&#x27;]}",
            "{&#x27;checksum&#x27;: &#x27;***&#x27;, &#x27;password&#x27;: [&#x27;***&#x27;]}",
        );
        shows(
            "Set-Cookie: JSESSIONID=ABC; Path=/",
            "Set-Cookie: JSESSIONID=***; Path=/",
        );
        shows("checksum=", "checksum=***");
    }

    #[test]
    fn checksums_are_blanked_wherever_they_stand() {
        shows(&format!("expected {SHA1}."), "expected ***.");
        shows(&format!("x{}z", SHA1.repeat(3).to_uppercase()), "***");
        shows(&format!("%3D{SHA1}"), "%***");
    }

    #[test]
    fn other_words_are_left_alone() {
        for words in [
            "",
            "You did not pass the checksum security check",
            "You must provide a session token",
            "The required tag=gpu is not there: 100% of „Raum“ – 李小龙",
            "0824cf478f38e4d7008f89d7ee073ecb29287bd",
            "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585189",
        ] {
            shows(words, words);
        }
    }

    #[test]
    fn excerpts_are_short_and_clean() {
        let page = format!(
            "<!DOCTYPE html><html>\n<head><title>502</title></head>\u{1B}[31m \
             <a href='?checksum={SHA1}'>checksum={SHA1}</a>\r\n\u{FFFD}{}",
            "word ".repeat(100_000)
        );
        let words = excerpt(&page);
        assert!(
            words.starts_with("502 [31m checksum=*** word word"),
            "{words}"
        );
        assert!(words.ends_with('…'), "{words}");
        assert!(words.chars().count() <= EXCERPT + 2, "{words}");
        assert_eq!(excerpt("<a"), "");
    }

    #[test]
    fn a_long_text_is_passed_over_once() {
        // Were the time to grow with the square of the length, this would take hours.
        for piece in ["checksum=", "a", "0", "=", "token>", "ä", "<", " "] {
            let text = piece.repeat((1 << 20) / piece.len());
            assert!(redact(&text).len() <= 2 * text.len() + 3);
            assert!(excerpt(&text).len() <= 4 * EXCERPT);
        }
    }

    #[test]
    fn errors_read_well() {
        let address = Error::Address {
            reason: "has no scheme".into(),
        };
        prints(&address, "the server's address has no scheme");
        prints(
            &Error::invalid("name", "is empty"),
            "parameter `name` is empty",
        );
        prints(
            &refused(Some("notFound"), "We could not find it"),
            "end: the server refused with notFound: We could not find it",
        );
        prints(&refused(None, ""), "end: the server refused with FAILED");
        prints(
            &refused(Some("a\nb"), "two\r\nlines"),
            "end: the server refused with a b: two  lines",
        );
        prints(
            &Error::answer(ResponseProblem::Html, "<h1>Bad Gateway</h1>").of("create", 502),
            "create: an HTML page came instead of an answer (HTTP 502): Bad Gateway",
        );
        let transport = Error::Transport {
            call: "getMeetings",
            problem: TransportProblem::Timeout(TimeoutPhase::Body),
            source: None,
        };
        prints(
            &transport,
            "getMeetings: the time limit for reading the answer passed",
        );
        let unverified = Error::Signature {
            problem: SignatureProblem::Length(7),
            signed: String::new(),
        };
        prints(
            &unverified,
            "the request is not genuine: no algorithm in use gives a checksum of 7 digits",
        );
    }

    #[test]
    fn predicates() {
        let status =
            |status| Error::answer(ResponseProblem::Text, "Unauthorized").of("end", status);
        let page = Error::answer(ResponseProblem::Html, "").of("end", 401);
        assert!(refused(Some("checksumError"), "").is_checksum());
        assert!(status(401).is_checksum() && !status(403).is_checksum() && !page.is_checksum());
        for key in [
            "notFound",
            "invalidMeetingIdentifier",
            "meetingNotFound",
            "destroyMissingHook",
        ] {
            assert!(refused(Some(key), "").is_not_found(), "{key}");
        }
        assert!(refused(Some("validationError"), "A meeting does not exist").is_not_found());
        assert!(!refused(Some("validationError"), "Too short").is_not_found());
        assert!(refused(Some("idNotUnique"), "").already_exists());
        assert!(refused(Some("unsupportedRequest"), "").is_unsupported());
        assert!(status(404).is_unsupported() && !status(200).is_unsupported());
        assert!(status(503).is_retryable() && !status(500).is_retryable());
        assert!(!refused(Some("notFound"), "").is_retryable());
    }
}
