//! Load balancers: their own answers, and their changes to calls that they forward to BigBlueButton.

use std::fmt::Write as _;

use crate::checksum::Checksum;
use crate::testing::api;
use crate::testing::api::answer::{Answer, refused};
use crate::testing::api::metadata::{CallbackUrls, metadata};
use crate::testing::api::request::ApiRequest;
use crate::testing::profiles::Balancing;
use crate::testing::wire::parameters::Parameters;
use crate::testing::world::World;

pub(in crate::testing) mod b3lb;
pub(in crate::testing) mod b3scale;
pub(in crate::testing) mod scalelite;

/// The path of a server behind a load balancer.
pub(in crate::testing) const NODE: &str = "/node/bigbluebutton/api";

impl Balancing {
    /// Changes the parameters of a `create` by the operator's settings.
    fn apply(&self, parameters: &mut Parameters) {
        for name in &self.blocked {
            parameters.remove(name);
        }
        for (name, value) in &self.defaults {
            if parameters.filled(name).is_none() {
                parameters.set(name, value);
            }
        }
        for (name, value) in &self.overrides {
            parameters.set(name, value);
        }
    }
}

/// Forwards a changed `create`. A new meeting keeps the callback URLs that the application gave.
fn create(world: &mut World, changed: &ApiRequest<'_>, given: &ApiRequest<'_>) -> Answer {
    let id = given.parameters.filled("meetingID").unwrap_or_default();
    let existed = world.meeting(id).is_some();
    let answer = api::meeting_call(world, changed);
    if let Some(meeting) = world.meeting_mut(id).filter(|_| !existed) {
        let urls = CallbackUrls::of(&metadata(&given.parameters));
        meeting.end_url = urls.end;
        meeting.ready_url = urls.ready;
        meeting.analytics_url = urls.analytics;
    }
    answer
}

/// Returns the refusal of a call without a meeting ID, as Scalelite and b3lb word it.
fn missing_meeting_id() -> Answer {
    let words = "You must specify a meeting ID for the meeting.";
    refused("missingParamMeetingID", words).by_balancer()
}

/// Returns the refusal of a call for a meeting that does not exist, as Scalelite and b3lb word it.
fn no_meeting() -> Answer {
    let words = "We could not find a meeting with that meeting ID - perhaps the meeting is not yet running?";
    refused("notFound", words).by_balancer()
}

/// Returns the redirect of a `join` to a server. The query is encoded again, with these characters left unescaped.
fn redirect_to_node(request: &ApiRequest<'_>, bare: &str) -> Answer {
    let mut query = String::new();
    for (name, value) in request.raw.iter().filter(|(name, _)| *name != "checksum") {
        if !query.is_empty() {
            query.push('&');
        }
        encode(&mut query, name, bare);
        query.push('=');
        encode(&mut query, value, bare);
    }
    let checksum = Checksum::SHA256.sign("join", &query, &request.settings.secret);
    Answer::Redirect {
        to: format!(
            "{}{NODE}/join?{query}&checksum={}",
            request.origin,
            checksum.as_str()
        ),
        cookie: None,
    }
}

/// Encodes a text as in a form.
fn encode(out: &mut String, text: &str, bare: &str) {
    for byte in text.bytes() {
        match char::from(byte) {
            ' ' => out.push('+'),
            c if c.is_ascii_alphanumeric() || bare.contains(c) => out.push(c),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}
