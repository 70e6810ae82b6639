//! `create`: parameters, documents and responses.

use super::*;

pub(super) fn all_of_create() -> Create {
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
    for (id, reason) in [
        (
            "a,b",
            "contains a comma: a list of IDs cannot contain such an ID",
        ),
        (
            " a",
            "begins or ends with a blank: some servers change such an ID",
        ),
        (
            "a\u{A0}",
            "begins or ends with a blank: some servers change such an ID",
        ),
        (
            "a\nb",
            "contains a control character: some servers change such an ID",
        ),
        (
            "a\u{0}",
            "contains a control character: some servers change such an ID",
        ),
        (" \t", "is required and must not be blank"),
    ] {
        let refused = format!("parameter `meetingID` {reason}");
        refuses(&Create::new(id, "Physics"), &refused);
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
        "parameter `meetingID` contains a comma: a list of IDs cannot contain such an ID",
    );
    refuses(
        &Create::new("room-1", "Physics")
            .document(Document::url("https://files.example/deck.pdf"))
            .into_form(),
        "parameter `modules` cannot be sent together with a form, because both need the body: send documents and settings without `into_form`, or by URL",
    );
}

#[test]
fn created_tells_a_meeting_that_was_there() {
    let read = |text| -> Created { Create::decode(text).unwrap() };
    let again = read(include_str!("../fixtures/create/bbb-2.2.31__duplicate.xml"));
    assert!(again.is_duplicate());
    let first = read(include_str!("../fixtures/create/bbb-dev-d0f2e880__new.xml"));
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
