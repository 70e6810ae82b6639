//! Reading answers in XML.
//!
//! [`read`] and [`read_list`] check the text, see whether the server says `SUCCESS`, and hand the root element to a
//! closure that picks the fields by name:
//!
//! ```
//! use bbb_sdk::xml;
//!
//! let text = "<response><returncode>SUCCESS</returncode><running>true</running></response>";
//! let running: bool = xml::read(text, |answer| answer.req("running")).unwrap();
//! assert!(running);
//! ```
//!
//! A refusal becomes [`Error::Api`], whichever of the known shapes it has; everything else becomes [`Error::Response`].

use std::cell::RefCell;

use crate::error::Result;

mod answer;
mod element;
mod limits;
mod reader;
mod records;
mod scanner;
#[cfg(feature = "administration")]
pub(crate) mod write;

pub use element::Element;
pub use limits::Limits;
use reader::Reader;
use records::List;

/// Reads an answer: `pick` gets the root of one that says `SUCCESS`.
pub fn read<T>(text: &str, pick: impl FnOnce(Element<'_, '_>) -> Result<T>) -> Result<T> {
    read_within(text, &Limits::default(), pick)
}

/// Reads an answer as [`read`] does, with other limits.
pub fn read_within<T>(
    text: &str,
    limits: &Limits,
    pick: impl FnOnce(Element<'_, '_>) -> Result<T>,
) -> Result<T> {
    read_body(&Text { text, limits }, pick)
}

/// Reads an answer that is mostly a list: `item` reads each element `name` within `list`, `pick` gets the root and the items.
///
/// The records are read some at a time: memory holds the elements of these alone, and `pick` finds no records below the
/// root.
pub fn read_list<R, T>(
    text: &str,
    limits: &Limits,
    names: (&str, &str),
    item: impl FnMut(Element<'_, '_>) -> Result<R>,
    pick: impl FnOnce(Element<'_, '_>, Vec<R>) -> Result<T>,
) -> Result<T> {
    read_list_body(&Text { text, limits }, names, item, pick)
}

/// Reads a document of any kind, such as the body of a request: `pick` gets its root.
#[cfg(feature = "testing")]
pub(crate) fn document<T>(text: &str, pick: impl FnOnce(Element<'_, '_>) -> T) -> Result<T> {
    let mut reader = Reader::new(&Limits::default(), None);
    reader.push(text.as_bytes(), &mut |_| Ok(()))?;
    reader.finish_any(|root| Ok(root), &mut |_| Ok(()), |root| Ok(pick(root)))
}

/// A text as it comes.
pub(crate) trait Body {
    /// What the header `Content-Type` says.
    fn content_type(&self) -> &str;

    /// What the text may hold.
    fn limits(&self) -> &Limits;

    /// Pushes the text, whole or in pieces, until there is no more of it or the first error.
    fn pieces(&self, push: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()>;
}

/// A text that is there as a whole.
struct Text<'t> {
    text: &'t str,
    limits: &'t Limits,
}

impl Body for Text<'_> {
    fn content_type(&self) -> &str {
        ""
    }

    fn limits(&self) -> &Limits {
        self.limits
    }

    fn pieces(&self, push: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        push(self.text.as_bytes())
    }
}

/// Reads an answer from a body.
pub(crate) fn read_body<T>(
    body: &dyn Body,
    pick: impl FnOnce(Element<'_, '_>) -> Result<T>,
) -> Result<T> {
    let mut reader = Reader::new(body.limits(), None).content_type(body.content_type());
    body.pieces(&mut |piece| reader.push(piece, &mut |_| Ok(())))?;
    reader.finish(&mut |_| Ok(()), pick)
}

/// Reads an answer that is mostly a list from a body.
pub(crate) fn read_list_body<R, T>(
    body: &dyn Body,
    (list, record): (&str, &str),
    item: impl FnMut(Element<'_, '_>) -> Result<R>,
    pick: impl FnOnce(Element<'_, '_>, Vec<R>) -> Result<T>,
) -> Result<T> {
    let list = List { list, record };
    let mut reader = Reader::new(body.limits(), Some(list)).content_type(body.content_type());
    let items = Items::new(item);
    body.pieces(&mut |piece| reader.push(piece, &mut |record| items.read(record)))?;
    reader.finish(&mut |record| items.read(record), |root| {
        pick(root, items.read.take())
    })
}

/// The items of a list, as they are read.
struct Items<R, F> {
    read: RefCell<Vec<R>>,
    item: RefCell<F>,
}

impl<R, F: FnMut(Element<'_, '_>) -> Result<R>> Items<R, F> {
    fn new(item: F) -> Self {
        Self {
            read: RefCell::default(),
            item: RefCell::new(item),
        }
    }

    /// Reads a record, if there is memory for its value: a list that grows holds up to twice what is in it.
    fn read(&self, record: Element<'_, '_>) -> Result<()> {
        if record.budget.take(2 * size_of::<R>()) {
            let item = (self.item.borrow_mut())(record)?;
            self.read.borrow_mut().push(item);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
