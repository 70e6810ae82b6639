//! The behaviour of Scalelite, as observed on a real one.

use bbb_sdk::Checksum;
use bbb_sdk::testing::{NodeState, Profile, TestRecording, TestServer};

use crate::asking::{base, call, key, send, send_to, signed, with_meeting};
use crate::real::{documents, post, server};

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
    // The checksum is looked for only in the query.
    let signature = Checksum::SHA1.sign("create", "", server.secret());
    let target = format!("{}/create", base(&server));
    let body = format!("name=Demo&meetingID=room-3&checksum={}", signature.as_str());
    assert_eq!(
        key(&send(&server, "POST", &target, form, &body)),
        "checksumError"
    );
    // Documents may be larger than a server behind Scalelite accepts.
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
    // A deleted recording can be deleted again.
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
    // The server comes back.
    server.set_node(NodeState::Up);
    let info = call(&server, "getMeetingInfo", "meetingID=room-1");
    assert_eq!(info.element("meetingName"), "Demo");
}

/// Starts a server with the tenants `acme` and `other`, whose secrets are `secret-of-` and the name.
fn with_tenants() -> TestServer {
    let builder = TestServer::builder().profile(Profile::Scalelite);
    let builder = builder.tenant("acme", "secret-of-acme");
    builder.tenant("other", "secret-of-other").start().unwrap()
}

#[test]
fn tenants_of_scalelite() {
    let server = with_tenants();
    let (host, port) = server
        .page_url()
        .rsplit_once(':')
        .map(|(host, port)| (host.to_owned(), port.to_owned()))
        .unwrap();
    assert_eq!(host, "http://127.0.0.1");
    assert_eq!(
        server.server().host(),
        format!("127.0.0.1:{}", port.trim_end_matches('/'))
    );
    assert_eq!(
        server.tenant_url("acme"),
        Some(format!("http://acme.localhost:{port}bigbluebutton/api"))
    );
    assert_eq!(server.tenant_url("nobody"), None);
    let ask = |host: &str, secret: &str, name: &str, query: &str| {
        let target = signed(&server, name, query, Checksum::SHA256, secret);
        send_to(&server, host, &target)
    };
    let (acme, other) = ("acme.localhost:80", "other.localhost");
    let create = "name=Demo&meetingID=room-1";
    let created = ask(acme, "secret-of-acme", "create", create);
    assert_eq!(created.element("returncode"), "SUCCESS");
    let listed = ask(acme, "secret-of-acme", "getMeetings", "");
    assert_eq!(listed.element("tenant-name"), "acme");
    // Another tenant does not see the meeting.
    let info = "meetingID=room-1";
    assert_eq!(
        key(&ask(other, "secret-of-other", "getMeetings", "")),
        "noMeetings"
    );
    assert_eq!(
        key(&ask(other, "secret-of-other", "getMeetingInfo", info)),
        "notFound"
    );
    let found = ask(acme, "secret-of-acme", "getMeetingInfo", info);
    assert_eq!(found.element("meetingID"), "room-1");
    // A secret is valid only for its tenant, and an unknown tenant has none.
    for (host, secret) in [
        (acme, "secret-of-other"),
        (acme, server.secret()),
        ("nobody.localhost", "secret-of-acme"),
        ("127.0.0.1", server.secret()),
    ] {
        assert_eq!(
            key(&ask(host, secret, "getMeetings", "")),
            "checksumError",
            "{host}"
        );
    }
}

/// Meetings of the script belong to a tenant, because no tenant would see the others.
#[test]
fn tenants_of_scalelite_take_turns_in_meetings_without_a_request() {
    let server = with_tenants();
    for id in ["room-1", "room-2", "room-3"] {
        server.create_meeting(id).join_as_viewer("Ada");
    }
    let ids = |tenant: &str| {
        let secret = format!("secret-of-{tenant}");
        let target = signed(&server, "getMeetings", "", Checksum::SHA256, &secret);
        let body = send_to(&server, &format!("{tenant}.localhost"), &target).body;
        let parts = body.split("<meetingID>").skip(1);
        let ids = parts.filter_map(|part| part.split('<').next().map(str::to_owned));
        ids.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids("acme"), "room-1 room-3");
    assert_eq!(ids("other"), "room-2");
}

/// The operator's maximum replaces longer durations, and applies to meetings without a duration.
#[test]
fn the_longest_duration_of_scalelite() {
    let server = TestServer::builder().profile(Profile::Scalelite);
    let server = server.longest_duration_minutes(90).start().unwrap();
    for (number, (given, expected)) in [
        ("", "90"),
        ("&duration=0", "90"),
        ("&duration=", "90"),
        ("&duration=abc", "90"),
        ("&duration=-5", "90"),
        ("&duration=99999999999999999999", "90"),
        ("&duration=91", "90"),
        ("&duration=90", "90"),
        ("&duration=45", "45"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("room-{number}");
        call(
            &server,
            "create",
            &format!("name=Demo&meetingID={id}{given}"),
        );
        let info = call(&server, "getMeetingInfo", &format!("meetingID={id}"));
        assert_eq!(info.element("duration"), expected, "{given}");
    }
    let server = TestServer::builder().profile(Profile::Scalelite);
    let server = server.start().unwrap();
    call(
        &server,
        "create",
        "name=Demo&meetingID=room-1&duration=100000",
    );
    let info = call(&server, "getMeetingInfo", "meetingID=room-1");
    assert_eq!(info.element("duration"), "100000");
}

#[test]
fn tenants_of_scalelite_do_not_share_recordings() {
    let server = with_tenants();
    let recording = |id: &str| TestRecording::new("room-1").id(id);
    server.add_recording(recording("rec-a").meta("tenant-name", "acme"));
    server.add_recording(recording("rec-b").meta("tenant-name", "other"));
    server.add_recording(recording("rec-c"));
    let ask = |tenant: &str, name: &str, query: &str| {
        let secret = format!("secret-of-{tenant}");
        let target = signed(&server, name, query, Checksum::SHA256, &secret);
        send_to(&server, &format!("{tenant}.localhost"), &target)
    };
    let ids = |tenant: &str, query: &str| {
        let body = ask(tenant, "getRecordings", query).body;
        let parts = body.split("<recordID>").skip(1);
        let ids = parts.filter_map(|part| part.split('<').next().map(str::to_owned));
        ids.collect::<Vec<_>>().join(" ")
    };
    for query in ["a=b", "meetingID=room-1", "recordID=rec", "state=any"] {
        assert_eq!(ids("acme", query), "rec-a", "{query}");
        assert_eq!(ids("other", query), "rec-b", "{query}");
    }
    assert_eq!(ids("acme", "recordID=rec-b"), "");
    // A tenant cannot change the recordings of another.
    for (name, rest) in [
        ("publishRecordings", "&publish=false"),
        ("deleteRecordings", ""),
    ] {
        let answer = ask("acme", name, &format!("recordID=rec-b{rest}"));
        assert_eq!(key(&answer), "notFound", "{name}");
    }
    let answer = ask(
        "acme",
        "updateRecordings",
        "recordID=rec-b&meta_course=physics",
    );
    assert_eq!(answer.element("updated"), "false");
    ask(
        "acme",
        "publishRecordings",
        "recordID=rec-b,rec-a&publish=false",
    );
    assert_eq!(ids("acme", "state=unpublished"), "rec-a");
    assert_eq!(ids("other", "state=published"), "rec-b");
    let listed = ask("other", "getRecordings", "recordID=rec-b");
    assert!(!listed.body.contains("physics"), "{}", listed.body);
}
