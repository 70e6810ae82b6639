//! The server's own page: meetings, recordings, requests and webhooks.

use super::*;

/// Markup, attributes, entities, and a character that reverses the direction of text.
const HOSTILE: &str = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22onload%3D%22x%27%26amp%3B%E2%80%AE";
const ESCAPED: &str =
    "&lt;script&gt;alert(1)&lt;/script&gt;&quot;onload=&quot;x&#39;&amp;amp;\u{FFFD}";

#[test]
fn a_request_shows_the_status_that_was_sent() {
    let server = TestServer::start().unwrap();
    server.fail_next("getMeetings", Fault::Status(502));
    call(&server, "getMeetings", "");
    let page = Browser::new(&server).get("/");
    page.shows("<span class=\"tag bad\">502</span>");
    page.shows("GET · HTTP 502</p>");
    page.shows("&lt;h1&gt;502 Bad Gateway&lt;/h1&gt;");
}

#[test]
fn hostile_names_are_text() {
    let server = TestServer::start().unwrap();
    call(
        &server,
        "create",
        &format!(
            "name={HOSTILE}&meetingID={HOSTILE}&welcome={HOSTILE}&bannerText={HOSTILE}&bannerColor={HOSTILE}&meta_a={HOSTILE}&record=true&guestPolicy=ASK_MODERATOR"
        ),
    );
    let mut ada = Browser::new(&server);
    ada.join(&format!("fullName={HOSTILE}&meetingID={HOSTILE}&role=MODERATOR&userID={HOSTILE}&userdata-a={HOSTILE}"));
    let mut bob = Browser::new(&server);
    let lobby = bob.join(&format!(
        "fullName={HOSTILE}&meetingID={HOSTILE}&role=VIEWER&guest=true"
    ));
    ada.act(&format!("act=chat&text={HOSTILE}"));
    ada.act("act=record");
    let meeting = ada.page();
    call(
        &server,
        "hooks/create",
        &format!(
            "callbackURL=http%3A%2F%2Flocalhost%3A9%2F{HOSTILE}&meetingID={HOSTILE}&eventID={HOSTILE}"
        ),
    );
    call(
        &server,
        &format!("hooks/{HOSTILE}"),
        &format!("{HOSTILE}={HOSTILE}"),
    );
    let overview = ada.get("/");
    ada.act("act=end");
    let farewell = bob.page();
    let id = server.add_recording(
        TestRecording::new("room-1")
            .name("<script>alert(1)</script>")
            .id("a<b>\"c"),
    );
    let player = ada.get("/playback/%3Cscript%3E/2.3/a%3Cb%3E%22c");
    assert_eq!(id, "a<b>\"c");
    let after = ada.get("/");
    for page in [&meeting, &overview, &lobby, &farewell, &player, &after] {
        page.lacks("<script>alert");
        page.lacks("\"onload");
        page.lacks("\u{202E}");
        assert_eq!(page.body.matches("<script").count(), 1, "{}", page.body);
        assert!(!page.body.contains("style="));
    }
    for page in [&meeting, &overview, &lobby, &farewell] {
        page.shows(ESCAPED);
    }
    player.shows("<strong>&lt;script&gt;</strong>");
}

#[test]
fn pages_take_nothing_from_elsewhere_and_say_what_they_are() {
    let server = TestServer::start().unwrap();
    let browser = Browser::new(&server);
    for (target, status) in [
        ("/", 200),
        ("/html5client/?sessionToken=x", 404),
        ("/playback/presentation/2.3/x", 404),
        ("/test-server/act", 405),
    ] {
        let page = browser.get(target);
        assert_eq!(page.status, status, "{target}");
        assert_eq!(
            page.header("Content-Security-Policy"),
            Some("default-src 'self'; img-src 'self' data:")
        );
        assert_eq!(page.header("Cache-Control"), Some("no-store"));
        page.shows("Test server: nobody is really here");
        page.lacks("//cdn");
        page.lacks("Warning");
    }
    assert_eq!(
        browser.get("/test-server/style.css").header("Content-Type"),
        Some("text/css; charset=utf-8")
    );
    assert_eq!(
        browser.get("/test-server/live.js").header("Content-Type"),
        Some("text/javascript; charset=utf-8")
    );
    assert_eq!(browser.get("/html5clientele").status, 404);
}

#[test]
fn a_server_that_others_reach_warns() {
    let address = std::net::SocketAddr::from(([0, 0, 0, 0], 0));
    let server = TestServer::builder().address(address).start().unwrap();
    Browser::new(&server)
        .get("/")
        .shows("Warning: it listens beyond this machine");
}

