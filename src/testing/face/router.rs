//! Leads a request to the API or to a page.

use std::sync::Arc;

use crate::testing::page;
use crate::testing::site::Site;
use crate::testing::wire::{Handler, Panic, Reply, Request, Step, lock, whole};

/// Answers what comes over the wire.
pub(super) struct Router(pub(super) Arc<Site>);

impl Handler for Router {
    fn handle(&self, request: &Request) -> Vec<Step> {
        let (reply, steps) = respond(&self.0, request);
        steps.unwrap_or_else(|| whole(&reply, request.method == "HEAD"))
    }

    fn panicked(&self, message: Panic) {
        *lock(&self.0.panic) = Some(message);
    }
}

/// The response to a request, or what happens instead of one.
pub(super) fn respond(site: &Site, request: &Request) -> (Reply, Option<Vec<Step>>) {
    if let Some(answered) = site.answer(request) {
        return answered;
    }
    let page = page::answer(site, request);
    (page.unwrap_or_else(|| site.elsewhere(request.path())), None)
}
