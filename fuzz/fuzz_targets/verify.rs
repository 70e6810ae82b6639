//! A request is accepted if it is signed, and only then. The input is the call, a line end, and the query.
#![no_main]

use bbb_sdk::{Checksum, Query, Server};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (call, query) = text.split_once('\n').unwrap_or(("", text));
    let server = Server::new("https://h", "secret").unwrap();
    assert!(server.verify(call, query).is_err());

    let mut signed = Query::new();
    for (name, value) in Query::parameters(query) {
        signed.set(&name, value);
    }
    let signed = signed.as_str();
    let checksum = Checksum::SHA1.sign(call, signed, "secret");
    let checksum = checksum.as_str();
    for query in [
        format!("checksum={checksum}&{signed}"),
        format!("{signed}&checksum={checksum}"),
    ] {
        let verified = server.verify(call, &query).unwrap();
        assert_eq!(verified.name(), "sha1");
    }
});
