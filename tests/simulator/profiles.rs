//! The differences between servers.

use bbb_sdk::testing::{Profile, TestRecording, TestServer};

use crate::asking::{call, key, send, with_meeting};

const ALL: [Profile; 6] = [
    Profile::Bbb24,
    Profile::Bbb27,
    Profile::Bbb30,
    Profile::Bbb40,
    Profile::Scalelite,
    Profile::B3lb,
];

/// Asserts the key with which each profile answers a call, in the order of [`ALL`].
#[track_caller]
fn said(name: &str, query: &str, expected: [&str; 6]) {
    for (profile, expected) in ALL.into_iter().zip(expected) {
        let server = with_meeting(profile);
        let answer = call(&server, name, query);
        assert_eq!(
            key(&answer),
            expected,
            "{profile:?}, {name}?{query}: {}",
            answer.body
        );
    }
}

#[test]
fn keys_and_statuses() {
    let again = "name=Demo&meetingID=room-1";
    let known = "duplicateWarning";
    said(
        "create",
        again,
        ["idNotUnique", known, known, known, known, known],
    );
    let id = "missingParamMeetingID";
    said(
        "isMeetingRunning",
        "",
        ["500", "500", "500", id, id, "SUCCESS"],
    );
    said(
        "getMeetingInfo",
        "",
        ["notFound", "notFound", "notFound", "notFound", id, id],
    );
    let join = "fullName=Ada&meetingID=room-1&password=mp&redirect=false";
    let fine = "successfullyJoined";
    said(
        "join",
        join,
        [fine, fine, fine, "Params required", "302", "302"],
    );
    let unknown = "fullName=Ada&meetingID=never&role=VIEWER&redirect=false";
    let ended = "meetingForciblyEnded";
    said(
        "join",
        unknown,
        [ended, ended, ended, "302", "notFound", "400"],
    );
    said(
        "doesNotExist",
        "",
        ["404", "404", "404", "404", "unsupportedRequest", "403"],
    );
    let chat = "meetingID=room-1";
    let missing = "missingParamMessage";
    said(
        "sendChatMessage",
        chat,
        [
            "404",
            "404",
            "nullError",
            missing,
            "unsupportedRequest",
            "nullError",
        ],
    );
    said(
        "getSessions",
        "",
        [
            "noSessions",
            "noSessions",
            "noSessions",
            "noSessions",
            "unsupportedRequest",
            "403",
        ],
    );
    let tracks = "recordID=x";
    said(
        "getRecordingTextTracks",
        tracks,
        ["200", "200", "200", "200", "unsupportedRequest", "200"],
    );
    said(
        "updateRecordings",
        tracks,
        [
            "notFound", "notFound", "notFound", "notFound", "SUCCESS", "SUCCESS",
        ],
    );
}

#[test]
fn checksums_that_are_wrong() {
    let expected = [
        "checksumError",
        "checksumError",
        "checksumError",
        "checksumError",
        "checksumError",
        "401",
    ];
    for (profile, expected) in ALL.into_iter().zip(expected) {
        let server = TestServer::builder().profile(profile).start().unwrap();
        let path = server.url().splitn(4, '/').nth(3).unwrap();
        let answer = send(
            &server,
            "GET",
            &format!("/{path}/getMeetings?checksum={}", "0".repeat(64)),
            "",
            "",
        );
        assert_eq!(key(&answer), expected, "{profile:?}");
    }
}

#[test]
fn versions() {
    let version = |profile| {
        let server = TestServer::builder().profile(profile).start().unwrap();
        send(&server, "GET", "/bigbluebutton/api", "", "").body
    };
    assert_eq!(
        version(Profile::Bbb27),
        "<response>\r\n<returncode>SUCCESS</returncode>\r\n<version>2.0</version>\r\n<apiVersion>2.0</apiVersion>\r\n\
         <bbbVersion></bbbVersion>\r\n</response>"
    );
    assert!(version(Profile::Bbb30).contains("<graphqlWebsocketUrl>wss://127.0.0.1:"));
    assert_eq!(
        version(Profile::Scalelite),
        "<?xml version=\"1.0\"?>\n<response>\n  <returncode>SUCCESS</returncode>\n  <version>2.0</version>\n  <build>1.8.5</build>\n</response>\n"
    );
}

#[test]
fn the_order_of_an_empty_list() {
    let server = TestServer::builder()
        .profile(Profile::Scalelite)
        .start()
        .unwrap();
    assert_eq!(
        call(&server, "getMeetings", "").body,
        "<?xml version=\"1.0\"?>\n<response>\n  <returncode>SUCCESS</returncode>\n  <messageKey>noMeetings</messageKey>\n  \
         <message>no meetings were found on this server</message>\n  <meetings/>\n</response>\n"
    );
}

#[test]
fn webhooks_are_numbered_up_to_2_7() {
    let id = |profile| {
        let server = TestServer::builder().profile(profile).start().unwrap();
        let query = "callbackURL=https%3A%2F%2Fa";
        let answer =
            crate::asking::call_signed(&server, "hooks/create", query, bbb_sdk::Checksum::SHA1);
        answer.element("hookID").to_owned()
    };
    assert_eq!(id(Profile::Bbb27), "1");
    assert_eq!(id(Profile::Bbb30).len(), 36);
}

