//! Reading recordings page by page, from servers that page correctly and from servers that do not.
#![cfg(feature = "recording")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::cell::Cell;
use std::fmt::Write as _;
use std::ops::Range;

use bbb_sdk::recording::{GetRecordings, Recordings};
use bbb_sdk::{Call, Error, Result};

#[cfg(all(feature = "testing", feature = "http"))]
#[path = "pages/simulated.rs"]
mod simulated;

/// The form in which a server writes the total.
#[derive(Clone, Copy)]
enum Total {
    None,
    Flat,
    Nested,
}

/// Returns the response with the recordings that have these numbers.
fn answer(numbers: impl Iterator<Item = usize>, total: Total, count: usize) -> Result<Recordings> {
    let mut text = "<response><returncode>SUCCESS</returncode><recordings>".to_owned();
    for number in numbers {
        write!(text, "<recording><recordID>{number}</recordID></recording>").unwrap();
    }
    text += "</recordings>";
    let element = format!("<totalElements>{count}</totalElements>");
    match total {
        Total::None => {}
        Total::Flat => text += &element,
        Total::Nested => write!(text, "<pagination>{element}</pagination>").unwrap(),
    }
    GetRecordings::decode(&(text + "</response>"))
}

/// Returns which recordings a call requests from a server that has this many.
fn asked(call: &GetRecordings, count: usize) -> Range<usize> {
    let number = |name: &str| call.query().get(name).unwrap().parse::<usize>().unwrap();
    let start = number("offset").min(count);
    start..(start + number("limit")).min(count)
}

/// Returns the numbers of the recordings that are read, and the number of calls.
#[track_caller]
fn read(
    call: GetRecordings,
    mut server: impl FnMut(&GetRecordings) -> Result<Recordings>,
) -> (Vec<usize>, usize) {
    let calls = Cell::new(0);
    let pages = call.pages(|call| {
        calls.set(calls.get() + 1);
        assert!(calls.get() < 1000, "it does not end");
        server(call)
    });
    let read = pages
        .recordings()
        .map(|recording| recording.unwrap().record_id.parse().unwrap())
        .collect();
    (read, calls.get())
}

#[test]
fn servers_that_page() {
    for total in [Total::Flat, Total::Nested] {
        for (count, calls) in [(0, 1), (1, 1), (100, 1), (101, 2), (250, 3), (10_000, 100)] {
            let server = |call: &GetRecordings| answer(asked(call, count), total, count);
            let (numbers, made) = read(GetRecordings::new(), server);
            assert!(numbers.into_iter().eq(0..count), "{count}");
            assert_eq!(made, calls, "{count}");
        }
    }
}

#[test]
fn the_first_page_is_given_though_it_is_empty() {
    let mut pages = GetRecordings::new().pages(|_| answer(0..0, Total::Flat, 0));
    assert!(pages.next().unwrap().unwrap().recordings.is_empty());
    assert!(pages.next().is_none());
}

#[test]
fn servers_that_page_and_give_no_total() {
    for (count, calls) in [(0, 1), (1, 1), (99, 1), (100, 2), (101, 2), (250, 3)] {
        let server = |call: &GetRecordings| answer(asked(call, count), Total::None, count);
        let (numbers, made) = read(GetRecordings::new(), server);
        assert!(numbers.into_iter().eq(0..count), "{count}");
        assert_eq!(made, calls, "{count}");
    }
}

#[test]
fn servers_that_ignore_paging() {
    for total in [Total::None, Total::Flat] {
        for count in [0, 1, 99, 100, 101, 250] {
            let (numbers, calls) = read(GetRecordings::new(), |_| answer(0..count, total, count));
            assert!(numbers.into_iter().eq(0..count), "{count}");
            assert!(calls <= 2, "{count}: {calls}");
        }
    }
}

#[test]
fn a_page_that_comes_again_and_again() {
    for total in [Total::None, Total::Flat] {
        let (numbers, calls) = read(GetRecordings::new(), |_| answer(0..100, total, 100_000));
        assert!(numbers.into_iter().eq(0..100));
        assert!(calls <= 10, "{calls}");
    }
}

