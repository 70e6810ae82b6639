//! The shortcuts of a client: the calls that each sends, and how it understands the responses.
#![cfg(all(
    feature = "administration",
    feature = "monitoring",
    feature = "recording"
))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bbb_sdk::administration::{Create, End, Join, Role};
use bbb_sdk::error::TransportProblem;
use bbb_sdk::monitoring::GetMeetingInfo;
use bbb_sdk::transport::{HttpResponse, Timeouts};
use bbb_sdk::{Checksum, Client, Error, ErrorKey, Request, Server};

/// The answers to one call after the other: a body, or none if the server cannot be reached.
type Script = Vec<Option<String>>;

/// Returns the client of a server that follows a script, and the calls that the server gets, without checksums.
fn client(script: Script) -> (Client, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let noted = asked.clone();
    let script = Mutex::new(script.into_iter());
    let nothing = Checksum::new("nothing", |_, _| 1);
    let server = Server::with_checksum("https://h/bigbluebutton/", "secret", nothing).unwrap();
    let client = Client::with_transport(server, move |request: &Request, _: &Timeouts| {
        noted.lock().unwrap().push(sent(request.url()));
        match script.lock().unwrap().next().unwrap() {
            Some(body) => Ok(HttpResponse::from(body)),
            None => Err(TransportProblem::Connect.into()),
        }
    });
    (client, asked)
}

/// Returns the call with its parameters.
fn sent(url: &str) -> String {
    let call = url.strip_prefix("https://h/bigbluebutton/api/").unwrap();
    let (call, _) = call.split_once("checksum=").unwrap();
    call.trim_end_matches(['&', '?']).to_owned()
}

#[allow(clippy::unnecessary_wraps, reason = "a step of a script")]
fn success(fields: &str) -> Option<String> {
    Some(format!(
        "<response><returncode>SUCCESS</returncode>{fields}</response>"
    ))
}

#[allow(clippy::unnecessary_wraps, reason = "a step of a script")]
fn refusal(key: &str) -> Option<String> {
    Some(format!(
        "<response><returncode>FAILED</returncode><messageKey>{key}</messageKey><message>m</message></response>"
    ))
}

fn ada(meeting_id: &str) -> Join {
    Join::new(meeting_id, "Ada", Role::Viewer)
}

#[test]
fn a_link_is_bound_to_the_meeting_that_is_created() {
    let fields = "<meetingID>room</meetingID><createTime>1531155809613</createTime>";
    let (client, asked) = client(vec![success(fields)]);
    let create = Create::new("room", "Physics");
    let link = client.create_and_link(&create, ada("room")).unwrap();
    assert_eq!(
        sent(&link),
        "join?meetingID=room&fullName=Ada&role=VIEWER&createTime=1531155809613"
    );
    assert_eq!(
        *asked.lock().unwrap(),
        ["create?meetingID=room&name=Physics"]
    );
}

#[test]
fn a_link_is_not_bound_where_the_server_tells_no_time() {
    for time in ["", "<createTime>Tue May 04 20:00:30 UTC 2010</createTime>"] {
        let (client, _) = client(vec![success(&format!("<meetingID>room</meetingID>{time}"))]);
        let create = Create::new("room", "Physics");
        let link = client.create_and_link(&create, ada("room")).unwrap();
        assert_eq!(sent(&link), "join?meetingID=room&fullName=Ada&role=VIEWER");
    }
}

#[test]
fn no_meeting_is_created_that_cannot_be_joined() {
    let (client, asked) = client(Vec::new());
    let create = Create::new("room", "Physics");
    let error = client.create_and_link(&create, ada("other")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "parameter `meetingID` differs between the meeting that is created and the one that is joined"
    );
    let error = client.create_and_link(&create, Join::new("room", "", Role::Viewer));
    assert!(matches!(error, Err(Error::Parameter { .. })), "{error:?}");
    assert!(asked.lock().unwrap().is_empty());
}

#[test]
fn a_meeting_is_ended_if_it_exists() {
    let (client, asked) = client(vec![
        success("<messageKey>sentEndMeetingRequest</messageKey>"),
        refusal("notFound"),
        refusal("checksumError"),
        None,
    ]);
    let end = End::new("room");
    assert!(client.end_if_exists(&end).unwrap());
    assert!(!client.end_if_exists(&end).unwrap());
    assert!(client.end_if_exists(&end).unwrap_err().is_checksum());
    assert!(client.end_if_exists(&end).unwrap_err().is_retryable());
    assert_eq!(*asked.lock().unwrap(), ["end?meetingID=room"; 4]);
}

