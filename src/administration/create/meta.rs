//! Metadata: an application's own, and names that have a meaning for servers and platforms.

use std::fmt;

use super::Create;
use crate::address::called;
use crate::secret::{Secret, Zeroizing};

/// The names of metadata whose values are URLs that servers call, in the spelling that is sent.
const CALLBACKS: [&str; 5] = [
    "endCallbackUrl",
    "analytics-callback-url",
    "bbb-recording-ready-url",
    "bn-recording-ready-url",
    "canvas-recording-ready-url",
];

/// Returns the spelling to send, if the name is that of a callback.
fn callback(name: &str) -> Option<&'static str> {
    CALLBACKS
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name))
}

/// # Metadata
///
/// Pass URLs of callbacks unencoded. The crate percent-encodes them once, like every value.
impl Create {
    /// Sets a custom value that the meeting and its recording keep (`meta_*`).
    ///
    /// The name is sent in lower case, as servers store it. Of two names that differ only in case, the later value wins.
    /// `endCallbackUrl` keeps its spelling, because load balancers look for it.
    ///
    /// BigBlueButton up to 1.0 prints values into `getRecordings` as CDATA. A value with `]]>` makes the list of
    /// recordings unreadable for everyone there.
    ///
    /// # Errors
    ///
    /// Servers keep names that are a letter followed by letters, digits and `-`. Any other name is refused before anything
    /// is sent. So is a URL that servers cannot call, if the name is that of a callback.
    pub fn meta(mut self, name: &str, value: impl fmt::Display) -> Self {
        if let Some(name) = callback(name) {
            let url = Zeroizing::new(value.to_string());
            return self.set_url(&format!("meta_{name}"), &url, called);
        }
        self.query.meta(name, value);
        self
    }

    /// Sets a URL that the server calls with GET after the meeting has ended (`meta_endCallbackUrl`).
    ///
    /// The server makes up to five attempts, until the response has a 2xx status. It adds `meetingID` and `recordingmarks`
    /// to the URL, which must not have these parameters already. The request is not signed: put a token into the URL to
    /// recognise genuine requests. `getMeetingInfo` shows this URL. No response shows that of
    /// [`meeting_ended_url`](Self::meeting_ended_url). Breakout rooms have no such callback.
    pub fn end_callback_url(self, url: &str) -> Self {
        self.meta("endCallbackUrl", url)
    }

    /// Sets a URL that the server calls with POST when the recording is ready (`meta_bbb-recording-ready-url`).
    ///
    /// The server calls it once for each format of the recording, with a token that is signed with the secret.
    /// `bn-recording-ready-url` and `canvas-recording-ready-url` are older names, which [`meta`](Self::meta) sets.
    pub fn recording_ready_url(self, url: &str) -> Self {
        self.meta("bbb-recording-ready-url", url)
    }

    /// Sets a URL to which the server sends a report with POST after the meeting (`meta_analytics-callback-url`).
    ///
    /// The report says what happened in the meeting. The request has a token that is signed with the secret. The meeting
    /// must be recorded or have [`meeting_keep_events`](Self::meeting_keep_events) set.
    pub fn analytics_callback_url(self, url: &str) -> Self {
        self.meta("analytics-callback-url", url)
    }

    /// Excludes formats from the recording (`meta_bbb-disable-recording-formats`).
    pub fn disable_recording_formats<T: fmt::Display>(
        mut self,
        formats: impl IntoIterator<Item = T>,
    ) -> Self {
        self.query
            .list("meta_bbb-disable-recording-formats", formats);
        self
    }

    /// Hides viewers' names in the recording's chat (`meta_bbb-anonymize-chat`).
    ///
    /// Default: the server's own.
    pub fn anonymize_chat(self, yes: bool) -> Self {
        self.meta("bbb-anonymize-chat", yes)
    }

    /// Hides moderators' names as well in the recording's chat (`meta_bbb-anonymize-chat-moderators`).
    ///
    /// Default: the server's own.
    pub fn anonymize_chat_moderators(self, yes: bool) -> Self {
        self.meta("bbb-anonymize-chat-moderators", yes)
    }

