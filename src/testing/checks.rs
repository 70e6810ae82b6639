//! Whether a request is signed, and if not, why not.

use std::fmt;

use super::parameters::{Parameters, decode};
use super::profile::ALL;
use crate::checksum::Checksum;

/// What the server found when it checked the signature of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signed {
    /// The call needs no signature.
    NotNeeded,
    /// The signature is right; the algorithm's name.
    Right(&'static str),
    /// There is no `checksum`, or an empty one.
    Missing,
    /// There is more than one `checksum`.
    Repeated,
    /// The checksum has as many digits as no algorithm gives.
    UnknownLength(usize),
    /// The checksum is one of an algorithm that this server does not accept; the algorithm's name.
    NotAccepted(&'static str),
    /// The digits are upper case where the server wants lower case.
    UpperCase,
    /// The checksum is another than the server's.
    Wrong {
        /// The algorithm that the length tells.
        algorithm: &'static str,
        /// The text that the server hashed, with `<secret>` for the secret.
        text: String,
        /// What the client seems to have signed instead, where that can be told.
        guess: Option<&'static str>,
    },
}

impl Signed {
    /// Whether the server takes the request.
    pub fn is_right(&self) -> bool {
        matches!(self, Self::NotNeeded | Self::Right(_))
    }
}

/// Says what is wrong and what the server would have signed, without the secret.
impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNeeded => f.write_str("needs no checksum"),
            Self::Right(algorithm) => write!(f, "signed with {algorithm}"),
            Self::Missing => f.write_str("has no checksum"),
            Self::Repeated => f.write_str("has more than one checksum"),
            Self::UnknownLength(length) => {
                write!(
                    f,
                    "has a checksum of {length} digits; 40, 64, 96 or 128 are known"
                )
            }
            Self::NotAccepted(algorithm) => {
                write!(
                    f,
                    "is signed with {algorithm}, which this server does not accept here"
                )
            }
            Self::UpperCase => {
                f.write_str("has a checksum in upper case; this server wants lower case")
            }
            Self::Wrong {
                algorithm,
                text,
                guess,
            } => {
                write!(
                    f,
                    "has a wrong checksum: the server hashed `{text}` with {algorithm}"
                )?;
                match guess {
                    Some(guess) => write!(f, "; the client seems to have signed {guess}"),
                    None => Ok(()),
                }
            }
        }
    }
}

/// What is needed for checking a signature.
pub(super) struct Check<'a> {
    pub(super) call: &'a str,
    /// The query as it came.
    pub(super) query: &'a str,
    /// The checksum, decoded.
    pub(super) checksum: &'a str,
    /// How often there is one.
    pub(super) count: usize,
    pub(super) secret: &'a str,
    pub(super) accepted: &'a [Checksum],
    pub(super) ignores_case: bool,
}

impl Check<'_> {
    pub(super) fn run(&self) -> Signed {
        if self.checksum.is_empty() {
            return Signed::Missing;
        }
        let by_length = |checksum: &&Checksum| digits(**checksum) == self.checksum.len();
        let Some(algorithm) = ALL.iter().find(by_length) else {
            return Signed::UnknownLength(self.checksum.len());
        };
        if !self
            .accepted
            .iter()
            .any(|known| known.name() == algorithm.name())
        {
            return Signed::NotAccepted(algorithm.name());
        }
        let rest = without_checksum(self.query, self.checksum);
        let expected = algorithm.sign(self.call, &rest, self.secret);
        if expected.as_str() == self.checksum {
            return Signed::Right(algorithm.name());
        }
        if expected.as_str().eq_ignore_ascii_case(self.checksum) {
            return if self.ignores_case {
                Signed::Right(algorithm.name())
            } else {
                Signed::UpperCase
            };
        }
        Signed::Wrong {
            algorithm: algorithm.name(),
            text: format!("{}{rest}<secret>", self.call),
            guess: self.guess(*algorithm, &rest),
        }
    }

    /// Tries the mistakes that are made most.
    fn guess(&self, algorithm: Checksum, rest: &str) -> Option<&'static str> {
        let signs = |call: &str, query: &str, secret: &str| {
            algorithm
                .sign(call, query, secret)
                .as_str()
                .eq_ignore_ascii_case(self.checksum)
        };
        let last = self.call.rsplit('/').next().unwrap_or_default();
        let sorted = sorted(rest);
        let spaced = |text: &str| signs(self.call, text, self.secret);
        let tries = [
            (
                signs("", rest, self.secret),
                "the query without the name of the call",
            ),
            (
                signs(last, rest, self.secret),
                "the name of the call without `hooks/`",
            ),
            (signs(self.call, rest, ""), "it without the secret"),
            (signs(self.call, "", self.secret), "it without the query"),
            (
                spaced(&rest.replace("%20", "+")),
                "a `+` for each space and sent `%20`",
            ),
            (
                spaced(&rest.replace('+', "%20")),
                "`%20` for each space and sent `+`",
            ),
            (spaced(&decode(rest)), "the query before it was encoded"),
            (spaced(&format!("?{rest}")), "the query with its `?`"),
            (spaced(&format!("&{rest}")), "the query with a `&` in front"),
            (
                spaced(&format!("{rest}&")),
                "the query with a `&` at its end",
            ),
            (
                spaced(&rest.replace('&', "&amp;")),
                "the query with `&amp;` for `&`",
            ),
            (spaced(&sorted), "the parameters in another order"),
            (
                signs(self.call, rest, &format!("{}\n", self.secret)),
                "with a line break behind the secret",
            ),
            (
                signs(self.call, rest, &format!("{} ", self.secret)),
                "with a space behind the secret",
            ),
            (
                signs(&format!("/{}", self.call), rest, self.secret),
                "the name of the call with a `/` in front",
            ),
            (
                signs(&format!("api/{}", self.call), rest, self.secret),
                "the name of the call with `api/` in front",
            ),
        ];
        tries
            .into_iter()
            .find_map(|(hit, words)| hit.then_some(words))
    }
}

fn sorted(query: &str) -> String {
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    pairs.join("&")
}

/// How many hex digits an algorithm gives.
fn digits(algorithm: Checksum) -> usize {
    algorithm.sign("", "", "").as_str().len()
}

/// Takes the checksum out of a query the way bbb-web does: wherever it stands, and wherever this text stands.
fn without_checksum(query: &str, checksum: &str) -> String {
    let clean: String = query.chars().filter(|c| !c.is_ascii_control()).collect();
    clean
        .trim()
        .replace(&format!("&checksum={checksum}"), "")
        .replace(&format!("checksum={checksum}&"), "")
        .replace(&format!("checksum={checksum}"), "")
}

/// The algorithms a server of this test accepts, by the parameters of a request.
pub(super) fn checksums(parameters: &Parameters) -> (usize, String) {
    let first = parameters.get("checksum").unwrap_or_default().to_owned();
    (parameters.count("checksum"), first)
}
