//! Lists that arrive in pieces: any division of a body yields what the whole body yields, with the same items before
//! the same error.
#![cfg(all(feature = "monitoring", feature = "recording"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use bbb_sdk::monitoring::GetMeetings;
use bbb_sdk::recording::GetRecordings;
use bbb_sdk::xml::Limits;
use bbb_sdk::{Call, ListCall, ListReader, Response};
use numbers::Numbers;

#[path = "support/numbers.rs"]
mod numbers;

/// The items, and the response or the error at the end.
type Outcome = (Vec<String>, String);

/// Reads a body in pieces of these lengths. The last length applies to all pieces that follow.
fn in_pieces<C: ListCall<Item: Debug, Output: Debug>>(
    body: &[u8],
    lengths: &[usize],
    limits: &Limits,
) -> Outcome {
    let mut reader = ListReader::<C>::within(limits, "text/xml");
    let (mut items, mut rest, mut lengths) = (Vec::new(), body, lengths.iter());
    let mut length = body.len();
    while !rest.is_empty() {
        length = lengths
            .next()
            .copied()
            .unwrap_or(length)
            .clamp(1, rest.len());
        let (piece, behind) = rest.split_at(length);
        rest = behind;
        let pushed = reader.push(piece);
        while let Some(item) = reader.next_item() {
            items.push(format!("{item:?}"));
        }
        if let Err(error) = pushed {
            return (items, format!("{error:?}"));
        }
    }
    let answer = reader.finish();
    while let Some(item) = reader.next_item() {
        items.push(format!("{item:?}"));
    }
    match answer {
        Ok(answer) => (items, format!("{answer:?}")),
        Err(error) => (items, format!("{error:?}")),
    }
}

/// Returns the next of pseudorandom numbers that are the same in every run.
fn random(state: &mut u64) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1);
    usize::try_from(*state >> 33).unwrap()
}

/// Tries divisions: a split in two at many positions, pieces of several lengths, and random pieces.
#[track_caller]
fn every_division<C: ListCall<Item: Debug, Output: Debug>>(body: &[u8], limits: &Limits) {
    let whole = in_pieces::<C>(body, &[], limits);
    let same = |lengths: &[usize]| {
        let found = in_pieces::<C>(body, lengths, limits);
        assert_eq!(
            found,
            whole,
            "{lengths:?} of {}",
            String::from_utf8_lossy(&body[..body.len().min(2_000)])
        );
    };
    // Split a short body in two at each position, and a long one at some.
    let step = if body.len() < 800 { 1 } else { body.len() / 20 };
    for position in (1..body.len()).step_by(step) {
        same(&[position, body.len()]);
    }
    for length in [1, 2, 7, 64, 40_000] {
        same(&[length]);
    }
    let mut state = u64::try_from(body.len()).unwrap();
    for _ in 0..2 {
        let lengths: Vec<_> = (0..200).map(|_| random(&mut state) % 90 + 1).collect();
        same(&lengths);
    }
    as_text::<C>(body, limits);
}

/// A text that needs no decoding is read as its bytes are.
#[track_caller]
fn as_text<C: ListCall<Output: Debug>>(body: &[u8], limits: &Limits) {
    let read = |response: Response<'_>| {
        let outcome = C::receive(&response.limits(limits.clone()));
        format!("{outcome:?}")
    };
    if let Ok(text) = std::str::from_utf8(body) {
        assert_eq!(read(text.into()), read(Response::new(200, body)), "{text}");
    }
}

fn within_defaults<C: ListCall<Item: Debug, Output: Debug>>(body: &[u8]) {
    every_division::<C>(body, &Limits::default());
}

/// Returns the files in a folder and its folders, without the files that describe a body.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.to_string_lossy();
        if path.is_dir() {
            files(&path, found);
        } else if !name.ends_with(".json") || name.ends_with(".body.json") {
            found.push(path);
        }
    }
}

