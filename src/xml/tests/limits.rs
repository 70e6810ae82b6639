//! What is refused because it costs more than its length allows.

use super::super::*;
use crate::error::{Error, Limit, ResponseProblem};

fn refused_within(text: &str, limits: &Limits) -> Option<ResponseProblem> {
    match read_within(text, limits, |_| Ok(())) {
        Ok(()) | Err(Error::Api { .. }) => None,
        Err(Error::Response { problem, .. }) => Some(problem),
        Err(other) => panic!("{other}"),
    }
}

/// Repeats `middle` and replaces `#` by the number of the repetition.
fn many(count: usize, start: &str, middle: &str, end: &str) -> String {
    let mut text = start.to_owned();
    for number in 0..count {
        text += &middle.replace('#', &number.to_string());
    }
    text + end
}

const START: &str = "<response><returncode>SUCCESS</returncode>";

#[test]
fn what_costs_more_than_its_length_is_refused() {
    let limits = Limits {
        memory_allowance: 512 << 10,
        ..Limits::default()
    };
    let many = |start: &str, middle: &str, end: &str| many(200_000, start, middle, end);
    let (attributes, depth) = (Limit::Attributes(64), Limit::Depth(64));
    let memory = Limit::Memory {
        times: 8,
        allowance_bytes: 512 << 10,
    };
    let cases = [
        (attributes, many("<a ", "b#='' ", "/>")),
        (attributes, many("<a ", "xmlns:b#='#' ", "/>")),
        (depth, many("", "<a>", "")),
        (depth, many("", "<a xmlns:b#='#'>", "")),
        (memory, many("<a>", "<b/>", "</a>")),
        (memory, many("<a>", "<b/> ", "</a>")),
        (memory, many("<a>", "======", "</a>")),
        (memory, many("<a><![CDATA[", "<<<<<<", "]]></a>")),
    ];
    for (limit, text) in cases {
        let found = refused_within(&text, &limits);
        let expected = Some(ResponseProblem::Limit(limit));
        assert_eq!(found, expected, "{}", &text[..40]);
    }
    for text in [
        many(
            START,
            "a line of a chat, a=b, with 1 &lt; 2\n",
            "</response>",
        ),
        many(
            START,
            "<name>a much longer value, as servers write them, #</name>\n",
            "</response>",
        ),
        many(START, "<b xmlns:p#='urn:#'/>", "</response>"),
    ] {
        assert_eq!(refused_within(&text, &limits), None, "{}", &text[..60]);
    }
    let nested = many("", "<", "");
    assert_eq!(
        refused_within(&nested, &limits),
        Some(ResponseProblem::Malformed("a tag within a tag".into()))
    );
}

/// The parser doubles its reservation if that is too small: more nodes than `<` take twice as much.
#[test]
fn a_reservation_that_is_doubled_counts_twice() {
    let limits = Limits {
        memory: 0,
        memory_allowance: 1 << 20,
        ..Limits::default()
    };
    // 72 bytes for each `<`, of which there are 8 002: 576 kB once, and more than the allowance twice.
    let once = many(4_000, "<a>", "<b></b>", "</a>");
    let twice = many(8_000, "<a>", "<b/> ", "</a>");
    assert_eq!(
        refused_within(&once, &limits),
        Some(ResponseProblem::Foreign("a".into()))
    );
    assert_eq!(
        refused_within(&twice, &limits),
        Some(ResponseProblem::Limit(Limit::Memory {
            times: 0,
            allowance_bytes: 1 << 20
        }))
    );
}

#[test]
fn limits_hold_exactly() {
    let attributes = |count| {
        many(
            count,
            "<response ",
            "a#='' ",
            "><returncode>SUCCESS</returncode></response>",
        )
    };
    let default = Limits::default();
    assert_eq!(refused_within(&attributes(64), &default), None);
    let limit = |limit| Some(ResponseProblem::Limit(limit));
    assert_eq!(
        refused_within(&attributes(65), &default),
        limit(Limit::Attributes(64))
    );
    let nested = |depth: usize| {
        let (open, close) = ("<a>".repeat(depth - 1), "</a>".repeat(depth - 1));
        format!("{START}{open}{close}</response>")
    };
    assert_eq!(refused_within(&nested(64), &default), None);
    assert_eq!(
        refused_within(&nested(65), &default),
        limit(Limit::Depth(64))
    );
    let text = format!("{START}</response>");
    let long = |record_bytes| Limits {
        record_bytes,
        ..Limits::default()
    };
    assert_eq!(refused_within(&text, &long(text.len())), None);
    assert_eq!(
        refused_within(&text, &long(text.len() - 12)),
        limit(Limit::RecordBytes(text.len() - 12))
    );
    let blanks = |count| format!("{text}{}", " ".repeat(count));
    assert_eq!(refused_within(&blanks(100), &long(100)), None);
    assert_eq!(
        refused_within(&blanks(101), &long(100)),
        limit(Limit::RecordBytes(100))
    );
}
