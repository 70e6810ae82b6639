//! [`Playback`] and its parts.

use std::fmt;
use std::time::Duration;

use crate::redact::UrlShown;
use crate::value::open_enum;
use crate::xml::Element;

open_enum! {
    /// The kind of a playback format.
    pub enum PlaybackKind {
        /// Slides, audio, webcams and chat in the player.
        Presentation = "presentation",
        /// One video file.
        Video = "video",
        /// One audio file.
        Podcast = "podcast",
        /// The shared notes.
        Notes = "notes",
        /// The shared screen.
        Screenshare = "screenshare",
        /// The learning dashboard.
        Statistics = "statistics",
        /// The raw data.
        Capture = "capture",
    }
}

/// A playback format of a recording.
///
/// Elements that processing scripts add are ignored.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Playback {
    /// The kind of format.
    pub kind: Option<PlaybackKind>,
    /// The URL. The URL of a protected recording may contain a token, which `Debug` leaves out.
    pub url: Option<String>,
    /// The duration of the processing.
    pub processing_time_millis: Option<i64>,
    /// The length in whole minutes, rounded down. Servers that keep recordings in a database send
    /// [`length_millis`](Self::length_millis) instead.
    pub length_minutes: Option<i64>,
    /// The length. Only servers that keep recordings in a database send it.
    pub length_millis: Option<i64>,
    /// The size.
    ///
    /// Since 2.0.
    pub size_bytes: Option<i64>,
    /// Images of some slides.
    #[cfg_attr(feature = "serde", serde(default))]
    pub preview: Vec<PreviewImage>,
    /// Further URLs, which some processing scripts add.
    #[cfg_attr(feature = "serde", serde(default))]
    pub urls: Vec<PlaybackLink>,
}

impl fmt::Debug for Playback {
    #[inline]
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
    #[inline]
    pub(super) fn read_all(playback: &Element<'_, '_>) -> Vec<Self> {
        // QUIRK: servers that keep recordings in a database put the fields of the only format directly into `playback`, and
        // its kind into `format`.
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

    #[inline]
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

    /// Returns the length, to the millisecond if the server sends milliseconds, and in whole minutes otherwise.
    #[inline]
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

/// An image of a slide.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PreviewImage {
    /// The URL of the image. If there is none, older servers write `Link not found.` instead.
    pub url: Option<String>,
    /// The width in pixels.
    pub width: Option<i64>,
    /// The height in pixels.
    pub height: Option<i64>,
    /// The first words on the slide.
    pub alt: Option<String>,
    /// The position among the images. Only servers that keep recordings in a database send it.
    pub sequence: Option<i64>,
}

impl fmt::Debug for PreviewImage {
    #[inline]
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
    #[inline]
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

/// A further URL of a playback format.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PlaybackLink {
    /// The URL.
    pub url: Option<String>,
    /// The value of `type`.
    pub kind: Option<String>,
    /// The value of `category`.
    pub category: Option<String>,
}

impl fmt::Debug for PlaybackLink {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlaybackLink")
            .field("url", &UrlShown(&self.url))
            .field("kind", &self.kind)
            .field("category", &self.category)
            .finish()
    }
}

impl PlaybackLink {
    #[inline]
    fn read(link: &Element<'_, '_>) -> Self {
        Self {
            url: link.value(),
            kind: link.attribute_value("type"),
            category: link.attribute_value("category"),
        }
    }
}