fn bodies(folder: &str) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut paths,
    );
    let bodies: BTreeSet<_> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    bodies.into_iter().collect()
}

#[test]
fn fixtures_of_recordings() {
    for body in bodies("tests/fixtures/getRecordings") {
        within_defaults::<GetRecordings>(&body);
    }
}

#[test]
fn fixtures_of_meetings() {
    for body in bodies("tests/fixtures/getMeetings") {
        within_defaults::<GetMeetings>(&body);
    }
}

#[test]
fn other_fixtures() {
    for folder in ["errors", "transport", "values", "json", "end", "create"] {
        for body in bodies(&format!("tests/fixtures/{folder}")) {
            within_defaults::<GetMeetings>(&body);
        }
    }
}

/// Returns the bodies in recorded exchanges, as they were received.
#[test]
fn captures() {
    let mut found = BTreeSet::new();
    for exchange in bodies("tests/captures") {
        let end = b"\r\n\r\n";
        let mut places = exchange.windows(4).enumerate();
        let Some((head, _)) = places.find(|(_, four)| four == end) else {
            continue;
        };
        found.insert(exchange[head + 4..].to_vec());
    }
    assert!(found.len() > 50, "{}", found.len());
    for body in found {
        within_defaults::<GetRecordings>(&body);
    }
}

/// Returns bodies that cost parsers more than their length suggests.
#[test]
fn hostile_bodies() {
    let (list, end) = (format!("{HEAD}<l>"), "</l></response>");
    let mut limits = Limits::default();
    (limits.depth, limits.attributes, limits.record_bytes) = (8, 4, 1_500);
    for (start, middle, end) in [
        ("", "<a xmlns:n='u'>", ""),
        ("<response ", "a='' ", "/>"),
        ("", "<", ""),
        (&list, "<r/>", end),
        (&list, "<r><n>1</n></r>", end),
        (&list, "<r><n>1</n></r> -", end),
        (&list, "<r><a><a><a><a><a><a>", end),
        (&list, "<r a='' b='' c='' d=''", end),
        (&list, "<!---->", end),
        (&list, "<![CDATA[<r>]]>", end),
        (&list, "<r><n>a<![CDATA[b]]>c</n></r>", end),
        (&list, "<r><n>1</n><p:a/>\n</r>\n", end),
        (&format!("{list}<r><n>"), "&amp;", "</n></r></l></response>"),
        (&format!("{list}<r><n"), ":", "/></r></l></response>"),
        (&format!("{list}<r><n"), "8", "/></r></l></response>"),
    ] {
        for count in [3, 700] {
            let body = [start, &middle.repeat(count), end].concat();
            within_defaults::<Numbers>(body.as_bytes());
            every_division::<Numbers>(body.as_bytes(), &limits);
        }
    }
}

#[test]
fn mutated_bodies() {
    let mut state = 7;
    for body in bodies("tests/fixtures/getMeetings") {
        for _ in 0..4 {
            let mut body = body.clone();
            let length = body.len();
            for _ in 0..=random(&mut state) % 3 {
                let at = random(&mut state) % length;
                body[at] = b"<>/&='\"!-]?x \n\xE9\0"[random(&mut state) % 15];
            }
            let whole = in_pieces::<GetMeetings>(&body, &[], &Limits::default());
            for lengths in [&[1][..], &[17], &[random(&mut state) % length + 1, length]] {
                let found = in_pieces::<GetMeetings>(&body, lengths, &Limits::default());
                assert_eq!(found, whole, "{}", String::from_utf8_lossy(&body));
            }
        }
    }
}

const HEAD: &str = "<?xml version='1.0'?>\n<response>\n<returncode>SUCCESS</returncode>";

