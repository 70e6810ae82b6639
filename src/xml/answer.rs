//! Distinguishes successes from refusals.

use super::element::Element;
use super::failure::Failure;
use crate::error::{Error, Refusal, ResponseProblem};
use crate::redact::redact;

/// Returns the root of a response that reports `SUCCESS`, or the refusal as an error.
pub(super) fn success<'a, 'input>(
    root: Element<'a, 'input>,
) -> Result<Element<'a, 'input>, Failure> {
    // QUIRK: some servers of the 0.x releases wrap the response in another element.
    let mut within = root.children("response");
    let response = match &*root.name() {
        "response" => root,
        name => match (within.next(), within.next()) {
            (Some(response), None) => response,
            (Some(_), Some(_)) => return Err(ResponseProblem::Doubled.into()),
            (None, _) => return Err(ResponseProblem::Foreign(redact(name)).into()),
        },
    };
    let returncode = response.child("returncode").map(|code| code.text());
    let mut codes = response.children("returncode").map(|code| code.text());
    match returncode.as_deref().unwrap_or_default() {
        "SUCCESS" if codes.all(|code| code == "SUCCESS") => Ok(response),
        "" if response.child("messageKey").is_none() && response.child("errors").is_none() => {
            Err(ResponseProblem::Missing("returncode".into()).into())
        }
        code => Err(refusal(&response, code).into()),
    }
}

/// Returns whether an incomplete response is already known to be a refusal.
pub(super) fn says_no(response: &Element<'_, '_>) -> bool {
    response
        .children("returncode")
        .any(|code| code.text() != "SUCCESS")
}

/// Returns the refusal in a response. Its key and message are elements, or a list of elements or attributes.
fn refusal(response: &Element<'_, '_>, returncode: &str) -> Error {
    let text = |name| response.opt::<String>(name).unwrap_or_default();
    let field = |error: &Element<'_, '_>, name: &str| {
        let attribute = error.attribute(name).map(str::to_owned);
        attribute.or_else(|| error.opt(name)).unwrap_or_default()
    };
    let refusal = Refusal {
        returncode: returncode.to_owned(),
        key: text("messageKey"),
        message: text("message"),
        errors: response.list("errors", "error", |error| {
            (field(&error, "key"), field(&error, "message"))
        }),
    };
    refusal.into()
}

/// Returns whether a text is an HTML page, by its first tag.
pub(crate) fn is_html(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let behind = if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else if rest.starts_with("<?") {
            rest.split_once("?>")
        } else {
            break;
        };
        let Some((_, tail)) = behind else { break };
        rest = tail;
    }
    let starts_with = |start: &str| {
        let found = rest.get(..start.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    starts_with("<!doctype html") || starts_with("<html")
}
