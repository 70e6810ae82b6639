//! Settings for how the meeting behaves.

use super::{Create, NotesEditor};
use crate::value::open_enum;

/// # Behaviour
impl Create {
    /// Sets a chat message that only moderators see (`moderatorOnlyMessage`), as simple HTML.
    ///
    /// The same tags are kept and the same keywords are replaced as in [`welcome`](Self::welcome).
    pub fn moderator_only_message(self, html: &str) -> Self {
        self.set("moderatorOnlyMessage", html)
    }

    /// Shows viewers' webcams to moderators only (`webcamsOnlyForModerator`).
    ///
    /// Default: `false`.
    pub fn webcams_only_for_moderator(self, yes: bool) -> Self {
        self.set("webcamsOnlyForModerator", yes)
    }

    /// Mutes users when they join (`muteOnStart`).
    ///
    /// Breakout rooms never mute.
    ///
    /// Default: `false` up to 2.7, `true` since 3.0. Since 2.0.
    pub fn mute_on_start(self, yes: bool) -> Self {
        self.set("muteOnStart", yes)
    }

    /// Lets moderators unmute other users (`allowModsToUnmuteUsers`).
    ///
    /// Default: `false`. Since 2.2.
    pub fn allow_moderators_to_unmute_users(self, yes: bool) -> Self {
        self.set("allowModsToUnmuteUsers", yes)
    }

    /// Asks a user before a moderator unmutes them (`requireUserConsentBeforeUnmuting`).
    ///
    /// It takes effect only together with
    /// [`allow_moderators_to_unmute_users`](Self::allow_moderators_to_unmute_users).
    ///
    /// Default: `false`. Since 4.0.
    pub fn require_user_consent_before_unmuting(self, yes: bool) -> Self {
        self.set("requireUserConsentBeforeUnmuting", yes)
    }

    /// Lets moderators turn off other users' webcams (`allowModsToEjectCameras`).
    ///
    /// Default: `false`. Since 2.4.
    pub fn allow_moderators_to_eject_cameras(self, yes: bool) -> Self {
        self.set("allowModsToEjectCameras", yes)
    }

    /// Lets moderators ask a user to share a webcam (`allowModsToRequestCameraShare`).
    ///
    /// Default: `false`. Since 4.1.
    pub fn allow_moderators_to_request_camera_share(self, yes: bool) -> Self {
        self.set("allowModsToRequestCameraShare", yes)
    }

    /// Lets all users draw on the whiteboard from the start (`multiUserWhiteboardEnabled`).
    ///
    /// Default: `false`. Since 3.0.
    pub fn multi_user_whiteboard_enabled(self, yes: bool) -> Self {
        self.set("multiUserWhiteboardEnabled", yes)
    }

    /// Limits the number of webcams in the meeting (`meetingCameraCap`).
    ///
    /// Default: `0`, which means no limit. Since 2.5.
    pub fn meeting_camera_cap(self, webcams: u32) -> Self {
        self.set("meetingCameraCap", webcams)
    }

    /// Limits the number of webcams that one user shares (`userCameraCap`).
    ///
    /// Default: `3`. Since 2.4.5.
    pub fn user_camera_cap(self, webcams: u32) -> Self {
        self.set("userCameraCap", webcams)
    }

    /// Limits the number of pinned webcams (`maxPinnedCameras`).
    ///
    /// Servers ignore 0.
    ///
    /// Default: `3`. Since 2.6.
    pub fn max_pinned_cameras(self, webcams: u32) -> Self {
        self.set("maxPinnedCameras", webcams)
    }

    /// Sets the client's layout (`meetingLayout`).
    ///
    /// Servers do not check the name.
    ///
    /// Default: [`Layout::Custom`] up to 3.x, [`Layout::Unified`] since 4.0. Since 2.4.
    pub fn meeting_layout(self, layout: Layout) -> Self {
        self.set("meetingLayout", layout)
    }

