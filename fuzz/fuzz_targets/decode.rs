//! Every call reads any response without a panic.
#![no_main]

#[path = "../../tests/support/every_call.rs"]
mod every_call;

use std::fmt::Debug;

use bbb_sdk::administration::Join;
use bbb_sdk::{Call, Response};
use every_call::Visitor;
use libfuzzer_sys::fuzz_target;

struct Read<'a>(Response<'a>);

impl Visitor for Read<'_> {
    fn visit<C: Call<Output: Debug>>(&mut self) {
        if let Err(error) = C::receive(&self.0) {
            assert!(!error.to_string().is_empty());
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let location = String::from_utf8_lossy(data);
    let redirect = Response::new(302, &b""[..]).header("Location", &location);
    Read(redirect).visit::<Join>();
    every_call::visit_every_call(&mut Read(Response::new(200, data)));
});
