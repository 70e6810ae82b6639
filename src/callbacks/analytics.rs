//! The callback that brings what happened in a meeting, some minutes after its end.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::{Incoming, JwtAlgorithm, Limits, jwt, usable};
use crate::error::{CallbackProblem, Result};
use crate::json::{self, Value};
use crate::secret::Secret;
use crate::value::{FromText, Metadata, Timestamp};

/// Verifies and reads the callback that `meta_analytics-callback-url` of `create` asks for.
///
/// The server sends it once, for meetings that were recorded or created with `meetingKeepEvents=true`. The bearer token
/// proves that the sender has the secret, and expires after a day. It **does not cover the body**: who reads one request
/// on its way can send another body with its token for that day, so let it come over HTTPS alone.
///
/// The algorithm is HS512, whatever the token says of itself. Scalelite signs anew with HS256, unless it allows SHA-512
/// alone: [set](Self::algorithm) it here.
///
/// [BigBlueButton's documentation](https://docs.bigbluebutton.org/development/api/#analytics-callback-url)
#[derive(Debug, Clone)]
pub struct AnalyticsVerifier {
    secret: Secret,
    algorithm: JwtAlgorithm,
    leeway: Duration,
    limits: Limits,
}

impl AnalyticsVerifier {
    /// A verifier for the server with this secret.
    pub fn new(secret: impl Into<Secret>) -> Result<Self> {
        Ok(Self {
            secret: usable(secret)?,
            algorithm: JwtAlgorithm::Hs512,
            leeway: Duration::from_secs(60),
            limits: Limits::default(),
        })
    }

    /// Sets the one algorithm that is accepted. HS512.
    #[must_use]
    pub fn algorithm(mut self, algorithm: JwtAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Sets by how much the clocks may differ. One minute.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets what a request may hold at most.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Verifies and reads a request that came in now.
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<Analytics> {
        self.verify_at(incoming, SystemTime::now())
    }

    /// Verifies and reads a request that came in at a moment.
    pub fn verify_at(&self, incoming: &Incoming<'_>, now: SystemTime) -> Result<Analytics> {
        incoming.check(&self.limits)?;
        let token = incoming.bearer()?;
        let token = std::str::from_utf8(token).map_err(|_| CallbackProblem::TokenForm)?;
        let claims = jwt::verify(token, self.algorithm, &self.secret)?;
        if claims.get("exp").is_none() {
            return Err(CallbackProblem::ClaimMissing("exp").into());
        }
        jwt::check_times(&claims, now, self.leeway)?;
        Analytics::from_json(incoming.text()?)
    }
}

/// What happened in a meeting.
///
/// Fields were added over time: [`json`](Self::json) has all that came.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Analytics {
    /// The version of the format: `1.0`.
    pub version: Option<String>,
    /// The meeting's ID, as the application chose it.
    pub meeting_id: String,
    /// The server's own ID of the meeting.
    pub internal_meeting_id: Option<String>,
    /// The meeting's metadata, their names in snake case: `analytics_callback_url`, `meeting_name`.
    pub metadata: Metadata,
    /// How long the meeting lasted, in seconds.
    pub duration: Option<i64>,
    /// When the meeting began, in ISO 8601.
    pub start: Option<Timestamp>,
    /// When the meeting ended, in ISO 8601.
    pub finish: Option<Timestamp>,
    /// Who took part.
    pub attendees: Vec<Attendee>,
    /// The names of the presentations.
    pub files: Vec<String>,
    /// The polls; servers do not agree on their members.
    pub polls: Vec<Value>,
    #[cfg_attr(feature = "serde", serde(skip))]
    json: Value,
}

impl Analytics {
    /// Reads the body of a callback, of which nothing proves where it comes from.
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
            duration: json::member(data, "duration"),
            start: json::member(data, "start"),
            finish: json::member(data, "finish"),
            attendees: items(data, "attendees")
                .iter()
                .map(Attendee::read)
                .collect(),
            files: scalars(data, "files"),
            polls: items(data, "polls").to_vec(),
            json,
        })
    }

    /// All that came.
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

/// Somebody who took part in a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Attendee {
    /// The user's ID, as the application chose it.
    pub external_user_id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Whether the user was a moderator.
    pub moderator: Option<bool>,
    /// When the user came.
    pub joins: Vec<Timestamp>,
    /// When the user left.
    pub leaves: Vec<Timestamp>,
    /// How long the user was there, in seconds.
    pub duration: Option<i64>,
    /// When the user spoke last.
    pub recent_talking_time: Option<Timestamp>,
    /// How much the user took part.
    pub engagement: Engagement,
    /// Coming and leaving by session.
    pub sessions: Option<Value>,
}

impl Attendee {
    fn read(json: &Value) -> Self {
        Self {
            external_user_id: json::member(json, "ext_user_id"),
            name: json::member(json, "name"),
            moderator: json::member(json, "moderator"),
            joins: scalars(json, "joins"),
            leaves: scalars(json, "leaves"),
            duration: json::member(json, "duration"),
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
    /// Messages written.
    pub chats: Option<i64>,
    /// How often the user spoke.
    pub talks: Option<i64>,
    /// How often the user raised a hand.
    pub raise_hand: Option<i64>,
    /// Emojis set.
    pub emojis: Option<i64>,
    /// Polls answered.
    pub poll_votes: Option<i64>,
    /// How long the user spoke, in seconds.
    pub talk_time: Option<i64>,
}

impl Engagement {
    fn read(json: &Value) -> Self {
        Self {
            chats: json::member(json, "chats"),
            talks: json::member(json, "talks"),
            raise_hand: json::member(json, "raisehand"),
            emojis: json::member(json, "emojis"),
            poll_votes: json::member(json, "poll_votes"),
            talk_time: json::member(json, "talk_time"),
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
