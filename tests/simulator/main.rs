//! The simulated server, used as any HTTP client would use it.
#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop"
)]

mod asking;
mod b3lb;
mod meetings;
mod profiles;
mod real;
mod recordings;
mod rules;
mod scalelite;
mod script;
mod templates;
mod wire;

use asking::{call, call_signed, send, with_meeting};
use bbb_sdk::Checksum;
use bbb_sdk::testing::{Profile, TestRecording, TestServer};

#[test]
fn create_join_end() {
    let server = TestServer::start().unwrap();
    let created = call(
        &server,
        "create",
        "name=Demo&meetingID=room-1&attendeePW=ap&moderatorPW=mp",
    );
    let expected = format!(
        "<response>\r\n<returncode>SUCCESS</returncode>\r\n<meetingID>room-1</meetingID>\r\n\
         <internalMeetingID>{}</internalMeetingID>\r\n<parentMeetingID>bbb-none</parentMeetingID>\r\n\
         <attendeePW>ap</attendeePW>\r\n<moderatorPW>mp</moderatorPW>\r\n<createTime>{}</createTime>\r\n\
         <voiceBridge>{}</voiceBridge>\r\n<dialNumber>613-555-1234</dialNumber>\r\n<createDate>{}</createDate>\r\n\
         <hasUserJoined>false</hasUserJoined>\r\n<duration>0</duration>\r\n<hasBeenForciblyEnded>false</hasBeenForciblyEnded>\r\n\
         <messageKey></messageKey>\r\n<message></message>\r\n</response>",
        created.element("internalMeetingID"),
        created.element("createTime"),
        created.element("voiceBridge"),
        created.element("createDate"),
    );
    assert_eq!(created.body, expected);
    assert_eq!(created.header("content-type"), "text/xml;charset=utf-8");

    let joined = call(&server, "join", "fullName=Ada&meetingID=room-1&role=VIEWER");
    assert_eq!(joined.status, 302);
    assert!(
        joined
            .header("location")
            .contains("/html5client/?sessionToken=")
    );
    assert!(joined.header("set-cookie").starts_with("JSESSIONID="));

    let ended = call(&server, "end", "meetingID=room-1");
    assert_eq!(ended.element("messageKey"), "sentEndMeetingRequest");
    assert_eq!(
        call(&server, "end", "meetingID=room-1").element("messageKey"),
        "notFound"
    );
}

#[test]
fn checksums_first_in_the_middle_and_last() {
    let server = with_meeting(Profile::Bbb30);
    for checksum in [
        Checksum::SHA1,
        Checksum::SHA256,
        Checksum::SHA384,
        Checksum::SHA512,
    ] {
        let signature = checksum.sign(
            "getMeetingInfo",
            "meetingID=room-1&x=%41+%20",
            server.secret(),
        );
        let signature = signature.as_str();
        for query in [
            format!("checksum={signature}&meetingID=room-1&x=%41+%20"),
            format!("meetingID=room-1&checksum={signature}&x=%41+%20"),
            format!("meetingID=room-1&x=%41+%20&checksum={signature}"),
            format!(
                "meetingID=room-1&x=%41+%20&checksum={}",
                signature.to_uppercase()
            ),
        ] {
            let answer = send(
                &server,
                "GET",
                &format!("/bigbluebutton/api/getMeetingInfo?{query}"),
                "",
                "",
            );
            assert_eq!(answer.element("returncode"), "SUCCESS", "{query}");
        }
    }
    let answer = send(
        &server,
        "GET",
        "/bigbluebutton/api/getMeetings?checksum=0",
        "",
        "",
    );
    assert_eq!(answer.element("messageKey"), "checksumError");
}

