//! Iterates over recordings page by page.

use std::collections::HashSet;
use std::marker::PhantomData;

use super::{GetRecordings, Recording, Recordings};
use crate::call::Call;
use crate::error::Error;

/// The maximum number of recordings that a server puts on a page.
pub(super) const MOST: u32 = 100;

impl GetRecordings {
    /// Iterates over the recordings page by page. Each page is requested when it is needed.
    ///
    /// `fetch` sends the call, with a client or in any other way. Its error may be of any type that converts from
    /// [`Error`]. The pages begin at [`offset`](Self::offset), and [`limit`](Self::limit) sets the number of recordings on
    /// each, 100 by default.
    ///
    /// A recording that was on an earlier page is left out, because lists change while they are read, and some servers
    /// count formats where they should count recordings. Within a page nothing is left out, because some servers list a
    /// recording once for each format. Two recordings whose ID is empty or `unknown` are never treated as the same.
    ///
    /// The iterator ends after the first error. It also ends when the server's total is reached, when a page is empty, when
    /// a page is not full and there is no total, or when no new recordings arrive. A server that ignores paging, as load
    /// balancers do, therefore gives one page with all recordings. A total that is not above 0, or is less than the number
    /// of recordings so far, is ignored. A server that starts again from the beginning after some pages is an error,
    /// because it hides the rest of the list: bbblb does so at an offset of 10 000.
    ///
    /// [`Client::stream`](crate::client::Client::stream) reads the whole list in one call instead, while it arrives. Pages
    /// spare the server from printing everything at once, and the program can pause between two pages. A stream needs the
    /// least memory, and it is the better choice with load balancers, which ignore paging.
    ///
    /// The iterator keeps the IDs of all recordings in memory. It never ends if a server never stops sending new
    /// recordings: limit it with [`Iterator::take`] where that matters.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "http", feature = "sha256"))] {
    /// # let client = bbb_sdk::Client::new(bbb_sdk::Server::new("https://bbb.example.com/bigbluebutton/", "secret")?);
    /// use bbb_sdk::recording::GetRecordings;
    ///
    /// for recording in GetRecordings::new().pages(|call| client.send(call)).recordings() {
    ///     println!("{}", recording?.record_id);
    /// }
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    pub fn pages<F, E>(self, fetch: F) -> Pages<F, E>
    where
        F: FnMut(&Self) -> Result<Recordings, E>,
        E: From<Error>,
    {
        let number = |name| self.0.get(name).and_then(|text| text.parse().ok());
        Pages {
            offset: number("offset").unwrap_or(0),
            limit: number("limit").unwrap_or(MOST),
            call: self,
            fetch,
            seen: HashSet::new(),
            first: Vec::new(),
            nameless: Vec::new(),
            fresh: 0,
            stale: 0,
            done: false,
            error: PhantomData,
        }
    }
}

/// An iterator over pages of recordings, created by [`GetRecordings::pages`].
#[must_use = "an iterator does nothing until it is used"]
pub struct Pages<F, E = Error> {
    call: GetRecordings,
    fetch: F,
    offset: u32,
    limit: u32,
    seen: HashSet<String>,
    /// The IDs on the first page, in order.
    first: Vec<String>,
    /// The recordings of the previous page, if none of them has an ID.
    nameless: Vec<Recording>,
    /// The number of pages with new recordings.
    fresh: u32,
    /// The number of pages without new recordings since the last one with some.
    stale: u32,
    done: bool,
    error: PhantomData<fn() -> E>,
}

/// The number of pages without new recordings that are allowed for each page with some. It is the number of playback
/// formats: versions that page by format list all recordings of one format before those of the next.
const STALE: u32 = 8;

/// Returns the ID of a recording, unless the server does not know it.
#[inline]
fn id(recording: &Recording) -> Option<&String> {
    Some(&recording.record_id).filter(|id| !id.is_empty() && *id != "unknown")
}

