//! Any text becomes an address to which calls can be appended, or an error.
#![no_main]

use bbb_sdk::Server;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(server) = Server::new(text, "secret") else {
        return;
    };
    let address = server.address();
    let (scheme, rest) = address.split_once("://").unwrap();
    assert!(
        matches!(scheme, "http" | "https") && rest.ends_with("/api/"),
        "{address}"
    );
    assert!(
        rest.bytes().all(|byte| byte.is_ascii_graphic()),
        "{address}"
    );
    assert!(
        !rest.contains("//") && !rest.contains(['?', '#', '\\']),
        "{address}"
    );
    assert!(!rest.split('/').next().unwrap().contains('@'), "{address}");
    assert_eq!(Server::new(address, "secret").unwrap().address(), address);
});
