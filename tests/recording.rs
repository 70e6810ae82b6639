//! The calls of `recording`: the whole text that each sends, and the values read from responses.
#![cfg(feature = "recording")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::time::Duration;

use bbb_sdk::recording::{
    DeleteRecordings, GetRecordings, PlaybackKind, PublishRecordings, Recording, RecordingState,
    Recordings, UpdateRecordings,
};
use bbb_sdk::{Call, ErrorKey, Timestamp};

#[path = "support/calls.rs"]
mod calls;
#[cfg(feature = "json")]
#[path = "recording/text_tracks.rs"]
mod text_tracks;

use calls::{refuses, sends, sends_all};

#[test]
fn get_recordings() {
    let call = GetRecordings::new()
        .meeting_ids(["room 1", "b"])
        .record_ids(["r-1", "r-2"])
        .states([RecordingState::Any, RecordingState::Other("new".into())])
        .meta("gl-listed", "%tru%")
        .offset(200)
        .limit(100);
    sends_all(
        &call,
        "getRecordings",
        "meetingID=room%201%2Cb&recordID=r-1%2Cr-2&state=any%2Cnew&meta_gl-listed=%25tru%25&offset=200&limit=100",
    );
    sends(&GetRecordings::new(), "");
    sends(&GetRecordings::new().states([]).param("x", 1), "x=1");
}

/// BigBlueButton decodes these IDs twice.
#[test]
fn meeting_ids_with_signs_that_are_decoded_twice() {
    sends(
        &GetRecordings::new().meeting_ids(["a+b%c"]),
        "meetingID=a%2Bb%25c",
    );
    sends(
        &GetRecordings::new().meeting_ids_encoded_twice(["a+b%c", "d e"]),
        "meetingID=a%252Bb%2525c%2Cd%2520e",
    );
}

/// Servers read a blank ID as no filter, or as the beginning of every ID.
#[test]
fn a_filter_never_selects_everything_by_mistake() {
    let blank = "contains a blank value";
    let decoded = "contains a value that BigBlueButton decodes to a blank";
    let none = "is a filter and must not be an empty list";
    let ids = |ids: &[&str], reason: &str| {
        refuses(
            &GetRecordings::new().meeting_ids(ids),
            &format!("parameter `meetingID` {reason}"),
        );
        refuses(
            &GetRecordings::new().record_ids(ids),
            &format!("parameter `recordID` {reason}"),
        );
    };
    for id in [" ", "\t", "\r\n", "\u{A0}\u{3000}", "\0", "\u{7F} "] {
        ids(&[id], blank);
        ids(&["a", id], blank);
        ids(&[id, "a"], blank);
    }
    for id in ["+", "++", "%20", "%09+", "%2C", "a%2C", "%2Ca", "a%2C%2Cb"] {
        ids(&[id], decoded);
        ids(&["a", id], decoded);
    }
    ids(&[], none);
    refuses(
        &GetRecordings::new().meeting_ids_encoded_twice([" "]),
        &format!("parameter `meetingID` {decoded}"),
    );
    refuses(
        &GetRecordings::new().meeting_ids_encoded_twice::<&str>([]),
        &format!("parameter `meetingID` {none}"),
    );
    refuses(
        &GetRecordings::new().states([RecordingState::Other(" ".into())]),
        "parameter `state` contains a blank value",
    );
    for id in [" ", "\n"] {
        let reason = "parameter `recordID` contains a blank value";
        refuses(&DeleteRecordings::new(["a", id]), reason);
        refuses(&PublishRecordings::new([id], true), reason);
        refuses(&UpdateRecordings::new([id]).meta("a", "b"), reason);
    }
    for id in [" a", "a b", "-", "0", "a+", "%41", "+a%20"] {
        let call = GetRecordings::new().meeting_ids([id]).record_ids([id]);
        assert_eq!(call.query().get("meetingID").as_deref(), Some(id));
        assert_eq!(call.query().get("recordID").as_deref(), Some(id));
        call.query().check().unwrap();
    }
    let call = GetRecordings::new().meeting_ids_encoded_twice(["+", "%"]);
    sends(&call, "meetingID=%252B%2C%2525");
}

#[test]
fn filters_that_servers_mishandle() {
    refuses(
        &GetRecordings::new().meta("a", ""),
        "parameter `meta_a` is a filter and must not be empty or blank",
    );
    refuses(
        &GetRecordings::new().meta("Course", " "),
        "parameter `meta_course` is a filter and must not be empty or blank",
    );
    refuses(
        &GetRecordings::new().meta("my_key", "x"),
        "parameter `meta_my_key` has a name that servers drop: use a letter, then letters, digits and `-`",
    );
    refuses(
        &GetRecordings::new().meeting_ids(["a", ""]),
        "parameter `meetingID` contains an empty value",
    );
    refuses(
        &GetRecordings::new().record_ids(["a,b"]),
        "parameter `recordID` contains a value with a comma, which servers read as two values",
    );
    for limit in [0, 101] {
        refuses(
            &GetRecordings::new().limit(limit),
            "parameter `limit` is not between 1 and 100, and servers would change it",
        );
    }
}

