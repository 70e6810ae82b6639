//! The pages before and after a meeting: for users who wait, and for users who are gone.

use super::form::{Button, Form};
use super::frame::Page;
use super::html::Html;
use crate::testing::site::Site;
use crate::testing::wire::Reply;
use crate::testing::world::{Farewell, Meeting, User};

/// Returns the page of a user who is waiting.
pub(super) fn page(site: &Site, meeting: &Meeting, user: &User, form: Form<'_>) -> Reply {
    let mut body = Html::new();
    body.raw("<main class=\"narrow\"><section class=\"card\" id=\"lobby\" data-live>");
    body.element("h1", &[("dir", &"auto")], &meeting.name);
    body.raw("<p>You are in the lobby, <bdi>").text(&user.name);
    body.raw("</bdi>. A moderator has to let you in.</p>");
    body.raw(
        "<p class=\"quiet\">This page goes on by itself. Without script, reload it.</p></section>",
    );
    body.raw("<div class=\"actions\">");
    let fields = [("act", "leave")];
    form.button(&mut body, Button::new("Leave"), &fields);
    body.raw("</div></main>");
    let page = Page {
        title: format!("Waiting: {}", meeting.name),
        status: 200,
        live: true,
        body,
    };
    page.reply(site)
}

/// Returns the page of a user whose meeting has ended, who has left, or who was turned away.
pub(super) fn farewell(site: &Site, farewell: &Farewell) -> Reply {
    let mut body = Html::new();
    body.raw("<main class=\"narrow\"><section class=\"card\">");
    body.element("h1", &[("dir", &"auto")], &farewell.meeting);
    body.raw("<p id=\"farewell\">Your session is over: the meeting has ended, you have left, or a moderator has turned you away.</p>");
    let url = &farewell.logout_url;
    if is_web_address(url) {
        body.raw("<p><a class=\"button\" id=\"go-on\" href=\"");
        body.text(url).raw("\">Go on</a></p>");
    }
    body.raw("<p class=\"quiet small\">It leads to <code>")
        .text(url);
    body.raw("</code></p></section></main>");
    let page = Page {
        title: farewell.meeting.clone(),
        status: 200,
        live: false,
        body,
    };
    page.reply(site)
}

/// Returns whether a link to this URL is safe: it opens a page and does not run a script.
pub(super) fn is_web_address(url: &str) -> bool {
    let lower = url.trim().to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with('/')
}
