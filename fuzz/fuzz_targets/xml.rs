//! The guard and the reader take any text. A list is the same whether it is read whole or record by record.
#![no_main]

use bbb_sdk::xml::{self, Element, Limits};
use libfuzzer_sys::fuzz_target;

fn touch(element: &Element<'_, '_>) -> usize {
    let inner: usize = element.elements().map(|child| touch(&child)).sum();
    let _ = (
        element.child("a"),
        element.map("metadata"),
        element.attribute("id"),
    );
    inner + element.name().len() + element.text().len()
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let whole = xml::read(text, |root| Ok(touch(&root)));
    let list = ("recordings", "recording");
    let limits = Limits::default();
    let items = xml::read_list(
        text,
        &limits,
        list,
        |item| Ok(touch(&item)),
        |root, items| Ok((touch(&root), items)),
    );
    assert_eq!(whole.is_ok(), items.is_ok());
    // A long body is read record by record. Comments after the response make it long.
    if text.contains("<recording>") {
        let long = format!("{text}<!--{}-->", "x".repeat(5_000));
        let long = xml::read_list(
            &long,
            &limits,
            list,
            |item| Ok(touch(&item)),
            |_, items| Ok(items),
        );
        if let Ok((_, items)) = items {
            assert_eq!(long.unwrap(), items);
        }
    }
});