#[track_caller]
fn recordings(fields: &str) -> Recordings {
    GetRecordings::decode(&format!(
        "<response><returncode>SUCCESS</returncode>{fields}</response>"
    ))
    .unwrap()
}

#[track_caller]
fn recording(fields: &str) -> Recording {
    let read = recordings(&format!(
        "<recordings><recording>{fields}</recording></recordings>"
    ));
    read.recordings.into_iter().next().unwrap()
}

/// Six servers have six ways to say that there are no recordings.
#[test]
fn no_recordings() {
    for (fields, key) in [
        (
            "<recordings></recordings><messageKey>noRecordings</messageKey>",
            Some(ErrorKey::NoRecordings),
        ),
        ("<recordings> </recordings>", None),
        ("<recordings/>", None),
        (
            "<messageKey>noRecordings</messageKey>",
            Some(ErrorKey::NoRecordings),
        ),
        ("", None),
    ] {
        let read = recordings(fields);
        assert_eq!(
            (read.recordings.len(), read.message_key),
            (0, key),
            "{fields}"
        );
    }
}

#[test]
fn totals_in_both_forms() {
    let flat = recordings("<recordings/><totalElements>25</totalElements>");
    assert_eq!((flat.total, flat.page), (Some(25), None));
    let nested = recordings(
        "<recordings/><pagination><pageable><offset>100</offset><limit>10</limit><paged>true</paged><unpaged>false</unpaged></pageable><totalElements>1,025</totalElements><empty>true</empty></pagination>",
    );
    assert_eq!(nested.total, Some(1025));
    let page = nested.page.unwrap();
    assert_eq!(
        (page.offset, page.limit, page.paged, page.empty),
        (Some(100), Some(10), Some(true), Some(true))
    );
}

#[test]
fn a_recording_says_what_its_version_knows() {
    let none = recording("");
    assert_eq!(
        (none.record_id.as_str(), none.state, none.playback.len()),
        ("", None, 0)
    );
    let old = recording(
        "<recordID>r</recordID><startTime>Thu Mar 04 14:05:56 UTC 2010</startTime><endTime></endTime>",
    );
    assert_eq!(
        old.start_time,
        Some(Timestamp::Text("Thu Mar 04 14:05:56 UTC 2010".into()))
    );
    assert_eq!(old.end_time, None);
    let scalelite = recording(
        "<recordID>r</recordID><protected>true</protected><metadata><empty>\n<![CDATA[]]>\n</empty></metadata>",
    );
    assert_eq!(
        (scalelite.protected, scalelite.metadata.get("empty")),
        (Some(true), Some(""))
    );
}

#[test]
fn recordings_that_the_server_cannot_read() {
    let read = recordings(
        "<recordings><recording><error><recordID>/var/x.xml</recordID></error></recording><recording><recordID>r</recordID></recording></recordings>",
    );
    assert_eq!(read.damaged, ["/var/x.xml"]);
    assert_eq!(read.recordings.len(), 1);
}

#[test]
fn playback_in_both_forms() {
    let read = recording(concat!(
        "<recordID>r</recordID><playback><format><type>presentation</type><url>\n  https://a/\n</url><length>3</length>",
        "<preview><images><image width=\"176\" alt=\"\">https://a/1.png</image></images><images><image>https://a/2.png</image></images></preview>",
        "<captions><url>no</url></captions><urls><url type=\"json\" category=\"ai\">https://a/ai</url></urls></format>",
        "<format><type>hologram</type></format></playback>",
    ));
    let [first, second] = read.playback.as_slice() else {
        panic!("{:?}", read.playback)
    };
    assert_eq!(
        (first.kind.as_ref(), first.url.as_deref()),
        (Some(&PlaybackKind::Presentation), Some("https://a/"))
    );
    assert_eq!(first.length(), Some(Duration::from_secs(180)));
    let images: Vec<_> = first
        .preview
        .iter()
        .map(|image| (image.url.as_deref(), image.width, image.alt.as_deref()))
        .collect();
    assert_eq!(
        images,
        [
            (Some("https://a/1.png"), Some(176), None),
            (Some("https://a/2.png"), None, None)
        ]
    );
    assert_eq!(first.urls[0].url.as_deref(), Some("https://a/ai"));
    assert_eq!(
        (second.kind.as_ref(), second.length()),
        (Some(&PlaybackKind::Other("hologram".into())), None)
    );

    let database = recording(
        "<recordId>r</recordId><meetingId>m</meetingId><meta><a>b</a></meta><isProtected>true</isProtected><playback><format>video</format><length>1500</length><images><image sequence=\"1\">u</image></images></playback>",
    );
    assert_eq!(
        (database.record_id.as_str(), database.meeting_id.as_deref()),
        ("r", Some("m"))
    );
    assert_eq!(
        (database.metadata.get("a"), database.protected),
        (Some("b"), Some(true))
    );
    let [video] = database.playback.as_slice() else {
        panic!("{:?}", database.playback)
    };
    assert_eq!(
        (video.length(), video.length_minutes),
        (Some(Duration::from_millis(1500)), None)
    );
    assert_eq!(video.preview[0].sequence, Some(1));
    assert_eq!(
        recording("<recordID>r</recordID><playback>\n</playback>").playback,
        []
    );
}

