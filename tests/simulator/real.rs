//! What real servers did when they were asked.

use std::time::Duration;

use bbb_sdk::Checksum;
use bbb_sdk::testing::{NodeState, Profile, TestRecording, TestServer, WebhooksVersion};

use crate::asking::{Answer, base, call, key, send, with_meeting};

fn server(profile: Profile) -> TestServer {
    TestServer::builder().profile(profile).start().unwrap()
}

fn hooks(version: WebhooksVersion) -> TestServer {
    TestServer::builder().webhooks(version).start().unwrap()
}

/// Sends a call whose signature stands in the query.
fn post(server: &TestServer, name: &str, query: &str, kind: &str, body: &str) -> Answer {
    let signature = Checksum::SHA1.sign(name, query, server.secret());
    let base = base(server);
    let sign = if query.is_empty() { "" } else { "&" };
    let target = format!("{base}/{name}?{query}{sign}checksum={}", signature.as_str());
    send(server, "POST", &target, kind, body)
}

fn hook_call(server: &TestServer, name: &str, query: &str) -> Answer {
    let checksum = Checksum::SHA1;
    crate::asking::call_signed(server, name, query, checksum)
}

/// The last parts of the URLs in a list of hooks, in their order.
fn listed(server: &TestServer, query: &str) -> Vec<String> {
    let answer = hook_call(server, "hooks/list", query);
    let urls = answer.body.split("<![CDATA[http://a.b/").skip(1);
    urls.map(|rest| rest[..rest.find("]]>").unwrap()].to_owned())
        .collect()
}

fn documents(body: &str) -> String {
    format!("<modules><module name=\"presentation\">{body}</module></modules>")
}

#[test]
fn hooks_of_a_meeting_are_listed_by_each_generation_in_its_way() {
    let with_hooks = |version| {
        let server = hooks(version);
        for (name, meeting) in [("all", ""), ("one", "m1"), ("two", "m1"), ("other", "m2")] {
            let query = format!("callbackURL=http://a.b/{name}&meetingID={meeting}");
            hook_call(&server, "hooks/create", &query);
        }
        server
    };
    let error =
        |server: &TestServer, query: &str| key(&hook_call(server, "hooks/list", query)).to_owned();

    let server = with_hooks(WebhooksVersion::V2_6);
    assert_eq!(listed(&server, ""), ["all", "one", "two", "other"]);
    assert_eq!(listed(&server, "meetingID=m1"), ["all", "one", "two"]);
    assert_eq!(listed(&server, "meetingID=nope"), ["all"]);
    assert_eq!(listed(&server, "meetingID="), ["all"]);

    let server = with_hooks(WebhooksVersion::V3_3);
    assert_eq!(listed(&server, ""), ["all", "one", "two", "other"]);
    let all = hook_call(&server, "hooks/list", "");
    assert!(!all.body.contains("<meetingID>"), "{}", all.body);
    assert_eq!(error(&server, "meetingID=m1"), "listHookError");

    let server = with_hooks(WebhooksVersion::V3_5);
    assert_eq!(listed(&server, ""), ["all", "one", "two", "other"]);
    let mut found = listed(&server, "meetingID=m1");
    let list = hook_call(&server, "hooks/list", "meetingID=m1");
    let ids: Vec<_> = list
        .body
        .split("<hookID>")
        .skip(1)
        .map(|id| &id[..36])
        .collect();
    assert!(ids.is_sorted(), "{ids:?}");
    found.sort();
    assert_eq!(found, ["all", "one"]);
    assert_eq!(error(&server, "meetingID=nope"), "listHookError");
}

#[test]
fn repeated_parameters_of_hooks() {
    let twice = "callbackURL=http://a.b/c&eventID=user-joined&eventID=user-left";
    let old = hook_call(&hooks(WebhooksVersion::V2_6), "hooks/create", twice);
    assert_eq!(old.status, 500);
    let new = hook_call(&hooks(WebhooksVersion::V3_5), "hooks/create", twice);
    assert_eq!(key(&new), "createHookError");
    // Of two URLs one is made.
    let server = hooks(WebhooksVersion::V3_5);
    hook_call(
        &server,
        "hooks/create",
        "callbackURL=http://a.b/c&callbackURL=d",
    );
    assert_eq!(listed(&server, ""), ["c,d"]);
}

