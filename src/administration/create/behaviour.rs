//! How the meeting behaves.

use super::Create;
use crate::value::open_enum;

/// # Behaviour
impl Create {
    /// `moderatorOnlyMessage`: a message in the chat that moderators alone see; HTML and keywords as in [`welcome`](Self::welcome).
    pub fn moderator_only_message(self, html: &str) -> Self {
        self.set("moderatorOnlyMessage", html)
    }

    /// `webcamsOnlyForModerator`: whether viewers' cameras are shown to moderators alone; no.
    pub fn webcams_only_for_moderator(self, yes: bool) -> Self {
        self.set("webcamsOnlyForModerator", yes)
    }

    /// `muteOnStart`: whether users come in muted; no up to 2.7, yes since 3.0. Breakout rooms never mute. Since 2.0.
    pub fn mute_on_start(self, yes: bool) -> Self {
        self.set("muteOnStart", yes)
    }

    /// `allowModsToUnmuteUsers`: whether moderators can unmute others; no. Since 2.2.
    pub fn allow_mods_to_unmute_users(self, yes: bool) -> Self {
        self.set("allowModsToUnmuteUsers", yes)
    }

    /// `requireUserConsentBeforeUnmuting`: whether a user is asked before; no. Since 4.0.
    pub fn require_user_consent_before_unmuting(self, yes: bool) -> Self {
        self.set("requireUserConsentBeforeUnmuting", yes)
    }

    /// `allowModsToEjectCameras`: whether moderators can switch off others' cameras; no. Since 2.4.
    pub fn allow_mods_to_eject_cameras(self, yes: bool) -> Self {
        self.set("allowModsToEjectCameras", yes)
    }

    /// `allowModsToRequestCameraShare`: whether moderators can ask a user to share a camera; no. Since 4.1.
    pub fn allow_mods_to_request_camera_share(self, yes: bool) -> Self {
        self.set("allowModsToRequestCameraShare", yes)
    }

    /// `multiUserWhiteboardEnabled`: whether all may draw from the start; no. Since 3.0.
    pub fn multi_user_whiteboard_enabled(self, yes: bool) -> Self {
        self.set("multiUserWhiteboardEnabled", yes)
    }

    /// `meetingCameraCap`: how many cameras may be on; 0, the default, for any number. Since 2.5.
    pub fn meeting_camera_cap(self, cameras: u32) -> Self {
        self.set("meetingCameraCap", cameras)
    }

    /// `userCameraCap`: how many cameras one user may share; 3. Since 2.4.5.
    pub fn user_camera_cap(self, cameras: u32) -> Self {
        self.set("userCameraCap", cameras)
    }

    /// `maxPinnedCameras`: how many cameras may be pinned; 3. Servers ignore 0. Since 2.6.
    pub fn max_pinned_cameras(self, cameras: u32) -> Self {
        self.set("maxPinnedCameras", cameras)
    }

    /// `meetingLayout`: how the client arranges what it shows. Servers do not check the name. Since 2.4.
    pub fn meeting_layout(self, layout: Layout) -> Self {
        self.set("meetingLayout", layout)
    }

    /// `endWhenNoModerator`: whether the meeting ends when the last moderator has left; no. Since 2.3.
    pub fn end_when_no_moderator(self, yes: bool) -> Self {
        self.set("endWhenNoModerator", yes)
    }

    /// `endWhenNoModeratorDelayInMinutes`: how long it waits before; 1 minute. Since 2.3.
    pub fn end_when_no_moderator_delay(self, minutes: u32) -> Self {
        self.set("endWhenNoModeratorDelayInMinutes", minutes)
    }

    /// `meetingExpireIfNoUserJoinedInMinutes`: how long the meeting waits for its first user; 5 minutes, 0 for ever. Since 2.5.
    pub fn expire_if_no_user_joined(self, minutes: u32) -> Self {
        self.set("meetingExpireIfNoUserJoinedInMinutes", minutes)
    }

    /// `meetingExpireWhenLastUserLeftInMinutes`: how long it lives when all have left; 1 minute, 0 for ever. Since 2.5.
    pub fn expire_when_last_user_left(self, minutes: u32) -> Self {
        self.set("meetingExpireWhenLastUserLeftInMinutes", minutes)
    }

    /// `logoutTimer`: minutes until the client logs a user out who does nothing; the server's own where there is none.
    pub fn logout_timer(self, minutes: u32) -> Self {
        self.set("logoutTimer", minutes)
    }

