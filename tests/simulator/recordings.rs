//! Filters, pages and text tracks of recordings.

use std::time::Duration;

use bbb_sdk::Checksum;
use bbb_sdk::testing::{TestRecording, TestServer};

use crate::asking::{Answer, call, key, send};

/// Starts a server with five recordings of three meetings.
fn five() -> TestServer {
    server(TestServer::start().unwrap())
}

fn server(server: TestServer) -> TestServer {
    let add = |meeting: &str, start: i64, state: &str, course: &str| {
        let recording = TestRecording::new(meeting)
            .times(start, start + 60_000)
            .state(state);
        server.add_recording(recording.meta("course", course).meta("Term", "1"));
    };
    add("a", 1, "published", "physics");
    add("a", 2, "unpublished", "chemistry");
    add("a+b", 3, "published", "physics 2");
    add("c", 4, "processing", "physics");
    add("c", 5, "deleted", "physics");
    server
}

/// Returns the moments at which the recordings in a response started.
fn starts(answer: &Answer) -> Vec<i64> {
    let starts = answer.body.split("<startTime>").skip(1);
    starts
        .map(|text| text.split('<').next().unwrap().parse().unwrap())
        .collect()
}

#[track_caller]
fn found(query: &str, expected: &[i64]) {
    let answer = call(&five(), "getRecordings", query);
    assert_eq!(starts(&answer), expected, "{query}: {}", answer.body);
}

#[test]
fn filters() {
    found("", &[1, 2, 3]);
    found("state=any", &[1, 2, 3, 4, 5]);
    found("state=processing,deleted", &[4, 5]);
    found("meetingID=a", &[1, 2]);
    found("meetingID=a,c&state=any", &[1, 2, 4, 5]);
    // Servers decode it twice, so a plus that is encoded once becomes a blank.
    found("meetingID=a%2Bb", &[]);
    found("meetingID=a%252Bb", &[3]);
    let a = Checksum::SHA1.sign("", "a", "");
    found(&format!("recordID={}-1", a.as_str()), &[1]);
    found(&format!("recordID={}", a.as_str()), &[1, 2]);
    found(&format!("recordID={}&meetingID=c", a.as_str()), &[1, 2]);
    found("meta_course=physics", &[1]);
    found("meta_course=physics%25", &[1, 3]);
    found("meta_course=%25y%25", &[1, 2, 3]);
    found("meta_course=%25istry", &[2]);
    found("meta_COURSE=physics", &[1]);
    found("meta_course=physics&meta_other=x", &[]);
    // The name in the filter is converted to lower case, but the name in the recording is not.
    found("meta_Term=1", &[]);
}

#[test]
fn exceptions() {
    let server = five();
    assert_eq!(call(&server, "getRecordings", "meta_course=").status, 500);
    assert_eq!(
        call(&server, "getRecordings", "meetingID=100%25").status,
        500
    );
    assert_eq!(
        call(&server, "deleteRecordings", "recordID=%25").status,
        500
    );
}

#[test]
fn pages() {
    let server = five();
    let page = call(&server, "getRecordings", "limit=2");
    assert_eq!(starts(&page), [1, 2]);
    assert!(
        page.body
            .ends_with("\n        <totalElements>3</totalElements></response>"),
        "{}",
        page.body
    );
    assert_eq!(
        starts(&call(&server, "getRecordings", "limit=2&offset=2")),
        [3]
    );
    assert_eq!(starts(&call(&server, "getRecordings", "limit=0")), [1]);
    assert_eq!(
        starts(&call(&server, "getRecordings", "offset=1")),
        [1, 2, 3]
    );
    assert_eq!(
        starts(&call(&server, "getRecordings", "limit=many")),
        [1, 2, 3]
    );
    let beyond = call(&server, "getRecordings", "limit=2&offset=9");
    assert_eq!(
        (key(&beyond), beyond.element("totalElements")),
        ("noRecordings", "3")
    );
}

#[test]
fn pages_in_the_older_shape() {
    let server = server(TestServer::builder().old_paging().start().unwrap());
    let page = call(&server, "getRecordings", "limit=1&offset=1");
    let expected = "\n        <pagination><pageable><offset>1</offset><limit>1</limit><paged>true</paged>\
                    <unpaged>false</unpaged></pageable><totalElements>3</totalElements><empty>false</empty></pagination></response>";
    assert!(page.body.ends_with(expected), "{}", page.body);
}

