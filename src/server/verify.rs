//! Verifies that a received request was signed with the secret.

use std::borrow::Cow;

use crate::checksum::{Checksum, same};
use crate::error::{Error, Result, SignatureProblem};
use crate::query::{Query, masked};
use crate::redact::redact;

use super::Server;

impl Server {
    /// Verifies the checksum of a received request.
    ///
    /// A gateway or a simulated server needs it. `call` is the call's name after `api/`, and `query` is the query exactly
    /// as in the request line. Returns the algorithm of the checksum, for a gateway that accepts only some.
    ///
    /// As in BigBlueButton, the number of hex digits selects the algorithm, among those that are compiled in and the
    /// server's own. The checksum may be anywhere in the query, and the rest of the query is verified byte for byte. The
    /// comparison takes constant time.
    ///
    /// It is stricter than BigBlueButton where no legitimate request is affected. It refuses every request with more than
    /// one checksum. BigBlueButton does so since 3.0.37 for two parameters, and never for a checksum that is a part of
    /// another parameter.
    ///
    /// ```
    /// # #[cfg(feature = "sha1")] {
    /// use bbb_sdk::error::SignatureProblem;
    /// use bbb_sdk::{Checksum, Error, Server};
    ///
    /// let secret = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
    /// let server = Server::with_checksum("https://bbb.example.com", secret, Checksum::SHA1)?;
    /// let query = "checksum=2027baa7771026e9e93392f55031535d1444c41f";
    /// server.verify("getMeetings", query)?;
    ///
    /// let error = server.verify("end", query).unwrap_err();
    /// let Error::Signature { problem, .. } = error else { unreachable!() };
    /// assert_eq!(problem, SignatureProblem::Mismatch("sha1"));
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    pub fn verify(&self, call: &str, query: &str) -> Result<Checksum> {
        let query = cleaned(query);
        let found = checksums(&query);
        let checksum = match found.as_slice() {
            [] => "",
            [one] => one,
            _ => return Err(refused(SignatureProblem::Repeated, call, &query)),
        };
        let signed = without(&query, checksum);
        if !checksum.is_empty() && signed.contains(&format!("checksum={checksum}")) {
            return Err(refused(SignatureProblem::Repeated, call, &signed));
        }
        self.verify_parts(call, &signed, checksum)
    }

    /// Verifies a received request whose checksum is not in the query, but for example in a form.
    ///
    /// If a form contains all parameters, only the call's name is signed, and `query` is empty.
    pub fn verify_parts(&self, call: &str, query: &str, checksum: &str) -> Result<Checksum> {
        if checksum.is_empty() {
            return Err(refused(SignatureProblem::Missing, call, query));
        }
        let given = checksum.to_ascii_lowercase();
        let own = *self.checksum_for(call);
        let built_in = Checksum::BUILT_IN
            .iter()
            .filter(|algorithm| algorithm.name() != own.name())
            .copied();
        let mut reason = SignatureProblem::Length(given.len());
        for algorithm in std::iter::once(own).chain(built_in) {
            let expected = algorithm.sign(call, query, self.secret.expose());
            let expected = expected.as_str().as_bytes();
            if expected.len() == given.len() {
                if same(expected, given.as_bytes()) {
                    return Ok(algorithm);
                }
                reason = SignatureProblem::Mismatch(algorithm.name());
            }
        }
        Err(refused(reason, call, query))
    }
}

fn refused(reason: SignatureProblem, call: &str, query: &str) -> Error {
    let signed = redact(call) + &masked(query);
    Error::Signature {
        problem: reason,
        signed,
    }
}

/// Returns the query without control characters and outer blanks, as BigBlueButton reads it.
fn cleaned(query: &str) -> Cow<'_, str> {
    let query = query.trim_matches(|c: char| c <= ' ');
    if query.contains(|c: char| c.is_ascii_control()) {
        Cow::Owned(query.replace(|c: char| c.is_ascii_control(), ""))
    } else {
        Cow::Borrowed(query)
    }
}

/// Returns the values of the parameters whose decoded name is `checksum`.
fn checksums(query: &str) -> Vec<String> {
    Query::parameters(query)
        .filter(|(name, _)| name == "checksum")
        .map(|(_, value)| value)
        .collect()
}

/// Returns the query without the checksum and the `&` beside it.
///
/// A name in an encoded spelling, such as `%63hecksum`, stays in the query, as in BigBlueButton.
fn without(query: &str, checksum: &str) -> String {
    let parameter = format!("checksum={checksum}");
    query
        .split('&')
        .filter(|pair| *pair != parameter)
        .collect::<Vec<_>>()
        .join("&")
}

#[cfg(test)]
#[cfg(all(
    feature = "sha1",
    feature = "sha256",
    feature = "sha384",
    feature = "sha512"
))]
mod tests {
    use super::*;

