//! The callback that announces a recording.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::incoming::fields;
use super::shown::shown_json;
use super::{Incoming, IncomingLimits, JwtAlgorithm, Secrets, jwt};
use crate::error::{CallbackProblem, Limit, Result};
use crate::json::{self, Value};
use crate::secret::Secret;

/// Verifies and reads the callback that `meta_bbb-recording-ready-url` of `create` asks for.
///
/// The request is a form with the one field `signed_parameters`, a token signed with the secret. The server sends it once
/// for each published format, with the same claims each time, and does not repeat one that failed. Answer with 410 when
/// the application no longer knows the meeting.
///
/// Only tokens signed with HS256 are accepted, whatever a token's header says. A Scalelite that allows only SHA-512 signs
/// with HS512: set that with [`algorithm`](Self::algorithm).
///
/// ```
/// use bbb_sdk::callbacks::{Incoming, RecordingReadyVerifier, send};
///
/// let record_id = "183f0bf3-1700000000123";
/// let sent = send::recording_ready("https://app.example/ready", "secret", "room-1", record_id)?;
///
/// let verifier = RecordingReadyVerifier::new("secret")?;
/// let ready = verifier.verify(&sent.incoming())?;
/// assert_eq!((&*ready.meeting_id, &*ready.record_id), ("room-1", record_id));
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// [BigBlueButton's documentation](https://docs.bigbluebutton.org/development/api/#recording-ready-callback-url)
#[derive(Debug, Clone)]
pub struct RecordingReadyVerifier {
    secrets: Secrets,
    algorithm: JwtAlgorithm,
    leeway: Duration,
    limits: IncomingLimits,
}

impl RecordingReadyVerifier {
    /// Creates a verifier for the server with this secret.
    ///
    /// # Errors
    ///
    /// Returns an error for an empty secret.
    pub fn new(secret: impl Into<Secret>) -> Result<Self> {
        Ok(Self {
            secrets: Secrets::new(secret)?,
            algorithm: JwtAlgorithm::Hs256,
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
    /// Default: [`JwtAlgorithm::Hs256`].
    #[must_use]
    pub fn algorithm(mut self, algorithm: JwtAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Sets how far the server's clock and this one may differ.
    ///
    /// Servers put no time into this token. Where a token has one, it is checked.
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
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<RecordingReady> {
        self.verify_at(incoming, SystemTime::now())
    }

    /// Verifies and reads a request that was received at this time.
    ///
    /// # Errors
    ///
    /// See [`verify`](Self::verify).
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
            return Err(CallbackProblem::TooLarge(Limit::IncomingTokenBytes(
                self.limits.token,
            )));
        }
        let claims = jwt::verify(&token, self.algorithm, &self.secrets)?;
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

/// The content of the callback: a recording is ready to be watched.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RecordingReady {
    /// The meeting's ID, as the application chose it (`meeting_id`).
    pub meeting_id: String,
    /// The recording's ID (`record_id`).
    pub record_id: String,
    /// All claims of the token, including these two.
    pub claims: json::Value,
}

/// Claims that may be secrets are blanked.
impl fmt::Debug for RecordingReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingReady")
            .field("meeting_id", &self.meeting_id)
            .field("record_id", &self.record_id)
            .field(
                "claims",
                &format_args!("{}", shown_json(Some(&self.claims))),
            )
            .finish()
    }
}