#[test]
fn a_meeting_is_found_or_is_not_there() {
    let (client, asked) = client(vec![
        success(
            "<meetingID>room</meetingID><running>true</running><attendees><attendee><fullName>Ada</fullName></attendee></attendees>",
        ),
        refusal("notFound"),
        refusal("checksumError"),
    ]);
    let call = GetMeetingInfo::new("room");
    let meeting = client.find_meeting(&call).unwrap().unwrap();
    let names: Vec<_> = meeting.attendees.into_iter().map(|one| one.name).collect();
    assert_eq!(
        (meeting.running, names),
        (Some(true), vec![Some("Ada".to_owned())])
    );
    assert_eq!(client.find_meeting(&call).unwrap(), None);
    assert!(client.find_meeting(&call).unwrap_err().is_checksum());
    assert_eq!(*asked.lock().unwrap(), ["getMeetingInfo?meetingID=room"; 3]);
}

fn recordings(list: &[(&str, &str)]) -> Option<String> {
    let recordings: Vec<_> = list
        .iter()
        .map(|(id, fields)| format!("<recording><recordID>{id}</recordID>{fields}</recording>"))
        .collect();
    success(&format!("<recordings>{}</recordings>", recordings.concat()))
}

#[test]
fn a_recording_is_waited_for_until_it_is_published() {
    let published = "<published>true</published><state>published</state>";
    let hidden = "<published>false</published><state>unpublished</state>";
    let (client, asked) = client(vec![
        success("<recordings/><messageKey>noRecordings</messageKey>"),
        refusal("noRecordings"),
        None,
        // The ID is also the beginning of other IDs.
        recordings(&[("r-12", published)]),
        recordings(&[("r-1", "<state>processed</state>"), ("r-1", hidden)]),
        recordings(&[("r-12", published), ("r-1", published)]),
    ]);
    let found = client.wait_until_published("r-1", Duration::ZERO, None);
    assert_eq!(found.unwrap().unwrap().record_id, "r-1");
    assert_eq!(*asked.lock().unwrap(), ["getRecordings?recordID=r-1"; 6]);
}

#[test]
fn a_recording_of_a_server_without_states() {
    let (client, _) = client(vec![
        recordings(&[("r", "<published>false</published>")]),
        recordings(&[("r", "<published>true</published>")]),
    ]);
    let found = client.wait_until_published("r", Duration::ZERO, Duration::MAX);
    assert_eq!(found.unwrap().unwrap().published, Some(true));
}

#[test]
fn a_recording_that_is_not_published_in_time() {
    let (client, asked) = client(vec![
        recordings(&[]),
        None,
        refusal("checksumError"),
        success("<recordings/>"),
    ]);
    let wait =
        |timeout: Option<Duration>| client.wait_until_published("r", Duration::ZERO, timeout);
    // With a timeout of zero the server is asked once.
    assert_eq!(wait(Some(Duration::ZERO)).unwrap(), None);
    assert!(wait(Some(Duration::ZERO)).unwrap_err().is_retryable());
    assert_eq!(
        wait(None).unwrap_err().key(),
        Some(&ErrorKey::ChecksumError)
    );
    assert_eq!(asked.lock().unwrap().len(), 3);
    // The pause is not longer than the remaining time.
    let found = client.wait_until_published("r", Duration::MAX, Duration::ZERO);
    assert_eq!(found.unwrap(), None);
}

/// The same on the simulated server.
#[cfg(all(feature = "testing", feature = "http"))]
mod built_in {
    use super::*;
    use bbb_sdk::testing::{TestRecording, TestServer};

    #[test]
    fn a_meeting_from_its_link_to_its_recording() {
        let server = TestServer::start().unwrap();
        let client = Client::new(server.server());
        let call = GetMeetingInfo::new("room");
        assert_eq!(client.find_meeting(&call).unwrap(), None);
        let create = Create::new("room", "Physics").record(true);
        for name in ["Ada", "Grace"] {
            let join = Join::new("room", name, Role::Moderator);
            let link = client.create_and_link(&create, join).unwrap();
            assert!(server.open(&link).is_some(), "the link works");
        }
        let meeting = client.find_meeting(&call).unwrap().unwrap();
        let names: Vec<_> = meeting
            .attendees
            .iter()
            .map(|one| one.name.as_deref())
            .collect();
        assert_eq!(
            (meeting.running, names),
            (Some(true), vec![Some("Ada"), Some("Grace")])
        );

        // A link of an earlier meeting does not lead into a later one with the same ID.
        let stale = client.create_and_link(&create, ada("room")).unwrap();
        let end = End::new("room");
        assert!(client.end_if_exists(&end).unwrap());
        let id = meeting.internal_meeting_id.unwrap();
        server.add_recording(TestRecording::new("room").id(&*id));
        let found = client.wait_until_published(&id, Duration::ZERO, Duration::ZERO);
        assert_eq!(found.unwrap().unwrap().record_id, id);
        assert!(server.open(&stale).is_none());
    }
}
