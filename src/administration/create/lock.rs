//! What viewers cannot do while they are locked.

use super::Create;
use crate::value::open_enum;

/// # Lock settings
///
/// They hold for viewers who are locked: all of them from the start, unless [`lock_on_join`](Self::lock_on_join) says otherwise.
impl Create {
    /// `lockSettingsDisableCam`: viewers cannot share cameras; no.
    pub fn lock_disable_cam(self, yes: bool) -> Self {
        self.set("lockSettingsDisableCam", yes)
    }

    /// `lockSettingsDisableMic`: viewers can listen only; no.
    pub fn lock_disable_mic(self, yes: bool) -> Self {
        self.set("lockSettingsDisableMic", yes)
    }

    /// `lockSettingsDisablePrivateChat`: viewers have no private chats; no.
    pub fn lock_disable_private_chat(self, yes: bool) -> Self {
        self.set("lockSettingsDisablePrivateChat", yes)
    }

    /// `lockSettingsDisablePublicChat`: viewers cannot write in the public chat; no.
    pub fn lock_disable_public_chat(self, yes: bool) -> Self {
        self.set("lockSettingsDisablePublicChat", yes)
    }

    /// `lockSettingsDisableNotes`: viewers cannot write shared notes; no. Since 2.2.
    pub fn lock_disable_notes(self, yes: bool) -> Self {
        self.set("lockSettingsDisableNotes", yes)
    }

    /// `lockSettingsDisableNote`: the older spelling of [`lock_disable_notes`](Self::lock_disable_notes). Deprecated since 2.5,
    /// gone in 4.0.
    pub fn lock_disable_note(self, yes: bool) -> Self {
        self.set("lockSettingsDisableNote", yes)
    }

    /// `lockSettingsHideUserList`: viewers see moderators alone in the list of users; no. Since 2.2.
    pub fn lock_hide_user_list(self, yes: bool) -> Self {
        self.set("lockSettingsHideUserList", yes)
    }

    /// `lockSettingsLockedLayout`: viewers cannot change the layout; no. Dropped after 2.x.
    pub fn lock_locked_layout(self, yes: bool) -> Self {
        self.set("lockSettingsLockedLayout", yes)
    }

    /// `lockSettingsLockOnJoin`: whether viewers are locked as they come in; yes.
    pub fn lock_on_join(self, yes: bool) -> Self {
        self.set("lockSettingsLockOnJoin", yes)
    }

    /// `lockSettingsLockOnJoinConfigurable`: whether moderators can change that; no.
    pub fn lock_on_join_configurable(self, yes: bool) -> Self {
        self.set("lockSettingsLockOnJoinConfigurable", yes)
    }

    /// `lockSettingsHideViewersCursor`: viewers do not see each other's cursors; no. Since 2.5.
    pub fn lock_hide_viewers_cursor(self, yes: bool) -> Self {
        self.set("lockSettingsHideViewersCursor", yes)
    }

    /// `lockSettingsHideViewersAnnotation`: viewers do not see each other's drawings; no. Since 2.7.
    pub fn lock_hide_viewers_annotation(self, yes: bool) -> Self {
        self.set("lockSettingsHideViewersAnnotation", yes)
    }

    /// `lockSettingsPresenterPolicy`: who may become presenter; [`PresenterPolicy::RequireApproval`]. Since 4.0.
    pub fn lock_presenter_policy(self, policy: PresenterPolicy) -> Self {
        self.set("lockSettingsPresenterPolicy", policy)
    }
}

open_enum! {
    /// Who may become presenter.
    pub enum PresenterPolicy {
        /// Moderators alone.
        ModeratorOnly = "moderatorOnly",
        /// Whoever a moderator approves.
        RequireApproval = "requireApproval",
        /// Everyone.
        FreeForAll = "freeForAll",
    }
}
