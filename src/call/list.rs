//! Calls that return a list, and [`ListReader`], which reads such a response while it arrives.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;

use super::Call;
use crate::encoding::Table;
use crate::error::{Error, Limit, ResponseProblem, Result};
use crate::xml::{Element, Limits, Reader};

/// A call that returns a list, which can be read while it arrives.
///
/// `Client::stream` returns the items one by one. [`ListReader`] does the same for bytes from any other HTTP client.
/// Implement the call's [`read`](Call::read) with [`Response::list`](super::Response::list).
///
/// ```
/// use bbb_sdk::xml::Element;
/// use bbb_sdk::{Call, ListCall, ListReader, Query, Response, Result};
///
/// struct GetRooms(Query);
///
/// #[derive(Default)]
/// struct Rooms {
///     names: Vec<String>,
///     total: Option<i64>,
/// }
///
/// impl Call for GetRooms {
///     type Output = Rooms;
///     const NAME: &'static str = "getRooms";
///
///     fn query(&self) -> &Query {
///         &self.0
///     }
///
///     fn query_mut(&mut self) -> &mut Query {
///         &mut self.0
///     }
///
///     fn read(response: &Response<'_>) -> Result<Rooms> {
///         response.list::<Self>()
///     }
/// }
///
/// impl ListCall for GetRooms {
///     type Item = String;
///     const LIST: &'static str = "rooms";
///     const ITEM: &'static str = "room";
///
///     fn read_item(room: &Element<'_, '_>, _: &mut Rooms) -> Result<Option<String>> {
///         room.req("name").map(Some)
///     }
///
///     fn read_around(answer: &Element<'_, '_>, rooms: &mut Rooms) -> Result<()> {
///         rooms.total = answer.opt("total");
///         Ok(())
///     }
///
///     fn items(rooms: &mut Rooms) -> &mut Vec<String> {
///         &mut rooms.names
///     }
/// }
///
/// let text = "<response><returncode>SUCCESS</returncode><total>2</total>\
///             <rooms><room><name>a</name></room><room><name>b</name></room></rooms></response>";
/// assert_eq!(GetRooms::decode(text)?.names, ["a", "b"]);
///
/// let mut reader = ListReader::<GetRooms>::new();
/// for piece in text.as_bytes().chunks(16) {
///     reader.push(piece)?;
///     while let Some(name) = reader.next_item() {
///         println!("{name}");
///     }
/// }
/// let answer = reader.finish()?;
/// while let Some(name) = reader.next_item() {
///     println!("{name}");
/// }
/// assert_eq!(answer.total, Some(2));
/// # Ok::<(), bbb_sdk::Error>(())
/// ```
pub trait ListCall: Call<Output: Default> {
    /// The type of the items.
    type Item;

    /// The name of the element that contains the list, a child of the root.
    const LIST: &'static str;

    /// The name of the elements in the list.
    const ITEM: &'static str;

    /// Reads an element of the list.
    ///
    /// For an element that is not an item it returns `None`, and may store the contents in `answer`. A stream keeps these
    /// contents until its end, so it accepts only [`Limits::record_bytes`] of such elements, with 256 bytes for each in
    /// addition to its text. An error ends the reading.
    fn read_item(item: &Element<'_, '_>, answer: &mut Self::Output) -> Result<Option<Self::Item>>;

    /// Reads everything but the list into `answer`. The list itself is empty here.
    fn read_around(root: &Element<'_, '_>, answer: &mut Self::Output) -> Result<()>;

    /// Returns the field for the items, for a response that is read as a whole.
    fn items(answer: &mut Self::Output) -> &mut Vec<Self::Item>;
}

