//! Going through recordings page by page.

use std::collections::HashSet;
use std::marker::PhantomData;

use super::{GetRecordings, Recording, Recordings};
use crate::call::Call;
use crate::error::Error;

/// The most recordings a server puts on a page.
pub(super) const MOST: u32 = 100;

impl GetRecordings {
    /// Goes through the recordings page by page, each asked for when it is needed.
    ///
    /// `fetch` sends the call, with a client or in any other way. Its error may be of any type that converts from
    /// [`Error`]. A page holds as many recordings as [`limit`](Self::limit) says, 100 by default, beginning at
    /// [`offset`](Self::offset).
    ///
    /// A recording that an earlier page held is left out: lists change while they are read, and some servers count formats
    /// where they should count recordings. Within a page nothing is left out: some servers list a recording once for each
    /// format. A recording whose ID is empty or `unknown` is never taken for another one.
    ///
    /// The first error is the last item. The pages end where the server's total is reached, where a page is empty, where
    /// one is not full and there is no total, and where nothing new comes any more: so a server that ignores paging, as load
    /// balancers do, gives one page with all. A total that is not above 0, or less than what came, counts as none. A server
    /// that begins anew after some pages is an error, because it hides what is behind them: bbblb does so at an offset of 10 000.
    ///
    /// The IDs of all recordings are kept until the end, and a server that invents recordings for ever is read for ever:
    /// use [`Iterator::take`] where that matters.
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

/// The pages of [`GetRecordings::pages`].
#[must_use = "an iterator does nothing until it is used"]
pub struct Pages<F, E = Error> {
    call: GetRecordings,
    fetch: F,
    offset: u32,
    limit: u32,
    seen: HashSet<String>,
    /// The IDs on the first page, in its order.
    first: Vec<String>,
    /// The recordings of the last page, if none of them has an ID.
    nameless: Vec<Recording>,
    /// How many pages brought something new.
    fresh: u32,
    /// How many pages brought nothing new since.
    stale: u32,
    done: bool,
    error: PhantomData<fn() -> E>,
}

/// How many pages may bring nothing new for each that did: as many as there are forms of playback, since versions that
/// page by form have all recordings of one form before those of the next.
const STALE: u32 = 8;

/// The ID of a recording, unless the server knew none.
fn id(recording: &Recording) -> Option<&String> {
    Some(&recording.record_id).filter(|id| !id.is_empty() && *id != "unknown")
}

/// What tells the entries of a page apart: the IDs of recordings, and the paths of those that the server cannot read.
fn ids(page: &Recordings) -> impl Iterator<Item = &String> {
    page.recordings.iter().filter_map(id).chain(&page.damaged)
}

fn is_empty(page: &Recordings) -> bool {
    page.recordings.is_empty() && page.damaged.is_empty()
}

impl<F, E> Pages<F, E>
where
    F: FnMut(&GetRecordings) -> Result<Recordings, E>,
    E: From<Error>,
{
    /// Goes through the recordings of all pages, one after the other.
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

    /// Leaves out what earlier pages held, and sees whether there is more to ask for.
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

        // What is on the page is certain, what the server counts is not; so nothing is passed over, at worst asked for twice.
        let start = self.offset;
        self.offset = start.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        let total = page
            .total
            .filter(|total| *total > 0 && *total >= i64::from(self.offset));
        if begins_anew && total.is_none() {
            let reason =
                format!("begin anew at offset {start}, so that those behind it cannot be read");
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

    /// Whether the first page comes once more though a later one has come.
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
            // Without an ID on it a page can be told from the last one by nothing but what is in it.
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
