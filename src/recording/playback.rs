//! The forms in which a recording can be seen.

use std::fmt;
use std::time::Duration;

use crate::redact::UrlShown;
use crate::value::open_enum;
use crate::xml::Element;

open_enum! {
    /// The form in which a recording can be seen.
    pub enum PlaybackKind {
        /// Slides, voices, cameras, chat.
        Presentation = "presentation",
        /// One video.
        Video = "video",
        /// Sound alone.
        Podcast = "podcast",
        /// The shared notes.
        Notes = "notes",
        /// The shared screen.
        Screenshare = "screenshare",
        /// What the learning dashboard showed.
        Statistics = "statistics",
        /// What was captured.
        Capture = "capture",
    }
}

/// A form in which a recording can be seen.
///
/// What else a processing script may have added is skipped.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Playback {
    /// The form.
    pub kind: Option<PlaybackKind>,
    /// Where it can be seen. The link of a protected recording may hold a token; `Debug` leaves it out.
    pub url: Option<String>,
    /// How long the processing took, in milliseconds.
    pub processing_time_millis: Option<i64>,
    /// The length in whole minutes, rounded down. Servers with a database give [`length_millis`](Self::length_millis) instead.
    pub length_minutes: Option<i64>,
    /// The length in milliseconds. Servers that keep recordings in a database.
    pub length_millis: Option<i64>,
    /// The size in bytes. Since 2.0.
    pub size_bytes: Option<i64>,
    /// Pictures of slides.
    #[cfg_attr(feature = "serde", serde(default))]
    pub preview: Vec<PreviewImage>,
    /// Further addresses, as some scripts add them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub urls: Vec<PlaybackLink>,
}

impl fmt::Debug for Playback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Playback")
            .field("kind", &self.kind)
            .field("url", &UrlShown(&self.url))
            .field("processing_time_millis", &self.processing_time_millis)
            .field("length_minutes", &self.length_minutes)
            .field("length_millis", &self.length_millis)
            .field("size_bytes", &self.size_bytes)
            .field("preview", &self.preview)
            .field("urls", &self.urls)
            .finish()
    }
}

impl Playback {
    pub(super) fn read_all(playback: &Element<'_, '_>) -> Vec<Self> {
        // QUIRK: servers with a database put the fields of the one form right into `playback` and its kind into `format`.
        match playback.child("format") {
            Some(format) if format.elements().next().is_none() && !format.text().is_empty() => {
                vec![Self {
                    kind: playback.opt("format"),
                    url: playback.opt("url"),
                    length_minutes: None,
                    length_millis: playback.opt("length"),
                    processing_time_millis: playback.opt("processingTime"),
                    size_bytes: playback.opt("size"),
                    preview: images(playback, std::iter::once(playback.clone())),
                    urls: Vec::new(),
                }]
            }
            _ => {
                let formats = playback.children("format");
                playback.collect(formats.map(|format| Self::read(&format)))
            }
        }
    }

    fn read(format: &Element<'_, '_>) -> Self {
        Self {
            kind: format.opt("type"),
            url: format.opt("url"),
            processing_time_millis: format.opt("processingTime"),
            length_minutes: format.opt("length"),
            length_millis: None,
            size_bytes: format.opt("size"),
            preview: images(format, format.children("preview")),
            urls: format.list("urls", "url", |url| PlaybackLink::read(&url)),
        }
    }

    /// The length: to the millisecond where the server gives it so, else in whole minutes.
    pub fn length(&self) -> Option<Duration> {
        let millis = self
            .length_millis
            .or_else(|| self.length_minutes?.checked_mul(60_000))?;
        u64::try_from(millis).ok().map(Duration::from_millis)
    }
}

fn images<'a, 'input: 'a>(
    format: &Element<'a, 'input>,
    previews: impl Iterator<Item = Element<'a, 'input>>,
) -> Vec<PreviewImage> {
    let images = previews
        .flat_map(|preview| preview.children("images"))
        .flat_map(|images| images.children("image"));
    format.collect(images.map(|image| PreviewImage::read(&image)))
}

/// A picture of a slide.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PreviewImage {
    /// Where it can be seen; older servers write `Link not found.` where it cannot.
    pub url: Option<String>,
    /// The width in pixels.
    pub width: Option<i64>,
    /// The height in pixels.
    pub height: Option<i64>,
    /// The slide's first words.
    pub alt: Option<String>,
    /// Its place among the pictures. Servers that keep recordings in a database.
    pub sequence: Option<i64>,
}

impl fmt::Debug for PreviewImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreviewImage")
            .field("url", &UrlShown(&self.url))
            .field("width", &self.width)
            .field("height", &self.height)
            .field("alt", &self.alt)
            .field("sequence", &self.sequence)
            .finish()
    }
}

impl PreviewImage {
    fn read(image: &Element<'_, '_>) -> Self {
        Self {
            url: image.value(),
            width: image.attribute_value("width"),
            height: image.attribute_value("height"),
            alt: image.attribute_value("alt"),
            sequence: image.attribute_value("sequence"),
        }
    }
}

/// A further address of a form.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PlaybackLink {
    /// The address.
    pub url: Option<String>,
    /// Its `type`.
    pub kind: Option<String>,
    /// Its `category`.
    pub category: Option<String>,
}

impl fmt::Debug for PlaybackLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlaybackLink")
            .field("url", &UrlShown(&self.url))
            .field("kind", &self.kind)
            .field("category", &self.category)
            .finish()
    }
}

impl PlaybackLink {
    fn read(link: &Element<'_, '_>) -> Self {
        Self {
            url: link.value(),
            kind: link.attribute_value("type"),
            category: link.attribute_value("category"),
        }
    }
}
