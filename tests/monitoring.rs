//! The calls of `monitoring`: the whole text that each sends, and the values read from responses.
#![cfg(feature = "monitoring")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use bbb_sdk::error::ResponseProblem;
use bbb_sdk::monitoring::{
    AttendeeRole, ClientType, GetMeetingInfo, GetMeetings, GetSessions, IsMeetingRunning, Meeting,
    Release, Version,
};
use bbb_sdk::{Call, Error, ErrorKey};

#[path = "support/calls.rs"]
mod calls;

use calls::{refuses, sends, sends_all};

#[test]
fn is_meeting_running() {
    sends_all(
        &IsMeetingRunning::new("room 1/ä"),
        "isMeetingRunning",
        "meetingID=room%201%2F%C3%A4",
    );
    sends(&IsMeetingRunning::new("a").param("x", 1), "meetingID=a&x=1");
    refuses(
        &IsMeetingRunning::new(""),
        "parameter `meetingID` is required and must not be empty",
    );
    let blank = "parameter `meetingID` is required and must not be blank";
    refuses(&IsMeetingRunning::new("\u{3000}\n"), blank);
    refuses(&GetMeetingInfo::new(" "), blank);
    let read = IsMeetingRunning::decode(
        "<response><returncode>SUCCESS</returncode><running>TRUE</running></response>",
    );
    assert!(read.unwrap().running);
    let read = IsMeetingRunning::decode("<response><returncode>SUCCESS</returncode></response>");
    assert!(matches!(
        read,
        Err(Error::Response {
            problem: ResponseProblem::Missing(std::borrow::Cow::Borrowed("running")),
            ..
        })
    ));
}

#[test]
fn get_meetings() {
    sends_all(&GetMeetings::new(), "getMeetings", "");
    sends(&GetMeetings::new().param("random", "xyz"), "random=xyz");
    let read = GetMeetings::decode(concat!(
        "<response><returncode>SUCCESS</returncode><meetings>",
        "<meeting><meetingID>007</meetingID><meetingName>A</meetingName></meeting>",
        "<meeting><meetingName>B</meetingName><meetingID>b</meetingID></meeting>",
        "</meetings></response>",
    ))
    .unwrap();
    let named: Vec<_> = read
        .meetings
        .iter()
        .map(|meeting| (meeting.meeting_id.as_str(), meeting.name.as_deref()))
        .collect();
    assert_eq!(named, [("007", Some("A")), ("b", Some("B"))]);
}

/// Four servers have four ways to say that there are no meetings.
#[test]
fn no_meetings() {
    for (fields, key) in [
        (
            "<meetings/><messageKey>noMeetings</messageKey><message>none</message>",
            Some(ErrorKey::NoMeetings),
        ),
        (
            "<messageKey>noMeetings</messageKey><message>none</message><meetings/>",
            Some(ErrorKey::NoMeetings),
        ),
        (
            "<messageKey>noMeetings</messageKey>",
            Some(ErrorKey::NoMeetings),
        ),
        ("<meetings>\n  </meetings>", None),
    ] {
        let read = GetMeetings::decode(&format!(
            "<response><returncode>SUCCESS</returncode>{fields}</response>"
        ))
        .unwrap();
        assert_eq!(
            (read.meetings.len(), read.message_key),
            (0, key),
            "{fields}"
        );
    }
}

#[test]
fn get_meeting_info() {
    sends_all(
        &GetMeetingInfo::new("room-1").password("mp"),
        "getMeetingInfo",
        "meetingID=room-1&password=mp",
    );
    sends(
        &GetMeetingInfo::new("room-1")
            .password("")
            .param("offset", 0),
        "meetingID=room-1&offset=0",
    );
    refuses(
        &GetMeetingInfo::new(""),
        "parameter `meetingID` is required and must not be empty",
    );
    let refused = GetMeetingInfo::decode(
        "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey><message>no</message></response>",
    );
    assert!(refused.unwrap_err().is_not_found());
}

#[track_caller]
fn meeting(fields: &str) -> Meeting {
    GetMeetingInfo::decode(&format!(
        "<response><returncode>SUCCESS</returncode><meetingID>m</meetingID>{fields}</response>"
    ))
    .unwrap()
}

