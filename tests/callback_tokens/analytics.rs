//! The callback that reports what happened in a meeting.

use super::*;

/// Scalelite 1.8.5 forwards analytics with its own token, and adds the customer to the body.
#[test]
fn scalelite_signs_analytics_with_hs512() {
    let body = r#"{"version":"1.0","meeting_id":"room-1","data":{},"customer":"hall"}"#;
    let header = format!("Bearer {DAY}");
    let incoming = Incoming::new("/a", body.as_bytes()).header("Authorization", &header);
    let read = analytics().verify_at(&incoming, at(EXPIRY)).unwrap();
    assert_eq!(read.meeting_id, "room-1");
    assert_eq!(read.json()["customer"], "hall");
    let reason = rejection(
        analytics()
            .algorithm(JwtAlgorithm::Hs256)
            .verify_at(&incoming, at(EXPIRY)),
    );
    assert_eq!(reason, CallbackProblem::TokenAlgorithm);
}

const BODY: &str = r#"{
    "version": "1.0",
    "meeting_id": "room-1",
    "internal_meeting_id": "183f0bf3-1700000000123",
    "data": {
        "metadata": { "analytics_callback_url": "https://app.example/a", "is_breakout": "false", "meeting_name": "Größe" },
        "duration": 3600,
        "start": "2023-11-14 22:13:20 UTC",
        "finish": "2023-11-14 23:13:20 UTC",
        "attendees": [{
            "ext_user_id": "ada", "name": "Ada", "moderator": true,
            "joins": ["2023-11-14 22:14:00 UTC"], "leaves": ["2023-11-14 23:13:20 UTC"],
            "duration": "3560", "recent_talking_time": "",
            "engagement": { "chats": 3, "talks": 2, "raisehand": 1, "emojis": 0, "poll_votes": 4, "talk_time": 95, "later": 1 },
            "sessions": { "w_1": { "joins": [], "leaves": [] } }
        }],
        "files": ["slides.pdf"],
        "polls": [{ "id": "p", "options": ["A"], "votes": { "ada": "A" } }],
        "later": true
    },
    "later": [1]
}"#;

#[track_caller]
fn refuses_header(values: &[&str], expected: &CallbackProblem) {
    let incoming = Incoming::new("/", BODY.as_bytes());
    let incoming = values.iter().fold(incoming, |incoming, value| {
        incoming.header("AUTHORIZATION", *value)
    });
    let reason = rejection(analytics().verify_at(&incoming, at(EXPIRY)));
    assert_eq!(reason, *expected, "{values:?}");
}

#[test]
fn what_happened_in_a_meeting() {
    let header = format!("Bearer {DAY}");
    let incoming = Incoming::new("/a", BODY.as_bytes()).header("Authorization", &header);
    let read = analytics()
        .verify_at(&incoming, at(EXPIRY - 86_400))
        .unwrap();
    assert_eq!(read.version.as_deref(), Some("1.0"));
    assert_eq!(read.meeting_id, "room-1");
    assert_eq!(
        read.internal_meeting_id.as_deref(),
        Some("183f0bf3-1700000000123")
    );
    assert_eq!(read.metadata.get("meeting_name"), Some("Größe"));
    assert_eq!(read.metadata.len(), 3);
    assert_eq!(read.duration_seconds, Some(3600));
    assert_eq!(read.start, Some(Timestamp::Millis(1_700_000_000_000)));
    assert_eq!(read.finish, Some(Timestamp::Millis(1_700_003_600_000)));
    assert_eq!(read.files, ["slides.pdf"]);
    assert_eq!(
        read.polls,
        [json!({ "id": "p", "options": ["A"], "votes": { "ada": "A" } })]
    );
    assert_eq!(
        format!("{:?}", read.attendees),
        "[AnalyticsAttendee { external_user_id: Some(\"ada\"), name: Some(\"Ada\"), moderator: Some(true), \
         joins: [Millis(1700000040000)], leaves: [Millis(1700003600000)], \
         duration_seconds: Some(3560), recent_talking_time: None, engagement: Engagement { chats: Some(3), \
         talks: Some(2), raise_hand: Some(1), emojis: Some(0), poll_votes: Some(4), talk_time_seconds: Some(95) }, \
         sessions: {\"w_1\":{\"joins\":[],\"leaves\":[]}} }]"
    );
    let all: Value = serde_json::from_str(BODY).unwrap();
    assert_eq!(*read.json(), all);
}

