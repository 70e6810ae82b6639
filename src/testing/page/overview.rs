//! The server's own page.

use super::form::{Button, Form};
use super::frame::Page;
use super::html::Html;
use super::meeting::{avatar, tags};
use super::shown::moment;
use super::{curl, deliveries, recording, requests};
use crate::testing::profiles::Profile;
use crate::testing::site::Site;
use crate::testing::wire::Reply;
use crate::testing::world::Meeting;

/// The maximum number of meetings shown.
const MEETINGS: usize = 50;
/// The maximum number of users shown for a meeting.
const PEOPLE: usize = 24;

/// Returns the page.
pub(super) fn page(site: &Site) -> Reply {
    site.tick();
    let mut body = Html::new();
    header(&mut body, site);
    body.raw("<main><div class=\"columns\"><div>");
    section(&mut body, "meetings", |html| meetings(html, site));
    section(&mut body, "requests", |html| requests::list(html, site));
    body.raw("</div><div>");
    section(&mut body, "recordings", |html| recording::list(html, site));
    section(&mut body, "webhooks", |html| deliveries::list(html, site));
    body.raw("</div></div></main>");
    let page = Page {
        title: "BigBlueButton test server".to_owned(),
        status: 200,
        live: true,
        body,
    };
    page.reply(site)
}

fn section(html: &mut Html, id: &'static str, fill: impl FnOnce(&mut Html)) {
    html.open(
        "section",
        &[("class", &"card"), ("id", &id), ("data-live", &"")],
    );
    fill(html);
    html.raw("</section>");
}

/// Adds the simulated product and the clock.
fn header(html: &mut Html, site: &Site) {
    html.raw("<header class=\"top\"><div class=\"grow\"><h1>BigBlueButton test server</h1>");
    html.raw("<p class=\"quiet\"><code>").text(address(site));
    html.raw("</code> · ")
        .text(simulated(site.settings.profile));
    html.raw("</p></div><div class=\"clock\"><span id=\"clock\" data-live><time>");
    html.text(moment(site.clock.millis()))
        .raw("</time> UTC</span><span class=\"actions\">");
    for (minutes, label) in [("5", "+5 min"), ("60", "+1 h")] {
        let fields = [("act", "clock"), ("minutes", minutes)];
        Form::own(site).button(html, Button::new(label).class("small"), &fields);
    }
    html.raw("</span></div></header>");
}

/// Returns the name of the simulated product.
fn simulated(profile: Profile) -> &'static str {
    match profile {
        Profile::Bbb24 => "BigBlueButton 2.4",
        Profile::Bbb27 => "BigBlueButton 2.7",
        Profile::Bbb30 => "BigBlueButton 3.0",
        Profile::Bbb40 => "BigBlueButton 4.0",
        Profile::Scalelite => "Scalelite",
        Profile::B3lb => "b3lb",
        Profile::B3scale => "b3scale",
    }
}

/// Returns the address to which calls are sent.
pub(super) fn address(site: &Site) -> String {
    format!("{}{}", site.origin, site.settings.profile.base())
}

fn meetings(html: &mut Html, site: &Site) {
    let meetings: Vec<Meeting> = site.view(|world| {
        let newest_first = world.meetings.iter().rev();
        newest_first.take(MEETINGS).cloned().collect()
    });
    let count = site.view(|world| world.meetings.len());
    heading(html, "Meetings", count);
    if meetings.is_empty() {
        html.raw("<p class=\"empty\">No meeting yet. Let your application create one, or paste this into a terminal:</p>");
        html.raw("<pre>");
        html.text(curl::command(
            site,
            "create",
            "name=Physics&meetingID=room-1&record=true",
            None,
        ));
        html.raw(
            "</pre><p class=\"quiet small\"><code>BBB_SECRET</code> is the server's secret.</p>",
        );
    }
    for found in &meetings {
        meeting(html, found, site);
    }
    more(html, count, meetings.len());
}

fn meeting(html: &mut Html, meeting: &Meeting, site: &Site) {
    html.raw("<article><div class=\"line\"><h3 dir=\"auto\">");
    html.text(&meeting.name).raw("</h3><span class=\"tags\">");
    if meeting.recording {
        html.raw("<span class=\"tag live\"><span class=\"dot\"></span>recording</span>");
    }
    if meeting.forcibly_ended {
        html.raw("<span class=\"tag\">ended</span>");
    } else if meeting.is_running() {
        html.raw("<span class=\"tag good\">running</span>");
    } else {
        html.raw("<span class=\"tag\">nobody there</span>");
    }
    html.raw("</span>");
    if !meeting.forcibly_ended {
        let fields = [("act", "end"), ("meeting", &meeting.internal_id)];
        Form::own(site).button(html, Button::new("End").class("small"), &fields);
    }
    html.raw("</div><p class=\"quiet small\"><code>")
        .text(&meeting.external_id);
    html.raw("</code> created ")
        .text(moment(meeting.created))
        .raw("</p>");
    let online: Vec<_> = meeting.online().collect();
    let waiting = meeting.users.iter().filter(|user| user.waiting).count();
    html.raw("<ul class=\"crowd\">");
    for user in online.iter().take(PEOPLE) {
        html.open("li", &[("title", &tags(user).join(", "))]);
        avatar(html, user);
        html.raw("<bdi>").text(&user.name).raw("</bdi></li>");
    }
    if online.len() > PEOPLE {
        html.raw("<li class=\"quiet\">and ")
            .text(online.len() - PEOPLE)
            .raw(" more</li>");
    }
    if waiting > 0 {
        html.raw("<li class=\"quiet\">")
            .text(waiting)
            .raw(" in the lobby</li>");
    }
    html.raw("</ul></article>");
}

pub(super) fn heading(html: &mut Html, title: &str, count: usize) {
    html.raw("<h2>")
        .text(title)
        .raw(" <span class=\"count\">")
        .text(count)
        .raw("</span></h2>");
}

/// Adds the number of items that are not shown, if there are any.
pub(super) fn more(html: &mut Html, count: usize, shown: usize) {
    if count > shown {
        html.raw("<p class=\"quiet small\">The last ")
            .text(shown)
            .raw(" of ")
            .text(count)
            .raw(".</p>");
    }
}
