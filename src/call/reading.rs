//! Reads the body of a response as text and as XML.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Read};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::{Head, ListCall, Response};
use crate::encoding::{Decoder, Table, Undecodable};
use crate::error::{Error, ResponseProblem, Result};
use crate::xml::{self, Element, Limits};

/// The bytes of a body.
pub(super) enum Bytes<'a> {
    /// A text, which needs no decoding.
    Text(&'a str),
    Whole(Cow<'a, [u8]>),
    /// Bytes that are still to be read, once.
    Arriving {
        source: Mutex<Option<Source>>,
        whole: OnceLock<Vec<u8>>,
        /// The length, after the end was read.
        length: OnceLock<usize>,
    },
}

/// Reads the next bytes of a body into a buffer and returns their number. 0 is the end.
pub(crate) type Source = Box<dyn FnMut(&mut [u8]) -> Result<usize> + Send>;

/// The length of the pieces in which a body is read.
pub(crate) const PIECE: usize = 16 << 10;

impl Bytes<'_> {
    /// Returns the length, as far as it is known.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Whole(bytes) => bytes.len(),
            Self::Arriving { length, .. } => length.get().copied().unwrap_or_default(),
        }
    }

    /// Returns the source of the bytes, if they are still to be read.
    fn take_source(&self) -> Option<Source> {
        match self {
            Self::Text(_) | Self::Whole(_) => None,
            Self::Arriving { source, .. } => {
                let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
                source.take()
            }
        }
    }

    /// Reads all bytes.
    fn each_piece(
        &self,
        mut source: Source,
        push: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let mut buffer = vec![0; PIECE];
        let mut length = 0_usize;
        loop {
            let read = source(&mut buffer)?;
            if read == 0 {
                break;
            }
            length = length.saturating_add(read);
            push(buffer.get(..read).unwrap_or_default())?;
        }
        if let Self::Arriving { length: known, .. } = self {
            let _ = known.set(length);
        }
        Ok(())
    }

    /// Reads all bytes and keeps them, so that they can be read again even if `push` refuses a piece or the source breaks.
    fn each_piece_kept(
        &self,
        mut source: Source,
        push: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let mut bytes = Vec::new();
        let mut buffer = vec![0; PIECE];
        let (result, rest) = loop {
            let read = match source(&mut buffer) {
                Ok(0) => break (Ok(()), None),
                Ok(read) => buffer.get(..read).unwrap_or_default(),
                Err(error) => break (Err(with_excerpt(error, &bytes)), Some(cut_off())),
            };
            bytes.extend_from_slice(read);
            if let Err(refused) = push(read) {
                break (Err(refused), Some(source));
            }
        };
        if let Self::Arriving {
            source,
            whole,
            length,
        } = self
        {
            if let Some(rest) = rest {
                let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
                *source = Some(behind(bytes, rest));
            } else {
                let _ = length.set(bytes.len());
                let _ = whole.set(bytes);
            }
        }
        result
    }

    /// Returns all bytes. Reads and keeps them, if they are still to be read.
    fn whole(&self) -> Result<&[u8]> {
        match self {
            Self::Text(text) => Ok(text.as_bytes()),
            Self::Whole(bytes) => Ok(bytes),
            Self::Arriving { whole, .. } => {
                if let Some(source) = self.take_source() {
                    self.each_piece_kept(source, &mut |_| Ok(()))?;
                }
                Ok(whole.get().map(Vec::as_slice).unwrap_or_default())
            }
        }
    }
}

/// Returns a source of these bytes, followed by those of another source.
fn behind(begun: Vec<u8>, mut source: Source) -> Source {
    let mut begun = io::Cursor::new(begun);
    Box::new(move |buffer| match begun.read(buffer) {
        Ok(read @ 1..) => Ok(read),
        _ => source(buffer),
    })
}

/// Returns a source that breaks off at once.
fn cut_off() -> Source {
    Box::new(|_| Err(Error::answer(ResponseProblem::CutOff, "")))
}

/// Returns a source of these bytes alone.
fn ended(bytes: &[u8]) -> Source {
    behind(bytes.to_vec(), Box::new(|_| Ok(0)))
}

/// Adds the first words of the body to an error that has none.
fn with_excerpt(error: Error, begun: &[u8]) -> Error {
    match error {
        Error::Response {
            problem, excerpt, ..
        } if excerpt.is_empty() => Error::answer(problem, &String::from_utf8_lossy(begun)),
        error => error,
    }
}

