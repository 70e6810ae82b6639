//! The beginning of a text, from which the excerpt in an error is taken.

use super::answer::is_html;
use super::failure::Failure;
use crate::error::{Error, ResponseProblem};

/// The first bytes of a text.
#[derive(Default)]
pub(super) struct Head {
    text: String,
    complete: bool,
}

impl Head {
    const LENGTH: usize = 8 << 10;

    pub(super) fn push(&mut self, text: &str) {
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

    /// Returns whether the text is longer than the head.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// Returns the error for a failure, with the excerpt. An HTML page is always reported as one.
    pub(super) fn explain(&self, failure: Failure) -> Error {
        match failure {
            Failure::Error(error) => error,
            Failure::Problem(_) if is_html(&self.text) => self.error(ResponseProblem::Html),
            Failure::Problem(problem) => self.error(problem),
        }
    }

    /// Returns the error for a problem, with the excerpt.
    pub(super) fn error(&self, problem: ResponseProblem) -> Error {
        Error::answer(problem, &self.text)
    }
}
