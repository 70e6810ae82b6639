//! Checks the signature of a request, and says what is wrong with it.

use std::fmt;

use crate::checksum::Checksum;
use crate::query::masked;
use crate::server::Server;
use crate::testing::profiles::ALL;

mod guess;

use guess::Wrong;

/// The outcome of checking the signature of a request.
///
/// `Debug` and `Display` leave out the values of passwords and tokens. The `text` of [`Wrong`](Self::Wrong) contains them.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureCheck {
    /// The call needs no signature.
    NotNeeded,
    /// The signature is right. Holds the algorithm's name.
    Right(&'static str),
    /// The request has no `checksum`, or an empty one.
    Missing,
    /// The request has more than one `checksum`.
    Repeated,
    /// No algorithm produces this number of digits. Holds the number.
    UnknownLength(usize),
    /// The checksum is of an algorithm that the server does not accept. Holds the algorithm's name.
    NotAccepted(&'static str),
    /// The host names a tenant that the load balancer does not know.
    UnknownTenant,
    /// The checksum is in upper case, but the server requires lower case.
    UpperCase,
    /// The checksum differs from the server's.
    Wrong {
        /// The algorithm, recognised by the length of the checksum.
        algorithm: &'static str,
        /// The text that the server hashed, with `<secret>` in place of the secret.
        text: String,
        /// What the client seems to have signed instead, if a known mistake matches.
        guess: Option<&'static str>,
    },
}

impl SignatureCheck {
    /// Returns whether the server accepts the request.
    pub fn is_right(&self) -> bool {
        matches!(self, Self::NotNeeded | Self::Right(_))
    }
}

impl fmt::Debug for SignatureCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignatureCheck({self})")
    }
}

/// Says what is wrong and what the server would have signed, without the secret.
impl fmt::Display for SignatureCheck {
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
            Self::UnknownTenant => f.write_str("is for a tenant that this server does not know"),
            Self::Wrong {
                algorithm,
                text,
                guess,
            } => {
                let sent = masked(text.trim_end_matches("<secret>"));
                write!(
                    f,
                    "has a wrong checksum: the server hashed `{sent}<secret>` with {algorithm}"
                )?;
                match guess {
                    Some(guess) => write!(f, "; the client seems to have signed {guess}"),
                    None => Ok(()),
                }
            }
        }
    }
}

/// The parts of a request that are checked.
pub(in crate::testing) struct Check<'a> {
    pub(in crate::testing) call: &'a str,
    /// The query as it arrived.
    pub(in crate::testing) query: &'a str,
    /// The checksum, decoded.
    pub(in crate::testing) checksum: &'a str,
    /// How many checksums there are.
    pub(in crate::testing) count: usize,
    pub(in crate::testing) verifier: &'a Server,
    /// The secret, for guessing what was signed instead.
    pub(in crate::testing) secret: &'a str,
    pub(in crate::testing) rules: Rules<'a>,
}

/// The rules by which a server checks signatures.
#[derive(Debug, Clone, Copy)]
pub(in crate::testing) struct Rules<'a> {
    pub(in crate::testing) accepted: &'a [Checksum],
    pub(in crate::testing) ignores_case: bool,
    pub(in crate::testing) refuses_repeated: bool,
    /// Whether the checksum is removed from the query as bbb-webhooks does it.
    pub(in crate::testing) of_hooks: bool,
}

impl Check<'_> {
    pub(in crate::testing) fn run(&self) -> SignatureCheck {
        if self.checksum.is_empty() {
            return SignatureCheck::Missing;
        }
        if self.count > 1 && self.rules.refuses_repeated {
            return SignatureCheck::Repeated;
        }
        let by_length = |checksum: &&Checksum| digits(**checksum) == self.checksum.len();
        let Some(algorithm) = ALL.iter().find(by_length) else {
            return SignatureCheck::UnknownLength(self.checksum.len());
        };
        let accepted = &self.rules.accepted;
        if !accepted
            .iter()
            .any(|known| known.name() == algorithm.name())
        {
            return SignatureCheck::NotAccepted(algorithm.name());
        }
        let rest = if self.rules.of_hooks {
            without_checksum_of_hooks(self.query)
        } else {
            without_checksum(self.query, self.checksum)
        };
        let is_upper = self.checksum.contains(|c: char| c.is_ascii_uppercase());
        let verified = self.verifier.verify_parts(self.call, &rest, self.checksum);
        match verified.is_ok() {
            true if is_upper && !self.rules.ignores_case => SignatureCheck::UpperCase,
            true => SignatureCheck::Right(algorithm.name()),
            false => SignatureCheck::Wrong {
                algorithm: algorithm.name(),
                text: format!("{}{rest}<secret>", self.call),
                guess: Wrong {
                    call: self.call,
                    query: &rest,
                    secret: self.secret,
                    checksum: self.checksum,
                    algorithm: *algorithm,
                }
                .guess(),
            },
        }
    }
}