#[test]
fn marks_are_split_anywhere() {
    let list = "<l a='>'>\n<r>\n<n>é<![CDATA[<]]>&amp;</n><!-- <r> -->\n</r>\n<r><n>\u{1F600}</n><p:x y=\"/\"/></r>\
                -<r><n>3</n></r><?x?></l><x/><l><r><n>4</n></r></l>\n<after>]]&gt;</after></response>\n";
    let good = format!("\u{FEFF}\n{HEAD}{list}");
    let found = in_pieces::<Numbers>(good.as_bytes(), &[1], &Limits::default());
    assert_eq!(found.0, ["\"é<&\"", "\"😀\"", "\"3\"", "\"4\""]);
    assert_eq!(
        found.1,
        "Numbered { values: [], others: [], after: Some(\"]]>\") }"
    );
    for wrong in [
        good.clone(),
        good.replace("</l><x/>", "</x>"),
        good.replace("<n>3", "<n a=b>3"),
        good.replace("<n>3", "<m>3"),
        good.replace("<n>3</n>", "<n/>"),
        good.replace("-<r>", "&x;<r>"),
        good.replace("</response>", "</response><response/>"),
        good.replace("</response>", "</response><?xml version='1.0'?>"),
        good.replace("<x/>", "<!DOCTYPE x>"),
        good.replace("<x/>", "< <"),
        good.replace("<x/>", "<x <y"),
        good.replace("response>", "html>"),
        good.replace("response>", "other>"),
        good.replace("SUCCESS", "FAILED"),
        good.replace("<?xml version='1.0'?>\n", "Warning: \u{1F600}"),
        "{\"response\":{\"returncode\":\"FAILED\",\"messageKey\":\"checksumError\"}}".to_owned(),
        "{\"a\":\"é\"}".to_owned(),
        " \n".to_owned(),
    ] {
        within_defaults::<Numbers>(wrong.as_bytes());
    }
    for end in 0..good.len() {
        let body = &good.as_bytes()[..end];
        let whole = in_pieces::<Numbers>(body, &[], &Limits::default());
        assert!(
            whole.1.contains("CutOff") || whole.1.contains("Empty") || end > good.len() - 2,
            "{whole:?}"
        );
        assert_eq!(in_pieces::<Numbers>(body, &[1], &Limits::default()), whole);
    }
}

/// Returns a list that takes many batches.
fn long_list(count: usize) -> String {
    let record = |number| {
        format!(
            "<r>\n<n>{number}</n><text>{}</text>\n</r>\n",
            "ä".repeat(number % 90)
        )
    };
    let records: String = (0..count).map(record).collect();
    format!("{HEAD}<l>\n{records}</l><after>x</after></response>")
}

#[test]
fn the_items_before_an_error_are_all_that_came_before_it() {
    let good = long_list(3_000);
    let items = |text: &str| in_pieces::<Numbers>(text.as_bytes(), &[500], &Limits::default());
    assert_eq!(items(&good).0.len(), 3_000);
    for (from, to, problem) in [
        (
            "<n>2000</n>",
            "<n>2000</m>",
            "Malformed(\"<r> number 2001: ",
        ),
        ("<n>2000</n>", "<n/>", "Missing(\"n\")"),
        ("<n>2000</n>", "<n>2000", "Malformed(\"<r> number 2001: "),
        (
            "<n>2000</n>",
            "<n a=1/>",
            "Malformed(\"an attribute without quotes\")",
        ),
    ] {
        let text = good.replace(from, to);
        let found = items(&text);
        assert_eq!(found.0.len(), 2_000, "{to}");
        assert!(found.1.contains(problem), "{} in {}", problem, found.1);
        let whole = in_pieces::<Numbers>(text.as_bytes(), &[], &Limits::default());
        assert_eq!(whole, found);
    }
    let cut = good.split_once("<n>2000").unwrap().0;
    let found = items(cut);
    assert_eq!(found.0.len(), 2_000);
    assert!(found.1.contains("CutOff"), "{}", found.1);
    let latin1 = [cut.as_bytes(), b"\xE9</n>"].concat();
    let found = in_pieces::<Numbers>(&latin1, &[9], &Limits::default());
    assert_eq!(found.0.len(), 2_000);
    assert!(found.1.contains("Encoding"), "{}", found.1);
}