impl Response<'_> {
    /// Returns the body as text.
    ///
    /// It is read as UTF-8 if its first character beyond ASCII is UTF-8, whatever the server declares, and as UTF-16 if it
    /// begins with a byte order mark. Otherwise it is read in the encoding that the header or the XML declaration names:
    /// ISO-8859-1, ISO-8859-15 or windows-1252. Servers up to 0.9 respond in the encoding of their platform.
    pub fn text(&self) -> Result<Cow<'_, str>> {
        let body = self.body.whole()?;
        let refused = |problem| Error::answer(problem, &String::from_utf8_lossy(body));
        let mut decoder = Decoder::new(self.head.encoding);
        let mut text = decoder.decode(body);
        match decoder.finish() {
            Ok(rest) if rest.is_empty() => {}
            Ok(rest) => text.to_mut().push_str(&rest),
            Err(Undecodable::CutOff) => return Err(refused(ResponseProblem::CutOff)),
            Err(Undecodable::Unknown) => return Err(refused(ResponseProblem::Encoding)),
        }
        let is_blank = |c: char| c == '\u{FEFF}' || c.is_whitespace();
        Ok(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches(is_blank)),
            Cow::Owned(text) => Cow::Owned(text.trim_start_matches(is_blank).to_owned()),
        })
    }

    /// Reads a response in XML: if it reports `SUCCESS`, `pick` gets its root.
    pub fn xml<T>(&self, pick: impl FnOnce(Element<'_, '_>) -> Result<T>) -> Result<T> {
        xml::read_body(&Kept(self), pick).map_err(|error| self.explain(error))
    }

    /// Reads a response in XML that is mostly a list: see [`xml::read_list`].
    pub fn xml_list<R, T>(
        &self,
        names: (&str, &str),
        item: impl FnMut(Element<'_, '_>) -> Result<R>,
        pick: impl FnOnce(Element<'_, '_>, Vec<R>) -> Result<T>,
    ) -> Result<T> {
        xml::list_of_values(self, names, item, pick).map_err(|error| self.explain(error))
    }

    /// Reads the response to a [`ListCall`]. If the body is still arriving, it is never in memory as a whole.
    pub fn list<C: ListCall>(&self) -> Result<C::Output> {
        let answer = RefCell::new(C::Output::default());
        let mut read = |record: Element<'_, '_>| {
            let mut answer = answer.borrow_mut();
            if let Some(item) = C::read_item(&record, &mut answer)? {
                let items = C::items(&mut answer);
                xml::make_place(items);
                items.push(item);
            }
            Ok(())
        };
        let names = (C::LIST, C::ITEM);
        xml::read_records(self, names, size_of::<C::Item>(), &mut read, &mut |root| {
            C::read_around(&root, &mut answer.borrow_mut())
        })
        .map_err(|error| self.explain(error))?;
        Ok(answer.into_inner())
    }

    /// Creates a response whose body is these bytes, followed by those of the source if there is one.
    pub(crate) fn received(
        status: u16,
        head: Head,
        limits: Limits,
        bytes: Vec<u8>,
        rest: Option<Source>,
    ) -> Self {
        let body = match rest {
            None => Bytes::Whole(bytes.into()),
            Some(rest) => Bytes::Arriving {
                source: Mutex::new(Some(behind(bytes, rest))),
                whole: OnceLock::new(),
                length: OnceLock::new(),
            },
        };
        Self {
            status,
            body,
            head,
            limits,
        }
    }

    /// Returns whether the whole body is in memory, so that it can be read again.
    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.body, Bytes::Text(_) | Bytes::Whole(_))
    }

    /// Returns the length of the body, if it was read to its end.
    pub(crate) fn length(&self) -> Option<usize> {
        match &self.body {
            Bytes::Arriving { length, .. } => length.get().copied(),
            whole => Some(whole.len()),
        }
    }

    /// Returns the source of the body, unless it was already read.
    pub(crate) fn source(&self) -> Option<Source> {
        match &self.body {
            Bytes::Arriving { .. } => self.body.take_source(),
            Bytes::Text(text) => Some(ended(text.as_bytes())),
            Bytes::Whole(bytes) => Some(ended(bytes)),
        }
    }

    /// Reads the rest of a short body and its end, so that its connection can be used again.
    pub(crate) fn skip_rest(&self) {
        const SHORT: usize = 2 * PIECE;
        if let Some(mut source) = self.body.take_source() {
            let mut buffer = vec![0; PIECE];
            let mut skipped = 0;
            while skipped < SHORT
                && let Ok(read @ 1..) = source(&mut buffer)
            {
                skipped += read;
            }
        }
    }

    pub(crate) fn set_limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn encoding(&self) -> Option<Table> {
        self.head.encoding
    }
}

impl xml::Body for Response<'_> {
    fn encoding(&self) -> Option<Table> {
        self.head.encoding
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn text(&self) -> Option<&str> {
        match self.body {
            Bytes::Text(text) => Some(text),
            _ => None,
        }
    }

    fn pieces(&self, push: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        match self.body.take_source() {
            Some(source) => self.body.each_piece(source, push),
            None => push(self.body.whole()?),
        }
    }
}

/// A response whose body can be read again after it has been read as XML: a call of a program's own may read it in another form.
struct Kept<'r, 'a>(&'r Response<'a>);

impl xml::Body for Kept<'_, '_> {
    fn encoding(&self) -> Option<Table> {
        xml::Body::encoding(self.0)
    }

    fn limits(&self) -> &Limits {
        xml::Body::limits(self.0)
    }

    fn text(&self) -> Option<&str> {
        xml::Body::text(self.0)
    }

    fn pieces(&self, push: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        match self.0.body.take_source() {
            Some(source) => self.0.body.each_piece_kept(source, push),
            None => push(self.0.body.whole()?),
        }
    }
}