#[test]
fn recordings_are_taken_through_their_states() {
    let server = TestServer::start().unwrap();
    call(
        &server,
        "create",
        "name=Physics&meetingID=room-1&record=true",
    );
    let room = server.meeting("room-1").unwrap();
    room.join_as_moderator("Ada");
    room.start_recording();
    let id = room.internal_id().to_owned();
    let browser = Browser::new(&server);
    browser.own("act=end&meeting=room-1");
    let state = |name: &str| {
        let answer = call(&server, "getRecordings", "state=any");
        assert!(
            answer.contains(&format!("<state>{name}</state>")),
            "{name}: {answer}"
        );
        browser.get("/").shows(&format!(">{name}</span>"));
    };
    state("processing");
    let act = |act: &str| {
        assert_eq!(
            browser
                .own(&format!("act={act}&recording={id}"))
                .header("Location"),
            Some("/")
        );
    };
    act("process");
    state("processed");
    assert_eq!(
        browser
            .get(&format!("/playback/presentation/2.3/{id}"))
            .status,
        404
    );
    act("process");
    state("published");
    assert!(events(&server).contains(&"rap-publish-ended".to_owned()));
    browser
        .get(&format!("/playback/presentation/2.3/{id}"))
        .shows("Here a real server plays <strong>presentation</strong>");
    act("unpublish");
    state("unpublished");
    act("publish");
    act("process");
    state("published");
    act("delete");
    browser.get("/").shows(">deleted</span>");
    assert_eq!(browser.own("act=nothing").status, 400);
}

#[test]
fn the_clock_is_moved_by_buttons() {
    let server = TestServer::start().unwrap();
    let before = server.now();
    let browser = Browser::new(&server);
    browser.own("act=clock&minutes=5");
    browser.own("act=clock&minutes=60");
    assert_eq!(
        server.now().duration_since(before).unwrap(),
        Duration::from_secs(65 * 60)
    );
    // A text that is not a number, and a number beyond the last moment of the clock.
    browser.own("act=clock&minutes=x");
    browser.own("act=clock&minutes=18446744073709551615");
    browser
        .get("/")
        .shows("<time>9999-12-31 23:59:59</time> UTC");
}

#[test]
fn requests_are_shown_without_secrets() {
    let server = TestServer::start().unwrap();
    let browser = Browser::new(&server);
    browser.get("/").shows("Nobody has called yet.");
    call(
        &server,
        "create",
        "name=a%20b&meetingID=it%27s&moderatorPW=hunter2&attendeePW=hunter3",
    );
    let page = browser.get("/");
    page.shows("<b>create</b> <span class=\"quiet small\" dir=\"auto\">it&#39;s</span>");
    page.shows("The request is signed with sha256.");
    page.shows("<dt>moderatorPW</dt><dd dir=\"auto\">***</dd>");
    page.shows("&lt;returncode&gt;SUCCESS&lt;/returncode&gt;");
    page.shows(&format!(
        "q=&#39;name=a%20b&amp;meetingID=it%27s&amp;moderatorPW=***&amp;attendeePW=***&#39;; curl &quot;{}/create?$q&amp;checksum=$(printf %s \
         &quot;create$q$BBB_SECRET&quot; | sha256sum | cut -d&#39; &#39; -f1)&quot;</pre>",
        server.url()
    ));
    page.lacks("hunter");
    page.lacks(server.secret());
    let mut ada = Browser::new(&server);
    ada.join("fullName=Ada&password=hunter2&meetingID=it%27s&role=VIEWER");
    let token = ada.at.split('=').nth(1).unwrap().to_owned();
    let page = browser.get("/");
    page.lacks(&token);
    page.lacks("hunter");
}

#[test]
fn a_wrong_checksum_is_explained() {
    let server = TestServer::start().unwrap();
    let checksum = Checksum::SHA1.sign("create", "name=a+b&meetingID=room-1", server.secret());
    let browser = Browser::new(&server);
    browser.get(&format!(
        "/bigbluebutton/api/create?name=a%20b&meetingID=room-1&checksum={}",
        checksum.as_str()
    ));
    let page = browser.get("/");
    page.shows(
        "<p class=\"wrong\">The request has a wrong checksum: the server hashed `createname=a%20b&amp;meetingID=room-1&lt;secret&gt;` with sha1; \
         the client seems to have signed a `+` for each space and sent `%20`.</p>",
    );
    page.shows("<span class=\"tag bad\">checksumError</span>");
    page.lacks(server.secret());
    page.lacks(checksum.as_str());
}

#[test]
fn the_page_keeps_to_the_last_hundred_requests() {
    let server = TestServer::start().unwrap();
    for number in 0..103 {
        call(
            &server,
            "isMeetingRunning",
            &format!("meetingID=room-{number}"),
        );
    }
    let page = Browser::new(&server).get("/");
    assert_eq!(page.body.matches("<details id=\"request-").count(), 100);
    page.shows("id=\"request-103\"");
    page.lacks("id=\"request-3\"");
    page.shows("The last 100 of 103.");
}

#[cfg(feature = "callbacks")]
#[test]
fn webhooks_are_shown_with_their_deliveries() {
    // Nothing listens on the port once the listener has been dropped.
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let server = TestServer::start().unwrap();
    let url = format!("http%3A%2F%2F{closed}%2Fevents%3Fkey%3Dhunter2");
    call(&server, "hooks/create", &format!("callbackURL={url}"));
    let browser = Browser::new(&server);
    browser.get("/").shows("Nothing was sent yet.");
    call(&server, "create", "name=Physics&meetingID=room-1");
    browser
        .get("/")
        .shows("meeting-created · room-1</span><span class=\"tag\">to be sent</span>");
    server.deliver();
    let page = browser.get("/");
    page.shows("<span class=\"tag\">to be repeated</span>");
    page.shows("<span class=\"tag bad\">no response</span>");
    page.shows("Repeated at ");
    page.lacks("hunter2");
}
