//! A list that is read in pieces yields what the whole body yields: the same items, and then the same response or
//! error.
//!
//! The first byte selects the call, the limits and the header, and the second the number of lengths that follow. The
//! last length applies to the rest of the body, which comes after the lengths.
#![no_main]

use std::fmt::Debug;

use bbb_sdk::monitoring::GetMeetings;
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::xml::Limits;
use bbb_sdk::{ListCall, ListReader, Response, Result};
use libfuzzer_sys::fuzz_target;
use numbers::Numbers;

#[path = "../../tests/support/numbers.rs"]
mod numbers;

/// The items, and the response or the error at the end.
#[derive(Debug, PartialEq)]
struct Outcome {
    items: Vec<String>,
    end: Result<String, String>,
}

fn shown<T: Debug>(end: Result<T>) -> Result<String, String> {
    match end {
        Ok(answer) => Ok(format!("{answer:?}")),
        Err(error) => Err(format!("{error:?}")),
    }
}

fn in_pieces<C: ListCall<Item: Debug, Output: Debug>>(
    pieces: &[&[u8]],
    limits: &Limits,
    content_type: &str,
) -> Outcome {
    let mut reader = ListReader::<C>::within(limits, content_type);
    let mut items = Vec::new();
    for piece in pieces {
        let pushed = reader.push(piece);
        while let Some(item) = reader.next_item() {
            items.push(format!("{item:?}"));
        }
        if let Err(error) = pushed {
            let end = shown::<()>(Err(error));
            return Outcome { items, end };
        }
    }
    let end = shown(reader.finish());
    while let Some(item) = reader.next_item() {
        items.push(format!("{item:?}"));
    }
    Outcome { items, end }
}

/// Reads the whole response, and takes it apart as a stream returns it.
fn at_once<C: ListCall<Item: Debug, Output: Debug>>(
    body: &[u8],
    content_type: &str,
) -> Result<Outcome, String> {
    let response = Response::new(200, body).header("Content-Type", content_type);
    match C::receive(&response) {
        Ok(mut answer) => {
            let items = std::mem::take(C::items(&mut answer));
            let items = items.iter().map(|item| format!("{item:?}")).collect();
            let end = shown(Ok(answer));
            Ok(Outcome { items, end })
        }
        Err(error) => Err(format!("{error:?}")),
    }
}

fn divided<'b>(mut rest: &'b [u8], lengths: &[u8]) -> Vec<&'b [u8]> {
    let (mut pieces, mut length, mut lengths) = (Vec::new(), rest.len(), lengths.iter());
    while !rest.is_empty() {
        length = lengths.next().map_or(length, |byte| usize::from(*byte));
        let (piece, behind) = rest.split_at(length.clamp(1, rest.len()));
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

fn check<C: ListCall<Item: Debug, Output: Debug>>(choice: u8, lengths: &[u8], body: &[u8]) {
    let mut limits = Limits::default();
    if choice & 4 != 0 {
        (limits.depth, limits.attributes, limits.record_bytes) = (6, 3, 400);
    }
    if choice & 8 != 0 {
        (limits.nodes, limits.memory, limits.memory_allowance) = (60, 4, 4_000);
    }
    let content_type = match choice >> 4 & 3 {
        0 => "",
        1 => "text/xml;charset=iso-8859-15",
        2 => "application/xml; charset=\"windows-1252\"",
        _ => "text/xml;charset=utf-8",
    };
    let whole = in_pieces::<C>(&[body], &limits, content_type);
    let pieces = divided(body, lengths);
    assert_eq!(in_pieces::<C>(&pieces, &limits, content_type), whole);
    let single = divided(body, &[1]);
    assert_eq!(in_pieces::<C>(&single, &limits, content_type), whole);
    if limits == Limits::default() {
        match at_once::<C>(body, content_type) {
            Ok(answer) => assert_eq!(answer, whole),
            Err(error) => assert_eq!(Err(error), whole.end),
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let [choice, count, rest @ ..] = data else {
        return;
    };
    let Some((lengths, body)) = rest.split_at_checked(usize::from(*count % 32)) else {
        return;
    };
    match choice & 3 {
        0 => check::<GetMeetings>(*choice, lengths, body),
        1 => check::<GetRecordings>(*choice, lengths, body),
        _ => check::<Numbers>(*choice, lengths, body),
    }
});
