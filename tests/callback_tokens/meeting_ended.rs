//! The callback that announces the end of a meeting.

use super::*;

#[test]
fn a_meeting_has_ended() {
    let url = ended()
        .url("https://app.example/ended?x=1", "Cours d'été & 1+1")
        .unwrap();
    let called = send::meeting_ended(url.expose(), "Cours d'été & 1+1", true);
    assert_eq!(called.method(), "GET");
    let read = ended().verify(&called.incoming()).unwrap();
    assert_eq!(read.meeting_id.as_deref(), Some("Cours d'été & 1+1"));
    assert_eq!(read.recording_marks, Some(true));
    assert_eq!(MeetingEnded::unverified(&called.incoming()).unwrap(), read);

    // `meetingEndedURL` is called unchanged.
    let read = ended().verify(&Incoming::new(url.expose(), b"")).unwrap();
    assert_eq!(read.meeting_id.as_deref(), Some("Cours d'été & 1+1"));
    assert_eq!(read.recording_marks, None);
}

#[test]
fn who_does_not_know_the_url_cannot_end_a_meeting() {
    let url = ended().url(URL, "room-1").unwrap();
    let target = send::meeting_ended(url.expose(), "room-1", true).target();
    let (_, query) = target.split_once('?').unwrap();
    let refuses = |query: &str, expected: CallbackProblem| {
        let reason = rejection(ended().verify(&Incoming::new(query, b"")));
        assert_eq!(reason, expected, "{query}");
    };
    refuses("", CallbackProblem::FieldMissing("meeting"));
    refuses(
        "meetingID=room-1&recordingmarks=true",
        CallbackProblem::FieldMissing("meeting"),
    );
    refuses("meeting=room-1", CallbackProblem::FieldMissing("token"));
    refuses("meeting=room-1&token=", CallbackProblem::TokenMismatch);
    refuses(
        &query.replace("room-1", "room-2"),
        CallbackProblem::TokenMismatch,
    );
    refuses(
        &format!("{query}&token=x"),
        CallbackProblem::FieldRepeated("token"),
    );
    refuses(
        &format!("{query}&meeting=room-2"),
        CallbackProblem::FieldRepeated("meeting"),
    );
    refuses(
        &format!("{query}&meetingID=room-2"),
        CallbackProblem::FieldRepeated("meetingID"),
    );
    refuses(
        &format!("{query}&recordingmarks=false"),
        CallbackProblem::FieldRepeated("recordingmarks"),
    );
    refuses("meeting=%FF&token=x", CallbackProblem::Form);
    refuses(
        &"a".repeat(2 << 20),
        CallbackProblem::TooLarge(Limit::IncomingTargetBytes(16 << 10)),
    );
    let token = query
        .split_once("token=")
        .unwrap()
        .1
        .split('&')
        .next()
        .unwrap();
    for at in 0..token.len() {
        let mut changed = token.to_owned().into_bytes();
        changed[at] ^= 1;
        let changed = String::from_utf8(changed).unwrap();
        let target = query.replace(token, &changed);
        assert!(
            ended().verify(&Incoming::new(&target, b"")).is_err(),
            "{target}"
        );
    }
    let other = MeetingEndedVerifier::new("another secret").unwrap();
    let reason = rejection(other.verify(&Incoming::new(&target, b"")));
    assert_eq!(reason, CallbackProblem::TokenMismatch);
    // The token belongs to this meeting, so the rest of the query does not matter.
    let other = query.replace("meetingID=room-1", "meetingID=room-2");
    let read = ended().verify(&Incoming::new(&other, b"")).unwrap();
    assert_eq!(read.meeting_id.as_deref(), Some("room-1"));
}

#[test]
fn urls_for_the_end_of_a_meeting() {
    for (url, start) in [
        (
            "https://app.example/e",
            "https://app.example/e?meeting=a&token=",
        ),
        (
            "https://app.example/e?",
            "https://app.example/e?meeting=a&token=",
        ),
        (
            "https://app.example/e?x=1",
            "https://app.example/e?x=1&meeting=a&token=",
        ),
        (
            "https://app.example/e?x=1&",
            "https://app.example/e?x=1&meeting=a&token=",
        ),
    ] {
        let made = ended().url(url, "a").unwrap();
        assert!(made.expose().starts_with(start), "{made:?}");
    }
    let own = "parameter `meetingEndedURL` already has a parameter `meeting`, `token`, `meetingID` or `recordingmarks`: rename it";
    for (url, id, expected) in [
        ("https://app.example/e?token=1", "a", own),
        ("https://app.example/e?x&meetin%67ID=1", "a", own),
        (
            "https://app.example/e#x",
            "a",
            "parameter `meetingEndedURL` has a fragment, which is never part of a request: write `#` as `%23`",
        ),
        (
            "https://app.example/e",
            "",
            "parameter `meeting` is required and must not be empty",
        ),
    ] {
        assert_eq!(ended().url(url, id).unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_meeting_has_ended_says_anybody() {
    let read = |query: &str| MeetingEnded::unverified(&Incoming::new(query, b""));
    let ended = read("/e?meetingID=room+1&recordingmarks=false").unwrap();
    assert_eq!(
        (ended.meeting_id.as_deref(), ended.recording_marks),
        (Some("room 1"), Some(false))
    );
    let ended = read("/e?meetingID=&recordingmarks=maybe").unwrap();
    assert_eq!((ended.meeting_id, ended.recording_marks), (None, None));
    let reason = rejection(read("/e?meetingID=a&meetingID=b"));
    assert_eq!(reason, CallbackProblem::FieldRepeated("meetingID"));
}