#[test]
fn a_hook_is_destroyed_by_its_url_since_3_0() {
    for (version, removed, left) in [
        (WebhooksVersion::V2_6, "destroyMissingHook", 1),
        (WebhooksVersion::V3_3, "SUCCESS", 0),
        (WebhooksVersion::V3_5, "SUCCESS", 0),
    ] {
        let server = hooks(version);
        hook_call(&server, "hooks/create", "callbackURL=http://a.b/c");
        let answer = hook_call(&server, "hooks/destroy", "hookID=http%3A%2F%2Fa.b%2Fc");
        assert_eq!(key(&answer), removed);
        assert_eq!(listed(&server, "").len(), left);
    }
}

#[test]
fn users_leave_before_or_after_the_end_of_their_meeting() {
    for (profile, expected) in [
        (Profile::Bbb27, ["user-left", "meeting-ended"]),
        (Profile::Bbb30, ["meeting-ended", "user-left"]),
    ] {
        let server = with_meeting(profile);
        let meeting = server.meeting("room-1").unwrap();
        meeting.join_as_viewer("Ada");
        meeting.end();
        let events = server.events();
        let ids = events.iter().map(|event| event.split('"').nth(9).unwrap());
        assert_eq!(ids.skip(2).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn scalelite_checks_the_id_before_anything_else() {
    let server = server(Profile::Scalelite);
    for query in ["", "name=a", "name=Demo"] {
        assert_eq!(
            key(&call(&server, "create", query)),
            "missingParamMeetingID"
        );
    }
}

#[test]
fn scalelite_takes_a_create_as_a_form_and_makes_it_a_url() {
    let server = server(Profile::Scalelite);
    let form = "application/x-www-form-urlencoded";
    let body = "name=Demo&meetingID=room-1&meta_course=ph";
    let answer = post(&server, "create", "", form, body);
    assert_eq!(answer.element("meetingID"), "room-1");
    let meeting = server.meeting("room-1").unwrap();
    assert_eq!(meeting.parameter("meta_course").as_deref(), Some("ph"));
    let long = format!("name=Demo&meetingID=room-2&welcome={}", "w".repeat(30_000));
    assert_eq!(
        key(&post(&server, "create", "", form, &long)),
        "internalError"
    );
    // The checksum is looked for in the query alone.
    let signature = Checksum::SHA1.sign("create", "", server.secret());
    let target = format!("{}/create", base(&server));
    let body = format!("name=Demo&meetingID=room-3&checksum={}", signature.as_str());
    assert_eq!(
        key(&send(&server, "POST", &target, form, &body)),
        "checksumError"
    );
    // Its documents may be large, whatever a server behind it takes.
    let xml = documents(&format!(
        "<document name=\"a.pdf\">{}</document>",
        "A".repeat(3 << 20)
    ));
    let answer = post(
        &server,
        "create",
        "name=Demo&meetingID=room-4",
        "application/xml",
        &xml,
    );
    assert_eq!(answer.element("returncode"), "SUCCESS");
}

#[test]
fn scalelite_knows_which_meetings_there_are() {
    let server = server(Profile::Scalelite);
    let answer = post(
        &server,
        "insertDocument",
        "meetingID=nope",
        "application/xml",
        &documents("<document url=\"https://a.b/c.pdf\"/>"),
    );
    assert_eq!(key(&answer), "notFound");
}

#[test]
fn scalelite_drops_metadata_that_bigbluebutton_adds() {
    let server = server(Profile::Scalelite);
    server.add_recording(TestRecording::new("room-1").meta("course", "ph"));
    let answer = call(&server, "getRecordings", "");
    assert!(
        answer
            .body
            .contains("<metadata>\n        <course>ph</course>\n      </metadata>")
    );
    // What was deleted is deleted again.
    let id = answer.element("recordID");
    for _ in 0..2 {
        let deleted = call(&server, "deleteRecordings", &format!("recordID={id}"));
        assert_eq!(deleted.element("deleted"), "true");
    }
    let deleted = call(&server, "deleteRecordings", "recordID=nope");
    assert_eq!(key(&deleted), "notFound");
}

#[test]
fn scalelite_redirects_a_join_whatever_redirect_says() {
    let server = with_meeting(Profile::Scalelite);
    let query = "fullName=Ada&meetingID=room-1&role=VIEWER&redirect=false";
    let answer = call(&server, "join", query);
    assert_eq!((answer.status, answer.body.as_str()), (302, ""));
    assert!(
        answer
            .header("location")
            .contains("/node/bigbluebutton/api/join?")
    );
}

#[test]
fn scalelite_takes_letters_that_are_not_encoded() {
    let query = "name=Größe&meetingID=room-1";
    assert_eq!(call(&server(Profile::Bbb30), "create", query).status, 400);
    let answer = call(&server(Profile::Scalelite), "create", query);
    assert_eq!(answer.element("returncode"), "SUCCESS");
}

#[test]
fn scalelite_without_its_servers() {
    let server = with_meeting(Profile::Scalelite);
    let words = |name: &str, query: &str| {
        let answer = call(&server, name, query);
        assert_eq!(answer.status, 200);
        let element = |name| answer.element(name).to_owned();
        (element("messageKey"), element("message"))
    };
    let said = |key: &str, words: &str| (key.to_owned(), words.to_owned());
    let unreachable = said("internalError", "Unable to access meeting on server.");
    let none = said("internalError", "Could not find any available servers.");
    server.set_node(NodeState::Unreachable);
    assert_eq!(words("end", "meetingID=room-1"), unreachable);
    assert_eq!(words("create", "name=Demo&meetingID=room-2"), none);
    let join = "fullName=Ada&meetingID=room-1&role=VIEWER";
    assert_eq!(call(&server, "join", join).status, 302);
    server.set_node(NodeState::Offline);
    assert_eq!(words("create", "name=Demo&meetingID=room-2"), none);
    assert_eq!(words("getMeetingInfo", "meetingID=room-1").0, "notFound");
    assert_eq!(words("join", join).0, "notFound");
    assert_eq!(words("getMeetings", "").0, "noMeetings");
    // It comes back.
    server.set_node(NodeState::Up);
    let info = call(&server, "getMeetingInfo", "meetingID=room-1");
    assert_eq!(info.element("meetingName"), "Demo");
}

#[test]
fn bigbluebutton_behind_nginx_that_is_down() {
    let server = with_meeting(Profile::Bbb30);
    server.set_node(NodeState::Unreachable);
    assert_eq!(call(&server, "getMeetings", "").status, 502);
    server.set_node(NodeState::Up);
    assert_eq!(call(&server, "getMeetings", "").status, 200);
}

#[test]
fn b3lb_checks_ids_and_names_itself() {
    let server = server(Profile::B3lb);
    let said = |query: &str| {
        let answer = call(&server, "create", query);
        assert_eq!(answer.header("content-type"), "text/xml");
        (
            key(&answer).to_owned(),
            answer.element("message").to_owned(),
        )
    };
    let length = "Meeting id must be between 2 and 100 characters";
    for id in ["a".to_owned(), "a".repeat(101), "a".repeat(257)] {
        let (key, words) = said(&format!("name=Demo&meetingID={id}"));
        assert_eq!((key.as_str(), words.as_str()), ("FAILED", length));
    }
    assert_eq!(said("name=a").0, "missingParamMeetingID");
    assert_eq!(said("").0, "missingParamMeetingID");
    assert_eq!(said("name=a&meetingID=room-1").0, "sizeError");
    assert_eq!(said("meetingID=room-1").0, "sizeError");
}

#[test]
fn b3lb_knows_single_states() {
    let server = server(Profile::B3lb);
    for state in ["published", "unpublished"] {
        server.add_recording(TestRecording::new("room-1").id(state).state(state));
    }
    let count = |query: &str| {
        let answer = call(&server, "getRecordings", query);
        answer.body.matches("<recording>").count()
    };
    assert_eq!(count(""), 2);
    assert_eq!(count("state=published"), 1);
    assert_eq!(count("state=unpublished"), 1);
    assert_eq!(count("state=published,unpublished"), 0);
    assert_eq!(count("state=any"), 0);
}

#[test]
fn b3lb_polls_meetings_and_escapes_them_twice() {
    let server = server(Profile::B3lb);
    call(&server, "create", "name=A%20%26%20B&meetingID=r%3C1");
    let answer = call(&server, "getMeetings", "");
    assert_eq!(key(&answer), "noMeetings");
    let info = call(&server, "getMeetingInfo", "meetingID=r%3C1");
    assert_eq!(info.element("meetingName"), "A &amp; B");
    assert_eq!(info.header("content-type"), "text/xml;charset=utf-8");
    server.advance(Duration::from_secs(15));
    let answer = call(&server, "getMeetings", "");
    assert_eq!(answer.element("meetingName"), "A &amp;amp; B");
    assert_eq!(answer.element("meetingID"), "r&amp;lt;1");
    assert_eq!(answer.header("content-type"), "text/xml");
}

#[test]
fn b3lb_knows_which_meetings_there_are() {
    let server = server(Profile::B3lb);
    for name in ["getMeetingInfo", "end"] {
        assert_eq!(key(&call(&server, name, "meetingID=nope")), "notFound");
    }
    let chat = call(&server, "sendChatMessage", "meetingID=nope&message=hi");
    assert_eq!(key(&chat), "notFound");
    let xml = documents("<document url=\"https://a.b/c.pdf\"/>");
    let insert = |query| post(&server, "insertDocument", query, "application/xml", &xml);
    assert_eq!(key(&insert("meetingID=nope")), "notFound");
    let join = call(&server, "join", "fullName=Ada&role=VIEWER");
    assert_eq!((join.status, key(&join)), (200, "missingParamMeetingID"));
    let join = call(&server, "join", "fullName=Ada&role=VIEWER&meetingID=nope");
    assert_eq!((join.status, join.body.as_str()), (400, ""));
}

#[test]
fn b3lb_takes_the_url_for_recordings_to_itself() {
    let server = server(Profile::B3lb);
    let url = "meta_bbb-recording-ready-url=https%3A%2F%2Fa.b%2Fc";
    for (id, record, kept) in [("room-1", "true", false), ("room-2", "false", true)] {
        let query = format!("name=Demo&meetingID={id}&record={record}&{url}");
        call(&server, "create", &query);
        let info = call(&server, "getMeetingInfo", &format!("meetingID={id}"));
        assert_eq!(info.body.contains("<bbb-recording-ready-url>"), kept);
    }
}

#[test]
fn b3lb_refuses_large_documents() {
    let server = server(Profile::B3lb);
    let large = documents(&format!(
        "<document name=\"a.pdf\">{}</document>",
        "A".repeat(20 << 20)
    ));
    let answer = post(
        &server,
        "create",
        "name=Demo&meetingID=room-1",
        "application/xml",
        &large,
    );
    assert_eq!(answer.status, 400);
    assert!(server.meeting("room-1").is_none());
}

#[test]
fn b3lb_tells_its_version_when_it_is_signed() {
    let server = server(Profile::B3lb);
    let unsigned = send(&server, "GET", &format!("{}/", base(&server)), "", "");
    assert_eq!(unsigned.status, 401);
    let signed = call(&server, "", "");
    let expected = "<response>\n<returncode>SUCCESS</returncode>\n<version>2.0</version>\n\
                    <apiVersion>2.0</apiVersion>\n<bbbVersion></bbbVersion>\n</response>";
    assert_eq!(signed.body, expected);
    // Tenants are written in lower case.
    let path = "/b3lb/t/ACME/bbb/api/getMeetings";
    assert_eq!(send(&server, "GET", path, "", "").status, 404);
}

#[test]
fn b3lb_lets_a_parameter_choose_the_algorithm() {
    let server = server(Profile::B3lb);
    let status = |query, algorithm| {
        crate::asking::call_signed(&server, "getMeetings", query, algorithm).status
    };
    assert_eq!(status("checksumHash=sha512", Checksum::SHA1), 401);
    assert_eq!(status("checksumHash=sha512", Checksum::SHA512), 200);
    assert_eq!(status("checksumHash=md5", Checksum::SHA1), 401);
    assert_eq!(status("", Checksum::SHA1), 200);
}

#[test]
fn b3lb_without_its_servers() {
    let server = with_meeting(Profile::B3lb);
    server.set_node(NodeState::Unreachable);
    assert_eq!(
        call(&server, "getMeetingInfo", "meetingID=room-1").status,
        500
    );
    server.set_node(NodeState::Offline);
    let create = call(&server, "create", "name=Demo&meetingID=room-2");
    assert_eq!(
        (key(&create), create.element("message")),
        ("FAILED", "No Node available.")
    );
    let running = call(&server, "isMeetingRunning", "meetingID=room-1");
    assert_eq!(running.element("running"), "false");
    assert_eq!(key(&call(&server, "getMeetings", "")), "noMeetings");
}

#[test]
fn bigbluebutton_refuses_large_bodies_and_skips_what_it_cannot_convert() {
    let server = with_meeting(Profile::Bbb30);
    let insert = |body: &str| {
        let xml = documents(body);
        post(
            &server,
            "insertDocument",
            "meetingID=room-1",
            "application/xml",
            &xml,
        )
    };
    let large = format!(
        "<document name=\"a.pdf\">{}</document>",
        "A".repeat(5 << 20)
    );
    assert_eq!(insert(&large).status, 413);
    let answer = insert(
        "<document name=\"empty.pdf\"></document><document name=\"x.exe\">QQ==</document>\
         <document name=\"noextension\">QQ==</document><document url=\"https://a.b/y.exe?z=a.pdf\"/>\
         <document name=\"Right.PDF\">QQ==</document><document url=\"https://a.b/right.docx?a=1\"/>\
         <document url=\"https://a.b/get?id=1\" filename=\"named.odp\"/>",
    );
    assert_eq!(answer.element("returncode"), "SUCCESS");
    let meeting = server.meeting("room-1").unwrap();
    assert_eq!(
        meeting.documents(),
        ["Right.PDF", "right.docx", "named.odp"]
    );
}

#[test]
fn b3scale() {
    let server = server(Profile::B3scale);
    let said = |name: &str, query: &str| {
        let answer = call(&server, name, query);
        let code = answer.element("returncode").to_owned();
        (answer.status, code, key(&answer).to_owned())
    };
    let failed = |status, code: &str, key: &str| (status, code.to_owned(), key.to_owned());
    assert_eq!(
        said("getMeetingInfo", "meetingID=nope"),
        failed(200, "FAILED", "notFound")
    );
    let unknown = failed(500, "FAILED", "b3scaleGatewayError");
    assert_eq!(said("nothing", ""), unknown);
    assert_eq!(said("hooks/list", ""), unknown);
    let wrong = format!("{}/getMeetings?checksum={}", base(&server), "0".repeat(64));
    let wrong = send(&server, "GET", &wrong, "", "");
    assert_eq!((wrong.status, key(&wrong)), (500, "checksumError"));
    // An algorithm that it does not know.
    let sha512 = crate::asking::call_signed(&server, "getMeetings", "", Checksum::SHA512);
    assert_eq!(key(&sha512), "checksumError");
    assert_eq!(
        call(&server, "getMeetings", "").body,
        "<response><returncode>SUCCESS</returncode><meetings></meetings></response>"
    );
    assert_eq!(
        call(&server, "isMeetingRunning", "").element("running"),
        "false"
    );
    assert_eq!(
        said("publishRecordings", "recordID=r&publish=true").2,
        "invalidRecordingIdentifier"
    );
    assert_eq!(
        said("getRecordingTextTracks", "recordID=r").2,
        "notImplemented"
    );

    let created = call(&server, "create", "name=Demo&meetingID=room-1");
    assert!(!created.body.contains("messageKey"), "{}", created.body);
    assert_eq!(created.header("content-type"), "application/xml");
    let join = "fullName=Ada&meetingID=room-1&role=VIEWER";
    assert!(
        call(&server, "join", join)
            .header("location")
            .contains("/node/")
    );
    let nobody = call(&server, "join", "fullName=Ada&meetingID=nope&role=VIEWER");
    assert_eq!(nobody.status, 404);
    server.set_node(NodeState::Unreachable);
    assert_eq!(
        said("create", "name=Demo&meetingID=room-2"),
        failed(500, "ERROR", "b3scale_server_error")
    );
    assert!(
        call(&server, "join", join)
            .header("location")
            .contains("/b3s/retry-join/")
    );

    server.add_recording(
        TestRecording::new("room-1")
            .id("r")
            .meta("a", "1")
            .meta("b", "2"),
    );
    let count = |query| {
        call(&server, "getRecordings", query)
            .body
            .matches("<recording>")
            .count()
    };
    assert_eq!(count("meta_a=1&meta_b=2"), 1);
    assert_eq!(count("meta_a=1&meta_b=3"), 0);
    assert_eq!(count("meta_a=1%25"), 0);
}

#[test]
fn guests_wait_until_a_moderator_lets_them_in() {
    for (profile, page) in [
        (Profile::Bbb27, "/html5client/guestWait?sessionToken="),
        (Profile::Bbb30, "/html5client/?sessionToken="),
    ] {
        let server = server(profile);
        let query = "name=Demo&meetingID=room-1&guestPolicy=ASK_MODERATOR";
        call(&server, "create", query);
        let link = |name: &str| {
            let query = format!("fullName={name}&meetingID=room-1&role=VIEWER&guest=true");
            let checksum = Checksum::SHA256.sign("join", &query, server.secret());
            format!(
                "{}/join?{query}&checksum={}",
                server.url(),
                checksum.as_str()
            )
        };
        let answer = send(
            &server,
            "GET",
            &link("Eve")[server.url().len() - base(&server).len()..],
            "",
            "",
        );
        assert!(answer.header("location").contains(page), "{profile:?}");
        let ada = server.open(&link("Ada")).unwrap();
        assert!(ada.is_waiting() && !ada.is_there());
        let meeting = server.meeting("room-1").unwrap();
        let names: Vec<_> = meeting
            .waiting()
            .iter()
            .map(|user| user.parameter("fullName").unwrap())
            .collect();
        assert_eq!(names, ["Eve", "Ada"]);
        ada.let_in();
        meeting.waiting()[0].deny();
        assert!(meeting.waiting().is_empty());
        assert_eq!(meeting.users(), ["Ada"]);
    }
}

#[test]
fn rate_limits_with_and_without_a_time() {
    let server = server(Profile::Bbb30);
    server.fail_next("getMeetings", bbb_sdk::testing::Fault::RateLimited(Some(7)));
    server.fail_next("getMeetings", bbb_sdk::testing::Fault::RateLimited(None));
    let limited = call(&server, "getMeetings", "");
    assert_eq!((limited.status, limited.header("retry-after")), (429, "7"));
    let limited = call(&server, "getMeetings", "");
    assert_eq!(limited.status, 429);
    assert!(
        limited
            .body
            .contains("<center><h1>429 Too Many Requests</h1></center>")
    );
    assert_eq!(call(&server, "getMeetings", "").status, 200);
}

#[test]
fn load_balancers_put_their_own_urls_in_place_of_those_of_the_application() {
    let given = "meta_bbb-recording-ready-url=https%3A%2F%2Fa.b%2Fready\
                 &meta_analytics-callback-url=https%3A%2F%2Fa.b%2Fanalytics&meta_endCallbackUrl=https%3A%2F%2Fa.b%2Fend";
    for (profile, analytics) in [
        (Profile::Bbb30, "https://a.b/analytics"),
        (Profile::Scalelite, "/bigbluebutton/api/analytics_callback"),
        (Profile::B3lb, "https://a.b/analytics"),
    ] {
        let server = server(profile);
        let query = format!("name=Demo&meetingID=room-1&record=true&{given}");
        call(&server, "create", &query);
        let info = call(&server, "getMeetingInfo", "meetingID=room-1");
        let shown = info.element("analytics-callback-url");
        assert!(shown.ends_with(analytics), "{shown}");
        assert_eq!(
            info.body.contains("<bbb-recording-ready-url>"),
            profile == Profile::Bbb30
        );
        // The application is told in the end, wherever the URL was kept.
        let meeting = server.meeting("room-1").unwrap();
        meeting.join_as_moderator("Ada");
        meeting.start_recording();
        meeting.end();
        server.advance(Duration::from_secs(120));
        let outgoing = server.outgoing();
        let urls: Vec<_> = outgoing
            .iter()
            .map(|request| request.url.as_str())
            .collect();
        let expected = [
            "https://a.b/end",
            "https://a.b/analytics",
            "https://a.b/ready",
        ];
        assert_eq!(urls, expected, "{profile:?}");
    }
}
