//! Breakout rooms, which BigBlueButton normally creates itself.

use super::Create;

/// # Breakout rooms
impl Create {
    /// `isBreakout`, `parentMeetingID`, `sequence`: makes this a breakout room of a meeting that runs, with its number.
    ///
    /// The room is then known by an ID that the server makes up, not by the one given here.
    pub fn breakout(self, parent_meeting_id: &str, sequence: u32) -> Self {
        let mut create = self.set("isBreakout", true);
        create.query.require("parentMeetingID", parent_meeting_id);
        create.set("sequence", sequence)
    }

    /// `freeJoin`: whether users choose the room themselves; no.
    pub fn free_join(self, yes: bool) -> Self {
        self.set("freeJoin", yes)
    }

    /// `breakoutRoomsCaptureSlides`: whether the room's slides come back to the meeting at its end; no. Since 2.6.
    pub fn breakout_rooms_capture_slides(self, yes: bool) -> Self {
        self.set("breakoutRoomsCaptureSlides", yes)
    }

    /// `breakoutRoomsCaptureNotes`: whether the room's notes come back to the meeting at its end; no. Since 2.6.
    pub fn breakout_rooms_capture_notes(self, yes: bool) -> Self {
        self.set("breakoutRoomsCaptureNotes", yes)
    }

    /// `breakoutRoomsCaptureSlidesFilename`: the name of those slides; `%%CONFNAME%%`, the room's name. Since 2.6.
    pub fn breakout_rooms_capture_slides_filename(self, name: &str) -> Self {
        self.set("breakoutRoomsCaptureSlidesFilename", name)
    }

    /// `breakoutRoomsCaptureNotesFilename`: the name of those notes; `%%CONFNAME%%`, the room's name. Since 2.6.
    pub fn breakout_rooms_capture_notes_filename(self, name: &str) -> Self {
        self.set("breakoutRoomsCaptureNotesFilename", name)
    }
}
