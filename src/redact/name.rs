//! Recognises names of secrets and of IDs.

/// Endings of names of secrets, after everything but letters and digits is removed.
const SECRET_ENDS: &str = "auth authorization accesscode accesskey apikey bearer checksum hmac jwt passcode \
    passphrase passwd privatekey pw pwd salt sessid sessionid signature";

/// Words that make a name that of a secret wherever they occur in it, as in `secret-lrs-payload`.
const SECRET_PARTS: &str = "credential password secret token";

/// Last words of names of secrets. They are too short to be recognised as the ending of another word.
const SECRET_WORDS: &str = "otp pass pin sid";

/// Returns whether the value of this name must not be shown: `moderatorPW`, `x-api-key`, `secret-lrs-payload`.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let all = letters(name);
    SECRET_ENDS.split(' ').any(|end| all.ends_with(end))
        || SECRET_PARTS.split(' ').any(|part| all.contains(part))
        || SECRET_WORDS
            .split(' ')
            .any(|word| all.ends_with(word) && letters(last_word(name)) == word)
}

/// Returns the last word of a name: `pass` of `moderator-pass`, `Pin` of `userPin`.
fn last_word(name: &str) -> &str {
    let bytes = name.as_bytes();
    let starts = |at: &usize| match (
        at.checked_sub(1).and_then(|at| bytes.get(at)),
        bytes.get(*at),
    ) {
        (Some(before), Some(first)) => {
            !before.is_ascii_alphanumeric()
                || before.is_ascii_lowercase() && first.is_ascii_uppercase()
        }
        _ => false,
    };
    let start = (0..bytes.len()).rev().find(starts).unwrap_or(0);
    name.get(start..).unwrap_or(name)
}

/// Returns whether the value of this name is an ID that the caller knows: `meetingID`, `recordID`.
pub(super) fn is_id_name(name: &str) -> bool {
    let name = letters(name);
    (name.ends_with("id") || name.ends_with("ids")) && !is_secret_name(&name)
}

fn letters(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_in_any_spelling() {
        for name in [
            "checksum",
            "Checksum",
            "moderatorPW",
            "attendee_password",
            "sessionToken",
            "session-token",
            "meta_secret-lrs-payload",
            "userdata-bbb_auth_token",
            "Authorization",
            "X-API-Key",
            "JSESSIONID",
            "PHPSESSID",
            "privateKey",
            "pass",
            "moderator-pass",
            "viewerPass",
            "moderatorAccessCode",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn names_of_other_things() {
        for name in [
            "",
            "author",
            "name",
            "compass",
            "Compass",
            "passenger",
            "meetingID",
            "x26",
            "shipping",
            "key",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
        assert!(is_id_name("meetingID") && is_id_name("record_ids") && !is_id_name("jsessionid"));
    }
}
