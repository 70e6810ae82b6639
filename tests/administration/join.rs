//! `join`: parameters, sessions and refusals.

use super::*;

pub(super) fn all_of_join() -> Join {
    Join::new("room-1", "Zoë O'Brien", Role::Viewer)
        .password("ap")
        .create_time(1_715_261_728_123_i64)
        .user_id("u/1")
        .web_voice_conf("x70")
        .avatar_url("https://a.example/a.png")
        .webcam_background_url("https://a.example/w.png")
        .redirect(false)
        .error_redirect_url("https://a.example/oops")
        .logout_url("https://a.example/bye")
        .guest(true)
        .auth(false)
        .bot(true)
        .exclude_from_dashboard(true)
        .enforce_layout(Layout::CamerasOnly)
        .default_layout("VideoChat")
        .first_name("Zoë")
        .last_name("O'Brien")
        .existing_user_id("w_abc")
        .replace_session_token("t0ken")
        .session_name("tablet")
        .userdata(userdata::AUTO_JOIN_AUDIO, true)
        .userdata("_own.Key1", "a-b")
        .client_url("https://a.example/client")
        .config_token("c0nfig")
        .join_via_html5(true)
        .param("userdata-more", "")
        .param("ourOwn", 1)
}

#[test]
fn join_sends_every_parameter() {
    sends(
        &all_of_join(),
        &(listed("join") + "&userdata-more=&ourOwn=1"),
    );
}

#[test]
fn join_by_password_has_no_role() {
    sends(
        &Join::with_password("room-1", "Ada", "mp"),
        "meetingID=room-1&fullName=Ada&password=mp",
    );
}

#[test]
fn join_never_says_that_a_user_is_no_guest() {
    let join = Join::new("room-1", "Ada", Role::Moderator);
    let expected = "meetingID=room-1&fullName=Ada&role=MODERATOR";
    sends(&join.clone().guest(false), expected);
    sends(&join.guest(true).guest(false), expected);
}

#[test]
fn join_refuses_what_servers_mishandle() {
    let join = || Join::new("room-1", "Ada", Role::Viewer);
    for key in [
        "",
        "1st",
        "a b",
        "a-b",
        "a:b",
        "é",
        "bbb_auto_join_audio\n",
        "-a",
        ".a",
    ] {
        let shown = key.replace('\n', " ");
        let expected = format!(
            "parameter `userdata-{shown}` has a key that servers drop or that breaks their responses: use a letter or `_`, then letters, digits, `_` and `.`"
        );
        refuses(&join().userdata(key, 1), &expected);
        refuses(&join().param(&format!("userdata-{key}"), 1), &expected);
    }
    refuses(
        &join().create_time(Timestamp::Text("Tue May 04 20:00:30 UTC 2010".to_owned())),
        "parameter `createTime` is not a number of milliseconds",
    );
    refuses(
        &Join::new("room-1", "", Role::Viewer),
        "parameter `fullName` is required and must not be empty",
    );
    refuses(
        &Join::new("", "Ada", Role::Viewer),
        "parameter `meetingID` is required and must not be empty",
    );
    refuses(
        &Join::new(" ", "Ada", Role::Viewer),
        "parameter `meetingID` is required and must not be blank",
    );
    refuses(
        &Join::new("room-1", "Ada", Role::Other(String::new())),
        "parameter `role` is required and must not be empty",
    );
    refuses(
        &Join::with_password("room-1", "Ada", ""),
        "parameter `password` is required and must not be empty",
    );
}

/// A response of `join` with its headers.
fn joined(status: u16, headers: &[(&str, &str)], body: &str) -> Result<Joined, Error> {
    let mut response = Response::new(status, body.as_bytes());
    for (name, value) in headers {
        response = response.header(name, value);
    }
    Join::receive(&response)
}

