//! The list of recordings, and the page behind a recording's link.

use super::form::{Button, Form};
use super::frame::{self, Page};
use super::html::Html;
use super::lobby::is_web_address;
use super::overview::{heading, more};
use super::shown::moment;
use crate::testing::site::Site;
use crate::testing::wire::Reply;
use crate::testing::wire::parameters::decode;
use crate::testing::world::TestRecording;

/// The maximum number of recordings shown.
const SHOWN: usize = 50;

pub(super) fn list(html: &mut Html, site: &Site) {
    let (count, recordings) = site.view(|world| {
        let newest = world.recordings.iter().rev().take(SHOWN).cloned();
        (world.recordings.len(), newest.collect::<Vec<_>>())
    });
    heading(html, "Recordings", count);
    if recordings.is_empty() {
        html.raw(
            "<p class=\"empty\">None yet. A meeting that was recorded leaves one when it ends.</p>",
        );
    }
    for recording in &recordings {
        one(html, site, recording);
    }
    more(html, count, recordings.len());
}

fn one(html: &mut Html, site: &Site, recording: &TestRecording) {
    html.raw("<article><div class=\"line\"><h3 dir=\"auto\">")
        .text(&recording.name)
        .raw("</h3>");
    let class = match recording.state.as_str() {
        "published" => "tag good",
        "deleted" => "tag bad",
        _ => "tag",
    };
    html.element("span", &[("class", &class)], &recording.state);
    html.raw("</div><p class=\"quiet small\">")
        .text(moment(recording.start));
    html.raw(" · ")
        .text(minutes(recording))
        .raw(" min · <code>")
        .text(&recording.meeting_id)
        .raw("</code></p>");
    html.raw("<div class=\"actions\">");
    for format in recording
        .formats
        .iter()
        .filter(|format| is_web_address(&format.url))
    {
        html.open("a", &[("class", &"button small"), ("href", &format.url)]);
        html.raw("Play ").text(&format.kind).raw("</a>");
    }
    let mut button = |act: &str, label: &str, class: &str| {
        let fields = [("act", act), ("recording", recording.record_id())];
        Form::own(site).button(html, Button::new(label).class(class), &fields);
    };
    match recording.state.as_str() {
        "processing" => button("process", "Finish processing", "small"),
        "processed" => button("process", "Publish", "small"),
        "published" => button("unpublish", "Unpublish", "small"),
        "unpublished" => button("publish", "Publish", "small"),
        _ => {}
    }
    if recording.state != "deleted" {
        button("delete", "Delete", "small danger");
    }
    html.raw("</div></article>");
}

fn minutes(recording: &TestRecording) -> i64 {
    recording.end.saturating_sub(recording.start) / 60_000
}

/// Returns the page behind a recording's link, which says what a real server would play.
pub(super) fn player(site: &Site, path: &str) -> Reply {
    site.tick();
    let path = path.trim_end_matches('/');
    let (format, id) = (
        path.split('/').next().unwrap_or_default(),
        path.rsplit('/').next().unwrap_or_default(),
    );
    let id = decode(id);
    let found = site.view(|world| {
        let mut recordings = world.recordings.iter();
        recordings
            .find(|recording| recording.record_id() == id)
            .cloned()
    });
    let found = found.filter(|recording| recording.state == "published");
    let Some(recording) = found else {
        let words = "There is no published recording at this address.";
        return frame::message(site, 404, "Recording not found", words);
    };
    let mut body = Html::new();
    body.raw("<main class=\"narrow\"><section class=\"card\">");
    body.element("h1", &[("dir", &"auto")], &recording.name);
    body.raw("<div class=\"player\" role=\"img\" aria-label=\"A player that plays nothing\"><span>▶</span></div><p>Here a real server plays <strong>");
    body.text(decode(format))
        .raw("</strong> of ")
        .text(minutes(&recording))
        .raw(" minutes.</p>");
    body.raw("<p class=\"quiet small\">Recorded from ")
        .text(moment(recording.start));
    body.raw(" UTC, with ")
        .text(recording.participants)
        .raw(" participants. Record ID <code>")
        .text(recording.record_id())
        .raw("</code></p>");
    body.raw("<p><a href=\"/\">The server's page</a></p></section></main>");
    let page = Page {
        title: recording.name.clone(),
        status: 200,
        live: false,
        body,
    };
    page.reply(site)
}
