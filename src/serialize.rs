//! How values of the crate's own are serialised; the answers derive it from them.

use serde::{Serialize, Serializer};

use crate::secret::Secret;
use crate::value::{Metadata, Timestamp};

/// As nothing: what is serialised ends up in logs, caches and browsers.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

/// As a number or, where the server wrote words, as text.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Millis(millis) => serializer.serialize_i64(*millis),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// As a map, in the server's order.
impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}
