//! The keys of [`Join::userdata`](super::Join::userdata) that BigBlueButton's clients know.
//!
//! Servers keep any other key as well, and return it in the custom data of an attendee. Where a version is known, it is
//! given. The other keys are older than 3.0.
//!
//! <https://docs.bigbluebutton.org/administration/customize/#passing-custom-parameters-to-the-client-on-join>

/// Whether the audio dialog opens by itself: `true` or `false`.
pub const AUTO_JOIN_AUDIO: &str = "bbb_auto_join_audio";

/// The text before the meeting's name in the browser's title.
pub const CLIENT_TITLE: &str = "bbb_client_title";

/// Whether the user can listen only: `true` or `false`.
pub const FORCE_LISTEN_ONLY: &str = "bbb_force_listen_only";

/// Whether the client offers to listen only: `true` or `false`.
pub const LISTEN_ONLY_MODE: &str = "bbb_listen_only_mode";

/// Whether the client skips the echo test: `true` or `false`.
pub const SKIP_CHECK_AUDIO: &str = "bbb_skip_check_audio";

/// Whether the client skips the first echo test: `true` or `false`. Since 2.3.
pub const SKIP_CHECK_AUDIO_ON_FIRST_JOIN: &str = "bbb_skip_check_audio_on_first_join";

/// Whether the client skips the echo test for a device that was used before: `true` or `false`. Since 3.0.
pub const SKIP_ECHOTEST_IF_PREVIOUS_DEVICE: &str = "bbb_skip_echotest_if_previous_device";

/// The client's language, such as `de` or `pt-BR`. Since 2.3.
pub const OVERRIDE_DEFAULT_LOCALE: &str = "bbb_override_default_locale";

/// Whether the client shows a button to leave: `true` or `false`. Since 2.7.
pub const DIRECT_LEAVE_BUTTON: &str = "bbb_direct_leave_button";

/// Whether a viewer of a breakout room is a moderator of the meeting: `true` or `false`. Since 3.0.
pub const PARENT_ROOM_MODERATOR: &str = "bbb_parent_room_moderator";

/// Whether the user may start and stop recording: `true` or `false`. Since 3.0.
pub const RECORD_PERMISSION: &str = "bbb_record_permission";

/// The tooltip of the recording button for users who may not record. Since 3.0.
pub const RECORD_PERMISSION_TOOLTIP: &str = "bbb_record_permission_tooltip";

/// Whether the meeting's details are shown at the start: `true` or `false`. Since 3.0.
pub const SHOW_SESSION_DETAILS_ON_JOIN: &str = "bbb_show_session_details_on_join";

/// Whether the client shows animations: `true` or `false`.
pub const SHOW_ANIMATIONS_DEFAULT: &str = "bbb_show_animations_default";

/// Whether the logo is shown: `true` or `false`.
pub const DISPLAY_BRANDING_AREA: &str = "bbb_display_branding_area";

/// The keyboard shortcuts, as a JSON list of names.
pub const SHORTCUTS: &str = "bbb_shortcuts";

/// Whether the client asks the user for feedback at the end: `true` or `false`. Removed in 3.0.
pub const ASK_FOR_FEEDBACK_ON_LOGOUT: &str = "bbb_ask_for_feedback_on_logout";

/// Whether the dark theme is used: `true` or `false`.
pub const PREFER_DARK_THEME: &str = "bbb_prefer_dark_theme";

/// Whether the list of users is open at the start: `true` or `false`.
pub const SHOW_PARTICIPANTS_ON_LOGIN: &str = "bbb_show_participants_on_login";

/// Whether the chat is open at the start: `true` or `false`.
pub const SHOW_PUBLIC_CHAT_ON_LOGIN: &str = "bbb_show_public_chat_on_login";

/// Whether the bar at the top is hidden: `true` or `false`. Since 2.4.
pub const HIDE_NAV_BAR: &str = "bbb_hide_nav_bar";

/// Whether the bar at the bottom is hidden: `true` or `false`. Since 2.4.
pub const HIDE_ACTIONS_BAR: &str = "bbb_hide_actions_bar";

/// Whether all bars are hidden: `true` or `false`. Since 3.0.
pub const HIDE_CONTROLS: &str = "bbb_hide_controls";

/// Whether notifications are hidden: `true` or `false`. Since 3.0.
pub const HIDE_NOTIFICATIONS: &str = "bbb_hide_notifications";