/// Returns the number of hex digits that an algorithm produces.
fn digits(algorithm: Checksum) -> usize {
    algorithm.sign("", "", "").as_str().len()
}

/// Removes the checksum from a query as bbb-web does: the parameter, and every other occurrence of its text.
fn without_checksum(query: &str, checksum: &str) -> String {
    let clean: String = query.chars().filter(|c| !c.is_ascii_control()).collect();
    clean
        .trim()
        .replace(&format!("&checksum={checksum}"), "")
        .replace(&format!("checksum={checksum}&"), "")
        .replace(&format!("checksum={checksum}"), "")
}

/// Removes the checksum from a query as bbb-webhooks does: the first one after an `&`, then the first one before an `&`.
fn without_checksum_of_hooks(query: &str) -> String {
    let mut rest = query.to_owned();
    if let Some(start) = rest.find("&checksum=") {
        let tail = rest.get(start + 1..).unwrap_or_default();
        let end = tail.find('&').map_or(rest.len(), |end| start + 1 + end);
        rest.replace_range(start..end, "");
    }
    if let Some(start) = rest.find("checksum=") {
        let tail = rest.get(start..).unwrap_or_default();
        let end = tail.find('&').map_or(rest.len(), |end| start + end + 1);
        rest.replace_range(start..end, "");
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";

    fn check(call: &str, query: &str) -> SignatureCheck {
        let parameters = crate::testing::wire::parameters::Parameters::parse(query);
        let rules = Rules {
            accepted: ALL,
            ignores_case: false,
            refuses_repeated: true,
            of_hooks: false,
        };
        let verifier = Server::new("https://bbb.example.com", SECRET).unwrap();
        Check {
            verifier: &verifier,
            call,
            query,
            checksum: parameters.get("checksum").unwrap_or_default(),
            count: parameters.count("checksum"),
            secret: SECRET,
            rules,
        }
        .run()
    }

    #[track_caller]
    fn guessed(call: &str, signed: &str, sent: &str, guess: &str) {
        let checksum = Checksum::SHA1.sign(signed, "", SECRET);
        let found = check(call, &format!("{sent}&checksum={}", checksum.as_str()));
        let SignatureCheck::Wrong { guess: found, .. } = found else {
            panic!("{found:?}");
        };
        assert_eq!(found, Some(guess));
    }

    #[test]
    fn mistakes_are_told() {
        guessed(
            "create",
            "name=a%20b",
            "name=a%20b",
            "the query without the name of the call",
        );
        guessed(
            "hooks/create",
            "createx=1",
            "x=1",
            "the name of the call without `hooks/`",
        );
        guessed(
            "create",
            "createname=a+b",
            "name=a%20b",
            "a `+` for each space and sent `%20`",
        );
        guessed(
            "create",
            "createname=a b",
            "name=a%20b",
            "the query before it was encoded",
        );
        guessed(
            "create",
            "createname=it's",
            "name=it%27s",
            "a bare `'` and sent `%27`, as some HTTP clients make of it",
        );
        guessed(
            "create",
            "createname=(a)",
            "name=%28a%29",
            "bare `!'()*~` and sent them encoded, as some HTTP clients do",
        );
        guessed(
            "create",
            "create&name=a",
            "name=a",
            "the query with a `&` in front",
        );
        guessed(
            "create",
            "createa=1&b=2",
            "b=2&a=1",
            "the parameters in another order",
        );
    }

    #[test]
    fn the_words_leave_the_secret_out() {
        let found = check(
            "create",
            "name=a&checksum=0000000000000000000000000000000000000000",
        );
        assert_eq!(
            found.to_string(),
            "has a wrong checksum: the server hashed `createname=a<secret>` with sha1"
        );
        assert_eq!(
            check("create", "checksum=1").to_string(),
            "has a checksum of 1 digits; 40, 64, 96 or 128 are known"
        );
        assert_eq!(check("create", "name=a"), SignatureCheck::Missing);
    }

    #[test]
    fn webhooks_take_a_checksum_out_in_their_own_way() {
        assert_eq!(without_checksum_of_hooks("checksum=1"), "");
        assert_eq!(without_checksum_of_hooks("checksum=1&a=2"), "a=2");
        assert_eq!(without_checksum_of_hooks("a=1&checksum=1&b=2"), "a=1&b=2");
        assert_eq!(
            without_checksum_of_hooks("meta=checksum=9&a=1&checksum=2"),
            "meta=a=1"
        );
    }
}
