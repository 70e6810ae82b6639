//! Parameters as the server decodes them.

use crate::query::Query;

/// The parameters of a query or a form, decoded, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::testing) struct Parameters(Vec<(String, String)>);

impl FromIterator<(String, String)> for Parameters {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl Parameters {
    /// Reads `name=value&…`.
    pub(in crate::testing) fn parse(text: &str) -> Self {
        Self(Query::parameters(text).collect())
    }

    /// Appends the parameters of a body.
    pub(in crate::testing) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Sets a parameter, and removes others with the same name.
    pub(in crate::testing) fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// Removes a parameter.
    pub(in crate::testing) fn remove(&mut self, name: &str) {
        self.0.retain(|(found, _)| found != name);
    }

    /// Returns the first value with this name.
    pub(in crate::testing) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the first value with this name, unless it is empty. Servers treat an empty value as absent.
    pub(in crate::testing) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// Returns the items of the list that is the value of this parameter.
    pub(in crate::testing) fn list(&self, name: &str) -> Vec<&str> {
        items(self.filled(name).unwrap_or_default())
    }

    /// Returns how many parameters have this name.
    pub(in crate::testing) fn count(&self, name: &str) -> usize {
        self.0.iter().filter(|(found, _)| found == name).count()
    }

    pub(in crate::testing) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns all parameters except the checksum, as pairs of name and value.
    pub(in crate::testing) fn pairs(&self) -> Vec<(String, String)> {
        let pairs = self.0.iter().filter(|(name, _)| name != "checksum");
        pairs.cloned().collect()
    }

    /// Reads a boolean as `Boolean.parseBoolean` does: `true` in any case, and everything else is false.
    pub(in crate::testing) fn flag(&self, name: &str) -> Option<bool> {
        self.filled(name)
            .map(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Reads a whole number. Returns `None` for any other text, for which servers use their default.
    pub(in crate::testing) fn number(&self, name: &str) -> Option<i64> {
        self.filled(name)?.parse().ok()
    }

    /// Removes control characters and surrounding blanks from every value, as bbb-web does.
    pub(in crate::testing) fn sanitized(&self) -> Self {
        let clean = |value: &str| -> String {
            value
                .chars()
                .filter(|c| !c.is_ascii_control())
                .collect::<String>()
                .trim()
                .to_owned()
        };
        Self(
            self.iter()
                .map(|(name, value)| (name.to_owned(), clean(value)))
                .collect(),
        )
    }
}

/// Returns the items of a list that is separated by commas, without blanks around them and without empty items.
pub(in crate::testing) fn items(list: &str) -> Vec<&str> {
    let items = list.split(',').map(str::trim);
    items.filter(|item| !item.is_empty()).collect()
}

/// Decodes a form value: `+` becomes a space, and `%41` becomes `A`. Invalid escapes stay unchanged.
pub(in crate::testing) fn decode(text: &str) -> String {
    // Decode it as the value of a parameter, which a raw `&` would end.
    let pair = ["x=", &text.replace('&', "%26")].concat();
    let (_, value) = Query::parameters(&pair).next().unwrap_or_default();
    value
}

/// Returns whether a text can be decoded once more. Java throws an exception at a stray `%`.
pub(in crate::testing) fn decodable(text: &str) -> bool {
    let mut pieces = text.split('%');
    pieces.next();
    pieces.all(|piece| {
        let digits = piece.bytes().take(2);
        digits.filter(u8::is_ascii_hexdigit).count() == 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_as_a_form() {
        let parameters = Parameters::parse("a=1+2%2B3&b=&c&a=2&%C3%BC=%zz%4");
        let pairs: Vec<_> = parameters.iter().collect();
        assert_eq!(
            pairs,
            [
                ("a", "1 2+3"),
                ("b", ""),
                ("c", ""),
                ("a", "2"),
                ("ü", "%zz%4")
            ]
        );
        assert_eq!(parameters.get("a"), Some("1 2+3"));
        assert_eq!(parameters.count("a"), 2);
        assert_eq!(parameters.filled("b"), None);
    }

    #[test]
    fn tells_what_java_cannot_decode() {
        assert_eq!(decode("a&b=%41+"), "a&b=A ");
        assert!(decodable("a%41b"));
        assert!(!decodable("100%"));
        assert!(!decodable("%4"));
        assert!(!decodable("%zz"));
    }
}
