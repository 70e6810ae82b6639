//! Breakout rooms, which BigBlueButton normally creates itself.

use super::Create;

/// # Breakout rooms
impl Create {
    /// Makes this meeting a breakout room (`isBreakout`) of a running meeting (`parentMeetingID`), with a number (`sequence`).
    ///
    /// The server generates the room's ID. The ID given to [`new`](Self::new) does not apply.
    pub fn breakout(self, parent_meeting_id: &str, sequence: u32) -> Self {
        let mut create = self.set("isBreakout", true);
        create.query.require("parentMeetingID", parent_meeting_id);
        create.set("sequence", sequence)
    }

    /// Lets users choose the breakout room themselves (`freeJoin`).
    ///
    /// Default: `false`.
    pub fn free_join(self, yes: bool) -> Self {
        self.set("freeJoin", yes)
    }

    /// Copies the room's slides to the parent meeting when the room ends (`breakoutRoomsCaptureSlides`).
    ///
    /// Default: `false`. Since 2.6.
    pub fn breakout_rooms_capture_slides(self, yes: bool) -> Self {
        self.set("breakoutRoomsCaptureSlides", yes)
    }

    /// Copies the room's shared notes to the parent meeting when the room ends (`breakoutRoomsCaptureNotes`).
    ///
    /// Default: `false`. Since 2.6.
    pub fn breakout_rooms_capture_notes(self, yes: bool) -> Self {
        self.set("breakoutRoomsCaptureNotes", yes)
    }

    /// Sets the file name of the copied slides (`breakoutRoomsCaptureSlidesFilename`).
    ///
    /// Default: `%%CONFNAME%%`, which servers replace with the room's name. Since 2.6.
    pub fn breakout_rooms_capture_slides_filename(self, name: &str) -> Self {
        self.set("breakoutRoomsCaptureSlidesFilename", name)
    }

    /// Sets the file name of the copied notes (`breakoutRoomsCaptureNotesFilename`).
    ///
    /// Default: `%%CONFNAME%%`, which servers replace with the room's name. Since 2.6.
    pub fn breakout_rooms_capture_notes_filename(self, name: &str) -> Self {
        self.set("breakoutRoomsCaptureNotesFilename", name)
    }
}
