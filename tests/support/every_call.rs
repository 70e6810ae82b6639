//! Every call of the crate, listed once.
#![allow(dead_code, reason = "not every test uses every helper")]

use std::fmt::Debug;

use bbb_sdk::Call;
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

/// An action for each call.
pub(crate) trait Visitor {
    fn visit<C: Call<Output: Debug>>(&mut self);
}

pub(crate) fn visit_administration(visitor: &mut impl Visitor) {
    visitor.visit::<Create>();
    visitor.visit::<Join>();
    visitor.visit::<End>();
    visitor.visit::<InsertDocument>();
    visitor.visit::<SendChatMessage>();
}

pub(crate) fn visit_monitoring(visitor: &mut impl Visitor) {
    visitor.visit::<Version>();
    visitor.visit::<IsMeetingRunning>();
    visitor.visit::<GetMeetings>();
    visitor.visit::<GetMeetingInfo>();
    visitor.visit::<GetSessions>();
    visitor.visit::<GetJoinUrl>();
    visitor.visit::<LearningDashboard>();
}

pub(crate) fn visit_recording(visitor: &mut impl Visitor) {
    visitor.visit::<GetRecordings>();
    visitor.visit::<PublishRecordings>();
    visitor.visit::<DeleteRecordings>();
    visitor.visit::<UpdateRecordings>();
    visitor.visit::<GetRecordingTextTracks>();
    visitor.visit::<PutRecordingTextTrack>();
}

pub(crate) fn visit_webhooks(visitor: &mut impl Visitor) {
    visitor.visit::<CreateHook>();
    visitor.visit::<DestroyHook>();
    visitor.visit::<ListHooks>();
    visitor.visit::<PingHooks>();
}

pub(crate) fn visit_every_call(visitor: &mut impl Visitor) {
    visit_administration(visitor);
    visit_monitoring(visitor);
    visit_recording(visitor);
    visit_webhooks(visitor);
}

/// Returns the names of all calls, in alphabetical order.
pub(crate) fn names() -> Vec<&'static str> {
    struct Names(Vec<&'static str>);
    impl Visitor for Names {
        fn visit<C: Call<Output: Debug>>(&mut self) {
            self.0.push(C::NAME);
        }
    }
    let mut names = Names(Vec::new());
    visit_every_call(&mut names);
    names.0.sort_unstable();
    names.0
}
