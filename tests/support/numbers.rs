//! A call of a program's own whose response is a list.

use bbb_sdk::xml::Element;
use bbb_sdk::{Call, ListCall, Query, Response, Result};

/// A list of `<r>` in `<l>`, in which `<d>` is stored elsewhere, as damaged recordings are.
pub(crate) struct Numbers(pub(crate) Query);

/// The response without its items.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Numbered {
    pub(crate) values: Vec<String>,
    others: Vec<String>,
    after: Option<String>,
}

impl Call for Numbers {
    type Output = Numbered;
    const NAME: &'static str = "numbers";

    fn query(&self) -> &Query {
        &self.0
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.0
    }

    fn read(response: &Response<'_>) -> Result<Numbered> {
        response.list::<Self>()
    }
}

impl ListCall for Numbers {
    type Item = String;
    const LIST: &'static str = "l";
    const ITEM: &'static str = "r";

    fn read_item(record: &Element<'_, '_>, answer: &mut Numbered) -> Result<Option<String>> {
        if let Some(other) = record.opt("d") {
            answer.others.push(other);
            return Ok(None);
        }
        record.req("n").map(Some)
    }

    fn read_around(root: &Element<'_, '_>, answer: &mut Numbered) -> Result<()> {
        answer.after = root.opt("after");
        Ok(())
    }

    fn items(answer: &mut Numbered) -> &mut Vec<String> {
        &mut answer.values
    }
}
