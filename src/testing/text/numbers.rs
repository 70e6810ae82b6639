//! The number formats of each release's templates.

/// The numbers in an answer that have group signs. QUIRK: some templates write group signs.
#[derive(Debug, Clone, Copy)]
pub(in crate::testing) struct Digits {
    pub(in crate::testing) counts_grouped: bool,
    pub(in crate::testing) limit_grouped: bool,
}

impl Digits {
    /// No group signs at all.
    pub(in crate::testing) const PLAIN: Self = Self {
        counts_grouped: false,
        limit_grouped: false,
    };

    pub(in crate::testing) fn count(self, number: i64) -> String {
        written(number, self.counts_grouped)
    }

    pub(in crate::testing) fn limit(self, number: i64) -> String {
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

/// Formats a number as Java does in English: `1,234`.
pub(in crate::testing) fn grouped(number: i64) -> String {
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
