//! Going through recordings page by page.

use std::collections::HashSet;

use super::{GetRecordings, Recording, Recordings};
use crate::error::Result;

/// The most recordings a server puts on a page.
pub(super) const MOST: u32 = 100;

impl GetRecordings {
    /// Goes through the recordings page by page, each asked for when it is needed.
    ///
    /// `fetch` sends the call, with a client or in any other way. A page holds as many recordings as
    /// [`limit`](Self::limit) says, 100 by default, beginning at [`offset`](Self::offset). A recording that comes again is
    /// left out: lists change while they are read, and some servers count formats where they should count recordings.
    ///
    /// The first error is the last item. It ends where the server's total is reached, where a page is empty, where one is not
    /// full and no total is given, and where nothing new comes any more: so a server that ignores paging, as load balancers
    /// do, gives one page with all.
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
    pub fn pages<F>(self, fetch: F) -> Pages<F>
    where
        F: FnMut(&Self) -> Result<Recordings>,
    {
        let number = |name| self.0.get(name).and_then(|text| text.parse().ok());
        Pages {
            offset: number("offset").unwrap_or(0),
            limit: number("limit").unwrap_or(MOST),
            call: self,
            fetch,
            seen: HashSet::new(),
            fresh: 0,
            stale: 0,
            done: false,
        }
    }
}

/// The pages of [`GetRecordings::pages`].
#[must_use = "an iterator does nothing until it is used"]
pub struct Pages<F> {
    call: GetRecordings,
    fetch: F,
    offset: u32,
    limit: u32,
    seen: HashSet<String>,
    /// How many pages brought something new.
    fresh: u32,
    /// How many pages brought nothing new since.
    stale: u32,
    done: bool,
}

/// How many pages may bring nothing new for each that did: as many as there are forms of playback, since versions that
/// page by form have all recordings of one form before those of the next.
const STALE: u32 = 8;

impl<F: FnMut(&GetRecordings) -> Result<Recordings>> Pages<F> {
    /// The recordings of all pages, one after the other.
    pub fn recordings(self) -> impl Iterator<Item = Result<Recording>> {
        self.flat_map(|page| match page {
            Ok(page) => page.recordings.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        })
    }

    fn fetch(&mut self) -> Result<Recordings> {
        self.call
            .0
            .set("offset", self.offset)
            .set("limit", self.limit);
        (self.fetch)(&self.call)
    }

    /// Leaves out what earlier pages held, and sees whether there is more to ask for.
    fn take(&mut self, page: &mut Recordings) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let count = page.recordings.len();
        let known = &self.seen;
        page.recordings
            .retain(|recording| !known.contains(&recording.record_id));
        let ids = page
            .recordings
            .iter()
            .map(|recording| recording.record_id.clone());
        self.seen.extend(ids);
        if page.recordings.is_empty() {
            self.stale = self.stale.saturating_add(1);
        } else {
            (self.fresh, self.stale) = (self.fresh.saturating_add(1), 0);
        }

        // What is on the page is certain, what the server counts is not; so nothing is passed over, at worst asked for twice.
        let step = u32::try_from(count).ok().filter(|count| *count > 0);
        self.offset = self.offset.saturating_add(step.unwrap_or(self.limit));
        self.done = count > limit
            || (count == 0 && page.damaged.is_empty())
            || match page.total {
                Some(total) => i64::from(self.offset) >= total,
                None => count < limit || self.stale > 0,
            }
            || self.stale > self.fresh.saturating_mul(STALE);
    }
}

impl<F: FnMut(&GetRecordings) -> Result<Recordings>> Iterator for Pages<F> {
    type Item = Result<Recordings>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = (self.fresh, self.stale) == (0, 0);
        while !self.done {
            match self.fetch() {
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
                Ok(mut page) => {
                    self.take(&mut page);
                    if first || !page.recordings.is_empty() {
                        return Some(Ok(page));
                    }
                }
            }
        }
        None
    }
}

impl<F: FnMut(&GetRecordings) -> Result<Recordings>> std::iter::FusedIterator for Pages<F> {}

impl<F> std::fmt::Debug for Pages<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages")
            .field("call", &self.call)
            .field("offset", &self.offset)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
