//! Blanks the secrets of the request in an error.

use std::error::Error as StdError;

use super::{Error, ErrorKey, ResponseProblem};
use crate::redact::Sent;

impl Error {
    /// Blanks the secrets of the request in every part of the error.
    pub(crate) fn blanked(mut self, sent: &Sent) -> Self {
        match &mut self {
            Self::Api {
                key,
                message,
                details,
                ..
            } => {
                if let Some(key) = key {
                    blank_key(key, sent);
                }
                *message = sent.blank(message);
                details.returncode = sent.blank(&details.returncode);
                for (key, message) in &mut details.others {
                    blank_key(key, sent);
                    *message = sent.blank(message);
                }
            }
            Self::Response {
                problem, excerpt, ..
            } => {
                *excerpt = sent.blank(excerpt);
                blank_problem(problem, sent);
            }
            Self::Transport {
                source: Some(source),
                ..
            } => {
                // Keep a cause without secrets unchanged, so that programs can downcast it.
                let words = source.to_string();
                let blanked = sent.blank(&words);
                if words != blanked || chain(&**source).any(|cause| hides(cause, sent)) {
                    *source = blanked.into();
                }
            }
            Self::Transport { .. }
            | Self::Address { .. }
            | Self::Parameter { .. }
            | Self::Signature { .. }
            | Self::Callback { .. } => {}
        }
        self
    }
}

fn blank_key(key: &mut ErrorKey, sent: &Sent) {
    if let ErrorKey::Other(text) = key {
        *text = sent.blank(text);
    }
}

fn blank_problem(problem: &mut ResponseProblem, sent: &Sent) {
    match problem {
        ResponseProblem::Foreign(text)
        | ResponseProblem::Redirect(text)
        | ResponseProblem::Malformed(text)
        | ResponseProblem::Unreadable { reason: text, .. } => *text = sent.blank(text),
        _ => {}
    }
}

/// Returns a cause and its sources.
fn chain<'a>(
    cause: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(cause), |cause| {
        let cause: &'a (dyn StdError + 'static) = *cause;
        cause.source()
    })
}

/// Returns whether `Display` or `Debug` of a cause shows a secret.
fn hides(cause: &(dyn StdError + 'static), sent: &Sent) -> bool {
    [cause.to_string(), format!("{cause:?}")]
        .iter()
        .any(|words| sent.is_in(words))
}
