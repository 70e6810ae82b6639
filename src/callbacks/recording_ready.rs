//! The callback that says that a recording is ready.

use std::time::{Duration, SystemTime};

use super::incoming::fields;
use super::{Incoming, JwtAlgorithm, Limits, jwt, usable};
use crate::error::{CallbackProblem, Result};
use crate::json::{self, Value};
use crate::secret::Secret;

/// Verifies and reads the callback that `meta_bbb-recording-ready-url` of `create` asks for.
///
/// A form with the one field `signed_parameters`, a token that is signed with the secret. It comes once for each
/// published format, with the same claims, and once only: a failed one is not repeated. An answer of 410 tells the
/// server that the application has forgotten the meeting.
///
/// The algorithm is HS256, whatever the token says of itself. Behind a Scalelite that allows SHA-512 alone it is
/// HS512, which is [set](Self::algorithm) here.
///
/// ```
/// use bbb_sdk::callbacks::{Incoming, RecordingReadyVerifier, send};
///
/// let sent = send::recording_ready("https://app.example/ready", "secret", "room-1", "183f0bf3-1700000000123")?;
///
/// let verifier = RecordingReadyVerifier::new("secret")?;
/// let ready = verifier.verify(&sent.incoming())?;
/// assert_eq!((ready.meeting_id.as_str(), ready.record_id.as_str()), ("room-1", "183f0bf3-1700000000123"));
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// [BigBlueButton's documentation](https://docs.bigbluebutton.org/development/api/#recording-ready-callback-url)
#[derive(Debug, Clone)]
pub struct RecordingReadyVerifier {
    secret: Secret,
    algorithm: JwtAlgorithm,
    leeway: Duration,
    limits: Limits,
}

impl RecordingReadyVerifier {
    /// A verifier for the server with this secret.
    pub fn new(secret: impl Into<Secret>) -> Result<Self> {
        Ok(Self {
            secret: usable(secret)?,
            algorithm: JwtAlgorithm::Hs256,
            leeway: Duration::from_secs(60),
            limits: Limits::default(),
        })
    }

    /// Sets the one algorithm that is accepted. HS256.
    #[must_use]
    pub fn algorithm(mut self, algorithm: JwtAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Sets by how much the clocks may differ. One minute.
    ///
    /// Servers put no time into this token; one that names a time is held to it.
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
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<RecordingReady> {
        self.verify_at(incoming, SystemTime::now())
    }

    /// Verifies and reads a request that came in at a moment.
    pub fn verify_at(&self, incoming: &Incoming<'_>, now: SystemTime) -> Result<RecordingReady> {
        Ok(self.read(incoming, now)?)
    }

    fn read(
        &self,
        incoming: &Incoming<'_>,
        now: SystemTime,
    ) -> Result<RecordingReady, CallbackProblem> {
        incoming.check(&self.limits)?;
        let [token] = fields(incoming.text()?, ["signed_parameters"])?;
        let token = token.ok_or(CallbackProblem::FieldMissing("signed_parameters"))?;
        if token.len() > self.limits.token {
            return Err(CallbackProblem::TooLarge("token"));
        }
        let claims = jwt::verify(&token, self.algorithm, &self.secret)?;
        jwt::check_times(&claims, now, self.leeway)?;
        let claim = |name| match claims.get(name) {
            Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
            _ => Err(CallbackProblem::ClaimMissing(name)),
        };
        Ok(RecordingReady {
            meeting_id: claim("meeting_id")?,
            record_id: claim("record_id")?,
            claims,
        })
    }
}

/// A recording is ready.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RecordingReady {
    /// The meeting's ID, as the application chose it.
    pub meeting_id: String,
    /// The recording's ID.
    pub record_id: String,
    /// All claims of the token, these two among them.
    pub claims: json::Value,
}
