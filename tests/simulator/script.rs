//! What users do, and what happens as time passes.

use std::time::{Duration, UNIX_EPOCH};

use bbb_sdk::Checksum;
use bbb_sdk::testing::{Profile, TestServer};

use crate::asking::{Answer, call, key, with_meeting};

const MINUTE: Duration = Duration::from_secs(60);

/// Returns a signed link for a user.
fn link(server: &TestServer, query: &str) -> String {
    let signature = Checksum::SHA256.sign("join", query, server.secret());
    format!(
        "{}/join?{query}&checksum={}",
        server.url(),
        signature.as_str()
    )
}

#[test]
fn people_in_a_meeting() {
    let server = with_meeting(Profile::Bbb30);
    let room = server.meeting("room-1").unwrap();
    let (ada, bob) = (room.join_as_moderator("Ada"), room.join_as_viewer("Bob"));
    ada.speak();
    ada.share_camera();
    bob.listen();
    bob.raise_hand();
    bob.chat("1 < 2");
    let info = call(&server, "getMeetingInfo", "meetingID=room-1");
    let counts = [
        "participantCount",
        "listenerCount",
        "voiceParticipantCount",
        "videoCount",
        "moderatorCount",
    ];
    assert_eq!(
        counts.map(|name| info.element(name)),
        ["2", "1", "1", "1", "1"]
    );
    assert_eq!(info.element("hasUserJoined"), "true");
    bob.leave();
    assert_eq!(room.users(), ["Ada"]);
    // One call shows the users who are present, the other also those who have left.
    let attendees = |name: &str, query: &str| {
        call(&server, name, query)
            .body
            .matches("<attendee>")
            .count()
    };
    assert_eq!(attendees("getMeetingInfo", "meetingID=room-1"), 1);
    assert_eq!(attendees("getMeetings", ""), 2);
    // A user is registered by `join`, and present once the browser has followed the redirect.
    let join = call(&server, "join", "fullName=Eve&meetingID=room-1&role=VIEWER");
    assert_eq!(join.status, 302);
    for (name, query, listed) in [
        ("getMeetingInfo", "meetingID=room-1", 1),
        ("getMeetings", "", 3),
    ] {
        assert_eq!(attendees(name, query), listed, "{name}");
        let answer = call(&server, name, query);
        assert_eq!(answer.element("participantCount"), "1", "{name}");
    }
    let events = server.events();
    let ids: Vec<_> = events
        .iter()
        .map(|event| event.split('"').nth(9).unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "meeting-created",
            "user-joined",
            "user-joined",
            "user-audio-voice-enabled",
            "user-audio-unmuted",
            "user-cam-broadcast-start",
            "user-audio-voice-enabled",
            "user-raise-hand-changed",
            "chat-group-message-sent",
            "user-left",
        ]
    );
    assert!(events[8].contains(r#""message":"1 &lt; 2""#));
}

#[test]
fn a_link_opened_in_a_browser() {
    let server = with_meeting(Profile::Bbb30);
    let ada = server
        .open(&link(
            &server,
            "fullName=Ada&meetingID=room-1&role=MODERATOR",
        ))
        .unwrap();
    assert!(ada.is_there());
    assert_eq!(
        call(&server, "isMeetingRunning", "meetingID=room-1").element("running"),
        "true"
    );
    assert!(
        server
            .open(&link(
                &server,
                "fullName=Ada&meetingID=never&role=MODERATOR"
            ))
            .is_none()
    );

    call(
        &server,
        "create",
        "name=Demo&meetingID=room-2&guestPolicy=ASK_MODERATOR",
    );
    let bob = server
        .open(&link(
            &server,
            "fullName=Bob&meetingID=room-2&role=VIEWER&guest=true",
        ))
        .unwrap();
    assert!(bob.is_waiting() && !bob.is_there());
    bob.let_in();
    assert!(bob.is_there());

    for profile in [Profile::Scalelite, Profile::B3lb] {
        let balancer = with_meeting(profile);
        let ada = balancer.open(&link(
            &balancer,
            "fullName=Ada&meetingID=room-1&role=MODERATOR",
        ));
        assert!(ada.unwrap().is_there(), "{profile:?}");
    }
}

#[test]
fn time_ends_meetings() {
    let server = TestServer::start().unwrap();
    let exists =
        |id: &str| key(&call(&server, "getMeetingInfo", &format!("meetingID={id}"))) != "notFound";
    call(&server, "create", "name=Demo&meetingID=unjoined");
    call(
        &server,
        "create",
        "name=Demo&meetingID=forever&meetingExpireIfNoUserJoinedInMinutes=0",
    );
    call(&server, "create", "name=Demo&meetingID=short&duration=10");
    call(&server, "create", "name=Demo&meetingID=left");
    server.meeting("short").unwrap().join_as_viewer("Ada");
    let bob = server.meeting("left").unwrap();
    bob.join_as_viewer("Bob").leave();
    server.advance(MINUTE);
    assert!(!exists("left") && exists("unjoined"));
    server.advance(4 * MINUTE);
    assert!(!exists("unjoined") && exists("short"));
    // Meetings that are created at the same moment are a millisecond apart.
    server.advance(5 * MINUTE + Duration::from_secs(1));
    assert!(!exists("short") && exists("forever"));
}

#[test]
fn an_end_that_takes_time() {
    let server = TestServer::builder()
        .ending_takes(5 * MINUTE)
        .start()
        .unwrap();
    call(&server, "create", "name=Demo&meetingID=room-1");
    let first = call(&server, "getMeetingInfo", "meetingID=room-1")
        .element("createTime")
        .to_owned();
    call(&server, "end", "meetingID=room-1");
    let info = call(&server, "getMeetingInfo", "meetingID=room-1");
    assert_eq!(info.element("hasBeenForciblyEnded"), "true");
    assert_eq!(key(&call(&server, "end", "meetingID=room-1")), "notFound");
    let join = "fullName=Ada&meetingID=room-1&role=VIEWER&redirect=false";
    assert_eq!(key(&call(&server, "join", join)), "meetingForciblyEnded");
    // A new meeting with the same ID exists beside the old one for a while.
    call(
        &server,
        "create",
        "name=Demo&meetingID=room-1&meetingExpireIfNoUserJoinedInMinutes=0",
    );
    let all = call(&server, "getMeetings", "");
    assert_eq!(all.body.matches("<meeting>").count(), 2);
    let info = call(&server, "getMeetingInfo", "meetingID=room-1");
    assert_ne!(info.element("createTime"), first);
    server.advance(5 * MINUTE);
    let all = call(&server, "getMeetings", "");
    assert_eq!(all.body.matches("<meeting>").count(), 1);
}

#[test]
fn a_recording_on_its_way() {
    let server = TestServer::builder()
        .starts_at(UNIX_EPOCH + Duration::from_millis(1_715_261_728_123))
        .start()
        .unwrap();
    call(
        &server,
        "create",
        "name=Demo&meetingID=room-1&record=true&meta_course=x",
    );
    let room = server.meeting("room-1").unwrap();
    room.join_as_moderator("Ada");
    room.start_recording();
    assert!(room.is_recording());
    room.stop_recording();
    server.advance(3 * MINUTE);
    room.end();
    let state = || {
        call(&server, "getRecordings", "state=any")
            .element("state")
            .to_owned()
    };
    assert_eq!(state(), "processing");
    assert_eq!(key(&call(&server, "getRecordings", "")), "noRecordings");
    server.advance(MINUTE);
    assert_eq!(state(), "processed");
    server.advance(MINUTE);
    assert_eq!(state(), "published");
    let found = call(&server, "getRecordings", "meta_course=x");
    assert_eq!(found.element("recordID"), room.internal_id());
    assert_eq!(found.element("startTime"), "1715261728123");
    assert_eq!(found.element("length"), "3");
    assert!(server.set_recording_state(room.internal_id(), "unpublished"));
    assert_eq!(state(), "unpublished");

    // Nobody started the recording, so nothing is kept.
    call(&server, "create", "name=Demo&meetingID=room-2&record=true");
    server.meeting("room-2").unwrap().end();
    assert_eq!(
        call(&server, "getRecordings", "state=any")
            .body
            .matches("<recording>")
            .count(),
        1
    );
}

#[test]
fn calls_of_a_session() {
    let server = TestServer::start().unwrap();
    call(
        &server,
        "create",
        "name=Demo&meetingID=room-1&allowRequestsWithoutSession=true",
    );
    let joined = call(
        &server,
        "join",
        "fullName=Ada&meetingID=room-1&role=MODERATOR&redirect=false",
    );
    let token = joined.element("session_token");
    let ask = |name: &str, token: &str| {
        let target = format!("/bigbluebutton/api/{name}?sessionToken={token}");
        crate::asking::send(&server, "GET", &target, "", "").body
    };
    assert!(ask("getJoinUrl", token).contains(r#""message":"Join URL provided successfully.""#));
    assert!(
        ask("learningDashboard", token)
            .starts_with(r#"{"response":{"returncode":"SUCCESS","data":"{\"intId\""#)
    );
    assert_eq!(
        ask("getJoinUrl", "x"),
        r#"{"response":{"returncode":"FAILED","message":"Invalid session token","sessionToken":"x"}}"#
    );
    assert!(ask("stuns", token).starts_with(r#"{"stunServers":[{"url":"#));
    assert!(ask("signOut", token).contains("SUCCESS"));
    assert!(ask("getJoinUrl", token).contains("Invalid session token"));
}

/// Starts a server with a meeting whose sessions need no cookie, and returns the response to a moderator who joined.
fn with_moderator(profile: Profile) -> (TestServer, Answer) {
    let server = TestServer::builder().profile(profile).start().unwrap();
    let create = "name=Demo&meetingID=room-1&attendeePW=ap&moderatorPW=mp&maxParticipants=1&allowRequestsWithoutSession=true";
    call(&server, "create", create);
    let join = "fullName=Ada&meetingID=room-1&role=MODERATOR&redirect=false";
    let joined = call(&server, "join", join);
    (server, joined)
}

/// Returns the link that `getJoinUrl` creates.
fn join_url(server: &TestServer, parameters: &str) -> String {
    let target = format!("/bigbluebutton/api/getJoinUrl?{parameters}");
    let answer = crate::asking::send(server, "GET", &target, "", "").body;
    let (_, url) = answer.split_once(r#""url":""#).unwrap();
    let url = url.split('"').next().unwrap();
    url.replace(r"\u003d", "=").replace(r"\u0026", "&")
}

#[test]
fn another_session_of_the_same_user() {
    let (server, joined) = with_moderator(Profile::Bbb30);
    let (user, token) = (joined.element("user_id"), joined.element("session_token"));
    let parameters = format!(
        "sessionToken={token}&sessionName=old&sessionName=phone&userdata-bbb_x=1&fullName=Eve"
    );
    let url = join_url(&server, &parameters);
    let query = format!(
        "&meetingID=room-1&fullName=Ada&role=MODERATOR&existingUserID={user}&sessionName=phone&userdata-bbb_x=1"
    );
    let checksum = bbb_sdk::Checksum::SHA1.sign("join", &query, server.secret());
    let expected = format!(
        "{}/join?{query}&checksum={}",
        server.url(),
        checksum.as_str()
    );
    assert_eq!(url, expected);

    // The meeting is full, but the link works because it creates no new user.
    let person = server.open(&url).unwrap();
    assert_eq!(person.internal_id(), user);
    let room = server.meeting("room-1").unwrap();
    assert_eq!(room.users(), ["Ada"]);
    let sessions = call(&server, "getSessions", "").body;
    assert_eq!(sessions.matches("<userName>Ada</userName>").count(), 2);
}

#[test]
fn a_link_that_replaces_the_session_it_is_made_in() {
    let (server, joined) = with_moderator(Profile::Bbb30);
    let token = joined.element("session_token");
    let url = join_url(
        &server,
        &format!("sessionToken={token}&replaceSession=true"),
    );
    assert!(
        url.contains(&format!("&replaceSessionToken={token}&")),
        "{url}"
    );
    assert!(server.open(&url).is_some());
    // The old session has ended.
    let target = format!("/bigbluebutton/api/getJoinUrl?sessionToken={token}");
    let answer = crate::asking::send(&server, "GET", &target, "", "").body;
    assert!(answer.contains("Invalid session token"), "{answer}");
    let plain = call(&server, "getSessions", "").body;
    assert_eq!(plain.matches("<userName>Ada</userName>").count(), 1);
}

#[test]
fn a_session_that_replaces_another() {
    let (server, joined) = with_moderator(Profile::Bbb30);
    let (user, token) = (joined.element("user_id"), joined.element("session_token"));
    let again = call(
        &server,
        "join",
        &format!(
            "fullName=Ada&meetingID=room-1&role=MODERATOR&redirect=false&existingUserID={user}&replaceSessionToken={token}"
        ),
    );
    assert_eq!(again.element("user_id"), user);
    let ask = |call: &str, token: &str| {
        let target = format!("/bigbluebutton/api/{call}?sessionToken={token}");
        crate::asking::send(&server, "GET", &target, "", "").body
    };
    assert!(ask("getJoinUrl", token).contains("Invalid session token"));
    assert!(ask("getJoinUrl", again.element("session_token")).contains("SUCCESS"));
    // The user leaves with the last session.
    ask("signOut", again.element("session_token"));
    assert!(call(&server, "getSessions", "").body.contains("noSessions"));
}

#[test]
fn servers_before_3_0_know_no_existing_users() {
    let (server, joined) = with_moderator(Profile::Bbb27);
    let query = format!(
        "fullName=Ada&meetingID=room-1&role=MODERATOR&redirect=false&existingUserID={}",
        joined.element("user_id")
    );
    let again = call(&server, "join", &query);
    assert_eq!(again.element("messageKey"), "maxParticipantsReached");
}

#[test]
fn each_thing_happens_at_its_own_moment() {
    let start = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let server = TestServer::builder().starts_at(start).start().unwrap();
    call(
        &server,
        "create",
        "name=Demo&meetingID=room-1&record=true&duration=10",
    );
    let ada = server.meeting("room-1").unwrap().join_as_moderator("Ada");
    server.meeting("room-1").unwrap().start_recording();
    // A day later everything has happened.
    server.advance(Duration::from_secs(24 * 60 * 60));
    assert!(!ada.is_there());
    let times: Vec<_> = server
        .events()
        .iter()
        .map(|event| {
            let ts = event.split("\"ts\":").nth(1).unwrap();
            let ts: i64 = ts.trim_end_matches('}').parse().unwrap();
            (
                event.split('"').nth(9).unwrap().to_owned(),
                (ts - 1_700_000_000_000) / 60_000,
            )
        })
        .collect();
    let times: Vec<_> = times
        .iter()
        .map(|(id, minute)| (id.as_str(), *minute))
        .collect();
    assert_eq!(
        times,
        [
            ("meeting-created", 0),
            ("user-joined", 0),
            ("meeting-recording-started", 0),
            ("meeting-ended", 10),
            ("user-left", 10),
            ("rap-archive-started", 10),
            ("rap-archive-ended", 11),
            ("rap-sanity-started", 11),
            ("rap-sanity-ended", 11),
            ("rap-process-started", 11),
            ("rap-process-ended", 11),
            ("rap-publish-started", 12),
            ("rap-publish-ended", 12),
        ]
    );
}

#[test]
fn a_moderator_mutes_all() {
    let server = with_meeting(Profile::Bbb30);
    let meeting = server.meeting("room-1").unwrap();
    let (ada, bob) = (
        meeting.join_as_moderator("Ada"),
        meeting.join_as_viewer("Bob"),
    );
    ada.speak();
    bob.speak();
    let before = server.events().len();
    meeting.mute_all();
    let events = server.events();
    let ids: Vec<_> = events[before..]
        .iter()
        .map(|event| event.split('"').nth(9).unwrap())
        .collect();
    assert_eq!(ids, ["user-audio-muted", "user-audio-muted"]);
    meeting.mute_all();
    assert_eq!(server.events().len(), before + 2);
}

#[test]
fn what_was_given_can_be_asked_for() {
    let server = TestServer::start().unwrap();
    call(&server, "create", "name=Demo&meetingID=room-1&welcome=Hi");
    let meeting = server.meeting("room-1").unwrap();
    assert_eq!(meeting.parameter("welcome").as_deref(), Some("Hi"));
    assert_eq!(meeting.parameter("bannerText"), None);
    assert_eq!(meeting.parameter("checksum"), None);
    let link = link(&server, "fullName=Ada&meetingID=room-1&role=VIEWER");
    let ada = server.open(&link).unwrap();
    assert_eq!(ada.parameter("fullName").as_deref(), Some("Ada"));
    assert_eq!(ada.parameter("checksum"), None);
}
