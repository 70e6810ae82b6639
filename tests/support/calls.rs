//! Assertions on the whole text that a call sends.
#![allow(dead_code, reason = "not every test uses every helper")]

use bbb_sdk::{Call, Checksum, Server};

const ADDRESS: &str = "https://bbb.example.com/bigbluebutton/";

/// Returns a server whose checksum is always `00`. Other tests cover the signing.
fn server() -> Server {
    let nothing = Checksum::new("nothing", |_, _| 1);
    Server::with_checksum(ADDRESS, "secret", nothing).unwrap()
}

/// Asserts that the call sends these parameters.
#[track_caller]
pub(crate) fn sends(call: &impl Call, query: &str) {
    call.query().check().unwrap();
    assert_eq!(call.query().as_str(), query);
}

/// Asserts that the call sends these parameters under its name, and that they are all that `tests/parameters.txt`
/// lists.
#[track_caller]
pub(crate) fn sends_all<C: Call>(call: &C, name: &str, query: &str) {
    let url = server().url(call).unwrap();
    let sign = if query.is_empty() { "" } else { "&" };
    assert_eq!(url, format!("{ADDRESS}api/{name}?{query}{sign}checksum=00"));
    knows_all(call, name);
}

/// Asserts that the call sends this URL, without a checksum.
#[track_caller]
pub(crate) fn unsigned<C: Call>(call: &C, url: &str) {
    assert_eq!(server().url(call).unwrap(), url);
    let (_, rest) = url.split_once("/api/").unwrap();
    let name = rest.split('?').next().unwrap();
    knows_all(
        call,
        if name.is_empty() {
            "(the version)"
        } else {
            name
        },
    );
}

#[track_caller]
fn knows_all(call: &impl Call, name: &str) {
    let sent: Vec<&str> = call
        .query()
        .as_str()
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, _)| name)
        .collect();
    let known = include_str!("../parameters.txt")
        .lines()
        .skip_while(|line| *line != name)
        .skip(1)
        .map_while(|line| line.strip_prefix("    ")?.split(' ').next());
    let fits = |known: &str, sent: &str| match known.strip_suffix('*') {
        Some(start) => sent.starts_with(start),
        None => sent == known,
    };
    let missing: Vec<&str> = known
        .clone()
        .filter(|known| !sent.iter().any(|sent| fits(known, sent)))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "{name}: missing");
    let unknown: Vec<&&str> = sent
        .iter()
        .filter(|sent| !known.clone().any(|known| fits(known, sent)))
        .collect();
    assert_eq!(unknown, Vec::<&&str>::new(), "{name}: not in the list");
}

/// Asserts that the call carries this cookie.
#[track_caller]
pub(crate) fn cookie(call: &impl Call, expected: Option<&str>) {
    let request = server().request(call).unwrap();
    assert_eq!(request.cookie().map(bbb_sdk::Secret::expose), expected);
}

/// Asserts that the call is refused before anything is sent.
#[track_caller]
pub(crate) fn refuses(call: &impl Call, words: &str) {
    assert_eq!(server().url(call).unwrap_err().to_string(), words);
}
