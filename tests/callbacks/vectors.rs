//! Deliveries of real servers, unchanged and after changes.

use super::*;

/// A delivery of a real webhooks server.
#[derive(Clone)]
struct Vector {
    algorithm: Checksum,
    secret: String,
    url: String,
    target: String,
    body: Vec<u8>,
    signing: Signing,
}

fn vectors() -> Vec<Vector> {
    let vectors = include_str!("../fixtures/callbacks/webhook-vectors.json");
    let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap();
    let read = |vector: &Value| {
        let text = |name: &str| vector[name].as_str().unwrap().to_owned();
        let rule = text("rule");
        let algorithm = text("algorithm");
        let algorithm = ALGORITHMS
            .into_iter()
            .find(|known| known.name() == algorithm);
        let is_over = |what: &str| rule.contains(what);
        Vector {
            algorithm: algorithm.unwrap(),
            secret: text("secret"),
            url: text("callback_url"),
            target: text("request_target"),
            body: text("body").into_bytes(),
            signing: match (is_over("'{}'"), is_over("JSON.stringify")) {
                (true, _) => Signing::Constant,
                (_, true) => Signing::Fields,
                _ => Signing::Body,
            },
        }
    };
    vectors.iter().map(read).collect()
}

impl Vector {
    fn verify(&self) -> bbb_sdk::Result<Delivery> {
        WebhookVerifier::new(&*self.url, &*self.secret)?
            .accept([Signing::Body, Signing::Fields, self.signing])
            .verify(&Incoming::new(&self.target, &self.body))
    }

    /// Returns every delivery in which `change` was applied to one byte of the text that `of` selects.
    fn changed(
        &self,
        of: impl Fn(&mut Self) -> &mut String,
        change: impl Fn(u8) -> u8,
    ) -> Vec<Self> {
        let original = of(&mut self.clone()).clone().into_bytes();
        let with = |at: usize| {
            let mut bytes = original.clone();
            bytes[at] = change(bytes[at]);
            let mut changed = self.clone();
            *of(&mut changed) = String::from_utf8(bytes).ok()?;
            Some(changed)
        };
        (0..original.len()).filter_map(with).collect()
    }
}

#[test]
fn deliveries_of_real_servers_are_accepted() {
    for vector in vectors() {
        let delivery = vector.verify().unwrap();
        assert_eq!(delivery.signing, vector.signing, "{}", vector.target);
        assert_eq!(delivery.domain.as_deref(), Some("bbb.loopback.test"));
        assert_eq!(delivery.events.len(), 1);
    }
}

#[test]
fn the_sender_sends_what_real_servers_send() {
    for vector in vectors() {
        let delivery = vector.verify().unwrap();
        let sent = WebhookSender::new(&*vector.url, &*vector.secret)
            .unwrap()
            .signing(vector.signing)
            .checksum(vector.algorithm)
            .domain(delivery.domain.clone().unwrap())
            .deliver(&delivery.events, delivery.timestamp.millis().unwrap());
        assert_eq!(sent.target(), vector.target);
        assert_eq!(sent.body().as_bytes(), vector.body);
    }
}

#[test]
fn a_change_of_any_bit_is_refused() {
    let vectors = vectors();
    for bit in 0..8 {
        refuses_changes(&vectors[1], 1, |byte| byte ^ (1 << bit));
    }
}

#[test]
fn a_change_of_a_byte_is_refused() {
    for vector in vectors() {
        // Bits other than the case of a letter are flipped as well, because an escape may have either case.
        refuses_changes(&vector, 7, |byte| byte ^ 0x20);
        refuses_changes(&vector, 7, |byte| byte ^ 1);
        refuses_changes(&vector, 7, |byte| if byte == b'+' { b' ' } else { b'+' });
    }
}

/// Changes every byte of the URL, the target and the secret, and a sample of the body's bytes.
#[track_caller]
fn refuses_changes(vector: &Vector, step: usize, change: impl Fn(u8) -> u8) {
    let mut changed = vector.changed(|vector| &mut vector.url, &change);
    changed.extend(vector.changed(|vector| &mut vector.secret, &change));
    changed.extend(vector.changed(|vector| &mut vector.target, &change));
    // The checksum of 3.0.0 to 3.3.1 proves nothing about the body.
    let proven = vector.signing != Signing::Constant;
    for at in (0..vector.body.len()).step_by(step).filter(|_| proven) {
        let mut other = vector.clone();
        other.body[at] = change(other.body[at]);
        changed.push(other);
    }
    for other in changed {
        let same = other.url == vector.url
            && other.secret == vector.secret
            && other.target == vector.target
            && other.body == vector.body;
        assert!(
            same || other.verify().is_err(),
            "{}\n{}\n{}",
            other.url,
            other.target,
            String::from_utf8_lossy(&other.body)
        );
    }
}

#[test]
fn a_constant_checksum_is_named_and_accepted_only_on_request() {
    let cause = "not a callback of the server: its checksum covers only the URL and proves nothing about the body, \
                 as webhooks 3.0.0 to 3.3.1 sign; update webhooks, or accept `Signing::Constant`";
    for vector in vectors() {
        if vector.signing != Signing::Constant {
            continue;
        }
        let verifier = WebhookVerifier::new(&*vector.url, &*vector.secret).unwrap();
        let incoming = Incoming::new(&vector.target, &vector.body);
        let error = verifier.verify(&incoming).unwrap_err();
        assert_eq!(error.to_string(), cause);
        let problem = rejection::<Delivery>(Err(error));
        assert_eq!(
            (problem.status(), &problem),
            (403, &CallbackProblem::ChecksumConstant)
        );
        let accepting = verifier.clone().accept([Signing::Constant]);
        assert!(accepting.verify(&incoming).is_ok());
        // A checksum of another server is not a constant one.
        let other = WebhookVerifier::new(&*vector.url, "another secret").unwrap();
        let problem = rejection(other.verify(&incoming));
        assert_eq!(problem, CallbackProblem::ChecksumMismatch);
    }
    for algorithm in ALGORITHMS {
        let sent = sender().signing(Signing::Constant).checksum(algorithm);
        let sent = sent.deliver_json(EVENT, 1_700_000_000_000);
        let problem = rejection(verifier().verify(&sent.incoming()));
        assert_eq!(problem, CallbackProblem::ChecksumConstant);
    }
}
