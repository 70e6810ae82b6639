//! Recognises refusals in JSON.

use super::reader::Reader;
use crate::error::{Error, Refusal};

/// The outcome that a response in JSON reports.
pub(crate) enum Verdict {
    /// Every `returncode` is `SUCCESS`.
    Success,
    /// A refusal: a `returncode` is not `SUCCESS`, or there is a `messageKey` and no `returncode`.
    Refusal(Error),
    /// The response has two objects `response`.
    Doubled,
    /// The response is an object with neither a `returncode` nor a `messageKey`.
    NoAnswer,
    /// The text ends before the object does.
    CutOff,
    /// The text is not an object in JSON.
    NotJson,
}

/// Returns the outcome of a response in JSON, which is an object. The members may be in it or in an object `response` within it.
///
/// QUIRK: if a request has `Accept: application/json`, servers send refusals in JSON even for calls that return XML.
///
/// It keeps only the parts that a refusal shows, whatever the text contains.
pub(crate) fn verdict(text: &str) -> Verdict {
    let mut reader = Reader::new(text);
    let mut seen = Seen::default();
    let complete = reader
        .take('{')
        .and_then(|()| seen.members(&mut reader, true));
    match complete {
        Some(()) if reader.is_at_end() => seen.verdict(),
        None if reader.ran_out() => Verdict::CutOff,
        _ => Verdict::NotJson,
    }
}

#[derive(Default)]
struct Seen {
    success: bool,
    /// The parts of a refusal. Its return code is the first that is not `SUCCESS`.
    refusal: Refusal,
    responses: usize,
}

/// The most entries of a list of errors that are kept.
const MOST_ERRORS: usize = 16;

/// The number of lists and objects around an error in the deepest form, `{"error":[{…}]}`.
const DEEPEST_ERROR: usize = 3;

impl Seen {
    /// Reads the members of an object after its opening brace.
    fn members(&mut self, reader: &mut Reader<'_>, outermost: bool) -> Option<()> {
        if reader.take('}').is_some() {
            return Some(());
        }
        loop {
            let name = reader.name()?;
            if name == "response" && outermost && reader.take('{').is_some() {
                self.responses = self.responses.saturating_add(1);
                self.members(reader, false)?;
            } else if name == "errors" {
                self.errors(reader, DEEPEST_ERROR)?;
            } else {
                let keep = matches!(name.as_str(), "returncode" | "messageKey" | "message");
                self.member(&name, &reader.value(keep)?);
            }
            match reader.next()? {
                ',' => {}
                '}' => return Some(()),
                _ => return None,
            }
        }
    }

    /// Reads the errors of a refusal: an error, a list of them, or an object whose member `error` is one of these, which is how
    /// XML's `<errors>` is written in JSON.
    fn errors(&mut self, reader: &mut Reader<'_>, deepest: usize) -> Option<()> {
        let Some(deepest) = deepest.checked_sub(1) else {
            return reader.value(false).map(drop);
        };
        if reader.take('{').is_some() {
            return self.error(reader, deepest);
        }
        if reader.take('[').is_none() {
            return reader.value(false).map(drop);
        }
        if reader.take(']').is_some() {
            return Some(());
        }
        loop {
            self.errors(reader, deepest)?;
            match reader.next()? {
                ',' => {}
                ']' => return Some(()),
                _ => return None,
            }
        }
    }

    /// Reads an error, which is an object whose brace is read: its key and its words, or further errors.
    fn error(&mut self, reader: &mut Reader<'_>, deepest: usize) -> Option<()> {
        let (mut key, mut message) = (String::new(), String::new());
        if reader.take('}').is_some() {
            return Some(());
        }
        loop {
            let name = reader.name()?;
            if name == "error" {
                self.errors(reader, deepest)?;
            } else {
                let value = reader.value(matches!(name.as_str(), "key" | "message"))?;
                match name.as_str() {
                    "key" if key.is_empty() => value.trim().clone_into(&mut key),
                    "message" if message.is_empty() => value.trim().clone_into(&mut message),
                    _ => {}
                }
            }
            match reader.next()? {
                ',' => {}
                '}' => break,
                _ => return None,
            }
        }
        let is_empty = key.is_empty() && message.is_empty();
        if !is_empty && self.refusal.errors.len() < MOST_ERRORS {
            self.refusal.errors.push((key, message));
        }
        Some(())
    }

    /// Records a member. Of several with the same name the first counts, except that any return code that is not a success
    /// counts.
    fn member(&mut self, name: &str, value: &str) {
        let place = match (name, value.trim()) {
            ("returncode", "SUCCESS") => {
                self.success = true;
                return;
            }
            ("returncode", _) => &mut self.refusal.returncode,
            ("messageKey", _) => &mut self.refusal.key,
            ("message", _) => &mut self.refusal.message,
            _ => return,
        };
        if place.is_empty() {
            value.trim().clone_into(place);
        }
    }

