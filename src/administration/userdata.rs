//! The keys of [`Join::userdata`](super::Join::userdata) that BigBlueButton's clients know.
//!
//! Any other key is kept too, and stands among the custom data of an attendee. A version is given where
//! it is known; the others are older than 3.0.
//!
//! <https://docs.bigbluebutton.org/administration/customize/#passing-custom-parameters-to-the-client-on-join>

/// Whether the question about sound opens by itself: `true` or `false`.
pub const AUTO_JOIN_AUDIO: &str = "bbb_auto_join_audio";

/// What stands before the meeting's name in the browser's title.
pub const CLIENT_TITLE: &str = "bbb_client_title";

/// Whether the user can listen only: `true` or `false`.
pub const FORCE_LISTEN_ONLY: &str = "bbb_force_listen_only";

/// Whether listening only is offered: `true` or `false`.
pub const LISTEN_ONLY_MODE: &str = "bbb_listen_only_mode";

/// Whether the echo test is left out: `true` or `false`.
pub const SKIP_CHECK_AUDIO: &str = "bbb_skip_check_audio";

/// Whether the first echo test is left out: `true` or `false`. Since 2.3.
pub const SKIP_CHECK_AUDIO_ON_FIRST_JOIN: &str = "bbb_skip_check_audio_on_first_join";

/// Whether the echo test is left out for a device that was used before: `true` or `false`. Since 3.0.
pub const SKIP_ECHOTEST_IF_PREVIOUS_DEVICE: &str = "bbb_skip_echotest_if_previous_device";

/// The language, such as `de` or `pt-BR`. Since 2.3.
pub const OVERRIDE_DEFAULT_LOCALE: &str = "bbb_override_default_locale";

/// Whether there is a button to leave: `true` or `false`. Since 2.7.
pub const DIRECT_LEAVE_BUTTON: &str = "bbb_direct_leave_button";

/// Whether a viewer of a breakout room is a moderator of the meeting: `true` or `false`. Since 3.0.
pub const PARENT_ROOM_MODERATOR: &str = "bbb_parent_room_moderator";

/// Whether the user may start and stop recording: `true` or `false`. Since 3.0.
pub const RECORD_PERMISSION: &str = "bbb_record_permission";

/// What the recording button tells who may not use it. Since 3.0.
pub const RECORD_PERMISSION_TOOLTIP: &str = "bbb_record_permission_tooltip";

/// Whether the meeting's details are shown at the start: `true` or `false`. Since 3.0.
pub const SHOW_SESSION_DETAILS_ON_JOIN: &str = "bbb_show_session_details_on_join";

/// Whether there are animations: `true` or `false`.
pub const SHOW_ANIMATIONS_DEFAULT: &str = "bbb_show_animations_default";

/// Whether the logo is shown: `true` or `false`.
pub const DISPLAY_BRANDING_AREA: &str = "bbb_display_branding_area";

/// The keyboard shortcuts, as a JSON list of names.
pub const SHORTCUTS: &str = "bbb_shortcuts";

/// Whether the user is asked for feedback at the end: `true` or `false`. Gone in 3.0.
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

/// Whether the page around the client may start and stop recording: `true` or `false`.
pub const OUTSIDE_TOGGLE_RECORDING: &str = "bbb_outside_toggle_recording";

/// Whether the page around the client may mute the user: `true` or `false`.
pub const OUTSIDE_TOGGLE_SELF_VOICE: &str = "bbb_outside_toggle_self_voice";

/// Whether the camera starts by itself: `true` or `false`.
pub const AUTO_SHARE_WEBCAM: &str = "bbb_auto_share_webcam";

/// The camera's quality: `low`, `medium`, `high`, `hd`.
pub const PREFERRED_CAMERA_PROFILE: &str = "bbb_preferred_camera_profile";

/// Whether the user can share a camera: `true` or `false`.
pub const ENABLE_VIDEO: &str = "bbb_enable_video";

/// Whether the user's camera is recorded: `true` or `false`.
pub const RECORD_VIDEO: &str = "bbb_record_video";

/// Whether the camera's preview is left out: `true` or `false`.
pub const SKIP_VIDEO_PREVIEW: &str = "bbb_skip_video_preview";

/// Whether the first preview is left out: `true` or `false`. Since 2.3.
pub const SKIP_VIDEO_PREVIEW_ON_FIRST_JOIN: &str = "bbb_skip_video_preview_on_first_join";

/// Whether the preview is left out for a device that was used before: `true` or `false`. Since 3.0.
pub const SKIP_VIDEO_PREVIEW_IF_PREVIOUS_DEVICE: &str = "bbb_skip_video_preview_if_previous_device";

/// Whether users see themselves mirrored: `true` or `false`.
pub const MIRROR_OWN_WEBCAM: &str = "bbb_mirror_own_webcam";

/// What carries sound in both directions.
pub const FULLAUDIO_BRIDGE: &str = "bbb_fullaudio_bridge";

/// Whether muted users are only listening without noticing: `true` or `false`.
pub const TRANSPARENT_LISTEN_ONLY: &str = "bbb_transparent_listen_only";

/// Who transcribes speech: `webspeech`, `vosk`, `gladia`. Since 3.0.
pub const TRANSCRIPTION_PROVIDER: &str = "bbb_transcription_provider";

/// Whether hidden slides come back when something happens on them: `true` or `false`.
pub const FORCE_RESTORE_PRESENTATION_ON_NEW_EVENTS: &str =
    "bbb_force_restore_presentation_on_new_events";

/// Whether those who may draw have the pen only: `true` or `false`.
pub const MULTI_USER_PEN_ONLY: &str = "bbb_multi_user_pen_only";

/// The presenter's drawing tools, as a JSON list of names.
pub const PRESENTER_TOOLS: &str = "bbb_presenter_tools";

/// The drawing tools of those who may draw, as a JSON list of names.
pub const MULTI_USER_TOOLS: &str = "bbb_multi_user_tools";

/// The drawing tool at the start.
pub const INITIAL_SELECTED_TOOL: &str = "bbb_initial_selected_tool";

/// CSS for the client.
pub const CUSTOM_STYLE: &str = "bbb_custom_style";

/// The URL of CSS for the client.
pub const CUSTOM_STYLE_URL: &str = "bbb_custom_style_url";

/// Whether the slides are hidden at the start: `true` or `false`. Gone in 2.6.
pub const AUTO_SWAP_LAYOUT: &str = "bbb_auto_swap_layout";

/// Whether the slides are hidden for good: `true` or `false`. Gone in 2.6.
pub const HIDE_PRESENTATION: &str = "bbb_hide_presentation";

/// Whether the slides are hidden at the start: `true` or `false`.
pub const HIDE_PRESENTATION_ON_JOIN: &str = "bbb_hide_presentation_on_join";

/// The layout at the start, by a name of [`Layout`](super::Layout). Since 3.0.
pub const DEFAULT_LAYOUT: &str = "bbb_default_layout";

/// Whether the user can share a screen: `true` or `false`.
pub const ENABLE_SCREEN_SHARING: &str = "bbb_enable_screen_sharing";