    /// Sets the preset of the recording's video format (`meta_bbb-recording-video-preset`).
    ///
    /// Since 3.0.
    pub fn recording_video_preset(self, preset: &str) -> Self {
        self.meta("bbb-recording-video-preset", preset)
    }

    /// Sets where and how webhooks report to a learning record store, encrypted (`meta_secret-lrs-payload`).
    ///
    /// Since webhooks 3.0.
    pub fn lrs_payload(self, payload: impl Into<Secret>) -> Self {
        self.meta("secret-lrs-payload", payload.into().expose())
    }

    /// Reports this meeting to the learning record store (`meta_xapi-enabled`).
    ///
    /// Default: the server's own. Since webhooks 3.0.
    pub fn xapi_enabled(self, yes: bool) -> Self {
        self.meta("xapi-enabled", yes)
    }

    /// Sets who is reported as having created and ended the meeting (`meta_xapi-create-end-actor-name`).
    ///
    /// Since webhooks 3.0.
    pub fn xapi_create_end_actor_name(self, name: &str) -> Self {
        self.meta("xapi-create-end-actor-name", name)
    }

    /// Sets the platform that creates the meeting (`meta_bbb-origin`).
    pub fn origin(self, platform: &str) -> Self {
        self.meta("bbb-origin", platform)
    }

    /// Sets the platform's version (`meta_bbb-origin-version`).
    pub fn origin_version(self, version: &str) -> Self {
        self.meta("bbb-origin-version", version)
    }

    /// Sets the platform's host name (`meta_bbb-origin-server-name`).
    pub fn origin_server_name(self, host: &str) -> Self {
        self.meta("bbb-origin-server-name", host)
    }

    /// Sets the platform's common name (`meta_bbb-origin-server-common-name`).
    pub fn origin_server_common_name(self, name: &str) -> Self {
        self.meta("bbb-origin-server-common-name", name)
    }

    /// Sets the part of the platform that creates the meeting, with its version (`meta_bbb-origin-tag`).
    pub fn origin_tag(self, tag: &str) -> Self {
        self.meta("bbb-origin-tag", tag)
    }

    /// Sets the course or room that the meeting belongs to (`meta_bbb-context`).
    pub fn context(self, context: &str) -> Self {
        self.meta("bbb-context", context)
    }

    /// Sets the ID of the course or room (`meta_bbb-context-id`).
    pub fn context_id(self, id: &str) -> Self {
        self.meta("bbb-context-id", id)
    }

    /// Sets the name of the course or room (`meta_bbb-context-name`).
    pub fn context_name(self, name: &str) -> Self {
        self.meta("bbb-context-name", name)
    }

    /// Sets the short name of the course or room (`meta_bbb-context-label`).
    pub fn context_label(self, label: &str) -> Self {
        self.meta("bbb-context-label", label)
    }

    /// Sets the recording's name (`meta_bbb-recording-name`).
    pub fn recording_name(self, name: &str) -> Self {
        self.meta("bbb-recording-name", name)
    }

    /// Sets the recording's description (`meta_bbb-recording-description`).
    pub fn recording_description(self, description: &str) -> Self {
        self.meta("bbb-recording-description", description)
    }

    /// Sets the recording's tags (`meta_bbb-recording-tags`).
    pub fn recording_tags<T: fmt::Display>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.query.list("meta_bbb-recording-tags", tags);
        self
    }

    /// Lists the recording in Greenlight (`meta_gl-listed`).
    ///
    /// Default: Greenlight's own.
    pub fn greenlight_listed(self, yes: bool) -> Self {
        self.meta("gl-listed", yes)
    }

    /// Sets the tag of the servers that Scalelite prefers for this meeting (`meta_server-tag`).
    ///
    /// If the tag ends with `!`, Scalelite uses no other server.
    pub fn server_tag(self, tag: &str) -> Self {
        self.meta("server-tag", tag)
    }
}
