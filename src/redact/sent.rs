//! Collects the secrets of a request, to blank them in the response.

use std::cell::RefCell;
use std::ops::Range;

use super::decoded::Decoded;
use super::name::{is_id_name, is_secret_name};
use super::pattern;
use super::url::ends_url;
use crate::address::Parts;
use crate::encoding::Table;
use crate::query::{decoded, lossy, pairs};
use crate::secret::{Secret, Zeroizing};

/// The minimum length of a value that is blanked wherever it occurs, in characters. A shorter value would match parts of
/// words, and is blanked only after the name of a secret.
const SHORTEST: usize = 4;

/// The minimum length of a value in a URL that is blanked although its name does not mean a secret.
const SHORTEST_IN_URL: usize = 8;

/// The number of bytes of a body that are searched for secrets.
const BODY: usize = 256 << 10;

/// The secrets and the IDs of a request.
///
/// These values count as secrets: values whose names mean one, in the query, in a form, in any other body or in a cookie;
/// the shared secret and the checksum; and the user name, the password and the values of the query in a URL that is the
/// value of a parameter.
#[derive(Default)]
pub(crate) struct Sent {
    secrets: Vec<Needle>,
    ids: Vec<Needle>,
}

struct Needle {
    plain: Secret,
    decoded: Decoded,
}

impl Needle {
    fn new(value: &str) -> Self {
        Self {
            plain: Secret::from(value),
            decoded: Decoded::new(value),
        }
    }

    /// Returns the bytes to search for. Blanks around them and a backslash after them depend on the text beside the value,
    /// and are left out.
    fn bytes(&self) -> &[u8] {
        let bytes = self.decoded.bytes.as_slice().trim_ascii();
        bytes.strip_suffix(b"\\").unwrap_or(bytes)
    }

    fn find_in(&self, text: &str, decoded: &Decoded, found: &mut Vec<Range<usize>>) {
        let plain = self.plain.expose();
        let ranges = text.match_indices(plain);
        found.extend(ranges.map(|(at, _)| at..at + plain.len()));
        let wanted = self.bytes();
        let mut at = 0;
        while let Some(start) = find(&decoded.bytes, wanted, at) {
            at = start + wanted.len();
            found.extend(decoded.place(start..at));
        }
    }
}

/// Returns the next position at which the bytes occur.
fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let at = rest
        .windows(wanted.len().max(1))
        .position(|window| window == wanted)?;
    Some(from + at)
}

impl Sent {
    /// Collects the secrets and the IDs of a request.
    pub(crate) fn new(
        url: &str,
        body: Option<(&str, &[u8])>,
        cookie: Option<&str>,
        secret: &str,
    ) -> Self {
        let mut sent = Self::default();
        sent.secret(secret);
        if let Some(query) = Parts::of(url).query {
            sent.query(query);
        }
        if let Some((content_type, bytes)) = body {
            let bytes = bytes.get(..BODY.min(bytes.len())).unwrap_or_default();
            let text = lossy(bytes);
            if content_type.contains("urlencoded") {
                sent.query(&text);
            } else {
                sent.text(&text);
            }
        }
        for pair in cookie.unwrap_or_default().split(';') {
            let value = pair.split_once('=').map_or(pair, |(_, value)| value);
            sent.secret(value.trim());
        }
        sent
    }

    fn query(&mut self, query: &str) {
        for (name, value) in pairs(query) {
            if is_secret_name(&name) {
                self.secret(&value);
            } else if is_id_name(&name) {
                self.ids.extend(
                    value
                        .split(',')
                        .filter(|id| !id.is_empty())
                        .map(Needle::new),
                );
            } else if value.contains("//") {
                self.url(&value);
                // The value may also be a text or JSON with URLs in it.
                let words = value.split(ends_url);
                for word in words.filter(|word| word.len() < value.len() && word.contains("//")) {
                    self.url(word);
                }
            }
        }
    }

    /// Adds the user, the password and the values of the query of a URL.
    fn url(&mut self, url: &str) {
        let parts = Parts::of(url);
        let user = parts
            .authority
            .and_then(|authority| authority.rsplit_once('@'));
        for who in user.map_or("", |(user, _)| user).split(':') {
            self.secret(&decoded(who));
        }
        for query in [parts.query, parts.fragment].into_iter().flatten() {
            for (name, value) in pairs(query) {
                let secret = is_secret_name(&name)
                    || value.chars().count() >= SHORTEST_IN_URL && !is_id_name(&name);
                if value.contains("//") {
                    self.url(&value);
                } else if secret {
                    self.secret(&value);
                }
            }
        }
    }

