//! Answers in JSON.

use serde_json::Value;

use super::member;
use crate::error::{Error, ErrorKey, RefusalDetails, ResponseProblem, Result};
use crate::redact::redact;
use crate::xml;

/// Reads an answer in JSON: `pick` gets the object of one that says `SUCCESS`.
///
/// The object stands in a member `response` or by itself. Servers send some refusals of these calls in XML; such a
/// refusal is the same [`Error::Api`]. What is neither is [`Error::Response`], as it is for calls that answer in XML.
///
/// ```
/// use bbb_sdk::json;
///
/// let text = r#"{"response":{"returncode":"SUCCESS","url":"https://bbb.example.com/"}}"#;
/// let url = json::read(text, |answer| Ok(answer["url"].to_string())).unwrap();
/// assert_eq!(url, r#""https://bbb.example.com/""#);
/// ```
pub fn read<T>(text: &str, pick: impl FnOnce(&Value) -> Result<T>) -> Result<T> {
    if !text.trim_start().starts_with('{') {
        // A refusal in XML, a page, nothing: the reader of XML knows their names.
        let foreign = || ResponseProblem::Foreign("response".to_owned());
        return xml::read(text, |_| Err(Error::answer(foreign(), text)));
    }
    let document: Value = serde_json::from_str(text).map_err(|error| unreadable(&error, text))?;
    let response = match document.get("response") {
        Some(response) if response.is_object() => response,
        _ => &document,
    };
    match member::<String>(response, "returncode").as_deref() {
        Some("SUCCESS") => pick(response),
        None if member::<String>(response, "messageKey").is_none() => {
            Err(Error::answer(ResponseProblem::Json, text))
        }
        returncode => Err(refusal(response, returncode.unwrap_or_default())),
    }
}

fn unreadable(error: &serde_json::Error, text: &str) -> Error {
    let problem = if error.is_eof() {
        ResponseProblem::CutOff
    } else {
        // The parser's words hold no part of the text but its structure.
        ResponseProblem::Malformed(error.to_string())
    };
    Error::answer(problem, text)
}

/// The refusal in an answer, which may be a success for its `returncode` alone.
pub(crate) fn refusal(response: &Value, returncode: &str) -> Error {
    Error::Api {
        call: "".into(),
        key: member::<String>(response, "messageKey")
            .map(|key| ErrorKey::from(redact(&key).as_str())),
        message: redact(&member::<String>(response, "message").unwrap_or_default()),
        details: Box::new(RefusalDetails {
            returncode: redact(returncode),
            status: 200,
            others: Vec::new(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(text: &str) -> Result<Option<i64>> {
        read(text, |answer| Ok(member(answer, "n")))
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
        assert!(matches!(
            outcome(&deep),
            Err(Error::Response {
                problem: ResponseProblem::Malformed(_),
                ..
            })
        ));
    }
}
