//! The metadata in the parameters of a call.

use crate::testing::wire::parameters::Parameters;

/// Returns the metadata in a query, with names in lower case. Malformed names are dropped silently.
pub(in crate::testing) fn metadata(parameters: &Parameters) -> Vec<(String, String)> {
    let mut metadata: Vec<(String, String)> = Vec::new();
    for (name, value) in parameters.iter() {
        let Some(name) = name.strip_prefix("meta_").filter(|name| is_meta_name(name)) else {
            continue;
        };
        let name = name.to_ascii_lowercase();
        if !metadata.iter().any(|(known, _)| *known == name) {
            metadata.push((name, value.to_owned()));
        }
    }
    metadata
}

/// The callback URLs in metadata.
#[derive(Debug)]
pub(in crate::testing) struct CallbackUrls {
    pub(in crate::testing) end: Option<String>,
    pub(in crate::testing) ready: Option<String>,
    pub(in crate::testing) analytics: Option<String>,
}

impl CallbackUrls {
    pub(in crate::testing) fn of(metadata: &[(String, String)]) -> Self {
        let value = |name: &str| {
            let found = metadata.iter().find(|(known, _)| known == name)?;
            (!found.1.is_empty()).then(|| found.1.clone())
        };
        let ready = [
            "bbb-recording-ready-url",
            "bn-recording-ready-url",
            "canvas-recording-ready-url",
        ];
        Self {
            end: value("endcallbackurl"),
            ready: ready.into_iter().find_map(value),
            analytics: value("analytics-callback-url"),
        }
    }
}

fn is_meta_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
