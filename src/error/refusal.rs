//! Makes an error of a refusal, whatever its notation.

use super::{Error, ErrorKey, RefusalDetails};
use crate::redact::redact;

/// A refusal as the server wrote it. What is missing is empty.
#[derive(Default)]
pub(crate) struct Refusal {
    pub(crate) returncode: String,
    pub(crate) key: String,
    pub(crate) message: String,
    /// The keys and messages of a list of errors.
    pub(crate) errors: Vec<(String, String)>,
}

impl From<Refusal> for Error {
    /// A refusal that has no key and no message of its own takes those of the first error of its list.
    fn from(mut refusal: Refusal) -> Self {
        let errors = &mut refusal.errors;
        if refusal.key.is_empty() && refusal.message.is_empty() && !errors.is_empty() {
            (refusal.key, refusal.message) = errors.remove(0);
        }
        let key = |key: String| ErrorKey::from(redact(&key).as_str());
        let others = refusal.errors.into_iter();
        Self::Api {
            call: "".into(),
            key: Some(refusal.key).filter(|key| !key.is_empty()).map(key),
            message: redact(&refusal.message),
            details: Box::new(RefusalDetails {
                returncode: redact(&refusal.returncode),
                status: 200,
                others: others
                    .map(|(name, message)| (key(name), redact(&message)))
                    .collect(),
                tries: 0,
            }),
        }
    }
}
