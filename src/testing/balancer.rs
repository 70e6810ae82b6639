//! What load balancers change in a call before a server gets it.

use std::fmt::Write as _;

use super::answer::{Answer, refused};
use super::api::{Ask, NODE};
use super::http::Reply;
use super::parameters::Parameters;
use super::profile::Profile;
use super::state::State;
use crate::checksum::Checksum;

/// How a load balancer is set up.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// What `create` gets where nothing is given, and what it gets whatever is given.
    pub(super) defaults: Vec<(String, String)>,
    pub(super) overrides: Vec<(String, String)>,
    /// The names that are dropped.
    pub(super) blocked: Vec<String>,
    /// The tags of Scalelite's servers.
    pub(super) server_tags: Vec<String>,
}

impl Settings {
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

/// The parameters of `create` as they are handed on, or the refusal.
pub(super) fn create(state: &mut State, ask: &Ask<'_>) -> Result<Parameters, Box<Answer>> {
    let mut parameters = ask.parameters.clone();
    match ask.profile {
        Profile::Scalelite => {
            required_tag(ask)?;
            parameters.set("voiceBridge", &state.voice_bridge(9));
            ask.options.balancer.apply(&mut parameters);
        }
        Profile::B3lb => {
            parameters.remove("voiceBridge");
            parameters.remove("dialNumber");
            ask.options.balancer.apply(&mut parameters);
            take_end_callback(state, ask, &mut parameters);
        }
        _ => {}
    }
    Ok(parameters)
}

/// Refuses a meeting that must be on a server with a tag, which is written `gpu!`, where there is no such server.
fn required_tag(ask: &Ask<'_>) -> Result<(), Box<Answer>> {
    let wanted = ask.parameters.filled("meta_server-tag");
    let Some(tag) = wanted.and_then(|tag| tag.strip_suffix('!')) else {
        return Ok(());
    };
    if ask
        .options
        .balancer
        .server_tags
        .iter()
        .any(|known| known == tag)
    {
        return Ok(());
    }
    let words = format!("There is no available server with the required tag={tag}.");
    let answer = refused("serverTagUnavailable", &words);
    Err(Box::new(answer.by_balancer(ask.profile)))
}

/// b3lb has itself told of the end, with a name of its own for the meeting.
fn take_end_callback(state: &mut State, ask: &Ask<'_>, parameters: &mut Parameters) {
    let nonce = state.token(64);
    let url = format!("{}/b3lb/b/meeting/end?nonce={nonce}", ask.origin);
    parameters.remove("meta_endCallbackUrl");
    parameters.set("meta_b3lb-recordset", &nonce);
    parameters.set("meta_endcallbackurl", &url);
}

/// `join`: the browser is sent on to a server, which is this one as well; what is refused is refused at once.
pub(super) fn join(state: &State, ask: &Ask<'_>) -> Answer {
    let id = ask.parameters.filled("meetingID");
    if id.and_then(|id| state.meeting(id)).is_none() {
        if ask.profile == Profile::B3lb {
            return Answer::Other(Reply::new(400, "text/html; charset=utf-8", ""));
        }
        return match id {
            None => ask
                .missing_meeting_id()
                .unwrap_or_else(super::answer::exception),
            Some(_) => super::meetings::no_meeting(ask.profile),
        };
    }
    let query = encoded_anew(ask);
    let checksum = Checksum::SHA256.sign("join", &query, &ask.options.secret);
    Answer::Redirect {
        to: format!(
            "{}{NODE}/join?{query}&checksum={}",
            ask.origin,
            checksum.as_str()
        ),
        cookie: None,
    }
}

/// The query without its checksum, in the load balancer's own encoding.
fn encoded_anew(ask: &Ask<'_>) -> String {
    let bare = if ask.profile == Profile::B3lb {
        "-._*~"
    } else {
        "-._*"
    };
    let mut query = String::new();
    for (name, value) in ask.raw.iter().filter(|(name, _)| *name != "checksum") {
        if !query.is_empty() {
            query.push('&');
        }
        encode(&mut query, name, bare);
        query.push('=');
        encode(&mut query, value, bare);
    }
    query
}

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
