//! What a server sends to an application: accepted as it is, and refused after any change.
#![cfg(feature = "callbacks")]

use bbb_sdk::callbacks::{Delivery, Incoming, Signing, WebhookVerifier};
use bbb_sdk::json::Value;

/// A delivery of a real webhooks server.
struct Vector {
    server: String,
    secret: String,
    url: String,
    target: String,
    body: String,
    signing: Signing,
}

fn vectors() -> Vec<Vector> {
    let vectors: Value =
        serde_json::from_str(include_str!("fixtures/callbacks/webhook-vectors.json")).unwrap();
    let read = |vector: &Value| {
        let text = |name: &str| vector[name].as_str().unwrap().to_owned();
        let rule = text("rule");
        Vector {
            server: text("server"),
            secret: text("secret"),
            url: text("callback_url"),
            target: text("request_target"),
            body: text("body"),
            signing: if rule.contains("'{}'") {
                Signing::Constant
            } else if rule.contains("JSON") {
                Signing::Fields
            } else {
                Signing::Body
            },
        }
    };
    vectors.as_array().unwrap().iter().map(read).collect()
}

impl Vector {
    fn verify(&self) -> bbb_sdk::Result<Delivery> {
        WebhookVerifier::new(&*self.url, &*self.secret)?
            .accept([self.signing])
            .verify(&Incoming::new(&self.target, self.body.as_bytes()))
    }
}

#[test]
fn deliveries_of_real_servers_are_accepted() {
    for vector in vectors() {
        let delivery = vector.verify().unwrap();
        assert_eq!(delivery.signing, vector.signing, "{}", vector.server);
        assert_eq!(delivery.domain.as_deref(), Some("bbb.loopback.test"));
        assert_eq!(delivery.events.len(), 1);
    }
}
