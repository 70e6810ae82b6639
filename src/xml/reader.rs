//! Reads a response while it arrives.

use std::mem::take;

use super::answer::success;
use super::batch::Batch;
use super::element::Element;
use super::failure::Failure;
use super::head::Head;
use super::limits::{Budget, Limits};
use super::records::{List, Splitter};
use crate::encoding::{Decoder, Table, Undecodable};
use crate::error::{Error, ResponseProblem, Result};

mod parts;

/// Reads an element: a record, or the element around the records.
///
/// It is not a type parameter, so that a program contains the reader once, however many types of responses it reads.
pub(crate) type ReadElement<'f> = &'f mut dyn FnMut(Element<'_, '_>) -> Result<()>;

/// Finds the response in a document.
pub(crate) type ResponseOf =
    for<'a, 'input> fn(Element<'a, 'input>) -> Result<Element<'a, 'input>, Failure>;

/// Reads a response while it arrives, in pieces of any length.
///
/// The reader passes on the records of a list in batches, and the element around them at the end. A complete text is
/// one piece. The values, the error, and the records before the error do not depend on the division into pieces.
pub(crate) struct Reader<'n> {
    limits: Limits,
    budget: Budget,
    /// Whether the values of the records are kept until the end, so that they count as memory.
    keeps_values: bool,
    list: Option<List<'n>>,
    decoder: Decoder,
    state: State,
    /// The beginning of the text. An error waits until it is complete.
    head: Head,
    splitter: Splitter<'n>,
    /// The last token, as long as it is incomplete.
    incomplete: String,
    /// The length of `incomplete` at which it is scanned again. It doubles, so that scanning takes linear time.
    scan_again_at: usize,
    /// The number of records that were read.
    records: usize,
    /// Whether the response is a refusal. The records of a refusal are not passed on.
    is_refusal: bool,
}

enum State {
    /// Only blanks have arrived.
    Start,
    Xml,
    Json(String),
    Failed(Failure),
    /// The error was returned.
    Ended,
}

/// The maximum length of a refusal in JSON.
const JSON_LENGTH: usize = 64 << 10;

impl<'n> Reader<'n> {
    pub(super) fn new(limits: &Limits, list: Option<List<'n>>) -> Self {
        Self {
            limits: limits.clone(),
            budget: Budget::new(limits),
            keeps_values: true,
            list,
            decoder: Decoder::new(None),
            state: State::Start,
            head: Head::default(),
            splitter: Splitter::new(limits, list),
            incomplete: String::new(),
            scan_again_at: 0,
            records: 0,
            is_refusal: false,
        }
    }

    /// Creates a reader that passes on the records of a list and keeps none of their values.
    pub(crate) fn of_stream(limits: &Limits, (list, record): (&'n str, &'n str)) -> Self {
        let mut reader = Self::new(limits, Some(List { list, record }));
        reader.keeps_values = false;
        reader.splitter.batch = Batch::first_of_stream();
        reader
    }

    /// Creates a reader that ignores what is pushed, and fails at the end.
    pub(crate) fn ended() -> Self {
        Self {
            state: State::Ended,
            ..Self::new(&Limits::default(), None)
        }
    }

    /// Sets the encoding that the header of the body declares.
    pub(crate) fn encoding(mut self, declared: Option<Table>) -> Self {
        self.decoder = Decoder::new(declared);
        self
    }

    /// Reads the next bytes.
    pub(crate) fn push(&mut self, bytes: &[u8], read: ReadElement<'_>) -> Result<()> {
        let text = self.decoder.decode(bytes);
        self.push_text(&text, read);
        if self.decoder.is_broken() {
            // A text that does not begin with markup is reported as undecodable if that is known early enough.
            if let State::Failed(Failure::Problem(problem @ ResponseProblem::Text)) =
                &mut self.state
                && !self.head.is_complete()
            {
                *problem = ResponseProblem::Encoding;
            }
            self.break_off(ResponseProblem::Encoding, read);
        }
        self.take_known_error()
    }

    /// Reads a whole text that needs no decoding.
    pub(super) fn push_decoded(&mut self, text: &str, read: ReadElement<'_>) -> Result<()> {
        self.push_text(text, read);
        self.take_known_error()
    }

    /// Reads the element around the records after the whole text has arrived: `pick` gets the root of a response that
    /// reports `SUCCESS`.
    pub(crate) fn finish(self, read: ReadElement<'_>, pick: ReadElement<'_>) -> Result<()> {
        self.finish_any(success, read, pick)
    }

    /// Finishes as [`finish`](Self::finish) does, for any kind of document: `response_of` finds the element for `pick`.
    pub(super) fn finish_any(
        mut self,
        response_of: ResponseOf,
        read: ReadElement<'_>,
        pick: ReadElement<'_>,
    ) -> Result<()> {
        match self.decoder.finish() {
            Ok(rest) => self.push_text(&rest, read),
            Err(Undecodable::CutOff) => self.break_off(ResponseProblem::CutOff, read),
            Err(Undecodable::Unknown) => self.break_off(ResponseProblem::Encoding, read),
        }
        self.take_error()?;
        self.read_end(response_of, read, pick)
            .map_err(|failure| self.head.explain(failure))
    }

