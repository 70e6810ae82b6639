//! [`Metadata`]: names with values that applications choose.

use std::fmt;

use crate::redact::shown_value;

/// The maximum number of names among which repetitions are found by comparing all pairs, which allocates nothing.
const FEW: usize = 32;

/// Named values that an application chose, such as metadata or custom data, in the server's order.
///
/// Names are case-sensitive. Each name occurs once: of several values with one name the first is kept, as for the fields of
/// a response. Two sets with the same names and values are equal in any order.
///
/// With the feature `serde` it is serialised as a map and keeps its order.
///
/// `Debug` blanks possible secrets: the values of names such as `secret-lrs-payload`, and the values in the query of a URL.
#[derive(Clone, Default)]
pub struct Metadata(Vec<(String, String)>);

impl Metadata {
    /// Returns the value of a name. It may be empty.
    #[inline]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }

    /// Returns all names with their values.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the number of names.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no names.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[inline]
    fn sorted(&self) -> Vec<&(String, String)> {
        let mut pairs: Vec<_> = self.0.iter().collect();
        pairs.sort_unstable();
        pairs
    }
}

impl fmt::Debug for Metadata {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<_> = self
            .iter()
            .map(|(name, value)| (name, shown_value(name, value)))
            .collect();
        f.debug_tuple("Metadata").field(&pairs).finish()
    }
}

impl PartialEq for Metadata {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || (self.len() == other.len() && self.sorted() == other.sorted())
    }
}

impl Eq for Metadata {}

impl FromIterator<(String, String)> for Metadata {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        let repeated = repeated(&pairs);
        if !repeated.is_empty() {
            let mut place = 0;
            let mut repeated = repeated.into_iter().peekable();
            pairs.retain(|_| {
                let keep = repeated.next_if_eq(&place).is_none();
                place += 1;
                keep
            });
        }
        Self(pairs)
    }
}

/// Returns the indexes of names that occur earlier as well, in ascending order.
#[inline]
fn repeated(pairs: &[(String, String)]) -> Vec<usize> {
    let names = || pairs.iter().map(|(name, _)| name).enumerate();
    if pairs.len() <= FEW {
        return names()
            .filter(|(place, name)| names().take(*place).any(|(_, other)| other == *name))
            .map(|(place, _)| place)
            .collect();
    }
    let name = |place: usize| pairs.get(place).map(|(name, _)| name);
    let mut sorted: Vec<usize> = (0..pairs.len()).collect();
    sorted.sort_unstable_by_key(|place| (name(*place), *place));
    let next = sorted.iter().skip(1);
    let mut repeated: Vec<usize> = sorted
        .iter()
        .zip(next)
        .filter(|(place, next)| name(**place) == name(**next))
        .map(|(_, next)| *next)
        .collect();
    repeated.sort_unstable();
    repeated
}

impl IntoIterator for Metadata {
    type Item = (String, String);
    type IntoIter = std::vec::IntoIter<(String, String)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(names: impl IntoIterator<Item = usize>) -> Metadata {
        let pair = |(place, name): (usize, usize)| (format!("n{name}"), place.to_string());
        names.into_iter().enumerate().map(pair).collect()
    }

    #[test]
    fn the_first_of_a_name_counts() {
        for count in [3, FEW / 2, FEW, 4 * FEW] {
            let twice = pairs((0..count).chain(0..count));
            assert_eq!(twice.0, pairs(0..count).0, "{count}");
            let each_twice = pairs((0..count).flat_map(|name| [name, name]));
            assert_eq!(each_twice.len(), count);
            for name in 0..count {
                let value = (2 * name).to_string();
                assert_eq!(
                    each_twice.get(&format!("n{name}")),
                    Some(value.as_str()),
                    "{count}"
                );
            }
            assert_eq!(pairs(vec![0; count]).len(), 1);
        }
    }

    #[test]
    fn the_order_is_the_servers() {
        let metadata = pairs([2, 0, 1]);
        let expected = [("n2", "0"), ("n0", "1"), ("n1", "2")];
        assert!(metadata.iter().eq(expected));
        let owned = metadata.into_iter();
        assert!(owned.eq(expected.map(|(name, value)| (name.to_owned(), value.to_owned()))));
    }

    #[test]
    fn empty_is_without_names() {
        assert!(pairs([]).is_empty());
        assert!(!pairs([0]).is_empty());
    }

    #[test]
    fn equal_in_any_order() {
        let of = |pairs: &[(&str, &str)]| -> Metadata {
            let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            pairs.iter().map(owned).collect()
        };
        assert_eq!(of(&[("a", "1"), ("b", "2")]), of(&[("b", "2"), ("a", "1")]));
        assert_ne!(of(&[("a", "1"), ("b", "2")]), of(&[("a", "2"), ("b", "1")]));
        assert_ne!(of(&[("a", "1")]), of(&[("A", "1")]));
        assert_ne!(of(&[("a", "1")]), of(&[]));
    }
}
