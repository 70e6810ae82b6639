//! Reads the same responses with quick-xml and serde, into structs with the same fields.

use serde::Deserialize;

macro_rules! answer {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty = $xml:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Deserialize)]
        pub struct $name { $(#[serde(rename = $xml, default)] pub $field: $type,)* }
    };
}

/// A list in an element.
#[derive(Debug, Deserialize)]
pub struct Within<T> {
    #[serde(
        alias = "meeting",
        alias = "attendee",
        alias = "recording",
        alias = "format",
        alias = "image",
        default = "Vec::new"
    )]
    pub items: Vec<T>,
}

impl<T> Default for Within<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

type Map = std::collections::BTreeMap<String, String>;

answer!(/** getMeetings */ Meetings {
    returncode: String = "returncode",
    meetings: Within<Meeting> = "meetings",
    message_key: Option<String> = "messageKey",
    message: Option<String> = "message",
});

answer!(/** getMeetingInfo */ Meeting {
    returncode: Option<String> = "returncode",
    name: Option<String> = "meetingName",
    meeting_id: String = "meetingID",
    internal_meeting_id: Option<String> = "internalMeetingID",
    create_time: Option<i64> = "createTime",
    create_date: Option<String> = "createDate",
    voice_bridge: Option<String> = "voiceBridge",
    dial_number: Option<String> = "dialNumber",
    attendee_password: Option<String> = "attendeePW",
    moderator_password: Option<String> = "moderatorPW",
    running: Option<bool> = "running",
    duration: Option<i64> = "duration",
    has_user_joined: Option<bool> = "hasUserJoined",
    recording: Option<bool> = "recording",
    has_been_forcibly_ended: Option<bool> = "hasBeenForciblyEnded",
    start_time: Option<i64> = "startTime",
    end_time: Option<i64> = "endTime",
    participant_count: Option<i64> = "participantCount",
    listener_count: Option<i64> = "listenerCount",
    voice_participant_count: Option<i64> = "voiceParticipantCount",
    video_count: Option<i64> = "videoCount",
    max_users: Option<i64> = "maxUsers",
    moderator_count: Option<i64> = "moderatorCount",
    attendees: Within<Attendee> = "attendees",
    metadata: Map = "metadata",
    is_breakout: Option<bool> = "isBreakout",
    parent_meeting_id: Option<String> = "parentMeetingID",
    sequence: Option<i64> = "sequence",
    free_join: Option<bool> = "freeJoin",
    meeting_token: Option<String> = "meetingToken",
    message_key: Option<String> = "messageKey",
    message: Option<String> = "message",
});

answer!(/** A user. */ Attendee {
    user_id: Option<String> = "userID",
    internal_user_id: Option<String> = "internalUserID",
    full_name: Option<String> = "fullName",
    role: Option<String> = "role",
    is_presenter: Option<bool> = "isPresenter",
    is_listening_only: Option<bool> = "isListeningOnly",
    has_joined_voice: Option<bool> = "hasJoinedVoice",
    has_video: Option<bool> = "hasVideo",
    video_stream_name: Option<String> = "videoStreamName",
    client_type: Option<String> = "clientType",
    customdata: Map = "customdata",
});

answer!(/** getRecordings */ Recordings {
    returncode: String = "returncode",
    recordings: Within<Recording> = "recordings",
    message_key: Option<String> = "messageKey",
    message: Option<String> = "message",
});

answer!(/** A recording. */ Recording {
    record_id: String = "recordID",
    meeting_id: Option<String> = "meetingID",
    internal_meeting_id: Option<String> = "internalMeetingID",
    name: Option<String> = "name",
    is_breakout: Option<bool> = "isBreakout",
    published: Option<bool> = "published",
    protected: Option<bool> = "protected",
    state: Option<String> = "state",
    start_time: Option<i64> = "startTime",
    end_time: Option<i64> = "endTime",
    participants: Option<i64> = "participants",
    raw_size: Option<i64> = "rawSize",
    metadata: Map = "metadata",
    size: Option<i64> = "size",
    playback: Within<Playback> = "playback",
});

answer!(/** A form of a recording. */ Playback {
    kind: Option<String> = "type",
    url: Option<String> = "url",
    processing_time: Option<i64> = "processingTime",
    length: Option<i64> = "length",
    size: Option<i64> = "size",
    preview: Preview = "preview",
});

answer!(#[derive(Default)] /** Pictures. */ Preview { images: Within<Image> = "images", });

answer!(/** A picture. */ Image {
    alt: Option<String> = "@alt",
    height: Option<i64> = "@height",
    width: Option<i64> = "@width",
    url: Option<String> = "$text",
});

/// Reads a response.
pub fn read<'a, T: Deserialize<'a>>(text: &'a str) -> T {
    quick_xml::de::from_str(text).expect("the data is well-formed")
}
