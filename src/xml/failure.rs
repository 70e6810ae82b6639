//! The reasons why a response cannot be read.

use super::element::COLON;
use super::limits::Limits;
use crate::error::{Error, Limit, ResponseProblem};
use crate::plain_json::{Verdict, verdict};
use crate::redact::redact;

/// The reason why reading stops.
pub(crate) enum Failure {
    /// The text is not a response. The excerpt of the text is still missing.
    Problem(ResponseProblem),
    /// The error is complete.
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

impl Failure {
    /// Reading exceeds the memory limit.
    pub(super) fn memory(limits: &Limits) -> Self {
        ResponseProblem::Limit(limits.of_memory()).into()
    }

    /// The parser rejected a part of the text.
    pub(super) fn of_parser(error: &roxmltree::Error, limits: &Limits, place: Place<'_>) -> Self {
        let problem = match error {
            roxmltree::Error::NodesLimitReached => {
                ResponseProblem::Limit(Limit::Nodes(limits.nodes))
            }
            roxmltree::Error::DtdDetected => ResponseProblem::Dtd,
            error => ResponseProblem::Malformed(place.describe(error)),
        };
        problem.into()
    }

    /// A call that expects XML received JSON: a refusal, or a text that the call cannot read.
    pub(super) fn of_json(text: &str) -> Self {
        match verdict(text) {
            Verdict::Refusal(refusal) => refusal.into(),
            Verdict::CutOff => ResponseProblem::CutOff.into(),
            _ => ResponseProblem::Json.into(),
        }
    }
}

/// The place of a text that the parser rejects.
#[derive(Clone, Copy)]
pub(super) enum Place<'n> {
    /// The text as it arrived.
    Text,
    /// The text around the records.
    Around,
    /// A record: its name, and the number of records before it.
    Record(&'n str, usize),
}

impl Place<'_> {
    fn describe(self, error: &roxmltree::Error) -> String {
        // A position in a text that the splitter put together says nothing about the text that arrived.
        let words = match self {
            Self::Text => error.to_string(),
            Self::Around | Self::Record(..) => {
                let position = format!(" at {}", error.pos());
                error.to_string().replace(&position, "")
            }
        };
        // The parser repeats names from the text, and a name may be as long as the text. `redact` comes before the cut, so
        // that the cut does not leave half of a secret.
        let words = words.replace(COLON, ":");
        let words: String = redact(&words).chars().take(200).collect();
        match self {
            Self::Record(name, count) => format!("<{name}> number {}: {words}", count + 1),
            Self::Text | Self::Around => words,
        }
    }
}
