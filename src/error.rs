//! The one error of the crate, and the keys by which servers name their refusals.

use std::error::Error as StdError;
use std::fmt;

use crate::value::open_enum;

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) type Source = Box<dyn StdError + Send + Sync>;

/// What went wrong with a call.
///
/// | variant | what happened | sent? |
/// |---|---|---|
/// | [`Address`](Self::Address), [`Invalid`](Self::Invalid) | the address or a parameter cannot be used | no |
/// | [`Api`](Self::Api) | the server refused the call, with its own key and words | yes |
/// | [`Answer`](Self::Answer) | what came back is no answer: HTML, nothing, a body cut off | yes |
/// | [`Transport`](Self::Transport) | no answer came: connection, TLS, time limit | perhaps |
/// | [`Unverified`](Self::Unverified) | a request that came in is not signed with the secret | – |
///
/// Nothing in it, in its `Debug` or in its sources shows the secret, a checksum, a password or a signed URL.
///
/// ```
/// use bbb_sdk::{Error, Key};
///
/// fn is_there(error: &Error) -> &'static str {
///     match error {
///         Error::Api { key: Some(Key::NotFound), .. } => "no such meeting",
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
    Invalid {
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
        key: Option<Key>,
        /// The server's own words; empty where it gave none.
        message: String,
        /// What stood beside them.
        details: Box<Refusal>,
    },

    /// What came back is not an answer to the call.
    #[non_exhaustive]
    Answer {
        /// The call's name.
        call: &'static str,
        /// The HTTP status; 200 where only a text was decoded.
        status: u16,
        /// What came instead of an answer.
        problem: Problem,
        /// The first words of the body, without markup.
        excerpt: String,
    },

    /// No answer came.
    #[non_exhaustive]
    Transport {
        /// The call's name.
        call: &'static str,
        /// How far the call came.
        failure: Failure,
        /// The cause, where there is one to show.
        source: Option<Source>,
    },

    /// A request that came in is not signed with the secret: see `Server::verify`.
    #[non_exhaustive]
    Unverified {
        /// Why it was refused.
        reason: Unverified,
        /// What stood in front of the secret when it was signed: the call's name and the query, passwords left out.
        signed: String,
    },
}

/// What stood beside the key and the words of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Refusal {
    /// The `returncode`: `FAILED`, `FAILURE` (recordings up to 2.2.28), `ERROR` (b3scale), …
    pub returncode: String,
    /// The HTTP status.
    pub status: u16,
    /// Further errors of the same answer: key and words.
    pub others: Vec<(Key, String)>,
}

/// What came instead of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
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
    /// XML that is not well-formed: what is wrong and where.
    Malformed(String),
    /// Bytes in no known encoding.
    Encoding,
    /// A document type definition, which no server sends.
    Dtd,
    /// More than a limit allows: which one.
    Limit(&'static str),
    /// An element that identifies the thing is missing or unreadable: its name.
    Missing(&'static str),
}

/// How far a call came that got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The host's name has no address.
    Resolve,
    /// No connection.
    Connect,
    /// TLS: certificate, version, host name.
    Tls,
    /// A time limit passed: which one.
    Timeout(Phase),
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
pub enum Phase {
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
pub enum Unverified {
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
        Self::Invalid {
            parameter: parameter.into(),
            reason: reason.into(),
        }
    }

    pub(crate) fn answer(problem: Problem, text: &str) -> Self {
        Self::Answer {
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
            Self::Answer { call, status, .. } => (*call, *status) = (name, code),
            Self::Transport { call, .. } => *call = name,
            Self::Address { .. } | Self::Invalid { .. } | Self::Unverified { .. } => {}
        }
        self
    }

    /// The server's key, if this is a refusal that has one.
    pub fn key(&self) -> Option<&Key> {
        match self {
            Self::Api { key, .. } => key.as_ref(),
            _ => None,
        }
    }

    fn has_key(&self, keys: &[Key]) -> bool {
        self.key().is_some_and(|key| keys.contains(key))
    }

    /// The meeting, recording or webhook does not exist.
    ///
    /// Some servers spell it otherwise: betas of 2.4 answer `validationError`, which this tells by its words, and `join`
    /// to a meeting that never was is [`Key::MeetingForciblyEnded`], which cannot be told from one that ended.
    pub fn is_not_found(&self) -> bool {
        const KEYS: [Key; 6] = [
            Key::NotFound,
            Key::InvalidMeetingIdentifier,
            Key::MeetingNotFound,
            Key::InvalidRecordingIdentifier,
            Key::DestroyMissingHook,
            Key::RecordingNotFound,
        ];
        match self {
            Self::Api {
                key: Some(Key::ValidationError),
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
            Self::Answer {
                status: 401,
                problem: Problem::Text,
                ..
            }
        );
        unauthorized || self.has_key(&[Key::ChecksumError])
    }

    /// The API, or this call, is not there: switched off, not known to a load balancer, or older than the call.
    ///
    /// A server without the call answers with a page of the status 404, which an address that is wrong gives as well.
    pub fn is_unsupported(&self) -> bool {
        const KEYS: [Key; 4] = [
            Key::UnsupportedRequest,
            Key::NotImplemented,
            Key::B3scaleGatewayError,
            Key::ApiNotEnabled,
        ];
        let missing = matches!(
            self,
            Self::Answer {
                status: 404 | 405,
                ..
            }
        );
        missing || self.has_key(&KEYS)
    }

    /// `create`: another meeting with this ID runs, or one that was created with other passwords.
    pub fn already_exists(&self) -> bool {
        self.has_key(&[Key::IdNotUnique, Key::NotUniqueMeetingId])
    }

    /// A repetition may succeed: the connection failed, or a proxy answered for a server that is down or busy.
    ///
    /// Whether the call may be repeated is another question: see [`Call::IDEMPOTENT`](crate::Call::IDEMPOTENT).
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport { failure, .. } => {
                matches!(
                    failure,
                    Failure::Resolve | Failure::Connect | Failure::Broken | Failure::Timeout(_)
                )
            }
            Self::Answer { status, .. } => matches!(status, 429 | 502 | 503 | 504),
            Self::Api { details, .. } => matches!(details.status, 429 | 502 | 503 | 504),
            Self::Address { .. } | Self::Invalid { .. } | Self::Unverified { .. } => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { reason } => write!(f, "the server's address {reason}"),
            Self::Invalid { parameter, reason } => write!(f, "parameter `{parameter}` {reason}"),
            Self::Api {
                call,
                key,
                message,
                details,
            } => {
                write!(f, "{call}: the server refused")?;
                match key {
                    Some(key) => write!(f, " with {key}")?,
                    None => write!(f, " with {}", details.returncode)?,
                }
                if message.is_empty() {
                    Ok(())
                } else {
                    write!(f, ": {message}")
                }
            }
            Self::Answer {
                call,
                status,
                problem,
                excerpt,
            } => {
                write!(
                    f,
                    "{call}: {problem} came instead of an answer (HTTP {status})"
                )?;
                if excerpt.is_empty() {
                    Ok(())
                } else {
                    write!(f, ": {excerpt}")
                }
            }
            Self::Transport { call, failure, .. } => write!(f, "{call}: {failure}"),
            Self::Unverified { reason, .. } => write!(f, "the request is not genuine: {reason}"),
        }
    }
}

