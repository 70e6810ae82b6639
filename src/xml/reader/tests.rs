//! Tests for texts that arrive in pieces, and for those that cannot be received to their end.

use std::cell::Cell;

use super::*;
use crate::encoding::Table;
use crate::error::{ErrorKey, Limit};
use crate::xml::{Body, read_list, read_records, read_within};

const HEAD: &str = "<response><returncode>SUCCESS</returncode>";

fn problem_and_excerpt(error: Error) -> (ResponseProblem, String) {
    match error {
        Error::Response {
            problem, excerpt, ..
        } => (problem, excerpt),
        other => panic!("{other:?}"),
    }
}

/// Pushes pieces into a stream of the records `r` in `l`. Returns the number of records after each piece.
fn counts(pieces: &[&str]) -> Vec<usize> {
    let limits = Limits::default();
    let mut reader = Reader::of_stream(&limits, ("l", "r"));
    let mut count = 0;
    let mut counts = Vec::new();
    for piece in pieces {
        let pushed = reader.push(piece.as_bytes(), &mut |_| {
            count += 1;
            Ok(())
        });
        pushed.unwrap();
        counts.push(count);
    }
    counts
}

#[test]
fn a_long_record_does_not_wait_for_the_records_after_it() {
    let long = format!("<r>{}</r>", "x".repeat(40_000));
    let found = counts(&[&format!("{HEAD}<l>"), &long, &long, "<r/>", &long]);
    assert_eq!(found, [0, 1, 2, 2, 4]);
}

#[test]
fn the_first_batch_of_a_stream_is_half_as_long_as_those_after_it() {
    // Each record has 1 KiB.
    let record = format!("<r>{}</r>", "x".repeat(1_017));
    let head = format!("{HEAD}<l>");
    let pieces: Vec<_> = std::iter::once(head.as_str())
        .chain(std::iter::repeat_n(record.as_str(), 90))
        .collect();
    let found = counts(&pieces);
    for (records, batches) in [(0..16, 0), (16..48, 16), (48..80, 48), (80..91, 80)] {
        let expected = vec![batches; records.len()];
        assert_eq!(found.get(records), Some(expected.as_slice()));
    }
}

/// A body that breaks off after its text.
struct BrokenOff<'t> {
    text: &'t str,
    limits: Limits,
    error: fn() -> Error,
}

impl<'t> BrokenOff<'t> {
    fn new(text: &'t str, error: fn() -> Error) -> Self {
        Self {
            text,
            limits: Limits::default(),
            error,
        }
    }

    /// Reads the records. Returns their number and the error.
    fn read(&self, read: fn(Element<'_, '_>) -> Result<()>) -> (usize, Error) {
        let count = Cell::new(0);
        let mut read = |record: Element<'_, '_>| {
            count.set(count.get() + 1);
            read(record)
        };
        let answer = read_records(self, ("l", "r"), 0, &mut read, &mut |_| Ok(()));
        (count.get(), answer.unwrap_err())
    }
}

impl Body for BrokenOff<'_> {
    fn encoding(&self) -> Option<Table> {
        None
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn pieces(&self, push: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        push(self.text.as_bytes())?;
        Err((self.error)())
    }
}

#[test]
fn a_body_that_breaks_off_has_an_excerpt_and_its_complete_records() {
    let text = format!("{HEAD}<l><r/><r/><r>");
    let cut_off = || Error::answer(ResponseProblem::CutOff, "");
    let (count, error) = BrokenOff::new(&text, cut_off).read(|_| Ok(()));
    assert_eq!(count, 2);
    let expected = (ResponseProblem::CutOff, "SUCCESS".to_owned());
    assert_eq!(problem_and_excerpt(error), expected);
}

#[test]
fn a_wrong_record_counts_more_than_a_body_that_breaks_off() {
    let text = format!("{HEAD}<l><r/><r><n>1</n></r><r>");
    let cut_off = || Error::answer(ResponseProblem::CutOff, "");
    let first = BrokenOff::new(&text, cut_off).read(|record| record.req::<i64>("n").map(drop));
    assert_eq!(first.0, 1);
    let expected = (ResponseProblem::Missing("n".into()), String::new());
    assert_eq!(problem_and_excerpt(first.1), expected);
}

/// The error of a record is complete, wherever the record is.
#[test]
fn a_wrong_record_is_the_same_in_a_short_list_and_in_a_long_one() {
    for count in [1, 5_000] {
        let records = "<r><n>1</n></r>".repeat(count);
        let text = format!("{HEAD}<l><r><n/></r>{records}</l></response>");
        let record = |record: Element<'_, '_>| record.req::<i64>("n");
        let limits = Limits::default();
        let answer = read_list(&text, &limits, ("l", "r"), record, |_, _| Ok(()));
        let expected = (ResponseProblem::Missing("n".into()), String::new());
        assert_eq!(problem_and_excerpt(answer.unwrap_err()), expected);
    }
}

#[test]
fn a_body_that_breaks_off_keeps_an_excerpt_of_its_own() {
    let refused = || Error::answer(ResponseProblem::CutOff, "From a proxy.");
    let (count, error) = BrokenOff::new("<response><l><r/>", refused).read(|_| Ok(()));
    assert_eq!(count, 1);
    let expected = (ResponseProblem::CutOff, "From a proxy.".to_owned());
    assert_eq!(problem_and_excerpt(error), expected);
}