/// Whether the bar at the side is hidden: `true` or `false`. Since 4.0.
pub const HIDE_SIDEBAR_NAVIGATION: &str = "bbb_hide_sidebar_navigation";

/// Whether a page that embeds the client may start and stop recording: `true` or `false`.
pub const OUTSIDE_TOGGLE_RECORDING: &str = "bbb_outside_toggle_recording";

/// Whether a page that embeds the client may mute the user: `true` or `false`.
pub const OUTSIDE_TOGGLE_SELF_VOICE: &str = "bbb_outside_toggle_self_voice";

/// Whether the webcam starts by itself: `true` or `false`.
pub const AUTO_SHARE_WEBCAM: &str = "bbb_auto_share_webcam";

/// The quality of the webcam: `low`, `medium`, `high` or `hd`.
pub const PREFERRED_CAMERA_PROFILE: &str = "bbb_preferred_camera_profile";

/// Whether the user can share a webcam: `true` or `false`.
pub const ENABLE_VIDEO: &str = "bbb_enable_video";

/// Whether the user's webcam is recorded: `true` or `false`.
pub const RECORD_VIDEO: &str = "bbb_record_video";

/// Whether the client skips the webcam's preview: `true` or `false`.
pub const SKIP_VIDEO_PREVIEW: &str = "bbb_skip_video_preview";

/// Whether the client skips the webcam's first preview: `true` or `false`. Since 2.3.
pub const SKIP_VIDEO_PREVIEW_ON_FIRST_JOIN: &str = "bbb_skip_video_preview_on_first_join";

/// Whether the client skips the preview for a device that was used before: `true` or `false`. Since 3.0.
pub const SKIP_VIDEO_PREVIEW_IF_PREVIOUS_DEVICE: &str = "bbb_skip_video_preview_if_previous_device";

/// Whether users see themselves mirrored: `true` or `false`.
pub const MIRROR_OWN_WEBCAM: &str = "bbb_mirror_own_webcam";

/// The media server that transports audio in both directions.
pub const FULLAUDIO_BRIDGE: &str = "bbb_fullaudio_bridge";

/// Whether the client switches muted users to listening only, without telling them: `true` or `false`.
pub const TRANSPARENT_LISTEN_ONLY: &str = "bbb_transparent_listen_only";

/// The service that transcribes speech: `webspeech`, `vosk` or `gladia`. Since 3.0.
pub const TRANSCRIPTION_PROVIDER: &str = "bbb_transcription_provider";

/// Whether hidden slides reappear when something happens on them: `true` or `false`.
pub const FORCE_RESTORE_PRESENTATION_ON_NEW_EVENTS: &str =
    "bbb_force_restore_presentation_on_new_events";

/// Whether users who may draw get only the pen: `true` or `false`.
pub const MULTI_USER_PEN_ONLY: &str = "bbb_multi_user_pen_only";

/// The presenter's drawing tools, as a JSON list of names.
pub const PRESENTER_TOOLS: &str = "bbb_presenter_tools";

/// The drawing tools of users who may draw, as a JSON list of names.
pub const MULTI_USER_TOOLS: &str = "bbb_multi_user_tools";

/// The drawing tool that is selected at the start.
pub const INITIAL_SELECTED_TOOL: &str = "bbb_initial_selected_tool";

/// CSS for the client.
pub const CUSTOM_STYLE: &str = "bbb_custom_style";

/// The URL of CSS for the client.
pub const CUSTOM_STYLE_URL: &str = "bbb_custom_style_url";

/// Whether the slides are hidden at the start: `true` or `false`. Removed in 2.6.
pub const AUTO_SWAP_LAYOUT: &str = "bbb_auto_swap_layout";

/// Whether the slides are always hidden: `true` or `false`. Removed in 2.6.
pub const HIDE_PRESENTATION: &str = "bbb_hide_presentation";

/// Whether the slides are hidden at the start: `true` or `false`.
pub const HIDE_PRESENTATION_ON_JOIN: &str = "bbb_hide_presentation_on_join";

/// The initial layout, by a name of [`Layout`](super::Layout). Since 3.0.
pub const DEFAULT_LAYOUT: &str = "bbb_default_layout";

/// Whether the user can share a screen: `true` or `false`.
pub const ENABLE_SCREEN_SHARING: &str = "bbb_enable_screen_sharing";