#[test]
fn a_page_that_comes_twice_by_chance() {
    let mut calls = 0;
    let (numbers, _) = read(GetRecordings::new(), |call| {
        calls += 1;
        let asked = if calls == 2 { 0..100 } else { asked(call, 300) };
        answer(asked, Total::Flat, 300)
    });
    assert!(numbers.into_iter().eq((0..100).chain(200..300)));
}

#[test]
fn lists_that_change_between_pages() {
    // Before each page, twenty new recordings are added at the front. Recordings that come again are left out.
    let mut front = 0;
    let (numbers, _) = read(GetRecordings::new(), |call| {
        let all: Vec<usize> = (1000..1000 + front).chain(0..250).collect();
        front += 20;
        answer(
            asked(call, all.len()).map(|at| all[at]),
            Total::Flat,
            all.len(),
        )
    });
    assert!(numbers.into_iter().eq(0..250));
    // Half of the recordings are deleted. Reading stops at the end of the list.
    let mut count = 250;
    let (numbers, calls) = read(GetRecordings::new(), |call| {
        let answered = answer(asked(call, count), Total::Flat, count);
        count = 120;
        answered
    });
    assert!(numbers.into_iter().eq(0..120));
    assert_eq!(calls, 2);
}

/// A total may count formats although the pages contain recordings.
#[test]
fn totals_that_are_too_high() {
    let (numbers, calls) = read(GetRecordings::new(), |call| {
        answer(asked(call, 150), Total::Nested, 450)
    });
    assert!(numbers.into_iter().eq(0..150));
    assert_eq!(calls, 3);
}

/// Pages may contain formats: all recordings in one format, then in the next two, and then one that comes only there.
#[test]
fn pages_of_formats() {
    let formats: Vec<usize> = (0..300).chain(0..300).chain(0..300).chain([300]).collect();
    let (numbers, calls) = read(GetRecordings::new(), |call| {
        let numbers = asked(call, formats.len()).map(|at| formats[at]);
        answer(numbers, Total::Nested, formats.len())
    });
    assert!(numbers.into_iter().eq(0..=300));
    assert_eq!(calls, 10);
}

/// BigBlueButton has eight playback formats, so at most eight pages in a row may contain nothing new.
#[test]
fn eight_pages_without_anything_new() {
    for (again, expected, made) in [(8, &[0, 1][..], 10), (9, &[0], 10)] {
        let pages: Vec<usize> = std::iter::repeat_n(0, 1 + again).chain([1]).collect();
        let (numbers, calls) = read(GetRecordings::new().limit(1), |call| {
            let numbers = asked(call, pages.len()).map(|at| pages[at]);
            answer(numbers, Total::Flat, pages.len())
        });
        assert_eq!(
            (numbers.as_slice(), calls),
            (expected, made),
            "{again} again"
        );
    }
}

#[test]
fn what_is_shown_of_pages() {
    let call = GetRecordings::new().offset(5).limit(10);
    let shown = format!("Pages {{ call: {call:?}, offset: 5, limit: 10, .. }}");
    let pages = call.pages(|_| answer(0..0, Total::None, 0));
    assert_eq!(format!("{pages:?}"), shown);
}

#[test]
fn two_pages_that_come_in_turn_for_ever() {
    let mut calls = 0;
    let (numbers, _) = read(GetRecordings::new(), |_| {
        calls += 1;
        let start = 100 * (calls % 2);
        answer(start..start + 100, Total::Flat, usize::MAX / 4)
    });
    assert!(numbers.into_iter().eq((100..200).chain(0..100)));
}

#[test]
fn one_recording_for_each_format_is_kept_within_a_page() {
    let (numbers, _) = read(GetRecordings::new(), |_| {
        answer([7, 7, 8].into_iter(), Total::None, 0)
    });
    assert_eq!(numbers, [7, 7, 8]);
}

