//! Routes a request to the API or to a page.

use std::sync::Arc;

use crate::testing::page;
use crate::testing::site::Site;
use crate::testing::wire::{Handler, Panic, Reply, Request, Step, lock, whole};

/// The handler of the server's connections.
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

/// Returns the response to a request, and the steps of a fault if one replaces it.
pub(super) fn respond(site: &Site, request: &Request) -> (Reply, Option<Vec<Step>>) {
    if let Some(answered) = site.answer(request) {
        return answered;
    }
    let page = page::answer(site, request);
    (page.unwrap_or_else(|| site.elsewhere(request.path())), None)
}
