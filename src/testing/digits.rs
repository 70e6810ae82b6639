//! Numbers as the templates of each version write them.

use super::profile::Version;

/// Which numbers have group signs. QUIRK: some templates put them in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits {
    counts_grouped: bool,
    limit_grouped: bool,
}

impl Digits {
    /// Those of the list of all meetings.
    pub(super) fn of_list(version: Version) -> Self {
        Self {
            counts_grouped: version < Version(3, 0),
            limit_grouped: version < Version(2, 7),
        }
    }

    /// No signs at all.
    pub(super) const PLAIN: Self = Self {
        counts_grouped: false,
        limit_grouped: false,
    };

    pub(super) fn count(self, number: i64) -> String {
        written(number, self.counts_grouped)
    }

    pub(super) fn limit(self, number: i64) -> String {
        written(number, self.limit_grouped)
    }
}

fn written(number: i64, groups: bool) -> String {
    if groups {
        grouped(number)
    } else {
        number.to_string()
    }
}

/// A number as Java writes it in English: `1,234`.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_three() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (-1_234_567, "-1,234,567"),
        ];
        for (number, text) in cases {
            assert_eq!(grouped(number), text);
        }
    }
}
