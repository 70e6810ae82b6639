//! Reads an answer while it arrives.

use std::cell::Cell;

use roxmltree::{Document, Node, ParsingOptions};

use super::answer::{is_html, says_no, success};
use super::element::Element;
use super::limits::{Budget, Limits};
use super::records::{Batch, List, Part, Splitter};
use crate::encoding::{Decoder, Undecodable};
use crate::error::{Error, ResponseProblem, Result};
use crate::plain_json::{Verdict, verdict};
use crate::redact::redact;

/// Reads an element: a record, or what stands around the records. It is no type parameter, so that a program holds the reader
/// once, however many types of answers it reads.
pub(crate) type ReadElement<'f> = &'f mut dyn FnMut(Element<'_, '_>) -> Result<()>;

/// Finds the answer in a document.
pub(crate) type ResponseOf =
    for<'a, 'input> fn(Element<'a, 'input>) -> Result<Element<'a, 'input>, Failure>;

/// Why reading stops.
pub(crate) enum Failure {
    /// What came is no answer. The excerpt is still to be taken.
    Problem(ResponseProblem),
    Error(Error),
}

impl From<ResponseProblem> for Failure {
    fn from(problem: ResponseProblem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Reads an answer while it arrives, in pieces of any length.
///
/// Pieces go in, and the records of a list come out some at a time. What stands around them comes out at the end. A text
/// that is there as a whole is the case of one piece: how a text is divided makes no difference to what is read of it, to the
/// error, and to the records that are read before the error.
pub(crate) struct Reader<'n> {
    limits: Limits,
    budget: Budget,
    /// Whether the values of the records are kept until the end, and take memory until then.
    keeps_values: bool,
    list: Option<List<'n>>,
    decoder: Decoder,
    state: State,
    /// The beginning of the text, from which the excerpt of an error is taken. An error waits until it is there.
    head: Head,
    splitter: Splitter<'n>,
    /// The token that is not there as a whole.
    held: String,
    /// The length at which it is looked at again: twice that of the last look, so that the time stays linear.
    look_again: usize,
    /// How many records were read.
    records: usize,
    /// Whether the answer says that it is a refusal, whose records are not handed out.
    refused: bool,
}

enum State {
    /// Nothing but blanks came.
    Start,
    Xml,
    Json(String),
    Failed(Failure),
    /// The error was handed out.
    Ended,
}

/// The first bytes of a text.
#[derive(Default)]
struct Head {
    text: String,
    complete: bool,
}

impl Head {
    const LENGTH: usize = 8 << 10;

    fn push(&mut self, text: &str) {
        if self.complete {
            return;
        }
        let mut end = text.len().min(Self::LENGTH - self.text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.push_str(text.get(..end).unwrap_or_default());
        self.complete = end < text.len() || self.text.len() == Self::LENGTH;
    }
}

/// The longest text that is read as a refusal in JSON.
const JSON: usize = 64 << 10;

impl<'n> Reader<'n> {
    pub(super) fn new(limits: &Limits, list: Option<List<'n>>) -> Self {
        Self {
            limits: limits.clone(),
            budget: Budget::new(limits),
            keeps_values: true,
            list,
            decoder: Decoder::new(""),
            state: State::Start,
            head: Head::default(),
            splitter: Splitter::new(limits, list),
            held: String::new(),
            look_again: 0,
            records: 0,
            refused: false,
        }
    }

    /// A reader that hands the records of a list on, and keeps nothing of them.
    pub(crate) fn of_stream(limits: &Limits, (list, record): (&'n str, &'n str)) -> Self {
        Self {
            keeps_values: false,
            ..Self::new(limits, Some(List { list, record }))
        }
    }

    /// Decodes what is pushed as a body of this `Content-Type`.
    pub(crate) fn content_type(mut self, content_type: &str) -> Self {
        self.decoder = Decoder::new(content_type);
        self
    }

    /// Reads the next bytes.
    pub(crate) fn push(&mut self, bytes: &[u8], read: ReadElement<'_>) -> Result<()> {
        let text = self.decoder.decode(bytes);
        self.take(&text, read);
        if self.decoder.is_broken() {
            // What begins as no markup is named by its bytes, if they are seen in time.
            if let State::Failed(Failure::Problem(problem @ ResponseProblem::Text)) =
                &mut self.state
                && !self.head.complete
            {
                *problem = ResponseProblem::Encoding;
            }
            self.break_off(ResponseProblem::Encoding, read);
        }
        match self.state {
            State::Failed(Failure::Problem(_)) if !self.head.complete => Ok(()),
            _ => self.verdict(),
        }
    }

    /// Reads what stands around the records, now that all has come: `pick` gets the root of an answer that says `SUCCESS`.
    pub(crate) fn finish(self, read: ReadElement<'_>, pick: ReadElement<'_>) -> Result<()> {
        self.finish_any(success, read, pick)
    }