/// Reads the response to a [`ListCall`] from bytes as they arrive. It does no I/O.
///
/// Push the body in pieces of any length, take the complete items, and finish. The items, the error, and the number of
/// items before the error do not depend on how the body is divided. Items become available in batches of 32 KiB, the first
/// ones after 16 KiB, and the last ones when the reading ends.
///
/// The reader keeps in memory the items that were not taken, about 300 kB, and several times the length of the longest
/// record. [`Limits`] sets the maximum length of a record.
///
/// An error may follow items that were already taken: the rest of the response may be truncated, doubled or not
/// well-formed. The list is complete only when [`finish`](Self::finish) has succeeded. Each body needs a new reader.
///
/// A reader does not know the HTTP status: its errors have the status 200. Read other responses with
/// [`Call::receive`](super::Call::receive), because the status decides whether a retry can help.
pub struct ListReader<C: ListCall> {
    reader: Reader<'static>,
    answer: C::Output,
    items: VecDeque<C::Item>,
    rest: Rest,
}

impl<C: ListCall> ListReader<C> {
    /// Creates a reader with the default limits.
    pub fn new() -> Self {
        Self::declared(&Limits::default(), None)
    }

    /// Creates a reader with other limits, and with the encoding that the header `Content-Type` declares.
    pub fn within(limits: &Limits, content_type: &str) -> Self {
        Self::declared(limits, Table::declared(content_type))
    }

    pub(crate) fn declared(limits: &Limits, encoding: Option<Table>) -> Self {
        Self {
            reader: Reader::of_stream(limits, (C::LIST, C::ITEM)).encoding(encoding),
            answer: C::Output::default(),
            items: VecDeque::new(),
            rest: Rest {
                limit: limits.record_bytes,
                left: limits.record_bytes,
            },
        }
    }

    /// Reads the next bytes of the body. An error is final. The items before it can still be taken.
    ///
    /// Bytes that are pushed after an error or after [`finish`](Self::finish) are ignored, and the next
    /// [`finish`](Self::finish) returns an error.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        let Self {
            reader,
            answer,
            items,
            rest,
        } = self;
        reader
            .push(bytes, &mut |record| take::<C>(&record, answer, items, rest))
            .map_err(Self::named)
    }

    /// Returns the next item, if one is complete.
    pub fn next_item(&mut self) -> Option<C::Item> {
        self.items.pop_front()
    }

    /// Ends the reading after the whole body was pushed. Returns the response with an empty list.
    ///
    /// The last items can be taken afterwards, even if the result is an error. If the connection breaks within the body, call
    /// this method as well: it returns an error, and makes the items available that are complete.
    pub fn finish(&mut self) -> Result<C::Output> {
        let answer = RefCell::new(std::mem::take(&mut self.answer));
        let reader = std::mem::replace(&mut self.reader, Reader::ended());
        let (items, rest) = (&mut self.items, &mut self.rest);
        reader
            .finish(
                &mut |record| take::<C>(&record, &mut answer.borrow_mut(), items, rest),
                &mut |root| C::read_around(&root, &mut answer.borrow_mut()),
            )
            .map_err(Self::named)?;
        Ok(answer.into_inner())
    }

    /// Returns the error for a body whose reading was interrupted. Complete items can still be taken.
    pub(crate) fn interrupted(&mut self, error: Error) -> Error {
        let Self {
            reader,
            answer,
            items,
            rest,
        } = self;
        reader.interrupted(error, &mut |record| take::<C>(&record, answer, items, rest))
    }

    fn named(error: Error) -> Error {
        error.of(C::NAME, 200)
    }
}

impl<C: ListCall> Default for ListReader<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: ListCall> fmt::Debug for ListReader<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListReader").finish_non_exhaustive()
    }
}

/// The number of bytes that elements other than items may store in the answer.
struct Rest {
    limit: usize,
    left: usize,
}

fn take<C: ListCall>(
    record: &Element<'_, '_>,
    answer: &mut C::Output,
    items: &mut VecDeque<C::Item>,
    rest: &mut Rest,
) -> Result<()> {
    const EACH: usize = 256;
    if let Some(item) = C::read_item(record, answer)? {
        items.push_back(item);
    } else {
        let taken = record.text().len().saturating_add(EACH);
        rest.left = rest.left.checked_sub(taken).ok_or_else(|| {
            Error::answer(ResponseProblem::Limit(Limit::RecordBytes(rest.limit)), "")
        })?;
    }
    Ok(())
}
