//! Calls whose answer is mostly a list, and the [`ListReader`], which reads such an answer while it arrives.

use std::cell::RefCell;
use std::collections::VecDeque;

use super::Call;
use crate::error::{Error, ResponseProblem, Result};
use crate::xml::{Element, Limits, Reader};

/// A call whose answer is mostly a list, which can be read while it arrives.
///
/// `Client::stream` hands out the items one by one. [`ListReader`] does the same for bytes from any other HTTP stack. The
/// call's [`read`](Call::read) is [`Response::list`](super::Response::list).
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
    /// What the list holds.
    type Item;

    /// The name of the element around the list, a child of the root.
    const LIST: &'static str;

    /// The name of the elements in it.
    const ITEM: &'static str;

    /// Reads an element of the list.
    ///
    /// An element that is no item gives `None`, and leaves what it says in the answer. An error ends the reading.
    fn read_item(item: &Element<'_, '_>, answer: &mut Self::Output) -> Result<Option<Self::Item>>;

    /// Reads what stands around the list into the answer. The list itself is empty here.
    fn read_around(root: &Element<'_, '_>, answer: &mut Self::Output) -> Result<()>;

    /// Returns where an answer that is read as a whole keeps its items.
    fn items(answer: &mut Self::Output) -> &mut Vec<Self::Item>;
}

/// Reads the answer of a [`ListCall`] from bytes as they arrive, without any I/O of its own.
///
/// Push the body in pieces of any length, take the items that are complete, and finish. How the body is divided makes no
/// difference to the items, to the error, and to the number of items before the error. Memory holds the items that were not
/// taken, the longest record, and about 64 kB; [`Limits`] sets how long a record may be.
///
/// Items that were taken before an error came from an answer that turned out broken: it was cut off, doubled, or not
/// well-formed further on. The list is complete when [`finish`](Self::finish) has succeeded.
pub struct ListReader<C: ListCall> {
    reader: Reader<'static>,
    answer: C::Output,
    items: VecDeque<C::Item>,
    /// How much elements that are no items may still leave in the answer, in bytes.
    left: usize,
}

impl<C: ListCall> ListReader<C> {
    /// Reads a body with the default limits.
    pub fn new() -> Self {
        Self::within(&Limits::default(), "")
    }

    /// Reads a body with other limits, and with the encoding that the header `Content-Type` declares.
    pub fn within(limits: &Limits, content_type: &str) -> Self {
        Self {
            reader: Reader::of_stream(limits, (C::LIST, C::ITEM)).content_type(content_type),
            answer: C::Output::default(),
            items: VecDeque::new(),
            left: limits.record_bytes,
        }
    }

    /// Reads the next bytes of the body. An error is final.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        let Self {
            reader,
            answer,
            items,
            left,
        } = self;
        reader
            .push(bytes, &mut |record| take::<C>(&record, answer, items, left))
            .map_err(Self::named)
    }

    /// Takes the next item, if one is complete.
    pub fn next_item(&mut self) -> Option<C::Item> {
        self.items.pop_front()
    }

    /// Ends the reading, now that the whole body was pushed: what stands around the list. The list in it is empty.
    ///
    /// The last items can be taken afterwards, in front of the error if there is one.
    pub fn finish(&mut self) -> Result<C::Output> {
        let answer = RefCell::new(std::mem::take(&mut self.answer));
        let ended = Reader::of_stream(&Limits::default(), (C::LIST, C::ITEM));
        let reader = std::mem::replace(&mut self.reader, ended);
        let (items, left) = (&mut self.items, &mut self.left);
        reader
            .finish(
                &mut |record| take::<C>(&record, &mut answer.borrow_mut(), items, left),
                |root| C::read_around(&root, &mut answer.borrow_mut()),
            )
            .map_err(Self::named)?;
        Ok(answer.into_inner())
    }

    /// The error for a body whose reading was interrupted. The items that are complete can still be taken.
    pub(crate) fn interrupted(&mut self, error: Error) -> Error {
        let Self {
            reader,
            answer,
            items,
            left,
        } = self;
        reader.interrupted(error, &mut |record| take::<C>(&record, answer, items, left))
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

fn take<C: ListCall>(
    record: &Element<'_, '_>,
    answer: &mut C::Output,
    items: &mut VecDeque<C::Item>,
    left: &mut usize,
) -> Result<()> {
    const EACH: usize = 256;
    if let Some(item) = C::read_item(record, answer)? {
        items.push_back(item);
    } else {
        let taken = record.text().len().saturating_add(EACH);
        *left = left
            .checked_sub(taken)
            .ok_or_else(|| Error::answer(ResponseProblem::Limit("record length"), ""))?;
    }
    Ok(())
}
