//! The constructor of [`Response`], in a module of its own so that rustdoc lists it first.

use std::borrow::Cow;

use super::reading::Bytes;
use super::{Head, Response};
use crate::xml::Limits;

impl<'a> Response<'a> {
    /// Creates a response from a status and a body.
    pub fn new(status: u16, body: impl Into<Cow<'a, [u8]>>) -> Self {
        Self {
            status,
            body: Bytes::Whole(body.into()),
            head: Head::default(),
            limits: Limits::default(),
        }
    }
}
