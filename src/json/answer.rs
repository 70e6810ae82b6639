//! Reads responses in JSON.

use serde_json::Value;

use super::limit;
use crate::error::{Error, ResponseProblem, Result};
use crate::plain_json::{Verdict, verdict};
use crate::xml::{self, Limits};

/// Reads a response in JSON: if it reports `SUCCESS`, `pick` gets its object.
///
/// The members may be in an object `response` or in the document itself. [`req`](super::req), [`opt`](super::opt) and
/// [`list`](super::list) read them. Servers send some refusals of these calls in XML, which give [`Error::Api`] as well.
/// Any other body gives [`Error::Response`], as for calls that return XML.
///
/// ```
/// use bbb_sdk::json;
///
/// let text = r#"{"response":{"returncode":"SUCCESS","url":"https://bbb.example.com/"}}"#;
/// let url: String = json::read(text, |answer| json::req(answer, "url")).unwrap();
/// assert_eq!(url, "https://bbb.example.com/");
/// ```
pub fn read<T>(text: &str, pick: impl FnOnce(&Value) -> Result<T>) -> Result<T> {
    read_within(text, &Limits::default(), pick)
}

/// Reads a response as [`read`] does, with custom limits. Only `depth`, `memory` and `memory_allowance` apply.
pub fn read_within<T>(
    text: &str,
    limits: &Limits,
    pick: impl FnOnce(&Value) -> Result<T>,
) -> Result<T> {
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if !text.starts_with('{') {
        // The XML reader names what else it may be: a refusal in XML, a page, an empty body.
        let foreign = || ResponseProblem::Foreign("response".to_owned());
        return xml::read_within(text, limits, |_| Err(Error::answer(foreign(), text)));
    }
    let refused = |problem| Error::answer(problem, text);
    limit::check(text.as_bytes(), limits)
        .map_err(|limit| refused(ResponseProblem::Limit(limit)))?;
    let document: Value = serde_json::from_str(text).map_err(|error| unreadable(&error, text))?;
    match verdict(text) {
        Verdict::Success => pick(match document.get("response") {
            Some(response) if response.is_object() => response,
            _ => &document,
        }),
        Verdict::Refusal(refusal) => Err(refusal),
        Verdict::Doubled => Err(refused(ResponseProblem::Doubled)),
        Verdict::NoAnswer | Verdict::CutOff | Verdict::NotJson => {
            Err(refused(ResponseProblem::Json))
        }
    }
}

fn unreadable(error: &serde_json::Error, text: &str) -> Error {
    let problem = if error.is_eof() {
        ResponseProblem::CutOff
    } else {
        // The parser's message describes the structure and contains no part of the text.
        ResponseProblem::Malformed(error.to_string())
    };
    Error::answer(problem, text)
}

/// Returns the refusal in a response that only its `returncode` calls a success.
#[cfg(feature = "recording")]
pub(crate) fn refusal(response: &Value) -> Error {
    let text = |name| super::opt::<String>(response, name).unwrap_or_default();
    let refusal = crate::error::Refusal {
        returncode: text("returncode"),
        key: text("messageKey"),
        message: text("message"),
        errors: Vec::new(),
    };
    refusal.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorKey, Limit};
    use crate::json::opt;

    fn outcome(text: &str) -> Result<Option<i64>> {
        read(text, |answer| Ok(opt(answer, "n")))
    }

    #[track_caller]
    fn refused(text: &str, expected: Option<ErrorKey>, words: &str) {
        match outcome(text) {
            Err(Error::Api { key, message, .. }) => {
                assert_eq!((key, message.as_str()), (expected, words));
            }
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn no_answer(text: &str, expected: &ResponseProblem) {
        match outcome(text) {
            Err(Error::Response { problem, .. }) => assert_eq!(problem, *expected),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn with_and_without_the_wrapper() {
        let wrapped = r#" {"response":{"returncode":"SUCCESS","n":3}}"#;
        assert!(matches!(outcome(wrapped), Ok(Some(3))));
        let bare = r#"{"returncode":"SUCCESS","n":"1,234"}"#;
        assert!(matches!(outcome(bare), Ok(Some(1234))));
        let marked = "\u{FEFF}{\"returncode\":\"SUCCESS\",\"n\":3}";
        assert!(matches!(outcome(marked), Ok(Some(3))));
        // A `response` that is not an object is an ordinary member.
        for other in ["[{\"n\":5}]", "\"n\"", "null", "5"] {
            let text = format!("{{\"response\":{other},\"returncode\":\"SUCCESS\",\"n\":3}}");
            assert!(matches!(outcome(&text), Ok(Some(3))), "{text}");
        }
    }

    #[test]
    fn refusals_in_json_and_in_xml() {
        refused(
            r#"{"response":{"returncode":"FAILED","messageKey":"noRecordings","message":"none"}}"#,
            Some(ErrorKey::NoRecordings),
            "none",
        );
        refused(
            r#"{"response":{"message":"Access denied","returncode":"FAILED","sessionToken":"x"}}"#,
            None,
            "Access denied",
        );
        refused(r#"{"returncode":"ERROR","message":null}"#, None, "");
        for two in [
            r#"{"response":{"returncode":"FAILED","returncode":"SUCCESS","n":3}}"#,
            r#"{"response":{"returncode":"SUCCESS","returncode":"FAILED","n":3}}"#,
            r#"{"returncode":"FAILED","response":{"returncode":"SUCCESS","n":3}}"#,
        ] {
            refused(two, None, "");
        }
        refused(
            "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey><message>m</message></response>",
            Some(ErrorKey::ChecksumError),
            "m",
        );
    }

    #[test]
    fn what_is_no_answer() {
        no_answer("", &ResponseProblem::Empty);
        no_answer("<html><body>x</body></html>", &ResponseProblem::Html);
        no_answer("Unauthorized", &ResponseProblem::Text);
        no_answer("[1]", &ResponseProblem::Json);
        no_answer(
            r#"{"response":{"returncode":"SUCCESS"},"response":{"returncode":"SUCCESS"}}"#,
            &ResponseProblem::Doubled,
        );
        no_answer(r#"{"status":"ok"}"#, &ResponseProblem::Json);
        no_answer(
            r#"{"status":500,"error":"Internal Server Error","message":"m"}"#,
            &ResponseProblem::Json,
        );
        no_answer(
            r#"{"response":{"returncode":"SUCC"#,
            &ResponseProblem::CutOff,
        );
        no_answer(
            "<response><returncode>SUCCESS</returncode></response>",
            &ResponseProblem::Foreign("response".into()),
        );
        let two = r#"{"returncode":"SUCCESS"}{"returncode":"SUCCESS"}"#;
        assert!(matches!(
            outcome(two),
            Err(Error::Response {
                problem: ResponseProblem::Malformed(_),
                ..
            })
        ));
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        no_answer(&deep, &ResponseProblem::Limit(Limit::Depth(64)));
    }
}
