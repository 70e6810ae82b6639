//! The elements of recordings in BigBlueButton's answers.

use crate::testing::text::xml::{Element, escaped};
use crate::testing::world::{Format, TestRecording};

impl TestRecording {
    /// Returns the element of a recording, with up to this many of its formats.
    pub(super) fn element(&self, formats: usize) -> Element {
        // QUIRK: the name and the meeting ID are escaped twice, except for the apostrophe.
        let again = |text: &str| escaped(text).replace("&apos;", "'");
        let metadata = self.metadata.iter();
        let metadata = metadata.map(|(name, value)| Element::text(name.clone(), value));
        let size: i64 = self.formats.iter().map(|format| format.size).sum();
        let formats = self.formats.iter().take(formats).map(Format::element);
        let (meeting_id, name) = (again(&self.meeting_id), again(&self.name));
        let mut elements = self.first_elements(&meeting_id, self.record_id(), &name);
        elements.extend([
            Element::text("rawSize", self.raw_size),
            Element::list("metadata", metadata.collect()),
            Element::text("size", size),
            Element::list("playback", formats.collect()),
            Element::text("data", ""),
        ]);
        Element::list("recording", elements)
    }

    /// Returns the elements with which servers begin a recording, with the IDs and the name as the server prints them.
    pub(in crate::testing) fn first_elements(
        &self,
        meeting_id: &str,
        internal_id: &str,
        name: &str,
    ) -> Vec<Element> {
        vec![
            Element::text("recordID", self.record_id()),
            Element::text("meetingID", meeting_id),
            Element::text("internalMeetingID", internal_id),
            Element::text("name", name),
            Element::text("isBreakout", self.is_breakout),
            Element::text("published", self.is_published()),
            Element::text("state", &self.state),
            Element::text("startTime", self.start),
            Element::text("endTime", self.end),
            Element::text("participants", self.participants),
        ]
    }
}

impl Format {
    /// Returns the element of a format, as BigBlueButton and b3lb print it.
    pub(in crate::testing) fn element(&self) -> Element {
        let mut fields = vec![
            Element::text("type", &self.kind),
            Element::text("url", &self.url),
            Element::text("processingTime", 60_000),
            Element::text("length", self.minutes),
            Element::text("size", self.size),
        ];
        fields.extend(self.previews());
        Element::list("format", fields)
    }

    /// Returns the element of the preview images, if there are any.
    pub(in crate::testing) fn previews(&self) -> Option<Element> {
        let images = self.images.iter().map(|url| {
            Element::text("image", url)
                .attribute("alt", "")
                .attribute("height", "136")
                .attribute("width", "176")
        });
        let images: Vec<Element> = images.collect();
        (!images.is_empty())
            .then(|| Element::list("preview", vec![Element::list("images", images)]))
    }
}