    /// Ends the meeting after the last moderator has left (`endWhenNoModerator`).
    ///
    /// Default: `false`. Since 2.3.
    pub fn end_when_no_moderator(self, yes: bool) -> Self {
        self.set("endWhenNoModerator", yes)
    }

    /// Sets how many minutes the meeting goes on after the last moderator has left (`endWhenNoModeratorDelayInMinutes`).
    ///
    /// It takes effect only together with [`end_when_no_moderator`](Self::end_when_no_moderator).
    ///
    /// Default: `1`. Since 2.3.
    pub fn end_when_no_moderator_delay_minutes(self, minutes: u32) -> Self {
        self.set("endWhenNoModeratorDelayInMinutes", minutes)
    }

    /// Sets how many minutes the meeting waits for its first user (`meetingExpireIfNoUserJoinedInMinutes`).
    ///
    /// 0 means without limit.
    ///
    /// Default: `5`. Since 2.5.
    pub fn expire_if_no_user_joined_minutes(self, minutes: u32) -> Self {
        self.set("meetingExpireIfNoUserJoinedInMinutes", minutes)
    }

    /// Sets how many minutes the meeting lasts after its last user has left (`meetingExpireWhenLastUserLeftInMinutes`).
    ///
    /// 0 means without limit: the meeting lasts until `end` or [`duration_minutes`](Self::duration_minutes) ends it.
    ///
    /// Default: `1`. Since 2.5.
    pub fn expire_when_last_user_left_minutes(self, minutes: u32) -> Self {
        self.set("meetingExpireWhenLastUserLeftInMinutes", minutes)
    }

    /// Sets the number of minutes after which the client logs out an inactive user (`logoutTimer`).
    ///
    /// Default: the server's own.
    pub fn logout_timer_minutes(self, minutes: u32) -> Self {
        self.set("logoutTimer", minutes)
    }

    /// Offers the learning dashboard (`learningDashboardEnabled`).
    ///
    /// Default: `true`. Since 2.4. Deprecated since 2.5: see [`Feature::LearningDashboard`]. Removed in 3.0.
    pub fn learning_dashboard_enabled(self, yes: bool) -> Self {
        self.set("learningDashboardEnabled", yes)
    }

    /// Sets how many minutes after the meeting the learning dashboard is deleted (`learningDashboardCleanupDelayInMinutes`).
    ///
    /// 0 keeps it.
    ///
    /// Default: `2`. Since 2.4.
    pub fn learning_dashboard_cleanup_delay_minutes(self, minutes: u32) -> Self {
        self.set("learningDashboardCleanupDelayInMinutes", minutes)
    }

    /// Disables virtual backgrounds (`virtualBackgroundsDisabled`).
    ///
    /// Default: `false`. Since 2.4.3. Deprecated since 2.5: see [`Feature::VirtualBackgrounds`]. Removed in 3.0.
    pub fn virtual_backgrounds_disabled(self, yes: bool) -> Self {
        self.set("virtualBackgroundsDisabled", yes)
    }

    /// Offers breakout rooms (`breakoutRoomsEnabled`).
    ///
    /// Default: `true`. Deprecated since 2.5: see [`Feature::BreakoutRooms`]. Removed in 3.0.
    pub fn breakout_rooms_enabled(self, yes: bool) -> Self {
        self.set("breakoutRoomsEnabled", yes)
    }

    /// Offers private chats in breakout rooms (`breakoutRoomsPrivateChatEnabled`).
    ///
    /// Default: `true`.
    pub fn breakout_rooms_private_chat_enabled(self, yes: bool) -> Self {
        self.set("breakoutRoomsPrivateChatEnabled", yes)
    }

    /// Records breakout rooms (`breakoutRoomsRecord`).
    ///
    /// Default: `false`.
    pub fn breakout_rooms_record(self, yes: bool) -> Self {
        self.set("breakoutRoomsRecord", yes)
    }

