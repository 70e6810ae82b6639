//! The parameters of a call, percent-encoded as they are set.

use std::fmt::{self, Write as _};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

pub(crate) use self::decode::{decoded, is_blank, lossy, pairs};
pub(crate) use self::masked::masked;

use crate::error::Error;
use crate::secret::{self, Zeroizing};

mod decode;
#[cfg(feature = "callbacks")]
pub(crate) mod form;
mod masked;
#[cfg(feature = "recording")]
pub(crate) mod twice;

/// Everything but `A–Z a–z 0–9 - _ .`, because browsers and proxies might rewrite the rest, which would break the checksum.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// The parameters of a call: the text that is signed and sent.
///
/// A value is percent-encoded once, when it is set, and nothing encodes it again. Setting a name twice keeps the later
/// value, at the end, because servers read only the first of two. If a value must not be sent, the query records the
/// problem, and [`check`](Self::check) returns it as an error before anything is signed.
///
/// Servers since 2.4 remove control characters from values. What earlier ones do is not known. Most control characters are
/// not allowed in XML, so do not send them to such a server.
///
/// `Debug` shows only the names, because values may be passwords.
///
/// ```
/// let mut query = bbb_sdk::Query::new();
/// query.set("name", "Physics & chemistry").set("duration", 90);
/// assert_eq!(query.as_str(), "name=Physics%20%26%20chemistry&duration=90");
/// query.set("name", "Physics");
/// assert_eq!(query.as_str(), "duration=90&name=Physics");
/// ```
#[derive(Clone, Default)]
pub struct Query {
    text: Zeroizing<String>,
    problem: Option<Box<Refused>>,
}

/// The reason for refusing a value whose `Display` fails. A part of it must not be sent.
const UNWRITABLE: &str = "has a value whose `Display` fails";

/// The number of bytes that the first parameter reserves, enough for most calls.
const ROOM: usize = 256;

#[derive(Clone)]
struct Refused {
    parameter: String,
    reason: String,
}

impl Query {
    /// Creates a query without parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a parameter, replacing an earlier value of the same name. An empty value is sent as `name=`.
    pub fn set(&mut self, name: &str, value: impl fmt::Display) -> &mut Self {
        self.set_value(name, &value)
    }

    fn set_value(&mut self, name: &str, value: &dyn fmt::Display) -> &mut Self {
        if name.is_empty() {
            return self.refuse(name, "has no name");
        }
        if name == "checksum" {
            return self.refuse(name, "is added when the call is signed: leave it out");
        }
        self.remove(name);
        if self.text.is_empty() {
            // Reserved at once, so that the text does not move as it grows.
            self.text.reserve(ROOM);
        } else {
            secret::push(&mut self.text, "&");
        }
        let start = self.text.len();
        let mut encoder = Encoder {
            text: &mut self.text,
            unreadable: false,
        };
        let written = encoder.write_str(name).and_then(|()| {
            secret::push(encoder.text, "=");
            write!(encoder, "{value}")
        });
        let unreadable = encoder.unreadable;
        if written.is_err() {
            // Remove what a failing `Display` has written.
            self.text.truncate(start.saturating_sub(1));
            self.refuse(name, UNWRITABLE);
        }
        if unreadable {
            self.refuse(
                name,
                "contains U+FFFE or U+FFFF, which would make responses unreadable for everyone",
            );
        }
        self
    }

    /// Sets a parameter, or removes it if the value is empty. Servers treat almost every empty parameter as absent.
    pub fn set_or_remove(&mut self, name: &str, value: impl fmt::Display) -> &mut Self {
        self.set_or_remove_value(name, &value)
    }

    fn set_or_remove_value(&mut self, name: &str, value: &dyn fmt::Display) -> &mut Self {
        self.set_value(name, value);
        if self.text.ends_with('=') {
            self.remove(name);
        }
        self
    }

