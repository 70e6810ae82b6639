//! Values as servers write them: numbers with group signs, times in several forms, sets that grow.

use crate::secret::Secret;

mod metadata;
mod timestamp;

pub use metadata::Metadata;
pub use timestamp::Timestamp;

/// A value that can be read from an element's trimmed text.
pub trait FromText: Sized {
    /// The value, or nothing where the text does not hold one.
    fn from_text(text: &str) -> Option<Self>;
}

impl FromText for String {
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl FromText for Secret {
    fn from_text(text: &str) -> Option<Self> {
        Some(Self::from(text))
    }
}

impl FromText for bool {
    fn from_text(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("true") {
            Some(true)
        } else if text.eq_ignore_ascii_case("false") {
            Some(false)
        } else {
            None
        }
    }
}

impl FromText for i64 {
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().or_else(|| localized(text.trim()))
    }
}

/// A whole number in the notation of any locale: QUIRK: templates up to 3.0 print counts with group signs and digits
/// of the server's locale, `1,234`, `1.234`, `1 234`, `12,34,567`, `١٬٢٣٤`. A fraction is cut off.
fn localized(text: &str) -> Option<i64> {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // Group signs other than comma and full stop, and the marks of writing from right to left.
            ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '’' | '\'' | '٬' | '\u{2E41}' => {
                plain.push(',');
            }
            '\u{200E}' | '\u{200F}' | '\u{61C}' => {}
            '٫' => plain.push('.'),
            '−' => plain.push('-'),
            '0'..='9' | '-' | '+' | ',' | '.' | 'e' | 'E' => plain.push(c),
            c => plain.push(char::from_digit(decimal_digit(c)?, 10)?),
        }
    }
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain.strip_prefix('+').unwrap_or(&plain)),
    };
    if is_grouped(digits, ',') || is_grouped(digits, '.') {
        return format!("{sign}{}", digits.replace([',', '.'], ""))
            .parse()
            .ok();
    }
    if digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return format!("{sign}{digits}").parse().ok();
    }
    whole(sign, &digits.replace(',', "."))
}

/// The whole part of a number with a fraction or an exponent. The standard library's way goes by a floating-point number,
/// which is not exact and brings tables that are large in a small program.
fn whole(sign: &str, number: &str) -> Option<i64> {
    const MOST_DIGITS: usize = 19;
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (units, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{units}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let point = exponent
        .parse::<isize>()
        .ok()?
        .saturating_add_unsigned(units.len());
    let Ok(length @ 1..) = usize::try_from(point) else {
        return Some(0);
    };
    if length > MOST_DIGITS {
        return None;
    }
    format!("{sign}{digits:0<length$.length$}").parse().ok()
}

/// Whether the digits stand in groups: up to three, then twos or threes, the last of three.
fn is_grouped(digits: &str, sign: char) -> bool {
    let mut groups = digits.split(sign);
    let all_digits =
        |group: &str| !group.is_empty() && group.bytes().all(|digit| digit.is_ascii_digit());
    let first = groups
        .next()
        .is_some_and(|group| all_digits(group) && group.len() <= 3);
    let mut last = 0;
    let rest = groups.all(|group| {
        last = group.len();
        all_digits(group) && (2..=3).contains(&group.len())
    });
    first && rest && last == 3
}

/// The value of a decimal digit of another script.
fn decimal_digit(c: char) -> Option<u32> {
    /// The zeros of the scripts whose digits Java's locales use.
    const ZEROS: [u32; 24] = [
        0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
        0x0D66, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0x1946, 0x1C50, 0xFF10, 0x1_1136,
        0x1_E140, 0x1_E950,
    ];
    let code = u32::from(c);
    ZEROS
        .iter()
        .find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10))
}

/// Defines a set of names that servers may add to: one list for the variants, their spelling and the way back.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$doc:meta])* $variant:ident = $text:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$doc])* $variant, )+
            /// A name this version of the crate does not know, as the server wrote it. A later one may know it: to look for
            /// one that has no variant yet, compare [`as_str`](Self::as_str).
            Other(String),
        }

        impl $name {
            /// The name as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $( $text => Self::$variant, )+
                    _ => Self::Other(text.to_owned()),
                }
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
                Ok(Self::from(&*text))
            }
        }

        impl $crate::value::FromText for $name {
            fn from_text(text: &str) -> Option<Self> {
                Some(Self::from(text))
            }
        }
    };
}
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn number(text: &str, expected: impl Into<Option<i64>>) {
        assert_eq!(i64::from_text(text), expected.into(), "{text}");
    }

    #[test]
    fn numbers_of_any_locale() {
        number("0", 0);
        number("9007199254740993", 9_007_199_254_740_993);
        number("-1", -1);
        number("+60", 60);
        number("\u{A0}60\u{2003}", 60);
        for text in [
            "1,234,567",
            "1.234.567",
            "1\u{202F}234\u{202F}567",
            "1\u{A0}234\u{A0}567",
            "1’234’567",
            "12,34,567",
        ] {
            assert!(matches!(i64::from_text(text), Some(1_234_567)), "{text}");
        }
        number("1,715,265,328,123", 1_715_265_328_123);
        number("١٬٢٣٤", 1234);
        number("۱٬۲۳۴", 1234);
        number("१,२३४", 1234);
        number("᱑,᱒᱓᱔", 1234);
        number("𞥑⹁𞥒𞥓𞥔", 1234);
        number("-1,234", -1234);
        number("\u{61C}-١٬٢٣٤", -1234);
    }

    #[test]
    fn fractions_are_cut_off() {
        number("1.715261728123E12", 1_715_261_728_123);
        number("12.7", 12);
        number("12,75", 12);
        number("1e3", 1000);
        number("-1.5e1", -15);
        number("0.99", 0);
        number("1234.5e-2", 12);
        number("5e-3", 0);
        number("9223372036854775807.9", i64::MAX);
    }

    #[test]
    fn no_number() {
        for text in [
            "",
            "-",
            "NaN",
            "inf",
            "1 2 3",
            "12 apostles",
            "1,,234",
            "9999999999999999999",
            "1e300",
            "1e99999999999999999999",
            "e3",
            "1e",
            "1.2.3",
            "1.-2",
            "9223372036854775808.0",
            ".",
            "0x10",
        ] {
            number(text, None);
        }
    }
}
