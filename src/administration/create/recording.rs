//! What is recorded.

use super::Create;

/// # Recording
impl Create {
    /// `record`: whether the meeting may be recorded; no. A server can forbid it.
    pub fn record(self, yes: bool) -> Self {
        self.set("record", yes)
    }

    /// `autoStartRecording`: whether recording begins with the first user; no.
    pub fn auto_start_recording(self, yes: bool) -> Self {
        self.set("autoStartRecording", yes)
    }

    /// `allowStartStopRecording`: whether moderators can start and stop recording; yes.
    ///
    /// Without it and with [`auto_start_recording`](Self::auto_start_recording) all is recorded.
    pub fn allow_start_stop_recording(self, yes: bool) -> Self {
        self.set("allowStartStopRecording", yes)
    }

    /// `recordFullDurationMedia`: whether cameras and sound are kept beyond what is marked as recorded; no. Since 2.6.9.
    pub fn record_full_duration_media(self, yes: bool) -> Self {
        self.set("recordFullDurationMedia", yes)
    }

    /// `notifyRecordingIsOn`: whether users are asked to consent to being recorded; no. Since 2.6.
    pub fn notify_recording_is_on(self, yes: bool) -> Self {
        self.set("notifyRecordingIsOn", yes)
    }

    /// `notifyRecordingAppend`: text added to the question of [`notify_recording_is_on`](Self::notify_recording_is_on). Since 4.0.
    pub fn notify_recording_append(self, text: &str) -> Self {
        self.set("notifyRecordingAppend", text)
    }

    /// `meetingKeepEvents`: whether events are kept although the meeting is not recorded; no. Since 2.3.
    ///
    /// The [analytics callback](Self::analytics_callback_url) needs them.
    pub fn meeting_keep_events(self, yes: bool) -> Self {
        self.set("meetingKeepEvents", yes)
    }

    /// `keepEvents`: what [`meeting_keep_events`](Self::meeting_keep_events) was called before 2.3.
    pub fn keep_events(self, yes: bool) -> Self {
        self.set("keepEvents", yes)
    }
}
