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

#[cfg(test)]
mod tests {
    use super::*;

    /// The head is the part of the text that fits, however the text is divided.
    #[test]
    fn a_head_is_the_beginning_of_the_text() {
        let ascii = "x".repeat(8_192);
        for (start, expected) in [
            (String::new(), 8_192),
            ("é".to_owned(), 8_192),
            ("xé".to_owned(), 8_192),
            ("x".repeat(8_190) + "é", 8_192),
            ("x".repeat(8_191) + "é", 8_191),
            ("x".repeat(8_189) + "😀", 8_189),
            ("x".repeat(8_190) + "😀", 8_190),
        ] {
            let text = format!("{start}{ascii}");
            for length in [1, 3, 8_191, 8_192, 20_000] {
                let mut head = Head::default();
                let mut rest = text.as_str();
                let mut pushed = 0;
                while !rest.is_empty() {
                    let end = rest
                        .char_indices()
                        .nth(length)
                        .map_or(rest.len(), |(at, _)| at);
                    let (piece, behind) = rest.split_at(end);
                    head.push(piece);
                    rest = behind;
                    pushed += piece.len();
                    assert_eq!(head.text, text[..pushed.min(expected)]);
                    assert_eq!(head.is_complete(), pushed >= 8_192, "{pushed}");
                }
            }
        }
    }
}