/// An error comes as soon as its excerpt is complete, and once.
#[test]
fn an_error_waits_for_the_excerpt() {
    let limits = Limits::default();
    let mut reader = Reader::new(&limits, None);
    let mut push = |text: &str| {
        let pushed = reader.push(text.as_bytes(), &mut |_| Ok(()));
        pushed.map_err(problem_and_excerpt)
    };
    let malformed = ResponseProblem::Malformed("an attribute without quotes".to_owned());
    assert_eq!(push("<a><b c=d>e"), Ok(()));
    assert_eq!(push("f"), Ok(()));
    assert_eq!(push(&"<g>".repeat(2_000)), Ok(()));
    assert_eq!(
        push(&"<h>".repeat(1_000)),
        Err((malformed, "ef".to_owned()))
    );
    assert_eq!(push("<i>"), Ok(()));
}

#[test]
fn a_refusal_in_json_has_a_limit() {
    const LIMIT: usize = 64 << 10;
    let read = |length: usize, pieces: usize| {
        let refusal = r#"{"response":{"returncode":"FAILED","messageKey":"notFound","message":""#;
        let text = format!("{refusal}{}\"}}}}", "x".repeat(length - refusal.len() - 3));
        assert_eq!(text.len(), length);
        let mut reader = Reader::new(&Limits::default(), None);
        let mut pieces = text.as_bytes().chunks(length.div_ceil(pieces));
        let pushed = pieces.try_for_each(|piece| reader.push(piece, &mut |_| Ok(())));
        let read = pushed.and_then(|()| reader.finish(&mut |_| Ok(()), &mut |_| Ok(())));
        match read.unwrap_err() {
            Error::Api { key, .. } => Ok(key),
            error => Err(problem_and_excerpt(error).0),
        }
    };
    for pieces in [1, 2, 7] {
        assert_eq!(read(LIMIT, pieces), Ok(Some(ErrorKey::NotFound)));
        assert_eq!(read(LIMIT + 1, pieces), Err(ResponseProblem::Json));
    }
}

/// The parser says what is wrong, if there is memory for its nodes: one for each `<`, or two if there are as many nodes.
#[test]
fn what_is_wrong_is_found_within_the_memory() {
    let problem = |text: &str, memory_allowance| {
        let limits = Limits {
            memory: 0,
            memory_allowance,
            ..Limits::default()
        };
        let answer = read_list(text, &limits, ("l", "r"), |_| Ok(()), |_, _| Ok(()));
        problem_and_excerpt(answer.unwrap_err()).0
    };
    for (text, nodes, position) in [
        ("<response><b></response>", 3, "1:14"),
        ("<response>x<b></response>", 3 * 2, "1:15"),
        ("<response><b a=''>x<b/></response>", 1 + 4 * 2, "1:24"),
    ] {
        let words = format!("expected 'b' tag, not 'response' at {position}");
        let memory = 72 * nodes + text.len();
        assert_eq!(problem(text, memory), ResponseProblem::Malformed(words));
        assert_eq!(problem(text, memory - 1), ResponseProblem::CutOff);
    }
}

/// Pushes a text in pieces of this length into a stream of the records `r` in `l`. Returns their number and the problem.
fn problem_of(text: &str, length: usize, limits: &Limits) -> (usize, ResponseProblem) {
    let mut reader = Reader::of_stream(limits, ("l", "r"));
    let mut count = 0;
    let mut read = |_: Element<'_, '_>| {
        count += 1;
        Ok(())
    };
    let mut pieces = text.as_bytes().chunks(length);
    let pushed = pieces.try_for_each(|piece| reader.push(piece, &mut read));
    let read = pushed.and_then(|()| reader.finish(&mut read, &mut |_| Ok(())));
    (count, problem_and_excerpt(read.unwrap_err()).0)
}

#[test]
fn an_incomplete_record_is_read_after_the_records_before_it() {
    let text = format!("{HEAD}<l><r/><r><a></b>");
    let words = "<r> number 2: expected 'a' tag, not 'b'".to_owned();
    for length in [1, 5, 1_000] {
        let found = problem_of(&text, length, &Limits::default());
        assert_eq!(found, (1, ResponseProblem::Malformed(words.clone())));
    }
}

/// A text is too long whether it is one token or many.
#[test]
fn a_record_of_many_pieces_has_a_limit() {
    let limits = Limits {
        record_bytes: 1_000,
        ..Limits::default()
    };
    let too_long = ResponseProblem::Limit(Limit::RecordBytes(1_000));
    for tokens in [
        "<a/>",
        "<a>b</a>",
        "<a b='c'> d </a>",
        "<a:b/>",
        "<!---->",
        "x<?y?>",
    ] {
        let tokens = tokens.repeat(1_100 / tokens.len());
        for (text, records) in [
            (format!("{HEAD}<l><r/><r>{tokens}"), 1),
            (format!("{HEAD}<l><r/></l>{tokens}"), 1),
            (format!("{HEAD}{tokens}"), 0),
        ] {
            for length in [1, 10, 100, 3_000] {
                let found = problem_of(&text, length, &limits);
                assert_eq!(found, (records, too_long.clone()), "{length} {text}");
            }
        }
    }
}

/// The limit counts the document itself as well.
#[test]
fn elements_and_texts_have_a_limit() {
    let text = format!("{HEAD}<a/>b<c>d</c></response>");
    let document = roxmltree::Document::parse(&text).unwrap();
    let count = u32::try_from(document.descendants().count()).unwrap();
    assert_eq!(count, 1 + 4 + 3);
    let read = |nodes| {
        let limits = Limits {
            nodes,
            ..Limits::default()
        };
        read_within(&text, &limits, |_| Ok(())).map_err(|error| problem_and_excerpt(error).0)
    };
    assert_eq!(read(count), Ok(()));
    assert_eq!(
        read(count - 1),
        Err(ResponseProblem::Limit(Limit::Nodes(count - 1)))
    );
}
