//! Shell commands that send a request, signed with a secret from the environment.

use super::overview::address;
use crate::checksum::Checksum;
use crate::query::twice::encoded;
use crate::query::{Query, masked};
use crate::redact::{redact, shown_value};
use crate::testing::site::Site;
use crate::testing::site::request_record::RequestRecord;

/// The maximum length of a body in a command.
const BODY: usize = 2 << 10;

/// Returns the command that sends a request again, with a correct signature.
pub(super) fn of(site: &Site, request: &RequestRecord) -> String {
    let pairs = request.query().split('&');
    let pairs = pairs.filter(|pair| !pair.starts_with("checksum="));
    let query: Vec<String> = pairs.map(shown_pair).collect();
    let body = body(request);
    command(site, request.call(), &query.join("&"), body.as_deref())
}

/// Returns a parameter as it was sent, with secrets in its value blanked.
fn shown_pair(pair: &str) -> String {
    let Some((name, value)) = Query::parameters(pair).next() else {
        return pair.to_owned();
    };
    let shown = shown_value(&name, &value);
    if shown == value {
        return pair.to_owned();
    }
    let shown = encoded(shown).replace("%2A%2A%2A", "***");
    format!("{}={shown}", encoded(name))
}

/// Returns a command that sends a call.
pub(super) fn command(site: &Site, call: &str, query: &str, body: Option<&str>) -> String {
    let sha1_only = site
        .settings
        .webhooks()
        .algorithms()
        .iter()
        .all(|known| known.name() == Checksum::SHA1.name());
    let tool = if call.starts_with("hooks/") && sha1_only {
        "sha1sum"
    } else {
        "sha256sum"
    };
    let (address, query) = (address(site), quoted(query));
    let url = match call {
        "" => format!("'{address}'"),
        _ => format!(
            "\"{address}/{call}?$q&checksum=$(printf %s \"{call}$q$BBB_SECRET\" | {tool} | cut -d' ' -f1)\""
        ),
    };
    let set = if call.is_empty() {
        String::new()
    } else {
        format!("q={query}; ")
    };
    format!("{set}curl {url}{}", body.unwrap_or_default())
}

/// Returns the command's arguments for a body, if the body is text.
fn body(request: &RequestRecord) -> Option<String> {
    let text = std::str::from_utf8(request.body()).ok()?;
    if text.is_empty() || text.len() > BODY {
        return None;
    }
    let kind = request.content_type().unwrap_or_default();
    let shown = if kind.starts_with("application/x-www-form-urlencoded") {
        masked(text)
    } else {
        redact(&request.text_without_parts())
    };
    let kind = quoted(&format!("Content-Type: {}", redact(kind)));
    Some(format!(" -H {kind} --data-binary {}", quoted(&shown)))
}

/// Quotes a text as one word for a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
