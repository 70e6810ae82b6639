//! The names of events.

use crate::value::open_enum;

open_enum! {
    /// The kind of an event (`id`).
    ///
    /// The last five come only from webhooks older than 3.0.
    pub enum EventId {
        /// A meeting was created.
        MeetingCreated = "meeting-created",
        /// A meeting ended. This is not its last event: users leave and recordings are processed afterwards.
        MeetingEnded = "meeting-ended",
        /// Recording was started or resumed.
        MeetingRecordingStarted = "meeting-recording-started",
        /// Recording was paused.
        MeetingRecordingStopped = "meeting-recording-stopped",
        /// Recording changed in a way that the webhooks server does not understand.
        MeetingRecordingUnhandled = "meeting-recording-unhandled",
        /// A user started sharing a screen.
        MeetingScreenshareStarted = "meeting-screenshare-started",
        /// Screen sharing stopped.
        MeetingScreenshareStopped = "meeting-screenshare-stopped",
        /// Another presentation is shown.
        MeetingPresentationChanged = "meeting-presentation-changed",
        /// A user joined.
        UserJoined = "user-joined",
        /// A user left. Since webhooks 3.0 it is also sent for everyone still present when a meeting ends.
        UserLeft = "user-left",
        /// A user's audio was connected.
        UserAudioVoiceEnabled = "user-audio-voice-enabled",
        /// A user's audio was disconnected.
        UserAudioVoiceDisabled = "user-audio-voice-disabled",
        /// A user was muted. Since webhooks 3.0.
        UserAudioMuted = "user-audio-muted",
        /// A user was unmuted. Since webhooks 3.0.
        UserAudioUnmuted = "user-audio-unmuted",
        /// A user's audio changed in a way that the webhooks server does not understand. Since webhooks 3.0.
        UserAudioUnhandled = "user-audio-unhandled",
        /// A user started sharing a camera.
        UserCamBroadcastStart = "user-cam-broadcast-start",
        /// A user stopped sharing a camera.
        UserCamBroadcastEnd = "user-cam-broadcast-end",
        /// A user became the presenter.
        UserPresenterAssigned = "user-presenter-assigned",
        /// A user is no longer the presenter.
        UserPresenterUnassigned = "user-presenter-unassigned",
        /// A user's emoji changed.
        UserEmojiChanged = "user-emoji-changed",
        /// A user raised or lowered a hand. Since webhooks 3.0.
        UserRaiseHandChanged = "user-raise-hand-changed",
        /// A user wrote a message in the public chat. Private messages are never sent.
        ChatGroupMessageSent = "chat-group-message-sent",
        /// The transcript of a user's speech grew. Since webhooks 3.5.
        TranscriptUpdated = "transcript-updated",
        /// The shared notes changed. Since webhooks 2.5.
        PadContent = "pad-content",
        /// A poll was started. Since webhooks 3.0.
        PollStarted = "poll-started",
        /// A user answered a poll. Since webhooks 3.0.
        PollResponded = "poll-responded",
        /// Archiving of a recording started.
        RapArchiveStarted = "rap-archive-started",
        /// Archiving of a recording ended.
        RapArchiveEnded = "rap-archive-ended",
        /// The sanity check of a recording started.
        RapSanityStarted = "rap-sanity-started",
        /// The sanity check of a recording ended.
        RapSanityEnded = "rap-sanity-ended",
        /// Work after archiving started.
        RapPostArchiveStarted = "rap-post-archive-started",
        /// Work after archiving ended.
        RapPostArchiveEnded = "rap-post-archive-ended",
        /// Processing for a format started.
        RapProcessStarted = "rap-process-started",
        /// Processing for a format ended.
        RapProcessEnded = "rap-process-ended",
        /// Work after processing started.
        RapPostProcessStarted = "rap-post-process-started",
        /// Work after processing ended.
        RapPostProcessEnded = "rap-post-process-ended",
        /// Publishing of a format started.
        RapPublishStarted = "rap-publish-started",
        /// A format of a recording was published and can be watched.
        RapPublishEnded = "rap-publish-ended",
        /// Work after publishing started.
        RapPostPublishStarted = "rap-post-publish-started",
        /// Work after publishing ended. It is the last event for this format.
        RapPostPublishEnded = "rap-post-publish-ended",
        /// A recording was published again. Webhooks since 3.0 may never send it.
        RapPublished = "rap-published",
        /// A recording was unpublished. Webhooks since 3.0 may never send it.
        RapUnpublished = "rap-unpublished",
        /// A recording was deleted. Webhooks since 3.0 may never send it.
        RapDeleted = "rap-deleted",
        /// A user wrote a message in the public chat. BigBlueButton up to 2.2.
        ChatPublicMessageSent = "chat-public-message-sent",
        /// A user wrote a message in a private chat. BigBlueButton up to 2.2.
        ChatPrivateMessageSent = "chat-private-message-sent",
        /// A user started listening without a microphone. BigBlueButton up to 2.2.
        UserAudioListenOnlyEnabled = "user-audio-listen-only-enabled",
        /// A user stopped listening. BigBlueButton up to 2.2.
        UserAudioListenOnlyDisabled = "user-audio-listen-only-disabled",
        /// Recording was started, resumed or paused; the event does not say which. Webhooks before 2.3.
        MeetingRecordingChanged = "meeting-recording-changed",
    }
}