    /// `learningDashboardEnabled`: whether there is a learning dashboard; yes. Since 2.4, deprecated since 2.5, gone in 3.0:
    /// see [`Feature::LearningDashboard`].
    pub fn learning_dashboard_enabled(self, yes: bool) -> Self {
        self.set("learningDashboardEnabled", yes)
    }

    /// `learningDashboardCleanupDelayInMinutes`: how long the dashboard can be seen after the end; 2 minutes, 0 for ever. Since 2.4.
    pub fn learning_dashboard_cleanup_delay(self, minutes: u32) -> Self {
        self.set("learningDashboardCleanupDelayInMinutes", minutes)
    }

    /// `virtualBackgroundsDisabled`: whether cameras go without virtual backgrounds; no. Since 2.4.3, deprecated since 2.5,
    /// gone in 3.0: see [`Feature::VirtualBackgrounds`].
    pub fn virtual_backgrounds_disabled(self, yes: bool) -> Self {
        self.set("virtualBackgroundsDisabled", yes)
    }

    /// `breakoutRoomsEnabled`: whether there can be breakout rooms; yes. Deprecated since 2.5, gone in 3.0: see
    /// [`Feature::BreakoutRooms`].
    pub fn breakout_rooms_enabled(self, yes: bool) -> Self {
        self.set("breakoutRoomsEnabled", yes)
    }

    /// `breakoutRoomsPrivateChatEnabled`: whether breakout rooms have private chats; yes.
    pub fn breakout_rooms_private_chat_enabled(self, yes: bool) -> Self {
        self.set("breakoutRoomsPrivateChatEnabled", yes)
    }

    /// `breakoutRoomsRecord`: whether breakout rooms are recorded; no.
    pub fn breakout_rooms_record(self, yes: bool) -> Self {
        self.set("breakoutRoomsRecord", yes)
    }

    /// `disabledFeatures`: what is switched off, on top of what the server switches off. Unknown names are ignored. Since 2.5.
    pub fn disabled_features(mut self, features: impl IntoIterator<Item = Feature>) -> Self {
        self.query.list("disabledFeatures", features);
        self
    }

    /// `disabledFeaturesExclude`: what stays on although the server switches it off. Since 2.6.9.
    pub fn disabled_features_exclude(
        mut self,
        features: impl IntoIterator<Item = Feature>,
    ) -> Self {
        self.query.list("disabledFeaturesExclude", features);
        self
    }

    /// `cameraBridge`: what carries cameras: [`Bridge::Sfu`] in 3.0, [`Bridge::LiveKit`] since 4.0. Since 3.0.
    pub fn camera_bridge(self, bridge: Bridge) -> Self {
        self.set("cameraBridge", bridge)
    }

    /// `screenShareBridge`: what carries shared screens; as [`camera_bridge`](Self::camera_bridge). Since 3.0.
    pub fn screen_share_bridge(self, bridge: Bridge) -> Self {
        self.set("screenShareBridge", bridge)
    }

    /// `audioBridge`: what carries sound; as [`camera_bridge`](Self::camera_bridge), and [`Bridge::FreeSwitch`]. Since 3.0.
    pub fn audio_bridge(self, bridge: Bridge) -> Self {
        self.set("audioBridge", bridge)
    }

    /// `maxNumPages`: how many slides of a document are shown; 200. Since 3.0.
    pub fn max_num_pages(self, slides: u32) -> Self {
        self.set("maxNumPages", slides)
    }

    /// `presentationConversionCacheEnabled`: whether the server keeps converted documents for other meetings; no. Since 3.0.
    pub fn presentation_conversion_cache_enabled(self, yes: bool) -> Self {
        self.set("presentationConversionCacheEnabled", yes)
    }
}

open_enum! {
    /// How the client arranges what it shows. [`Other`](Self::Other) sends any other name.
    pub enum Layout {
        /// As the user arranges it; gone in 4.0.
        Custom = "CUSTOM_LAYOUT",
        /// As the client finds best; gone in 4.0.
        Smart = "SMART_LAYOUT",
        /// The slides are large; gone in 4.0.
        PresentationFocus = "PRESENTATION_FOCUS",
        /// The cameras are large; gone in 4.0.
        VideoFocus = "VIDEO_FOCUS",
        /// Cameras and nothing else. Since 3.0.
        CamerasOnly = "CAMERAS_ONLY",
        /// The list of users and the chat. Since 3.0.
        ParticipantsAndChatOnly = "PARTICIPANTS_AND_CHAT_ONLY",
        /// Slides and nothing else. Since 3.0.
        PresentationOnly = "PRESENTATION_ONLY",
        /// Slides, cameras and screens. Since 3.0.
        MediaOnly = "MEDIA_ONLY",
        /// The one for all; the default since 4.0.
        Unified = "UNIFIED_LAYOUT",
    }
}

