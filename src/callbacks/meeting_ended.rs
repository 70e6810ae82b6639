//! The callback that announces the end of a meeting.

use super::incoming::fields;
use super::{Incoming, IncomingLimits, Secrets};
use crate::address::{Parts, called};
use crate::base64::encode_url;
use crate::checksum::{mac, same};
use crate::error::{CallbackProblem, Error, Result};
use crate::query::{Query, pairs};
use crate::secret::Secret;
use crate::value::FromText;

/// The text that a token signs starts with this, so that the token is valid for nothing else.
const PURPOSE: &str = "bbb-sdk meeting ended\n";

/// Creates the URLs for `meta_endCallbackUrl` and `meetingEndedURL` of `create`, and verifies the callbacks to them.
///
/// The server **signs nothing**: anyone who knows the URL can call it, so the URL must contain something that nobody can
/// guess. [`url`](Self::url) adds the meeting's ID and a token that only the owner of the secret can create.
/// [`verify`](Self::verify) checks the token, so nothing has to be stored. Nothing proves `recordingmarks`.
///
/// Prefer `meetingEndedURL`, which the server shows to nobody. `meta_endCallbackUrl` is metadata: `getMeetingInfo` and
/// webhooks show it, and it is stored with the recordings. Only `meta_endCallbackUrl` tells whether a recording follows.
///
/// The server sends a GET request once the meeting is really over, however it ended, but not for a breakout room. It treats
/// 2xx as success and otherwise tries again after about 30, 60, 120 and 300 seconds, so the callback may come twice. The
/// request carries no CSRF token, so exempt its path from CSRF protection. Do not rely on the server following a redirect.
///
/// ```
/// use bbb_sdk::callbacks::{Incoming, MeetingEndedVerifier};
///
/// let verifier = MeetingEndedVerifier::new("8cd8ef52e8e101574e400365b55e11a6")?;
/// let url = verifier.url("https://app.example/ended", "room 1")?;
/// assert_eq!(
///     url.expose(),
///     "https://app.example/ended?meeting=room%201\
///      &token=fNRXCugHr8y0MfOL-NPDx53ygStZB3z2yIsSgM72xp4",
/// );
///
/// // The server adds two parameters to the URL that was passed to `create`.
/// let target = format!("{}&meetingID=room+1&recordingmarks=true", url.expose());
/// let ended = verifier.verify(&Incoming::new(&target, b""))?;
/// assert_eq!(ended.meeting_id.as_deref(), Some("room 1"));
/// assert_eq!(ended.recording_marks, Some(true));
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// [BigBlueButton's documentation](https://docs.bigbluebutton.org/development/api/#end-meeting-callback-url)
#[derive(Debug, Clone)]
pub struct MeetingEndedVerifier {
    secrets: Secrets,
    limits: IncomingLimits,
}

impl MeetingEndedVerifier {
    /// Creates a verifier with the server's secret, or with a secret that only the application knows.
    ///
    /// # Errors
    ///
    /// Returns an error for an empty secret.
    pub fn new(secret: impl Into<Secret>) -> Result<Self> {
        Ok(Self {
            secrets: Secrets::new(secret)?,
            limits: IncomingLimits::default(),
        })
    }

    /// Accepts callbacks signed with this secret as well.
    ///
    /// While a server's secret is being changed, either the old or the new one may sign. URLs are created with the secret
    /// that was given to `new`.
    ///
    /// # Errors
    ///
    /// Returns an error for an empty secret.
    pub fn or_secret(mut self, secret: impl Into<Secret>) -> Result<Self> {
        self.secrets.push(secret)?;
        Ok(self)
    }

    /// Sets how large a request may be.
    #[must_use]
    pub fn limits(mut self, limits: IncomingLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Returns the URL with the parameters `meeting` and `token` added.
    ///
    /// # Errors
    ///
    /// Returns an error for a URL that already has a parameter of one of these names or of those that the server adds
    /// (`meetingID` and `recordingmarks`), for a URL that servers cannot call, and for an empty meeting ID.
    pub fn url(&self, url: &str, meeting_id: &str) -> Result<Secret> {
        let refused = |reason| Err(Error::parameter("meetingEndedURL", reason));
        called(url).map_err(|reason| Error::parameter("meetingEndedURL", reason))?;
        let query = Parts::of(url).query.unwrap_or_default();
        let taken = ["meeting", "token", "meetingID", "recordingmarks"];
        if pairs(query).any(|(name, _)| taken.contains(&&*name)) {
            return refused(
                "already has a parameter `meeting`, `token`, `meetingID` or `recordingmarks`: rename it",
            );
        }
        let mut added = Query::new();
        added
            .require("meeting", meeting_id)
            .set("token", token(self.secrets.first(), meeting_id));
        added.check()?;
        let joint = match url.find('?') {
            None => "?",
            Some(_) if url.ends_with(['?', '&']) => "",
            Some(_) => "&",
        };
        Ok(Secret::from([url, joint, added.as_str()].concat()))
    }

    /// Verifies and reads a request.
    ///
    /// Its meeting is the one for which the token was created.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Callback`] for a request without a valid token.
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<MeetingEnded> {
        incoming.check(&self.limits)?;
        let (_, query) = incoming.path_and_query();
        let [meeting_id, token] = fields(query, ["meeting", "token"])?;
        let meeting_id = meeting_id.ok_or(CallbackProblem::FieldMissing("meeting"))?;
        let token = token.ok_or(CallbackProblem::FieldMissing("token"))?;
        let is_right = |secret: &Secret| {
            same(
                self::token(secret, &meeting_id).as_bytes(),
                token.as_bytes(),
            )
        };
        if !self.secrets.any(is_right) {
            return Err(CallbackProblem::TokenMismatch.into());
        }
        Ok(MeetingEnded {
            meeting_id: Some(meeting_id),
            ..MeetingEnded::read(query)?
        })
    }
}

fn token(secret: &Secret, meeting_id: &str) -> String {
    let signed = [PURPOSE, meeting_id].concat();
    encode_url(&mac::sha256(secret.expose().as_bytes(), signed.as_bytes()))
}

/// The content of the callback: a meeting has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct MeetingEnded {
    /// The meeting's ID, as the application chose it (`meetingID`). `meetingEndedURL` is called without it.
    pub meeting_id: Option<String>,
    /// Whether a user started the recording, so that a recording follows (`recordingmarks`). `meetingEndedURL` is called
    /// without it.
    pub recording_marks: Option<bool>,
}

impl MeetingEnded {
    /// Reads the parameters that the server added to the URL. **Nothing proves that the server sent them.**
    ///
    /// # Errors
    ///
    /// Returns an error for a query that cannot be read, or has one of the parameters twice.
    pub fn unverified(incoming: &Incoming<'_>) -> Result<Self> {
        incoming.check(&IncomingLimits::default())?;
        Ok(Self::read(incoming.path_and_query().1)?)
    }

    fn read(query: &str) -> Result<Self, CallbackProblem> {
        let [meeting_id, marks] = fields(query, ["meetingID", "recordingmarks"])?;
        Ok(Self {
            meeting_id: meeting_id.filter(|id| !id.is_empty()),
            recording_marks: marks.as_deref().and_then(bool::from_text),
        })
    }
}
