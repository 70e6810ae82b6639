//! Long and dense but honest answers are read within the default limits.
#![cfg(all(feature = "monitoring", feature = "recording"))]
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::fmt::Write as _;

use bbb_sdk::Call;
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings};
use bbb_sdk::recording::GetRecordings;

const HEAD: &str = "<response><returncode>SUCCESS</returncode>";

/// Elements that begin with `<x>` and contain only text.
fn fields(into: &mut String, pretty: bool, names: &[(&str, &str)]) {
    for (name, value) in names {
        write!(into, "<{name}>{value}</{name}>").unwrap();
        if pretty {
            into.push_str("\n          ");
        }
    }
}

fn attendees(into: &mut String, pretty: bool, count: usize, userdata: usize) {
    into.push_str("<attendees>");
    for number in 0..count {
        into.push_str("<attendee>");
        let id = format!("u{number}");
        fields(
            into,
            pretty,
            &[("userID", &id), ("fullName", "A"), ("role", "VIEWER")],
        );
        fields(
            into,
            pretty,
            &[("isPresenter", "false"), ("hasVideo", "false")],
        );
        into.push_str("<customdata>");
        for key in 0..userdata {
            let key = format!("k{key}");
            fields(into, pretty, &[(&key, "v")]);
        }
        into.push_str("</customdata></attendee>");
    }
    into.push_str("</attendees>");
}

#[test]
fn attendees_with_short_userdata() {
    for pretty in [false, true] {
        for (count, userdata) in [(500, 20), (500, 200), (10_000, 0), (10_000, 5)] {
            let mut text = format!("{HEAD}<meetingID>m</meetingID>");
            attendees(&mut text, pretty, count, userdata);
            text.push_str("</response>");
            let meeting = GetMeetingInfo::decode(&text).unwrap();
            assert_eq!(meeting.attendees.len(), count);

            let mut text = format!("{HEAD}<meetings><meeting><meetingID>m</meetingID>");
            attendees(&mut text, pretty, count, userdata);
            text.push_str("</meeting></meetings></response>");
            let meetings = GetMeetings::decode(&text).unwrap().meetings;
            assert_eq!(meetings.first().unwrap().attendees.len(), count);
        }
    }
}

/// The limit of memory does not depend on how the reader estimates what the parser takes: no length in between is refused.
#[test]
fn a_record_of_any_length_is_read() {
    for count in (1_600..2_800).step_by(8) {
        let mut text = format!("{HEAD}<meetings><meeting><meetingID>m</meetingID>");
        attendees(&mut text, false, count, 0);
        text.push_str("</meeting></meetings></response>");
        let list = GetMeetings::decode(&text);
        let users = list.map(|list| list.meetings.first().map(|it| it.attendees.len()));
        assert!(
            matches!(users, Ok(Some(users)) if users == count),
            "{} bytes: {users:?}",
            text.len()
        );
    }
}

#[test]
fn meetings_of_five_fields() {
    for pretty in [false, true] {
        let mut text = format!("{HEAD}<meetings>");
        for number in 0..20_000 {
            let id = format!("m{number}");
            text.push_str("<meeting>");
            let names = [
                ("meetingID", &*id),
                ("attendeePW", "a"),
                ("moderatorPW", "m"),
            ];
            fields(&mut text, pretty, &names);
            fields(
                &mut text,
                pretty,
                &[("running", "false"), ("createTime", "1")],
            );
            text.push_str("</meeting>");
        }
        text.push_str("</meetings></response>");
        assert_eq!(GetMeetings::decode(&text).unwrap().meetings.len(), 20_000);
    }
}

#[test]
fn recordings_of_many_formats_pictures_and_metadata() {
    let mut text = format!("{HEAD}<recordings>");
    for number in 0..2_000 {
        write!(text, "<recording><recordID>r{number}</recordID><metadata>").unwrap();
        for key in 0..20 {
            write!(text, "<k{key}>v</k{key}>").unwrap();
        }
        text.push_str("</metadata><playback>");
        for _ in 0..7 {
            text.push_str("<format><type>video</type><preview><images>");
            text.push_str(&"<image>/p</image>".repeat(10));
            text.push_str("</images></preview></format>");
        }
        text.push_str("</playback></recording>");
    }
    text.push_str("</recordings></response>");
    let recordings = GetRecordings::decode(&text).unwrap().recordings;
    assert_eq!(recordings.len(), 2_000);
    assert_eq!(recordings.first().unwrap().metadata.len(), 20);
}
