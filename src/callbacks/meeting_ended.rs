//! The callback that says that a meeting has ended.

use super::incoming::fields;
use super::{Incoming, Limits, usable};
use crate::base64::encode_url;
use crate::checksum::{mac, same};
use crate::error::{CallbackProblem, Error, Result};
use crate::query::Query;
use crate::secret::Secret;
use crate::value::FromText;

/// What the token in the URL is a MAC of begins with this, so that it is good for nothing else.
const PURPOSE: &str = "bbb-sdk meeting ended\n";

/// Makes URLs for the callbacks that `meta_endCallbackUrl` and `meetingEndedURL` of `create` ask for, and verifies them.
///
/// The server **signs nothing**: whoever knows the URL can call it. So the URL must hold something that nobody can guess.
/// [`url`](Self::url) puts the meeting's ID and a token into it that only who has the secret can make, and
/// [`verify`](Self::verify) checks it; nothing has to be stored. That a recording follows is the caller's word alone.
///
/// Prefer `meetingEndedURL`, which nobody is shown. What is in `meta_endCallbackUrl` is metadata: `getMeetingInfo` shows
/// it, webhooks tell it, and it stays with the recordings. Only there does the server say whether a recording follows.
///
/// The server calls with GET, for a meeting that is really over, however it ended, but not for a breakout room. It takes
/// 2xx for a success and tries again after some 30, 60, 120 and 300 seconds, so the callback may come twice.
///
/// ```
/// use bbb_sdk::callbacks::{Incoming, MeetingEndedVerifier};
///
/// let verifier = MeetingEndedVerifier::new("8cd8ef52e8e101574e400365b55e11a6")?;
/// let url = verifier.url("https://app.example/ended", "room 1")?;
/// assert_eq!(
///     url.expose(),
///     "https://app.example/ended?meeting=room%201&token=fNRXCugHr8y0MfOL-NPDx53ygStZB3z2yIsSgM72xp4",
/// );
///
/// // `create` is told the URL, and this is what the server makes of it.
/// let target = format!("{}&meetingID=room+1&recordingmarks=true", url.expose());
/// let ended = verifier.verify(&Incoming::new(&target, b""))?;
/// assert_eq!((ended.meeting_id.as_deref(), ended.recording_marks), (Some("room 1"), Some(true)));
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
///
/// [BigBlueButton's documentation](https://docs.bigbluebutton.org/development/api/#end-meeting-callback-url)
#[derive(Debug, Clone)]
pub struct MeetingEndedVerifier {
    secret: Secret,
    limits: Limits,
}

impl MeetingEndedVerifier {
    /// A verifier with the server's secret, or with one of the application's own.
    pub fn new(secret: impl Into<Secret>) -> Result<Self> {
        Ok(Self {
            secret: usable(secret)?,
            limits: Limits::default(),
        })
    }

    /// Sets what a request may hold at most.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The URL with the parameters `meeting` and `token` added.
    ///
    /// A URL that has parameters of these names, or one of those that the server adds, is refused.
    pub fn url(&self, url: &str, meeting_id: &str) -> Result<Secret> {
        let refused = |reason| Err(Error::parameter("meetingEndedURL", reason));
        if url.contains('#') {
            return refused("has a fragment, behind which parameters are never sent");
        }
        let (_, query) = url.split_once('?').unwrap_or((url, ""));
        let taken = ["meeting", "token", "meetingID", "recordingmarks"];
        if Query::parameters(query).any(|(name, _)| taken.contains(&&*name)) {
            return refused(
                "has a parameter of its own called meeting, token, meetingID or recordingmarks",
            );
        }
        let mut added = Query::new();
        added
            .require("meeting", meeting_id)
            .set("token", self.token(meeting_id));
        added.check()?;
        let joint = match url.find('?') {
            None => "?",
            Some(_) if url.ends_with(['?', '&']) => "",
            Some(_) => "&",
        };
        Ok(Secret::from([url, joint, added.as_str()].concat()))
    }

    /// Verifies and reads a request that came in.
    ///
    /// Its meeting is the one that the token was made for.
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<MeetingEnded> {
        incoming.check(&self.limits)?;
        let (_, query) = incoming.path_and_query();
        let [meeting_id, token] = fields(query, ["meeting", "token"])?;
        let meeting_id = meeting_id.ok_or(CallbackProblem::FieldMissing("meeting"))?;
        let token = token.ok_or(CallbackProblem::FieldMissing("token"))?;
        if !same(self.token(&meeting_id).as_bytes(), token.as_bytes()) {
            return Err(CallbackProblem::TokenMismatch.into());
        }
        Ok(MeetingEnded {
            meeting_id: Some(meeting_id),
            ..MeetingEnded::read(query)?
        })
    }

    fn token(&self, meeting_id: &str) -> String {
        let signed = [PURPOSE, meeting_id].concat();
        encode_url(&mac::sha256(
            self.secret.expose().as_bytes(),
            signed.as_bytes(),
        ))
    }
}

/// A meeting has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct MeetingEnded {
    /// The meeting's ID, as the application chose it. `meetingEndedURL` is called without it.
    pub meeting_id: Option<String>,
    /// Whether somebody started the recording, so that a recording follows. `meetingEndedURL` is called without it.
    pub recording_marks: Option<bool>,
}

impl MeetingEnded {
    /// Reads what the server added to the URL. **Nothing proves that it was the server.**
    pub fn unverified(incoming: &Incoming<'_>) -> Result<Self> {
        incoming.check(&Limits::default())?;
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
