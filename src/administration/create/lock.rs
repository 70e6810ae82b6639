//! Lock settings: what locked viewers cannot do.

use super::Create;
use crate::value::open_enum;

/// # Lock settings
///
/// They apply to locked viewers. By default every viewer is locked from the start: see
/// [`lock_on_join`](Self::lock_on_join).
impl Create {
    /// Disables webcams for locked viewers (`lockSettingsDisableCam`).
    ///
    /// Default: `false`.
    pub fn lock_disable_webcams(self, yes: bool) -> Self {
        self.set("lockSettingsDisableCam", yes)
    }

    /// Disables microphones for locked viewers, who can then only listen (`lockSettingsDisableMic`).
    ///
    /// Default: `false`.
    pub fn lock_disable_microphones(self, yes: bool) -> Self {
        self.set("lockSettingsDisableMic", yes)
    }

    /// Disables private chats for locked viewers (`lockSettingsDisablePrivateChat`).
    ///
    /// Default: `false`.
    pub fn lock_disable_private_chat(self, yes: bool) -> Self {
        self.set("lockSettingsDisablePrivateChat", yes)
    }

    /// Disables writing in the public chat for locked viewers (`lockSettingsDisablePublicChat`).
    ///
    /// Default: `false`.
    pub fn lock_disable_public_chat(self, yes: bool) -> Self {
        self.set("lockSettingsDisablePublicChat", yes)
    }

    /// Disables editing the shared notes for locked viewers (`lockSettingsDisableNotes`).
    ///
    /// Default: `false`. Since 2.2.
    pub fn lock_disable_notes(self, yes: bool) -> Self {
        self.set("lockSettingsDisableNotes", yes)
    }

    /// Disables editing the shared notes, by the parameter's older spelling (`lockSettingsDisableNote`).
    ///
    /// Default: `false`. Deprecated since 2.5: see [`lock_disable_notes`](Self::lock_disable_notes). Removed in 4.0.
    pub fn lock_disable_note(self, yes: bool) -> Self {
        self.set("lockSettingsDisableNote", yes)
    }

    /// Hides other viewers from locked viewers in the list of users (`lockSettingsHideUserList`).
    ///
    /// They still see the moderators.
    ///
    /// Default: `false`. Since 2.2.
    pub fn lock_hide_user_list(self, yes: bool) -> Self {
        self.set("lockSettingsHideUserList", yes)
    }

    /// Keeps locked viewers from changing the layout (`lockSettingsLockedLayout`).
    ///
    /// Default: `false`. Removed after 2.x.
    pub fn lock_locked_layout(self, yes: bool) -> Self {
        self.set("lockSettingsLockedLayout", yes)
    }

    /// Locks viewers when they join (`lockSettingsLockOnJoin`).
    ///
    /// Default: `true`.
    pub fn lock_on_join(self, yes: bool) -> Self {
        self.set("lockSettingsLockOnJoin", yes)
    }

    /// Lets moderators change whether viewers are locked when they join (`lockSettingsLockOnJoinConfigurable`).
    ///
    /// Default: `false`.
    pub fn lock_on_join_configurable(self, yes: bool) -> Self {
        self.set("lockSettingsLockOnJoinConfigurable", yes)
    }

    /// Hides other viewers' cursors from locked viewers (`lockSettingsHideViewersCursor`).
    ///
    /// Default: `false`. Since 2.5.
    pub fn lock_hide_viewers_cursor(self, yes: bool) -> Self {
        self.set("lockSettingsHideViewersCursor", yes)
    }

    /// Hides other viewers' annotations from locked viewers (`lockSettingsHideViewersAnnotation`).
    ///
    /// Default: `false`. Since 2.7.
    pub fn lock_hide_viewers_annotation(self, yes: bool) -> Self {
        self.set("lockSettingsHideViewersAnnotation", yes)
    }

    /// Sets who may become the presenter (`lockSettingsPresenterPolicy`).
    ///
    /// Default: [`PresenterPolicy::RequireApproval`]. Since 4.0.
    pub fn lock_presenter_policy(self, policy: PresenterPolicy) -> Self {
        self.set("lockSettingsPresenterPolicy", policy)
    }
}

open_enum! {
    /// A rule for who may become the presenter.
    pub enum PresenterPolicy {
        /// Only moderators.
        ModeratorOnly = "moderatorOnly",
        /// Anyone whom a moderator approves.
        RequireApproval = "requireApproval",
        /// Anyone.
        FreeForAll = "freeForAll",
    }
}
