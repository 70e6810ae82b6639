//! The frame around every page.

use std::net::{IpAddr, SocketAddr};

use super::html::Html;
use super::{SCRIPT, STYLE};
use crate::testing::site::Site;
use crate::testing::wire::Reply;

/// A page: its title, and its content below the notice.
pub(super) struct Page {
    pub(super) title: String,
    pub(super) status: u16,
    /// Whether the script refreshes the parts that change.
    pub(super) live: bool,
    pub(super) body: Html,
}

impl Page {
    pub(super) fn reply(&self, site: &Site) -> Reply {
        let mut html = Html::new();
        html.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.raw("<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\">");
        html.element("title", &[], &self.title);
        html.open("link", &[("rel", &"stylesheet"), ("href", &STYLE)]);
        html.open("script", &[("src", &SCRIPT), ("defer", &"")])
            .close("script");
        html.raw("</head>");
        html.open(
            "body",
            if self.live {
                &[("data-refresh", &"1")]
            } else {
                &[]
            },
        );
        notice(&mut html, site);
        html.html(&self.body);
        html.raw("</body></html>\n");
        Reply::new(self.status, "text/html; charset=utf-8", html.into_string())
            .with("Cache-Control", "no-store")
            .with(
                "Content-Security-Policy",
                "default-src 'self'; img-src 'self' data:",
            )
            .with("X-Content-Type-Options", "nosniff")
            .with("Referrer-Policy", "same-origin")
    }
}

/// Says that this is a test server, and warns if others can reach it.
fn notice(html: &mut Html, site: &Site) {
    html.raw("<p class=\"notice\">Test server: nobody is really here, and nothing is kept.");
    if reachable_by_others(&site.origin) {
        html.raw(" <strong>Warning: it listens beyond this machine, and whoever reaches it can do everything on this page.</strong>");
    }
    html.raw("</p>");
}

/// Returns whether an address is not on the loopback interface.
fn reachable_by_others(origin: &str) -> bool {
    let address = origin.trim_start_matches("http://").parse();
    address.is_ok_and(|address: SocketAddr| match address.ip() {
        IpAddr::V4(ip) => !ip.is_loopback(),
        IpAddr::V6(ip) => !ip.is_loopback(),
    })
}

/// Returns a page with one message.
pub(super) fn message(site: &Site, status: u16, title: &str, words: &str) -> Reply {
    let mut body = Html::new();
    body.raw("<main class=\"narrow\"><section class=\"card\">");
    body.element("h1", &[], title).element("p", &[], words);
    body.raw("<p><a href=\"/\">The server's page</a></p></section></main>");
    let page = Page {
        title: title.to_owned(),
        status,
        live: false,
        body,
    };
    page.reply(site)
}

/// Redirects a browser after it has submitted a form.
pub(super) fn go_to(url: &str) -> Reply {
    let mut ascii = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_ascii_graphic() {
            ascii.push(c);
        } else {
            ascii.push_str(&crate::query::twice::encoded(c));
        }
    }
    Reply::new(303, "text/plain; charset=utf-8", "")
        .with("Location", ascii)
        .with("Cache-Control", "no-store")
}
