//! The metadata in the parameters of a call.

use crate::testing::wire::parameters::Parameters;

/// The metadata of a query, with names in lower case. Names of another form are dropped without a word.
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

fn is_meta_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