/// A name that was escaped too often is corrected only if the metadata proves it.
#[test]
fn names_that_were_escaped_again_and_again() {
    let original = |name: &str, metadata: &str| {
        let read = recording(&format!(
            "<name>{name}</name><metadata>{metadata}</metadata>"
        ));
        read.original_name().map(str::to_owned)
    };
    let proof = "<meetingName>R&amp;D &lt;Q&gt;</meetingName>";
    for name in [
        "R&amp;D &lt;Q&gt;",
        "R&amp;amp;D &amp;lt;Q&amp;gt;",
        "R&amp;amp;amp;amp;D &amp;amp;amp;lt;Q&amp;amp;amp;gt;",
    ] {
        assert_eq!(original(name, proof).as_deref(), Some("R&D <Q>"), "{name}");
    }
    assert_eq!(original("A &amp;amp; B", "").as_deref(), Some("A &amp; B"));
    assert_eq!(
        original("A &amp;amp; B", proof).as_deref(),
        Some("A &amp; B")
    );
    assert_eq!(
        original("A &amp;amp; B", "<meetingName>A &amp;amp; B</meetingName>").as_deref(),
        Some("A &amp; B")
    );
    assert_eq!(original("", proof), None);
    let id = recording(
        "<meetingID>a&amp;amp;b</meetingID><metadata><meetingId>a&amp;b</meetingId></metadata>",
    );
    assert_eq!(
        (id.meeting_id.as_deref(), id.original_meeting_id()),
        (Some("a&amp;b"), Some("a&b"))
    );
}

#[test]
fn publish_recordings() {
    sends_all(
        &PublishRecordings::new(["a", "b"], false),
        "publishRecordings",
        "recordID=a%2Cb&publish=false",
    );
    sends(
        &PublishRecordings::new(["a"], true).param("x", 1),
        "recordID=a&publish=true&x=1",
    );
    refuses(
        &PublishRecordings::new::<&str>([], true),
        "parameter `recordID` is required and must not be empty",
    );
    let read = |published: &str| {
        PublishRecordings::decode(&format!("<response><returncode>SUCCESS</returncode><published>{published}</published></response>"))
            .unwrap()
            .published
    };
    assert_eq!(
        (read("TRUE"), read("false"), read("yes <b>please</b>")),
        (Some(true), Some(false), None)
    );
}

#[test]
fn delete_recordings() {
    sends_all(
        &DeleteRecordings::new(["a"]),
        "deleteRecordings",
        "recordID=a",
    );
    sends(
        &DeleteRecordings::new(["a"]).param("x", 1),
        "recordID=a&x=1",
    );
    refuses(
        &DeleteRecordings::new([""]),
        "parameter `recordID` contains an empty value",
    );
    let read = DeleteRecordings::decode(
        "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey><message>m</message></response>",
    );
    assert!(read.unwrap_err().is_not_found());
}

#[test]
fn update_recordings() {
    let call = UpdateRecordings::new(["a"])
        .meta("name", "Größe")
        .remove_meta("old")
        .protect(true);
    sends_all(
        &call,
        "updateRecordings",
        "recordID=a&meta_name=Gr%C3%B6%C3%9Fe&meta_old=&protect=true",
    );
    sends(
        &UpdateRecordings::new(["a"]).param("x", 1),
        "recordID=a&x=1",
    );
    refuses(
        &UpdateRecordings::new(["a"]).meta("1st", "x"),
        "parameter `meta_1st` has a name that servers drop: use a letter, then letters, digits and `-`",
    );
    let read = UpdateRecordings::decode(
        "<response><returncode>SUCCESS</returncode><updated>false</updated></response>",
    );
    assert_eq!(read.unwrap().updated, Some(false));
}