#[test]
fn records_are_handed_out_while_the_list_arrives() {
    let text = long_list(100_000);
    let mut reader = ListReader::<Numbers>::new();
    reader.push(&text.as_bytes()[..64_000]).unwrap();
    assert_eq!(reader.next_item().as_deref(), Some("0"));
}

#[test]
fn a_reader_shows_nothing_of_the_list() {
    let mut reader = ListReader::<Numbers>::new();
    reader.push(long_list(3_000).as_bytes()).unwrap();
    assert_eq!(format!("{reader:?}"), "ListReader { .. }");
}

/// Each body needs a new reader.
#[test]
fn a_reader_that_has_ended_reads_nothing_more() {
    let text = long_list(3_000);
    let mut failed = ListReader::<Numbers>::new();
    let wrong = text.replace("<n>2000<", "<n></m><");
    failed.push(wrong.as_bytes()).unwrap_err();
    while failed.next_item().is_some() {}
    let mut finished = ListReader::<Numbers>::new();
    finished.push(text.as_bytes()).unwrap();
    finished.finish().unwrap();
    while finished.next_item().is_some() {}
    for mut reader in [failed, finished] {
        for _ in 0..2 {
            reader.push(text.as_bytes()).unwrap();
            assert_eq!(
                reader.finish().unwrap_err().to_string().split(':').next(),
                Some("numbers")
            );
            assert!(reader.next_item().is_none());
        }
    }
}

#[test]
fn a_refusal_hands_out_nothing() {
    let text = long_list(5_000).replace("SUCCESS", "FAILED").replace(
        "<after>x</after>",
        "<messageKey>notFound</messageKey><message>None.</message>",
    );
    let (items, error) = in_pieces::<Numbers>(text.as_bytes(), &[1_000], &Limits::default());
    assert_eq!(items, Vec::<String>::new());
    assert!(error.contains("key: Some(NotFound)"), "{error}");
}

#[test]
fn a_record_has_a_limit_and_a_list_has_none() {
    let mut limits = Limits::default();
    limits.record_bytes = 3_000;
    let text = long_list(3_000);
    assert_eq!(
        in_pieces::<Numbers>(text.as_bytes(), &[800], &limits)
            .0
            .len(),
        3_000
    );
    let long = "x".repeat(3_000);
    for wrong in [
        text.replace("<n>2000<", &format!("<n>{long}<")),
        text.replace("<n>2000<", &format!("<n a='{long}'>2000<")),
        text.replace("<n>2000<", &format!("<{long}><n>2000<")),
        text.replace("<n>2000<", &format!("<!--{long}--><n>2000<")),
        text.replace("<r>\n<n>2000<", &format!("<!--{long}--><r>\n<n>2000<")),
        text.replace(
            "<r>\n<n>2000<",
            &format!("{}<r>\n<n>2000<", " ".repeat(3_001)),
        ),
    ] {
        let (items, error) = in_pieces::<Numbers>(wrong.as_bytes(), &[], &limits);
        assert_eq!(items.len(), 2_000);
        assert!(error.contains("Limit(RecordBytes(3000))"), "{error}");
        for length in [1, 100, 5_000] {
            let found = in_pieces::<Numbers>(wrong.as_bytes(), &[length], &limits);
            assert_eq!((found.0.len(), &found.1), (2_000, &error));
        }
    }
}

