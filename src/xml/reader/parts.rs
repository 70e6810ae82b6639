//! Parses the parts of a response: the batches of records, and the text around the records.

use std::cell::Cell;
use std::mem::take;

use roxmltree::{Document, Node, ParsingOptions};

use super::{ReadElement, Reader};
use crate::error::ResponseProblem;
use crate::xml::answer::says_no;
use crate::xml::batch::{Batch, Part};
use crate::xml::element::Element;
use crate::xml::failure::{Failure, Place};
use crate::xml::limits::Limits;

impl Reader<'_> {
    /// Reads the records of the batch and empties it.
    pub(super) fn read_batch(&mut self, read: ReadElement<'_>) -> Result<(), Failure> {
        if self.splitter.batch.is_empty() {
            return Ok(());
        }
        let mut batch = take(&mut self.splitter.batch);
        let incomplete = batch.close();
        let done = self.read_records(&batch, read);
        batch.restart(&incomplete);
        self.splitter.batch = batch;
        done
    }

    fn read_records(&mut self, batch: &Batch, read: ReadElement<'_>) -> Result<(), Failure> {
        if self.records == 0 {
            self.is_refusal = self.begins_with_refusal()?;
        }
        self.budget.allow(batch.part.source);
        let tree = batch.part.tree_bytes(self.budget.left());
        if !self.budget.take(tree) {
            return Err(Failure::memory(&self.limits));
        }
        self.parse_records(batch, read)?;
        self.budget.give(tree);
        if !self.budget.suffices() {
            return Err(Failure::memory(&self.limits));
        }
        if !self.keeps_values {
            self.budget.restart();
        }
        Ok(())
    }

    /// Parses the records of a batch together, or one by one if the parser rejects the batch: the records before a malformed
    /// one are read.
    fn parse_records(&mut self, batch: &Batch, read: ReadElement<'_>) -> Result<(), Failure> {
        let name = self.list.map_or("", |list| list.record);
        let (budget, is_refusal, records) =
            (&self.budget, self.is_refusal, Cell::new(self.records));
        let mut read_one = |record: Element<'_, '_>| {
            records.set(records.get() + 1);
            if is_refusal { Ok(()) } else { read(record) }
        };
        let mut done = Ok(());
        let whole = parse(&batch.part.text, &self.limits, &mut |root| {
            let root = Element::new(root, budget);
            done = root.children(name).try_for_each(&mut read_one);
        });
        if whole.is_err() {
            for text in batch.records() {
                let parsed = parse(text, &self.limits, &mut |root| {
                    done = read_one(Element::new(root, budget));
                });
                parsed.map_err(|error| {
                    Failure::of_parser(&error, &self.limits, Place::Record(name, records.get()))
                })?;
                if done.is_err() {
                    break;
                }
            }
        }
        done?;
        self.records = records.get();
        Ok(())
    }

    /// Returns whether the text before the first record says that the response is a refusal.
    fn begins_with_refusal(&self) -> Result<bool, Failure> {
        let mut is_refusal = false;
        self.parse_around(&self.splitter.before_records(), &mut |root| {
            is_refusal = says_no(&root);
            Ok(())
        })?;
        Ok(is_refusal)
    }

    /// Returns the first problem of a text that the scanner has rejected.
    ///
    /// The scanner does not compare the names of tags. A missing end tag therefore looks to it like a text that stops early,
    /// and a surplus one like a second document, while the parser finds it where it is.
    pub(super) fn first_problem(&self, problem: ResponseProblem) -> Failure {
        if matches!(problem, ResponseProblem::Limit(_) | ResponseProblem::Dtd) {
            return problem.into();
        }
        let (part, is_record) = self.splitter.incomplete_part();
        let left = self.budget.left();
        if part.tree_bytes(left) > left {
            return problem.into();
        }
        match parse(&part.text, &self.limits, &mut |_| ()) {
            Err(roxmltree::Error::UnclosedRootNode | roxmltree::Error::NoRootNode) | Ok(()) => {
                problem.into()
            }
            Err(error) => Failure::of_parser(&error, &self.limits, self.place(is_record)),
        }
    }

    fn place(&self, is_record: bool) -> Place<'_> {
        match (self.list, self.records) {
            (Some(list), records) if is_record => Place::Record(list.record, records),
            (_, 0) => Place::Text,
            _ => Place::Around,
        }
    }

    /// Parses the text around the records.
    pub(super) fn parse_around(
        &self,
        around: &Part,
        read: &mut dyn FnMut(Element<'_, '_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let tree = around.tree_bytes(self.budget.left());
        if !self.budget.take(tree) {
            return Err(Failure::memory(&self.limits));
        }
        let mut done = Ok(());
        let parsed = parse(&around.text, &self.limits, &mut |root| {
            done = read(Element::new(root, &self.budget));
        });
        parsed.map_err(|error| Failure::of_parser(&error, &self.limits, self.place(false)))?;
        self.budget.give(tree);
        if self.budget.suffices() {
            done
        } else {
            Err(Failure::memory(&self.limits))
        }
    }
}

/// Parses a text that the scanner has accepted.
///
/// This is the only call of the parser, so that the code for other options is not linked.
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
