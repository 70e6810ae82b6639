//! Guesses what a client signed instead, by trying the most common mistakes.

use crate::checksum::Checksum;
use crate::testing::wire::parameters::decode;

/// A request whose checksum is wrong.
pub(in crate::testing) struct Wrong<'a> {
    pub(in crate::testing) call: &'a str,
    /// The query without the checksum.
    pub(in crate::testing) query: &'a str,
    pub(in crate::testing) secret: &'a str,
    pub(in crate::testing) checksum: &'a str,
    pub(in crate::testing) algorithm: Checksum,
}

impl Wrong<'_> {
    /// Returns what the client seems to have signed.
    pub(in crate::testing) fn guess(&self) -> Option<&'static str> {
        let Self {
            call,
            query,
            secret,
            ..
        } = *self;
        let last = call.rsplit('/').next().unwrap_or_default();
        let parts = [
            ("", query, secret, "the query without the name of the call"),
            (last, query, secret, "the name of the call without `hooks/`"),
            (call, query, "", "it without the secret"),
            (call, "", secret, "it without the query"),
        ];
        let found = parts
            .iter()
            .find(|(call, query, secret, _)| self.signs(call, query, secret));
        if let Some((.., words)) = found {
            return Some(words);
        }
        let secrets = [
            (format!("{secret}\n"), "with a line break behind the secret"),
            (format!("{secret} "), "with a space behind the secret"),
        ];
        let calls = [
            (
                format!("/{call}"),
                "the name of the call with a `/` in front",
            ),
            (
                format!("api/{call}"),
                "the name of the call with `api/` in front",
            ),
        ];
        let queries = spellings(query).into_iter();
        let queries = queries.map(|(query, words)| (self.signs(call, &query, secret), words));
        let secrets = secrets
            .iter()
            .map(|(secret, words)| (self.signs(call, query, secret), *words));
        let calls = calls
            .iter()
            .map(|(call, words)| (self.signs(call, query, secret), *words));
        let mut all = queries.chain(secrets).chain(calls);
        all.find_map(|(hit, words)| hit.then_some(words))
    }

    fn signs(&self, call: &str, query: &str, secret: &str) -> bool {
        let signature = self.algorithm.sign(call, query, secret);
        signature.as_str().eq_ignore_ascii_case(self.checksum)
    }
}

/// Returns other spellings of a query, with their descriptions.
fn spellings(query: &str) -> Vec<(String, &'static str)> {
    let mut sorted: Vec<&str> = query.split('&').collect();
    sorted.sort_unstable();
    vec![
        (
            query.replace("%20", "+"),
            "a `+` for each space and sent `%20`",
        ),
        (
            query.replace('+', "%20"),
            "`%20` for each space and sent `+`",
        ),
        (
            query.replace("%27", "'"),
            "a bare `'` and sent `%27`, as some HTTP clients make of it",
        ),
        (
            bare(query),
            "bare `!'()*~` and sent them encoded, as some HTTP clients do",
        ),
        (decode(query), "the query before it was encoded"),
        (format!("?{query}"), "the query with its `?`"),
        (format!("&{query}"), "the query with a `&` in front"),
        (format!("{query}&"), "the query with a `&` at its end"),
        (
            query.replace('&', "&amp;"),
            "the query with `&amp;` for `&`",
        ),
        (sorted.join("&"), "the parameters in another order"),
    ]
}

/// Returns the query with those characters unescaped that some encoders do not escape.
fn bare(query: &str) -> String {
    let signs = [
        ("%21", "!"),
        ("%27", "'"),
        ("%28", "("),
        ("%29", ")"),
        ("%2A", "*"),
        ("%7E", "~"),
    ];
    let undo = |text: String, (code, sign): (&str, &str)| text.replace(code, sign);
    signs.into_iter().fold(query.to_owned(), undo)
}