    /// Disables features in the meeting (`disabledFeatures`), in addition to those that the server disables.
    ///
    /// Clients ignore unknown names. Since 2.5.
    pub fn disabled_features(mut self, features: impl IntoIterator<Item = Feature>) -> Self {
        self.query.list("disabledFeatures", features);
        self
    }

    /// Enables features that the server disables (`disabledFeaturesExclude`).
    ///
    /// Since 2.6.9.
    pub fn disabled_features_exclude(
        mut self,
        features: impl IntoIterator<Item = Feature>,
    ) -> Self {
        self.query.list("disabledFeaturesExclude", features);
        self
    }

    /// Sets the media server that transports webcams (`cameraBridge`).
    ///
    /// Default: [`Bridge::Sfu`] in 3.0, [`Bridge::LiveKit`] since 4.0. Since 3.0.
    pub fn camera_bridge(self, bridge: Bridge) -> Self {
        self.set("cameraBridge", bridge)
    }

    /// Sets the media server that transports shared screens (`screenShareBridge`).
    ///
    /// Default: [`Bridge::Sfu`] in 3.0, [`Bridge::LiveKit`] since 4.0. Since 3.0.
    pub fn screen_share_bridge(self, bridge: Bridge) -> Self {
        self.set("screenShareBridge", bridge)
    }

    /// Sets the media server that transports audio (`audioBridge`).
    ///
    /// This is the only setting that accepts [`Bridge::FreeSwitch`].
    ///
    /// Default: [`Bridge::Sfu`] in 3.0, [`Bridge::LiveKit`] since 4.0. Since 3.0.
    pub fn audio_bridge(self, bridge: Bridge) -> Self {
        self.set("audioBridge", bridge)
    }

    /// Limits the number of slides of one document (`maxNumPages`).
    ///
    /// Default: `200`. Since 3.0.
    pub fn max_pages(self, slides: u32) -> Self {
        self.set("maxNumPages", slides)
    }

    /// Keeps converted documents for other meetings (`presentationConversionCacheEnabled`).
    ///
    /// Default: `false`. Since 3.0.
    pub fn presentation_conversion_cache_enabled(self, yes: bool) -> Self {
        self.set("presentationConversionCacheEnabled", yes)
    }

    /// Sets the editor of the shared notes (`sharedNotesEditor`).
    ///
    /// Default: [`NotesEditor::Etherpad`] in 3.0. Since 3.0. Ignored since 4.0.
    pub fn shared_notes_editor(self, editor: NotesEditor) -> Self {
        self.set("sharedNotesEditor", editor)
    }
}

open_enum! {
    /// A layout of the client. [`Other`](Self::Other) sends any other name.
    pub enum Layout {
        /// The user arranges it. Removed in 4.0.
        Custom = "CUSTOM_LAYOUT",
        /// The client arranges it. Removed in 4.0.
        Smart = "SMART_LAYOUT",
        /// Large slides. Removed in 4.0.
        PresentationFocus = "PRESENTATION_FOCUS",
        /// Large webcams. Removed in 4.0.
        VideoFocus = "VIDEO_FOCUS",
        /// Only webcams. Since 3.0.
        CamerasOnly = "CAMERAS_ONLY",
        /// Only the list of users and the chat. Since 3.0.
        ParticipantsAndChatOnly = "PARTICIPANTS_AND_CHAT_ONLY",
        /// Only slides. Since 3.0.
        PresentationOnly = "PRESENTATION_ONLY",
        /// Only slides, webcams and shared screens. Since 3.0.
        MediaOnly = "MEDIA_ONLY",
        /// One layout for every purpose, the default since 4.0.
        Unified = "UNIFIED_LAYOUT",
    }
}

open_enum! {
    /// A media server that transports audio, webcams or shared screens.
    pub enum Bridge {
        /// BigBlueButton's own media server.
        Sfu = "bbb-webrtc-sfu",
        /// LiveKit.
        LiveKit = "livekit",
        /// FreeSWITCH, for audio only.
        FreeSwitch = "freeswitch",
    }
}

