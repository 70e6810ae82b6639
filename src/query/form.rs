//! Reads received forms strictly, and writes forms as servers do.

use percent_encoding::{
    AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode,
};

/// The way in which a text is escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As a browser escapes a form: a space is `+`.
    Form,
    /// Everything but the unreserved characters of RFC 3986.
    Rfc3986,
    /// As in a request line: only characters that it must not contain are escaped.
    Target,
}

const FORM: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');
const RFC3986: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const TARGET: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// Returns the text, escaped.
pub(crate) fn encode(text: &str, spelling: Spelling) -> String {
    match spelling {
        // Only a space is encoded as `%20`.
        Spelling::Form => utf8_percent_encode(text, FORM)
            .to_string()
            .replace("%20", "+"),
        Spelling::Rfc3986 => utf8_percent_encode(text, RFC3986).to_string(),
        Spelling::Target => utf8_percent_encode(text, TARGET).to_string(),
    }
}

/// The reason why a form cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormError {
    /// A `%` without two hex digits after it, or a value that is not UTF-8.
    Encoding,
    /// A wanted field occurs more than once. Contains its name.
    Repeated(&'static str),
}

/// Returns whether every character is escaped that a form escapes, by the least strict of the spellings in use.
pub(crate) fn is_escaped(form: &str) -> bool {
    const PLAIN: &[u8] = b"-_.~*!'()%&=+";
    form.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || PLAIN.contains(&byte))
}

/// Returns the decoded values of the wanted fields, in the wanted order. Other fields are ignored.
pub(crate) fn fields<const N: usize>(
    form: &str,
    wanted: [&'static str; N],
) -> Result<[Option<String>; N], FormError> {
    let mut values = [const { None }; N];
    for pair in form.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        for (slot, wanted) in values.iter_mut().zip(wanted) {
            if !percent_decode_str(name).eq(wanted.bytes()) {
                continue;
            }
            if slot.replace(decode(value)?).is_some() {
                return Err(FormError::Repeated(wanted));
            }
        }
    }
    Ok(values)
}

/// Decodes escapes and `+`.
fn decode(value: &str) -> Result<String, FormError> {
    let escapes_are_whole = value.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if !escapes_are_whole {
        return Err(FormError::Encoding);
    }
    let spaced = value.replace('+', " ");
    let text = percent_decode_str(&spaced).decode_utf8();
    text.map(std::borrow::Cow::into_owned)
        .map_err(|_| FormError::Encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(form: &str, expected: Result<[Option<&str>; 2], FormError>) {
        let read = fields(form, ["event", "domain"]);
        let read = read
            .as_ref()
            .map(|values| values.each_ref().map(Option::as_deref));
        assert_eq!(read.map_err(|error| *error), expected, "{form}");
    }

    #[test]
    fn values_are_decoded() {
        reads("", Ok([None, None]));
        reads(
            "domain=a+b%2B%C3%A9&event=%5B%5D&x=%zz",
            Ok([Some("[]"), Some("a b+é")]),
        );
        reads("%65vent=1&&domain", Ok([Some("1"), Some("")]));
        reads("Event=1&event%20=2", Ok([None, None]));
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for event in ["%", "%4", "%zz", "a%C3", "%ff", "%+1", "%é"] {
            reads(&format!("event={event}"), Err(FormError::Encoding));
        }
        reads("event=1&event=1", Err(FormError::Repeated("event")));
        reads("domain&%64omain=1", Err(FormError::Repeated("domain")));
    }
}