/// Returns what identifies the entries of a page: the IDs of recordings, and the paths of those that the server cannot
/// read.
#[inline]
fn ids(page: &Recordings) -> impl Iterator<Item = &String> {
    page.recordings.iter().filter_map(id).chain(&page.damaged)
}

#[inline]
fn is_empty(page: &Recordings) -> bool {
    page.recordings.is_empty() && page.damaged.is_empty()
}

impl<F, E> Pages<F, E>
where
    F: FnMut(&GetRecordings) -> Result<Recordings, E>,
    E: From<Error>,
{
    /// Iterates over the recordings of all pages.
    pub fn recordings(self) -> impl Iterator<Item = Result<Recording, E>> {
        self.flat_map(|page| match page {
            Ok(page) => page.recordings.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        })
    }

    fn fetch(&mut self) -> Result<Recordings, E> {
        self.call
            .0
            .set("offset", self.offset)
            .set("limit", self.limit);
        (self.fetch)(&self.call)
    }

    /// Removes what was on earlier pages, and decides whether to request another page.
    fn take(&mut self, page: &mut Recordings) -> Result<(), Error> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let count = page.recordings.len().saturating_add(page.damaged.len());
        let begins_anew = self.begins_anew(page);
        self.leave_out_known(page);
        if is_empty(page) {
            self.stale = self.stale.saturating_add(1);
        } else {
            (self.fresh, self.stale) = (self.fresh.saturating_add(1), 0);
        }

        // Advance by what is on the page, not by what the server counts: at worst a recording is requested twice, but none
        // is skipped.
        let start = self.offset;
        self.offset = start.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        let total = page.total.filter(|total| *total >= i64::from(self.offset));
        if begins_anew && total.is_none() {
            let reason = format!("start again at offset {start}, so that the rest cannot be read");
            return Err(Error::unreadable("recordings", reason).of(GetRecordings::NAME, 200));
        }
        self.done = count > limit
            || count == 0
            || self.offset == u32::MAX
            || match total {
                Some(total) => i64::from(self.offset) >= total,
                None => count < limit || self.stale > 0,
            }
            || self.stale > self.fresh.saturating_mul(STALE);
        Ok(())
    }

    /// Returns whether the server sends the first page again after a later one.
    fn begins_anew(&mut self, page: &Recordings) -> bool {
        if (self.fresh, self.stale) == (0, 0) {
            self.first = ids(page).cloned().collect();
            return false;
        }
        self.fresh > 1 && !self.first.is_empty() && ids(page).eq(&self.first)
    }

    fn leave_out_known(&mut self, page: &mut Recordings) {
        let known = &self.seen;
        let comes_again = if ids(page).next().is_some() {
            self.nameless.clear();
            ids(page).all(|id| known.contains(id))
        } else {
            // Without IDs, only the contents of a page distinguish it from the previous one.
            let again = page.recordings == self.nameless;
            self.nameless.clone_from(&page.recordings);
            again
        };
        page.recordings
            .retain(|recording| !comes_again && id(recording).is_none_or(|id| !known.contains(id)));
        page.damaged.retain(|path| !known.contains(path));
        self.seen.extend(ids(page).cloned());
    }
}

impl<F, E> Iterator for Pages<F, E>
where
    F: FnMut(&GetRecordings) -> Result<Recordings, E>,
    E: From<Error>,
{
    type Item = Result<Recordings, E>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = (self.fresh, self.stale) == (0, 0);
        while !self.done {
            let page = self.fetch().and_then(|mut page| {
                self.take(&mut page)?;
                Ok(page)
            });
            match page {
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
                Ok(page) => {
                    if first || !is_empty(&page) {
                        return Some(Ok(page));
                    }
                }
            }
        }
        None
    }
}

impl<F, E> std::iter::FusedIterator for Pages<F, E>
where
    F: FnMut(&GetRecordings) -> Result<Recordings, E>,
    E: From<Error>,
{
}

impl<F, E> std::fmt::Debug for Pages<F, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages")
            .field("call", &self.call)
            .field("offset", &self.offset)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
