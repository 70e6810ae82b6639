//! Metadata: the application's own, and names that mean something to servers and platforms.

use std::fmt;

use super::Create;
use crate::address::called;
use crate::secret::{Secret, Zeroizing};

/// Names of metadata whose values are URLs that servers call, in lower case, beside `endCallbackUrl`.
const CALLBACKS: [&str; 4] = [
    "analytics-callback-url",
    "bbb-recording-ready-url",
    "bn-recording-ready-url",
    "canvas-recording-ready-url",
];

/// # Metadata
///
/// Callbacks are given as plain URLs: they are encoded once, like any value.
impl Create {
    /// `meta_` and a name: a value of the application's own, which the meeting and its recording keep.
    ///
    /// Servers keep names of a letter followed by letters, digits and `-`; any other name is refused. They turn names into lower
    /// case, so two that differ in case alone are one.
    pub fn meta(mut self, name: &str, value: impl fmt::Display) -> Self {
        let lower = name.to_ascii_lowercase();
        if lower == "endcallbackurl" || CALLBACKS.contains(&&*lower) {
            let url = Zeroizing::new(value.to_string());
            let name = if lower == "endcallbackurl" {
                "endCallbackUrl"
            } else {
                &lower
            };
            return self.set_url(&format!("meta_{name}"), &url, called);
        }
        self.query.meta(name, value);
        self
    }

    /// `meta_endCallbackUrl`: called with GET when the meeting has ended, up to five times until it answers with a 2xx.
    ///
    /// The server adds `meetingID` and `recordingmarks` to the URL, which must not hold these names itself. It is not signed: a
    /// token in the URL tells that the call is genuine. `getMeetingInfo` shows the URL;
    /// [`meeting_ended_url`](Self::meeting_ended_url) is shown nowhere. Breakout rooms have no such call.
    pub fn end_callback_url(self, url: &str) -> Self {
        self.meta("endCallbackUrl", url)
    }

    /// `meta_bbb-recording-ready-url`: called with POST when the recording is ready, once for each of its formats, with a token
    /// signed by the secret.
    ///
    /// `bn-recording-ready-url` and `canvas-recording-ready-url` are older names, for [`meta`](Self::meta).
    pub fn recording_ready_url(self, url: &str) -> Self {
        self.meta("bbb-recording-ready-url", url)
    }

    /// `meta_analytics-callback-url`: called with POST after the end with what happened in the meeting, with a token signed by
    /// the secret. It needs [`meeting_keep_events`](Self::meeting_keep_events) or a recording.
    pub fn analytics_callback_url(self, url: &str) -> Self {
        self.meta("analytics-callback-url", url)
    }

    /// `meta_bbb-disable-recording-formats`: formats that are not made of the recording.
    pub fn disable_recording_formats<T: fmt::Display>(
        mut self,
        formats: impl IntoIterator<Item = T>,
    ) -> Self {
        self.query
            .list("meta_bbb-disable-recording-formats", formats);
        self
    }

    /// `meta_bbb-anonymize-chat`: whether the recording hides the names of viewers in the chat; as the server is set up.
    pub fn anonymize_chat(self, yes: bool) -> Self {
        self.meta("bbb-anonymize-chat", yes)
    }

    /// `meta_bbb-anonymize-chat-moderators`: whether the recording hides the names of moderators too; as the server is set up.
    pub fn anonymize_chat_moderators(self, yes: bool) -> Self {
        self.meta("bbb-anonymize-chat-moderators", yes)
    }

    /// `meta_bbb-recording-video-preset`: the preset for the recording as a video. Since 3.0.
    pub fn recording_video_preset(self, preset: &str) -> Self {
        self.meta("bbb-recording-video-preset", preset)
    }

    /// `meta_secret-lrs-payload`: where and how webhooks report to a learning record store, encrypted. Webhooks since 3.0.
    pub fn lrs_payload(self, payload: impl Into<Secret>) -> Self {
        self.meta("secret-lrs-payload", payload.into().expose())
    }

    /// `meta_xapi-enabled`: whether webhooks report this meeting to the learning record store. Webhooks since 3.0.
    pub fn xapi_enabled(self, yes: bool) -> Self {
        self.meta("xapi-enabled", yes)
    }

    /// `meta_xapi-create-end-actor-name`: who is named there as having created and ended the meeting. Webhooks since 3.0.
    pub fn xapi_create_end_actor_name(self, name: &str) -> Self {
        self.meta("xapi-create-end-actor-name", name)
    }

    /// `meta_bbb-origin`: the platform that creates the meeting.
    pub fn origin(self, platform: &str) -> Self {
        self.meta("bbb-origin", platform)
    }

    /// `meta_bbb-origin-version`: the platform's version.
    pub fn origin_version(self, version: &str) -> Self {
        self.meta("bbb-origin-version", version)
    }

    /// `meta_bbb-origin-server-name`: the host name of the platform.
    pub fn origin_server_name(self, host: &str) -> Self {
        self.meta("bbb-origin-server-name", host)
    }

    /// `meta_bbb-origin-server-common-name`: what people call the platform.
    pub fn origin_server_common_name(self, name: &str) -> Self {
        self.meta("bbb-origin-server-common-name", name)
    }

    /// `meta_bbb-origin-tag`: the part of the platform that creates the meeting, with its version.
    pub fn origin_tag(self, tag: &str) -> Self {
        self.meta("bbb-origin-tag", tag)
    }

    /// `meta_bbb-context`: the course or room that the meeting belongs to.
    pub fn context(self, context: &str) -> Self {
        self.meta("bbb-context", context)
    }

    /// `meta_bbb-context-id`: the ID of that course.
    pub fn context_id(self, id: &str) -> Self {
        self.meta("bbb-context-id", id)
    }

    /// `meta_bbb-context-name`: the name of that course.
    pub fn context_name(self, name: &str) -> Self {
        self.meta("bbb-context-name", name)
    }

    /// `meta_bbb-context-label`: the short name of that course.
    pub fn context_label(self, label: &str) -> Self {
        self.meta("bbb-context-label", label)
    }

    /// `meta_bbb-recording-name`: the recording's name.
    pub fn recording_name(self, name: &str) -> Self {
        self.meta("bbb-recording-name", name)
    }

    /// `meta_bbb-recording-description`: the recording's description.
    pub fn recording_description(self, description: &str) -> Self {
        self.meta("bbb-recording-description", description)
    }

    /// `meta_bbb-recording-tags`: the recording's tags.
    pub fn recording_tags<T: fmt::Display>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.query.list("meta_bbb-recording-tags", tags);
        self
    }

    /// `meta_gl-listed`: whether Greenlight lists the recording.
    pub fn gl_listed(self, yes: bool) -> Self {
        self.meta("gl-listed", yes)
    }

    /// `meta_server-tag`: the servers that Scalelite may choose from; with `!` at its end no others.
    pub fn server_tag(self, tag: &str) -> Self {
        self.meta("server-tag", tag)
    }
}
