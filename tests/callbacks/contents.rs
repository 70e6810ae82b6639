//! The content of signed deliveries: fields, events and raw messages.

use super::*;

/// Asserts that a signed delivery is refused for its content.
#[track_caller]
fn refuses_body(body: &[u8], expected: &CallbackProblem) {
    let escape = |byte: &u8| match byte {
        b'[' | b']' | b'{' | b'}' | b'"' | b':' | b' ' => format!("%{byte:02X}").into_bytes(),
        byte => vec![*byte],
    };
    let body: Vec<u8> = body.iter().flat_map(escape).collect();
    refuses(&target(&body), &body, expected);
}

#[test]
fn what_is_wrong_with_a_body() {
    let event = "event=%5B%5D";
    refuses_body(b"", &CallbackProblem::FieldMissing("event"));
    refuses_body(b"timestamp=1", &CallbackProblem::FieldMissing("event"));
    refuses_body(
        event.as_bytes(),
        &CallbackProblem::FieldMissing("timestamp"),
    );
    refuses_body(
        b"event=[]&timestamp=soon",
        &CallbackProblem::FieldForm("timestamp"),
    );
    refuses_body(
        b"event=[]&timestamp=",
        &CallbackProblem::FieldForm("timestamp"),
    );
    refuses_body(
        b"event=[]&timestamp=1&event=[]",
        &CallbackProblem::FieldRepeated("event"),
    );
    refuses_body(
        b"event=[]&timestamp=1&timestamp=1",
        &CallbackProblem::FieldRepeated("timestamp"),
    );
    refuses_body(
        b"event=[]&timestamp=1&domain=a&domain=a",
        &CallbackProblem::FieldRepeated("domain"),
    );
    refuses_body(
        b"event=[]&timestamp=1&domain=\xFF",
        &CallbackProblem::NotUtf8,
    );
    refuses_body(b"event=[]&timestamp=1&domain=%FF", &CallbackProblem::Form);
    refuses_body(b"event=[]&timestamp=1&domain=%F", &CallbackProblem::Form);
    for event in ["", "7", "null", "%22moderator-pass%22"] {
        refuses_body(
            format!("event={event}&timestamp=1").as_bytes(),
            &CallbackProblem::Shape("an array of events"),
        );
    }
    let json = |text: &str| CallbackProblem::Json(text.to_owned());
    refuses_body(
        b"event=[{\"data\":]&timestamp=1",
        &json("expected value at line 1 column 10"),
    );
    refuses_body(
        b"event=[] []&timestamp=1",
        &json("trailing characters at line 1 column 4"),
    );
    let deep = format!("event=[{}&timestamp=1", "[".repeat(1_000_000));
    refuses_body(
        deep.as_bytes(),
        &json(
            "it is over the limit of 50331648 bytes of memory plus 8 times the length of the text",
        ),
    );
    let deep = format!("event=[{}{}]&timestamp=1", "[".repeat(200), "]".repeat(200));
    refuses_body(
        deep.as_bytes(),
        &json("it is over the limit of 127 levels of nesting"),
    );
}

