//! Reads responses in XML.
//!
//! [`read`] and [`read_list`] parse the text, check that the server reports `SUCCESS`, and pass the root element to a
//! closure that picks fields by name:
//!
//! ```
//! use bbb_sdk::xml;
//!
//! let text = "<response><returncode>SUCCESS</returncode><running>true</running></response>";
//! let running: bool = xml::read(text, |answer| answer.req("running")).unwrap();
//! assert!(running);
//! ```
//!
//! A refusal in any of the known forms gives [`Error::Api`]. Any other text gives [`Error::Response`].

use std::cell::RefCell;

use crate::encoding::Table;
use crate::error::{Error, ResponseProblem, Result};

mod answer;
mod batch;
mod element;
mod failure;
mod find;
mod head;
mod limits;
mod reader;
mod records;
mod scanner;
#[cfg(feature = "administration")]
pub(crate) mod write;

pub use element::Element;
pub use limits::Limits;
use reader::ReadElement;
pub(crate) use reader::Reader;
use records::List;

/// Reads a response: if it reports `SUCCESS`, `pick` gets its root.
pub fn read<T>(text: &str, pick: impl FnOnce(Element<'_, '_>) -> Result<T>) -> Result<T> {
    read_within(text, &Limits::default(), pick)
}

/// Reads a response as [`read`] does, with custom limits.
pub fn read_within<T>(
    text: &str,
    limits: &Limits,
    pick: impl FnOnce(Element<'_, '_>) -> Result<T>,
) -> Result<T> {
    read_body(&Text { text, limits }, pick)
}

/// Reads a response that is mostly a list: `item` reads each element `name` in `list`, and `pick` gets the root and the
/// items.
///
/// The records are read in batches, so that memory holds the elements of only one batch. `pick` finds no records below
/// the root.
pub fn read_list<R, T>(
    text: &str,
    limits: &Limits,
    names: (&str, &str),
    item: impl FnMut(Element<'_, '_>) -> Result<R>,
    pick: impl FnOnce(Element<'_, '_>, Vec<R>) -> Result<T>,
) -> Result<T> {
    list_of_values(&Text { text, limits }, names, item, pick)
}

/// Reads the items of a list, and passes them to `pick` with the root.
pub(crate) fn list_of_values<R, T>(
    body: &dyn Body,
    names: (&str, &str),
    mut item: impl FnMut(Element<'_, '_>) -> Result<R>,
    pick: impl FnOnce(Element<'_, '_>, Vec<R>) -> Result<T>,
) -> Result<T> {
    let items = RefCell::new(Vec::new());
    let mut read = |record: Element<'_, '_>| {
        let item = item(record)?;
        let mut items = items.borrow_mut();
        make_place(&mut items);
        items.push(item);
        Ok(())
    };
    let mut value = None;
    let pick = |root: Element<'_, '_>| pick(root, items.take());
    let size = size_of::<R>();
    read_records(body, names, size, &mut read, &mut once(pick, &mut value))?;
    value.ok_or_else(without_value)
}

/// Reads a document of any kind, such as the body of a request: `pick` gets its root.
#[cfg(feature = "testing")]
pub(crate) fn document<T>(text: &str, pick: impl FnOnce(Element<'_, '_>) -> T) -> Result<T> {
    let mut reader = Reader::new(&Limits::default(), None);
    reader.push(text.as_bytes(), &mut |_| Ok(()))?;
    let mut value = None;
    let pick = |root: Element<'_, '_>| Ok(pick(root));
    reader.finish_any(
        |root| Ok(root),
        &mut |_| Ok(()),
        &mut once(pick, &mut value),
    )?;
    value.ok_or_else(without_value)
}

/// A text as it arrives.
pub(crate) trait Body {
    /// Returns the encoding that the header `Content-Type` declares.
    fn encoding(&self) -> Option<Table>;

    /// Returns the limits for the text.
    fn limits(&self) -> &Limits;

    /// Returns the text, if it is complete and needs no decoding.
    fn text(&self) -> Option<&str> {
        None
    }

    /// Pushes the text, whole or in pieces, until its end or the first error.
    fn pieces(&self, push: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()>;
}

/// A text that is complete.
struct Text<'t> {
    text: &'t str,
    limits: &'t Limits,
}

impl Body for Text<'_> {
    fn encoding(&self) -> Option<Table> {
        None
    }

    fn limits(&self) -> &Limits {
        self.limits
    }

    fn text(&self) -> Option<&str> {
        Some(self.text)
    }

    fn pieces(&self, push: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        push(self.text.as_bytes())
    }
}

/// Reads a response from a body.
pub(crate) fn read_body<T>(
    body: &dyn Body,
    pick: impl FnOnce(Element<'_, '_>) -> Result<T>,
) -> Result<T> {
    let mut value = None;
    read_around(body, &mut once(pick, &mut value))?;
    value.ok_or_else(without_value)
}

fn read_around(body: &dyn Body, pick: ReadElement<'_>) -> Result<()> {
    read_pieces(body, None, &mut |_| Ok(()), pick)
}

/// Reads an answer that is mostly a list from a body: `read` reads the records, whose values take this many bytes each.
pub(crate) fn read_records(
    body: &dyn Body,
    (list, record): (&str, &str),
    value_size: usize,
    read: ReadElement<'_>,
    pick: ReadElement<'_>,
) -> Result<()> {
    let kept = value_size.saturating_add(value_size / SPARE);
    let mut read = |record: Element<'_, '_>| {
        if record.budget.take(kept) {
            read(record)
        } else {
            Ok(())
        }
    };
    read_pieces(body, Some(List { list, record }), &mut read, pick)
}

/// A list grows by an eighth, because the lists are long and their values are large.
const SPARE: usize = 8;

/// Reserves space for one more item.
pub(crate) fn make_place<T>(items: &mut Vec<T>) {
    if items.len() == items.capacity() {
        items.reserve_exact((items.len() / SPARE).max(8));
    }
}

/// Returns a function that calls `pick` the first time, and keeps its value.
fn once<T>(
    pick: impl FnOnce(Element<'_, '_>) -> Result<T>,
    value: &mut Option<T>,
) -> impl FnMut(Element<'_, '_>) -> Result<()> {
    let mut pick = Some(pick);
    move |root| {
        if let Some(pick) = pick.take() {
            *value = Some(pick(root)?);
        }
        Ok(())
    }
}

fn without_value() -> Error {
    Error::answer(ResponseProblem::Empty, "")
}

fn read_pieces(
    body: &dyn Body,
    list: Option<List<'_>>,
    read: ReadElement<'_>,
    pick: ReadElement<'_>,
) -> Result<()> {
    let mut reader = Reader::new(body.limits(), list).encoding(body.encoding());
    // A text with a NUL is UTF-16 that was taken for UTF-8.
    let is_decoded = |text: &&str| !text.as_bytes().iter().take(2).any(|byte| *byte == 0);
    if let Some(text) = body.text().filter(is_decoded) {
        reader.push_decoded(text, read)?;
        return reader.finish(read, pick);
    }
    let mut refused = false;
    let pushed = body.pieces(&mut |piece| {
        let pushed = reader.push(piece, read);
        refused = pushed.is_err();
        pushed
    });
    match pushed {
        Ok(()) => reader.finish(read, pick),
        Err(error) if refused => Err(error),
        Err(error) => Err(reader.interrupted(error, read)),
    }
}

#[cfg(test)]
mod tests;
