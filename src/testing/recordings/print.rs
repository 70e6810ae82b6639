//! Recordings as each server prints them.

use super::{Format, Recording};
use crate::testing::profile::Profile;
use crate::testing::xml::{Element, escaped};

impl Recording {
    /// The element of a recording, with so many of its formats.
    pub(super) fn element(&self, profile: Profile, formats: usize) -> Element {
        let scalelite = profile == Profile::Scalelite;
        let mut fields = self.identity(profile);
        if !scalelite {
            fields.push(Element::text("isBreakout", self.is_breakout));
        }
        fields.extend([
            Element::text("published", self.is_published()),
            Element::text("state", &self.state),
            Element::text("startTime", self.start),
            Element::text("endTime", self.end),
            Element::text("participants", self.participants),
        ]);
        if !scalelite {
            fields.push(Element::text("rawSize", self.raw_size));
        }
        fields.push(Element::list("metadata", self.metadata(profile)));
        // QUIRK: b3lb says of every recording that it is a breakout room's.
        if profile == Profile::B3lb {
            let breakout = vec![
                Element::text("parentId", "unknown"),
                Element::text("sequence", 0),
                Element::text("freeJoin", false),
            ];
            fields.push(Element::list("breakout", breakout));
        }
        if !scalelite {
            let size: i64 = self.formats.iter().map(|format| format.size).sum();
            fields.push(Element::text("size", size));
        }
        let formats = self.formats.iter().take(formats);
        let formats = formats.map(|format| format.element(profile)).collect();
        fields.push(Element::list("playback", formats));
        if !scalelite {
            fields.push(Element::text("data", ""));
        }
        Element::list("recording", fields)
    }

    fn identity(&self, profile: Profile) -> Vec<Element> {
        let id = self.record_id();
        // QUIRK: BigBlueButton escapes name and meeting ID twice, but for the apostrophe.
        let again = |text: &str| escaped(text).replace("&apos;", "'");
        let (meeting, name) = if profile.is_bbb() {
            (again(&self.meeting_id), again(&self.name))
        } else {
            (self.meeting_id.clone(), self.name.clone())
        };
        let internal = if profile == Profile::B3lb {
            meeting.clone()
        } else {
            id.to_owned()
        };
        vec![
            Element::text("recordID", id),
            Element::text("meetingID", meeting),
            Element::text("internalMeetingID", internal),
            Element::text("name", name),
        ]
    }

    fn metadata(&self, profile: Profile) -> Vec<Element> {
        /// What b3lb tells, whatever else there is.
        const OF_B3LB: [&str; 8] = [
            "bbb-origin",
            "bbb-origin-server-name",
            "bbb-origin-version",
            "endcallbackurl",
            "gl-listed",
            "isBreakout",
            "meetingId",
            "meetingName",
        ];
        let value = |name: &str| {
            let found = self.metadata.iter().find(|(known, _)| known == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        let all = self.metadata.iter();
        match profile {
            Profile::B3lb => OF_B3LB.map(|name| Element::text(name, value(name))).into(),
            // QUIRK: Scalelite prints an empty value as an empty CDATA section.
            Profile::Scalelite => all
                .map(|(name, value)| match value.as_str() {
                    "" => Element::cdata(name.clone(), ""),
                    value => Element::text(name.clone(), value),
                })
                .collect(),
            _ => all
                .map(|(name, value)| Element::text(name.clone(), value))
                .collect(),
        }
    }
}

impl Format {
    fn element(&self, profile: Profile) -> Element {
        let length = Element::text("length", self.minutes);
        let time = Element::text("processingTime", 60_000);
        let mut fields = vec![
            Element::text("type", &self.kind),
            Element::text("url", &self.url),
        ];
        if profile == Profile::Scalelite {
            fields.extend([length, time]);
        } else {
            fields.extend([time, length, Element::text("size", self.size)]);
        }
        if !self.images.is_empty() {
            let images = self.images.iter().map(|url| {
                Element::text("image", url)
                    .attribute("alt", "")
                    .attribute("height", "136")
                    .attribute("width", "176")
            });
            let images = Element::list("images", images.collect());
            fields.push(Element::list("preview", vec![images]));
        }
        Element::list("format", fields)
    }
}