#[test]
fn a_whole_recording() {
    let server = TestServer::start().unwrap();
    let recording = TestRecording::new("a&b")
        .id("id-1")
        .name("A & B's")
        .meta("x", "1 < 2");
    let recording = recording
        .format("presentation", "https://p", 3)
        .preview("https://i");
    server.add_recording(recording.format("video", "https://v", 3));
    assert_eq!(
        call(&server, "getRecordings", "").body,
        "<response>\n          <returncode>SUCCESS</returncode>\n          <recordings><recording><recordID>id-1</recordID>\
         <meetingID>a&amp;amp;b</meetingID><internalMeetingID>id-1</internalMeetingID><name>A &amp;amp; B&apos;s</name>\
         <isBreakout>false</isBreakout><published>true</published><state>published</state>\
         <startTime>1700000000000</startTime><endTime>1700003600000</endTime><participants>2</participants>\
         <rawSize>3000000</rawSize><metadata><x>1 &lt; 2</x><isBreakout>false</isBreakout><meetingId>a&amp;b</meetingId>\
         <meetingName>A &amp; B&apos;s</meetingName></metadata><size>2000000</size><playback><format><type>presentation</type>\
         <url>https://p</url><processingTime>60000</processingTime><length>3</length><size>1000000</size>\n<preview>\n<images>\n\
         <image alt=\"\" height=\"136\" width=\"176\">https://i</image>\n</images>\n</preview>\n</format><format><type>video</type>\
         <url>https://v</url><processingTime>60000</processingTime><length>3</length><size>1000000</size></format></playback>\
         <data></data></recording></recordings>\n        </response>"
    );
    // A page shows one format of each recording.
    assert_eq!(
        call(&server, "getRecordings", "limit=5")
            .body
            .matches("<format>")
            .count(),
        1
    );
}

#[test]
fn text_tracks() {
    let server = TestServer::start().unwrap();
    server.add_recording(TestRecording::new("a").id("id-1"));
    let get = |id: &str| call(&server, "getRecordingTextTracks", &format!("recordID={id}")).body;
    assert_eq!(
        get("x"),
        r#"{"response":{"returncode":"FAILED","messageKey":"noRecordings","message":"No recording found for x"}}"#
    );
    assert_eq!(
        get("id-1"),
        r#"{"response":{"returncode":"FAILED","messageKey":"noCaptionsFound","message":"No captions found for id-1"}}"#
    );
    let put = |query: &str, body: &str| {
        let signature = Checksum::SHA256.sign("putRecordingTextTrack", query, server.secret());
        let target = format!(
            "/bigbluebutton/api/putRecordingTextTrack?{query}&checksum={}",
            signature.as_str()
        );
        let answer = send(
            &server,
            "POST",
            &target,
            "multipart/form-data; boundary=b",
            body,
        )
        .body;
        answer
            .split("\"messageKey\":\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let file = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.vtt\"\r\n\r\nWEBVTT\r\n--b--\r\n";
    let empty = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.vtt\"\r\n\r\n\r\n--b--\r\n";
    assert_eq!(put("recordID=id-1&kind=subtitles", file), "paramError");
    assert_eq!(
        put("recordID=x&kind=subtitles&lang=en", file),
        "noRecordings"
    );
    assert_eq!(put("recordID=id-1&kind=other&lang=en", file), "invalidKind");
    assert_eq!(
        put("recordID=id-1&kind=subtitles&lang=en-US", file),
        "invalidLang"
    );
    assert_eq!(
        put("recordID=id-1&kind=subtitles&lang=en", empty),
        "empty_uploaded_text_track"
    );
    assert_eq!(
        put("recordID=id-1&kind=subtitles&lang=en_US&label=Eng", file),
        "upload_text_track_success"
    );
    let origin = server.url().trim_end_matches("/bigbluebutton/api");
    let expected = format!(
        r#"{{"response":{{"returncode":"SUCCESS","tracks":[{{"href":"{origin}/bigbluebutton/textTrack/token/id-1/subtitles_en-US.vtt","kind":"subtitles","label":"Eng","lang":"en-US","source":"upload"}}]}}}}"#
    );
    assert_eq!(get("id-1"), expected);
}

#[test]
fn a_recording_is_processed_in_steps() {
    let minute = Duration::from_secs(60);
    let server = TestServer::builder()
        .processing_takes(minute)
        .start()
        .unwrap();
    let meeting = server.create_meeting("room-1");
    meeting.join_as_moderator("Ada");
    meeting.start_recording();
    meeting.end();
    let state = || {
        let answer = call(&server, "getRecordings", "meetingID=room-1&state=any");
        answer.element("state").to_owned()
    };
    assert_eq!(state(), "processing");
    server.advance(minute);
    assert_eq!(state(), "processed");
    server.advance(minute);
    assert_eq!(state(), "published");
    let step = |id: &str| {
        let events = server.events();
        let mut found = events
            .into_iter()
            .filter(|event| event.contains(&format!("\"{id}\"")));
        let event = found.next().unwrap();
        let (_, rest) = event.split_once("\"record-id\":").unwrap();
        let rest = &rest[rest.find(',').unwrap_or(rest.find('}').unwrap())..];
        rest[..rest.find('}').unwrap()].to_owned()
    };
    let done = r#","success":true,"step-time":1000"#;
    assert_eq!(
        step("rap-archive-ended"),
        format!(r#"{done},"recorded":true"#)
    );
    assert_eq!(step("rap-sanity-ended"), done);
    assert_eq!(step("rap-process-started"), r#","workflow":"presentation""#);
    assert_eq!(
        step("rap-process-ended"),
        format!(r#"{done},"workflow":"presentation""#)
    );
}
