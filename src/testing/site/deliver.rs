//! Sends the requests that are due, and records the results.

use super::Site;
use crate::callbacks::Signing;
use crate::checksum::Checksum;
use crate::testing::clock::millis;
use crate::testing::outgoing::delivery::Signature;
use crate::testing::outgoing::{DeliveryAttempt, OutgoingKind, OutgoingRequest};
use crate::testing::wire::lock;
use crate::testing::world::remember;

impl Site {
    /// Sends every request that is due, one after another.
    pub(in crate::testing) fn deliver(
        &self,
        signing: Signing,
        checksum: Checksum,
    ) -> Vec<DeliveryAttempt> {
        let mut attempts = Vec::new();
        // The application may call this server while it handles the request, so no lock is held.
        while let Some(request) = self.next_due() {
            attempts.push(self.attempt(request, signing, checksum));
        }
        attempts
    }

    /// Removes a request that is due from the queue.
    fn next_due(&self) -> Option<OutgoingRequest> {
        self.tick();
        let now = self.clock.millis();
        let queue = &mut lock(&self.outgoing).queue;
        let due = queue.iter().position(|request| request.due_millis <= now)?;
        queue.remove(due)
    }

    fn attempt(
        &self,
        mut request: OutgoingRequest,
        signing: Signing,
        checksum: Checksum,
    ) -> DeliveryAttempt {
        let signature = Signature {
            secret: &self.settings.secret,
            signing,
            checksum,
            now: self.clock.time(),
        };
        let at_millis = self.clock.millis();
        let (status, problem) = match request.send(signature, self.settings.webhooks()) {
            Ok(status) => (Some(status), None),
            Err(problem) => (None, Some(problem)),
        };
        let wait = request.kind.waits().get(request.attempts).copied();
        request.attempts += 1;
        let arrived = status.is_some_and(|status| request.kind.accepts(status));
        let retry_millis = wait.filter(|_| !arrived).map(|wait| {
            request.due_millis = self.clock.millis().saturating_add(millis(wait));
            remember(&mut lock(&self.outgoing).queue, request.clone());
            request.due_millis
        });
        if !arrived && retry_millis.is_none() && request.kind == OutgoingKind::Webhook {
            self.change(|world, _| world.hooks.retain(|hook| hook.url != request.url));
        }
        let attempt = DeliveryAttempt {
            request,
            at_millis,
            status,
            problem,
            retry_millis,
        };
        remember(&mut lock(&self.outgoing).attempts, attempt.clone());
        attempt
    }
}