    /// Sets a parameter that servers require. An empty or blank value is refused.
    pub fn require(&mut self, name: &'static str, value: impl fmt::Display) -> &mut Self {
        self.set_or_remove(name, value).require_found(name)
    }

    fn require_found(&mut self, name: &str) -> &mut Self {
        let pair = self.find(name).and_then(|range| self.text.get(range));
        match pair.and_then(|pair| pair.split_once('=')) {
            None => self.refuse(name, "is required and must not be empty"),
            Some((_, value)) if decode::is_encoded_blank(value) => {
                self.refuse(name, "is required and must not be blank")
            }
            Some(_) => self,
        }
    }

    /// Sets a parameter to a comma-separated list.
    ///
    /// An empty list removes the parameter. An empty or blank value and a value with a comma are refused.
    pub fn list<T: fmt::Display>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = T>,
    ) -> &mut Self {
        let mut text = secret::Growing::default();
        for value in values {
            if !self.push_item(name, &mut text, &value) {
                return self;
            }
        }
        self.set_or_remove(name, text.0.as_str())
    }

    /// Appends an item to a list, and returns whether it can be written.
    fn push_item(
        &mut self,
        name: &str,
        text: &mut secret::Growing,
        value: &dyn fmt::Display,
    ) -> bool {
        if !text.0.is_empty() {
            secret::push(&mut text.0, ",");
        }
        let start = text.0.len();
        if write!(text, "{value}").is_err() {
            self.refuse(name, UNWRITABLE);
            return false;
        }
        let value = text.0.get(start..).unwrap_or_default();
        if value.is_empty() {
            self.refuse(name, "contains an empty value");
        } else if is_blank(value) {
            self.refuse(name, "contains a blank value");
        } else if value.contains(',') {
            self.refuse(
                name,
                "contains a value with a comma, which servers read as two values",
            );
        }
        true
    }

    /// Sets metadata: the parameter `meta_` and the name, in lower case.
    ///
    /// Servers keep names that are a letter followed by letters, digits and `-`, and convert them to lower case. They
    /// silently drop any other name, so such a name is refused. [`set`](Self::set) sends a name unchanged.
    pub fn meta(&mut self, name: &str, value: impl fmt::Display) -> &mut Self {
        let parameter = format!("meta_{}", name.to_ascii_lowercase());
        let first = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let rest = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if first && rest {
            self.set(&parameter, value)
        } else {
            self.refuse(
                &parameter,
                "has a name that servers drop: use a letter, then letters, digits and `-`",
            )
        }
    }

    /// Sets data of a user: the parameter `userdata-` and the key.
    ///
    /// A key is a letter or `_`, followed by letters, digits, `_` and `.`. Any other key is refused: servers drop a key
    /// with a hyphen, and print others unescaped into responses, which makes the responses unreadable.
    pub fn userdata(&mut self, key: &str, value: impl fmt::Display) -> &mut Self {
        let parameter = format!("userdata-{key}");
        let first = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let rest = key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
        if first && rest {
            self.set(&parameter, value)
        } else {
            self.refuse(
                &parameter,
                "has a key that servers drop or that breaks their responses: use a letter or `_`, then letters, digits, `_` and `.`",
            )
        }
    }

    /// Sets a parameter to a URL that passes a check, or removes it if the URL is empty.
    #[cfg(feature = "administration")]
    pub(crate) fn url<E: Into<String>>(
        &mut self,
        name: &str,
        url: &str,
        check: impl FnOnce(&str) -> Result<(), E>,
    ) -> &mut Self {
        self.set_or_remove(name, url);
        match check(url) {
            Err(reason) if !url.is_empty() => self.refuse(name, reason),
            _ => self,
        }
    }

    /// Records the problem of another query, if it has one.
    #[cfg(feature = "administration")]
    pub(crate) fn refuse_as(&mut self, other: &Self) {
        if self.problem.is_none() {
            self.problem.clone_from(&other.problem);
        }
    }

    /// Records that a value must not be sent, and why. [`check`](Self::check) reports the first such problem.
    pub fn refuse(&mut self, parameter: &str, reason: impl Into<String>) -> &mut Self {
        if self.problem.is_none() {
            self.problem = Some(Box::new(Refused {
                parameter: parameter.to_owned(),
                reason: reason.into(),
            }));
        }
        self
    }

    /// Returns the decoded value of a parameter.
    pub fn get(&self, name: &str) -> Option<String> {
        let pair = self.text.get(self.find(name)?)?;
        let value = pair.split_once('=').map_or("", |(_, value)| value);
        Some(std::mem::take(&mut *decoded(value)))
    }

    /// Returns the decoded parameters of a query or a form. `+` is decoded to a space, and bytes that are not UTF-8 are
    /// replaced.
    ///
    /// ```
    /// let pairs: Vec<_> = bbb_sdk::Query::parameters("name=Caf%C3%A9+B&record").collect();
    /// assert_eq!(pairs, [("name".into(), "Café B".into()), ("record".into(), "".into())]);
    /// ```
    pub fn parameters(text: &str) -> impl Iterator<Item = (String, String)> {
        pairs(text).map(|(name, mut value)| (name, std::mem::take(&mut *value)))
    }

    /// Returns the text that is signed and sent, without `?`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the first recorded problem as an error.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Parameter`], which names the parameter.
    pub fn check(&self) -> Result<(), Error> {
        match &self.problem {
            None => Ok(()),
            Some(problem) => Err(Error::parameter(&problem.parameter, problem.reason.clone())),
        }
    }

    /// Returns the position of `name=value`, without its separators.
    fn find(&self, name: &str) -> Option<std::ops::Range<usize>> {
        let mut start = 0;
        for pair in self.text.split('&') {
            let end = start + pair.len();
            if let Some((found, _)) = pair.split_once('=')
                && percent_decode_str(found).eq(name.bytes())
            {
                return Some(start..end);
            }
            start = end + 1;
        }
        None
    }

    fn remove(&mut self, name: &str) {
        if let Some(range) = self.find(name) {
            let (start, end) = if range.start == 0 {
                (0, (range.end + 1).min(self.text.len()))
            } else {
                (range.start - 1, range.end)
            };
            self.text.drain(start..end);
        }
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self
            .text
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, _)| name);
        f.write_str("Query")?;
        f.debug_list().entries(names).finish()
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Query {}

