//! The callback that reports what happened in a meeting, some minutes after its end.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::shown::shown_json;
use super::{Incoming, IncomingLimits, JwtAlgorithm, Secrets, jwt};
use crate::error::{CallbackProblem, Result};
use crate::json::{self, Value};
use crate::secret::Secret;
use crate::value::{FromText, Metadata, Timestamp};

/// Verifies and reads the callback that `meta_analytics-callback-url` of `create` asks for.
///
/// The server sends it once, for meetings that were recorded or created with `meetingKeepEvents=true`. The bearer token
/// proves that the sender has the secret, and expires after a day. The token **does not cover the body**: anyone who reads
/// one request on its way can send another body with the same token until it expires. Receive it only over HTTPS.
///
/// Only tokens signed with HS512 are accepted, whatever a token's header says. BigBlueButton and Scalelite sign with HS512;
/// Scalelite passes the callback on with its own secret and adds the member `customer` to the body. For a server that
/// signs otherwise, set the [`algorithm`](Self::algorithm).
///
/// [BigBlueButton's documentation](https://docs.bigbluebutton.org/development/api/#analytics-callback-url)
#[derive(Debug, Clone)]
pub struct AnalyticsVerifier {
    secrets: Secrets,
    algorithm: JwtAlgorithm,
    leeway: Duration,
    limits: IncomingLimits,
}

impl AnalyticsVerifier {
    /// Creates a verifier for the server with this secret.
    ///
    /// # Errors
    ///
    /// Returns an error for an empty secret.
    pub fn new(secret: impl Into<Secret>) -> Result<Self> {
        Ok(Self {
            secrets: Secrets::new(secret)?,
            algorithm: JwtAlgorithm::Hs512,
            leeway: Duration::from_secs(60),
            limits: IncomingLimits::default(),
        })
    }

    /// Accepts callbacks signed with this secret as well.
    ///
    /// While a server's secret is being changed, either the old or the new one may sign. A Scalelite with several
    /// secrets signs with any of them.
    ///
    /// # Errors
    ///
    /// Returns an error for an empty secret.
    pub fn or_secret(mut self, secret: impl Into<Secret>) -> Result<Self> {
        self.secrets.push(secret)?;
        Ok(self)
    }