    /// Adds the secrets in text of any kind, by their names.
    fn text(&mut self, text: &str) {
        let decoded = Decoded::new(text);
        for range in pattern::named(&decoded) {
            let value = decoded.place(range).and_then(|place| text.get(place));
            self.secret(value.unwrap_or_default());
        }
    }

    /// Adds a value as a secret, whatever its name.
    pub(crate) fn secret(&mut self, value: &str) {
        if value.trim().chars().count() < SHORTEST {
            return;
        }
        self.secrets.push(Needle::new(value));
        if value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let upper = Zeroizing::new(value.to_ascii_uppercase());
            self.secrets.push(Needle::new(&upper));
        }
        if !value.is_ascii() {
            let misread = misread(value);
            self.secrets
                .extend(misread.iter().map(|text| Needle::new(text)));
        }
    }

    /// Returns the positions of secrets in a text.
    pub(super) fn secrets_in(&self, text: &str, decoded: &Decoded) -> Vec<Range<usize>> {
        find_all(&self.secrets, text, decoded)
    }

    /// Returns the positions of the caller's IDs in a text.
    pub(super) fn ids_in(&self, text: &str, decoded: &Decoded) -> Vec<Range<usize>> {
        find_all(&self.ids, text, decoded)
    }

    /// Returns the position of the beginning of a secret at the end of a truncated text.
    pub(super) fn half_at_end(&self, text: &str) -> Option<usize> {
        let decoded = Decoded::new(text);
        let halves = self.secrets.iter().filter_map(|secret| {
            let wanted = secret.bytes();
            let length = (SHORTEST..wanted.len()).rev().find(|length| {
                let half = wanted.get(..*length).unwrap_or_default();
                decoded.bytes.ends_with(half)
            })?;
            let start = decoded.bytes.len() - length;
            Some(decoded.place(start..decoded.bytes.len())?.start)
        });
        halves.min()
    }

    /// Returns a text with these secrets blanked.
    pub(crate) fn blank(&self, text: &str) -> String {
        super::blanked(text, Some(self))
    }

    /// Returns whether a text contains one of the secrets.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        !self.secrets_in(text, &Decoded::new(text)).is_empty()
    }

    /// Runs a reader whose errors are blanked with these secrets from the start: before a text is shortened, or a name in
    /// it hides a part of a value.
    pub(crate) fn while_reading<T>(self, read: impl FnOnce() -> T) -> (Self, T) {
        let before = set_current(Some(self));
        let value = read();
        (set_current(before).unwrap_or_default(), value)
    }
}

/// Returns the forms in which a non-ASCII text is echoed by a server or a proxy that mistakes its encoding.
fn misread(text: &str) -> [Zeroizing<String>; 5] {
    // No byte becomes more than three, so the text does not move as it grows.
    let room = || Zeroizing::new(String::with_capacity(3 * text.len()));
    // UTF-8 that was read as ISO-8859-1 or as windows-1252.
    let as_table = |table: Table| {
        let mut read = room();
        read.extend(text.bytes().map(|byte| table.character(byte)));
        read
    };
    // A replacement for each character that an encoding lacks, or for each byte that a decoder cannot read.
    let marked = |mark: char, each_byte: bool| {
        let marks = |c: char| {
            let (shown, count) = match (c.is_ascii(), each_byte) {
                (true, _) => (c, 1),
                (false, true) => (mark, c.len_utf8()),
                (false, false) => (mark, 1),
            };
            std::iter::repeat_n(shown, count)
        };
        let mut read = room();
        read.extend(text.chars().flat_map(marks));
        read
    };
    [
        as_table(Table::Latin1),
        as_table(Table::Windows1252),
        marked('?', false),
        marked('?', true),
        marked('\u{FFFD}', false),
    ]
}

fn find_all(needles: &[Needle], text: &str, decoded: &Decoded) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for needle in needles {
        needle.find_in(text, decoded, &mut found);
    }
    found
}

thread_local! {
    /// The secrets of the request whose response is being read. Readers are given only a response, and public ones only a
    /// text.
    static CURRENT: RefCell<Option<Sent>> = const { RefCell::new(None) };
}

fn set_current(sent: Option<Sent>) -> Option<Sent> {
    CURRENT.replace(sent)
}

pub(super) fn with_current<T>(show: impl FnOnce(Option<&Sent>) -> T) -> T {
    CURRENT.with_borrow(|sent| show(sent.as_ref()))
}