#[test]
fn a_meeting_says_what_its_version_knows() {
    let none = meeting("");
    assert_eq!(
        (none.name, none.running, none.max_users),
        (None, None, None)
    );
    assert_eq!(
        meeting("<participantCount>1.234</participantCount>").participant_count,
        Some(1234)
    );
    assert_eq!(
        meeting("<endTime>1,715,265,328,123</endTime>")
            .end_time
            .unwrap()
            .millis(),
        Some(1_715_265_328_123)
    );
    assert_eq!(
        meeting("<voiceBridge>00042</voiceBridge>")
            .voice_bridge
            .as_deref(),
        Some("00042")
    );
    let token = meeting("<meetingToken>t</meetingToken>").meeting_token;
    assert_eq!(token.unwrap().expose(), "t");
    assert_eq!(meeting("<attendeePW></attendeePW>").attendee_password, None);
    assert_eq!(
        meeting("<attendeePW>ap</attendeePW>")
            .attendee_password
            .unwrap()
            .expose(),
        "ap"
    );
}

#[test]
fn breakout_rooms_in_their_three_forms() {
    let parent = meeting(
        "<isBreakout>false</isBreakout><breakoutRooms><breakout>a</breakout><breakout>b</breakout></breakoutRooms>",
    );
    assert_eq!(
        (parent.is_breakout, parent.breakout_rooms),
        (Some(false), vec!["a".to_owned(), "b".to_owned()])
    );
    let flat = meeting(
        "<isBreakout>true</isBreakout><parentMeetingID>p</parentMeetingID><sequence>1,001</sequence><freeJoin>true</freeJoin>",
    );
    let nested = meeting(
        "<isBreakout>true</isBreakout><breakout><parentMeetingID>p</parentMeetingID><sequence>1001</sequence><freeJoin>true</freeJoin></breakout>",
    );
    assert_eq!(flat, nested);
    assert_eq!(
        (
            flat.parent_meeting_id.as_deref(),
            flat.sequence,
            flat.free_join
        ),
        (Some("p"), Some(1001), Some(true))
    );
}

#[test]
fn attendees_with_custom_data_of_any_name() {
    let meeting = meeting(concat!(
        "<attendees>none yet<attendee><userID>u</userID><fullName>Zoë</fullName><role>DIAL-IN-USER</role><clientType>Toaster</clientType>",
        "<customdata><ns:k>1</ns:k><role>x</role><empty/></customdata></attendee><attendee/></attendees>",
        "<metadata><attendees>shadow</attendees><name/></metadata>",
    ));
    let [first, second] = meeting.attendees.as_slice() else {
        panic!("{:?}", meeting.attendees)
    };
    assert_eq!(first.role, Some(AttendeeRole::DialIn));
    assert_eq!(first.client_type, Some(ClientType::Other("Toaster".into())));
    let customdata: Vec<_> = first.customdata.iter().collect();
    assert_eq!(customdata, [("ns:k", "1"), ("role", "x"), ("empty", "")]);
    assert_eq!(
        (second.user_id.as_ref(), second.customdata.is_empty()),
        (None, true)
    );
    assert_eq!(meeting.metadata.get("attendees"), Some("shadow"));
    assert_eq!(meeting.metadata.get("name"), Some(""));
}