#[test]
fn bodies_of_other_versions() {
    let verify = |body: &str| {
        let header = format!("Bearer {DAY}");
        let incoming = Incoming::new("/a", body.as_bytes()).header("Authorization", &header);
        analytics().verify_at(&incoming, at(EXPIRY))
    };
    let least = verify(r#"{"meeting_id":"a"}"#).unwrap();
    assert_eq!((least.meeting_id.as_str(), least.attendees.len()), ("a", 0));
    let odd = r#"{"meeting_id":"a","data":{"attendees":[7,null,{}],"files":{},"duration":"1,234","metadata":[]}}"#;
    let odd = verify(odd).unwrap();
    assert_eq!((odd.attendees.len(), odd.duration_seconds), (3, Some(1234)));
    let shape = CallbackProblem::Shape("an object with a meeting_id");
    for body in [
        "{}",
        "[]",
        "null",
        r#"{"meeting_id":""}"#,
        r#"{"data":{"meeting_id":"a"}}"#,
    ] {
        assert_eq!(rejection(verify(body)), shape, "{body}");
    }
    let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
    let nesting = "it is over the limit of 127 levels of nesting";
    assert_eq!(
        rejection(verify(&deep)),
        CallbackProblem::Json(nesting.to_owned())
    );
    let eof = "EOF while parsing an object at line 1 column 1";
    assert_eq!(
        rejection(verify("{")),
        CallbackProblem::Json(eof.to_owned())
    );
    let large = "[".repeat(50 << 20);
    assert_eq!(
        rejection(verify(&large)),
        CallbackProblem::TooLarge(Limit::IncomingBodyBytes(4 << 20))
    );
}

#[test]
fn tokens_of_analytics_expire() {
    let header = format!("Bearer {DAY}");
    let incoming = Incoming::new("/a", BODY.as_bytes()).header("Authorization", &header);
    let verify = |leeway, now| {
        let verifier = analytics().leeway(Duration::from_secs(leeway));
        verifier.verify_at(&incoming, at(now))
    };
    assert!(verify(0, EXPIRY - 1).is_ok());
    assert_eq!(rejection(verify(0, EXPIRY)), CallbackProblem::TokenExpired);
    assert!(verify(60, EXPIRY + 59).is_ok());
    assert_eq!(
        rejection(verify(60, EXPIRY + 60)),
        CallbackProblem::TokenExpired
    );
    let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
    let reason = rejection(analytics().verify_at(&incoming, before));
    assert_eq!(reason, CallbackProblem::TokenExpired);
    assert_eq!(
        rejection(analytics().verify(&incoming)),
        CallbackProblem::TokenExpired
    );
}

#[test]
fn what_is_wrong_with_a_bearer_token() {
    refuses_header(&[], &CallbackProblem::AuthorizationMissing);
    refuses_header(&[DAY], &CallbackProblem::AuthorizationForm);
    refuses_header(&["Bearer"], &CallbackProblem::AuthorizationForm);
    refuses_header(&["Bearer "], &CallbackProblem::TokenForm);
    refuses_header(&["Basic YTpi"], &CallbackProblem::AuthorizationForm);
    refuses_header(
        &["Bearer \u{e9}.b.c"],
        &CallbackProblem::TokenEncoding("header"),
    );
    let header = format!("Bearer {DAY}");
    refuses_header(&[&header, &header], &CallbackProblem::AuthorizationRepeated);
    refuses_header(
        &[&format!("{header}, {header}")],
        &CallbackProblem::TokenForm,
    );
    let long = format!("Bearer {}", "a".repeat(2 << 20));
    refuses_header(
        &[&long],
        &CallbackProblem::TooLarge(Limit::IncomingTokenBytes(16 << 10)),
    );
    let incoming = Incoming::new("/a", BODY.as_bytes()).header("Authorization", &header);
    let mut limits = IncomingLimits::default();
    limits.token = header.len();
    let exact = analytics().limits(limits.clone());
    assert!(exact.verify_at(&incoming, at(EXPIRY - 1)).is_ok());
    limits.token -= 1;
    let short = analytics().limits(limits);
    assert_eq!(
        rejection(short.verify_at(&incoming, at(EXPIRY - 1))),
        CallbackProblem::TooLarge(Limit::IncomingTokenBytes(header.len() - 1))
    );
    // The secret itself is a token for webhooks, not for analytics. Neither is a token for recordings.
    refuses_header(&[&format!("Bearer {SECRET}")], &CallbackProblem::TokenForm);
    refuses_header(
        &[&format!("Bearer {READY}")],
        &CallbackProblem::TokenAlgorithm,
    );
    let (unsigned, _) = header.rsplit_once('.').unwrap();
    refuses_header(&[&format!("{unsigned}.")], &CallbackProblem::TokenUnsigned);
    refuses_header(
        &[&format!("{unsigned}.AAAA")],
        &CallbackProblem::TokenMismatch,
    );

    let verify = |algorithm, claims: &Value| {
        let sent = send::analytics_with(
            URL,
            SECRET,
            algorithm,
            claims,
            &json!({ "meeting_id": "a" }),
        );
        let sent = sent.unwrap();
        analytics().verify_at(&sent.incoming(), at(0))
    };
    assert!(verify(JwtAlgorithm::Hs512, &json!({ "exp": 1 })).is_ok());
    let reason = rejection(verify(JwtAlgorithm::Hs512, &json!({})));
    assert_eq!(reason, CallbackProblem::ClaimMissing("exp"));
    let reason = rejection(verify(JwtAlgorithm::Hs256, &json!({ "exp": 1 })));
    assert_eq!(reason, CallbackProblem::TokenAlgorithm);
}

#[test]
fn analytics_as_they_are_sent() {
    let body = json!({ "meeting_id": "a" });
    let sent = send::analytics(URL, SECRET, at(EXPIRY), &body).unwrap();
    assert_eq!(sent.body(), r#"{"meeting_id":"a"}"#);
    assert_eq!(
        (sent.method(), sent.content_type()),
        ("POST", Some("application/json"))
    );
    let read = analytics()
        .verify_at(&sent.incoming(), at(EXPIRY - 1))
        .unwrap();
    assert_eq!(read.meeting_id, "a");
}

/// Values take far more memory than their text. Honest bodies are read, and bodies made to fill memory are refused.
#[test]
fn json_that_takes_too_much_memory() {
    let verify = |body: &str| {
        let header = format!("Bearer {DAY}");
        let incoming = Incoming::new("/a", body.as_bytes()).header("Authorization", &header);
        let mut limits = IncomingLimits::default();
        limits.body = 64 << 20;
        let verifier = analytics().limits(limits);
        verifier.verify_at(&incoming, at(EXPIRY))
    };
    let expected = CallbackProblem::Json(
        "it is over the limit of 50331648 bytes of memory plus 8 times the length of the text"
            .to_owned(),
    );
    for part in [
        "0,",
        "{},",
        "[],",
        "{\"\":0},",
        "{\"\":{}},",
        "\"\",",
        "[[]],",
    ] {
        let parts = part.repeat((8 << 20) / part.len());
        let body = format!(r#"{{"meeting_id":"a","data":{{"polls":[{parts}0]}}}}"#);
        assert_eq!(rejection(verify(&body)), expected, "{part}");
    }
    let attendee = r#"{"ext_user_id":"user-1","name":"Ada","moderator":false,"joins":["2023-11-14T22:14:00+00:00"],"leaves":["2023-11-14T23:13:20+00:00"],"duration":3560,"recent_talking_time":"","engagement":{"chats":3,"talks":2,"raisehand":1,"emojis":0,"poll_votes":4,"talk_time":95},"sessions":{"w_1":{"joins":[{"timestamp":1700000040000,"userid":"w_1","ext_userid":"user-1","event":"join","remove":false}],"lefts":[]}}}"#;
    let attendees = vec![attendee; 8_000].join(",");
    let body = format!(r#"{{"meeting_id":"a","data":{{"attendees":[{attendees}]}}}}"#);
    assert_eq!(verify(&body).unwrap().attendees.len(), 8_000);
}