/// A writer that percent-encodes.
struct Encoder<'a> {
    text: &'a mut Zeroizing<String>,
    /// Whether the value contained a character that makes responses unreadable.
    unreadable: bool,
}

impl fmt::Write for Encoder<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // QUIRK: servers remove control characters from values, but not these two, which they print into everyone's lists.
        self.unreadable |= text.contains(['\u{FFFE}', '\u{FFFF}']);
        for piece in utf8_percent_encode(text, ENCODED) {
            secret::push(self.text, piece);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn query(pairs: &[(&str, &str)], expected: &str) {
        let mut query = Query::new();
        for (name, value) in pairs {
            query.set(name, value);
        }
        assert_eq!(query.as_str(), expected);
        for (name, value) in pairs.iter().rev().take(1) {
            assert_eq!(query.get(name).as_deref(), Some(*value));
        }
    }

    #[test]
    fn encodes_all_but_the_unreserved() {
        query(
            &[("a", "Zoë O'Brien & 李小龙 <b>~*()!+%/=?#")],
            "a=Zo%C3%AB%20O%27Brien%20%26%20%E6%9D%8E%E5%B0%8F%E9%BE%99%20%3Cb%3E%7E%2A%28%29%21%2B%25%2F%3D%3F%23",
        );
        query(&[("a", "AZaz09-_.")], "a=AZaz09-_.");
        query(&[("meta_x y&z", "1")], "meta_x%20y%26z=1");
    }

    #[test]
    fn a_name_set_twice_keeps_the_later_value() {
        query(&[("a", "1"), ("b", "2"), ("a", "3")], "b=2&a=3");
        query(&[("a", "1"), ("b", "2"), ("b", "3")], "a=1&b=3");
        query(&[("a", "1"), ("a", "")], "a=");
        query(&[("a%", "1"), ("a%", "2")], "a%25=2");
    }

    #[test]
    fn an_empty_optional_value_is_left_out() {
        let mut query = Query::new();
        query
            .set("a", 1)
            .set_or_remove("b", "")
            .set_or_remove("a", "");
        assert_eq!(query.as_str(), "");
    }

    #[test]
    fn problems_name_the_parameter() {
        let problem = |set: fn(&mut Query)| {
            let mut query = Query::new();
            set(&mut query);
            query
                .check()
                .map_err(|error| error.to_string())
                .unwrap_err()
        };
        assert_eq!(
            problem(|q| _ = q.require("meetingID", "")),
            "parameter `meetingID` is required and must not be empty"
        );
        assert_eq!(
            problem(|q| _ = q.list("recordID", ["a", "b,c"])),
            "parameter `recordID` contains a value with a comma, which servers read as two values"
        );
        assert_eq!(
            problem(|q| _ = q.meta("my_key", "x")),
            "parameter `meta_my_key` has a name that servers drop: use a letter, then letters, digits and `-`"
        );
        for value in ["a\u{FFFE}", "\u{FFFF}"] {
            let mut query = Query::new();
            assert_eq!(
                query.set("name", value).check().unwrap_err().to_string(),
                "parameter `name` contains U+FFFE or U+FFFF, which would make responses unreadable for everyone"
            );
        }
        assert_eq!(
            problem(|q| _ = q.set("checksum", "x")),
            "parameter `checksum` is added when the call is signed: leave it out"
        );
    }

    /// Writes a part of its text and then fails.
    struct Failing;

    impl fmt::Display for Failing {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("half")?;
            Err(fmt::Error)
        }
    }

    #[test]
    fn nothing_of_a_value_is_sent_that_cannot_be_written() {
        let problem = "parameter `b` has a value whose `Display` fails";
        for before in ["", "a=1", "a=1&c=2"] {
            let mut start = Query::new();
            for (name, value) in Query::parameters(before) {
                start.set(&name, value);
            }
            let sets: [fn(&mut Query); 4] = [
                |query| _ = query.set("b", Failing),
                |query| _ = query.set_or_remove("b", Failing),
                |query| _ = query.list("b", [Failing]),
                |query| {
                    _ = query
                        .set("b", 1)
                        .list("b", [&Failing as &dyn fmt::Display, &1])
                        .set_or_remove("b", "");
                },
            ];
            for set in sets {
                let mut query = start.clone();
                set(&mut query);
                assert_eq!(query.as_str(), before);
                assert_eq!(query.check().unwrap_err().to_string(), problem);
            }
        }
        let mut query = Query::new();
        query.list("b", [&1 as &dyn fmt::Display, &Failing, &3]);
        assert_eq!(query.as_str(), "");
        assert_eq!(query.check().unwrap_err().to_string(), problem);
    }

    #[test]
    fn metadata_has_one_spelling() {
        let mut query = Query::new();
        query
            .meta("Course", 1)
            .set("a", 2)
            .meta("course", 3)
            .meta("COURSE-ID", 4);
        assert_eq!(query.as_str(), "a=2&meta_course=3&meta_course-id=4");
        query.check().unwrap();
    }

    #[test]
    fn debug_shows_names_alone() {
        let mut query = Query::new();
        query.set("moderatorPW", "hunter2").set("meetingID", "room");
        assert_eq!(format!("{query:?}"), r#"Query["moderatorPW", "meetingID"]"#);
    }
}