    const QUERY: &str = "name=Caf%C3%A9+%27A%2BB%27&meetingID=room-1&record=true";
    const SHA1: &str = "0824cf478f38e4d7008f89d7ee073ecb29287bdf";

    fn server() -> Server {
        let secret = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
        Server::with_checksum("https://h", secret, Checksum::SHA256).unwrap()
    }

    #[track_caller]
    fn accepts(query: &str) {
        assert_eq!(server().verify("create", query).unwrap().name(), "sha1");
    }

    #[track_caller]
    fn refuses(query: &str, expected: &str) {
        let error = server().verify("create", query).unwrap_err();
        let Error::Signature { problem, signed } = error else {
            panic!("{error}");
        };
        assert_eq!(format!("{problem:?} {signed}"), expected);
    }

    #[test]
    fn the_checksum_may_stand_anywhere() {
        let (first, rest) = QUERY.split_once('&').unwrap();
        accepts(&format!("{QUERY}&checksum={SHA1}"));
        accepts(&format!("checksum={SHA1}&{QUERY}"));
        accepts(&format!("{first}&checksum={SHA1}&{rest}"));
        accepts(&format!(" {first}&check\nsum={SHA1}&{rest}\r\n"));
        accepts(&format!("{QUERY}&checksum={}", SHA1.to_uppercase()));
    }

    #[test]
    fn a_call_without_parameters() {
        let expected = "2027baa7771026e9e93392f55031535d1444c41f";
        for query in [
            format!("checksum={expected}"),
            format!("&checksum={expected}"),
        ] {
            assert!(server().verify("getMeetings", &query).is_ok(), "{query}");
        }
    }

    #[test]
    fn every_algorithm_is_told_by_its_length() {
        for algorithm in [
            Checksum::SHA1,
            Checksum::SHA256,
            Checksum::SHA384,
            Checksum::SHA512,
        ] {
            let server = Server::with_checksum("https://h", "s", algorithm).unwrap();
            let signed = algorithm.sign("end", "meetingID=a", "s");
            let query = format!("meetingID=a&checksum={}", signed.as_str());
            let other = server.clone().hooks_checksum(Checksum::SHA1);
            assert_eq!(
                server.verify("end", &query).unwrap().name(),
                algorithm.name()
            );
            assert_eq!(
                other.verify("end", &query).unwrap().name(),
                algorithm.name()
            );
            let signed = algorithm.sign("hooks/list", "", "s");
            let found = other.verify_parts("hooks/list", "", signed.as_str());
            assert_eq!(found.unwrap().name(), algorithm.name());
        }
    }

    #[test]
    fn an_algorithm_of_ones_own() {
        const SHORT: Checksum = Checksum::new("short", |parts, digest| {
            Checksum::SHA1.digest(parts, digest).min(5)
        });
        let server = Server::with_checksum("https://h", "s", SHORT).unwrap();
        let signed = SHORT.sign("getMeetings", "", "s");
        let query = format!("checksum={}", signed.as_str());
        assert_eq!(
            server.verify("getMeetings", &query).unwrap().name(),
            "short"
        );
    }

    #[test]
    fn refusals_name_the_reason_and_what_was_signed() {
        refuses("", "Missing create");
        refuses("a=1&checksum=", "Missing createa=1");
        refuses("a=1&Checksum=ab", "Missing createa=1&Checksum=***");
        refuses("a=1&checksum=0123", "Length(4) createa=1");
        refuses(
            &format!("a=1&moderatorPW=hunter2&checksum={SHA1}"),
            "Mismatch(\"sha1\") createa=1&moderatorPW=***",
        );
        refuses(
            &format!("{QUERY}&a=1&checksum={SHA1}"),
            &format!("Mismatch(\"sha1\") create{QUERY}&a=1"),
        );
    }

    #[test]
    fn a_checksum_that_occurs_twice_is_refused() {
        let repeated = format!("Repeated create{QUERY}");
        for second in [SHA1, "", "0123"] {
            refuses(
                &format!("{QUERY}&checksum={SHA1}&%63hecksum={second}"),
                &format!("{repeated}&checksum=***&%63hecksum=***"),
            );
        }
        refuses(
            &format!("{QUERY}&x=checksum={SHA1}&checksum={SHA1}"),
            &format!("{repeated}&x=checksum=***"),
        );
    }

    #[test]
    fn a_change_of_any_byte_is_refused() {
        let query = format!("{QUERY}&checksum={SHA1}");
        for at in 0..query.len() {
            let mut bytes = query.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = String::from_utf8_lossy(&bytes).into_owned();
            assert!(server().verify("create", &changed).is_err(), "{changed}");
        }
    }
}