    fn verdict(self) -> Verdict {
        let refusal = self.refusal;
        if refusal.returncode.is_empty() {
            if self.responses > 1 {
                return Verdict::Doubled;
            }
            if self.success {
                return Verdict::Success;
            }
            if refusal.key.is_empty() && refusal.errors.is_empty() {
                return Verdict::NoAnswer;
            }
        }
        Verdict::Refusal(refusal.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKey;

    #[track_caller]
    fn refused(text: &str, code: &str, key: Option<ErrorKey>, words: &str) {
        let Verdict::Refusal(Error::Api {
            key: found,
            message,
            details,
            ..
        }) = verdict(text)
        else {
            panic!("{text}");
        };
        assert_eq!(
            (
                details.returncode.as_str(),
                found,
                message.as_str(),
                details.status
            ),
            (code, key, words, 200),
            "{text}"
        );
    }

    #[test]
    fn refusals_with_a_list_of_errors() {
        let list =
            r#""errors":[1,{"message":"a","key":"invalidMeetingId","x":[{}]},{},{"key":"k"}]"#;
        for text in [
            format!(r#"{{"response":{{"returncode":"FAILED",{list}}}}}"#),
            format!(r#"{{{list},"returncode":"FAILED"}}"#),
        ] {
            refused(
                &text,
                "FAILED",
                Some(ErrorKey::from("invalidMeetingId")),
                "a",
            );
            let Verdict::Refusal(Error::Api { details, .. }) = verdict(&text) else {
                panic!("{text}");
            };
            assert_eq!(details.others, [(ErrorKey::from("k"), String::new())]);
        }
        refused(
            &format!("{{{list}}}"),
            "",
            Some(ErrorKey::from("invalidMeetingId")),
            "a",
        );
        refused(
            &format!(r#"{{"returncode":"FAILED","messageKey":"checksumError",{list}}}"#),
            "FAILED",
            Some(ErrorKey::ChecksumError),
            "",
        );
        refused(r#"{"returncode":"FAILED","errors":[]}"#, "FAILED", None, "");
        refused(
            r#"{"errors":[{"key":"a","message":"m","key":"b","message":"n"}]}"#,
            "",
            Some(ErrorKey::from("a")),
            "m",
        );
        for text in [
            r#"{"returncode":"FAILED","errors":[}"#,
            r#"{"returncode":"FAILED","errors":[{"key"}]}"#,
            r#"{"returncode":"FAILED","errors":{"error":[}}"#,
        ] {
            assert!(matches!(verdict(text), Verdict::NotJson), "{text}");
        }
    }

    #[test]
    fn errors_in_objects() {
        let invalid = r#"{"key":"invalidMeetingId","message":"m"}"#;
        for errors in [
            format!("[{invalid}]"),
            invalid.to_owned(),
            format!(r#"{{"error":{invalid}}}"#),
            format!(r#"{{"error":[{invalid}]}}"#),
            format!(r#"[{{"error":{invalid}}}]"#),
            format!(r#"{{"x":[{{"key":"k"}}],"error":[1,"a",null,{invalid},{{}}]}}"#),
        ] {
            let text = format!(r#"{{"response":{{"returncode":"FAILED","errors":{errors}}}}}"#);
            refused(
                &text,
                "FAILED",
                Some(ErrorKey::from("invalidMeetingId")),
                "m",
            );
        }
        for errors in [
            "null".to_owned(),
            "1".to_owned(),
            r#""invalidMeetingId""#.to_owned(),
            r#"{"error":"invalidMeetingId"}"#.to_owned(),
            format!("[[[{invalid}]]]"),
            format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        ] {
            refused(
                &format!(r#"{{"returncode":"FAILED","errors":{errors}}}"#),
                "FAILED",
                None,
                "",
            );
        }
    }

    #[test]
    fn a_text_that_ends_early_at_any_byte() {
        let text = r#"{"n":[1,{"a":"\\\"b"}],"response":{"returncode":"FAILED","x":"a\u00e9\ud83d\ude00","errors":[{"key":"k"}],"done":false}}"#;
        for end in 1..text.len() {
            let begun = &text[..end];
            assert!(matches!(verdict(begun), Verdict::CutOff), "{begun}");
        }
        assert!(matches!(verdict(text), Verdict::Refusal(_)));
    }

    #[test]
    fn sixteen_errors_are_kept() {
        let list = |count| {
            let errors: Vec<_> = (0..count).map(|n| format!(r#"{{"key":"k{n}"}}"#)).collect();
            format!(
                r#"{{"messageKey":"invalid","errors":[{}]}}"#,
                errors.join(",")
            )
        };
        for (count, kept) in [(15, 15), (16, 16), (17, 16), (1_000, 16)] {
            let Verdict::Refusal(Error::Api { details, .. }) = verdict(&list(count)) else {
                panic!("{count}");
            };
            let keys: Vec<_> = details.others.iter().map(|(key, _)| key.as_str()).collect();
            let expected: Vec<_> = (0..kept).map(|n| format!("k{n}")).collect();
            assert_eq!(keys, expected, "{count}");
        }
    }

    #[test]
    fn refusals_with_and_without_the_wrapper() {
        let key = || Some(ErrorKey::ChecksumError);
        let members =
            r#""returncode":"FAILED","messageKey":"checksumError","message":"a \"b\" \u00e9""#;
        refused(&format!("{{{members}}}"), "FAILED", key(), "a \"b\" é");
        let wrapped = format!(
            " {{\n \"version\" : [1, {{\"returncode\":\"x\"}}, \"]\\\"\"],\r\n\"response\" :\t{{ {members} }} , \"n\": -1.5e+3 }}\n"
        );
        refused(&wrapped, "FAILED", key(), "a \"b\" é");
        refused(
            r#"{"response":{"messageKey":"checksumError"}}"#,
            "",
            key(),
            "",
        );
        refused(
            r#"{"response":{"returncode":" ERROR ","messageKey":null,"message":" "}}"#,
            "ERROR",
            None,
            "",
        );
        refused(r#"{"returncode":false}"#, "false", None, "");
        for words in [r#"["a"]"#, r#"{"de":"a"}"#, r#"[["a"],"b"]"#] {
            let text = format!(r#"{{"message":{words},"returncode":"FAILED"}}"#);
            refused(&text, "FAILED", None, "");
        }
        refused(
            r#"{"response":"x","returncode":"FAILED"}"#,
            "FAILED",
            None,
            "",
        );
        refused(r#"{"return\u0063ode":"FAILED"}"#, "FAILED", None, "");
    }

    #[test]
    fn one_code_that_is_no_success_is_enough() {
        for text in [
            r#"{"returncode":"SUCCESS","returncode":"FAILED"}"#,
            r#"{"returncode":"FAILED","returncode":"SUCCESS"}"#,
            r#"{"response":{"returncode":"SUCCESS","returncode":"FAILED"}}"#,
            r#"{"returncode":"FAILED","response":{"returncode":"SUCCESS"}}"#,
            r#"{"response":{"returncode":"SUCCESS"},"response":{"returncode":"FAILED"}}"#,
        ] {
            refused(text, "FAILED", None, "");
        }
    }

    #[test]
    fn what_is_no_refusal() {
        let is = |text: &str| match verdict(text) {
            Verdict::Success => "success",
            Verdict::Doubled => "doubled",
            Verdict::NoAnswer => "no answer",
            Verdict::Refusal(_) => "refusal",
            Verdict::CutOff => "cut off",
            Verdict::NotJson => "no JSON",
        };
        assert_eq!(is(r#"{"returncode":"SUCCESS"}"#), "success");
        assert_eq!(
            is(r#"{"returncode":" SUCCESS ","returncode":"SUCCESS","messageKey":"noMeetings"}"#),
            "success"
        );
        assert_eq!(
            is(r#"{"response":{"returncode":"SUCCESS"},"response":{}}"#),
            "doubled"
        );
        for text in [
            "{}",
            r#"{"message":"m","status":500}"#,
            r#"{"response":{"response":{"returncode":"FAILED"}}}"#,
            r#"{"returncode":null,"response":[{"returncode":"FAILED"}]}"#,
        ] {
            assert_eq!(is(text), "no answer", "{text}");
        }
        for text in [
            "[]",
            r#"{"returncode":"FAILED"}{}"#,
            r#"{"returncode":"FAILED",}"#,
            r#"{"returncode"}"#,
            r#"{"returncode":}"#,
            r#"{"returncode":,"FAILED"}"#,
            r#"{"returncode"::"FAILED"}"#,
            r#"{"returncode":;"FAILED"}"#,
            r#"{"returncode":"FAILED","a":[;]}"#,
            r#"{"returncode":"FAILED","a":]}"#,
            r#"{"message":"\ud800","returncode":"FAILED"}"#,
            r#"{"message":"\uZZZZ"#,
            "<response/>",
        ] {
            assert_eq!(is(text), "no JSON", "{text}");
        }
        for text in ["{", r#"{"returncode":"FAILED""#] {
            assert_eq!(is(text), "cut off", "{text}");
        }
        let whole =
            r#"{"message":"\u00e9\ud83d\ude00\n","returncode":"SUCCESS","a":[1,{"b":null}]} "#;
        assert_eq!(is(whole), "success");
        for end in 1..whole.len() - 1 {
            assert_eq!(is(&whole[..end]), "cut off", "{}", &whole[..end]);
        }
        let deep = format!("{{\"a\":{}", "[".repeat(1_000_000));
        assert_eq!(is(&deep), "cut off");
    }
}
