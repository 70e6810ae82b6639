//! Answers as JSON: whole, in the fields' names, and without secrets.

#![cfg(all(feature = "serde", feature = "monitoring", feature = "administration"))]
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use bbb_sdk::Call;
use bbb_sdk::administration::Create;
use bbb_sdk::monitoring::GetMeetings;

#[test]
fn an_answer_without_its_secrets() {
    let created = Create::decode(
        "<response><returncode>SUCCESS</returncode><meetingID>007</meetingID><attendeePW>ap</attendeePW>\
         <moderatorPW>mp</moderatorPW><createTime>1531155809613</createTime><messageKey>duplicateWarning</messageKey></response>",
    )
    .unwrap();
    assert_eq!(
        serde_json::to_string(&created).unwrap(),
        "{\"meeting_id\":\"007\",\"internal_meeting_id\":null,\"parent_meeting_id\":null,\
         \"attendee_password\":null,\"moderator_password\":null,\"create_time\":1531155809613,\
         \"voice_bridge\":null,\"dial_number\":null,\"create_date\":null,\"has_user_joined\":null,\
         \"duration_minutes\":null,\"has_been_forcibly_ended\":null,\"message_key\":\"duplicateWarning\",\"message\":null}"
    );
}

#[test]
fn metadata_is_a_map_and_a_time_in_words_is_text() {
    let meetings = GetMeetings::decode(
        "<response><returncode>SUCCESS</returncode><meetings><meeting><meetingID>a</meetingID>\
         <createTime>Tue May 04 20:00:30 UTC 2010</createTime><metadata><b>1</b><a></a></metadata></meeting></meetings></response>",
    )
    .unwrap();
    let value = serde_json::to_value(&meetings.meetings).unwrap();
    let text = value.to_string();
    assert!(
        text.contains("\"metadata\":{\"a\":\"\",\"b\":\"1\"}"),
        "{text}"
    );
    assert!(
        text.contains("\"create_time\":\"Tue May 04 20:00:30 UTC 2010\""),
        "{text}"
    );
}