#[test]
fn a_limit_and_an_offset_of_ones_own() {
    let mut asked_for = Vec::new();
    let (numbers, _) = read(GetRecordings::new().offset(5).limit(10), |call| {
        asked_for.push(call.query().as_str().to_owned());
        answer(asked(call, 27), Total::Flat, 27)
    });
    assert!(numbers.into_iter().eq(5..27));
    assert_eq!(
        asked_for,
        [
            "offset=5&limit=10",
            "offset=15&limit=10",
            "offset=25&limit=10"
        ]
    );
}

#[test]
fn an_error_is_the_last_item() {
    let mut calls = 0;
    let mut pages = GetRecordings::new().pages(|call| {
        calls += 1;
        if calls == 1 {
            answer(asked(call, 300), Total::Flat, 300)
        } else {
            GetRecordings::decode("")
        }
    });
    assert_eq!(pages.next().unwrap().unwrap().recordings.len(), 100);
    assert!(matches!(pages.next(), Some(Err(Error::Response { .. }))));
    assert!(pages.next().is_none());
}

#[test]
fn nothing_is_sent_that_must_not_be() {
    let pages = GetRecordings::new()
        .limit(0)
        .pages(|call| -> Result<Recordings> {
            call.query().check()?;
            panic!("it was sent")
        });
    let errors: Vec<_> = pages.map(|page| page.unwrap_err().to_string()).collect();
    assert_eq!(
        errors,
        ["parameter `limit` is not between 1 and 100, and servers would change it"]
    );
}

/// Returns the response with these elements in its list, and with this text after the list.
fn listed(elements: impl IntoIterator<Item = String>, behind: &str) -> Result<Recordings> {
    let elements: String = elements.into_iter().collect();
    GetRecordings::decode(&format!(
        "<response><returncode>SUCCESS</returncode><recordings>{elements}</recordings>{behind}</response>"
    ))
}

fn recording(id: &str, name: usize) -> String {
    format!("<recording><recordID>{id}</recordID><name>{name}</name></recording>")
}

/// Returns the names on the pages of a server that has these elements and pages by them.
#[track_caller]
fn names(elements: &[String], limit: u32) -> (Vec<String>, Vec<String>) {
    let mut calls = 0;
    let pages = GetRecordings::new().limit(limit).pages(|call| {
        calls += 1;
        assert!(calls < 1000, "it does not end");
        listed(elements[asked(call, elements.len())].to_vec(), "")
    });
    let (mut names, mut damaged) = (Vec::new(), Vec::new());
    for page in pages {
        let page = page.unwrap();
        names.extend(page.recordings.into_iter().map(|one| one.name.unwrap()));
        damaged.extend(page.damaged);
    }
    (names, damaged)
}

#[test]
fn recordings_without_an_id_are_never_taken_for_each_other() {
    for id in ["", "unknown", " unknown "] {
        let mixed: Vec<_> = (0..25)
            .map(|n| recording(if n % 2 == 0 { id } else { "" }, n))
            .enumerate()
            .map(|(n, text)| {
                if n % 5 == 0 {
                    recording(&n.to_string(), n)
                } else {
                    text
                }
            })
            .collect();
        let nameless: Vec<_> = (0..25).map(|n| recording(id, n)).collect();
        for elements in [mixed, nameless] {
            let (names, _) = names(&elements, 10);
            assert!(
                names.into_iter().eq((0..25).map(|n| n.to_string())),
                "{id:?}"
            );
        }
    }
}

#[test]
fn recordings_without_an_id_come_once_where_paging_is_ignored() {
    let some = |with_id: bool| {
        (0..10).map(move |n| recording(if with_id && n == 3 { "3" } else { "" }, n))
    };
    for with_id in [false, true] {
        let mut calls = 0;
        let pages = GetRecordings::new().limit(10).pages(|_| {
            calls += 1;
            assert!(calls < 10, "it does not end");
            listed(some(with_id), "")
        });
        assert_eq!(pages.recordings().map(Result::unwrap).count(), 10);
    }
}

