//! Checks that a text shows no secrets.

use std::error::Error as _;

use bbb_sdk::Error;

/// The password and the token that all calls use.
pub(crate) const PASSWORD: &str = "swordfish";

/// Asserts that a text shows neither the secret nor the password, nor a word that may be a checksum.
#[track_caller]
pub(crate) fn keeps(secret: &str, shown: &str, what: &str) {
    for secret in [secret, PASSWORD] {
        assert!(!shown.contains(secret), "{what}: {shown}");
    }
    // Internal IDs consist of a hash, which is not secret, and a time.
    let runs = shown.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
    let is_id = |run: &str| {
        let time = run.rsplit_once('-').map(|(_, time)| time);
        time.is_some_and(|time| {
            !time.is_empty() && time.bytes().all(|digit| digit.is_ascii_digit())
        })
    };
    let longest = runs.filter(|run| !is_id(run)).map(str::len).max();
    assert!(longest < Some(40), "{what}: {shown}");
}

/// Prints an error in every form, with its sources.
pub(crate) fn everything(error: &Error) -> String {
    let mut shown = format!("{error} {error:?} {error:#?} {:?}", error.key());
    let mut source = error.source();
    while let Some(error) = source {
        shown = format!("{shown} {error} {error:?} {error:#?}");
        source = error.source();
    }
    shown
}
