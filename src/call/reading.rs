//! Reads the body of a response: as text, and as an answer in XML.

use std::borrow::Cow;

use super::Response;
use crate::encoding::{Decoder, Undecodable};
use crate::error::{Error, ResponseProblem, Result};
use crate::xml::{self, Element, Limits};

impl Response<'_> {
    /// The body as text.
    ///
    /// It is read as UTF-8 if its first character beyond ASCII is UTF-8, whatever the server declares, and as UTF-16 if it
    /// begins with that encoding's mark. Otherwise it is read in the encoding that the header or the XML declaration names:
    /// ISO-8859-1, ISO-8859-15 or windows-1252. QUIRK: servers up to 0.9 answer in the encoding of their platform.
    pub fn text(&self) -> Result<Cow<'_, str>> {
        let refused = |problem| Error::answer(problem, &String::from_utf8_lossy(&self.body));
        let mut decoder = Decoder::new(&self.head.content_type);
        let mut text = decoder.decode(&self.body);
        match decoder.finish() {
            Ok(rest) if rest.is_empty() => {}
            Ok(rest) => text.to_mut().push_str(&rest),
            Err(Undecodable::CutOff) => return Err(refused(ResponseProblem::CutOff)),
            Err(Undecodable::Unknown) => return Err(refused(ResponseProblem::Encoding)),
        }
        let is_blank = |c: char| c == '\u{FEFF}' || c.is_whitespace();
        Ok(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches(is_blank)),
            Cow::Owned(text) => Cow::Owned(text.trim_start_matches(is_blank).to_owned()),
        })
    }

    /// Reads an answer in XML: `pick` gets the root of one that says `SUCCESS`.
    pub fn xml<T>(&self, pick: impl FnOnce(Element<'_, '_>) -> Result<T>) -> Result<T> {
        xml::read_body(self, pick).map_err(|error| self.explain(error))
    }

    /// Reads an answer in XML that is mostly a list: see [`xml::read_list`].
    pub fn xml_list<R, T>(
        &self,
        names: (&str, &str),
        item: impl FnMut(Element<'_, '_>) -> Result<R>,
        pick: impl FnOnce(Element<'_, '_>, Vec<R>) -> Result<T>,
    ) -> Result<T> {
        xml::read_list_body(self, names, item, pick).map_err(|error| self.explain(error))
    }
}

impl xml::Body for Response<'_> {
    fn content_type(&self) -> &str {
        &self.head.content_type
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn pieces(&self, push: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        push(&self.body)
    }
}