open_enum! {
    /// What carries sound and pictures.
    pub enum Bridge {
        /// BigBlueButton's own.
        Sfu = "bbb-webrtc-sfu",
        /// LiveKit.
        LiveKit = "livekit",
        /// FreeSWITCH; for sound alone.
        FreeSwitch = "freeswitch",
    }
}

open_enum! {
    /// What can be switched off in a meeting. [`Other`](Self::Other) sends any other name.
    pub enum Feature {
        /// Breakout rooms. Since 2.5.
        BreakoutRooms = "breakoutRooms",
        /// Captions. Since 2.5.
        Captions = "captions",
        /// The chat. Since 2.5.
        Chat = "chat",
        /// Private chats. Since 3.0.
        PrivateChat = "privateChat",
        /// Deleting messages. Since 3.0.
        DeleteChatMessage = "deleteChatMessage",
        /// Changing messages. Since 3.0.
        EditChatMessage = "editChatMessage",
        /// Replying to messages. Since 3.0.
        ReplyChatMessage = "replyChatMessage",
        /// Reactions to messages. Since 3.0.
        ChatMessageReactions = "chatMessageReactions",
        /// Choosing emojis in the chat. Since 3.0.
        ChatEmojiPicker = "chatEmojiPicker",
        /// Pinning messages. Since 4.0.
        PinChatMessage = "pinChatMessage",
        /// Videos from elsewhere. Since 2.5.
        ExternalVideos = "externalVideos",
        /// Choosing a layout. Since 2.5, gone in 4.0.
        Layouts = "layouts",
        /// The learning dashboard. Since 2.5.
        LearningDashboard = "learningDashboard",
        /// Saving the dashboard's data. Since 2.7.5.
        LearningDashboardDownloadSessionData = "learningDashboardDownloadSessionData",
        /// Polls. Since 2.5.
        Polls = "polls",
        /// Shared notes. Since 2.5.
        SharedNotes = "sharedNotes",
        /// Plugins. Since 3.0.
        Plugins = "plugins",
        /// Several functions in one panel. Since 4.0.
        MultiFunctionalMode = "multiFunctionalMode",
        /// Taking slides with drawings over from breakout rooms. Since 2.5.
        ImportPresentationWithAnnotationsFromBreakoutRooms = "importPresentationWithAnnotationsFromBreakoutRooms",
        /// Taking notes over from breakout rooms. Since 2.5.
        ImportSharedNotesFromBreakoutRooms = "importSharedNotesFromBreakoutRooms",
        /// Slides. Since 2.6.
        Presentation = "presentation",
        /// Saving slides with drawings. Since 2.6.
        DownloadPresentationWithAnnotations = "downloadPresentationWithAnnotations",
        /// Saving slides as PDF. Since 2.7.
        DownloadPresentationConvertedToPdf = "downloadPresentationConvertedToPdf",
        /// Saving slides as they were uploaded. Since 2.7.
        DownloadPresentationOriginalFile = "downloadPresentationOriginalFile",
        /// Saving a picture of the slide that is shown. Since 2.7.
        SnapshotOfCurrentSlide = "snapshotOfCurrentSlide",
        /// A whiteboard beyond the slide's edges. Since 3.0.
        InfiniteWhiteboard = "infiniteWhiteboard",
        /// A camera as content. Since 2.7.
        CameraAsContent = "cameraAsContent",
        /// Sharing a screen. Since 2.5.
        Screenshare = "screenshare",
        /// Virtual backgrounds. Since 2.5.
        VirtualBackgrounds = "virtualBackgrounds",
        /// Virtual backgrounds of one's own. Since 2.5.
        CustomVirtualBackgrounds = "customVirtualBackgrounds",
        /// Transcription while people speak. Since 2.6.
        LiveTranscription = "liveTranscription",
        /// The timer. Since 2.7.
        Timer = "timer",
        /// Quizzes. Since 3.0.
        Quizzes = "quizzes",
        /// Raising hands. Since 3.0.
        RaiseHand = "raiseHand",
        /// Reactions of users. Since 3.0.
        UserReactions = "userReactions",
        /// The grid of cameras. Since 4.0.
        WebcamGrid = "webcamGrid",
    }
}
