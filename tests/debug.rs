//! `Debug` of answers shows no value under a secret's name or in a URL.
#![cfg(all(
    feature = "administration",
    feature = "monitoring",
    feature = "recording",
    feature = "webhooks",
    feature = "json"
))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop"
)]

use std::fmt::Debug;
use std::fs;
use std::path::Path;

use bbb_sdk::Call;
use bbb_sdk::administration::{Create, Join};
use bbb_sdk::monitoring::{GetJoinUrl, GetMeetingInfo, GetMeetings, LearningDashboard, Version};
use bbb_sdk::recording::{GetRecordingTextTracks, GetRecordings};
use bbb_sdk::webhooks::ListHooks;

const TOKEN: &str = "swordfish";

/// Elements that may contain a token, with the token.
const VALUES: [&str; 6] = [
    "https://h.example/p?sessionToken=swordfish",
    "https://h.example/p?x=1#t=swordfish",
    "https://u:swordfish@h.example/p",
    "{&quot;recording_ready_url&quot;:&quot;https://h/?token=swordfish&quot;}",
    "{\"token\": \"swordfish\", \"a\": 1}",
    "wss://h.example/graphql?auth=swordfish",
];

/// Elements whose value is a URL, settings or a secret.
fn may_hold_one(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "url",
        "link",
        "image",
        "callbackattributes",
        "token",
        "pw",
        "password",
    ]
    .iter()
    .any(|part| name.contains(part))
}

/// Returns the text with a token in every element that may contain one, and with secret names in the metadata.
fn with_tokens(text: &str, value: &str) -> String {
    let mut spiked = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("</") {
        let name = behind.split('>').next().unwrap();
        let (start, content) = before.rsplit_once('>').unwrap();
        spiked.push_str(start);
        spiked.push('>');
        spiked.push_str(if may_hold_one(name) && start.ends_with(name) {
            value
        } else {
            content
        });
        spiked.push_str("</");
        rest = behind;
    }
    spiked.push_str(rest);
    let secrets: Vec<_> = [
        "secret-lrs-payload",
        "sessiontoken",
        "moderatorpw",
        "bbb_auth_token",
        "x-api-key",
        "endcallbackurl",
    ]
    .iter()
    .map(|name| {
        let value = if name.ends_with("url") { value } else { TOKEN };
        format!("<{name}>{value}</{name}>")
    })
    .collect();
    let secrets = secrets.concat();
    ["metadata", "customdata", "userdata"]
        .iter()
        .fold(spiked, |text, name| {
            text.replace(&format!("<{name}>"), &format!("<{name}>{secrets}"))
        })
}

#[track_caller]
fn keeps(answer: &impl Debug, what: &str) {
    for shown in [format!("{answer:?}"), format!("{answer:#?}")] {
        assert!(!shown.contains(TOKEN), "{what}: {shown}");
    }
}

/// Reads all answers of a kind with tokens in them, and asserts the number of successes.
fn kept<C: Call<Output: Debug>>(folder: &str, least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(folder);
    let mut successes = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        for value in VALUES {
            if let Ok(answer) = C::decode(&with_tokens(&text, value)) {
                keeps(&answer, &path.display().to_string());
                successes += 1;
            }
        }
    }
    assert!(successes >= least, "{successes}");
}

#[test]
fn answers_keep_their_tokens() {
    kept::<Create>("create", 36);
    kept::<Join>("join", 6);
    kept::<GetMeetings>("getMeetings", 150);
    kept::<GetMeetingInfo>("getMeetingInfo", 120);
    kept::<GetRecordings>("getRecordings", 150);
    kept::<Version>("apiVersion", 24);
}

#[test]
fn answers_without_a_fixture_keep_their_tokens() {
    for value in VALUES {
        let hooks = format!(
            "<response><returncode>SUCCESS</returncode><hooks><hook><hookID>1</hookID><callbackURL>{value}</callbackURL></hook></hooks></response>"
        );
        keeps(&ListHooks::decode(&hooks).unwrap(), "hooks/list");
        let value = serde_json::to_string(&value.replace("&quot;", "\"")).unwrap();
        let body = |inner: &str| format!("{{\"response\":{{\"returncode\":\"SUCCESS\",{inner}}}}}");
        let tracks = body(&format!(
            "\"tracks\":[{{\"href\":{value},\"kind\":\"captions\"}}]"
        ));
        let tracks = GetRecordingTextTracks::decode(&tracks).unwrap();
        assert_eq!(tracks.tracks.len(), 1);
        keeps(&tracks, "getRecordingTextTracks");
        keeps(
            &GetJoinUrl::decode(&body(&format!("\"url\":{value}"))).unwrap(),
            "getJoinUrl",
        );
    }
    let data = r#""data":"{\"users\":{\"a\":{\"sessionToken\":\"swordfish\",\"url\":\"https://h/?token=swordfish\"}}}""#;
    let data = format!("{{\"response\":{{\"returncode\":\"SUCCESS\",{data}}}}}");
    let data = LearningDashboard::decode(&data).unwrap();
    assert!(data.data.contains(TOKEN));
    keeps(&data, "learningDashboard");
}