#[test]
fn meetings_and_their_info() {
    let server = TestServer::start().unwrap();
    let none = call(&server, "getMeetings", "");
    assert_eq!(
        none.body,
        "<response>\n<returncode>SUCCESS</returncode>\n<meetings/>\n<messageKey>noMeetings</messageKey>\n\
         <message>no meetings were found on this server</message>\n</response>"
    );
    call(
        &server,
        "create",
        "name=A%26B&meetingID=room-1&attendeePW=ap&moderatorPW=mp&meta_Course=x&meta_a_b=y",
    );
    let info = call(&server, "getMeetingInfo", "meetingID=room-1");
    assert_eq!(info.element("meetingName"), "A&amp;B");
    assert!(info.body.contains(
        "<metadata>\n<course>x</course>\n</metadata>\n<isBreakout>false</isBreakout>\n</response>"
    ));
    let all = call(&server, "getMeetings", "");
    assert!(
        all.body
            .contains("<meetings>\n<meeting>\n<meetingName>A&amp;B</meetingName>")
    );
    let running = call(&server, "isMeetingRunning", "meetingID=room-1");
    assert_eq!(
        running.body,
        "<response>\r\n<returncode>SUCCESS</returncode>\r\n<running>false</running>\r\n</response>"
    );
    assert_eq!(
        call(&server, "getMeetingInfo", "meetingID=x").element("messageKey"),
        "notFound"
    );
}

#[test]
fn recordings() {
    let server = TestServer::start().unwrap();
    let id = server.add_recording(
        TestRecording::new("room-1")
            .name("Physics")
            .meta("course", "ph"),
    );
    let found = call(&server, "getRecordings", "meetingID=room-1");
    assert_eq!(found.element("recordID"), id);
    assert_eq!(found.element("name"), "Physics");
    let done = call(
        &server,
        "publishRecordings",
        &format!("recordID={id}&publish=false"),
    );
    assert_eq!(
        done.body,
        "<response><returncode>SUCCESS</returncode><published>false</published></response>"
    );
    assert_eq!(
        call(&server, "getRecordings", "").element("state"),
        "unpublished"
    );
    let done = call(
        &server,
        "updateRecordings",
        &format!("recordID={id}&meta_course=&meta_teacher=ada"),
    );
    assert_eq!(done.element("updated"), "true");
    assert_eq!(
        call(&server, "getRecordings", "meta_teacher=a%25").element("teacher"),
        "ada"
    );
    assert_eq!(
        call(&server, "getRecordings", "meta_course=ph").element("messageKey"),
        "noRecordings"
    );
    assert_eq!(
        call(&server, "deleteRecordings", &format!("recordID={id}")).element("deleted"),
        "true"
    );
    assert_eq!(
        call(&server, "deleteRecordings", &format!("recordID={id}")).element("messageKey"),
        "notFound"
    );
    assert_eq!(
        call(&server, "getRecordings", "state=any").element("state"),
        "deleted"
    );
}

#[test]
fn webhooks() {
    let server = TestServer::start().unwrap();
    let query = "callbackURL=https%3A%2F%2Fapp.example%2Fcb&meetingID=room-1";
    let id = call(&server, "hooks/create", query)
        .element("hookID")
        .to_owned();
    let again = call(&server, "hooks/create", query);
    assert_eq!(again.element("messageKey"), "duplicateWarning");
    assert_eq!(again.element("hookID"), id);
    assert_eq!(
        call(&server, "hooks/list", "").body,
        format!(
            "<response><returncode>SUCCESS</returncode><hooks><hook><hookID>{id}</hookID>\
             <callbackURL><![CDATA[https://app.example/cb]]></callbackURL><meetingID><![CDATA[room-1]]></meetingID>\
             <permanentHook>false</permanentHook><rawData>false</rawData></hook></hooks></response>"
        )
    );
    assert_eq!(
        call(&server, "hooks/destroy", &format!("hookID={id}")).element("removed"),
        "true"
    );
    assert_eq!(
        call(&server, "hooks/destroy", &format!("hookID={id}")).element("messageKey"),
        "destroyMissingHook"
    );
    assert_eq!(
        call(&server, "hooks/destroy", "").element("messageKey"),
        "missingParamHookID"
    );
}

#[test]
fn profiles_accept_different_algorithms() {
    let accepts = |profile, name, checksum| {
        let server = TestServer::builder().profile(profile).start().unwrap();
        call_signed(&server, name, "", checksum)
            .body
            .contains("SUCCESS")
    };
    assert!(!accepts(
        Profile::Scalelite,
        "getMeetings",
        Checksum::SHA384
    ));
    assert!(accepts(Profile::Scalelite, "getMeetings", Checksum::SHA512));
    assert!(accepts(Profile::B3lb, "getMeetings", Checksum::SHA384));
    assert!(!accepts(Profile::Bbb27, "hooks/list", Checksum::SHA256));
    assert!(accepts(Profile::Bbb27, "hooks/list", Checksum::SHA1));
}
