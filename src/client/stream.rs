//! Reads lists while they arrive.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use super::body::is_broken;
use super::{Bounds, Client, Failed};
use crate::call::{ListCall, ListReader, PIECE, Request, Response, Source};
use crate::error::{Error, Result};
use crate::redact::Sent;
use crate::transport::{Timeouts, Transport};

impl Client {
    /// Sends a call and reads the list in the response while it arrives.
    ///
    /// It returns the items one by one and keeps only some of them in memory, however long the list is.
    ///
    /// This method sends the request, and returns when the first items are there: when 16 KiB of complete items have
    /// arrived, or at the end of the body. Retries apply until then. A later error is not retried: a second stream begins
    /// with the first item again.
    ///
    /// An error is the last item. A refusal or an unreadable response is the only item, unless the server reports the
    /// refusal after the list. If the response is truncated, doubled, not well-formed or exceeds a limit, or if the
    /// connection breaks, the error follows the complete items that arrived before it, and the list is not complete.
    ///
    /// - [`body_limit`](super::ClientBuilder::body_limit) does not apply: a list may have any length.
    ///   [`Limits::record_bytes`](crate::xml::Limits::record_bytes) limits each record.
    /// - [`body_timeout`](super::ClientBuilder::body_timeout) applies to each read from the connection, so the time that
    ///   the program spends between two items does not count. A server or a proxy may still close a connection from which
    ///   nobody reads. With the built-in transport, a longer [`response_timeout`](super::ClientBuilder::response_timeout)
    ///   applies to reads instead, and without one reads have no timeout.
    /// - A [`deadline`](super::ClientBuilder::deadline) applies to the stream as a whole, including the time that the
    ///   program spends on items. Without one, nothing limits the time of the whole list.
    /// - An [observer](super::ClientBuilder::observe) and the log see the exchange when this method returns.
    ///
    /// Dropping the stream closes the connection, unless the whole body has arrived.
    ///
    /// Use it if a list may be long. `GetRecordings::pages` requests one page after another instead. This spares a server that
    /// supports paging the work for all recordings at once, and a program may pause between two pages for any time. Load
    /// balancers do not support paging: there the first page is the whole list.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "http", feature = "recording", feature = "sha256"))] {
    /// use bbb_sdk::{Client, Server, recording::GetRecordings};
    ///
    /// # let client = Client::new(Server::new("https://bbb.example.com/bigbluebutton/", "secret")?);
    /// let mut recordings = client.stream(&GetRecordings::new());
    /// for recording in &mut recordings {
    ///     println!("{}", recording?.record_id);
    /// }
    /// let total = recordings.answer().and_then(|answer| answer.total);
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    pub fn stream<C: ListCall>(&self, call: &C) -> ListStream<C> {
        let mut stream = ListStream::default();
        let request = match self.server.request(call) {
            Ok(request) => request,
            Err(error) => return ListStream::failed(error),
        };
        let request = Request {
            extra: self.settings.headers.shared(),
            ..request
        };
        let bounds = Bounds {
            timeouts: Timeouts {
                body: None,
                read: self.settings.timeouts.body,
                ..self.settings.timeouts
            },
            body_limit: usize::MAX,
        };
        let failed = self.run(
            &request,
            call.is_idempotent(),
            bounds,
            &mut |response, attempt| {
                stream = ListStream::open(response, self.server.sent(&request), attempt);
                stream.fill_first(response)
            },
        );
        if let Some(Failed { error, attempt, .. }) = failed {
            // The items of an attempt are returned only before the error of the same attempt.
            if stream.attempt != attempt {
                stream.items.clear();
            }
            stream.state = State::Failed(error);
        } else if let State::Arriving(arriving) = &mut stream.state {
            arriving.connection = Some((Arc::clone(&self.transport), request));
        }
        stream
    }
}

/// The items of a list, read while they arrive: see [`Client::stream`].
#[must_use = "an iterator does nothing until it is used"]
pub struct ListStream<C: ListCall> {
    state: State<C>,
    items: VecDeque<C::Item>,
    answer: Option<C::Output>,
    /// The number of the attempt that the items are from, from 1.
    attempt: u32,
}

