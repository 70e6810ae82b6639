//! `create`, `join`, `end` and the calls that report on meetings.

use bbb_sdk::testing::{Profile, TestServer};

use crate::asking::{Answer, call, key, send, with_meeting};

#[track_caller]
fn created(query: &str, expected: &str) {
    let server = with_meeting(Profile::Bbb30);
    let answer = call(&server, "create", query);
    assert_eq!(key(&answer), expected, "{query}: {}", answer.body);
}

#[test]
fn outcomes_of_create() {
    created("name=Demo&meetingID=room-1", "duplicateWarning");
    created(
        "name=Other&meetingID=room-1&attendeePW=ap&moderatorPW=mp",
        "duplicateWarning",
    );
    created("name=Demo&meetingID=room-1&attendeePW=ap", "idNotUnique");
    created(
        "name=Demo&meetingID=room-1&attendeePW=xx&moderatorPW=mp",
        "idNotUnique",
    );
    created("name=Demo&meetingID=room-2", "");
    created("meetingID=room-2", "nullError");
    created("name=&meetingID=room-2", "emptyError");
    created("name=x&meetingID=room-2", "sizeError");
    created("name=Demo", "validationError");
    created("name=Demo&meetingID=", "missingParamMeetingID");
    created("name=Demo&meetingID=a", "sizeError");
    created("name=Demo&meetingID=a,b", "validationError");
    created("name=Demo&meetingID=+ab", "validationError");
    created("name=Demo&meetingID=a%0Ab", "validationError");
    created(
        "name=Demo&meetingID=room-2&moderatorPW=x",
        "invalidPassword",
    );
    created(
        "name=Demo&meetingID=room-2&voiceBridge=abc",
        "validationError",
    );
    created("name=Demo&meetingID=room-2&record=maybe", "validationError");
    created("name=Demo&meetingID=room-2&record=1", "");
    created(
        "name=Demo&meetingID=room-2&isBreakout=true",
        "parentMeetingIDMissing",
    );
    created(
        "name=Demo&meetingID=room-2&isBreakout=true&parentMeetingID=x",
        "parentMeetingDoesNotExist",
    );
    created(
        "name=Demo&meetingID=room-2&isBreakout=true&parentMeetingID=room-1&sequence=x",
        "500",
    );
    created("name=Demo&meetingID=room-2&groups=nonsense", "500");
    // If several rules are violated, a fixed order decides which one is reported.
    created("name=&meetingID=a&moderatorPW=x", "emptyError");
    created("meetingID=a&moderatorPW=x", "invalidPassword");
}

#[test]
fn a_voice_bridge_belongs_to_one_meeting() {
    let server = with_meeting(Profile::Bbb30);
    let bridge = call(&server, "getMeetingInfo", "meetingID=room-1")
        .element("voiceBridge")
        .to_owned();
    let answer = call(
        &server,
        "create",
        &format!("name=Demo&meetingID=room-2&voiceBridge={bridge}"),
    );
    assert_eq!(key(&answer), "nonUniqueVoiceBridge");
    assert!(answer.body.contains("<errors>"));
}

#[test]
fn a_breakout_room_and_its_parent() {
    let server = with_meeting(Profile::Bbb30);
    let parent = call(&server, "getMeetingInfo", "meetingID=room-1")
        .element("internalMeetingID")
        .to_owned();
    let query = "name=Room&meetingID=breakout-1&isBreakout=true&parentMeetingID=room-1&sequence=2&freeJoin=true";
    let created = call(&server, "create", query);
    assert_eq!(created.element("parentMeetingID"), parent);
    assert_eq!(created.element("internalMeetingID"), "breakout-1");
    let info = call(&server, "getMeetingInfo", "meetingID=breakout-1");
    let expected = format!(
        "<isBreakout>true</isBreakout>\n<parentMeetingID>{parent}</parentMeetingID>\n<sequence>2</sequence>\n\
         <freeJoin>true</freeJoin>\n</response>"
    );
    assert!(info.body.ends_with(&expected), "{}", info.body);
    let info = call(&server, "getMeetingInfo", "meetingID=room-1");
    let expected = "<isBreakout>false</isBreakout>\n<breakoutRooms>\n<breakout>breakout-1</breakout>\n</breakoutRooms>\n</response>";
    assert!(info.body.ends_with(expected), "{}", info.body);
    // Breakout rooms end with their parent.
    call(&server, "end", "meetingID=room-1");
    assert_eq!(
        key(&call(&server, "getMeetingInfo", "meetingID=breakout-1")),
        "notFound"
    );
}