open_enum! {
    /// A feature that can be disabled in a meeting. [`Other`](Self::Other) sends any other name.
    pub enum Feature {
        /// Breakout rooms. Since 2.5.
        BreakoutRooms = "breakoutRooms",
        /// Captions. Since 2.5.
        Captions = "captions",
        /// The chat. Since 2.5.
        Chat = "chat",
        /// Private chats. Since 3.0.
        PrivateChat = "privateChat",
        /// Deleting chat messages. Since 3.0.
        DeleteChatMessage = "deleteChatMessage",
        /// Editing chat messages. Since 3.0.
        EditChatMessage = "editChatMessage",
        /// Replying to chat messages. Since 3.0.
        ReplyChatMessage = "replyChatMessage",
        /// Reactions to chat messages. Since 3.0.
        ChatMessageReactions = "chatMessageReactions",
        /// The emoji picker of the chat. Since 3.0.
        ChatEmojiPicker = "chatEmojiPicker",
        /// Pinning chat messages. Since 4.0.
        PinChatMessage = "pinChatMessage",
        /// External videos. Since 2.5.
        ExternalVideos = "externalVideos",
        /// Choosing a layout. Since 2.5. Removed in 4.0.
        Layouts = "layouts",
        /// The learning dashboard. Since 2.5.
        LearningDashboard = "learningDashboard",
        /// Downloading the learning dashboard's data. Since 2.7.5.
        LearningDashboardDownloadSessionData = "learningDashboardDownloadSessionData",
        /// Polls. Since 2.5.
        Polls = "polls",
        /// Shared notes. Since 2.5.
        SharedNotes = "sharedNotes",
        /// Plugins. Since 3.0.
        Plugins = "plugins",
        /// Several functions in one panel. Since 4.0.
        MultiFunctionalMode = "multiFunctionalMode",
        /// Importing annotated slides from breakout rooms. Since 2.5.
        ImportPresentationWithAnnotationsFromBreakoutRooms = "importPresentationWithAnnotationsFromBreakoutRooms",
        /// Importing shared notes from breakout rooms. Since 2.5.
        ImportSharedNotesFromBreakoutRooms = "importSharedNotesFromBreakoutRooms",
        /// Slides. Since 2.6.
        Presentation = "presentation",
        /// Downloading slides with annotations. Since 2.6.
        DownloadPresentationWithAnnotations = "downloadPresentationWithAnnotations",
        /// Downloading slides as PDF. Since 2.7.
        DownloadPresentationConvertedToPdf = "downloadPresentationConvertedToPdf",
        /// Downloading slides as they were uploaded. Since 2.7.
        DownloadPresentationOriginalFile = "downloadPresentationOriginalFile",
        /// Downloading a picture of the current slide. Since 2.7.
        SnapshotOfCurrentSlide = "snapshotOfCurrentSlide",
        /// A whiteboard that extends beyond the slide. Since 3.0.
        InfiniteWhiteboard = "infiniteWhiteboard",
        /// Showing a webcam as content. Since 2.7.
        CameraAsContent = "cameraAsContent",
        /// Sharing a screen. Since 2.5.
        Screenshare = "screenshare",
        /// Virtual backgrounds. Since 2.5.
        VirtualBackgrounds = "virtualBackgrounds",
        /// Uploading virtual backgrounds. Since 2.5.
        CustomVirtualBackgrounds = "customVirtualBackgrounds",
        /// Live transcription. Since 2.6.
        LiveTranscription = "liveTranscription",
        /// The timer. Since 2.7.
        Timer = "timer",
        /// Quizzes. Since 3.0.
        Quizzes = "quizzes",
        /// Raising hands. Since 3.0.
        RaiseHand = "raiseHand",
        /// Reactions of users. Since 3.0.
        UserReactions = "userReactions",
        /// The webcam grid. Since 4.0.
        WebcamGrid = "webcamGrid",
    }
}
