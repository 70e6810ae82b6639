//! Settings for what is recorded.

use super::Create;

/// # Recording
impl Create {
    /// Allows the meeting to be recorded (`record`).
    ///
    /// A server can be configured to record nothing.
    ///
    /// Default: `false`.
    pub fn record(self, yes: bool) -> Self {
        self.set("record", yes)
    }

    /// Starts recording when the first user joins (`autoStartRecording`).
    ///
    /// Default: `false`.
    pub fn auto_start_recording(self, yes: bool) -> Self {
        self.set("autoStartRecording", yes)
    }

    /// Lets moderators start and stop recording (`allowStartStopRecording`).
    ///
    /// `false` together with [`auto_start_recording`](Self::auto_start_recording) records everything.
    ///
    /// Default: `true`.
    pub fn allow_start_stop_recording(self, yes: bool) -> Self {
        self.set("allowStartStopRecording", yes)
    }

    /// Keeps webcams and audio of the whole meeting, not only of what is marked as recorded (`recordFullDurationMedia`).
    ///
    /// Default: `false`. Since 2.6.9.
    pub fn record_full_duration_media(self, yes: bool) -> Self {
        self.set("recordFullDurationMedia", yes)
    }

    /// Asks users to consent to being recorded (`notifyRecordingIsOn`).
    ///
    /// Default: `false`. Since 2.6.
    pub fn notify_recording_is_on(self, yes: bool) -> Self {
        self.set("notifyRecordingIsOn", yes)
    }

    /// Adds text to the question that [`notify_recording_is_on`](Self::notify_recording_is_on) asks (`notifyRecordingAppend`).
    ///
    /// Since 4.0.
    pub fn notify_recording_append(self, text: &str) -> Self {
        self.set("notifyRecordingAppend", text)
    }

    /// Keeps the meeting's events even if it is not recorded (`meetingKeepEvents`).
    ///
    /// The [analytics callback](Self::analytics_callback_url) needs them.
    ///
    /// Default: `false`. Since 2.3.
    pub fn meeting_keep_events(self, yes: bool) -> Self {
        self.set("meetingKeepEvents", yes)
    }

    /// Keeps the meeting's events, under the parameter's name before 2.3 (`keepEvents`).
    ///
    /// Default: `false`. Removed in 2.3: see [`meeting_keep_events`](Self::meeting_keep_events).
    pub fn keep_events(self, yes: bool) -> Self {
        self.set("keepEvents", yes)
    }
}
