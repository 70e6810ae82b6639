//! The body of `create` and `insertDocument`: documents, settings, notes.

use std::fmt;

use crate::address::{Parts, extension, fetched};
use crate::call::Body;
use crate::error::{Error, Result};
use crate::xml::write::Writer;

/// A document that is shown as slides, given by its URL or its bytes.
///
/// Current servers convert documents with the extensions
/// `pdf doc docx xls xlsx ppt pptx odt ods odp odg rtf txt jpg jpeg png webp svg`. BigBlueButton's documentation also lists
/// `odc` and `odi`, which current servers no longer convert. Servers report no failure for a document that they cannot
/// convert. The crate sends documents with any extension, because other versions may support others. It refuses a document
/// without an extension before anything is sent.
///
/// <https://docs.bigbluebutton.org/development/api/#pre-upload-slides>
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a document does nothing until a call is given it"]
pub struct Document {
    source: Source,
    filename: Option<String>,
    current: Option<bool>,
    downloadable: Option<bool>,
    removable: Option<bool>,
}

#[derive(Clone, PartialEq, Eq)]
enum Source {
    Url(String),
    Bytes(Vec<u8>),
}

impl Document {
    /// Creates a document that the server fetches from a URL (`url`).
    ///
    /// Servers accept up to 30 MB unless they are configured otherwise.
    ///
    /// Current servers fetch only `https` URLs, and none within a private network. If the URL's path has no extension, set
    /// a [`filename`](Self::filename) with one.
    #[inline]
    pub fn url(url: &str) -> Self {
        Self::new(Source::Url(url.to_owned()), None)
    }

    /// Creates a document that is sent with the call, under a name with an extension (`name`).
    ///
    /// Servers accept about 2 MB for all documents of a call, and base64 makes documents larger by a third. Send larger
    /// ones by URL, or one by one with [`InsertDocument`](super::InsertDocument).
    pub fn bytes(filename: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Source::Bytes(bytes.into()), Some(filename.to_owned()))
    }

    fn new(source: Source, filename: Option<String>) -> Self {
        Self {
            source,
            filename,
            current: None,
            downloadable: None,
            removable: None,
        }
    }

    /// Sets the name that is shown (`filename`), with an extension.
    ///
    /// Default: the last part of the URL's path.
    pub fn filename(mut self, name: &str) -> Self {
        self.filename = Some(name.to_owned());
        self
    }

    /// Shows this document first (`current`).
    ///
    /// Early releases of 2.5 ignore it for `insertDocument`.
    ///
    /// Default: `false`.
    pub fn current(mut self, yes: bool) -> Self {
        self.current = Some(yes);
        self
    }

    /// Lets users download the document (`downloadable`).
    ///
    /// Default: `false`.
    pub fn downloadable(mut self, yes: bool) -> Self {
        self.downloadable = Some(yes);
        self
    }

    /// Lets the presenter remove the document (`removable`).
    ///
    /// Default: `true`.
    pub fn removable(mut self, yes: bool) -> Self {
        self.removable = Some(yes);
        self
    }

    #[inline]
    fn write(&self, xml: &mut Writer) -> Result<()> {
        self.check()?;
        let filename = self.filename.as_deref();
        let mut attributes = match &self.source {
            Source::Url(url) => vec![("url", Some(url.as_str())), ("filename", filename)],
            Source::Bytes(_) => vec![("name", filename)],
        };
        attributes.extend([
            ("current", self.current.map(as_text)),
            ("downloadable", self.downloadable.map(as_text)),
            ("removable", self.removable.map(as_text)),
        ]);
        let attributes = attributes
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        xml.element("document", attributes, |xml| {
            if let Source::Bytes(bytes) = &self.source {
                xml.base64(bytes);
            }
            Ok(())
        })
    }

    #[inline]
    fn check(&self) -> Result<()> {
        let path = match &self.source {
            Source::Url(url) if url.trim().is_empty() => {
                return Err(Error::parameter("document url", "must not be empty"));
            }
            Source::Url(url) => {
                fetched(url).map_err(|reason| Error::parameter("document url", reason))?;
                Parts::of(url).path
            }
            Source::Bytes(_) => "",
        };
        let named = self.filename.as_deref().and_then(extension);
        if named.or_else(|| extension(path)).is_some() {
            return Ok(());
        }
        Err(Error::parameter(
            "document filename",
            "has no extension, and servers skip such a document: add one, such as `.pdf`",
        ))
    }
}

/// Leaves out the bytes and the URL, which may be signed.
impl fmt::Debug for Document {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match &self.source {
            Source::Url(_) => "a URL".to_owned(),
            Source::Bytes(bytes) => format!("{} bytes", bytes.len()),
        };
        f.debug_struct("Document")
            .field("source", &source)
            .field("filename", &self.filename)
            .field("current", &self.current)
            .field("downloadable", &self.downloadable)
            .field("removable", &self.removable)
            .finish()
    }
}

fn as_text(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

/// The `modules` element of a request body.
#[derive(Clone, Default)]
pub(super) struct Modules {
    documents: Vec<Document>,
    texts: Vec<(&'static str, String)>,
}

impl Modules {
    #[inline]
    pub(super) fn document(&mut self, document: Document) {
        self.documents.push(document);
    }

    /// Sets the text of a module, replacing an earlier one. An empty text removes the module.
    #[inline]
    pub(super) fn text(&mut self, module: &'static str, text: &str) {
        self.texts.retain(|(name, _)| *name != module);
        if !text.is_empty() {
            self.texts.push((module, text.to_owned()));
        }
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.texts.is_empty()
    }

    /// Returns the body, if there is something to send.
    #[inline]
    pub(super) fn body(&self) -> Result<Option<Body>> {
        if self.is_empty() {
            return Ok(None);
        }
        let mut xml = Writer::with_capacity(self.size());
        xml.element("modules", [], |xml| {
            if !self.documents.is_empty() {
                xml.element("module", [("name", "presentation")], |xml| {
                    self.documents
                        .iter()
                        .try_for_each(|document| document.write(xml))
                })?;
            }
            self.texts.iter().try_for_each(|(name, text)| {
                xml.element("module", [("name", *name)], |xml| xml.text(name, text))
            })
        })?;
        Ok(Some(Body::new("application/xml", xml.finish())))
    }

    /// Returns roughly how many bytes the body takes.
    #[inline]
    fn size(&self) -> usize {
        let documents = self
            .documents
            .iter()
            .map(|document| match &document.source {
                Source::Url(url) => url.len() + 200,
                Source::Bytes(bytes) => bytes.len() / 3 * 4 + 200,
            });
        let texts = self.texts.iter().map(|(_, text)| text.len() * 9 / 8 + 100);
        documents.chain(texts).sum::<usize>() + 100
    }
}

impl fmt::Debug for Modules {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = self.texts.iter().map(|(name, _)| name);
        f.debug_struct("Modules")
            .field("documents", &self.documents)
            .field("texts", &texts.collect::<Vec<_>>())
            .finish()
    }
}
