//! The pages for browsers: the client behind join links, and the server's own page.

use self::form::Form;
use crate::testing::site::Site;
use crate::testing::wire::{Reply, Request};

mod act;
mod client;
mod curl;
mod deliveries;
mod form;
mod frame;
mod html;
mod lobby;
mod meeting;
mod overview;
mod recording;
mod requests;
mod shown;

/// The path of the style sheet.
const STYLE: &str = "/test-server/style.css";
/// The path of the script.
const SCRIPT: &str = "/test-server/live.js";
/// The path to which the forms of the server's own page are sent.
const ACT: &str = "/test-server/act";

/// The paths of the client. Over HTTPS the cookie of `join` applies only to paths below the second one.
const CLIENT: [&str; 2] = ["/html5client", "/bigbluebutton/html5client"];

/// Answers a request for a page. Returns `None` if the path has no page.
///
/// A page reads the world with [`Site::view`], and acts with [`Site::change`] and the methods of
/// [`World`](crate::testing::world::World), so that an action has the same consequences as in a test. Received requests are
/// in [`Site::requests`], and sent ones in [`Site::outgoing`].
pub(in crate::testing) fn answer(site: &Site, http: &Request) -> Option<Reply> {
    let path = http.path();
    for base in CLIENT {
        let below = path.strip_prefix(base);
        if below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            return Some(client::answer(site, http, base));
        }
    }
    if let Some(rest) = path.strip_prefix("/playback/") {
        return Some(recording::player(site, rest));
    }
    match path {
        "/" if http.method == "GET" || http.method == "HEAD" => Some(overview::page(site)),
        STYLE => Some(file(
            "text/css; charset=utf-8",
            include_str!("page/style.css"),
        )),
        SCRIPT => Some(file(
            "text/javascript; charset=utf-8",
            include_str!("page/live.js"),
        )),
        ACT => Some(match Form::sent(site, http) {
            Ok(form) => act::answer(site, &form),
            Err(refusal) => refusal,
        }),
        _ => None,
    }
}

fn file(content_type: &str, text: &'static str) -> Reply {
    Reply::new(200, content_type, text)
        .with("Cache-Control", "no-cache")
        .with("X-Content-Type-Options", "nosniff")
}