impl fmt::Display for Problem {
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
            Self::Malformed(what) => write!(f, "XML that is not well-formed ({what})"),
            Self::Encoding => f.write_str("bytes in an unknown encoding"),
            Self::Dtd => f.write_str("XML with a document type definition"),
            Self::Limit(limit) => write!(f, "a body beyond the limit of {limit}"),
            Self::Missing(element) => write!(f, "XML without a readable <{element}>"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "the host's name has no address",
            Self::Connect => "no connection",
            Self::Tls => "TLS failed",
            Self::Timeout(Phase::Connect) => "the time limit for connecting passed",
            Self::Timeout(Phase::Send) => "the time limit for sending passed",
            Self::Timeout(Phase::Response) => "the time limit for the answer to begin passed",
            Self::Timeout(Phase::Body) => "the time limit for reading the answer passed",
            Self::Broken => "the connection broke",
            Self::Protocol => "what came back is not HTTP",
            Self::Setup => "the HTTP client cannot send this",
        })
    }
}

impl fmt::Display for Unverified {
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
    pub enum Key {
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

/// Names whose values are not shown when a server repeats them in its words or pages.
const SECRET_NAMES: [&str; 8] = [
    "checksum",
    "password",
    "attendeepw",
    "moderatorpw",
    "token",
    "secret",
    "configtoken",
    "jsessionid",
];

/// Whether the value behind such a name is not to be shown.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|secret| name.ends_with(secret))
}

/// Blanks what a server may repeat of a signed request: the values behind the names of secrets, and bare checksums.
pub(crate) fn redact(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let word = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        if word == 0 {
            shown.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        let (token, tail) = rest.split_at(word);
        rest = tail;
        if is_checksum(token) && !tail.starts_with('-') {
            shown.push_str("***");
            continue;
        }
        shown.push_str(token);
        if is_secret_name(token)
            && let Some(value) = value_behind(tail)
        {
            let end = value
                .find([
                    ' ', '&', '"', '\'', '<', '>', '\n', '\r', '\t', ',', ';', ')',
                ])
                .unwrap_or(value.len());
            shown.push_str(tail.get(..tail.len() - value.len()).unwrap_or_default());
            shown.push_str("***");
            rest = value.get(end..).unwrap_or_default();
        }
    }
    shown
}

/// What follows the sign that binds a value to its name: `=`, an encoded `=`, a colon, an element's end.
fn value_behind(text: &str) -> Option<&str> {
    [
        "=\"",
        "=",
        "%3D",
        "%3d",
        "%253D",
        "\":\"",
        "\": \"",
        "&quot;:&quot;",
        ">",
    ]
    .iter()
    .find_map(|sign| text.strip_prefix(sign))
}

/// Whether a word has the form of a checksum: so many hex digits as an algorithm gives.
fn is_checksum(word: &str) -> bool {
    matches!(word.len(), 40 | 64 | 96 | 128) && word.bytes().all(|digit| digit.is_ascii_hexdigit())
}