/// The values of records that were returned no longer count as memory of the reader.
#[test]
fn memory_is_limited_for_each_batch_of_a_stream() {
    let mut limits = Limits::default();
    (limits.memory, limits.memory_allowance) = (1, 16 << 20);
    let people = "<attendee/>".repeat(20);
    let meeting =
        format!("<meeting><meetingID>a</meetingID><attendees>{people}</attendees></meeting>");
    let text = format!(
        "{HEAD}<meetings>{}</meetings></response>",
        meeting.repeat(6_000)
    );
    let (items, end) = in_pieces::<GetMeetings>(text.as_bytes(), &[40_000], &limits);
    assert_eq!(items.len(), 6_000, "{end}");
    // A response that keeps all of them exceeds the limit.
    let response = Response::new(200, text.as_bytes()).limits(limits);
    let error = GetMeetings::receive(&response).unwrap_err();
    assert!(
        format!("{error:?}").contains("Limit(Memory { times: 1, allowance_bytes: 16777216 })"),
        "{error:?}"
    );
}

#[test]
fn encodings_are_read_in_pieces() {
    let text = format!("{HEAD}<l><r><n>Zoë € 😀</n></r></l></response>");
    let utf16 = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let marked = format!("{mark}{text}");
        marked.encode_utf16().flat_map(bytes).collect()
    };
    for body in ["\u{FEFF}", ""]
        .into_iter()
        .flat_map(|mark| [utf16(mark, u16::to_le_bytes), utf16(mark, u16::to_be_bytes)])
    {
        within_defaults::<Numbers>(&body);
        let found = in_pieces::<Numbers>(&body, &[1], &Limits::default());
        assert_eq!(found.0, ["\"Zoë € 😀\""]);
    }
    for (name, byte, expected) in [
        ("iso-8859-1", 0xA4, "¤"),
        ("ISO8859_1", 0x80, "\\u{80}"),
        ("ISO-8859-15", 0xA4, "€"),
        ("windows-1252", 0x80, "€"),
        ("Cp1252", 0x9F, "Ÿ"),
        ("ISO_8859-1:1987", 0xE9, "é"),
        ("ISO_8859-15", 0xA4, "€"),
        ("x-cp1252", 0x80, "€"),
        ("8859_1", 0xE9, "é"),
        ("csISOLatin9", 0xA4, "€"),
        ("IBM923", 0xA4, "€"),
        ("ibm-1252", 0x80, "€"),
    ] {
        let text = format!("{HEAD}<l><r><n>\u{1}</n></r></l></response>");
        let text = text.replace("'1.0'", &format!("'1.0' encoding='{name}'"));
        let body: Vec<u8> = text
            .bytes()
            .map(|found| if found == 1 { byte } else { found })
            .collect();
        within_defaults::<Numbers>(&body);
        let found = in_pieces::<Numbers>(&body, &[1], &Limits::default());
        assert_eq!(found.0, [format!("\"{expected}\"")], "{name}");
    }
    for name in ["iso-8859-16", "latin10", "iso-8859-150", "us-ascii"] {
        let mut body = format!("<?xml version='1.0' encoding='{name}'?><response>").into_bytes();
        body.push(0xE9);
        body.push(b'<');
        let found = in_pieces::<Numbers>(&body, &[1], &Limits::default());
        assert!(found.1.contains("Encoding"), "{name}: {}", found.1);
    }
}

#[test]
fn the_first_item_needs_at_most_64_kib_whatever_the_length_of_the_records() {
    const MOST: usize = 64 << 10;
    for length in (0..MOST - 1_000).step_by(997) {
        let record = format!(
            "<recording><recordID>{}</recordID></recording>",
            "r".repeat(length)
        );
        let body = format!(
            "<response><returncode>SUCCESS</returncode><recordings>{}",
            record.repeat(1 + 4 * MOST / record.len())
        );
        for piece in [1_000, 16 << 10, MOST] {
            let mut reader = ListReader::<GetRecordings>::new();
            let mut pushed = 0;
            for bytes in body.as_bytes().chunks(piece) {
                reader.push(bytes).unwrap();
                pushed += bytes.len();
                if reader.next_item().is_some() {
                    break;
                }
            }
            assert!(
                pushed <= MOST,
                "{pushed} bytes in pieces of {piece}, records of {length}"
            );
        }
    }
}