    fn read_end(
        &mut self,
        response_of: ResponseOf,
        read: ReadElement<'_>,
        pick: ReadElement<'_>,
    ) -> Result<(), Failure> {
        match &self.state {
            State::Xml => {}
            State::Json(text) => return Err(Failure::of_json(text)),
            State::Start => return Err(ResponseProblem::Empty.into()),
            State::Failed(_) | State::Ended => return Err(ResponseProblem::CutOff.into()),
        }
        let rest = take(&mut self.incomplete);
        let passed = self.scan(&rest, read)?;
        self.read_batch(read)?;
        let rest = rest.get(passed..).unwrap_or_default();
        if let Err(problem) = self.splitter.finish(rest) {
            return Err(self.first_problem(problem));
        }
        let around = take(&mut self.splitter.around);
        self.budget.allow(around.source);
        self.parse_around(&around, &mut |root| {
            let root = response_of(root)?;
            // The splitter does not find the list of a response within another element.
            if let Some(List { list, record }) = self.list {
                for list in root.children(list) {
                    for record in list.children(record) {
                        read(record)?;
                    }
                }
            }
            Ok(pick(root)?)
        })
    }

    /// Returns the error for a text that could not be received to its end, with an excerpt, after the complete records
    /// were read.
    pub(crate) fn interrupted(&mut self, error: Error, read: ReadElement<'_>) -> Error {
        match (self.read_complete(read), error) {
            (Err(failure), _) => self.head.explain(failure),
            (
                Ok(()),
                Error::Response {
                    problem, excerpt, ..
                },
            ) if excerpt.is_empty() => self.head.error(problem),
            (Ok(()), error) => error,
        }
    }

    /// Ends reading with a problem after the complete records were read.
    fn break_off(&mut self, problem: ResponseProblem, read: ReadElement<'_>) {
        let failure = self.read_complete(read).err();
        self.fail(failure.unwrap_or(problem.into()));
    }

    /// Reads the complete records.
    fn read_complete(&mut self, read: ReadElement<'_>) -> Result<(), Failure> {
        if !matches!(self.state, State::Xml) {
            return Ok(());
        }
        let rest = take(&mut self.incomplete);
        self.scan(&rest, read)?;
        self.read_batch(read)
    }

    /// Returns the error, once, unless more of the text is needed to explain it.
    fn take_known_error(&mut self) -> Result<()> {
        match self.state {
            State::Failed(Failure::Problem(_)) if !self.head.is_complete() => Ok(()),
            _ => self.take_error(),
        }
    }

    /// Returns the error, once.
    fn take_error(&mut self) -> Result<()> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Failed(failure) => Err(self.head.explain(failure)),
            state => {
                self.state = state;
                Ok(())
            }
        }
    }

    fn fail(&mut self, failure: impl Into<Failure>) {
        if !matches!(self.state, State::Failed(_) | State::Ended) {
            self.state = State::Failed(failure.into());
        }
    }

    fn push_text(&mut self, text: &str, read: ReadElement<'_>) {
        // QUIRK: Scalelite and PHP in front of old servers put line ends before the XML declaration.
        let text = match self.state {
            State::Start => text.trim_start_matches(|c: char| c == '\u{FEFF}' || c.is_whitespace()),
            _ => text,
        };
        self.head.push(text);
        if matches!(self.state, State::Start) && !text.is_empty() {
            self.start(text);
        }
        match &mut self.state {
            State::Json(json) if json.len() + text.len() <= JSON_LENGTH => json.push_str(text),
            State::Json(_) => self.fail(ResponseProblem::Json),
            State::Xml => {
                if let Err(failure) = self.scan_joined(text, read) {
                    self.fail(failure);
                }
            }
            State::Start | State::Failed(_) | State::Ended => {}
        }
    }

    fn start(&mut self, text: &str) {
        match text.as_bytes().first() {
            Some(b'<') => self.state = State::Xml,
            Some(b'{' | b'[') => self.state = State::Json(String::new()),
            _ => self.fail(ResponseProblem::Text),
        }
    }

    /// Scans the incomplete token together with the text that follows it, and keeps the last token if it is incomplete.
    fn scan_joined(&mut self, text: &str, read: ReadElement<'_>) -> Result<(), Failure> {
        if self.incomplete.is_empty() {
            let passed = self.scan(text, read)?;
            self.incomplete
                .push_str(text.get(passed..).unwrap_or_default());
        } else {
            self.incomplete.push_str(text);
            if self.incomplete.len() < self.scan_again_at {
                return Ok(());
            }
            let mut joined = take(&mut self.incomplete);
            let passed = self.scan(&joined, read)?;
            joined.drain(..passed);
            self.incomplete = joined;
        }
        self.scan_again_at = 2 * self.incomplete.len();
        Ok(())
    }

    /// Scans complete tokens and reads every full batch. Returns the length of the tokens.
    fn scan(&mut self, text: &str, read: ReadElement<'_>) -> Result<usize, Failure> {
        let mut at = 0;
        loop {
            let passed = self.splitter.pass(text, at);
            if passed.is_ok() && !self.splitter.batch.is_full() {
                return Ok(passed?);
            }
            // The records before an error are read.
            self.read_batch(read)?;
            at = passed.map_err(|problem| self.first_problem(problem))?;
        }
    }
}

#[cfg(test)]
mod tests;
