//! Sends generated calls to the simulated server, and compares the responses with what was set.
//!
//! The first byte selects the release. The lines after it are the name, the ID, a metadata value, a password and a
//! callback.
#![no_main]

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use bbb_sdk::administration::{Create, End, Join, Role};
use bbb_sdk::monitoring::{GetMeetingInfo, GetMeetings, IsMeetingRunning};
use bbb_sdk::testing::{Profile, TestServer};
use bbb_sdk::webhooks::{CreateHook, DestroyHook, ListHooks};
use bbb_sdk::{Call, Client, Error};
use libfuzzer_sys::fuzz_target;

/// The servers, which are started once, and a number for each meeting, so that no ID occurs twice.
fn started(profile: u8) -> &'static (TestServer, Client) {
    static CLIENTS: OnceLock<Vec<(TestServer, Client)>> = OnceLock::new();
    let start = |profile| {
        let server = TestServer::builder().profile(profile).start().unwrap();
        let client = Client::builder(server.server()).no_proxy().build();
        (server, client)
    };
    let clients = CLIENTS.get_or_init(|| {
        [Profile::Bbb27, Profile::Bbb30, Profile::Bbb40]
            .map(start)
            .into()
    });
    &clients[usize::from(profile) % clients.len()]
}

fn number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Sends a call. The client may refuse it because no server accepts a value, or the server may refuse it, but it must
/// get a response.
fn send<C: Call>(client: &Client, call: &C) -> Option<C::Output> {
    match client.send(call) {
        Ok(output) => Some(output),
        Err(Error::Parameter { .. } | Error::Api { .. }) => None,
        Err(error) => panic!("{error:?}"),
    }
}

/// Returns a value as servers print it: several blanks become one, surrounding ones and control characters are removed.
fn printed(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| c.is_whitespace() || !c.is_control());
    let kept: String = kept.collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Does the same and removes every blank, for comparisons in which kinds of blanks differ.
fn letters(text: &str) -> String {
    printed(text).replace(' ', "")
}

fn meeting(
    (server, client): &(TestServer, Client),
    name: &str,
    id: &str,
    value: &str,
    password: &str,
) {
    let id = format!("{id}{}", number());
    let create = Create::new(&id, name)
        .meta("text", value)
        .moderator_password(password)
        .attendee_password(format!("{password}-viewer"));
    let Some(created) = send(client, &create) else {
        return;
    };
    assert_eq!(letters(&created.meeting_id), letters(&id));
    let Some(info) = send(client, &GetMeetingInfo::new(&id)) else {
        panic!("{id:?} was created and is not there");
    };
    assert_eq!(
        letters(info.name.as_deref().unwrap_or_default()),
        letters(name)
    );
    assert_eq!(
        letters(info.metadata.get("text").unwrap_or_default()),
        letters(value)
    );
    // A server that gets no password creates one.
    if let Some(secret) = info
        .moderator_password
        .as_ref()
        .filter(|_| !letters(password).is_empty())
    {
        assert_eq!(letters(secret.expose()), letters(password));
    }
    let join = Join::new(&id, name, Role::Moderator).userdata("text", value);
    let link = client.server().url(&join);
    if link.is_ok_and(|link| server.open(&link).is_some()) {
        let running = send(client, &IsMeetingRunning::new(&id));
        assert!(running.is_some_and(|answer| answer.running));
        let info = send(client, &GetMeetingInfo::new(&id));
        let attendees = info.map(|info| info.attendees).unwrap_or_default();
        let [attendee] = attendees.as_slice() else {
            panic!("{attendees:?}")
        };
        assert_eq!(
            letters(attendee.name.as_deref().unwrap_or_default()),
            letters(name)
        );
    }
    let listed = send(client, &GetMeetings::new())
        .map(|answer| answer.meetings)
        .unwrap_or_default();
    assert!(
        listed
            .iter()
            .any(|meeting| letters(&meeting.meeting_id) == letters(&id))
    );
    assert!(send(client, &End::new(&id).password(password)).is_some());
    assert!(send(client, &GetMeetingInfo::new(&id)).is_none());
}

fn hook(client: &Client, url: &str, meeting: &str) {
    let create = CreateHook::new(url).meeting_id(meeting);
    let Some(created) = send(client, &create) else {
        return;
    };
    let hooks = send(client, &ListHooks::new())
        .map(|answer| answer.hooks)
        .unwrap_or_default();
    let urls: BTreeMap<_, _> = hooks
        .iter()
        .map(|hook| (&hook.hook_id, &hook.callback_url))
        .collect();
    assert_eq!(
        urls.get(&created.hook_id).copied(),
        Some(&Some(url.to_owned()))
    );
    assert!(send(client, &DestroyHook::new(&created.hook_id)).is_some());
}

fuzz_target!(|data: &[u8]| {
    let Some((profile, rest)) = data.split_first() else {
        return;
    };
    let started = started(*profile);
    let text = String::from_utf8_lossy(rest);
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (name, id, value, password, callback) = (next(), next(), next(), next(), next());
    meeting(started, name, id, value, password);
    hook(&started.1, &format!("https://a.example/{callback}"), id);
});
