//! The behaviour of servers, as observed on real ones.

use std::time::Duration;

use bbb_sdk::Checksum;
use bbb_sdk::testing::{NodeState, Profile, TestServer, WebhooksVersion};

use crate::asking::{Answer, base, call, key, send, signed, with_meeting};

pub(crate) fn server(profile: Profile) -> TestServer {
    TestServer::builder().profile(profile).start().unwrap()
}

fn hooks(version: WebhooksVersion) -> TestServer {
    TestServer::builder().webhooks(version).start().unwrap()
}

/// Sends a body with a call whose checksum is in the query.
pub(crate) fn post(server: &TestServer, name: &str, query: &str, kind: &str, body: &str) -> Answer {
    let target = signed(server, name, query, Checksum::SHA1, server.secret());
    send(server, "POST", &target, kind, body)
}

fn hook_call(server: &TestServer, name: &str, query: &str) -> Answer {
    let checksum = Checksum::SHA1;
    crate::asking::call_signed(server, name, query, checksum)
}

/// Returns the last parts of the URLs in a list of hooks, in their order.
fn listed(server: &TestServer, query: &str) -> Vec<String> {
    let answer = hook_call(server, "hooks/list", query);
    let urls = answer.body.split("<![CDATA[http://a.b/").skip(1);
    urls.map(|rest| rest[..rest.find("]]>").unwrap()].to_owned())
        .collect()
}

pub(crate) fn documents(body: &str) -> String {
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
    // Two URLs become one.
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
fn bigbluebutton_behind_nginx_that_is_down() {
    let server = with_meeting(Profile::Bbb30);
    server.set_node(NodeState::Unreachable);
    assert_eq!(call(&server, "getMeetings", "").status, 502);
    server.set_node(NodeState::Up);
    assert_eq!(call(&server, "getMeetings", "").status, 200);
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
        // The application is called in the end, wherever the URL was kept.
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