#[test]
fn join_reads_the_session_and_its_cookie() {
    let cookie = (
        "Set-Cookie",
        "JSESSIONID=C00KIE; Path=/bigbluebutton; Secure; HttpOnly",
    );
    let body = include_str!("../fixtures/join/bbb-newest__success.xml");
    let joined = joined(200, &[("Set-Cookie", "other=1"), cookie], body).unwrap();
    assert_eq!(joined.message_key, Some(ErrorKey::SuccessfullyJoined));
    assert_eq!(
        joined.message.as_deref(),
        Some("You have joined successfully.")
    );
    assert_eq!(
        joined.meeting_id.as_deref(),
        Some("4f69e410edca03952f05e323d64756dfb96d2e95-1715261728123")
    );
    assert_eq!(joined.user_id.as_deref(), Some("w_euxnssffnsbs"));
    assert_eq!(joined.auth_token, Some(Secret::from("14mm5y3eurjw")));
    assert_eq!(joined.session_token, Some(Secret::from("ai1wqj8wb6s7rnk0")));
    assert_eq!(joined.guest_status, Some(GuestStatus::Allow));
    let url = "https://bbb.example.com/html5client/join?sessionToken=ai1wqj8wb6s7rnk0";
    assert_eq!(joined.url, Some(Secret::from(url)));
    assert_eq!(joined.session_cookie, Some(Secret::from("C00KIE")));
    let shown = format!("{joined:?}");
    for secret in ["C00KIE", "ai1wqj8wb6s7rnk0", "14mm5y3eurjw"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn join_reads_a_redirect_into_the_client() {
    for url in [
        "https://bbb.example.com/html5client/?sessionToken=ai1wqj8wb6s7rnk0",
        "https://bbb.example.com/html5client/?waitLayout=1&sessionToken=ai1wqj8wb6s7rnk0#top",
    ] {
        let headers = [("Location", url), ("Set-Cookie", "JSESSIONID=C00KIE")];
        let joined = joined(302, &headers, "").unwrap();
        assert_eq!(joined.session_token, Some(Secret::from("ai1wqj8wb6s7rnk0")));
        assert_eq!(joined.url, Some(Secret::from(url)));
        assert_eq!(joined.session_cookie, Some(Secret::from("C00KIE")));
        assert_eq!(joined.user_id, None);
    }
}

#[test]
fn join_takes_an_empty_session_token_for_none() {
    for url in [
        "https://bbb.example.com/html5client/?sessionToken=",
        "https://bbb.example.com/html5client/?sessionToken=&waitLayout=1#sessionToken=a",
    ] {
        match joined(302, &[("Location", url)], "") {
            Err(Error::Response { problem, .. }) => assert_eq!(
                problem,
                ResponseProblem::Redirect("bbb.example.com".to_owned())
            ),
            other => panic!("{other:?}"),
        }
    }
    let url = "https://bbb.example.com/html5client/?sessionToken=&sessionToken=abc";
    // The last cookie of a name counts, and an empty one deletes it.
    let headers = [
        ("Location", url),
        ("Set-Cookie", "JSESSIONID=C00KIE"),
        ("Set-Cookie", "JSESSIONID=; Max-Age=0"),
    ];
    let joined = joined(302, &headers, "").unwrap();
    assert_eq!(joined.session_token, Some(Secret::from("abc")));
    assert_eq!(joined.session_cookie, None);
}

#[test]
fn a_form_is_refused_as_a_whole() {
    let problem = "parameter `voiceBridge` is 99999, which servers use for tests, so that nobody could join: choose another number";
    let form = Create::new("room-1", "Physics")
        .voice_bridge(99999)
        .into_form();
    refuses(&form, problem);
    assert_eq!(form.query().check().unwrap_err().to_string(), problem);
    let form = Create::new("a,b", "Physics").into_form();
    let problem = "parameter `meetingID` contains a comma: a list of IDs cannot contain such an ID";
    assert_eq!(form.query().check().unwrap_err().to_string(), problem);
    let slides = Document::bytes("a.pdf", *b"a");
    let form = Create::new("room-1", "Physics")
        .document(slides)
        .into_form();
    assert!(form.query().check().is_err());
    let form = Create::new("room-1", "Physics").into_form().param("x", 1);
    sends(&form, "meetingID=room-1&x=1");
}

#[track_caller]
fn refused_by_redirect(
    location: &str,
    key: Option<ErrorKey>,
    words: &str,
    others: &[(ErrorKey, &str)],
) {
    match joined(302, &[("Location", location)], "") {
        Err(Error::Api {
            call: std::borrow::Cow::Borrowed("join"),
            key: found,
            message,
            details,
            ..
        }) => {
            assert_eq!((found, &*message), (key, words));
            assert_eq!((details.status, &*details.returncode), (302, "FAILED"));
            let found: Vec<_> = details
                .others
                .iter()
                .map(|(key, words)| (key.clone(), words.as_str()))
                .collect();
            assert_eq!(found, others);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn join_reads_a_refusal_in_a_redirect() {
    let not_found = "We could not find a meeting with that meeting ID";
    refused_by_redirect(
        "https://bbb.example.com/?errors=[%7B%22key%22:%22notFound%22,%22message%22:%22We%20could%20not%20find%20a%20meeting%20with%20that%20meeting%20ID%22%7D]",
        Some(ErrorKey::NotFound),
        not_found,
        &[],
    );
    refused_by_redirect(
        "https://app.example/bye?room=1&errors=%5B%7B%22message%22%3A%22We%20could%20not%20find%20a%20meeting%20with%20that%20meeting%20ID%22%2C%22key%22%3A%22notFound%22%7D%2C%7B%22key%22%3A%22x%22%2C%22message%22%3A%22y%22%7D%5D#top",
        Some(ErrorKey::NotFound),
        not_found,
        &[(ErrorKey::Other("x".into()), "y")],
    );
    refused_by_redirect(
        "/?errors=[{\"key\":\"guestDeniedAccess\",\"message\":\"A & B, 100%25\"}]",
        Some(ErrorKey::GuestDeniedAccess),
        "A & B, 100%",
        &[],
    );
    // The server adds the last one. The others belong to the URL that the application gave.
    for target in ["/?errors=own&a=1&errors=", "/?a=1&errors=%5B%5D&errors="] {
        refused_by_redirect(
            &format!("{target}[{{\"key\":\"notFound\",\"message\":\"m\"}}]"),
            Some(ErrorKey::NotFound),
            "m",
            &[],
        );
    }
    for unreadable in [
        "/?errors=",
        "/?errors=[]",
        "/?errors=[1]",
        "/?a=1&errors=%7B",
    ] {
        refused_by_redirect(unreadable, None, "", &[]);
    }
}

#[test]
fn join_does_not_follow_or_show_a_signed_redirect() {
    let checksum = "ca136b5a080e78f6daddbb1cf33c15d9c4099b548f2d0d897b2baa82f853e260";
    let node = format!(
        "http://node-1.example:4001/bigbluebutton/api/join?meetingID=m1&password=s3cret&redirect=false&checksum={checksum}"
    );
    let page = format!(
        "<html><body>You are being <a href=\"{}\">redirected</a>.</body></html>",
        node.replace('&', "&amp;")
    );
    for body in ["", &page] {
        let error = joined(302, &[("Location", &node)], body).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains(checksum) && !shown.contains("s3cret"),
            "{shown}"
        );
        match error {
            Error::Response {
                call: std::borrow::Cow::Borrowed("join"),
                status: 302,
                problem: ResponseProblem::Redirect(host),
                ..
            } => assert_eq!(host, "node-1.example:4001"),
            other => panic!("{other:?}"),
        }
    }
}
