//! Parameters that contain a URL: one that its readers cannot use is refused before anything is sent.
#![cfg(all(
    feature = "administration",
    feature = "webhooks",
    feature = "callbacks",
    feature = "sha256"
))]
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use bbb_sdk::administration::{Create, Document, InsertDocument, Join, PluginManifest, Role};
use bbb_sdk::callbacks::{MeetingEndedVerifier, WebhookVerifier};
use bbb_sdk::webhooks::CreateHook;
use bbb_sdk::{Call, Server};

/// The name of a parameter in errors, and a function that sends a call with this URL as its value.
type Setter = (&'static str, fn(&str) -> Result<(), String>);

fn error<C: Call>(call: &C) -> Result<(), String> {
    let server = Server::new("https://bbb.example.com", "secret").unwrap();
    let request = server.request(call);
    request.map(drop).map_err(|error| error.to_string())
}

fn create() -> Create {
    Create::new("room-1", "Physics")
}

fn join() -> Join {
    Join::new("room-1", "Ada", Role::Viewer)
}

/// The URLs that a server calls.
const CALLED: &[Setter] = &[
    ("callbackURL", |url| error(&CreateHook::new(url))),
    ("meetingEndedURL", |url| {
        error(&create().meeting_ended_url(url))
    }),
    ("meta_endCallbackUrl", |url| {
        error(&create().end_callback_url(url))
    }),
    ("meta_endCallbackUrl", |url| {
        error(&create().meta("endCallbackUrl", url))
    }),
    ("meta_endCallbackUrl", |url| {
        error(&create().meta("ENDCALLBACKURL", url))
    }),
    ("meta_endCallbackUrl", |url| {
        error(&create().end_callback_url(url).into_form())
    }),
    ("meta_bbb-recording-ready-url", |url| {
        error(&create().recording_ready_url(url))
    }),
    ("meta_bbb-recording-ready-url", |url| {
        error(&create().meta("BBB-Recording-Ready-URL", url))
    }),
    ("meta_bn-recording-ready-url", |url| {
        error(&create().meta("bn-recording-ready-url", url))
    }),
    ("meta_canvas-recording-ready-url", |url| {
        error(&create().meta("canvas-recording-ready-url", url))
    }),
    ("meta_analytics-callback-url", |url| {
        error(&create().analytics_callback_url(url))
    }),
    ("meta_analytics-callback-url", |url| {
        error(&create().meta("analytics-callback-url", url))
    }),
    ("meetingEndedURL", |url| {
        let verifier = MeetingEndedVerifier::new("secret").unwrap();
        let made = verifier.url(url, "room-1");
        made.map(drop).map_err(|error| error.to_string())
    }),
];

/// The URLs whose content a server fetches.
const FETCHED: &[Setter] = &[
    ("document url", |url| {
        error(&create().document(Document::url(url).filename("a.pdf")))
    }),
    ("document url", |url| {
        error(&InsertDocument::new(
            "room-1",
            Document::url(url).filename("a.pdf"),
        ))
    }),
    ("preUploadedPresentation", |url| {
        error(&create().pre_uploaded_presentation(url))
    }),
    ("pluginManifestsFetchUrl", |url| {
        error(&create().plugin_manifests_fetch_url(url))
    }),
    ("pluginManifests", |url| {
        error(&create().plugin_manifests([PluginManifest::new(url)]))
            .map_err(|error| error.replace("contains a manifest whose URL ", ""))
    }),
];

/// The URLs whose content a server fetches only with TLS.
const FETCHED_WITH_TLS: &[Setter] = &[
    ("clientSettingsOverrideJsonUrl", |url| {
        error(&create().client_settings_override_json_url(url))
    }),
    ("sharedNotesInitialContentJsonUrl", |url| {
        error(&create().shared_notes_initial_content_json_url(url))
    }),
    ("sharedNotesInitialContentMarkdownUrl", |url| {
        error(&create().shared_notes_initial_content_markdown_url(url))
    }),
];

/// The URLs that a browser opens.
const OPENED: &[Setter] = &[
    ("logoutURL", |url| error(&create().logout_url(url))),
    ("loginURL", |url| error(&create().login_url(url))),
    ("logo", |url| error(&create().logo(url))),
    ("darklogo", |url| error(&create().dark_logo(url))),
    ("presentationUploadExternalUrl", |url| {
        error(&create().presentation_upload_external(url, "Files"))
    }),
    ("avatarURL", |url| error(&join().avatar_url(url))),
    ("webcamBackgroundURL", |url| {
        error(&join().webcam_background_url(url))
    }),
    ("errorRedirectUrl", |url| {
        error(&join().error_redirect_url(url))
    }),
    ("logoutURL", |url| error(&join().logout_url(url))),
    ("clientURL", |url| error(&join().client_url(url))),
];

#[track_caller]
fn refuses(setters: &[&[Setter]], url: &str, reason: &str) {
    for (name, set) in setters.iter().copied().flatten() {
        let expected = format!("parameter `{name}` {reason}");
        assert_eq!(set(url), Err(expected), "{url}");
    }
}

#[track_caller]
fn takes(setters: &[&[Setter]], url: &str) {
    for (name, set) in setters.iter().copied().flatten() {
        assert_eq!(set(url), Ok(()), "{name} {url}");
    }
}

const ALL: &[&[Setter]] = &[CALLED, FETCHED, FETCHED_WITH_TLS, OPENED];
const SERVERS: &[&[Setter]] = &[CALLED, FETCHED, FETCHED_WITH_TLS];

#[test]
fn what_is_no_url_is_refused_everywhere() {
    let blank = "contains a blank: write it as `%20`";
    for url in [
        "not a url",
        " https://a.example/",
        "https://a.example/a b",
        "https://a.example/\u{A0}",
    ] {
        refuses(ALL, url, blank);
    }
    for url in [
        "https://a.example/\n",
        "https://a.example/\u{0}",
        "https://a.example/ \u{85}",
    ] {
        refuses(ALL, url, "contains a control character");
    }
    let scheme = "begins neither with `https://` nor with `http://`";
    for url in [
        "ftp://x/y",
        "a.example/cb",
        "a.example:80/cb",
        "//a.example/cb",
        "/cb",
        "https:/a.example",
        "https:a.example",
        "javascript:alert(1)",
        "mailto:a@a.example",
        "://a.example",
        "http",
    ] {
        refuses(ALL, url, scheme);
    }
    let encoded = "is already percent-encoded: pass it unencoded, and the crate encodes it once";
    for url in ["https%3A%2F%2Fa.example%2Fcb", "http%3a//a.example/cb"] {
        refuses(ALL, url, encoded);
    }
    for url in ["http://", "https:///cb", "https://?a", "https://#a"] {
        refuses(ALL, url, "has no host");
    }
    for url in [
        "https://a..example/",
        "https://[::1/",
        "https://::1/",
        "https://a\\b/",
        "https://a%2Eexample/",
    ] {
        let host = "has no usable host: it must be a name of letters, digits, `-`, `_` and dots, or an IP address, IPv6 in brackets";
        refuses(ALL, url, host);
    }
    for url in [
        "https://a.example:0/",
        "https://a.example:+80/",
        "https://a.example:65536/",
        "https://[::1]:/",
    ] {
        let port = "has no usable port: it must be a number from 1 to 65535";
        refuses(ALL, url, port);
    }
    let foreign =
        "is not ASCII: percent-encode its path and query, and write its host in the `xn--` form";
    for url in [
        "https://bücher.example/",
        "https://a.example/é",
        "https://a.example/?a=李",
    ] {
        refuses(ALL, url, foreign);
    }
    refuses(
        ALL,
        "https://a.example/a\\b",
        "contains `\\`: write it as `%5C`",
    );
    refuses(
        ALL,
        "https://a.example/?a=]]>",
        "contains `>`: write it as `%3E`",
    );
    refuses(
        ALL,
        "https://a.example/a|b",
        "contains `|`: write it as `%7C`",
    );
    refuses(
        ALL,
        "https://a.example/[a]",
        "contains `[`: write it as `%5B`",
    );
    let escape = "contains a `%` without two hex digits after it: write a percent sign as `%25`";
    for url in [
        "https://a.example/%",
        "https://a.example/?a=100%&b",
        "https://a.example/%zz",
    ] {
        refuses(ALL, url, escape);
    }
}

#[test]
fn what_no_request_carries_is_refused_where_a_server_makes_it() {
    let fragment = "has a fragment, which is never part of a request: write `#` as `%23`";
    let user = "has a user name, which servers do not send: put a token into its query";
    for (url, reason) in [
        ("https://a.example/a#b", fragment),
        ("https://a.example#", fragment),
        ("https://u:p@a.example/", user),
        ("https://@a.example/", user),
    ] {
        refuses(SERVERS, url, reason);
        takes(&[OPENED], url);
    }
}

#[test]
fn what_arrives_elsewhere_is_refused_where_it_is_verified() {
    let dots = "has a path with `.` or `..`, which servers resolve before they call it";
    for url in [
        "https://a.example/a/../b",
        "https://a.example/.",
        "https://a.example/%2e%2E/b",
    ] {
        refuses(&[CALLED], url, dots);
        takes(&[FETCHED, OPENED], url);
    }
}

#[test]
fn what_is_fetched_with_tls_alone_begins_with_https() {
    let reason = "does not begin with `https://`, and servers fetch nothing else";
    refuses(&[FETCHED_WITH_TLS], "http://a.example/a.json", reason);
    takes(&[CALLED, FETCHED, OPENED], "http://a.example/a.json");
    takes(&[FETCHED_WITH_TLS], "HTTPS://a.example/a.json");
}

#[test]
fn every_other_url_is_taken() {
    for url in [
        "https://a.example",
        "https://a.example/",
        "https://a.example?a=1",
        "https://a.example:8443/a/b.c?d=e&f[]=g",
        "https://[2001:db8::1]:443/",
        "https://10.0.0.1/a//b/",
        "https://xn--bcher-kva.example/caf%C3%A9?a=%E6%9D%8E%20b",
        "https://a_b.example./~!$&'()*+,;=:@-._",
        "https://a.example/?key=%5D%5D%3E",
    ] {
        takes(ALL, url);
    }
}

#[test]
fn an_empty_url_leaves_its_parameter_out() {
    takes(&[OPENED, FETCHED_WITH_TLS], "");
    let call = create()
        .end_callback_url("")
        .meeting_ended_url("")
        .meta("analytics-callback-url", "");
    assert_eq!(call.query().as_str(), "meetingID=room-1&name=Physics");
}

#[test]
fn placeholders_stand_where_servers_replace_them() {
    let manifest = "https://%%BBB_MAIN_VERSION%%.cdn.example/%%MEETING_ID%%/m.json?v=%%HTML5_PLUGIN_SDK_VERSION%%";
    assert_eq!(
        error(&create().plugin_manifests([PluginManifest::new(manifest)])),
        Ok(())
    );
    let logout = "https://a.example/bye?m=%%MEETINGID%%&u=%%USERID%%&n=%%USERNAME%%";
    assert_eq!(error(&create().logout_url(logout)), Ok(()));
    for url in [
        "https://a.example/%%",
        "https://a.example/%%MEETINGID",
        "https://a.example/%%meetingid%%",
        "https://a.example/%%%%",
    ] {
        let expected = "parameter `logoutURL` contains a `%` without two hex digits after it: write a percent sign as `%25`";
        assert_eq!(
            error(&create().logout_url(url)),
            Err(expected.to_owned()),
            "{url}"
        );
    }
    let call = create().end_callback_url("https://a.example/%%MEETINGID%%");
    assert!(error(&call).is_err());
}

#[test]
fn a_verifier_refuses_what_arrives_elsewhere() {
    let new = |url: &str| WebhookVerifier::new(url, "secret").map(drop);
    for url in [
        "not a url",
        "ftp://x/y",
        "http://",
        "https%3A%2F%2Fa.example%2Fcb",
        "a.example/cb",
        "https://a.example/cb\n",
        "https://a.example/#a",
        "https://u@a.example/",
        "https://a.example/a/../b",
        "https://a.example/a\\b",
        "https://a.example:+1/",
    ] {
        assert!(new(url).is_err(), "{url}");
        assert!(error(&CreateHook::new(url)).is_err(), "{url}");
    }
    // Webhooks 3.x call such a URL that another program registered. This crate does not register one, because other
    // releases do not call it.
    assert!(new("https://a.example/ü b").is_ok());
}