/// Older servers sign the timestamp as a number, so they never signed another text.
#[test]
fn a_timestamp_of_an_older_server_is_a_number() {
    for timestamp in ["", "true", "1e3", "1.5", "-1", "+1", "0x1", "1 ", "\u{661}"] {
        let signed = format!(r#"{{"event":"[]","timestamp":{timestamp}}}"#);
        let target = target_of_fields(&signed);
        let escaped: Vec<_> = timestamp
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect();
        let body = format!("event=%5B%5D&timestamp={}", escaped.concat());
        let verifier = WebhookVerifier::new(FIELDS_URL, SECRET).unwrap();
        let problem = rejection(verifier.verify(&Incoming::new(&target, body.as_bytes())));
        assert_eq!(problem, CallbackProblem::ChecksumMismatch, "{timestamp}");
    }
}

/// An attacker who can write a message and read deliveries replays the text that an older server signed as a form.
#[test]
fn a_signed_text_is_not_taken_for_a_form() {
    let message = "&event=[{%22data%22:{%22id%22:%22forged%22}}]&timestamp=1&";
    let events = format!(r#"[{{"data":{{"id":"chat","attributes":{{"message":"{message}"}}}}}}]"#);
    let sent = sender().signing(Signing::Fields).deliver_json(&events, 1);
    assert!(verifier().verify(&sent.incoming()).is_ok());
    let quoted = serde_json::to_string(&events).unwrap();
    let signed = format!(r#"{{"event":{quoted},"timestamp":1,"domain":"bbb.example"}}"#);
    refuses(&sent.target(), signed.as_bytes(), &CallbackProblem::Form);
}

#[test]
fn what_is_too_large_is_refused_unread() {
    let large = vec![b'['; 50 << 20];
    refuses(
        "/cb?a=1&checksum=00",
        &large,
        &CallbackProblem::TooLarge(Limit::IncomingBodyBytes(4 << 20)),
    );
    let long = format!("/cb?a=1&checksum={}", "0".repeat(2 << 20));
    refuses(
        &long,
        b"",
        &CallbackProblem::TooLarge(Limit::IncomingTargetBytes(16 << 10)),
    );
    let header = format!("Bearer {}", "0".repeat(2 << 20));
    let incoming = Incoming::new("/cb?a=1", b"").header("Authorization", &header);
    let reason = rejection(verifier().verify(&incoming));
    assert_eq!(
        reason,
        CallbackProblem::TooLarge(Limit::IncomingTokenBytes(16 << 10))
    );

    let mut limits = IncomingLimits::default();
    (limits.body, limits.target) = (BODY.len(), target_of_body().len());
    let exact = verifier().limits(limits.clone());
    let target = target_of_body();
    let incoming = Incoming::new(&target, BODY.as_bytes());
    assert!(exact.verify(&incoming).is_ok());
    limits.body -= 1;
    let reason = rejection(verifier().limits(limits).verify(&incoming));
    assert_eq!(
        reason,
        CallbackProblem::TooLarge(Limit::IncomingBodyBytes(BODY.len() - 1))
    );
}

#[test]
fn several_events_in_one_delivery() {
    let event = |id: &str| format!(r#"{{"data":{{"id":"{id}"}}}}"#);
    let text = format!("[ {}, {}\n]", event("user-left"), event("meeting-ended"));
    let delivery = delivered(&text);
    let ids: Vec<&str> = delivery
        .events
        .iter()
        .map(|event| event.id.as_str())
        .collect();
    assert_eq!(ids, ["user-left", "meeting-ended"]);
    assert_eq!(delivery.events[0].json(), event("user-left"));
    let delivery = delivered("[]");
    assert_eq!((delivery.events, delivery.raw), (Vec::new(), Vec::new()));
}

#[test]
fn internal_messages() {
    let message = r#"{"envelope":{"name":"UserLeftMeetingEvtMsg","routing":{"msgType":"BROADCAST_TO_MEETING","meetingId":"183f-1","userId":"w_1"},"timestamp":1.0},"core":{"header":{"name":"UserLeftMeetingEvtMsg","meetingId":"183f-1","userId":"w_1"},"body":{"intId":"w_1"}}}"#;
    let delivery = delivered(&format!("[{message}]"));
    assert!(delivery.events.is_empty());
    let raw = &delivery.raw[0];
    assert_eq!(raw.json(), message);
    assert_eq!(raw.value()["core"]["body"]["intId"], "w_1");
    // From `sha256sum`.
    let sha256 = "ac8f0611dc1019e23838d1908d44ead3c680786543cd850f867bc4ef65003b19";
    assert_eq!(raw.dedup_id(), sha256);
    assert_eq!(
        format!("{raw:?}"),
        r#"RawMessage { name: Some("UserLeftMeetingEvtMsg"), internal_meeting_id: Some("183f-1"), external_meeting_id: None, internal_user_id: Some("w_1"), .. }"#
    );
}

#[track_caller]
fn names(message: &str, expected: [Option<&str>; 4]) {
    let delivery = delivered(&format!("[{message}]"));
    assert!(delivery.events.is_empty());
    let raw = &delivery.raw[0];
    let found = [
        &raw.name,
        &raw.internal_meeting_id,
        &raw.external_meeting_id,
        &raw.internal_user_id,
    ];
    assert_eq!(found.map(Option::as_deref), expected, "{message}");
}

#[test]
fn internal_messages_of_every_shape() {
    names(
        r#"{"header":{"name":"archive_started","timestamp":1,"current_time":1,"version":"0.0.1"},"payload":{"meeting_id":"183f-1"}}"#,
        [Some("archive_started"), Some("183f-1"), None, None],
    );
    names(
        r#"{"header":{"name":"publish_ended"},"payload":{"success":true,"external_meeting_id":"room-1","meeting_id":"183f-1","record_id":"183f-1"}}"#,
        [Some("publish_ended"), Some("183f-1"), Some("room-1"), None],
    );
    names(
        r#"{"envelope":{"name":"MeetingCreatedEvtMsg","routing":{"sender":"bbb-apps-akka"}},"core":{"header":{"name":"MeetingCreatedEvtMsg"},"body":{"props":{"meetingProp":{"name":"Physics","extId":"room-1","intId":"183f-1","isBreakout":false}}}}}"#,
        [
            Some("MeetingCreatedEvtMsg"),
            Some("183f-1"),
            Some("room-1"),
            None,
        ],
    );
    names(
        r#"{"core":{"header":{"name":"MeetingEndedEvtMsg"},"body":{"meetingId":"183f-1"}}}"#,
        [Some("MeetingEndedEvtMsg"), Some("183f-1"), None, None],
    );
    // A value that cannot be an ID is skipped, and the next place is used.
    names(
        r#"{"envelope":{"name":"","routing":{"meetingId":"183f-1"}},"core":{"header":{"name":"X","meetingId":null,"userId":["w"]}}}"#,
        [Some("X"), Some("183f-1"), None, None],
    );
    names(r#"{"header":7,"payload":[]}"#, [None; 4]);
}

#[test]
fn what_is_no_event_is_kept_as_it_came() {
    let delivery = delivered(r#"[{"data":{"id":7}}, {}, 7]"#);
    let texts: Vec<&str> = delivery.raw.iter().map(RawMessage::json).collect();
    assert_eq!(texts, [r#"{"data":{"id":7}}"#, "{}", "7"]);
    assert!(delivery.events.is_empty());
}

#[test]
fn one_event_without_an_array() {
    let delivery = delivered(r#" {"data":{"id":"user-left"}} "#);
    assert_eq!(delivery.events[0].json(), r#"{"data":{"id":"user-left"}}"#);
}

#[test]
fn fields_without_a_domain() {
    let target = target_of_fields(r#"{"event":"[]","timestamp":1}"#);
    let verifier = WebhookVerifier::new(FIELDS_URL, SECRET).unwrap();
    let verify = |body: &str| verifier.verify(&Incoming::new(&target, body.as_bytes()));
    let delivery = verify("event=%5B%5D&timestamp=1").unwrap();
    assert_eq!((delivery.signing, delivery.domain), (Signing::Fields, None));
    // The same fields with another spelling.
    for body in [
        "event=%5b%5D&timestamp=1",
        "event=[]&timestamp=1",
        "event=%5B%5D&timestamp=01",
        "event=%5B%5D&timestamp=+1",
    ] {
        assert_eq!(
            rejection(verify(body)),
            CallbackProblem::ChecksumMismatch,
            "{body}"
        );
    }
}

/// An event takes far more memory than its text.
#[test]
fn a_delivery_holds_a_limited_number_of_events() {
    let mut limits = IncomingLimits::default();
    limits.body = 64 << 20;
    let verifier = verifier().limits(limits);
    let event = r#"{"data":{"id":"user-left"}}"#;
    let deliver = |events: &str| {
        let sent = sender().deliver_json(events, 1);
        verifier.verify(&sent.incoming())
    };
    let most = deliver(&format!("[{}]", vec![event; 10_000].join(",")));
    assert_eq!(most.unwrap().events.len(), 10_000);
    let problem = rejection(deliver(&format!("[{}]", vec![event; 10_001].join(","))));
    assert_eq!(
        problem,
        CallbackProblem::TooLarge(Limit::IncomingEvents(10_000))
    );
    assert_eq!(problem.status(), 413);
    let memory = CallbackProblem::Json(
        "it is over the limit of 50331648 bytes of memory plus 8 times the length of the text"
            .to_owned(),
    );
    for part in ["0,", "{},", "{\"\":0},", "\"\","] {
        let parts = part.repeat((1 << 20) / part.len());
        assert_eq!(rejection(deliver(&format!("[{parts}0]"))), memory, "{part}");
        let event = format!(
            r#"[{{"data":{{"id":"x","attributes":{{"poll":{{"answers":[{parts}0]}}}}}}}}]"#
        );
        assert_eq!(rejection(deliver(&event)), memory, "{part}");
    }
}