#[test]
fn numbers_with_group_signs() {
    let limit = |profile, name: &str| {
        let server = TestServer::builder().profile(profile).start().unwrap();
        call(
            &server,
            "create",
            "name=Demo&meetingID=room-1&maxParticipants=1234567",
        );
        call(&server, name, "meetingID=room-1")
            .element("maxUsers")
            .to_owned()
    };
    assert_eq!(limit(Profile::Bbb24, "getMeetings"), "1,234,567");
    assert_eq!(limit(Profile::Bbb24, "getMeetingInfo"), "1234567");
    assert_eq!(limit(Profile::Bbb30, "getMeetings"), "1234567");
}

#[test]
fn scalelite_finds_recordings_in_its_own_way() {
    let server = TestServer::builder()
        .profile(Profile::Scalelite)
        .start()
        .unwrap();
    for (number, course) in [(1, "a"), (2, "b"), (3, "c")] {
        let recording = TestRecording::new("room 1")
            .id(format!("r{number}"))
            .times(number, number);
        server.add_recording(recording.meta("Course", course).meta("empty", ""));
    }
    let found = |query: &str| {
        let answer = call(&server, "getRecordings", query).body;
        let ids = answer.split("<recordID>").skip(1);
        ids.map(|text| text[..2].to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(found(""), "r3 r2 r1");
    assert_eq!(found("meetingID=room+1&limit=1"), "r3 r2 r1");
    assert_eq!(found("meta_Course=a,c"), "r3 r1");
    assert_eq!(found("meta_Course=a&meta_empty=x"), "r1");
    assert_eq!(found("meta_course=a"), "");
}

#[test]
fn scalelite_sets_a_voice_bridge_of_its_own() {
    let server = TestServer::builder()
        .profile(Profile::Scalelite)
        .start()
        .unwrap();
    let create = "name=Demo&meetingID=room-1&voiceBridge=71234&dialNumber=1-2-3";
    let created = call(&server, "create", create);
    assert_eq!(created.element("voiceBridge").len(), 9);
    assert_eq!(created.element("dialNumber"), "1-2-3");
}

#[test]
fn scalelite_wants_a_server_with_a_required_tag() {
    let server = TestServer::builder()
        .profile(Profile::Scalelite)
        .server_tag("video")
        .start()
        .unwrap();
    let create = |tag: &str| {
        let query = format!("name=Demo&meetingID=room-{tag}&meta_server-tag={tag}");
        call(&server, "create", &query).body
    };
    assert_eq!(
        create("gpu!"),
        include_str!("../fixtures/errors/scalelite__08_serverTagUnavailable.xml")
    );
    assert!(create("video!").contains("SUCCESS"));
    // Without the exclamation mark the tag is only a preference.
    assert!(create("gpu").contains("SUCCESS"));
}

#[test]
fn b3lb_drops_the_telephone_and_takes_the_end_callback() {
    let server = TestServer::builder()
        .profile(Profile::B3lb)
        .start()
        .unwrap();
    let create = "name=Demo&meetingID=m1&record=true&meta_endCallbackUrl=https%3A%2F%2Fapp.example%2Fend\
                  &meta_bbb-origin=sdk&meta_Course=%C3%84%201&voiceBridge=71234&dialNumber=1-2-3";
    let created = call(&server, "create", create);
    assert_ne!(created.element("voiceBridge"), "71234");
    assert_eq!(created.element("dialNumber"), "613-555-1234");
    let info = call(&server, "getMeetingInfo", "meetingID=m1");
    let nonce = info.element("b3lb-recordset");
    assert_eq!(nonce.len(), 64);
    let origin = server.url().trim_end_matches("/b3lb/t/acme/bbb/api");
    let expected = format!(
        "<metadata>\n<bbb-origin>sdk</bbb-origin>\n<course>Ä 1</course>\n<b3lb-recordset>{nonce}</b3lb-recordset>\n\
         <endcallbackurl>{origin}/b3lb/b/meeting/end?nonce={nonce}</endcallbackurl>\n</metadata>"
    );
    assert!(info.body.contains(&expected), "{}", info.body);
    // The application is called nevertheless.
    server.meeting("m1").unwrap().end();
    let callouts = server.outgoing();
    let urls: Vec<_> = callouts.iter().map(|callout| &*callout.url).collect();
    assert_eq!(urls, ["https://app.example/end"]);
}

#[test]
fn load_balancers_have_parameters_of_their_own() {
    let set = |profile| {
        let server = TestServer::builder()
            .profile(profile)
            .create_default("duration", "45")
            .create_default("maxParticipants", "3")
            .create_override("record", "false")
            .create_blocked("meta_secret")
            .start()
            .unwrap();
        let create = "name=Demo&meetingID=room-1&record=true&maxParticipants=7&meta_secret=x";
        call(&server, "create", create);
        let info = call(&server, "getMeetingInfo", "meetingID=room-1");
        let found = ["duration", "maxUsers", "recording"].map(|name| info.element(name).to_owned());
        (found.join(" "), info.body.contains("<secret>"))
    };
    for profile in [Profile::Scalelite, Profile::B3lb] {
        assert_eq!(
            set(profile),
            ("45 7 false".to_owned(), false),
            "{profile:?}"
        );
    }
    assert_eq!(set(Profile::Bbb30), ("0 7 true".to_owned(), true));
}