#[test]
fn pages_of_recordings_that_the_server_cannot_read() {
    let damaged =
        |n: usize| format!("<recording><error><recordID>/{n}</recordID></error></recording>");
    let elements: Vec<_> = (0..10)
        .map(damaged)
        .chain((10..15).map(|n| recording(&n.to_string(), n)))
        .chain((15..20).map(damaged))
        .chain((20..23).map(|n| recording(&n.to_string(), n)))
        .collect();
    let (names, paths) = names(&elements, 10);
    assert!(
        names
            .into_iter()
            .eq((10..15).chain(20..23).map(|n| n.to_string()))
    );
    assert!(
        paths
            .into_iter()
            .eq((0..10).chain(15..20).map(|n| format!("/{n}")))
    );
    // On a server that ignores paging, each recording still comes once.
    let pages = GetRecordings::new()
        .limit(10)
        .pages(|_| listed((0..10).map(damaged), ""));
    let paths: Vec<_> = pages.flat_map(|page| page.unwrap().damaged).collect();
    assert_eq!(paths.len(), 10);
}

/// The next page begins after the items that came, which may be fewer than requested.
#[test]
fn pages_that_are_shorter_than_asked_for() {
    let mut offsets = Vec::new();
    let (numbers, _) = read(GetRecordings::new(), |call| {
        let asked = asked(call, 100);
        offsets.push(asked.start);
        answer(asked.take(40), Total::Flat, 100)
    });
    assert!(numbers.into_iter().eq(0..100));
    assert_eq!(offsets, [0, 40, 80]);
}

#[test]
fn totals_that_cannot_be() {
    for total in ["-1", "0", "3", "x", ""] {
        let behind = format!("<totalElements>{total}</totalElements>");
        let mut calls = 0;
        let pages = GetRecordings::new().limit(10).pages(|call| {
            calls += 1;
            let numbers = asked(call, 25);
            listed(numbers.map(|n| recording(&n.to_string(), n)), &behind)
        });
        assert_eq!(
            pages.recordings().map(Result::unwrap).count(),
            25,
            "{total}"
        );
        assert_eq!(calls, 3, "{total}");
    }
}

/// QUIRK: bbblb ignores an offset of 10 000 or more, and returns no total.
#[test]
fn a_server_that_begins_anew() {
    let server = |call: &GetRecordings| {
        let range = asked(call, 12_345);
        let range = if range.start >= 10_000 { 0..100 } else { range };
        answer(range, Total::None, 0)
    };
    let mut recordings = GetRecordings::new().pages(server).recordings();
    assert_eq!(recordings.by_ref().take(10_000).flatten().count(), 10_000);
    let error = recordings.next().unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "getRecordings: the response is a body whose `recordings` start again at offset 10000, so that the rest cannot be read (HTTP 200)"
    );
    assert!(recordings.next().is_none());
}

/// The caller's own error type, into which the error of this crate is converted.
#[derive(Debug)]
enum OwnError {
    Closed,
    Sdk(Error),
}

impl From<Error> for OwnError {
    fn from(error: Error) -> Self {
        Self::Sdk(error)
    }
}

#[test]
fn an_error_of_the_callers_own() {
    let mut calls = 0;
    let mut recordings = GetRecordings::new()
        .pages(|call| {
            calls += 1;
            if calls > 1 {
                return Err(OwnError::Closed);
            }
            Ok(answer(asked(call, 300), Total::Flat, 300)?)
        })
        .recordings();
    assert_eq!(recordings.by_ref().take(100).flatten().count(), 100);
    assert!(matches!(recordings.next(), Some(Err(OwnError::Closed))));
    assert!(recordings.next().is_none());
    let mut anew = GetRecordings::new().limit(1).pages(|call| {
        let start = asked(call, 5).start % 2;
        let end = start + 1;
        Ok::<_, OwnError>(answer(start..end, Total::None, 0)?)
    });
    let error = anew.by_ref().find_map(Result::err);
    assert!(
        matches!(error, Some(OwnError::Sdk(Error::Response { .. }))),
        "{error:?}"
    );
    assert!(anew.next().is_none());
}
