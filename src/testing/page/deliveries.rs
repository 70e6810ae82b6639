//! Requests from the server to the application: webhooks, and the callbacks of meetings and recordings.

use super::html::Html;
use super::overview::{heading, more};
use super::shown::{body, time_of_day};
use crate::redact::{redact, shown_url};
use crate::testing::outgoing::{DeliveryAttempt, OutgoingKind, OutgoingRequest};
use crate::testing::site::Site;
use crate::testing::wire::lock;
use crate::testing::world::Hook;

/// The maximum number of deliveries shown for a webhook.
const SHOWN: usize = 50;
/// The maximum number of pending deliveries shown.
const WAITING: usize = 5;

pub(super) fn list(html: &mut Html, site: &Site) {
    let hooks = site.view(|world| world.hooks.clone());
    let (attempts, waiting) = {
        let outgoing = lock(&site.outgoing);
        let attempts: Vec<DeliveryAttempt> = outgoing.attempts.iter().rev().cloned().collect();
        let waiting: Vec<OutgoingRequest> = outgoing.queue.iter().rev().cloned().collect();
        (attempts, waiting)
    };
    let sent = Sent { attempts, waiting };
    heading(html, "Webhooks", hooks.len());
    if hooks.is_empty() {
        html.raw("<p class=\"empty\">No webhook is registered. <code>hooks/create</code> registers one.</p>");
    }
    for hook in &hooks {
        one(html, hook, &sent);
    }
    let is_other = |request: &OutgoingRequest| {
        let known = hooks.iter().any(|hook| hook.url == request.url);
        request.kind != OutgoingKind::Webhook || !known
    };
    if sent.count(&is_other) > 0 {
        html.raw("<article><h3>Callbacks, and webhooks that are gone</h3>");
        sent.show(html, "others", &is_other);
        html.raw("</article>");
    }
}

fn one(html: &mut Html, hook: &Hook, sent: &Sent) {
    html.raw("<article><h3 class=\"url\">")
        .text(shown_url(&hook.url))
        .raw("</h3>");
    html.raw("<p class=\"quiet small\">")
        .text(match &hook.meeting_id {
            Some(id) => format!("for {id}"),
            None => "for every meeting".to_owned(),
        });
    html.raw(" · ").text(match &hook.events {
        _ if hook.is_raw() => "raw messages",
        Some(events) => events,
        None => "all events",
    });
    html.raw(" · <code>").text(&hook.id).raw("</code></p>");
    let is_own = |request: &OutgoingRequest| {
        request.kind == OutgoingKind::Webhook && request.url == hook.url
    };
    if sent.count(&is_own) == 0 {
        html.raw("<p class=\"empty small\">Nothing was sent yet.</p>");
    }
    sent.show(html, &hook.id, &is_own);
    html.raw("</article>");
}

/// The requests that were sent and those that are pending, the newest first.
struct Sent {
    attempts: Vec<DeliveryAttempt>,
    waiting: Vec<OutgoingRequest>,
}

impl Sent {
    fn count(&self, of: &impl Fn(&OutgoingRequest) -> bool) -> usize {
        let attempts = self.attempts.iter().filter(|attempt| of(&attempt.request));
        let waiting = self.waiting.iter().filter(|request| of(request));
        attempts.count() + waiting.count()
    }

    fn show(&self, html: &mut Html, id: &str, of: &impl Fn(&OutgoingRequest) -> bool) {
        let waiting = self.waiting.iter().filter(|request| of(request));
        let waiting: Vec<_> = waiting.collect();
        for request in waiting.iter().take(WAITING) {
            html.raw("<div class=\"line small\"><span class=\"quiet\">")
                .text(time_of_day(request.due_millis));
            html.raw("</span><span class=\"grow\">")
                .text(subject(request))
                .raw("</span>");
            html.raw("<span class=\"tag\">");
            html.text(if request.attempts == 0 {
                "to be sent"
            } else {
                "to be repeated"
            })
            .raw("</span></div>");
        }
        if waiting.len() > WAITING {
            html.raw("<p class=\"quiet small\">")
                .text(waiting.len() - WAITING);
            html.raw(" more are to be sent.</p>");
        }
        let all: Vec<_> = self
            .attempts
            .iter()
            .filter(|attempt| of(&attempt.request))
            .collect();
        for (at, attempt) in all.iter().take(SHOWN).enumerate() {
            delivery(html, attempt, &format!("delivery-{id}-{}", all.len() - at));
        }
        more(html, all.len(), all.len().min(SHOWN));
    }
}

fn delivery(html: &mut Html, attempt: &DeliveryAttempt, id: &str) {
    let arrived = attempt
        .status
        .is_some_and(|status| attempt.request.kind.accepts(status));
    html.open("details", &[("id", &id)]);
    html.raw("<summary class=\"small\"><span class=\"quiet\">")
        .text(time_of_day(attempt.at_millis));
    html.raw("</span> <span class=\"grow\">")
        .text(subject(&attempt.request));
    if attempt.request.attempts > 1 {
        html.raw(" <span class=\"quiet\">attempt ")
            .text(attempt.request.attempts)
            .raw("</span>");
    }
    html.raw("</span>");
    html.open(
        "span",
        &[("class", if arrived { &"tag good" } else { &"tag bad" })],
    );
    match attempt.status {
        Some(status) => html.text(status),
        None => html.text("no response"),
    };
    html.raw("</span></summary><div class=\"inside\">");
    if let Some(problem) = &attempt.problem {
        html.element("p", &[("class", &"wrong")], redact(problem));
    }
    html.raw("<p class=\"quiet small\">")
        .text(match attempt.retry_millis {
            Some(at) => format!("Repeated at {} UTC.", time_of_day(at)),
            None if arrived => "Arrived.".to_owned(),
            None => "Given up.".to_owned(),
        });
    html.raw("</p><p class=\"url small\">")
        .text(shown_url(&attempt.request.url))
        .raw("</p>");
    if let Some(json) = &attempt.request.json {
        html.element("pre", &[], body(json));
    }
    html.raw("</div></details>");
}

/// Returns the subject of a request: the event of a webhook, or the callback.
fn subject(request: &OutgoingRequest) -> String {
    let json = request.json.as_deref().unwrap_or_default();
    let after = |name: &str| {
        let (_, rest) = json.split_once(name)?;
        Some(rest.split('"').next()?.to_owned())
    };
    let subject = match request.kind {
        OutgoingKind::Webhook => {
            after("\"type\":\"event\",\"id\":\"").or_else(|| after("\"name\":\""))
        }
        OutgoingKind::MeetingEnded => Some("meeting ended (meta_endCallbackUrl)".to_owned()),
        OutgoingKind::MeetingEndedUrl => Some("meeting ended (meetingEndedURL)".to_owned()),
        OutgoingKind::RecordingReady => Some("recording ready".to_owned()),
        OutgoingKind::Analytics => Some("analytics".to_owned()),
    };
    let subject = subject.unwrap_or_else(|| "event".to_owned());
    format!("{subject} · {}", request.meeting_id)
}