enum State<C: ListCall> {
    Arriving(Box<Arriving<C>>),
    Failed(Error),
    Ended,
}

struct Arriving<C: ListCall> {
    reader: ListReader<C>,
    source: Source,
    buffer: Vec<u8>,
    status: u16,
    /// The secrets of the request, to be blanked in errors.
    sent: Sent,
    connection: Option<(Arc<dyn Transport>, Request)>,
}

impl<C: ListCall> Default for ListStream<C> {
    fn default() -> Self {
        Self {
            state: State::Ended,
            items: VecDeque::new(),
            answer: None,
            attempt: 0,
        }
    }
}

impl<C: ListCall> ListStream<C> {
    fn failed(error: Error) -> Self {
        Self {
            state: State::Failed(error),
            ..Self::default()
        }
    }

    fn open(response: &Response<'_>, sent: Sent, attempt: u32) -> Self {
        let Some(source) = response.source() else {
            return Self::default();
        };
        let arriving = Arriving {
            reader: ListReader::declared(response.set_limits(), response.encoding()),
            source,
            buffer: vec![0; PIECE],
            status: response.status(),
            sent,
            connection: None,
        };
        Self {
            state: State::Arriving(Box::new(arriving)),
            attempt,
            ..Self::default()
        }
    }

    /// Returns the rest of the response: the total, a key, and elements that are not items, such as damaged recordings. The
    /// list in it is empty.
    ///
    /// It returns `None` while there are more items, and after an error.
    pub fn answer(&self) -> Option<&C::Output> {
        self.answer.as_ref().filter(|_| self.items.is_empty())
    }

    /// Reads until the first items are there or the body ends. An error is returned even if there are items before it, so
    /// that the call can be retried.
    fn fill_first(&mut self, response: &Response<'_>) -> Result<()> {
        self.fill();
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Failed(error) => Err(response.explain(error)),
            state => {
                self.state = state;
                Ok(())
            }
        }
    }

    /// Reads until there are items or the body ends.
    fn fill(&mut self) {
        while self.items.is_empty()
            && let State::Arriving(arriving) = &mut self.state
        {
            let read = arriving.step_blanked();
            while let Some(item) = arriving.reader.next_item() {
                self.items.push_back(item);
            }
            match read {
                Ok(None) => {}
                Ok(Some(answer)) => (self.answer, self.state) = (Some(answer), State::Ended),
                Err(mut error) => {
                    error.set_tries(self.attempt);
                    self.state = State::Failed(error);
                }
            }
        }
    }
}

impl<C: ListCall> Arriving<C> {
    /// Reads the next piece, and blanks the secrets of the request in an error.
    fn step_blanked(&mut self) -> Result<Option<C::Output>> {
        let sent = std::mem::take(&mut self.sent);
        let (sent, read) = sent.while_reading(|| self.step());
        let read = read.map_err(|error| error.blanked(&sent).of(C::NAME, self.status));
        self.sent = sent;
        if let (Err(error), Some((transport, request))) = (&read, &self.connection)
            && is_broken(error)
        {
            transport.distrust(request);
        }
        read
    }

    /// Reads the next piece, or returns the rest of the response at the end.
    fn step(&mut self) -> Result<Option<C::Output>> {
        match (self.source)(&mut self.buffer) {
            Ok(0) => self.reader.finish().map(Some),
            Ok(read) => {
                let piece = self.buffer.get(..read).unwrap_or_default();
                self.reader.push(piece).map(|()| None)
            }
            Err(error) => Err(self.reader.interrupted(error)),
        }
    }
}

impl<C: ListCall> Iterator for ListStream<C> {
    type Item = Result<C::Item>;

    fn next(&mut self) -> Option<Self::Item> {
        self.fill();
        if let Some(item) = self.items.pop_front() {
            return Some(Ok(item));
        }
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Failed(error) => Some(Err(error)),
            state => {
                self.state = state;
                None
            }
        }
    }
}

impl<C: ListCall> std::iter::FusedIterator for ListStream<C> {}

impl<C: ListCall> fmt::Debug for ListStream<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListStream").finish_non_exhaustive()
    }
}