    /// Sets the only algorithm that is accepted.
    ///
    /// Default: [`JwtAlgorithm::Hs512`].
    #[must_use]
    pub fn algorithm(mut self, algorithm: JwtAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Sets how far the server's clock and this one may differ.
    ///
    /// Default: one minute.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets how large a request may be.
    #[must_use]
    pub fn limits(mut self, limits: IncomingLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Verifies and reads a request, at the current time.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Callback`](crate::Error::Callback) for a request that does not come from the server.
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<Analytics> {
        self.verify_at(incoming, SystemTime::now())
    }

    /// Verifies and reads a request that was received at this time.
    ///
    /// # Errors
    ///
    /// See [`verify`](Self::verify).
    pub fn verify_at(&self, incoming: &Incoming<'_>, now: SystemTime) -> Result<Analytics> {
        incoming.check(&self.limits)?;
        let token = incoming.bearer()?;
        let token = std::str::from_utf8(token).map_err(|_| CallbackProblem::TokenForm)?;
        let claims = jwt::verify(token, self.algorithm, &self.secrets)?;
        if claims.get("exp").is_none() {
            return Err(CallbackProblem::ClaimMissing("exp").into());
        }
        jwt::check_times(&claims, now, self.leeway)?;
        Analytics::from_json(incoming.text()?)
    }
}

/// What happened in a meeting.
///
/// BigBlueButton adds fields over time. [`json`](Self::json) returns everything that was received.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Analytics {
    /// The version of the format (`version`), such as `1.0`.
    pub version: Option<String>,
    /// The meeting's ID, as the application chose it (`meeting_id`).
    pub meeting_id: String,
    /// The server's own ID of the meeting (`internal_meeting_id`).
    pub internal_meeting_id: Option<String>,
    /// The meeting's metadata (`metadata`). The names are in snake case, such as `analytics_callback_url` and
    /// `meeting_name`.
    pub metadata: Metadata,
    /// How long the meeting lasted, in seconds (`duration`).
    pub duration_seconds: Option<i64>,
    /// When the meeting started (`start`).
    pub start: Option<Timestamp>,
    /// When the meeting ended (`finish`).
    pub finish: Option<Timestamp>,
    /// The people who took part (`attendees`).
    pub attendees: Vec<AnalyticsAttendee>,
    /// The names of the presentations (`files`).
    pub files: Vec<String>,
    /// The polls (`polls`). Their members differ between servers.
    pub polls: Vec<Value>,
    #[cfg_attr(feature = "serde", serde(skip))]
    json: Value,
}

impl Analytics {
    /// Reads the body of a callback. **Nothing proves where it comes from.**
    ///
    /// # Errors
    ///
    /// Returns an error for a text that is not JSON, and for JSON without a meeting's ID.
    pub fn from_json(text: &str) -> Result<Self> {
        let json =
            json::parse_script(text).map_err(|error| CallbackProblem::Json(error.to_string()))?;
        let meeting_id = json::member(&json, "meeting_id");
        let meeting_id = meeting_id.ok_or(CallbackProblem::Shape("an object with a meeting_id"))?;
        let data = json.get("data").unwrap_or(&Value::Null);
        Ok(Self {
            version: json::member(&json, "version"),
            meeting_id,
            internal_meeting_id: json::member(&json, "internal_meeting_id"),
            metadata: data.get("metadata").map(json::metadata).unwrap_or_default(),
            duration_seconds: json::member(data, "duration"),
            start: json::member(data, "start"),
            finish: json::member(data, "finish"),
            attendees: items(data, "attendees")
                .iter()
                .map(AnalyticsAttendee::read)
                .collect(),
            files: scalars(data, "files"),
            polls: items(data, "polls").to_vec(),
            json,
        })
    }

    /// Returns everything that was received.
    pub fn json(&self) -> &Value {
        &self.json
    }
}

impl fmt::Debug for Analytics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Analytics")
            .field("meeting_id", &self.meeting_id)
            .field("internal_meeting_id", &self.internal_meeting_id)
            .field("start", &self.start)
            .field("finish", &self.finish)
            .field("attendees", &self.attendees)
            .finish_non_exhaustive()
    }
}

/// A person who took part in a meeting.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AnalyticsAttendee {
    /// The user's ID, as the application chose it (`ext_user_id`).
    pub external_user_id: Option<String>,
    /// The name (`name`).
    pub name: Option<String>,
    /// Whether the user was a moderator (`moderator`).
    pub moderator: Option<bool>,
    /// When the user joined, each time (`joins`).
    pub joins: Vec<Timestamp>,
    /// When the user left, each time (`leaves`).
    pub leaves: Vec<Timestamp>,
    /// How long the user was present, in seconds (`duration`).
    pub duration_seconds: Option<i64>,
    /// When the user last spoke (`recent_talking_time`).
    pub recent_talking_time: Option<Timestamp>,
    /// How much the user took part (`engagement`).
    pub engagement: Engagement,
    /// When the user joined and left, by session (`sessions`).
    pub sessions: Option<Value>,
}

/// What may be a secret in the sessions is blanked.
impl fmt::Debug for AnalyticsAttendee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnalyticsAttendee")
            .field("external_user_id", &self.external_user_id)
            .field("name", &self.name)
            .field("moderator", &self.moderator)
            .field("joins", &self.joins)
            .field("leaves", &self.leaves)
            .field("duration_seconds", &self.duration_seconds)
            .field("recent_talking_time", &self.recent_talking_time)
            .field("engagement", &self.engagement)
            .field(
                "sessions",
                &format_args!("{}", shown_json(self.sessions.as_ref())),
            )
            .finish()
    }
}

impl AnalyticsAttendee {
    fn read(json: &Value) -> Self {
        Self {
            external_user_id: json::member(json, "ext_user_id"),
            name: json::member(json, "name"),
            moderator: json::member(json, "moderator"),
            joins: scalars(json, "joins"),
            leaves: scalars(json, "leaves"),
            duration_seconds: json::member(json, "duration"),
            recent_talking_time: json::member(json, "recent_talking_time"),
            engagement: Engagement::read(json.get("engagement").unwrap_or(&Value::Null)),
            sessions: json.get("sessions").cloned(),
        }
    }
}

/// How much a user took part in a meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Engagement {
    /// The number of chat messages (`chats`).
    pub chats: Option<i64>,
    /// How often the user spoke (`talks`).
    pub talks: Option<i64>,
    /// How often the user raised a hand (`raisehand`).
    pub raise_hand: Option<i64>,
    /// The number of emojis (`emojis`).
    pub emojis: Option<i64>,
    /// The number of answered polls (`poll_votes`).
    pub poll_votes: Option<i64>,
    /// How long the user spoke, in seconds (`talk_time`).
    pub talk_time_seconds: Option<i64>,
}

impl Engagement {
    fn read(json: &Value) -> Self {
        Self {
            chats: json::member(json, "chats"),
            talks: json::member(json, "talks"),
            raise_hand: json::member(json, "raisehand"),
            emojis: json::member(json, "emojis"),
            poll_votes: json::member(json, "poll_votes"),
            talk_time_seconds: json::member(json, "talk_time"),
        }
    }
}

fn items<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    let items = object.get(name).and_then(Value::as_array);
    items.map_or(&[], Vec::as_slice)
}

fn scalars<T: FromText>(object: &Value, name: &str) -> Vec<T> {
    items(object, name)
        .iter()
        .filter_map(json::scalar)
        .collect()
}
