//! The requests that the server received.

use super::curl;
use super::html::Html;
use super::overview::{heading, more};
use super::shown::{body, time_of_day};
use crate::redact::shown_value;
use crate::testing::api::signature::SignatureCheck;
use crate::testing::site::Site;
use crate::testing::site::request_record::RequestRecord;
use crate::testing::wire::lock;

/// The maximum number of requests shown.
const SHOWN: usize = 100;

pub(super) fn list(html: &mut Html, site: &Site) {
    let (count, requests) = {
        let all = lock(&site.requests);
        let newest: Vec<RequestRecord> = all.iter().rev().take(SHOWN).cloned().collect();
        (all.len(), newest)
    };
    heading(html, "Requests", count);
    if requests.is_empty() {
        html.raw("<p class=\"empty\">Nobody has called yet.</p>");
    }
    for (at, request) in requests.iter().enumerate() {
        // The number counts from the first request, so it stays the same when others arrive.
        one(html, site, request, count - at);
    }
    more(html, count, requests.len());
}

fn one(html: &mut Html, site: &Site, request: &RequestRecord, number: usize) {
    html.open("details", &[("id", &format_args!("request-{number}"))]);
    html.raw("<summary><span class=\"quiet small\">")
        .text(time_of_day(request.at_millis()));
    html.raw("</span> <span class=\"grow\"><b>")
        .text(match request.call() {
            "" => "(version)",
            call => call,
        });
    html.raw("</b> <span class=\"quiet small\" dir=\"auto\">")
        .text(gist(request))
        .raw("</span></span>");
    html.raw("<span class=\"tags\">");
    if !request.signature().is_right() {
        html.raw("<span class=\"tag bad\">checksum</span>");
    }
    let (class, outcome) = outcome(request);
    html.element("span", &[("class", &class)], outcome);
    html.raw("</span></summary><div class=\"inside\">");
    checksum(html, request.signature());
    parameters(html, request);
    text(html, "Request body", &request.text_without_parts());
    text(html, "Response", request.response());
    let id = format!("curl-{number}");
    html.raw("<div class=\"line\"><h4>Again, signed</h4>");
    html.open(
        "button",
        &[
            ("class", &"copy small"),
            ("type", &"button"),
            ("data-copy", &id),
        ],
    );
    html.raw("Copy</button></div>");
    html.element("pre", &[("id", &id)], curl::of(site, request));
    html.raw("</div></details>");
}

/// Returns the parameter that distinguishes a request from others of the same call.
fn gist(request: &RequestRecord) -> String {
    let names = ["meetingID", "recordID", "hookID", "callbackURL"];
    let found = names
        .iter()
        .find_map(|name| Some((name, request.parameter(name)?)));
    found.map_or_else(String::new, |(name, value)| shown_value(name, value))
}

fn outcome(request: &RequestRecord) -> (&'static str, String) {
    let failed = request.response().contains("FAILED") || request.status() >= 400;
    let class = match request.status() {
        0 => "tag bad",
        _ if failed => "tag bad",
        _ => "tag good",
    };
    let text = match (request.key(), request.status()) {
        (_, 0) => "no response".to_owned(),
        (Some(key), _) => key.to_owned(),
        (None, status) => status.to_string(),
    };
    (class, text)
}

/// Adds the result of checking the checksum, and what the server would have signed.
fn checksum(html: &mut Html, check: &SignatureCheck) {
    let class = if check.is_right() { "quiet" } else { "wrong" };
    let is_signed = matches!(check, SignatureCheck::Right(_));
    let verb = if is_signed { "is " } else { "" };
    html.element(
        "p",
        &[("class", &class)],
        format_args!("The request {verb}{check}."),
    );
}

fn parameters(html: &mut Html, request: &RequestRecord) {
    html.raw("<p class=\"quiet small\">")
        .text(request.method())
        .raw(" · ");
    match request.status() {
        0 => html.raw("no response"),
        status => html.raw("HTTP ").text(status),
    };
    if let Some(kind) = request.content_type() {
        html.raw(" · ").text(kind);
    }
    html.raw("</p><dl>");
    for (name, value) in request.parameters() {
        html.element("dt", &[], name);
        html.element("dd", &[("dir", &"auto")], shown_value(name, value));
    }
    html.raw("</dl>");
}

fn text(html: &mut Html, title: &str, content: &str) {
    if content.is_empty() {
        return;
    }
    html.element("h4", &[], title);
    html.element("pre", &[], body(content));
}
