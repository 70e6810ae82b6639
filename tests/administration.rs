//! The calls of `administration`: the whole text that each sends, and the values read from responses.
#![cfg(feature = "administration")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use bbb_sdk::administration::{
    Bridge, Create, CreateForm, Created, Document, End, Feature, Group, GuestPolicy, GuestStatus,
    InsertDocument, Join, Joined, Layout, NotesEditor, PluginManifest, PresenterPolicy, Role,
    SendChatMessage, userdata,
};
use bbb_sdk::error::ResponseProblem;
use bbb_sdk::{Call, Error, ErrorKey, Response, Secret, Timestamp};
use calls::{sends, sends_all};

#[path = "support/calls.rs"]
mod calls;

/// Returns the parameters that `tests/parameters.txt` lists for a call, with the values that this test sets.
fn listed(call: &str) -> String {
    let lines = include_str!("parameters.txt").lines();
    let lines = lines.skip_while(|line| *line != call).skip(1);
    let pairs = lines.map_while(|line| {
        let (name, value) = line.strip_prefix("    ")?.split_once(' ')?;
        Some(match name.strip_suffix('*') {
            Some(start) => format!("{start}{value}"),
            None => format!("{name}={value}"),
        })
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn all_of_create() -> Create {
    let create = Create::new("room-1", "Physics & chemistry")
        .attendee_password("ap")
        .moderator_password("mp")
        .welcome("Hello <b>all</b>")
        .dial_number("613-555-1234")
        .voice_bridge("00042")
        .web_voice("x70")
        .max_participants(30)
        .logout_url("https://a.example/bye")
        .login_url("https://a.example/login")
        .meeting_ended_url("https://a.example/ended")
        .duration_minutes(90)
        .guest_policy(GuestPolicy::AskModerator)
        .allow_requests_without_session(true)
        .allow_promote_guest_to_moderator(true)
        .groups([
            Group::new("1").name("A \"b\"").roster(["u1", "u2"]),
            Group::new("2"),
        ])
        .record(true)
        .auto_start_recording(true)
        .allow_start_stop_recording(false)
        .record_full_duration_media(true)
        .notify_recording_is_on(true)
        .notify_recording_append("Ask me")
        .meeting_keep_events(true)
        .keep_events(true)
        .moderator_only_message("Psst")
        .webcams_only_for_moderator(true)
        .mute_on_start(false)
        .allow_moderators_to_unmute_users(true)
        .require_user_consent_before_unmuting(true)
        .allow_moderators_to_eject_cameras(true)
        .allow_moderators_to_request_camera_share(true)
        .multi_user_whiteboard_enabled(true)
        .meeting_camera_cap(12)
        .user_camera_cap(2)
        .max_pinned_cameras(4)
        .meeting_layout(Layout::VideoFocus)
        .end_when_no_moderator(true)
        .end_when_no_moderator_delay_minutes(3)
        .expire_if_no_user_joined_minutes(0)
        .expire_when_last_user_left_minutes(7)
        .logout_timer_minutes(60)
        .learning_dashboard_enabled(false)
        .learning_dashboard_cleanup_delay_minutes(10)
        .virtual_backgrounds_disabled(true)
        .breakout_rooms_enabled(false)
        .breakout_rooms_private_chat_enabled(false)
        .breakout_rooms_record(true)
        .disabled_features([Feature::Chat, Feature::Other("futureThing".into())])
        .disabled_features_exclude([Feature::Polls])
        .camera_bridge(Bridge::LiveKit)
        .screen_share_bridge(Bridge::Sfu)
        .audio_bridge(Bridge::FreeSwitch)
        .max_pages(50)
        .presentation_conversion_cache_enabled(true)
        .banner_text("Exam")
        .banner_color("#FF0000")
        .logo("https://a.example/l.png")
        .dark_logo("https://a.example/d.png")
        .copyright("©")
        .presentation_upload_external("https://a.example/up", "Our files")
        .pre_uploaded_presentation("https://a.example/deck")
        .pre_uploaded_presentation_name("deck.pdf")
        .pre_uploaded_presentation_override_default(false)
        .client_settings_override_json_url("https://a.example/s.json")
        .allow_override_client_settings_on_create_call(true)
        .shared_notes_editor(NotesEditor::BlockNote)
        .shared_notes_initial_content_json_url("https://a.example/n.json")
        .shared_notes_initial_content_markdown("# Notes")
        .shared_notes_initial_content_markdown_url("https://a.example/n.md")
        .plugin_manifests([
            PluginManifest::new("https://a.example/m.json").checksum("ab"),
            PluginManifest::new("https://a.example/n.json"),
        ])
        .plugin_manifests_fetch_url("https://a.example/all.json")
        .plugin("pick-user_color", "blue")
        .join_via_html5(true);
    locks_rooms_and_metadata(create)
        .param("ourOwn", 1)
        .param("empty", "")
}

fn locks_rooms_and_metadata(create: Create) -> Create {
    create
        .lock_disable_webcams(true)
        .lock_disable_microphones(true)
        .lock_disable_private_chat(true)
        .lock_disable_public_chat(true)
        .lock_disable_notes(true)
        .lock_disable_note(true)
        .lock_hide_user_list(true)
        .lock_locked_layout(true)
        .lock_on_join(false)
        .lock_on_join_configurable(true)
        .lock_hide_viewers_cursor(true)
        .lock_hide_viewers_annotation(true)
        .lock_presenter_policy(PresenterPolicy::ModeratorOnly)
        .breakout("room-0", 3)
        .free_join(true)
        .breakout_rooms_capture_slides(true)
        .breakout_rooms_capture_notes(true)
        .breakout_rooms_capture_slides_filename("slides")
        .breakout_rooms_capture_notes_filename("notes")
        .meta("Course-1", "PHY 101")
        .end_callback_url("https://a.example/end?a=1")
        .recording_ready_url("https://a.example/ready")
        .analytics_callback_url("https://a.example/stats")
        .disable_recording_formats(["video", "podcast"])
        .anonymize_chat(true)
        .anonymize_chat_moderators(true)
        .recording_video_preset("hd")
        .lrs_payload("payload")
        .xapi_enabled(false)
        .xapi_create_end_actor_name("Ada")
        .origin("Campus")
        .origin_version("1.2")
        .origin_server_name("a.example")
        .origin_server_common_name("Our campus")
        .origin_tag("campus 1.2")
        .context("Physics")
        .context_id("17")
        .context_name("Physics I")
        .context_label("PHY")
        .recording_name("Lecture 1")
        .recording_description("First")
        .recording_tags(["a", "b"])
        .greenlight_listed(true)
        .server_tag("gpu!")
}

fn all_of_join() -> Join {
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

#[track_caller]
fn refuses(call: &impl Call, expected: &str) {
    let error = call
        .query()
        .check()
        .and_then(|()| call.body())
        .expect_err("the call is refused");
    assert_eq!(error.to_string(), expected);
}

#[track_caller]
fn body(call: &impl Call, content_type: &str, expected: &str) {
    let body = call.body().unwrap().expect("the call has a body");
    assert_eq!(std::str::from_utf8(body.bytes()).unwrap(), expected);
    assert_eq!(body.content_type(), content_type);
}

#[test]
fn create_sends_every_parameter() {
    sends(&all_of_create(), &(listed("create") + "&ourOwn=1&empty="));
    assert_eq!(all_of_create().body().unwrap(), None);
}

#[test]
fn create_leaves_out_what_is_empty() {
    let create = Create::new("room-1", "Physics")
        .welcome("")
        .attendee_password("")
        .voice_bridge("")
        .disabled_features([])
        .groups([Group::new("1")])
        .groups([])
        .plugin_manifests([])
        .presentation_upload_external("", "");
    sends(&create, "meetingID=room-1&name=Physics");
}

#[test]
fn create_takes_the_last_of_two_values() {
    let create = Create::new("room-1", "Physics").record(true).record(false);
    sends(&create, "meetingID=room-1&name=Physics&record=false");
}

#[test]
fn create_refuses_what_servers_mishandle() {
    let create = || Create::new("room-1", "Physics");
    refuses(
        &Create::new("", "Physics"),
        "parameter `meetingID` is required and must not be empty",
    );
    refuses(
        &Create::new("room-1", ""),
        "parameter `name` is required and must not be empty",
    );
    for id in ["a,b", " a", "a\u{A0}", "a\nb", "a\u{0}"] {
        refuses(
            &Create::new(id, "Physics"),
            "parameter `meetingID` contains a comma or a control character, or begins or ends with a blank",
        );
    }
    for digits in ["99999", " 99999", "099999"] {
        refuses(
            &create().voice_bridge(digits),
            "parameter `voiceBridge` is 99999, which servers use for tests, so that nobody could join: choose another number",
        );
    }
    for name in ["my_key", "1st", "", "a b", "é"] {
        refuses(
            &create().meta(name, 1),
            &format!(
                "parameter `meta_{name}` has a name that servers drop: use a letter, then letters, digits and `-`"
            ),
        );
    }
    refuses(
        &create().plugin("1st", 1),
        "parameter `plugin_1st` has a name that servers drop: use a letter, then letters, digits, `-` and `_`",
    );
    refuses(
        &create().groups([Group::new("")]),
        "parameter `groups` contains a group without an ID",
    );
    refuses(
        &create().plugin_manifests([PluginManifest::new("")]),
        "parameter `pluginManifests` contains a manifest without a URL",
    );
    refuses(
        &create().breakout("", 1),
        "parameter `parentMeetingID` is required and must not be empty",
    );
    refuses(
        &create().disabled_features([Feature::Other("a,b".into())]),
        "parameter `disabledFeatures` contains a value with a comma, which servers read as two values",
    );
}

#[test]
fn create_sends_documents_and_settings_in_its_body() {
    let create = Create::new("room-1", "Physics")
        .client_settings_override("{\"public\":{\"app\":{\"appName\":\"a ]]> & <b>\"}}}")
        .shared_notes_initial_content_json("[]")
        .shared_notes_initial_content_markdown_body("old")
        .shared_notes_initial_content_markdown_body("# Notes\r\n")
        .document(
            Document::url("https://files.example/get?id=1&v=2")
                .filename("Quarter \"1\".pdf")
                .current(true),
        )
        .document(
            Document::bytes("notes.txt", *b"Hi!!")
                .downloadable(true)
                .removable(true)
                .removable(false),
        );
    body(
        &create,
        "application/xml",
        "<modules><module name=\"presentation\">\
         <document url=\"https://files.example/get?id=1&amp;v=2\" filename=\"Quarter &quot;1&quot;.pdf\" current=\"true\"></document>\
         <document name=\"notes.txt\" downloadable=\"true\" removable=\"false\">SGkhIQ==</document></module>\
         <module name=\"clientSettingsOverride\">{\"public\":{\"app\":{\"appName\":\"a ]]&gt; &amp; &lt;b&gt;\"}}}</module>\
         <module name=\"sharedNotesInitialContentJson\">[]</module>\
         <module name=\"sharedNotesInitialContentMarkdown\"># Notes&#13;\n</module></modules>",
    );
    sends(&create, "meetingID=room-1&name=Physics");
}

#[test]
fn documents_that_servers_skip_are_refused() {
    let without = "parameter `document filename` has no extension, and servers skip such a document: add one, such as `.pdf`";
    let insert = |document| InsertDocument::new("room-1", document);
    for document in [
        Document::bytes("notes", *b"x"),
        Document::bytes("", *b"x"),
        Document::bytes("a.", *b"x"),
        Document::url("https://files.example/get?name=deck.pdf"),
        Document::url("https://files.example/"),
        Document::url("https://files.example"),
        Document::url("https://files.example/v1.0/get"),
    ] {
        refuses(&insert(document), without);
    }
    refuses(
        &insert(Document::url(" ")),
        "parameter `document url` must not be empty",
    );
    refuses(
        &insert(Document::bytes("a\u{1}.pdf", *b"x")),
        "parameter `document name` contains the character U+0001, which XML cannot contain",
    );
    refuses(
        &Create::new("room-1", "Physics").client_settings_override("\u{FFFE}"),
        "parameter `clientSettingsOverride` contains the character U+FFFE, which XML cannot contain",
    );
    body(
        &insert(Document::url("https://files.example/deck.pdf?v=1")),
        "application/xml",
        "<modules><module name=\"presentation\"><document url=\"https://files.example/deck.pdf?v=1\"></document></module></modules>",
    );
}

#[test]
fn create_as_a_form_signs_the_meeting_alone() {
    let form = Create::new("room 1", "Physics")
        .welcome("Hello & welcome")
        .into_form();
    sends(&form, "meetingID=room%201");
    body(
        &form,
        "application/x-www-form-urlencoded",
        "name=Physics&welcome=Hello%20%26%20welcome",
    );
    refuses(
        &Create::new("room-1", "").into_form(),
        "parameter `name` is required and must not be empty",
    );
    refuses(
        &Create::new("a,b", "Physics").into_form(),
        "parameter `meetingID` contains a comma or a control character, or begins or ends with a blank",
    );
    refuses(
        &Create::new("room-1", "Physics")
            .document(Document::url("https://files.example/deck.pdf"))
            .into_form(),
        "parameter `modules` cannot be sent together with a form, because both need the body: send documents and settings without `into_form`, or by URL",
    );
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
        let expected = format!(
            "parameter `userdata-{key}` has a key that servers drop or that breaks their responses: use a letter or `_`, then letters, digits, `_` and `.`"
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
        &Join::new("room-1", "Ada", Role::Other(String::new())),
        "parameter `role` is required and must not be empty",
    );
    refuses(
        &Join::with_password("room-1", "Ada", ""),
        "parameter `password` is required and must not be empty",
    );
}

#[test]
fn short_calls_send_their_parameters() {
    let end = End::new("room-1").password("mp");
    sends_all(&end, "end", "meetingID=room-1&password=mp");
    sends(&end.param("x", 1), "meetingID=room-1&password=mp&x=1");
    let slides = Document::url("https://a.example/a.pdf");
    let insert = InsertDocument::new("room-1", slides);
    sends_all(&insert, "insertDocument", "meetingID=room-1");
    sends(&insert.param("x", 1), "meetingID=room-1&x=1");
    let chat = SendChatMessage::new("room-1", "Break!").user_name("Ada");
    let query = "meetingID=room-1&message=Break%21&userName=Ada";
    sends_all(&chat, "sendChatMessage", query);
    sends(&chat.param("x", 1), &format!("{query}&x=1"));
    let missing = "parameter `meetingID` is required and must not be empty";
    refuses(&End::new(""), missing);
    refuses(&SendChatMessage::new("", "Hello"), missing);
    refuses(
        &InsertDocument::new("", Document::url("https://a.example/a.pdf")),
        missing,
    );
    refuses(
        &SendChatMessage::new("room-1", ""),
        "parameter `message` is required and must not be empty",
    );
}

#[test]
fn which_calls_may_be_repeated() {
    fn repeats<C: Call>(expected: bool) {
        assert_eq!(C::IDEMPOTENT, expected, "{}", C::NAME);
    }
    repeats::<Create>(true);
    repeats::<CreateForm>(true);
    repeats::<End>(true);
    repeats::<Join>(false);
    repeats::<InsertDocument>(false);
    repeats::<SendChatMessage>(false);
}

#[test]
fn nothing_secret_is_shown() {
    let create = all_of_create()
        .document(Document::bytes("a.pdf", *b"s3cret"))
        .document(Document::url(
            "https://files.example/a.pdf?signature=s3cret",
        ))
        .client_settings_override("s3cret");
    assert_eq!(
        format!("{:?}", create.clone().moderator_password("s3cret")).find("s3cret"),
        None
    );
    assert_eq!(format!("{:?}", create.into_form()).find("s3cret"), None);
    assert_eq!(
        format!("{:?}", Document::bytes("a.pdf", *b"s3cret").current(true)),
        "Document { source: \"6 bytes\", filename: Some(\"a.pdf\"), current: Some(true), downloadable: None, removable: None }"
    );
    assert_eq!(
        format!("{:?}", Join::with_password("room-1", "Ada", "s3cret")),
        "Join(Query[\"meetingID\", \"fullName\", \"password\"])"
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
    let body = include_str!("fixtures/join/bbb-newest__success.xml");
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
    let problem = "parameter `meetingID` contains a comma or a control character, or begins or ends with a blank";
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

#[test]
fn created_tells_a_meeting_that_was_there() {
    let read = |text| -> Created { Create::decode(text).unwrap() };
    let again = read(include_str!("fixtures/create/bbb-2.2.31__duplicate.xml"));
    assert!(again.is_duplicate());
    let first = read(include_str!("fixtures/create/bbb-dev-d0f2e880__new.xml"));
    assert!(!first.is_duplicate());
    assert_eq!(first.meeting_id, "test01");
    let shown = format!("{first:?}");
    assert!(
        shown.contains("attendee_password: Some(Secret(***))"),
        "{shown}"
    );
}

#[test]
fn a_meeting_without_its_id_is_no_answer() {
    match Create::decode("<response><returncode>SUCCESS</returncode></response>") {
        Err(Error::Response {
            problem: ResponseProblem::Missing(std::borrow::Cow::Borrowed("meetingID")),
            ..
        }) => {}
        other => panic!("{other:?}"),
    }
}