    /// [`finish`](Self::finish) for documents of any kind: `response_of` gives the element that `pick` gets.
    pub(super) fn finish_any(
        mut self,
        response_of: ResponseOf,
        read: ReadElement<'_>,
        pick: ReadElement<'_>,
    ) -> Result<()> {
        match self.decoder.finish() {
            Ok(rest) => self.take(&rest, read),
            Err(Undecodable::CutOff) => self.break_off(ResponseProblem::CutOff, read),
            Err(Undecodable::Unknown) => self.break_off(ResponseProblem::Encoding, read),
        }
        self.verdict()?;
        self.end(response_of, read, pick)
            .map_err(|failure| self.error(failure))
    }

    fn end(
        &mut self,
        response_of: ResponseOf,
        read: ReadElement<'_>,
        pick: ReadElement<'_>,
    ) -> Result<(), Failure> {
        match &self.state {
            State::Xml => {}
            State::Json(text) => return Err(json(text)),
            State::Start => return Err(ResponseProblem::Empty.into()),
            State::Failed(_) | State::Ended => return Err(ResponseProblem::CutOff.into()),
        }
        let held = std::mem::take(&mut self.held);
        let passed = self.pass(&held, read)?;
        self.read_batch(read)?;
        self.splitter
            .finish(held.get(passed..).unwrap_or_default())?;
        let around = std::mem::take(&mut self.splitter.around);
        self.budget.allow(around.source);
        self.parse_around(&around, &mut |root| {
            let root = response_of(root)?;
            // Where no record was handed out by itself, the list may still stand here.
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

    /// The error for a text that could not be read to its end, with the first words of what came. The records that are complete
    /// are read.
    pub(crate) fn interrupted(&mut self, error: Error, read: ReadElement<'_>) -> Error {
        match (self.read_complete(read), error) {
            (Err(failure), _) => self.error(failure),
            (
                Ok(()),
                Error::Response {
                    problem, excerpt, ..
                },
            ) if excerpt.is_empty() => Error::answer(problem, &self.head.text),
            (Ok(()), error) => error,
        }
    }

    /// Ends the reading with a problem, behind the records that are complete.
    fn break_off(&mut self, problem: ResponseProblem, read: ReadElement<'_>) {
        let failure = self.read_complete(read).err();
        self.fail(failure.unwrap_or(problem.into()));
    }

    /// Reads the records that are complete.
    fn read_complete(&mut self, read: ReadElement<'_>) -> Result<(), Failure> {
        if !matches!(self.state, State::Xml) {
            return Ok(());
        }
        let held = std::mem::take(&mut self.held);
        self.pass(&held, read)?;
        self.read_batch(read)
    }

    fn verdict(&mut self) -> Result<()> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Failed(failure) => Err(self.error(failure)),
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

    fn error(&self, failure: Failure) -> Error {
        match failure {
            Failure::Error(error) => error,
            Failure::Problem(_) if is_html(&self.head.text) => {
                Error::answer(ResponseProblem::Html, &self.head.text)
            }
            Failure::Problem(problem) => Error::answer(problem, &self.head.text),
        }
    }

    fn take(&mut self, text: &str, read: ReadElement<'_>) {
        // QUIRK: Scalelite and PHP in front of old servers put line ends before the XML declaration.
        let text = match self.state {
            State::Start => text.trim_start_matches(|c: char| c == '\u{FEFF}' || c.is_whitespace()),
            _ => text,
        };
        self.head.push(text);
        if matches!(self.state, State::Start) && !text.is_empty() {
            self.begin(text);
        }
        match &mut self.state {
            State::Json(json) if json.len() + text.len() <= JSON => json.push_str(text),
            State::Json(_) => self.fail(ResponseProblem::Json),
            State::Xml => {
                if let Err(failure) = self.scan(text, read) {
                    self.fail(failure);
                }
            }
            State::Start | State::Failed(_) | State::Ended => {}
        }
    }

    fn begin(&mut self, text: &str) {
        match text.as_bytes().first() {
            Some(b'<') => self.state = State::Xml,
            Some(b'{' | b'[') => self.state = State::Json(String::new()),
            _ => self.fail(ResponseProblem::Text),
        }
    }

    /// Passes over all tokens that are there as a whole, and holds the rest back.
    fn scan(&mut self, text: &str, read: ReadElement<'_>) -> Result<(), Failure> {
        if self.held.is_empty() {
            let passed = self.pass(text, read)?;
            self.held.push_str(text.get(passed..).unwrap_or_default());
        } else {
            self.held.push_str(text);
            if self.held.len() < self.look_again {
                return Ok(());
            }
            let mut held = std::mem::take(&mut self.held);
            let passed = self.pass(&held, read)?;
            held.drain(..passed);
            self.held = held;
        }
        self.look_again = 2 * self.held.len();
        Ok(())
    }

    /// Passes over tokens and reads the batches that become full: how far.
    fn pass(&mut self, text: &str, read: ReadElement<'_>) -> Result<usize, Failure> {
        let mut at = 0;
        loop {
            let passed = self.splitter.pass(text, at);
            if passed.is_err() || self.splitter.batch.is_full() {
                // The records in front of what is wrong are read all the same.
                self.read_batch(read)?;
            } else {
                return Ok(passed?);
            }
            at = passed?;
        }
    }

    /// Reads the records of the batch, and empties it.
    fn read_batch(&mut self, read: ReadElement<'_>) -> Result<(), Failure> {
        if self.splitter.batch.is_empty() {
            return Ok(());
        }
        let mut batch = std::mem::take(&mut self.splitter.batch);
        batch.close();
        let done = self.read_records(&batch, read);
        batch.clear();
        self.splitter.batch = batch;
        done
    }

    fn read_records(&mut self, batch: &Batch, read: ReadElement<'_>) -> Result<(), Failure> {
        if self.records == 0 {
            let around = self.splitter.before_records();
            let mut refused = false;
            self.parse_around(&around, &mut |root| {
                refused = says_no(&root);
                Ok(())
            })?;
            self.refused = refused;
        }
        self.budget.allow(batch.part.source);
        let tree = batch.part.tree_bytes(self.budget.left());
        if !self.budget.take(tree) {
            return Err(ResponseProblem::Limit("memory").into());
        }
        let name = self.list.map_or("", |list| list.record);
        let (budget, refused, records) = (&self.budget, self.refused, Cell::new(self.records));
        let mut read_one = |record: Element<'_, '_>| {
            records.set(records.get() + 1);
            if refused { Ok(()) } else { read(record) }
        };
        let mut done = Ok(());
        let whole = parse(&batch.part.text, &self.limits, &mut |root| {
            let root = Element::new(root, budget);
            done = root.children(name).try_for_each(&mut read_one);
        });
        // Those in front of what is wrong are read all the same.
        if whole.is_err() {
            for text in batch.records() {
                let whole = parse(text, &self.limits, &mut |root| {
                    done = read_one(Element::new(root, budget));
                });
                whole.map_err(|error| malformed(&error, Place::Record(name, records.get())))?;
                if done.is_err() {
                    break;
                }
            }
        }
        done?;
        self.records = records.get();
        self.budget.give(tree);
        if !self.budget.suffices() {
            return Err(ResponseProblem::Limit("memory").into());
        }
        if !self.keeps_values {
            self.budget.restart();
        }
        Ok(())
    }

    /// Parses what stands around the records.
    fn parse_around(
        &self,
        around: &Part,
        read: &mut dyn FnMut(Element<'_, '_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let tree = around.tree_bytes(self.budget.left());
        if !self.budget.take(tree) {
            return Err(ResponseProblem::Limit("memory").into());
        }
        let mut done = Ok(());
        let parsed = parse(&around.text, &self.limits, &mut |root| {
            done = read(Element::new(root, &self.budget));
        });
        let place = match self.records {
            0 => Place::Text,
            _ => Place::Around,
        };
        parsed.map_err(|error| malformed(&error, place))?;
        self.budget.give(tree);
        if self.budget.suffices() {
            done
        } else {
            Err(ResponseProblem::Limit("memory").into())
        }
    }
}

/// Parses a text that the scanner has let pass. The parser is called here alone, so that what its options rule out is not linked.
fn parse(
    text: &str,
    limits: &Limits,
    read: &mut dyn FnMut(Node<'_, '_>),
) -> Result<(), roxmltree::Error> {
    let options = ParsingOptions {
        nodes_limit: limits.nodes,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)?;
    read(document.root_element());
    Ok(())
}

/// What a text that the parser refuses is.
#[derive(Clone, Copy)]
enum Place<'n> {
    /// The text as it came.
    Text,
    /// What stands around the records.
    Around,
    /// The record behind so many.
    Record(&'n str, usize),
}

fn malformed(error: &roxmltree::Error, place: Place<'_>) -> Failure {
    let problem = match error {
        roxmltree::Error::NodesLimitReached => ResponseProblem::Limit("elements"),
        roxmltree::Error::DtdDetected => ResponseProblem::Dtd,
        error => {
            // Where it is in a text that was put together says nothing about the text that came.
            let (words, position) = (error.to_string(), format!(" at {}", error.pos()));
            let words = match place {
                Place::Text => words,
                Place::Around | Place::Record(..) => words.replace(&position, ""),
            };
            // The parser repeats names from the text, which is as long as the server likes. The cut comes last, so that it
            // leaves no half of what is to be blanked.
            let words: String = redact(&words).chars().take(200).collect();
            ResponseProblem::Malformed(match place {
                Place::Record(name, count) => format!("<{name}> {}: {words}", count + 1),
                Place::Text | Place::Around => words,
            })
        }
    };
    problem.into()
}

/// What an answer in JSON is to a call that expects XML: a refusal, or nothing that it could read.
fn json(text: &str) -> Failure {
    match verdict(text) {
        Some(Verdict::Refusal(refusal)) => refusal.into(),
        _ => ResponseProblem::Json.into(),
    }
}