/// Returns the key within the `errors` of a redirect.
fn redirected(answer: &Answer) -> String {
    assert_eq!(answer.status, 302);
    let (_, errors) = answer.header("location").split_once("errors=").unwrap();
    let errors = errors.replace("%22", "\"");
    errors
        .split("\"key\":\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

#[track_caller]
fn joined(query: &str, expected: &str) {
    let server = with_meeting(Profile::Bbb30);
    let answer = call(&server, "join", &format!("{query}&redirect=false"));
    assert_eq!(key(&answer), expected, "{query}: {}", answer.body);
    if !matches!(expected, "successfullyJoined" | "Params required") {
        assert_eq!(redirected(&call(&server, "join", query)), expected);
    }
}

#[test]
fn outcomes_of_join() {
    joined(
        "fullName=Ada&meetingID=room-1&role=moderator",
        "successfullyJoined",
    );
    joined(
        "fullName=Ada&meetingID=room-1&password=mp",
        "successfullyJoined",
    );
    joined(
        "fullName=Ada&meetingID=room-1&role=other&password=ap",
        "successfullyJoined",
    );
    joined(
        "fullName=Ada&meetingID=room-1&role=other",
        "Params required",
    );
    joined(
        "fullName=Ada&meetingID=room-1&password=wrong",
        "Params required",
    );
    joined(
        "fullName=Ada&meetingID=room-1&password=x&role=VIEWER",
        "invalidPassword",
    );
    joined(
        "fullName=&meetingID=room-1&role=VIEWER",
        "missingParamFullName",
    );
    joined(
        "fullName=Ada&meetingID=&role=VIEWER",
        "missingParamMeetingID",
    );
    joined(
        "fullName=Ada&meetingID=never&role=VIEWER",
        "meetingForciblyEnded",
    );
    joined(
        "fullName=Ada&meetingID=room-1&role=VIEWER&guest=maybe",
        "validationError",
    );
    joined(
        "fullName=Ada&meetingID=room-1&role=VIEWER&createTime=soon",
        "validationError",
    );
    joined(
        "fullName=Ada&meetingID=room-1&role=VIEWER&createTime=1",
        "mismatchCreateTimeParam",
    );
    joined(
        "fullName=Ada&meetingID=room-1&role=VIEWER&createTime=",
        "mismatchCreateTimeParam",
    );
    joined(
        "fullName=Ada&meetingID=room-1&role=VIEWER&existingUserID=w_nobody",
        "userNotFound",
    );
}

#[test]
fn where_a_refusal_is_sent() {
    let server = with_meeting(Profile::Bbb30);
    let target = |query: &str| {
        let answer = call(
            &server,
            "join",
            &format!("fullName=&meetingID=room-1&role=VIEWER{query}"),
        );
        answer
            .header("location")
            .split("errors=")
            .next()
            .unwrap()
            .to_owned()
    };
    let own = server.url().trim_end_matches("/bigbluebutton/api");
    assert_eq!(target(""), format!("{own}?"));
    assert_eq!(
        target("&logoutURL=https%3A%2F%2Fa%2F%3Fb%3D1"),
        "https://a/?b=1&"
    );
    assert_eq!(
        target("&logoutURL=https%3A%2F%2Fa&errorRedirectUrl=https%3A%2F%2Fc"),
        "https://c?"
    );
    // The URL of the meeting comes after those of the request, and before that of the server.
    let create = "name=Own&meetingID=own&logoutURL=https%3A%2F%2Fmeeting.example%2F%3Fa%3D1";
    call(&server, "create", create);
    let refused = |query: &str| {
        let join = format!("fullName=&meetingID=own&role=VIEWER{query}");
        call(&server, "join", &join).header("location").to_owned()
    };
    let errors = "errors=%5B%7B%22key%22:%22missingParamFullName%22,%22message%22:%22You%20must%20provide%20your%20name%22%7D%5D";
    assert_eq!(
        refused(""),
        format!("https://meeting.example/?a=1&{errors}")
    );
    assert_eq!(
        refused("&errorRedirectUrl=https%3A%2F%2Fc%2Fd"),
        format!("https://c/d?{errors}")
    );
    // Without a known meeting there is only the URL of the server.
    let unknown = call(
        &server,
        "join",
        "fullName=Ada&meetingID=unknown&role=VIEWER",
    );
    let location = unknown.header("location");
    assert!(
        location.starts_with(&format!("{own}?errors=%5B%7B")),
        "{location}"
    );
}

#[test]
fn the_answer_of_join_in_xml() {
    let server = with_meeting(Profile::Bbb30);
    let answer = call(
        &server,
        "join",
        "fullName=Ada&meetingID=room-1&role=VIEWER&redirect=false",
    );
    let expected = format!(
        "<response>\r\n<returncode>SUCCESS</returncode>\r\n<messageKey>successfullyJoined</messageKey>\r\n\
         <message>You have joined successfully.</message>\r\n<meeting_id>{}</meeting_id>\r\n<user_id>{}</user_id>\r\n\
         <auth_token>{}</auth_token>\r\n<session_token>{}</session_token>\r\n<guestStatus>ALLOW</guestStatus>\r\n\
         <url>{}/html5client/?sessionToken={}</url>\r\n</response>",
        answer.element("meeting_id"),
        answer.element("user_id"),
        answer.element("auth_token"),
        answer.element("session_token"),
        server.url().trim_end_matches("/bigbluebutton/api"),
        answer.element("session_token"),
    );
    assert_eq!(answer.body, expected);
    let cookie = answer.header("set-cookie");
    let (name, attributes) = cookie.split_at("JSESSIONID=".len() + 32);
    assert!(name.starts_with("JSESSIONID="), "{cookie}");
    assert_eq!(attributes, "; Path=/; HttpOnly");
}

#[test]
fn a_meeting_that_is_full() {
    let server = TestServer::start().unwrap();
    call(
        &server,
        "create",
        "name=Demo&meetingID=room-1&maxParticipants=1",
    );
    let join = "fullName=Ada&meetingID=room-1&role=VIEWER&redirect=false";
    assert_eq!(key(&call(&server, "join", join)), "successfullyJoined");
    assert_eq!(key(&call(&server, "join", join)), "maxParticipantsReached");
}

#[test]
fn the_guest_policies() {
    let table = [
        // The policy, and what happens to a moderator, a viewer, a user with `guest=false`, and a guest.
        ("ALWAYS_ACCEPT", ["ALLOW", "ALLOW", "ALLOW", "ALLOW"]),
        ("ASK_MODERATOR", ["ALLOW", "WAIT", "ALLOW", "WAIT"]),
        ("ALWAYS_ACCEPT_AUTH", ["ALLOW", "ALLOW", "ALLOW", "WAIT"]),
        ("ALWAYS_DENY", ["ALLOW", "DENY", "DENY", "DENY"]),
        ("SOMETHING_ELSE", ["ALLOW", "DENY", "DENY", "DENY"]),
    ];
    for (policy, expected) in table {
        let server = TestServer::start().unwrap();
        call(
            &server,
            "create",
            &format!("name=Demo&meetingID=room-1&guestPolicy={policy}"),
        );
        let users = [
            "role=MODERATOR",
            "role=VIEWER",
            "role=VIEWER&guest=false",
            "role=VIEWER&guest=true",
        ];
        for (user, expected) in users.iter().zip(expected) {
            let query = format!("fullName=Ada&meetingID=room-1&{user}&redirect=false");
            let answer = call(&server, "join", &query);
            let status = match key(&answer) {
                "guestDeniedAccess" => "DENY",
                _ => answer.element("guestStatus"),
            };
            assert_eq!(status, expected, "{policy}, {user}");
        }
    }
}

#[test]
fn custom_data_of_users() {
    let server = with_meeting(Profile::Bbb30);
    let query = "fullName=Ada&meetingID=room-1&role=VIEWER&userID=u1&userdata-bbb_a=1&userdata-b-c=2&userdata-Case=x-y";
    let link = format!("{}/join?{query}", server.url());
    let signature = bbb_sdk::Checksum::SHA256.sign("join", query, server.secret());
    server
        .open(&format!("{link}&checksum={}", signature.as_str()))
        .unwrap();
    let info = call(&server, "getMeetingInfo", "meetingID=room-1");
    let expected = "<attendees>\n<attendee>\n<userID>u1</userID>\n<fullName>Ada</fullName>\n<role>VIEWER</role>\n\
                    <isPresenter>true</isPresenter>\n<isListeningOnly>false</isListeningOnly>\n\
                    <hasJoinedVoice>false</hasJoinedVoice>\n<hasVideo>false</hasVideo>\n<clientType>HTML5</clientType>\n\
                    <customdata>\n<bbb_a>1</bbb_a>\n<Case>x-y</Case>\n</customdata>\n</attendee>\n</attendees>\n";
    assert!(info.body.contains(expected), "{}", info.body);
}

#[test]
fn a_user_is_there_once_the_browser_has_connected() {
    let server = with_meeting(Profile::Bbb30);
    let answer = call(&server, "join", "fullName=Ada&meetingID=room-1&role=VIEWER");
    let running = || {
        call(&server, "isMeetingRunning", "meetingID=room-1")
            .element("running")
            .to_owned()
    };
    assert_eq!(running(), "false");
    assert_eq!(call(&server, "getSessions", "").element("userName"), "Ada");
    // Without the cookie there is no session.
    let (_, path) = answer
        .header("location")
        .split_once("/html5client")
        .unwrap();
    let page = send(&server, "GET", &format!("/html5client{path}"), "", "");
    assert_eq!((page.status, running().as_str()), (404, "false"));
}

#[test]
fn documents_and_chat() {
    let server = with_meeting(Profile::Bbb30);
    let modules = "<modules><module name=\"presentation\"><document url=\"https://a/b.pdf\" filename=\"c.pdf\"/>\
                   <document name=\"d.txt\">aGk=</document></module></modules>";
    let insert = |query: &str, kind: &str, body: &str| {
        let signature = bbb_sdk::Checksum::SHA256.sign("insertDocument", query, server.secret());
        let target = format!(
            "/bigbluebutton/api/insertDocument?{query}&checksum={}",
            signature.as_str()
        );
        send(&server, "POST", &target, kind, body)
    };
    let done = insert("meetingID=room-1", "application/xml", modules);
    assert_eq!(
        done.body,
        "<response>\n<returncode>SUCCESS</returncode>\n<message>Presentation is being uploaded</message>\n</response>"
    );
    assert_eq!(
        server.meeting("room-1").unwrap().documents(),
        ["c.pdf", "d.txt"]
    );
    let unknown = insert("meetingID=x", "application/xml", modules);
    assert_eq!(unknown.element("message"), "Meeting with id [x] not found.");
    assert_eq!(
        key(&insert("meetingID=room-1", "text/plain", modules)),
        "unsupportedContentType"
    );
    assert_eq!(
        insert("meetingID=room-1", "application/xml", "<a>").status,
        500
    );
    assert_eq!(
        insert("meetingID=room-1", "application/xml", "<modules/>").status,
        500
    );

    let sent = call(
        &server,
        "sendChatMessage",
        "meetingID=room-1&message=Hi%20%26",
    );
    assert_eq!(
        sent.body,
        "<response>\r\n<returncode>SUCCESS</returncode>\r\n<messageKey></messageKey>\r\n<message></message>\r\n</response>"
    );
    assert_eq!(
        server.meeting("room-1").unwrap().chat(),
        [("System".to_owned(), "Hi &".to_owned())]
    );
    assert_eq!(
        key(&call(&server, "sendChatMessage", "meetingID=x&message=Hi")),
        "meetingNotFound"
    );
    assert_eq!(
        key(&call(&server, "sendChatMessage", "meetingID=room-1")),
        "nullError"
    );
    assert_eq!(
        key(&call(
            &server,
            "sendChatMessage",
            "meetingID=room-1&message="
        )),
        "sizeError"
    );
}
