//! Every call reads any answer.
#![no_main]

use bbb_sdk::administration::{Create, End, InsertDocument, Join, SendChatMessage};
use bbb_sdk::monitoring::{
    GetJoinUrl, GetMeetingInfo, GetMeetings, GetSessions, IsMeetingRunning, LearningDashboard,
    Version,
};
use bbb_sdk::recording::{
    DeleteRecordings, GetRecordingTextTracks, GetRecordings, PublishRecordings,
    PutRecordingTextTrack, UpdateRecordings,
};
use bbb_sdk::webhooks::{CreateHook, DestroyHook, ListHooks, PingHooks};
use bbb_sdk::{Call, Response};
use libfuzzer_sys::fuzz_target;

fn read<C: Call>(response: &Response<'_>) {
    if let Err(error) = C::receive(response) {
        assert!(!error.to_string().is_empty());
    }
}

fuzz_target!(|data: &[u8]| {
    let location = String::from_utf8_lossy(data);
    read::<Join>(&Response::new(302, &b""[..]).header("Location", &location));
    let response = Response::new(200, data);
    read::<Create>(&response);
    read::<Join>(&response);
    read::<End>(&response);
    read::<InsertDocument>(&response);
    read::<SendChatMessage>(&response);
    read::<Version>(&response);
    read::<IsMeetingRunning>(&response);
    read::<GetMeetings>(&response);
    read::<GetMeetingInfo>(&response);
    read::<GetSessions>(&response);
    read::<GetJoinUrl>(&response);
    read::<LearningDashboard>(&response);
    read::<GetRecordings>(&response);
    read::<PublishRecordings>(&response);
    read::<DeleteRecordings>(&response);
    read::<UpdateRecordings>(&response);
    read::<GetRecordingTextTracks>(&response);
    read::<PutRecordingTextTrack>(&response);
    read::<CreateHook>(&response);
    read::<DestroyHook>(&response);
    read::<ListHooks>(&response);
    read::<PingHooks>(&response);
});