#[test]
fn two_lists_of_attendees_are_one() {
    let meeting = meeting(concat!(
        "<attendees><attendee><userID>a</userID></attendee></attendees><metadata/>",
        "<attendees><attendee><userID>b</userID></attendee></attendees>",
    ));
    let ids: Vec<_> = meeting
        .attendees
        .into_iter()
        .filter_map(|attendee| attendee.user_id)
        .collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn get_sessions() {
    sends_all(&GetSessions::new(), "getSessions", "");
    let read = GetSessions::decode(concat!(
        "<response><returncode>SUCCESS</returncode><sessions><meeting><meetingID>i-1</meetingID>",
        "<meetingName>A</meetingName><userName>Zoë</userName></meeting></sessions></response>",
    ))
    .unwrap();
    assert_eq!(read.sessions[0].internal_meeting_id, "i-1");
    assert_eq!(read.sessions[0].user_name.as_deref(), Some("Zoë"));
}

#[test]
fn the_version() {
    calls::sends_all(&Version::new(), "", "");
    let read =
        Version::decode(include_str!("fixtures/apiVersion/bbb-newest__graphql.xml")).unwrap();
    assert_eq!(read.release(), Some(Release::new(3, 0)));
    assert_eq!(
        read.graphql_websocket_url.as_deref(),
        Some("wss://bbb.example.com/graphql")
    );
}

#[test]
fn a_meeting_that_cannot_be_identified_is_kept_apart() {
    let meeting = "<meeting><internalMeetingID>i</internalMeetingID><participantCount>2</participantCount></meeting>";
    let list = format!(
        "<response><returncode>SUCCESS</returncode><meetings><meeting><meetingID>a</meetingID></meeting>{meeting}\
         <meeting><meetingName> </meetingName><meetingID/></meeting><meeting><meetingName>B</meetingName></meeting></meetings></response>"
    );
    let read = GetMeetings::decode(&list).unwrap();
    let ids: Vec<_> = read
        .meetings
        .iter()
        .map(|one| (one.meeting_id.as_str(), one.name.as_deref()))
        .collect();
    assert_eq!(ids, [("a", None), ("", Some("B"))]);
    assert_eq!(read.damaged.len(), 2);
    assert_eq!(read.damaged[0].internal_meeting_id.as_deref(), Some("i"));
    assert_eq!(read.damaged[0].participant_count, Some(2));

    let long = list.replace(
        "</meetings>",
        &format!("{}</meetings>", meeting.repeat(500)),
    );
    let read = GetMeetings::decode(&long).unwrap();
    assert_eq!((read.meetings.len(), read.damaged.len()), (2, 502));

    let alone = GetMeetingInfo::decode(
        "<response><returncode>SUCCESS</returncode><internalMeetingID>i</internalMeetingID></response>",
    );
    assert!(
        matches!(alone, Err(Error::Response { problem: ResponseProblem::Missing(field), .. }) if field == "meetingID")
    );
    let sessions = GetSessions::decode(
        "<response><returncode>SUCCESS</returncode><sessions><meeting><userName>Ada</userName></meeting></sessions></response>",
    );
    assert_eq!(
        sessions.unwrap().sessions[0].user_name.as_deref(),
        Some("Ada")
    );
}

/// The plug-in SDK came with 3.0, so a server that mentions only the SDK is at least that new.
#[test]
fn a_release_that_the_plugin_sdk_tells_alone() {
    let of = |fields: &str| {
        let text = format!(
            "<response><returncode>SUCCESS</returncode><version>2.0</version>{fields}</response>"
        );
        Version::decode(&text).unwrap().release()
    };
    let sdk = "<html5PluginSdkVersion>0.0.80</html5PluginSdkVersion>";
    assert_eq!(of(sdk), Some(Release::new(3, 0)));
    assert_eq!(
        of("<graphqlWebsocketUrl>wss://h/graphql</graphqlWebsocketUrl>"),
        Some(Release::new(3, 0))
    );
    assert_eq!(
        of("<graphqlApiUrl>https://h/api/rest</graphqlApiUrl>"),
        Some(Release::new(3, 0))
    );
    assert_eq!(of("<apiVersion>2.0</apiVersion>"), Some(Release::new(2, 4)));
    assert_eq!(of(""), Some(Release::new(2, 0)));
}

/// Servers that see `Accept: application/json`, which a proxy may add, refuse in JSON.
#[test]
fn a_refusal_in_json_is_the_same_refusal() {
    let refusal = r#""returncode":"FAILED","messageKey":"checksumError","message":"m""#;
    let long = format!(
        r#"{{"response":{{"more":"{}",{refusal}}}}}"#,
        "x".repeat(10_000)
    );
    for text in [
        format!(r#"{{"response":{{{refusal}}}}}"#),
        format!("\u{FEFF} {{{refusal}}}\r\n"),
        long,
    ] {
        for error in [
            IsMeetingRunning::decode(&text).unwrap_err(),
            GetMeetings::decode(&text).unwrap_err(),
        ] {
            assert!(error.is_checksum(), "{error:?}");
            assert!(matches!(error, Error::Api { message, .. } if message == "m"));
        }
    }
    let errors = r#"{"response":{"returncode":"FAILED","errors":{"error":{"key":"checksumError","message":"m"}}}}"#;
    assert!(GetMeetings::decode(errors).unwrap_err().is_checksum());
    for (text, expected) in [
        (
            r#"{"response":{"returncode":"SUCCESS"}}"#,
            ResponseProblem::Json,
        ),
        (r#"{"status":404}"#, ResponseProblem::Json),
        ("[]", ResponseProblem::Json),
        (
            r#"{"response":{"returncode":"FAILED""#,
            ResponseProblem::CutOff,
        ),
        ("{", ResponseProblem::CutOff),
    ] {
        for error in [
            IsMeetingRunning::decode(text).unwrap_err(),
            GetMeetings::decode(text).unwrap_err(),
        ] {
            assert!(
                matches!(&error, Error::Response { problem, .. } if *problem == expected),
                "{error:?}"
            );
        }
    }
}

#[cfg(feature = "json")]
mod session {
    use bbb_sdk::error::ResponseProblem;
    use bbb_sdk::monitoring::{GetJoinUrl, LearningDashboard};
    use bbb_sdk::{Call, Error, ErrorKey, Response};

    use super::calls::{self, refuses};

    #[test]
    fn get_join_url() {
        let call = GetJoinUrl::new("abc")
            .jsessionid("C00C1E")
            .replace_session(true)
            .session_name("Phone")
            .enforce_layout("CUSTOM_LAYOUT")
            .userdata("bbb_auto_join_audio", true);
        calls::unsigned(
            &call,
            "https://bbb.example.com/bigbluebutton/api/getJoinUrl?sessionToken=abc&replaceSession=true&sessionName=Phone&enforceLayout=CUSTOM_LAYOUT&userdata-bbb_auto_join_audio=true",
        );
        calls::cookie(&call, Some("JSESSIONID=C00C1E"));
        calls::cookie(&GetJoinUrl::new("abc"), None);
        refuses(
            &GetJoinUrl::new(""),
            "parameter `sessionToken` is required and must not be empty",
        );
        refuses(
            &GetJoinUrl::new("abc").jsessionid("a\r\nHost: evil"),
            "parameter `JSESSIONID` contains a character that a cookie cannot contain",
        );
        let read = GetJoinUrl::decode(r#"{"response":{"returncode":"SUCCESS","message":"m","url":"https://bbb.example.com/join?a\u003db"}}"#).unwrap();
        assert_eq!(read.url.expose(), "https://bbb.example.com/join?a=b");
    }

    #[test]
    fn learning_dashboard() {
        let call = LearningDashboard::new("abc").jsessionid("C00C1E");
        calls::unsigned(
            &call,
            "https://bbb.example.com/bigbluebutton/api/learningDashboard?sessionToken=abc",
        );
        calls::cookie(&call, Some("JSESSIONID=C00C1E"));
        let read = LearningDashboard::decode(
            r#"{"response":{"returncode":"SUCCESS","data":"{\"users\":{}}"}}"#,
        )
        .unwrap();
        assert_eq!(read.data, r#"{"users":{}}"#);
    }

    #[test]
    fn sessions_that_are_not_known() {
        let empty = GetJoinUrl::receive(&Response::new(200, &b""[..]));
        assert!(matches!(
            empty,
            Err(Error::Response {
                call: std::borrow::Cow::Borrowed("getJoinUrl"),
                problem: ResponseProblem::Empty,
                ..
            })
        ));
        let refused = LearningDashboard::decode(
            r#"{"response":{"returncode":"FAILED","message":"Invalid Session","sessionToken":"abc"}}"#,
        );
        assert!(
            matches!(refused, Err(Error::Api { key: None, message, .. }) if message == "Invalid Session")
        );
        let refused = GetJoinUrl::decode(
            "<response><returncode>FAILED</returncode><messageKey>missingSession</messageKey><message>m</message></response>",
        );
        assert_eq!(refused.unwrap_err().key(), Some(&ErrorKey::MissingSession));
    }

    #[test]
    fn debug_shows_neither_token_nor_cookie() {
        let call = GetJoinUrl::new("abc").jsessionid("C00C1E");
        let shown = format!("{call:?}");
        assert!(
            !shown.contains("abc") && !shown.contains("C00C1E"),
            "{shown}"
        );
    }
}
